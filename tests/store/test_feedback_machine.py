"""Feedback against a model of it in plain dicts: early, late, twice, in any order, the tables say what the model says."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from burnish.core.feedback import FeedbackEvent, MetricRequest, SourceRule
from burnish.core.ids import new_id
from burnish.core.interactions import Interaction
from burnish.core.metrics import check_request, fault_of, level_of, undeclared_type
from burnish.errors import DataError
from burnish.store.database import Database
from burnish.store.feedback_rows import received
from burnish.store.tables import feedback_events, feedback_joins, metrics
from tests.store.feedback_ground import SOMEBODY, FeedbackGround, event, interaction, interaction_id
from tests.store.ground import new_project

RECORD = (
    interaction(1, "call-1", keys={"order": "A"}),
    interaction(2, "call-1"),
    interaction(3, "call-2", keys={"order": "A", "customer": "9"}),
    interaction(4, "call-3", keys={"order": "B"}),
)
IDS = [interaction_id(number) for number in range(1, 6)]  # the last one never comes
NAMES = ["a", "b", "c", "d", "e", "f"]
TARGETS: list[dict[str, Any]] = [
    *({"interaction": one} for one in IDS),
    *({"episode": one} for one in ("call-1", "call-2", "never")),
    *({"key": one} for one in ("order:A", "order:B", "customer:9", "order:never")),
]
VALUES: list[Any] = [True, False, 1.0, -3.0, "fine", "cross", {"message": {"content": "better"}}]
DECLARED = [
    MetricRequest(name="helpful", type="boolean"),
    MetricRequest(name="helpful", type="number", low=0.0),
    MetricRequest(name="mood", type="category", categories=["fine"], level="episode"),
    MetricRequest(name="mood", type="text"),
]
RULES = [
    SourceRule(kind="person", most_per_hour=2),
    SourceRule(kind="person", id="ann", most_per_hour=1),
    SourceRule(kind="person", id="", most_per_hour=0),
]


@st.composite
def events(draw: st.DrawFn) -> FeedbackEvent:
    """Any event of a small world, so that much of it meets."""
    name, metric = draw(st.sampled_from(NAMES)), draw(st.sampled_from(["helpful", "mood"]))
    fields: dict[str, Any] = {"minute": draw(st.sampled_from([0.0, 1.0, 2.0, 59.0, 61.0]))}
    fields["source"] = {"kind": draw(st.sampled_from(["person", "judge"])), "id": draw(st.sampled_from(["", "ann", "bob"]))}
    if draw(st.booleans()):
        fields["overrides"] = draw(st.sampled_from(NAMES))
        fields["valid"] = draw(st.booleans())
    if draw(st.integers(0, 4)) == 0:
        value: Any = {"chosen": draw(st.sampled_from(IDS)), "rejected": draw(st.sampled_from(IDS)), "tie": draw(st.booleans())}
    else:
        value, fields["target"] = draw(st.sampled_from(VALUES)), draw(st.sampled_from(TARGETS))
    return event(name, value, metric=metric, **fields)


def allowed(one: FeedbackEvent) -> bool:
    try:
        check_request(one)
    except DataError:
        return False
    return True


def order(one: FeedbackEvent) -> tuple[datetime, str]:
    return one.received_at, one.id


class World:
    """What was said and done, and what follows from it, worked out from nothing each time."""

    def __init__(self) -> None:
        self.said: list[FeedbackEvent] = []
        self.record: dict[str, Interaction] = {}
        self.declared: dict[str, MetricRequest] = {}
        self.rules: dict[tuple[str, str], SourceRule] = {}

    def kept(self) -> dict[str, FeedbackEvent]:
        told: dict[str, FeedbackEvent] = {}
        for one in self.said:
            if one.id not in told or received(one) < received(told[one.id]):
                told[one.id] = one
        return told

    def metrics(self) -> dict[str, MetricRequest]:
        made = dict(self.declared)
        for one in sorted(self.kept().values(), key=order):
            made.setdefault(one.metric, MetricRequest(name=one.metric, type=undeclared_type(one.value), level=level_of(one)))
        return made

    def capped(self) -> set[str]:
        hours: dict[Any, list[FeedbackEvent]] = defaultdict(list)
        for one in sorted(self.kept().values(), key=order):
            hours[one.source.kind, one.source.id, one.received_at.replace(minute=0)].append(one)
        beyond: set[str] = set()
        for (kind, source, _), inside in hours.items():
            found = self.rules.get((kind, source)) or (self.rules.get((kind, "*")) if source else None)
            if found is not None:
                beyond |= {one.id for one in inside[found.most_per_hour :]}
        return beyond

    def rows(self) -> dict[str, tuple[Any, ...]]:
        """(fault, capped, overridden, counts, joins) of every event."""
        kept, known, capped = self.kept(), self.metrics(), self.capped()
        faults = {name: fault_of(known[one.metric], one.value) for name, one in kept.items()}
        acting = [one for one in kept.values() if one.id not in capped and (not faults[one.id] or not one.valid)]
        overridden = {one.overrides for one in acting}
        return {
            name: (
                faults[name],
                name in capped,
                name in overridden,
                one.valid and not faults[name] and name not in capped and name not in overridden,
                self.subjects(one),
            )
            for name, one in kept.items()
        }

    def subjects(self, one: FeedbackEvent) -> frozenset[tuple[str, str, str]]:
        found: set[tuple[str, str, str]] = set()
        target, there = one.target, self.record
        if not target.model_dump(exclude_none=True):
            pair = one.value
            if pair.chosen in there and pair.rejected in there:  # type: ignore[union-attr]
                found |= {("chosen", pair.chosen, there[pair.chosen].episode)}  # type: ignore[union-attr]
                found |= {("rejected", pair.rejected, there[pair.rejected].episode)}  # type: ignore[union-attr]
        elif target.interaction in there:
            found |= {("target", target.interaction, there[target.interaction].episode)}  # type: ignore[index, arg-type]
        else:
            for each in there.values():
                carried = {f"{name}:{value}" for name, value in each.keys.items()}
                if target.episode == each.episode or target.key in carried:
                    found |= {("target", each.episode, each.episode)}
        return frozenset(found)


class Machine(RuleBasedStateMachine):
    """Rules that do the same to both."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.ground = FeedbackGround(database, new_project(database, new_id("project")))
        self.world = World()

    @rule(batch=st.lists(events().filter(allowed), min_size=1, max_size=4))
    def say(self, batch: list[FeedbackEvent]) -> None:
        known = set(self.world.kept())
        taken = self.ground.take(*batch)
        self.world.said += batch
        assert taken.new == len({one.id for one in batch} - known)
        assert taken.new + taken.again == len(batch)

    @rule(choice=st.integers(0, 100))
    def say_again(self, choice: int) -> None:
        if self.world.said:
            taken = self.ground.take(self.world.said[choice % len(self.world.said)])
            assert (taken.new, taken.again) == (0, 1)

    @rule(arrived=st.lists(st.sampled_from(RECORD), min_size=1, max_size=3))
    def answer(self, arrived: list[Interaction]) -> None:
        self.ground.record(*arrived)
        self.world.record |= {one.id: one for one in arrived}

    @rule(request=st.sampled_from(DECLARED))
    def declare(self, request: MetricRequest) -> None:
        with self.ground.database.write() as transaction:
            self.ground.metrics.declare(transaction, SOMEBODY, request)
        self.world.declared[request.name] = request

    @rule(choice=st.integers(0, 1))
    def forget(self, choice: int) -> None:
        names = sorted(self.world.declared)
        if len(names) > choice:
            with self.ground.database.write() as transaction:
                self.ground.metrics.forget(transaction, SOMEBODY, names[choice])
            del self.world.declared[names[choice]]

    @rule(chosen=st.sampled_from(RULES), lifted=st.booleans())
    def limit(self, chosen: SourceRule, lifted: bool) -> None:
        key = (chosen.kind, chosen.id)
        if lifted and key not in self.world.rules:
            return
        with self.ground.database.write() as transaction:
            if lifted:
                self.ground.sources.remove(transaction, SOMEBODY, *key)
                del self.world.rules[key]
            else:
                self.ground.sources.set(transaction, SOMEBODY, chosen)
                self.world.rules[key] = chosen

    @invariant()
    def both_say_the_same(self) -> None:
        assert self._stored() == self.world.rows()
        with self.ground.database.read() as transaction:
            found = {one.name: (one.type, one.level, one.declared) for one in self.ground.metrics.page(transaction)}
        wanted = self.world.metrics()
        assert found == {name: (one.type, one.level, name in self.world.declared) for name, one in wanted.items()}

    def _stored(self) -> dict[str, tuple[Any, ...]]:
        return stored(self.ground)


