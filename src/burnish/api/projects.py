"""Projects: making, changing, archiving them; their members and teams."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from burnish.api.access import Access, Caller, visible_team
from burnish.api.etags import IfMatch, set_etag, unchanged
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes, TeamRef, UserRef
from burnish.core.access import Label, Member, Project, ProjectTeam, Slug
from burnish.errors import ForbiddenError
from burnish.store import projects
from burnish.store.access import Authority, installation_permissions, project_permissions, team_permissions
from burnish.store.database import Transaction
from burnish.store.teams import find_team
from burnish.store.users import find_user
from burnish.store.wanted_replicas import WantedReplicas

__all__ = ["RoleGiven", "routes"]

routes = Routes("projects")


class NewProject(BaseModel):
    """A project to make."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug
    description: Label = ""
    team: str | None = Field(None, max_length=200, description="Id or name of a team to share it with; needs teams.write in that team.")


class ProjectChanges(BaseModel):
    """What to change of a project."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug | None = None
    description: Label | None = None


class RoleGiven(BaseModel):
    """The role that somebody is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Annotated[str, StringConstraints(min_length=1, max_length=100)]


@routes.get("/projects", needs="signed in")
def list_projects(access: Caller, archived: bool = False, after: After = None, limit: Limit = 100) -> Page[Project]:
    """The projects that one may see, each with what one may there."""
    with access.server.database.read() as transaction:
        rows = projects.list_projects(transaction, access.principal, before=after, limit=limit + 1, archived=archived)
    return page_of(rows, limit, lambda project: project.id)


@routes.post("/projects", needs="signed in", status_code=201)
def create_project(body: NewProject, access: Caller, response: Response) -> Project:
    """Make a project: in a team with `teams.write` there, or without one with `project.write` on the installation."""
    with access.server.database.write() as transaction:
        authority, team_id = _maker(transaction, access, body.team)
        project = projects.create_project(transaction, authority, body.name, body.description, team_id)
    set_etag(response, project)
    return project.model_copy(update={"permissions": _allowed(access, project)})


@routes.get("/projects/{project}", needs="project.read")
def get_project(project: ProjectRef, access: Caller, response: Response) -> Project:
    """One project, with what one may there."""
    with access.server.database.read() as transaction:
        found = projects.find_project(transaction, access.project_id)
    set_etag(response, found)
    return found.model_copy(update={"permissions": tuple(sorted(access.permissions))})


@routes.patch("/projects/{project}", needs="project.write")
def update_project(project: ProjectRef, body: ProjectChanges, access: Caller, response: Response, if_match: IfMatch = "*") -> Project:
    """Change a project's name or description."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    with access.server.database.write() as transaction:
        unchanged(if_match, projects.find_project(transaction, access.project_id))
        changed = projects.update_project(transaction, access.authority, access.project_id, changes)
    set_etag(response, changed)
    return changed.model_copy(update={"permissions": tuple(sorted(access.permissions))})


@routes.post("/projects/{project}/archive", needs="project.admin")
def archive_project(project: ProjectRef, access: Caller) -> Project:
    """Put a project away: it can be read, and nothing in it changes or serves."""
    with access.server.database.write() as transaction:
        WantedReplicas(access.server.database, access.project_id).rest(transaction)
        return projects.archive_project(transaction, access.authority, access.project_id, archived=True)


@routes.post("/projects/{project}/restore", needs="project.admin")
def restore_project(project: ProjectRef, access: Caller) -> Project:
    """Bring an archived project back."""
    with access.server.database.write() as transaction:
        WantedReplicas(access.server.database, access.project_id).wake(transaction)
        return projects.archive_project(transaction, access.authority, access.project_id, archived=False)


# -- members -----------------------------------------------------------------------------------------------------------------------


@routes.get("/projects/{project}/members", needs="members.read")
def list_members(project: ProjectRef, access: Caller) -> list[Member]:
    """The users with a role on the project itself."""
    with access.server.database.read() as transaction:
        return projects.list_members(transaction, access.project_id)


@routes.put("/projects/{project}/members/{user}", needs="members.write")
def set_member(project: ProjectRef, user: UserRef, body: RoleGiven, access: Caller) -> Member:
    """Give a user, by id or e-mail address, a role on the project; none that may more than the one who gives it."""
    with access.server.database.write() as transaction:
        found = find_user(transaction, user)
        return projects.set_member(transaction, access.authority, access.project_id, found.id, body.role)


@routes.delete("/projects/{project}/members/{user}", needs="members.write")
def remove_member(project: ProjectRef, user: UserRef, access: Caller) -> None:
    """Take a user's role on the project away."""
    with access.server.database.write() as transaction:
        found = find_user(transaction, user)
        projects.remove_member(transaction, access.authority, access.project_id, found.id)


@routes.get("/projects/{project}/teams", needs="members.read")
def list_project_teams(project: ProjectRef, access: Caller) -> list[ProjectTeam]:
    """The teams that the project is shared with."""
    with access.server.database.read() as transaction:
        return projects.list_teams_of(transaction, access.project_id)


@routes.put("/projects/{project}/teams/{team}", needs="members.write")
def share_with_team(project: ProjectRef, team: TeamRef, access: Caller) -> ProjectTeam:
    """Share the project with a team of one's own."""
    with access.server.database.write() as transaction:
        team_id = visible_team(transaction, team, access.principal).id
        return projects.add_team(transaction, access.authority, access.project_id, team_id)


@routes.delete("/projects/{project}/teams/{team}", needs="members.write")
def stop_sharing_with_team(project: ProjectRef, team: TeamRef, access: Caller) -> None:
    """Share the project with a team no more."""
    with access.server.database.write() as transaction:
        projects.remove_team(transaction, access.authority, access.project_id, find_team(transaction, team).id)


def _maker(transaction: Transaction, access: Access, team: str | None) -> tuple[Authority, str | None]:
    """Who may make a project there."""
    if team is None:
        permissions, team_id, needed = installation_permissions(transaction, access.principal), None, "project.write"
    else:
        team_id, needed = visible_team(transaction, team, access.principal).id, "teams.write"
        permissions = team_permissions(transaction, access.principal, team_id)
    if needed not in permissions:
        fix = "name a team in which you have teams.write" if team is None else "ask who manages the team"
        raise ForbiddenError(f"this needs the permission {needed}", where=team or "installation", fix=fix)
    return Authority(access.actor, permissions), team_id


def _allowed(access: Access, project: Project) -> tuple[str, ...]:
    with access.server.database.read() as transaction:
        return tuple(sorted(project_permissions(transaction, access.principal, project.id)))
