"""Part: a process of an installation, started again when it dies, and stopped when it is no longer wanted."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from burnish.errors import BurnishError
from burnish.up.processes import REFUSED
from burnish.up.ready import Ready

__all__ = ["Part"]

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
HEALTHY_SECONDS = 60.0
"""A process that lived so long has forgotten how often it died before."""


class Part:
    """One of the processes that `burnish.up.processes` knows.

    Args:
        name: which of them.
        lifeline: descriptor of the pipe by which it notices that this process is gone.
        environment: of the process.
        inherited: more descriptors, given to it after the lifeline.
        tells: whether it says when it is ready, on one more descriptor.
        log: file to which goes what it says; by default this process's stdout and stderr.
        say: told what happens to it, a line at a time.
    """

    def __init__(
        self,
        name: str,
        lifeline: int,
        environment: Mapping[str, str],
        *,
        inherited: tuple[int, ...] = (),
        tells: bool = False,
        log: Path | None = None,
        say: Callable[[str], None],
    ) -> None:
        self.name = name
        self._given, self._environment, self._tells, self._say = (lifeline, *inherited), dict(environment), tells, say
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._wanted = True

    @property
    def alive(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> Ready | None:
        """Start it, wait until it is ready if it tells, and from then on start it again whenever it dies.

        Raises:
            BurnishError: it ended before it was ready. What it said about that went to stderr.
        """
        ready = await self._start()
        self._keeping = asyncio.create_task(self._keep())
        return ready

    async def stop(self, grace_seconds: float) -> None:
        """Ask it to end; after a while, end it."""
        self._wanted = False
        if self._keeping is not None:
            self._keeping.cancel()
        if self._process is None or not self.alive:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), grace_seconds)
        except TimeoutError:
            self._say(f"{self.name} did not end within {grace_seconds:g} s, and was killed")
            self.kill()
            await self._process.wait()

    def kill(self) -> None:
        """End it at once."""
        self._wanted = False
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _start(self) -> Ready | None:
        if not self._wanted:
            return None
        read, write = os.pipe() if self._tells else (-1, -1)
        given = (*self._given, write) if self._tells else self._given
        try:
            with self._log.open("ab") if self._log else contextlib.nullcontext() as log:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", "burnish.up.processes", self.name, *map(str, given)),
                    pass_fds=given,
                    env=self._environment,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # a Ctrl-C is for this process, which stops the others in order
                )
        finally:
            if self._tells:
                os.close(write)
        return await self._readiness(read) if self._tells else None

    async def _keep(self) -> None:
        """Start it again whenever it dies: soon, and later each time, unless it lived for a while."""
        pause, began = FIRST_PAUSE_SECONDS, time.monotonic()
        while self._process is not None:
            status = await self._process.wait()
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - began > HEALTHY_SECONDS else min(2 * pause, LONGEST_PAUSE_SECONDS)
            pause = LONGEST_PAUSE_SECONDS if status == REFUSED else pause
            self._say(f"{self.name} ended ({_how(status)}); it starts again in {pause:g} s")
            await asyncio.sleep(pause)
            began = time.monotonic()
            with contextlib.suppress(BurnishError):  # it ended before it was ready: the next turn waits longer
                await self._start()
                self._say(f"{self.name} is back")

    async def _readiness(self, descriptor: int) -> Ready:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
        )
        try:
            line = await reader.readline()
        finally:
            transport.close()
        if not line:
            said = f"read {self._log}" if self._log else "what it said is above"
            raise BurnishError("it ended before it was ready", where=f"burnish {self.name}", fix=said)
        return Ready.model_validate_json(line)


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"
