"""Logprobs chunk by chunk are the logprobs, and the whole table of logits is never held."""

from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from burnish.engine import logprobs
from burnish.engine.logprobs import chunked_logprobs

ROWS, WIDTH, VOCABULARY = 150, 8, 37


class Largest(TorchDispatchMode):
    """Remembers the largest tensor that any operation made."""

    elements = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        for made in result if isinstance(result, tuple | list) else [result]:
            if isinstance(made, torch.Tensor):
                self.elements = max(self.elements, made.numel())
        return result


def case(seed: int = 0) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(seed)
    hidden = torch.randn(ROWS, WIDTH, generator=generator)
    head = torch.randn(VOCABULARY, WIDTH, generator=generator)
    targets = torch.randint(VOCABULARY, (ROWS,), generator=generator)
    temperature = torch.rand(ROWS, generator=generator) + 0.5
    return hidden, head, targets, temperature


def whole(hidden: torch.Tensor, head: torch.Tensor, targets: torch.Tensor, temperature: torch.Tensor) -> torch.Tensor:
    return ((hidden @ head.T) / temperature[:, None]).log_softmax(-1).gather(1, targets[:, None])[:, 0]


@pytest.mark.parametrize("chunk", [16, 50, ROWS, 10 * ROWS])
def test_chunks_give_the_logprobs_and_gradients_of_the_whole(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logprobs, "CHUNK_LOGITS", chunk * VOCABULARY)
    hidden, head, targets, temperature = case()
    weights = torch.linspace(-1, 1, ROWS)
    results = []
    for function in (chunked_logprobs, whole):
        leaves = hidden.clone().requires_grad_(), head.clone().requires_grad_()
        values = function(*leaves, targets, temperature)
        (values * weights).sum().backward()
        results.append([values.detach(), *(leaf.grad for leaf in leaves)])
    for found, expected in zip(*results, strict=True):
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.slow  # a dispatch mode takes seconds to import
def test_the_whole_table_of_logits_is_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logprobs, "CHUNK_LOGITS", 16 * VOCABULARY)
    hidden, head, targets, temperature = case()
    leaves = hidden.requires_grad_(), head.requires_grad_()
    with Largest() as largest:
        chunked_logprobs(*leaves, targets, temperature).sum().backward()
    assert largest.elements == ROWS * WIDTH  # the hidden states themselves
    with Largest() as largest:
        whole(*leaves, targets, temperature).sum().backward()
    assert largest.elements == ROWS * VOCABULARY  # so the probe sees what it should


def test_hidden_states_in_bf16_give_logprobs_in_fp32() -> None:
    hidden, head, targets, temperature = case()
    short_hidden, short_head = hidden.bfloat16().requires_grad_(), head.bfloat16()
    values = chunked_logprobs(short_hidden, short_head, targets, temperature)
    assert values.dtype == torch.float32
    torch.testing.assert_close(values, whole(short_hidden.float(), short_head.float(), targets, temperature), atol=1e-5, rtol=1e-5)
    values.sum().backward()
    assert short_hidden.grad is not None
    assert short_hidden.grad.dtype == torch.bfloat16


def test_large_logits_neither_overflow_nor_vanish() -> None:
    hidden, head, targets, temperature = case()
    values = chunked_logprobs(1e4 * hidden, head, targets, temperature)
    assert torch.isfinite(values).all()
    torch.testing.assert_close(values, whole(1e4 * hidden, head, targets, temperature))
