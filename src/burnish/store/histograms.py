"""Histograms of milliseconds in buckets of a logarithm: added up over hours and days, and percentiles read from them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["BUCKETS", "BUCKETS_PER_DOUBLING", "LEAST_MS", "Histogram", "bucket_of", "percentiles", "stacked"]

BUCKETS_PER_DOUBLING = 8
"""A bucket's ends differ by 9 %, so that a percentile read from its middle is off by at most 4.5 %."""

LEAST_MS = 2.0**-6
BUCKETS = 36 * BUCKETS_PER_DOUBLING  # up to 2³⁰ ms, twelve days; what is more counts as that
PAIR = np.dtype([("bucket", "<u2"), ("count", "<u4")])


def bucket_of(milliseconds: float) -> int:
    """Which bucket a value is in."""
    if milliseconds <= LEAST_MS:
        return 0
    return min(int(np.log2(milliseconds / LEAST_MS) * BUCKETS_PER_DOUBLING), BUCKETS - 1)


@dataclass(slots=True)
class Histogram:
    """Counts by bucket."""

    counts: Counter[int]

    @classmethod
    def read(cls, stored: bytes) -> "Histogram":
        """From the form in which it is stored: pairs of bucket and count."""
        pairs = np.frombuffer(stored, PAIR)
        return cls(Counter(dict(zip(pairs["bucket"].tolist(), pairs["count"].tolist(), strict=True))))

    def add(self, milliseconds: float) -> None:
        """Count one value."""
        self.counts[bucket_of(milliseconds)] += 1

    def merge(self, other: "Histogram") -> None:
        """Count what another one has counted."""
        self.counts.update(other.counts)

    def stored(self) -> bytes:
        """The form in which it is stored."""
        return np.array(sorted(self.counts.items()), PAIR).tobytes()


def stacked(stored: Sequence[bytes], groups: Sequence[int], size: int) -> np.ndarray:
    """Many stored histograms added up by group: an array of (size, buckets)."""
    total = np.zeros((size, BUCKETS), np.int64)
    if stored:
        pairs = np.frombuffer(b"".join(stored), PAIR)
        rows = np.repeat(np.asarray(groups), [len(one) // PAIR.itemsize for one in stored])
        flat = np.bincount(rows * BUCKETS + pairs["bucket"], weights=pairs["count"], minlength=size * BUCKETS)
        total[:] = flat.reshape(size, BUCKETS)
    return total


def percentiles(counts: np.ndarray, shares: Sequence[float]) -> list[list[float | None]]:
    """Of each histogram, a row of `counts`, a value for each share: the middle of its bucket; None where nothing was counted."""
    rising = np.cumsum(counts, axis=1)
    totals = rising[:, -1:]
    found = [(rising >= np.maximum(share * totals, 1)).argmax(axis=1) for share in shares]
    values = np.round(LEAST_MS * 2.0 ** ((np.stack(found, axis=1) + 0.5) / BUCKETS_PER_DOUBLING), 3).tolist()
    return [row if total else [None for _ in shares] for row, total in zip(values, totals[:, 0].tolist(), strict=True)]
