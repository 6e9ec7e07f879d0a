"""Segments: what was awaited is there after any kill, once and in order; what was torn is cut; a full disk or bound says so."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from burnish.artifacts.segments import START, Position, SegmentReader, SegmentWriter
from burnish.errors import LogError, LogFullError

MIB = 1024 * 1024


def writer(folder: Path, **options: int) -> SegmentWriter:
    return SegmentWriter(folder, **{"max_bytes": 64 * MIB, **options})  # type: ignore[arg-type]


def all_of(folder: Path) -> list[bytes]:
    return SegmentReader(folder).read(limit=10**9, max_bytes=10**12).payloads


async def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    with writer(tmp_path) as log:
        await asyncio.gather(*(log.append(f"entry {number}".encode()) for number in range(1000)))
        await log.append(b"")
    assert all_of(tmp_path) == [*(f"entry {number}".encode() for number in range(1000)), b""]


async def test_those_who_wait_together_share_a_sync(tmp_path: Path) -> None:
    syncs: list[int] = []
    with SegmentWriter(tmp_path, max_bytes=MIB, watch=lambda entries, seconds: syncs.append(entries)) as log:
        await asyncio.gather(*(log.append(b"x") for _ in range(500)))
    assert sum(syncs) == 500 and len(syncs) < 50


async def test_an_entry_is_on_its_file_when_the_append_returns(tmp_path: Path) -> None:
    with writer(tmp_path) as log:
        for number in range(20):
            await log.append(bytes([number]))
            assert all_of(tmp_path)[-1] == bytes([number])


async def test_a_reader_goes_on_from_its_place_over_segments(tmp_path: Path) -> None:
    with writer(tmp_path, segment_bytes=200) as log:
        reader, place, seen = SegmentReader(tmp_path), START, []
        for number in range(50):
            await log.append(f"{number:040d}".encode())
            if number % 3 == 0:
                entries = reader.read(place, limit=2)
                seen += entries.payloads
                place = entries.next
        while (entries := reader.read(place, limit=2)).payloads:
            seen += entries.payloads
            place = entries.next
    assert [int(payload) for payload in seen] == list(range(50))
    assert place.segment > 5 and reader.waiting(place) == 0 and reader.waiting() > 50 * 40


async def test_a_reader_takes_no_more_than_it_is_asked_for(tmp_path: Path) -> None:
    with writer(tmp_path) as log:
        for _ in range(10):
            await log.append(bytes(1000))
    assert len(SegmentReader(tmp_path).read(max_bytes=2500).payloads) == 3


async def test_each_start_begins_a_segment_and_positions_stay(tmp_path: Path) -> None:
    places = []
    for number in range(3):
        with writer(tmp_path) as log:
            await log.append(str(number).encode())
        places.append(SegmentReader(tmp_path).read().next)
    assert [place.segment for place in places] == [1, 2, 3]
    assert SegmentReader(tmp_path).read(places[0]).payloads == [b"1", b"2"]


@pytest.mark.parametrize("left", range(1, 29))
async def test_a_torn_tail_is_no_entry_and_is_cut_at_the_next_start(tmp_path: Path, left: int) -> None:
    with writer(tmp_path) as log:
        await log.append(b"whole")
        await log.append(b"torn, whatever is left")
    path = tmp_path / "00000001.log"
    whole = 8 + len(b"whole")
    os.truncate(path, whole + left)
    assert all_of(tmp_path) == [b"whole"]
    with writer(tmp_path) as log:
        await log.append(b"next")
    assert path.stat().st_size == whole
    assert all_of(tmp_path) == [b"whole", b"next"]


@pytest.mark.parametrize("garbage", [b"\x00" * 64, b"\xff" * 64, random.Random(1).randbytes(4096)])
async def test_garbage_after_the_end_is_cut(tmp_path: Path, garbage: bytes) -> None:
    with writer(tmp_path) as log:
        await log.append(b"whole")
    with (tmp_path / "00000001.log").open("ab") as file:
        file.write(garbage)
    with writer(tmp_path):
        pass
    # Zeros are what a file system may leave after a power loss: eight of them would be an empty entry if its CRC were not checked.
    assert all_of(tmp_path) == [b"whole"]


async def test_damage_in_a_closed_segment_is_told_with_its_place(tmp_path: Path) -> None:
    for _ in range(2):
        with writer(tmp_path) as log:
            await log.append(b"first")
            await log.append(b"second")
    path = tmp_path / "00000001.log"
    content = bytearray(path.read_bytes())
    content[8 + 5 + 8] ^= 1  # a bit of the second payload
    path.write_bytes(content)
    reader = SegmentReader(tmp_path)
    assert reader.read(limit=1).payloads == [b"first"]
    with pytest.raises(LogError, match=r"00000001.log: is damaged at byte 13"):
        reader.read()


async def test_a_full_log_refuses_until_room_is_made(tmp_path: Path) -> None:
    with writer(tmp_path, max_bytes=5000, segment_bytes=1000) as log:
        kept = 0
        with pytest.raises(LogFullError, match="of the 5,000 that it may"):
            for _ in range(100):
                await log.append(bytes(500))
                kept += 1
        assert kept == 9 and len(all_of(tmp_path)) == kept  # an entry has a header of 8 bytes
        reader = SegmentReader(tmp_path)
        assert reader.remove(reader.read().next) >= 3
        await asyncio.sleep(0.6)
        await log.append(bytes(500))


async def test_what_is_not_taken_or_young_or_newest_is_not_removed(tmp_path: Path) -> None:
    with writer(tmp_path, segment_bytes=100) as log:
        for _ in range(4):
            await log.append(bytes(100))
        reader = SegmentReader(tmp_path)
        assert reader.remove(Position(3, 0), older_than_seconds=60) == 0
        assert reader.remove(Position(3, 0)) == 2
        assert reader.remove(Position(99, 0)) == 1
        assert [path.name for path in tmp_path.glob("*.log")] == ["00000004.log"]


async def test_a_folder_has_one_writer(tmp_path: Path) -> None:
    with writer(tmp_path), pytest.raises(LogError, match="another process writes here"):
        writer(tmp_path)
    writer(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LogError, match="cannot be written"):
        writer(tmp_path / "file" / "log")


async def test_a_caller_who_gives_up_disturbs_nobody(tmp_path: Path) -> None:
    with writer(tmp_path) as log:
        gone = asyncio.create_task(log.append(b"given up"))
        stays = asyncio.create_task(log.append(b"awaited"))
        await asyncio.sleep(0)
        gone.cancel()
        await stays
    assert all_of(tmp_path) == [b"given up", b"awaited"]


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from burnish.artifacts.segments import SegmentWriter
from burnish.errors import LogFullError
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))  # as a full disk: a part of an entry is written, then there is no room
async def main():
    with SegmentWriter(Path(sys.argv[1]), max_bytes=10**9) as log:
        kept = refused = 0
        for _ in range(40):
            try:
                await log.append(bytes(700))
                kept += 1
            except LogFullError as error:
                assert "the disk is full" in error.what, error
                refused += 1
        await log.append(b"small")  # what fits is taken
        print(kept, refused)
asyncio.run(main())
"""


