"""Crash points: named places at which a test lets a process kill itself, as a power cut would."""

import os
import signal

from burnish.errors import ConfigError

__all__ = ["CRASH_POINTS", "arm", "crash_point"]

CRASH_POINTS = (
    "enqueue.inserted",
    "enqueue.committed",
    "claim.updated",
    "claim.committed",
    "begin.updated",
    "begin.committed",
    "heartbeat.updated",
    "heartbeat.committed",
    "record.updated",
    "record.inserted",
    "record.committed",
    "finish.updated",
    "finish.committed",
    "fail.updated",
    "fail.committed",
    "settle.updated",
    "settle.committed",
    "give_back.updated",
    "give_back.committed",
    "sweep.updated",
    "sweep.committed",
)
"""Every one there is: `verb.place`. Before `committed` nothing of the verb may be left behind; after it, all of it."""

_left: dict[str, int] = {}


def arm(crash_at: str) -> None:
    """From now on, this process dies by SIGKILL when it passes a point, or passes it for the n-th time: `record.inserted:3`.

    Raises:
        ConfigError: there is no such point.
    """
    name, _, count = crash_at.partition(":")
    if name not in CRASH_POINTS or not (count or "1").isdecimal():
        raise ConfigError(f"{crash_at!r} is no crash point", where="crash_at", fix=f"name[:n], with one of {', '.join(CRASH_POINTS)}")
    _left[name] = int(count or 1)


def crash_point(name: str) -> None:
    """Die here, if armed."""
    if not _left:
        return
    if name in _left:
        _left[name] -= 1
        if _left[name] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
