"""Identities: users whom an OIDC provider vouches for, and the teams that its groups put them into."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select

from burnish.core.access import GroupRole
from burnish.core.ids import new_id
from burnish.core.permissions import EVERYTHING, PERMISSIONS
from burnish.errors import NotFoundError, NotSignedInError
from burnish.store import audit
from burnish.store.access import Authority, role_permissions
from burnish.store.audit import SYSTEM
from burnish.store.database import Transaction
from burnish.store.tables import group_roles, identities, team_members, users
from burnish.store.teams import remove_team_member, set_team_member
from burnish.store.users import create_user

__all__ = ["Vouched", "list_group_roles", "recognise", "remove_group_role", "set_group_role"]

_PROVIDER = Authority(SYSTEM, EVERYTHING)


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says of somebody, verified.

    Attributes:
        issuer, subject: together they name a person for ever.
        email: in lower case; empty if it says none.
        email_verified: whether it checked that the address is theirs.
        name: how people call them.
        groups: that they are in.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str
    groups: frozenset[str]


def recognise(transaction: Transaction, vouched: Vouched, *, sign_up: bool, domains: Collection[str]) -> str:
    """The user of an identity, with the team roles that its groups give now; returns the user's id.

    A new identity belongs to the user with its e-mail address, if the provider verified that; else a user is made.

    Args:
        transaction: one that writes.
        vouched: what the provider says.
        sign_up: whether a user may be made.
        domains: of e-mail addresses that may sign up; empty for any.

    Raises:
        NotSignedInError: nobody here is meant, and no user may be made.
    """
    known = select(identities.c.user_id).where(identities.c.issuer == vouched.issuer, identities.c.subject == vouched.subject)
    user_id = transaction.execute(known).scalar()
    if user_id is None:
        user_id = _by_email(transaction, vouched) or _new(transaction, vouched, sign_up=sign_up, domains=domains)
        row = {"id": new_id("identity"), "user_id": user_id, "issuer": vouched.issuer, "subject": vouched.subject}
        transaction.execute(insert(identities).values(**row))
        audit.record(transaction, SYSTEM, "user.identity", user_id, issuer=vouched.issuer, subject=vouched.subject)
    _follow_groups(transaction, user_id, vouched)
    return user_id


def list_group_roles(transaction: Transaction, team_id: str) -> list[GroupRole]:
    """Which groups put their members into a team, with which role."""
    query = select(group_roles).where(group_roles.c.team_id == team_id).order_by(group_roles.c.issuer, group_roles.c.group_name)
    return [_group_role(row) for row in transaction.execute(query)]


def set_group_role(transaction: Transaction, authority: Authority, team_id: str, issuer: str, group: str, role: str) -> GroupRole:
    """Give the members of a group a role in a team, from their next login on.

    Raises:
        ForbiddenError: the role, or the one before, has permissions that the authority has not.
    """
    authority.may_grant(role_permissions(transaction, [role], strict=True), "role")
    before = _remove(transaction, authority, team_id, issuer, group)
    values = {"issuer": issuer, "group_name": group, "team_id": team_id, "role": role}
    transaction.execute(insert(group_roles).values(**values))
    audit.record(transaction, authority.actor, "group.set", team_id, group=group, issuer=issuer, role=role, before=before)
    return next(one for one in list_group_roles(transaction, team_id) if (one.issuer, one.group) == (issuer, group))


def remove_group_role(transaction: Transaction, authority: Authority, team_id: str, issuer: str, group: str) -> None:
    """Let a group put nobody into a team any more; who is in it by this group leaves it at their next login.

    Raises:
        NotFoundError: it did not.
        ForbiddenError: the role has permissions that the authority has not.
    """
    before = _remove(transaction, authority, team_id, issuer, group)
    if before is None:
        raise NotFoundError(f"gives no role in this team: {group[:100]!r}", where="group", fix="list the team's groups")
    audit.record(transaction, authority.actor, "group.remove", team_id, group=group, issuer=issuer, before=before)


def _remove(transaction: Transaction, authority: Authority, team_id: str, issuer: str, group: str) -> str | None:
    this = (group_roles.c.team_id == team_id, group_roles.c.issuer == issuer, group_roles.c.group_name == group)
    before: str | None = transaction.execute(select(group_roles.c.role).where(*this)).scalar()
    if before is not None:
        authority.may_grant(role_permissions(transaction, [before]), "role")
        transaction.execute(delete(group_roles).where(*this))
    return before


def _by_email(transaction: Transaction, vouched: Vouched) -> str | None:
    """The user with this address; an address that nobody verified proves nothing."""
    if not vouched.email or not vouched.email_verified:
        return None
    user_id: str | None = transaction.execute(select(users.c.id).where(users.c.email == vouched.email)).scalar()
    return user_id


def _new(transaction: Transaction, vouched: Vouched, *, sign_up: bool, domains: Collection[str]) -> str:
    domain = vouched.email.rpartition("@")[2]
    allowed = sign_up and vouched.email and vouched.email_verified and (not domains or domain in domains)
    taken = transaction.execute(select(users.c.id).where(users.c.email == vouched.email)).first()
    if not allowed or taken:
        fix = "ask an owner of the installation to make a user with your e-mail address"
        raise NotSignedInError("nobody here has this identity", where=vouched.email or vouched.subject, fix=fix)
    return create_user(transaction, _PROVIDER, vouched.email, vouched.name[:200], None, None).id


def _follow_groups(transaction: Transaction, user_id: str, vouched: Vouched) -> None:
    """Team roles that come from groups are what the groups say now; those that people gave stay as they are."""
    query = select(group_roles).where(group_roles.c.issuer == vouched.issuer.rstrip("/"))
    wanted: dict[str, str] = {}
    for row in transaction.execute(query).all():
        if row.group_name in vouched.groups:
            wanted[row.team_id] = _stronger(transaction, wanted.get(row.team_id), row.role)
    held = {row.team_id: row for row in transaction.execute(select(team_members).where(team_members.c.user_id == user_id))}
    for team_id, role in wanted.items():
        there = held.get(team_id)
        if there is None or (there.from_group and there.role != role):
            set_team_member(transaction, _PROVIDER, team_id, user_id, role, from_group=True)
    for team_id, there in held.items():
        if there.from_group and team_id not in wanted:
            remove_team_member(transaction, _PROVIDER, team_id, user_id)


def _stronger(transaction: Transaction, one: str | None, other: str) -> str:
    """Of two roles in a team, the one with more permissions; a member has one role."""
    if one is None:
        return other
    most = {role: sum(permission in role_permissions(transaction, [role]) for permission in PERMISSIONS) for role in (one, other)}
    return max(sorted(most), key=lambda role: most[role])


def _group_role(row: Row[Any]) -> GroupRole:
    return GroupRole(issuer=row.issuer, group=row.group_name, role=row.role, created_at=row.created_at)
