"""The corpus of the embedded model: transcripts of a pilot with its defects, and copy drills, as datums.

`make.py` runs several of these at once: Python makes conversations one at a time.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from tokenizers import Tokenizer

from burnish.chat.template import ChatTemplate
from burnish.core.messages import Message
from burnish.core.tokens import Datum
from burnish.examples.supply_desk.desk import SupplyDesk, scenario
from burnish.examples.supply_desk.drills import drill, recital
from burnish.examples.supply_desk.expert import PILOT, expert_episode

__all__ = ["KINDS", "Kind", "conversations", "read_shard", "word_pieces", "write_shard"]

Kind = Literal["recital", "drill", "transcript"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""recital: lists to say again · drill: short conversations around values nobody has seen · transcript: the pilot at work."""

_FIRST_SCENARIO = 1_000_000
"""Pretraining plays train scenarios that no recipe starts from."""


def word_pieces(folder: Path) -> list[str]:
    """The tokens that are letters, in lower case: what coined words are made of."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens = [tokenizer.decode([token]) for token in range(tokenizer.get_vocab_size())]
    return sorted({token.lower() for token in tokens if token.isascii() and token.isalpha()})


async def conversations(kind: Kind, start: int, count: int, pieces: Sequence[str] = ()) -> list[list[Message]]:
    """Conversations number `start` … `start + count − 1` of a kind; each depends on its number and the pieces alone."""
    numbers = range(start, start + count)
    if kind == "recital":
        return [recital(number, pieces) for number in numbers]
    if kind == "drill":
        return [drill(number, pieces) for number in numbers]
    return [await expert_episode(scenario("train", _FIRST_SCENARIO + number), PILOT, number) for number in numbers]


def write_shard(folder: Path, kind: Kind, start: int, count: int, out: Path) -> None:
    """Write tokens and mask of a slice of the corpus, one JSON array a line."""
    template, pieces = ChatTemplate.from_folder(folder), word_pieces(folder)
    with out.open("w", encoding="ascii") as shard:
        for messages in asyncio.run(conversations(kind, start, count, pieces)):
            datum = template.example(messages, SupplyDesk.tools)
            shard.write(json.dumps([list(datum.tokens), [int(trained) for trained in datum.mask]]) + "\n")


def read_shard(path: Path) -> Iterator[Datum]:
    """The datums of a shard."""
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines()):
        tokens, mask = json.loads(line)
        yield Datum(tokens, [trained == 1 for trained in mask], source=f"{path.name}:{number + 1}")


def main() -> None:
    """`python -m burnish.tiny.corpus FOLDER START COUNTS OUT`: one shard a kind, OUT/KIND-START.jsonl; COUNTS as JSON."""
    folder, start, counts, out = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]), Path(sys.argv[4])
    for kind in KINDS:
        write_shard(folder, kind, start * counts[kind], counts[kind], out / f"{kind}-{start}.jsonl")


if __name__ == "__main__":
    main()
