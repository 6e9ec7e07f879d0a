"""The corpus of the embedded model: transcripts of a pilot with its defects, and copy drills, as datums.

`make.py` runs several of these at once: Python makes conversations one at a time.
"""

import asyncio
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from tokenizers import Tokenizer

from burnish.chat.template import ChatTemplate
from burnish.core.messages import Message, ToolCall, assistant, system, user
from burnish.core.tokens import Datum
from burnish.examples.supply_desk.desk import SYSTEM_PROMPT, SupplyDesk, scenario
from burnish.examples.supply_desk.drills import drill, recital
from burnish.examples.supply_desk.expert import PILOT, expert_episode

__all__ = ["KINDS", "Kind", "conversations", "lower_case_pieces", "read_shard", "spelling", "write_shard"]

Kind = Literal["recital", "drill", "transcript"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""recital: lists to say again, half of them of random tokens · drill: short conversations around values nobody has seen ·
transcript: the pilot at work."""

_FIRST_SCENARIO = 1_000_000
"""Pretraining plays train scenarios that no recipe starts from."""


async def conversations(kind: Kind, start: int, count: int) -> list[list[Message]]:
    """Conversations number `start` … `start + count − 1` of a kind; each depends on its number alone."""
    numbers = range(start, start + count)
    if kind == "recital":
        return [recital(number) for number in numbers]
    if kind == "drill":
        return [drill(number) for number in numbers]
    return [await expert_episode(scenario("train", _FIRST_SCENARIO + number), PILOT, number) for number in numbers]


def lower_case_pieces(tokenizer: Tokenizer) -> list[str]:
    """The tokens that are lower-case letters, without the space after them."""
    pieces = [tokenizer.decode([token]).strip() for token in range(tokenizer.get_vocab_size())]
    return [piece for piece in pieces if piece.isalpha() and piece.islower()]


def spelling(pieces: Sequence[str], number: int) -> list[Message]:
    """A recital, or a check of eligibility, of words joined from random tokens: one that is never copied can never be sampled later."""
    rng = random.Random(f"spelling/{number}")

    def word() -> str:
        return "".join(rng.choice(pieces) for _ in range(rng.choice((1, 1, 2, 2, 3))))

    if number % 2:
        words = " and ".join(f"{word()} {word()}" for _ in range(rng.randint(2, 4)))
        return [system(SYSTEM_PROMPT), user(f"Say {words}."), assistant(f"{words}.")]
    member, item = str(rng.randint(1000, 9999)), f"{word()} {word()}"
    call = ToolCall(name="check_eligibility", arguments={"member_id": member, "item": item})
    return [system(SYSTEM_PROMPT), user(f"I want to order more {item}, member {member}."), assistant("", call)]


def write_shard(folder: Path, kind: Kind, start: int, count: int, out: Path) -> None:
    """Write tokens and mask of a slice of the corpus, one JSON array a line."""
    template = ChatTemplate.from_folder(folder)
    rows = asyncio.run(conversations(kind, start, count))
    if kind == "recital":
        pieces = lower_case_pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
        rows[::2] = [spelling(pieces, start + number) for number in range(len(rows[::2]))]
    with out.open("w", encoding="ascii") as shard:
        for messages in rows:
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
