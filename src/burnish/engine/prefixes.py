"""Which row of the cache holds the longest beginning of a prompt: block hashes, checked against the tokens themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

__all__ = ["BLOCK", "Match", "PrefixIndex", "block_hashes"]

BLOCK = 16
"""Tokens a block: a prefix is found by whole blocks, then followed token by token to its end."""

_CANDIDATES = 8
"""Rows looked at among those that share the longest run of whole blocks: they differ by less than a block."""


@dataclass(frozen=True, slots=True)
class Match:
    """A row whose first `length` tokens are those of the prompt; row −1 where there is none."""

    row: int
    length: int


def block_hashes(tokens: Sequence[int], before: Sequence[int] = ()) -> list[int]:
    """A chained hash for every whole block of `tokens`; those in `before` are known already and are kept."""
    hashes = list(before)
    for start in range(len(hashes) * BLOCK, len(tokens) - BLOCK + 1, BLOCK):
        previous = hashes[-1] if hashes else 0
        hashes.append(hash((previous, *tokens[start : start + BLOCK])))
    return hashes


class PrefixIndex:
    """Tokens held by each row, and where to find them. It is emptied when the weights change: keys of old weights are not reused."""

    def __init__(self, rows: int) -> None:
        self.tokens: list[list[int]] = [[] for _ in range(rows)]
        self._hashes: list[list[int]] = [[] for _ in range(rows)]
        self._rows: dict[int, dict[int, None]] = {}  # rows in the order they came, as a set has none

    def clear(self) -> None:
        """Forget everything: the keys are of weights that are gone."""
        for row in range(len(self.tokens)):
            self.tokens[row], self._hashes[row] = [], []
        self._rows.clear()

    def hold(self, row: int, tokens: list[int]) -> None:
        """Row `row` now holds exactly these tokens."""
        old = self._hashes[row]
        same = 0
        new = block_hashes(tokens)
        while same < len(old) and same < len(new) and old[same] == new[same]:
            same += 1
        for stale in old[same:]:
            holders = self._rows[stale]
            holders.pop(row, None)
            if not holders:
                del self._rows[stale]
        for fresh in new[same:]:
            self._rows.setdefault(fresh, {})[row] = None
        self.tokens[row], self._hashes[row] = tokens, new

    def swap(self, a: int, b: int) -> None:
        """Exchange what two rows hold."""
        first, second = self.tokens[a], self.tokens[b]
        self.hold(a, [])
        self.hold(b, first)
        self.hold(a, second)

    def find(self, prompt: Sequence[int], hashes: Sequence[int]) -> Match:
        """The row that holds the longest beginning of `prompt`, which leaves at least one token to compute."""
        blocks = len(hashes)
        while blocks and hashes[blocks - 1] not in self._rows:
            blocks -= 1
        if not blocks:
            return Match(-1, 0)
        most = len(prompt) - 1
        best = Match(-1, 0)
        for row in islice(self._rows[hashes[blocks - 1]], _CANDIDATES):
            held = self.tokens[row]
            length = min(blocks * BLOCK, most)
            if held[:length] != list(prompt[:length]):
                continue  # two different beginnings with one hash
            end = min(len(held), most, length + BLOCK)
            while length < end and held[length] == prompt[length]:
                length += 1
            if length > best.length:
                best = Match(row, length)
        return best
