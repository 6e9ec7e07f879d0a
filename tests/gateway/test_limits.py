"""Limits, breakers, prompts and costs, by a clock of the test's own."""

import pytest

from burnish.core.serving import AliasLimits, Prices
from burnish.errors import QuotaError, ThrottledError
from burnish.gateway.breakers import Breaker
from burnish.gateway.exchange import cost_of
from burnish.gateway.limits import Limits, Who, Window
from burnish.wire.dialects.chat import Counts

KEY, OTHER_KEY = Who("project", "alias", "key"), Who("project", "alias", "another key")


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
        limits.enter(KEY, two)
    with pytest.raises(ThrottledError) as refused:
        limits.enter(KEY, two)
    assert refused.value.retry_after_s == 60
    limits.enter(OTHER_KEY, two)
    clock.at += 61 + 60
    limits.enter(KEY, two)


def test_who_was_refused_uses_nothing() -> None:
    limits, one = Limits(clock=Clock(600.0)), AliasLimits(concurrent=1)
    limits.enter(KEY, one)
    for _ in range(3):
        with pytest.raises(ThrottledError):
            limits.enter(KEY, one)
    limits.leave(KEY, 0, None)
    limits.enter(KEY, one)


def test_a_clock_that_is_set_back_a_little_gives_nobody_a_second_minute() -> None:
    clock = Clock(600.0)
    limits, two = Limits(clock=clock), AliasLimits(requests_per_minute=2)
    for _ in range(2):
        limits.enter(KEY, two)
    clock.at -= 5
    with pytest.raises(ThrottledError):
        limits.enter(KEY, two)


def test_dollars_are_of_a_day() -> None:
    clock, dear = Clock(1_000_000.0), AliasLimits(usd_per_day=1.0)
    limits = Limits(clock=clock)
    limits.enter(KEY, dear)
    limits.leave(KEY, 10, 1.5)
    with pytest.raises(QuotaError, match="1 dollars"):
        limits.enter(KEY, dear)
    clock.at += 86_400
    limits.enter(KEY, dear)


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
