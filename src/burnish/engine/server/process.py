"""The process: opens the model, listens, says so, and ends in order."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web

from burnish.engine.model import open_model
from burnish.engine.server.app import make_app
from burnish.engine.server.options import ServerOptions
from burnish.engine.server.service import Service

__all__ = ["Listening", "RANK_DIED", "run", "serving"]

_log = structlog.get_logger(__name__)

RANK_DIED = 70
"""Exit status when a rank died (EX_SOFTWARE of sysexits.h): started again, it may well work."""

_BACKLOG, _WATCH_SECONDS, _KEEP_ALIVE_SECONDS, _LAST_SECONDS = 2048, 0.5, 75.0, 0.5


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that answers.

    Attributes:
        address: up to and including the version.
        service: behind it.
        died: set when a rank died.
        runner: of the application, to stop it by.
    """

    address: str
    service: Service
    died: asyncio.Event
    runner: web.AppRunner

    def ready(self) -> dict[str, object]:
        """What whoever started it wants to know."""
        model = self.service.model
        return {
            "address": self.address,
            "name": self.service.options.name,
            "pid": os.getpid(),
            "context": model.context,
            "vocab": model.vocab,
            "rows": self.service.admission.rows,
        }


@asynccontextmanager
async def serving(options: ServerOptions, token: str, listener: socket.socket) -> AsyncIterator[Listening]:
    """A server on a socket that is open already, for as long as a block lasts.

    Raises:
        CheckpointError, TemplateError: the folder is not a whole checkpoint.
    """
    died = asyncio.Event()
    async with open_model(
        options.folder,
        name=options.name,
        ranks=options.ranks,
        threads=options.threads,
        rows=options.rows,
        trains=False,
        context=options.context,
    ) as model:
        ranks = (await model.facts()).ranks
        service = Service(model, options, ranks=ranks)
        runner = web.AppRunner(
            make_app(service, token, died.set),
            handler_cancellation=True,  # a client that is gone ends what is sampled for it
            access_log=None,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
            shutdown_timeout=_LAST_SECONDS,
        )
        await runner.setup()
        watching = asyncio.create_task(_watch(service, died))
        try:
            await web.SockSite(runner, listener, backlog=_BACKLOG).start()
            yield Listening(_address(listener), service, died, runner)
        finally:
            watching.cancel()
            await runner.cleanup()
            service.close()


async def run(options: ServerOptions, token: str, listener: socket.socket, *, ready: int | None = None, lifeline: int | None = None) -> int:
    """Serve until SIGTERM or SIGINT, or until whoever started it is gone; returns the exit status.

    Args:
        options: of the server.
        token: that callers show.
        listener: an open socket.
        ready: descriptor that is written one line of JSON as soon as the server answers.
        lifeline: descriptor of a pipe; when its other end closes, the server ends.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if lifeline is not None:
        loop.add_reader(lifeline, stop.set)
    async with serving(options, token, listener) as server:
        _tell(server, ready)
        waiting = [asyncio.create_task(event.wait()) for event in (stop, server.died)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if server.died.is_set():
            _log.error("a rank died", how=str(server.service.model.death)[:2000])
            return RANK_DIED
        for site in list(server.runner.sites):
            with contextlib.suppress(RuntimeError):
                await site.stop()
        if not await server.service.admission.drain(options.drain_seconds):
            _log.warning("ended with answers under way", under_way=server.service.admission.under_way)
    return 0


def _tell(server: Listening, ready: int | None) -> None:
    _log.info("serving", address=server.address, model=server.service.options.name)
    if ready is not None:
        os.write(ready, json.dumps(server.ready()).encode() + b"\n")
        os.close(ready)


async def _watch(service: Service, died: asyncio.Event) -> None:
    """Notice that a rank died while nobody asks, and forget sessions that nobody uses."""
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        service.sessions.sweep()
        if service.model.death is not None:
            died.set()


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"
