"""Ctrl-C and SIGTERM: the first one asks the run to finish its step, the second one cancels it at once."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["interruptible"]


@contextmanager
def interruptible(ask: Callable[[], None]) -> Iterator[None]:
    """For as long as the block lasts, the first signal calls `ask`, and the second one cancels the current task.

    Only the main thread can listen to signals; in any other, whoever owns the process does, and the block is left as it is.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    asked = False

    def interrupt() -> None:
        nonlocal asked
        if asked and task:
            task.cancel()
        elif not asked:
            asked = True
            ask()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            loop.add_signal_handler(number, interrupt)
    except (RuntimeError, ValueError):
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
