"""The bridge to reasoning-gym: its questions, its scores, and splits that cannot leak."""

import asyncio
import sys
from typing import Any

import pytest

from burnish.core.messages import assistant
from burnish.core.ports import Parsed
from burnish.envs.bridges.reasoning_gym import ReasoningGymEnv, Split, reasoning_gym_env
from burnish.envs.env import EnvSpec, StepResult
from burnish.errors import ConfigError, EnvError

ONE_DIGIT = {"min_terms": 3, "max_terms": 3, "min_digits": 1, "max_digits": 1}


@pytest.fixture(scope="module")
def sums() -> EnvSpec:
    pytest.importorskip("reasoning_gym", reason="reasoning-gym is an optional extra: pip install burnish[reasoning-gym]")
    return reasoning_gym_env("chain_sum", ONE_DIGIT, size=40)


async def reply(spec: EnvSpec, text: str) -> StepResult:
    env = spec.make()
    await env.reset(spec.scenarios[0])
    return await env.step(assistant(text))


async def test_the_right_answer_is_worth_1_and_a_wrong_one_less(sums: EnvSpec) -> None:
    right = sums.scenarios[0].data["answer"]
    good, bad = await reply(sums, f" {right}\n"), await reply(sums, "not a number")
    assert (good.reward, good.terminated, good.outcome["resolved"]) == (1.0, True, True)
    assert bad.reward is not None and bad.reward < 1 and bad.terminated and not bad.outcome["resolved"]
    assert bad.outcome["failure"] == "wrong_answer" and "failure" not in good.outcome


async def test_the_last_tagged_answer_counts_and_the_thinking_around_it_does_not(sums: EnvSpec) -> None:
    right = sums.scenarios[0].data["answer"]
    result = await reply(sums, f"perhaps <answer>-777</answer>, no: <answer>\n{right} </answer> I think")
    assert result.reward == 1.0 and result.outcome["answer"] == right


async def test_a_malformed_tool_call_is_scored_as_the_text_it_is(sums: EnvSpec) -> None:
    env = sums.make()
    await env.reset(sums.scenarios[0])
    result = await env.malformed(Parsed(assistant("<tool_call>{"), error="no JSON"))
    assert result.terminated and result.reward is not None and result.reward < 1


async def test_a_reply_that_was_cut_off_counts_as_not_resolved(sums: EnvSpec) -> None:
    result = await sums.make().cut("truncated_turn")
    assert (result.reward, result.outcome) == (0.0, {"resolved": False, "failure": "truncated_turn"})


async def test_the_model_reads_the_instruction_and_the_question(sums: EnvSpec) -> None:
    spec = reasoning_gym_env("chain_sum", ONE_DIGIT, size=1, instruction="Answer with a number.")
    opening = await spec.make().reset(spec.scenarios[0])
    assert [message.role for message in opening.messages] == ["system", "user"]
    assert opening.messages[1].content == spec.scenarios[0].data["question"]
    assert len((await sums.make().reset(sums.scenarios[0])).messages) == 1


def test_no_seed_moves_a_question_from_one_split_to_the_other(sums: EnvSpec) -> None:
    held_out, train = questions("held_out", 30), questions("train", 100)
    assert len(held_out) > 60 and len(train) > 200 and not held_out & train


def questions(split: Split, size: int) -> set[str]:
    specs = [reasoning_gym_env("chain_sum", ONE_DIGIT, seed=1000 * seed, size=size, split=split) for seed in range(3)]
    return {scenario.data["question"] for spec in specs for scenario in spec.scenarios}


def test_the_same_seed_gives_the_same_questions_and_each_one_once(sums: EnvSpec) -> None:
    again = reasoning_gym_env("chain_sum", ONE_DIGIT, size=40)
    assert [scenario.id for scenario in again.scenarios] == [scenario.id for scenario in sums.scenarios]
    assert len({scenario.id for scenario in sums.scenarios}) == 40


def test_an_unknown_task_or_field_names_the_close_ones(sums: EnvSpec) -> None:
    with pytest.raises(ConfigError, match=r"'chian_sum'.*chain_sum"):
        reasoning_gym_env("chian_sum")
    with pytest.raises(ConfigError, match=r"'max_term'.*max_terms"):
        reasoning_gym_env("chain_sum", {"max_term": 2})


@pytest.mark.parametrize("config", [{"min_terms": 5, "max_terms": 2}, {"min_terms": "many"}])
def test_a_config_that_the_task_refuses_says_so(sums: EnvSpec, config: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="chain_sum refuses"):
        reasoning_gym_env("chain_sum", config)


def test_a_task_with_too_few_questions_says_how_many_there_are(sums: EnvSpec) -> None:
    with pytest.raises(ConfigError, match=r"only \d+ different train questions, 300 asked for"):
        reasoning_gym_env("chain_sum", {**ONE_DIGIT, "min_terms": 2, "max_terms": 2}, size=300)


@pytest.mark.parametrize(("arguments", "shown"), [({"size": 0}, "size is 0"), ({"split": "test"}, "'test'")])
def test_a_wrong_size_or_split_is_refused(arguments: dict[str, Any], shown: str) -> None:
    with pytest.raises(ConfigError, match=shown):
        reasoning_gym_env("chain_sum", **arguments)


def test_without_the_library_the_way_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "reasoning_gym" or name.startswith("reasoning_gym.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "reasoning_gym", None)
    with pytest.raises(ConfigError, match=r"pip install burnish\[reasoning-gym\]"):
        reasoning_gym_env("chain_sum")


class Scorer:
    """A dataset whose scorer does what a test asks of it."""

    def __init__(self, score: object) -> None:
        self.score = score

    def __getitem__(self, index: int) -> dict[str, Any]:
        return {"question": "?", "answer": "!"}

    def score_answer(self, answer: str | None, entry: dict[str, Any]) -> Any:
        if isinstance(self.score, Exception):
            raise self.score
        return self.score


@pytest.mark.parametrize(
    ("score", "shown"), [(ZeroDivisionError("oops"), "ZeroDivisionError: oops"), (float("nan"), "gave nan"), (None, "TypeError")]
)
async def test_a_scorer_that_fails_is_an_env_error_with_its_scenario(sums: EnvSpec, score: object, shown: str) -> None:
    scenario = sums.scenarios[0]
    env = ReasoningGymEnv(Scorer(score), {scenario.id: {"question": "?", "answer": "!"}})
    await env.reset(scenario)
    with pytest.raises(EnvError, match=shown) as raised:
        await env.step(assistant("x"))
    assert scenario.id in raised.value.where


async def test_a_scenario_of_another_env_is_refused(sums: EnvSpec) -> None:
    with pytest.raises(EnvError, match="no question"):
        await ReasoningGymEnv(Scorer(1.0), {}).reset(sums.scenarios[0])


async def test_a_slow_scorer_does_not_hold_up_the_others(sums: EnvSpec) -> None:
    """The scorer waits for something that only the event loop can do: scored on the loop itself, this would never end."""
    scenario, reached = sums.scenarios[0], asyncio.Event()
    loop = asyncio.get_running_loop()

    class Waits(Scorer):
        def score_answer(self, answer: str | None, entry: dict[str, Any]) -> float:
            asyncio.run_coroutine_threadsafe(_set(reached), loop).result(timeout=2)
            return 1.0

    env = ReasoningGymEnv(Waits(1.0), {scenario.id: {"question": "?", "answer": "!"}})
    await env.reset(scenario)
    assert (await env.step(assistant("x"))).reward == 1.0 and reached.is_set()


async def _set(event: asyncio.Event) -> None:
    event.set()
