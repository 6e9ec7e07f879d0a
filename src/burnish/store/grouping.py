"""Grouping: interactions or episodes by up to three fields, and the mean of a measure in each group, with its interval."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    FromClause,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from burnish.core.filters import Level, kind_of
from burnish.core.slices import Group, GroupBy, GroupQuery, Groups
from burnish.store.database import Transaction
from burnish.store.filtering import Filtering
from burnish.store.interaction_rows import time_of
from burnish.store.intervals import mean_of
from burnish.store.repository import Repository
from burnish.store.tables import (
    episodes,
    feedback_joins,
    interaction_keys,
    interaction_tags,
    interaction_tools,
    interactions,
    outcomes,
)

__all__ = ["GroupReading"]

TICKS = {"hour": 3_600_000_000 << 10, "day": 86_400_000_000 << 10}
FLAGS = ("resolved", "escalated", "containable", "must_escalate")


class GroupReading(Repository):
    """Groups of one project's interactions or episodes."""

    def groups(self, transaction: Transaction, query: GroupQuery) -> Groups:
        """Groups, the largest first. What has several tools or keys is in the group of each.

        Raises:
            InputError: the filter is none.
        """
        made = _Grouping(self, transaction, query.level)
        by = [made.group(one).label(f"by_{index}") for index, one in enumerate(query.by)]
        measure = cast(null() if query.measure is None else made.measure(query.measure), Float)
        sums = (func.count().label("count"), func.count(measure).label("n"), func.sum(measure).label("total"))
        found = select(*by, *sums, func.sum(measure * measure).label("squares")).select_from(made.source)
        where = Filtering(transaction, self.project_id, query.level).where(query.filter)
        found = found.where(self.of(made.table), where, *made.conditions).group_by(*by)
        rows = transaction.execute(found.order_by(func.count().desc(), *by).limit(query.most + 1)).all()
        groups = [_group(query, row) for row in rows[: query.most]]
        return Groups(groups=groups, whole=len(rows) <= query.most)


class _Grouping:
    """The tables that a question needs, joined one after the other as its fields ask for them."""

    def __init__(self, repository: Repository, transaction: Transaction, level: Level) -> None:
        self._repository, self._transaction, self._level = repository, transaction, level
        self.table = interactions if level == "interactions" else episodes
        self.source: FromClause = self.table
        self.conditions: list[ColumnElement[bool]] = [episodes.c.interactions > 0] if level == "episodes" else []
        self._joined: set[str] = set()

    def group(self, by: GroupBy) -> ColumnElement[Any]:
        """The expression to group by."""
        if by.field in TICKS:
            return self._time(by.field)
        kind = kind_of(by.field, self._level)
        if kind in {"tag", "key", "tool"}:
            return self._marks(by.field)
        if kind == "outcome":
            return self._outcome(by.field)
        column: ColumnElement[Any] = self.table.c[by.field]
        if by.width is None:
            return column
        steps = column / literal(by.width, Float)
        whole = cast(steps, BigInteger) if self._transaction.dialect.name == "sqlite" else func.floor(steps)
        return whole * literal(by.width, Float)

    def measure(self, field: str) -> ColumnElement[Any]:
        """The number that is averaged; NULL where there is none."""
        if field == "error":
            if self._level == "episodes":
                return case((episodes.c.errors > 0, 1), else_=0)
            return case((interactions.c.status.in_(["error", "partial"]), 1), else_=0)
        kind, name = kind_of(field, self._level), field.partition(":")[2]
        if kind == "metric":
            return self._metric(name)
        if kind == "outcome":
            column = self._outcome(field)
            return case((column.is_(True), 1), (column.is_(False), 0)) if name in FLAGS else column
        return self.table.c[field]

    def _time(self, field: str) -> ColumnElement[Any]:
        if self._level == "interactions":
            return _steps(field)
        if self._transaction.dialect.name == "sqlite":
            return func.strftime("%Y-%m-%dT%H:00:00Z" if field == "hour" else "%Y-%m-%dT00:00:00Z", episodes.c.last_at)
        pattern = 'YYYY-MM-DD"T"HH24:00:00"Z"' if field == "hour" else 'YYYY-MM-DD"T"00:00:00"Z"'
        return func.to_char(episodes.c.last_at, pattern)

    def _marks(self, field: str) -> ColumnElement[Any]:
        kind, _, name = field.partition(":")
        table = {"tag": interaction_tags, "key": interaction_keys, "tool": interaction_tools}[kind]
        value = table.c.name if kind == "tool" else table.c.value
        what = [self._repository.of(table)] if kind == "tool" else [self._repository.of(table), table.c.name == name]
        if self._level == "interactions":
            # Put together first: looked up row by row, the table's key gives all marks of that name each time.
            marks = select(table.c.number, value.label("value")).where(*what).cte().prefix_with("MATERIALIZED")
            self.source = self.source.outerjoin(marks, marks.c.number == interactions.c.number)
            return marks.c.value
        own = and_(interactions.c.number == table.c.number, self._repository.of(interactions))
        pairs = select(interactions.c.episode, value.label("value")).join_from(table, interactions, own)
        marks = pairs.where(*what).distinct().cte().prefix_with("MATERIALIZED")
        self.source = self.source.outerjoin(marks, marks.c.episode == episodes.c.id)
        return marks.c.value

    def _outcome(self, field: str) -> ColumnElement[Any]:
        if "outcomes" not in self._joined:
            self._joined.add("outcomes")
            episode = interactions.c.episode if self._level == "interactions" else episodes.c.id
            self.source = self.source.outerjoin(outcomes, and_(self._repository.of(outcomes), outcomes.c.episode == episode))
        return outcomes.c[field.partition(":")[2]]

    def _metric(self, name: str) -> ColumnElement[Any]:
        joins = feedback_joins
        mean = select(joins.c.subject, func.avg(joins.c.value_number).label("value"))
        kind = "interaction" if self._level == "interactions" else "episode"
        mine = (self._repository.of(joins), joins.c.metric == name, joins.c.counts, joins.c.subject_kind == kind)
        values = mean.where(*mine).group_by(joins.c.subject).subquery()
        self.source = self.source.outerjoin(values, values.c.subject == self.table.c.id)
        return values.c.value


def _steps(field: str) -> ColumnElement[Any]:
    """Hours or days since 1970, as whole numbers on both databases."""
    return interactions.c.number.op("/")(literal(TICKS[field], BigInteger))


def _group(query: GroupQuery, row: Any) -> Group:
    values = [_shown(query.level, by.field, row[index]) for index, by in enumerate(query.by)]
    mean = mean_of(row.n, float(row.total or 0), float(row.squares or 0))
    return Group(values=values, count=row.count, n=row.n, mean=mean.mean, low=mean.low, high=mean.high)


def _shown(level: Level, field: str, value: Any) -> str | float | bool | None:
    if field in TICKS and level == "interactions":
        return time_of(int(value) * TICKS[field]).isoformat().replace("+00:00", "Z")
    if field.partition(":")[0] == "outcome" and field != "outcome:value":
        return None if value is None else bool(value)
    return value if value is None or isinstance(value, str | bool) else float(value)
