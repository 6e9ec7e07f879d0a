"""The application called as a shell would, with the numpy engine in place of torch."""

import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from burnish.cli import app
from burnish.cli.answers import Injected
from burnish.engine.fake import FakeModel

ENV = '''
"""An env of one turn: say yes."""

from burnish import Env, EnvSpec, Message, Opening, Scenario, StepResult
from burnish.core.messages import user


class SayYes(Env):
    async def reset(self, scenario: Scenario) -> Opening:
        return Opening([user("yes?")])

    async def step(self, message: Message) -> StepResult:
        return StepResult(terminated=True, reward=float("y" in message.content), outcome={"resolved": "y" in message.content})


def spec(split: str = "train", count: int = 8) -> EnvSpec:
    return EnvSpec("say_yes", SayYes, [Scenario(f"{split}-{number}") for number in range(count)])


def without_split() -> EnvSpec:
    return spec()


def empty() -> EnvSpec:
    return EnvSpec("empty", SayYes, [])


def broken() -> EnvSpec:
    raise OSError("the database is away")


number = 7
'''


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@asynccontextmanager
async def numpy_engine(
    path: Path, *, name: str, checkpoints: Path | None, ranks: int | None, threads: int, seed: int
) -> AsyncIterator[FakeModel]:
    yield FakeModel(checkpoints or path / "never-saved", name=name, seed=seed, hidden=8, window=2)


@pytest.fixture
def burnish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Call the command line in a folder that holds a model and an env module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in os.environ if name.startswith("BURNISH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BURNISH_HOME", str(tmp_path / "home"))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    (tmp_path / "say_yes.py").write_text(ENV)

    def call(*arguments: str, input: str | None = None) -> Answer:
        result = CliRunner().invoke(app, list(arguments), input=input, obj=Injected(engine=numpy_engine))
        return Answer(result.exit_code, result.stdout, result.stderr)

    return call
