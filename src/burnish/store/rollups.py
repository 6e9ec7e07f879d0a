"""Rollups: interactions added up by hour and day, alias, deployment and status; and how often each tag, tool and model comes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Table, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from burnish.core.interactions import Interaction
from burnish.store.database import Transaction
from burnish.store.histograms import Histogram
from burnish.store.interaction_rows import clean
from burnish.store.tables import interaction_facets, interaction_rollups

__all__ = ["MOST_VALUES", "OTHER", "Span", "add_to_facets", "add_to_rollups", "facets_of", "start_of", "take_from_facets", "upsert"]

Span = Literal["hour", "day"]
SPANS: tuple[Span, ...] = ("hour", "day")
KEYS = ("span", "starts_at", "alias", "deployment", "status")
SUMS = ("interactions", "input_tokens", "cached_tokens", "output_tokens")
MEASURES = ("cost_usd", "latency_ms", "first_token_ms")
MOST_VALUES = 500
OTHER = "\u2026"
"""The value under which a facet counts what comes after its 500th value of an hour or a day: ids given as tags must not fill the table."""


def start_of(moment: datetime, span: Span) -> datetime:
    """The hour or the day, in UTC, that a moment is in."""
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour if span == "hour" else hour.replace(hour=0)


def upsert(transaction: Transaction, table: Table) -> Any:
    """An INSERT of the database's own dialect, which knows what to do with rows that are there already."""
    return (postgresql if transaction.dialect.name == "postgresql" else sqlite).insert(table)


@dataclass(slots=True)
class _Sums:
    """What is added up in one row."""

    sums: Counter[str] = field(default_factory=Counter)
    latencies: Histogram = field(default_factory=lambda: Histogram(Counter()))
    first_tokens: Histogram = field(default_factory=lambda: Histogram(Counter()))

    def add(self, interaction: Interaction) -> None:
        usage = interaction.usage
        self.sums["interactions"] += 1
        self.sums["input_tokens"] += usage.input_tokens or 0
        self.sums["cached_tokens"] += usage.cached_tokens or 0
        self.sums["output_tokens"] += usage.output_tokens or 0
        for measure in MEASURES:
            value = getattr(interaction, measure)
            if value is not None:
                kind = measure.rpartition("_")[0]
                self.sums[measure] += value
                self.sums[f"{kind}_n"] += 1
                self.sums[f"{kind}_squares"] += value * value
        if interaction.latency_ms is not None:
            self.latencies.add(interaction.latency_ms)
        if interaction.first_token_ms is not None:
            self.first_tokens.add(interaction.first_token_ms)

    def merge(self, row: Any) -> None:
        """What is there already."""
        for name in _columns_of_sums():
            self.sums[name] += row[name]
        self.latencies.merge(Histogram.read(row["latencies"]))
        self.first_tokens.merge(Histogram.read(row["first_tokens"]))


def _columns_of_sums() -> tuple[str, ...]:
    kinds = [measure.rpartition("_")[0] for measure in MEASURES]
    return (*SUMS, *MEASURES, *(f"{kind}_n" for kind in kinds), *(f"{kind}_squares" for kind in kinds))


def add_to_rollups(transaction: Transaction, project_id: str, interactions: Iterable[Interaction]) -> None:
    """Add interactions up. The caller sees to it that nobody else does so in this project at the same time."""
    groups: defaultdict[tuple[Any, ...], _Sums] = defaultdict(_Sums)
    for interaction in interactions:
        for span in SPANS:
            place = (span, start_of(interaction.started_at, span))
            what = (clean(interaction.alias or ""), clean(interaction.deployment or ""), interaction.status)
            groups[(*place, *what)].add(interaction)
    table = interaction_rollups
    here = [table.c[name] for name in KEYS]
    query = select(table).where(table.c.project_id == project_id, tuple_(*here[:2]).in_({key[:2] for key in groups}))
    for row in transaction.execute(query).mappings():
        key = tuple(row[name] for name in KEYS)
        if key in groups:
            groups[key].merge(row)
    names = _columns_of_sums()
    rows = [
        {"project_id": project_id, **dict(zip(KEYS, key, strict=True)), **{name: sums.sums[name] for name in names}}
        | {"latencies": sums.latencies.stored(), "first_tokens": sums.first_tokens.stored()}
        for key, sums in sorted(groups.items())
    ]
    statement = upsert(transaction, table)
    changed = {name: statement.excluded[name] for name in (*names, "latencies", "first_tokens")}
    if rows:
        transaction.execute(statement.on_conflict_do_update(index_elements=["project_id", *KEYS], set_=changed), rows)


