"""PublishedRun: the trusted parent of a published recipe's run: finds its inputs, confines a process, keeps the door to the ledger."""

import asyncio
import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import structlog

from burnish.artifacts.storage import Storage, is_here
from burnish.errors import BurnishError, ConfigError, LeaseLostError
from burnish.settings import Settings
from burnish.store.database import Database, Transaction
from burnish.store.leases import Claim, EventRow, MetricsRow, Point
from burnish.store.ledger import Ledger
from burnish.store.recipes import PublishedRecipes
from burnish.store.run_tokens import mint_token
from burnish.workers.confinement import Confinement, adopt_orphans, command_of, refuse_exposed, variables
from burnish.workers.endings import LEASE_LOST, SETTLED, failure_of
from burnish.workers.inputs import Places
from burnish.workers.ledger_run import insisting
from burnish.workers.ledger_socket import Door, send
from burnish.workers.packages import python_with
from burnish.workers.recipe_order import Order
from burnish.workers.recorder import Recorder
from burnish.workers.run_folder import RunFolder, runs_folder
from burnish.workers.sending_verbs import SendingVerbs, fetched
from burnish.workers.storable import storable_line
from burnish.workers.trackers import Ending, Tracked, Trackers

__all__ = ["RECIPE_PROCESS", "PublishedRun"]

RECIPE_PROCESS = ("-m", "burnish.workers.recipe_process")
DIED = 1
BYTES_PER_GB = 10**9

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database says of a run's inputs: where they lie, and the source of its recipe."""

    source: str
    dependencies: tuple[str, ...]
    model: Path
    dataset: Path | None


