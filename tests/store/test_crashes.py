"""Whatever is killed, frozen or restarted, every run ends exactly once, and what it did is there exactly once."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from sqlalchemy import update

from burnish.core.crash_points import CRASH_POINTS, arm, crash_point
from burnish.core.runs import ENDED
from burnish.errors import ConfigError
from burnish.store.columns import now
from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.tables import runs
from tests.databases import only_postgres, only_sqlite
from tests.postgres import Postgres
from tests.store.ground import Ground
from tests.store.worker import NAMES, STEPS, every_verb, work

# A server that has imported everything and forks: a worker starts in milliseconds.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.store.worker"])
LEASE_SECONDS = 1.5


def run_to_its_end(*arguments: Any) -> int | None:
    process = PROCESSES.Process(target=every_verb, args=arguments)
    process.start()
    process.join(60)
    return process.exitcode


@pytest.mark.slow
@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_process_that_dies_at_this_point_leaves_nothing_half_done(point: str, database: Database, database_url: str) -> None:
    ground = Ground.made(database)
    assert run_to_its_end(database_url, ground.project, point) == -signal.SIGKILL
    with database.write() as transaction:  # the time of its leases passes
        held = update(runs).where(runs.c.lease_until.is_not(None)).values(lease_until=now(-1))
        transaction.execute(held, execution_options={ACROSS_PROJECTS: True})
    assert run_to_its_end(database_url, ground.project, "") == 0
    found = {run.name: run for run in ground.runs.list().runs}
    assert sorted(found) == sorted(NAMES)
    assert {name: run.status for name, run in found.items()} == {
        "finish": "succeeded", "fail": "failed", "pause": "paused", "return": "succeeded", "lose": "succeeded"
    }  # fmt: skip
    for name, run in found.items():
        steps = {"fail": 0, "pause": 3}.get(name, STEPS)
        check_effects(ground, run.id, steps)
    assert ground.events_of(found["return"].id).count("released") == 1
    assert ground.events_of(found["pause"].id).count("paused") == 1


def check_effects(ground: Ground, run: str, steps: int) -> None:
    """Every step's effects are there once, and the run has one end or none."""
    view, kinds = ground.runs.get(run), ground.events_of(run)
    assert ground.steps_of(run) == list(range(steps))
    assert sum(kinds.count(end) for end in ENDED) == (view.status in ENDED)
    kept = sorted(one.name for one in ground.runs.checkpoints(run))
    assert kept == sorted([*(f"step-{step + 1}" for step in range(1, steps, 2)), *(["final"] if view.status == "succeeded" else [])])
    assert all(attempt.ended_at for attempt in ground.runs.attempts(run))
    assert [attempt.number for attempt in ground.runs.attempts(run)] == list(range(1, view.attempt + 1))


def test_a_crash_point_that_does_not_exist_is_refused() -> None:
    for wrong in ("nowhere", "record.inserted:x", "record.inserted:-1"):
        with pytest.raises(ConfigError, match="is no crash point"):
            arm(wrong)
    crash_point("record.inserted")  # not armed: goes on


# -- the loop --------------------------------------------------------------------------------------------------------------------


