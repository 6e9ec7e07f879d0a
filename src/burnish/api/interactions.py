"""Interactions: what was asked and answered, searched, sliced, exported, and taken in from elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.paging import Page
from burnish.api.parquet import as_parquet
from burnish.api.routes import ProjectRef, Routes
from burnish.core.feedback import FeedbackEvent, FeedbackRequest, OutcomeEvent
from burnish.core.filters import AllOf, Condition, Filter
from burnish.core.ids import new_id
from burnish.core.interactions import EpisodeName, Interaction, InteractionStatus
from burnish.core.metrics import check_request
from burnish.core.slices import (
    Count,
    ExportQuery,
    FacetQuery,
    Facets,
    GroupQuery,
    Groups,
    Import,
    Imported,
    ImportedOutcome,
    InteractionQuery,
    InteractionRow,
    Series,
    SeriesQuery,
)
from burnish.gateway.redaction import Redactor
from burnish.store import audit
from burnish.store.facets import FacetReading
from burnish.store.filling import Arrived, write
from burnish.store.forgetting import redactions_of_all
from burnish.store.grouping import GroupReading
from burnish.store.interaction_reading import Interactions
from burnish.store.series import SeriesReading

__all__ = ["InteractionRef", "routes"]

routes = Routes("interactions")

InteractionRef = Annotated[str, Path(pattern=r"^interaction_[0-9a-f]{32}$", description="Id of an interaction.")]
_Word = Annotated[str | None, Field(max_length=500, pattern=r"^[^\x00]+$")]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON lines, or a Parquet file.",
        "content": {"application/jsonl": {"schema": {"type": "string"}}, "application/vnd.apache.parquet": {"schema": {"type": "string"}}},
    }
}


class InteractionFilters(BaseModel):
    """Which interactions; for more than these, ask with a filter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alias: _Word = None
    deployment: _Word = None
    status: InteractionStatus | None = None
    episode: EpisodeName | None = None
    tool: _Word = Field(None, description="That the answer called.")
    end_user: _Word = None
    tag: list[Annotated[str, Field(max_length=600, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}=[^\x00]{1,500}$")]] = Field(
        [], max_length=10, description="With all of these tags, `name=value`."
    )
    key: Annotated[str, Field(max_length=270, pattern=r"^[a-z][a-z0-9_-]{0,62}:[^\x00]{1,200}$")] | None = Field(
        None, description="Of this thing of the business, `order:W123`."
    )
    text: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]+$")] | None = Field(
        None, description='Words that it has: all of them, "side by side", begin*, -without.'
    )
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    limit: int = Field(50, ge=1, le=500, description="How many at most.")
    after: str | None = Field(None, pattern=r"^n_[0-9]{1,19}$", description="Cursor: `next` of the page before. Newest come first.")

    def tree(self) -> Filter:
        """The filter that they are."""
        names = ("alias", "deployment", "status", "episode", "tool", "end_user")
        found = [Condition(field=name, value=getattr(self, name)) for name in names if getattr(self, name) is not None]
        found += [Condition(field=f"tag:{name}", value=value) for name, _, value in (tag.partition("=") for tag in self.tag)]
        if self.key is not None:
            name, _, value = self.key.partition(":")
            found.append(Condition(field=f"key:{name}", value=value))
        if self.text is not None:
            found.append(Condition(field="text", op="has", value=self.text))
        if self.start is not None:
            found.append(Condition(field="started_at", op="ge", value=self.start.isoformat()))
        if self.end is not None:
            found.append(Condition(field="started_at", op="lt", value=self.end.isoformat()))
        return AllOf(all=list(found))


@routes.get("/projects/{project}/interactions", needs="interactions.read")
def list_interactions(project: ProjectRef, access: Caller, filters: Annotated[InteractionFilters, Query()]) -> Page[InteractionRow]:
    """The project's interactions, newest first, without their payloads."""
    return _page(access, filters.tree(), filters.limit, filters.after)


@routes.post("/projects/{project}/interactions/query", needs="interactions.read")
def query_interactions(project: ProjectRef, body: InteractionQuery, access: Caller) -> Page[InteractionRow]:
    """Interactions that a filter finds, newest first, without their payloads."""
    return _page(access, body.filter, body.limit, body.after)


@routes.post("/projects/{project}/interactions/count", needs="interactions.read")
def count_interactions(project: ProjectRef, body: ExportQuery, access: Caller) -> Count:
    """How many interactions a filter finds, exactly."""
    with access.server.database.read() as transaction:
        return Count(count=_interactions(access).count(transaction, body.filter))


