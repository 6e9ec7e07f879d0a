"""Feedback and outcomes as apps send them: checked before they are written to the log, and the entries that the log then holds."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from burnish.core.feedback import FeedbackEvent, FeedbackRequest, MetricRequest, OutcomeEvent, OutcomeRequest
from burnish.core.ids import new_id
from burnish.core.interactions import EpisodeName
from burnish.core.metrics import check_request, fault_of
from burnish.core.records import Record
from burnish.errors import BurnishError, DataError

__all__ = ["MOST_EVENTS", "entry_of", "read_feedback", "read_outcome"]

MOST_EVENTS = 1_000
"""In one request."""

R = TypeVar("R", bound=Record)

_EPISODE: TypeAdapter[str] = TypeAdapter(EpisodeName)


def read_feedback(body: Any, *, metrics: Mapping[str, MetricRequest], caller: str, received_at: datetime) -> list[FeedbackEvent]:
    """The events of a request: one, or `{"events": […]}` with up to `MOST_EVENTS`. All are right, or none is taken.

    Args:
        body: parsed JSON, checked for what a database cannot hold.
        metrics: of the project by name, as far as they are known here. What is none of a metric that is known is refused; what turns
            out to be none later, when the log is read, is set aside with its reason.
        caller: id of who sends it.
        received_at: by this process's clock.

    Raises:
        DataError: a field is wrong; names it.
    """
    if not isinstance(body, Mapping) or "events" not in body:
        return [_event(body, "", metrics, caller, received_at)]
    rows = body["events"]
    if not isinstance(rows, list) or len(body) != 1 or not 1 <= len(rows) <= MOST_EVENTS:
        raise DataError(f"is no list of 1 to {MOST_EVENTS:,} events alone", where="events", fix='send {"events": [{"metric": …}, …]}')
    return [_event(row, f"events.{number}.", metrics, caller, received_at) for number, row in enumerate(rows)]


def read_outcome(body: Any, episode: str, *, caller: str, received_at: datetime) -> OutcomeEvent:
    """What a request tells of an episode's end.

    Raises:
        DataError: a field is wrong, or it tells nothing; names it.
    """
    try:
        _EPISODE.validate_python(episode)
    except ValidationError:
        raise DataError(f"{episode[:100]!r} is no id of an episode", where="episode", fix="up to 200 letters, digits and ._:@/-") from None
    request = _read(OutcomeRequest, body, "")
    outcome = request.outcome()
    if outcome == type(outcome)():
        raise DataError("tells nothing", where="body", fix="give resolved, escalated, containable, must_escalate, value or reason")
    if request.given_at is not None and request.given_at.tzinfo is None:
        raise DataError("has no time zone", where="given_at", fix="write 2026-01-31T12:00:00Z")
    return OutcomeEvent(
        id=request.id or new_id("feedback"),
        episode=episode,
        outcome=outcome,
        source=request.source,
        given_at=request.given_at or received_at,
        received_at=received_at,
        caller=caller,
    )


def entry_of(project_id: str, event: FeedbackEvent | OutcomeEvent) -> dict[str, Any]:
    """What the log holds of an event."""
    kind = "feedback" if isinstance(event, FeedbackEvent) else "outcome"
    return {
        "kind": kind,
        "project_id": project_id,
        "received_at": event.received_at.isoformat(),
        "body": event.model_dump(mode="json"),
    }


def _event(body: Any, where: str, metrics: Mapping[str, MetricRequest], caller: str, received_at: datetime) -> FeedbackEvent:
    request = _read(FeedbackRequest, body, where)
    try:
        check_request(request)
    except BurnishError as error:
        raise DataError(error.what, where=f"{where}{error.where}", fix=error.fix) from None
    metric = metrics.get(request.metric)
    fault = "" if metric is None else fault_of(metric, request.value)
    if fault:
        raise DataError(fault, where=f"{where}value", fix="correct the value, or use another metric")
    filled = {"id": request.id or new_id("feedback"), "given_at": request.given_at or received_at}
    fields = {name: getattr(request, name) for name in FeedbackRequest.model_fields}
    return FeedbackEvent(**{**fields, **filled}, received_at=received_at, caller=caller)


def _read(kind: type[R], body: Any, where: str) -> R:
    try:
        return kind.model_validate_json(json.dumps(body), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["loc"][:1] == ("value",):
            what = "is none of: true or false, a finite number, a text, a correction, a preference"
            raise DataError(what, where=f"{where}value", fix="correct the value") from None
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise DataError(str(first["msg"]), where=f"{where}{place}", fix="correct the field") from None
