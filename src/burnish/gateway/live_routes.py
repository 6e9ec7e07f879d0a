"""Live routes: what can be called, held in memory, and read anew within a second of a change."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

import structlog

from burnish.core.serving import Routes
from burnish.errors import BurnishError

__all__ = ["FixedRoutes", "LiveRoutes", "RouteSource"]

_log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 0.5


class RouteSource(Protocol):
    """Where routes come from; both calls block, and are made in a thread."""

    def revision(self) -> int:
        """A number that rises with every change; cheap."""

    def read(self) -> Routes:
        """Everything."""


class FixedRoutes:
    """Routes that somebody sets."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes

    def revision(self) -> int:
        """Of what was set last."""
        return self.routes.revision

    def read(self) -> Routes:
        """What was set last."""
        return self.routes


class LiveRoutes:
    """The routes of this moment. While their source is away, those of the last moment at which it was there.

    Use as `async with LiveRoutes(source) as routes`; the first reading fails if the source is away, the later ones are tried again.

    Attributes:
        current: to read, not to keep.
    """

    def __init__(self, source: RouteSource, *, changed: Callable[[Routes], None] | None = None) -> None:
        """`changed`: told, in the loop, what the routes are from now on."""
        self.current = Routes(revision=-1, routes={}, projects={}, upstreams={})
        self._source, self._changed = source, changed
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "LiveRoutes":
        self._take(await asyncio.to_thread(self._source.read))
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._following

    async def _follow(self) -> None:
        away = False
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            try:
                if await asyncio.to_thread(self._source.revision) != self.current.revision:
                    self._take(await asyncio.to_thread(self._source.read))
                if away:
                    _log.info("routes are read again", revision=self.current.revision)
                away = False
            except BurnishError as error:
                if not away:
                    _log.warning("routes cannot be read; those of before stay", error=str(error))
                away = True

    def _take(self, routes: Routes) -> None:
        self.current = routes
        if self._changed is not None:
            self._changed(routes)
