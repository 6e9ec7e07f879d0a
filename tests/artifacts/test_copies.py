"""Copies of what lies elsewhere: limited, the least recently used gone first, and never what a running process uses."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from burnish.artifacts import copies as module
from burnish.artifacts.checkpoints import verify_checkpoint, write_checkpoint
from burnish.artifacts.copies import Copies
from burnish.artifacts.storage import Storage

BYTES = 10_000

HOLD = """
import sys
from pathlib import Path
from burnish.artifacts.copies import Copies

with Copies(Path(sys.argv[1]), holds=True).alone(sys.argv[2]):
    pass
print("held", flush=True)
sys.stdin.read()
"""

CHURN = """
import random, sys
from pathlib import Path
from burnish.artifacts import copies
from burnish.artifacts.storage import Storage

copies.GRACE_SECONDS = 0.0
storage, chance = Storage(sys.argv[1], Path(sys.argv[2]), most_bytes=int(sys.argv[3])), random.Random(sys.argv[4])
known = [line.split() for line in sys.stdin.read().splitlines()]
for _ in range(40):
    address, sha256 = chance.choice(known)
    assert storage.folder(address, sha256).is_dir()
"""


def brought(folder: Path, url: str, used_ago: float = 7200.0) -> Path:
    """A copy that was last asked for so many seconds ago."""
    with Copies(folder).alone(url) as target:
        (target / "weights").write_bytes(b"w" * BYTES)
    at = time.time() - used_ago
    os.utime(target.with_suffix(".use"), (at, at))
    return target


def test_the_least_recently_used_go_first_until_the_limit_is_kept(tmp_path: Path) -> None:
    oldest, newest, middle = brought(tmp_path, "a", 9000), brought(tmp_path, "b", 7000), brought(tmp_path, "c", 8000)
    Copies(tmp_path, 3 * BYTES).make_room()
    assert all(one.is_dir() for one in (oldest, middle, newest)), "no more than there may be"
    Copies(tmp_path, 3 * BYTES).make_room(need=1)
    assert [one.is_dir() for one in (oldest, middle, newest)] == [False, True, True]
    Copies(tmp_path, BYTES).make_room()
    assert [one.is_dir() for one in (oldest, middle, newest)] == [False, False, True]
    assert [one.bytes for one in Copies(tmp_path).all()] == [BYTES]


def test_asking_again_makes_a_copy_recent(tmp_path: Path) -> None:
    first, second = brought(tmp_path, "a", 9000), brought(tmp_path, "b", 8000)
    with Copies(tmp_path).alone("a"):
        pass
    Copies(tmp_path, BYTES).make_room()
    assert (first.is_dir(), second.is_dir()) == (True, False)


def test_what_was_asked_for_within_the_hour_stays_beyond_the_limit(tmp_path: Path) -> None:
    copies = [brought(tmp_path, str(number), used_ago=10) for number in range(3)]
    Copies(tmp_path, 0).make_room()
    assert all(one.is_dir() for one in copies)
    assert all(one.in_use for one in Copies(tmp_path).all())


def test_a_running_process_keeps_its_copy_and_a_killed_one_does_not(tmp_path: Path) -> None:
    target, other = brought(tmp_path, "a"), brought(tmp_path, "b")
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), "a"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        os.utime(target.with_suffix(".use"), (0, 0))
        assert {one.folder: one.in_use for one in Copies(tmp_path).all()} == {target: True, other: False}
        Copies(tmp_path, 0).make_room()
        assert (target.is_dir(), other.is_dir()) == (True, False)
    finally:
        holder.kill()
        holder.communicate()
    Copies(tmp_path, 0).make_room()
    assert not target.exists(), "who was killed uses nothing"


def test_a_copy_that_is_being_brought_is_not_removed(tmp_path: Path) -> None:
    with Copies(tmp_path).alone("a") as target:
        (target / "weights").write_bytes(b"w" * BYTES)
        os.utime(target.with_suffix(".use"), (0, 0))
        Copies(tmp_path, 0).make_room()
        assert (target / "weights").exists()


def test_what_a_killed_process_left_half_removed_goes(tmp_path: Path) -> None:
    left = tmp_path / ".gone-0123"
    left.mkdir()
    (left / "weights").write_bytes(b"w")
    assert Copies(tmp_path).all() == [], "it is no copy"
    Copies(tmp_path, BYTES).make_room()
    assert not left.exists()


def test_fetching_removes_what_was_not_used_for_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.0)
    kept = Storage(f"memory://{uuid.uuid4().hex}", tmp_path / "cache")
    addresses = [(kept.keep(one, "project"), verify_checkpoint(one).sha256) for one in (made(tmp_path, number) for number in range(4))]
    elsewhere = Storage(kept.url, tmp_path / "elsewhere", most_bytes=2 * BYTES + 2000)
    for address, sha256 in addresses:
        assert verify_checkpoint(elsewhere.folder(address, sha256), sha256=sha256)
    assert [one.folder for one in elsewhere.copies.all()] == [elsewhere.copies.target(address) for address, _ in addresses[-2:]]
    assert verify_checkpoint(elsewhere.folder(*addresses[0])), "and is fetched again when it is needed"


def test_processes_that_fetch_and_remove_at_once_keep_the_limit_and_get_whole_copies(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/share"
    kept = Storage(url, tmp_path / "cache")
    known = [f"{kept.keep(one, 'project')} {verify_checkpoint(one).sha256}" for one in (made(tmp_path, number) for number in range(6))]
    most, here = 3 * BYTES + 3000, tmp_path / "elsewhere"
    processes = [
        subprocess.Popen([sys.executable, "-c", CHURN, url, str(here), str(most), str(seed)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for seed in range(2)
    ]
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("\n".join(known).encode())
        one.stdin.close()
        one.stdin = None
    for one in processes:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said.decode()[-2000:]
    found = Copies(here).all()
    assert found and sum(one.bytes for one in found) <= most + BYTES + 1000, "one may come while the last one makes room"
    assert all(verify_checkpoint(one.folder) for one in found)


def made(folder: Path, number: int) -> Path:
    """A checkpoint of about as many bytes as the limit is made of."""

    def write(partial: Path) -> None:
        (partial / "weights").write_bytes(bytes([number]) * BYTES)

    return Path(write_checkpoint(folder / "made", f"step-{number}", number, write).path)
