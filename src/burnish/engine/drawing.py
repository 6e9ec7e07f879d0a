"""Draw tokens from logits: temperature, top-k, top-p, and the logprob of what was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from burnish.core.tokens import SamplingParams
from burnish.engine.shaper import Shaper

__all__ = ["Drawn", "draw"]

_NONE: Mapping[int, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Drawn:
    """One token and its logprob for each row; the most likely ones of the rows that ask for them."""

    ids: list[int]
    logprobs: list[float]
    top: dict[int, tuple[tuple[int, float], ...]]


def draw(
    logits: Tensor,
    params: Sequence[SamplingParams],
    uniforms: Sequence[float],
    shapers: Mapping[int, Shaper] = _NONE,
    top: Mapping[int, int] = _NONE,
) -> Drawn:
    """Draw one token a row by inverting its cumulative distribution at a given uniform number.

    Args:
        logits: [n, V] in fp32.
        params: n; a temperature of 0 takes the most likely token.
        uniforms: n numbers in [0, 1), the only randomness.
        shapers: of the rows whose distribution is bent. Each is bent by itself, so that neighbours do not matter.
        top: of how many tokens a row reports the logprobs.

    Returns:
        Tokens, and their logprobs at the row's temperature (1 where greedy), before shapers, top-p and top-k.
    """
    temperatures = [one.temperature for one in params]
    if all(temperature == 1.0 or temperature == 0.0 for temperature in temperatures):
        logprobs = logits.log_softmax(-1)
    else:
        scale = torch.tensor([temperature or 1.0 for temperature in temperatures], device=logits.device)
        logprobs = (logits / scale[:, None]).log_softmax(-1)
    probabilities = logprobs.exp()
    if shapers:
        logits = logits.clone()
        for row, shaper in shapers.items():
            logits[row] = shaper.bend(logits[row])
            probabilities[row] = (logits[row] / (temperatures[row] or 1.0)).softmax(-1)
    cut = [row for row, one in enumerate(params) if (one.top_k > 0 or one.top_p < 1) and one.temperature > 0]
    if cut:
        probabilities[cut] = _cut(probabilities[cut], [params[row] for row in cut])
    cumulative = probabilities.cumsum(-1)
    below_one = torch.tensor(uniforms, dtype=torch.float32, device=logits.device).clamp_(max=1 - 2**-20)
    points = below_one[:, None] * cumulative[:, -1:]  # strictly below the total, so that no token of probability 0 is drawn
    ids = torch.searchsorted(cumulative, points, right=True)
    greedy = [row for row, temperature in enumerate(temperatures) if temperature == 0.0]
    if greedy:
        ids[greedy] = logits[greedy].argmax(-1, keepdim=True)
    likely = {row: logprobs[row].topk(min(count, logprobs.shape[-1])) for row, count in top.items()}
    return Drawn(
        ids[:, 0].tolist(),
        logprobs.gather(1, ids)[:, 0].tolist(),
        {row: tuple(zip(found.indices.tolist(), found.values.tolist(), strict=True)) for row, found in likely.items()},
    )


def _cut(probabilities: Tensor, params: Sequence[SamplingParams]) -> Tensor:
    """Probabilities outside top-k, then outside top-p, set to zero. The most likely token always stays."""
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)
    rank = torch.arange(ordered.shape[-1], device=ordered.device)
    top_k = torch.tensor([one.top_k or ordered.shape[-1] for one in params], device=ordered.device)
    kept = ordered * (rank < top_k[:, None])
    before = kept.cumsum(-1) - kept
    top_p = torch.tensor([one.top_p for one in params], device=ordered.device)
    kept = kept * (before < top_p[:, None] * kept.sum(-1, keepdim=True))
    return torch.zeros_like(probabilities).scatter_(1, order, kept)
