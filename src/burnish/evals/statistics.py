"""Statistics: rates with 95 % intervals clustered by scenario, and paired differences with p-values."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from burnish.errors import DataError

__all__ = ["CONFIDENCE", "Difference", "Rate", "Sums", "holm", "paired_difference", "rate", "ratio"]

CONFIDENCE = 0.95
"""Of every interval here."""

_EXACT_PAIRS, _FLIPS, _FLIPS_AT_ONCE = 13, 10_000, 1_000

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rate:
    """A mean over episodes with its 95 % interval.

    Attributes:
        mean: over the episodes that have a value.
        low, high: the interval.
        n: episodes with a value.
        clusters: scenarios they belong to; episodes of one scenario are alike, and count for less than as many scenarios.
    """

    mean: float
    low: float
    high: float
    n: int
    clusters: int

    def to_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"mean": self.mean, "low": self.low, "high": self.high, "n": self.n, "clusters": self.clusters}

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}] (n={self.n})"


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean paired difference with its 95 % interval and a two-sided p-value.

    Attributes:
        mean: after minus before, averaged over the pairs.
        low, high: the interval.
        p_value: how often chance alone gives a difference at least as large.
        test: what gave the p-value.
        pairs: how many scenarios have both.
    """

    mean: float
    low: float
    high: float
    p_value: float
    test: str
    pairs: int

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Sums:
    """What a ratio over clusters can be computed from, where there are too many of them to hold: a database adds these up.

    Attributes:
        clusters: how many.
        n: values that they have together.
        a, b: sums of the numerators and denominators of clusters; aa, bb, ab: of their squares and products.
    """

    clusters: int
    n: int
    a: float
    b: float
    aa: float
    bb: float
    ab: float


def rate(values: Sequence[float], clusters: Sequence[Hashable]) -> Rate:
    """The mean of `values` with a 95 % interval that allows for values of one cluster being alike.

    The standard error is the cluster-robust one of a mean (Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference",
    eq. 11 with an intercept only; for evaluations: Miller 2024, "Adding error bars to evals"). For proportions it is turned into an
    effective number of episodes, from which a Wilson interval is made (Dean & Pagano 2015, "Evaluating confidence interval methods for
    binomial proportions in clustered surveys"), because the symmetric interval fails near 0 and 1; where all values are equal, each
    cluster counts as one. Other numbers get a t interval; where all of those are equal their spread is unknown, and the interval is
    what a proportion would get, scaled by their size. An interval of zero width is never given.

    Not covered: bias of the values themselves, and fewer than about 10 clusters (intervals are then too narrow by a few points).

    Args:
        values: one an episode; bools count as 0 and 1.
        clusters: the scenario of each.

    Raises:
        DataError: there is no value, or one that is not finite.
    """
    data = _numbers(values, "rate")
    if len(data) != len(clusters):
        raise DataError(f"{len(data)} values, but {len(clusters)} clusters", where="rate")
    codes = {cluster: code for code, cluster in enumerate(dict.fromkeys(clusters))}
    index = np.fromiter((codes[cluster] for cluster in clusters), dtype=np.int64, count=len(data))
    count, groups, mean = len(data), len(codes), float(data.mean())
    residuals = np.bincount(index, weights=data - mean, minlength=groups)
    variance = float(residuals @ residuals) / count**2 * groups / (groups - 1) if groups > 1 else 0.0
    # One episode a cluster is a plain binomial; otherwise the variance is itself an estimate, with groups − 1 degrees of freedom.
    critical = _normal() if groups == count else _student(groups - 1)
    if bool(np.all((data >= 0) & (data <= 1))) and (variance < 1e-18 or bool(np.all((data == 0) | (data == 1)))):
        effective = min(mean * (1 - mean) / variance, float(count)) if variance >= 1e-18 else float(groups)
        low, high = _wilson(mean, effective, critical if variance >= 1e-18 else _normal())
    elif variance < 1e-18:
        reach = abs(mean) * (1 - _wilson(1.0, groups, _normal())[0])
        low, high = mean - reach, mean + reach
    else:
        reach = _student(groups - 1) * math.sqrt(variance)
        low, high = mean - reach, mean + reach
    return Rate(mean, low, high, count, groups)


def ratio(sums: Sums, *, proportion: bool) -> Rate:
    """Σ a / Σ b over clusters with a 95 % interval; with a cluster's sum of values as `a` and their number as `b`, that is `rate`.

    The variance is that of the ratio estimator, by its linearisation (Cochran 1977, "Sampling Techniques", eq. 2.39, for many clusters);
    intervals are made of it as `rate` makes them.

    Not covered: fewer than about 10 clusters, and ratios whose denominator is near 0 in most clusters.

    Args:
        sums: what was added up.
        proportion: each value is 0 or 1, and each `a` lies between 0 and its `b`.

    Raises:
        DataError: there is no cluster, or all denominators are 0.
    """
    if sums.clusters < 1 or sums.b <= 0:
        raise DataError("there is no value", where="ratio", fix="wait for episodes that tell")
    groups, mean = sums.clusters, sums.a / sums.b
    squares = max(sums.aa - 2 * mean * sums.ab + mean * mean * sums.bb, 0.0)
    if squares < 1e-12 * max(sums.aa, mean * mean * sums.bb):
        squares = 0.0  # what is left of equal numbers after rounding
    variance = squares / sums.b**2 * groups / (groups - 1) if groups > 1 else 0.0
    known = variance >= 1e-18
    if proportion:
        mean = min(1.0, max(0.0, mean))
        critical = _student(groups - 1) if known and groups != sums.n else _normal()
        effective = min(mean * (1 - mean) / variance, float(sums.n)) if known else float(groups)
        low, high = _wilson(mean, max(effective, 1e-9), critical)
    else:
        reach = _student(groups - 1) * math.sqrt(variance) if known else abs(mean) * (1 - _wilson(1.0, groups, _normal())[0])
        low, high = mean - reach, mean + reach
    return Rate(mean, low, high, sums.n, groups)


