"""The losses of core/losses.py in torch: one number a token, summed and divided elsewhere."""

from collections.abc import Mapping

import torch
from torch import Tensor

from burnish.core.losses import CrossEntropy, KLPenalty, Loss, PolicyGradient, ValueMSE
from burnish.errors import DataError

__all__ = ["loss_metrics", "token_losses"]

_MAX_LOG_RATIO = 20.0


def token_losses(loss: Loss, values: Tensor, columns: Mapping[str, Tensor | None]) -> Tensor:
    """Loss of every masked token.

    Args:
        loss: which one; see core/losses.py for the equations.
        values: [M] logprobs of the current policy, or values of a critic; carries the gradient.
        columns: the datums' columns, each [M] or None, by the names of `Datum.COLUMNS`.

    Returns:
        [M], to be summed.
    """
    if isinstance(loss, CrossEntropy):
        weights = columns["weights"]
        return -values if weights is None else -values * weights
    if isinstance(loss, ValueMSE):
        return _value_loss(loss, values, _given(columns, "returns"), columns["old_values"])
    sampler, advantages = _given(columns, "logprobs"), _given(columns, "advantages")
    old = _old_logprobs(loss, values, sampler, columns["old_logprobs"])
    ratio = (values - old).clamp(-_MAX_LOG_RATIO, _MAX_LOG_RATIO).exp()
    clipped = ratio.clamp(1 - loss.clip_low, 1 + loss.clip_high)
    trust = (old - sampler).clamp(max=_MAX_LOG_RATIO).exp().clamp(max=loss.importance_cap)
    surrogate = -trust * torch.minimum(ratio * advantages, clipped * advantages)
    if loss.kl is None:
        return surrogate
    return surrogate + loss.kl.coefficient * _kl(loss.kl, values, _given(columns, "reference_logprobs"))


@torch.no_grad()
def loss_metrics(loss: Loss, values: Tensor, columns: Mapping[str, Tensor | None]) -> dict[str, Tensor]:
    """Sums over tokens of what is worth watching; divide by the token count."""
    if not isinstance(loss, PolicyGradient):
        return {}
    sampler, advantages = _given(columns, "logprobs"), _given(columns, "advantages")
    ratio = (values - _old_logprobs(loss, values, sampler, columns["old_logprobs"])).clamp(-_MAX_LOG_RATIO, _MAX_LOG_RATIO).exp()
    stopped = ((advantages > 0) & (ratio > 1 + loss.clip_high)) | ((advantages < 0) & (ratio < 1 - loss.clip_low))
    metrics = {
        "kl_sampler": (sampler - values).sum(),
        "clipped": stopped.float().sum(),
        "ratio": ratio.sum(),
        "entropy": -values.sum(),
    }
    if loss.kl is not None:
        metrics["reference_kl"] = _kl(loss.kl, values, _given(columns, "reference_logprobs")).sum()
    return metrics


def _given(columns: Mapping[str, Tensor | None], name: str) -> Tensor:
    column = columns[name]
    if column is None:
        raise DataError(f"the loss needs the column {name}", where=f"Datum.{name}", fix="fill it before the update")
    return column


def _old_logprobs(loss: PolicyGradient, values: Tensor, sampler: Tensor, old: Tensor | None) -> Tensor:
    if old is not None:
        return old
    return values.detach() if loss.old == "current" else sampler


def _kl(kl: KLPenalty, values: Tensor, reference: Tensor) -> Tensor:
    difference = (values - reference).clamp(-_MAX_LOG_RATIO, _MAX_LOG_RATIO)
    if kl.estimator == "k1":
        return difference
    if kl.estimator == "k2":
        return 0.5 * difference.square()
    return (-difference).exp() + difference - 1


def _value_loss(loss: ValueMSE, values: Tensor, returns: Tensor, old_values: Tensor | None) -> Tensor:
    plain = 0.5 * (values - returns).square()
    if loss.clip is None or old_values is None:
        return plain
    near = old_values + (values - old_values).clamp(-loss.clip, loss.clip)
    return torch.maximum(plain, 0.5 * (near - returns).square())
