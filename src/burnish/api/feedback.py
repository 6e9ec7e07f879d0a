"""Feedback: given, listed, corrected and taken back; and how episodes ended for the business."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Query

from burnish.api.access import Access, Caller
from burnish.api.paging import After, Limit, Page
from burnish.api.routes import ProjectRef, Routes
from burnish.core.feedback import (
    EpisodeOutcome,
    Feedback,
    FeedbackBatch,
    FeedbackCounts,
    FeedbackRequest,
    FeedbackTaken,
    FeedbackTarget,
    KeyReference,
    MetricName,
    OutcomeRequest,
    Retraction,
    SourceKind,
)
from burnish.core.interactions import EpisodeName
from burnish.gateway.feedback import read_outcome
from burnish.store import outcomes
from burnish.store.clock import read_clock
from burnish.store.feedback_giving import FeedbackGiver
from burnish.store.feedback_reading import FeedbackFilter
from burnish.store.outcomes import Outcomes

__all__ = ["EpisodeRef", "FeedbackRef", "routes"]

routes = Routes("feedback")

FeedbackRef = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}$", description="Id of an event, its sender's own.")]
EpisodeRef = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,199}$", description="Id of an episode.")]

_INTERACTION = r"^interaction_[0-9a-f]{32}$"


def _filter(
    metric: Annotated[MetricName | None, Query(description="Of this metric.")] = None,
    source_kind: Annotated[SourceKind | None, Query(description="Of sources of this kind.")] = None,
    source_id: Annotated[str | None, Query(max_length=200, description="Of this source.")] = None,
    parked: Annotated[bool | None, Query(description="Whether it waits for its target.")] = None,
    counts: Annotated[bool | None, Query(description="Whether it enters figures.")] = None,
    aside: Annotated[bool | None, Query(description="Whether its value is none of its metric.")] = None,
    target_interaction: Annotated[str | None, Query(pattern=_INTERACTION, description="Given to this interaction.")] = None,
    target_episode: Annotated[EpisodeName | None, Query(description="Given to this episode.")] = None,
    target_key: Annotated[KeyReference | None, Query(description="Given to this business key, `order:W123`.")] = None,
    interaction: Annotated[str | None, Query(pattern=_INTERACTION, description="Joined to this interaction.")] = None,
    episode: Annotated[EpisodeName | None, Query(description="Joined to this episode, or to one of its interactions.")] = None,
    since: Annotated[datetime | None, Query(description="Given at this moment, or later.")] = None,
    until: Annotated[datetime | None, Query(description="Given before this moment.")] = None,
) -> FeedbackFilter:
    return FeedbackFilter(
        metric=metric,
        source_kind=source_kind,
        source_id=source_id,
        parked=parked,
        counts=counts,
        aside=aside,
        target=FeedbackTarget(interaction=target_interaction, episode=target_episode, key=target_key),
        interaction=interaction,
        episode=episode,
        since=since,
        until=until,
    )


Wanted = Annotated[FeedbackFilter, Depends(_filter)]


@routes.get("/projects/{project}/feedback", needs="feedback.read")
def list_feedback(project: ProjectRef, access: Caller, wanted: Wanted, after: After = None, limit: Limit = 100) -> Page[Feedback]:
    """Events of feedback, the last that came first."""
    with access.server.database.read() as transaction:
        rows = _feedback(access).page(transaction, wanted, before=after, limit=limit + 1)
    return Page(items=[row.feedback for row in rows[:limit]], next=rows[limit - 1].cursor if len(rows) > limit else None)


@routes.get("/projects/{project}/feedback-counts", needs="feedback.read")
def count_feedback(project: ProjectRef, access: Caller, wanted: Wanted) -> FeedbackCounts:
    """How many events there are, how many count, and how many wait for their target."""
    with access.server.database.read() as transaction:
        return _feedback(access).counts(transaction, wanted)


@routes.post("/projects/{project}/feedback", needs="feedback.write", status_code=201)
def give_feedback(project: ProjectRef, body: FeedbackRequest, access: Caller) -> Feedback:
    """Give one event, to an interaction, an episode, a pair or a business key; its target may come later."""
    with access.server.database.write() as transaction:
        return _feedback(access).give(transaction, access.authority, body)


@routes.post("/projects/{project}/feedback-batches", needs="feedback.write")
def give_feedback_batch(project: ProjectRef, body: FeedbackBatch, access: Caller) -> FeedbackTaken:
    """Give many events at once: all of them are right in form, or none is taken."""
    with access.server.database.write() as transaction:
        return _feedback(access).give_all(transaction, access.authority, body.events)


@routes.get("/projects/{project}/feedback/{feedback}", needs="feedback.read")
def get_feedback(project: ProjectRef, feedback: FeedbackRef, access: Caller) -> Feedback:
    """One event."""
    with access.server.database.read() as transaction:
        return _feedback(access).find(transaction, feedback)


@routes.get("/projects/{project}/feedback/{feedback}/history", needs="feedback.read")
def get_feedback_history(project: ProjectRef, feedback: FeedbackRef, access: Caller) -> list[Feedback]:
    """An event, those that it stands in place of, and those that stand in its place, the first first."""
    with access.server.database.read() as transaction:
        return _feedback(access).history(transaction, feedback)


@routes.post("/projects/{project}/feedback/{feedback}/retract", needs="feedback.write")
def retract_feedback(project: ProjectRef, feedback: FeedbackRef, body: Retraction, access: Caller) -> Feedback:
    """Take an event back: it stays, and counts no more."""
    with access.server.database.write() as transaction:
        return _feedback(access).retract(transaction, access.authority, feedback, body.reason)


@routes.get("/projects/{project}/episodes/{episode:path}/outcome", needs="interactions.read")
def get_outcome(project: ProjectRef, episode: EpisodeRef, access: Caller) -> EpisodeOutcome:
    """How an episode ended for the business, with all that was told of it; facts that nobody told are null."""
    with access.server.database.read() as transaction:
        return Outcomes(access.server.database, access.project_id).find(transaction, episode)


@routes.post("/projects/{project}/episodes/{episode:path}/outcome", needs="interactions.write")
def tell_outcome(project: ProjectRef, episode: EpisodeRef, body: OutcomeRequest, access: Caller) -> EpisodeOutcome:
    """Tell what is known of an episode's end; facts that are left out stay as they are. The episode may come later."""
    database = access.server.database
    told: Any = body.model_dump(mode="json", exclude_defaults=True)
    event = read_outcome(told, episode, caller=access.actor.id, received_at=read_clock(database))
    with database.write() as transaction:
        outcomes.take(transaction, access.project_id, [event])
        return Outcomes(database, access.project_id).find(transaction, episode)


def _feedback(access: Access) -> FeedbackGiver:
    return FeedbackGiver(access.server.database, access.project_id)
