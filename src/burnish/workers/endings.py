"""What an exception says of a run: how it failed, or that another worker may try it."""

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass

from burnish.core.runs import FailureReason
from burnish.errors import CheckpointError, InputError, NonFiniteError, RankError, StoreFullError

__all__ = ["LEASE_LOST", "SETTLED", "Failure", "failure_of"]

SETTLED, LEASE_LOST = 0, 75
"""Exit statuses of a run's process: the ledger was told how it ended · somebody else has the run. Any other one is a death."""

KILLED = re.compile(r"ended with code -9\b")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NO_MEMORY = ("OutOfMemoryError", "out of memory", "DefaultCPUAllocator: can't allocate memory", "MemoryError")


@dataclass(frozen=True, slots=True)
class Failure:
    """How a run failed.

    Attributes:
        reason: None where that is the worker's bad luck, and another one may go on with the run.
        message: in words.
    """

    reason: FailureReason | None
    message: str


def failure_of(error: BaseException, *, resumed: bool = False, killed_for_memory: str = "") -> Failure:
    """What an exception means that ended a run.

    Args:
        error: what its recipe, or the engine, raised.
        resumed: the run went on from a checkpoint, so that a corrupt one is no fault of the input.
        killed_for_memory: what the kernel said, if it killed a process for memory while the run ran.
    """
    message = str(error) or type(error).__name__
    every = list(_causes(error))
    if any((isinstance(one, OSError) and one.errno in NO_ROOM) or isinstance(one, StoreFullError) for one in every):
        return Failure("disk_full", message)
    if any(isinstance(one, MemoryError) or any(words in f"{type(one).__name__}: {one}" for words in NO_MEMORY) for one in every):
        return Failure("out_of_memory", message)
    if isinstance(error, RankError):
        if killed_for_memory and KILLED.search(message):
            return Failure("out_of_memory", f"{message.splitlines()[0]}; {killed_for_memory}")
        return Failure(None, message)
    if isinstance(error, NonFiniteError):
        return Failure("diverged", message)
    if isinstance(error, CheckpointError) and resumed:
        return Failure(None, message)
    if isinstance(error, InputError):
        return Failure("invalid", message)
    known = type(error).__module__ == "burnish.errors"
    return Failure("error", message if known else f"{type(error).__name__}: {message}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, and what it came from."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        if isinstance(seen, BaseExceptionGroup):
            for inner in seen.exceptions:
                yield from _causes(inner)
        seen = seen.__cause__ or seen.__context__
