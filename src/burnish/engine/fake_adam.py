"""AdamW on numpy: what the fake engine steps with."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from burnish.core.losses import Adam
from burnish.engine.fake_network import Weights

__all__ = ["AdamState", "Stepped"]


@dataclass(frozen=True, slots=True)
class AdamState:
    """Running means of the gradient and of its square, and how many steps they have seen."""

    mean: Weights
    square: Weights
    steps: int

    @classmethod
    def zeros(cls, weights: Weights) -> Self:
        """Before the first step."""
        return cls(
            {key: np.zeros_like(value) for key, value in weights.items()}, {key: np.zeros_like(value) for key, value in weights.items()}, 0
        )

    def step(self, weights: Weights, gradient: Weights, adam: Adam) -> "Stepped":
        """One step of AdamW (Loshchilov & Hutter 2019), in the order torch does it: decay first. Nothing is changed in place."""
        steps = self.steps + 1
        mean = {key: adam.beta1 * self.mean[key] + (1 - adam.beta1) * gradient[key] for key in weights}
        square = {key: adam.beta2 * self.square[key] + (1 - adam.beta2) * gradient[key] ** 2 for key in weights}
        moved = {}
        for key, value in weights.items():
            direction = mean[key] / (1 - adam.beta1**steps) / (np.sqrt(square[key] / (1 - adam.beta2**steps)) + adam.eps)
            moved[key] = value * (1 - adam.learning_rate * adam.weight_decay) - adam.learning_rate * direction
        return Stepped(moved, AdamState(mean, square, steps))


@dataclass(frozen=True, slots=True)
class Stepped:
    """Weights after a step, and the state to take the next one from."""

    weights: Weights
    state: AdamState
