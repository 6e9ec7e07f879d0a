"""What replicas wrote: a file for each, kept short, and its last lines."""

import os
from pathlib import Path

from burnish.settings import Settings

__all__ = ["LAST_BYTES", "keep_short", "read_replica_log", "replica_log", "tail"]

LAST_BYTES = 256 * 1024
MOST_BYTES = 8 * 1024 * 1024
LONGEST_LINE = 4000


def replica_log(settings: Settings, deployment_id: str, replica_id: str) -> Path:
    """The file that a replica's stdout and stderr go to."""
    return settings.home.expanduser().absolute() / "serving" / deployment_id / f"{replica_id}.log"


def read_replica_log(settings: Settings, deployment_id: str, replica_id: str, lines: int) -> tuple[str, ...]:
    """Its last lines, oldest first; none where there is no such file here."""
    return tail(replica_log(settings, deployment_id, replica_id), lines)


def tail(path: Path, lines: int) -> tuple[str, ...]:
    """The last lines of a file, as far as its last 256 KiB hold them; what is no UTF-8 is shown as �."""
    try:
        with path.open("rb") as file:
            start = max(0, os.fstat(file.fileno()).st_size - LAST_BYTES)
            file.seek(start)
            text = file.read(LAST_BYTES).decode(errors="replace")
    except OSError:
        return ()
    found = text.splitlines()[1 if start else 0 :]
    return tuple(line[:LONGEST_LINE] for line in found[-lines:])


def keep_short(path: Path) -> None:
    """Of a file that has grown long, keep the end; whoever writes to it, opened to append, goes on behind that."""
    try:
        if path.stat().st_size <= MOST_BYTES:
            return
        with path.open("r+b") as file:
            file.seek(-LAST_BYTES, os.SEEK_END)
            end = file.read()
            file.seek(0)
            file.write(end)
            file.truncate()
    except OSError:
        return  # it is not there any more, or cannot be written: the next look says so
