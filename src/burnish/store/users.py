"""Users: people with a password or a provider's word for who they are; the first one is made at the first start."""

import secrets
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Row, func, insert, select, update

from burnish.core.access import KeyRequest, User
from burnish.core.ids import new_id
from burnish.core.permissions import EVERYTHING, PERMISSIONS
from burnish.errors import ConflictError, InputError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority, role_permissions
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.keys import mint_key
from burnish.store.tables import logins, users

__all__ = [
    "FirstStart",
    "check_password",
    "create_user",
    "find_hash",
    "find_user",
    "first_start",
    "fresh_password",
    "list_users",
    "rehashed",
    "set_password",
    "update_user",
    "verify_password",
]

FIRST_EMAIL = "owner@localhost"

_SHORTEST, _LONGEST = 12, 1024
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(4)  # each hash takes 64 MiB: a flood of logins waits its turn
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""Checked where there is no such user, so that the time of an answer does not tell who exists."""

_KNOWN = frozenset({"changeme", "password", "burnish", "admin", "owner", "letmein", "qwerty", "secret", "welcome", "test", "demo"})


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What the first start made: shown once, on the operator's screen, and kept nowhere."""

    email: str
    password: str
    key: str


def first_start(database: Database) -> FirstStart | None:
    """Make the owner, where there is no user yet. Of servers that start at once, one does it, and None is the answer to the others."""
    with database.read() as transaction:
        if transaction.execute(select(users.c.id).limit(1)).first():
            return None
    password = fresh_password()
    hashed = _HASHER.hash(password)
    try:
        with database.write() as transaction:
            if transaction.execute(select(users.c.id).limit(1)).first():
                return None
            authority = Authority(audit.SYSTEM, EVERYTHING)
            user = _insert(transaction, authority, FIRST_EMAIL, "Owner", hashed, "owner")
            request = KeyRequest(name="first start", scopes=PERMISSIONS, days=None)
            key = mint_key(transaction, authority, request, user_id=user.id)
    except ConflictError:
        return None
    return FirstStart(FIRST_EMAIL, password, key.secret)


def create_user(transaction: Transaction, authority: Authority, email: str, name: str, role: str | None, password_hash: str | None) -> User:
    """A new user.

    Args:
        transaction: one that writes.
        authority: on the installation.
        email: in lower case, unique.
        name: how people call them.
        role: on the whole installation, if any.
        password_hash: of `check_password`; None where only a provider can say who they are.

    Raises:
        ConflictError: the address is taken.
        ForbiddenError: the role has permissions that the authority has not.
    """
    return _insert(transaction, authority, email, name, password_hash, role)


def find_user(transaction: Transaction, reference: str) -> User:
    """A user by id or e-mail address.

    Raises:
        NotFoundError: there is none.
    """
    column = users.c.id if reference.startswith("user_") and "@" not in reference else users.c.email
    row = transaction.execute(select(users).where(column == reference.lower())).first()
    if row is None:
        raise NotFoundError(f"there is no user {reference[:100]!r}", where="user", fix="give an id, or the e-mail address of a user")
    return _user(row)


def find_hash(transaction: Transaction, user_id: str) -> str | None:
    """The hash of a user's password; None where they have none."""
    return transaction.execute(select(users.c.password_hash).where(users.c.id == user_id)).scalar()


