"""Tiers: where a test belongs that runs on two databases; and the servers of big files that tests of several rooms share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.azure import Azure, AzureMissing, azure_server
from tests.s3 import S3, s3_server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A real S3 server on loopback."""
    with s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def azure() -> Iterator[Azure]:
    """A real Azure Blob server on loopback; skips where `.ci/azurite` could not install it."""
    try:
        with azure_server() as server:
            yield server
    except AzureMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["s3", pytest.param("azure", marks=pytest.mark.slow)])
def cloud(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> S3 | Azure:
    """Each of the two, with the variables by which a client in this process reaches it."""
    server: S3 | Azure = request.getfixturevalue(request.param)
    server.known(monkeypatch)
    return server


_ABOVE_THE_STORE = ("api", "cli", "sdk", "up", "workers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What differs between the databases is tested in the store: above it PostgreSQL is left to `make test`, the API's slow ones to
    `make soak`."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0] if item.path.is_relative_to(Path(__file__).parent) else ""
        if folder in _ABOVE_THE_STORE and "[postgresql" in item.name:
            leave = folder == "api" and item.get_closest_marker("slow") is not None
            item.add_marker(pytest.mark.soak if leave else pytest.mark.slow)
