"""Rollout: order, tokens, seeds, limits, and envs that fail in every way they can."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from burnish.core.episodes import Episode, Group, Scenario
from burnish.core.messages import Message, Tool, assistant, user
from burnish.core.tokens import Completion, SamplingParams
from burnish.envs.env import Env, Limits, Opening, StepResult
from burnish.envs.rollout import rollout
from burnish.errors import ConfigError, EngineError, EnvError, NonFiniteError, TemplateError

from .scripted import PARAMS, Echo, ForgetfulChat, ScriptedModel, spec


async def play(env: Any, model: Any, *, params: SamplingParams = PARAMS, limits: Limits | None = None) -> Episode:
    """One episode of one scenario."""
    played = spec(env, limits=limits)
    [group] = await rollout(played, model, played.scenarios, params=params)
    [episode] = group.episodes
    return episode


def failing(verb: str, error: BaseException | None = None, value: object = None) -> type[Env]:
    """An env whose `verb` raises the error, or returns the value."""

    async def fail(self: Env, *args: object) -> object:
        if error is not None:
            raise error
        return value

    return type("Failing", (Echo,), {verb: fail})


async def test_groups_come_in_the_order_of_the_scenarios_with_as_many_episodes_as_asked() -> None:
    env = spec(count=5)
    groups = await rollout(env, ScriptedModel(["bye"], shuffle=True), env.scenarios, group_size=3, params=PARAMS)
    assert [group.scenario.id for group in groups] == ["s0", "s1", "s2", "s3", "s4"]
    assert [len(group.episodes) for group in groups] == [3] * 5
    assert all(episode.scenario is group.scenario for group in groups for episode in group.episodes)
    assert len({episode.id for group in groups for episode in group.episodes}) == 15


async def test_no_scenarios_give_no_groups() -> None:
    assert await rollout(spec(), ScriptedModel(["bye"]), [], params=PARAMS) == []


@pytest.mark.parametrize(("wrong", "field"), [({"group_size": 0}, "group_size"), ({"params": SamplingParams(n=2)}, "params")])
async def test_a_wrong_argument_is_named(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigError, match=field):
        await rollout(spec(), ScriptedModel(["bye"]), spec().scenarios, **({"params": PARAMS} | wrong))


async def test_an_episode_that_the_env_ends_keeps_its_messages_reward_and_outcome() -> None:
    episode = await play(Echo, ScriptedModel(["one", "bye"]))
    assert [message.content for message in episode.messages] == ["Hello from s0.", "one", "You said one.", "bye"]
    assert (episode.stop, episode.reward, episode.outcome, episode.error) == ("done", 1.0, {"said": "bye"}, "")
    assert [(turn.version, turn.stop) for turn in episode.turns] == [(3, "end"), (3, "end")]


# Tokens


async def test_what_the_model_sampled_is_in_the_branch_unchanged_and_nothing_else_is_masked_in() -> None:
    model = ScriptedModel(["one", "twö", "bye"])
    episode = await play(Echo, model)
    [branch] = episode.branches
    sampled = [token for turn in episode.turns for token in turn.ids]
    assert [token for token, own in zip(branch.tokens, branch.mask, strict=True) if own] == sampled
    assert branch.logprobs == tuple(logprob for turn in episode.turns for logprob in turn.logprobs)
    assert len(branch.logprobs) == sum(branch.mask) == episode.sampled_tokens
    for turn in episode.turns:
        span = slice(turn.prompt_length, turn.prompt_length + len(turn.ids))
        assert branch.tokens[span] == turn.ids
        assert all(branch.mask[span])


async def test_ids_that_no_text_would_be_tokenised_to_survive_as_they_are() -> None:
    odd = Completion((7 + 0xC3, 7 + 0x28, 4), (-1.0, -2.0, -3.0), "end", 3)  # bytes that are no UTF-8
    model = ScriptedModel(lambda turn, _text, _params: odd if turn == 0 else "bye")
    episode = await play(Echo, model)
    assert episode.turns[0].ids == odd.ids
    assert model.prompts[1][len(model.prompts[0]) :][:3] == list(odd.ids)


async def test_every_prompt_begins_with_the_one_before_and_what_was_sampled_after_it() -> None:
    model = ScriptedModel(["one", "two", "three", "bye"])
    episode = await play(Echo, model)
    for (earlier, later), turn in zip(pairwise(model.prompts), episode.turns, strict=False):
        assert later[: len(earlier) + len(turn.ids)] == [*earlier, *turn.ids]
    assert episode.branches[0].tokens == (*model.prompts[-1], *episode.turns[-1].ids)


async def test_the_tokens_are_those_of_the_whole_conversation_rendered_at_once() -> None:
    model = ScriptedModel(["one", "bye"])
    episode = await play(Echo, model)
    assert model.prompts[-1] == model.renderer.prompt(episode.messages[:-1])


async def test_a_template_that_rewrites_history_starts_another_branch() -> None:
    model = ScriptedModel(lambda _turn, text, _params: "bye" if "You said two" in text else "two" if "You said one" in text else "one")
    model.renderer = ForgetfulChat()
    episode = await play(Echo, model)
    assert len(episode.turns) == len(episode.branches) == 3
    for branch, turn, prompt in zip(episode.branches, episode.turns, model.prompts, strict=True):
        assert branch.tokens == (*prompt, *turn.ids)
        assert sum(branch.mask) == len(turn.ids)


async def test_members_that_open_differently_get_their_own_prompt() -> None:
    names = iter("abcd")

    class Mood(Echo):
        async def reset(self, scenario: Scenario) -> Opening:
            return Opening([user(f"I am {next(names)}.")])

    env, model = spec(Mood), ScriptedModel(["bye"])
    [group] = await rollout(env, model, env.scenarios, group_size=4, params=PARAMS)
    for episode in group.episodes:
        assert list(episode.branches[0].tokens[: episode.turns[0].prompt_length]) == model.renderer.prompt(episode.messages[:1])


async def test_a_turn_that_a_stop_string_ended_is_closed_with_an_end_token_that_counts_as_not_sampled() -> None:
    cut = Completion(tuple(ScriptedModel(["x"]).renderer.encode("one")), (-1.0, -1.0, -1.0), "stop", 3)
    model = ScriptedModel(lambda turn, _text, _params: cut if turn == 0 else "bye")
    episode = await play(Echo, model)
    [branch] = episode.branches
    after = episode.turns[0].prompt_length + 3
    assert (branch.tokens[after], branch.mask[after]) == (4, False)
    assert model.prompts[1] == model.renderer.prompt(episode.messages[:-1])


# Seeds


def fingerprint(groups: list[Group]) -> list[Any]:
    """Everything of an episode but its clock."""
    clockless = []
    for group in groups:
        for episode in group.episodes:
            turns = tuple(replace(turn, seconds=0.0) for turn in episode.turns)
            clockless.append(replace(episode, turns=turns, seconds=0.0))
    return clockless


def talkative(_turn: int, _text: str, params: SamplingParams) -> Message:
    """A reply that depends on the seed alone; about one in four says bye."""
    assert params.seed is not None
    return assistant("bye" if params.seed % 4 == 0 else f"word {params.seed % 1000}")


async def test_episodes_do_not_depend_on_which_reply_arrives_first() -> None:
    env = spec(count=6)
    runs = [
        await rollout(env, ScriptedModel(talkative, shuffle=True), env.scenarios, group_size=4, params=PARAMS, seed=7) for _ in range(2)
    ]
    calm = await rollout(env, ScriptedModel(talkative), env.scenarios, group_size=4, params=PARAMS, seed=7)
    assert fingerprint(runs[0]) == fingerprint(runs[1]) == fingerprint(calm)
    assert len({len(episode.turns) for group in calm for episode in group.episodes}) > 2


async def test_every_turn_of_every_episode_has_its_own_seed_of_63_bits() -> None:
    env, model = spec(count=3, limits=Limits(max_turns=3)), ScriptedModel(["more"])
    env = replace(env, scenarios=[env.scenarios[0]] * 3)  # even the same scenario, played at two positions
    await rollout(env, model, env.scenarios, group_size=2, params=PARAMS)
    seeds = [params.seed for params in model.params]
    assert len(set(seeds)) == len(seeds) == 18
    assert all(seed is not None and 0 <= seed < 2**63 for seed in seeds)
    assert max(seed or 0 for seed in seeds) > 2**60


async def test_another_seed_gives_other_episodes() -> None:
    env = spec(count=4)
    one, two = [await rollout(env, ScriptedModel(talkative), env.scenarios, params=PARAMS, seed=seed) for seed in (0, 1)]
    assert fingerprint(one) != fingerprint(two)


# Limits


async def test_an_env_that_never_ends_is_cut_after_its_turns() -> None:
    episode = await play(Echo, ScriptedModel(["more"]), limits=Limits(max_turns=4))
    assert (episode.stop, episode.reward, episode.outcome) == ("max_turns", 0.0, {"failure": "max_turns"})
    assert len(episode.turns) == 4
    assert episode.truncated


async def test_the_env_decides_what_a_cut_episode_is_worth() -> None:
    episode = await play(
        failing("cut", value=StepResult(reward=0.25, outcome={"half": True})), ScriptedModel(["more"]), limits=Limits(max_turns=1)
    )
    assert (episode.reward, episode.outcome) == (0.25, {"half": True})


async def test_the_tokens_of_an_episode_are_limited_over_all_its_turns() -> None:
    model = ScriptedModel(["12345"])  # 6 tokens with the end
    episode = await play(Echo, model, limits=Limits(max_tokens=15))
    assert (episode.stop, episode.sampled_tokens) == ("max_tokens", 15)
    assert [params.max_tokens for params in model.params] == [15, 9, 3]


async def test_an_episode_that_used_up_its_tokens_exactly_is_not_asked_again() -> None:
    model = ScriptedModel(["12345"])
    episode = await play(Echo, model, limits=Limits(max_tokens=12))
    assert (episode.stop, episode.sampled_tokens, len(model.prompts)) == ("max_tokens", 12, 2)


async def test_a_turn_that_runs_into_its_own_limit_ends_the_episode_and_stays_in_it() -> None:
    episode = await play(Echo, ScriptedModel(["1234567890"]), params=SamplingParams(max_tokens=4))
    assert (episode.stop, episode.reward, episode.sampled_tokens) == ("truncated_turn", 0.0, 4)
    assert episode.messages[-1] == assistant("1234")
    assert sum(episode.branches[0].mask) == 4


async def test_an_opening_longer_than_the_context_gives_an_episode_without_tokens_that_stays_in_its_group() -> None:
    env, model = spec(count=2), ScriptedModel(["bye"], context=10)
    groups = await rollout(env, model, env.scenarios, group_size=2, params=PARAMS)
    assert model.prompts == []
    for episode in (episode for group in groups for episode in group.episodes):
        assert (episode.stop, episode.branches, episode.turns, episode.reward) == ("context", (), (), 0.0)
        assert len(episode.messages) == 1


async def test_a_full_context_ends_the_episode_without_tokens_that_nobody_sampled_after() -> None:
    opening = len(ScriptedModel([""]).renderer.prompt([user("Hello from s0.")]))
    model = ScriptedModel(["12345"], context=opening + 8)  # room for one reply, not for what comes after it
    episode = await play(Echo, model)
    assert (episode.stop, len(episode.turns)) == ("context", 1)
    assert episode.branches[0].mask[-1]


async def test_a_reply_that_fills_the_context_ends_the_episode() -> None:
    opening = len(ScriptedModel([""]).renderer.prompt([user("Hello from s0.")]))
    episode = await play(Echo, ScriptedModel(["1234567890"], context=opening + 5))
    assert (episode.stop, episode.sampled_tokens) == ("context", 5)


async def test_an_engine_that_says_the_context_is_full_is_believed() -> None:
    for ids in ((), (50,)):
        full = Completion(ids, (-1.0,) * len(ids), "context", 0)
        episode = await play(Echo, ScriptedModel(lambda *_, full=full: full))
        assert (episode.stop, episode.sampled_tokens) == ("context", len(ids))


# Envs that fail


async def hang(*_: object) -> None:
    await asyncio.sleep(60)


async def test_a_step_that_hangs_ends_the_episode_with_no_reward_and_its_place() -> None:
    episode = await play(type("Hangs", (Echo,), {"step": hang}), ScriptedModel(["one"]), limits=Limits(seconds=0.02))
    assert (episode.stop, episode.reward) == ("timeout", None)
    assert episode.error == "step: TimeoutError: the env took longer than 0.02 s in all"
    assert len(episode.turns) == 1


async def test_a_reset_that_hangs_fails_its_episode_only() -> None:
    class Second(Echo):
        async def reset(self, scenario: Scenario) -> Opening:
            if scenario.id == "s1":
                await asyncio.sleep(60)
            return await super().reset(scenario)

    env = spec(Second, count=3, limits=Limits(seconds=0.05))
    groups = await rollout(env, ScriptedModel(["bye"]), env.scenarios, params=PARAMS)
    assert [group.episodes[0].stop for group in groups] == ["done", "timeout", "done"]
    assert groups[1].rewards == []


async def test_the_wall_time_of_an_env_adds_up_over_its_calls() -> None:
    class Slow(Echo):
        async def step(self, message: Message) -> StepResult:
            await asyncio.sleep(0.03)
            return await super().step(message)

    episode = await play(Slow, ScriptedModel(["more"]), limits=Limits(seconds=0.1))
    assert episode.stop == "timeout"  # no call took that long by itself
    assert len(episode.turns) < 16


async def test_waiting_for_the_engine_is_not_counted_as_wall_time() -> None:
    class SlowModel(ScriptedModel):
        async def sample(self, prompts: Any, params: SamplingParams) -> list[Completion]:
            await asyncio.sleep(0.2)
            return await super().sample(prompts, params)

    class Pauses(Echo):
        async def step(self, message: Message) -> StepResult:
            await asyncio.sleep(0)  # gives a limit the chance to strike
            return await super().step(message)

    assert (await play(Pauses, SlowModel(["one", "bye"]), limits=Limits(seconds=0.3))).stop == "done"


async def test_an_envs_own_timeout_is_its_error_not_the_rollouts_limit() -> None:
    episode = await play(failing("step", TimeoutError("the database")), ScriptedModel(["one"]))
    assert episode.stop == "error"
    assert episode.error.endswith("TimeoutError: the database")


@pytest.mark.parametrize("verb", ["reset", "step", "close"])
async def test_what_an_env_raises_fails_the_episode_and_says_where(verb: str) -> None:
    episode = await play(failing(verb, KeyError("A17")), ScriptedModel(["bye"]))
    assert (episode.stop, episode.reward) == ("error", None)
    assert episode.error.startswith(f"{verb} (envs/test_rollout.py:")
    assert episode.error.endswith("KeyError: 'A17'")


async def test_the_place_of_an_error_is_where_the_trouble_began() -> None:
    def deep() -> None:
        raise ZeroDivisionError("deep inside")

    class Wraps(Echo):
        async def step(self, message: Message) -> StepResult:
            try:
                deep()
            except ZeroDivisionError as error:
                raise EnvError("the tool broke", where="tool divide") from error
            return StepResult()

    episode = await play(Wraps, ScriptedModel(["one"]))
    line = deep.__code__.co_firstlineno + 1
    assert episode.error == f"step (envs/test_rollout.py:{line}): EnvError: tool divide: the tool broke"


async def test_an_env_that_cannot_be_made_fails_the_episode() -> None:
    def make() -> Env:
        raise OSError("no such database")

    episode = await play(make, ScriptedModel(["one"]))
    assert (episode.stop, episode.messages, episode.branches) == ("error", (), ())
    assert episode.error.startswith("make (envs/test_rollout.py:")


async def test_an_error_while_cutting_an_episode_fails_it() -> None:
    episode = await play(failing("cut", RuntimeError("no")), ScriptedModel(["more"]), limits=Limits(max_turns=1))
    assert (episode.stop, episode.reward) == ("error", None)
    assert episode.error.startswith("cut (")


async def test_an_env_that_exits_the_process_fails_its_episode_only() -> None:
    assert (await play(failing("step", SystemExit(0)), ScriptedModel(["one"]))).error.endswith("SystemExit: 0")


async def test_an_exception_without_a_text_is_still_recorded() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "Mute: (its text cannot be had: RuntimeError)" in (await play(failing("step", Mute()), ScriptedModel(["one"]))).error


@pytest.mark.parametrize("reward", [math.nan, math.inf, -math.inf, "1.0", [1.0], 1 + 2j])
async def test_a_reward_that_is_no_finite_number_fails_the_episode_and_never_becomes_a_zero(reward: object) -> None:
    episode = await play(failing("step", value=StepResult(terminated=True, reward=reward)), ScriptedModel(["one"]))  # type: ignore[arg-type]
    assert (episode.stop, episode.reward) == ("error", None)
    assert "the reward is" in episode.error


@pytest.mark.parametrize("reward", [True, 1, 1.0])
async def test_any_finite_number_is_a_reward(reward: float) -> None:
    episode = await play(failing("step", value=StepResult(terminated=True, reward=reward)), ScriptedModel(["one"]))
    assert episode.reward == 1.0
    assert type(episode.reward) is float


@pytest.mark.parametrize(
    ("verb", "value", "complaint"),
    [
        ("reset", None, "returned NoneType, not an Opening"),
        ("reset", Opening([]), "non-empty list of Messages"),
        ("reset", Opening([{"role": "user"}]), "non-empty list of Messages"),  # type: ignore[list-item]
        ("reset", Opening([user("hi")], ["tool"]), "tools must be Tools"),  # type: ignore[list-item]
        ("step", None, "returned NoneType, not a StepResult"),
        ("step", StepResult(["hi"]), "messages must be Messages"),  # type: ignore[list-item]
        ("step", StepResult(), "neither messages for the model nor the end"),
    ],
)
async def test_what_an_env_returns_is_checked(verb: str, value: object, complaint: str) -> None:
    episode = await play(failing(verb, value=value), ScriptedModel(["one"]))
    assert episode.stop == "error"
    assert episode.error.startswith(f"{verb}: ")
    assert complaint in episode.error


async def test_one_failing_episode_leaves_the_others_as_they_are() -> None:
    class Moody(Echo):
        async def step(self, message: Message) -> StepResult:
            if "word 1" in message.content:
                raise RuntimeError("not that word")
            return await super().step(message)

    env = spec(Moody, count=20)
    groups = await rollout(env, ScriptedModel(talkative), env.scenarios, group_size=2, params=PARAMS)
    stops = {episode.stop for group in groups for episode in group.episodes}
    assert stops >= {"done", "error"}
    assert all((episode.reward is None) == bool(episode.error) for group in groups for episode in group.episodes)


async def test_a_malformed_tool_call_is_told_to_the_model() -> None:
    broken = Completion((5, *ScriptedModel([""]).renderer.encode('{"name": "x"'), 6, 4), (-1.0,) * 15, "end", 3)
    model = ScriptedModel(lambda turn, _text, _params: broken if turn == 0 else "bye")
    episode = await play(Echo, model)
    assert episode.messages[2].role == "tool"
    assert "malformed tool call" in episode.messages[2].content
    assert episode.reward == 1.0


async def test_an_env_is_closed_once_whatever_happens() -> None:
    closed: list[str] = []

    class Closes(Echo):
        async def close(self) -> None:
            closed.append("closed")

    await play(Closes, ScriptedModel(["bye"]))
    await play(type("Raises", (Closes,), {"step": failing("step", KeyError()).step}), ScriptedModel(["bye"]))
    await play(Closes, ScriptedModel(["more"]), limits=Limits(max_turns=1))
    assert len(closed) == 3


# The engine, and cancellation


async def test_an_error_of_the_engine_ends_the_rollout_and_closes_every_env() -> None:
    closed: list[str] = []

    class Closes(Echo):
        async def close(self) -> None:
            await asyncio.sleep(0)
            closed.append("closed")

    def breaks(turn: int, text: str, params: SamplingParams) -> str:
        if "s2" in text and turn == 1:
            raise NonFiniteError("logits are NaN", where="policy")
        return "more"

    env = spec(Closes, count=4)
    with pytest.raises(NonFiniteError, match="logits are NaN"):
        await rollout(env, ScriptedModel(breaks), env.scenarios, group_size=2, params=PARAMS)
    assert len(closed) == 8


async def test_an_error_of_the_engine_inside_an_env_ends_the_rollout_too() -> None:
    with pytest.raises(EngineError, match="the reward model broke"):
        await play(failing("step", EngineError("the reward model broke")), ScriptedModel(["one"]))


async def test_a_template_that_fails_on_what_was_said_fails_that_episode() -> None:
    class Refuses(ForgetfulChat):
        def delta(self, messages: Sequence[Message], new: int, tools: object = ()) -> None:
            if "one" in messages[-1].content:
                raise TemplateError("cannot say this", where="template")

    env = spec(count=4)
    model = ScriptedModel(lambda turn, text, _params: "bye" if turn else "one" if "s2" in text else "two", renderer=Refuses())
    groups = await rollout(env, model, env.scenarios, params=SamplingParams(max_tokens=20))
    errors = [group.episodes[0].error for group in groups]
    assert [bool(error) for error in errors] == [False, False, True, False]
    assert errors[2].startswith("render (envs/test_rollout.py:")
    assert errors[2].endswith("TemplateError: template: cannot say this")


async def test_a_template_that_cannot_open_ends_the_rollout() -> None:
    class Broken(ForgetfulChat):
        def prompt(self, messages: object, tools: object = ()) -> list[int]:
            raise TemplateError("no such role", where="template")

    with pytest.raises(TemplateError, match="no such role"):
        await play(Echo, ScriptedModel(["one"], renderer=Broken()))


@pytest.mark.parametrize("completion", [Completion((), (), "end", 0), Completion((60, 4), (-1.0,), "end", 0)])
async def test_a_completion_without_ids_or_logprobs_is_an_error_of_the_engine(completion: Completion) -> None:
    with pytest.raises(EngineError, match="ids and"):
        await play(Echo, ScriptedModel(lambda *_: completion))


async def test_a_cancelled_rollout_closes_its_envs_and_ends() -> None:
    closed: list[str] = []
    hanging = asyncio.Semaphore(0)

    class Hangs(Echo):
        async def step(self, message: Message) -> StepResult:
            hanging.release()
            await asyncio.sleep(60)
            return StepResult()

        async def close(self) -> None:
            closed.append("closed")

    env = spec(Hangs, count=3)
    task = asyncio.create_task(rollout(env, ScriptedModel(["one"]), env.scenarios, params=PARAMS))
    for _ in range(3):
        await hanging.acquire()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(closed) == 3


async def test_the_tools_of_an_episode_are_kept_in_it() -> None:
    opening = Opening([user("hi")], [Tool(name="look")])
    episode = await play(failing("reset", value=opening), ScriptedModel(["bye"]))
    assert episode.tools == (Tool(name="look"),)
