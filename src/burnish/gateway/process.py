"""Process: a gateway with everything that it holds, served by uvicorn on a socket that is open already."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import uvicorn

from burnish.artifacts.segments import SegmentWriter
from burnish.gateway.app import App
from burnish.gateway.gateway import Gateway
from burnish.gateway.keys import Door
from burnish.gateway.limits import Limits
from burnish.gateway.live_routes import LiveRoutes, RouteSource
from burnish.gateway.metrics import Metrics
from burnish.gateway.recorder import Recorder
from burnish.gateway.told import Told
from burnish.settings import Settings
from burnish.wire.client import Outbound

__all__ = ["log_folder", "opened", "serve"]

GRACE_SECONDS = 30
KEEP_ALIVE_SECONDS = 75


@contextlib.asynccontextmanager
async def opened(settings: Settings, source: RouteSource, door: Door, folder: Path) -> AsyncIterator[App]:
    """The application with all its parts; closed, and everything written down, when the block ends.

    Args:
        settings: of this process.
        source: of routes.
        door: that finds out who asks.
        folder: of the log, of this process alone.

    Raises:
        LogError: the folder cannot be used.
        StoreError: the routes cannot be read.
    """
    metrics = Metrics()
    with SegmentWriter(folder, max_bytes=settings.gateway_log_bytes, watch=metrics.synced) as log:
        metrics.log_bytes.set_function(lambda: log.size)
        async with LiveRoutes(source) as routes, Outbound(settings.outbound_allow, connections=0) as outbound:
            recorder = Recorder(log)
            gateway = Gateway(routes, outbound, recorder, Limits(folder / "spent.json"), metrics)
            try:
                yield App(gateway, door, routes, Told(recorder), metrics, max_body_bytes=settings.gateway_body_bytes)
            finally:
                await gateway.close()


async def serve(app: App, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called when it answers."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        http="httptools",
        ws="none",
        lifespan="off",
        backlog=4096,
    )
    # What is accepted inherits it. Loops only set it where a socket knows that it is TCP, which one made by `create_server` does not:
    # without it, the second packet of an answer waits 40 ms for the client's acknowledgement of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = _Server(config, ready)
    await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()


def log_folder(settings: Settings, name: str) -> Path:
    """Where a writer's log lies: `records/NAME` in BURNISH_HOME."""
    return settings.home.expanduser().absolute() / "records" / name
