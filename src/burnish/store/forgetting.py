"""Forgetting: what is kept of interactions for no longer, and what is deleted of a person, an episode or a business key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from burnish.core.retention import ErasureRequest, Redaction, Retention
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.feedback_counting import settle
from burnish.store.feedback_rows import pieces
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.interaction_rows import number_at, time_of
from burnish.store.interactions import one_at_a_time
from burnish.store.log_erasures import ask_logs
from burnish.store.metrics import lock_feedback, remake_undeclared
from burnish.store.repository import Repository
from burnish.store.rollups import take_from_facets
from burnish.store.serving_revision import bump
from burnish.store.tables import (
    dataset_examples,
    episodes,
    feedback_events,
    feedback_joins,
    implicit_readings,
    interaction_keys,
    interaction_payloads,
    interaction_tags,
    interaction_texts,
    interaction_tools,
    interactions,
    outcome_events,
    outcomes,
    retention,
    run_episodes,
    runs,
)
from burnish.store.words import remove_words

__all__ = ["Forgetting", "Forgotten", "Found", "forget_old", "redactions_of_all", "read_retention"]

_AT_ONCE = 500


@dataclass(slots=True)
class Found:
    """All that there is of what is to be deleted.

    Attributes:
        examples: numbers of rows, by id of the dataset.
    """

    numbers: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    episodes: list[str] = field(default_factory=list)
    examples: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was removed for its age in one transaction.

    Attributes:
        interactions: all of them, or their words.
        told: events of feedback and of outcomes.
    """

    interactions: int = 0
    told: int = 0


def redactions_of_all(transaction: Transaction) -> dict[str, tuple[Redaction, ...]]:
    """What each project blanks out before anything is written down, by its id: what a gateway holds in memory."""
    rows = transaction.execute(select(retention.c.project_id, retention.c.redactions), execution_options={ACROSS_PROJECTS: True})
    return {row.project_id: tuple(Redaction(**one) for one in row.redactions) for row in rows if row.redactions}


def read_retention(database: Database) -> dict[str, Retention]:
    """How long each project keeps its record, of those that do not keep it for good."""
    with database.read() as transaction:
        rows = transaction.execute(select(retention), execution_options={ACROSS_PROJECTS: True})
        found = {row.project_id: _retention(row) for row in rows}
    return {name: one for name, one in found.items() if one.payload_days is not None or one.metadata_days is not None}


def forget_old(database: Database) -> int:
    """Remove what projects keep no longer, a little in each transaction; returns how many interactions that were."""
    total = 0
    for project_id, kept in read_retention(database).items():
        forgetting = Forgetting(database, project_id)
        while True:
            with database.write() as transaction:
                gone = forgetting.forget_old(transaction, kept)
            total += gone.interactions
            if gone == Forgotten():
                break
    return total


