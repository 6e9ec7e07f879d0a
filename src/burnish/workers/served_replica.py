"""ServedReplica: a replica that this supervisor has, from its start to its end; the database is told of each change at once."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import aiohttp
import structlog

from burnish.errors import BurnishError, EngineError, StoreError
from burnish.store.replicas import HeldReplica, Replicas
from burnish.workers.load import LoadMeter
from burnish.workers.machine import Held
from burnish.workers.memory_kills import MemoryKills
from burnish.workers.replica_log import keep_short
from burnish.workers.replica_process import Launch, ReplicaProcess, how

__all__ = ["ServedReplica"]

UP_SECONDS = 900.0
"""For loading weights; a process that ends before is noticed at once."""

LOOK_SECONDS = 2.0
UNWELL_LOOKS = 3
STEADY_SECONDS = 60.0
"""A replica that answered so long has forgotten how often it failed before."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 60.0
FAILURES = 5
"""So many in a row are told as a failure of the deployment. It is tried on all the same: what was wrong may pass."""

FORGET_SECONDS = 1.5
"""Gateways forget an address within a second of its withdrawal; then its process is told to end."""

SPARE_SECONDS = 5.0
"""For a process to end that has answered everything."""

INSIST_SECONDS = 1.0

_log = structlog.get_logger(__name__)

Ending = Literal["", "retired", "released", "lost"]
"""retired: it is wanted no longer · released: this supervisor stops · lost: somebody else has it, or its deployment is gone."""


class ServedReplica:
    """One replica and its process.

    Args:
        held: the claim.
        replicas: where it was claimed.
        launch: what to start.
        lifeline: closes when this process is gone.
        memory_bytes: set aside for it.

    Attributes:
        memory: what it takes of the machine.
    """

    def __init__(self, held: HeldReplica, replicas: Replicas, launch: Launch, lifeline: int, memory_bytes: int) -> None:
        self.held, self._replicas, self._launch = held, replicas, launch
        self.memory = Held(0, 0, memory_bytes)
        self._lifeline = lifeline
        self._process = ReplicaProcess(launch)
        self._ending: Ending = ""
        self._ended = asyncio.Event()

    @property
    def device(self) -> str:
        """The GPU that it may use."""
        return self._launch.device

    def end(self, why: Ending) -> None:
        """From now on it comes to its end: what is under way is answered."""
        if not self._ending:
            self._ending = why
            self._ended.set()

    async def carry_out(self, session: aiohttp.ClientSession) -> None:
        """Start the process, keep it, and return once it is gone and the database knows."""
        kills, began = MemoryKills.until_now(), time.monotonic()
        watch: asyncio.Task[None] | None = None
        try:
            await self._process.start(self._lifeline)
            watch = asyncio.create_task(self._measure())
            address = await self._until_up()
            if address is not None:
                _log.info("replica answers", deployment=self.held.deployment, replica=self.held.id, address=address)
                if await self._told(lambda: self._replicas.ready(self.held, address)):
                    why = await self._until_down(session, address)
                    if not self._ending:
                        raise EngineError(why + self._process.last_words(), where=self._launch.name)
                else:
                    self._ending = "lost"
            await self._finish()
        except (OSError, BurnishError) as error:
            out_of_memory = MemoryKills.until_now().more_than(kills)
            await self._failed(error, out_of_memory, steady=time.monotonic() - began > STEADY_SECONDS)
        finally:
            if watch is not None:
                watch.cancel()
            await self._process.bury()

    # -- how -------------------------------------------------------------------------------------------------------------------

    async def _until_up(self) -> str | None:
        """Where it answers; None if it was to end meanwhile."""
        up, ended = asyncio.create_task(self._process.answers(UP_SECONDS)), asyncio.create_task(self._ended.wait())
        try:
            await asyncio.wait((up, ended), return_when=asyncio.FIRST_COMPLETED)
            return await up if up.done() else None
        finally:
            for task in (up, ended):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, BurnishError):
                    await task

    async def _until_down(self, session: aiohttp.ClientSession, address: str) -> str:
        """Wait until it is to end, or has ended, or is not well any more; says which."""
        gone, ended = asyncio.create_task(self._process.wait()), asyncio.create_task(self._ended.wait())
        began, unwell, steady = time.monotonic(), 0, self.held.failures == 0
        try:
            while True:
                done, _ = await asyncio.wait((gone, ended), timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if done:
                    return how(gone.result()) if gone in done else ""
                unwell = 0 if await self._process.is_well(session, address) else unwell + 1
                if unwell == UNWELL_LOOKS:
                    self._process.kill()
                    return f"it did not answer {UNWELL_LOOKS} looks at its health, and was killed"
                if not steady and time.monotonic() - began > STEADY_SECONDS:
                    steady = await self._told(lambda: self._replicas.steady(self.held))
                keep_short(self._launch.log)
        finally:
            for task in (gone, ended):
                task.cancel()

    async def _finish(self) -> None:
        """It is to end: first gateways forget it, then it answers what is under way, then nothing is left of it."""
        if self._ending in ("retired", "released"):
            await self._told(lambda: self._replicas.withdraw(self.held))
        if self._ending in ("retired", "lost"):
            await asyncio.sleep(FORGET_SECONDS)
        await self._process.stop(self._launch.drain_seconds + SPARE_SECONDS)
        _log.info("replica ended", deployment=self.held.deployment, replica=self.held.id, why=self._ending)
        if self._ending == "retired":
            await self._told(lambda: self._replicas.remove(self.held))
        elif self._ending == "released":
            await self._told(lambda: self._replicas.release(self.held))

    async def _failed(self, error: Exception, out_of_memory: bool, *, steady: bool) -> None:
        """It did not come up, or it died: after a pause, longer each time, somebody tries again."""
        await self._process.bury()
        failures = 1 if steady else self.held.failures + 1
        message = error.what if isinstance(error, BurnishError) else f"cannot be started: {error}"
        if out_of_memory:
            message = f"the kernel killed a process for memory, and this one ended: {message}"
        _log.warning("replica failed", deployment=self.held.deployment, replica=self.held.id, failures=failures, error=message[:500])
        pause = min(FIRST_PAUSE_SECONDS * 2.0 ** (failures - 1), LONGEST_PAUSE_SECONDS)
        await self._told(
            lambda: self._replicas.give_up(self.held, message, pause_seconds=pause, failures=failures, failed=failures >= FAILURES)
        )

    async def _measure(self) -> None:
        """Keep in mind what it takes."""
        meter = LoadMeter(self._process.pid)
        while (load := await asyncio.to_thread(meter.look)) is not None:
            self.memory = replace(self.memory, rss_bytes=load.rss_bytes)
            await asyncio.sleep(LOOK_SECONDS)

    async def _told(self, verb: Callable[[], object]) -> bool:
        """Tell the database, again and again while it is away; whether the replica is still this supervisor's."""
        while True:
            try:
                return await asyncio.to_thread(verb) is not False
            except StoreError as error:
                _log.warning("the database does not answer", replica=self.held.id, error=str(error))
                if self._ending == "released":
                    return False  # this supervisor stops: the lease says the rest
            await asyncio.sleep(INSIST_SECONDS)
