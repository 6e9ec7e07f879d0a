"""`burnish users`, `teams`, `roles` and `quotas`."""

from typing import Annotated, cast, get_args

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, Limit, Yes, client, confirm
from burnish.cli.projects import UserName
from burnish.cli.tables import Columns, tell_done, tell_list, tell_row
from burnish.core.access import QuotaKind, QuotaPeriod, QuotaState, Role, User

__all__ = ["RoleName", "quotas_app", "roles_app", "users_app"]

users_app = typer.Typer(help="Users: the people of the installation.", no_args_is_help=True)
roles_app = typer.Typer(help="Roles: sets of permissions.", no_args_is_help=True)
quotas_app = typer.Typer(help="Quotas: how much a project or a team may use.", no_args_is_help=True)

Kind = Annotated[str, typer.Argument(help=f"What is limited: {', '.join(get_args(QuotaKind))}.")]
Period = Annotated[str, typer.Argument(help=f"In which time, in UTC: {', '.join(get_args(QuotaPeriod))}.")]
OfTeam = Annotated[str | None, typer.Option("--team", help="The projects of this team together, in place of one project.")]
RoleName = Annotated[str, typer.Argument(help="Name of a role.")]

_USERS: Columns[User] = {
    "e-mail": lambda user: user.email,
    "name": lambda user: user.name,
    "role": lambda user: user.role,
    "last login": lambda user: user.last_login_at,
    "disabled": lambda user: user.disabled_at,
    "id": lambda user: user.id,
}
_QUOTAS: Columns[QuotaState] = {
    "kind": lambda quota: quota.kind,
    "period": lambda quota: quota.period,
    "used": lambda quota: f"{quota.used:g}",
    "most": lambda quota: f"{quota.most:g}",
    "since": lambda quota: quota.starts_at,
}
_ROLES: Columns[Role] = {
    "role": lambda role: role.name,
    "description": lambda role: role.description,
    "permissions": lambda role: role.permissions,
}


@users_app.command("list")
@answering
def list_users(limit: Limit = 100, json: Json = False) -> None:
    """All users."""
    with client() as opened:
        tell_list(opened.users.list().first(limit), _USERS, as_json=json)


@users_app.command("create")
@answering
def create_user(
    email: Annotated[str, typer.Argument(help="What they log in with.")],
    name: Annotated[str, typer.Option(help="How people call them.")] = "",
    role: Annotated[str | None, typer.Option(help="On the whole installation; most have none, and roles on projects.")] = None,
    json: Json = False,
) -> None:
    """Make a user; the server makes their password, which is shown this once."""
    with client() as opened:
        made = opened.users.create(email, name, role=role)
    if json:
        print_json(made.model_dump(mode="json"))
    else:
        tell_row(made.user, _USERS, as_json=False)
        typer.echo(f"password {made.password}", err=True)


@users_app.command("disable")
@answering
def disable_user(user: UserName, json: Json = False) -> None:
    """Disable a user: their sessions and keys end at once."""
    with client() as opened:
        tell_row(opened.users.update(user, disabled=True), _USERS, as_json=json)


@users_app.command("enable")
@answering
def enable_user(user: UserName, json: Json = False) -> None:
    """Let a disabled user in again."""
    with client() as opened:
        tell_row(opened.users.update(user, disabled=False), _USERS, as_json=json)


@users_app.command("reset-password")
@answering
def reset_password(user: UserName, json: Json = False) -> None:
    """Give a user a new password, which is shown this once; their sessions end."""
    with client() as opened:
        made = opened.users.reset_password(user)
    if json:
        print_json(made.model_dump(mode="json"))
    else:
        typer.echo(made.password)


@roles_app.command("list")
@answering
def list_roles(json: Json = False) -> None:
    """All roles, and what they may."""
    with client() as opened:
        tell_list(opened.roles.list(), _ROLES, as_json=json, id_of=lambda role: role.name)


@roles_app.command("show")
@answering
def show_role(name: RoleName, json: Json = False) -> None:
    """One role, and what it may."""
    with client() as opened:
        tell_row(opened.roles.get(name), _ROLES, as_json=json, id_of=lambda role: role.name)


@roles_app.command("set")
@answering
def set_role(
    name: RoleName,
    permissions: Annotated[list[str], typer.Argument(help="Permissions, e.g. runs.read runs.write.")],
    description: Annotated[str, typer.Option(help="Who it is for.")] = "",
    json: Json = False,
) -> None:
    """Make a role, or change one."""
    with client() as opened:
        tell_row(opened.roles.set(name, permissions, description), _ROLES, as_json=json, id_of=lambda role: role.name)


@roles_app.command("remove")
@answering
def remove_role(name: RoleName, yes: Yes = False, json: Json = False) -> None:
    """Remove a role that nobody holds."""
    confirm(f"Remove the role {name}?", yes=yes)
    with client() as opened:
        opened.roles.remove(name)
    tell_done("removed", name, as_json=json)


@quotas_app.command("list")
@answering
def list_quotas(team: OfTeam = None, project: InProject = None, json: Json = False) -> None:
    """The limits, and what was used of them."""
    with client(project) as opened:
        tell_list(opened.quotas.list(team=team), _QUOTAS, as_json=json, id_of=_quota)


@quotas_app.command("show")
@answering
def show_quota(kind: Kind, period: Period, team: OfTeam = None, project: InProject = None, json: Json = False) -> None:
    """One limit, and what was used of it."""
    with client(project) as opened:
        found = opened.quotas.get(cast(QuotaKind, kind), cast(QuotaPeriod, period), team=team)
    tell_row(found, _QUOTAS, as_json=json, id_of=_quota)


@quotas_app.command("set")
@answering
def set_quota(
    kind: Kind,
    period: Period,
    most: Annotated[float, typer.Argument(min=0, help="0 allows nothing.")],
    team: OfTeam = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Set a limit."""
    with client(project) as opened:
        made = opened.quotas.set(cast(QuotaKind, kind), cast(QuotaPeriod, period), most, team=team)
    tell_row(made, _QUOTAS, as_json=json, id_of=_quota)


@quotas_app.command("remove")
@answering
def remove_quota(kind: Kind, period: Period, team: OfTeam = None, project: InProject = None, json: Json = False) -> None:
    """Lift a limit."""
    with client(project) as opened:
        opened.quotas.remove(cast(QuotaKind, kind), cast(QuotaPeriod, period), team=team)
    tell_done("removed", f"{kind} {period}", as_json=json)


def _quota(quota: QuotaState) -> str:
    return f"{quota.kind} {quota.period}"
