"""Trackers: a run's numbers, also to TensorBoard, MLflow and Weights & Biases, where the operator asks for it."""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from burnish.core.runs import RunSpec

__all__ = ["Ending", "Tracked", "Tracker", "Trackers", "track"]

Ending = Literal["succeeded", "failed", "interrupted"]

CLOSE_SECONDS = 30.0
MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a tracker is told of a run.

    Attributes:
        run_id, name, project_id, spec: of the run.
        folder: of its files.
        step: where this attempt goes on.
    """

    run_id: str
    name: str
    project_id: str
    spec: RunSpec
    folder: Path
    step: int = 0


class Tracker(Protocol):
    """Somewhere else where a run's numbers go."""

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Numbers of a step."""
        ...

    def close(self, ending: Ending) -> None:
        """Nothing comes any more, in this attempt."""
        ...


class Trackers:
    """Several of them, in a thread, so that a step never waits for one. One that fails is told of, and left out from then on.

    Args:
        names: of `tensorboard`, `mlflow`, `wandb`.
        tracked: the run.
        notice: told what people should know.
    """

    def __init__(self, names: Sequence[str], tracked: Tracked, notice: Callable[[str], None]) -> None:
        self._names, self._tracked, self._notice = names, tracked, notice
        self._waiting: queue.Queue[tuple[int, Mapping[str, float]] | Ending] = queue.Queue(MOST_WAITING)
        self._left_out = 0
        self._thread = threading.Thread(target=self._go_on, name="trackers", daemon=True)
        if names:
            self._thread.start()

    def log(self, loop: int, step: int, metrics: Mapping[str, float]) -> None:
        """Numbers of a step of the recipe's so-many-th loop. Left out, and counted, when very many wait already."""
        named = {f"loop-{loop}/{name}": value for name, value in metrics.items()} if loop else dict(metrics)
        if not self._names:
            return
        try:
            self._waiting.put_nowait((step, named))
        except queue.Full:
            self._left_out += 1

    def close(self, ending: Ending) -> None:
        """Hand on what waits; a tracker that takes longer than half a minute is not waited for."""
        if not self._names:
            return
        with suppress(queue.Full):
            self._waiting.put(ending, timeout=CLOSE_SECONDS)
            self._thread.join(CLOSE_SECONDS)
        if self._left_out or self._thread.is_alive():
            self._notice(f"{', '.join(self._names)}: too slow, not all numbers of this attempt are there ({self._left_out} rows left out)")

    def _go_on(self) -> None:
        working: dict[str, Tracker] = {}
        for name in self._names:
            with self._telling(name):
                working[name] = track(name, self._tracked)
        while True:
            said = self._waiting.get()
            for name in list(working):
                tracker = working.pop(name)
                with self._telling(name):
                    if isinstance(said, str):
                        tracker.close(said)
                    else:
                        tracker.log(*said)
                    working[name] = tracker
            if isinstance(said, str):
                return

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """What fails is told of, and no more: whatever another system raises, a run does not end because of it."""
        try:
            yield
        except ModuleNotFoundError as error:
            self._notice(f"{name} gets nothing of this run: {error.name} is not installed, pip install 'burnish[trackers]'")
        except Exception as error:
            self._notice(f"{name} gets nothing more of this run: {type(error).__name__}: {error}")


def track(name: str, tracked: Tracked) -> Tracker:
    """Open one by name.

    Raises:
        ModuleNotFoundError: it is not installed.
        Exception: whatever it raises itself.
    """
    makers: dict[str, Callable[[Tracked], Tracker]] = {"tensorboard": _TensorBoard, "mlflow": _MLflow, "wandb": _WandB}
    return makers[name](tracked)


class _TensorBoard:
    """Event files in the run's folder. What was written of steps that are done again is hidden."""

    def __init__(self, tracked: Tracked) -> None:
        from tensorboardX import SummaryWriter

        self._writer = SummaryWriter(logdir=str(tracked.folder / "tensorboard"), purge_step=tracked.step or None)

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        for name, value in metrics.items():
            self._writer.add_scalar(name, value, step)

    def close(self, ending: Ending) -> None:
        self._writer.close()


class _MLflow:
    """A run of the experiment `burnish`, found again by its tag; where it lies is MLFLOW_TRACKING_URI's business."""

    def __init__(self, tracked: Tracked) -> None:
        from mlflow.entities import Metric
        from mlflow.tracking import MlflowClient

        self._client, self._metric = MlflowClient(), Metric
        experiment = self._client.get_experiment_by_name("burnish")
        identifier = experiment.experiment_id if experiment else self._client.create_experiment("burnish")
        known = self._client.search_runs([identifier], filter_string=f"tags.burnish_run = '{tracked.run_id}'")
        if known:
            self._run = known[0].info.run_id
            return
        tags = {"burnish_run": tracked.run_id, "burnish_project": tracked.project_id, "burnish_recipe": tracked.spec.recipe}
        self._run = self._client.create_run(identifier, tags=tags, run_name=tracked.name).info.run_id
        for field, value in {**tracked.spec.config, "seed": tracked.spec.seed, "model": tracked.spec.model.name}.items():
            self._client.log_param(self._run, field, str(value)[:6000])

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        now = int(time.time() * 1000)
        self._client.log_batch(self._run, metrics=[self._metric(name, value, now, step) for name, value in metrics.items()])

    def close(self, ending: Ending) -> None:
        if ending != "interrupted":
            self._client.set_terminated(self._run, {"succeeded": "FINISHED", "failed": "FAILED"}[ending])


class _WandB:
    """A run of the project `burnish`, under the same id, so that the next attempt goes on with it."""

    def __init__(self, tracked: Tracked) -> None:
        import wandb

        settings = wandb.Settings(console="off", silent=True)
        config = {**tracked.spec.config, "seed": tracked.spec.seed, "model": tracked.spec.model.name, "recipe": tracked.spec.recipe}
        self._run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", "burnish"),
            id=tracked.run_id,
            name=tracked.name,
            resume="allow",
            dir=str(tracked.folder),
            config=config,
            settings=settings,
        )

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        self._run.log(dict(metrics), step=step)

    def close(self, ending: Ending) -> None:
        self._run.finish(exit_code=0 if ending == "succeeded" else 1)
