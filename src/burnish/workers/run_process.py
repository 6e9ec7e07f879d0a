"""The process that carries out one run: `python -m burnish.workers.run_process`, which a worker starts.

The claim comes as one line of JSON on stdin, and stdin stays open as long as the worker lives: when it closes, the run is saved and
given back. Settings come from the environment. The exit status says whether the ledger knows how it ended.
"""

import asyncio
import faulthandler
import io
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import structlog
from pydantic import TypeAdapter

from burnish.core.crash_points import arm
from burnish.envs.counting import counted
from burnish.errors import LeaseLostError, RunStopped
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.leases import Claim, MetricsRow
from burnish.store.ledger import Ledger
from burnish.workers.engine import OpenModel, torch_engine
from burnish.workers.envs import allowed_envs
from burnish.workers.inputs import Places, training_of
from burnish.workers.ledger_run import LedgerRun
from burnish.workers.load import LoadMeter
from burnish.workers.output import recorded_output
from burnish.workers.trackers import Ending
from burnish.workers.training import Training, carry_out

__all__ = ["CLAIM", "LEASE_LOST", "SETTLED", "carry_out_claim", "main", "runs_folder"]

SETTLED, LEASE_LOST = 0, 75
"""Exit statuses: the ledger was told how it ended · somebody else has the run. Any other one is a death."""

CLAIM = TypeAdapter(Claim)
LOAD_SECONDS = 5.0
PLAYED_SECONDS = 0.5
LOST_SECONDS = 15.0

_log = structlog.get_logger(__name__)


def runs_folder(settings: Settings, project_id: str) -> Path:
    """Where the files of a project's runs lie."""
    return settings.artifacts / project_id / "runs"


def main(engine: Callable[[], OpenModel] = torch_engine) -> int:
    """Carry out the run whose claim is on stdin; returns the exit status.

    Args:
        engine: makes the engine.
    """
    faulthandler.enable()
    warnings.simplefilter("default")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)  # what a model says can be printed
    lifeline = io.FileIO(sys.stdin.fileno(), closefd=False)  # unbuffered: a thread that waits here holds no lock when Python ends
    claim = CLAIM.validate_json(lifeline.readline())
    settings = Settings.from_environment()
    if settings.crash_at:
        arm(settings.crash_at)
    database = Database.open(settings.database)
    told = threading.Event()
    try:
        asyncio.run(carry_out_claim(claim, database, settings, engine, lifeline, told=told.set, lost=_exit_soon))
    except LeaseLostError as lost:
        _log.warning("the lease is lost", error=str(lost))
        return LEASE_LOST
    except (Exception, asyncio.CancelledError) as error:
        if not told.is_set():
            raise
        _log.info("the run ended", error=f"{type(error).__name__}: {error}")
    finally:
        database.close()
    return SETTLED


async def carry_out_claim(
    claim: Claim,
    database: Database,
    settings: Settings,
    engine: Callable[[], OpenModel],
    lifeline: io.FileIO,
    *,
    told: Callable[[], None],
    lost: Callable[[], None],
) -> None:
    """One attempt at a run, from its claim to whatever ends it, which the ledger is told.

    Args:
        claim: of the run.
        database: with the ledger it was claimed from.
        settings: of this process.
        engine: makes the engine.
        lifeline: ends when the worker does.
        told, lost: as of `LedgerRun.open`.

    Raises:
        LeaseLostError: it may not be told any more.
        BaseException: what ended the run.
    """
    project_id = claim.lease.project_id
    async with LedgerRun.open(claim, Ledger(database), runs_folder(settings, project_id), lost=lost, told=told) as run:
        _watch(lifeline, run)
        load = asyncio.create_task(_record_load(run))
        trackers = run.track_with(settings.trackers)
        ending: Ending = "failed"
        try:
            with recorded_output(run.recorder.log):
                training = training_of(claim.spec, Places(database, project_id), allowed_envs(settings.envs))
                with _telling_played(run, training) as watched:
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


def _exit_soon() -> None:
    """Whatever the process is busy with, it does not outlive its lease for long."""
    timer = threading.Timer(LOST_SECONDS, os._exit, (LEASE_LOST,))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    sys.exit(main())
