"""The audit log: what people and programs did, of a project or of the whole installation."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.paging import Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.core.access import AuditEvent, AuditVerdict
from burnish.errors import InputError
from burnish.store import audit

__all__ = ["routes"]

routes = Routes("audit")

Since = Annotated[int, Query(ge=0, lt=2**53, description="Only events after this sequence: where the last export ended.")]
Exactly = Annotated[str | None, Field(max_length=200)]


class Filters(BaseModel):
    """Which events: those whose actor, action or target is exactly this, after the cursor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: Exactly = Field(None, description="Id of who did it.")
    action: Exactly = Field(None, description="What was done, e.g. key.create.")
    target: Exactly = Field(None, description="Id of what it was done to.")
    after: int | None = Field(None, ge=1, lt=2**53, description="Cursor: `next` of the page before. Newest come first.")
    limit: int = Field(100, ge=1, le=500, description="How many at most.")


_LINES = {200: {"content": {"application/jsonl": {}}, "description": "One event a line, oldest first."}}


@routes.get("/projects/{project}/audit", needs="audit.read")
def list_project_events(project: ProjectRef, access: Caller, filters: Annotated[Filters, Query()]) -> Page[AuditEvent]:
    """What was done in a project, newest first."""
    return _page(access, filters, access.project_id)


@routes.get("/projects/{project}/audit/export", needs="audit.read", response_class=StreamingResponse, responses=_LINES)
def export_project_events(project: ProjectRef, access: Caller, since: Since = 0) -> StreamingResponse:
    """What was done in a project, as JSON lines."""
    return _export(access, access.project_id, since)


@routes.get("/audit", needs="audit.read")
def list_events(access: Caller, filters: Annotated[Filters, Query()]) -> Page[AuditEvent]:
    """What was done on the whole installation, newest first."""
    return _page(access, filters, None)


@routes.get("/audit/export", needs="audit.read", response_class=StreamingResponse, responses=_LINES)
def export_events(access: Caller, since: Since = 0) -> StreamingResponse:
    """What was done on the whole installation, as JSON lines: for the system that watches over others."""
    return _export(access, None, since)


@routes.get("/audit/verify", needs="audit.read")
def verify_events(
    access: Caller,
    sequence: Annotated[int | None, Query(ge=1, lt=2**53, description="An event that was noted earlier, elsewhere …")] = None,
    digest: Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$", description="… and its digest: the log must still hold it.")] = None,
) -> AuditVerdict:
    """Walk the chain of events: says whether one was changed, removed or put in, and which."""
    if (sequence is None) != (digest is None):
        raise InputError("an event is noted by both", where="sequence, digest", fix="give both, or neither")
    anchor = (sequence, digest) if sequence is not None and digest is not None else None
    return audit.verify(access.server.database, anchor=anchor)


def _page(access: Access, filters: Filters, project_id: str | None) -> Page[AuditEvent]:
    exactly = {"actor": filters.actor, "action": filters.action, "target": filters.target}
    with access.server.database.read() as transaction:
        rows = audit.list_events(transaction, project_id=project_id, before=filters.after, limit=filters.limit + 1, **exactly)
    return page_of(rows, filters.limit, lambda event: str(event.sequence))


def _export(access: Access, project_id: str | None, since: int) -> StreamingResponse:
    database = access.server.database
    with database.write() as transaction:  # who took the log away is in the log
        audit.record(transaction, access.actor, "audit.export", project_id or "installation", project_id=project_id, since=since)

    def lines() -> Iterator[str]:
        for event in audit.export_events(database, project_id=project_id, after=since):
            yield event.model_dump_json() + "\n"

    return StreamingResponse(lines(), media_type="application/jsonl")
