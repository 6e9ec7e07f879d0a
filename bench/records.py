"""The record: filling it, and what a page asks of it, at 10⁴ to 10⁶ interactions on both databases.

Interactions of 30 days: episodes of five, a request of about 1.5 kB, tags, a business key, tool calls. SQLite with `synchronous=FULL` and
PostgreSQL with `fsync=on`, on one disk, each with the product's own settings. Everything goes through the calls that the product makes.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.ledger import fresh, new_project
from bench.report import Report, arguments, progress
from burnish.core.filters import AllOf, Condition
from burnish.core.interactions import Interaction, InteractionError, Usage
from burnish.core.slices import FacetQuery, GroupBy, GroupQuery, SeriesQuery
from burnish.store.database import Database, Transaction
from burnish.store.episodes import Episodes
from burnish.store.facets import FacetReading
from burnish.store.grouping import GroupReading
from burnish.store.interaction_reading import Interactions
from burnish.store.interaction_rows import number_at
from burnish.store.interactions import take
from burnish.store.series import SeriesReading

START = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 30
ALL = AllOf(all=[])
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
                project = new_project(database)
                fill(report, database, project, size)
                ask(report, database, project, size, options.quick)
                lost += size - counted(database, project)
                database.close()
    report.emit(options.out)
    return lost


def counted(database: Database, project: str) -> int:
    """Interactions that are there."""
    with database.read() as transaction:
        return Interactions(database, project).count(transaction, ALL)


def ask(report: Report, database: Database, project: str, size: int, quick: bool) -> None:
    """What pages ask: each question again and again, in a transaction of its own, as a request does."""
    if database.dialect == "postgresql":
        with database.migrating() as transaction:
            transaction.exec_driver_sql("ANALYZE")  # autovacuum does so within a minute
    end = START + timedelta(days=DAYS)
    month = {"start": START, "end": end}
    recent = Condition(field="started_at", op="ge", value=(end - timedelta(days=7, minutes=17)).isoformat())
    slow = Condition(field="latency_ms", op="gt", value=3000)
    tag, tool = Condition(field="tag:plan", value="team"), Condition(field="tool", value="refund")
    pages, facets = Interactions(database, project), FacetReading(database, project)
    groups, series, episodes = GroupReading(database, project), SeriesReading(database, project), Episodes(database, project)
    middle = f"n_{number_at(START + timedelta(days=DAYS / 2))}"
    rare, common = (Condition(field="text", op="has", value=word) for word in (vocabulary()[9_000], vocabulary()[1]))
    by_plan = GroupQuery(by=[GroupBy(field="alias"), GroupBy(field="tag:plan")], measure="latency_ms")
    questions: dict[str, Callable[[Transaction], object]] = {
        "rolled up: list of 50, newest": lambda t: pages.page(t, ALL, limit=50),
        "rolled up: list of 50, from the middle": lambda t: pages.page(t, ALL, limit=50, after=middle),
        "rolled up: episodes, 50": lambda t: episodes.page(t, ALL, limit=50),
        "rolled up: list by tag, 50": lambda t: pages.page(t, tag, limit=50),
        "rolled up: facets of all": lambda t: facets.facets(t, FacetQuery()),
        "rolled up: facets of 7 days and 17 min": lambda t: facets.facets(t, FacetQuery(filter=recent)),
        "rolled up: 30 days by the hour, percentiles": lambda t: series.series(t, SeriesQuery(**month, span="hour")),
        "rolled up: 30 days by the day, split by alias": lambda t: series.series(t, SeriesQuery(**month, span="day", split="alias")),
        "ad hoc: list, slow and with a tool": lambda t: pages.page(t, AllOf(all=[slow, tool]), limit=50),
        "ad hoc: count, slow and with a tag": lambda t: pages.count(t, AllOf(all=[slow, tag])),
        "ad hoc: facets of slow ones": lambda t: facets.facets(t, FacetQuery(filter=slow)),
        "ad hoc: mean latency by alias and plan": lambda t: groups.groups(t, by_plan),
        "ad hoc: 30 days by the day of slow ones": lambda t: series.series(t, SeriesQuery(**month, span="day", filter=slow)),
        "text: a rare word, 50": lambda t: pages.page(t, rare, limit=50),
        "text: a common word, 50": lambda t: pages.page(t, common, limit=50),
        "text: count of a common word": lambda t: pages.count(t, common),
    }
    for name, question in questions.items():
        times = [_seconds(database, question) * 1000 for _ in range(3 if quick else 20)]
        p95 = sorted(times)[max(int(len(times) * 0.95) - 1, 0)]
        report.add(f"{database.dialect}: {size:,}: {name}", p95_ms=round(p95, 1), median_ms=round(statistics.median(times), 1))
    report.add(f"{database.dialect}: {size:,}: disk", bytes_a_row=round(_bytes(database) / size))


def _seconds(database: Database, question: Callable[[Transaction], object]) -> float:
    began = time.perf_counter()
    with database.read() as transaction:
        question(transaction)
    return time.perf_counter() - began


def _bytes(database: Database) -> int:
    if database.dialect == "sqlite":
        with database.read() as transaction:
            pages, page = (transaction.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size"))
        return int(pages * page)
    with database.read() as transaction:
        return int(transaction.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


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
