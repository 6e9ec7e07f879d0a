"""KPIs of a project: their definitions, and the sums over episodes that their figures are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Select, Subquery, and_, case, cast, func, literal, null, or_, select, true

from burnish.core.kpis import GIVEN_KPIS, Kpi, KpiRequest, KpiSums, KpiWindow, check_kpi
from burnish.errors import NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.feedback_counting import EVERY, read_rules
from burnish.store.moments import beginning, later
from burnish.store.repository import Repository
from burnish.store.tables import episodes, feedback_events, feedback_joins, interaction_keys, kpis, outcomes

__all__ = ["Kpis"]

_DAY = 86_400.0

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Terms:
    """What one episode adds to a KPI.

    Attributes:
        source: what to select from.
        where: which episodes.
        a, b: numerator and denominator.
        pending: it cannot be known yet.
    """

    source: Any
    where: tuple[Condition, ...]
    a: ColumnElement[Any]
    b: ColumnElement[Any]
    pending: Condition | None = None
    values: ColumnElement[Any] | None = None


class Kpis(Repository):
    """The KPIs of one project."""

    # -- definitions -------------------------------------------------------------------------------------------------------------

    def page(self, transaction: Transaction) -> list[Kpi]:
        """Those that every project has, and the project's own, which stand in the place of those of the same name."""
        own = {row.name: KpiRequest(**row.definition) for row in transaction.execute(self.select(kpis).order_by(kpis.c.name))}
        return [self._kpi(request, given=name not in own) for name, request in {**GIVEN_KPIS, **own}.items()]

    def find(self, transaction: Transaction, name: str) -> Kpi:
        """One by name.

        Raises:
            NotFoundError: there is none.
        """
        row = transaction.execute(self.select(kpis).where(kpis.c.name == name)).first()
        if row is None and name not in GIVEN_KPIS:
            raise NotFoundError(f"there is no KPI {name[:100]!r}", where="kpi", fix="list the project's KPIs")
        return self._kpi(GIVEN_KPIS[name], given=True) if row is None else self._kpi(KpiRequest(**row.definition), given=False)

    def define(self, transaction: Transaction, authority: Authority, request: KpiRequest) -> Kpi:
        """Define a KPI, in place of what there is under its name.

        Raises:
            DataError: its parts do not go together.
        """
        check_kpi(request)
        told = request.model_dump(mode="json")
        transaction.execute(self.delete(kpis).where(kpis.c.name == request.name))
        transaction.execute(self.insert(kpis, name=request.name, definition=told, created_by=authority.actor.id))
        audit.record(transaction, authority.actor, "kpi.define", request.name, project_id=self.project_id, **told)
        return self._kpi(request, given=False)

    def remove(self, transaction: Transaction, authority: Authority, name: str) -> None:
        """Take a definition back; one that every project has is again what it was.

        Raises:
            NotFoundError: the project defines none of this name.
        """
        if not transaction.execute(self.delete(kpis).where(kpis.c.name == name)).rowcount:
            raise NotFoundError(f"the project defines no KPI {name[:100]!r}", where="kpi", fix="list the project's KPIs")
        audit.record(transaction, authority.actor, "kpi.remove", name, project_id=self.project_id)

    # -- figures -----------------------------------------------------------------------------------------------------------------

    def sums(self, transaction: Transaction, kpi: KpiRequest, window: KpiWindow) -> list[KpiSums]:
        """What the figures of a KPI are computed from: a row for each hour or day and each alias or deployment that has any."""
        terms = self._metric(transaction, kpi) if kpi.kind == "metric" else self._facts(kpi)
        starts = beginning(episodes.c.first_at, window.every) if window.every else null()
        group = episodes.c[window.by] if window.by else null()
        pending = terms.pending if terms.pending is not None else literal(0) == 1
        each = (
            select(
                starts.label("starts_at"),
                func.coalesce(group, "").label("named") if window.by else null().label("named"),
                case((pending, 1), else_=0).label("pending"),
                case((pending, 0.0), else_=cast(terms.a, Float)).label("a"),
                case((pending, 0.0), else_=cast(terms.b, Float)).label("b"),
                (terms.values if terms.values is not None else literal(1)).label("n"),
            )
            .select_from(terms.source)
            .where(self.of(episodes), *terms.where, *_within(window))
            .subquery()
        )
        return [_sums(row) for row in transaction.execute(_added_up(each, window))]

    def _facts(self, kpi: KpiRequest) -> Terms:
        """Of a KPI that is made from how episodes ended."""
        told = outcomes.c
        source = episodes.join(outcomes, and_(self.of(outcomes), told.episode == episodes.c.id))
        may = func.coalesce(told.containable, true())
        if kpi.kind == "containment":
            return Terms(source, (may, told.escalated.is_not(None)), _number(told.escalated.is_(False)), literal(1))
        if kpi.kind == "resolution":
            return Terms(source, (told.resolved.is_not(None),), _number(told.resolved.is_(True)), literal(1))
        if kpi.kind == "escalation":
            return Terms(source, (told.escalated.is_not(None),), _number(told.escalated.is_(True)), literal(1))
        if kpi.kind == "missed_escalation":
            had_to = (told.must_escalate.is_(True), told.escalated.is_not(None))
            return Terms(source, had_to, _number(told.escalated.is_(False)), literal(1))
        if kpi.kind == "cost_per_resolved":
            return Terms(source, (told.resolved.is_not(None),), episodes.c.cost_usd, _number(told.resolved.is_(True)))
        again = self._came_back(kpi)
        kept = and_(told.escalated.is_(False), told.resolved.is_(True), told.must_escalate.is_not(True), again.c.episode.is_(None))
        known = or_(told.escalated.is_(True), and_(told.escalated.is_(False), told.resolved.is_not(None)))
        # Failures are known at once and successes only after days: to count the former alone would be unfair to what is new.
        open_still = episodes.c.last_at >= now(-kpi.days * _DAY)
        joined = source.outerjoin(again, again.c.episode == episodes.c.id)
        return Terms(joined, (may, known), _number(kept), literal(1), pending=open_still)

    def _came_back(self, kpi: KpiRequest) -> Subquery:
        """Episodes after which another one began, within days of their end, that carries the same business key."""
        keys, held = interaction_keys.c, episodes.alias("held")
        carried = (
            select(keys.name, keys.value, keys.episode, held.c.first_at, held.c.last_at)
            .join_from(interaction_keys, held, and_(held.c.project_id == keys.project_id, held.c.id == keys.episode))
            .where(self.of(interaction_keys), held.c.project_id == self.project_id, *([keys.name == kpi.key] if kpi.key else []))
            .distinct()
            .subquery()
        )
        of_key, in_time = (carried.c.name, carried.c.value), (carried.c.first_at, carried.c.episode)
        following = func.lead(carried.c.first_at).over(partition_by=of_key, order_by=in_time).label("next_at")
        ordered = select(carried.c.episode, carried.c.last_at, following).subquery()
        within = ordered.c.next_at <= later(ordered.c.last_at, kpi.days * _DAY)
        return select(ordered.c.episode).where(within).distinct().subquery()

    def _metric(self, transaction: Transaction, kpi: KpiRequest) -> Terms:
        """Of a KPI that is the mean of a metric's values, each with the trust in its source."""
        joins = feedback_joins.c
        value = _number(joins.value_text == kpi.category) if kpi.category is not None else joins.value_number
        trust, weighted = self._trust(transaction)
        query = (
            select(
                joins.episode.label("episode"),
                func.sum(value * trust).label("a"),
                func.sum(trust).label("b"),
                func.count().label("n"),
            )
            .where(self.of(feedback_joins), joins.metric == kpi.metric, joins.counts.is_(True), value.is_not(None))
            .group_by(joins.episode)
        )
        if weighted:
            same = and_(feedback_events.c.project_id == joins.project_id, feedback_events.c.id == joins.feedback_id)
            query = query.join_from(feedback_joins, feedback_events, same).where(self.of(feedback_events))
        of_episode = query.subquery()
        source = episodes.join(of_episode, of_episode.c.episode == episodes.c.id)
        return Terms(source, (of_episode.c.b > 0,), of_episode.c.a, of_episode.c.b, values=of_episode.c.n)

    def _trust(self, transaction: Transaction) -> tuple[ColumnElement[Any], bool]:
        """The weight of an event, and whether any weighs less than 1."""
        events = feedback_events.c
        rules = read_rules(transaction, self.project_id).values()
        if all(rule.trust == 1.0 for rule in rules):
            return literal(1.0, Float), False
        own = [(and_(events.source_kind == one.kind, events.source_id == one.id), one.trust) for one in rules if one.id != EVERY]
        each = [(and_(events.source_kind == one.kind, events.source_id != ""), one.trust) for one in rules if one.id == EVERY]
        return cast(case(*own, *each, else_=1.0), Float), True

    def _kpi(self, request: KpiRequest, *, given: bool) -> Kpi:
        return Kpi(**{name: getattr(request, name) for name in KpiRequest.model_fields}, project=self.project_id, given=given)


