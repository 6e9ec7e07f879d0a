"""ReplicaProcess: one engine server as a child: started, waited for until it answers, looked at, drained."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from burnish.errors import EngineError
from burnish.workers.replica_log import tail

__all__ = ["ENGINE_SERVER", "Launch", "ReplicaProcess", "how"]

ENGINE_SERVER = (sys.executable, "-P", "-m", "burnish.engine.server")
TOKEN = "BURNISH_ENGINE_TOKEN"  # noqa: S105 (the name of a variable)
HEALTH_SECONDS = 5.0
LAST_LINES = 40


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start.

    Attributes:
        command: what starts an engine server; options follow it.
        folder: of the weights.
        name: what it calls itself.
        rows: sequences that it decodes together.
        host: address to listen on.
        drain_seconds: how long answers under way may take when it is to end.
        ranks, threads: of its engine; None for what it chooses by itself.
        token: what it is called with.
        device: the GPU that it may use; empty for none.
        log: file that it writes to.
    """

    command: Sequence[str]
    folder: Path
    name: str
    rows: int
    host: str
    drain_seconds: float
    ranks: int | None
    threads: int | None
    token: str
    device: str
    log: Path

    @property
    def options(self) -> list[str]:
        """What the command is told."""
        given = {"folder": self.folder, "name": self.name, "host": self.host, "rows": self.rows, "drain-seconds": self.drain_seconds}
        given |= {"ranks": self.ranks, "threads": self.threads}
        return [word for name, value in given.items() if value is not None for word in (f"--{name}", str(value))]

    @property
    def environment(self) -> dict[str, str]:
        """What it finds in its environment: nothing of Burnish but its token, so no database and no keys; and the one GPU it may use."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BURNISH_")}
        return {**inherited, "CUDA_VISIBLE_DEVICES": self.device, TOKEN: self.token}


class _Answering(BaseModel):
    """What an engine server tells when it answers."""

    model_config = ConfigDict(frozen=True)

    address: str


class ReplicaProcess:
    """An engine server, its ranks, and the pipe by which they notice that this process is gone."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
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
        try:
            with launch.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *(*launch.command, *launch.options, "--ready", str(write), "--lifeline", str(lifeline)),
                    pass_fds=(lifeline, write),
                    env=launch.environment,
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
            return _Answering.model_validate_json(line).address.removesuffix("/v1")
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
        timeout = aiohttp.ClientTimeout(total=HEALTH_SECONDS)
        try:
            async with session.get(f"{address}/healthz", timeout=timeout) as answer:
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


def how(status: int) -> str:
    """How a process ended, in words."""
    if status >= 0:
        return f"its process ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"its process was killed by {name}"
