"""How many cores may be used: the quota of the control group counts, not the machine."""

import os
from pathlib import Path

import pytest

from burnish.engine.cores import CACHED_BYTES, MOST_DEFAULT_RANKS, Layout, layout, usable_cores


@pytest.fixture
def eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)


@pytest.mark.usefixtures("eight_cores")
@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("250000 100000", 2),
        ("50000 100000", 1),
        ("1600000 100000", 8),
        ("nonsense", 8),
        ("", 8),
    ],
)
def test_the_quota_of_the_control_group_is_a_limit(quota: str, cores: int, tmp_path: Path) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(quota + "\n")
    assert usable_cores(file) == cores


@pytest.mark.usefixtures("eight_cores")
def test_without_a_control_group_the_affinity_counts(tmp_path: Path) -> None:
    assert usable_cores(tmp_path / "nothing") == 8


def test_one_rank_a_device_else_one_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("burnish.engine.cores.usable_cores", lambda: 64)
    assert layout(None, None, devices=4, weight_bytes=10**12) == Layout(4, 1)
    assert layout(None, None, devices=0, weight_bytes=1) == Layout(MOST_DEFAULT_RANKS, 1)


@pytest.mark.usefixtures("eight_cores")
def test_large_weights_are_read_by_one_rank_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("burnish.engine.cores.usable_cores", lambda: 8)
    large = CACHED_BYTES + 1
    assert layout(None, None, devices=0, weight_bytes=large) == Layout(1, 8)
    assert layout(4, None, devices=0, weight_bytes=large) == Layout(4, 1)
    assert layout(None, 2, devices=0, weight_bytes=large) == Layout(4, 2)
    assert layout(None, 16, devices=0, weight_bytes=1) == Layout(1, 16)
