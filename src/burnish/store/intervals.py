"""Intervals: the mean of a group and its 95 % interval, from a count, a sum and a sum of squares."""

import math
from dataclasses import dataclass

from scipy.special import stdtrit

__all__ = ["Mean", "mean_of"]

Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its interval; None where there are too few values."""

    mean: float | None
    low: float | None
    high: float | None


def mean_of(n: int, total: float, squares: float) -> Mean:
    """Of values that are all 0 or 1, Wilson's interval; of other numbers, Student's. Values are taken as independent of each other."""
    if n < 1:
        return Mean(None, None, None)
    mean = total / n
    if math.isclose(total, squares, rel_tol=1e-12, abs_tol=1e-12) and -1e-9 <= total <= n + 1e-9:
        center, margin = mean + Z * Z / (2 * n), Z * math.sqrt(mean * (1 - mean) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        return Mean(mean, max(0.0, (center - margin) / scale), min(1.0, (center + margin) / scale))
    if n < 2:
        return Mean(mean, None, None)
    variance = max(squares - n * mean * mean, 0.0) / (n - 1)
    half = float(stdtrit(n - 1, 0.975)) * math.sqrt(variance / n)
    return Mean(mean, mean - half, mean + half)
