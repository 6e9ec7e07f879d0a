"""What is in a log comes into the tables once each, whatever is killed, away, damaged or wrong."""

import asyncio
import json
import multiprocessing
import random
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from burnish.artifacts.segments import SegmentWriter
from burnish.core.feedback import FeedbackEvent, FeedbackTarget, Outcome, OutcomeEvent
from burnish.core.filters import AllOf, Condition
from burnish.core.ids import new_id
from burnish.core.interactions import Interaction
from burnish.gateway.filling import Filler, FillerOptions
from burnish.store.database import Database
from burnish.store.episodes import Episodes
from burnish.store.interaction_reading import Interactions
from burnish.store.tables import filler_positions, interaction_rollups, set_aside
from tests.databases import only_postgres
from tests.gateway.filler_process import fill
from tests.postgres import Postgres
from tests.store.ground import new_project
from tests.store.records import START, interaction

ALL = AllOf(all=[])
PROCESSES = multiprocessing.get_context("forkserver")  # its server has imported everything
PROCESSES.set_forkserver_preload(["tests.gateway.filler_process"])


def entry(project: str, body: Any, kind: str = "interaction") -> bytes:
    whole = {"kind": kind, "project_id": project, "received_at": START.isoformat(), "body": body.model_dump(mode="json")}
    return json.dumps(whole).encode()


def append(folder: Path, *payloads: bytes, **options: int) -> None:
    async def write() -> None:
        with SegmentWriter(folder, **{"max_bytes": 2**30, **options}) as log:  # type: ignore[arg-type]
            for payload in payloads:
                await log.append(payload)

    asyncio.run(write())


def counted(database: Database, project: str) -> tuple[int, int]:
    """Interactions in the list, and in the rollups."""
    table = interaction_rollups
    rolled = select(func.sum(table.c.interactions)).where(table.c.project_id == project, table.c.span == "day")
    with database.read() as transaction:
        return Interactions(database, project).count(transaction, ALL), int(transaction.execute(rolled).scalar() or 0)


def aside(database: Database) -> list[Any]:
    with database.read() as transaction:
        return list(transaction.execute(select(set_aside).order_by(set_aside.c.byte)))


def test_logs_of_all_writers_come_into_the_tables(database: Database, tmp_path: Path) -> None:
    project, other = new_project(database, "first"), new_project(database, "second")
    append(tmp_path / "a", *(entry(project if number % 3 else other, interaction(number)) for number in range(40)), segment_bytes=20_000)
    append(tmp_path / "b", *(entry(project, interaction(number)) for number in range(100, 110)))
    filler = Filler(database, tmp_path, FillerOptions(batch=7))
    assert filler.fill_all().entries == 50
    assert counted(database, project) == (36, 36)
    assert counted(database, other) == (14, 14)
    append(tmp_path / "b", entry(project, interaction(200)))
    assert filler.fill_all().entries == 1
    assert filler.fill_all().entries == 0


def test_feedback_and_outcomes_take_the_same_way_and_may_come_first(database: Database, tmp_path: Path) -> None:
    project, one = new_project(database, "first"), interaction(1)
    event = FeedbackEvent(id="f1", metric="thumb", value=True, target=FeedbackTarget(interaction=one.id), given_at=START, received_at=START)
    outcome = OutcomeEvent(id="o1", episode=one.episode, outcome=Outcome(resolved=True), given_at=START, received_at=START)
    append(tmp_path / "a", entry(project, event, "feedback"), entry(project, outcome, "outcome"))
    filler = Filler(database, tmp_path)
    filler.fill_all()
    append(tmp_path / "a", entry(project, one))
    filler.fill_all()
    with database.read() as transaction:
        found = Interactions(database, project).page(transaction, Condition(field="metric:thumb", value=True), limit=5).rows
        ended = Interactions(database, project).page(transaction, Condition(field="outcome:resolved", value=True), limit=5).rows
        (episode,) = Episodes(database, project).page(transaction, Condition(field="outcome:resolved", value=True), limit=5).rows
    assert [row.id for row in found] == [row.id for row in ended] == [one.id]
    assert episode.outcome is not None and episode.outcome.resolved


@pytest.mark.parametrize(
    "poison, code",
    [
        (b"{", "invalid_data"),
        (b"", "invalid_data"),
        (b'{"kind": "interaction"}', "invalid_data"),
        (b'{"kind": "other", "project_id": "project_1", "body": {}}', "invalid_data"),
        (entry(new_id("project"), interaction(900)), "conflict"),  # a project that is gone
        (entry(new_id("project"), interaction(901, started_at=START - timedelta(days=40_000))), "invalid_data"),
    ],
)
def test_an_entry_that_cannot_be_filled_is_set_aside_and_holds_up_none(
    database: Database, tmp_path: Path, poison: bytes, code: str
) -> None:
    project = new_project(database, "first")
    good = [entry(project, interaction(number)) for number in range(20)]
    append(tmp_path / "a", *good[:10], poison, *good[10:])
    filled = Filler(database, tmp_path).fill_all()
    assert (filled.entries, filled.aside) == (21, 1)
    assert counted(database, project) == (20, 20)
    (row,) = aside(database)
    assert (row.code, row.entry or b"", row.bytes) == (code, poison, len(poison))
    assert row.message


