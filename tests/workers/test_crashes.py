"""Storms: many runs, and processes killed, frozen and starved meanwhile. Every run ends once, with the weights of a run left in peace."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
import pytest

from burnish.core.crash_points import CRASH_POINTS
from burnish.core.runs import ENDED
from burnish.errors import StoreError
from tests.databases import only_postgres, only_sqlite
from tests.postgres import Postgres
from tests.workers.ground import Ground, small_spec

LEASE_SECONDS = 4.0


@dataclass
class Storm:
    """What happens to workers while runs are carried out.

    Attributes:
        kills: run processes, and workers with and without all of their runs, that die by SIGKILL.
        frozen: workers that are stopped with all of their runs for longer than a lease, and then go on.
    """

    ground: Ground
    workers: int = 2
    kills: int = 0
    frozen: int = 0
    crash: Callable[[], None] | None = None
    crashes: int = 0
    choose: random.Random = field(default_factory=lambda: random.Random(3))
    thawing: list[tuple[float, list[int]]] = field(default_factory=list)

    def rage(self, runs: list[str], *, kills: int, freezes: int, crashes: int, seconds: float) -> None:
        """Until all runs have ended and all that is asked for has happened."""
        deadline = time.monotonic() + seconds
        for _ in range(self.workers):
            self.ground.worker(str(LEASE_SECONDS))
        while not (self.ended(runs) and not self.thawing):
            assert time.monotonic() < deadline, self.ground.told()[-20_000:]
            time.sleep(self.choose.uniform(0.1, 0.6))
            self.thaw()
            if self.kills < kills:
                self.kill()
            if self.frozen < freezes and self.kills > 1:
                self.freeze()
            if self.crash and self.crashes < crashes and self.kills > self.crashes:
                self.crash()
                self.crashes += 1
        assert self.kills >= kills and self.frozen >= freezes and self.crashes >= crashes, "the runs were over too soon"

    def ended(self, runs: list[str]) -> bool:
        with contextlib.suppress(StoreError):
            counts = self.ground.runs.counts()
            return sum(counts.get(status, 0) for status in ENDED) == len(runs)
        return False

    def kill(self) -> None:
        worker = self.choose.choice([one for one in self.ground.workers if one.poll() is None])
        running = children(worker.pid)
        if not running:
            return
        kind = self.choose.choice(["run", "run", "worker", "machine"])
        doomed = {"run": [self.choose.choice(running)], "worker": [worker.pid], "machine": [worker.pid, *running]}[kind]
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills += 1
        if worker.pid in doomed:
            worker.wait()
            self.ground.worker(str(LEASE_SECONDS))

    def freeze(self) -> None:
        worker = self.choose.choice([one for one in self.ground.workers if one.poll() is None])
        running = children(worker.pid)
        if not running or self.thawing:
            return
        frozen = [worker.pid, *running]
        for pid in frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        self.frozen += 1
        self.thawing.append((time.monotonic() + LEASE_SECONDS + 2, frozen))

    def thaw(self) -> None:
        for due, frozen in list(self.thawing):
            if time.monotonic() > due:
                for pid in frozen:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGCONT)
                self.thawing.remove((due, frozen))


def children(pid: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


def check(ground: Ground, runs: list[str]) -> None:
    for run in runs:
        ground.check_whole(run)
        view, attempts = ground.runs.get(run), ground.runs.attempts(run)
        assert [attempt.number for attempt in attempts] == list(range(1, view.attempt + 1))
        assert [attempt.outcome for attempt in attempts].count("succeeded") == 1
        assert all(attempt.ended_at for attempt in attempts)
        there = {str(path) for path in (ground.folder / run).glob("checkpoints/*/policy/*") if not path.name.startswith(".")}
        assert {checkpoint.url for checkpoint in ground.runs.checkpoints(run)} <= there


def enqueued(ground: Ground, count: int) -> list[str]:
    specs = [small_spec(steps=8, every=2, seed=seed) for seed in range(3)]
    return [ground.enqueue(specs[number % 3], name=f"{number}", max_attempts=20) for number in range(count)]


@pytest.mark.slow
@only_sqlite
def test_runs_survive_a_storm_on_sqlite(ground: Ground) -> None:
    runs = enqueued(ground, 8)
    Storm(ground).rage(runs, kills=4, freezes=1, crashes=0, seconds=120)
    check(ground, runs)


@pytest.mark.slow
@only_postgres
def test_runs_survive_a_storm_and_a_crash_of_postgresql(ground: Ground, postgres: Postgres) -> None:
    runs = enqueued(ground, 8)
    Storm(ground, crash=postgres.crash).rage(runs, kills=4, freezes=1, crashes=1, seconds=120)
    check(ground, runs)


@pytest.mark.slow
@only_sqlite
def test_a_process_may_die_at_any_point_of_a_verb(ground: Ground) -> None:
    places = {"record": ":2", "begin": "", "finish": ""}  # a run that resumed records at least twice more, but not much more
    points = [f"{name}{places[verb]}" for verb in places for name in CRASH_POINTS if name.startswith(f"{verb}.")]
    (ground.home / "crash_points.txt").write_text("".join(f"{point}\n" for point in points))
    runs = enqueued(ground, len(points))
    ground.worker(str(LEASE_SECONDS))
    for run in runs:
        ground.wait_for_end(run, seconds=60)
    assert (ground.home / "crash_points.txt").read_text() == ""
    died = [attempt for run in runs for attempt in ground.runs.attempts(run) if attempt.message.endswith("was killed by SIGKILL")]
    assert len(died) == len(points) - 1  # who dies after `finish` is committed has ended already
    check(ground, runs)


@pytest.mark.soak
def test_three_hundred_runs_survive_a_long_storm(ground: Ground, request: pytest.FixtureRequest) -> None:
    runs = enqueued(ground, 300)
    on_postgres = ground.database.dialect == "postgresql"
    crash = request.getfixturevalue("postgres").crash if on_postgres else None
    storm = Storm(ground, workers=3, crash=crash)
    storm.rage(runs, kills=24, freezes=2, crashes=4 if on_postgres else 0, seconds=3600)
    check(ground, runs)