def test_a_full_disk_refuses_and_leaves_no_part_of_an_entry(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, tmp_path], capture_output=True, text=True, check=True, timeout=60)
    kept, refused = map(int, ran.stdout.split())
    assert (kept, refused) == (14, 26)
    assert all_of(tmp_path) == [*[bytes(700)] * 14, b"small"]


WRITING = """
import asyncio, os, sys
from pathlib import Path
from burnish.artifacts.segments import SegmentWriter
async def main():
    with SegmentWriter(Path(sys.argv[1]), max_bytes=10**9, segment_bytes=50_000) as log:
        async def client(number):
            count = 0
            while True:
                entry = f"{os.getpid()}.{number}.{count}".encode() + b" " * ((count * 977) % 5000)
                await log.append(entry)
                os.write(1, entry.strip() + b"\\n")  # the answer
                count += 1
        await asyncio.gather(*map(client, range(8)))
asyncio.run(main())
"""


def killed_again_and_again(folder: Path, answers: Path, kills: int) -> None:
    for number in range(kills):
        with answers.open("ab") as file:
            process = subprocess.Popen([sys.executable, "-c", WRITING, folder], stdout=file)
        size = answers.stat().st_size
        while answers.stat().st_size == size and process.poll() is None:
            time.sleep(0.005)
        time.sleep(random.Random(number).uniform(0.0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
    answered = [line for line in answers.read_bytes().split(b"\n") if line]
    kept = [payload.strip() for payload in all_of(folder)]
    assert len(answered) > kills
    assert len(kept) == len(set(kept)), "an entry is there twice"
    assert set(answered) - set(kept) == set(), "an answered entry is lost"
    for process_id in {entry.split(b".")[0] for entry in kept}:  # and in the order of each caller
        counts = [entry.split(b".")[2] for entry in kept if entry.startswith(process_id + b".0.")]
        assert counts == [str(count).encode() for count in range(len(counts))]


@pytest.mark.slow
def test_a_killed_writer_loses_and_doubles_nothing_that_was_answered(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path / "log", tmp_path / "answers", kills=10)


@pytest.mark.soak
def test_a_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path / "log", tmp_path / "answers", kills=100)


def test_positions_are_ordered_and_plain() -> None:
    assert Position(1, 900) < Position(2, 0) and json.dumps([START.segment, START.offset]) == "[0, 0]"
