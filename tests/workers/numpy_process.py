"""The process of a run on the numpy engine: what tests let a worker start in place of `burnish.workers.run_process`."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from burnish.core.episodes import Scenario
from burnish.core.messages import Message
from burnish.engine.fake import FakeModel
from burnish.engine.fake_chat import FakeChat
from burnish.envs.env import EnvSpec, Limits, StepResult
from burnish.workers.run_process import main
from tests.support import DIGITS, Successor, digit_scenarios

__all__ = ["COMMAND", "numpy_engine", "slow", "successor"]

COMMAND = (sys.executable, "-m", "tests.workers.numpy_process")


@asynccontextmanager
async def numpy_engine(
    path: Path, *, name: str, checkpoints: Path | None, ranks: int | None, threads: int, seed: int
) -> AsyncIterator[FakeModel]:
    """A model too small to take time."""
    yield FakeModel(checkpoints or path / "never-saved", FakeChat(DIGITS), name=name, seed=seed, window=4, hidden=16)


class SlowSuccessor(Successor):
    """Takes a moment, so that there is time to be killed."""

    async def step(self, message: Message) -> StepResult:
        time.sleep(0.003)
        return await super().step(message)


def successor(count: int = 5) -> EnvSpec:
    """The next digit."""
    return EnvSpec("successor", Successor, digit_scenarios()[:count], Limits(max_turns=2))


def slow(count: int = 5) -> EnvSpec:
    """The next digit, slowly."""
    return EnvSpec("slow", SlowSuccessor, digit_scenarios()[:count], Limits(max_turns=2))


def scenarios_of(name: str) -> list[Scenario]:
    """For tests that look at them."""
    return list({"successor": successor, "slow": slow}[name]().scenarios)


if __name__ == "__main__":
    sys.exit(main(lambda: numpy_engine))
