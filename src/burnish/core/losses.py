"""Losses and optimisers as values: CrossEntropy, PolicyGradient, ValueMSE; Adam, Muon.

Every loss is a *sum over masked tokens*. The engine adds up sums and token counts over micro-batches, calls and ranks, and divides
once, in `optim_step`: any split of a batch gives the same gradient.
"""

from dataclasses import dataclass
from typing import Literal

from burnish.errors import ConfigError

__all__ = ["Adam", "CrossEntropy", "KLPenalty", "Loss", "Muon", "Optim", "PolicyGradient", "ValueMSE"]


@dataclass(frozen=True, slots=True)
class CrossEntropy:
    """−Σ w·log p over masked tokens, divided by Σ w. `w` is the datum's `weights` (ones if None)."""


@dataclass(frozen=True, slots=True)
class KLPenalty:
    """A penalty for leaving the reference, added to the policy-gradient loss, per token. With d = log π − log π_ref:

    k1 = d · k2 = d²/2 · k3 = exp(−d) + d − 1 (Schulman, "Approximating KL divergence", 2020). d is clamped to ±20.
    The value of k1 and k3 is unbiased; differentiated on policy, only k2 has the gradient of the KL divergence.
    """

    coefficient: float = 0.01
    estimator: Literal["k1", "k2", "k3"] = "k2"


@dataclass(frozen=True, slots=True)
class PolicyGradient:
    """The clipped surrogate of PPO with separate limits below and above (DAPO's clip-higher), per masked token:

    −w · min(r·A, clip(r, 1 − clip_low, 1 + clip_high)·A), r = π/π_old, w = min(π_old/π_sampler, importance_cap), w without gradient.

    Three policies are kept apart. π_sampler: `datum.logprobs`. π_old: `datum.old_logprobs`; where that is None, the current policy
    without gradient if `old` is "current" (right for the first update after a sync) or π_sampler if `old` is "sampler".

    Attributes:
        clip_low, clip_high: how far the ratio may move before its gradient stops.
        importance_cap: the most weight a token gets for the sampler having differed from the trainer (truncated importance sampling).
        old: what stands for π_old where the datum carries none.
        kl: a penalty for leaving the reference; None needs no reference.
    """

    clip_low: float = 0.2
    clip_high: float = 0.28
    importance_cap: float = 2.0
    old: Literal["current", "sampler"] = "current"
    kl: KLPenalty | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.clip_low <= 1 or self.clip_high < 0:
            raise ConfigError(
                f"clip is ({self.clip_low}, {self.clip_high})", where="PolicyGradient", fix="use 0 ≤ clip_low ≤ 1 and clip_high ≥ 0"
            )
        if self.importance_cap <= 0:
            raise ConfigError(f"importance_cap is {self.importance_cap}", where="PolicyGradient.importance_cap", fix="use a number above 0")


@dataclass(frozen=True, slots=True)
class ValueMSE:
    """½(v − return)² per masked token; with `clip`, the larger of that and the same with v kept within ±clip of `old_values`."""

    clip: float | None = None


Loss = CrossEntropy | PolicyGradient | ValueMSE


@dataclass(frozen=True, slots=True)
class Adam:
    """AdamW (Loshchilov & Hutter 2019). Gradients are clipped to a global norm of `max_grad_norm` first; 0 turns that off."""

    learning_rate: float = 1e-5
    beta1: float = 0.9
    beta2: float = 0.95
    eps: float = 1e-8
    weight_decay: float = 0.0
    max_grad_norm: float = 1.0


@dataclass(frozen=True, slots=True)
class Muon:
    """Muon (Jordan 2024) for the matrices of the blocks, AdamW for embeddings, head and norms. For training from scratch."""

    learning_rate: float = 0.02
    momentum: float = 0.95
    weight_decay: float = 0.0
    adam: Adam = Adam(learning_rate=5e-3)


Optim = Adam | Muon
