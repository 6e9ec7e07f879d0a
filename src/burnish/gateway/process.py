"""Process: a gateway with everything that it holds, served by uvicorn on a socket that is open already."""

import contextlib
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import uvicorn

from burnish.artifacts.segments import SegmentWriter
from burnish.core.serving import Routes
from burnish.gateway.app import App
from burnish.gateway.connections import patient
from burnish.gateway.gateway import Gateway
from burnish.gateway.keys import Door, Keys
from burnish.gateway.limits import Limits
from burnish.gateway.live_routes import LiveRoutes, RouteSource
from burnish.gateway.metrics import Metrics
from burnish.gateway.recorder import Recorder
from burnish.gateway.redaction import Redactors
from burnish.gateway.shared_limits import SharedLimits
from burnish.gateway.told import Told
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.limit_uses import LimitUses
from burnish.store.schema import check_schema
from burnish.store.serving import read_routes
from burnish.store.serving_revision import revision
from burnish.store.vault import Vault
from burnish.wire.client import Outbound

__all__ = ["StoreRoutes", "limits_of", "log_folder", "opened", "run", "serve"]

GRACE_SECONDS = 30
KEEP_ALIVE_SECONDS = 75
SWITCH_SECONDS = 0.0005
"""How long the loop may keep the interpreter while the thread of the log waits for it: its answers wait for that thread."""


@contextlib.asynccontextmanager
async def opened(settings: Settings, source: RouteSource, door: Door, folder: Path, database: Database | None = None) -> AsyncIterator[App]:
    """The application with all its parts; closed, and everything written down, when the block ends.

    Args:
        settings: of this process.
        source: of routes.
        door: that finds out who asks.
        folder: of the log, of this process alone.
        database: through which limits are shared with other gateways; None counts for this process alone.

    Raises:
        LogError: the folder cannot be used.
        StoreError: the routes cannot be read.
    """
    metrics = Metrics()
    with SegmentWriter(folder, max_bytes=settings.gateway_log_bytes, watch=metrics.synced) as log:
        metrics.log_bytes.set_function(lambda: log.size)
        async with (
            LiveRoutes(source) as routes,
            Outbound(settings.outbound_allow, connections=0) as outbound,
            limits_of(database, folder.name) as limits,
        ):
            recorder = Recorder(log, Redactors(routes))
            gateway = Gateway(routes, outbound, recorder, limits, metrics)
            try:
                yield App(
                    gateway,
                    door,
                    routes,
                    Told(recorder),
                    metrics,
                    max_body_bytes=settings.gateway_body_bytes,
                    body_seconds=settings.gateway_client_seconds,
                )
            finally:
                await gateway.close()


@contextlib.asynccontextmanager
async def limits_of(database: Database | None, name: str) -> AsyncIterator[Limits]:
    """Limits, shared with all processes on the database, if there is one.

    Args:
        database: that they share.
        name: of this gateway; each of its lives counts for itself.
    """
    limits = Limits()
    if database is None:
        yield limits
        return
    async with SharedLimits(limits, LimitUses(database, f"{name}-{secrets.token_hex(8)}")):
        yield limits


async def serve(app: App, listener: socket.socket, ready: Callable[[], None], *, client_seconds: float) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called when it answers. Clients that are slower than `client_seconds` are cut off."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        proxy_headers=False,
        http=patient(client_seconds),
        ws="none",
        lifespan="off",
        backlog=4096,
    )
    # What is accepted inherits it. Loops only set it where a socket knows that it is TCP, which one made by `create_server` does not:
    # without it, the second packet of an answer waits 40 ms for the client's acknowledgement of the first.
    sys.setswitchinterval(SWITCH_SECONDS)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = _Server(config, ready)
    await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGINT and SIGTERM, and no more: uvicorn would raise them again, before the log and the limits are closed."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()


class StoreRoutes:
    """Routes as the database has them."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def revision(self) -> int:
        """A number that rises with every change."""
        return revision(self._database)

    def read(self) -> Routes:
        """All of them."""
        return read_routes(self._database, self._vault)


async def run(settings: Settings, listener: socket.socket, ready: Callable[[], None]) -> None:
    """A gateway over the installation's database, until SIGTERM or SIGINT.

    Raises:
        ConfigError, StoreError, LogError: it cannot start; says why.
    """
    database = Database.open(settings.database)
    try:
        check_schema(database)
        source = StoreRoutes(database, Vault.open(settings.key_file))
        folder = log_folder(settings, settings.gateway_name)
        async with Keys(database) as door, opened(settings, source, door, folder, database) as app:
            await serve(app, listener, ready, client_seconds=settings.gateway_client_seconds)
    finally:
        database.close()


def log_folder(settings: Settings, name: str) -> Path:
    """Where a writer's log lies: `records/NAME` in BURNISH_HOME."""
    return settings.home.expanduser().absolute() / "records" / name
