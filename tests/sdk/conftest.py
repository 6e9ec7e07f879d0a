"""A server on each database, and a client of its owner."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish import AsyncClient, Client, tiny
from burnish.sdk import Account
from burnish.settings import Settings
from burnish.store.database import Database
from tests.api.conftest import quick_passwords, settings
from tests.databases import database_url, postgres, templates
from tests.sdk.ledger import Hand
from tests.served import Served, serving

__all__ = ["database_url", "postgres", "quick_passwords", "settings", "templates"]


@pytest.fixture(autouse=True)
def no_settings_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BURNISH_URL", "BURNISH_API_KEY", "BURNISH_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BURNISH_HOME", str(tmp_path / "of-the-caller"))


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    with serving(settings) as server:
        yield server


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    """The owner's, about a project."""
    with Client.of(Account(served.url, served.key)) as opened:
        opened.projects.create("desk", "a support desk")
        yield opened.with_project("desk")


@pytest.fixture
def async_client(served: Served, client: Client) -> AsyncClient:
    """The same for asyncio; the test closes it."""
    return AsyncClient.of(Account(served.url, served.key, "desk"))


@pytest.fixture
def hand(served: Served) -> Iterator[Hand]:
    """Somebody who does a worker's work."""
    database = Database.open(served.settings.database)
    yield Hand(database)
    database.close()


@pytest.fixture
def imports(served: Served) -> Path:
    """The folder from which the server may import."""
    return served.settings.import_roots[0]


@pytest.fixture
def model_folder(imports: Path) -> Path:
    """A model in it."""
    return Path(shutil.copytree(tiny.folder(), imports / "model"))
