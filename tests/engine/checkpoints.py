"""Small checkpoints and batches for the tests of the engine."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from burnish.core.tokens import Datum
from burnish.engine.backbone import FastBackbone
from burnish.engine.blocks import Decoder
from burnish.engine.rank import Rank
from burnish.engine.rank_settings import RankSettings
from burnish.engine.sampler import Sampler
from burnish.engine.shape import Shape
from burnish.engine.trainer import Trainer
from burnish.tiny.make import Plan, write_fresh_folder

SMALL = Shape(
    vocab=40,
    width=16,
    layers=2,
    heads=4,
    kv_heads=2,
    head_dim=8,
    hidden=24,
    context=160,
    rope_theta=10000.0,
    norm_eps=1e-6,
    tied=True,
    qk_norm=True,
    qkv_bias=False,
)

CHAT = """\
{%- for message in messages %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
"""


def write_small_folder(folder: Path, **sizes: Any) -> None:
    """A folder that opens with fresh weights: 300 tokens, two layers of width 32."""
    texts = ["yes no left right one two three four where is my order it left on monday"] * 3
    plan = Plan(width=32, layers=2, heads=2, kv_heads=1, head_dim=16, hidden=64, context=256, vocabulary=300)
    write_fresh_folder(replace(plan, **sizes), folder, texts, CHAT)


@torch.no_grad()
def lively_decoder(shape: Shape = SMALL, seed: int = 0, head: str = "lm") -> Decoder:
    """Every parameter random and large enough to matter: distributions are far from uniform, norms far from one."""
    decoder = Decoder(shape, head)
    generator = torch.Generator().manual_seed(seed)
    for parameter in decoder.parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        parameter.copy_(1 + 0.2 * noise if parameter.dim() == 1 else 0.35 * noise)
    return decoder


def trainer_of(decoder: Decoder, **options: Any) -> Trainer:
    """A trainer with weights of its own."""
    twin = Decoder(decoder.shape, decoder.head_kind)
    twin.load_state_dict(decoder.state_dict())
    return Trainer(FastBackbone(twin), **options)


def letters(ids: Any) -> str:
    """Text of ids for stop strings: a letter each."""
    return "".join(chr(97 + token % 26) for token in ids)


def sampler_of(decoder: Decoder, rows: int = 32, stop_ids: tuple[int, ...] = (0,)) -> Sampler:
    """A sampler with weights of its own."""
    cache = FastBackbone(decoder).clone().cache(rows)
    return Sampler(cache, decoder.shape.context, stop_ids, letters)


def rank_of(folder: Path, kind: type[Rank] = Rank, **changes: Any) -> Rank:
    """A rank in this process."""
    settings = RankSettings(str(folder), "lm", 0, 1, 1, "cpu", "", -1, 0, 16, (2,), 1e-3)
    return kind(replace(settings, **changes))


def words(source: random.Random, length: int, vocab: int = SMALL.vocab) -> list[int]:
    """Random tokens; never 0, which ends a turn."""
    return [source.randrange(1, vocab) for _ in range(length)]


def with_columns(datum: Datum, seed: int) -> Datum:
    """All columns filled with plausible numbers."""
    source = random.Random(f"{seed}/{datum.source}")

    def column(low: float, high: float) -> list[float]:
        return [source.uniform(low, high) for _ in range(datum.trained)]

    return replace(
        datum,
        logprobs=column(-5, -1),
        old_logprobs=column(-5, -1),
        reference_logprobs=column(-5, -1),
        advantages=column(-2, 2),
        returns=column(-1, 1),
        old_values=column(-1, 1),
        weights=column(0, 2),
    )


def families(seed: int, groups: int = 3, members: int = 3, common: int = 12) -> list[Datum]:
    """Groups that share a prompt, all of which share a beginning; later turns are masked in and out; temperatures differ."""
    source = random.Random(seed)
    beginning = words(source, common)
    batch = []
    for group in range(groups):
        prompt = beginning + words(source, source.randrange(9, 20))
        for member in range(members):
            turns = [(words(source, source.randrange(1, 9)), turn % 2 == 0) for turn in range(source.choice([1, 3]))]
            tokens = prompt + [token for turn, _ in turns for token in turn]
            mask = [False] * len(prompt) + [trained for turn, trained in turns for _ in turn]
            datum = Datum(tokens, mask, temperature=source.choice([0.7, 1.0]), source=f"group {group} member {member}")
            batch.append(with_columns(datum, seed))
    return batch