@routes.post("/projects/{project}/interactions/facets", needs="interactions.read")
def facet_interactions(project: ProjectRef, body: FacetQuery, access: Caller) -> Facets:
    """Which values come how often."""
    with access.server.database.read() as transaction:
        return FacetReading(access.server.database, access.project_id).facets(transaction, body)


@routes.post("/projects/{project}/interactions/groups", needs="interactions.read")
def group_interactions(project: ProjectRef, body: GroupQuery, access: Caller) -> Groups:
    """Interactions or episodes by up to three fields, and the mean of a measure in each group, with its 95 % interval."""
    with access.server.database.read() as transaction:
        return GroupReading(access.server.database, access.project_id).groups(transaction, body)


@routes.post("/projects/{project}/interactions/series", needs="interactions.read")
def series_of_interactions(project: ProjectRef, body: SeriesQuery, access: Caller) -> Series:
    """How it went, hour by hour or day by day: counts, errors, tokens, cost, latency with percentiles."""
    with access.server.database.read() as transaction:
        return SeriesReading(access.server.database, access.project_id).series(transaction, body)


@routes.post("/projects/{project}/interactions/export", needs="interactions.read", response_class=StreamingResponse, responses=_FILE)
def export_interactions(project: ProjectRef, body: ExportQuery, access: Caller) -> StreamingResponse:
    """All interactions that a filter finds, whole, newest first: as JSON lines, or as a Parquet file."""
    with access.server.database.write() as transaction:  # who took them away is in the log
        details = {"format": body.format, "filter": body.filter.model_dump(mode="json")}
        audit.record(transaction, access.actor, "interaction.export", access.project_id, project_id=access.project_id, **details)
    found = _interactions(access).export(body.filter)
    if body.format == "parquet":
        return StreamingResponse(as_parquet(found), media_type="application/vnd.apache.parquet")
    return StreamingResponse(_lines(found), media_type="application/jsonl")


@routes.post("/projects/{project}/interactions", needs="interactions.write")
def import_interactions(project: ProjectRef, body: Import, access: Caller) -> Imported:
    """Take in what happened elsewhere, with its feedback and outcomes; what is known already changes nothing."""
    at, caller = datetime.now(UTC), access.principal.id
    for request in body.feedback:
        check_request(request)
    with access.server.database.read() as transaction:
        redactor = Redactor(redactions_of_all(transaction).get(access.project_id, ()))
    arrived = Arrived(
        [
            redactor.interaction(one.model_copy(update={"project": access.project_id, "caller": one.caller or caller}))
            for one in body.interactions
        ],
        [_event(request, caller, at) for request in body.feedback],
        [_outcome(request, caller, at) for request in body.outcomes],
    )

    def work(transaction: Any) -> int:
        new = write(transaction, access.project_id, arrived)
        if new:
            audit.record(
                transaction, access.actor, "interaction.import", access.project_id, project_id=access.project_id, interactions=len(new)
            )
        return len(new)

    new = access.server.database.retrying(work)
    known = len(body.interactions) - new
    return Imported(interactions=new, known=known, feedback=len(body.feedback), outcomes=len(body.outcomes))


@routes.get("/projects/{project}/interactions/{interaction}", needs="interactions.read")
def get_interaction(project: ProjectRef, interaction: InteractionRef, access: Caller) -> Interaction:
    """One interaction, whole."""
    with access.server.database.read() as transaction:
        return _interactions(access).get(transaction, interaction)


def _page(access: Access, tree: Filter, limit: int, after: str | None) -> Page[InteractionRow]:
    with access.server.database.read() as transaction:
        page = _interactions(access).page(transaction, tree, limit=limit, after=after)
    return Page(items=list(page.rows), next=page.after)


def _interactions(access: Access) -> Interactions:
    return Interactions(access.server.database, access.project_id)


def _lines(found: Iterator[Interaction]) -> Iterator[str]:
    for interaction in found:
        yield interaction.model_dump_json(exclude_defaults=True) + "\n"


def _event(request: FeedbackRequest, caller: str, at: datetime) -> FeedbackEvent:
    filled = {"id": request.id or new_id("feedback"), "given_at": request.given_at or at}
    fields = {name: getattr(request, name) for name in FeedbackRequest.model_fields}
    return FeedbackEvent(**{**fields, **filled}, received_at=at, caller=caller)


def _outcome(request: ImportedOutcome, caller: str, at: datetime) -> OutcomeEvent:
    facts: dict[Literal["id", "episode"], Any] = {"id": request.id or new_id("feedback"), "episode": request.episode}
    given_at = request.given_at or at
    return OutcomeEvent(**facts, outcome=request.outcome(), source=request.source, given_at=given_at, received_at=at, caller=caller)
