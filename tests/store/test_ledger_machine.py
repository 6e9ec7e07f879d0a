"""The ledger against a model of it: whatever workers and people do, in whatever order, both say the same."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Table, select, update

from burnish.core.ids import new_id
from burnish.core.runs import ENDED
from burnish.errors import ConflictError, LeaseLostError
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.leases import Lease, Offer
from burnish.store.run_rows import points_of
from burnish.store.tables import run_attempts, run_checkpoints, run_events, run_metrics, runs
from tests.store.ground import Ground, entry_of, new_project

HELD = {"leased", "running"}
ENDINGS = ("finish", "fail", "settle", "give back", "die")
STREAMS = (run_metrics, run_checkpoints, run_events, run_attempts)
MOST_RUNS = 4  # few, so that much happens to each


@dataclass
class Modelled:
    """What should be true of one run."""

    id: str
    priority: int
    max_attempts: int
    order: int
    status: str = "queued"
    wanted: str = "run"
    failure: str | None = None
    attempt: int = 0
    deaths: int = 0
    ended_lease: bool = False  # the lease is over by the clock, though nobody has noticed
    lease: Lease | None = None
    steps: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    entry: int = 0
    last: Any = None
    ends: int = 0

    def let_go(self, status: str) -> None:
        self.status, self.wanted, self.lease, self.ended_lease = status, "run", None, False
        self.ends += status in ENDED

    def taken_back(self, died: bool) -> None:
        self.deaths += died
        if self.wanted == "cancel":
            self.let_go("cancelled")
        elif self.wanted == "pause":
            self.let_go("paused")
        elif died and self.deaths >= self.max_attempts:
            self.failure = "lost"
            self.let_go("failed")
        else:
            self.let_go("queued")


class Machine(RuleBasedStateMachine):
    """Rules that do the same to both."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.ground.project = new_project(ground.database, new_id("project"))
        self.model: dict[str, Modelled] = {}
        self.stale: list[Lease] = []

    # -- rules -------------------------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.model) < MOST_RUNS)
    @rule(priority=st.integers(-1, 1), max_attempts=st.integers(1, 3))
    def enqueue(self, priority: int, max_attempts: int) -> None:
        run = self.ground.enqueue(priority=priority, max_attempts=max_attempts)
        self.model[run.id] = Modelled(run.id, priority, max_attempts, len(self.model))

    @precondition(lambda self: self._in("queued"))
    @rule(begin=st.booleans())
    def claim(self, begin: bool) -> None:
        self._claim()
        if begin:
            for run in self._in("leased"):
                self._begin(run)

    @precondition(lambda self: not self._in("queued"))
    @rule()
    def claim_in_vain(self) -> None:
        self._claim()

    @rule()
    def sweep(self) -> None:
        self.ground.ledger.sweep()
        self._sweep_model()

    @precondition(lambda self: self._in("leased"))
    @rule(choice=st.integers(0, 99))
    def begin(self, choice: int) -> None:
        self._begin(self._pick(self._in("leased"), choice))

    @precondition(lambda self: self._in("running"))
    @rule(choice=st.integers(0, 99), saves=st.lists(st.booleans(), min_size=1, max_size=4), repeat=st.booleans())
    def record(self, choice: int, saves: list[bool], repeat: bool) -> None:
        run = self._pick(self._in("running"), choice)
        for save in saves:
            self._record(run, repeat=False, save=save)
        if repeat:
            self._record(run, repeat=True, save=False)
            self.ground.ledger.begin(self._lease(run))  # said again: nothing is removed

    @precondition(lambda self: self._in("leased"))
    @rule(choice=st.integers(0, 99))
    def record_too_early(self, choice: int) -> None:
        with pytest.raises(LeaseLostError):
            self.ground.ledger.record(self._lease(self._pick(self._in("leased"), choice)), entry_of(0, number=1))

    @precondition(lambda self: self._in("leased", "running"))
    @rule(choice=st.integers(0, 99))
    def heartbeat(self, choice: int) -> None:
        run = self._pick(self._in("leased", "running"), choice)
        assert self.ground.ledger.heartbeat(self._lease(run)).wanted == run.wanted
        run.ended_lease = False

    @precondition(lambda self: self._in("leased", "running"))
    @rule(choice=st.integers(0, 99), verb=st.sampled_from(ENDINGS))
    def end(self, choice: int, verb: str) -> None:
        self._end(self._pick(self._in("leased", "running"), choice), verb)

    @precondition(lambda self: self._in("leased", "running"))
    @rule(choice=st.integers(0, 99), asked=st.sampled_from(["", "", "pause", "cancel"]), taken_over=st.booleans())
    def time_passes(self, choice: int, asked: str, taken_over: bool) -> None:
        run = self._pick(self._in("leased", "running"), choice)
        if asked and run.wanted == "run":
            getattr(self.ground.runs, asked)(run.id, by="ann")
            run.wanted = asked
        with self.ground.database.write() as transaction:
            ended = update(runs).where(runs.c.id == run.id).values(lease_until=now(-1))
            transaction.execute(ended, execution_options={ACROSS_PROJECTS: True})
        run.ended_lease = True
        if taken_over:
            self._claim()
            for leased in self._in("leased"):
                self._begin(leased)

    @precondition(lambda self: self.model)
    @rule(choice=st.integers(0, 99), verb=st.sampled_from(["cancel", "pause", "resume"]))
    def steer(self, choice: int, verb: str) -> None:
        run = self._pick(list(self.model.values()), choice)
        call = getattr(self.ground.runs, verb)
        if run.status == "cancelled" and verb == "cancel":
            call(run.id, by="ann")
        elif run.status in ENDED or (run.wanted == "cancel" and verb != "cancel"):
            with pytest.raises(ConflictError):
                call(run.id, by="ann")
        else:
            call(run.id, by="ann")
            self._steered(run, verb)

    @precondition(lambda self: self.stale)
    @rule(choice=st.integers(0, 99), verb=st.sampled_from(["heartbeat", "begin", "record", "finish", "fail"]))
    def zombie(self, choice: int, verb: str) -> None:
        lease, ledger = self.stale[choice % len(self.stale)], self.ground.ledger
        calls = {
            "heartbeat": lambda: ledger.heartbeat(lease),
            "begin": lambda: ledger.begin(lease),
            "record": lambda: ledger.record(lease, entry_of(7, number=99, save=True)),
            "finish": lambda: ledger.finish(lease),
            "fail": lambda: ledger.fail(lease, "error", "late"),
        }
        with pytest.raises(LeaseLostError):
            calls[verb]()

    # -- what both must agree on -------------------------------------------------------------------------------------------------

    @invariant()
    def both_say_the_same(self) -> None:
        views = {view.id: view for view in self.ground.runs.list(limit=200).runs}
        assert views.keys() == self.model.keys()
        with self.ground.database.read() as transaction:
            metrics, checkpoints, events, attempts = (self._rows(transaction, table) for table in STREAMS)
        for run in self.model.values():
            view = views[run.id]
            said = (view.status, view.wanted, view.failure, view.attempt, view.lease_until is not None, view.finished_at is not None)
            assert said == (run.status, run.wanted, run.failure, run.attempt, run.status in HELD, run.status in ENDED)
            assert [row.step for row in metrics[run.id]] == run.steps
            assert [row.step for row in checkpoints[run.id]] == run.points
            assert sum(row.kind in ENDED for row in events[run.id]) == run.ends <= 1
            assert sum(row.ended_at is None for row in attempts[run.id]) == (run.status in HELD)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _claim(self) -> None:
        self._sweep_model()
        offer = Offer("worker", cores=1, memory_bytes=1, projects=(self.ground.project,))
        claim = self.ground.ledger.claim(offer, lease_seconds=3600)
        if not (queued := self._in("queued")):
            assert claim is None
            return
        expected = min(queued, key=lambda run: (-run.priority, run.order))
        assert claim is not None
        assert claim.lease.run_id == expected.id
        assert [point.step for point in claim.points] == expected.points[::-1]
        expected.status, expected.lease, expected.entry, expected.last = "leased", claim.lease, 0, None
        expected.attempt += 1

    def _begin(self, run: Modelled) -> None:
        with self.ground.database.read() as transaction:
            points = points_of(transaction, self.ground.project, run.id)
        assert [point.step for point in points] == run.points[::-1]
        self.ground.ledger.begin(self._lease(run), point=points[0] if points else None)
        run.status, run.ended_lease = "running", False
        start = run.points[-1] if run.points else 0
        run.steps = [step for step in run.steps if step < start]

    def _record(self, run: Modelled, *, repeat: bool, save: bool) -> None:
        lease = self._lease(run)
        if not repeat:
            step, run.entry = len(run.steps), run.entry + 1
            run.last = entry_of(step, number=run.entry, save=save)
            run.steps.append(step)
            run.points += [step + 1] if save else []
            run.ended_lease = False
        assert self.ground.ledger.record(lease, run.last).wanted == run.wanted

    def _end(self, run: Modelled, verb: str) -> None:
        lease, ledger = self._lease(run), self.ground.ledger
        self.stale.append(lease)
        if verb == "finish":
            ledger.finish(lease)
            self.stale.pop()  # saying it again is answered again
            run.let_go("succeeded")
        elif verb == "fail":
            ledger.fail(lease, "error", "broken")
            self.stale.pop()
            run.failure = "error"
            run.let_go("failed")
        elif verb == "settle":
            status = {"cancel": "cancelled", "pause": "paused", "run": "queued"}[run.wanted]
            assert ledger.settle(lease) == status
            run.let_go(status)
        else:
            run.taken_back(verb == "die")
            assert ledger.give_back(lease, died=verb == "die") == run.status

    def _steered(self, run: Modelled, verb: str) -> None:
        held = run.status in HELD
        if verb == "resume":
            run.wanted = "run"
            run.status = "queued" if run.status == "paused" else run.status
        elif held:
            run.wanted = verb
        else:
            run.status = {"cancel": "cancelled", "pause": "paused"}[verb]
            run.ends += run.status in ENDED

    def _sweep_model(self) -> None:
        for run in self.model.values():
            if run.ended_lease and run.lease is not None:
                self.stale.append(run.lease)
                run.taken_back(died=True)

    def _rows(self, transaction: Transaction, table: Table) -> dict[str, list[Any]]:
        """Rows of all runs, by run, in the order of writing."""
        order = table.c.sequence if "sequence" in table.c else table.c.number
        found: dict[str, list[Any]] = defaultdict(list)
        for row in transaction.execute(select(table).where(table.c.project_id == self.ground.project).order_by(order)):
            found[row.run_id].append(row)
        return found

    def _in(self, *statuses: str) -> list[Modelled]:
        return [run for run in self.model.values() if run.status in statuses]

    @staticmethod
    def _lease(run: Modelled) -> Lease:
        assert run.lease is not None
        return run.lease

    @staticmethod
    def _pick(found: list[Modelled], choice: int) -> Modelled:
        return found[choice % len(found)]


def _check(database: Database, examples: int, steps: int) -> None:
    ground = Ground(database, "")
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
    run_state_machine_as_test(lambda: Machine(ground), settings=chosen)  # type: ignore[arg-type, return-value]


@pytest.mark.slow
def test_ledger_and_model_agree(database: Database) -> None:
    _check(database, examples=30 if database.dialect == "sqlite" else 10, steps=50)


@pytest.mark.soak
def test_ledger_and_model_agree_for_long(database: Database) -> None:
    _check(database, examples=200, steps=80)
