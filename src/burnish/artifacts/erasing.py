"""Erasing: entries of a log that must not be kept are blanked out where they lie; every other one keeps its place."""

import os
import shutil
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from burnish.artifacts.files import sync_folder
from burnish.artifacts.segment_files import HEADER, LENGTH, NEXT, entries_of, locked, numbers_of, segment_path
from burnish.errors import LogError

__all__ = ["ERASED", "SegmentEraser"]

ERASED = b'{"kind":"erased"}'
"""What stands in an entry's place, with spaces up to its length. Shorter entries hold nothing."""


class SegmentEraser:
    """Blanks entries out in the segments of one writer that are written no more.

    A segment is made anew beside the old one and takes its name: whoever reads sees the one or the other, and places in it stay what they
    are. The segment that is being written is ended first: `ready` asks its writer for that.

    Not covered: what a disk keeps of files that were removed; segments that are damaged, behind the place of the damage.
    """

    def __init__(self, folder: Path) -> None:
        """`folder`: of the writer."""
        self._folder = folder
        self._until: int | None = None

    def ready(self) -> bool:
        """Whether what was written before this was asked first is in segments that nobody writes to; else their writer is asked."""
        numbers = numbers_of(self._folder)
        if self._until is None:
            self._until = numbers[-1] if numbers else 0
        if not numbers or numbers[-1] > self._until:
            return True
        with suppress(LogError), locked(self._folder):
            return True  # nobody writes here, and whoever comes begins another segment
        (self._folder / NEXT).touch()
        return False

    def erase(self, is_meant: Callable[[bytes], bool]) -> int:
        """Blank out the entries that are meant, in all segments up to the one that was the newest when `ready` was asked first.

        Raises:
            LogError: a segment cannot be written anew.
        """
        until = self._until if self._until is not None else 0
        return sum(self._erase(number, is_meant) for number in numbers_of(self._folder) if number <= until)

    def look(self, told: Callable[[bytes], None]) -> None:
        """Tell of every entry of these segments."""
        until = self._until if self._until is not None else 0
        for number in numbers_of(self._folder):
            if number <= until:
                with suppress(FileNotFoundError):
                    for payload, _ in entries_of(segment_path(self._folder, number)):
                        told(payload)

    def _erase(self, number: int, is_meant: Callable[[bytes], bool]) -> int:
        path = segment_path(self._folder, number)
        try:
            found, whole = [], 0
            for payload, end in entries_of(path):
                whole = end
                if is_meant(payload):
                    found.append((end - len(payload), len(payload)))
            if found:
                newest = number == numbers_of(self._folder)[-1]  # nobody writes to it; whoever began to would cut a torn tail from it
                self._write(path, found, whole if newest else None)
        except FileNotFoundError:
            return 0  # it was removed meanwhile, and with it what was in it
        except OSError as error:
            raise LogError(f"cannot be written anew: {error.strerror}", where=str(path), fix="check the disk") from error
        return len(found)

    def _write(self, path: Path, found: list[tuple[int, int]], whole: int | None) -> None:
        new, before = path.with_suffix(".new"), path.stat()
        shutil.copyfile(path, new)
        new.chmod(0o600)
        with new.open("r+b") as file:
            for start, length in found:
                file.seek(start - HEADER.size)
                file.write(_blank(length))
            if whole is not None:
                file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
        os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))  # it goes as soon as it would have gone
        new.replace(path)
        sync_folder(path.parent)


def _blank(length: int) -> bytes:
    payload = ERASED.ljust(length) if length >= len(ERASED) else b" " * length
    return struct.pack(HEADER.format, length, zlib.crc32(payload, zlib.crc32(LENGTH.pack(length)))) + payload
