"""The corpus of the embedded model: transcripts of a pilot with its defects, and copy drills, as datums.

`python -m burnish.tiny.corpus FOLDER START COUNT OUT` writes one shard, so that `make.py` can build several at once.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from burnish.chat.template import ChatTemplate
from burnish.core.messages import Message
from burnish.core.tokens import Datum
from burnish.examples.supply_desk.desk import SupplyDesk, scenario
from burnish.examples.supply_desk.drills import drill
from burnish.examples.supply_desk.expert import PILOT, expert_episode

__all__ = ["DRILL_SHARE", "conversations", "read_shard", "write_shard"]

DRILL_SHARE = 0.4
"""Share of drills: without them, copying values never seen before comes too late (or never) for reinforcement learning to build on."""

_FIRST_SCENARIO = 1_000_000
"""Pretraining plays train scenarios that no recipe starts from."""


async def conversations(start: int, count: int) -> list[list[Message]]:
    """Conversations number `start` … `start + count − 1`; each depends on its number alone."""
    rows = []
    for number in range(start, start + count):
        if number % 100 < 100 * DRILL_SHARE:
            rows.append(drill(number))
        else:
            rows.append(await expert_episode(scenario("train", _FIRST_SCENARIO + number), PILOT, number))
    return rows


def write_shard(folder: Path, start: int, count: int, out: Path) -> None:
    """Write tokens and mask of a slice of the corpus, one JSON array a line."""
    template = ChatTemplate.from_folder(folder)
    with out.open("w", encoding="ascii") as shard:
        for messages in asyncio.run(conversations(start, count)):
            datum = template.example(messages, SupplyDesk.tools)
            shard.write(json.dumps([list(datum.tokens), [int(trained) for trained in datum.mask]]) + "\n")


def read_shard(path: Path) -> Iterator[Datum]:
    """The datums of a shard."""
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines()):
        tokens, mask = json.loads(line)
        yield Datum(tokens, [trained == 1 for trained in mask], source=f"{path.name}:{number + 1}")


if __name__ == "__main__":
    write_shard(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
