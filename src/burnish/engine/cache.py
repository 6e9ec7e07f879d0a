"""The KV cache: one row a sequence, all rows in one tensor a layer, growing with the longest sequence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from burnish.engine.attention import KEY_STEP, LEAST_QUERY_ROWS, attend_many, attend_once, hidden_score, in_blocks
from burnish.engine.blocks import grouped_queries, ungrouped
from burnish.engine.folded import FoldedDecoder

__all__ = ["Cache", "KVCache", "LEAST_GEMM_ROWS", "Piece"]

LEAST_GEMM_ROWS = 16
"""On CPU a product with fewer rows takes another kernel, which rounds differently. Feeding at least this many rows makes a completion
the same to the last bit, whatever shares its batch (measured by tests/engine/test_sampler.py)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens to append to a row that holds `start` tokens already."""

    row: int
    start: int
    tokens: Sequence[int]


class Cache(Protocol):
    """What the sampler needs of a network: rows of sequences that can be copied, swapped and extended."""

    rows: int

    def reserve(self, length: int) -> None:
        """Make room for sequences of `length` tokens."""
        ...

    def copy(self, source: int, target: int, length: int) -> None:
        """Give `target` the first `length` tokens of `source`."""
        ...

    def swap(self, a: int, b: int, length: int) -> None:
        """Exchange the first `length` tokens of two rows."""
        ...

    def prefill(self, pieces: Sequence[Piece]) -> Tensor:
        """Append tokens to rows; logits after the last token of each piece, [n, V] in fp32."""
        ...

    def decode(self, tokens: Sequence[int], lengths: Sequence[int]) -> Tensor:
        """Append one token to each of rows 0 … n − 1, at its length; logits [n, V] in fp32."""
        ...


@dataclass(frozen=True, slots=True)
class _Views:
    """One layer for decoding: A rows and key heads as one dimension."""

    keys: Tensor
    """[A, capacity, E], to write to."""
    values: Tensor
    key_blocks: list[Tensor]
    """To attend to."""
    value_blocks: list[Tensor]

    @classmethod
    def of(cls, keys: Tensor, values: Tensor, n: int, width: int) -> "_Views":
        keys, values = keys[:n].view(-1, *keys.shape[2:]), values[:n].view(-1, *values.shape[2:])
        return cls(keys, values, in_blocks(keys[:, :width]), in_blocks(values[:, :width]))


class KVCache:
    """Keys and values of `rows` sequences, and the two ways to extend them.

    Keys of tokens 0 … length − 1 of a row are valid; what lies beyond is overwritten before it is read.
    """

    def __init__(self, decoder: FoldedDecoder, rows: int) -> None:
        self._decoder = decoder
        self.rows = rows
        self._capacity = 0
        self._keys: list[Tensor] = []
        self._values: list[Tensor] = []
        self._viewed = (0, 0)
        self._views: list[_Views] = []

    @property
    def bytes(self) -> int:
        """Memory reserved."""
        return sum(tensor.numel() * tensor.element_size() for tensor in self._keys + self._values)

    def reserve(self, length: int) -> None:
        """Make room for sequences of `length` tokens; doubles, so that growth is rare."""
        if length <= self._capacity:
            return
        shape = self._decoder.shape
        step = max(2 * self._capacity, 256)
        capacity = min(max(step, _whole(length)), _whole(shape.context + 1))

        def grown(old: Tensor | None) -> Tensor:
            new = torch.zeros(self.rows, shape.kv_heads, capacity, shape.head_dim, dtype=self._decoder.dtype, device=self._decoder.device)
            if old is not None:
                new[:, :, : self._capacity] = old
            return new

        layers = range(shape.layers)
        self._keys = [grown(self._keys[layer] if self._keys else None) for layer in layers]
        self._values = [grown(self._values[layer] if self._values else None) for layer in layers]
        self._capacity = capacity
        self._viewed = (0, 0)

    def copy(self, source: int, target: int, length: int) -> None:
        """Give `target` the first `length` tokens of `source`."""
        for tensor in self._keys + self._values:
            tensor[target, :, :length] = tensor[source, :, :length]

    def swap(self, a: int, b: int, length: int) -> None:
        """Exchange the first `length` tokens of two rows."""
        for tensor in self._keys + self._values:
            kept = tensor[a, :, :length].clone()
            tensor[a, :, :length] = tensor[b, :, :length]
            tensor[b, :, :length] = kept

    @torch.inference_mode()
    def prefill(self, pieces: Sequence[Piece]) -> Tensor:
        """See `Cache`. Projections and MLPs run over the tokens end to end; attention pads each row to the longest piece."""
        shape, device = self._decoder.shape, self._decoder.device
        tokens = [token for piece in pieces for token in piece.tokens]
        total, filler = len(tokens), max(0, LEAST_GEMM_ROWS - len(tokens))
        lengths = torch.tensor([len(piece.tokens) for piece in pieces], device=device)
        starts = torch.tensor([piece.start for piece in pieces], device=device)
        owners = torch.tensor([piece.row for piece in pieces], device=device)
        ends = lengths.cumsum(0)
        step = LEAST_QUERY_ROWS // math.gcd(LEAST_QUERY_ROWS, shape.query_rows)
        columns = torch.arange(-(-int(lengths.max()) // step) * step, device=device)
        valid = (columns < lengths[:, None]).flatten().nonzero()[:, 0]
        slots = (ends - lengths)[:, None] + columns.clamp(max=lengths[:, None] - 1)
        place = (starts[:, None] + columns).flatten()[valid]
        row = owners.repeat_interleave(lengths)
        width = _whole(max(piece.start + len(piece.tokens) for piece in pieces))
        mask = self._mask((starts[:, None] + columns)[..., None], width)
        mask = mask.repeat_interleave(shape.query_rows, dim=1)[:, None]

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            keys, values = self._keys[layer], self._values[layer]
            keys[row, :, place] = k[:total]
            values[row, :, place] = v[:total]
            grouped = grouped_queries(q[slots], shape.kv_heads)
            attended = attend_many(grouped, keys[owners, :, :width], values[owners, :, :width], mask)
            flat = ungrouped(attended, len(columns)).view(len(pieces) * len(columns), -1)[valid]
            return F.pad(flat, (0, 0, 0, filler))

        stream = torch.tensor(tokens + [0] * filler, device=device)
        keep = F.pad(ends - 1, (0, max(0, LEAST_GEMM_ROWS - len(pieces))))
        return self._decoder.logits(stream, F.pad(place, (0, filler)), attend, keep=keep)[: len(pieces)]

    @torch.inference_mode()
    def decode(self, tokens: Sequence[int], lengths: Sequence[int]) -> Tensor:
        """See `Cache`. A row that takes no part is given any token at its own length: what that writes is overwritten before it is read."""
        n, kv_heads, device = len(tokens), self._decoder.shape.kv_heads, self._decoder.device
        filler = max(0, LEAST_GEMM_ROWS - n)
        place = torch.tensor(lengths, device=device)
        width = _whole(max(lengths) + 1)
        mask = self._mask(place[:, None], width).repeat_interleave(kv_heads, dim=0)
        masks = [block.transpose(2, 3) for block in in_blocks(mask[..., None])]
        slot = torch.arange(n * kv_heads, device=device)  # a row and a key head
        slot_place = place.repeat_interleave(kv_heads)
        views = self._views_of(n, width)

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            view = views[layer]
            view.keys[slot, slot_place] = k[:n].reshape(len(slot), -1)
            view.values[slot, slot_place] = v[:n].reshape(len(slot), -1)
            asking = q[:n].reshape(len(slot), -1, q.shape[-1])
            attended = attend_once(asking, view.key_blocks, view.value_blocks, masks).reshape(n, -1)
            return F.pad(attended, (0, 0, 0, filler)) if filler else attended

        stream = torch.tensor([*tokens, *[0] * filler], device=device)
        return self._decoder.logits(stream, F.pad(place, (0, filler)), attend)[:n]

    def _views_of(self, n: int, width: int) -> list["_Views"]:
        """Views of each layer, kept until n, width or the tensors change: making them takes as long as attending to few sequences."""
        if self._viewed != (n, width):
            self._viewed = (n, width)
            self._views = [_Views.of(keys, values, n, width) for keys, values in zip(self._keys, self._values, strict=True)]
        return self._views

    def _mask(self, last: Tensor, width: int) -> Tensor:
        """What to add to the scores of keys 0 … width − 1, of which those up to `last` [..., 1] are seen: [..., width]."""
        mask = torch.zeros(*last.shape[:-1], width, dtype=self._decoder.dtype, device=self._decoder.device)
        return mask.masked_fill_(torch.arange(width, device=self._decoder.device) > last, hidden_score(self._decoder.dtype))


def _whole(length: int) -> int:
    """The next multiple of KEY_STEP."""
    return -(-length // KEY_STEP) * KEY_STEP
