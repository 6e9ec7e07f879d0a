"""Pack token sequences into micro-batches where every shared prompt is computed once, with its gradient.

A micro-batch is a tree: what all its sequences share (a system prompt), what a family shares (the prompt of one group), and each
sequence's own rest. All its distinct tokens are one flat stream, without padding, for embeddings, projections and MLPs; only attention
pads, and only to the longest of a few sequences of like length. The gradient equals that of the plain, unshared computation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional as F

from burnish.core.tokens import Datum
from burnish.engine.blocks import grouped_queries, ungrouped

__all__ = ["Level", "Packed", "micro_batches", "pack"]

_MIN_SHARED = 8
"""A shared prefix shorter than this is not worth a level of its own."""

_LIKE_LENGTH = 1.3
"""Sequences are padded together while the longest is at most this many times the shortest (and eight tokens)."""


@dataclass(frozen=True, slots=True)
class Level:
    """B sequences of at most T tokens at one height of the tree: all that is shared, all families, or leaves of like length.

    Attributes:
        slots: [B, T] index into the flat stream (padding points at 0).
        places: [tokens of the level] index into [B·T], in stream order.
        parents: for each shared level above, [B] the row that stands before each sequence there (0 where there is none).
        leaf: no other level looks at this one.
        mask: [B, 1, T·(H/K), S] additive, S counting the tokens of all levels above, then T; None is plain causal (nothing above).
    """

    slots: Tensor
    places: Tensor
    parents: tuple[Tensor, ...]
    leaf: bool
    mask: Tensor | None


@dataclass(frozen=True, slots=True)
class Packed:
    """A micro-batch.

    Attributes:
        tokens, positions: [N] the flat stream.
        levels: how attention sees it.
        before: [M] for each trained token, the place in the stream of the token before it.
        targets: [M] the trained tokens, in the order of `members` and, within one, of the sequence.
        members: indices of the datums packed.
        counts: trained tokens of each member.
        plain_tokens: tokens an unshared, unpadded computation would have processed.
    """

    tokens: Tensor
    positions: Tensor
    levels: tuple[Level, ...]
    before: Tensor
    targets: Tensor
    members: tuple[int, ...]
    counts: tuple[int, ...]
    plain_tokens: int

    def to(self, device: torch.device) -> "Packed":
        """The same on another device."""
        if device.type == "cpu":
            return self
        levels = tuple(
            Level(
                level.slots.to(device),
                level.places.to(device),
                tuple(parent.to(device) for parent in level.parents),
                level.leaf,
                None if level.mask is None else level.mask.to(device),
            )
            for level in self.levels
        )
        moved = {name: getattr(self, name).to(device) for name in ("tokens", "positions", "before", "targets")}
        return replace(self, levels=levels, **moved)

    def attend(self, kv_heads: int, layer_q: Tensor, layer_k: Tensor, layer_v: Tensor) -> Tensor:
        """Attention of one layer: q [N, H, E], k and v [N, K, E] → [N, H·E]."""
        keys: list[Tensor] = []
        values: list[Tensor] = []
        outputs = []
        for level in self.levels:
            rows, length = level.slots.shape
            q = layer_q[level.slots]
            k, v = layer_k[level.slots].transpose(1, 2), layer_v[level.slots].transpose(1, 2)
            seen_k = torch.cat([*(above[parent] for above, parent in zip(keys, level.parents, strict=True)), k], dim=2)
            seen_v = torch.cat([*(above[parent] for above, parent in zip(values, level.parents, strict=True)), v], dim=2)
            if level.mask is None:
                causal = F.scaled_dot_product_attention(q.transpose(1, 2), k, v, is_causal=True, enable_gqa=True)
                attended = causal.transpose(1, 2)
            else:
                mask = level.mask.to(q.dtype)
                grouped = F.scaled_dot_product_attention(grouped_queries(q, kv_heads), seen_k, seen_v, attn_mask=mask)
                attended = ungrouped(grouped, length)
            outputs.append(attended.reshape(rows * length, -1)[level.places])
            if not level.leaf:
                keys.append(k)
                values.append(v)
        return torch.cat(outputs)


@dataclass(frozen=True, slots=True)
class _Row:
    """A datum on its way into the tree: its inputs end before the last trained token."""

    member: int
    inputs: Sequence[int]
    first: int  # place of the first trained token; everything before is prompt and may be shared


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is a datum's own: the tokens from position `start` on, below one row of each shared level (−1: none)."""

    row: _Row
    tokens: list[int]
    start: int
    parents: list[int]


