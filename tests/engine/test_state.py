"""A checkpoint brings back all that learning needs; a broken one changes nothing."""

from pathlib import Path

import pytest
import torch

from burnish.core.losses import Adam, CrossEntropy
from burnish.core.tokens import Checkpoint
from burnish.engine.rank import Rank
from burnish.engine.state import RankState, read_state, write_state
from burnish.engine.trainer import Trainer
from burnish.errors import CheckpointError

from .checkpoints import families, rank_of, write_small_folder


def learn(trainer: Trainer, steps: range) -> None:
    for step in steps:
        trainer.forward_backward(families(step), CrossEntropy())
        trainer.step(Adam(learning_rate=0.01))


def saved(rank: Rank, folder: Path, root: Path) -> Checkpoint:
    state = RankState({"version": 3}, ranks=1, threads=1, seed=7, device="cpu")
    return write_state(rank.trainer, state, root, "step-3", base=folder)


def everything(trainer: Trainer) -> list[torch.Tensor]:
    return [trainer.parameters.weights.clone(), trainer.optimiser.first.clone(), trainer.optimiser.second.clone()]


def test_going_on_from_a_checkpoint_is_going_on(small_folder: Path, tmp_path: Path) -> None:
    first, second = rank_of(small_folder), rank_of(small_folder, seed=5)
    learn(first.trainer, range(3))
    checkpoint = saved(first, small_folder, tmp_path)
    assert checkpoint.step == 3
    learn(second.trainer, range(9, 10))
    second.trainer.forward_backward(families(1), CrossEntropy())  # forgotten by the load
    state = read_state(second.trainer, Path(checkpoint.path))
    assert (state.counters, state.seed, state.optimiser_steps) == ({"version": 3}, 7, 3)
    learn(first.trainer, range(3, 6))
    learn(second.trainer, range(3, 6))
    assert all(torch.equal(a, b) for a, b in zip(everything(first.trainer), everything(second.trainer), strict=True))


@pytest.mark.parametrize("victim", ["trainer.safetensors", "state.json", "model/model.safetensors", "manifest.json"])
@pytest.mark.parametrize("harm", ["truncated", "changed", "removed"])
def test_a_broken_checkpoint_is_refused_and_nothing_changes(victim: str, harm: str, small_folder: Path, tmp_path: Path) -> None:
    rank = rank_of(small_folder)
    learn(rank.trainer, range(2))
    path = Path(saved(rank, small_folder, tmp_path).path) / victim
    content = path.read_bytes()
    if harm == "removed":
        path.unlink()
    else:
        path.write_bytes(content[:-9] if harm == "truncated" else content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    learn(rank.trainer, range(2, 3))
    before = everything(rank.trainer)
    with pytest.raises(CheckpointError):
        read_state(rank.trainer, tmp_path / "step-3")
    assert all(torch.equal(a, b) for a, b in zip(before, everything(rank.trainer), strict=True))
    assert rank.trainer.optimiser.steps == 3


def test_a_checkpoint_of_another_model_is_refused(small_folder: Path, tmp_path: Path) -> None:
    checkpoint = saved(rank_of(small_folder), small_folder, tmp_path / "checkpoints")
    write_small_folder(tmp_path / "other", layers=1)
    other = rank_of(tmp_path / "other")
    before = everything(other.trainer)
    with pytest.raises(CheckpointError, match=r"holds \d+ parameters, the model has \d+"):
        read_state(other.trainer, Path(checkpoint.path))
    assert torch.equal(before[0], other.trainer.parameters.weights)
