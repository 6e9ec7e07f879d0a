"""Limits, breakers, prompts and costs, by a clock of the test's own."""

import asyncio
import json
from pathlib import Path

import pytest

from burnish.core.serving import AliasLimits, Prices
from burnish.errors import QuotaError, ThrottledError
from burnish.gateway.breakers import Breaker
from burnish.gateway.exchange import cost_of
from burnish.gateway.limits import Limits, Window
from burnish.wire.dialects.chat import Counts


class Clock:
    def __init__(self, at: float) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def test_a_window_is_the_last_minute() -> None:
    window = Window()
    window.add(10, 60.0)
    assert window.total(119.9) == 10
    assert window.total(150.0) == 5  # half of the minute before is over
    assert window.total(200.0) == 0


def test_a_key_is_let_in_again_when_its_minute_is_over() -> None:
    clock = Clock(600.0)
    limits, two = Limits(clock=clock), AliasLimits(requests_per_minute=2)
    for _ in range(2):
        limits.enter("key", two)
    with pytest.raises(ThrottledError) as refused:
        limits.enter("key", two)
    assert refused.value.retry_after_s == 60
    limits.enter("another key", two)
    clock.at += 61 + 60
    limits.enter("key", two)


def test_who_was_refused_uses_nothing() -> None:
    limits, one = Limits(clock=Clock(600.0)), AliasLimits(concurrent=1)
    limits.enter("key", one)
    for _ in range(3):
        with pytest.raises(ThrottledError):
            limits.enter("key", one)
    limits.leave("key", 0, None)
    limits.enter("key", one)


async def test_dollars_of_today_outlive_a_restart_and_not_the_day(tmp_path: Path) -> None:
    clock, dear, file = Clock(1_000_000.0), AliasLimits(usd_per_day=1.0), tmp_path / "spent.json"
    async with Limits(file, clock=clock) as limits:
        limits.enter("key", dear)
        limits.leave("key", 10, 1.5)
    async with Limits(file, clock=clock) as limits:
        with pytest.raises(QuotaError, match="1 dollars"):
            limits.enter("key", dear)
        clock.at += 86_400
        limits.enter("key", dear)
    assert json.loads(file.read_text())["key"]["usd"] == 1.5
    await asyncio.sleep(0)


def test_a_breaker_opens_waits_longer_each_time_and_lets_one_try() -> None:
    clock = Clock(100.0)
    breaker = Breaker(clock)
    for _ in range(5):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through() and breaker.wait_s() == 1.0
    clock.at += 1.0
    assert breaker.lets_through() and not breaker.lets_through(), "one request tries, the others wait"
    breaker.failed()
    assert breaker.wait_s() == 2.0
    clock.at += 2.0
    assert breaker.lets_through()
    breaker.gave_up()
    assert breaker.lets_through(), "whoever left decided nothing"
    breaker.worked()
    assert all(breaker.lets_through() for _ in range(3))


def test_costs() -> None:
    prices = Prices(input_usd=2, cached_input_usd=0.5, output_usd=10)
    assert cost_of(Counts(1_000_000, 400_000, 100_000), prices) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 1.0)
    assert cost_of(Counts(1_000_000, 400_000, 0), Prices(input_usd=2)) == pytest.approx(2.0)
    assert cost_of(Counts(), prices) is None and cost_of(Counts(5, 0, 5), Prices()) is None
