"""Teams and roles: groups of users who share projects, and sets of permissions with a name."""

from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from burnish.core.access import Member, Role, Team
from burnish.core.ids import new_id
from burnish.core.permissions import BUILTIN_ROLES, PERMISSIONS, Permission, unknown_permissions
from burnish.errors import ConflictError, InputError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority, Principal, installation_permissions, role_permissions
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.tables import group_roles, project_members, roles, service_accounts, team_members, teams, users

__all__ = [
    "create_team",
    "find_role",
    "find_team",
    "list_roles",
    "list_team_members",
    "list_teams",
    "remove_role",
    "remove_team_member",
    "set_role",
    "set_team_member",
    "update_team",
]


def create_team(transaction: Transaction, authority: Authority, name: str, description: str) -> Team:
    """A new team.

    Raises:
        ConflictError: the name is taken.
    """
    _name_is_free(transaction, name)
    team_id = new_id("team")
    transaction.execute(insert(teams).values(id=team_id, name=name, description=description))
    audit.record(transaction, authority.actor, "team.create", team_id, name=name)
    return find_team(transaction, team_id)


def find_team(transaction: Transaction, reference: str) -> Team:
    """A team by id or name.

    Raises:
        NotFoundError: there is none.
    """
    column = teams.c.id if reference.startswith("team_") else teams.c.name
    row = transaction.execute(select(teams).where(column == reference)).first()
    if row is None:
        raise NotFoundError(f"there is no team {reference[:100]!r}", where="team", fix="list the teams with GET /api/v1/teams")
    return Team(**row._mapping)


def list_teams(transaction: Transaction, principal: Principal, *, before: str | None = None, limit: int = 100) -> list[Team]:
    """The teams that a principal may see, newest first, each with what it may there: all with `teams.read` on the installation,
    otherwise those where its role has that."""
    everywhere, allowed = installation_permissions(transaction, principal), _permissions_by_team(transaction, principal)
    query = select(teams).order_by(teams.c.id.desc()).limit(limit)
    if "teams.read" not in everywhere:
        query = query.where(teams.c.id.in_([team for team, may in allowed.items() if "teams.read" in may]))
    if before is not None:
        query = query.where(teams.c.id < before)
    rows = transaction.execute(query).all()
    return [Team(**row._mapping, permissions=tuple(sorted(everywhere | allowed.get(row.id, frozenset())))) for row in rows]


def _permissions_by_team(transaction: Transaction, principal: Principal) -> dict[str, frozenset[Permission]]:
    """What the principal's role in each of its teams allows it; nothing for a service account, and for a key of one project."""
    if principal.kind != "user" or principal.project_id is not None:
        return {}
    query = select(team_members.c.team_id, team_members.c.role).where(team_members.c.user_id == principal.id)
    held = {row.team_id: row.role for row in transaction.execute(query)}
    of_role = {role: principal.scopes & role_permissions(transaction, [role]) for role in set(held.values())}
    return {team: of_role[role] for team, role in held.items()}


def update_team(transaction: Transaction, authority: Authority, team_id: str, changes: dict[str, Any]) -> Team:
    """Change a team's name or description.

    Raises:
        ConflictError: the name is taken.
    """
    if "name" in changes:
        _name_is_free(transaction, changes["name"], but=team_id)
    if changes:
        transaction.execute(update(teams).where(teams.c.id == team_id).values(**changes))
        audit.record(transaction, authority.actor, "team.update", team_id, **changes)
    return find_team(transaction, team_id)


def list_team_members(transaction: Transaction, team_id: str) -> list[Member]:
    """Members of a team, by e-mail address."""
    query = (
        select(users.c.id.label("user"), users.c.email, users.c.name, team_members.c.role, team_members.c.created_at)
        .join(team_members, team_members.c.user_id == users.c.id)
        .where(team_members.c.team_id == team_id)
        .order_by(users.c.email)
    )
    return [Member(**row._mapping) for row in transaction.execute(query)]


def set_team_member(
    transaction: Transaction, authority: Authority, team_id: str, user_id: str, role: str, *, from_group: bool = False
) -> Member:
    """Give a user a role in a team, in place of the one that they have there.

    Raises:
        ForbiddenError: the new role, or the old one, has permissions that the authority has not.
    """
    authority.may_grant(role_permissions(transaction, [role], strict=True), "role")
    before = _role_in(transaction, team_id, user_id)
    if before is None:
        values = {"team_id": team_id, "user_id": user_id, "role": role, "from_group": from_group}
        transaction.execute(insert(team_members).values(**values))
    else:
        authority.may_grant(role_permissions(transaction, [before]), "role")
        transaction.execute(update(team_members).where(*_of(team_id, user_id)).values(role=role, from_group=from_group))
    audit.record(transaction, authority.actor, "team.member.set", user_id, team=team_id, role=role, before=before)
    return next(member for member in list_team_members(transaction, team_id) if member.user == user_id)


