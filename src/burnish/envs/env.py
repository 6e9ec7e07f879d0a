"""Env: reset and step on chat messages. EnvSpec: how to make one, and what to play in it."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, Tool, ToolCall, tool_result
from burnish.core.ports import Parsed
from burnish.errors import ConfigError

__all__ = ["Env", "EnvSpec", "Limits", "Opening", "StepResult"]


@dataclass(frozen=True, slots=True)
class Opening:
    """How an episode begins: what the model reads first (system prompt, first user message), and the tools it has."""

    messages: Sequence[Message]
    tools: Sequence[Tool] = ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """What the env answers to one reply of the model (Gymnasium's words).

    Attributes:
        messages: what the model reads next: tool results, the user's next words.
        terminated: the episode is over.
        reward: of the whole episode, once it is over; None while it runs, or if it cannot be scored.
        outcome: how it ended, as plain facts, once it is over.
    """

    messages: Sequence[Message] = ()
    terminated: bool = False
    reward: float | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)


class Env(ABC):
    """One episode's world. A fresh one is made for every episode; whatever it raises is a failed episode with its place."""

    @abstractmethod
    async def reset(self, scenario: Scenario) -> Opening:
        """Begin the scenario."""

    @abstractmethod
    async def step(self, message: Message) -> StepResult:
        """Answer one reply of the model."""

    async def malformed(self, reply: Parsed) -> StepResult:
        """Answer a reply whose tool call could not be parsed. By default the model is told what was wrong with it."""
        complaint = json.dumps({"error": f"malformed tool call: {reply.error}"}, ensure_ascii=False)
        return StepResult(messages=[tool_result(complaint, ToolCall(name=""))])

    async def cut(self, stop: str) -> StepResult:
        """A limit of the rollout ended the episode: give what reward and outcome there is. By default 0, resolved nothing."""
        return StepResult(terminated=True, reward=0.0, outcome={"failure": stop})

    async def close(self) -> None:  # noqa: B027
        """Free what the episode held. Called once, whatever happened."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a rollout cuts an episode off.

    Attributes:
        max_turns: replies of the model.
        max_tokens: tokens the model may sample in the whole episode.
        seconds: wall time that an episode may spend in its env, in all and so in any one call; a tool that hangs ends the episode.
            Waiting for the engine is not counted: the size of a batch or a busy machine must not cut episodes off.
    """

    max_turns: int = 16
    max_tokens: int = 4096
    seconds: float = 120.0

    def __post_init__(self) -> None:
        for name in ("max_turns", "max_tokens", "seconds"):
            value = getattr(self, name)
            if not value > 0:
                raise ConfigError(f"{name} is {value}", where=f"Limits.{name}", fix="use a number above 0")


@dataclass(frozen=True, slots=True)
class EnvSpec:
    """An env by name: how to make one (cheap, once an episode), and the scenarios to train on."""

    name: str
    make: Callable[[], Env]
    scenarios: Sequence[Scenario]
    limits: Limits = Limits()
