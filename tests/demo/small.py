"""A demo small enough for the fake engine: digits to be answered with the next one; the digits 0 and 1 are emergencies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from burnish.core.messages import Message, assistant
from burnish.core.ports import Model
from burnish.core.tokens import Checkpoint, SamplingParams
from burnish.demo.plan import DemoPlan
from burnish.engine.fake import FakeModel
from burnish.engine.fake_chat import FakeChat
from burnish.envs.env import EnvSpec, StepResult
from burnish.recipes import grpo, rejection_sampling
from tests.support import DIGITS, Successor, digit_scenarios, guessing_policy

__all__ = ["fake_engine", "small_base", "small_plan"]

URGENT = "01"


class Desk(Successor):
    """The successor game with the outcomes of a support desk."""

    async def step(self, message: Message) -> StepResult:
        result = await super().step(message)
        resolved, urgent = bool(result.reward), str(self.digit) in URGENT
        outcome = {"resolved": resolved, "contained": None if urgent else resolved, "missed_escalation": not resolved if urgent else None}
        return replace(result, outcome=outcome if resolved else outcome | {"failure": "wrong_digit"})

    async def cut(self, stop: str) -> StepResult:
        result = await self.step(assistant())
        return replace(result, outcome={**result.outcome, "failure": stop})


def _scenarios(times: int) -> EnvSpec:
    tagged = [
        replace(
            scenario,
            id=f"{scenario.id}-{number}",
            tags={"intent": "emergency" if scenario.id[-1] in URGENT else "ordinary", "persona": "calm"},
        )
        for number in range(times)
        for scenario in digit_scenarios()
    ]
    return EnvSpec("desk", Desk, tagged)


async def small_base(folder: Path) -> Path:
    """A policy that guesses, as a checkpoint."""
    policy = await guessing_policy(folder)
    return Path((await policy.save("base")).path)


def small_plan(base: Path) -> DemoPlan:
    """From a policy that guesses to one that knows, in seconds."""
    return DemoPlan(
        model=base,
        played=_scenarios(1),
        practised=_scenarios(1),
        held_out=_scenarios(8),
        rejection_sampling=rejection_sampling.Config(group_size=16, epochs=2, examples_per_step=5, learning_rate=0.01, max_tokens=4),
        grpo=grpo.Config(steps=12, scenarios_per_step=5, group_size=16, max_tokens=4, learning_rate=0.03, warmup_steps=2),
        params=SamplingParams(max_tokens=4),
    )


@asynccontextmanager
async def fake_engine(path: Path, *, name: str, checkpoints: Path, ranks: int | None, threads: int, seed: int) -> AsyncIterator[Model]:
    """An `OpenModel` on numpy, for checkpoints of the fake engine."""
    folder = path.parent if path.name == "model" else path
    model = FakeModel(checkpoints, FakeChat(DIGITS), name=name, seed=seed, window=4)
    await model.load(Checkpoint(folder.name, str(folder)))
    yield model
