"""`burnish evaluate` and `burnish version` as a shell sees them."""

from collections.abc import Callable

import pytest

import burnish as package

from .conftest import Answer

Burnish = Callable[..., Answer]


def test_an_evaluation_gives_rates_with_intervals(burnish: Burnish) -> None:
    answer = burnish("evaluate", "--model", "model", "--env", "say_yes:spec", "--n", "6", "--max-tokens", "2", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["scenarios"] == 6
    assert set(answer.json["rates"]["reward"]) >= {"mean", "low", "high", "n"}


def test_an_evaluation_can_be_read(burnish: Burnish) -> None:
    answer = burnish("evaluate", "--model", "model", "--env", "say_yes:without_split", "--n", "2", "--max-tokens", "2")
    assert answer.code == 0, answer.err
    assert "2 episodes of 2 scenarios" in answer.out


def test_a_temperature_that_cannot_be_names_the_field(burnish: Burnish) -> None:
    answer = burnish("evaluate", "--model", "model", "--env", "say_yes:spec", "--temperature", "200")
    assert answer.code == 2
    assert "SamplingParams.temperature: temperature is 200.0" in answer.err


def test_version_is_the_packages(burnish: Burnish) -> None:
    assert burnish("version").out == f"burnish {package.__version__}\n"
    assert burnish("version", "--json").json == {"version": package.__version__}


def test_a_crash_point_is_armed_before_any_command(burnish: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNISH_CRASH_AT", "nowhere")
    answer = burnish("version")
    assert answer.code == 2
    assert "'nowhere' is no crash point" in answer.err
