"""No query can be built without its project."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from sqlalchemy import func

import burnish.store
from burnish.core.ids import new_id
from burnish.errors import InputError
from burnish.store.database import Database
from burnish.store.repository import Repository
from burnish.store.tables import METADATA, TENANT_TABLES

MODULES = [module.name for module in pkgutil.walk_packages(burnish.store.__path__, "burnish.store.") if "migrations" not in module.name]
RAW_SQL_ALLOWED = {"burnish.store.database", "burnish.store.schema", "burnish.store.guard", "burnish.store.failures"}
INSERTS_AS_TEXT = {"burnish.store.bulk"}
"""The guard lets every INSERT through, as the database refuses rows without a project: tests/store/test_bulk.py."""


def repositories() -> list[type[Repository]]:
    for name in MODULES:
        importlib.import_module(name)
    found, waiting = [], [Repository]
    while waiting:
        found.append(one := waiting.pop())
        waiting += one.__subclasses__()
    return found


@pytest.mark.parametrize("repository", repositories())
def test_a_repository_is_made_with_a_project_and_no_other_way(repository: type[Repository], database: Database) -> None:
    parameters = inspect.signature(repository).parameters
    assert list(parameters)[:2] == ["database", "project_id"]
    assert parameters["project_id"].default is inspect.Parameter.empty
    more = [None for name in list(parameters)[2:] if parameters[name].default is inspect.Parameter.empty]
    with pytest.raises(InputError):
        repository(database, "", *more)


def test_what_a_repository_builds_names_its_project(database: Database) -> None:
    mine = Repository(database, new_id("project"))
    with database.write() as transaction:
        for name in TENANT_TABLES:
            table = METADATA.tables[name]
            column = next(iter(table.c))
            statements = [mine.select(table), mine.select(column), mine.delete(table), mine.update(table).values({column: column})]
            statements.append(mine.select(func.count()).select_from(table).where(mine.of(table)))
            for statement in statements:
                assert f"{name}.project_id =" in str(statement.compile(transaction.engine))
                transaction.execute(statement)


@pytest.mark.parametrize("name", MODULES)
def test_no_sql_is_written_as_text(name: str) -> None:
    """Text is not looked into by the guard; conditions of indices are the one exception."""
    path = Path(str(importlib.import_module(name).__file__))
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    raw = [call for call in calls if call.rpartition(".")[2] in {"text", "exec_driver_sql", "literal_column"}]
    if name in INSERTS_AS_TEXT:
        assert raw == ["transaction.exec_driver_sql"] and "INSERT INTO" in path.read_text()
    else:
        assert raw == [] or name in RAW_SQL_ALLOWED or ".tables." in name
