"""Feedback as rows: what is written of an event, and the record that is made of it again."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Insert, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from burnish.core.feedback import (
    Correction,
    Feedback,
    FeedbackEvent,
    FeedbackSource,
    FeedbackTarget,
    FeedbackValue,
    Preference,
)
from burnish.core.ids import new_id
from burnish.core.metrics import shape_of
from burnish.store.database import Transaction

__all__ = ["CATEGORY", "Received", "digest_of", "feedback_of", "pieces", "received", "row_of", "unless_there", "value_of"]

T = TypeVar("T")

CATEGORY = 100
"""Characters of a text that joins keep, to filter and group by."""

_PIECE = 5_000
_MOMENTS = {"given_at", "received_at", "caller"}

Received = tuple[datetime, datetime, str]
"""What orders two events under one id: the one that was received first stays."""


def pieces(values: Sequence[T], size: int = _PIECE) -> Iterator[Sequence[T]]:
    """The values, so many at a time as a statement can hold."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def unless_there(transaction: Transaction, table: Table) -> Insert:
    """An INSERT that leaves a row alone which is there already."""
    on = postgresql if transaction.dialect.name == "postgresql" else sqlite
    made: Insert = on.insert(table).on_conflict_do_nothing()
    return made


def digest_of(event: FeedbackEvent) -> str:
    """SHA-256 of what was said, without when, and who passed it on: a sender that tries again says the same."""
    told = event.model_dump(mode="json", exclude=_MOMENTS)
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def received(event: FeedbackEvent) -> Received:
    """When it came, and what it says, to order it by."""
    return event.received_at, event.given_at, digest_of(event)


def row_of(project_id: str, event: FeedbackEvent, fault: str) -> dict[str, Any]:
    """The row of an event that nothing else bears upon yet."""
    kind, target, rejected = _target(event)
    value = event.value
    return {
        "project_id": project_id,
        "id": event.id,
        "row_id": new_id("feedback"),
        "metric": event.metric,
        "shape": shape_of(value),
        "value_number": float(value) if isinstance(value, int | float) else None,
        "value_text": value if isinstance(value, str) else None,
        "value": value.model_dump(mode="json") if isinstance(value, Correction | Preference) else None,
        "target_kind": kind,
        "target": target,
        "rejected": rejected,
        "source_kind": event.source.kind,
        "source_id": event.source.id,
        "source_version": event.source.version,
        "confidence": event.confidence,
        "reason": event.reason,
        "given_at": event.given_at,
        "received_at": event.received_at,
        "overrides": event.overrides,
        "valid": event.valid,
        "tags": dict(event.tags),
        "caller": event.caller,
        "digest": digest_of(event),
        "fault": fault,
        "overridden": False,
        "capped": False,
        "counts": event.valid and not fault,
        "joined": 0,
    }


def feedback_of(row: Row[Any]) -> Feedback:
    """The record of a row."""
    fields = row._mapping
    return Feedback(
        id=fields["id"],
        project=fields["project_id"],
        metric=fields["metric"],
        value=value_of(fields),
        target=_record_of_target(fields["target_kind"], fields["target"]),
        reason=fields["reason"],
        confidence=fields["confidence"],
        source=FeedbackSource(kind=fields["source_kind"], id=fields["source_id"], version=fields["source_version"]),
        given_at=fields["given_at"],
        received_at=fields["received_at"],
        overrides=fields["overrides"],
        valid=fields["valid"],
        counts=fields["counts"],
        why=_why(fields),
        joined=fields["joined"],
        caller=fields["caller"],
        tags=fields["tags"],
    )


def value_of(fields: Mapping[Any, Any]) -> FeedbackValue:
    """The value of a row."""
    shape = fields["shape"]
    if shape == "boolean":
        return bool(fields["value_number"])
    if shape == "number":
        return float(fields["value_number"])
    if shape == "text":
        return str(fields["value_text"])
    return Correction(**fields["value"]) if shape == "correction" else Preference(**fields["value"])


def _target(event: FeedbackEvent) -> tuple[str, str, str | None]:
    target, value = event.target, event.value
    if isinstance(value, Preference):
        return "pair", value.chosen, value.rejected
    if target.interaction is not None:
        return "interaction", target.interaction, None
    if target.episode is not None:
        return "episode", target.episode, None
    return "key", target.key or "", None


def _record_of_target(kind: str, target: str) -> FeedbackTarget:
    if kind == "interaction":
        return FeedbackTarget(interaction=target)
    if kind == "episode":
        return FeedbackTarget(episode=target)
    return FeedbackTarget(key=target) if kind == "key" else FeedbackTarget()


def _why(fields: Mapping[Any, Any]) -> str:
    if not fields["valid"]:
        return "takes another event back"
    if fields["fault"]:
        return str(fields["fault"])
    if fields["overridden"]:
        return "a later event stands in its place, or takes it back"
    return "its source had said as much as counts in that hour" if fields["capped"] else ""
