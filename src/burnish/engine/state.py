"""What a checkpoint of the engine holds: a Hugging Face folder, the optimiser, and counters; written atomically, verified on load."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from burnish.artifacts.checkpoints import verify_checkpoint, write_checkpoint
from burnish.core.tokens import Checkpoint
from burnish.engine.trainer import Trainer
from burnish.errors import CheckpointError

__all__ = ["RankState", "read_state", "write_state"]


@dataclass(frozen=True, slots=True)
class RankState:
    """Beside the weights.

    Attributes:
        counters: the model's own: version, seeds drawn so far, whether the sampler is behind.
        ranks, threads, seed, device: what the weights were made with. Bit-identical resumption needs the same ranks and threads.
        optimiser_steps: updates so far.
    """

    counters: dict[str, Any]
    ranks: int
    threads: int
    seed: int
    device: str
    optimiser_steps: int = 0


def write_state(trainer: Trainer, state: RankState, root: Path, name: str, *, base: Path) -> Checkpoint:
    """Save everything under `root/name`. Nothing random lives in a rank: every draw comes from a seed that the model hands out."""

    def write(folder: Path) -> None:
        trainer.backbone.export(base, folder / "model")
        optimiser = trainer.optimiser
        tensors = {"weights": trainer.parameters.weights, "first": optimiser.first, "second": optimiser.second}
        save_file({key: tensor.detach().cpu() for key, tensor in tensors.items()}, folder / "trainer.safetensors")
        facts = asdict(state) | {"optimiser_steps": optimiser.steps, "torch": torch.__version__}
        (folder / "state.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")

    return write_checkpoint(root, name, trainer.optimiser.steps, write)


@torch.no_grad()
def read_state(trainer: Trainer, folder: Path) -> RankState:
    """Verify a checkpoint, then load it: fp32 weights, optimiser, counters.

    Raises:
        CheckpointError: a file is missing or differs from its digest, or the weights are of another shape. Nothing was changed.
    """
    verify_checkpoint(folder)
    facts = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    tensors = load_file(folder / "trainer.safetensors")
    if tensors["weights"].shape != trainer.parameters.weights.shape:
        found, wanted = tensors["weights"].numel(), trainer.parameters.weights.numel()
        what = f"holds {found} parameters, the model has {wanted}"
        raise CheckpointError(what, where=str(folder), fix="load it into the model it was saved from")
    trainer.parameters.weights.copy_(tensors["weights"])
    trainer.optimiser.first.copy_(tensors["first"])
    trainer.optimiser.second.copy_(tensors["second"])
    trainer.optimiser.steps = facts["optimiser_steps"]
    trainer.drop()
    facts.pop("torch")
    return RankState(**facts)
