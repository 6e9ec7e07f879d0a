"""Serving: the API and the page by uvicorn, on a socket that is open already."""

import socket
from collections.abc import Callable

import uvicorn

from burnish.api.app import create_app
from burnish.settings import Settings
from burnish.up.ready import FirstKey, Ready

__all__ = ["make_server", "serve"]

GRACE_SECONDS = 3
"""For answers under way when the server is told to stop; a live stream goes on as soon as there is a server again."""

KEEP_ALIVE_SECONDS = 30
MOST_HEADER_BYTES = 64 * 1024


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if not self.should_exit:
            self._tell()


def make_server(settings: Settings, on_ready: Callable[[Ready], None]) -> uvicorn.Server:
    """A server that is not running yet.

    Args:
        settings: of this process.
        on_ready: told once, when it answers.

    Raises:
        ConfigError: a setting is wrong.
        StoreError: the database cannot be used.
    """
    app = create_app(settings)
    made = app.state.server.first_start
    first = FirstKey(email=made.email, password=made.password, key=made.key) if made else None
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        ws="none",
        lifespan="on",
    )
    return _Server(config, lambda: on_ready(Ready(first=first)))


def serve(settings: Settings, listener: socket.socket, on_ready: Callable[[Ready], None]) -> None:
    """Serve on a socket until SIGTERM or SIGINT; raises as `make_server` does."""
    make_server(settings, on_ready).run(sockets=[listener])
