"""An attempt at a run, from its claim to whatever ends it: what every process that carries out a run does."""

import asyncio
import faulthandler
import io
import os
import sys
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from burnish.envs.counting import counted
from burnish.errors import LeaseLostError, RunStopped
from burnish.store.leases import Claim, MetricsRow
from burnish.workers.endings import LEASE_LOST, SETTLED
from burnish.workers.engine import OpenModel
from burnish.workers.ledger_run import Bring, LedgerRun
from burnish.workers.ledger_verbs import LeaseVerbs
from burnish.workers.load import LoadMeter
from burnish.workers.output import recorded_output
from burnish.workers.trackers import Ending
from burnish.workers.training import Training, carry_out

__all__ = ["attempt", "carry_out_claim", "exit_soon", "prepare_process"]

LOAD_SECONDS = 5.0
PLAYED_SECONDS = 0.5
LOST_SECONDS = 15.0

_log = structlog.get_logger(__name__)


def prepare_process() -> None:
    """What every process that carries out a run begins with."""
    faulthandler.enable()
    warnings.simplefilter("default")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)  # what a model says can be printed


def attempt(work: Callable[[Callable[[], None]], Coroutine[Any, Any, None]]) -> int:
    """Carry something out that tells when the ledger knows how it ended; returns the exit status.

    Raises:
        BaseException: what ended it, where the ledger does not know.
    """
    told = threading.Event()
    try:
        asyncio.run(work(told.set))
    except LeaseLostError as lost:
        _log.warning("the lease is lost", error=str(lost))
        return LEASE_LOST
    except (Exception, asyncio.CancelledError) as error:
        if not told.is_set():
            raise
        _log.info("the run ended", error=f"{type(error).__name__}: {error}")
    return SETTLED


async def carry_out_claim(
    claim: Claim,
    ledger: LeaseVerbs,
    runs: Path,
    training: Callable[[], Training],
    engine: Callable[[], OpenModel],
    lifeline: io.FileIO,
    *,
    told: Callable[[], None],
    lost: Callable[[], None],
    tracked_by: Sequence[str] = (),
    bring: Bring | None = None,
) -> None:
    """One attempt at a run, from its claim to whatever ends it, which the ledger is told.

    Args:
        claim: of the run.
        ledger: that it was claimed from, or a socket to it.
        runs: folder of the files of all runs.
        training: finds what its spec names, and compares it.
        engine: makes the engine.
        lifeline: ends when the worker does.
        told, lost: as of `LedgerRun.open`.
        tracked_by: names of trackers that its numbers go to as well.
        bring: as of `LedgerRun.open`.

    Raises:
        LeaseLostError: it may not be told any more.
        BaseException: what ended the run.
    """
    brought = {} if bring is None else {"bring": bring}
    async with LedgerRun.open(claim, ledger, runs, lost=lost, told=told, **brought) as run:
        _watch(lifeline, run)
        load = asyncio.create_task(_record_load(run))
        trackers = run.track_with(tracked_by)
        ending: Ending = "failed"
        try:
            with recorded_output(run.recorder.log), _telling_played(run, training()) as watched:
                await carry_out(run, watched, engine())
            ending = "succeeded"
        except RunStopped:
            ending = "failed" if run.stopped_by == "alarm" else "interrupted"
            raise
        finally:
            load.cancel()
            await asyncio.to_thread(trackers.close, ending)


def _watch(lifeline: io.FileIO, run: LedgerRun) -> None:
    """When the worker is gone, save and give back, as after SIGTERM."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        while lifeline.read(4096):
            pass
        loop.call_soon_threadsafe(run.interrupt)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


@contextmanager
def _telling_played(run: LedgerRun, training: Training) -> Iterator[Training]:
    """The same training, whose episodes are counted: the only sign of progress while a long step plays."""
    if training.env is None:
        yield training
        return
    over = 0

    def count() -> None:
        nonlocal over
        over += 1

    async def tell() -> None:
        told = 0
        while True:
            await asyncio.sleep(PLAYED_SECONDS)
            if over > told:
                told = over
                run.recorder.played(told)

    telling = asyncio.create_task(tell())
    try:
        yield replace(training, env=counted(training.env, count))
    finally:
        telling.cancel()
        if over:
            run.recorder.played(over)


async def _record_load(run: LedgerRun) -> None:
    meter = LoadMeter(os.getpid(), gpus=os.environ.get("CUDA_VISIBLE_DEVICES", "") if run.claim.spec.resources.gpus else "")
    meter.look()
    while True:
        await asyncio.sleep(LOAD_SECONDS)
        load = await asyncio.to_thread(meter.look)
        if load is not None:
            run.recorder.metrics(MetricsRow(run.step, load.metrics, run.loop))


def exit_soon() -> None:
    """Whatever the process is busy with, it does not outlive its lease for long."""
    timer = threading.Timer(LOST_SECONDS, os._exit, (LEASE_LOST,))
    timer.daemon = True
    timer.start()
