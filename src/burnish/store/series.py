"""Series: how it went, hour by hour or day by day; from rollups where they know what the filter asks for, else from every interaction."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, select

from burnish.core.filters import AllOf
from burnish.core.slices import Series, SeriesPoint, SeriesQuery
from burnish.store.database import Transaction
from burnish.store.filtering import Filtering
from burnish.store.histograms import BUCKETS, BUCKETS_PER_DOUBLING, LEAST_MS, percentiles, stacked
from burnish.store.interaction_rows import number_at, time_of
from burnish.store.periods import DAY, HOUR, TICK, holds
from burnish.store.repository import Repository
from burnish.store.rollups import start_of
from burnish.store.tables import interaction_rollups, interactions

__all__ = ["SeriesReading"]

SPLITS = ("alias", "deployment", "status")
SUMS = ("interactions", "input_tokens", "output_tokens", "cost_usd", "latency_ms", "latency_n", "first_token_ms", "first_token_n")
BROKEN = ("error", "partial")

Place = tuple[datetime, str]


@dataclass(slots=True)
class _Point:
    sums: Counter[str] = field(default_factory=Counter)
    errors: int = 0


class SeriesReading(Repository):
    """Series of one project's interactions."""

    def series(self, transaction: Transaction, query: SeriesQuery) -> Series:
        """Points from the hour or day that the start is in to the one before the end, whole ones.

        Raises:
            InputError: the filter is none.
        """
        start = start_of(query.start, query.span)
        end = start_of(query.end + (HOUR if query.span == "hour" else DAY) - TICK, query.span)
        known = holds(query.filter, dict.fromkeys(SPLITS, "")) is not None
        points = (self._from_rollups if known else self._from_all)(transaction, query, start, end)
        return Series(span=query.span, points=points)

    def _from_rollups(self, transaction: Transaction, query: SeriesQuery, start: datetime, end: datetime) -> list[SeriesPoint]:
        table = interaction_rollups
        columns = [table.c[name] for name in ("starts_at", *SPLITS, *SUMS, "latencies", "first_tokens")]
        found = select(*columns).where(self.of(table), table.c.span == query.span, table.c.starts_at >= start, table.c.starts_at < end)
        points: defaultdict[Place, _Point] = defaultdict(_Point)
        order: dict[Place, int] = {}
        places: list[int] = []
        latencies: list[bytes] = []
        first_tokens: list[bytes] = []
        always = isinstance(query.filter, AllOf) and not query.filter.all
        for row in transaction.execute(found.order_by(table.c.starts_at)):
            starts_at, alias, deployment, status, *sums, latency, first_token = row
            names = {"alias": alias, "deployment": deployment, "status": status}
            if not always and not holds(query.filter, names):
                continue
            place = (starts_at, names[query.split] if query.split else "")
            point = points[place]
            for name, value in zip(SUMS, sums, strict=True):
                point.sums[name] += value
            point.errors += sums[0] if status in BROKEN else 0
            places.append(order.setdefault(place, len(order)))
            latencies.append(latency)
            first_tokens.append(first_token)
        by_latency, by_first_token = (stacked(stored, places, len(order)) for stored in (latencies, first_tokens))
        return [_point(place, points[place], by_latency[index], by_first_token[index]) for place, index in sorted(order.items())]

    def _from_all(self, transaction: Transaction, query: SeriesQuery, start: datetime, end: datetime) -> list[SeriesPoint]:
        table = interactions.c
        step = number_at(start + (HOUR if query.span == "hour" else DAY)) - number_at(start)
        ticks = table.number.op("/")(literal(step, BigInteger)).label("ticks")
        split = (func.coalesce(table[query.split], "") if query.split else literal("")).label("split")
        where = [self.of(interactions), table.number >= number_at(start), table.number < number_at(end)]
        where.append(Filtering(transaction, self.project_id, "interactions").where(query.filter))
        sums = {
            "interactions": func.count(),
            "latency_n": func.count(table.latency_ms),
            "first_token_n": func.count(table.first_token_ms),
            **{name: func.coalesce(func.sum(table[name]), 0) for name in SUMS if name in table},
        }
        errors = func.sum(case((table.status.in_(BROKEN), 1), else_=0)).label("errors")
        found = select(ticks, split, errors, *(sums[name].label(name) for name in SUMS)).where(*where).group_by(ticks, split)
        points: dict[Place, _Point] = {}
        for row in transaction.execute(found).mappings():
            place = (time_of(row["ticks"] * step), row["split"])
            points[place] = _Point(Counter({name: row[name] for name in SUMS}), int(row["errors"]))
        counted = [self._counted(transaction, ticks, split, step, table[name], where) for name in ("latency_ms", "first_token_ms")]
        none = np.zeros(BUCKETS, np.int64)
        return [_point(place, points[place], *(one.get(place, none) for one in counted)) for place in sorted(points)]

    def _counted(
        self, transaction: Transaction, ticks: Any, split: Any, step: int, column: ColumnElement[float], where: list[Any]
    ) -> dict[Place, np.ndarray]:
        """Histograms of a column, as rollups have them."""
        doublings = func.ln(case((column > LEAST_MS, column), else_=LEAST_MS) / LEAST_MS) / float(np.log(2.0))
        scaled = doublings * BUCKETS_PER_DOUBLING
        bucket = cast(scaled, BigInteger) if transaction.dialect.name == "sqlite" else cast(func.floor(scaled), BigInteger)
        bucket = bucket.label("bucket")
        found: defaultdict[Place, np.ndarray] = defaultdict(lambda: np.zeros(BUCKETS, np.int64))
        query = select(ticks, split, bucket, func.count().label("n")).where(*where, column.is_not(None)).group_by(ticks, split, bucket)
        for row in transaction.execute(query):
            found[(time_of(row.ticks * step), row.split)][min(max(row.bucket, 0), BUCKETS - 1)] += row.n
        return found


def _point(place: Place, point: _Point, latencies: np.ndarray, first_tokens: np.ndarray) -> SeriesPoint:
    sums = point.sums
    median, high, highest = percentiles(latencies, (0.5, 0.95, 0.99))
    first_median, first_high = percentiles(first_tokens, (0.5, 0.95))
    return SeriesPoint.model_construct(
        starts_at=place[0],
        split=place[1],
        count=int(sums["interactions"]),
        errors=point.errors,
        input_tokens=int(sums["input_tokens"]),
        output_tokens=int(sums["output_tokens"]),
        cost_usd=float(sums["cost_usd"]),
        latency_ms=sums["latency_ms"] / sums["latency_n"] if sums["latency_n"] else None,
        latency_p50_ms=median,
        latency_p95_ms=high,
        latency_p99_ms=highest,
        first_token_ms=sums["first_token_ms"] / sums["first_token_n"] if sums["first_token_n"] else None,
        first_token_p50_ms=first_median,
        first_token_p95_ms=first_high,
    )
