"""Filters as SQL: each condition becomes an expression on columns that are named here, and on none else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Select, Table, and_, false, func, not_, or_, select, true

from burnish.core.filters import AllOf, AnyOf, Condition, Filter, Level, kind_of
from burnish.errors import InputError
from burnish.store.database import Transaction
from burnish.store.interaction_rows import number_at
from burnish.store.tables import (
    episodes,
    feedback_joins,
    interaction_keys,
    interaction_tags,
    interaction_tools,
    interactions,
    outcomes,
)
from burnish.store.words import numbers_with, searched

__all__ = ["Filtering", "Ordered"]

COMPARE: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
}
NEGATED = {"ne": "eq", "not_in": "in", "absent": "present"}


@dataclass(frozen=True, slots=True)
class Ordered:
    """A query on interactions, and the column that it is to be ordered by."""

    query: Select[Any]
    number: ColumnElement[int]


@dataclass(frozen=True, slots=True)
class _Leading:
    source: FromClause
    number: ColumnElement[int]
    condition: ColumnElement[bool]


class Filtering:
    """Compiles filters of one project at one level.

    Args:
        transaction: what it is for: databases differ in how they search text.
        project_id: whose rows.
        level: what is filtered.
    """

    def __init__(self, transaction: Transaction, project_id: str, level: Level) -> None:
        self._transaction, self._project, self._level = transaction, project_id, level
        if transaction.dialect.name == "postgresql":
            # The same question about a rare word and about a common one needs two plans; a prepared statement would soon have one for both.
            transaction.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", True)))

    def where(self, tree: Filter) -> ColumnElement[bool]:
        """The condition that a filter is, on `interactions` or `episodes`; the project is not in it.

        Raises:
            InputError: a field is unknown, or an operator does not go with it.
        """
        if isinstance(tree, Condition):
            return self._condition(tree)
        if isinstance(tree, AllOf):
            return and_(true(), *(self.where(part) for part in tree.all))
        if isinstance(tree, AnyOf):
            return or_(false(), *(self.where(part) for part in tree.any))
        return not_(func.coalesce(or_(false(), *(self.where(part) for part in tree.none)), false()))

    def newest(self, tree: Filter) -> Ordered:
        """A query on the numbers of the interactions that a filter finds, newest first, which stops as soon as it has enough.

        Where the filter asks for one tag, key, tool or words, and for more only beside it, the index of that gives the order: rare ones
        are found as fast as common ones.
        """
        parts = list(tree.all) if isinstance(tree, AllOf) else [tree]
        for index, part in enumerate(parts):
            rest = [self.where(other) for place, other in enumerate(parts) if place != index]
            if isinstance(part, Condition) and (leading := self._leading(part)) is not None:
                # Others are looked up for each row that the leading one gives.
                query = select(interactions).join(leading.source, leading.number == interactions.c.number)
                return Ordered(query.where(self.of(interactions), leading.condition, *rest), leading.number)
        return Ordered(select(interactions).where(self.of(interactions), *(self.where(part) for part in parts)), interactions.c.number)

    def _leading(self, condition: Condition) -> _Leading | None:
        kind = kind_of(condition.field, "interactions")
        name = condition.field.partition(":")[2]
        if kind == "text":
            return _Leading(*searched(self._transaction, self._project, str(condition.value)))
        if condition.op != "eq" or kind not in {"tag", "key", "tool"}:
            return None
        table = {"tag": interaction_tags, "key": interaction_keys, "tool": interaction_tools}[kind]
        what = table.c.name == condition.value if kind == "tool" else and_(table.c.name == name, table.c.value == condition.value)
        return _Leading(table, table.c.number, and_(self.of(table), what))

    def of(self, table: Table) -> ColumnElement[bool]:
        """Rows of the project."""
        column: Column[str] = table.c.project_id
        return column == self._project

    def _condition(self, condition: Condition) -> ColumnElement[bool]:
        if condition.op in NEGATED:  # the opposite, where the value is unknown too
            positive = self._condition(condition.model_copy(update={"op": NEGATED[condition.op]}))
            return not_(func.coalesce(positive, false()))
        kind = kind_of(condition.field, self._level)
        name = condition.field.partition(":")[2]
        if kind in {"name", "number", "flag"}:
            return self._plain(condition)
        if kind == "time":
            return self._time(condition)
        if kind == "text":
            return self._having(numbers_with(self._transaction, self._project, str(condition.value)))
        if kind == "tag":
            return self._marked(interaction_tags, condition, interaction_tags.c.name == name)
        if kind == "key":
            return self._marked(interaction_keys, condition, interaction_keys.c.name == name)
        if kind == "tool":
            return self._marked(interaction_tools, condition, true())
        if kind == "metric":
            return self._metric(condition, name)
        if kind == "outcome":
            return self._outcome(condition, name)
        raise InputError(f"there is no field {condition.field!r} of {self._level}", where="filter", fix="see docs/interactions.md")

    def _plain(self, condition: Condition) -> ColumnElement[bool]:
        table = interactions if self._level == "interactions" else episodes
        return _compared(table.c[condition.field], condition, texts=kind_of(condition.field, self._level) == "name")

    def _time(self, condition: Condition) -> ColumnElement[bool]:
        moment = datetime.fromisoformat(str(condition.value))
        if self._level == "episodes":
            return COMPARE[condition.op](episodes.c[condition.field], moment)
        # Numbers rise with time. Those of one microsecond follow each other, hence "after" is from the next one on.
        if condition.op in {"lt", "ge"}:
            return COMPARE[condition.op](interactions.c.number, number_at(moment))
        return COMPARE["lt" if condition.op == "le" else "ge"](interactions.c.number, number_at(moment) + (1 << 10))

    def _marked(self, table: Table, condition: Condition, this: ColumnElement[bool]) -> ColumnElement[bool]:
        column = table.c.name if table is interaction_tools else table.c.value
        what = true() if condition.op == "present" else _compared(column, condition, texts=True)
        return self._having(select(table.c.number).where(self.of(table), this, what))

    def _having(self, numbers: Select[Any]) -> ColumnElement[bool]:
        """Interactions with these numbers; episodes that have one of them."""
        if self._level == "interactions":
            return interactions.c.number.in_(numbers)
        inner = select(interactions.c.episode).where(self.of(interactions), interactions.c.number.in_(numbers))
        return episodes.c.id.in_(inner)

    def _metric(self, condition: Condition, name: str) -> ColumnElement[bool]:
        joins = feedback_joins
        query = select(joins.c.subject).where(self.of(joins), joins.c.metric == name, joins.c.counts)
        query = query.where(joins.c.subject_kind == ("interaction" if self._level == "interactions" else "episode"))
        if condition.op != "present":
            values = condition.value if isinstance(condition.value, list) else [condition.value]
            query = query.where(or_(*(_value_of_metric(joins, condition.op, value) for value in values)))
        return (interactions if self._level == "interactions" else episodes).c.id.in_(query)

    def _outcome(self, condition: Condition, name: str) -> ColumnElement[bool]:
        column = outcomes.c[name]
        query = select(outcomes.c.episode).where(self.of(outcomes))
        query = query.where(column.is_not(None) if condition.op == "present" else COMPARE[condition.op](column, condition.value))
        return (interactions.c.episode if self._level == "interactions" else episodes.c.id).in_(query)


def _value_of_metric(joins: FromClause, operator: str, value: Any) -> ColumnElement[bool]:
    if isinstance(value, str):
        return joins.c.value_text == value
    return COMPARE["eq" if operator == "in" else operator](joins.c.value_number, float(value))


def _compared(column: ColumnElement[Any], condition: Condition, *, texts: bool) -> ColumnElement[bool]:
    value = condition.value
    if condition.op == "present":
        return column.is_not(None) if not texts else and_(column.is_not(None), column != "")
    if condition.op == "in":
        return column.in_(value if isinstance(value, Sequence) else [value])
    return COMPARE[condition.op](column, value)
