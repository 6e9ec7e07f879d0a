"""What tests of workers stand on: a home, a database, a project, specs of small runs, and workers that are real processes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from burnish import tiny
from burnish.api.run_specs import tiny_digest
from burnish.core.options import RunOptions
from burnish.core.runs import ENDED, EnvRef, ModelRef, Resources, RunSpec, RunView
from burnish.recipes.catalog import find_recipe
from burnish.store.database import Database
from burnish.store.runs import Runs
from burnish.workers.training import Training, train_recipe
from tests.store.ground import new_project
from tests.workers.numpy_process import ENVS, numpy_engine, shorter

__all__ = ["Ground", "small_spec", "whole"]

ROOT = Path(__file__).parents[2]


def small_spec(*, env: str = "slow", steps: int = 6, every: int = 2, seed: int = 7, **more: Any) -> RunSpec:
    """GRPO on digits, a few steps."""
    recipe = find_recipe("grpo")
    given = {"steps": steps, "scenarios_per_step": 2, "group_size": 3, "max_tokens": 3, "learning_rate": 0.001, "refills": 0}
    options = more.pop("options", RunOptions(checkpoint_every=every))
    return RunSpec(
        recipe="grpo",
        recipe_hash=recipe.hash,
        config=recipe.config.model_validate(given).model_dump(mode="json"),
        model=ModelRef(id="tiny", name="tiny", digest=tiny_digest()),
        env=EnvRef(name=f"tests.workers.numpy_process:{env}", held_out=None),
        seed=seed,
        options=options,
        resources=more.pop("resources", Resources(cores=1)),
        **more,
    )


@dataclass(frozen=True)
class Whole:
    """What comes of a spec when nothing comes in between: trained here, in a folder."""

    digest: str
    rewards: list[float]


@cache
def whole(spec_json: str) -> Whole:
    spec = RunSpec.model_validate_json(spec_json)
    training = Training(
        recipe=find_recipe(spec.recipe), model=tiny.folder(), config=spec.config, env=shorter(), seed=spec.seed, options=spec.options
    )
    with tempfile.TemporaryDirectory() as folder:
        trained = asyncio.run(train_recipe(training, Path(folder) / "run", engine=numpy_engine))
        rows = [json.loads(line) for line in (trained.folder / "metrics.jsonl").read_text().splitlines()]
        assert sum(row.get("grad_norm", 0) > 0 for row in rows) > len(rows) / 3, "there was hardly anything to learn"
        return Whole(trained.checkpoint.sha256, [row["reward"] for row in rows])


@dataclass
class Ground:
    """A project on a database, and the worker processes that were started on it."""

    database: Database
    url: str
    home: Path
    project: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)  # variables of workers to come

    def __post_init__(self) -> None:
        self.project = self.project or new_project(self.database, "first")

    @property
    def runs(self) -> Runs:
        return Runs(self.database, self.project)

    @property
    def folder(self) -> Path:
        """Of the project's runs."""
        return self.home / "artifacts" / self.project / "runs"

    def enqueue(self, spec: RunSpec | None = None, *, name: str = "run", **more: Any) -> str:
        return self.runs.enqueue(spec or small_spec(), name=name, by="user", **more).id

    def worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A worker process whose runs are processes on the numpy engine."""
        return self._start(sys.executable, "-m", "tests.workers.worker_process", *arguments)

    def real_worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`burnish worker`, as a shell would start it."""
        return self._start(sys.executable, "-c", "from burnish.cli import main; main()", "worker", *arguments)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.home / f"worker-{len(self.workers)}.txt").open("wb") as log:
            process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        self.workers.append(process)
        return process

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BURNISH_")}
        settings = {"BURNISH_HOME": str(self.home), "BURNISH_DATABASE_URL": self.url, "BURNISH_ENVS": ",".join(ENVS)}
        return {**kept, **settings, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "OMP_NUM_THREADS": "1", **self.more}

    def wait(self, until: Callable[[], Any], seconds: float = 30.0) -> Any:
        """Look until it is true; what it is then. Counts looks and not time, so that a machine that stands still does not count."""
        for _ in range(int(seconds / 0.05)):
            if found := until():
                return found
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s\n{self.told()}")

    def wait_for_end(self, run: str, seconds: float = 30.0) -> RunView:
        return self.wait(lambda: (view := self.runs.get(run)).status in ENDED and view, seconds)

    def wait_for_step(self, run: str, step: int) -> RunView:
        return self.wait(lambda: (view := self.runs.get(run)).step >= step and view)

    def steps_of(self, run: str) -> list[int]:
        """Steps in the order of writing, without rows that tell of the machine's load."""
        rows = self.runs.metrics(run)
        return [row.step for row in rows if not any(name.startswith("load/") for name in row.values)]

    def rewards_of(self, run: str) -> list[float]:
        return [row.values["reward"] for row in self.runs.metrics(run) if "reward" in row.values]

    def kinds_of(self, run: str) -> list[str]:
        return [event.kind for event in self.runs.events(run)]

    def final_digest(self, run: str) -> str:
        """Of the weights that a run ended with."""
        view = self.runs.get(run)
        (final,) = [checkpoint for checkpoint in self.runs.checkpoints(run) if checkpoint.final]
        assert view.checkpoint == final.id
        return final.digest

    def check_whole(self, run: str) -> None:
        """It succeeded, and every step and the weights are those of a run that nothing came between."""
        view = self.runs.get(run)
        assert view.status == "succeeded", f"{view.status}: {view.message}\n{self.told()}"
        expected = whole(view.spec.model_dump_json())
        assert self.steps_of(run) == list(range(len(expected.rewards)))
        assert self.rewards_of(run) == expected.rewards
        assert self.final_digest(run) == expected.digest
        assert self.kinds_of(run).count("succeeded") == 1

    def process_of(self, run: str) -> int:
        """Of the newest attempt, once it has begun."""
        return int(self.wait(lambda: self.runs.attempts(run) and self.runs.attempts(run)[-1].environment.get("process")))

    def told(self) -> str:
        """What workers and processes said: for messages of failed tests."""
        files = [*self.home.glob("worker-*.txt"), *self.folder.glob("*/logs/*.txt")]
        return "\n".join(f"== {file.relative_to(self.home)}\n{file.read_text(errors='replace')[-4000:]}" for file in files)

    def close(self) -> None:
        """End the workers that are still there."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.terminate()
        for worker in self.workers:
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
