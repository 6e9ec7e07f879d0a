"""Histograms of milliseconds in buckets of a logarithm: added up over hours and days, and percentiles read from them."""

from collections import Counter
from collections.abc import Iterable, Sequence
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
        np.add.at(total, (rows, pairs["bucket"].astype(np.int64)), pairs["count"].astype(np.int64))
    return total


def percentiles(counts: np.ndarray, shares: Iterable[float]) -> list[float | None]:
    """Of one histogram, a value for each share: the middle of the bucket that it falls into; None where nothing was counted."""
    total = int(counts.sum())
    if not total:
        return [None for _ in shares]
    rising = np.cumsum(counts)
    buckets = [int(np.searchsorted(rising, max(share * total, 1))) for share in shares]
    return [round(LEAST_MS * 2.0 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING), 3) for bucket in buckets]
