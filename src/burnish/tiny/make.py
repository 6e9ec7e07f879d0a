"""Make the embedded model from nothing: corpus, tokenizer, pretraining. `python -m burnish.tiny.make` takes minutes on two cores.

It plays a pilot that was shipped too early: fluent, often right, and wrong in systematic ways (see `expert.PILOT`). Reinforcement learning
is what comes next, so every kind of scenario has to succeed sometimes.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress

from burnish.chat.template import ChatTemplate
from burnish.chat.tokenizer import save_tokenizer, train_tokenizer
from burnish.core.losses import Adam, CrossEntropy, Muon
from burnish.core.tokens import Datum
from burnish.engine.model import open_model
from burnish.examples.supply_desk.desk import SupplyDesk
from burnish.tiny import folder as shipped_folder
from burnish.tiny.corpus import KINDS, Kind, conversations, read_shard

__all__ = ["Plan", "learning_rate_share", "main", "make", "write_fresh_folder"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the model is made. Sizes are of the Qwen3 architecture."""

    width: int = 128
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 32
    hidden: int = 256
    context: int = 4096
    vocabulary: int = 1024
    tokenizer_conversations: int = 2_000
    recitals: int = 12_000
    drills: int = 18_000
    transcripts: int = 26_000
    conversations_per_step: int = 24
    steps: int = 1_900
    matrix_learning_rate: float = 0.02
    learning_rate: float = 5e-3
    seed: int = 0
    shards: int = 2


def write_fresh_folder(plan: Plan, folder: Path, texts: Sequence[str], template: str) -> None:
    """A checkpoint folder without weights: tokenizer, template, and a config that says so; opening it draws fresh ones."""
    tokenizer = train_tokenizer(texts, plan.vocabulary)
    save_tokenizer(tokenizer, folder, template)
    config = {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "vocab_size": tokenizer.get_vocab_size(),
        "hidden_size": plan.width,
        "num_hidden_layers": plan.layers,
        "num_attention_heads": plan.heads,
        "num_key_value_heads": plan.kv_heads,
        "head_dim": plan.head_dim,
        "intermediate_size": plan.hidden,
        "hidden_act": "silu",
        "max_position_embeddings": plan.context,
        "rms_norm_eps": 1e-6,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0},
        "tie_word_embeddings": True,
        "attention_bias": False,
        "use_sliding_window": False,
        "eos_token_id": tokenizer.token_to_id("<|im_end|>"),
        "pad_token_id": tokenizer.token_to_id("<|endoftext|>"),
        "burnish_fresh": True,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def learning_rate_share(step: int, steps: int) -> float:
    """Warm up over 30 steps, hold until 40 % of the way, then fall linearly to 2 %."""
    warm = min(1.0, (step + 1) / 30)
    left = (steps - step) / steps
    return warm * (1.0 if left > 0.6 else max(0.02, left / 0.6))


async def make(plan: Plan, out: Path) -> None:
    """Build the whole model into `out`."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="burnish-tiny-") as scratch:
        fresh = Path(scratch) / "fresh"
        template = (Path(__file__).parent / "chat_template.jinja").read_text(encoding="utf-8")
        rows = [row for kind in KINDS for row in await conversations(kind, 0, plan.tokenizer_conversations)]
        texts = [message.content for row in rows for message in row]
        write_fresh_folder(plan, fresh, _rendered(fresh, texts, rows, template, plan), template)
        corpus = await _build_corpus(plan, fresh, Path(scratch))
        trained = sum(datum.trained for cards in corpus.values() for datum in cards)
        print(f"corpus: {sum(map(len, corpus.values()))} conversations, {trained} trained tokens, {time.monotonic() - started:.0f} s")
        await _pretrain(plan, fresh, corpus, Path(scratch) / "checkpoints", out)
    print(f"made in {time.monotonic() - started:.0f} s: {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB")


def _rendered(folder: Path, texts: list[str], rows: Sequence[Sequence[object]], template: str, plan: Plan) -> list[str]:
    """Whole conversations as the template writes them, so that the tokenizer learns tool calls and results too."""
    write_fresh_folder(plan, folder, texts[:100], template)
    chat = ChatTemplate.from_folder(folder)
    return [chat.text(row, SupplyDesk.tools, reply=False) for row in rows]  # type: ignore[arg-type]


async def _build_corpus(plan: Plan, folder: Path, scratch: Path) -> dict[Kind, list[Datum]]:
    """Conversations of each kind as datums; Python makes them one at a time, so several processes do."""
    counts = {"recital": plan.recitals, "drill": plan.drills, "transcript": plan.transcripts}
    each = json.dumps({kind: count // plan.shards for kind, count in counts.items()})
    command = [sys.executable, "-m", "burnish.tiny.corpus", str(folder)]
    builders = [await asyncio.create_subprocess_exec(*command, str(shard), each, str(scratch)) for shard in range(plan.shards)]
    codes = [await builder.wait() for builder in builders]
    if any(codes):
        raise RuntimeError(f"building the corpus failed with exit codes {codes}")
    shards = range(plan.shards)
    return {kind: [datum for shard in shards for datum in read_shard(scratch / f"{kind}-{shard}.jsonl")] for kind in KINDS}


def mixture(done: float) -> Mapping[Kind, float]:
    """Shares of the kinds, `done` of the way through: first copy, then use it, then the pilot's manners."""
    if done < 0.15:
        return {"recital": 0.8, "drill": 0.2, "transcript": 0.0}
    if done < 0.6:
        return {"recital": 0.15, "drill": 0.35, "transcript": 0.5}
    return {"recital": 0.1, "drill": 0.3, "transcript": 0.6}


class _Deck:
    """Deals conversations of one kind, and shuffles anew when all were dealt."""

    def __init__(self, cards: Sequence[Datum], order: random.Random) -> None:
        self._cards, self._order = cards, order
        self._left: list[Datum] = []

    def deal(self, count: int) -> list[Datum]:
        if len(self._left) < count:
            self._left += self._order.sample(self._cards, len(self._cards))
        dealt, self._left = self._left[:count], self._left[count:]
        return dealt


async def _pretrain(plan: Plan, fresh: Path, corpus: Mapping[Kind, Sequence[Datum]], checkpoints: Path, out: Path) -> None:
    order = random.Random(plan.seed)
    decks = {kind: _Deck(cards, order) for kind, cards in corpus.items()}
    async with open_model(fresh, name="tiny", checkpoints=checkpoints, seed=plan.seed) as model:
        with Progress() as progress:
            task = progress.add_task("pretraining", total=plan.steps)
            for step in range(plan.steps):
                shares = mixture(step / plan.steps)
                batch = [datum for kind in KINDS for datum in decks[kind].deal(round(shares[kind] * plan.conversations_per_step))]
                metrics = await model.forward_backward(batch, CrossEntropy())
                share = learning_rate_share(step, plan.steps)
                rest = Adam(plan.learning_rate * share, beta2=0.98)
                await model.optim_step(Muon(plan.matrix_learning_rate * share, weight_decay=0.01, adam=rest))
                progress.update(task, advance=1, description=f"pretraining, loss {metrics['loss']:.3f}")
        saved = await model.save("final")
    out.mkdir(parents=True, exist_ok=True)
    for path in (Path(saved.path) / "model").iterdir():
        path.replace(out / path.name)


def main() -> None:
    """Make the model and put it where the package ships it, or into the folder given."""
    asyncio.run(make(Plan(), Path(sys.argv[1]) if len(sys.argv) > 1 else shipped_folder()))


if __name__ == "__main__":
    main()
