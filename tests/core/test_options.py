"""RunOptions and Alarm: read from words, and strict about them."""

import pytest
from pydantic import ValidationError

from burnish.core.options import Alarm, RunOptions, validated
from burnish.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("reward<0.1@5", Alarm(metric="reward", below=0.1, steps=5)),
        ("kl > 2", Alarm(metric="kl", above=2.0, steps=3)),
        ("held_out/reward<-1e-3@1", Alarm(metric="held_out/reward", below=-0.001, steps=1)),
    ],
)
def test_an_alarm_is_read_from_words(text: str, alarm: Alarm) -> None:
    assert Alarm.parse(text) == alarm


@pytest.mark.parametrize("text", ["reward", "reward=1", "reward<", "<1", "reward<one", "reward<1@0", "reward<1@x", "reward<1e"])
def test_words_that_are_no_alarm_say_how_to_write_one(text: str) -> None:
    with pytest.raises(ConfigError, match="is no alarm → write metric<number@steps"):
        Alarm.parse(text)


def test_an_alarm_needs_a_limit() -> None:
    with pytest.raises(ValidationError, match="needs a limit"):
        Alarm(metric="reward")


def test_a_streak_ends_with_one_good_step_and_ignores_steps_that_say_nothing() -> None:
    alarm = Alarm(metric="reward", below=0.5)
    streak = 0
    for metrics, expected in [({"reward": 0.1}, 1), ({"loss": 1.0}, 1), ({"reward": 0.2}, 2), ({"reward": 0.5}, 0)]:
        streak = alarm.streak(metrics, streak)
        assert streak == expected


def test_several_alarms_are_read_from_one_flag() -> None:
    assert [alarm.metric for alarm in validated(RunOptions, {"alarms": "reward<0.1@5, kl>2"}, "run").alarms] == ["reward", "kl"]


def test_an_unknown_field_lists_those_there_are() -> None:
    with pytest.raises(ConfigError, match="run.patiences: .*fields of run: checkpoint_every"):
        validated(RunOptions, {"patiences": 2}, "run")
