"""The record: filling it, and what a page asks of it, at 10⁴ to 10⁶ interactions on both databases.

Interactions of 30 days: episodes of five, a request of about 1.5 kB, tags, a business key, tool calls. SQLite with `synchronous=FULL` and
PostgreSQL with `fsync=on`, on one disk, each with the product's own settings. Everything goes through the calls that the product makes.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.ledger import fresh, new_project
from bench.report import Report, arguments, progress
from burnish.core.interactions import Interaction, InteractionError, Usage
from burnish.store.database import Database
from burnish.store.interactions import take

START = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 30
BATCH = 500
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze")


def main() -> int:
    """Fill and ask; the exit status says whether every interaction is there afterwards."""
    parser = arguments(str(__doc__).splitlines()[0])
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one of the two databases")
    parser.add_argument("--interactions", type=int, action="append", help="how many; several times for several sizes")
    options = parser.parse_args()
    sizes = options.interactions or ([300] if options.quick else [10_000, 100_000, 1_000_000])
    report = Report("records", options.quick, notes=str(__doc__).splitlines()[2:])
    lost = 0
    for dialect in [options.only] if options.only else ["sqlite", "postgresql"]:
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder, fresh(dialect, Path(folder)) as url:
                database = Database.open(url)
                fill(report, database, new_project(database), size)
                database.close()
    report.emit(options.out)
    return lost


def fill(report: Report, database: Database, project: str, size: int) -> None:
    """Take interactions in the order of time, and tell how fast."""
    seconds, batch = 0.0, []
    for number, interaction in enumerate(made(size)):
        batch.append(interaction)
        if len(batch) == BATCH or number == size - 1:
            began = time.perf_counter()
            with database.write() as transaction:
                take(transaction, project, batch)
            seconds += time.perf_counter() - began
            batch = []
            if (number + 1) % 50_000 == 0:
                progress(f"records: {database.dialect}, {number + 1:,} filled, {seconds:.0f} s")
    report.add(f"{database.dialect}: {size:,} filled", rows_a_second=round(size / seconds))


def vocabulary() -> list[str]:
    """10,000 words; common ones first."""
    dice = random.Random(1)
    return ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 5))) + str(number % 7 or "") for number in range(10_000)]


def made(size: int) -> Iterator[Interaction]:
    """So many interactions over the 30 days, always the same ones."""
    words = vocabulary()
    for number in range(size):
        yield one(number, words, START + timedelta(days=DAYS * number / size))


def one(number: int, words: list[str], at: datetime) -> Interaction:
    """The interaction with this number: the fifth part of an episode."""
    dice = random.Random(number)
    episode = number // 5
    place = random.Random(-episode - 1)
    alias = place.choices(("support", "billing", "search", "drafts"), (60, 25, 10, 5))[0]

    def said(count: int) -> str:
        return " ".join(words[int(len(words) * dice.random() ** 3)] for _ in range(count))

    failed = dice.random() < 0.02
    tool = dice.choice(("find_order", "refund", "escalate", "search_articles")) if dice.random() < 0.3 else None
    message: dict[str, Any] = {"role": "assistant", "content": said(60)}
    if tool:
        message = {"role": "assistant", "content": None, "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": f'{{"order": "W{number}"}}'}}
        ]}  # fmt: skip
    return Interaction(
        id=f"interaction_{dice.getrandbits(128):032x}",
        project="bench",
        source="gateway",
        dialect="chat",
        started_at=at,
        episode=f"call:{episode}",
        alias=alias,
        alias_version=1,
        deployment=f"{alias}-{place.choice('ab')}",
        upstream_model="tiny",
        request={"messages": [{"role": "system", "content": said(80)}, {"role": "user", "content": said(60)}], "temperature": 0.7},
        answer=None if failed else {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]},
        status="error" if failed else "ok",
        error=InteractionError(code="upstream_timeout", message="no answer within 30 s") if failed else None,
        finish_reason=None if failed else "tool_calls" if tool else "stop",
        usage=Usage(input_tokens=dice.randint(200, 3000), output_tokens=dice.randint(5, 500)),
        first_token_ms=dice.lognormvariate(5, 0.6),
        latency_ms=dice.lognormvariate(6.5, 0.8),
        cost_usd=dice.random() / 100,
        tools_called=[tool] if tool else [],
        tags={"plan": place.choice(("free", "team", "business")), "release": f"v{int((at - START).days / 3)}"},
        keys={"order": f"W{episode}"},
        caller=f"service_{1:032x}",
        end_user=f"user-{place.randrange(5_000)}",
    )


if __name__ == "__main__":
    sys.exit(main())