def paired_difference(before: Sequence[float], after: Sequence[float], *, seed: int = 0) -> Difference:
    """The mean of after − before over pairs (scenarios), with a 95 % interval and a two-sided p-value.

    Where all values are 0 or 1: the exact test of McNemar (1947), and the interval of Agresti & Min (2005, "Simple improved confidence
    intervals for comparing matched proportions"), which adds half a pair to each cell. Else: a sign-flip permutation test (exact up to
    13 pairs, 10,000 random flips above), and a t interval; where all differences are equal, Agresti & Min's, scaled by their size.

    Not covered: choosing the largest of many differences; see `holm`.

    Args:
        before: one a scenario (the mean, if it was played more than once).
        after: of the same scenarios in the same order.
        seed: of the permutations.

    Raises:
        DataError: there is no pair, a value is not finite, or the lengths differ.
    """
    old, new = _numbers(before, "paired_difference.before"), _numbers(after, "paired_difference.after")
    if len(old) != len(new):
        raise DataError(f"{len(old)} values before, {len(new)} after", where="paired_difference")
    change = new - old
    binary = bool(np.all((old == 0) | (old == 1)) and np.all((new == 0) | (new == 1)))
    mean, pairs = float(change.mean()), len(change)
    if binary or np.ptp(change) < 1e-12:
        low, high = _agresti_min(change, max(1.0, float(np.abs(change).max())))
    else:
        reach = _student(pairs - 1) * float(change.std(ddof=1)) / math.sqrt(pairs)
        low, high = mean - reach, mean + reach
    if binary:
        return Difference(mean, low, high, _mcnemar(change), "McNemar, exact", pairs)
    return Difference(mean, low, high, _sign_flip(change, seed), "sign-flip permutation", pairs)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values made good for having looked at all of them (Holm 1979): the chance of any false alarm stays below the level."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def _numbers(values: Sequence[float], where: str) -> Numbers:
    data = np.asarray(values, dtype=np.float64)
    if not len(data):
        raise DataError("there is no value", where=where, fix="check that at least one episode did not fail")
    if not np.isfinite(data).all():
        raise DataError(f"value {int(np.argmin(np.isfinite(data)))} is not finite", where=where, fix="leave unscorable episodes out")
    return data


def _normal() -> float:
    from scipy import special  # takes a quarter of a second: only who computes an interval waits

    return float(special.ndtri((1 + CONFIDENCE) / 2))


def _student(freedom: int) -> float:
    """Two-sided critical value of Student's t."""
    from scipy import special

    return float(special.stdtrit(max(freedom, 1), (1 + CONFIDENCE) / 2))


def _wilson(mean: float, count: float, critical: float) -> tuple[float, float]:
    """Wilson's interval (1927) of a proportion seen `count` times, which need not be whole."""
    squared = critical * critical
    centre = (mean + squared / (2 * count)) / (1 + squared / count)
    reach = critical / (1 + squared / count) * math.sqrt(mean * (1 - mean) / count + squared / (4 * count * count))
    return max(0.0, min(mean, centre - reach)), min(1.0, max(mean, centre + reach))


def _agresti_min(change: Numbers, scale: float) -> tuple[float, float]:
    """Interval of the mean of differences within ±scale: half a pair more that got better, half that got worse, one that stayed."""
    pairs = len(change) + 2
    mean = float(change.sum()) / pairs
    square = (float(change @ change) + scale * scale) / pairs
    reach = _normal() * math.sqrt(max(square - mean * mean, 0.0) / pairs)
    return max(-scale, mean - reach), min(scale, mean + reach)


def _mcnemar(change: Numbers) -> float:
    """The two-sided binomial test at ½ of how many of the changed pairs got better."""
    better, worse = int((change > 0).sum()), int((change < 0).sum())
    from scipy import special

    return min(1.0, 2 * float(special.bdtr(min(better, worse), better + worse, 0.5)))


def _sign_flip(change: Numbers, seed: int) -> float:
    """How often the mean is at least as far from 0 when every difference gets a random sign (Fisher 1935; Phipson & Smyth 2010)."""
    moved = change[np.abs(change) > 1e-12]  # a difference of zero has no sign to flip
    observed = abs(float(moved.sum())) - 1e-9 * float(np.abs(moved).sum())  # equal up to rounding counts as reached
    if len(moved) <= _EXACT_PAIRS:
        flips = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved)) & 1
        return float(np.mean(_flipped(moved, flips) >= observed))
    generator = np.random.default_rng(seed)
    reached = 0
    for _ in range(_FLIPS // _FLIPS_AT_ONCE):
        flips = generator.integers(0, 2, size=(_FLIPS_AT_ONCE, len(moved)), dtype=np.int8)
        reached += int((_flipped(moved, flips) >= observed).sum())
    return (reached + 1) / (_FLIPS + 1)  # what was observed is one of the flips


def _flipped(moved: Numbers, flips: NDArray[Any]) -> Numbers:
    """|Σ ± d| for every row of flips."""
    return np.abs(float(moved.sum()) - 2 * (flips @ moved))
