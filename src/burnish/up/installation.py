"""Installation: all processes of Burnish on this machine, from start to stop."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from burnish.errors import BurnishError
from burnish.settings import Settings
from burnish.up.claim import HomeClaim
from burnish.up.listening import address_of, gateway_address_of, listen, listen_for_apps
from burnish.up.part import Part
from burnish.up.ready import FirstKey

__all__ = ["Installation", "Started"]

WORKER_GRACE_SECONDS = 75.0
"""A worker gives its runs 60 seconds to save; this must be longer."""

GRACE_SECONDS: Mapping[str, float] = MappingProxyType(
    {"gateway": 40.0, "filler": 15.0, "serving": 50.0, "worker": WORKER_GRACE_SECONDS, "api": 10.0}
)
"""How long each part may take to end, in the order in which they are asked: first nothing new comes in, then what came in is kept, then
answers under way end, runs save, and the API, which others need for that, goes last."""


@dataclass(frozen=True, slots=True)
class Started:
    """A running installation.

    Attributes:
        url: to open in a browser, and to call.
        gateway: what apps call, `http://…/v1`.
        first: what the very first start made; None at every other one.
    """

    url: str
    gateway: str
    first: FirstKey | None


class _Pipe(NamedTuple):
    """A pipe whose end to read from is for children: they notice when the other one closes, as it does when this process is gone.

    Attributes:
        read: descriptor of that end.
        close: closes the other one.
    """

    read: int
    close: Callable[[], None]


class Installation:
    """The processes of one installation.

    Args:
        settings: of it; its processes read the same from the environment.
        worker: whether runs are worked on here.
        serving: whether deployments of our own engine are served from here.
        environment: of its processes; by default that of this one.
        log: file to which goes what they say; by default this process's stderr.
        say: told what happens, a line at a time.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        worker: bool = True,
        serving: bool = True,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        say: Callable[[str], None],
    ) -> None:
        self._settings, self._with_worker, self._with_serving, self._say = settings, worker, serving, say
        self._environment, self._log = os.environ if environment is None else environment, log
        self._stopping = asyncio.Event()
        self._parts: list[Part] = []

    async def run(self, on_start: Callable[[Started], None]) -> None:
        """Start everything, tell `on_start`, and keep it alive until SIGTERM, SIGINT, or `stop`.

        Raises:
            ConfigError: another one has the state folder, or a setting is wrong.
            BurnishError: the API could not start; what it said is on stderr, or in the log.
        """
        home = self._settings.home.expanduser().absolute()
        with (
            HomeClaim.take(home) as claim,
            listen(self._settings) as listener,
            listen_for_apps(self._settings) as for_apps,
            _pipe() as lifeline,
            _pipe() as tables,
            self._signals(),
        ):
            url = address_of(listener, self._settings)
            claim.tell(url)
            closing = asyncio.create_task(self._close())
            try:
                on_start(await self._live(url, listener, for_apps, lifeline.read, tables))
                await closing
            except BurnishError:
                if not self._stopping.is_set():
                    raise
            finally:
                self._stopping.set()
                await closing

    async def stops(self) -> None:
        """Wait until it is asked to stop, by a signal or by `stop`."""
        await self._stopping.wait()

    @property
    def stopping(self) -> bool:
        """Whether it is asked to stop."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Stop everything in order; called again, at once."""
        if self._stopping.is_set():
            for part in self._parts:
                part.kill()
        self._stopping.set()

    async def _live(self, url: str, listener: socket.socket, for_apps: socket.socket, lifeline: int, tables: _Pipe) -> Started:
        """Start every part. The gateway loads beside the API, and goes on when that has brought the tables up to date."""
        environment = {**self._environment, "BURNISH_HOME": str(self._settings.home.expanduser().absolute())}

        def part(name: str, *inherited: int, tells: bool = False) -> Part:
            return Part(name, lifeline, environment, inherited=inherited, tells=tells, log=self._log, say=self._say)

        api = part("api", listener.fileno(), tells=True)
        gateway = part("gateway", for_apps.fileno(), tables.read, tells=True)
        wanted = {"filler": True, "serving": self._with_serving, "worker": self._with_worker}
        others = [part(name) for name, there in wanted.items() if there]
        self._parts = [gateway, *others, api]
        loading = asyncio.create_task(gateway.start())
        try:
            ready = await api.start()
            tables.close()
            await loading
        finally:
            loading.cancel()
        for one in others:  # last, as they import much, and nobody waits for them
            await one.start()
        return Started(url, gateway_address_of(for_apps), ready.first if ready else None)

    async def _close(self) -> None:
        """Wait until everything is to stop, then stop it in order."""
        await self._stopping.wait()
        if any(part.alive and part.name == "worker" for part in self._parts):
            self._say("stopping: answers under way end, and the worker lets its runs save; Ctrl-C again stops at once")
        for part in self._parts:
            await part.stop(GRACE_SECONDS[part.name])

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


@contextmanager
def _pipe() -> Iterator[_Pipe]:
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0), os.fdopen(write, "wb", buffering=0) as end:
        yield _Pipe(read, end.close)
