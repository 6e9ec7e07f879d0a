"""Rollout: play scenarios with a model, all at once; the one place that turns messages into tokens."""

import asyncio
import math
import numbers
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import PurePath
from time import perf_counter
from traceback import extract_tb
from typing import Any, TypeVar

from burnish.core.episodes import Episode, EpisodeStop, Group, Scenario
from burnish.core.messages import Message, Tool
from burnish.core.ports import Model
from burnish.core.tokens import Completion, SamplingParams
from burnish.envs.conversation import Conversation
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.errors import ConfigError, EngineError, TemplateError

__all__ = ["rollout"]

T = TypeVar("T")
CLOSE_SECONDS = 10.0
"""The most that `close` may take: long enough to free things, short enough that a cancelled run ends."""


async def rollout(
    env: EnvSpec,
    policy: Model,
    scenarios: Sequence[Scenario],
    *,
    group_size: int = 1,
    params: SamplingParams,
    seed: int = 0,
) -> list[Group]:
    """Play every scenario `group_size` times, all episodes at once, and return one group a scenario, in their order.

    Every turn asks the policy for one completion; the engine batches whatever is waiting. A turn's seed is a hash of (seed, position
    and id of the scenario, member, turn), so the episodes do not depend on which of them was faster. What an env raises, a reward that
    is no finite number, a call into the env that hangs and a message that the template cannot say make a failed episode: reward None
    and `error` with the place. What the engine raises, or the template at an opening, ends the rollout: others would meet it too.

    Wall time (`Limits.seconds`) counts what an episode spends in its env, not its waiting for the engine, so that neither the size of a
    batch nor a busy machine cuts episodes off.

    Args:
        env: makes a fresh env for each episode, and says where to cut one off.
        policy: who plays.
        scenarios: what is played.
        group_size: episodes of each scenario.
        params: how to sample; `max_tokens` is for one turn, and `seed` is replaced by the turn's own.
        seed: another seed, other episodes.

    Raises:
        ConfigError: `group_size` is below 1, or `params.n` is not 1.
        EngineError: the engine failed.
        TemplateError: the template cannot say how an episode opens.
    """
    if group_size < 1:
        raise ConfigError(f"group_size is {group_size}", where="rollout.group_size", fix="use 1 or more")
    if params.n != 1:
        raise ConfigError(f"params.n is {params.n}", where="rollout.params", fix="use n=1, and group_size for more episodes of a scenario")
    table = [_Table(env, policy, replace(params, session=_hash(f"{seed}\x1f{position}"))) for position in range(len(scenarios))]
    tasks: list[list[asyncio.Task[Episode]]] = []
    failure: Exception | None = None
    try:
        async with asyncio.TaskGroup() as group:
            for position, scenario in enumerate(scenarios):
                keys = [f"{seed}\x1f{position}\x1f{scenario.id}\x1f{member}" for member in range(group_size)]
                tasks.append([group.create_task(_Player(table[position], scenario, key).play()) for key in keys])
    except ExceptionGroup as failures:
        failure = failures.exceptions[0]
    if failure is not None:  # the first one; the rest are its echoes
        raise failure
    return [Group(scenario, [task.result() for task in row]) for scenario, row in zip(scenarios, tasks, strict=True)]


@dataclass(slots=True)
class _Table:
    """What the members of one group play with. They open alike, as a rule, so the first one's prompt serves them all."""

    env: EnvSpec
    policy: Model
    params: SamplingParams
    opening: Opening | None = None
    prompt: list[int] = field(default_factory=list)

    def conversation(self, opening: Opening) -> Conversation:
        """A conversation that begins with `opening`."""
        known = self.opening
        if known is None or list(known.messages) != list(opening.messages) or list(known.tools) != list(opening.tools):
            self.opening, self.prompt = opening, list(self.policy.renderer.prompt(opening.messages, opening.tools))
        return Conversation(self.policy.renderer, opening.messages, opening.tools, self.prompt)


