"""The fake engine's network: one hidden layer over the last few tokens, in float64, with its gradient by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from burnish.core.tokens import Tokens

__all__ = ["Activations", "Network", "Prediction", "Weights", "log_softmax"]

Numbers = NDArray[np.float64]
Weights = dict[str, Numbers]


@dataclass(frozen=True, slots=True)
class Activations:
    """What the forward pass keeps for the backward one, for N positions."""

    windows: NDArray[np.int64]  # [N, window] ids read
    features: Numbers  # [N, window · width]
    hidden: Numbers  # [N, hidden]
    outputs: Numbers  # [N, outputs] logits, or one value


@dataclass(frozen=True, slots=True)
class Network:
    """Token t is predicted from the `window` tokens before it: embed, concatenate, tanh layer, linear layer (Bengio et al. 2003).

    Attributes:
        vocabulary: how many token ids there are; one more stands for "before the first token".
        outputs: `vocabulary` for a language model, 1 for a scalar head.
        window: how many tokens back it sees. What lies further back does not exist for it.
        width: numbers an embedded token has.
        hidden: units of the tanh layer.
    """

    vocabulary: int
    outputs: int
    window: int = 12
    width: int = 16
    hidden: int = 128

    def initial(self, seed: int) -> Weights:
        """Random weights; a scalar head starts at zero, so that a new critic predicts 0 everywhere."""
        draw = np.random.default_rng(seed).standard_normal
        head_scale = 0.0 if self.outputs == 1 else 1.0
        inputs = self.window * self.width
        return {
            "embedding": draw((self.vocabulary + 1, self.width)),
            "layer": draw((inputs, self.hidden)) / np.sqrt(inputs),
            "layer_bias": np.zeros(self.hidden),
            "head": draw((self.hidden, self.outputs)) * head_scale / np.sqrt(self.hidden),
            "head_bias": np.zeros(self.outputs),
        }

    def windows(self, tokens: Tokens, positions: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """[positions, window]: the ids before each position, padded at the left with the id `vocabulary`."""
        padded = np.array([self.vocabulary] * self.window + list(tokens), np.int64)
        windows: NDArray[np.int64] = padded[np.asarray(positions, np.int64)[:, None] + np.arange(self.window)]
        return windows

    def forward(self, weights: Weights, windows: NDArray[np.int64]) -> Activations:
        """Run the network on N windows. A row's result does not depend, to the last bit, on the rows beside it."""
        features = weights["embedding"][windows].reshape(len(windows), self.window * self.width)
        hidden = np.tanh(_rows(features, weights["layer"]) + weights["layer_bias"])
        return Activations(windows, features, hidden, _rows(hidden, weights["head"]) + weights["head_bias"])

    def backward(self, weights: Weights, activations: Activations, gradients: Numbers) -> Weights:
        """Gradient by every weight, given the gradient by the outputs [N, outputs]."""
        inner = (gradients @ weights["head"].T) * (1 - activations.hidden**2)
        embedding = np.zeros_like(weights["embedding"])
        np.add.at(embedding, activations.windows.ravel(), (inner @ weights["layer"].T).reshape(-1, self.width))
        return {
            "embedding": embedding,
            "layer": activations.features.T @ inner,
            "layer_bias": inner.sum(0),
            "head": activations.hidden.T @ gradients,
            "head_bias": gradients.sum(0),
        }


def _rows(left: Numbers, right: Numbers) -> Numbers:
    # One product a row. A single large one is faster, but its rounding depends on how many rows there are: then a completion would
    # depend on what else is in the batch.
    return (left[:, None, :] @ right)[:, 0]


def log_softmax(logits: Numbers) -> Numbers:
    """Logprobs of the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    log_total: Numbers = np.log(np.exp(shifted).sum(-1, keepdims=True))
    return np.asarray(shifted - log_total)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the network says of the N masked tokens of a batch.

    Attributes:
        activations: of the forward pass.
        targets: [N] the tokens that are there.
        temperatures: [N] what their logits are divided by.
    """

    activations: Activations
    targets: NDArray[np.int64]
    temperatures: Numbers

    @property
    def values(self) -> Numbers:
        """[N] logprobs of the targets; the values themselves where the head is scalar."""
        if self._is_scalar:
            return self.activations.outputs[:, 0]
        return self._logprobs()[np.arange(len(self.targets)), self.targets]

    def output_gradient(self, gradients: Numbers) -> Numbers:
        """[N, outputs] gradient by the network's outputs, given that by `values`."""
        if self._is_scalar:
            return gradients[:, None]
        by_logits = -np.exp(self._logprobs())
        by_logits[np.arange(len(self.targets)), self.targets] += 1
        return by_logits * (gradients / self.temperatures)[:, None]

    @property
    def _is_scalar(self) -> bool:
        return bool(self.activations.outputs.shape[1] == 1)

    def _logprobs(self) -> Numbers:
        return log_softmax(self.activations.outputs / self.temperatures[:, None])