def micro_batches(batch: Sequence[Datum], max_tokens: int, *, share: bool = True) -> list[list[int]]:
    """Split into lists of indices of about `max_tokens` stream tokens, families kept together, like lengths together.

    Deterministic. A single sequence longer than `max_tokens` gets a micro-batch of its own.
    """
    rows = _rows(batch, range(len(batch)))
    families: dict[object, list[_Row]] = {}
    for row in rows:
        key: object = tuple(row.inputs[: row.first]) if share else row.member
        families.setdefault(key, []).append(row)
    ordered = sorted(families.values(), key=lambda family: (max(len(row.inputs) for row in family), family[0].member))
    batches: list[list[int]] = []
    size = 0
    for family in ordered:
        prompt = family[0].first if share else 0
        unpaid = prompt  # the first member in a micro-batch brings the prompt
        for row in family:
            cost = len(row.inputs) - prompt
            if not batches or size + unpaid + cost > max_tokens:
                batches.append([])
                size, unpaid = 0, prompt
            batches[-1].append(row.member)
            size, unpaid = size + unpaid + cost, 0
    return batches


def _rows(batch: Sequence[Datum], members: Sequence[int]) -> list[_Row]:
    rows = []
    for member in members:
        mask = list(batch[member].mask)
        if True not in mask:
            continue
        last = len(mask) - 1 - mask[::-1].index(True)
        rows.append(_Row(member, batch[member].tokens[:last], mask.index(True)))
    return rows


def pack(batch: Sequence[Datum], members: Sequence[int], query_rows: int, *, share: bool = True) -> Packed:
    """Build the tree of one micro-batch.

    Args:
        batch: all datums; members: which of them.
        query_rows: query heads a key head (the mask is repeated that often).
        share: False computes every sequence whole, as a check.
    """
    rows = _rows(batch, members)
    common = _common_prefix(rows) if share and len(rows) > 1 else 0
    families: dict[tuple[int, ...], list[int]] = {}
    for index, row in enumerate(rows):
        families.setdefault(tuple(row.inputs[common : row.first]) if share else (index,), []).append(index)
    prefixes: list[list[int]] = []
    family_of = [-1] * len(rows)
    for prompt, indices in families.items():
        if share and len(indices) > 1 and len(prompt) >= _MIN_SHARED:
            for index in indices:
                family_of[index] = len(prefixes)
            prefixes.append(list(prompt))
    tree = _Tree(query_rows)
    if common:
        tree.share([list(rows[0].inputs[:common])], 0, [])
    if prefixes:
        tree.share(prefixes, common, [[0] * len(prefixes)] if common else [])
    leaves = []
    for row, family in zip(rows, family_of, strict=True):
        parents = ([0] if common else []) + ([family] if prefixes else [])
        start = common + (len(prefixes[family]) if family >= 0 else 0)
        leaves.append(_Leaf(row, list(row.inputs[start:]), start, parents))
    leaves.sort(key=lambda leaf: (len(leaf.tokens), leaf.row.member))
    before, targets, counts = [], [], []
    for leaf, first in zip(leaves, tree.grow(leaves), strict=True):
        datum = batch[leaf.row.member]
        trained = [place for place, masked in enumerate(datum.mask) if masked]
        targets += [datum.tokens[place] for place in trained]
        before += [first + place - 1 - leaf.start if place > leaf.start else tree.end_of(leaf.parents) for place in trained]
        counts.append(len(trained))
    return Packed(
        tokens=torch.tensor(tree.tokens),
        positions=torch.tensor(tree.positions),
        levels=tuple(tree.levels),
        before=torch.tensor(before),
        targets=torch.tensor(targets),
        members=tuple(leaf.row.member for leaf in leaves),
        counts=tuple(counts),
        plain_tokens=sum(len(row.inputs) for row in rows),
    )


