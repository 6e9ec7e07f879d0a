"""`burnish teams`: people who share projects, and the groups of a provider that bring them in."""

from typing import Annotated

import typer

from burnish.cli.answers import Json, answering
from burnish.cli.client import Limit, client
from burnish.cli.people import RoleName
from burnish.cli.projects import MEMBERS, PROJECTS, UserName
from burnish.cli.tables import Columns, tell_done, tell_list, tell_row
from burnish.core.access import GroupRole, Team

__all__ = ["teams_app"]

teams_app = typer.Typer(help="Teams: people who share projects.", no_args_is_help=True)

TeamName = Annotated[str, typer.Argument(help="Id or name of a team.")]
GroupName = Annotated[str, typer.Argument(help="A group, exactly as the provider names it.")]

_TEAMS: Columns[Team] = {"name": lambda team: team.name, "description": lambda team: team.description, "id": lambda team: team.id}
_GROUPS: Columns[GroupRole] = {
    "group": lambda mapped: mapped.group,
    "role": lambda mapped: mapped.role,
    "provider": lambda mapped: mapped.issuer,
    "since": lambda mapped: mapped.created_at,
}


@teams_app.command("list")
@answering
def list_teams(limit: Limit = 100, json: Json = False) -> None:
    """The teams that you are in, or all of them if you may see them."""
    with client() as opened:
        tell_list(opened.teams.list().first(limit), _TEAMS, as_json=json)


@teams_app.command("create")
@answering
def create_team(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and `-`.")],
    description: Annotated[str, typer.Option(help="Who they are.")] = "",
    json: Json = False,
) -> None:
    """Make a team."""
    with client() as opened:
        tell_row(opened.teams.create(name, description), _TEAMS, as_json=json)


@teams_app.command("projects")
@answering
def list_team_projects(
    team: TeamName,
    archived: Annotated[bool, typer.Option("--archived", help="Those that were put away.")] = False,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """The projects that are shared with a team."""
    with client() as opened:
        tell_list(opened.teams.projects(team, archived=archived).first(limit), PROJECTS, as_json=json)


@teams_app.command("members")
@answering
def list_team_members(team: TeamName, json: Json = False) -> None:
    """Who is in a team, with which role."""
    with client() as opened:
        tell_list(opened.teams.members(team), MEMBERS, as_json=json, id_of=lambda member: member.email)


@teams_app.command("set-member")
@answering
def set_team_member(team: TeamName, user: UserName, role: RoleName, json: Json = False) -> None:
    """Give a user a role in a team, which they have on every project of the team."""
    with client() as opened:
        tell_row(opened.teams.set_member(team, user, role), MEMBERS, as_json=json, id_of=lambda member: member.email)


@teams_app.command("remove-member")
@answering
def remove_team_member(team: TeamName, user: UserName, json: Json = False) -> None:
    """Take a user out of a team."""
    with client() as opened:
        opened.teams.remove_member(team, user)
    tell_done("removed", user, as_json=json)


@teams_app.command("share")
@answering
def share(team: TeamName, project: Annotated[str, typer.Argument(help="Id or name of a project.")], json: Json = False) -> None:
    """Share a project with a team."""
    with client() as opened:
        opened.projects.share(project, team)
    tell_done("shared", project, as_json=json)


@teams_app.command("unshare")
@answering
def unshare(team: TeamName, project: Annotated[str, typer.Argument(help="Id or name of a project.")], json: Json = False) -> None:
    """Share a project with a team no more."""
    with client() as opened:
        opened.projects.unshare(project, team)
    tell_done("unshared", project, as_json=json)


@teams_app.command("groups")
@answering
def list_groups(team: TeamName, json: Json = False) -> None:
    """Which groups of the OIDC provider put their members into a team, with which role."""
    with client() as opened:
        tell_list(opened.teams.groups(team), _GROUPS, as_json=json, id_of=lambda mapped: mapped.group)


@teams_app.command("set-group")
@answering
def set_group(team: TeamName, group: GroupName, role: RoleName, json: Json = False) -> None:
    """Give the members of a provider's group a role in a team, from their next login on."""
    with client() as opened:
        tell_row(opened.teams.set_group(team, group, role), _GROUPS, as_json=json, id_of=lambda mapped: mapped.group)


@teams_app.command("remove-group")
@answering
def remove_group(team: TeamName, group: GroupName, json: Json = False) -> None:
    """Let a provider's group put nobody into a team any more."""
    with client() as opened:
        opened.teams.remove_group(team, group)
    tell_done("removed", group, as_json=json)
