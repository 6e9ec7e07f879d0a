"""What all tables share: the metadata, names of constraints, columns that many have, and the projects they belong to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, MetaData, Table, UniqueConstraint

from burnish.store.columns import Key, Moment, Structure, Words, now

__all__ = [
    "METADATA",
    "TENANT_TABLES",
    "author",
    "created",
    "moment",
    "name",
    "of_project",
    "one_of",
    "primary",
    "projects",
    "settings",
    "tenant",
]

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

TENANT_TABLES: set[str] = set()
"""Names of the tables whose rows belong to one project each: no query on them may leave the project out."""


def primary() -> Column[str]:
    """The id of a row; see `burnish.core.ids`."""
    return Column("id", Key, primary_key=True)


def name() -> Column[str]:
    """What people call it."""
    return Column("name", Key, nullable=False)


def created() -> Column[Any]:
    """When the row was made, by the database's clock."""
    return Column("created_at", Moment, nullable=False, default=now())


def author() -> Column[str]:
    """Who made it: the id of a user or a service account. No foreign key: it stays when they go."""
    return Column("created_by", Key, nullable=False, default="")


def moment(label: str) -> Column[Any]:
    """A moment that may not have come yet."""
    return Column(label, Moment)


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Only these words may stand in the column."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


def tenant(label: str, *items: Any, parts_of: Table | None = None, by: str = "", **options: Any) -> Table:
    """A table whose rows belong to a project, and go with it.

    Args:
        label: name of the table.
        items: its other columns and constraints.
        parts_of: the table whose rows its rows are parts of, if there is one. They then are in the same project, by a foreign key over
            both columns, and go with that row.
        by: the column that names that row.
        options: of a dialect, as SQLAlchemy's Table takes them.
    """
    TENANT_TABLES.add(label)
    project: Column[str] = Column("project_id", Key, nullable=False) if parts_of is not None else of_project()
    rows = () if parts_of is None else (_same_project(parts_of, by),)
    return Table(label, METADATA, project, *items, *rows, **options)


def of_project() -> Column[str]:
    """The project that a row belongs to."""
    return Column("project_id", Key, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False)


def _same_project(table: Table, by: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["project_id", by], [table.c.project_id, table.c.id], ondelete="CASCADE")


projects = Table(
    "projects",
    METADATA,
    primary(),
    name(),
    Column("description", Words, nullable=False, default=""),
    created(),
    author(),
    moment("archived_at"),
    UniqueConstraint("name"),
)

settings = Table(
    "settings",
    METADATA,
    Column("name", Key, primary_key=True),
    Column("value", Structure, nullable=False),
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
)
"""What the installation remembers of itself, and what administrators set on the page."""
