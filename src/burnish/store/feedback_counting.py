"""Which events count: caps of sources, and what overrides what; worked out from all rows, so that the order of coming does not matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, select, update

from burnish.core.feedback import SourceRule
from burnish.store.database import Transaction
from burnish.store.feedback_rows import pieces
from burnish.store.tables import feedback_events, feedback_joins, feedback_sources

__all__ = ["EVERY", "Hour", "cap_hours", "hour_of", "read_rules", "rule_for", "settle"]

events, joins = feedback_events, feedback_joins

EVERY = "*"
"""The id of a rule for every source of a kind."""


@dataclass(frozen=True, slots=True, order=True)
class Hour:
    """An hour by the clock, in UTC, of one source."""

    kind: str
    id: str
    starts_at: datetime


def hour_of(row: Any) -> Hour:
    """The hour in which an event was received: that moment is ours, while senders may say of `given_at` what they like."""
    return Hour(row["source_kind"], row["source_id"], row["received_at"].astimezone(UTC).replace(minute=0, second=0, microsecond=0))


def read_rules(transaction: Transaction, project_id: str) -> dict[tuple[str, str], SourceRule]:
    """The project's rules, by kind and id."""
    rows = transaction.execute(select(feedback_sources).where(feedback_sources.c.project_id == project_id))
    return {
        (row.kind, row.source): SourceRule(kind=row.kind, id=row.source, most_per_hour=row.most_per_hour, trust=row.trust) for row in rows
    }


def rule_for(rules: dict[tuple[str, str], SourceRule], kind: str, source: str) -> SourceRule | None:
    """The rule that a source falls under: its own, or that of its kind unless it is nobody's."""
    own = rules.get((kind, source))
    return own if own is not None or not source else rules.get((kind, EVERY))


def cap_hours(
    transaction: Transaction, project_id: str, hours: Mapping[Hour, Sequence[str] | None], rules: dict[tuple[str, str], SourceRule]
) -> set[str]:
    """Let only the first events of each hour count, as many as its rule says; returns the ids of those for which that changed.

    Args:
        hours: with the ids of the events that were added since this was done last, so that no more rows than needed are looked at; None:
            whatever may have changed.
    """
    changed: set[str] = set()
    for hour, added in sorted(hours.items()):
        rule = rule_for(rules, hour.kind, hour.id)
        most = None if rule is None else rule.most_per_hour
        if most is None and added is not None:
            continue
        query = select(events.c.id, events.c.capped).where(*_within(project_id, hour)).order_by(events.c.received_at, events.c.id)
        if most is not None and added is not None:
            query = query.limit(most + len(added))
        rows = transaction.execute(query).all()
        seen = {row.id for row in rows}
        beyond = [] if most is None else [row.id for row in rows[most:] if not row.capped] + [one for one in added or () if one not in seen]
        within = [row.id for row in rows[:most] if row.capped]
        for capped, ids in ((True, beyond), (False, within)):
            for piece in pieces(ids):
                this = (events.c.project_id == project_id, events.c.id.in_(piece))
                transaction.execute(update(events).where(*this).values(capped=capped))
        changed.update(beyond, within)
    return changed


def _within(project_id: str, hour: Hour) -> tuple[ColumnElement[bool], ...]:
    return (
        events.c.project_id == project_id,
        events.c.source_kind == hour.kind,
        events.c.source_id == hour.id,
        events.c.received_at >= hour.starts_at,
        events.c.received_at < hour.starts_at + timedelta(hours=1),
    )


def settle(transaction: Transaction, project_id: str, ids: Iterable[str]) -> None:
    """Work out anew whether these events count, and whether those do that they override."""
    touched = set(ids)
    touched |= {row.overrides for row in _rows(transaction, project_id, sorted(touched)) if row.overrides is not None}
    overridden = _overridden(transaction, project_id, sorted(touched))
    changes: dict[tuple[bool, bool], list[str]] = {}
    for row in _rows(transaction, project_id, sorted(touched)):
        over = row.id in overridden
        counts = row.valid and not row.fault and not row.capped and not over
        if (over, counts) != (row.overridden, row.counts):
            changes.setdefault((over, counts), []).append(row.id)
    for (over, counts), changed in changes.items():
        for piece in pieces(changed):
            this = (events.c.project_id == project_id, events.c.id.in_(piece))
            transaction.execute(update(events).where(*this).values(overridden=over, counts=counts))
            of_them = (joins.c.project_id == project_id, joins.c.feedback_id.in_(piece))
            transaction.execute(update(joins).where(*of_them).values(counts=counts))


def _rows(transaction: Transaction, project_id: str, ids: Sequence[str]) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    columns: tuple[Column[Any], ...] = tuple(
        events.c[name] for name in ("id", "valid", "fault", "capped", "overridden", "counts", "overrides")
    )
    for piece in pieces(ids):
        found += transaction.execute(select(*columns).where(events.c.project_id == project_id, events.c.id.in_(piece))).all()
    return found


def _overridden(transaction: Transaction, project_id: str, ids: Sequence[str]) -> set[str]:
    """Those of them that an event overrides which may: it is within its source's cap, and its own value fits, or it takes back."""
    found: set[str] = set()
    for piece in pieces(ids):
        query = select(events.c.overrides, events.c.valid, events.c.fault).where(
            events.c.project_id == project_id, events.c.overrides.in_(piece), events.c.capped.is_(False)
        )
        found.update(row.overrides for row in transaction.execute(query) if not row.fault or not row.valid)
    return found