def _number(condition: Condition) -> ColumnElement[Any]:
    return case((condition, 1.0), else_=0.0)


def _within(window: KpiWindow) -> list[Condition]:
    found: list[Condition] = [episodes.c.first_at.is_not(None)]
    if window.since is not None:
        found.append(episodes.c.first_at >= window.since)
    if window.until is not None:
        found.append(episodes.c.first_at < window.until)
    for name in ("alias", "deployment"):
        value = getattr(window, name)
        if value is not None:
            found.append(episodes.c[name] == value)
    return found


def _added_up(each: Subquery, window: KpiWindow) -> Select[Any]:
    known, zero = 1 - each.c.pending, 0
    grouped: Sequence[ColumnElement[Any]] = [
        *([each.c.starts_at] if window.every else []),
        *([each.c.named] if window.by else []),
    ]
    query = select(
        each.c.starts_at if window.every else null().label("starts_at"),
        each.c.named if window.by else null().label("named"),
        func.coalesce(func.sum(known), zero).label("episodes"),
        func.coalesce(func.sum(known * cast(each.c.n, Integer)), zero).label("n"),
        func.coalesce(func.sum(each.c.pending), zero).label("pending"),
        *(func.coalesce(func.sum(term), 0.0).label(name) for name, term in _products(each).items()),
    )
    return query.group_by(*grouped).order_by(*grouped) if grouped else query


def _products(each: Subquery) -> Mapping[str, ColumnElement[Any]]:
    a, b = each.c.a, each.c.b
    return {"a": a, "b": b, "aa": a * a, "bb": b * b, "ab": a * b}


def _sums(row: Any) -> KpiSums:
    return KpiSums(
        starts_at=row.starts_at,
        group=row.named,
        episodes=int(row.episodes),
        values=int(row.n),
        pending=int(row.pending),
        a=float(row.a),
        b=float(row.b),
        aa=float(row.aa),
        bb=float(row.bb),
        ab=float(row.ab),
    )
