"""Access: who asks, and which permissions that gives on a project, in a team, on the whole installation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all

from burnish.core.access import PrincipalKind
from burnish.core.permissions import BUILTIN_ROLES, EVERYTHING, OF_A_RUN, Permission, permissions_of
from burnish.errors import ForbiddenError, InputError
from burnish.store.audit import Actor
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.tables import project_members, project_teams, roles, service_accounts, team_members

__all__ = [
    "Authority",
    "Principal",
    "held_permissions",
    "installation_permissions",
    "project_permissions",
    "role_permissions",
    "roles_by_project",
    "team_permissions",
]

_NOTHING: frozenset[Permission] = frozenset()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a user or a service account, through a browser's session or an API key; or the code of a run, with its token.

    Attributes:
        kind, id, name, email: of the user, service account or run.
        role: on the whole installation; of a service account, on its project.
        via: id of the session, the key, or the run's attempt.
        scopes: the most that it may; a session has everything, a key what it was made with.
        project_id: the only project that it opens; None: all of its owner's.
        until: when the session or the key ends; None: never.
    """

    kind: PrincipalKind
    id: str
    name: str
    email: str
    role: str | None
    via: str
    scopes: frozenset[Permission] = EVERYTHING
    project_id: str | None = None
    until: datetime | None = None

    @property
    def by_key(self) -> bool:
        """Whether it is a key or a token that asks, and no browser."""
        return self.via.startswith(("key_", "attempt_"))


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody with permissions at one place: nothing that they grant there may be more than these.

    Attributes:
        actor: who acts, for the audit log.
        permissions: what they may at that place.
        until: when that ends; what they make for themselves ends no later.
    """

    actor: Actor
    permissions: frozenset[Permission]
    until: datetime | None = None

    def may_grant(self, permissions: Iterable[Permission], where: str) -> None:
        """Raise ForbiddenError where one of these is not theirs to give, or to take away."""
        missing = sorted(set(permissions) - self.permissions)
        if missing:
            fix = "ask somebody who has these permissions"
            raise ForbiddenError(f"takes permissions that you do not have: {', '.join(missing)}", where=where, fix=fix)


def project_permissions(transaction: Transaction, principal: Principal, project_id: str) -> frozenset[Permission]:
    """What the principal may on a project: its role there, those of the teams that the project is shared with, and the installation's."""
    if principal.project_id not in (None, project_id):
        return _NOTHING
    if principal.kind == "run":
        return OF_A_RUN & principal.scopes
    names = roles_by_project(transaction, principal, project_id).get(project_id, set())
    return principal.scopes & role_permissions(transaction, names | _installation_role(principal))


def team_permissions(transaction: Transaction, principal: Principal, team_id: str) -> frozenset[Permission]:
    """What the principal may in a team: its role there, and the installation's."""
    if principal.project_id is not None or principal.kind != "user":
        return _NOTHING
    query = select(team_members.c.role).where(team_members.c.team_id == team_id, team_members.c.user_id == principal.id)
    names = set(transaction.execute(query).scalars())
    return principal.scopes & role_permissions(transaction, names | _installation_role(principal))


def installation_permissions(transaction: Transaction, principal: Principal) -> frozenset[Permission]:
    """What the principal may on the whole installation."""
    if principal.project_id is not None:
        return _NOTHING
    return principal.scopes & role_permissions(transaction, _installation_role(principal))


def held_permissions(transaction: Transaction, principal: Principal) -> frozenset[Permission]:
    """What the principal may somewhere, all places together: the most that a key of theirs can ever do."""
    if principal.kind == "run":
        return OF_A_RUN & principal.scopes
    names = set[str]().union(*roles_by_project(transaction, principal).values())
    if principal.project_id is None:
        names |= _installation_role(principal)
        names |= set(transaction.execute(select(team_members.c.role).where(team_members.c.user_id == principal.id)).scalars())
    return principal.scopes & role_permissions(transaction, names)


def roles_by_project(transaction: Transaction, principal: Principal, project_id: str | None = None) -> dict[str, set[str]]:
    """The roles that a principal holds on one project, or on each one where it holds any, through teams too; not the installation's."""
    if principal.kind == "service":
        query = select(service_accounts.c.project_id, service_accounts.c.role).where(service_accounts.c.id == principal.id)
        rows = transaction.execute(query.execution_options(**{ACROSS_PROJECTS: True})).all()
    else:
        direct = select(project_members.c.project_id, project_members.c.role).where(project_members.c.user_id == principal.id)
        shared = (
            select(project_teams.c.project_id, team_members.c.role)
            .join(team_members, team_members.c.team_id == project_teams.c.team_id)
            .where(team_members.c.user_id == principal.id)
        )
        if project_id is not None:
            direct = direct.where(project_members.c.project_id == project_id)
            shared = shared.where(project_teams.c.project_id == project_id)
        rows = transaction.execute(union_all(direct, shared).execution_options(**{ACROSS_PROJECTS: True})).all()
    found: dict[str, set[str]] = {}
    for project, role in rows:
        if principal.project_id in (None, project) and project_id in (None, project):
            found.setdefault(project, set()).add(role)
    return found


def role_permissions(transaction: Transaction, names: Iterable[str], *, strict: bool = False) -> frozenset[Permission]:
    """What some roles allow together.

    Args:
        transaction: to read the installation's own roles in.
        names: of roles.
        strict: a role that does not exist is an error, as it should be where one is given.

    Raises:
        InputError: `strict`, and one does not exist.
    """
    wanted = set(names)
    own: Mapping[str, list[str]] = {}
    if wanted - set(BUILTIN_ROLES):
        query = select(roles.c.name, roles.c.permissions).where(roles.c.name.in_(wanted))
        own = {name: permissions for name, permissions in transaction.execute(query)}
    unknown = wanted - set(BUILTIN_ROLES) - set(own)
    if strict and unknown:
        raise InputError(f"there is no role {sorted(unknown)[0]!r}", where="role", fix=f"use one of {', '.join(BUILTIN_ROLES)}, or make it")
    return _NOTHING.union(*(permissions_of(name, own) for name in wanted))


def _installation_role(principal: Principal) -> set[str]:
    return {principal.role} if principal.kind == "user" and principal.role else set()
