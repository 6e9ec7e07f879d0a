"""API keys: 256 random bits, kept as a digest; each opens no more than its maker could, and acts as its owner."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, or_, select, update

from burnish.core.access import ApiKey, KeyRequest, MintedKey
from burnish.core.ids import new_id
from burnish.core.permissions import PERMISSIONS, Permission, unknown_permissions
from burnish.errors import ConflictError, ForbiddenError, InputError, NotFoundError, NotSignedInError, StoreError
from burnish.store import audit
from burnish.store.access import Authority, Principal
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.tables import api_keys, service_accounts, users

__all__ = ["authenticate_key", "digest_of", "find_key", "list_keys", "mint_key", "revoke_key", "rotate_key"]

_MARK = "bk_"
_SHOWN = 11
_SEEN_SECONDS = 60.0


def digest_of(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so that nothing slower than SHA-256 is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mint_key(
    transaction: Transaction,
    authority: Authority,
    request: KeyRequest,
    *,
    user_id: str | None = None,
    service_id: str | None = None,
    project_id: str | None = None,
) -> MintedKey:
    """Make a key.

    Args:
        transaction: one that writes.
        authority: of its maker, at the place that the key opens.
        request: name, scopes, days; the project in it was resolved to `project_id`.
        user_id, service_id: its owner, one of the two.
        project_id: the only project that it opens.

    Raises:
        InputError: a scope is no permission.
        ForbiddenError: a scope is not its maker's, or the key would outlast the one that makes it.
    """
    unknown = unknown_permissions(request.scopes)
    if unknown:
        raise InputError(f"{unknown[0][:100]!r} is no permission", where="scopes", fix=f"use some of {', '.join(PERMISSIONS)}")
    authority.may_grant(_known(request.scopes), "scopes")
    expires_at = _expiry(transaction, authority, request.days)
    return _insert(
        transaction,
        authority,
        user_id=user_id,
        service_account_id=service_id,
        project_id=project_id,
        name=request.name,
        scopes=[scope for scope in PERMISSIONS if scope in request.scopes],
        expires_at=expires_at,
    )


def rotate_key(transaction: Transaction, authority: Authority, key: ApiKey, grace_hours: float) -> MintedKey:
    """Make a key that takes another one's place: same owner, scopes and end; the old one works on for some hours.

    Raises:
        ConflictError: the key was rotated or revoked already.
        ForbiddenError: the key may more than the authority, or would outlast it.
    """
    if key.revoked_at is not None or key.rotated_to is not None:
        raise ConflictError("was rotated or revoked already", where=key.id, fix="make a new key")
    authority.may_grant(_known(key.scopes), "scopes")
    if authority.until is not None and (key.expires_at is None or key.expires_at > authority.until):
        raise ForbiddenError("would outlast the key that you ask with", where=key.id, fix="rotate it in a session, or with a longer key")
    old = transaction.execute(select(api_keys.c.user_id, api_keys.c.service_account_id).where(api_keys.c.id == key.id)).one()
    minted = _insert(
        transaction,
        authority,
        user_id=old.user_id,
        service_account_id=old.service_account_id,
        project_id=key.project,
        name=key.name,
        scopes=list(key.scopes),
        expires_at=key.expires_at,
    )
    grace = now(grace_hours * 3600)
    transaction.execute(update(api_keys).where(api_keys.c.id == key.id).values(rotated_to=minted.key.id, grace_until=grace))
    audit.record(transaction, authority.actor, "key.rotate", key.id, project_id=key.project, to=minted.key.id, grace_hours=grace_hours)
    return minted


def revoke_key(transaction: Transaction, authority: Authority, key: ApiKey) -> ApiKey:
    """End a key at once. Ending it again changes nothing."""
    if key.revoked_at is None:
        transaction.execute(update(api_keys).where(api_keys.c.id == key.id).values(revoked_at=now()))
        audit.record(transaction, authority.actor, "key.revoke", key.id, project_id=key.project)
    return find_key(transaction, key.id)


def find_key(transaction: Transaction, key_id: str, *, owner: str | None = None, project_id: str | None = None) -> ApiKey:
    """A key, if it belongs to this owner, or opens this project alone, where these are given.

    Raises:
        NotFoundError: there is no such key, or it is another's.
    """
    row = transaction.execute(_keys(owner, project_id).where(api_keys.c.id == key_id)).first()
    if row is None:
        raise NotFoundError("there is no such key", where=key_id[:100], fix="list the keys")
    return _key(row)


def list_keys(
    transaction: Transaction, *, owner: str | None = None, project_id: str | None = None, before: str | None = None, limit: int = 100
) -> list[ApiKey]:
    """Keys of an owner, or those that open one project alone, newest first."""
    query = _keys(owner, project_id).order_by(api_keys.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(api_keys.c.id < before)
    return [_key(row) for row in transaction.execute(query)]


def authenticate_key(database: Database, secret: str) -> Principal:
    """Who a key stands for.

    Raises:
        NotSignedInError: it is unknown, expired, revoked, or its owner is disabled; the answer does not tell which.
    """
    digest = digest_of(secret)
    query = (
        select(
            api_keys,
            (now() < func.coalesce(api_keys.c.grace_until, api_keys.c.expires_at, now(1))).label("in_time"),
            (now() < func.coalesce(api_keys.c.expires_at, now(1))).label("not_expired"),
            or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < now(-_SEEN_SECONDS)).label("unseen"),
            users.c.email,
            users.c.name.label("user_name"),
            users.c.role.label("user_role"),
            users.c.disabled_at.label("user_disabled_at"),
            service_accounts.c.name.label("service_name"),
            service_accounts.c.role.label("service_role"),
            service_accounts.c.disabled_at.label("service_disabled_at"),
        )
        .join(users, users.c.id == api_keys.c.user_id, isouter=True)
        .join(service_accounts, service_accounts.c.id == api_keys.c.service_account_id, isouter=True)
        .where(api_keys.c.digest == digest)
        .execution_options(**{ACROSS_PROJECTS: True})
    )
    with database.read() as transaction:
        row = transaction.execute(query).first()
    known = hmac.compare_digest(row.digest if row else "0" * 64, digest)
    if row is None or not known or not _alive(row):
        raise NotSignedInError(
            "the key is not valid", where="Authorization", fix="send `Authorization: Bearer bk_…` with a key that is in force"
        )
    if row.unseen:
        with suppress(StoreError), database.write() as transaction:  # a full disk, or a busy one, shuts nobody out
            transaction.execute(update(api_keys).where(api_keys.c.id == row.id).values(last_used_at=now()))
    return _principal(row)


def _alive(row: Row[Any]) -> bool:
    ended = (row.revoked_at, row.user_disabled_at, row.service_disabled_at)
    return bool(row.in_time and row.not_expired) and all(moment is None for moment in ended)


def _principal(row: Row[Any]) -> Principal:
    person = row.user_id is not None
    return Principal(
        kind="user" if person else "service",
        id=row.user_id if person else row.service_account_id,
        name=row.user_name if person else row.service_name,
        email=row.email or "",
        role=row.user_role if person else row.service_role,
        via=row.id,
        scopes=_known(row.scopes),
        project_id=row.project_id,
        until=row.expires_at,
    )


def _insert(transaction: Transaction, authority: Authority, **values: Any) -> MintedKey:
    key_id, secret = new_id("key"), _MARK + secrets.token_urlsafe(32)
    row = {"id": key_id, "prefix": secret[:_SHOWN], "digest": digest_of(secret), "created_by": authority.actor.id}
    transaction.execute(insert(api_keys).values(**row, **values))
    owner = values["user_id"] or values["service_account_id"]
    project_id, scopes = values["project_id"], values["scopes"]
    audit.record(transaction, authority.actor, "key.create", key_id, project_id=project_id, owner=owner, scopes=scopes)
    return MintedKey(key=find_key(transaction, key_id), secret=secret)


def _expiry(transaction: Transaction, authority: Authority, days: int | None) -> datetime | None:
    """When a new key ends: after so many days, and not after the key that makes it."""
    if days is None:
        if authority.until is not None:
            raise ForbiddenError("would outlast the key that you ask with", where="days", fix=f"give days; yours ends {authority.until}")
        return None
    at: datetime = transaction.execute(select(now(days * 86400.0))).scalar_one()
    return min(at, authority.until) if authority.until is not None else at


def _known(scopes: Any) -> frozenset[Permission]:
    return frozenset(permission for permission in PERMISSIONS if permission in scopes)


def _keys(owner: str | None, project_id: str | None) -> Select[Any]:
    query = select(api_keys)
    if owner is not None:
        query = query.where(or_(api_keys.c.user_id == owner, api_keys.c.service_account_id == owner))
    if project_id is not None:
        query = query.where(api_keys.c.project_id == project_id)
    return query


def _key(row: Row[Any]) -> ApiKey:
    fields = {name: getattr(row, name) for name in ApiKey.model_fields if name not in ("owner", "project", "scopes")}
    return ApiKey(**fields, owner=row.user_id or row.service_account_id, project=row.project_id, scopes=tuple(row.scopes))