class Forgetting(Repository):
    """What one project forgets."""

    def retention(self, transaction: Transaction) -> Retention:
        """How long it keeps what."""
        row = transaction.execute(self.select(retention)).first()
        return Retention() if row is None else _retention(row)

    def set_retention(self, transaction: Transaction, authority: Authority, wanted: Retention) -> Retention:
        """Keep it for so long from now on."""
        transaction.execute(self.delete(retention))
        told = wanted.model_dump(mode="json")
        transaction.execute(self.insert(retention, **told))
        audit.record(transaction, authority.actor, "retention.set", self.project_id, project_id=self.project_id, **told)
        bump(transaction)
        return wanted

    def forget_old(self, transaction: Transaction, kept: Retention) -> Forgotten:
        """Remove some of what is older than it may be; nothing is forgotten when there is nothing left to remove."""
        moment = transaction.execute(select(now())).scalar_one()
        if kept.metadata_days is not None:
            before = number_at(moment - timedelta(days=kept.metadata_days))
            query = self.select(interactions.c.number, interactions.c.id, interactions.c.episode).where(interactions.c.number < before)
            rows = transaction.execute(query.order_by(interactions.c.number).limit(_AT_ONCE)).all()
            if rows:
                one_at_a_time(transaction, self.project_id)
                self._remove(transaction, [row.number for row in rows], [row.id for row in rows])
                self._remove_ended(transaction, sorted({row.episode for row in rows}))
                return Forgotten(len(rows))
            told = self._remove_told(transaction, moment - timedelta(days=kept.metadata_days))
            if told:
                return Forgotten(told=told)
        if kept.payload_days is not None:
            before = number_at(moment - timedelta(days=kept.payload_days))
            texts = self.select(interaction_texts.c.number).where(interaction_texts.c.number < before)
            numbers = list(transaction.execute(texts.order_by(interaction_texts.c.number).limit(_AT_ONCE)).scalars())
            self._remove_words(transaction, numbers)
            return Forgotten(len(numbers))
        return Forgotten()

    def find(self, transaction: Transaction, request: ErasureRequest) -> Found:
        """Whole episodes: those of the person or the key, with every interaction in them, and the examples that came of them."""
        if request.episode is not None:
            named = {request.episode}
        elif request.key is not None:
            name, _, value = request.key.partition(":")
            query = self.select(interaction_keys.c.episode).where(interaction_keys.c.name == name, interaction_keys.c.value == value)
            named = set(transaction.execute(query.distinct()).scalars())
        else:
            of_person = self.select(interactions.c.episode).where(interactions.c.end_user == request.end_user)
            named = set(transaction.execute(of_person.distinct()).scalars())
        found = Found(episodes=sorted(named))
        for piece in pieces(found.episodes):
            query = self.select(interactions.c.number, interactions.c.id).where(interactions.c.episode.in_(piece))
            for row in transaction.execute(query):
                found.numbers.append(row.number)
                found.ids.append(row.id)
            examples = dataset_examples.c
            query = self.select(examples.dataset_id, examples.number).where(examples.episode.in_(piece), examples.erased.is_(False))
            for row in transaction.execute(query.order_by(examples.dataset_id, examples.number)):
                found.examples.setdefault(row.dataset_id, []).append(row.number)
        return found

    def erase(self, transaction: Transaction, authority: Authority, request: ErasureRequest, found: Found) -> tuple[int, int]:
        """Remove what was found, what was said of it, and what the person said; returns how many events and outcomes that were.

        The audit log has that it was done and by whom, and nothing of whose data it was.
        """
        one_at_a_time(transaction, self.project_id)
        lock_feedback(transaction, self.project_id)
        feedback = self._remove_feedback(transaction, request, found)
        told = 0
        for piece in pieces(found.episodes):
            told += transaction.execute(self.delete(outcome_events).where(outcome_events.c.episode.in_(piece))).rowcount
            for table in (outcomes, implicit_readings):
                transaction.execute(self.delete(table).where(table.c.episode.in_(piece)))
            transaction.execute(self.delete(episodes).where(episodes.c.id.in_(piece)))
        self._remove(transaction, found.numbers, found.ids)
        self._remove_played(transaction, found)
        ask_logs(transaction, self.project_id, request, found.ids, found.episodes)
        by = next(name for name in ("end_user", "key", "episode") if getattr(request, name) is not None)
        what = {"by": by, "interactions": len(found.ids), "episodes": len(found.episodes), "datasets": sorted(found.examples)}
        audit.record(transaction, authority.actor, "record.erase", self.project_id, project_id=self.project_id, **what)
        return feedback, told

    def _remove_told(self, transaction: Transaction, before: datetime) -> int:
        """Some of the feedback and the outcomes that were received before a moment."""
        lock_feedback(transaction, self.project_id)
        events, ends = feedback_events.c, outcome_events.c
        query = self.select(events.id, events.overrides, events.metric).where(events.received_at < before)
        rows = transaction.execute(query.order_by(events.received_at).limit(_AT_ONCE)).all()
        self._remove_events(transaction, rows)
        settle(transaction, self.project_id, {row.overrides for row in rows if row.overrides is not None})
        remake_undeclared(transaction, self.project_id, {row.metric for row in rows})
        query = self.select(ends.id, ends.episode).where(ends.received_at < before).order_by(ends.received_at).limit(_AT_ONCE)
        told = transaction.execute(query).all()
        for piece in pieces([row.id for row in told]):
            transaction.execute(self.delete(outcome_events).where(ends.id.in_(piece)))
        for piece in pieces(sorted({row.episode for row in told})):
            left = set(transaction.execute(self.select(ends.episode).where(ends.episode.in_(piece)).distinct()).scalars())
            gone = [one for one in piece if one not in left]
            transaction.execute(self.delete(outcomes).where(outcomes.c.episode.in_(gone)))
        return len(rows) + len(told)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _remove_feedback(self, transaction: Transaction, request: ErasureRequest, found: Found) -> int:
        events = feedback_events.c
        conditions: list[Any] = []
        for piece in pieces(found.ids):
            conditions.append(or_(events.target.in_(piece), events.rejected.in_(piece)))
        for piece in pieces(found.episodes):
            conditions.append(and_(events.target_kind == "episode", events.target.in_(piece)))
        if request.key is not None:
            conditions.append(and_(events.target_kind == "key", events.target == request.key))
        if request.end_user is not None:
            conditions.append(and_(events.source_kind.in_(["person", "implicit"]), events.source_id == request.end_user))
        removed, overridden, metrics = 0, set[str](), set[str]()
        for condition in conditions:
            rows = transaction.execute(self.select(events.id, events.overrides, events.metric).where(condition)).all()
            removed += self._remove_events(transaction, rows)
            overridden |= {row.overrides for row in rows if row.overrides is not None}
            metrics |= {row.metric for row in rows}
        for piece in pieces(found.episodes):  # what names a key of theirs stays, and is joined to them no more
            transaction.execute(self.delete(feedback_joins).where(feedback_joins.c.episode.in_(piece)))
        settle(transaction, self.project_id, overridden)
        remake_undeclared(transaction, self.project_id, metrics)
        return removed

    def _remove_events(self, transaction: Transaction, rows: Sequence[Any]) -> int:
        removed = 0
        for piece in pieces([row.id for row in rows]):
            transaction.execute(self.delete(feedback_joins).where(feedback_joins.c.feedback_id.in_(piece)))
            removed += transaction.execute(self.delete(feedback_events).where(feedback_events.c.id.in_(piece))).rowcount
        return removed

    def _remove_played(self, transaction: Transaction, found: Found) -> None:
        """Example episodes of runs that had a dataset with some of it: what was played there may repeat what was said."""
        if not found.examples:
            return
        rows = transaction.execute(self.select(runs.c.id, runs.c.spec)).all()
        ids = [row.id for row in rows if (row.spec.get("dataset") or {}).get("id") in found.examples]
        for piece in pieces(ids):
            transaction.execute(self.delete(run_episodes).where(run_episodes.c.run_id.in_(piece)))

    def _remove(self, transaction: Transaction, numbers: Sequence[int], ids: Sequence[str]) -> None:
        self._remove_words(transaction, numbers)
        for piece in pieces(numbers, _AT_ONCE):
            self._take_tags_from_facets(transaction, piece)
            for table in (interaction_tags, interaction_keys, interaction_tools, interactions):
                transaction.execute(delete(table).where(self.of(table), table.c.number.in_(piece)))

    def _take_tags_from_facets(self, transaction: Transaction, numbers: Sequence[int]) -> None:
        """Their tags count no more: what people are called may be among them. Other sums by hour and day stay."""
        query = self.select(interaction_tags.c.number, interaction_tags.c.name, interaction_tags.c.value)
        rows = transaction.execute(query.where(interaction_tags.c.number.in_(numbers))).all()
        take_from_facets(transaction, self.project_id, [(time_of(row.number), f"tag:{row.name}", row.value) for row in rows])

    def _remove_words(self, transaction: Transaction, numbers: Sequence[int]) -> None:
        for piece in pieces(numbers, _AT_ONCE):
            remove_words(transaction, self.project_id, piece)
            for table in (interaction_texts, interaction_payloads):
                transaction.execute(delete(table).where(self.of(table), table.c.number.in_(piece)))

    def _remove_ended(self, transaction: Transaction, named: Iterable[str]) -> None:
        """Episodes that have no interaction left."""
        for piece in pieces(sorted(named)):
            left = set(
                transaction.execute(self.select(interactions.c.episode).where(interactions.c.episode.in_(piece)).distinct()).scalars()
            )
            gone = [one for one in piece if one not in left]
            transaction.execute(self.delete(episodes).where(episodes.c.id.in_(gone)))


def _retention(row: Any) -> Retention:
    return Retention(
        payload_days=row.payload_days, metadata_days=row.metadata_days, redactions=[Redaction(**one) for one in row.redactions]
    )
