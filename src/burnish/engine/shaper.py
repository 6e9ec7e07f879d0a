"""Shaper: one completion's Shaping at work: bends the logits of the next token, and remembers what was drawn."""

from collections.abc import Collection

import numpy as np
import torch
from torch import Tensor

from burnish.engine.grammars import Matcher
from burnish.engine.shaping import Shaping

__all__ = ["Shaper"]

_NEVER = float("-inf")


class Shaper:
    """The state of one completion.

    Args:
        shaping: what was asked for.
        matcher: of its grammar, if it has one.
        end_ids: ids that end the completion.
    """

    def __init__(self, shaping: Shaping, matcher: Matcher | None, end_ids: Collection[int]) -> None:
        self._shaping, self._matcher, self._end_ids = shaping, matcher, sorted(end_ids)
        self._counts: dict[int, int] = {}
        self._drawn = 0
        self.error = ""

    def bend(self, logits: Tensor) -> Tensor:
        """The logits of one row [V] as they are to be drawn from. If the grammar fails, `error` says so, and they are what they were."""
        shaping, bent = self._shaping, logits.clone()
        for token, bias in shaping.logit_bias:
            bent[token] += bias
        if self._counts and (shaping.presence_penalty or shaping.frequency_penalty):
            ids = torch.tensor(list(self._counts), device=bent.device)
            counts = torch.tensor(list(self._counts.values()), dtype=bent.dtype, device=bent.device)
            bent[ids] -= shaping.presence_penalty + shaping.frequency_penalty * counts
        if self._matcher is not None:
            return self._masked(bent, self._matcher)
        if self._drawn < shaping.min_tokens:
            bent[self._end_ids] = _NEVER
        return bent

    def take(self, token: int) -> None:
        """This one was drawn."""
        self._drawn += 1
        self._counts[token] = self._counts.get(token, 0) + 1
        if self._matcher is not None and not self.error:
            self._matcher.take(token)

    def _masked(self, bent: Tensor, matcher: Matcher) -> Tensor:
        bits = np.unpackbits(np.frombuffer(matcher.allowed(), np.uint8), bitorder="little").astype(bool)[: len(bent)]
        allowed = torch.zeros(len(bent), dtype=torch.bool, device=bent.device)  # ids beyond the tokenizer's are padding
        allowed[: len(bits)] = torch.from_numpy(bits).to(bent.device)
        if matcher.error or not bits.any():
            self.error = matcher.error or "the grammar allows no token here"
            return bent
        return bent.masked_fill(~allowed, _NEVER)
