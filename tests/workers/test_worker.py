"""A worker and the processes of its runs: from the queue to the end, and everything that may come between."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.databases import only_sqlite
from tests.workers.ground import Ground, small_spec, whole

pytestmark = pytest.mark.slow


def test_a_run_goes_from_the_queue_to_its_end(ground: Ground) -> None:
    ground.worker()
    run = ground.enqueue(small_spec(env="shorter"))
    view = ground.wait_for_end(run)
    assert (view.status, view.message, view.attempt, view.step, view.steps) == ("succeeded", "", 1, 6, 6), ground.told()
    assert ground.steps_of(run) == [0, 1, 2, 3, 4, 5]
    assert ground.kinds_of(run) == ["queued", "leased", "started", "checkpoint", "checkpoint", "checkpoint", "succeeded"]
    (attempt,) = ground.runs.attempts(run)
    assert attempt.environment["packages"]["numpy"]
    episodes = ground.runs.episodes(run)
    assert {episode.step for episode in episodes} == set(range(6))
    assert episodes[0].episode["messages"][0]["role"] == "user"
    assert "turns" not in episodes[0].episode or not episodes[0].episode["turns"]
    kept = sorted(path.name for path in (ground.folder / run / "checkpoints/1/policy").iterdir())
    assert kept == ["final", "step-4", "step-6"]
    assert [checkpoint.name for checkpoint in ground.runs.checkpoints(run)] == ["final", "step-6", "step-4"]
    kept = [row.episode for row in ground.runs.episodes(run)]
    assert kept and all(one["dropped_tokens"] > 0 and not one["turns"] for one in kept), "how many tokens, and not which"


def test_a_cancelled_run_stops_after_its_step(ground: Ground) -> None:
    ground.worker()
    run = ground.enqueue(small_spec(steps=500))
    ground.wait_for_step(run, 2)
    ground.runs.cancel(run, by="user")
    view = ground.wait_for_end(run)
    assert (view.status, view.failure) == ("cancelled", None)
    assert 2 <= view.step < 400
    assert ground.steps_of(run) == list(range(view.step))


def test_a_paused_run_is_saved_and_goes_on_where_it_was(ground: Ground) -> None:
    ground.worker()
    spec = small_spec(steps=80, every=1000)
    run = ground.enqueue(spec)
    ground.wait_for_step(run, 3)
    ground.runs.pause(run, by="user")
    paused = ground.wait(lambda: (view := ground.runs.get(run)).status == "paused" and view)
    assert paused.worker == ""
    assert [checkpoint.step for checkpoint in ground.runs.checkpoints(run)] == [paused.step]
    ground.runs.resume(run, by="user")
    view = ground.wait_for_end(run)
    assert (view.status, view.attempt) == ("succeeded", 2), ground.told()
    assert ground.steps_of(run) == list(range(80))
    assert "resumed" in ground.kinds_of(run)
    ground.check_whole(run)


def test_a_worker_that_is_told_to_stop_gives_its_runs_back_and_loses_nothing(ground: Ground) -> None:
    worker = ground.worker()
    run = ground.enqueue(small_spec(steps=80, every=1000))
    ground.wait_for_step(run, 3)
    worker.terminate()
    assert worker.wait(15) == 0, ground.told()
    view = ground.runs.get(run)
    assert (view.status, view.worker) == ("queued", "")
    assert ground.runs.attempts(run)[0].outcome == "released"
    assert [checkpoint.step for checkpoint in ground.runs.checkpoints(run)] == [view.step]
    ground.worker()
    ground.wait_for_end(run)
    ground.check_whole(run)
    assert ground.kinds_of(run).count("lost") == 0


def test_the_runs_of_a_worker_that_is_killed_save_and_go_on_in_another_one(ground: Ground) -> None:
    worker = ground.worker()
    run = ground.enqueue(small_spec(steps=80, every=1000))
    ground.wait_for_step(run, 3)
    worker.kill()
    worker.wait()
    ground.wait(lambda: ground.runs.get(run).status == "queued", seconds=5)  # long before the lease of 60 s ends
    ground.worker()
    ground.wait_for_end(run)
    ground.check_whole(run)


def test_a_run_whose_process_is_killed_goes_on_from_its_newest_checkpoint(ground: Ground) -> None:
    ground.worker()
    spec = small_spec(steps=40, every=5)
    run = ground.enqueue(spec)
    ground.wait_for_step(run, 12)
    os.kill(ground.process_of(run), signal.SIGKILL)
    view = ground.wait_for_end(run)
    assert (view.status, view.attempt) == ("succeeded", 2), ground.told()
    first = ground.runs.attempts(run)[0]
    assert (first.outcome, first.message) == ("lost", "the run's process was killed by SIGKILL")
    assert ground.steps_of(run) == list(range(40))
    resumed = next(event for event in ground.runs.events(run) if event.kind == "resumed")
    assert resumed.details["step"] >= 10
    ground.check_whole(run)


def test_a_frozen_process_loses_its_run_and_writes_nothing_when_it_wakes(ground: Ground) -> None:
    frozen_worker = ground.worker("3")
    spec = small_spec(steps=80, every=5)
    run = ground.enqueue(spec)
    ground.wait_for_step(run, 7)
    frozen = ground.process_of(run)
    frozen_worker.send_signal(signal.SIGSTOP)
    os.kill(frozen, signal.SIGSTOP)
    ground.worker("3")
    ground.wait(lambda: ground.runs.get(run).attempt == 2)
    ground.process_of(run)
    os.kill(frozen, signal.SIGCONT)
    frozen_worker.send_signal(signal.SIGCONT)
    ground.wait_for_end(run)
    ground.wait(lambda: not alive(frozen))
    ground.check_whole(run)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@only_sqlite
def test_a_corrupt_checkpoint_is_refused_told_of_and_the_one_before_it_used(ground: Ground) -> None:
    worker = ground.worker()
    spec = small_spec(steps=40, every=5)
    run = ground.enqueue(spec)
    ground.wait_for_step(run, 12)
    worker.terminate()
    assert worker.wait(15) == 0
    newest, older = ground.runs.checkpoints(run)[:2]
    weights = ground.folder / run / "checkpoints/1/policy" / newest.name / "arrays.npz"
    flipped = bytearray(weights.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    weights.write_bytes(flipped)
    ground.worker()
    assert ground.wait_for_end(run).status == "succeeded"
    refused, resumed = [event for event in ground.runs.events(run) if event.kind in ("checkpoint_refused", "resumed")]
    assert (refused.details["checkpoint"], resumed.details["step"]) == (newest.id, older.step)
    assert "is corrupt: its SHA-256 is" in refused.message
    ground.check_whole(run)


@only_sqlite
def test_without_any_whole_checkpoint_a_run_starts_again_and_says_so(ground: Ground) -> None:
    worker = ground.worker()
    run = ground.enqueue(small_spec(steps=20, every=2))
    ground.wait_for_step(run, 5)
    worker.terminate()
    assert worker.wait(15) == 0
    for manifest in ground.folder.glob("*/checkpoints/*/policy/*/manifest.json"):
        manifest.unlink()
    ground.worker()
    ground.wait_for_end(run)
    ground.check_whole(run)
    notices = [event.message for event in ground.runs.events(run) if event.kind == "notice"]
    assert "none of the checkpoints of earlier attempts is whole: the run starts again from its beginning" in notices


@only_sqlite
def test_a_run_that_kills_its_processes_ends_as_lost_with_what_they_said(ground: Ground) -> None:
    ground.worker()
    run = ground.enqueue(small_spec(env="fatal"), max_attempts=2)
    view = ground.wait_for_end(run)
    assert (view.status, view.failure, view.attempt) == ("failed", "lost", 2)
    attempts = ground.runs.attempts(run)
    assert [attempt.message for attempt in attempts] == ["the run's process was killed by SIGABRT"] * 2
    assert "Fatal Python error: Aborted" in attempts[1].traceback


@only_sqlite
def test_a_retry_goes_on_where_the_cancelled_run_was(ground: Ground) -> None:
    ground.worker()
    run = ground.enqueue(small_spec(steps=80, every=3))
    ground.wait_for_step(run, 7)
    ground.runs.cancel(run, by="user")
    cancelled = ground.wait_for_end(run)
    retry = ground.runs.retry(run, by="user").id
    assert ground.wait_for_end(retry).status == "succeeded"
    began = 3 * (cancelled.step // 3)
    assert ground.steps_of(retry) == list(range(began, 80))
    assert ground.final_digest(retry) == whole(ground.runs.get(run).spec.model_dump_json()).digest
    kept = [Path(checkpoint.url) for checkpoint in ground.runs.checkpoints(run)]
    assert kept and all(folder.is_dir() for folder in kept)  # the parent's files are the parent's


@only_sqlite
def test_a_worker_takes_no_more_than_it_has(ground: Ground) -> None:
    ground.worker()
    runs = [ground.enqueue(small_spec(steps=30), name=f"{number}") for number in range(4)]
    most = 0
    while any(ground.runs.get(run).status not in ("succeeded", "failed") for run in runs):
        most = max(most, sum(ground.runs.get(run).status in ("leased", "running") for run in runs))
        time.sleep(0.05)
    assert most <= len(os.sched_getaffinity(0))
    assert [ground.runs.get(run).status for run in runs] == ["succeeded"] * 4
