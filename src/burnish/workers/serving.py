"""Supervisor: keeps the replicas alive that the deployments of all projects want, as many as fit on this machine."""

import asyncio
import contextlib
import fcntl
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiohttp
import structlog

from burnish.artifacts.storage import Storage
from burnish.core.runs import ModelRef
from burnish.errors import BurnishError, ConfigError, StoreError
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.replicas import HeldReplica, Look, Replicas
from burnish.store.vault import Vault
from burnish.workers.engine import weights_folder
from burnish.workers.inputs import Places, checked_model
from burnish.workers.machine import Machine, visible_devices
from burnish.workers.memory import MemoryEstimate
from burnish.workers.replica_log import replica_log
from burnish.workers.replica_process import ENGINE_SERVER, Launch
from burnish.workers.served_replica import ServedReplica
from burnish.workers.serving_memory import estimate_serving, serving_refusal

__all__ = ["Supervisor", "SupervisorOptions"]

T = TypeVar("T")

LOOK_SECONDS = 0.4
MEMORY_SECONDS = 5.0
REFUSED_SECONDS = 60.0
BEATS = 4
"""Heartbeats within a lease."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SupervisorOptions:
    """How a supervisor works.

    Attributes:
        memory_bytes: what replicas may have together; None for all that the machine has.
        lease_seconds: how long a replica is left to a supervisor that is not heard of.
        drain_seconds: how long answers under way may take when a replica is to end.
        command: what starts an engine server.
    """

    memory_bytes: int | None = None
    lease_seconds: float = 10.0
    drain_seconds: float = 30.0
    command: Sequence[str] = ENGINE_SERVER


class Supervisor:
    """Claims replicas, keeps a process alive for each, and tells where they answer, until it is told to stop.

    Args:
        database: with the deployments.
        settings: of this process.
        vault: opens what replicas are called with.
        options: see SupervisorOptions.
    """

    def __init__(self, database: Database, settings: Settings, vault: Vault, options: SupervisorOptions | None = None) -> None:
        self._database, self._settings, self._vault, self._options = database, settings, vault, options or SupervisorOptions()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._replicas = Replicas(database, self.name, self._options.lease_seconds)
        self._machine = Machine.here(memory_bytes=self._options.memory_bytes)
        self._devices = visible_devices(self._machine.gpus)
        self._served: dict[str, ServedReplica] = {}
        self._verified: set[str] = set()
        self._seen = -1
        self._beat = self._cut_off = float("-inf")
        self._waits = self._placing = False
        self._stopping, self._changed = asyncio.Event(), asyncio.Event()

    async def work(self) -> None:
        """Work until SIGTERM, SIGINT or `stop`; then let replicas answer what is under way, and return.

        Raises:
            ConfigError: another supervisor of this state folder works on this machine.
            StoreError: the database is of another version.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        with self._alone() as before, _lifeline() as lifeline:
            if before:
                await self._asked(lambda: self._replicas.take_back(before))
            _log.info("supervisor ready", supervisor=self.name, memory_gb=round(self._machine.memory_bytes / 1e9, 1))
            async with aiohttp.ClientSession(trust_env=False) as session, asyncio.TaskGroup() as tasks:
                keeping = tasks.create_task(self._keep_on())
                while not self._stopping.is_set():
                    await self._take(session, lifeline, tasks)
                    await self._pause()
                keeping.cancel()
                for served in self._served.values():
                    served.end("released")
        _log.info("supervisor stopped", supervisor=self.name)

    def stop(self) -> None:
        """Take no more replicas; those that are here answer what is under way, and end."""
        self._stopping.set()
        self._changed.set()

    # -- how -------------------------------------------------------------------------------------------------------------------

    async def _keep_on(self) -> None:
        """Keep the leases of what is here, and take back what a supervisor had that is gone."""
        while True:
            look = await self._asked(self._replicas.look)
            if look is None:
                self._cut_off = time.monotonic()
            else:
                await self._keep(look)
                # Others may have been cut off from the database as this one was: they have a lease's time to be heard of again.
                if look.ended and time.monotonic() - self._cut_off > self._options.lease_seconds:
                    await self._asked(self._replicas.sweep)
                self._waits = look.waits
                if look.waits:
                    self._changed.set()
            await asyncio.sleep(LOOK_SECONDS)

    async def _keep(self, look: Look) -> None:
        """Renew the leases, in time or when something changed; end what is not wanted any more, or somebody else's."""
        here = dict(self._served)
        if not here and not self._placing:
            return
        due = time.monotonic() - self._beat > self._options.lease_seconds / BEATS
        if not due and look.revision == self._seen:
            return
        kept = await self._asked(self._replicas.heartbeat)
        if kept is None:
            return
        self._beat, self._seen = time.monotonic(), look.revision
        for replica_id, served in here.items():
            mine = kept.get(replica_id)
            if mine is None or mine.fence != served.held.fence:
                served.end("lost")
            elif not mine.wanted:
                served.end("retired")

    async def _take(self, session: aiohttp.ClientSession, lifeline: int, tasks: asyncio.TaskGroup) -> None:
        """Take what waits, one after the other, as far as there is memory."""
        while self._waits and not self._stopping.is_set():
            held = await self._asked(self._replicas.claim)
            if held is None:
                self._waits = False
                return
            self._placing = True
            try:
                await self._place(held, session, lifeline, tasks)
            finally:
                self._placing = False

    async def _place(self, held: HeldReplica, session: aiohttp.ClientSession, lifeline: int, tasks: asyncio.TaskGroup) -> None:
        """Start a replica, if there is memory for it and its weights are what they should be."""
        try:
            folder = await asyncio.to_thread(self._folder, held)
            on_gpu = bool(self._devices)
            needed = estimate_serving(folder, held.rows, ranks=self._settings.ranks, on_gpu=on_gpu)
            token = await asyncio.to_thread(self._replicas.token, held, self._vault)
        except BurnishError as error:
            await self._refuse(held, f"{error.where}: {error.what}" if error.where else error.what)
            return
        if token is None or not await self._fits(held, needed):
            return
        launch = Launch(
            command=self._options.command,
            folder=folder,
            name=held.model,
            rows=held.rows,
            host=self._settings.serving_host,
            drain_seconds=self._options.drain_seconds,
            ranks=self._settings.ranks,
            threads=self._settings.threads,
            token=token,
            device=self._free_device(),
            log=replica_log(self._settings, held.deployment_id, held.id),
        )
        served = ServedReplica(held, self._replicas, launch, lifeline, needed.total_bytes)
        self._served[held.id] = served

        async def carry_out() -> None:
            try:
                await served.carry_out(session)
            finally:
                del self._served[held.id]
                self._changed.set()

        tasks.create_task(carry_out())

    async def _fits(self, held: HeldReplica, needed: MemoryEstimate) -> bool:
        """Whether there is memory for it; where there is not, says how much is missing, and leaves it to others for a while."""
        why = serving_refusal(needed, self._machine.memory_bytes)
        if why:
            await self._refuse(held, why)
            return False
        free = self._machine.free([served.memory for served in self._served.values()]).memory_bytes
        if needed.total_bytes <= free:
            return True
        why = f"a replica needs about {needed.total_bytes / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free: waits"
        await self._asked(lambda: self._replicas.give_up(held, why, pause_seconds=MEMORY_SECONDS, failures=held.failures, failed=False))
        return False

    async def _refuse(self, held: HeldReplica, why: str) -> None:
        """It cannot be started here as things are; what is wrong may be put right, or another machine have what it takes."""
        _log.warning("replica refused", deployment=held.deployment, replica=held.id, reason=why)
        failures = held.failures + 1
        await self._asked(lambda: self._replicas.give_up(held, why, pause_seconds=REFUSED_SECONDS, failures=failures, failed=True))

    def _folder(self, held: HeldReplica) -> Path:
        """The weights, compared with their digests once in a supervisor's life."""
        places = Places(self._database, held.project_id, Storage.of(self._settings, holds=True))
        ref = ModelRef(id=held.version_id, name=held.model, digest=held.weights)
        if held.weights in self._verified:
            return weights_folder(places.model_of_ref(ref))
        folder = checked_model(ref, places)
        self._verified.add(held.weights)
        return weights_folder(folder)

    def _free_device(self) -> str:
        """The GPU that the fewest replicas use; empty where there is none."""
        used = [served.device for served in self._served.values()]
        return min(self._devices, key=used.count, default="")

    @contextmanager
    def _alone(self) -> Iterator[str]:
        """Hold the lock of this machine in the state folder; gives the name of the supervisor before, which is surely gone."""
        folder = self._settings.home.expanduser().absolute() / "serving"
        path = folder / f"{socket.gethostname()}.lock"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror}", where=str(path), fix="set BURNISH_HOME to another folder") from None
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                what = "another supervisor of this state folder works on this machine"
                raise ConfigError(what, where=str(path), fix="one is enough for a machine: stop this one") from None
            before = os.pread(descriptor, 1000, 0).decode(errors="replace")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, self.name.encode(), 0)
            yield before
        finally:
            os.close(descriptor)

    async def _pause(self) -> None:
        """Until there is something to do: a replica ended, this is to stop, or it is time to look again."""
        if not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), LOOK_SECONDS)
            self._changed.clear()

    async def _asked(self, verb: Callable[[], T]) -> T | None:
        """What the database answers; None while it does not."""
        try:
            return await asyncio.to_thread(verb)
        except StoreError as error:
            _log.warning("the database does not answer", supervisor=self.name, error=str(error))
            return None


@contextmanager
def _lifeline() -> Iterator[int]:
    """A pipe whose other end closes when this process is gone; the end that engine servers hold on to."""
    read, write = os.pipe()
    try:
        yield read
    finally:
        os.close(write)
        os.close(read)
