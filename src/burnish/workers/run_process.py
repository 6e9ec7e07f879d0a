"""The process that carries out one run: `python -m burnish.workers.run_process`, which a worker starts.

The claim comes as one line of JSON on stdin, and stdin stays open as long as the worker lives: when it closes, the run is saved and
given back. Settings come from the environment. The exit status says whether the ledger knows how it ended.
"""

import asyncio
import io
import sys
from collections.abc import Callable, Sequence

from burnish.artifacts.storage import Storage
from burnish.core.crash_points import arm
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.leases import CLAIM
from burnish.store.ledger import Ledger
from burnish.workers.attempt import attempt, carry_out_claim, exit_soon, prepare_process
from burnish.workers.confinement import hide_from_others
from burnish.workers.engine import OpenModel, torch_engine
from burnish.workers.envs import allowed_envs
from burnish.workers.inputs import Places, training_of
from burnish.workers.ledger_run import insisting
from burnish.workers.published_run import RECIPE_PROCESS, PublishedRun
from burnish.workers.run_folder import runs_folder
from burnish.workers.sending_verbs import SendingVerbs, fetched
from burnish.workers.training import Training

__all__ = ["main"]


def main(engine: Callable[[], OpenModel] = torch_engine, *, recipe_process: Sequence[str] = RECIPE_PROCESS) -> int:
    """Carry out the run whose claim is on stdin; returns the exit status.

    Args:
        engine: makes the engine.
        recipe_process: arguments of Python that start the confined process of a published recipe.
    """
    prepare_process()
    lifeline = io.FileIO(sys.stdin.fileno(), closefd=False)  # unbuffered: a thread that waits here holds no lock when Python ends
    claim = CLAIM.validate_json(lifeline.readline())
    settings = Settings.from_environment()
    if settings.crash_at:
        arm(settings.crash_at)
    database = Database.open(settings.database)
    try:
        if claim.spec.published is not None:
            hide_from_others()
            return asyncio.run(PublishedRun(claim, database, settings, recipe_process).carry_out(lifeline))
        storage = Storage.of(settings, holds=True)
        places, verbs = Places(database, claim.lease.project_id, storage), SendingVerbs(Ledger(database), storage, claim)

        def training() -> Training:
            return insisting(lambda: training_of(claim.spec, places, allowed_envs(settings.envs)))

        runs = runs_folder(settings, claim.lease.project_id)
        return attempt(
            lambda told: carry_out_claim(
                claim,
                verbs,
                runs,
                training,
                engine,
                lifeline,
                told=told,
                lost=exit_soon,
                tracked_by=settings.trackers,
                bring=lambda points: fetched(storage, points, verbs.knows),
            )
        )
    finally:
        database.close()


if __name__ == "__main__":
    sys.exit(main())