@dataclass
class Storm:
    """Workers that are killed, frozen and started again, until every run has ended."""

    url: str
    workers: int
    kills: int
    freezes: int
    crashes: int
    server: Postgres | None
    seed: int
    done: dict[str, int] = field(default_factory=lambda: {"kills": 0, "freezes": 0, "crashes": 0})
    living: list[ForkServerProcess] = field(default_factory=list)
    frozen: dict[int, float] = field(default_factory=dict)

    def rage(self, ground: Ground, total: int, seconds: float) -> list[str]:
        """Until all blows have fallen, and all runs have ended: at least `total`, and more while blows are left. Returns the runs."""
        dice, deadline, made = random.Random(self.seed), time.monotonic() + seconds, []
        try:
            while True:
                while len(self.living) < self.workers:
                    self.living.append(self._born(len(self.living)))
                waiting = len(made) - sum(count for status, count in ground.runs.counts().items() if status in ENDED)
                short = max(total - len(made), 5 * self.workers - waiting if self._left() else 0)
                made += [ground.enqueue(f"run {len(made) + number}", max_attempts=50).id for number in range(short)]
                if waiting + short == 0:
                    return made
                assert time.monotonic() < deadline, f"{waiting} of {len(made)} runs had not ended in {seconds} s; {self.done}"
                self._thaw()
                self._strike(dice)
                time.sleep(dice.uniform(0.05, 0.25))
        finally:
            for process in self.living:
                process.kill()
                process.join()

    def _left(self) -> list[str]:
        """The kinds of blows that have not all fallen."""
        wanted = {"kills": self.kills, "freezes": self.freezes, "crashes": self.crashes}
        return [kind for kind, most in wanted.items() for _ in range(most - self.done[kind])]

    def _strike(self, dice: random.Random) -> None:
        """One blow at one worker, or at the server."""
        if not (left := self._left()):
            return
        kind, victim = dice.choice(left), self.living[dice.randrange(len(self.living))]
        self.done[kind] += 1
        if kind == "kills":
            victim.kill()
            victim.join()
            self.living.remove(victim)
        elif kind == "freezes" and victim.pid is not None:
            os.kill(victim.pid, signal.SIGSTOP)
            self.frozen[victim.pid] = time.monotonic() + 1.5 * LEASE_SECONDS
        elif self.server is not None:
            self.server.crash()

    def _thaw(self) -> None:
        """Wake those whose lease has ended while they slept."""
        for pid in [pid for pid, until in self.frozen.items() if time.monotonic() > until]:
            del self.frozen[pid]
            if any(process.pid == pid for process in self.living):
                os.kill(pid, signal.SIGCONT)

    def _born(self, place: int) -> ForkServerProcess:
        self.seed += 1
        process = PROCESSES.Process(target=work, args=(self.url, f"worker {place}-{self.seed}", LEASE_SECONDS, self.seed), daemon=True)
        process.start()
        return process


@pytest.fixture
def server(request: pytest.FixtureRequest, database: Database) -> Iterator[Postgres | None]:
    yield request.getfixturevalue("postgres") if database.dialect == "postgresql" else None


def survive(
    database: Database, url: str, server: Postgres | None, *, total: int, kills: int, freezes: int, crashes: int, seconds: float
) -> None:
    ground = Ground.made(database)
    storm = Storm(url, workers=3, kills=kills, freezes=freezes, crashes=crashes, server=server, seed=total)
    made = storm.rage(ground, total, seconds)
    assert storm.done == {"kills": kills, "freezes": freezes, "crashes": crashes}
    assert ground.runs.counts() == {"succeeded": len(made)}
    for run in made:
        check_effects(ground, run, STEPS)
    attempts = sum(len(ground.runs.attempts(run)) for run in made)
    print(f"{database.dialect}: {len(made)} runs, {len(made) * STEPS} steps, {attempts} attempts, {storm.done}")


@pytest.mark.slow
@only_sqlite
def test_runs_survive_their_workers_on_sqlite(database: Database, database_url: str) -> None:
    survive(database, database_url, None, total=60, kills=6, freezes=1, crashes=0, seconds=60)


@pytest.mark.slow
@only_postgres
def test_runs_survive_their_workers_and_their_server_on_postgres(database: Database, database_url: str, server: Postgres) -> None:
    survive(database, database_url, server, total=60, kills=6, freezes=1, crashes=1, seconds=60)


@pytest.mark.soak
@only_sqlite
def test_three_hundred_runs_survive_on_sqlite(database: Database, database_url: str) -> None:
    survive(database, database_url, None, total=300, kills=25, freezes=2, crashes=0, seconds=300)


@pytest.mark.soak
@only_postgres
def test_three_hundred_runs_survive_on_postgres(database: Database, database_url: str, server: Postgres) -> None:
    survive(database, database_url, server, total=300, kills=25, freezes=2, crashes=4, seconds=300)
