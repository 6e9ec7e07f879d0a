"""Projects: making, finding, archiving them; their members and the teams that they are shared with."""

from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from burnish.core.access import Member, Project, ProjectTeam
from burnish.core.ids import new_id
from burnish.core.permissions import Permission
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import (
    Authority,
    Principal,
    installation_permissions,
    project_permissions,
    role_permissions,
    roles_by_project,
)
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.serving_revision import bump
from burnish.store.tables import project_members, project_teams, projects, team_members, teams, users

__all__ = [
    "add_team",
    "archive_project",
    "create_project",
    "find_project",
    "list_members",
    "list_projects",
    "list_teams_of",
    "remove_member",
    "remove_team",
    "set_member",
    "update_project",
]


def create_project(transaction: Transaction, authority: Authority, name: str, description: str, team_id: str | None) -> Project:
    """A new project.

    Args:
        transaction: one that writes.
        authority: in the team, or on the installation where there is none.
        name: unique on the installation.
        description: in words.
        team_id: the team that it is shared with from the start.

    Raises:
        ConflictError: the name is taken.
    """
    project_id = new_id("project")
    taken = transaction.execute(select(projects.c.id).where(projects.c.name == name)).first()
    if taken:
        raise ConflictError(f"there is a project named {name!r} already", where="name", fix="choose another name")
    transaction.execute(insert(projects).values(id=project_id, name=name, description=description, created_by=authority.actor.id))
    if team_id is not None:
        transaction.execute(insert(project_teams).values(project_id=project_id, team_id=team_id))
    audit.record(transaction, authority.actor, "project.create", project_id, project_id=project_id, name=name, team=team_id)
    bump(transaction)
    return find_project(transaction, project_id)


def find_project(transaction: Transaction, reference: str) -> Project:
    """A project by its id or its name.

    Raises:
        NotFoundError: there is none.
    """
    column = projects.c.id if reference.startswith("project_") else projects.c.name
    row = transaction.execute(select(projects).where(column == reference)).first()
    if row is None:
        raise NotFoundError(f"there is no project {reference[:100]!r}", where="project", fix="list yours with GET /api/v1/projects")
    return _project(row)


def list_projects(
    transaction: Transaction,
    principal: Principal,
    *,
    before: str | None = None,
    limit: int = 100,
    archived: bool = False,
    team_id: str | None = None,
) -> list[Project]:
    """The projects that a principal may see, newest first, each with what it may there.

    Args:
        transaction: to read in.
        principal: who asks.
        before: only those with a smaller id.
        limit: how many at most.
        archived: the archived ones instead of the others.
        team_id: only those that are shared with this team.
    """
    everywhere, held = installation_permissions(transaction, principal), roles_by_project(transaction, principal)
    allowed = {project: principal.scopes & role_permissions(transaction, names) for project, names in held.items()}
    if principal.project_id is not None:
        allowed = {principal.project_id: project_permissions(transaction, principal, principal.project_id)}
    query = select(projects).order_by(projects.c.id.desc()).limit(limit)
    query = query.where(projects.c.archived_at.is_not(None) if archived else projects.c.archived_at.is_(None))
    if "project.read" not in everywhere:
        query = query.where(projects.c.id.in_([project for project, may in allowed.items() if "project.read" in may]))
    if team_id is not None:
        query = query.where(projects.c.id.in_(select(project_teams.c.project_id).where(project_teams.c.team_id == team_id)))
        query = query.execution_options(**{ACROSS_PROJECTS: True})
    if before is not None:
        query = query.where(projects.c.id < before)
    return [_project(row, everywhere | allowed.get(row.id, frozenset())) for row in transaction.execute(query)]


def update_project(transaction: Transaction, authority: Authority, project_id: str, changes: dict[str, Any]) -> Project:
    """Change a project's name or description.

    Raises:
        ConflictError: the name is taken.
    """
    if "name" in changes:
        query = select(projects.c.id).where(projects.c.name == changes["name"], projects.c.id != project_id)
        if transaction.execute(query).first():
            raise ConflictError(f"there is a project named {changes['name']!r} already", where="name", fix="choose another name")
    if changes:
        transaction.execute(update(projects).where(projects.c.id == project_id).values(**changes))
        audit.record(transaction, authority.actor, "project.update", project_id, project_id=project_id, **changes)
        bump(transaction)
    return find_project(transaction, project_id)


def archive_project(transaction: Transaction, authority: Authority, project_id: str, *, archived: bool) -> Project:
    """Put a project away, or bring it back. What is put away can be read, and nothing in it can be changed or called."""
    transaction.execute(update(projects).where(projects.c.id == project_id).values(archived_at=now() if archived else None))
    action = "project.archive" if archived else "project.restore"
    audit.record(transaction, authority.actor, action, project_id, project_id=project_id)
    bump(transaction)
    return find_project(transaction, project_id)


