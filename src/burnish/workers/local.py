"""LocalRun: a run that is a folder; one process at a time, which Ctrl-C asks to save and stop.

run.json               recipe, config, seed, versions, how it ended
and what `burnish.workers.folder_journal` keeps of its steps
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from burnish.core.options import RunOptions
from burnish.core.tokens import Checkpoint
from burnish.errors import InputError, RunStopped
from burnish.workers.events import Listener, silent
from burnish.workers.folder import continued, fresh, locked
from burnish.workers.folder_journal import FolderJournal
from burnish.workers.interruption import interruptible
from burnish.workers.loop import RunLoop
from burnish.workers.records import RunRecord, RunStatus

__all__ = ["LocalRun"]


class LocalRun(RunLoop):
    """The `Run` port on a folder. Made by `LocalRun.open`; models that are trained are made known by `attach`."""

    def __init__(self, folder: Path, record: RunRecord, options: RunOptions, listener: Listener) -> None:
        self.folder, self._record, self._folder_journal = folder, record, FolderJournal(folder, listener)
        super().__init__(self._folder_journal, recipe=record.recipe, seed=record.seed, options=options, seconds=record.seconds)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        folder: Path,
        record: RunRecord,
        options: RunOptions | None = None,
        *,
        resume: bool = False,
        listener: Listener = silent,
    ) -> AsyncIterator[Self]:
        """A run in `folder`, for as long as the block lasts; what ends the block ends the run, and is recorded.

        Args:
            folder: where to keep it; made if it does not exist.
            record: recipe, config, seed, inputs and environment; the rest is filled in.
            options: checkpoints, budgets, alarms, early stopping.
            resume: go on with the run that is in the folder.
            listener: told of everything that happens.

        Raises:
            ConfigError: the folder holds something and `resume` is not set, or it is and the folder holds no run, another one, or
                one that is running right now.
        """
        folder = folder.expanduser()
        with locked(folder):
            record = continued(folder, record) if resume else fresh(folder, record)
            options = options or RunOptions()
            run = cls(folder, record.model_copy(update={"options": options.model_dump(mode="json")}), options, listener)
            run.record.write(folder / "run.json")
            run._tell("resumed" if resume else "started", message=str(folder))
            with interruptible(run.interrupt):
                try:
                    yield run
                except BaseException as error:
                    run._end_badly(error)
                    raise
                else:
                    run._end("stopped" if run.ending else "succeeded", run.ending)
                finally:
                    run._folder_journal.close()

    async def begin(self, **environment: Any) -> None:
        """The engine stands: record what became known of it (ranks, threads, device)."""
        self._record = self._record.model_copy(update={"environment": {**self._record.environment, **environment}})
        self._record.write(self.folder / "run.json")

    def finish(self, final: Checkpoint | None) -> None:
        """Record the checkpoint that the recipe returned."""
        if final is not None:
            self._record = self._record.model_copy(update={"final": self._folder_journal.relative(final)})

    def checkpoints(self, model: str) -> Path:
        """Where a model of this run keeps its checkpoints."""
        return self._folder_journal.checkpoints(model)

    @property
    def record(self) -> RunRecord:
        """What `run.json` says."""
        return self._record

    def _end(self, status: RunStatus, reason: str) -> None:
        update = {"status": status, "reason": reason, "finished_at": datetime.now(UTC), "seconds": self.seconds}
        self._record = self._record.model_copy(update=update)
        self._record.write(self.folder / "run.json")
        self._tell("ended", step=self._step + 1, message=f"{status}: {reason}" if reason else status)

    def _end_badly(self, error: BaseException) -> None:
        stopped = isinstance(error, RunStopped | asyncio.CancelledError | KeyboardInterrupt)
        self._end("stopped" if stopped else "failed", f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        if isinstance(error, InputError) and not self.progressed and self._folder_journal.forget_start():
            (self.folder / "run.json").unlink()  # nothing was done: the same command, corrected, may use the folder
