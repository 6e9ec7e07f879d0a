"""The ledger: claims a second with eight workers at once, none of them twice; and reading with 100,000 runs.

SQLite with `synchronous=FULL` and PostgreSQL with `fsync=on`: every claim is on the disk before it is counted. Worker processes are
started before the clock is, and share the machine's cores with the server.
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.report import Report, arguments, progress, spread
from burnish.core.ids import new_id
from burnish.core.runs import ModelRef, RunSpec
from burnish.store.database import Database
from burnish.store.leases import Claim, Entry, EventRow, LogRow, MetricsRow, Offer
from burnish.store.ledger import Ledger
from burnish.store.runs import Runs
from burnish.store.schema import migrate
from burnish.store.tables import projects, run_tags, runs
from tests.postgres import Postgres

WORKERS = 8
SPEC = RunSpec(
    recipe="grpo",
    recipe_hash="0" * 64,
    config={"steps": 200, "scenarios_per_step": 16, "group_size": 8, "learning_rate": 1e-5},
    model=ModelRef(id="tiny", name="tiny", digest="0" * 64),
)
OFFER = {"cores": 1, "memory_bytes": 2**30}


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    claims: int
    repeats: int
    runs: int
    calls: int
    rows: int


FULL = Sizes(claims=2000, repeats=3, runs=100_000, calls=200, rows=5_000)
QUICK = Sizes(claims=40, repeats=1, runs=300, calls=5, rows=50)


def main() -> int:
    """Measure both databases; the exit status says whether no run was claimed twice."""
    parser = arguments(str(__doc__).splitlines()[0])
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one of the two databases")
    parser.add_argument("--part", choices=["claims", "reading"], help="one of the two parts")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    report = Report("ledger", options.quick, notes=str(__doc__).splitlines()[2:])
    twice = 0
    for dialect in [options.only] if options.only else ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory() as folder, fresh(dialect, Path(folder)) as url:
            if options.part != "reading":
                twice += claims(report, dialect, url, sizes)
            if options.part != "claims":
                reading(report, dialect, url, sizes)
    report.emit(options.out)
    return twice


@contextmanager
def fresh(dialect: str, folder: Path) -> Iterator[str]:
    """A database with the newest tables, as safe against a power loss as the product's own."""
    if dialect == "sqlite":
        yield migrated(f"sqlite:///{folder / 'bench.db'}")
    else:
        with Postgres.running(durable=True) as server:
            yield migrated(server.url(server.create()))


def migrated(url: str) -> str:
    """The URL, once its tables are there."""
    database = Database.open(url)
    migrate(database)
    database.close()
    return url


def new_project(database: Database) -> str:
    """A project; returns its id."""
    project = new_id("project")
    with database.write() as transaction:
        transaction.execute(insert(projects).values(id=project, name=project))
    return project


# -- claims ------------------------------------------------------------------------------------------------------------------------


