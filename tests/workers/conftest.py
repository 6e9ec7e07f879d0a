"""Fixtures of workers: a ground on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.store.database import Database
from tests.databases import database, database_url, postgres, templates
from tests.workers.ground import Ground

__all__ = ["database", "database_url", "ground", "postgres", "templates"]


@pytest.fixture
def ground(database: Database, database_url: str, tmp_path: Path) -> Iterator[Ground]:
    home = tmp_path / "home"
    home.mkdir()
    made = Ground(database, database_url, home)
    yield made
    made.close()
