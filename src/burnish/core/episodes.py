"""Scenario, Turn, Branch, Episode, Group, Grade: what is played, and what came of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from burnish.core.messages import Message, Tool
from burnish.core.tokens import SamplingParams

__all__ = ["Branch", "Episode", "EpisodeStop", "Grade", "Group", "Scenario", "Turn"]

EpisodeStop = Literal["done", "max_turns", "max_tokens", "truncated_turn", "context", "timeout", "error"]
"""done: the env ended it · max_turns, max_tokens, timeout: a limit of the rollout · truncated_turn: a turn ran into its own token
limit · context: the model's context is full · error: the env, a tool or the engine failed (see Episode.error)."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation an env can be put into. `data` is the env's own; `tags` name the slices it belongs to."""

    id: str
    data: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One sampled reply, with everything a trainer needs to know about how it came to be.

    Attributes:
        prompt_length: how many tokens of the branch stood before it.
        ids, logprobs: what was sampled.
        version: the policy version that sampled it.
        params: how it was sampled.
        stop: why the completion ended.
        seconds: wall time of the sample call.
    """

    prompt_length: int
    ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    version: int
    params: SamplingParams
    stop: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Branch:
    """One unbroken token sequence of an episode. A template that rewrites history makes the episode start another.

    Attributes:
        tokens: all ids, in the order the model saw them.
        mask: True where the model sampled the token.
        logprobs: one for each masked token.
    """

    tokens: tuple[int, ...]
    mask: tuple[bool, ...]
    logprobs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """What a grader says of an episode. `value` is None where it could not be scored, which is not 0."""

    value: float | None
    reason: str = ""
    grader: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """One task played from start to end.

    Attributes:
        id: unique within the run.
        scenario: what was played.
        messages: the whole conversation, system prompt included.
        tools: what the model could call.
        turns: the model's replies, with their provenance.
        branches: the token sequences to learn from; nearly always one.
        stop: why it ended.
        reward: what the env gave; None where there is none (an error, an unscorable episode). Never NaN.
        outcome: how it ended, as plain facts of the env (`resolved`, `contained`, `failure` …).
        error: what failed and where, if `stop` is "error".
        seconds: wall time.
        dropped_tokens: how many tokens the model produced in turns that are not kept here: an example episode of a run has none.
    """

    id: str
    scenario: Scenario
    messages: tuple[Message, ...] = ()
    tools: tuple[Tool, ...] = ()
    turns: tuple[Turn, ...] = ()
    branches: tuple[Branch, ...] = ()
    stop: EpisodeStop = "done"
    reward: float | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0
    dropped_tokens: int = 0

    def __post_init__(self) -> None:
        if self.reward is not None and not math.isfinite(self.reward):
            raise ValueError(f"reward of {self.id} is {self.reward}: the rollout must turn it into an error")

    @property
    def truncated(self) -> bool:
        """A limit ended it, not the env."""
        return self.stop not in ("done", "error")

    @property
    def sampled_tokens(self) -> int:
        """Tokens the model produced."""
        return sum(len(turn.ids) for turn in self.turns) + self.dropped_tokens


@dataclass(frozen=True, slots=True)
class Group:
    """Episodes of one scenario, played with the same weights."""

    scenario: Scenario
    episodes: Sequence[Episode]

    @property
    def rewards(self) -> list[float]:
        """Rewards of the episodes that have one."""
        return [episode.reward for episode in self.episodes if episode.reward is not None]
