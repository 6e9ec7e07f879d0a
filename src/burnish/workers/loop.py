"""RunLoop: what every run does around its recipe's steps: resume, checkpoints, budgets, alarms, early stopping."""

import math
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from burnish.core.episodes import Episode
from burnish.core.options import RunOptions
from burnish.core.ports import Model
from burnish.core.tokens import Checkpoint
from burnish.errors import CheckpointError, ConfigError, NonFiniteError, RunStopped
from burnish.workers.events import RunEvent
from burnish.workers.journal import Asked, Journal
from burnish.workers.records import SavedPoint, Watch

__all__ = ["Evaluate", "RunLoop", "StoppedBy", "label"]

T = TypeVar("T")

Evaluate = Callable[[int], Awaitable[Mapping[str, float]]]
"""A held-out evaluation after so many steps: metrics by name."""

StoppedBy = Literal["", "alarm", "cancel", "pause", "interrupt"]


class RunLoop(ABC):
    """The `Run` port over a journal. Models that are trained are made known by `attach`.

    A recipe may have several loops over `steps`, one after the other. Resuming walks through the ones that are done without a step
    and enters the one that was interrupted where its newest verified checkpoint left off.

    Not covered: two loops at once, and what a recipe keeps in variables from one step to the next beside its models.

    Args:
        journal: where records go.
        recipe, seed: of the run.
        options: checkpoints, budgets, alarms, early stopping.
        seconds: wall time of earlier attempts.

    Attributes:
        stopped_by: why a RunStopped was raised.
        ending: why the run ends before its last step, and well; empty if it does not.
    """

    def __init__(self, journal: Journal, *, recipe: str, seed: int, options: RunOptions, seconds: float = 0.0) -> None:
        self._journal, self._recipe, self._seed, self._options = journal, recipe, seed, options
        self.stopped_by: StoppedBy = ""
        self.ending = ""
        self._models: list[Model] = []
        self._evaluate: Evaluate | None = None
        self._loops = self._step = self._count = 0  # loops that began
        self._inside = False  # a loop, so that what is logged belongs to it, and else to the next one
        self._total = self._saved_total = 0
        self._latest: dict[str, float] = {}
        self._watch = Watch()
        self._resumed_at: SavedPoint | None = None
        self._walking = bool(journal.points)  # towards the place to resume at: what a recipe logs on the way is recorded already
        self._interrupted = False
        self._seconds_before = seconds
        self._began = time.monotonic()

    # -- how it begins and ends, which is up to where the run is kept ------------------------------------------------------------

    @abstractmethod
    def checkpoints(self, model: str) -> Path:
        """Where a model of this run saves its checkpoints."""

    @abstractmethod
    async def begin(self, **environment: Any) -> None:
        """The engine stands, and the recipe is about to start: record what became known of the environment (ranks, threads, device)."""

    @abstractmethod
    def finish(self, final: Checkpoint | None) -> None:
        """The recipe is through: record the checkpoint that it returned, if it did."""

    def attach(self, *models: Model, evaluate: Evaluate | None = None) -> None:
        """Make known the models that the run trains (saved and resumed together), and how to evaluate them on held-out scenarios."""
        if self._options.evaluate_every and evaluate is None:
            where, fix = "evaluate_every", "give held-out scenarios, or leave evaluate_every at 0"
            raise ConfigError("is set, but this run has nothing to evaluate on", where=where, fix=fix)
        self._models, self._evaluate = list(models), evaluate
        for model in models:
            self._journal.adopt(model.name)

    def interrupt(self) -> None:
        """Save and stop after the step under way."""
        self._interrupted = True
        self._tell("notice", message="finishing this step, then saving; once more to stop at once")

    @property
    def seconds(self) -> float:
        """Wall time of the run, earlier attempts included up to the checkpoint that was resumed from."""
        return self._seconds_before + time.monotonic() - self._began

    @property
    def progressed(self) -> bool:
        """Whether a step was done, in this attempt or before it."""
        return self._total > 0

    @property
    def idle(self) -> bool:
        """Whether nothing is lost if it stops right here: no step is under way, and what was done is saved."""
        return not self._inside and self._total == self._saved_total

    @property
    def step(self) -> int:
        """The step under way, or the last one."""
        return self._step

    @property
    def loop(self) -> int:
        """Which of the recipe's loops it is in, or comes next."""
        return self._loops - self._inside

    # -- the Run port ----------------------------------------------------------------------------------------------------------

    @property
    def seed(self) -> int:
        """Everything random in a recipe derives from it."""
        return self._seed

    async def steps(self, items: Sequence[T], count: int) -> AsyncIterator[tuple[int, T]]:
        """`(step, items[step])` from where the newest verified checkpoint left off. See `burnish.core.ports.Run`.

        Raises:
            RunStopped: a person or an alarm stopped the run; `stopped_by` says which.
            CheckpointError: there are checkpoints to resume from, and none of them is whole.
        """
        loop = self._loops
        self._loops, self._inside, self._count = loop + 1, True, count
        start = await self._restore(loop)
        if self._asked and self._total == self._saved_total:
            raise self._stopped(start)
        for step in range(start, count):
            if self.ending or self._budget_is_spent():
                break
            self._step, self._latest = step, {}
            yield step, items[step]
            await self._close_step(loop, step + 1)
        if start < count:
            await self._return_to_best()
        self._inside = False

    def log(self, step: int, /, **metrics: float) -> None:
        """Record numbers of a step.

        Raises:
            NonFiniteError: a metric is NaN or infinite. Nothing is saved after it, so that the last checkpoint is a good one.
        """
        numbers = {name: float(value) for name, value in metrics.items()}
        for name, value in numbers.items():
            if not math.isfinite(value):
                fix = f"resume from {self._last_good()} with a lower learning rate, or look at the episodes of this step"
                raise NonFiniteError(f"{name} is {value}", where=f"step {step} of {self._recipe}", fix=fix)
        if not self._walking:
            self._journal.append(self.loop, step, numbers, round(self.seconds, 3))
        self._latest |= numbers

    def keep(self, step: int, episodes: Sequence[Episode]) -> None:
        """Keep example episodes, to be read by people."""
        if not self._walking:
            self._journal.keep(self.loop, step, episodes)

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """Write a dataset, whole or not at all; returns where it is."""
        return self._journal.write_examples(name, rows)

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """Rows that this run wrote before it was interrupted; None if it did not get there."""
        return self._journal.read_examples(name)

    # -- after a step ----------------------------------------------------------------------------------------------------------

    async def _close_step(self, loop: int, done: int) -> None:
        self._total += 1
        self._tell("step", step=done, metrics=self._latest)
        self._watch_alarms()
        due = done % self._options.checkpoint_every == 0
        if self._evaluate and self._options.evaluate_every and (done % self._options.evaluate_every == 0 or done == self._count):
            due |= await self._evaluate_and_compare(self._evaluate, done)
        asked = self._asked
        if due or asked in {"pause", "interrupt"} or self.ending or self._budget_is_spent():
            await self._save(loop, done)
        if asked:
            raise self._stopped(done)

    @property
    def _asked(self) -> Asked:
        return self._journal.asked or ("interrupt" if self._interrupted else "")

    def _stopped(self, done: int) -> RunStopped:
        self.stopped_by = self._asked
        if self.stopped_by == "cancel":
            return RunStopped(f"cancelled after step {done} of {self._count}", where=self._journal.where, fix="clone it to start again")
        fix = f"{self._journal.resume_with}, or use {self._last_good()}"
        words = {"pause": "paused", "interrupt": "interrupted"}[self.stopped_by]
        return RunStopped(f"{words} after step {done} of {self._count}; everything is saved", where=self._journal.where, fix=fix)

    def _watch_alarms(self) -> None:
        before = self._watch.streaks or (0,) * len(self._options.alarms)
        streaks = tuple(alarm.streak(self._latest, streak) for alarm, streak in zip(self._options.alarms, before, strict=True))
        self._watch = self._watch.model_copy(update={"streaks": streaks})
        for alarm, streak in zip(self._options.alarms, streaks, strict=True):
            if alarm.metric not in self._latest and self._total == 1:
                self._tell("notice", message=f"the alarm on {alarm.metric!r} cannot ring yet: step 0 logged {', '.join(self._latest)}")
            if streak >= alarm.steps:
                self.stopped_by = "alarm"
                fix = f"look at its metrics and episodes; the last checkpoint is {self._last_good()}"
                raise RunStopped(f"alarm at step {self._step}: {alarm}", where=self._journal.where, fix=fix)

    def _budget_is_spent(self) -> bool:
        options = self._options
        if options.max_seconds is not None and self.seconds >= options.max_seconds:
            self.ending = f"budget: {options.max_seconds:g} seconds"
        elif options.max_steps is not None and self._total >= options.max_steps:
            self.ending = f"budget: {options.max_steps} steps"
        return bool(self.ending)

    async def _evaluate_and_compare(self, evaluate: Evaluate, done: int) -> bool:
        """Evaluate on held-out scenarios; True if this is the best so far. Ends the run when patience is exhausted."""
        metrics = dict(await evaluate(done))
        name = self._options.evaluate_metric
        if name not in metrics:
            raise ConfigError(f"the evaluation has no metric {name!r}", where="evaluate_metric", fix=f"one of {', '.join(metrics)}")
        self._journal.append(self.loop, done - 1, {f"held_out/{key}": value for key, value in metrics.items()}, None)
        self._tell("evaluated", step=done, metrics=metrics)
        better = self._watch.best_value is None or metrics[name] > self._watch.best_value
        if better:
            update = {"best_value": metrics[name], "best_step": self._total, "best": {}, "since_best": 0}
        else:
            update = {"since_best": self._watch.since_best + 1}
        self._watch = self._watch.model_copy(update=update)
        if self._watch.since_best >= self._options.patience:
            self.ending = f"early stop: {name} has not risen in {self._options.patience} evaluations"
        return better

    async def _return_to_best(self) -> None:
        """A run that evaluates ends at its best checkpoint."""
        if self._watch.best and self._watch.best_step != self._total:
            for model in self._models:
                await model.load(self._watch.best[model.name])
            self._tell("notice", message=f"back to the best checkpoint, after step {self._watch.best_step}")

    # -- checkpoints -----------------------------------------------------------------------------------------------------------

    async def _save(self, loop: int, done: int) -> None:
        """Save every model; once the journal says that they belong together, it deletes what is no longer needed."""
        name = label(loop, done)
        saved = {model.name: replace(await model.save(name), step=self._total) for model in self._models}
        if self._watch.best_step == self._total and self._watch.best_value is not None:
            self._watch = self._watch.model_copy(update={"best": saved})
        point = SavedPoint(loop=loop, step=done, total=self._total, seconds=self.seconds, checkpoints=saved, watch=self._watch)
        await self._journal.save(point, self._options.keep_checkpoints)
        self._saved_total = self._total
        self._tell("checkpoint", step=done, message=name)

    async def _restore(self, loop: int) -> int:
        """Where to start in this loop. The first loop's call loads the newest checkpoint that verifies, whichever loop it is of."""
        if loop == 0 and self._journal.points:
            self._resumed_at = await self._load_newest()
        point = self._resumed_at
        if point is None or loop > point.loop:
            start = 0
        elif loop == point.loop:
            start = point.step
        else:
            start = self._count
        self._walking &= point is not None and loop < point.loop
        return start

    async def _load_newest(self) -> SavedPoint:
        for point in tuple(self._journal.points):
            try:
                for model in self._models:
                    await model.load(point.checkpoints[model.name])
            except CheckpointError as error:
                name = label(point.loop, point.step)
                self._tell("notice", message=f"{name} cannot be used, trying the one before it: {error}")
                continue
            self._journal.go_on_from(point)
            self._total = self._saved_total = point.total
            self._seconds_before, self._watch = point.seconds, point.watch
            if len(self._watch.streaks) != len(self._options.alarms):
                self._watch = self._watch.model_copy(update={"streaks": ()})
            self._tell("resumed", step=point.step, message=f"from {label(point.loop, point.step)}")
            return point
        raise CheckpointError("none of the run's checkpoints is whole", where=self._journal.where, fix="start it again from its beginning")

    def _last_good(self) -> str:
        points = self._journal.points
        if not points:
            return "the start (nothing was saved yet)"
        return ", ".join(checkpoint.path for checkpoint in points[0].checkpoints.values())

    def _tell(self, kind: Any, *, step: int = 0, metrics: Mapping[str, float] | None = None, message: str = "") -> None:
        self._journal.tell(RunEvent(kind, self._recipe, step, self._count, dict(metrics or {}), message, self.loop))


def label(loop: int, step: int) -> str:
    """What the checkpoints after a step are called."""
    return f"step-{step}" if loop == 0 else f"loop-{loop}-step-{step}"
