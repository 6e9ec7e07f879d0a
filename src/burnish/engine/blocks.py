"""The decoder: Qwen3- and Llama-type blocks over a flat stream of tokens, with attention left to whoever holds the keys.

Training (packing.py) and sampling (sampler.py) run the very same blocks; they differ only in where keys and values live.
Shapes: N tokens of the stream, D width, H heads, K key heads, E head width.
"""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from burnish.engine.shape import Shape

__all__ = ["Attend", "Block", "Decoder", "HeadKind", "grouped_queries", "rotary_table", "ungrouped"]

HeadKind = str
"""`lm` for a language model, `scalar` for a critic or a reward model."""

Attend = Callable[[int, Tensor, Tensor, Tensor], Tensor]
"""(layer, q [N, H, E], k [N, K, E], v [N, K, E]) → attended values [N, H·E]."""


def rotary_table(shape: Shape, length: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary positions (Su et al. 2021) 0 … length − 1, each [length, E], in fp32.

    The first half of the sines is negative, so that a rotation is x·cos + (x with its halves exchanged)·sin.
    """
    frequencies = 1.0 / shape.rope_theta ** (torch.arange(0, shape.head_dim, 2, dtype=torch.float32) / shape.head_dim)
    angles = torch.outer(torch.arange(length, dtype=torch.float32), frequencies)
    return angles.cos().repeat(1, 2), torch.cat((-angles.sin(), angles.sin()), dim=-1)


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return torch.addcmul(x * cos, x.roll(x.shape[-1] // 2, dims=-1), sin)


def grouped_queries(q: Tensor, kv_heads: int) -> Tensor:
    """[B, T, H, E] → [B, K, T·(H/K), E]: the query heads of one key head become rows, so that keys are never repeated."""
    rows, length, heads, width = q.shape
    grouped = q.view(rows, length, kv_heads, heads // kv_heads, width).transpose(1, 2)
    return grouped.reshape(rows, kv_heads, length * (heads // kv_heads), width)


def ungrouped(attended: Tensor, length: int) -> Tensor:
    """[B, K, T·(H/K), E] → [B, T, H·E], the inverse of `grouped_queries`."""
    rows, kv_heads, _, width = attended.shape
    return attended.view(rows, kv_heads, length, -1, width).transpose(1, 2).reshape(rows, length, -1)


class Block(nn.Module):
    """One pre-norm block. Query, key and value projections are one matrix, and so are gate and up: fewer, larger products."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.qkv = nn.Linear(shape.width, (shape.heads + 2 * shape.kv_heads) * shape.head_dim, bias=shape.qkv_bias)
        self.out = nn.Linear(shape.heads * shape.head_dim, shape.width, bias=False)
        self.gate_up = nn.Linear(shape.width, 2 * shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)
        self.attention_norm = nn.Parameter(torch.ones(shape.width))
        self.mlp_norm = nn.Parameter(torch.ones(shape.width))
        if shape.qk_norm:
            self.query_norm = nn.Parameter(torch.ones(shape.head_dim))
            self.key_norm = nn.Parameter(torch.ones(shape.head_dim))

    def project(self, x: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x [N, D], cos and sin [N, 1, E] → q [N, H, E], k [N, K, E], v [N, K, E], positions applied."""
        shape = self.shape
        projected = self.qkv(_norm(x, self.attention_norm, shape.norm_eps)).view(-1, shape.heads + 2 * shape.kv_heads, shape.head_dim)
        rotated, v = projected.split((shape.heads + shape.kv_heads, shape.kv_heads), dim=1)
        if shape.qk_norm:  # queries and keys in one go: at this size it is the number of operations that costs
            scales = torch.cat((self.query_norm.expand(shape.heads, -1), self.key_norm.expand(shape.kv_heads, -1)))
            rotated = F.rms_norm(rotated, (shape.head_dim,), None, shape.norm_eps) * scales.to(rotated.dtype)
        q, k = torch.split(_rotate(rotated, cos, sin), [shape.heads, shape.kv_heads], dim=1)
        return q, k, v

    def finish(self, x: Tensor, attended: Tensor) -> Tensor:
        """Residual stream [N, D] after attention [N, H·E] and the MLP."""
        x = x + self.out(attended)
        gate, up = self.gate_up(_norm(x, self.mlp_norm, self.shape.norm_eps)).chunk(2, dim=-1)
        left: Tensor = x + self.down(F.silu(gate) * up)
        return left


def _norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return F.rms_norm(x, (x.shape[-1],), weight.to(x.dtype), eps)


class Decoder(nn.Module):
    """Embedding, blocks, final norm, and a head: the vocabulary (tied or not), or one scalar in fp32, zero at birth."""

    blocks: Sequence[Block]
    cos: Tensor
    sin: Tensor

    def __init__(self, shape: Shape, head: HeadKind = "lm") -> None:
        super().__init__()
        self.shape, self.head_kind = shape, head
        self.embedding = nn.Embedding(shape.vocab, shape.width)
        self.register_module("blocks", nn.ModuleList(Block(shape) for _ in range(shape.layers)))
        self.final_norm = nn.Parameter(torch.ones(shape.width))
        if head == "scalar":
            self.scalar = nn.Parameter(torch.zeros(1, shape.width))
        elif not shape.tied:
            self.lm_head = nn.Parameter(torch.empty(shape.vocab, shape.width))
        cos, sin = rotary_table(shape, shape.context)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    @property
    def head(self) -> Tensor:
        """The output matrix: [V, D], or [1, D] for a scalar head."""
        if self.head_kind == "scalar":
            return self.scalar
        return self.embedding.weight if self.shape.tied else self.lm_head

    def hidden(self, tokens: Tensor, positions: Tensor, attend: Attend, keep: Tensor | None = None) -> Tensor:
        """Final hidden states of a flat stream.

        Args:
            tokens, positions: [N].
            attend: holds keys and values, and decides who sees whom.
            keep: indices of the stream whose states are wanted; the last block's MLP is not computed for the others.

        Returns:
            [N, D], or [len(keep), D].
        """
        x = self.embedding(tokens)
        cos, sin = self.cos[positions, None].to(x.dtype), self.sin[positions, None].to(x.dtype)
        last = len(self.blocks) - 1
        for layer, block in enumerate(self.blocks):
            attended = attend(layer, *block.project(x, cos, sin))
            if keep is not None and layer == last:
                x, attended = x[keep], attended[keep]
            x = block.finish(x, attended)
        return _norm(x, self.final_norm, self.shape.norm_eps)

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Fresh weights: normal with 1/√fan-in, halved where a block writes to the residual stream; embeddings 0.02."""
        generator = torch.Generator().manual_seed(seed)
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2 or name == "scalar":
                continue
            into_residual = name.endswith(("out.weight", "down.weight"))
            vocabulary = name.startswith(("embedding", "lm_head"))
            std = 0.02 if vocabulary else (0.5 if into_residual else 1.0) / math.sqrt(parameter.shape[1])
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * std)
