"""A guard in front of the database: it refuses any statement on rows of projects that does not say of which project."""

from typing import Any

from sqlalchemy import Column, Connection, Engine, Insert, Table, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, ClauseElement

from burnish.errors import StoreError
from burnish.store.tables import TENANT_TABLES

__all__ = ["ACROSS_PROJECTS", "guard"]

ACROSS_PROJECTS = "across_projects"
"""Execution option of the few statements that must see all projects: a worker that looks for any run, a sweep over expired leases."""


def guard(engine: Engine) -> None:
    """From now on this engine refuses such statements. SQL given as text is not looked into: only migrations use it."""
    event.listen(engine, "before_execute", _check)


def _check(connection: Connection, statement: Any, multiple: Any, single: Any, options: Any) -> None:
    # An INSERT is looked after by the database: project_id may not be null.
    if options.get(ACROSS_PROJECTS) or isinstance(statement, Insert) or not isinstance(statement, ClauseElement):
        return
    forgotten = _tables(statement) - _tables_with_a_project(statement)
    if forgotten:
        what = f"a query on {', '.join(sorted(forgotten))} does not say of which project"
        raise StoreError(what, fix="build it from a Repository; this is a defect of Burnish, please report it")


def _tables(statement: ClauseElement) -> set[str]:
    return {item.name for item in visitors.iterate(statement) if isinstance(item, Table)} & TENANT_TABLES


def _tables_with_a_project(statement: ClauseElement) -> set[str]:
    return {
        side.table.name
        for item in visitors.iterate(statement)
        if isinstance(item, BinaryExpression) and item.operator is operators.eq
        for side in (item.left, item.right)
        if isinstance(side, Column) and side.name == "project_id" and isinstance(side.table, Table)
    }
