"""CountingModel: the smallest thing that can be trained, saved and resumed. Its one weight mixes everything that happened to it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from burnish.core.losses import Loss, Optim
from burnish.core.tokens import Checkpoint, Completion, Datum, Metrics, SamplingParams, Tokens
from burnish.errors import CheckpointError

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
        folder = self.checkpoints / name
        folder.mkdir(parents=True)
        (folder / "weight.json").write_text(json.dumps(self.weight))
        return Checkpoint(name, str(folder), sha256=hashlib.sha256(self.weight.encode()).hexdigest())

    async def load(self, checkpoint: Checkpoint) -> None:
        path = Path(checkpoint.path) / "weight.json"
        weight = json.loads(path.read_text()) if path.exists() else None
        if weight is None or hashlib.sha256(weight.encode()).hexdigest() != checkpoint.sha256:
            raise CheckpointError("the weight is not what was saved", where=str(path))
        self.weight = weight
