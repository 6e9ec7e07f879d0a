"""Mock users: the six personas, and the one that is played by a language model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from burnish.core.messages import Message, assistant
from burnish.core.tokens import SamplingParams
from burnish.envs.mock_user import PERSONAS, ChatMockUser, MockUser, UserTurn
from burnish.errors import ConfigError, EnvError


class ScriptedChat:
    """A Chat port that says the given replies, and keeps what it was asked."""

    def __init__(self, *replies: str) -> None:
        self.replies, self.asked, self.aliases = list(replies), list[list[Message]](), list[str]()

    async def __call__(self, messages: Sequence[Message], *, alias: str, params: SamplingParams | None = None) -> Message:
        self.asked.append(list(messages))
        self.aliases.append(alias)
        return assistant(self.replies.pop(0))


def customer(*replies: str, persona: str = "angry", **rest: Any) -> ChatMockUser:
    return ChatMockUser(ScriptedChat(*replies), "mock-user", PERSONAS[persona], "return order 4711", {"order number": "4711"}, **rest)


def test_there_are_six_personas_that_differ_and_keep_within_their_bounds() -> None:
    assert list(PERSONAS) == ["calm", "impatient", "repetitive", "confused", "angry", "frightened"]
    for persona in PERSONAS.values():
        assert persona.patience >= 1
        assert all(0 <= chance <= 1 for chance in (persona.repeats, persona.confusion, persona.volunteers))
    assert len({persona.style for persona in PERSONAS.values()}) == 6
    assert PERSONAS["impatient"].patience < PERSONAS["calm"].patience


@pytest.mark.parametrize(("field", "value"), [("patience", 0), ("repeats", 1.5), ("confusion", -0.1), ("volunteers", float("nan"))])
def test_a_persona_out_of_bounds_is_refused(field: str, value: float) -> None:
    with pytest.raises(ConfigError, match=f"{field} is"):
        replace(PERSONAS["calm"], **{field: value})


async def test_a_language_model_plays_the_customer_with_the_roles_swapped() -> None:
    user: MockUser = customer("I want to send it back!", "It is 4711.")
    assert await user.opening() == "I want to send it back!"
    assert await user.answer(assistant("Which order?")) == UserTurn("It is 4711.")
    asked = user.chat.asked[-1]  # type: ignore[attr-defined]
    assert [message.role for message in asked] == ["system", "user", "assistant", "user"]
    assert [message.content for message in asked[2:]] == ["I want to send it back!", "Which order?"]
    assert user.chat.aliases == ["mock-user", "mock-user"]  # type: ignore[attr-defined]


def test_the_prompt_says_who_plays_what_they_want_and_what_they_know() -> None:
    prompt = customer().prompt()
    for words in (PERSONAS["angry"].style, "return order 4711", "- order number: 4711", "[DONE]", "[LEAVE]", "Never invent a fact"):
        assert words in prompt


@pytest.mark.parametrize(
    ("reply", "turn"),
    [
        ("Thank you, bye. [DONE]", UserTurn("Thank you, bye.", leaves=True, satisfied=True)),
        ("I give up. [LEAVE]", UserTurn("I give up.", leaves=True, satisfied=False)),
        ("[DONE] or rather [LEAVE]", UserTurn("or rather", leaves=True, satisfied=False)),
        ("[LEAVE]", UserTurn("", leaves=True, satisfied=False)),
    ],
)
async def test_a_mark_ends_the_conversation_and_says_whether_they_are_satisfied(reply: str, turn: UserTurn) -> None:
    user = customer("Hello.", reply)
    await user.opening()
    assert await user.answer(assistant("Done.")) == turn


async def test_a_model_that_says_nothing_is_an_error_of_the_env() -> None:
    with pytest.raises(EnvError, match="said nothing"):
        await customer("  ").opening()


async def test_an_opening_begins_a_fresh_conversation() -> None:
    user = customer("One.", "Two.")
    await user.opening()
    await user.opening()
    assert len(user.chat.asked[-1]) == 2  # type: ignore[attr-defined]
