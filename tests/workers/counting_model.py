"""CountingModel: the smallest thing that can be trained, saved and resumed. Its one weight mixes everything that happened to it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from burnish.artifacts.checkpoints import verify_checkpoint, write_checkpoint
from burnish.core.losses import Loss, Optim
from burnish.core.tokens import Checkpoint, Completion, Datum, Metrics, SamplingParams, Tokens

__all__ = ["CountingModel"]


class CountingModel:
    """A model whose weight is a digest of all its updates: equal weights mean an equal history."""

    context = 64
    renderer: Any = None
    version = 0

    def __init__(self, checkpoints: Path, name: str = "policy") -> None:
        self.name, self.checkpoints, self.weight = name, checkpoints, ""

    def learn(self, item: object) -> None:
        self.weight = hashlib.sha256(f"{self.weight}{item}".encode()).hexdigest()

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        return []

    async def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        return []

    async def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
        return {}

    async def optim_step(self, optim: Optim) -> Metrics:
        return {}

    async def sync(self) -> Metrics:
        return {}

    async def save(self, name: str) -> Checkpoint:
        return write_checkpoint(self.checkpoints, name, 0, lambda folder: self._write(folder))

    async def load(self, checkpoint: Checkpoint) -> None:
        verify_checkpoint(checkpoint.path, sha256=checkpoint.sha256)
        self.weight = json.loads((Path(checkpoint.path) / "weight.json").read_text())

    def _write(self, folder: Path) -> None:
        (folder / "weight.json").write_text(json.dumps(self.weight))
