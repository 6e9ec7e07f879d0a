"""A server on each database, and callers with keys and sessions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from burnish.api.app import create_app
from burnish.settings import Settings
from burnish.store import users
from tests.api.callers import Callers
from tests.databases import database_url, postgres, templates

__all__ = ["database_url", "postgres", "templates"]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Hashes that take a millisecond: a test logs in often."""
    users._HASHER = users.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    users._NOBODY = users._HASHER.hash("nobody")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    imports = tmp_path / "imports"
    imports.mkdir()
    return Settings(home=tmp_path / "home", database_url=database_url, import_roots=(imports,))  # type: ignore[arg-type]


@pytest.fixture
def callers(settings: Settings) -> Iterator[Callers]:
    """The server, and its owner."""
    app = create_app(settings)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        callers = Callers(app, client)
        yield callers
        callers.close()
