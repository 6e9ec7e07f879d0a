"""Tiers: where a test belongs that runs on two databases."""

from pathlib import Path

import pytest

_ABOVE_THE_STORE = ("api", "cli", "sdk", "up", "workers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What differs between the databases is tested in the store: above it PostgreSQL is left to `make test`, the API's slow ones to
    `make soak`."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0] if item.path.is_relative_to(Path(__file__).parent) else ""
        if folder in _ABOVE_THE_STORE and "[postgresql" in item.name:
            leave = folder == "api" and item.get_closest_marker("slow") is not None
            item.add_marker(pytest.mark.soak if leave else pytest.mark.slow)
