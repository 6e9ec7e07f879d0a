"""LedgerRun: a run that is a row of the ledger, carried out by this process for as long as it holds the lease."""

import asyncio
import os
import time
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import structlog

from burnish.core.tokens import Checkpoint
from burnish.errors import LeaseLostError, StoreFullError, StoreUnavailableError
from burnish.store.leases import Claim, EventRow, Point
from burnish.workers.endings import failure_of
from burnish.workers.interruption import interruptible
from burnish.workers.ledger_journal import LedgerJournal, Verified, saved_checkpoint, verified
from burnish.workers.ledger_verbs import LeaseVerbs
from burnish.workers.loop import RunLoop
from burnish.workers.memory_kills import MemoryKills
from burnish.workers.recorder import Recorder
from burnish.workers.records import environment
from burnish.workers.run_folder import RunFolder
from burnish.workers.storable import storable, storable_line
from burnish.workers.trackers import Tracked, Trackers

__all__ = ["Bring", "LedgerRun"]

MOST_TRACEBACK = 100_000

T = TypeVar("T")

_log = structlog.get_logger(__name__)


Bring = Callable[[Sequence[Point]], Sequence[Point]]
"""Points whose checkpoints lie elsewhere → the same, with the newest that is whole in folders of this machine."""


def _nothing() -> None:
    """Nobody wants to know."""


def _as_they_are(points: Sequence[Point]) -> Sequence[Point]:
    return points


class LedgerRun(RunLoop):
    """The `Run` port on the ledger. Made by `LedgerRun.open`, which claims nothing: it is given a claim."""

    def __init__(self, claim: Claim, ledger: LeaseVerbs, recorder: Recorder, folder: RunFolder, found: Verified, block: "_Block") -> None:
        self.claim, self.folder, self.recorder, self._block = claim, folder, recorder, block
        self._ledger, self._found, self._lease = ledger, found, claim.lease
        self._final: tuple[Checkpoint, ...] = ()
        self._finished = False
        self._kills = MemoryKills.until_now()
        self._ledger_journal = journal = LedgerJournal(claim.lease.run_id, recorder, folder)
        journal.start_from(found)
        spec = claim.spec
        super().__init__(journal, recipe=spec.recipe, seed=spec.seed, options=spec.options)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        claim: Claim,
        ledger: LeaseVerbs,
        runs: Path,
        *,
        bring: Bring = _as_they_are,
        lost: Callable[[], None] = _nothing,
        told: Callable[[], None] = _nothing,
    ) -> AsyncIterator[Self]:
        """Hold the lease for as long as the block lasts; what ends the block ends the run, or this attempt at it, and is recorded.

        SIGTERM asks it to save after the step under way and to give the run back; a second one does so at once. So does the first one,
        and what people ask for, while no step is under way: the block is cancelled. It is too when the lease is lost, and then nothing
        is written any more.

        Args:
            claim: of the run.
            ledger: that it was claimed from.
            runs: the folder of the files of all runs.
            bring: makes folders of what the claim says of checkpoints that lie elsewhere.
            lost: called, in another thread, when the lease is lost.
            told: called when the ledger knows how it ended.

        Raises:
            LeaseLostError: somebody else has the run, or it was removed.
            BaseException: whatever the block raises.
        """
        block = _Block(asyncio.current_task(), asyncio.get_running_loop())

        def broken(error: BaseException) -> None:
            _log.warning("nothing more is written of this run", run=claim.lease.run_id, error=str(error))
            if isinstance(error, LeaseLostError):
                lost()
            block.cancel()

        run: Self | None = None

        def heard() -> None:
            block.cancel(lambda: run is not None and run.idle and recorder.wanted != "run")

        recorder = Recorder(ledger, claim.lease, broken, heard)
        recorder.start()
        folder = RunFolder(runs, claim.lease.run_id, claim.lease.attempt)
        try:
            with block:
                folder.make()
                found = await asyncio.to_thread(lambda: verified(insisting(lambda: bring(claim.points))))
                run = cls(claim, ledger, recorder, folder, found, block)
                heard()
                with interruptible(run.interrupt):
                    yield run
            await asyncio.to_thread(run._end)
            told()
        except BaseException as error:
            await asyncio.to_thread(_Ending(claim, ledger, recorder, run).after, error)
            told()
            raise

    def interrupt(self) -> None:
        """Save and stop after the step under way; at once, if none is."""
        super().interrupt()
        self._block.cancel(lambda: self.idle)

    async def begin(self, **settled: Any) -> None:
        """The engine stands: the ledger hears from where the run goes on, and forgets what came after."""
        lease = self._lease
        known = environment({"worker": lease.worker, "process": os.getpid(), **settled})
        refused = {name: storable_line(why) for name, why in self._found.refused.items()}
        point = self._found.point
        await asyncio.to_thread(insisting, lambda: self._ledger.begin(lease, point=point, refused=refused, environment=storable(known)))
        if refused and point is None:
            text = "none of the checkpoints of earlier attempts is whole: the run starts again from its beginning"
            self.recorder.event(EventRow("notice", text))
        self.recorder.begun()

    def track_with(self, names: Sequence[str]) -> Trackers:
        """Hand the numbers of every step on to trackers, which the caller closes."""
        lease, point = self._lease, self._found.point
        tracked = Tracked(lease.run_id, self.claim.name, lease.project_id, self.claim.spec, self.folder.path, point.step if point else 0)
        trackers = Trackers(names, tracked, lambda words: self.recorder.event(EventRow("notice", storable_line(words))))
        self._ledger_journal.also = trackers.log
        return trackers

    def finish(self, final: Checkpoint | None) -> None:
        """Remember the checkpoint that the recipe returned, if it did, until the block ends."""
        self._final, self._finished = () if final is None else (final,), True

    def checkpoints(self, model: str) -> Path:
        """Where a model saves its checkpoints in this attempt."""
        return self.folder.checkpoints(model)

    def _end(self) -> None:
        self.recorder.close()
        if not self._finished:
            raise RuntimeError("the recipe did not come to its end")
        loop = max(self.loop - 1, 0)
        final = tuple(saved_checkpoint(one, "policy", loop=loop, step=self._count, state={}) for one in self._final)
        insisting(lambda: self._ledger.finish(self._lease, final=final, message=self.ending))


