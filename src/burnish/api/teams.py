"""Teams and roles: who shares projects, and which sets of permissions there are."""

from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.etags import IfMatch, IfNoneMatch, absent, set_etag, unchanged
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.projects import RoleGiven
from burnish.api.routes import Routes, TeamRef, UserRef
from burnish.core.access import GroupRole, Label, Member, Project, Role, Slug, Team
from burnish.errors import ConflictError, NotFoundError
from burnish.store import identities, projects, teams
from burnish.store.access import team_permissions
from burnish.store.users import find_user

__all__ = ["routes"]

routes = Routes("teams")

RoleRef = Annotated[str, Path(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", description="Name of a role.")]


GroupName = Annotated[str, Path(min_length=1, max_length=255, description="Name of a group, as the provider calls it.")]


class NewTeam(BaseModel):
    """A team to make."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug
    description: Label = ""


class TeamChanges(BaseModel):
    """What to change of a team."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug | None = None
    description: Label | None = None


class RoleContent(BaseModel):
    """What a role of the installation's own may do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    permissions: tuple[str, ...] = Field(max_length=100)
    description: Label = ""


@routes.get("/teams", needs="signed in")
def list_teams(access: Caller, after: After = None, limit: Limit = 100) -> Page[Team]:
    """The teams that one is in, or all of them with `teams.read` on the installation, each with what one may there."""
    with access.server.database.read() as transaction:
        rows = teams.list_teams(transaction, access.principal, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda team: team.id)


@routes.post("/teams", needs="teams.write", status_code=201)
def create_team(body: NewTeam, access: Caller, response: Response) -> Team:
    """Make a team."""
    with access.server.database.write() as transaction:
        team = teams.create_team(transaction, access.authority, body.name, body.description)
        allowed = team_permissions(transaction, access.principal, team.id)
    set_etag(response, team)
    return team.model_copy(update={"permissions": tuple(sorted(allowed))})


@routes.get("/teams/{team}", needs="teams.read")
def get_team(team: TeamRef, access: Caller, response: Response) -> Team:
    """One team, with what one may there."""
    with access.server.database.read() as transaction:
        found = teams.find_team(transaction, access.team_id)
    set_etag(response, found)
    return found.model_copy(update={"permissions": tuple(sorted(access.permissions))})


@routes.patch("/teams/{team}", needs="teams.write")
def update_team(team: TeamRef, body: TeamChanges, access: Caller, response: Response, if_match: IfMatch = "*") -> Team:
    """Change a team's name or description."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    with access.server.database.write() as transaction:
        unchanged(if_match, teams.find_team(transaction, access.team_id))
        changed = teams.update_team(transaction, access.authority, access.team_id, changes)
    set_etag(response, changed)
    return changed.model_copy(update={"permissions": tuple(sorted(access.permissions))})


@routes.get("/teams/{team}/projects", needs="teams.read")
def list_team_projects(team: TeamRef, access: Caller, archived: bool = False, after: After = None, limit: Limit = 100) -> Page[Project]:
    """The projects that are shared with a team, as far as one may see them, each with what one may there."""
    with access.server.database.read() as transaction:
        rows = projects.list_projects(
            transaction, access.principal, before=after, limit=limit + 1, archived=archived, team_id=access.team_id
        )
    return page_of(rows, limit, lambda project: project.id)


@routes.get("/teams/{team}/members", needs="teams.read")
def list_team_members(team: TeamRef, access: Caller) -> list[Member]:
    """Who is in a team, with which role."""
    with access.server.database.read() as transaction:
        return teams.list_team_members(transaction, access.team_id)


@routes.put("/teams/{team}/members/{user}", needs="teams.write")
def set_team_member(team: TeamRef, user: UserRef, body: RoleGiven, access: Caller) -> Member:
    """Give a user, by id or e-mail address, a role in a team: they have it on every project that is shared with the team."""
    with access.server.database.write() as transaction:
        found = find_user(transaction, user)
        return teams.set_team_member(transaction, access.authority, access.team_id, found.id, body.role)


@routes.delete("/teams/{team}/members/{user}", needs="teams.write")
def remove_team_member(team: TeamRef, user: UserRef, access: Caller) -> None:
    """Take a user out of a team."""
    with access.server.database.write() as transaction:
        teams.remove_team_member(transaction, access.authority, access.team_id, find_user(transaction, user).id)


@routes.get("/teams/{team}/groups", needs="teams.read")
def list_team_groups(team: TeamRef, access: Caller) -> list[GroupRole]:
    """Which groups of the OIDC provider put their members into the team, with which role."""
    with access.server.database.read() as transaction:
        return identities.list_group_roles(transaction, access.team_id)


@routes.put("/teams/{team}/groups/{group:path}", needs="teams.write")
def set_team_group(team: TeamRef, group: GroupName, body: RoleGiven, access: Caller) -> GroupRole:
    """Give the members of a group of the OIDC provider a role in the team, from their next login on."""
    with access.server.database.write() as transaction:
        return identities.set_group_role(transaction, access.authority, access.team_id, _issuer(access), group, body.role)


@routes.delete("/teams/{team}/groups/{group:path}", needs="teams.write")
def remove_team_group(team: TeamRef, group: GroupName, access: Caller) -> None:
    """Let a group put nobody into the team any more."""
    with access.server.database.write() as transaction:
        identities.remove_group_role(transaction, access.authority, access.team_id, _issuer(access), group)


def _issuer(access: Access) -> str:
    issuer = access.server.settings.oidc_issuer
    if issuer is None:
        raise ConflictError("there is no OIDC provider", where="group", fix="set BURNISH_OIDC_ISSUER first")
    return issuer.rstrip("/")


# -- roles -------------------------------------------------------------------------------------------------------------------------


@routes.get("/roles", needs="signed in")
def list_roles(access: Caller) -> list[Role]:
    """All roles, with what they may: those that every installation has, then this one's own."""
    with access.server.database.read() as transaction:
        return teams.list_roles(transaction)


@routes.get("/roles/{role}", needs="signed in")
def get_role(role: RoleRef, access: Caller, response: Response) -> Role:
    """One role, with what it may."""
    with access.server.database.read() as transaction:
        found = teams.find_role(transaction, role)
    if found is None:
        raise NotFoundError(f"there is no role {role!r}", where="role", fix="list the roles with GET /api/v1/roles")
    set_etag(response, found)
    return found


@routes.put("/roles/{role}", needs="roles.write")
def set_role(
    role: RoleRef, body: RoleContent, access: Caller, response: Response, if_match: IfMatch = "*", if_none_match: IfNoneMatch = None
) -> Role:
    """Make a role, or change it: who holds it has the new permissions at once."""
    with access.server.database.write() as transaction:
        before = teams.find_role(transaction, role)
        absent(if_none_match, before)
        unchanged(if_match, before)
        changed = teams.set_role(transaction, access.authority, role, body.permissions, body.description)
    set_etag(response, changed)
    return changed


@routes.delete("/roles/{role}", needs="roles.write")
def remove_role(role: RoleRef, access: Caller) -> None:
    """Remove a role that nobody holds."""
    with access.server.database.write() as transaction:
        teams.remove_role(transaction, access.authority, role)