def stored(ground: FeedbackGround) -> dict[str, tuple[Any, ...]]:
    """What the tables say of every event; what joins repeat of an event must be what the event says."""
    joined: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    with ground.database.read() as transaction:
        rows = transaction.execute(select(feedback_events).where(feedback_events.c.project_id == ground.project)).all()
        by_id = {row.id: row for row in rows}
        for row in transaction.execute(select(feedback_joins).where(feedback_joins.c.project_id == ground.project)):
            joined[row.feedback_id].add((row.role, row.subject, row.episode))
            said = by_id[row.feedback_id]
            assert (row.counts, row.metric, row.value_number) == (said.counts, said.metric, said.value_number)
    assert [row.joined for row in rows] == [len(joined[row.id]) for row in rows]
    return {row.id: (row.fault, row.capped, row.overridden, row.counts, frozenset(joined[row.id])) for row in rows}


def _check(database: Database, examples: int, steps: int) -> None:
    chosen = settings(
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes: the steps of a failure are few anyway
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(lambda: Machine(database), settings=chosen)  # type: ignore[arg-type, return-value]


def test_feedback_and_model_agree(database: Database) -> None:
    _check(database, examples=12 if database.dialect == "sqlite" else 6, steps=15)


@pytest.mark.slow
def test_feedback_and_model_agree_for_longer(database: Database) -> None:
    _check(database, examples=100 if database.dialect == "sqlite" else 40, steps=30)


def _mixed(parts: Iterable[Any], seed: int) -> list[Any]:
    import random

    found = list(parts)
    random.Random(seed).shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_coming_leaves_no_mark(database: Database, seed: int) -> None:
    said = [
        event("thumb", False, minute=1),
        event("better", True, overrides="thumb", minute=9),
        event("number", 4.0, minute=3),
        event("again", True, minute=5),
        event("again", False, minute=4),
        event("order", 2.0, metric="returned", target={"key": "order:A"}, minute=30),
        event("order", 3.0, metric="returned", target={"key": "order:B"}, minute=31),
        event("pair", {"chosen": IDS[0], "rejected": IDS[3]}, metric="better", minute=2),
        event("gone", True, metric="returned", target={"key": "order:A"}, overrides="order", valid=False, minute=40),
    ]
    one, other = FeedbackGround.made(database, "one"), FeedbackGround.made(database, "other")
    one.record(*RECORD)
    one.take(*said)
    for step in _mixed([*said, *RECORD, *said], seed):
        if isinstance(step, Interaction):
            other.record(step)
        else:
            other.take(step)
    assert stored(other) == stored(one)
    query = select(metrics.c.name, metrics.c.type, metrics.c.level, metrics.c.first_at).order_by(metrics.c.name)
    with database.read() as transaction:
        found = [transaction.execute(query.where(metrics.c.project_id == each.project)).all() for each in (one, other)]
    assert found[0] == found[1]
    assert timedelta(0) < found[0][0].first_at - said[0].received_at
