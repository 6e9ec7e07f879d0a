"""train_recipe: what it builds, what it refuses, what it records."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from burnish.core.messages import assistant, user
from burnish.core.options import RunOptions
from burnish.core.ports import Model
from burnish.core.tokens import Datum
from burnish.engine.fake import FakeModel
from burnish.errors import ConfigError, EngineError
from burnish.recipes.catalog import find_recipe
from burnish.workers.engine import weights_folder
from burnish.workers.training import Training, train_recipe
from tests.support import SUCCESSOR

CONFIG = {"steps": 4, "scenarios_per_step": 2, "group_size": 2, "max_tokens": 2}


class NumpyEngine:
    """Opens fake models, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.ranks: list[int | None] = []
        self.closed = 0

    @asynccontextmanager
    async def __call__(
        self, path: Path, *, name: str, checkpoints: Path | None, ranks: int | None, threads: int, seed: int
    ) -> AsyncIterator[FakeModel]:
        self.names.append(name)
        self.ranks.append(ranks)
        yield FakeModel(checkpoints or path, name=name, seed=seed, hidden=8, window=2)
        self.closed += 1


def grpo(**more: Any) -> Training:
    return Training(**{"recipe": find_recipe("grpo"), "model": Path("tiny"), "config": CONFIG, "env": SUCCESSOR, **more})


def two_examples(policy: Model) -> Sequence[Datum]:
    return [policy.renderer.example([user("q"), assistant(reply)]) for reply in ("a", "b")]


def rewards_of(folder: Path) -> list[float]:
    return [json.loads(line)["reward"] for line in (folder / "metrics.jsonl").read_text().splitlines()]


async def test_a_reference_is_opened_only_for_a_penalty(tmp_path: Path) -> None:
    engine = NumpyEngine()
    await train_recipe(grpo(), tmp_path / "plain", engine=engine)
    await train_recipe(grpo(config={**CONFIG, "kl_coefficient": 0.1}), tmp_path / "penalty", engine=engine)
    assert engine.names == ["policy", "policy", "reference"]
    assert engine.closed == 3


async def test_what_a_recipe_returns_is_in_the_record(tmp_path: Path) -> None:
    trained = await train_recipe(grpo(seed=3, inputs={"note": "x"}), tmp_path, engine=NumpyEngine())
    record = json.loads((tmp_path / "run.json").read_text())
    assert Path(trained.checkpoint.path) == tmp_path / record["final"]["path"]
    assert (record["seed"], record["inputs"]) == (3, {"model": "tiny", "env": "successor", "note": "x"})
    assert record["environment"]["packages"]["numpy"]


async def test_a_resumed_training_equals_an_uninterrupted_one(tmp_path: Path) -> None:
    options = RunOptions(checkpoint_every=1)
    whole = await train_recipe(grpo(options=options), tmp_path / "whole", engine=NumpyEngine())
    await train_recipe(grpo(options=RunOptions(max_steps=2)), tmp_path / "cut", engine=NumpyEngine())
    resumed = await train_recipe(grpo(options=options), tmp_path / "cut", resume=True, engine=NumpyEngine())
    assert resumed.checkpoint.sha256 == whole.checkpoint.sha256
    rewards = [rewards_of(tmp_path / name) for name in ("whole", "cut")]
    assert rewards[0] == rewards[1]


async def test_a_resumed_training_takes_the_ranks_that_it_began_with(tmp_path: Path) -> None:
    engine = NumpyEngine()
    await train_recipe(grpo(ranks=2, options=RunOptions(max_steps=1)), tmp_path, engine=engine)
    await train_recipe(grpo(), tmp_path, resume=True, engine=engine)
    assert engine.ranks == [2, 2]


async def test_examples_are_made_once_the_model_is_there(tmp_path: Path) -> None:
    training = Training(recipe=find_recipe("sft"), model=Path("tiny"), config={"steps": 2}, examples=two_examples)
    trained = await train_recipe(training, tmp_path, engine=NumpyEngine())
    assert trained.record.status == "succeeded"


@pytest.mark.parametrize(
    ("training", "told"),
    [
        (grpo(env=None), "the recipe grpo needs env"),
        (grpo(config={"group_size": 1}), "grpo.group_size: is 1"),
        (grpo(config={"group": 4}), "grpo.group: is 4.*fields of grpo: steps"),
        (grpo(options=RunOptions(evaluate_every=1)), "nothing to evaluate on"),
    ],
    ids=["no env", "bad value", "unknown field", "nothing held out"],
)
async def test_a_mistake_leaves_no_run_behind(tmp_path: Path, training: Training, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        await train_recipe(training, tmp_path, engine=NumpyEngine())
    assert not (tmp_path / "run.json").exists()


async def test_an_engine_that_fails_is_recorded(tmp_path: Path) -> None:
    @asynccontextmanager
    async def broken(path: Path, **_: Any) -> AsyncIterator[Model]:
        raise EngineError("out of memory", where="rank 0")
        yield

    with pytest.raises(EngineError):
        await train_recipe(grpo(), tmp_path, engine=broken)
    assert json.loads((tmp_path / "run.json").read_text())["reason"] == "EngineError: rank 0: out of memory"


def test_a_checkpoint_of_a_run_is_a_model_too(tmp_path: Path) -> None:
    assert weights_folder(tmp_path) == tmp_path
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    assert weights_folder(tmp_path) == tmp_path / "model"