# -- members -----------------------------------------------------------------------------------------------------------------------


def list_members(transaction: Transaction, project_id: str) -> list[Member]:
    """The users who have a role on the project itself, by name."""
    query = (
        select(users.c.id.label("user"), users.c.email, users.c.name, project_members.c.role, project_members.c.created_at)
        .join(project_members, project_members.c.user_id == users.c.id)
        .where(project_members.c.project_id == project_id)
        .order_by(users.c.email)
    )
    return [Member(**row._mapping) for row in transaction.execute(query)]


def set_member(transaction: Transaction, authority: Authority, project_id: str, user_id: str, role: str) -> Member:
    """Give a user a role on the project, in place of the one that they have there.

    Raises:
        ForbiddenError: the new role, or the old one, has permissions that the authority has not.
    """
    authority.may_grant(role_permissions(transaction, [role], strict=True), "role")
    before = _member_role(transaction, project_id, user_id)
    if before is None:
        values = {"project_id": project_id, "user_id": user_id, "role": role, "created_by": authority.actor.id}
        transaction.execute(insert(project_members).values(**values))
    else:
        authority.may_grant(role_permissions(transaction, [before]), "role")
        transaction.execute(update(project_members).where(*_of(project_id, user_id)).values(role=role))
    audit.record(transaction, authority.actor, "member.set", user_id, project_id=project_id, role=role, before=before)
    return next(member for member in list_members(transaction, project_id) if member.user == user_id)


def remove_member(transaction: Transaction, authority: Authority, project_id: str, user_id: str) -> None:
    """Take a user's role on the project away.

    Raises:
        NotFoundError: they have none.
        ForbiddenError: it has permissions that the authority has not.
    """
    before = _member_role(transaction, project_id, user_id)
    if before is None:
        raise NotFoundError("is no member of this project", where=user_id[:100], fix="list the members")
    authority.may_grant(role_permissions(transaction, [before]), "role")
    transaction.execute(delete(project_members).where(*_of(project_id, user_id)))
    audit.record(transaction, authority.actor, "member.remove", user_id, project_id=project_id, before=before)


def _member_role(transaction: Transaction, project_id: str, user_id: str) -> str | None:
    return transaction.execute(select(project_members.c.role).where(*_of(project_id, user_id))).scalar()


def _of(project_id: str, user_id: str) -> tuple[Any, Any]:
    return project_members.c.project_id == project_id, project_members.c.user_id == user_id


# -- teams -------------------------------------------------------------------------------------------------------------------------


def list_teams_of(transaction: Transaction, project_id: str) -> list[ProjectTeam]:
    """The teams that the project is shared with, by name."""
    query = (
        select(teams.c.id.label("team"), teams.c.name, project_teams.c.created_at)
        .join(project_teams, project_teams.c.team_id == teams.c.id)
        .where(project_teams.c.project_id == project_id)
        .order_by(teams.c.name)
    )
    return [ProjectTeam(**row._mapping) for row in transaction.execute(query)]


def add_team(transaction: Transaction, authority: Authority, project_id: str, team_id: str) -> ProjectTeam:
    """Share the project with a team: its members have their role in the team here too.

    Raises:
        ForbiddenError: a member has permissions in the team that the authority has not on the project.
    """
    authority.may_grant(_team_power(transaction, team_id), "team")
    there = [team for team in list_teams_of(transaction, project_id) if team.team == team_id]
    if not there:
        transaction.execute(insert(project_teams).values(project_id=project_id, team_id=team_id))
        audit.record(transaction, authority.actor, "team.add", team_id, project_id=project_id)
    return next(team for team in list_teams_of(transaction, project_id) if team.team == team_id)


def remove_team(transaction: Transaction, authority: Authority, project_id: str, team_id: str) -> None:
    """Share the project with a team no more.

    Raises:
        NotFoundError: it was not shared with it.
        ForbiddenError: a member has permissions in the team that the authority has not on the project.
    """
    authority.may_grant(_team_power(transaction, team_id), "team")
    query = delete(project_teams).where(project_teams.c.project_id == project_id, project_teams.c.team_id == team_id)
    if not transaction.execute(query).rowcount:
        raise NotFoundError("is no team of this project", where=team_id[:100], fix="list the project's teams")
    audit.record(transaction, authority.actor, "team.remove", team_id, project_id=project_id)


def _team_power(transaction: Transaction, team_id: str) -> frozenset[Permission]:
    """What the members of a team may, together."""
    names = set(transaction.execute(select(team_members.c.role).where(team_members.c.team_id == team_id)).scalars())
    return role_permissions(transaction, names)


def _project(row: Row[Any], permissions: frozenset[Permission] = frozenset()) -> Project:
    return Project(**row._mapping, permissions=tuple(sorted(permissions)))