def claims(report: Report, dialect: str, url: str, sizes: Sizes) -> int:
    """Claims alone, then whole lives (claim, begin, one step with metrics, a log line and an event, finish); how many came twice."""
    twice = 0
    for case, whole in (("claims", False), ("whole lives", True)):
        rates: list[float] = []
        slowest: list[float] = []
        for _ in range(sizes.repeats):
            found = storm(url, sizes.claims if not whole else sizes.claims // 4, whole=whole)
            rates.append(len(found.ids) / found.seconds)
            slowest.append(found.p95_ms)
            twice += len(found.ids) - len(set(found.ids))
        report.add(f"{dialect}: {case}", a_second=spread(rates, 1), p95_ms=spread(slowest, 2), workers=WORKERS, twice=twice)
    return twice


@dataclass(frozen=True)
class Found:
    """What all workers got together."""

    ids: list[str]
    seconds: float
    p95_ms: float


def storm(url: str, count: int, *, whole: bool) -> Found:
    """Queue `count` runs and let all workers take them at once."""
    database = Database.open(url)
    project, first = new_project(database), new_project(database)
    queue(database, project, count)
    queue(database, first, WORKERS)
    database.close()
    context = multiprocessing.get_context("forkserver")  # its server has imported all of this, so that workers start at once
    context.set_forkserver_preload(["__main__"])
    barrier, answers = context.Barrier(WORKERS + 1), context.SimpleQueue()
    same = (url, project, first, whole, barrier, answers)
    workers = [context.Process(target=take, args=(f"worker {number}", *same)) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    barrier.wait(120)
    began = time.perf_counter()
    got = [answers.get() for _ in workers]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
        worker.close()
    latencies = [latency for _, latencies in got for latency in latencies]
    return Found([run for ids, _ in got for run in ids], seconds, percentile(latencies) * 1000)


def take(name: str, url: str, project: str, first: str, whole: bool, barrier: Barrier, answers: Any) -> None:
    """One worker: claims until nothing is left. One run of another project comes first, so that it is connected and has compiled all."""
    database = Database.open(url)
    ledger, offer = Ledger(database), Offer(name, **OFFER, projects=(project,))
    live(ledger, ledger.claim(Offer(name, **OFFER, projects=(first,))))
    ids, latencies = [], []
    barrier.wait(120)
    while True:
        began = time.perf_counter()
        claim = ledger.claim(offer)
        latencies.append(time.perf_counter() - began)
        if claim is None:
            break
        ids.append(claim.lease.run_id)
        if whole:
            live(ledger, claim)
    database.close()
    answers.put((ids, latencies))


def live(ledger: Ledger, claim: Claim | None) -> None:
    """A short life: begun, one step, finished."""
    assert claim is not None
    ledger.begin(claim.lease)
    metrics = (MetricsRow(0, {"reward": 0.5, "loss": 0.1, "kl": 0.01}),)
    ledger.record(claim.lease, Entry(1, step=1, steps=1, metrics=metrics, logs=(LogRow("a line"),), events=(EventRow("noted"),)))
    ledger.finish(claim.lease)


def queue(database: Database, project: str, count: int) -> None:
    """Runs that wait, made in large transactions."""
    rows = [row(project, number, "queued") for number in range(count)]
    with database.write() as transaction:
        transaction.execute(insert(runs), rows)


def row(project: str, number: int, status: str) -> dict[str, Any]:
    """One run as it lies in the table."""
    spec = SPEC.model_dump(mode="json")
    at = datetime.now(UTC) - timedelta(days=30) + timedelta(seconds=number)
    what = {"id": new_id("run"), "project_id": project, "name": f"run {number}", "recipe": ("grpo", "sft")[number % 2], "spec": spec}
    failure = "error" if status == "failed" else None
    return {
        **what,
        "pool": "default",
        "status": status,
        "failure": failure,
        "created_by": "user",
        "created_at": at,
        "queued_at": at,
        "sequence": 1,
    }


# -- reading -----------------------------------------------------------------------------------------------------------------------


def reading(report: Report, dialect: str, url: str, sizes: Sizes) -> None:
    """Pages of the list, one run in detail, its streams; times in milliseconds, each call on its own."""
    database = Database.open(url)
    project = new_project(database)
    progress(f"{dialect}: making {sizes.runs} runs")
    ids = fill(database, project, sizes.runs)
    mine = Runs(database, project)
    busy = long_run(database, project, sizes.rows)
    middle, last = ids[len(ids) // 2], mine.since(busy, 0, limit=1).run
    newest = mine.events(busy)[-1].seq + sizes.rows
    calls: dict[str, Callable[[int], Any]] = {
        "list, first page of 50": lambda number: mine.list(),
        "list, page in the middle": lambda number: mine.list(after=middle),
        "list, failed ones": lambda number: mine.list(status=["failed"]),
        "list, failed or running": lambda number: mine.list(status=["failed", "running"]),
        "list, of a recipe": lambda number: mine.list(recipe="sft"),
        "list, with a rare tag": lambda number: mine.list(tags={"rare": "1"}),
        "list, with a common tag": lambda number: mine.list(tags={"team": f"{number % 10}"}),
        "count by status": lambda number: mine.counts(),
        "one run": lambda number: mine.get(ids[number * 7919 % len(ids)]),
        "its metrics, 1,000 rows": lambda number: mine.metrics(busy, limit=min(1000, sizes.rows)),
        "its last 200 lines": lambda number: mine.logs(busy, limit=200, last=True),
        "what is new in it: nothing": lambda number: mine.since(busy, newest * 10),
    }
    assert last.id == busy
    for case, call in calls.items():
        call(0)
        times = []
        for number in range(sizes.calls):
            began = time.perf_counter()
            call(number)
            times.append((time.perf_counter() - began) * 1000)
        numbers = {"median_ms": round(statistics.median(times), 2), "p95_ms": round(percentile(times), 2), "calls": sizes.calls}
        report.add(f"{dialect}: {case}", runs=sizes.runs, **numbers)
    database.close()


def fill(database: Database, project: str, count: int) -> list[str]:
    """Many runs in all states, each with a tag of a team, every hundredth with a rare one."""
    states = ("succeeded", "succeeded", "succeeded", "failed", "cancelled")
    ids = []
    for start in range(0, count, 5_000):
        rows = [row(project, number, states[number % len(states)]) for number in range(start, min(start + 5_000, count))]
        tags = [{"project_id": project, "run_id": one["id"], "key": "team", "value": f"{number % 10}"} for number, one in enumerate(rows)]
        tags += [{"project_id": project, "run_id": one["id"], "key": "rare", "value": "1"} for one in rows[::100]]
        with database.write() as transaction:
            transaction.execute(insert(runs), rows)
            transaction.execute(insert(run_tags), tags)
        ids += [one["id"] for one in rows]
    return ids


def long_run(database: Database, project: str, rows: int) -> str:
    """One run under way, with so many rows of metrics and as many lines."""
    ledger, run = Ledger(database), Runs(database, project).enqueue(SPEC, name="long", by="user").id
    claim = ledger.claim(Offer("worker", **OFFER, projects=(project,)), lease_seconds=3600)
    assert claim is not None
    ledger.begin(claim.lease)
    for number, start in enumerate(range(0, rows, 500), start=1):
        steps = range(start, min(start + 500, rows))
        metrics = tuple(MetricsRow(step, {f"metric_{name}": step / 7 for name in range(20)}) for step in steps)
        ledger.record(claim.lease, Entry(number, step=steps[-1] + 1, metrics=metrics, logs=tuple(LogRow(f"step {step}") for step in steps)))
    return run


def percentile(values: list[float], share: float = 0.95) -> float:
    """The value that so large a share of them does not exceed."""
    return sorted(values)[max(0, round(share * len(values)) - 1)]


if __name__ == "__main__":
    sys.exit(main())
