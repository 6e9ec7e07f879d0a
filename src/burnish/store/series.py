"""Series: how it went, hour by hour or day by day; from rollups where they know what the filter asks for, else from every interaction."""

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
        rows = transaction.execute(found.order_by(table.c.starts_at)).all()
        always = isinstance(query.filter, AllOf) and not query.filter.all
        if not always:
            rows = [row for row in rows if holds(query.filter, {name: getattr(row, name) for name in SPLITS})]
        order: dict[Place, int] = {}
        places = [order.setdefault((row[0], getattr(row, query.split) if query.split else ""), len(order)) for row in rows]
        if not rows:
            return []
        told: dict[str, Any] = dict(zip((column.name for column in columns), zip(*rows, strict=True), strict=True))
        size = len(order)
        sums = {name: np.bincount(places, np.array(told[name], dtype=np.float64), size) for name in SUMS}
        broken = np.array([status in BROKEN for status in told["status"]]) * np.array(told["interactions"], dtype=np.float64)
        sums["errors"] = np.bincount(places, broken, size)
        latencies, first_tokens = (stacked(told[name], places, size) for name in ("latencies", "first_tokens"))
        return _points(order, sums, latencies, first_tokens)

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
        rows = transaction.execute(found).mappings().all()
        order = {(time_of(row["ticks"] * step), row["split"]): index for index, row in enumerate(rows)}
        totals = {name: np.array([float(row[name]) for row in rows]) for name in (*SUMS, "errors")}
        counted = [self._counted(transaction, ticks, split, step, table[name], where, order) for name in ("latency_ms", "first_token_ms")]
        return _points(order, totals, *counted)

    def _counted(
        self,
        transaction: Transaction,
        ticks: Any,
        split: Any,
        step: int,
        column: ColumnElement[float],
        where: list[Any],
        order: dict[Place, int],
    ) -> np.ndarray:
        """Histograms of a column, as rollups have them."""
        doublings = func.ln(case((column > LEAST_MS, column), else_=LEAST_MS) / LEAST_MS) / float(np.log(2.0))
        scaled = doublings * BUCKETS_PER_DOUBLING
        whole = scaled if transaction.dialect.name == "sqlite" else func.floor(scaled)  # SQLite cuts, PostgreSQL rounds
        bucket = cast(whole, BigInteger).label("bucket")
        found = np.zeros((len(order), BUCKETS), np.int64)
        query = select(ticks, split, bucket, func.count().label("n")).where(*where, column.is_not(None)).group_by(ticks, split, bucket)
        for row in transaction.execute(query):
            found[order[(time_of(row.ticks * step), row.split)], min(max(row.bucket, 0), BUCKETS - 1)] += row.n
        return found


def _points(order: dict[Place, int], sums: dict[str, np.ndarray], latencies: np.ndarray, first_tokens: np.ndarray) -> list[SeriesPoint]:
    """Points in the order of time, from what was added up for each place."""
    of_latency = percentiles(latencies, (0.5, 0.95, 0.99))
    of_first_token = percentiles(first_tokens, (0.5, 0.95))
    totals = {name: column.tolist() for name, column in sums.items()}
    points = []
    for (starts_at, split), index in sorted(order.items()):
        latency_n, first_token_n = totals["latency_n"][index], totals["first_token_n"][index]
        point = SeriesPoint.model_construct(
            starts_at=starts_at,
            split=split,
            count=int(totals["interactions"][index]),
            errors=int(totals["errors"][index]),
            input_tokens=int(totals["input_tokens"][index]),
            output_tokens=int(totals["output_tokens"][index]),
            cost_usd=totals["cost_usd"][index],
            latency_ms=totals["latency_ms"][index] / latency_n if latency_n else None,
            latency_p50_ms=of_latency[index][0],
            latency_p95_ms=of_latency[index][1],
            latency_p99_ms=of_latency[index][2],
            first_token_ms=totals["first_token_ms"][index] / first_token_n if first_token_n else None,
            first_token_p50_ms=of_first_token[index][0],
            first_token_p95_ms=of_first_token[index][1],
        )
        points.append(point)
    return points
