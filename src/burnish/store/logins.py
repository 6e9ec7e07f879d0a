"""Logins: sessions of browsers, and the brake on guessing passwords."""

import hashlib
import hmac
import math
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from burnish.core.ids import new_id
from burnish.errors import NotSignedInError, StoreError, ThrottledError
from burnish.store import audit
from burnish.store.access import Principal
from burnish.store.audit import Actor
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.keys import digest_of
from burnish.store.tables import logins, throttles, users
from burnish.store.users import rehashed, verify_password

__all__ = ["LONGEST_DAYS", "Login", "authenticate_login", "csrf_of", "end_login", "open_login", "password_login", "right_csrf"]

LONGEST_DAYS = 7
"""A session ends after so many days, and earlier when it is not used."""

_IDLE_HOURS = 12.0
_SEEN_SECONDS = 60.0
_WINDOW_SECONDS = 15 * 60.0
_LIMITS = {"pair": 5, "address": 30, "account": 50}
"""Failures within the window before the brake acts: of one account from one address, of one address, of one account from anywhere.

The last one is high, as it lets strangers slow down a person's own login.
"""


@dataclass(frozen=True, slots=True)
class Login:
    """A new session. `cookie` and `csrf` are given to the browser this once, and kept as digests."""

    cookie: str
    csrf: str
    principal: Principal


def password_login(database: Database, email: str, password: str, actor: Actor, user_agent: str = "") -> Login:
    """Open a session for who knows the password.

    Args:
        database: where users are.
        email, password: as given.
        actor: whose `address` the attempt comes from.
        user_agent: of the browser, for the list of sessions.

    Raises:
        NotSignedInError: wrong, or disabled; the answer does not tell which, nor whether there is such a user.
        ThrottledError: too many failures; says when to come back.
    """
    email = email.strip().lower()
    keys = _throttle_keys(email, actor.address)
    with database.read() as transaction:
        _refuse_blocked(transaction, keys)
        user = transaction.execute(select(users).where(users.c.email == email)).first()
    right = verify_password(password, user.password_hash if user else None)
    if user is None or not right or user.disabled_at is not None:
        with database.write() as transaction:
            _count_failure(transaction, keys)
            if user is not None:
                audit.record(transaction, actor, "session.refused", user.id)
        raise NotSignedInError("the e-mail address or the password is wrong", where="session", fix="try again, or ask for a new password")
    stronger = rehashed(password, user.password_hash)
    with database.write() as transaction:
        transaction.execute(delete(throttles).where(throttles.c.key == keys["pair"]))
        if stronger:
            transaction.execute(update(users).where(users.c.id == user.id).values(password_hash=stronger))
        return open_login(transaction, user.id, actor, user_agent)


def open_login(transaction: Transaction, user_id: str, actor: Actor, user_agent: str = "") -> Login:
    """Open a session: the one way, whatever proved who it is.

    Raises:
        NotSignedInError: the user is disabled.
    """
    user = transaction.execute(select(users).where(users.c.id == user_id)).one()
    if user.disabled_at is not None:
        raise NotSignedInError("this user is disabled", where="session", fix="ask an owner of the installation")
    cookie, login_id = secrets.token_urlsafe(32), new_id("login")
    csrf = csrf_of(cookie)
    transaction.execute(
        insert(logins).values(
            id=login_id,
            user_id=user_id,
            digest=digest_of(cookie),
            csrf_digest=digest_of(csrf),
            address=actor.address,
            user_agent=user_agent[:300],
            expires_at=now(LONGEST_DAYS * 86400.0),
        )
    )
    transaction.execute(update(users).where(users.c.id == user_id).values(last_login_at=now()))
    transaction.execute(delete(logins).where(logins.c.expires_at < now(-30 * 86400.0)))
    opened = Actor(user_id, login_id, actor.address, actor.request_id)
    audit.record(transaction, opened, "session.open", login_id)
    row = transaction.execute(_with_users().where(logins.c.id == login_id)).one()
    return Login(cookie, csrf, _principal(row))