class PublishedRun:
    """One attempt at a run of a published recipe.

    Args:
        claim: of the run.
        database: with the ledger it was claimed from.
        settings: of this worker.
        recipe_process: arguments of Python that start the process of the recipe.
    """

    def __init__(self, claim: Claim, database: Database, settings: Settings, recipe_process: Sequence[str] = RECIPE_PROCESS) -> None:
        self._claim, self._database, self._settings, self._command = claim, database, settings, tuple(recipe_process)
        self._ledger, self._runs = Ledger(database), runs_folder(settings, claim.lease.project_id)
        self._storage = Storage.of(settings, holds=True)
        self._verbs = SendingVerbs(self._ledger, self._storage, claim)
        self._folder = RunFolder(self._runs, claim.lease.run_id, claim.lease.attempt)
        self._work = self._folder.path / "work" / str(claim.lease.attempt)
        self._trackers: Trackers | None = None

    async def carry_out(self, lifeline: io.FileIO) -> int:
        """Do it; returns the exit status of `burnish.workers.run_process`.

        Args:
            lifeline: ends when the worker does.
        """
        lease = self._claim.lease
        try:
            async with self._keeping_the_lease():
                order, confinement, python = await self._prepare()
                token = await asyncio.to_thread(mint_token, self._database, lease)
        except (LeaseLostError, asyncio.CancelledError) as error:
            _log.warning("the lease is lost", error=str(error))
            return LEASE_LOST
        except (BurnishError, OSError) as error:
            failure = failure_of(error)
            await asyncio.to_thread(insisting, lambda: self._ledger.fail(lease, failure.reason or "error", storable_line(failure.message)))
            return SETTLED
        return await self._run(order, confinement, python, token, lifeline)

    # -- before ----------------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _keeping_the_lease(self) -> AsyncIterator[None]:
        """Hold the lease while nothing is written of the run yet; what ends it cancels the block."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()

        def broken(error: BaseException) -> None:
            if task is not None:
                loop.call_soon_threadsafe(task.cancel)

        recorder = Recorder(self._ledger, self._claim.lease, broken)
        recorder.start()
        try:
            yield
        finally:
            with contextlib.suppress(LeaseLostError):
                await asyncio.to_thread(recorder.close)

    async def _prepare(self) -> tuple[Order, Confinement, Path]:
        settings, spec = self._settings, self._claim.spec
        if settings.published_recipes == "off":
            fix = "use another worker, or have the operator set it to confined"
            raise ConfigError("this worker runs no published recipes", where="BURNISH_PUBLISHED_RECIPES", fix=fix)
        confined = settings.published_recipes == "confined"
        if confined:
            refuse_exposed([settings.home.expanduser(), settings.key_file])
        found = await asyncio.to_thread(self._find)
        python = await self._python(found.dependencies)
        recipe = await asyncio.to_thread(self._make_places, found.source)
        claim = await asyncio.to_thread(self._with_points)
        points = {Path(one.url) for point in claim.points for one in point.checkpoints.values() if is_here(one.url)}
        inputs = [found.model, *([found.dataset] if found.dataset else []), recipe, *points]
        environment = [] if python == Path(sys.executable) else [python.parents[1]]
        limited = spec.resources.memory_gb is not None and not spec.resources.gpus
        confinement = Confinement(
            files=confined,
            read=tuple([*inputs, *environment]),
            write=(self._work, self._folder.path / "checkpoints", self._folder.path / "examples"),
            folder=self._work,
            data_bytes=int((spec.resources.memory_gb or 0) * BYTES_PER_GB) if limited else None,
        )
        order = Order(claim=claim, runs=self._runs, recipe=recipe, model=found.model, dataset=found.dataset, envs=settings.envs)
        return order, confinement, python

    def _find(self) -> _Found:
        spec, project_id = self._claim.spec, self._claim.lease.project_id
        recipes, places = PublishedRecipes(self._database, project_id), Places(self._database, project_id, self._storage)

        def read(transaction: Transaction) -> tuple[str, tuple[str, ...]]:
            recipe = recipes.find(transaction, spec.published or "", with_source=True)
            return recipe.source or "", recipe.dependencies

        source, dependencies = self._database.retrying(read, reading=True)
        dataset = insisting(lambda: places.dataset(given.id, given.digest)) if (given := spec.dataset) else None
        return _Found(source, dependencies, insisting(lambda: places.model_of(spec, verify=self._storage.url is not None)), dataset)

    def _with_points(self) -> Claim:
        """The claim, with the checkpoints to go on from on this machine: the recipe's process may not fetch them."""
        points = insisting(lambda: fetched(self._storage, self._claim.points, self._verbs.knows))
        return replace(self._claim, points=points)

    async def _python(self, dependencies: Sequence[str]) -> Path:
        if not dependencies:
            return Path(sys.executable)
        if not self._settings.recipe_packages:
            fix = "have the operator set BURNISH_RECIPE_PACKAGES, or leave them out"
            raise ConfigError("this worker installs no packages", where=", ".join(dependencies), fix=fix)
        loop = asyncio.get_running_loop()

        def tell(words: str) -> None:
            event = EventRow("notice", storable_line(words))
            loop.run_in_executor(None, lambda: self._ledger.note(self._claim.lease, event))

        return await python_with(dependencies, self._settings.home.expanduser().absolute() / "environments", tell)

    def _make_places(self, source: str) -> Path:
        """The folders of the run; and the recipe's file, where the recipe itself cannot change it."""
        self._folder.make()
        for folder in (self._work / "tmp", self._work / "cache", self._folder.path / "checkpoints", self._folder.path / "examples"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.path.chmod(0o700)
        recipe = self._folder.path / "recipe" / str(self._claim.lease.attempt) / f"{self._claim.spec.recipe.replace('-', '_')}.py"
        recipe.parent.mkdir(parents=True, exist_ok=True)
        recipe.write_bytes(source.encode())
        return recipe

    # -- while it runs ---------------------------------------------------------------------------------------------------------

    async def _run(self, order: Order, confinement: Confinement, python: Path, token: str, lifeline: io.FileIO) -> int:
        ours, theirs = socket.socketpair()
        door = Door(ours, self._verbs, self._claim, self._folder, begun=self._begun, numbers=self._numbers)
        environment = variables(os.environ, self._work, self._credentials(token))
        command = command_of(confinement, (str(python), *self._command, str(theirs.fileno())))
        adopt_orphans()  # so that `end_descendants` finds what the recipe detached
        with theirs:
            process = subprocess.Popen(  # noqa: S603 (no shell; what is confined is the recipe, later)
                command, stdin=subprocess.PIPE, env=environment, pass_fds=[theirs.fileno()], cwd=self._work
            )
        serving = threading.Thread(target=self._serve, args=(door, ours, order), name="door", daemon=True)
        serving.start()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, process.terminate)
        assert process.stdin is not None  # noqa: S101 (it was asked for)
        threading.Thread(target=_hand_on_end, args=(lifeline, process.stdin), name="lifeline", daemon=True).start()
        status = await asyncio.to_thread(process.wait)
        end_descendants()
        ours.shutdown(socket.SHUT_RDWR)
        serving.join(30.0)
        if self._trackers is not None:
            ending: Ending = "succeeded" if door.told and status == 0 else "failed"
            await asyncio.to_thread(self._trackers.close, ending)
        if door.told:
            return SETTLED
        return LEASE_LOST if door.lost else status or DIED

    def _serve(self, door: Door, connection: socket.socket, order: Order) -> None:
        with contextlib.suppress(OSError):
            send(connection, order.model_dump_json().encode())
            door.serve()

    def _credentials(self, token: str) -> dict[str, str]:
        """What `burnish.Client()` in the recipe finds: the API, in the right of this run."""
        settings = self._settings
        url = settings.url or settings.public_url or (f"http://127.0.0.1:{settings.port}" if settings.port else None)
        return {"BURNISH_API_KEY": token, "BURNISH_PROJECT": self._claim.lease.project_id, **({"BURNISH_URL": url} if url else {})}

    def _begun(self, point: Point | None) -> None:
        lease = self._claim.lease
        tracked = Tracked(lease.run_id, self._claim.name, lease.project_id, self._claim.spec, self._folder.path, point.step if point else 0)

        def notice(words: str) -> None:
            insisting(lambda: self._ledger.note(lease, EventRow("notice", storable_line(words))))

        self._trackers = Trackers(self._settings.trackers, tracked, notice)

    def _numbers(self, row: MetricsRow) -> None:
        if self._trackers is not None and not any(name.startswith("load/") for name in row.metrics):
            self._trackers.log(row.loop, row.step, row.metrics)


def _hand_on_end(lifeline: io.FileIO, stdin: io.IOBase) -> None:
    """When the worker is gone, the recipe's process hears of it in the same way."""
    while lifeline.read(4096):
        pass
    with contextlib.suppress(OSError):
        stdin.close()


def end_descendants() -> None:
    """The recipe's process is over: so is what it started, also what it left on its own."""
    while children := psutil.Process().children(recursive=True):
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()
        psutil.wait_procs(children, timeout=5)