def remove_team_member(transaction: Transaction, authority: Authority, team_id: str, user_id: str) -> None:
    """Take a user out of a team.

    Raises:
        NotFoundError: they are not in it.
        ForbiddenError: their role has permissions that the authority has not.
    """
    before = _role_in(transaction, team_id, user_id)
    if before is None:
        raise NotFoundError("is no member of this team", where=user_id[:100], fix="list the members")
    authority.may_grant(role_permissions(transaction, [before]), "role")
    transaction.execute(delete(team_members).where(*_of(team_id, user_id)))
    audit.record(transaction, authority.actor, "team.member.remove", user_id, team=team_id, before=before)


def _role_in(transaction: Transaction, team_id: str, user_id: str) -> str | None:
    return transaction.execute(select(team_members.c.role).where(*_of(team_id, user_id))).scalar()


def _of(team_id: str, user_id: str) -> tuple[Any, Any]:
    return team_members.c.team_id == team_id, team_members.c.user_id == user_id


def _name_is_free(transaction: Transaction, name: str, *, but: str = "") -> None:
    if transaction.execute(select(teams.c.id).where(teams.c.name == name, teams.c.id != but)).first():
        raise ConflictError(f"there is a team named {name!r} already", where="name", fix="choose another name")


# -- roles -------------------------------------------------------------------------------------------------------------------------


def list_roles(transaction: Transaction) -> list[Role]:
    """All roles: the builtin ones, then the installation's own by name."""
    builtin = [
        Role(name=name, permissions=tuple(one for one in PERMISSIONS if one in allowed), builtin=True)
        for name, allowed in BUILTIN_ROLES.items()
    ]
    return [*builtin, *(_role(row) for row in transaction.execute(select(roles).order_by(roles.c.name)))]


def find_role(transaction: Transaction, name: str) -> Role | None:
    """A role by name; None if there is none."""
    return next((role for role in list_roles(transaction) if role.name == name), None)


def set_role(transaction: Transaction, authority: Authority, name: str, permissions: tuple[str, ...], description: str) -> Role:
    """Make a role of the installation's own, or change it: who holds it has the new permissions at once.

    Raises:
        InputError: a permission does not exist, or the name is a builtin role's.
        ForbiddenError: it has, or had, permissions that the authority has not.
    """
    if name in BUILTIN_ROLES:
        raise InputError(f"{name!r} is a role that every installation has", where="role", fix="choose another name")
    unknown = unknown_permissions(permissions)
    if unknown:
        raise InputError(f"{unknown[0][:100]!r} is no permission", where="permissions", fix=f"use some of {', '.join(PERMISSIONS)}")
    authority.may_grant({one for one in PERMISSIONS if one in permissions}, "permissions")
    authority.may_grant(role_permissions(transaction, [name]), "role")
    values = {"permissions": [one for one in PERMISSIONS if one in permissions], "description": description}
    if not transaction.execute(update(roles).where(roles.c.name == name).values(**values)).rowcount:
        transaction.execute(insert(roles).values(name=name, created_by=authority.actor.id, **values))
    audit.record(transaction, authority.actor, "role.set", name, permissions=values["permissions"])
    return _role(transaction.execute(select(roles).where(roles.c.name == name)).one())


def remove_role(transaction: Transaction, authority: Authority, name: str) -> None:
    """Remove a role that nobody holds.

    Raises:
        NotFoundError: there is none of the installation's own with this name.
        ConflictError: somebody holds it.
    """
    authority.may_grant(role_permissions(transaction, [name]), "role")
    held = [users.c.role, team_members.c.role, group_roles.c.role, project_members.c.role, service_accounts.c.role]
    for column in held:
        query = select(column).where(column == name).limit(1).execution_options(**{ACROSS_PROJECTS: True})
        if transaction.execute(query).first():
            raise ConflictError(f"somebody holds the role {name!r}", where="role", fix="give them another one first")
    if not transaction.execute(delete(roles).where(roles.c.name == name)).rowcount:
        raise NotFoundError(f"there is no role {name[:100]!r} of your own", where="role", fix="list the roles")
    audit.record(transaction, authority.actor, "role.remove", name)


def _role(row: Row[Any]) -> Role:
    return Role(name=row.name, permissions=tuple(row.permissions), description=row.description)
