"""The losses of core.losses on numpy, with their gradients by hand: the reference that every other engine is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from burnish.core.losses import CrossEntropy, KLPenalty, Loss, PolicyGradient, ValueMSE
from burnish.core.tokens import Metrics
from burnish.errors import DataError

__all__ = ["Columns", "LossTerms", "loss_metrics", "loss_terms", "loss_weight"]

Numbers = NDArray[np.float64]

Columns = Mapping[str, Numbers | None]
"""The columns of `Datum.COLUMNS`, each flat over the masked tokens of a whole batch; None or missing where the data has none."""

_LOG_RATIO_LIMIT = 20.0  # of every ratio, too: exp(20) ≈ 5·10⁸ is far beyond any that means something, and still finite


@dataclass(frozen=True, slots=True)
class LossTerms:
    """A loss, token by token.

    Attributes:
        losses: [N] what each masked token adds to the sum.
        gradients: [N] derivative of the sum by each token's logprob (by its value, for ValueMSE).
    """

    losses: Numbers
    gradients: Numbers

    @property
    def total(self) -> float:
        """The loss of the batch: a sum, not divided by anything."""
        return float(self.losses.sum())


def loss_terms(loss: Loss, values: Numbers, columns: Columns) -> LossTerms:
    """Evaluate a loss and its derivative.

    Args:
        loss: which one; see core.losses for the formulas.
        values: [N] logprobs of the current policy, or values of the critic.
        columns: what the loss needs beside them, [N] each.

    Raises:
        DataError: a column that the loss needs is missing.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # NaN and infinities travel on, and the engine names the datum they came from
        match loss:
            case CrossEntropy():
                return _cross_entropy(values, columns)
            case PolicyGradient():
                return _policy_gradient(loss, values, columns)
            case ValueMSE():
                return _value_mse(loss, values, columns)


def loss_weight(loss: Loss, values: Numbers, columns: Columns) -> float:
    """What a loss is divided by in the end: Σ weights for cross entropy, the number of masked tokens for all others."""
    weights = columns.get("weights")
    return float(weights.sum()) if isinstance(loss, CrossEntropy) and weights is not None else float(len(values))


def _column(columns: Columns, name: str, loss: Loss) -> Numbers:
    column = columns.get(name)
    if column is None:
        raise DataError(f"{type(loss).__name__} needs the column {name}", where=f"Datum.{name}", fix="set it on every datum of the batch")
    return column


def _cross_entropy(logprobs: Numbers, columns: Columns) -> LossTerms:
    weights = columns.get("weights")
    if weights is None:
        weights = np.ones_like(logprobs)
    return LossTerms(-weights * logprobs, -weights)


def _policy_gradient(loss: PolicyGradient, logprobs: Numbers, columns: Columns) -> LossTerms:
    advantages = _column(columns, "advantages", loss)
    old = _old_logprobs(loss, logprobs, columns)
    weight = np.minimum(np.exp(old - _column(columns, "logprobs", loss)), loss.importance_cap)
    ratio = _exp(logprobs - old)
    kept = np.clip(ratio, 1 - loss.clip_low, 1 + loss.clip_high) * advantages
    losses = -weight * np.minimum(ratio * advantages, kept)
    moves = (ratio * advantages <= kept) & (np.abs(logprobs - old) <= _LOG_RATIO_LIMIT)
    gradients = np.where(moves, -weight * ratio * advantages, 0.0)
    if loss.kl is None:
        return LossTerms(losses, gradients)
    penalty = _kl_penalty(loss.kl, logprobs, _column(columns, "reference_logprobs", loss))
    return LossTerms(losses + loss.kl.coefficient * penalty.losses, gradients + loss.kl.coefficient * penalty.gradients)


def _exp(log_ratio: Numbers) -> Numbers:
    return np.exp(np.clip(log_ratio, -_LOG_RATIO_LIMIT, _LOG_RATIO_LIMIT))


def _old_logprobs(loss: PolicyGradient, logprobs: Numbers, columns: Columns) -> Numbers:
    old = columns.get("old_logprobs")
    if old is not None:
        return old
    return logprobs if loss.old == "current" else _column(columns, "logprobs", loss)


def _kl_penalty(penalty: KLPenalty, logprobs: Numbers, reference: Numbers) -> LossTerms:
    d = np.clip(logprobs - reference, -_LOG_RATIO_LIMIT, _LOG_RATIO_LIMIT)
    inside = np.abs(logprobs - reference) <= _LOG_RATIO_LIMIT  # beyond the clamp nothing changes, so nothing pulls
    match penalty.estimator:
        case "k1":
            return LossTerms(d, np.where(inside, 1.0, 0.0))
        case "k2":
            return LossTerms(d**2 / 2, np.where(inside, d, 0.0))
        case "k3":
            return LossTerms(np.exp(-d) + d - 1, np.where(inside, 1 - np.exp(-d), 0.0))


def _value_mse(loss: ValueMSE, values: Numbers, columns: Columns) -> LossTerms:
    returns = _column(columns, "returns", loss)
    error = values - returns
    if loss.clip is None:
        return LossTerms(error**2 / 2, error)
    old = _column(columns, "old_values", loss)
    kept_error = old + np.clip(values - old, -loss.clip, loss.clip) - returns
    inside = np.abs(values - old) <= loss.clip
    free = inside | (error**2 >= kept_error**2)  # outside the clip, only the unclipped error moves with the value
    return LossTerms(np.maximum(error**2, kept_error**2) / 2, np.where(free, error, 0.0))


def loss_metrics(loss: Loss, values: Numbers, columns: Columns) -> Metrics:
    """What `forward_backward` tells beside the loss, as means over the masked tokens; nothing for an empty batch.

    For a policy gradient: `kl_sampler` (sampler's logprob − current; its mean estimates KL(sampler ‖ policy)), `ratio` (π/π_old),
    `clipped` (share of tokens whose gradient the clip stopped), `entropy` (−logprob, an estimate), and with a penalty `reference_kl`
    (the mean of its estimator).
    """
    if not isinstance(loss, PolicyGradient) or not len(values):
        return {}
    advantages = _column(columns, "advantages", loss)
    ratio = _exp(values - _old_logprobs(loss, values, columns))
    clipped = ((advantages > 0) & (ratio > 1 + loss.clip_high)) | ((advantages < 0) & (ratio < 1 - loss.clip_low))
    metrics = {
        "kl_sampler": float((_column(columns, "logprobs", loss) - values).mean()),
        "ratio": float(ratio.mean()),
        "clipped": float(clipped.mean()),
        "entropy": float(-values.mean()),
    }
    if loss.kl is not None:
        metrics["reference_kl"] = float(_kl_penalty(loss.kl, values, _column(columns, "reference_logprobs", loss)).losses.mean())
    return metrics
