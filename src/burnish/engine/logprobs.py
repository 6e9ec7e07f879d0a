"""Logprobs of given tokens, chunk by chunk: [tokens × vocabulary] is never held whole, forward or backward."""

from typing import Any

import torch
from torch import Tensor

__all__ = ["CHUNK_LOGITS", "chunked_logprobs"]

CHUNK_LOGITS = 4_000_000
"""Most logits held at once (16 MB in fp32)."""


def chunked_logprobs(hidden: Tensor, head: Tensor, targets: Tensor, temperature: Tensor) -> Tensor:
    """log softmax(hidden · headᵀ / temperature)[target], always in fp32.

    Args:
        hidden: [M, D], any float type.
        head: [V, D].
        targets: [M] token ids.
        temperature: [M].

    Returns:
        [M] in fp32. Gradients flow to `hidden` and `head`; the backward pass computes each chunk's logits again.
    """
    result: Tensor = _ChunkedLogprobs.apply(hidden, head, targets, temperature)  # type: ignore[no-untyped-call]
    return result


class _ChunkedLogprobs(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, hidden: Tensor, head: Tensor, targets: Tensor, temperature: Tensor) -> Tensor:
        logprobs = torch.empty(len(targets), dtype=torch.float32, device=hidden.device)
        normaliser = torch.empty_like(logprobs)
        for rows in _chunks(len(targets), head.shape[0]):
            logits = _logits(hidden[rows], head, temperature[rows])
            normaliser[rows] = logits.logsumexp(-1)
            logprobs[rows] = logits.gather(1, targets[rows, None])[:, 0] - normaliser[rows]
        ctx.save_for_backward(hidden, head, targets, temperature, normaliser)
        return logprobs

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None]:
        (gradient,) = gradients
        hidden, head, targets, temperature, normaliser = ctx.saved_tensors
        hidden_gradient = torch.empty(hidden.shape, dtype=torch.float32, device=hidden.device)
        head_gradient = torch.zeros(head.shape, dtype=torch.float32, device=head.device)
        head32 = head.float()
        for rows in _chunks(len(targets), head.shape[0]):
            probabilities = (_logits(hidden[rows], head, temperature[rows]) - normaliser[rows, None]).exp_()
            scale = (gradient[rows] / temperature[rows])[:, None]
            error = probabilities.mul_(-scale)  # d logprob[target] / d logit = [is target] − p
            error.scatter_add_(1, targets[rows, None], scale)
            hidden_gradient[rows] = error @ head32
            head_gradient.addmm_(error.T, hidden[rows].float())
        return hidden_gradient.to(hidden.dtype), head_gradient.to(head.dtype), None, None


def _logits(hidden: Tensor, head: Tensor, temperature: Tensor) -> Tensor:
    with torch.autocast(hidden.device.type, enabled=False):
        return (hidden.float() @ head.float().T) / temperature[:, None]


def _chunks(rows: int, vocabulary: int) -> list[slice]:
    size = max(16, CHUNK_LOGITS // vocabulary)
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]
