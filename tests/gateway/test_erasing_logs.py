"""What is deleted from the tables is blanked out in the logs that are still kept, also while a gateway writes, and nothing else is."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from burnish.artifacts.erasing import SegmentEraser
from burnish.artifacts.segments import Position, SegmentReader, SegmentWriter
from burnish.core.feedback import FeedbackEvent, FeedbackTarget, Outcome, OutcomeEvent
from burnish.core.permissions import EVERYTHING
from burnish.core.retention import ErasureRequest
from burnish.gateway.filling import Filler, FillerOptions
from burnish.store.access import Authority
from burnish.store.audit import SYSTEM
from burnish.store.database import Database
from burnish.store.filling import forget_places
from burnish.store.forgetting import Forgetting
from burnish.store.log_erasures import log_erasures_of
from burnish.store.tables import set_aside
from tests.store.ground import new_project
from tests.store.records import START, interaction

from .test_filling import append, counted, entry

OWNER = Authority(SYSTEM, EVERYTHING)
WORD, OTHERS = "xylophone", "glockenspiel"
SOON = FillerOptions(erase_seconds=0.0)


def said(word: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": f"my {word}"}]}


def entries(project: str, other: str) -> list[bytes]:
    """Ann's episode, one entry of which does not name her; Bob's; and the same words in another project."""
    ann, more = (
        interaction(n, episode="call-ann", request=said(WORD), end_user=who, keys={"order": "A1"}) for n, who in ((1, "ann"), (2, None))
    )
    bob = interaction(3, episode="call-bob", request=said(OTHERS), end_user="bob", keys={"order": "B1"})
    far = interaction(4, episode="call-ann", request=said(OTHERS), end_user="ann")
    common: dict[str, Any] = {"given_at": START, "received_at": START}
    note = FeedbackEvent(id="f1", metric="note", value=WORD, target=FeedbackTarget(interaction=more.id), **common)
    fine = FeedbackEvent(id="f2", metric="note", value=OTHERS, target=FeedbackTarget(interaction=bob.id), **common)
    end = OutcomeEvent(id="o1", episode="call-ann", outcome=Outcome(resolved=False, reason=WORD), **common)
    return [
        *(entry(project, one) for one in (ann, more, bob)),
        entry(other, far),
        entry(project, note, "feedback"),
        entry(project, fine, "feedback"),
        entry(project, end, "outcome"),
    ]


def erase(database: Database, project: str, **request: str) -> None:
    forgetting, wanted = Forgetting(database, project), ErasureRequest(**request)
    with database.write() as transaction:
        forgetting.erase(transaction, OWNER, wanted, forgetting.find(transaction, wanted))


def text(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*.log"))


def asked(database: Database, writer: str) -> int:
    with database.read() as transaction:
        return len(log_erasures_of(transaction, writer))


@pytest.mark.parametrize("wanted", [{"end_user": "ann"}, {"key": "order:A1"}, {"episode": "call-ann"}])
def test_what_was_deleted_is_blanked_out_and_a_rebuild_brings_nothing_back(
    database: Database, tmp_path: Path, wanted: dict[str, str]
) -> None:
    project, other = new_project(database, "first"), new_project(database, "second")
    append(tmp_path / "a", *entries(project, other), segment_bytes=700)
    filler = Filler(database, tmp_path, SOON)
    filler.fill_all()
    before = SegmentReader(tmp_path / "a").read()
    assert WORD in text(tmp_path) and OTHERS in text(tmp_path)
    erase(database, project, **wanted)
    assert asked(database, "a") == 1
    filler.fill()
    assert WORD not in text(tmp_path) and asked(database, "a") == 0
    after = SegmentReader(tmp_path / "a").read()
    assert after.next == before.next and [len(one) for one in after.payloads] == [len(one) for one in before.payloads], "places stay"
    kept = [new == old for new, old in zip(after.payloads, before.payloads, strict=True)]
    assert kept == [False, False, True, True, False, True, False]
    with database.write() as transaction:
        forget_places(transaction, ["a"])
    filled = filler.fill_all()
    assert (filled.entries, filled.aside) == (7, 0)
    assert counted(database, project)[0] == 1 and counted(database, other)[0] == 1


def test_what_waits_in_a_log_and_came_before_is_never_filled_and_what_came_later_is(database: Database, tmp_path: Path) -> None:
    project = new_project(database, "first")
    append(tmp_path / "a", entry(project, interaction(1, end_user="bob")))
    filler = Filler(database, tmp_path, FillerOptions(batch=1, erase_seconds=0.0))
    filler.fill()
    append(tmp_path / "a", entry(project, interaction(2, end_user="ann", request=said(WORD))))
    later = entry(project, interaction(3, end_user="ann", request=said(OTHERS))).replace(
        START.isoformat().encode(), b"2199-01-01T00:00:00+00:00", 1
    )
    append(tmp_path / "a", later)
    erase(database, project, end_user="ann")
    filler._erase()
    assert WORD not in text(tmp_path) and OTHERS in text(tmp_path)
    filled = filler.fill_all()
    assert (filled.entries, filled.aside) == (2, 0) and counted(database, project)[0] == 2


def test_an_entry_that_was_set_aside_is_reached(database: Database, tmp_path: Path) -> None:
    project = new_project(database, "first")
    wrong = entry(project, interaction(1, end_user="ann", request=said(WORD))).replace(b'"source": "', b'"source": "?', 1)
    append(tmp_path / "a", entry(project, interaction(2)), wrong)
    filler = Filler(database, tmp_path, SOON)
    assert filler.fill_all().aside == 1
    erase(database, project, end_user="ann")
    filler.fill()
    with database.read() as transaction:
        (row,) = transaction.execute(select(set_aside)).all()
    assert (row.entry, row.message) == (None, "erased") and WORD not in text(tmp_path)


async def test_a_writer_that_is_there_ends_its_segment_and_goes_on(database: Database, tmp_path: Path) -> None:
    project = new_project(database, "first")
    with SegmentWriter(tmp_path / "a", max_bytes=2**30) as log:
        await log.append(entry(project, interaction(1, end_user="ann", request=said(WORD))))
        filler = Filler(database, tmp_path, SOON)
        await asyncio.to_thread(filler.fill_all)
        await asyncio.to_thread(erase, database, project, end_user="ann")
        async with asyncio.timeout(20):
            while asked(database, "a"):
                await asyncio.to_thread(filler.fill)
                await asyncio.sleep(0.05)
        assert WORD not in text(tmp_path)
        await log.append(entry(project, interaction(2, request=said(OTHERS))))
        assert (await asyncio.to_thread(filler.fill_all)).entries == 1
    assert not (tmp_path / "a" / "next").exists() and counted(database, project)[0] == 1


async def test_no_entry_of_a_busy_writer_is_lost_while_segments_are_written_anew(tmp_path: Path) -> None:
    written: list[bytes] = []
    with SegmentWriter(tmp_path / "a", max_bytes=2**30, segment_bytes=4000) as log:

        async def write(worker: int) -> None:
            for number in range(150):
                payload = (b"bad" if number % 3 == 0 else b"good") + f" {worker}:{number} ".encode() + b"x" * 40
                await log.append(payload)
                written.append(payload)
                await asyncio.sleep(0.01)

        async def clear() -> None:
            for _ in range(3):
                eraser = SegmentEraser(tmp_path / "a")
                while not await asyncio.to_thread(eraser.ready):
                    await asyncio.sleep(0.05)
                await asyncio.to_thread(eraser.erase, lambda payload: payload.startswith(b"bad"))

        async with asyncio.TaskGroup() as group:
            for worker in range(4):
                group.create_task(write(worker))
            group.create_task(clear())
    eraser = SegmentEraser(tmp_path / "a")
    assert eraser.ready()
    eraser.erase(lambda payload: payload.startswith(b"bad"))
    read = SegmentReader(tmp_path / "a").read(Position(0, 0), limit=10**6).payloads
    assert len(read) == len(written) == 600
    assert sorted(one for one in read if one.startswith(b"good")) == sorted(one for one in written if one.startswith(b"good"))
    assert not any(one.startswith(b"bad") for one in read)
