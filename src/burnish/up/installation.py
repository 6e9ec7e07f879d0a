"""Installation: the API with its page, and a worker, on this machine, from start to stop."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from burnish.errors import BurnishError
from burnish.settings import Settings
from burnish.up.claim import HomeClaim
from burnish.up.listening import address_of, listen
from burnish.up.part import Part
from burnish.up.ready import FirstKey

__all__ = ["Installation", "Started"]

WORKER_GRACE_SECONDS = 75.0
"""A worker gives its runs 60 seconds to save; this must be longer."""

API_GRACE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Started:
    """A running installation.

    Attributes:
        url: to open in a browser, and to call.
        first: what the very first start made; None at every other one.
    """

    url: str
    first: FirstKey | None


class Installation:
    """The processes of one installation.

    Args:
        settings: of it; its processes read the same from the environment.
        worker: whether there is one.
        environment: of its processes; by default that of this one.
        log: file to which goes what they say; by default this process's stderr.
        say: told what happens, a line at a time.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        worker: bool = True,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        say: Callable[[str], None],
    ) -> None:
        self._settings, self._with_worker, self._say = settings, worker, say
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
        with HomeClaim.take(home) as claim, listen(self._settings) as listener, _lifeline() as lifeline, self._signals():
            url = address_of(listener, self._settings)
            claim.tell(url)
            closing = asyncio.create_task(self._close())
            try:
                await self._live(url, listener, lifeline, on_start)
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

    async def _live(self, url: str, listener: socket.socket, lifeline: int, on_start: Callable[[Started], None]) -> None:
        environment = {**self._environment, "BURNISH_HOME": str(self._settings.home.expanduser().absolute())}
        api = Part("api", lifeline, environment, inherited=(listener.fileno(),), tells=True, log=self._log, say=self._say)
        worker = Part("worker", lifeline, environment, log=self._log, say=self._say)
        self._parts = [worker, api] if self._with_worker else [api]
        ready = await api.start()
        if self._with_worker:
            await worker.start()
        on_start(Started(url, ready.first if ready else None))

    async def _close(self) -> None:
        """Wait until everything is to stop, then stop it: the worker first, which needs the others to give its runs back."""
        await self._stopping.wait()
        for part in self._parts:
            if part.alive and part.name == "worker":
                self._say("stopping: the worker lets its runs save; Ctrl-C again stops at once")
            await part.stop(WORKER_GRACE_SECONDS if part.name == "worker" else API_GRACE_SECONDS)

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
def _lifeline() -> Iterator[int]:
    """A pipe whose other end closes when this process is gone; the end that its children hold on to."""
    read, write = os.pipe()
    try:
        yield read
    finally:
        for descriptor in (read, write):
            with contextlib.suppress(OSError):
                os.close(descriptor)