def authenticate_login(database: Database, cookie: str) -> Principal:
    """Who a session's cookie stands for.

    Raises:
        NotSignedInError: it is unknown, ended, unused for too long, or its user is disabled.
    """
    digest = digest_of(cookie)
    with database.read() as transaction:
        row = transaction.execute(_with_users().where(logins.c.digest == digest)).first()
    known = hmac.compare_digest(row.digest if row else "0" * 64, digest)
    if row is None or not known or not row.in_time or row.revoked_at is not None or row.disabled_at is not None:
        raise NotSignedInError("the session is over", where="session", fix="log in again")
    if row.unseen:
        with suppress(StoreError), database.write() as transaction:  # a full disk, or a busy one, shuts nobody out
            transaction.execute(update(logins).where(logins.c.id == row.id).values(seen_at=now()))
    return _principal(row)


def end_login(transaction: Transaction, actor: Actor) -> None:
    """End the session that asks."""
    transaction.execute(update(logins).where(logins.c.id == actor.via, logins.c.revoked_at.is_(None)).values(revoked_at=now()))
    audit.record(transaction, actor, "session.end", actor.via)


def csrf_of(cookie: str) -> str:
    """What a page must send with every change, so that another site's page cannot make one: it follows from the cookie, which no page
    can read."""
    return hmac.digest(cookie.encode(), b"burnish csrf", hashlib.sha256).hex()


def right_csrf(cookie: str, given: str) -> bool:
    """Whether a page sent what it was given with its session."""
    return hmac.compare_digest(csrf_of(cookie).encode(), given.encode())


# -- the brake ---------------------------------------------------------------------------------------------------------------------


def _throttle_keys(email: str, address: str) -> dict[str, str]:
    """Digests, as who types a password into the wrong field should not find it in a table."""
    meant = {"pair": f"{email}\n{address}", "address": address, "account": email}
    return {kind: f"{kind}:{digest_of(text)}" for kind, text in meant.items()}


def _refuse_blocked(transaction: Transaction, keys: dict[str, str]) -> None:
    query = select(throttles.c.blocked_until, now().label("at")).where(
        throttles.c.key.in_(keys.values()), throttles.c.blocked_until > now()
    )
    blocked = transaction.execute(query).all()
    if blocked:
        seconds = max(math.ceil((row.blocked_until - row.at).total_seconds()) for row in blocked)
        raise ThrottledError("too many failed logins", where="session", fix=f"try again in {seconds} s", retry_after_s=max(1, seconds))


def _count_failure(transaction: Transaction, keys: dict[str, str]) -> None:
    """One more failure for each; beyond the limit each further one blocks for twice as long, up to the window."""
    transaction.execute(delete(throttles).where(throttles.c.last_at < now(-_WINDOW_SECONDS)))
    for kind, key in keys.items():
        row = transaction.execute(select(throttles).where(throttles.c.key == key).with_for_update()).first()
        failures = (row.failures if row else 0) + 1
        beyond = failures - _LIMITS[kind]
        blocked = now(min(2.0 ** min(beyond, 20), _WINDOW_SECONDS)) if beyond >= 0 else None
        values = {"failures": failures, "last_at": now(), "blocked_until": blocked}
        if row is None:
            transaction.execute(insert(throttles).values(key=key, **values))
        else:
            transaction.execute(update(throttles).where(throttles.c.key == key).values(**values))


def _with_users() -> Any:
    return select(
        logins,
        users.c.name,
        users.c.email,
        users.c.role,
        users.c.disabled_at,
        ((now() < logins.c.expires_at) & (logins.c.seen_at > now(-_IDLE_HOURS * 3600))).label("in_time"),
        (logins.c.seen_at < now(-_SEEN_SECONDS)).label("unseen"),
    ).join(users, users.c.id == logins.c.user_id)


def _principal(row: Row[Any]) -> Principal:
    return Principal("user", row.user_id, row.name, row.email, row.role, row.id, until=row.expires_at)
