"""The fake engine's sampler: a batch of prompts in, completions out, each a function of weights, prompt and seed alone."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from burnish.core.ports import Renderer
from burnish.core.tokens import Completion, CompletionStop, SamplingParams, Tokens
from burnish.engine.fake_network import Network, Weights, log_softmax
from burnish.errors import NonFiniteError

__all__ = ["SampleCall", "sample"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SampleCall:
    """One call of `sample`. `seed` stands for `params.seed`, which may be None."""

    prompts: Sequence[Tokens]
    params: SamplingParams
    seed: int

    def begin(self) -> list["_Reply"]:
        """One reply for each completion that is asked for."""
        members = range(self.params.n)
        return [_Reply(prompt, self.params, _generator(self.seed, prompt, member)) for prompt in self.prompts for member in members]


def sample(
    network: Network, weights: Weights, renderer: Renderer, calls: Sequence[SampleCall], *, context: int, version: int
) -> list[list[Completion]]:
    """Completions of every call, in order; all calls run as one batch.

    Raises:
        NonFiniteError: the weights give no distribution to sample from.
    """
    batches = [call.begin() for call in calls]
    replies = [reply for batch in batches for reply in batch]
    for reply in replies:
        if len(reply.tokens) >= context:
            reply.end("context")
    while running := [reply for reply in replies if reply.running]:
        windows = np.concatenate([reply.window(network) for reply in running])
        temperatures = np.array([[reply.params.temperature or 1.0] for reply in running])
        logprobs = log_softmax(network.forward(weights, windows).outputs / temperatures)
        if not np.isfinite(logprobs).all():
            raise NonFiniteError("the sampler's logprobs are not finite", where="sample", fix="load the last good checkpoint")
        for reply, row in zip(running, logprobs, strict=True):
            reply.grow(row, renderer, context)
    return [[Completion(tuple(reply.ids), tuple(reply.logprobs), reply.stop, version) for reply in batch] for batch in batches]


class _Reply:
    """One completion while it grows."""

    def __init__(self, prompt: Tokens, params: SamplingParams, generator: random.Random) -> None:
        self.params, self.generator = params, generator
        self.tokens = list(prompt)
        self.ids: list[int] = []
        self.logprobs: list[float] = []
        self.running = True
        self.stop: CompletionStop = "length"

    def grow(self, logprobs: Numbers, renderer: Renderer, context: int) -> None:
        chosen = int(logprobs.argmax()) if self.params.temperature == 0 else _draw(logprobs, self.params, self.generator)
        self.tokens.append(chosen)
        self.ids.append(chosen)
        self.logprobs.append(float(logprobs[chosen]))
        if chosen in renderer.stop_ids:
            self.end("end")
        elif chosen in self.params.stop_ids or (self.params.stop and any(text in renderer.decode(self.ids) for text in self.params.stop)):
            self.end("stop")
        elif len(self.ids) >= self.params.max_tokens:
            self.end("length")
        elif len(self.tokens) >= context:
            self.end("context")

    def window(self, network: Network) -> NDArray[np.int64]:
        seen = self.tokens[-network.window :]
        return network.windows(seen, [len(seen)])

    def end(self, stop: CompletionStop) -> None:
        self.running, self.stop = False, stop


def _draw(logprobs: Numbers, params: SamplingParams, generator: random.Random) -> int:
    """One id: by top-k, then by top-p of what is left, then by chance."""
    order = np.argsort(-logprobs, kind="stable")
    if params.top_k:
        order = order[: params.top_k]
    sums = np.exp(logprobs[order]).cumsum()
    if params.top_p < 1:
        sums = sums[: int(np.searchsorted(sums, params.top_p * sums[-1])) + 1]
    return int(order[np.searchsorted(sums, generator.random() * sums[-1], side="right")])


def _generator(seed: int, prompt: Tokens, member: int) -> random.Random:
    digest = hashlib.blake2b(repr((seed, tuple(prompt), member)).encode(), digest_size=16).digest()
    return random.Random(digest)
