"""An env that tells each time an episode is over, so that whoever waits knows how far it is."""

from collections.abc import Callable
from dataclasses import replace

from burnish.core.episodes import Scenario
from burnish.core.messages import Message
from burnish.core.ports import Parsed
from burnish.envs.env import Env, EnvSpec, Opening, StepResult

__all__ = ["counted"]


def counted(env: EnvSpec, tell: Callable[[], None]) -> EnvSpec:
    """The same env, which calls `tell` whenever one of its episodes was closed."""
    return replace(env, make=lambda: _Counted(env.make(), tell))


class _Counted(Env):
    """Passes everything on."""

    def __init__(self, env: Env, tell: Callable[[], None]) -> None:
        self._env, self._tell = env, tell

    async def reset(self, scenario: Scenario) -> Opening:
        return await self._env.reset(scenario)

    async def step(self, message: Message) -> StepResult:
        return await self._env.step(message)

    async def malformed(self, reply: Parsed) -> StepResult:
        return await self._env.malformed(reply)

    async def cut(self, stop: str) -> StepResult:
        return await self._env.cut(stop)

    async def close(self) -> None:
        try:
            await self._env.close()
        finally:
            self._tell()
