"""LocalRun: a run that is a folder. Keeps its records, saves and resumes its models, stops when asked to.

run.json               recipe, config, seed, versions, how it ended
metrics.jsonl          one row a step
episodes/              kept example episodes, one file a step
examples/              datasets that the recipe wrote
checkpoints/MODEL/     what the models saved
state.json             where to resume
"""

import asyncio
import json
import math
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar

from pydantic import TypeAdapter

from burnish.artifacts.files import write_file
from burnish.core.episodes import Episode
from burnish.core.ports import Model
from burnish.core.tokens import Checkpoint
from burnish.errors import CheckpointError, ConfigError, InputError, NonFiniteError, RunStopped
from burnish.workers.events import Listener, RunEvent, silent
from burnish.workers.folder import continued, fresh, locked
from burnish.workers.interruption import interruptible
from burnish.workers.options import RunOptions
from burnish.workers.records import RunRecord, RunState, RunStatus, SavedPoint, Watch

__all__ = ["Evaluate", "LocalRun"]

EPISODE = TypeAdapter(Episode)

T = TypeVar("T")

Evaluate = Callable[[int], Awaitable[Mapping[str, float]]]
"""A held-out evaluation after so many steps: metrics by name."""


class LocalRun:
    """The `Run` port on a folder. Made by `LocalRun.open`; models that are trained are made known by `attach`.

    A recipe may have several loops over `steps`, one after the other. Resuming walks through the ones that are done without a step
    and enters the one that was interrupted where its newest verified checkpoint left off.

    Not covered: two loops at once, and what a recipe keeps in variables from one step to the next beside its models.
    """

    def __init__(self, folder: Path, record: RunRecord, options: RunOptions, listener: Listener, state: RunState) -> None:
        self.folder = folder
        self._record, self._options, self._listener, self._state = record, options, listener, state
        self._models: list[Model] = []
        self._evaluate: Evaluate | None = None
        self._loop = self._step = self._total = self._count = 0
        self._latest: dict[str, float] = {}
        self._watch = Watch()
        self._resumed_at: SavedPoint | None = None
        self._walking = bool(state.points)  # towards the place to resume at: what a recipe logs on the way is in metrics.jsonl already
        self._ending = ""
        self._interrupted = False
        self._seconds_before = 0.0
        self._began = time.monotonic()
        self._metrics = _cut_rows(folder / "metrics.jsonl", state.points[0].metrics_bytes if state.points else state.metrics_bytes)

    # -- how it begins and ends ------------------------------------------------------------------------------------------------

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
            record = record.model_copy(update={"options": options.model_dump(mode="json")})
            run = cls(folder, record, options, listener, RunState.read(folder / "state.json") or RunState())
            run._seconds_before = record.seconds
            record.write(folder / "run.json")
            run._tell("resumed" if resume else "started", message=str(folder))
            with interruptible(run._interrupt):
                try:
                    yield run
                except BaseException as error:
                    run._end_badly(error)
                    raise
                else:
                    run._end("stopped" if run._ending else "succeeded", run._ending)
                finally:
                    run._metrics.close()

    def attach(self, *models: Model, evaluate: Evaluate | None = None) -> None:
        """Make known the models that the run trains (saved and resumed together), and how to evaluate them on held-out scenarios."""
        if self._options.evaluate_every and evaluate is None:
            where, fix = "evaluate_every", "give held-out scenarios, or leave evaluate_every at 0"
            raise ConfigError("is set, but this run has nothing to evaluate on", where=where, fix=fix)
        self._models, self._evaluate = list(models), evaluate
        for model in models:
            self._clear_leftovers(self.checkpoints(model.name))

    def describe(self, **environment: Any) -> None:
        """Record what became known of the environment once the engine stood: ranks, threads."""
        self._record = self._record.model_copy(update={"environment": {**self._record.environment, **environment}})
        self._record.write(self.folder / "run.json")

    def finish(self, final: Checkpoint) -> None:
        """Record the checkpoint that the recipe returned."""
        self._record = self._record.model_copy(update={"final": self._relative(final)})

    def checkpoints(self, model: str) -> Path:
        """Where a model of this run keeps its checkpoints."""
        return self.folder / "checkpoints" / model

    @property
    def record(self) -> RunRecord:
        """What `run.json` says."""
        return self._record

    @property
    def seconds(self) -> float:
        """Wall time of the run, earlier attempts included up to the checkpoint that was resumed from."""
        return self._seconds_before + time.monotonic() - self._began

    # -- the Run port ----------------------------------------------------------------------------------------------------------

    @property
    def seed(self) -> int:
        """Everything random in a recipe derives from it."""
        return self._record.seed

    async def steps(self, items: Sequence[T], count: int) -> AsyncIterator[tuple[int, T]]:
        """`(step, items[step])` from where the newest verified checkpoint left off. See `burnish.core.ports.Run`.

        Raises:
            RunStopped: a person or an alarm stopped the run.
            CheckpointError: there are checkpoints to resume from, and none of them is whole.
        """
        loop, self._loop, self._count = self._loop, self._loop + 1, count
        start = await self._restore(loop)
        for step in range(start, count):
            if self._ending or self._budget_is_spent():
                break
            self._step, self._latest = step, {}
            yield step, items[step]
            await self._close_step(loop, step + 1)
        if start < count:
            await self._return_to_best()

    def log(self, step: int, /, **metrics: float) -> None:
        """Append a row to `metrics.jsonl`.

        Raises:
            NonFiniteError: a metric is NaN or infinite. Nothing is saved after it, so that the last checkpoint is a good one.
        """
        numbers = {name: float(value) for name, value in metrics.items()}
        for name, value in numbers.items():
            if not math.isfinite(value):
                fix = f"resume from {self._last_good()} with a lower learning rate, or look at the episodes of this step"
                raise NonFiniteError(f"{name} is {value}", where=f"step {step} of {self._record.recipe}", fix=fix)
        self._append({"step": step, "seconds": round(self.seconds, 3), **numbers})
        self._latest |= numbers

    def keep(self, step: int, episodes: Sequence[Episode]) -> None:
        """Write example episodes to `episodes/`, one JSON object a row."""
        self._write_rows("episodes", _label(max(self._loop - 1, 0), step), [EPISODE.dump_json(episode) for episode in episodes])

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """Write a dataset to `examples/`, whole or not at all; returns its path."""
        path = self._write_rows("examples", name, [json.dumps(row, ensure_ascii=False).encode() for row in rows])
        self._state = self._state.model_copy(update={"metrics_bytes": self._metrics.tell()})
        self._state.write(self.folder / "state.json")
        return str(path)

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """Rows that this run wrote before it was interrupted; None if it did not get there."""
        path = self.folder / "examples" / f"{name}.jsonl"
        if not path.exists():
            return None
        with path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    # -- after a step ----------------------------------------------------------------------------------------------------------

    async def _close_step(self, loop: int, done: int) -> None:
        self._total += 1
        self._tell("step", step=done, metrics=self._latest)
        self._watch_alarms()
        due = done % self._options.checkpoint_every == 0
        if self._evaluate and self._options.evaluate_every and (done % self._options.evaluate_every == 0 or done == self._count):
            due |= await self._evaluate_and_compare(self._evaluate, done)
        if due or self._interrupted or self._ending or self._budget_is_spent():
            await self._save(loop, done)
        if self._interrupted:
            fix = f"go on with the same command and --resume, or use {self._last_good()}"
            raise RunStopped(f"interrupted after step {done} of {self._count}; everything is saved", where=str(self.folder), fix=fix)

    def _watch_alarms(self) -> None:
        before = self._watch.streaks or (0,) * len(self._options.alarms)
        streaks = tuple(alarm.streak(self._latest, streak) for alarm, streak in zip(self._options.alarms, before, strict=True))
        self._watch = self._watch.model_copy(update={"streaks": streaks})
        for alarm, streak in zip(self._options.alarms, streaks, strict=True):
            if alarm.metric not in self._latest and self._total == 1:
                self._tell("notice", message=f"the alarm on {alarm.metric!r} cannot ring yet: step 0 logged {', '.join(self._latest)}")
            if streak >= alarm.steps:
                fix = f"look at metrics.jsonl and episodes/; the last checkpoint is {self._last_good()}"
                raise RunStopped(f"alarm at step {self._step}: {alarm}", where=str(self.folder), fix=fix)

    def _budget_is_spent(self) -> bool:
        options = self._options
        if options.max_seconds is not None and self.seconds >= options.max_seconds:
            self._ending = f"budget: {options.max_seconds:g} seconds"
        elif options.max_steps is not None and self._total >= options.max_steps:
            self._ending = f"budget: {options.max_steps} steps"
        return bool(self._ending)

    async def _evaluate_and_compare(self, evaluate: Evaluate, done: int) -> bool:
        """Evaluate on held-out scenarios; True if this is the best so far. Ends the run when patience is exhausted."""
        metrics = dict(await evaluate(done))
        name = self._options.evaluate_metric
        if name not in metrics:
            raise ConfigError(f"the evaluation has no metric {name!r}", where="evaluate_metric", fix=f"one of {', '.join(metrics)}")
        self._append({"step": done - 1, **{f"held_out/{key}": value for key, value in metrics.items()}})
        self._tell("evaluated", step=done, metrics=metrics)
        better = self._watch.best_value is None or metrics[name] > self._watch.best_value
        if better:
            update = {"best_value": metrics[name], "best_step": self._total, "best": {}, "since_best": 0}
        else:
            update = {"since_best": self._watch.since_best + 1}
        self._watch = self._watch.model_copy(update=update)
        if self._watch.since_best >= self._options.patience:
            self._ending = f"early stop: {name} has not risen in {self._options.patience} evaluations"
        return better

    async def _return_to_best(self) -> None:
        """A run that evaluates ends at its best checkpoint."""
        if self._watch.best and self._watch.best_step != self._total:
            for model in self._models:
                await model.load(self._absolute(self._watch.best[model.name]))
            self._tell("notice", message=f"back to the best checkpoint, after step {self._watch.best_step}")

    # -- checkpoints -----------------------------------------------------------------------------------------------------------

    async def _save(self, loop: int, done: int) -> None:
        """Save every model, then say so in `state.json`, then delete what is no longer needed."""
        label, saved = _label(loop, done), {}
        for model in self._models:
            saved[model.name] = self._relative(replace(await model.save(label), step=self._total))
        if self._watch.best_step == self._total and self._watch.best_value is not None:
            self._watch = self._watch.model_copy(update={"best": saved})
        point = SavedPoint(
            loop=loop,
            step=done,
            total=self._total,
            seconds=self.seconds,
            metrics_bytes=self._metrics.tell(),
            checkpoints=saved,
            watch=self._watch,
        )
        before, self._state = self._state, self._state.with_point(point, self._options.keep_checkpoints)
        self._state.write(self.folder / "state.json")
        for path in before.folders - self._state.folders:
            shutil.rmtree(self.folder / path, ignore_errors=True)
        self._tell("checkpoint", step=done, message=label)

    async def _restore(self, loop: int) -> int:
        """Where to start in this loop. The first loop's call loads the newest checkpoint that verifies, whichever loop it is of."""
        if loop == 0 and self._state.points:
            self._resumed_at = await self._load_newest(self._state.points)
        point = self._resumed_at
        if point is None or loop > point.loop:
            start = 0
        elif loop == point.loop:
            start = point.step
        else:
            start = self._count
        self._walking &= point is not None and loop < point.loop
        return start

    async def _load_newest(self, points: Sequence[SavedPoint]) -> SavedPoint:
        for number, point in enumerate(points):
            try:
                for model in self._models:
                    await model.load(self._absolute(point.checkpoints[model.name]))
            except CheckpointError as error:
                self._tell("notice", message=f"{_label(point.loop, point.step)} cannot be used, trying the one before it: {error}")
                continue
            self._go_on_from(point, older=points[number + 1 :])
            return point
        fix = "start again in another folder"
        raise CheckpointError("none of the run's checkpoints is whole", where=str(self.folder / "checkpoints"), fix=fix)

    def _go_on_from(self, point: SavedPoint, older: Sequence[SavedPoint]) -> None:
        self._state = self._state.model_copy(update={"points": (point, *older)})
        for model in self._models:
            self._clear_leftovers(self.checkpoints(model.name))
        self._total, self._seconds_before, self._watch = point.total, point.seconds, point.watch
        if len(self._watch.streaks) != len(self._options.alarms):
            self._watch = self._watch.model_copy(update={"streaks": ()})
        self._metrics.close()
        self._metrics = _cut_rows(self.folder / "metrics.jsonl", point.metrics_bytes)
        self._tell("resumed", step=point.step, message=f"from {_label(point.loop, point.step)}")

    def _clear_leftovers(self, folder: Path) -> None:
        """Remove checkpoints that the state does not know: a crash came between them and `state.json`, or the run had ended."""
        for path in folder.iterdir() if folder.is_dir() else ():
            if str(path.relative_to(self.folder)) not in self._state.folders:
                shutil.rmtree(path)

    def _relative(self, checkpoint: Checkpoint) -> Checkpoint:
        """With its path relative to the run's folder, so that the folder can be moved."""
        path, folder = Path(checkpoint.path).resolve(), self.folder.resolve()
        return replace(checkpoint, path=str(path.relative_to(folder))) if path.is_relative_to(folder) else checkpoint

    def _absolute(self, checkpoint: Checkpoint) -> Checkpoint:
        return replace(checkpoint, path=str(self.folder / checkpoint.path))

    def _last_good(self) -> str:
        if not self._state.points:
            return "the start (nothing was saved yet)"
        return ", ".join(str(self.folder / checkpoint.path) for checkpoint in self._state.points[0].checkpoints.values())

    # -- records ---------------------------------------------------------------------------------------------------------------

    def _append(self, row: Mapping[str, Any]) -> None:
        if self._walking:
            return
        loop = {"loop": self._loop - 1} if self._loop > 1 else {}
        self._metrics.write((json.dumps({**row, **loop}) + "\n").encode())
        self._metrics.flush()

    def _write_rows(self, room: str, name: str, rows: Sequence[bytes]) -> Path:
        path = self.folder / room / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        write_file(path, b"".join(row + b"\n" for row in rows))
        return path

    def _tell(self, kind: Any, *, step: int = 0, metrics: Mapping[str, float] | None = None, message: str = "") -> None:
        self._listener(RunEvent(kind, self._record.recipe, step, self._count, dict(metrics or {}), message))

    def _end(self, status: RunStatus, reason: str) -> None:
        update = {"status": status, "reason": reason, "finished_at": datetime.now(UTC), "seconds": self.seconds}
        self._record = self._record.model_copy(update=update)
        self._record.write(self.folder / "run.json")
        self._tell("ended", step=self._step + 1, message=f"{status}: {reason}" if reason else status)

    def _end_badly(self, error: BaseException) -> None:
        stopped = isinstance(error, RunStopped | asyncio.CancelledError | KeyboardInterrupt)
        self._end("stopped" if stopped else "failed", f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        if isinstance(error, InputError) and not self._total and not self._metrics.tell():
            (self.folder / "metrics.jsonl").unlink()
            (self.folder / "run.json").unlink()  # nothing was done: the same command, corrected, may use the folder

    def _interrupt(self) -> None:
        self._interrupted = True
        self._tell("notice", message="finishing this step, then saving; once more to stop at once")


def _label(loop: int, step: int) -> str:
    return f"step-{step}" if loop == 0 else f"loop-{loop}-step-{step}"


def _cut_rows(path: Path, length: int) -> BinaryIO:
    """`metrics.jsonl` opened for appending, without what was written after the checkpoint that the run resumes from."""
    path.touch()
    file = path.open("r+b")
    file.truncate(length)
    file.seek(length)
    return file
