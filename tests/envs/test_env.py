"""Env: what it does by default, and limits that make sense."""

import json

import pytest

from burnish.core.messages import assistant
from burnish.core.ports import Parsed
from burnish.envs.env import Limits, StepResult
from burnish.errors import ConfigError

from .scripted import Echo


@pytest.mark.parametrize("limit", ["max_turns", "max_tokens", "seconds"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_a_limit_must_be_above_zero(limit: str, value: float) -> None:
    with pytest.raises(ConfigError, match=f"{limit} is"):
        Limits(**{limit: value})


async def test_by_default_a_malformed_reply_is_answered_with_json_that_says_why() -> None:
    result = await Echo().malformed(Parsed(assistant(""), 'no "JSON"'))
    assert not result.terminated
    assert json.loads(result.messages[0].content) == {"error": 'malformed tool call: no "JSON"'}


async def test_by_default_a_cut_episode_earns_nothing_and_says_why() -> None:
    assert await Echo().cut("max_turns") == StepResult(terminated=True, reward=0.0, outcome={"failure": "max_turns"})
