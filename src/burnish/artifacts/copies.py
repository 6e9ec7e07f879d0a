"""Copies: what lies elsewhere, brought here: never more bytes than a limit, the least recently used gone first, nothing that is in use.

FOLDER/NAME/       the files of one address
FOLDER/NAME.lock   who brings or removes them holds it alone
FOLDER/NAME.use    processes that use them hold it together, until they end; its time is when they were last asked for
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog

__all__ = ["Copies", "Copy"]

GRACE_SECONDS = 3600.0
_GONE = ".gone-"

_log = structlog.get_logger(__name__)
_held: dict[Path, IO[bytes]] = {}  # for the life of this process; the kernel lets go of them, however it ends


@dataclass(frozen=True, slots=True)
class Copy:
    """What is here of one address.

    Attributes:
        folder: its files.
        bytes: of all of them.
        used_at: when it was last asked for, in seconds since 1970.
        in_use: whether a running process holds it, or it was asked for within the hour.
    """

    folder: Path
    bytes: int
    used_at: float
    in_use: bool


class Copies:
    """The copies in a folder. Safe to use from several threads and processes at once.

    A copy is in use by a process that holds it until it ends, as those do that carry out runs or supervise engines, and for an hour by
    whoever asked for it, as a download may not have opened it yet. A file that is open already can be read to its end in any case.

    Args:
        folder: where they are.
        most_bytes: of all of them; None for no limit. What is in use stays beyond it.
        holds: whether this process keeps what it asks for until it ends.
    """

    def __init__(self, folder: Path, most_bytes: int | None = None, *, holds: bool = False) -> None:
        self.folder, self.most_bytes, self._holds = folder, most_bytes, holds

    def target(self, url: str) -> Path:
        """The folder of an address's copy, there or not."""
        return self.folder / hashlib.sha256(url.encode()).hexdigest()[:32]

    @contextmanager
    def alone(self, url: str) -> Iterator[Path]:
        """The folder of an address's copy, with nobody else in it, in whatever process; it is in use from then on."""
        target = self.target(url)
        self.folder.mkdir(parents=True, exist_ok=True)
        with target.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            target.mkdir(exist_ok=True)
            self._use(target)
            yield target

    def all(self) -> list[Copy]:
        """What is here, the least recently used first."""
        if not self.folder.is_dir():
            return []
        found = [_look(path) for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        return sorted((one for one in found if one is not None), key=lambda one: one.used_at)

    def make_room(self, need: int = 0, spare: int = 0) -> None:
        """Remove what was not used for longest, until the limit is kept.

        Args:
            need: bytes that are about to come.
            spare: bytes that the disk should have left then.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.most_bytes is None:
            return
        with (self.folder / "room.lock").open("w") as lock:  # two that remove at once would remove too much
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self.folder.glob(f"{_GONE}*"):  # by one that was killed
                shutil.rmtree(left, ignore_errors=True)
            copies = self.all()
            total = sum(one.bytes for one in copies)
            for one in copies:
                if total + need <= self.most_bytes and (not need or shutil.disk_usage(self.folder).free >= need + spare):
                    return
                if not one.in_use and self._remove(one.folder):
                    _log.info("a copy that was not used was removed", folder=one.folder.name, bytes=one.bytes)
                    total -= one.bytes

    def _use(self, target: Path) -> None:
        path = target.with_suffix(".use")
        path.touch()
        if self._holds and path not in _held:
            file = path.open("rb")
            fcntl.flock(file, fcntl.LOCK_SH)
            _held[path] = file

    def _remove(self, target: Path) -> bool:
        """Whether it is gone: who uses it, or brings it just now, keeps it."""
        with target.with_suffix(".lock").open("w") as lock:
            if not _taken(lock) or (seen := _look(target)) is None or seen.in_use:
                return False
            gone = target.with_name(f"{_GONE}{secrets.token_hex(8)}")
            target.rename(gone)  # a name is there with all of its files, or not at all
        shutil.rmtree(gone, ignore_errors=True)
        return True


def _look(target: Path) -> Copy | None:
    """A copy as it is now; None if it was removed meanwhile."""
    path, size = target.with_suffix(".use"), 0
    try:
        used_at = path.stat().st_mtime if path.exists() else target.stat().st_mtime
        for folder, _, names in os.walk(target):
            for name in names:
                with suppress(FileNotFoundError):
                    size += os.stat(os.path.join(folder, name)).st_size
        held = path.exists() and _is_held(path)
    except FileNotFoundError:
        return None
    return Copy(target, size, used_at, held or time.time() - used_at < GRACE_SECONDS)


def _is_held(path: Path) -> bool:
    with path.open("rb") as file:
        return not _taken(file)


def _taken(file: IO[bytes] | IO[str]) -> bool:
    """Whether it could be locked, by nobody else, until it is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
