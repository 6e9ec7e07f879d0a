"""Supervised: one run's process as its worker sees it: started, watched, buried."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from burnish.errors import BurnishError, LeaseLostError
from burnish.settings import Settings
from burnish.store.leases import CLAIM, Claim
from burnish.store.ledger import Ledger
from burnish.workers.endings import LEASE_LOST, SETTLED
from burnish.workers.ledger_run import insisting
from burnish.workers.load import LoadMeter
from burnish.workers.machine import Held
from burnish.workers.memory_kills import MemoryKills
from burnish.workers.run_folder import RunFolder, runs_folder
from burnish.workers.storable import storable

__all__ = ["RUN_PROCESS", "Supervised"]

RUN_PROCESS = (sys.executable, "-m", "burnish.workers.run_process")
LOOK_SECONDS = 1.0
LAST_WORDS = 20_000

_log = structlog.get_logger(__name__)


class Supervised:
    """A claim that became a process.

    Args:
        claim: of the run.
        ledger: that it was claimed from.
        settings: of this worker.
        command: what starts the process.
        memory_bytes: set aside for it.
        devices: GPUs that it may use, and no others.

    Attributes:
        held: what it takes of the machine.
    """

    def __init__(
        self, claim: Claim, ledger: Ledger, settings: Settings, command: Sequence[str], memory_bytes: int, devices: Sequence[str] = ()
    ) -> None:
        self._claim, self._ledger, self._command, self.devices = claim, ledger, command, tuple(devices)
        lease = claim.lease
        self._folder = RunFolder(runs_folder(settings, lease.project_id), lease.run_id, lease.attempt)
        self.held = Held(claim.spec.resources.cores, len(self.devices), memory_bytes)
        self._process: asyncio.subprocess.Process | None = None
        self._asked_to_stop = False
        self._peak_bytes = 0

    async def carry_out(self) -> None:
        """Start the process, and wait until it is over and the ledger knows."""
        kills = MemoryKills.until_now()
        try:
            status = await self._run()
        except (OSError, BurnishError) as error:
            await self._give_back(f"the run's process cannot be started: {error}", died=True)
            return
        lease = self._claim.lease
        _log.info("run process ended", run=lease.run_id, attempt=lease.attempt, status=status)
        if status in (SETTLED, LEASE_LOST):
            return
        if status == -signal.SIGKILL and not self._asked_to_stop and MemoryKills.until_now().more_than(kills):
            await self._out_of_memory()
        else:
            await self._give_back(_how(status), died=not self._asked_to_stop)

    async def stop(self, grace_seconds: float) -> None:
        """Ask the run to save after its step and to give itself back; kill it when it does not within the grace."""
        self._asked_to_stop = True
        process = self._process
        if process is None:
            return
        _signal(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), grace_seconds)
        except TimeoutError:
            _log.warning("the step takes longer than the grace", run=self._claim.lease.run_id, grace_seconds=grace_seconds)
            _signal(process, signal.SIGKILL)

    # -- how -------------------------------------------------------------------------------------------------------------------

    async def _run(self) -> int:
        self._folder.make()
        environment = os.environ | {"CUDA_VISIBLE_DEVICES": ",".join(self.devices)}
        with self._folder.log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.PIPE, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        self._process = process
        watch = asyncio.create_task(self._watch(process.pid))
        try:
            assert process.stdin is not None  # noqa: S101 (it was asked for)
            with contextlib.suppress(ConnectionError):
                process.stdin.write(CLAIM.dump_json(self._claim) + b"\n")
                await process.stdin.drain()
            if self._asked_to_stop:
                _signal(process, signal.SIGTERM)
            return await process.wait()
        finally:
            watch.cancel()
            _end_group(process.pid)

    async def _watch(self, pid: int) -> None:
        """Keep in mind what the run takes."""
        meter = LoadMeter(pid)
        while (load := await asyncio.to_thread(meter.look)) is not None:
            self.held = replace(self.held, rss_bytes=load.rss_bytes)
            self._peak_bytes = meter.peak_bytes
            await asyncio.sleep(LOOK_SECONDS)

    async def _give_back(self, message: str, *, died: bool) -> None:
        lease, words = self._claim.lease, self._last_words()
        await self._told(lambda: self._ledger.give_back(lease, message=message, traceback=words, died=died))

    async def _out_of_memory(self) -> None:
        aside = f", {self.held.memory_bytes / 1e9:.1f} GB were set aside for it" if self.held.memory_bytes else ""
        message = (
            f"the kernel killed the run's process for memory: its processes had {self._peak_bytes / 1e9:.1f} GB when last seen{aside}. "
            "Use fewer cores (each is a rank with its own copy), a smaller model, or a machine with more memory"
        )
        words = self._last_words()
        await self._told(lambda: self._ledger.fail(self._claim.lease, "out_of_memory", message, words))

    async def _told(self, verb: Callable[[], object]) -> None:
        with contextlib.suppress(LeaseLostError):  # it had told the ledger itself, or somebody else has it by now
            await asyncio.to_thread(insisting, verb)

    def _last_words(self) -> str:
        try:
            with self._folder.log.open("rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - LAST_WORDS))
                return str(storable(file.read().decode(errors="replace")))
        except OSError:
            return ""


def _how(status: int) -> str:
    """How a process ended, in words."""
    if status >= 0:
        return f"the run's process ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"the run's process was killed by {name}"


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _end_group(pid: int) -> None:
    """The run's process is over: so are the ranks that it left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
