"""Worker: claims runs that fit into what is free here, and carries each out in a process of its own."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from burnish.artifacts.storage import Storage
from burnish.errors import BurnishError, StoreError
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.leases import DEFAULT_POOL, Claim, Offer
from burnish.store.ledger import Ledger
from burnish.workers.confinement import hide_from_others
from burnish.workers.inputs import Places
from burnish.workers.machine import Machine, visible_devices
from burnish.workers.memory import estimate_memory, refusal
from burnish.workers.supervision import RUN_PROCESS, Supervised

__all__ = ["Worker", "WorkerOptions"]

T = TypeVar("T")

IDLE_SECONDS = 0.5
SWEEP_SECONDS = 5.0
MEMORY_SECONDS = 15.0
BYTES_PER_GB = 10**9

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works.

    Attributes:
        name: unique among workers; by default made of machine and process.
        pools: whose runs it takes.
        cores, memory_bytes, gpus: what it may give to runs; None for all that the machine has.
        lease_seconds: how long a run is waited for whose process says nothing, before another worker takes it.
        grace_seconds: how long runs may go on with the step under way when the worker is told to stop.
        command: what starts a run's process.
    """

    name: str = ""
    pools: tuple[str, ...] = (DEFAULT_POOL,)
    cores: int | None = None
    memory_bytes: int | None = None
    gpus: int | None = None
    lease_seconds: float = 60.0
    grace_seconds: float = 60.0
    command: Sequence[str] = RUN_PROCESS


class Worker:
    """Claims, starts and supervises runs until it is told to stop.

    Args:
        database: with the ledger.
        settings: of this process; the processes of runs read the same from the environment.
        options: see WorkerOptions.
    """

    def __init__(self, database: Database, settings: Settings, options: WorkerOptions | None = None) -> None:
        self._options = options or WorkerOptions()
        self.name = self._options.name or f"{socket.gethostname()}:{os.getpid()}"
        self._settings, self._ledger, self._database = settings, Ledger(database), database
        self._storage = Storage.of(settings)
        self._machine = Machine.here(cores=self._options.cores, memory_bytes=self._options.memory_bytes, gpus=self._options.gpus)
        self._devices = visible_devices(self._machine.gpus)
        self._runs: dict[str, Supervised] = {}
        self._stopping = asyncio.Event()
        self._changed = asyncio.Event()

    async def work(self) -> None:
        """Work until SIGTERM, SIGINT or `stop`; then let runs save and give them back, and return.

        Raises:
            StoreError: the database is of another version.
        """
        if self._settings.published_recipes != "off":
            hide_from_others()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        _log.info("worker ready", worker=self.name, cores=self._machine.cores, memory_gb=round(self._machine.memory_bytes / 1e9, 1))
        async with asyncio.TaskGroup() as tasks:
            sweeping = tasks.create_task(self._sweep())
            while not self._stopping.is_set():
                claim = await self._claim()
                if claim is None:
                    await self._pause()
                else:
                    await self._place(claim, tasks)
            sweeping.cancel()
            await asyncio.gather(*(run.stop(self._options.grace_seconds) for run in list(self._runs.values())))
        _log.info("worker stopped", worker=self.name)

    def stop(self) -> None:
        """Take no more runs; those under way save after their step and are given back."""
        _log.info("worker stops", worker=self.name, runs=len(self._runs))
        self._stopping.set()
        self._changed.set()

    # -- how -------------------------------------------------------------------------------------------------------------------

    async def _claim(self) -> Claim | None:
        free = self._free()
        if not free.cores:
            return None
        offer = Offer(self.name, free.cores, free.memory_bytes, free.gpus, self._options.pools)
        return await self._asked(lambda: self._ledger.claim(offer, lease_seconds=self._options.lease_seconds))

    async def _place(self, claim: Claim, tasks: asyncio.TaskGroup) -> None:
        """Start a run, if there is memory for it, and the worker was not told to stop meanwhile."""
        if self._stopping.is_set():
            await self._asked(lambda: self._ledger.give_back(claim.lease, message="the worker stops"))
            return
        need = await self._holding(claim, lambda: self._need(claim))
        if need > self._machine.memory_bytes:
            why = refusal(claim.spec, self._model(claim), self._machine.memory_bytes)
            await self._asked(lambda: self._ledger.fail(claim.lease, "out_of_memory", why))
        elif need > (free := self._free().memory_bytes):
            why = f"needs about {need / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free: waits"
            await self._asked(lambda: self._ledger.give_back(claim.lease, message=why, delay_seconds=MEMORY_SECONDS))
        else:
            self._start(claim, need, tasks)

    async def _holding(self, claim: Claim, work: Callable[[], T]) -> T:
        """What takes its time where a model is fetched first; the lease is kept meanwhile."""
        task = asyncio.ensure_future(asyncio.to_thread(work))
        while not (await asyncio.wait({task}, timeout=claim.lease.seconds / 4))[0]:
            await self._asked(lambda: self._ledger.heartbeat(claim.lease))
        return task.result()

    def _need(self, claim: Claim) -> int:
        """Memory that a run needs: what its resources say, or an estimate."""
        if claim.spec.resources.memory_gb is not None:
            return int(claim.spec.resources.memory_gb * BYTES_PER_GB)
        try:
            return estimate_memory(claim.spec, self._model(claim)).total_bytes
        except BurnishError as error:  # the run's own process says what is wrong, where its log is
            _log.warning("memory cannot be estimated", run=claim.lease.run_id, error=str(error))
            return 0

    def _model(self, claim: Claim) -> Path:
        return Places(self._database, claim.lease.project_id, self._storage).model_of(claim.spec)

    def _free(self) -> Machine:
        return self._machine.free([run.held for run in self._runs.values()])

    def _start(self, claim: Claim, memory_bytes: int, tasks: asyncio.TaskGroup) -> None:
        taken = {device for run in self._runs.values() for device in run.devices}
        devices = [device for device in self._devices if device not in taken][: claim.spec.resources.gpus]
        run = Supervised(claim, self._ledger, self._settings, self._options.command, memory_bytes, devices)
        self._runs[claim.lease.attempt_id] = run

        async def supervise() -> None:
            try:
                await run.carry_out()
            finally:
                del self._runs[claim.lease.attempt_id]
                self._changed.set()

        tasks.create_task(supervise())

    async def _sweep(self) -> None:
        """Take runs back whose lease has ended, also while this worker is busy."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self._asked(self._ledger.sweep)

    async def _pause(self) -> None:
        """Until there is something to do: a run ended, the worker is to stop, or it is time to look again."""
        self._changed.clear()
        if not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), IDLE_SECONDS)

    async def _asked(self, verb: Callable[[], T]) -> T | None:
        """What the ledger answers; None while it does not."""
        try:
            return await asyncio.to_thread(verb)
        except StoreError as error:
            _log.warning("the ledger does not answer", worker=self.name, error=str(error))
            return None
