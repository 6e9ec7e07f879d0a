"""Evaluate: rates over what has a value, slices, failures to read, errors counted apart."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, user
from burnish.core.tokens import SamplingParams
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.errors import ConfigError, DataError
from burnish.evals.evaluate import Evaluation, evaluate, metrics_of

from ..envs.scripted import ScriptedModel

PARAMS = SamplingParams(max_tokens=50)


class Told(Env):
    """Ends at once, the way its scenario tells it to."""

    async def reset(self, scenario: Scenario) -> Opening:
        self.told = scenario.data
        return Opening([user("hi")])

    async def step(self, message: Message) -> StepResult:
        if "raise" in self.told:
            raise RuntimeError(self.told["raise"])
        if "never" in self.told:
            return StepResult([user("go on")])
        return StepResult(terminated=True, reward=self.told.get("reward"), outcome=self.told.get("outcome", {}))


def told(*rows: Mapping[str, Any], tags: Mapping[str, str] | None = None) -> list[Scenario]:
    return [Scenario(f"s{index}", row, tags or {"kind": "odd" if index % 2 else "even"}) for index, row in enumerate(rows)]


async def run(scenarios: list[Scenario], **options: Any) -> Evaluation:
    spec = EnvSpec("told", Told, scenarios, Limits(max_turns=2))
    return await evaluate(spec, ScriptedModel(["bye"]), scenarios, params=PARAMS, **options)


async def test_every_bool_and_number_of_the_outcome_and_the_reward_become_rates() -> None:
    outcome = {"resolved": True, "calls": 3, "name": "Ann", "nothing": None, "list": [1], "odd": float("nan")}
    result = await run(told({"reward": 1, "outcome": outcome}, {"reward": 0, "outcome": outcome | {"resolved": False}}))
    assert set(result.rates) == {"reward", "resolved", "calls"}
    assert (result.rates["resolved"].mean, result.rates["calls"].mean) == (0.5, 3.0)


async def test_an_episode_in_which_a_fact_is_none_is_not_in_its_rate() -> None:
    rows = [{"reward": 1, "outcome": {"contained": True}}, {"reward": 1, "outcome": {"contained": None}}, {"outcome": {"contained": False}}]
    result = await run(told(*rows))
    assert (result.rates["contained"].mean, result.rates["contained"].n) == (0.5, 2)
    assert result.rates["reward"].n == 2


async def test_an_episode_that_failed_is_counted_and_said_and_is_in_no_rate() -> None:
    result = await run(told({"reward": 1}, {"raise": "boom"}, {"raise": "boom"}, {"reward": float("nan")}))
    assert (result.rates["reward"].mean, result.rates["reward"].n, result.errors) == (1.0, 1, 3)
    assert list(result.error_examples.values()) == [2, 1]
    assert "3 of 4 episodes failed in the env and are in no rate" in str(result)
    assert "RuntimeError: boom" in str(result)
    assert result.failures == ()


async def test_where_all_episodes_failed_there_are_no_rates() -> None:
    result = await run(told({"raise": "boom"}))
    assert (result.rates, result.slices, result.errors) == ({}, {}, 1)


async def test_repeats_are_clustered_by_scenario() -> None:
    result = await run(told({"reward": 1}, {"reward": 0}, {"reward": 1}), repeats=4)
    reward = result.rates["reward"]
    assert (reward.n, reward.clusters, result.repeats) == (12, 3, 4)
    assert reward.high - reward.low > 0.5


async def test_slices_are_made_of_tags() -> None:
    result = await run(told({"reward": 1}, {"reward": 0}, {"reward": 1}))
    assert {name: rates["reward"].mean for name, rates in result.slices.items()} == {"kind=even": 1.0, "kind=odd": 0.0}


async def test_failures_come_by_kind_the_most_frequent_first_with_transcripts() -> None:
    rows = [{"reward": 0, "outcome": {"failure": kind}} for kind in ("rare", "common", "common", "common", "")]
    result = await run(told(*rows), transcripts=2)
    assert [(kind.kind, kind.count, kind.share) for kind in result.failures] == [("common", 3, 0.6), ("rare", 1, 0.2)]
    assert [len(kind.transcripts) for kind in result.failures] == [2, 1]
    assert "agent   bye" in result.failures[0].transcripts[0]


async def test_figures_say_what_the_episodes_took() -> None:
    result = await run(told({"reward": 1}, {"never": True}))
    assert (result.figures.turns, result.figures.sampled_tokens) == (1.5, 6.0)
    assert (result.figures.truncated, result.figures.rewritten) == (1, 0)
    assert 0 <= result.figures.turn_ms_p50 <= result.figures.turn_ms_p95
    assert result.failures[0].kind == "max_turns"


async def test_an_evaluation_is_json() -> None:
    result = await run(told({"reward": 1, "outcome": {"failure": "x"}}, {"raise": "boom"}), seed=5)
    row = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert row["rates"]["reward"]["mean"] == 1.0
    assert (row["env"], row["policy"], row["version"], row["seed"]) == ("told", "policy", 3, 5)
    assert (row["scenarios"], row["episodes"], row["errors"]) == (2, 2, 1)
    assert row["params"]["max_tokens"] == 50
    assert row["failures"][0]["kind"] == "x"


async def test_the_same_seed_gives_the_same_evaluation() -> None:
    one, two = [(await run(told({"reward": 1}, {"reward": 0}), seed=1)).rates for _ in range(2)]
    assert one == two


async def test_an_evaluation_without_scenarios_is_refused() -> None:
    with pytest.raises(DataError, match="no episode"):
        await run([])
    with pytest.raises(ConfigError, match="repeats is 0"):
        await run(told({"reward": 1}), repeats=0)


async def test_an_outcome_cannot_pass_for_the_reward() -> None:
    result = await run(told({"reward": 0.5, "outcome": {"reward": 9}}))
    assert list(metrics_of(result.groups[0].episodes[0])) == [("reward", 0.5)]
