"""Segments: a log on disk of whole entries; what was awaited is synced, a torn tail is cut, its size has a bound."""

import asyncio
import errno
import os
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from burnish.artifacts.files import sync_folder
from burnish.artifacts.segment_files import (
    HEADER,
    LENGTH,
    MOST_ENTRY_BYTES,
    NEXT,
    cut,
    lock_folder,
    name_of,
    numbers_of,
    read_entries,
    size_of,
    unusable,
)
from burnish.errors import LogError, LogFullError

__all__ = ["MOST_ENTRY_BYTES", "START", "Entries", "Position", "SegmentReader", "SegmentWriter"]

SEGMENT_BYTES = 64 * 1024 * 1024
MOST_WAITING_BYTES = 256 * 1024 * 1024
"""Of entries that wait for a slow disk: more would be memory without a bound."""

_MOST_VECTORS = 512  # of one writev; the kernel takes 1,024
_LOOK_AGAIN_SECONDS = 0.5
_ASKED_SECONDS = 1.0
"""How often a writer that has nothing to write looks whether it is to begin another segment."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a log: everything before it was read."""

    segment: int
    offset: int


START = Position(0, 0)


@dataclass(frozen=True, slots=True)
class Entries:
    """Payloads in order, and the place after the last one."""

    payloads: list[bytes]
    next: Position


@dataclass(slots=True)
class _Group:
    """What is synced together: one thread writes it while the next one gathers."""

    payloads: list[bytes] = field(default_factory=list)
    waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = field(default_factory=list)
    size: int = 0


def _no_one(entries: int, seconds: float) -> None:
    """Nobody watches."""


