"""What the ledger promises, one sentence a test, on both databases.

Each test runs twice on each: once as things are, and once on a connection that loses the answer of every commit, so that all work is done
again from its start. Nothing may differ.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, update

from burnish.core.ids import new_id
from burnish.core.runs import Resources
from burnish.errors import ConflictError, DataError, LeaseLostError, NotFoundError
from burnish.store.database import Database, Transaction
from burnish.store.leases import Entry, Lease, LogRow, MetricsRow, Offer
from burnish.store.ledger import Ledger
from burnish.store.tables import runs
from tests.store.ground import Ground, entry_of, saved

T = TypeVar("T")


class Forgetful(Database):
    """A database whose every commit gets through, and whose answer is lost: the work is done again, as after a broken connection."""

    def retrying(self, work: Callable[[Transaction], T], **options: Any) -> T:
        super().retrying(work, **options)
        return super().retrying(work, **options)


LOST = pytest.param(Forgetful, id="answers are lost", marks=pytest.mark.slow)


@pytest.fixture(params=[pytest.param(Database, id="answers arrive"), LOST])
def ground(request: pytest.FixtureRequest, database_url: str) -> Iterator[Ground]:
    database = request.param.open(database_url)
    yield Ground.made(database)
    database.close()


# -- 1 ---------------------------------------------------------------------------------------------------------------------------


def test_no_run_is_claimed_twice_however_many_claim_at_once(ground: Ground) -> None:
    made = {ground.enqueue(f"run {number}").id for number in range(40)}
    got: list[Lease] = []

    def take(worker: str) -> None:
        while (claim := ground.claim(worker)) is not None:
            got.append(claim.lease)

    threads = [threading.Thread(target=take, args=(f"worker {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(lease.run_id for lease in got) == sorted(made)
    assert {(lease.attempt, lease.fence) for lease in got} == {(1, 1)}
    for lease in got:
        view = ground.runs.get(lease.run_id)
        assert (view.status, view.worker, view.attempt) == ("leased", lease.worker, 1)


# -- 2 ---------------------------------------------------------------------------------------------------------------------------

FENCED: dict[str, Callable[[Ledger, Lease], Any]] = {
    "begin": lambda ledger, lease: ledger.begin(lease),
    "heartbeat": lambda ledger, lease: ledger.heartbeat(lease),
    "record": lambda ledger, lease: ledger.record(lease, entry_of(3, save=True)),
    "finish": lambda ledger, lease: ledger.finish(lease, final=(saved(5, name="final"),)),
    "fail": lambda ledger, lease: ledger.fail(lease, "error", "broken"),
    "settle": lambda ledger, lease: ledger.settle(lease),
    "give back": lambda ledger, lease: ledger.give_back(lease),
}


@pytest.mark.parametrize("verb", FENCED)
def test_a_stale_fencing_token_writes_nothing(ground: Ground, verb: str) -> None:
    run = ground.enqueue().id
    zombie = ground.begun("zombie")
    ground.step(zombie, 0)
    ground.end_lease(run)
    heir = ground.begun("heir")
    before, rows = ground.runs.get(run), ground.counted()
    with pytest.raises(LeaseLostError, match="heir"):
        FENCED[verb](ground.ledger, zombie)
    assert (ground.runs.get(run), ground.counted()) == (before, rows)
    ground.step(heir, 0)


# -- 3 ---------------------------------------------------------------------------------------------------------------------------


def test_effects_happen_once_however_often_an_entry_is_sent(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    for step in range(5):
        entry = entry_of(step, save=True)
        answers = {ground.ledger.record(lease, entry).wanted for _ in range(3)}
        assert answers == {"run"}
    ground.ledger.record(lease, entry_of(1, save=True))  # one that comes late
    final = saved(5, name="final")
    for _ in range(3):
        ground.ledger.finish(lease, final=(final,))
    assert ground.steps_of(run) == [0, 1, 2, 3, 4]
    assert ground.events_of(run) == ["queued", "leased", "started", *["noted", "checkpoint"] * 5, "succeeded"]
    assert [checkpoint.step for checkpoint in ground.runs.checkpoints(run)] == [5, 5, 4, 3, 2, 1]
    assert ground.runs.get(run).checkpoint == final.id


def test_an_entry_is_written_whole_or_not_at_all(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    before = ground.counted()
    wrong = Entry(1, step=1, metrics=(MetricsRow(0, {"reward": 1.0}), MetricsRow(1, {"reward": float("nan")})), logs=(LogRow("fine"),))
    with pytest.raises(DataError):
        ground.ledger.record(lease, wrong)
    assert (ground.counted(), ground.runs.get(run).step) == (before, 0)
    ground.step(lease, 0)
    assert ground.steps_of(run) == [0]


# -- 4 ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("skew_seconds", [2 * 86_400, -3600])
def test_the_clock_of_the_caller_does_not_matter(ground: Ground, skew_seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    true, true_ns = time.time, time.time_ns
    with monkeypatch.context() as skewed:
        skewed.setattr(time, "time", lambda: true() + skew_seconds)
        skewed.setattr(time, "time_ns", lambda: true_ns() + skew_seconds * 10**9)
        first = ground.enqueue("made on a machine with a wrong clock").id
        run = ground.begun("machine with a wrong clock")
    second = ground.enqueue("later").id
    assert run.run_id == first
    with monkeypatch.context() as skewed:
        skewed.setattr(time, "time", lambda: true() + skew_seconds)
        ground.ledger.heartbeat(run)
    claim = ground.claim("right clock")
    assert claim is not None
    assert claim.lease.run_id == second  # the first one's lease still holds
    assert ground.claim("right clock") is None
    ground.end_lease(first)
    taken = ground.claim("right clock")
    assert taken is not None
    assert taken.lease.run_id == first


# -- 5 ---------------------------------------------------------------------------------------------------------------------------


def test_an_idempotency_key_makes_one_run(ground: Ground) -> None:
    made: list[str] = []

    def ask() -> None:
        made.append(ground.enqueue("same", idempotency_key="key").id)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == 1
    with pytest.raises(ConflictError, match="key"):
        ground.enqueue("something else", idempotency_key="key")
    other = Ground.made(ground.database, "second")
    assert other.enqueue("same", idempotency_key="key").id not in made
    assert len(ground.runs.list().runs) == 1


# -- 6 ---------------------------------------------------------------------------------------------------------------------------


def test_higher_priority_goes_first_and_then_the_older_one(ground: Ground) -> None:
    priorities = [0, 5, 0, -3, 5, 0]
    names = [f"{number}" for number in range(len(priorities))]
    for name, priority in zip(names, priorities, strict=True):
        ground.enqueue(name, priority=priority)
    order = []
    while (claim := ground.claim()) is not None:
        order.append(claim.name)
    assert order == ["1", "4", "0", "2", "5", "3"]


def test_a_run_that_lost_its_worker_keeps_its_place(ground: Ground) -> None:
    first, second = ground.enqueue("first").id, ground.enqueue("second").id
    ground.begun()
    ground.end_lease(first)
    order = [claim.lease.run_id for claim in (ground.claim(), ground.claim()) if claim is not None]
    assert order == [first, second]


def test_a_worker_gets_only_what_it_can_run(ground: Ground) -> None:
    ground.enqueue("large", resources=Resources(cores=16, memory_gb=64, gpus=2))
    ground.enqueue("elsewhere", pool="gpus")
    small = ground.enqueue("small", resources=Resources(cores=2, memory_gb=4)).id
    other = Ground.made(ground.database, "second")
    foreign = other.enqueue("of another project", priority=9).id
    offer = {"cores": 2, "memory_bytes": 4 * 10**9, "gpus": 0, "projects": (ground.project,)}
    for lacking in ({"cores": 1}, {"memory_bytes": 4 * 10**9 - 1}, {"pools": ("other",)}, {"projects": (new_id("project"),)}):
        assert ground.claim(**{**offer, **lacking}) is None
    claim = ground.claim(**offer)
    assert claim is not None
    assert claim.lease.run_id == small
    assert ground.claim(**offer) is None
    taken = ground.claim(cores=1)
    assert taken is not None
    assert taken.lease.run_id == foreign


# -- 7 ---------------------------------------------------------------------------------------------------------------------------


def test_a_run_that_kills_its_workers_ends_as_lost_with_the_last_traceback(ground: Ground) -> None:
    run = ground.enqueue(max_attempts=3).id
    ground.begun("first victim")
    ground.end_lease(run)
    second = ground.begun("second victim")
    assert second.attempt == 2
    ground.ledger.give_back(second, died=True, message="exit code 139", traceback="Fatal Python error: Segmentation fault")
    third = ground.begun("third victim")
    ground.step(third, 0)
    ground.end_lease(run)
    assert ground.claim() is None
    view = ground.runs.get(run)
    assert (view.status, view.failure, view.attempt) == ("failed", "lost", 3)
    assert "3 workers" in view.message
    assert [attempt.outcome for attempt in ground.runs.attempts(run)] == ["lost", "lost", "lost"]
    assert ground.runs.attempts(run)[1].traceback == "Fatal Python error: Segmentation fault"
    assert "Segmentation fault" in view.message
    with pytest.raises(LeaseLostError, match="failed"):
        ground.step(third, 1)


def test_giving_a_run_back_does_not_count_against_it(ground: Ground) -> None:
    run = ground.enqueue(max_attempts=1).id
    for number in range(1, 4):
        lease = ground.begun()
        assert lease.attempt == number
        ground.ledger.give_back(lease, message="the worker was asked to stop")
    assert ground.runs.get(run).status == "queued"
    ground.ledger.finish(ground.begun())
    assert [attempt.outcome for attempt in ground.runs.attempts(run)] == ["released"] * 3 + ["succeeded"]


def test_a_run_given_back_for_a_while_waits_that_long(ground: Ground) -> None:
    ground.enqueue()
    ground.ledger.give_back(ground.begun(), message="the disk is full", delay_seconds=60)
    assert ground.claim() is None
    second = ground.enqueue("second").id
    ground.ledger.give_back(ground.begun(), delay_seconds=0.05)
    time.sleep(0.1)
    claim = ground.claim()
    assert claim is not None
    assert claim.lease.run_id == second


# -- 8 ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "ends_as"), [("cancel", "cancelled"), ("pause", "paused")])
def test_cancel_and_pause_are_seen_at_the_next_step_or_heartbeat(ground: Ground, asked: str, ends_as: str) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    assert ground.step(lease, 0).wanted == "run"
    view = getattr(ground.runs, asked)(run, by="ann")
    assert (view.status, view.wanted) == ("running", asked)
    assert ground.ledger.heartbeat(lease).wanted == asked
    assert ground.step(lease, 1, save=True).wanted == asked
    assert ground.ledger.settle(lease) == ends_as
    assert ground.runs.get(run).status == ends_as
    assert ground.claim() is None
    with pytest.raises(LeaseLostError):
        ground.step(lease, 2)


@pytest.mark.parametrize(("asked", "ends_as"), [("cancel", "cancelled"), ("pause", "paused")])
def test_cancel_and_pause_of_what_nobody_works_on_act_at_once(ground: Ground, asked: str, ends_as: str) -> None:
    orphaned, waiting = ground.enqueue("orphaned").id, ground.enqueue("waiting").id
    lease = ground.begun()
    assert lease.run_id == orphaned
    for run in (waiting, orphaned):
        getattr(ground.runs, asked)(run, by="ann")
        getattr(ground.runs, asked)(run, by="ann")
    ground.end_lease(orphaned)
    assert ground.claim() is None
    assert [ground.runs.get(run).status for run in (waiting, orphaned)] == [ends_as, ends_as]
    assert ground.runs.attempts(orphaned)[0].outcome == "lost"


def test_a_paused_run_goes_on_when_resumed(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    ground.step(lease, 0, save=True)
    ground.runs.pause(run, by="ann")
    ground.ledger.settle(lease)
    assert ground.runs.resume(run, by="ann").status == "queued"
    claim = ground.claim()
    assert claim is not None
    assert (claim.lease.attempt, claim.points[0].step) == (2, 1)


def test_a_pause_can_be_taken_back_before_it_acts(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    ground.runs.pause(run, by="ann")
    ground.runs.resume(run, by="ann")
    assert ground.step(lease, 0).wanted == "run"
    ground.runs.pause(run, by="ann")
    ground.runs.resume(run, by="ann")
    assert ground.ledger.settle(lease) == "queued"  # a worker that had stopped already
    assert ground.claim() is not None


# -- 9 ---------------------------------------------------------------------------------------------------------------------------


def test_a_heartbeat_extends_its_own_lease_and_no_other(ground: Ground) -> None:
    first, second = ground.enqueue("first").id, ground.enqueue("second").id
    mine = ground.begun("mine")
    ground.begun("theirs")
    theirs = ground.runs.get(second).lease_until
    before = ground.runs.get(first).lease_until
    time.sleep(0.01)
    standing = ground.ledger.heartbeat(mine)
    assert before is not None
    assert standing.lease_until > before
    assert ground.runs.get(first).lease_until == standing.lease_until
    assert ground.runs.get(second).lease_until == theirs
    ground.end_lease(second)
    ground.ledger.heartbeat(mine)
    claim = ground.claim("heir")
    assert claim is not None
    assert claim.lease.run_id == second


def test_a_lease_that_ended_holds_on_until_somebody_takes_the_run(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    ground.end_lease(run)
    ground.step(lease, 0)
    assert ground.claim() is None
    ground.ledger.finish(lease)
    assert ground.runs.get(run).status == "succeeded"


# -- 10 --------------------------------------------------------------------------------------------------------------------------

ENDINGS: dict[str, Callable[[Ground, Lease], Any]] = {
    "succeeded": lambda ground, lease: ground.ledger.finish(lease, message="budget: 5 steps"),
    "failed": lambda ground, lease: ground.ledger.fail(lease, "diverged", "loss is nan", "Traceback …"),
    "cancelled": lambda ground, lease: (ground.runs.cancel(lease.run_id, by="ann"), ground.ledger.settle(lease)),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_end_is_final(ground: Ground, ending: str) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    ENDINGS[ending](ground, lease)
    ended, rows = ground.runs.get(run), ground.counted()
    assert ended.status == ending
    assert ended.finished_at is not None
    for verb, call in FENCED.items():
        if (verb, ending) in {("finish", "succeeded"), ("fail", "failed"), ("settle", "cancelled")}:
            call(ground.ledger, lease)  # said once more, and answered once more
            continue
        with pytest.raises(LeaseLostError, match=ending):
            call(ground.ledger, lease)
    if ending == "cancelled":
        ground.runs.cancel(run, by="ann")
    else:
        with pytest.raises(ConflictError, match=ending):
            ground.runs.cancel(run, by="ann")
    for asked in (ground.runs.pause, ground.runs.resume):
        with pytest.raises(ConflictError, match=ending):
            asked(run, by="ann")
    ground.end_lease(run)
    assert ground.claim() is None
    assert (ground.runs.get(run), ground.counted()) == (ended, rows)


def test_a_run_that_failed_says_why(ground: Ground) -> None:
    run = ground.enqueue().id
    ground.ledger.fail(ground.begun(), "out_of_memory", "the kernel killed the rank", "Traceback …")
    view = ground.runs.get(run)
    assert (view.status, view.failure, view.message) == ("failed", "out_of_memory", "the kernel killed the rank")
    (attempt,) = ground.runs.attempts(run)
    assert (attempt.outcome, attempt.message, attempt.traceback) == ("failed", "the kernel killed the rank", "Traceback …")


# -- 11 --------------------------------------------------------------------------------------------------------------------------


def test_a_run_goes_on_from_the_newest_place_it_recorded(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    for step in range(4):
        ground.step(lease, step, save=step in (0, 2))
    ground.end_lease(run)
    claim = ground.claim("heir")
    assert claim is not None
    assert [(point.loop, point.step, point.state) for point in claim.points] == [(0, 3, {"total": 3}), (0, 1, {"total": 1})]
    assert claim.points[0].checkpoints["policy"].url == "/checkpoints/policy/step-3"
    ground.ledger.begin(claim.lease, point=claim.points[0])
    assert ground.steps_of(run) == [0, 1, 2]  # what came after it is done again
    for step in range(3, 5):
        ground.step(claim.lease, step, number=step - 2, save=True)
    ground.ledger.finish(claim.lease)
    assert ground.steps_of(run) == [0, 1, 2, 3, 4]
    assert "resumed" in ground.events_of(run)


def test_a_place_that_does_not_verify_is_forgotten(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    for step in range(3):
        ground.step(lease, step, save=True)
    ground.end_lease(run)
    claim = ground.claim("heir")
    assert claim is not None
    ground.ledger.begin(claim.lease, point=claim.points[1], refused={claim.points[0].checkpoints["policy"].id: "one byte is wrong"})
    assert [checkpoint.step for checkpoint in ground.runs.checkpoints(run)] == [2, 1]
    assert ground.steps_of(run) == [0, 1]
    assert ground.events_of(run)[-2:] == ["checkpoint_refused", "resumed"]
    ground.step(claim.lease, 2, number=1, save=True)  # the same place, saved again
    assert [checkpoint.step for checkpoint in ground.runs.checkpoints(run)] == [3, 2, 1]


def test_a_checkpoint_whose_files_are_deleted_is_no_place_to_go_on_from(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    for step in range(3):
        ground.step(lease, step, save=True)
    oldest = ground.runs.checkpoints(run)[-1]
    ground.ledger.record(lease, Entry(4, removed=(oldest.id,)))
    ground.end_lease(run)
    claim = ground.claim("heir")
    assert claim is not None
    assert [point.step for point in claim.points] == [3, 2]


# -- 12 --------------------------------------------------------------------------------------------------------------------------


def test_lineage_of_clones_and_retries_is_kept(ground: Ground) -> None:
    parent = ground.enqueue("parent", tags={"task": "demo"}, priority=4)
    lease = ground.begun()
    ground.step(lease, 0, save=True)
    ground.ledger.fail(lease, "error", "broken")
    clone = ground.runs.clone(parent.id, by="ann")
    retry = ground.runs.retry(parent.id, by="ann")
    for copy in (clone, retry):
        assert (copy.parent, copy.spec, copy.status, copy.name) == (parent.id, parent.spec, "queued", "parent")
    assert (clone.tags, clone.priority, clone.created_by) == ({"task": "demo"}, 4, "ann")
    assert {run.id for run in ground.runs.list(parent=parent.id).runs} == {clone.id, retry.id}
    first, second = ground.claim(), ground.claim()
    assert first is not None
    assert second is not None
    assert (first.lease.run_id, first.points) == (clone.id, ())  # from its start
    assert (second.lease.run_id, [point.step for point in second.points]) == (retry.id, [1])  # from where the parent was
    grandchild = ground.runs.clone(clone.id, by="ann")
    assert [run.id for run in ground.runs.ancestors(grandchild.id)] == [clone.id, parent.id]
    with pytest.raises(ConflictError, match="queued"):
        ground.runs.retry(grandchild.id, by="ann")


def test_a_run_of_another_project_does_not_exist(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    other = Ground.made(ground.database, "second").runs
    calls: list[Callable[[], Any]] = [
        lambda: other.get(run),
        lambda: other.cancel(run, by="eve"),
        lambda: other.pause(run, by="eve"),
        lambda: other.resume(run, by="eve"),
        lambda: other.clone(run, by="eve"),
        lambda: other.retry(run, by="eve"),
        lambda: other.edit(run, name="mine"),
        lambda: other.remove(run),
        lambda: other.metrics(run),
        lambda: other.logs(run),
        lambda: other.events(run),
        lambda: other.episodes(run),
        lambda: other.attempts(run),
        lambda: other.checkpoints(run),
        lambda: other.ancestors(run),
    ]
    for call in calls:
        with pytest.raises(NotFoundError, match="no run"):
            call()
    assert other.list().runs == ()
    assert other.list(parent=run).runs == ()
    forged = Lease(other.project_id, run, lease.worker, lease.attempt, lease.attempt_id, lease.fence, 60)
    for verb in FENCED.values():
        with pytest.raises(LeaseLostError):
            verb(ground.ledger, forged)
    assert ground.runs.get(run).wanted == "run"


def test_an_offer_with_nothing_gets_nothing(ground: Ground) -> None:
    ground.enqueue()
    assert ground.ledger.claim(Offer("worker", cores=0, memory_bytes=0), lease_seconds=60) is None


def test_a_run_whose_spec_cannot_be_read_fails_and_holds_nobody_up(ground: Ground) -> None:
    first, second = ground.enqueue("of another version", priority=5).id, ground.enqueue("of this version").id
    unreadable = {"recipe": "grpo", "field_of_another_version": 1}
    with ground.database.write() as transaction:
        transaction.execute(update(runs).where(runs.c.project_id == ground.project, runs.c.id == first).values(spec=unreadable))
    claim = ground.claim()
    assert claim is not None
    assert claim.lease.run_id == second
    assert ground.claim() is None
    columns = (runs.c.status, runs.c.failure, runs.c.message, runs.c.worker)
    with ground.database.read() as transaction:
        row = transaction.execute(select(*columns).where(runs.c.project_id == ground.project, runs.c.id == first)).one()
    assert (row.status, row.failure, row.worker) == ("failed", "invalid", "")
    assert "this version cannot read the run's spec" in row.message
    assert ground.events_of(first) == ["queued", "leased", "failed"]
