"""What tests share: a run in memory, small envs with a right answer, and a policy that can do them a little."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from burnish.core.episodes import Episode, Group, Scenario
from burnish.core.losses import Adam, CrossEntropy
from burnish.core.messages import Message, assistant, user
from burnish.core.ports import Model
from burnish.core.tokens import Checkpoint, SamplingParams
from burnish.engine.fake import FakeModel
from burnish.engine.fake_chat import FakeChat
from burnish.envs.env import Env, EnvSpec, Opening, StepResult
from burnish.envs.rollout import rollout

T = TypeVar("T")

DIGITS = "01234"


class Interrupted(Exception):
    """A run was killed here."""


@dataclass
class MemoryRun:
    """A run kept in memory. A second one that is given the first one's `saved` goes on from there.

    Attributes:
        models: saved together after every step, under `step-…`.
        stop_after: raise Interrupted once this many steps are done and saved.
        saved: step and checkpoints to go on from.
    """

    seed: int = 0
    models: Sequence[Model] = ()
    stop_after: int | None = None
    saved: tuple[int, list[Checkpoint]] | None = None
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: list[dict[str, float]] = field(default_factory=list)
    kept: dict[int, Sequence[Episode]] = field(default_factory=dict)

    async def steps(self, items: Sequence[T], count: int) -> AsyncIterator[tuple[int, T]]:
        start = 0
        if self.saved:
            start, checkpoints = self.saved
            for model, checkpoint in zip(self.models, checkpoints, strict=True):
                await model.load(checkpoint)
        for step in range(start, count):
            yield step, items[step]
            if self.models:
                self.saved = (step + 1, [await model.save(f"step-{step + 1}") for model in self.models])
            if step + 1 == self.stop_after:
                raise Interrupted

    def log(self, step: int, /, **metrics: float) -> None:
        self.rows.append({"step": step, **metrics})

    def keep(self, step: int, episodes: Sequence[Episode]) -> None:
        self.kept[step] = episodes

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        self.examples[name] = [dict(row) for row in rows]
        return name

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        return self.examples.get(name)


class Successor(Env):
    """The user says a digit; right is to answer with the next one, and nothing else. 4 is followed by 0."""

    async def reset(self, scenario: Scenario) -> Opening:
        self.digit = int(scenario.data["digit"])
        return Opening([user(str(self.digit))])

    async def step(self, message: Message) -> StepResult:
        right = message.content == str((self.digit + 1) % 5)
        return StepResult(terminated=True, reward=float(right), outcome={"resolved": right})


class Twice(Env):
    """The user says a digit, and whatever is answered, the one after it: right is to answer each with itself. Reward ½ a turn."""

    async def reset(self, scenario: Scenario) -> Opening:
        self.digit, self.right, self.turns = int(scenario.data["digit"]), 0, 0
        return Opening([user(str(self.digit))])

    async def step(self, message: Message) -> StepResult:
        asked = (self.digit + self.turns) % 5
        self.right += message.content == str(asked)
        self.turns += 1
        if self.turns == 2:
            return StepResult(terminated=True, reward=self.right / 2)
        return StepResult([user(str((self.digit + 1) % 5))])


def digit_scenarios() -> list[Scenario]:
    return [Scenario(f"digit-{digit}", {"digit": digit}) for digit in DIGITS]


SUCCESSOR = EnvSpec("successor", Successor, digit_scenarios())
TWICE = EnvSpec("twice", Twice, digit_scenarios())


async def guessing_policy(folder: Path, name: str = "policy", seed: int = 0) -> FakeModel:
    """A policy that answers any digit with any digit, each about as likely: right one time in five, like a weak base model."""
    chat = FakeChat(DIGITS)
    policy = FakeModel(folder, chat, name=name, seed=seed, window=4)
    examples = [chat.example([user(asked), assistant(answer)]) for asked in DIGITS for answer in DIGITS]
    for _ in range(40):
        await policy.forward_backward(examples, CrossEntropy())
        await policy.optim_step(Adam(learning_rate=0.01))
    await policy.sync()
    return policy


async def mean_reward(policy: Model, env: EnvSpec, seed: int = 987) -> float:
    """Over 20 episodes of each scenario, with the weights that the policy was trained to."""
    await policy.sync()
    groups: list[Group] = await rollout(env, policy, env.scenarios, group_size=20, params=SamplingParams(max_tokens=6), seed=seed)
    rewards = [reward for group in groups for reward in group.rewards]
    return sum(rewards) / len(rewards)
