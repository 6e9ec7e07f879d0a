"""Aliases: the names that clients call; changed with their ETag, kept with their history, rolled back in one step."""

from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.etags import IfMatch, set_etag, unchanged
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.core.serving import Alias, AliasChanges, AliasRequest, AliasVersion
from burnish.store.aliases import Aliases

__all__ = ["AliasPath", "routes"]

routes = Routes("aliases")

AliasPath = Annotated[
    str, Path(pattern=r"^(alias_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of an alias.")
]
BeforeVersion = Annotated[int | None, Query(ge=1, lt=2**31, description="Cursor: `next` of the page before. Newest come first.")]


class AliasRollback(BaseModel):
    """Where to go back to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int | None = Field(None, ge=1, lt=2**31, description="What it was then; by default what it was before its last change.")


@routes.get("/projects/{project}/aliases", needs="deployments.read")
def list_aliases(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 100) -> Page[Alias]:
    """The project's aliases, newest first."""
    with access.server.database.read() as transaction:
        rows = _aliases(access).page(transaction, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda alias: alias.id)


@routes.post("/projects/{project}/aliases", needs="deployments.write", status_code=201)
def create_alias(project: ProjectRef, body: AliasRequest, access: Caller, response: Response) -> Alias:
    """Give deployments a name that clients can call, `project/alias`, with or without shares of the traffic and fallbacks."""
    with access.server.database.write() as transaction:
        made = _aliases(access).create(transaction, access.authority, body)
    set_etag(response, made)
    return made


@routes.get("/projects/{project}/aliases/{alias}", needs="deployments.read")
def get_alias(project: ProjectRef, alias: AliasPath, access: Caller, response: Response) -> Alias:
    """One alias."""
    with access.server.database.read() as transaction:
        found = _aliases(access).find(transaction, alias)
    set_etag(response, found)
    return found


@routes.patch("/projects/{project}/aliases/{alias}", needs="deployments.write")
def update_alias(
    project: ProjectRef, alias: AliasPath, body: AliasChanges, access: Caller, response: Response, if_match: IfMatch = "*"
) -> Alias:
    """Change what an alias points at, or how it answers: for requests that come from within a second on."""
    with access.server.database.write() as transaction:
        unchanged(if_match, _aliases(access).find(transaction, alias))
        changed = _aliases(access).change(transaction, access.authority, alias, body)
    set_etag(response, changed)
    return changed


@routes.post("/projects/{project}/aliases/{alias}/rollback", needs="deployments.write")
def roll_back_alias(
    project: ProjectRef, alias: AliasPath, body: AliasRollback, access: Caller, response: Response, if_match: IfMatch = "*"
) -> Alias:
    """Let an alias be what it was before its last change, or at a version of its history."""
    with access.server.database.write() as transaction:
        unchanged(if_match, _aliases(access).find(transaction, alias))
        changed = _aliases(access).roll_back(transaction, access.authority, alias, body.version)
    set_etag(response, changed)
    return changed


@routes.get("/projects/{project}/aliases/{alias}/history", needs="deployments.read")
def list_alias_versions(
    project: ProjectRef, alias: AliasPath, access: Caller, after: BeforeVersion = None, limit: Limit = 100
) -> Page[AliasVersion]:
    """Everything that an alias was: who changed it, when, from what to what; newest first."""
    with access.server.database.read() as transaction:
        rows = _aliases(access).history(transaction, alias, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda version: str(version.version))


@routes.delete("/projects/{project}/aliases/{alias}", needs="deployments.write")
def remove_alias(project: ProjectRef, alias: AliasPath, access: Caller) -> None:
    """Remove an alias with its history; the deployments stay."""
    with access.server.database.write() as transaction:
        _aliases(access).remove(transaction, access.authority, alias)


def _aliases(access: Access) -> Aliases:
    return Aliases(access.server.database, access.project_id)
