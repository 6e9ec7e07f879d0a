"""A run as it happens: server-sent events, from any number on, until it has ended."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from burnish.api.access import Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.api.runs import RunRef, runs_of
from burnish.core.records import Record
from burnish.core.runs import ENDED, RunView
from burnish.errors import StoreUnavailableError
from burnish.store.run_reading import RunSince
from burnish.store.runs import Runs

__all__ = ["routes"]

routes = Routes("runs")

POLL_SECONDS = 0.5
MOST_SECONDS = 3600.0
"""Then a client asks again, and shows that it still may."""

RETRY_MS = 2000

LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^\d{1,18}$", description="Sent by browsers that reconnect.")]


def _existing(run: RunRef, access: Caller) -> RunView:
    """The run, or a plain 404 before the stream begins."""
    return runs_of(access).get(run)


@routes.get("/projects/{project}/runs/{run}/stream", needs="runs.read", response_class=EventSourceResponse)
async def stream_run(
    project: ProjectRef,
    run: RunRef,
    access: Caller,
    found: Annotated[RunView, Depends(_existing)],
    after: Annotated[int, Query(ge=0, lt=2**53, description="Only what happened after this number.")] = 0,
    last_event_id: LastEventId = None,
) -> AsyncIterator[ServerSentEvent]:
    """A run live: `run` whenever it changes, then what it wrote as `metrics`, `log`, `event` and `episode`; ends when the run has.

    Each piece's `id` is the number to go on from. A comment goes out where nothing happens for 15 seconds.
    """
    seen, view, runs = int(last_event_id) if last_event_id else after, None, runs_of(access)
    began = time.monotonic()
    while time.monotonic() - began < MOST_SECONDS:
        news = await _news(runs, run, seen)
        if news is None:
            await asyncio.sleep(2 * POLL_SECONDS)
            continue
        for kind, number, record in _pieces(news, view):
            yield ServerSentEvent(event=kind, data=record.model_dump(mode="json"), id=str(number))
        seen, view = news.seq, news.run
        if news.run.status in ENDED and not news.more:
            yield ServerSentEvent(event="end", data={"status": news.run.status}, id=str(seen), retry=RETRY_MS)
            return
        if not news.more:
            await asyncio.sleep(POLL_SECONDS)


async def _news(runs: Runs, run_id: str, seen: int) -> RunSince | None:
    """What is new; None while the database is away: the stream waits for it."""
    try:
        return await to_thread.run_sync(lambda: runs.since(run_id, seen))
    except StoreUnavailableError:
        return None


def _pieces(news: RunSince, before: RunView | None) -> list[tuple[str, int, Record]]:
    """What to send: kind, number, record. A changed run is last, as its number says that everything before it was sent."""
    rows: list[tuple[str, int, Record]] = [
        *(("metrics", row.seq, row) for row in news.metrics),
        *(("log", row.seq, row) for row in news.logs),
        *(("event", row.seq, row) for row in news.events),
        *(("episode", row.seq, row) for row in news.episodes),
    ]
    rows.sort(key=lambda piece: piece[1])
    return rows if news.run == before else [*rows, ("run", news.seq, news.run)]