def add_to_facets(transaction: Transaction, project_id: str, interactions: Iterable[Interaction]) -> None:
    """Count values of each hour and day; under the same condition."""
    counts: Counter[tuple[Span, datetime, str, str]] = Counter()
    for interaction in interactions:
        places = [(span, start_of(interaction.started_at, span)) for span in SPANS]
        counts.update((*place, name, value) for name, value in facets_of(interaction) for place in places)
    if not counts:
        return
    table = interaction_facets
    known: defaultdict[tuple[str, datetime, str], set[str]] = defaultdict(set)
    query = select(table.c.span, table.c.starts_at, table.c.field, table.c.value).where(table.c.project_id == project_id)
    for row in transaction.execute(query.where(tuple_(table.c.span, table.c.starts_at).in_({key[:2] for key in counts}))):
        known[(row.span, row.starts_at, row.field)].add(row.value)
    bounded: Counter[tuple[Span, datetime, str, str]] = Counter()
    for (span, start, name, value), number in counts.items():
        values = known[(span, start, name)]
        kept = value if value in values or len(values) < MOST_VALUES else OTHER
        values.add(kept)
        bounded[(span, start, name, kept)] += number
    names = ("span", "starts_at", "field", "value")
    rows = [{"project_id": project_id, **dict(zip(names, key, strict=True)), "interactions": bounded[key]} for key in sorted(bounded)]
    statement = upsert(transaction, table)
    more = {"interactions": table.c.interactions + statement.excluded.interactions}
    transaction.execute(statement.on_conflict_do_update(index_elements=["project_id", *names], set_=more), rows)


def take_from_facets(transaction: Transaction, project_id: str, values: Iterable[tuple[datetime, str, str]]) -> None:
    """Count these values no more: when they came, of which field, and which. The same condition holds.

    One that has no row of its own was counted among the others of its hour or day.
    """
    counts = Counter((span, start_of(moment, span), name, clean(value)) for moment, name, value in values for span in SPANS)
    table = interaction_facets
    for (span, start, name, value), number in sorted(counts.items()):
        place = (table.c.project_id == project_id, table.c.span == span, table.c.starts_at == start, table.c.field == name)
        fewer = update(table).values(interactions=table.c.interactions - number)
        if not transaction.execute(fewer.where(*place, table.c.value == value)).rowcount:
            transaction.execute(fewer.where(*place, table.c.value == OTHER))
        transaction.execute(delete(table).where(*place, table.c.value.in_([value, OTHER]), table.c.interactions <= 0))


def facets_of(interaction: Interaction) -> Iterable[tuple[str, str]]:
    """What it counts for: field and value."""
    yield "source", interaction.source
    yield "dialect", interaction.dialect
    named = {
        "model": interaction.upstream_model,
        "caller": interaction.caller,
        "finish_reason": interaction.finish_reason,
        "error_code": interaction.error.code if interaction.error else None,
        "weights": interaction.weights,
    }
    yield from ((name, clean(value)) for name, value in named.items() if value)
    yield from (("tool", clean(name)) for name in sorted(set(interaction.tools_called)))
    yield from ((f"tag:{name}", clean(value)) for name, value in interaction.tags.items())