def list_users(transaction: Transaction, *, before: str | None = None, limit: int = 100) -> list[User]:
    """Users, newest first."""
    query = select(users).order_by(users.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(users.c.id < before)
    return [_user(row) for row in transaction.execute(query)]


def update_user(transaction: Transaction, authority: Authority, user_id: str, changes: dict[str, Any]) -> User:
    """Change a user's `name`, installation `role`, or whether they are `disabled`, which ends their sessions and keys at once.

    Raises:
        NotFoundError: there is no such user.
        ConflictError: nobody would be left who may do everything.
        ForbiddenError: the role, or the one before, has permissions that the authority has not.
    """
    before = find_user(transaction, user_id)
    authority.may_grant(role_permissions(transaction, {before.role} if before.role else set()), "role")
    values: dict[str, Any] = {name: changes[name] for name in ("name", "role") if name in changes}
    if values.get("role"):
        authority.may_grant(role_permissions(transaction, [values["role"]], strict=True), "role")
    if "disabled" in changes:
        values["disabled_at"] = now() if changes["disabled"] else None
        if changes["disabled"]:
            transaction.execute(update(logins).where(logins.c.user_id == user_id, logins.c.revoked_at.is_(None)).values(revoked_at=now()))
    if values:
        transaction.execute(update(users).where(users.c.id == user_id).values(**values))
        audit.record(transaction, authority.actor, "user.update", user_id, **changes)
    _somebody_is_left(transaction)
    return find_user(transaction, user_id)


def fresh_password() -> str:
    """A password that nobody guesses, for somebody who will change it."""
    return secrets.token_urlsafe(18)


def check_password(password: str, email: str) -> str:
    """Hash a new password, if it is one that is not guessed at once. Takes a tenth of a second: do it outside of a transaction.

    Raises:
        InputError: it is too short, too long, or made of what everybody tries first.
    """
    if not _SHORTEST <= len(password) <= _LONGEST:
        what = f"has {len(password)} characters"
        raise InputError(what, where="password", fix=f"use {_SHORTEST} to {_LONGEST}; a few words in a row are good")
    plain = "".join(character for character in password.lower() if character.isalpha())
    if len(set(password)) < 5 or plain in _KNOWN or email.partition("@")[0] == plain:
        raise InputError("is one of those that are tried first", where="password", fix="use a few words in a row")
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether it is this password. Takes as long where there is none."""
    try:
        with _AT_ONCE:
            right = _HASHER.verify(hashed or _NOBODY, password[:_LONGEST])
    except (Argon2Error, InvalidHashError):
        return False
    return right and hashed is not None


def rehashed(password: str, hashed: str) -> str | None:
    """The hash with today's parameters, where the one that is kept was made with weaker ones."""
    return _HASHER.hash(password) if _HASHER.check_needs_rehash(hashed) else None


def set_password(transaction: Transaction, authority: Authority, user_id: str, password_hash: str, *, keep_login: str = "") -> None:
    """Give a user another password; it ends their sessions, except `keep_login`.

    Args:
        transaction: one that writes.
        authority: the user's own, or that of somebody on the installation who has every permission that the user has there.
        user_id: whose.
        password_hash: of `check_password`.
        keep_login: the session that asks.
    """
    user = find_user(transaction, user_id)
    if authority.actor.id != user_id:
        authority.may_grant(role_permissions(transaction, {user.role} if user.role else set()), "user")
    transaction.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))
    others = (logins.c.user_id == user_id, logins.c.id != keep_login, logins.c.revoked_at.is_(None))
    transaction.execute(update(logins).where(*others).values(revoked_at=now()))
    audit.record(transaction, authority.actor, "user.password", user_id)


def _insert(transaction: Transaction, authority: Authority, email: str, name: str, password_hash: str | None, role: str | None) -> User:
    if role is not None:
        authority.may_grant(role_permissions(transaction, [role], strict=True), "role")
    if transaction.execute(select(users.c.id).where(users.c.email == email)).first():
        raise ConflictError(f"there is a user {email} already", where="email", fix="use another address")
    user_id = new_id("user")
    transaction.execute(insert(users).values(id=user_id, email=email, name=name, password_hash=password_hash, role=role))
    audit.record(transaction, authority.actor, "user.create", user_id, email=email, role=role)
    return find_user(transaction, user_id)


def _somebody_is_left(transaction: Transaction) -> None:
    query = select(func.count()).select_from(users).where(users.c.role == "owner", users.c.disabled_at.is_(None))
    if not transaction.execute(query).scalar():
        raise ConflictError("nobody would be left who may do everything", where="role", fix="make somebody else an owner first")


def _user(row: Row[Any]) -> User:
    return User(**{name: getattr(row, name) for name in User.model_fields})
