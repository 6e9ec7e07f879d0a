"""Sources of feedback: how much of each counts, with which weight, and what part each has in the figures."""

from typing import Any

from sqlalchemy import Integer, case, cast, func

from burnish.core.feedback import FeedbackSource, SourceKind, SourceRule, SourceShare
from burnish.errors import NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.database import Transaction
from burnish.store.feedback_counting import EVERY, Hour, cap_hours, hour_of, read_rules, rule_for, settle
from burnish.store.metrics import lock_feedback
from burnish.store.repository import Repository
from burnish.store.tables import feedback_events, feedback_sources

__all__ = ["Sources"]

events = feedback_events


class Sources(Repository):
    """The sources of one project's feedback."""

    def rules(self, transaction: Transaction) -> list[SourceRule]:
        """The project's rules, by kind, those for every source of a kind first."""
        return sorted(read_rules(transaction, self.project_id).values(), key=lambda rule: (rule.kind, rule.id != EVERY, rule.id))

    def set(self, transaction: Transaction, authority: Authority, rule: SourceRule) -> SourceRule:
        """Make a rule, in place of the one for the same source or kind; events that came before are counted anew."""
        lock_feedback(transaction, self.project_id)
        transaction.execute(self._without(rule.kind, rule.id))
        row = {"kind": rule.kind, "source": rule.id, "most_per_hour": rule.most_per_hour, "trust": rule.trust}
        transaction.execute(self.insert(feedback_sources, **row))
        audit.record(transaction, authority.actor, "feedback.source.set", rule.kind, project_id=self.project_id, **rule.model_dump())
        self._count_again(transaction, rule.kind, rule.id)
        return rule

    def remove(self, transaction: Transaction, authority: Authority, kind: SourceKind, source: str) -> None:
        """Lift a rule.

        Raises:
            NotFoundError: there is none for this source or kind.
        """
        lock_feedback(transaction, self.project_id)
        if not transaction.execute(self._without(kind, source)).rowcount:
            raise NotFoundError(f"there is no rule for {kind} {source[:100]!r}", where="source", fix="list the rules")
        audit.record(transaction, authority.actor, "feedback.source.remove", kind, project_id=self.project_id, kind=kind, id=source)
        self._count_again(transaction, kind, source)

    def shares(self, transaction: Transaction, *, metric: str | None = None, limit: int = 100) -> list[SourceShare]:
        """What each source has said of each metric, and its part of the weight; those with the largest part first."""
        counted = cast(events.c.counts, Integer)
        query = (
            self.select(
                events.c.metric,
                events.c.source_kind,
                events.c.source_id,
                func.max(events.c.source_version).label("version"),
                func.count().label("events"),
                func.sum(counted).label("counts"),
                func.sum(cast(events.c.capped, Integer)).label("capped"),
                func.sum(case((events.c.fault != "", 1), else_=0)).label("aside"),
                func.sum(cast(events.c.overridden, Integer)).label("overridden"),
                func.avg(case((events.c.counts, events.c.value_number), else_=None)).label("mean"),
            )
            .where(self.of(events))
            .group_by(events.c.metric, events.c.source_kind, events.c.source_id)
        )
        rows = transaction.execute(query if metric is None else query.where(events.c.metric == metric)).all()
        rules = read_rules(transaction, self.project_id)
        weights = [_trust(rules, row) * row.counts for row in rows]
        totals: dict[str, float] = {}
        for row, weight in zip(rows, weights, strict=True):
            totals[row.metric] = totals.get(row.metric, 0.0) + weight
        made = [
            SourceShare(
                metric=row.metric,
                source=FeedbackSource(kind=row.source_kind, id=row.source_id, version=row.version),
                events=row.events,
                counts=row.counts,
                capped=row.capped,
                aside=row.aside,
                overridden=row.overridden,
                mean=row.mean,
                trust=_trust(rules, row),
                share=weight / totals[row.metric] if totals[row.metric] else 0.0,
            )
            for row, weight in zip(rows, weights, strict=True)
        ]
        return sorted(made, key=lambda one: (-one.share, -one.events, one.metric, one.source.kind, one.source.id))[:limit]

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _without(self, kind: str, source: str) -> Any:
        return self.delete(feedback_sources).where(feedback_sources.c.kind == kind, feedback_sources.c.source == source)

    def _count_again(self, transaction: Transaction, kind: str, source: str) -> None:
        """Cap every hour anew that a rule bears upon."""
        query = self.select(events.c.source_kind, events.c.source_id, events.c.received_at).where(events.c.source_kind == kind)
        if source != EVERY:
            query = query.where(events.c.source_id == source)
        hours: dict[Hour, None] = {hour_of(row._mapping): None for row in transaction.execute(query)}
        settle(transaction, self.project_id, cap_hours(transaction, self.project_id, hours, read_rules(transaction, self.project_id)))


def _trust(rules: Any, row: Any) -> float:
    rule = rule_for(rules, row.source_kind, row.source_id)
    return 1.0 if rule is None else rule.trust