class _Failure(Exception):
    """The env failed, or hung: ends the episode, not the rollout."""

    def __init__(self, what: str, stop: EpisodeStop = "error") -> None:
        self.what, self.stop = what, stop
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How an episode ended."""

    stop: EpisodeStop
    reward: float | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


class _Player:
    """Plays one episode."""

    __slots__ = ("conversation", "env_seconds", "key", "limits", "scenario", "table")

    def __init__(self, table: _Table, scenario: Scenario, key: str) -> None:
        self.table, self.scenario, self.key = table, scenario, key
        self.limits: Limits = table.env.limits
        self.env_seconds = 0.0
        self.conversation: Conversation | None = None

    async def play(self) -> Episode:
        """The episode, whatever the env does."""
        began = perf_counter()
        env: Env | None = None
        try:
            env = self._make()
            ending = await self._converse(env)
        except _Failure as failure:
            ending = _Ending(failure.stop, error=failure.what)
        finally:
            complaint = await self._close(env) if env is not None else ""
        if complaint and not ending.error:
            ending = _Ending("error", error=complaint)
        talk = self.conversation
        return Episode(
            id=f"ep_{_hash(self.key):016x}",
            scenario=self.scenario,
            messages=tuple(talk.messages) if talk else (),
            tools=talk.tools if talk else (),
            turns=tuple(talk.turns) if talk else (),
            branches=talk.branches() if talk else (),
            stop=ending.stop,
            reward=ending.reward,
            outcome=ending.outcome,
            error=ending.error,
            seconds=perf_counter() - began,
        )

    async def _converse(self, env: Env) -> _Ending:
        opening = _check_opening(await self._ask("reset", env.reset, self.scenario))
        talk = self.conversation = self.table.conversation(opening)
        while True:
            prompt = _render(talk)
            params = self._params(talk, len(prompt))
            if isinstance(params, str):
                return await self._cut(env, params)
            began = perf_counter()
            [completion] = await self.table.policy.sample([prompt], params)
            if not completion.ids and completion.stop == "context":
                return await self._cut(env, "context")
            parsed = talk.reply(completion, params, perf_counter() - began)
            stop = self._stop_of(completion, params, len(prompt))
            if stop is not None:
                return await self._cut(env, stop)
            if parsed.error:
                result = _check_result("malformed", await self._ask("malformed", env.malformed, parsed))
            else:
                result = _check_result("step", await self._ask("step", env.step, parsed.message))
            talk.extend(result.messages)
            if result.terminated:
                return _Ending("done", _reward("step", result.reward), dict(result.outcome))
            if len(talk.turns) >= self.limits.max_turns:
                return await self._cut(env, "max_turns")

    def _params(self, talk: Conversation, length: int) -> SamplingParams | EpisodeStop:
        """How to sample the next turn, or the limit that leaves no room for it. `length`: tokens of its prompt."""
        room = self.table.policy.context - length
        left = self.limits.max_tokens - talk.sampled
        if room < 1:
            return "context"
        if left < 1:
            return "max_tokens"
        params = self.table.params
        seed = _hash(f"{self.key}\x1f{len(talk.turns)}")
        return replace(params, seed=seed, max_tokens=min(params.max_tokens, left, room))

    def _stop_of(self, completion: Completion, params: SamplingParams, length: int) -> EpisodeStop | None:
        """The limit a completion ran into, if it did: its own, the episode's or the context's, whichever is the tightest."""
        if completion.stop == "context":
            return "context"
        if completion.stop != "length":
            return None
        if params.max_tokens == self.table.params.max_tokens:
            return "truncated_turn"
        return "context" if length + len(completion.ids) >= self.table.policy.context else "max_tokens"

    def _make(self) -> Env:
        try:
            return self.table.env.make()
        except EngineError:
            raise
        except (Exception, SystemExit) as error:
            raise _Failure(_describe("make", error)) from error

    async def _ask(self, verb: str, method: Callable[[Any], Awaitable[T]], argument: object, seconds: float | None = None) -> T:
        """Call into the env, within the time the episode has left there."""
        left = self.limits.seconds - self.env_seconds if seconds is None else seconds
        began = perf_counter()
        try:
            async with asyncio.timeout(max(left, 0.0)) as scope:
                return await method(argument)
        except EngineError:
            raise
        except (Exception, SystemExit) as error:
            if scope.expired():
                limit = self.limits.seconds if seconds is None else seconds
                raise _Failure(f"{verb}: TimeoutError: the env took longer than {limit:g} s in all", "timeout") from error
            raise _Failure(_describe(verb, error)) from error
        finally:
            self.env_seconds += perf_counter() - began

    async def _cut(self, env: Env, stop: EpisodeStop) -> _Ending:
        """End the episode at a limit, with what reward and outcome the env gives for that."""
        result = _check_result("cut", await self._ask("cut", env.cut, stop))
        return _Ending(stop, _reward("cut", result.reward), dict(result.outcome))

    async def _close(self, env: Env) -> str:
        """Free the env; returns what went wrong."""
        try:
            await self._ask("close", lambda _: env.close(), None, CLOSE_SECONDS)
        except _Failure as failure:
            return failure.what
        return ""


def _render(talk: Conversation) -> list[int]:
    """The next prompt. What a template chokes on here came up in this conversation, so it is this episode's failure alone."""
    try:
        return talk.prompt()
    except TemplateError as error:
        raise _Failure(_describe("render", error)) from error


def _check_opening(opening: object) -> Opening:
    """Find out here, with a name, what would else fail deep in a template."""
    if not isinstance(opening, Opening):
        raise _Failure(f"reset: TypeError: returned {type(opening).__name__}, not an Opening")
    if not opening.messages or not all(isinstance(message, Message) for message in opening.messages):
        raise _Failure("reset: ValueError: the opening must be a non-empty list of Messages")
    if not all(isinstance(tool, Tool) for tool in opening.tools):
        raise _Failure("reset: ValueError: the opening's tools must be Tools")
    return opening


def _check_result(verb: str, result: object) -> StepResult:
    if not isinstance(result, StepResult):
        raise _Failure(f"{verb}: TypeError: returned {type(result).__name__}, not a StepResult")
    if not all(isinstance(message, Message) for message in result.messages):
        raise _Failure(f"{verb}: ValueError: its messages must be Messages")
    if not result.messages and not result.terminated and verb != "cut":
        raise _Failure(f"{verb}: ValueError: neither messages for the model nor the end of the episode")
    return result


def _reward(verb: str, value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, numbers.Real):
        raise _Failure(f"{verb}: TypeError: the reward is {value!r:.80}, not a number")
    number = float(value)
    if not math.isfinite(number):
        raise _Failure(f"{verb}: ValueError: the reward is {number}, not a finite number")
    return number


def _describe(verb: str, error: BaseException) -> str:
    """`step (supply_desk/tools.py:41): KeyError: 'A17'`, with the place where the trouble began."""
    root = error
    while root.__cause__ is not None:
        root = root.__cause__
    frames = extract_tb(root.__traceback__)
    place = f" ({'/'.join(PurePath(frames[-1].filename).parts[-2:])}:{frames[-1].lineno})" if frames else ""
    try:
        text = str(error)
    except Exception as broken:
        text = f"(its text cannot be had: {type(broken).__name__})"
    return f"{verb}{place}: {type(error).__name__}: {text}"


def _hash(key: str) -> int:
    """63 bits that depend on every character of the key; the same in every process, unlike `hash`."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1