def _common_prefix(rows: Sequence[_Row]) -> int:
    """Length of the prompt that all rows share; 0 if it is too short to matter."""
    limit = min(row.first for row in rows)
    prompts = [list(row.inputs[:limit]) for row in rows]
    first, last = min(prompts), max(prompts)  # in order; whatever these two share, all share
    length = next((place for place, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), limit)
    return length if length >= _MIN_SHARED else 0


class _Tree:
    """Grows the flat stream and its levels."""

    def __init__(self, query_rows: int) -> None:
        self.query_rows = query_rows
        self.tokens: list[int] = []
        self.positions: list[int] = []
        self.levels: list[Level] = []
        self._lengths: list[list[int]] = []
        self._starts: list[list[int]] = []

    def share(self, sequences: list[list[int]], offset: int, parents: list[list[int]]) -> None:
        """Add a level that others look at; its sequences begin at position `offset`. `parents`: for each level above, a row a sequence."""
        self._place(sequences, [offset] * len(sequences), parents, leaf=False)

    def grow(self, leaves: Sequence["_Leaf"]) -> list[int]:
        """Add the leaves, sorted by length, in levels of like length; returns where in the stream each starts."""
        starts: list[int] = []
        while len(starts) < len(leaves):
            shortest = len(leaves[len(starts)].tokens)
            level = [leaf for leaf in leaves[len(starts) :] if len(leaf.tokens) <= _LIKE_LENGTH * shortest + 8]
            parents = [list(rows) for rows in zip(*(leaf.parents for leaf in level), strict=True)]
            starts += self._place([leaf.tokens for leaf in level], [leaf.start for leaf in level], parents, leaf=True)
        return starts

    def end_of(self, parents: Sequence[int]) -> int:
        """Stream place of the last token above a leaf. A parent of −1 is no parent."""
        level = max(level for level, row in enumerate(parents) if row >= 0)
        return self._starts[level][parents[level]] + self._lengths[level][parents[level]] - 1

    def _place(self, sequences: list[list[int]], offsets: list[int], parents: list[list[int]], *, leaf: bool) -> list[int]:
        starts = []
        for sequence, offset in zip(sequences, offsets, strict=True):
            starts.append(len(self.tokens))
            self.tokens += sequence
            self.positions += range(offset, offset + len(sequence))
        lengths = [len(sequence) for sequence in sequences]
        if not leaf:
            self._lengths.append(lengths)
            self._starts.append(starts)
        if max(lengths):
            self.levels.append(self._level(starts, lengths, parents, leaf=leaf))
        return starts

    def _level(self, starts: list[int], lengths: list[int], parents: list[list[int]], *, leaf: bool) -> Level:
        longest = max(lengths)
        columns = torch.arange(longest)
        length, start = torch.tensor(lengths)[:, None], torch.tensor(starts)[:, None]
        valid = columns < length
        slots = torch.where(valid, start + columns, 0)
        places = valid.flatten().nonzero()[:, 0]
        if not parents:
            return Level(slots, places, (), leaf, None)
        seen, indices = [], []
        for above, rows in enumerate(parents):
            parent = torch.tensor(rows)
            above_lengths = torch.tensor(self._lengths[above])
            reach = torch.where(parent >= 0, above_lengths[parent.clamp(min=0)], 0)
            width = max(self._lengths[above])
            seen.append((torch.arange(width) < reach[:, None])[:, None].expand(-1, longest, -1))
            indices.append(parent.clamp(min=0))
        causal = (columns[None, :] <= columns[:, None]).expand(len(starts), -1, -1)
        allowed = torch.cat([*seen, causal], dim=2)
        mask = torch.zeros(allowed.shape).masked_fill_(~allowed, float("-inf"))
        return Level(slots, places, tuple(indices), leaf, mask.repeat_interleave(self.query_rows, dim=1)[:, None])
