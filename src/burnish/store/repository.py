"""Repository: where every query on a project's rows begins."""

from typing import Any

from sqlalchemy import Column, Delete, Insert, Select, Table, Update, delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.ids import checked_id
from burnish.store.database import Database

__all__ = ["Repository"]


class Repository:
    """Rows of one project. It is made with the project, and nothing in it can leave the project out.

    Args:
        database: where they are.
        project_id: whose they are.

    Raises:
        InputError: that is no id of a project.
    """

    def __init__(self, database: Database, project_id: str) -> None:
        self.database, self.project_id = database, checked_id(project_id, "project")

    def select(self, *what: Table | ColumnElement[Any]) -> Select[Any]:
        """A query on the project's rows of the tables, or the tables of the columns, that are named."""
        tables = {item if isinstance(item, Table) else getattr(item, "table", None) for item in what}
        return select(*what).where(*(self.of(table) for table in tables if isinstance(table, Table)))

    def insert(self, table: Table, **values: Any) -> Insert:
        """A new row of the project."""
        return insert(table).values(project_id=self.project_id, **values)

    def update(self, table: Table) -> Update:
        """A change of rows of the project."""
        return update(table).where(self.of(table))

    def delete(self, table: Table) -> Delete:
        """A removal of rows of the project."""
        return delete(table).where(self.of(table))

    def of(self, table: Table) -> ColumnElement[bool]:
        """The condition that a row is the project's; for tables that are joined."""
        column: Column[str] = table.c.project_id
        return column == self.project_id