class _Ending:
    """How an attempt ends that did not end well."""

    def __init__(self, claim: Claim, ledger: LeaseVerbs, recorder: Recorder, run: LedgerRun | None) -> None:
        self._lease, self._ledger, self._recorder, self._run = claim.lease, ledger, recorder, run
        self._resumed = bool(claim.points)

    def after(self, error: BaseException) -> None:
        """Tell the ledger, if the lease is still there.

        Raises:
            LeaseLostError: it is not.
        """
        try:
            self._recorder.close()
        except LeaseLostError:
            raise
        except BaseException as broken:
            error = broken
        if isinstance(error, LeaseLostError):
            raise error
        stopped = self._run.stopped_by if self._run else ""
        if isinstance(error, asyncio.CancelledError | KeyboardInterrupt) or stopped == "interrupt":
            words = str(error) or "stopped before its next step"
            insisting(lambda: self._ledger.give_back(self._lease, message=storable_line(words)))
        elif stopped in {"cancel", "pause"}:
            insisting(lambda: self._ledger.settle(self._lease))
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        killed = ""
        if self._run and MemoryKills.until_now().more_than(self._run._kills):
            killed = "the kernel killed a process for memory meanwhile"
        failure = failure_of(error, resumed=self._resumed, killed_for_memory=killed)
        reason = "alarm" if self._run and self._run.stopped_by == "alarm" else failure.reason
        message = storable_line(failure.message)
        trace = storable("".join(traceback.format_exception(error))[-MOST_TRACEBACK:])
        if reason is None:
            insisting(lambda: self._ledger.give_back(self._lease, message=message, traceback=trace, died=True))
        else:
            insisting(lambda: self._ledger.fail(self._lease, reason, message, trace))


def insisting(verb: Callable[[], T]) -> T:
    """The answer of the ledger, however long it is away: it takes nobody's lease meanwhile."""
    while True:
        try:
            return verb()
        except (StoreUnavailableError, StoreFullError) as error:
            _log.warning("the ledger does not answer", error=str(error))
            time.sleep(1.0)


class _Block:
    """A part of a task that another thread may cancel, and nothing beyond it."""

    def __init__(self, task: asyncio.Task[Any] | None, loop: asyncio.AbstractEventLoop) -> None:
        self._task, self._loop, self._inside = task, loop, False

    def __enter__(self) -> None:
        self._inside = True

    def __exit__(self, *error: object) -> None:
        self._inside = False

    def cancel(self, still: Callable[[], bool] = lambda: True) -> None:
        """Raise CancelledError where the task waits, if it is in the block by then, and a condition is true then."""

        def now() -> None:
            if self._task is not None and self._inside and still():
                self._task.cancel()

        self._loop.call_soon_threadsafe(now)