def test_a_damaged_segment_is_put_by_and_the_next_one_read(database: Database, tmp_path: Path) -> None:
    project = new_project(database, "first")
    append(tmp_path / "a", *(entry(project, interaction(number)) for number in range(10)))
    append(tmp_path / "a", *(entry(project, interaction(number)) for number in range(10, 15)))
    first = tmp_path / "a" / "00000001.log"
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 0xFF
    first.write_bytes(content)
    Filler(database, tmp_path).fill_all()
    found, _ = counted(database, project)
    assert 5 < found < 15
    (row,) = aside(database)
    assert "damaged" in row.message
    assert (tmp_path / "a" / "00000001.damaged").read_bytes() == content


def test_segments_that_are_filled_go_when_their_time_is_over(database: Database, tmp_path: Path) -> None:
    project = new_project(database, "first")
    append(tmp_path / "a", *(entry(project, interaction(number)) for number in range(30)), segment_bytes=5_000)
    Filler(database, tmp_path).fill_all()
    assert len(list((tmp_path / "a").glob("*.log"))) > 5
    Filler(database, tmp_path, FillerOptions(keep_seconds=0)).fill()
    assert len(list((tmp_path / "a").glob("*.log"))) == 1
    append(tmp_path / "a", entry(project, interaction(100)))
    assert Filler(database, tmp_path).fill_all().entries == 1


def test_two_fillers_do_not_double_anything(database: Database, tmp_path: Path) -> None:
    project = new_project(database, "first")
    append(tmp_path / "a", *(entry(project, interaction(number)) for number in range(200)))
    fillers = [Filler(database, tmp_path, FillerOptions(batch=5)) for _ in range(2)]
    stop = threading.Event()
    threads = [threading.Thread(target=filler.run, args=(stop,)) for filler in fillers]
    for thread in threads:
        thread.start()
    wait_until(lambda: counted(database, project)[0] == 200)
    stop.set()
    for thread in threads:
        thread.join()
    assert counted(database, project) == (200, 200)
    with database.read() as transaction:
        assert transaction.execute(select(filler_positions.c.entries)).scalar() == 200
    assert aside(database) == []


@only_postgres
@pytest.mark.slow
def test_while_the_database_is_away_entries_wait(database: Database, tmp_path: Path) -> None:
    with Postgres.running() as server:
        from burnish.store.schema import migrate

        own = Database.open(server.url(server.create()))
        migrate(own)
        project = new_project(own, "first")
        filler = Filler(own, tmp_path, FillerOptions(batch=5, pause_seconds=0.05, longest_pause_seconds=0.2))
        stop = threading.Event()
        thread = threading.Thread(target=filler.run, args=(stop,))
        thread.start()
        append(tmp_path / "a", *(entry(project, interaction(number)) for number in range(20)))
        wait_until(lambda: counted(own, project)[0] == 20)
        server.stop("immediate")
        append(tmp_path / "a", *(entry(project, interaction(number)) for number in range(20, 60)))
        time.sleep(1)
        assert thread.is_alive()
        server.start()
        wait_until(lambda: counted(own, project)[0] == 60)
        stop.set()
        thread.join()
        assert counted(own, project) == (60, 60)
        assert aside(own) == []
        own.close()


@pytest.mark.slow
def test_a_filler_that_is_killed_again_and_again_fills_everything_once(database: Database, database_url: str, tmp_path: Path) -> None:
    project, lives, dice = new_project(database, "first"), 12, random.Random(1)
    made: list[Interaction] = [interaction(number) for number in range(50 * lives)]
    before, patience, kills = 0, 1.0, 0
    while counted(database, project)[0] < len(made):
        if kills < lives:  # each of these lives begins with something new to fill
            part = [entry(project, one) for one in made[50 * kills : 50 * (kills + 1)]]
            append(tmp_path / "a", *part[:25], segment_bytes=30_000)
            append(tmp_path / "b", *part[25:])
        process = PROCESSES.Process(target=fill, args=(database_url, str(tmp_path)))
        process.start()
        time.sleep(patience * dice.uniform(0.02, 0.6))
        process.kill()
        process.join()
        kills += 1
        found, rolled = counted(database, project)
        assert found == rolled
        patience = 1.0 if found > before else min(2 * patience, 30.0)  # a slow machine needs longer to get anywhere
        before = found
        assert kills < 200
    assert kills >= lives
    with database.read() as transaction:
        stored = {row.id for row in Interactions(database, project).page(transaction, ALL, limit=500).rows}
    assert len(stored) == 500
    assert sorted(Interactions(database, project).export(ALL), key=lambda one: one.id) == sorted(made, key=lambda one: one.id)
    assert aside(database) == []


def wait_until(true: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
