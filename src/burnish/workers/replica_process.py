"""ReplicaProcess: one engine server as a child: started, waited for until it answers, looked at, drained."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from burnish.errors import EngineError
from burnish.settings import Settings
from burnish.workers.replica_log import tail

__all__ = ["ENGINE_SERVER", "Launch", "ReplicaProcess", "engine_environment", "how"]

ENGINE_SERVER = (sys.executable, "-P", "-m", "burnish.engine.server")
TOKEN = "BURNISH_ENGINE_TOKEN"  # noqa: S105 (the name of a variable)
HEALTH_SECONDS = 5.0
LAST_LINES = 40

_KEPT = ("BURNISH_RANKS", "BURNISH_THREADS", "BURNISH_DEBUG")
"""Of this process's own settings, what an engine server may know: no database, no keys."""


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start.

    Attributes:
        command: what starts an engine server; options follow it.
        folder: of the weights.
        name: what it calls itself.
        rows: sequences that it decodes together.
        host: address to listen on.
        token: what it is called with.
        device: the GPU that it may use; empty for none.
        log: file that it writes to.
    """

    command: Sequence[str]
    folder: Path
    name: str
    rows: int
    host: str
    token: str
    device: str
    log: Path


class _Answering(BaseModel):
    """What an engine server tells when it answers."""

    model_config = ConfigDict(frozen=True)

    address: str


class ReplicaProcess:
    """An engine server, its ranks, and the pipe by which they notice that this process is gone."""

    def __init__(self, launch: Launch, environment: Mapping[str, str]) -> None:
        self._launch, self._environment = launch, environment
        self._process: asyncio.subprocess.Process | None = None
        self._ready = -1

    @property
    def pid(self) -> int:
        """Of the server."""
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("it was not started")
        return self._process

    async def start(self, lifeline: int) -> None:
        """Start it; `lifeline`: the end to read from of a pipe that closes when this process is gone.

        Raises:
            OSError: it cannot be started.
        """
        launch = self._launch
        launch.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        read, write = os.pipe()
        options = {"folder": launch.folder, "name": launch.name, "host": launch.host, "port": 0, "rows": launch.rows}
        options |= {"ready": write, "lifeline": lifeline}
        given = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        try:
            with launch.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *launch.command,
                    *given,
                    pass_fds=(lifeline, write),
                    env={**self._environment, TOKEN: launch.token},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError:
            os.close(read)
            raise
        finally:
            os.close(write)
        self._ready = read

    async def answers(self, within_seconds: float) -> str:
        """Where it listens, once it does.

        Raises:
            EngineError: it ended before, or took too long; with its last words.
        """
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(self._ready, "rb", buffering=0)
        )
        try:
            line = await asyncio.wait_for(reader.readline(), within_seconds)
        except TimeoutError:
            raise EngineError(f"does not answer {within_seconds:g} s after its start", where=self._launch.name) from None
        finally:
            transport.close()
        try:
            return _Answering.model_validate_json(line).address
        except ValidationError:
            status = await self.wait()
            raise EngineError(f"{how(status)} before it answered{self.last_words()}", where=self._launch.name) from None

    async def wait(self) -> int:
        """Its exit status, once it has ended; ranks that it left behind are ended too."""
        status = await self._running.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._running.pid, signal.SIGKILL)
        return status

    async def is_well(self, session: aiohttp.ClientSession, address: str) -> bool:
        """Whether it says so, in time."""
        headers = {"authorization": f"Bearer {self._launch.token}"}
        timeout = aiohttp.ClientTimeout(total=HEALTH_SECONDS)
        try:
            async with session.get(f"{address}/health", headers=headers, timeout=timeout) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def stop(self, grace_seconds: float) -> None:
        """Let it answer what is under way, and end; after a while, end it."""
        if self._process is None or self._process.returncode is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.wait(), grace_seconds)
        except TimeoutError:
            self.kill()
            await self.wait()

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    async def bury(self) -> None:
        """End it at once, if it is there, and whatever it left behind."""
        if self._process is not None:
            self.kill()
            await self.wait()

    def last_words(self) -> str:
        """The end of what it wrote, to put behind a message; empty where it wrote nothing."""
        lines = tail(self._launch.log, LAST_LINES)
        return ":\n" + "\n".join(lines) if lines else ""

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)


def engine_environment(settings: Settings, device: str) -> dict[str, str]:
    """What an engine server finds in its environment: nothing of Burnish but what an engine needs, and the one GPU that it may use."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BURNISH_") or name in _KEPT}
    given = {"BURNISH_RANKS": settings.ranks, "BURNISH_THREADS": settings.threads}
    return {
        **inherited,
        **{name: str(value) for name, value in given.items() if value is not None},
        "CUDA_VISIBLE_DEVICES": device,
    }


def how(status: int) -> str:
    """How a process ended, in words."""
    if status >= 0:
        return f"its process ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"its process was killed by {name}"
