"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite; SQLAlchemy's way takes longer than the database itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.exc import DBAPIError

from burnish.store.columns import Key, Words
from burnish.store.database import Transaction

__all__ = ["insert_rows"]


def insert_rows(transaction: Transaction, table: Table, rows: Collection[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, in the same order.

    Text must be fit for both databases already (`interaction_rows.clean`): it is not looked at once more. Defaults of columns that are not
    given are the database's alone.

    Raises:
        sqlalchemy.exc.DBAPIError: as any other statement.
    """
    if not rows:
        return
    names = list(next(iter(rows)))
    written = _written(transaction, [table.c[name] for name in names])
    values = [written(list(row.values())) for row in rows]
    columns = ", ".join(transaction.dialect.identifier_preparer.quote(name) for name in names)
    if transaction.dialect.name == "postgresql":
        _copy(transaction, f"COPY {table.name} ({columns}) FROM STDIN", values)
    else:
        places = ", ".join("?" * len(names))
        transaction.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({places})", values)  # noqa: S608 (names of our tables)


def _written(transaction: Transaction, columns: Sequence[Column[Any]]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """What makes of a row's values those that the driver takes."""
    processors: list[tuple[int, Callable[[Any], Any]]] = []
    for place, column in enumerate(columns):
        if type(column.type) not in (Key, Words):
            processor = column.type.dialect_impl(transaction.dialect).bind_processor(transaction.dialect)
            if processor is not None:
                processors.append((place, processor))

    def written(values: list[Any]) -> tuple[Any, ...]:
        for place, processor in processors:
            values[place] = processor(values[place])
        return tuple(values)

    return written


def _copy(transaction: Transaction, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = transaction.connection.driver_connection
    failed: type[Exception] = transaction.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in values:
                copy.write_row(row)
    except failed as error:
        lost = transaction.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
        raise DBAPIError.instance(statement, None, error, failed, connection_invalidated=lost, dialect=transaction.dialect) from error
