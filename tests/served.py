"""A real server on loopback, in a thread of the test's process: what clients and commands are tested against."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from burnish.settings import Settings
from burnish.up.ready import FirstKey, Ready
from burnish.up.serving import make_server
from tests.api.callers import API

__all__ = ["API", "Served", "serving"]


@dataclass
class Served:
    """A server that answers.

    Attributes:
        url: of it.
        settings: it runs with.
        first: what its first start made.
        port: that it listens on.
    """

    url: str
    settings: Settings
    first: FirstKey
    server: uvicorn.Server

    @property
    def key(self) -> str:
        return self.first.key


@contextmanager
def serving(settings: Settings, *, port: int = 0, first: FirstKey | None = None) -> Iterator[Served]:
    """A server for as long as the block lasts; `first` is what an earlier one on the same database made."""
    told: list[Ready] = []
    ready = threading.Event()

    def tell(made: Ready) -> None:
        told.append(made)
        ready.set()

    server = make_server(settings, tell)
    server.config.timeout_graceful_shutdown = 0.2  # type: ignore[assignment]  # a stream of a test never ends by itself
    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.wait(20), "the server did not start"
            made = told[0].first or first
            assert made is not None
            yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", settings, made, server)
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()
