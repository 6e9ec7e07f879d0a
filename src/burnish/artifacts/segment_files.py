"""Segment files: how entries lie in a segment, what segments a folder has, and who may write to it."""

import contextlib
import fcntl
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from burnish.errors import LogError

__all__ = [
    "HEADER",
    "LENGTH",
    "MOST_ENTRY_BYTES",
    "NEXT",
    "cut",
    "entries_of",
    "lock_folder",
    "locked",
    "name_of",
    "numbers_of",
    "read_entries",
    "segment_path",
    "size_of",
    "unusable",
]

MOST_ENTRY_BYTES = 64 * 1024 * 1024
HEADER = struct.Struct("<II")  # length of the payload, CRC-32 of length and payload
LENGTH = struct.Struct("<I")
NEXT = "next"
"""A file of this name asks the writer to end its segment, so that it can be written anew."""


def read_entries(path: Path, offset: int, *, closed: bool) -> Iterator[tuple[bytes, int]]:
    """Payloads from an offset on, each with where it ends. In an open segment, what is not whole is not there yet."""
    with path.open("rb") as file:
        file.seek(offset)
        while header := file.read(HEADER.size):
            payload = _payload(file.read, header)
            if payload is None:
                if closed:
                    raise LogError(f"is damaged at byte {offset}", where=str(path), fix="restore it from a copy, or move it away")
                return
            offset += HEADER.size + len(payload)
            yield payload, offset


def _payload(read: Callable[[int], bytes], header: bytes) -> bytes | None:
    """One entry's payload; None if it is not whole."""
    if len(header) < HEADER.size:
        return None
    length, check = HEADER.unpack(header)
    if length > MOST_ENTRY_BYTES:
        return None
    payload = read(length)
    if len(payload) < length or zlib.crc32(payload, zlib.crc32(header[: LENGTH.size])) != check:
        return None
    return payload


def cut(path: Path) -> None:
    """Cut from a segment what is not whole: nobody was told that it was written."""
    end = max((end for _, end in read_entries(path, 0, closed=False)), default=0)
    if end < path.stat().st_size:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())


def unusable(folder: Path, error: OSError) -> LogError:
    """What is raised where a folder cannot be written to."""
    return LogError(f"cannot be written: {error.strerror}", where=str(folder), fix="check the disk and its permissions")


def lock_folder(folder: Path) -> int:
    """Be the one who writes to a folder, made if it is not there: the descriptor to close in the end.

    Raises:
        LogError: another process is, or the folder cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unusable(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise LogError("another process writes here", where=str(folder), fix="stop it, or give this one a folder of its own") from None
    return descriptor


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """While nobody writes to a folder, and nobody can begin to.

    Raises:
        LogError: somebody does.
    """
    lock = lock_folder(folder)
    try:
        yield
    finally:
        os.close(lock)


def entries_of(path: Path) -> Iterator[tuple[bytes, int]]:
    """Payloads of a segment, each with where it ends, as far as they are whole."""
    return read_entries(path, 0, closed=False)


def segment_path(folder: Path, number: int) -> Path:
    """Where a segment lies."""
    return folder / name_of(number)


def numbers_of(folder: Path) -> list[int]:
    """Numbers of the segments that there are, the oldest first."""
    return sorted(int(path.stem) for path in folder.glob("*.log") if path.stem.isdecimal())


def name_of(number: int) -> str:
    """A segment's file."""
    return f"{number:08d}.log"


def size_of(path: Path) -> int:
    """Bytes of a file; 0 where it is gone."""
    try:
        return path.stat().st_size
    except FileNotFoundError:  # another reader removed it
        return 0