class SegmentWriter:
    """The one writer of a folder: `00000001.log`, `00000002.log`, …, each a row of entries `length, CRC-32, payload`.

    Entries of callers that wait at the same time are written with one call and synced with one `fdatasync`, in a thread of its own. A
    segment is never appended to by a second process: each start begins a new one, after it has cut a torn tail from the last, so that
    a position that a reader has seen never comes to mean another entry. Numbers rise for as long as the newest segment is kept.

    Not covered: several writers in one folder (the second is refused); folders on network file systems without locks.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_bytes: int,
        segment_bytes: int = SEGMENT_BYTES,
        watch: Callable[[int, float], None] = _no_one,
    ) -> None:
        """Open a folder, and make it if it is not there.

        Args:
            folder: of this writer alone.
            max_bytes: of all segments together; a reader makes room by removing what it has taken.
            segment_bytes: after which the next one begins.
            watch: told after every sync, in the writing thread: how many entries, and how long `fdatasync` took.

        Raises:
            LogError: another process writes here, or the folder cannot be used.
        """
        self.folder, self._max, self._segment_bytes, self._watch = folder, max_bytes, segment_bytes, watch
        self._lock = lock_folder(folder)
        try:
            numbers = numbers_of(folder)
            if numbers:
                cut(folder / name_of(numbers[-1]))
            self._number, self._end, self._descriptor = numbers[-1] if numbers else 0, 0, -1
            self._sizes = threading.Lock()  # protects _others, _end, _measured_at
            self._others, self._measured_at = self._measure(), time.monotonic()
            self._begin_segment()
        except OSError as error:
            os.close(self._lock)
            raise unusable(folder, error) from error
        self._looked_at = time.monotonic()
        self._condition = threading.Condition()  # protects _group, _closed
        self._group, self._closed = _Group(), False
        self._thread = threading.Thread(target=self._run, name="segments", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def append(self, *payloads: bytes) -> None:
        """Write an entry, or several; returns when all of them are on the disk.

        Raises:
            LogFullError: the log may grow no further, or the disk is full; nothing of them was kept.
            LogError: the disk failed; they may have been kept nevertheless.
        """
        longest = max(map(len, payloads))
        if longest > MOST_ENTRY_BYTES:
            raise LogError(f"an entry of {longest:,} bytes", where=str(self.folder), fix=f"at most {MOST_ENTRY_BYTES:,}")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._condition:
            if self._closed:
                raise LogError("is closed", where=str(self.folder), fix="start the process again")
            if self._group.size > MOST_WAITING_BYTES:
                raise LogFullError("the disk is slower than what comes in", where=str(self.folder), fix="try again in a moment")
            self._group.payloads += payloads
            self._group.size += sum(map(len, payloads)) + HEADER.size * len(payloads)
            self._group.waiting.append((loop, future))
            self._condition.notify()
        await future

    @property
    def size(self) -> int:
        """Bytes of all segments, as far as this writer knows."""
        return self._others + self._end

    def has_room(self) -> bool:
        """Whether what begins now can still be written when it ends: a sixty-fourth of the bound is kept for what is under way."""
        most = self._max - self._max // 64
        if self.size >= most:
            self._measure_again()
        return self.size < most

    def close(self) -> None:
        """Write what waits, then close."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        self._thread.join()
        if self._descriptor >= 0:
            os.close(self._descriptor)
        os.close(self._lock)

    # -- the writing thread ------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._condition:
                if not self._group.payloads and not self._closed:
                    self._condition.wait(_ASKED_SECONDS)
                closed, group, self._group = self._closed, self._group, _Group()
            if not group.payloads:
                if closed:
                    return
                self._begin_if_asked()
                continue
            self._begin_if_asked()
            failure: LogError | None = None
            try:
                self._write(group)
            except LogError as error:
                failure = error
            except OSError as error:
                failure = self._failed(error)
            _settle(group, failure)

    def _begin_if_asked(self) -> None:
        if time.monotonic() - self._looked_at < _ASKED_SECONDS:
            return
        self._looked_at = time.monotonic()
        asked = self.folder / NEXT
        try:
            if asked.exists():
                self._begin_segment()
                asked.unlink(missing_ok=True)
        except OSError:  # the disk is full, or failed: what is written next will say so, and this is asked for again
            return

    def _write(self, group: _Group) -> None:
        if self._descriptor < 0 or self._end >= self._segment_bytes:
            self._begin_segment()
        self._make_room(group.size)
        vectors: list[bytes] = []
        for payload in group.payloads:
            length = LENGTH.pack(len(payload))
            vectors += (HEADER.pack(len(payload), zlib.crc32(payload, zlib.crc32(length))), payload)
        for start in range(0, len(vectors), _MOST_VECTORS):
            _write_all(self._descriptor, vectors[start : start + _MOST_VECTORS])
        began = time.perf_counter()
        os.fdatasync(self._descriptor)
        self._watch(len(group.payloads), time.perf_counter() - began)
        with self._sizes:
            self._end += group.size

    def _begin_segment(self) -> None:
        """The next file. The old one is whole and synced by now."""
        self._number += 1  # first: a try that fails may leave a file, and its number is used up
        descriptor = os.open(self.folder / name_of(self._number), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        try:
            sync_folder(self.folder)
        except OSError:
            os.close(descriptor)
            raise
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = descriptor
        with self._sizes:
            self._others, self._end = self._others + self._end, 0

    def _make_room(self, size: int) -> None:
        if self.size + size <= self._max:
            return
        self._measure_again()
        if self.size + size > self._max:
            what = f"holds {self.size:,} bytes of the {self._max:,} that it may"
            raise LogFullError(what, where=str(self.folder), fix="see why its entries are not taken (the database?), or raise its bound")

    def _measure_again(self) -> None:
        """A reader may have removed segments."""
        with self._sizes:
            if time.monotonic() - self._measured_at > _LOOK_AGAIN_SECONDS:
                self._others, self._measured_at = self._measure() - self._end, time.monotonic()

    def _measure(self) -> int:
        return sum(size_of(self.folder / name_of(number)) for number in numbers_of(self.folder))

    def _failed(self, error: OSError) -> LogError:
        """After a failed write: cut what it left, and go on in another segment, as this one's pages can no longer be trusted."""
        if self._descriptor >= 0:
            try:
                os.ftruncate(self._descriptor, self._end)
                os.fdatasync(self._descriptor)
            except OSError:  # what is left over is torn, or was not answered for: a reader stops before it, and the next start cuts it
                pass
            if error.errno not in _FULL:
                os.close(self._descriptor)
                with self._sizes:
                    self._descriptor, self._others, self._end = -1, self._others + self._end, 0
        if error.errno in _FULL:
            return LogFullError("the disk is full", where=str(self.folder), fix="make room on it")
        return LogError(f"cannot be written: {error.strerror}", where=str(self.folder), fix="check the disk")


class SegmentReader:
    """Reads a folder that another process may be writing to.

    It may see an entry a moment before it is synced; after a power loss such an entry is one that nobody was answered for.
    """

    def __init__(self, folder: Path) -> None:
        """`folder`: of one writer."""
        self.folder = folder

    def read(self, after: Position = START, *, limit: int = 1000, max_bytes: int = 32 * 1024 * 1024) -> Entries:
        """The entries after a place, at most `limit` of them, and no more once they have `max_bytes`.

        Raises:
            LogError: an entry that was whole is damaged; says where.
        """
        payloads: list[bytes] = []
        size, place = 0, after
        numbers = [number for number in numbers_of(self.folder) if number >= after.segment]  # before reading: older ones are closed
        for number in numbers:
            place = Position(number, after.offset if number == after.segment else 0)
            for payload, end in read_entries(self.folder / name_of(number), place.offset, closed=number != numbers[-1]):
                payloads.append(payload)
                size, place = size + len(payload), Position(number, end)
                if len(payloads) >= limit or size >= max_bytes:
                    return Entries(payloads, place)
        return Entries(payloads, place)

    def waiting(self, after: Position = START) -> int:
        """Bytes that were written and not read yet."""
        total = 0
        for number in numbers_of(self.folder):
            if number >= after.segment:
                total += size_of(self.folder / name_of(number)) - (after.offset if number == after.segment else 0)
        return total

    def remove(self, before: Position, *, older_than_seconds: float = 0.0) -> int:
        """Remove segments that lie wholly before a place and were last written so long ago; returns how many. The newest one stays."""
        removed = 0
        for number in numbers_of(self.folder)[:-1]:
            path = self.folder / name_of(number)
            if number < before.segment and time.time() - path.stat().st_mtime >= older_than_seconds:
                path.unlink()
                removed += 1
        return removed


def _settle(group: _Group, failure: LogError | None) -> None:
    """Tell those who wait; once for each of their loops."""
    loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for loop, future in group.waiting:
        loops.setdefault(loop, []).append(future)
    for loop, futures in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, futures, failure)


def _resolve(futures: list[asyncio.Future[None]], failure: LogError | None) -> None:
    for future in futures:
        if future.done():
            continue  # who waited was cancelled
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(type(failure)(failure.what, where=failure.where, fix=failure.fix))


def _write_all(descriptor: int, vectors: list[bytes]) -> None:
    """`writev`, until all of it is written."""
    total, written = sum(map(len, vectors)), os.writev(descriptor, vectors)
    if written < total:
        rest = memoryview(b"".join(vectors))[written:]
        while rest:
            rest = rest[os.write(descriptor, rest) :]
