"""Metrics of a project: declared ones, and those made from the first value that came."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from burnish.core.feedback import FeedbackEvent, Metric, MetricRequest
from burnish.core.ids import new_id
from burnish.core.metrics import check_metric, fault_of, level_of, undeclared_type
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.database import Database, Transaction
from burnish.store.feedback_counting import settle
from burnish.store.feedback_rows import pieces, value_of
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.repository import Repository
from burnish.store.tables import feedback_events, metrics, projects

__all__ = ["Metrics", "lock_feedback", "make_undeclared", "read_all_metrics", "remake_undeclared"]

events = feedback_events

_AT_ONCE = 2_000


def lock_feedback(transaction: Transaction, project_id: str) -> None:
    """Let nobody else write feedback of the project, or join it, until this transaction ends: two that did could miss each other's rows."""
    transaction.execute(select(projects.c.id).where(projects.c.id == project_id).with_for_update(key_share=True))


def read_all_metrics(database: Database) -> dict[str, dict[str, Metric]]:
    """The metrics of all projects, by project id and name: what a gateway checks values against."""
    found: dict[str, dict[str, Metric]] = {}
    with database.read() as transaction:
        for row in transaction.execute(select(metrics), execution_options={ACROSS_PROJECTS: True}):
            found.setdefault(row.project_id, {})[row.name] = _metric(row)
    return found


