"""`burnish aliases`."""

import json as json_codec
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from burnish.cli.answers import Json, answering
from burnish.cli.client import InProject, Limit, Yes, client, complete_aliases, confirm
from burnish.cli.tables import Columns, tell_done, tell_list, tell_one, tell_row
from burnish.core.serving import Alias, AliasSettings, AliasVersion, Share
from burnish.errors import ConfigError

__all__ = ["aliases_app"]

aliases_app = typer.Typer(help="Aliases: the names that apps call.", no_args_is_help=True)

AliasName = Annotated[str, typer.Argument(help="Name or id of an alias.", autocompletion=complete_aliases)]

_ALIASES: Columns[Alias] = {
    "name": lambda alias: alias.name,
    "points at": lambda alias: _pointed(alias.shares),
    "fallbacks": lambda alias: alias.fallbacks,
    "version": lambda alias: alias.version,
    "changed": lambda alias: alias.updated_at,
    "id": lambda alias: alias.id,
}
_VERSIONS: Columns[AliasVersion] = {
    "version": lambda version: version.version,
    "what": lambda version: version.action,
    "points at": lambda version: _pointed(version.after.shares),
    "fallbacks": lambda version: version.after.fallbacks,
    "settings": lambda version: version.after.settings.model_dump_json(exclude_defaults=True).strip("{}")[:100],
    "when": lambda version: version.at,
    "by": lambda version: version.by,
}


@aliases_app.command("list")
@answering
def list_aliases(project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """The project's aliases."""
    with client(project) as opened:
        tell_list(opened.aliases.list().first(limit), _ALIASES, as_json=json)


@aliases_app.command("set")
@answering
def set_alias(
    alias: Annotated[str, typer.Argument(help="Lower-case letters, digits and `-`; it is made where there is none.")],
    shares: Annotated[list[str], typer.Argument(help="Deployments, each with its weight where there are several: desk=9 desk-next=1.")],
    fallback: Annotated[
        list[str] | None, typer.Option("--fallback", help="A deployment to try where those do not answer; may be given again.")
    ] = None,
    settings: Annotated[Path | None, typer.Option(help="JSON file with how it answers; what it leaves out has its default.")] = None,
    description: Annotated[str | None, typer.Option(help="What it is.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Let an alias point at deployments: from within a second on. What is not given stays as it is."""
    wanted = dict(map(_share, shares))
    if len(wanted) < len(shares):
        raise ConfigError("a deployment is named twice", where="shares", fix="name each once, with its weight")
    read = None if settings is None else _settings(settings)
    with client(project) as opened:
        changed = opened.aliases.set(alias, wanted, fallbacks=fallback, settings=read, description=description)
    tell_row(changed, _ALIASES, as_json=json)


@aliases_app.command("show")
@answering
def show(alias: AliasName, project: InProject = None, json: Json = False) -> None:
    """An alias, and how it answers."""
    with client(project) as opened:
        found = opened.aliases.get(alias)
    settings = found.settings.model_dump(mode="json", exclude_defaults=True)
    fields: dict[str, Any] = {
        "name": found.name,
        "id": found.id,
        "description": found.description,
        "points at": _pointed(found.shares),
        "fallbacks": tuple(found.fallbacks),
        **{name.replace("_", " "): json_codec.dumps(value, ensure_ascii=False) for name, value in settings.items()},
        "version": found.version,
        "changed": found.updated_at,
    }
    tell_one(found, fields, as_json=json, bare=found.id)


@aliases_app.command("history")
@answering
def history(alias: AliasName, project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """Everything that an alias was: who changed it, and when; newest first."""
    with client(project) as opened:
        tell_list(opened.aliases.history(alias).first(limit), _VERSIONS, as_json=json, id_of=lambda version: str(version.version))


@aliases_app.command("rollback")
@answering
def roll_back(
    alias: AliasName,
    version: Annotated[int | None, typer.Option(min=1, help="What it was then; by default what it was before its last change.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Let an alias be what it was before its last change; again, and it goes forward."""
    with client(project) as opened:
        tell_row(opened.aliases.roll_back(alias, version=version), _ALIASES, as_json=json)


@aliases_app.command("remove")
@answering
def remove(alias: AliasName, project: InProject = None, yes: Yes = False, json: Json = False) -> None:
    """Remove an alias: who calls it is told that there is none."""
    confirm(f"Remove the alias {alias} and its history?", yes=yes)
    with client(project) as opened:
        opened.aliases.remove(alias)
    tell_done("removed", alias, as_json=json)


def _share(text: str) -> tuple[str, float]:
    name, equals, weight = text.partition("=")
    try:
        return name, float(weight) if equals else 1.0
    except ValueError:
        raise ConfigError(f"{weight!r} is no weight", where=name, fix=f"write {name}=1") from None


def _settings(path: Path) -> AliasSettings:
    try:
        return AliasSettings.model_validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path), fix="name a JSON file") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        fix = "see the settings of an alias: burnish aliases show ALIAS --json"
        raise ConfigError(f"{place + ': ' if place else ''}{first['msg']}", where=str(path), fix=fix) from None


def _pointed(shares: list[Share]) -> str:
    """`desk`, or `desk 90 %, desk-next 10 %`."""
    whole = sum(share.weight for share in shares)
    return shares[0].deployment if len(shares) == 1 else ", ".join(f"{one.deployment} {one.weight / whole:.0%}" for one in shares)
