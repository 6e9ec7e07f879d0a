"""DialogueEnv: tools first, otherwise the user's next words; the user's leaving ends the episode."""

from typing import Any

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, ToolCall, assistant
from burnish.envs.dialogue import Cast, DialogueEnv
from burnish.envs.env import Limits
from burnish.envs.mock_tools import tool
from burnish.envs.mock_user import UserTurn
from burnish.envs.rollout import rollout

from .scripted import PARAMS, ScriptedModel, call, spec


class Caller:
    """Wants order 7, leaves happy when it is named, and unhappy after two other replies."""

    def __init__(self) -> None:
        self.patience = 2

    async def opening(self) -> str:
        return "Where is my order 7?"

    async def answer(self, message: Message) -> UserTurn:
        if "Dayton" in message.content:
            return UserTurn("Thanks, bye.", leaves=True, satisfied=True)
        self.patience -= 1
        return UserTurn("", leaves=True, satisfied=False) if not self.patience else UserTurn("I asked for my order.")


class Desk(DialogueEnv):
    async def begin(self, scenario: Scenario) -> Cast:
        return Cast(Caller(), system=scenario.data.get("system", "You are a desk."))

    @tool
    def locate(self, order: str) -> str:
        """Find an order."""
        return f"{order} is in Dayton"

    @tool
    def escalate(self) -> None:
        """Hand over to a person."""
        self.ended = True

    def reward(self) -> float:
        return float(bool(self.user_turn and self.user_turn.satisfied))

    def outcome(self) -> dict[str, Any]:
        return {**super().outcome(), "escalated": self.ended}


async def play(*replies: Message | str, limits: Limits | None = None) -> Any:
    env = spec(Desk, limits=limits)
    [group] = await rollout(env, ScriptedModel(replies), env.scenarios, params=PARAMS)
    return group.episodes[0]


async def test_tools_answer_first_and_the_user_hears_what_is_said_after() -> None:
    episode = await play(call("locate", order="7"), "It is in Dayton.")
    assert [message.role for message in episode.messages] == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert episode.messages[-1].content == "Thanks, bye."
    assert (episode.stop, episode.reward, episode.outcome) == ("done", 1.0, {"satisfied": True, "escalated": False})
    assert [entry.name for entry in episode.tools] == ["locate", "escalate"]


async def test_words_beside_a_call_are_not_heard_by_the_user() -> None:
    episode = await play(assistant("It is in Dayton.", ToolCall(name="locate", arguments={"order": "7"})), "Hm.")
    assert episode.messages[3].role == "tool"
    assert episode.reward == 0.0


async def test_a_user_who_leaves_without_a_word_ends_the_episode() -> None:
    episode = await play("Hm.", "Hm.")
    assert episode.messages[-1].role == "assistant"
    assert (episode.stop, episode.outcome["satisfied"]) == ("done", False)


async def test_a_tool_may_end_the_dialogue() -> None:
    episode = await play(call("escalate"))
    assert (episode.stop, episode.outcome) == ("done", {"satisfied": None, "escalated": True})


async def test_a_cut_dialogue_says_so_beside_its_facts() -> None:
    episode = await play("Hm.", limits=Limits(max_turns=1))
    assert (episode.stop, episode.reward) == ("max_turns", 0.0)
    assert episode.outcome == {"satisfied": None, "escalated": False, "failure": "max_turns"}


async def test_without_a_system_prompt_the_user_speaks_first() -> None:
    opening = await Desk().reset(Scenario("s", {"system": ""}))
    assert [message.role for message in opening.messages] == ["user"]
