"""The trainer of one rank: forward, accumulate gradients of a loss, step. Sums first; one division, in `step`."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch import distributed as dist

from burnish.core.losses import Adam, Loss, Optim
from burnish.core.tokens import Datum, Metrics
from burnish.engine.backbone import Backbone, TrainedValues
from burnish.engine.columns import loss_weight
from burnish.engine.losses import loss_metrics, token_losses
from burnish.engine.optim import FlatParameters, Optimiser
from burnish.engine.packing import micro_batches
from burnish.errors import NonFiniteError

__all__ = ["MICRO_TOKENS", "StepResult", "Trainer"]

MICRO_TOKENS = 4096
"""Stream tokens of a micro-batch: enough to keep a core's caches busy, little enough to stay small."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What an update did: the norm of the gradient before clipping, and what it was divided by (0: nothing to do, no step)."""

    grad_norm: float
    denominator: float


class Trainer:
    """Owns the weights that learn.

    Args:
        backbone: the network.
        micro_tokens: stream tokens a micro-batch.
        share: compute shared prompts once; False is the plain computation, for checks.
    """

    def __init__(self, backbone: Backbone, *, micro_tokens: int = MICRO_TOKENS, share: bool = True) -> None:
        self.backbone = backbone
        self.parameters = FlatParameters(backbone.module)
        self.optimiser = Optimiser(self.parameters)
        self.micro_tokens, self.share = micro_tokens, share
        self._denominator = 0.0

    @torch.no_grad()
    def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        """Logprobs (or values) of each datum's trained tokens; an empty list for a datum without any."""
        results: list[list[float]] = [[] for _ in batch]
        for members in micro_batches(batch, self.micro_tokens, share=self.share):
            told = self.backbone.values(batch, members, share=self.share)
            for member, piece in zip(told.members, torch.split(told.values, list(told.counts)), strict=True):
                results[member] = piece.tolist()
        return results

    def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
        """Add the gradient of the summed loss; returns *sums* ("loss", "tokens" …) that the caller divides.

        Raises:
            NonFiniteError: names the first datum with a loss that is no number. The gradient accumulated so far is dropped.
        """
        sums: Metrics = {"loss": 0.0, "tokens": 0.0, "weight": 0.0, "stream_tokens": 0.0, "plain_tokens": 0.0}
        for members in micro_batches(batch, self.micro_tokens, share=self.share):
            told = self.backbone.values(batch, members, share=self.share)
            columns = _columns(batch, told.members, told.values.device)
            losses = token_losses(loss, told.values, columns)
            total = losses.sum()
            if not torch.isfinite(total):
                self.drop()
                raise _non_finite(batch, told, losses, columns)
            total.backward()  # type: ignore[no-untyped-call]
            sums["loss"] += total.item()
            sums["stream_tokens"] += told.stream_tokens
            sums["plain_tokens"] += told.plain_tokens
            for name, value in loss_metrics(loss, told.values.detach(), columns).items():
                sums[name] = sums.get(name, 0.0) + value.item()
        for datum in batch:
            sums["tokens"] += datum.trained
            sums["weight"] += loss_weight(loss, datum)
        self._denominator += sums["weight"]
        return sums

    def step(self, optim: Optim) -> StepResult:
        """Add up over ranks, divide once, clip, step.

        Raises:
            NonFiniteError: the gradient is no number. Nothing was changed.
        """
        gradient = self.parameters.gradient
        denominator = torch.tensor([self._denominator], dtype=torch.float64)
        if dist.is_initialized():
            dist.all_reduce(gradient)
            denominator = denominator.to(gradient.device)
            dist.all_reduce(denominator)
        total = denominator.item()
        if total <= 0:
            self.drop()
            return StepResult(0.0, 0.0)
        gradient /= total
        norm = gradient.norm().item()
        if not norm < float("inf"):  # NaN compares false too
            self.drop()
            fix = "lower the learning rate, or resume from the last checkpoint"
            raise NonFiniteError(f"the norm of the gradient is {norm}", where="optim_step", fix=fix)
        limit = optim.max_grad_norm if isinstance(optim, Adam) else optim.adam.max_grad_norm
        if 0 < limit < norm:
            gradient *= limit / norm
        self.optimiser.step(optim)
        self.drop()
        return StepResult(norm, total)

    def drop(self) -> None:
        """Forget the accumulated gradient."""
        self.parameters.gradient.zero_()
        self._denominator = 0.0


def _columns(batch: Sequence[Datum], members: Sequence[int], device: torch.device) -> dict[str, Tensor | None]:
    """The datums' columns end to end. A column counts as absent unless every member has it."""
    columns: dict[str, Tensor | None] = {}
    for name in Datum.COLUMNS:
        parts = [getattr(batch[member], name) for member in members]
        given = [part for part in parts if part is not None]
        if name == "weights" and given and len(given) < len(parts):
            given = [part if part is not None else [1.0] * batch[member].trained for part, member in zip(parts, members, strict=True)]
        whole = bool(parts) and len(given) == len(parts)
        flat = [number for part in given for number in part]
        columns[name] = torch.tensor(flat, dtype=torch.float32, device=device) if whole else None
    return columns


def _non_finite(batch: Sequence[Datum], told: TrainedValues, losses: Tensor, columns: dict[str, Tensor | None]) -> NonFiniteError:
    """Blame the first bad token: which datum it is of, and which column made it so."""
    bad = int(torch.isfinite(losses.detach()).logical_not().int().argmax())  # 0 where only their sum overflows
    owners = [index for index, count in enumerate(told.counts) for _ in range(count)]
    place, member = bad - owners.index(owners[bad]), told.members[owners[bad]]
    blamed = [name for name, column in columns.items() if column is not None and not torch.isfinite(column[bad])]
    cause = f"its {blamed[0]} is not finite" if blamed else "the model's own output is not finite"
    what = f"the loss of trained token {place} is not finite: {cause}"
    fix = "leave this datum out, or resume from the last checkpoint"
    return NonFiniteError(what, where=batch[member].source or f"batch[{member}]", fix=fix)
