"""Reading feedback: lists with filters, one event, and what was said of one interaction or episode."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from burnish.core.feedback import Feedback, FeedbackCounts, FeedbackTarget, SourceKind
from burnish.errors import NotFoundError
from burnish.store.database import Transaction
from burnish.store.feedback_rows import feedback_of
from burnish.store.repository import Repository
from burnish.store.tables import feedback_events, feedback_joins

__all__ = ["FeedbackFilter", "FeedbackReader", "Listed"]

events, joins = feedback_events, feedback_joins


@dataclass(frozen=True, slots=True)
class FeedbackFilter:
    """Which events to list; None: any.

    Attributes:
        parked: whether it waits for its target.
        counts: whether it enters figures.
        aside: whether its value is none of its metric.
        target: what it was given to, by the sender's words.
        interaction, episode: what it is joined to, however it was addressed. An episode's are those of its interactions, too.
        since, until: when it was given.
    """

    metric: str | None = None
    source_kind: SourceKind | None = None
    source_id: str | None = None
    parked: bool | None = None
    counts: bool | None = None
    aside: bool | None = None
    target: FeedbackTarget | None = None
    interaction: str | None = None
    episode: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An event in a list, and the cursor that goes on after it."""

    feedback: Feedback
    cursor: str


class FeedbackReader(Repository):
    """Reads the feedback of one project."""

    def find(self, transaction: Transaction, feedback_id: str) -> Feedback:
        """One event by its sender's id.

        Raises:
            NotFoundError: this project has none.
        """
        row = transaction.execute(self.select(events).where(events.c.id == feedback_id)).first()
        if row is None:
            raise NotFoundError(f"there is no feedback {feedback_id[:100]!r}", where="feedback", fix="list the project's feedback")
        return feedback_of(row)

    def page(
        self, transaction: Transaction, wanted: FeedbackFilter = FeedbackFilter(), *, before: str | None = None, limit: int = 100
    ) -> list[Listed]:
        """Events, the last that came first."""
        query = self.select(events).where(*self._conditions(wanted)).order_by(events.c.row_id.desc()).limit(limit)
        if before is not None:
            query = query.where(events.c.row_id < before)
        return [Listed(feedback_of(row), row.row_id) for row in transaction.execute(query)]

    def counts(self, transaction: Transaction, wanted: FeedbackFilter = FeedbackFilter()) -> FeedbackCounts:
        """How many events there are, and what became of them."""
        whether = {
            "counts": events.c.counts,
            "parked": events.c.joined == 0,
            "aside": events.c.fault != "",
            "capped": events.c.capped,
            "overridden": events.c.overridden,
        }
        sums = (func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name) for name, condition in whether.items())
        query = select(func.count().label("events"), *sums).select_from(events).where(self.of(events), *self._conditions(wanted))
        return FeedbackCounts(**transaction.execute(query).one()._mapping)

    def of_episodes(self, transaction: Transaction, episodes: Iterable[str]) -> dict[str, list[Feedback]]:
        """All that is joined to each of these episodes or to their interactions, by episode, in the order in which it was given."""
        found: dict[str, list[Feedback]] = {}
        query = (
            select(joins.c.episode.label("of_episode"), events)
            .join(events, and_(events.c.project_id == joins.c.project_id, events.c.id == joins.c.feedback_id))
            .where(self.of(joins), self.of(events), joins.c.episode.in_(sorted(set(episodes))))
            .distinct()
            .order_by(events.c.given_at, events.c.id)
        )
        for row in transaction.execute(query):
            found.setdefault(row.of_episode, []).append(feedback_of(row))
        return found

    def history(self, transaction: Transaction, feedback_id: str) -> list[Feedback]:
        """An event, what it overrides, and what overrides it, the first first; at most 100.

        Raises:
            NotFoundError: this project has none of this id.
        """
        first = self.find(transaction, feedback_id)
        known: dict[str, Feedback] = {first.id: first}
        frontier = [first]
        while frontier and len(known) < 100:
            ids, earlier = [one.id for one in frontier], [one.overrides for one in frontier if one.overrides is not None]
            near = or_(events.c.overrides.in_(ids), events.c.id.in_(earlier))
            found = [feedback_of(row) for row in transaction.execute(self.select(events).where(near).limit(100))]
            frontier = [one for one in found if one.id not in known]
            known.update({one.id: one for one in frontier})
        return sorted(known.values(), key=lambda one: (one.given_at, one.received_at, one.id))

    def _conditions(self, wanted: FeedbackFilter) -> list[ColumnElement[bool]]:
        equal: dict[str, Any] = {
            "metric": wanted.metric,
            "source_kind": wanted.source_kind,
            "source_id": wanted.source_id,
            "counts": wanted.counts,
        }
        found: list[ColumnElement[bool]] = [events.c[name] == value for name, value in equal.items() if value is not None]
        if wanted.parked is not None:
            found.append(events.c.joined == 0 if wanted.parked else events.c.joined > 0)
        if wanted.aside is not None:
            found.append(events.c.fault != "" if wanted.aside else events.c.fault == "")
        if wanted.since is not None:
            found.append(events.c.given_at >= wanted.since)
        if wanted.until is not None:
            found.append(events.c.given_at < wanted.until)
        for kind in ("interaction", "episode", "key"):
            named = None if wanted.target is None else getattr(wanted.target, kind)
            if named is not None:
                found.append(and_(events.c.target_kind == kind, events.c.target == named))
        if wanted.interaction is not None:
            found.append(self._joined_to(joins.c.subject_kind == "interaction", joins.c.subject == wanted.interaction))
        if wanted.episode is not None:
            found.append(self._joined_to(joins.c.episode == wanted.episode))
        return found

    def _joined_to(self, *what: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists(select(joins.c.feedback_id).where(self.of(joins), joins.c.feedback_id == events.c.id, *what))
