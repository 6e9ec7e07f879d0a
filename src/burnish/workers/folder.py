"""Taking a folder for a run: a fresh one, or one that holds the run to go on with; by one process at a time."""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from burnish.errors import ConfigError
from burnish.workers.records import RunRecord

__all__ = ["continued", "fresh", "locked"]


def fresh(folder: Path, record: RunRecord) -> RunRecord:
    """The record as it is, if the folder is empty.

    Raises:
        ConfigError: it is not.
    """
    left = sorted(path.name for path in folder.iterdir() if path.name != ".lock")
    if left:
        fix = "go on with it (--resume), or choose another folder (--out)"
        raise ConfigError(f"the folder is not empty: it holds {', '.join(left[:3])}", where=str(folder), fix=fix)
    return record


def continued(folder: Path, record: RunRecord) -> RunRecord:
    """The record with what is kept of the run in the folder, if that is the same run and not finished.

    Raises:
        ConfigError: there is no run, it is finished, or it was started with something else; names the difference.
    """
    earlier = RunRecord.read(folder / "run.json")
    if earlier is None:
        raise ConfigError("there is no run to resume here", where=str(folder), fix="leave --resume out, or correct --out")
    if earlier.status == "succeeded":
        raise ConfigError("this run is finished", where=str(folder), fix="its result is in run.json under `final`; train on from there")
    for field in ("recipe", "seed", "config", "inputs"):
        was, now = getattr(earlier, field), getattr(record, field)
        if was != now:
            fix = "resume with what it was started with, or start a new run in another folder"
            raise ConfigError(f"{_difference(field, was, now)} since this run began", where=str(folder), fix=fix)
    kept = {"started_at": earlier.started_at, "attempts": earlier.attempts + 1, "seconds": earlier.seconds}
    return record.model_copy(update=kept)


def _difference(field: str, was: Any, now: Any) -> str:
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        name = next(name for name in {**was, **now} if was.get(name) != now.get(name))
        return f"{field}.{name} changed from {was.get(name)!r} to {now.get(name)!r}"
    return f"{field} changed from {was!r} to {now!r}"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder and hold it, so that no two processes write one run.

    Raises:
        ConfigError: it cannot be made, or another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the folder cannot be made: {error.strerror}", where=str(folder), fix="choose another with --out") from None
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError("another process runs this run", where=str(folder), fix="wait for it, or choose another folder") from None
        yield