class Metrics(Repository):
    """The metrics of one project."""

    def page(self, transaction: Transaction, *, before: str | None = None, limit: int = 100) -> list[Metric]:
        """All of them, newest first."""
        query = self.select(metrics).order_by(metrics.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(metrics.c.id < before)
        return [_metric(row) for row in transaction.execute(query)]

    def find(self, transaction: Transaction, name: str) -> Metric:
        """One by name.

        Raises:
            NotFoundError: this project has none.
        """
        row = transaction.execute(self.select(metrics).where(metrics.c.name == name)).first()
        if row is None:
            raise NotFoundError(f"there is no metric {name[:100]!r}", where="metric", fix="list the project's metrics")
        return _metric(row)

    def by_name(self, transaction: Transaction, names: Iterable[str]) -> dict[str, Metric]:
        """Those of these names that there are."""
        rows = transaction.execute(self.select(metrics).where(metrics.c.name.in_(sorted(set(names)))))
        return {row.name: _metric(row) for row in rows}

    def declare(self, transaction: Transaction, authority: Authority, request: MetricRequest) -> Metric:
        """Say what a metric is. Events that came before are looked at anew: those that are none of it count no more, others do again.

        Raises:
            DataError: its parts do not go together.
        """
        check_metric(request)
        lock_feedback(transaction, self.project_id)
        values = {**request.model_dump(mode="json"), "declared": True}
        change = self.update(metrics).where(metrics.c.name == request.name).values(**values)
        if not transaction.execute(change).rowcount:
            transaction.execute(self.insert(metrics, id=new_id("metric"), created_by=authority.actor.id, **values))
        _look_again(transaction, self.project_id, self.find(transaction, request.name))
        audit.record(
            transaction, authority.actor, "metric.declare", request.name, project_id=self.project_id, **request.model_dump(mode="json")
        )
        return self.find(transaction, request.name)

    def forget(self, transaction: Transaction, authority: Authority, name: str) -> Metric | None:
        """Take a declaration back: the metric is again what its first value makes it; it goes, where there is no event of it.

        Raises:
            NotFoundError: this project has none.
            ConflictError: nobody declared it.
        """
        lock_feedback(transaction, self.project_id)
        if not self.find(transaction, name).declared:
            raise ConflictError("is not declared: its first value made it", where=name, fix="declare what it should be")
        change = {"declared": False, "direction": "up", "unit": "", "categories": [], "low": None, "high": None, "description": ""}
        transaction.execute(self.update(metrics).where(metrics.c.name == name).values(**change))
        audit.record(transaction, authority.actor, "metric.forget", name, project_id=self.project_id)
        remake_undeclared(transaction, self.project_id, [name])
        row = transaction.execute(self.select(metrics).where(metrics.c.name == name)).first()
        return None if row is None else _metric(row)


def make_undeclared(transaction: Transaction, project_id: str, arrived: Sequence[FeedbackEvent]) -> dict[str, Metric]:
    """The metrics of events that are about to be written, by name.

    One that nobody declared is what the first of its events makes it, by the time of being received; when an earlier one than was known
    comes late and says otherwise, the events that were there are looked at anew.
    """
    firsts: dict[str, FeedbackEvent] = {}
    for event in arrived:
        first = firsts.get(event.metric)
        if first is None or (event.received_at, event.id) < (first.received_at, first.id):
            firsts[event.metric] = event
    names = sorted(firsts)
    known: dict[str, Row[Any]] = {}
    for piece in pieces(names):
        query = select(metrics).where(metrics.c.project_id == project_id, metrics.c.name.in_(piece))
        known.update({row.name: row for row in transaction.execute(query)})
    for name in names:
        first, row = firsts[name], known.get(name)
        made = {"first_at": first.received_at, "first_id": first.id}
        if row is None or not row.declared:
            made |= {"type": undeclared_type(first.value), "level": level_of(first)}
        if row is None:
            fixed = {"id": new_id("metric"), "project_id": project_id, "name": name, "direction": "up", "categories": [], "declared": False}
            transaction.execute(insert(metrics).values(**fixed, **made))
        elif row.first_at is None or (first.received_at, first.id) < (row.first_at, row.first_id):
            this = (metrics.c.project_id == project_id, metrics.c.name == name)
            transaction.execute(update(metrics).where(*this).values(**made))
            if made.get("type", row.type) != row.type:
                _look_again(transaction, project_id, _read(transaction, project_id, [name])[name])
    return _read(transaction, project_id, names)


def remake_undeclared(transaction: Transaction, project_id: str, names: Iterable[str]) -> None:
    """Make metrics anew from the first of their events, where nobody declared them; those without an event go."""
    for name, metric in _read(transaction, project_id, sorted(set(names))).items():
        mine = (events.c.project_id == project_id, events.c.metric == name)
        first = transaction.execute(select(events).where(*mine).order_by(events.c.received_at, events.c.id).limit(1)).first()
        this = (metrics.c.project_id == project_id, metrics.c.name == name)
        if first is None and not metric.declared:
            transaction.execute(metrics.delete().where(*this))
            continue
        values: dict[str, Any] = {"first_at": first and first.received_at, "first_id": first and first.id}
        if first is not None and not metric.declared:
            about_episodes = first.target_kind in ("episode", "key")
            values |= {"type": undeclared_type(value_of(first._mapping)), "level": "episode" if about_episodes else "interaction"}
        transaction.execute(update(metrics).where(*this).values(**values))
        _look_again(transaction, project_id, _read(transaction, project_id, [name])[name])


def _read(transaction: Transaction, project_id: str, names: Sequence[str]) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for piece in pieces(names):
        query = select(metrics).where(metrics.c.project_id == project_id, metrics.c.name.in_(piece))
        found.update({row.name: _metric(row) for row in transaction.execute(query)})
    return found


def _look_again(transaction: Transaction, project_id: str, metric: Metric) -> None:
    """Find out anew which events of a metric have a value of it."""
    last = ""
    while True:
        mine = (events.c.project_id == project_id, events.c.metric == metric.name, events.c.row_id > last)
        rows = transaction.execute(select(events).where(*mine).order_by(events.c.row_id).limit(_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].row_id
        faults: dict[str, list[str]] = {}
        for row in rows:
            fault = fault_of(metric, value_of(row._mapping))
            if fault != row.fault:
                faults.setdefault(fault, []).append(row.id)
        for fault, ids in faults.items():
            transaction.execute(update(events).where(events.c.project_id == project_id, events.c.id.in_(ids)).values(fault=fault))
            settle(transaction, project_id, ids)


def _metric(row: Row[Any]) -> Metric:
    fields = row._mapping
    return Metric(**{name: fields[name] for name in Metric.model_fields if name != "project"}, project=fields["project_id"])
