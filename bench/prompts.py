"""Sizes of the bench's checkpoints, and random prompts for them: what a side needs without importing torch."""

from dataclasses import dataclass

import numpy as np

__all__ = ["END", "MIDDLE", "PAD", "ROLES", "SPECIAL", "TINY", "Shape", "make_prompts", "text"]

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|unknown|>")
ROLES = ("system", "user", "assistant", "tool")
PAD, END = 0, 2


@dataclass(frozen=True)
class Shape:
    """The size of a Qwen3 model with tied embeddings."""

    name: str
    hidden: int
    layers: int
    heads: int
    key_value_heads: int
    head_dim: int
    feed_forward: int
    vocabulary: int
    context: int = 4096


TINY = Shape("tiny", hidden=128, layers=4, heads=4, key_value_heads=2, head_dim=32, feed_forward=384, vocabulary=1344)
MIDDLE = Shape("middle", hidden=640, layers=13, heads=10, key_value_heads=5, head_dim=64, feed_forward=2048, vocabulary=16384)


def make_prompts(count: int, length: int, shape: Shape = TINY, seed: int = 0) -> list[list[int]]:
    """Random prompts of ordinary tokens, all of one length."""
    first = len(SPECIAL) + len(ROLES)
    prompts: list[list[int]] = np.random.default_rng(seed).integers(first, shape.vocabulary, size=(count, length)).tolist()
    return prompts


def text(ids: list[int]) -> str:
    """The text that the checkpoint's tokenizer turns back into exactly these (ordinary) ids."""
    return " ".join(f"w{id_}" for id_ in ids)
