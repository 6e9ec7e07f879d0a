"""RunRecord and RunState: what a run's folder says of it, written whole or not at all."""

import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from burnish.artifacts.files import write_file
from burnish.core.tokens import Checkpoint
from burnish.errors import DataError

__all__ = ["RunRecord", "RunState", "RunStatus", "SavedPoint", "Watch", "environment", "source_commit"]

RunStatus = Literal["running", "succeeded", "failed", "stopped"]
PACKAGES = ("burnish", "numpy", "torch", "transformers", "tokenizers")


class Record(BaseModel):
    """A frozen value kept as one JSON file of a run's folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The record at `path`, or None if there is none.

        Raises:
            DataError: the file is not such a record.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            fix = "it was written by another version, or edited; start a new run in another folder"
            raise DataError(f"{place or 'file'}: {first['msg']}", where=str(path), fix=fix) from None

    def write(self, path: Path) -> None:
        """Write the record whole."""
        write_file(path, f"{self.model_dump_json(indent=2)}\n".encode())


class RunRecord(Record):
    """What was run, with what, and how it ended (`run.json`).

    Attributes:
        recipe, config, seed, inputs: what decides the result. A resumed run must have the same. `inputs` names model, env, data …
        version, commit: of Burnish. `commit` is empty where Burnish does not run from a git checkout.
        environment: machine and packages; ranks and threads, which decide the order of floating-point sums.
        status, reason: how it ended, and why.
        attempts: how many times it was started or resumed.
        seconds: wall time of all attempts up to their last checkpoint, and of the last one in full.
        final: the checkpoint that the recipe returned.
    """

    recipe: str
    config: dict[str, Any] = Field(default_factory=dict)
    seed: int = 0
    inputs: dict[str, str] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    version: str = ""
    commit: str = ""
    environment: dict[str, Any] = Field(default_factory=dict)
    status: RunStatus = "running"
    reason: str = ""
    started_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    finished_at: datetime | None = None
    attempts: int = 1
    seconds: float = 0.0
    final: Checkpoint | None = None


class Watch(BaseModel):
    """What alarms and early stopping remember from step to step.

    Attributes:
        streaks: for each alarm, steps in a row beyond its limit.
        best_value, best_step, best: the best evaluation so far, after how many steps, and its checkpoints.
        since_best: evaluations since then.
    """

    model_config = ConfigDict(frozen=True)

    streaks: tuple[int, ...] = ()
    best_value: float | None = None
    best_step: int = 0
    best: dict[str, Checkpoint] = Field(default_factory=dict)
    since_best: int = 0


class SavedPoint(BaseModel):
    """A place to resume from: every model's checkpoint, and the run's own counters at that moment.

    Attributes:
        loop, step: steps done in which of the recipe's loops.
        total: steps done in all of them.
        seconds: wall time so far.
        metrics_bytes: how long `metrics.jsonl` was, where the run is a folder.
        checkpoints: by name of the model.
        watch: of alarms and early stopping.
    """

    model_config = ConfigDict(frozen=True)

    loop: int
    step: int
    total: int
    seconds: float
    metrics_bytes: int = 0
    checkpoints: dict[str, Checkpoint]
    watch: Watch = Watch()

    def moved(self, move: Callable[[Checkpoint], Checkpoint]) -> Self:
        """The same place with other paths."""
        checkpoints = {model: move(checkpoint) for model, checkpoint in self.checkpoints.items()}
        best = {model: move(checkpoint) for model, checkpoint in self.watch.best.items()}
        return self.model_copy(update={"checkpoints": checkpoints, "watch": self.watch.model_copy(update={"best": best})})


class RunState(Record):
    """The places a run can resume from, newest first (`state.json`).

    Written after every model's checkpoint is whole, so that a crash in between leaves the previous place in force.

    Attributes:
        points: the places.
        metrics_bytes: how long `metrics.jsonl` was when examples were last written: the start of a run that has them but no place.
    """

    points: tuple[SavedPoint, ...] = ()
    metrics_bytes: int = 0

    def with_point(self, point: SavedPoint, keep: int) -> Self:
        """This state with one more place, and the oldest beyond `keep` forgotten."""
        return self.model_copy(update={"points": (point, *self.points)[:keep]})

    @property
    def folders(self) -> set[str]:
        """Paths of all checkpoints that are still needed."""
        return {checkpoint.path for point in self.points for checkpoint in (*point.checkpoints.values(), *point.watch.best.values())}


def environment(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Machine and packages of this process, with what else the caller knows (ranks, threads)."""
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            continue
    machine = {"python": platform.python_version(), "platform": platform.platform(), "cores": os.cpu_count()}
    return {**machine, "packages": packages, **extra}


def source_commit() -> str:
    """The git commit Burnish runs from; empty where that is no checkout."""
    git = shutil.which("git")
    if git is None:
        return ""
    source = Path(__file__).resolve().parent
    command = [git, "-C", str(source), "rev-parse", "HEAD", "--show-toplevel"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (a fixed command, no shell)
    if answer.returncode != 0:
        return ""
    head, top = answer.stdout.splitlines()
    return head if source == Path(top) / "src" / "burnish" / "workers" else ""
