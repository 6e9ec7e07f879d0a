"""The learning rate: up in a line, down in a line, never zero on the way up."""

import pytest

from burnish.recipes.schedule import scheduled


def test_it_rises_to_the_peak_and_falls_to_the_floor() -> None:
    rates = [scheduled(2.0, step, 7, warmup=2, floor=0.5) for step in range(7)]
    assert rates == pytest.approx([1.0, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0])


def test_without_a_warm_up_it_only_falls_and_with_a_floor_of_one_it_stays() -> None:
    assert [scheduled(1.0, step, 4, warmup=0, floor=0.0) for step in range(4)] == pytest.approx([0.75, 0.5, 0.25, 0.0])
    assert [scheduled(1.0, step, 4, warmup=0, floor=1.0) for step in range(4)] == [1.0] * 4


def test_a_warm_up_longer_than_the_run_never_comes_down() -> None:
    assert [scheduled(1.0, step, 2, warmup=4, floor=0.0) for step in range(2)] == [0.25, 0.5]
