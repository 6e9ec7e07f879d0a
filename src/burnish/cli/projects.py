"""`burnish projects` and `burnish members`."""

from typing import TYPE_CHECKING, Annotated

import typer

from burnish.cli.answers import Json, answering
from burnish.cli.client import InProject, Limit, client, complete_projects
from burnish.cli.tables import Columns, tell_done, tell_list, tell_one, tell_row
from burnish.core.access import Member, Project
from burnish.errors import ConfigError
from burnish.sdk.account import Login, server_url
from burnish.settings import Settings

if TYPE_CHECKING:
    from burnish.sdk import Client

__all__ = ["MEMBERS", "PROJECTS", "members_app", "projects_app"]

projects_app = typer.Typer(help="Projects: what everything belongs to.", no_args_is_help=True)
members_app = typer.Typer(help="Members: who has which role on the project.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Id or name of a project.", autocompletion=complete_projects)]
UserName = Annotated[str, typer.Argument(help="Id or e-mail address of a user.")]

PROJECTS: Columns[Project] = {
    "name": lambda project: project.name,
    "description": lambda project: project.description,
    "made": lambda project: project.created_at,
    "archived": lambda project: project.archived_at,
    "id": lambda project: project.id,
}
MEMBERS: Columns[Member] = {
    "user": lambda member: member.email,
    "name": lambda member: member.name,
    "role": lambda member: member.role,
    "since": lambda member: member.created_at,
}


@projects_app.command("list")
@answering
def list_projects(
    archived: Annotated[bool, typer.Option("--archived", help="Those that were put away.")] = False, limit: Limit = 100, json: Json = False
) -> None:
    """The projects that you may see."""
    with client() as opened:
        tell_list(opened.projects.list(archived=archived).first(limit), PROJECTS, as_json=json)


@projects_app.command("create")
@answering
def create(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and `-`.")],
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    team: Annotated[str | None, typer.Option(help="Team to share it with.")] = None,
    use: Annotated[bool, typer.Option("--use", help="Make it the one that commands are about from now on.")] = False,
    json: Json = False,
) -> None:
    """Make a project."""
    with client() as opened:
        made = opened.projects.create(name, description, team=team)
        if use:
            _use(opened, made.name)
    _tell(made, as_json=json)


@projects_app.command("show")
@answering
def show(project: Name, json: Json = False) -> None:
    """One project, and what you may there."""
    with client() as opened:
        _tell(opened.projects.get(project), as_json=json)


@projects_app.command("use")
@answering
def use(project: Name, json: Json = False) -> None:
    """Make a project the one that commands and the SDK are about, on this machine."""
    with client() as opened:
        found = opened.projects.get(project)
        _use(opened, found.name)
    _tell(found, as_json=json)


@projects_app.command("archive")
@answering
def archive(project: Name, json: Json = False) -> None:
    """Put a project away: it can be read, and nothing in it changes."""
    with client() as opened:
        _tell(opened.projects.archive(project), as_json=json)


@projects_app.command("restore")
@answering
def restore(project: Name, json: Json = False) -> None:
    """Bring an archived project back."""
    with client() as opened:
        _tell(opened.projects.restore(project), as_json=json)


@members_app.command("list")
@answering
def list_members(project: InProject = None, json: Json = False) -> None:
    """Who has a role on the project itself."""
    with client(project) as opened:
        tell_list(opened.members.list(), MEMBERS, as_json=json, id_of=lambda member: member.email)


@members_app.command("set")
@answering
def set_member(
    user: UserName, role: Annotated[str, typer.Argument(help="Name of a role.")], project: InProject = None, json: Json = False
) -> None:
    """Give a user a role on the project, in place of the one they had."""
    with client(project) as opened:
        tell_row(opened.members.set(user, role), MEMBERS, as_json=json, id_of=lambda member: member.email)


@members_app.command("remove")
@answering
def remove_member(user: UserName, project: InProject = None, json: Json = False) -> None:
    """Take a user's role on the project away."""
    with client(project) as opened:
        opened.members.remove(user)
    tell_done("removed", user, as_json=json)


def _use(opened: "Client", name: str) -> None:
    home = Settings.from_environment().home
    kept = Login.read(home)
    if kept is None or server_url(kept.url) != opened.account.url:
        raise ConfigError(
            "a choice is kept with the login, and there is none for this server", where=opened.account.url, fix="burnish login"
        )
    kept.model_copy(update={"project": name}).write(home)


def _tell(project: Project, *, as_json: bool) -> None:
    fields = {
        "name": project.name,
        "id": project.id,
        "description": project.description,
        "made": project.created_at,
        "archived": project.archived_at,
        "you may": project.permissions,
    }
    tell_one(project, fields, as_json=as_json, bare=project.id)
