"""Facets: which values come how often among interactions. Of a period alone they come from rollups; else the newest are looked at."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import RowMapping, Table, and_, func, select, true

from burnish.core.filters import Filter
from burnish.core.slices import FacetCount, FacetQuery, Facets
from burnish.store.database import Transaction
from burnish.store.filtering import Filtering
from burnish.store.interaction_rows import number_at
from burnish.store.periods import Period, only_time, pieces
from burnish.store.repository import Repository
from burnish.store.tables import interaction_facets, interaction_rollups, interaction_texts, interactions

__all__ = ["FacetReading"]

MOST_LOOKED_AT = 20_000
SPLITS = ("alias", "deployment", "status")
NAMES = ("source", "dialect", "model", "caller", "finish_reason", "error_code", "weights")

Counts = defaultdict[str, Counter[str]]


class FacetReading(Repository):
    """Facets of one project's interactions."""

    def facets(self, transaction: Transaction, query: FacetQuery) -> Facets:
        """Values of the fields that are asked for, the most frequent first.

        Raises:
            InputError: the filter is none.
        """
        period = only_time(query.filter)
        counts: Counts = defaultdict(Counter)
        if period is None:
            total, whole = self._look_at(transaction, counts, query.filter)
        else:
            total, whole = sum(self._of_piece(transaction, counts, piece) for piece in pieces(period)), True
        wanted = query.fields or sorted(counts)
        fields = {name: [FacetCount(value=value, count=n) for value, n in _largest(counts[name], query.most)] for name in wanted}
        return Facets(count=total, whole=whole, fields=fields)

    def _of_piece(self, transaction: Transaction, counts: Counts, piece: Period) -> int:
        if piece.span is None:
            return self._look_at_all(transaction, counts, piece)
        rollups, facets = interaction_rollups, interaction_facets
        total = 0
        split = [rollups.c[name] for name in SPLITS]
        query = select(*split, func.sum(rollups.c.interactions).label("n")).where(self.of(rollups), _within(rollups, piece))
        for row in transaction.execute(query.group_by(*split)):
            total += int(row.n)
            for name in SPLITS:
                if value := getattr(row, name):
                    counts[name][value] += int(row.n)
        grouped = select(facets.c.field, facets.c.value, func.sum(facets.c.interactions).label("n"))
        grouped = grouped.where(self.of(facets), _within(facets, piece)).group_by(facets.c.field, facets.c.value)
        for name, value, number in transaction.execute(grouped):
            counts[name][value] += int(number)
        return total

    def _look_at_all(self, transaction: Transaction, counts: Counts, piece: Period) -> int:
        start = true() if piece.start is None else interactions.c.number >= number_at(piece.start)
        end = true() if piece.end is None else interactions.c.number < number_at(piece.end)
        query = select(interactions.c.number).where(self.of(interactions), start, end)
        return self._add(transaction, counts, query)

    def _look_at(self, transaction: Transaction, counts: Counts, tree: Filter) -> tuple[int, bool]:
        ordered = Filtering(transaction, self.project_id, "interactions").newest(tree)
        numbers = ordered.query.with_only_columns(ordered.number.label("number"), maintain_column_froms=True)
        total = self._add(transaction, counts, numbers.order_by(ordered.number.desc()).limit(MOST_LOOKED_AT + 1))
        return total, total <= MOST_LOOKED_AT

    def _add(self, transaction: Transaction, counts: Counts, numbers: Any) -> int:
        """Count the values of interactions one by one: as many as there are numbers."""
        found, total = numbers.subquery(), 0
        columns = [interactions.c[name] for name in (*SPLITS, *NAMES)]
        texts = and_(interaction_texts.c.number == interactions.c.number, self.of(interaction_texts))
        query = select(*columns, interaction_texts.c.marks).join_from(found, interactions, interactions.c.number == found.c.number)
        for row in transaction.execute(query.outerjoin(interaction_texts, texts).where(self.of(interactions))).mappings():
            total += 1
            for name, value in _values(row):
                counts[name][value] += 1
        return total


def _values(row: RowMapping) -> Iterable[tuple[str, str]]:
    yield from ((name, row[name]) for name in (*SPLITS, *NAMES) if row[name])
    marks = row["marks"] or {}
    yield from (("tool", name) for name in set(marks.get("tools", ())))
    yield from ((f"tag:{name}", value) for name, value in marks.get("tags", {}).items())


def _within(table: Table, piece: Period) -> Any:
    start = true() if piece.start is None else table.c.starts_at >= piece.start
    end = true() if piece.end is None else table.c.starts_at < piece.end
    return and_(table.c.span == piece.span, start, end)


def _largest(counts: Counter[str], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]
