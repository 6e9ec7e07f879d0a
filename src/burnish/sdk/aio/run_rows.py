"""RunRows: what a run wrote, as it stands and as it comes."""

import asyncio
import time
from collections.abc import AsyncIterator

from burnish.core.ids import checked_id
from burnish.core.runs import RunAttempt, RunCheckpoint, RunEpisode, RunEventRecord, RunLogLine, RunMetrics, RunView
from burnish.errors import BurnishError
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import Call, passing
from burnish.sdk.sse import EventDecoder, ServerEvent
from burnish.sdk.stream import END, RunItem, item_of

__all__ = ["RunRows", "run_id"]

_SILENCE_S = 60.0
"""A stream says something every few seconds, if only that it is there."""

_PAUSE_S = 1.0


class RunRows(Resource):
    """What a run wrote. Rows of all kinds are numbered together by `seq`: whoever has seen all up to a number misses nothing after it."""

    def metrics(self, run: RunView | str, *, after: int = 0, limit: int | None = None) -> Listing[RunMetrics]:
        """Numbers of its steps, oldest first, those after a `seq`; `limit`: how many a page."""
        return self._list(RunMetrics, self._run(run, "metrics"), limit=limit, after=after)

    def logs(self, run: RunView | str, *, after: int = 0, limit: int | None = None) -> Listing[RunLogLine]:
        """What it and its workers said, oldest first, after a `seq`; `limit`: how many a page."""
        return self._list(RunLogLine, self._run(run, "logs"), limit=limit, after=after)

    async def last_logs(self, run: RunView | str, count: int = 100) -> tuple[RunLogLine, ...]:
        """The last lines that it and its workers said."""
        page = await self._list(RunLogLine, self._run(run, "logs"), {"last": True}, limit=count).page()
        return tuple(page.items)

    def events(self, run: RunView | str, *, after: int = 0, limit: int | None = None) -> Listing[RunEventRecord]:
        """What happened to it, oldest first, after a `seq`; `limit`: how many a page."""
        return self._list(RunEventRecord, self._run(run, "events"), limit=limit, after=after)

    def episodes(self, run: RunView | str, *, after: int = 0, limit: int | None = None) -> Listing[RunEpisode]:
        """Example episodes that it kept, oldest first, after a `seq`; `limit`: how many a page."""
        return self._list(RunEpisode, self._run(run, "episodes"), limit=limit, after=after)

    async def episode(self, run: RunView | str, seq: int) -> RunEpisode:
        """One of them, by its `seq`."""
        return await self._get(RunEpisode, self._run(run, "episodes", str(seq)))

    async def checkpoints(self, run: RunView | str) -> tuple[RunCheckpoint, ...]:
        """Its checkpoints that are still kept, newest first."""
        return await self._get(tuple[RunCheckpoint, ...], self._run(run, "checkpoints"))

    async def attempts(self, run: RunView | str) -> tuple[RunAttempt, ...]:
        """Who worked on it, and in which environment."""
        return await self._get(tuple[RunAttempt, ...], self._run(run, "attempts"))

    async def ancestors(self, run: RunView | str) -> tuple[RunView, ...]:
        """What it was copied from, and that from what, nearest first."""
        return await self._get(tuple[RunView, ...], self._run(run, "ancestors"))

    async def stream(self, run: RunView | str, *, after: int = 0, patience_s: float = 300.0) -> AsyncIterator[RunItem]:
        """The run live, until it has ended: itself whenever it changes, and each row that it writes, once, in order.

        A connection that breaks is made again, and goes on after the last row.

        Args:
            run: to follow.
            after: only rows after this `seq`.
            patience_s: seconds for which the server may give no answer.

        Raises:
            OutboundError: it gave none for longer.
        """
        async for event in self._events(self._run(run, "stream"), after, patience_s):
            item = item_of(event)
            if item is not None:
                yield item

    async def _events(self, path: str, after: int, patience_s: float) -> AsyncIterator[ServerEvent]:
        seen, heard = after, time.monotonic()
        while True:
            try:
                async with self._connection.open(Call("GET", path, {"after": seen}), silence_s=_SILENCE_S) as response:
                    decoder = EventDecoder()
                    async for received in response.aiter_bytes():
                        heard = time.monotonic()
                        for event in decoder.feed(received):
                            if event.kind == END:
                                return
                            seen = int(event.id) if event.id.isdecimal() else seen
                            yield event
            except BurnishError as error:
                if not passing(error) or time.monotonic() - heard > patience_s:
                    raise
            await asyncio.sleep(_PAUSE_S)

    def _run(self, run: RunView | str, *parts: str) -> str:
        return self._in_project("runs", run_id(run), *parts)


def run_id(run: RunView | str) -> str:
    """The id of a run, given it or its record.

    Raises:
        InputError: the text is no id of a run.
    """
    return run.id if isinstance(run, RunView) else checked_id(run, "run")
