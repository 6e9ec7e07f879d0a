"""The process of a run on the numpy engine: what tests let a worker start in place of `burnish.workers.run_process`."""

import fcntl
import logging
import os
import sys
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from burnish.core.crash_points import arm
from burnish.core.episodes import Scenario
from burnish.core.messages import Message, user
from burnish.engine.fake import FakeModel
from burnish.engine.fake_chat import FakeChat
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.workers.run_process import main
from tests.support import DIGITS, digit_scenarios

__all__ = ["COMMAND", "ENVS", "numpy_engine"]

ENVS = tuple(f"tests.workers.numpy_process:{name}" for name in ("shorter", "slow", "fatal", "hungry", "talkative", "without_scenarios"))
COMMAND = (sys.executable, "-m", "tests.workers.numpy_process")


@asynccontextmanager
async def numpy_engine(
    path: Path, *, name: str, checkpoints: Path | None, ranks: int | None, threads: int, seed: int
) -> AsyncIterator[FakeModel]:
    """A model too small to take time."""
    yield FakeModel(checkpoints or path / "never-saved", FakeChat(DIGITS), name=name, seed=seed, window=4, hidden=16)


class Shorter(Env):
    """The fewer characters, the better: an untrained model has something to learn in nearly every group."""

    async def reset(self, scenario: Scenario) -> Opening:
        return Opening([user(str(scenario.data["digit"]))])

    async def step(self, message: Message) -> StepResult:
        return StepResult(terminated=True, reward=1 / (1 + len(message.content)), outcome={"resolved": True})


class Slow(Shorter):
    """Takes a moment, so that there is time to be killed."""

    async def step(self, message: Message) -> StepResult:
        time.sleep(0.005)
        return await super().step(message)


class Fatal(Shorter):
    """Takes the process with it."""

    async def step(self, message: Message) -> StepResult:
        os.abort()


class Hungry(Shorter):
    """Takes memory until the kernel has none left for the control group that the test made."""

    async def step(self, message: Message) -> StepResult:
        (Path(os.environ["TEST_MEMORY_GROUP"]) / "cgroup.procs").write_text(str(os.getpid()))
        eaten = []
        while True:
            eaten.append(bytearray(20_000_000))


class Talkative(Shorter):
    """Says all that can be said."""

    async def step(self, message: Message) -> StepResult:
        print("printed …")
        logging.getLogger("env").info("logged")
        logging.getLogger("env").critical("failed loudly")
        structlog.get_logger().info("told", what=1)
        warnings.warn("warned", stacklevel=1)
        return await super().step(message)


def shorter() -> EnvSpec:
    return _spec(Shorter)


def slow() -> EnvSpec:
    return _spec(Slow)


def fatal() -> EnvSpec:
    return _spec(Fatal)


def hungry() -> EnvSpec:
    return _spec(Hungry)


def talkative() -> EnvSpec:
    return _spec(Talkative)


def without_scenarios() -> EnvSpec:
    return EnvSpec("empty", Shorter, [])


def _spec(env: type[Env]) -> EnvSpec:
    return EnvSpec(env.__name__, env, digit_scenarios(), Limits(max_turns=2))


def next_crash_point(home: Path) -> str:
    """The first line of a list that the test wrote, which is then gone: one process gets it."""
    try:
        with (home / "crash_points.txt").open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            first, _, rest = file.read().partition("\n")
            file.seek(0)
            file.truncate()
            file.write(rest)
            return first
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    if point := next_crash_point(Path(os.environ["BURNISH_HOME"])):
        arm(point)
    sys.exit(main(lambda: numpy_engine, recipe_process=("-m", "tests.workers.numpy_recipe")))
