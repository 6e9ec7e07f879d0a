"""`burnish worker`: what it refuses before it takes a run. What it does with runs is in tests/workers."""

from collections.abc import Callable
from pathlib import Path

from .conftest import Answer

Burnish = Callable[..., Answer]


def test_a_database_without_tables_is_refused(burnish: Burnish, tmp_path: Path) -> None:
    answer = burnish("worker")
    assert answer.code == 2
    assert "burnish up" in answer.err or "migrate" in answer.err


def test_a_lease_that_is_too_short_to_start_a_process_is_refused(burnish: Burnish) -> None:
    answer = burnish("worker", "--lease-seconds", "1")
    assert answer.code == 2
    assert "--lease-seconds" in answer.err
