"""Attention to cached keys, in blocks of one size, so that a row's result does not depend on how many keys its neighbours have.

A matrix library adds up a row of products in an order that depends on how long the row is, and on how many rows there are when they are
few. Short rows of a multiple of KEY_STEP are safe, as is what lies behind a row's last key in them: exact zeros at the end change nothing.
So keys are attended to in blocks of KEY_BLOCK, the last one shorter, and each block is weighted by its share of the whole. A GPU attends
to all keys at once.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

__all__ = ["KEY_STEP", "LEAST_QUERY_ROWS", "attend_many", "attend_once", "hidden_score", "in_blocks"]

KEY_BLOCK = 128
"""Keys attended to at once: products whose rows are no longer add up in one order (measured by tests/engine/test_sampler.py)."""

KEY_STEP = 32
"""Keys are looked at in multiples of this many."""

LEAST_QUERY_ROWS = 4
"""Rows of queries come in multiples of this many: products of fewer rows have a kernel of their own, which rounds differently (on AMD)."""

_VECTOR = 32
"""Numbers that an elementwise operation takes at once (AVX-512, unrolled twice); those left over are rounded differently."""


def hidden_score(dtype: torch.dtype) -> float:
    """What is added to the score of a key that must not be seen: finite, so that a block of hidden keys weighs 0 and not NaN."""
    return torch.finfo(dtype).min / 2


def in_blocks(keys: Tensor) -> list[Tensor]:
    """Views of keys, values, or masks with E = 1, [A, W, E]: [A, J, KEY_BLOCK, E] and [A, 1, W mod KEY_BLOCK, E], if there is any of it."""
    count, width, size = keys.shape
    whole = width // KEY_BLOCK * KEY_BLOCK if keys.device.type == "cpu" else 0
    views = [keys[:, :whole].view(count, -1, KEY_BLOCK, size)] if whole else []
    return views if whole == width else [*views, keys[:, None, whole:]]


def attend_once(queries: Tensor, keys: Sequence[Tensor], values: Sequence[Tensor], masks: Sequence[Tensor]) -> Tensor:
    """Each sequence's last token attends; keys are not copied.

    Args:
        queries: [A, M, E]; A counts sequences and key heads, M the query heads of one.
        keys, values: [A, W, E] `in_blocks`; W is a multiple of KEY_STEP.
        masks: the same of [A, W, 1], each then transposed to [A, J, 1, …]; added to scores.

    Returns:
        [A, M, E].
    """
    rows, queries = queries.shape[1], queries[:, None]
    if queries.device.type != "cpu":
        return F.scaled_dot_product_attention(queries, keys[0], values[0], attn_mask=masks[0])[:, 0]
    if rows % LEAST_QUERY_ROWS:
        queries = F.pad(queries, (0, 0, 0, -rows % LEAST_QUERY_ROWS))
    parts = [_flash(queries.expand(-1, block.shape[1], -1, -1), block, *others) for block, *others in zip(keys, values, masks, strict=True)]
    blocks = [block for attended, _ in parts for block in attended.unbind(1)]
    return _merged(blocks, [totals.transpose(0, 1) for _, totals in parts])[:, :rows]


def attend_many(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
    """Several tokens of each sequence attend.

    Args:
        queries: [A, K, M, E]; M is a multiple of LEAST_QUERY_ROWS.
        keys, values: [A, K, W, E]; W is a multiple of KEY_STEP.
        mask: [A, 1, M, W], added to scores.

    Returns:
        [A, K, M, E].
    """
    if queries.device.type != "cpu":
        return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
    blocks = zip(torch.split(keys, KEY_BLOCK, 2), torch.split(values, KEY_BLOCK, 2), torch.split(mask, KEY_BLOCK, 3), strict=True)
    parts = [_flash(queries, *block) for block in blocks]
    return _merged([attended for attended, _ in parts], [totals[None] for _, totals in parts])


def _flash(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """What scaled_dot_product_attention does on CPU, and the logarithm of each row's total, which it computes and keeps to itself."""
    attended, totals = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(queries, keys, values, attn_mask=mask)
    return attended, totals


def _merged(blocks: Sequence[Tensor], totals: Sequence[Tensor]) -> Tensor:
    """Blocks [..., E], J of them, weighted by the softmax over J of their totals, which come in parts [j, ...]; added in their order."""
    if len(blocks) == 1:
        return blocks[0]
    flat = torch.cat([part.reshape(len(part), -1) for part in totals])
    shares = F.pad(flat, (0, -flat.shape[1] % _VECTOR)).softmax(0)[:, : flat.shape[1]].view(-1, *blocks[0].shape[:-1], 1)
    merged = blocks[0] * shares[0]
    for block, share in zip(blocks[1:], shares[1:], strict=True):
        merged.addcmul_(block, share)
    return merged
