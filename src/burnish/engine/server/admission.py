"""Admission: how many completions may be under way or wait, and when there is nothing left to do."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from burnish.errors import OverloadedError

__all__ = ["Admission"]

_RETRY_SECONDS = 2


class Admission:
    """Counts completions.

    Args:
        rows: that can be sampled at once.
        waiting: that may wait beside them.
    """

    def __init__(self, rows: int, waiting: int) -> None:
        self.rows, self.most = rows, rows + waiting
        self.under_way = 0
        self.draining = False
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def enter(self, count: int) -> Iterator[None]:
        """Take so many places for as long as a block lasts.

        Raises:
            OverloadedError: there are not as many left, or the server is about to end.
        """
        if self.draining:
            raise OverloadedError("this server is about to end", fix="ask again: another one takes over", retry_after_s=1)
        if self.under_way + count > self.most:
            what = f"{self.under_way} completions are under way or wait, of {self.most}"
            raise OverloadedError(what, fix="wait and ask again, or add replicas", retry_after_s=_RETRY_SECONDS)
        self.under_way += count
        self._idle.clear()
        try:
            yield
        finally:
            self.under_way -= count
            if not self.under_way:
                self._idle.set()

    async def drain(self, seconds: float) -> bool:
        """Let nobody in any more, and wait until all are out; False where that took too long."""
        self.draining = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True
