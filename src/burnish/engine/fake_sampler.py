"""The fake engine's sampler: a batch of prompts in, completions out, each a function of weights, prompt and seed alone."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from burnish.core.ports import Renderer
from burnish.core.tokens import Completion, CompletionStop, SamplingParams, Tokens
from burnish.engine.fake_network import Network, Weights, log_softmax

__all__ = ["sample"]

Numbers = NDArray[np.float64]


def sample(
    network: Network,
    weights: Weights,
    renderer: Renderer,
    prompts: Sequence[Tokens],
    params: SamplingParams,
    *,
    seed: int,
    context: int,
    version: int,
) -> list[Completion]:
    """`params.n` completions for each prompt, in order. `seed` stands for `params.seed`, which may be None."""
    replies = [_Reply(prompt, params, _generator(seed, prompt, member)) for prompt in prompts for member in range(params.n)]
    for reply in replies:
        if len(reply.tokens) >= context:
            reply.end("context")
    while running := [reply for reply in replies if reply.running]:
        windows = np.concatenate([network.windows(reply.tokens[-network.window :], [-1]) for reply in running])
        logits = network.forward(weights, windows).outputs
        logprobs = log_softmax(logits / (params.temperature or 1.0))
        for reply, row in zip(running, logprobs, strict=True):
            reply.grow(row, renderer, context)
    return [Completion(tuple(reply.ids), tuple(reply.logprobs), reply.stop, version) for reply in replies]


class _Reply:
    """One completion while it grows."""

    def __init__(self, prompt: Tokens, params: SamplingParams, generator: np.random.Generator) -> None:
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

    def end(self, stop: CompletionStop) -> None:
        self.running, self.stop = False, stop


def _draw(logprobs: Numbers, params: SamplingParams, generator: np.random.Generator) -> int:
    """One id: by top-k, then by top-p of what is left, then by chance."""
    order = np.argsort(-logprobs, kind="stable")
    if params.top_k:
        order = order[: params.top_k]
    kept = np.exp(logprobs[order])
    kept /= kept.sum()
    if params.top_p < 1:
        enough = int(np.searchsorted(kept.cumsum(), params.top_p)) + 1
        order, kept = order[:enough], kept[:enough] / kept[:enough].sum()
    place = int(np.searchsorted(kept.cumsum(), generator.random(), side="right"))
    return int(order[min(place, len(order) - 1)])  # rounding can leave the last sum a hair below 1


def _generator(seed: int, prompt: Tokens, member: int) -> np.random.Generator:
    digest = hashlib.blake2b(repr((seed, tuple(prompt), member)).encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
