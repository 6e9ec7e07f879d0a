"""Which columns of a datum a loss needs, and what a datum adds to its denominator. Torch-free: checked before anything is sent."""

from collections.abc import Mapping, Sequence

from burnish.core.losses import CrossEntropy, Loss, PolicyGradient, ValueMSE
from burnish.core.tokens import Datum
from burnish.errors import DataError

__all__ = ["NEEDED_COLUMNS", "loss_weight", "require_columns"]

NEEDED_COLUMNS: Mapping[type, tuple[str, ...]] = {
    CrossEntropy: (),
    PolicyGradient: ("logprobs", "advantages"),
    ValueMSE: ("returns",),
}
"""Columns a datum must carry for a loss."""


def require_columns(batch: Sequence[Datum], loss: Loss) -> None:
    """Refuse a batch that lacks what the loss needs, or has it for some datums only where that would change what the others mean.

    Raises:
        DataError: names the datum and the column.
    """
    needed = NEEDED_COLUMNS[type(loss)]
    if isinstance(loss, PolicyGradient) and loss.kl is not None:
        needed = (*needed, "reference_logprobs")
    if isinstance(loss, ValueMSE) and loss.clip is not None:
        needed = (*needed, "old_values")
    if isinstance(loss, PolicyGradient) and any(datum.old_logprobs is not None for datum in batch):
        needed = (*needed, "old_logprobs")
    for index, datum in enumerate(batch):
        for column in needed:
            if getattr(datum, column) is None:
                place = datum.source or f"batch[{index}]"
                raise DataError(f"{type(loss).__name__} needs {column}", where=place, fix=f"fill Datum.{column} before the update")


def loss_weight(loss: Loss, datum: Datum) -> float:
    """What a datum adds to the denominator: its trained tokens, or their weights under cross entropy."""
    if isinstance(loss, CrossEntropy) and datum.weights is not None:
        return float(sum(datum.weights))
    return float(datum.trained)
