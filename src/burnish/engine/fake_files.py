"""What a checkpoint of the fake engine holds: arrays in one npz, the rest in JSON; never a pickle."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from burnish.artifacts.checkpoints import verify_checkpoint, write_checkpoint
from burnish.core.tokens import Checkpoint
from burnish.engine.fake_adam import AdamState
from burnish.engine.fake_network import Weights
from burnish.errors import CheckpointError

__all__ = ["FakeState", "load_state", "save_state"]

ARRAYS, COUNTERS = "arrays.npz", "counters.json"


@dataclass(frozen=True, slots=True)
class FakeState:
    """All that a FakeModel is, beside its shape.

    Attributes:
        weights, sampler_weights: what is trained, and what the last sync gave the sampler.
        adam: the optimiser.
        generator: state of the random generator.
        version: of the sampler's weights.
        ahead: whether the trained weights have moved since the last sync.
    """

    weights: Weights
    sampler_weights: Weights
    adam: AdamState
    generator: Mapping[str, Any]
    version: int
    ahead: bool

    @property
    def arrays(self) -> dict[str, Weights]:
        """The four sets of arrays, by name."""
        return {"weights": self.weights, "sampler": self.sampler_weights, "mean": self.adam.mean, "square": self.adam.square}


def save_state(folder: Path, name: str, state: FakeState) -> Checkpoint:
    """Write a checkpoint, whole or not at all."""

    def write(partial: Path) -> None:
        arrays = {f"{part}/{key}": value for part, weights in state.arrays.items() for key, value in weights.items()}
        with (partial / ARRAYS).open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        counters = {"steps": state.adam.steps, "version": state.version, "ahead": state.ahead, "generator": state.generator}
        (partial / COUNTERS).write_text(json.dumps(counters))

    return write_checkpoint(folder, name, state.adam.steps, write)


def load_state(checkpoint: Checkpoint, like: Weights) -> FakeState:
    """Verify and read.

    Raises:
        CheckpointError: a file is missing or differs from its digest, or the weights have other shapes than `like`.
    """
    verify_checkpoint(checkpoint.path, sha256=checkpoint.sha256)
    folder = Path(checkpoint.path)
    parts: dict[str, Weights] = {"weights": {}, "sampler": {}, "mean": {}, "square": {}}
    try:
        counters = json.loads((folder / COUNTERS).read_text())
        with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
            for path in arrays.files:
                part, key = path.split("/")
                parts[part][key] = arrays[path]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CheckpointError(
            f"not a checkpoint of the fake engine: {error}", where=str(folder), fix="load one that a FakeModel saved"
        ) from error
    shapes = {key: value.shape for key, value in parts["weights"].items()}
    if shapes != {key: value.shape for key, value in like.items()}:
        raise CheckpointError(
            f"weights have the shapes {shapes}", where=str(folder), fix="make the model with the alphabet, window and head it had"
        )
    adam = AdamState(parts["mean"], parts["square"], counters["steps"])
    return FakeState(parts["weights"], parts["sampler"], adam, counters["generator"], counters["version"], counters["ahead"])
