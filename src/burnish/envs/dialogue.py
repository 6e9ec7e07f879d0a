"""DialogueEnv: an agent, a mock user and mock tools around one scenario."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, system, user
from burnish.envs.env import Opening, StepResult
from burnish.envs.mock_tools import ToolEnv
from burnish.envs.mock_user import MockUser, UserTurn

__all__ = ["Cast", "DialogueEnv"]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what meets in a scenario: the mock user, and the system prompt of the agent (none if empty)."""

    user: MockUser
    system: str = ""


class DialogueEnv(ToolEnv):
    """A conversation with a mock user. A subclass has `begin`, methods marked with `@tool`, `reward` and `outcome`.

    A message that calls tools is answered by the tools, and the agent speaks again; any other goes to the mock user. The user does not
    hear what the agent says beside a tool call. The user's leaving ends the episode, and so does a tool that sets `ended`.

    Attributes:
        user: the mock user; there from `begin` on.
        user_turn: what the user said last.
    """

    user: MockUser
    user_turn: UserTurn | None = None

    @abstractmethod
    async def begin(self, scenario: Scenario) -> Cast:
        """Put the world into the scenario, and say who comes."""

    async def reset(self, scenario: Scenario) -> Opening:
        """Begin the scenario; the mock user speaks first."""
        cast = await self.begin(scenario)
        self.user = cast.user
        words = user(await cast.user.opening())
        return Opening([system(cast.system), words] if cast.system else [words], self.tools)

    async def reply(self, message: Message) -> StepResult:
        """Let the mock user answer; the episode ends when they leave."""
        turn = self.user_turn = await self.user.answer(message)
        messages = [user(turn.text)] if turn.text or not turn.leaves else []
        return await self.finish(messages) if turn.leaves else StepResult(messages)

    def outcome(self) -> Mapping[str, Any]:
        """Whether the user, as they see it, got what they came for; None if they never said. A subclass adds its own facts."""
        return {"satisfied": self.user_turn.satisfied if self.user_turn else None}
