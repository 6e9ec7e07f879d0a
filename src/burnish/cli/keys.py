"""`burnish keys`, `burnish services` and `burnish secrets`."""

import sys
from typing import Annotated

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, Limit, Yes, client, confirm
from burnish.cli.tables import Columns, for_people, tell_done, tell_list, tell_row
from burnish.core.access import ApiKey, MintedKey, Secret, ServiceAccount
from burnish.errors import ConfigError

__all__ = ["keys_app", "secrets_app", "services_app"]

keys_app = typer.Typer(help="Keys: how your programs get in.", no_args_is_help=True)
services_app = typer.Typer(help="Service accounts: programs of the project, with keys of their own.", no_args_is_help=True)
secrets_app = typer.Typer(help="Secrets: tokens that the project needs for other systems.", no_args_is_help=True)

KeyId = Annotated[str, typer.Argument(help="Id of a key.")]
Scopes = Annotated[list[str] | None, typer.Option("--scope", help="A permission; may be given again. By default all that you have.")]
Days = Annotated[int, typer.Option(min=0, help="Days until it expires; 0 never.")]
Grace = Annotated[float, typer.Option("--grace-hours", min=0, help="Hours for which the old key works on.")]
ServiceName = Annotated[str, typer.Argument(help="Id or name of a service account.")]
OfProject = Annotated[bool, typer.Option("--of-project", help="Every key that opens the project alone, in place of your own.")]

_KEYS: Columns[ApiKey] = {
    "name": lambda key: key.name,
    "begins": lambda key: f"{key.prefix}…",
    "scopes": lambda key: len(key.scopes),
    "used": lambda key: key.last_used_at,
    "expires": lambda key: key.expires_at,
    "ended": lambda key: key.revoked_at or key.grace_until,
    "id": lambda key: key.id,
}
_SERVICES: Columns[ServiceAccount] = {
    "name": lambda service: service.name,
    "role": lambda service: service.role,
    "made": lambda service: service.created_at,
    "disabled": lambda service: service.disabled_at,
    "id": lambda service: service.id,
}
_SECRETS: Columns[Secret] = {
    "name": lambda secret: secret.name,
    "set": lambda secret: secret.updated_at,
    "used": lambda secret: secret.last_used_at,
}


@keys_app.command("list")
@answering
def list_keys(of_project: OfProject = False, project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """Your keys, or those of the project."""
    with client(project) as opened:
        listing = opened.project_keys.list() if of_project else opened.keys.list()
        tell_list(listing.first(limit), _KEYS, as_json=json)


@keys_app.command("create")
@answering
def create_key(
    name: Annotated[str, typer.Argument(help="To tell it from others.")],
    scope: Scopes = None,
    only: Annotated[str | None, typer.Option("--only", help="The only project that it opens.")] = None,
    days: Days = 90,
    json: Json = False,
) -> None:
    """Make a key that acts as you; its secret is shown this once."""
    with client() as opened:
        scopes = scope or (opened.projects.get(only).permissions if only else opened.session.me().holds)
        _tell_minted(opened.keys.create(name, scopes, project=only, days=days or None), as_json=json)


@keys_app.command("rotate")
@answering
def rotate_key(key: KeyId, grace_hours: Grace = 24.0, of_project: OfProject = False, project: InProject = None, json: Json = False) -> None:
    """Make a key in place of one, which works on for a while."""
    with client(project) as opened:
        keys = opened.project_keys if of_project else opened.keys
        _tell_minted(keys.rotate(key, grace_hours=grace_hours), as_json=json)


@keys_app.command("revoke")
@answering
def revoke_key(key: KeyId, of_project: OfProject = False, project: InProject = None, yes: Yes = False, json: Json = False) -> None:
    """End a key at once."""
    confirm(f"End {key}? What uses it stops working.", yes=yes)
    with client(project) as opened:
        (opened.project_keys if of_project else opened.keys).revoke(key)
    tell_done("revoked", key, as_json=json)


@services_app.command("list")
@answering
def list_services(project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """The project's service accounts."""
    with client(project) as opened:
        tell_list(opened.services.list().first(limit), _SERVICES, as_json=json)


@services_app.command("create")
@answering
def create_service(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and `-`.")],
    role: Annotated[str, typer.Argument(help="Name of a role; none that may more than you.")],
    project: InProject = None,
    json: Json = False,
) -> None:
    """Make a service account."""
    with client(project) as opened:
        tell_row(opened.services.create(name, role), _SERVICES, as_json=json)


@services_app.command("create-key")
@answering
def create_service_key(
    service: ServiceName,
    name: Annotated[str, typer.Argument(help="To tell it from others.")],
    scope: Annotated[list[str], typer.Option("--scope", help="A permission that its role and you have; may be given again.")],
    days: Days = 90,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Make a key for a service account; its secret is shown this once."""
    with client(project) as opened:
        _tell_minted(opened.services.create_key(service, name, scope, days=days or None), as_json=json)


@services_app.command("keys")
@answering
def list_service_keys(service: ServiceName, project: InProject = None, json: Json = False) -> None:
    """The keys of a service account."""
    with client(project) as opened:
        tell_list(opened.services.keys(service), _KEYS, as_json=json)


@services_app.command("disable")
@answering
def disable_service(service: ServiceName, project: InProject = None, json: Json = False) -> None:
    """Disable a service account: its keys stop working at once."""
    with client(project) as opened:
        tell_row(opened.services.update(service, disabled=True), _SERVICES, as_json=json)


@services_app.command("remove")
@answering
def remove_service(service: ServiceName, project: InProject = None, yes: Yes = False, json: Json = False) -> None:
    """Remove a service account, with its keys."""
    confirm(f"Remove {service} and its keys?", yes=yes)
    with client(project) as opened:
        opened.services.remove(service)
    tell_done("removed", service, as_json=json)


@secrets_app.command("list")
@answering
def list_secrets(project: InProject = None, json: Json = False) -> None:
    """Names of the project's secrets; their values are never told."""
    with client(project) as opened:
        tell_list(opened.secrets.list(), _SECRETS, as_json=json, id_of=lambda secret: secret.name)


@secrets_app.command("set")
@answering
def set_secret(name: Annotated[str, typer.Argument(help="Name of the secret.")], project: InProject = None, json: Json = False) -> None:
    """Keep a secret: asks for its value, or takes what is piped in."""
    value = typer.prompt("Value", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read().removesuffix("\n")
    if not value:
        raise ConfigError("there is none", where="value", fix=f"type it, or pipe it in: burnish secrets set {name} < token.txt")
    with client(project) as opened:
        tell_row(opened.secrets.set(name, value), _SECRETS, as_json=json, id_of=lambda secret: secret.name)


@secrets_app.command("remove")
@answering
def remove_secret(
    name: Annotated[str, typer.Argument(help="Name of the secret.")], project: InProject = None, yes: Yes = False, json: Json = False
) -> None:
    """Forget a secret."""
    confirm(f"Forget the secret {name}?", yes=yes)
    with client(project) as opened:
        opened.secrets.remove(name)
    tell_done("removed", name, as_json=json)


def _tell_minted(made: MintedKey, *, as_json: bool) -> None:
    if as_json:
        print_json(made.model_dump(mode="json"))
        return
    if for_people():
        typer.echo(f"{made.key.id}, shown this once:", err=True)
    typer.echo(made.secret)
