"""Keys: everybody's own; a secret is shown once, when it is made."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller, visible_project
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import Routes
from burnish.core.access import ApiKey, KeyRequest, MintedKey
from burnish.errors import ForbiddenError
from burnish.store import keys
from burnish.store.access import Authority, held_permissions, project_permissions
from burnish.store.database import Transaction

__all__ = ["KeyRef", "Rotation", "routes"]

routes = Routes("keys")

KeyRef = Annotated[str, Path(pattern=r"^key_[0-9a-f]{32}$", description="Id of a key.")]


class Rotation(BaseModel):
    """How to rotate a key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grace_hours: float = Field(24.0, ge=0, le=24 * 90, description="Hours for which the old key works on.")


@routes.get("/keys", needs="signed in")
def list_keys(access: Caller, after: After = None, limit: Limit = 100) -> Page[ApiKey]:
    """One's own keys, newest first."""
    with access.server.database.read() as transaction:
        rows = keys.list_keys(transaction, owner=access.principal.id, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda key: key.id)


@routes.post("/keys", needs="signed in", status_code=201)
def create_key(body: KeyRequest, access: Caller) -> MintedKey:
    """Make a key of one's own. Its scopes are among what one may oneself, in the project that it opens, or anywhere."""
    principal = access.principal
    if principal.kind != "user":
        raise ForbiddenError("only a person makes keys of their own", where="keys", fix="have somebody with keys.write make or rotate them")
    with access.server.database.write() as transaction:
        project_id = visible_project(transaction, body.project, principal).id if body.project else principal.project_id
        authority = _authority(transaction, access, project_id)
        return keys.mint_key(transaction, authority, body, user_id=principal.id, project_id=project_id)


@routes.post("/keys/{key}/rotate", needs="signed in", status_code=201)
def rotate_key(key: KeyRef, body: Rotation, access: Caller) -> MintedKey:
    """Make a key in place of one of one's own, which works on for a while."""
    with access.server.database.write() as transaction:
        found = keys.find_key(transaction, key, owner=access.principal.id, project_id=access.principal.project_id)
        authority = _authority(transaction, access, found.project)
        return keys.rotate_key(transaction, authority, found, body.grace_hours)


@routes.delete("/keys/{key}", needs="signed in", status_code=200)
def revoke_key(key: KeyRef, access: Caller) -> ApiKey:
    """End one of one's own keys at once."""
    with access.server.database.write() as transaction:
        found = keys.find_key(transaction, key, owner=access.principal.id, project_id=access.principal.project_id)
        return keys.revoke_key(transaction, access.authority, found)


def _authority(transaction: Transaction, access: Access, project_id: str | None) -> Authority:
    """What one may at the place that a key opens."""
    principal = access.principal
    if project_id is None:
        permissions = held_permissions(transaction, principal)
    else:
        permissions = project_permissions(transaction, principal, project_id)
    return Authority(access.actor, permissions, access.authority.until)
