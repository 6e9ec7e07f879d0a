"""FoldedDecoder: the sampler's own copy of a decoder, with norm weights folded into the matrices that follow them.

Decoding a few tokens is bound by the number of operations, not by arithmetic. RMS norm is x·√D / hypot(‖x‖, √(D·ε)) · w; √D and w are
constants between two syncs, so they are multiplied into the next matrix once, when the weights are taken. No gradient flows here.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from burnish.engine.blocks import Attend, Block, Decoder
from burnish.engine.shape import Shape

__all__ = ["FoldedBlock", "FoldedDecoder"]


class FoldedBlock:
    """One block. `qkv` and `gate_up` contain the norm before them; `scales` [H + K, E] is that of queries and keys."""

    def __init__(self, shape: Shape, dtype: torch.dtype, device: torch.device) -> None:
        def empty(*sizes: int) -> Tensor:
            return torch.empty(sizes, dtype=dtype, device=device)

        self.shape = shape
        projected = (shape.heads + 2 * shape.kv_heads) * shape.head_dim
        self.qkv = empty(projected, shape.width)
        self.bias = empty(projected) if shape.qkv_bias else None
        self.out = empty(shape.width, shape.heads * shape.head_dim)
        self.gate_up = empty(2 * shape.hidden, shape.width)
        self.down = empty(shape.width, shape.hidden)
        self.scales = empty(shape.heads + shape.kv_heads, shape.head_dim) if shape.qk_norm else None

    def take(self, block: Block) -> None:
        """Copy and fold."""
        root = math.sqrt(self.shape.width)
        self.qkv.copy_(block.qkv.weight * (block.attention_norm * root))
        self.gate_up.copy_(block.gate_up.weight * (block.mlp_norm * root))
        self.out.copy_(block.out.weight)
        self.down.copy_(block.down.weight)
        if self.bias is not None:
            self.bias.copy_(block.qkv.bias)
        if self.scales is not None:
            heads = (block.query_norm.expand(self.shape.heads, -1), block.key_norm.expand(self.shape.kv_heads, -1))
            self.scales.copy_(torch.cat(heads) * math.sqrt(self.shape.head_dim))

    def project(self, x: Tensor, cos: Tensor, sin: Tensor, floor: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As `Block.project`; `floor` is √ε."""
        shape = self.shape
        normed = _unit(x, floor * math.sqrt(shape.width))
        projected = F.linear(normed, self.qkv, self.bias).view(-1, shape.heads + 2 * shape.kv_heads, shape.head_dim)
        rotated, v = torch.split(projected, [shape.heads + shape.kv_heads, shape.kv_heads], dim=1)
        if self.scales is not None:
            rotated = _unit(rotated, floor * math.sqrt(shape.head_dim)) * self.scales
        rotated = torch.addcmul(rotated * cos, rotated.roll(shape.head_dim // 2, dims=-1), sin)
        q, k = torch.split(rotated, [shape.heads, shape.kv_heads], dim=1)
        return q, k, v

    def finish(self, x: Tensor, attended: Tensor, floor: Tensor) -> Tensor:
        """As `Block.finish`."""
        x = torch.addmm(x, attended, self.out.T)
        gate, up = F.linear(_unit(x, floor * math.sqrt(self.shape.width)), self.gate_up).chunk(2, dim=-1)
        return torch.addmm(x, F.silu(gate).mul_(up), self.down.T)


def _unit(x: Tensor, floor: Tensor) -> Tensor:
    """x / √(‖x‖² + floor²), the norm in fp32."""
    length = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=torch.float32)
    return (x / torch.hypot(length, floor)).to(x.dtype)


class FoldedDecoder:
    """A whole decoder to sample from."""

    def __init__(self, decoder: Decoder, dtype: torch.dtype) -> None:
        device = decoder.final_norm.device
        self.shape, self.dtype, self.device = decoder.shape, dtype, device
        self.embedding = torch.empty_like(decoder.embedding.weight, dtype=dtype, requires_grad=False)
        self.own_head = None if decoder.shape.tied else torch.empty_like(decoder.head, dtype=dtype, requires_grad=False)
        self.final_norm = torch.empty_like(decoder.final_norm, dtype=dtype, requires_grad=False)
        self.blocks = [FoldedBlock(decoder.shape, dtype, device) for _ in range(decoder.shape.layers)]
        self.cos, self.sin = decoder.cos.to(dtype), decoder.sin.to(dtype)
        self._floor = torch.tensor(math.sqrt(decoder.shape.norm_eps), device=device)
        self.take(decoder)

    @torch.no_grad()
    def take(self, decoder: Decoder) -> None:
        """Copy the weights of the trainer's decoder."""
        self.embedding.copy_(decoder.embedding.weight)
        self.final_norm.copy_(decoder.final_norm)
        if self.own_head is not None:
            self.own_head.copy_(decoder.head)
        for mine, theirs in zip(self.blocks, decoder.blocks, strict=True):
            mine.take(theirs)

    def logits(self, tokens: Tensor, positions: Tensor, attend: Attend, keep: Tensor | None = None) -> Tensor:
        """Logits [N, V] in fp32 (or of the rows in `keep`); arguments as in `Decoder.hidden`."""
        x = F.embedding(tokens, self.embedding)
        cos, sin = self.cos[positions, None], self.sin[positions, None]
        last = len(self.blocks) - 1
        for layer, block in enumerate(self.blocks):
            attended = attend(layer, *block.project(x, cos, sin, self._floor))
            if keep is not None and layer == last:
                x, attended = x[keep], attended[keep]
            x = block.finish(x, attended, self._floor)
        final = _unit(x, self._floor * math.sqrt(self.shape.width)) * (self.final_norm * math.sqrt(self.shape.width))
        head = self.embedding if self.own_head is None else self.own_head
        return final.float() @ head.float().T
