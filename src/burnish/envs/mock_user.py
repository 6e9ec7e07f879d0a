"""MockUser: the customer's side of a dialogue; six personas; and a mock user that is a language model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from burnish.core.messages import Message, assistant, system, user
from burnish.core.ports import Chat
from burnish.core.tokens import SamplingParams
from burnish.errors import ConfigError, EnvError

__all__ = ["PERSONAS", "ChatMockUser", "MockUser", "Persona", "UserTurn"]


@dataclass(frozen=True, slots=True)
class UserTurn:
    """What the mock user says next.

    Attributes:
        text: the words; may be empty if the user just hangs up.
        leaves: the user ends the conversation with this.
        satisfied: whether the user got what they came for, as they see it; None while they cannot tell.
    """

    text: str
    leaves: bool = False
    satisfied: bool | None = None


class MockUser(Protocol):
    """Whoever talks to the agent: a script, a language model, a replay of a real customer. Hears only what the agent says."""

    async def opening(self) -> str:
        """The first words. Called once, before anything else."""
        ...

    async def answer(self, message: Message) -> UserTurn:
        """The next words, after the agent said `message`."""
        ...


@dataclass(frozen=True, slots=True)
class Persona:
    """How a mock user behaves, whatever they want. What they want, and what they know, is the scenario's.

    Attributes:
        name: what slices are named by.
        style: how they talk, in words that a language model can play.
        patience: how many unhelpful replies they bear before they leave.
        repeats: how likely (0 to 1) they say again what they want instead of answering.
        confusion: how likely (0 to 1) their answer misses the question at first.
        volunteers: how likely (0 to 1) they give a fact before they are asked for it.
    """

    name: str
    style: str
    patience: int = 3
    repeats: float = 0.0
    confusion: float = 0.0
    volunteers: float = 0.3

    def __post_init__(self) -> None:
        if self.patience < 1:
            raise ConfigError(f"patience is {self.patience}", where=f"Persona({self.name}).patience", fix="use 1 or more")
        for name in ("repeats", "confusion", "volunteers"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"{name} is {getattr(self, name)}", where=f"Persona({self.name}).{name}", fix="use a chance from 0 to 1")


PERSONAS: Mapping[str, Persona] = MappingProxyType(
    {
        persona.name: persona
        for persona in (
            Persona("calm", "polite and to the point", patience=4, volunteers=0.4),
            Persona("impatient", "short sentences, in a hurry, wants it done now", patience=2, volunteers=0.5),
            Persona("repetitive", "says the same thing again in other words", patience=4, repeats=0.4, volunteers=0.2),
            Persona("confused", "unsure, mixes things up, needs a plain question", patience=4, confusion=0.4, volunteers=0.1),
            Persona("angry", "upset about how it went so far, blames the company, calms down when helped", patience=2, repeats=0.2),
            Persona("frightened", "anxious about their health, needs a clear answer first", patience=3, confusion=0.1, volunteers=0.2),
        )
    }
)
"""The six that every slice of the examples is made of: calm, impatient, repetitive, confused, angry, frightened."""

SATISFIED_MARK, LEAVES_MARK = "[DONE]", "[LEAVE]"

_PROMPT = """You play a customer who contacts a support agent. Stay in character; you are never the agent.

Who you are: {style}.
What you want: {goal}
What you know, and tell only when you are asked for it:
{facts}
{volunteers}
Write only the customer's next words, one to three sentences. Never invent a fact that is not listed: say you do not know it.
When you have what you want, say goodbye and end with {satisfied}. After about {patience} replies that do not help you, say that you
give up and end with {leaves}."""


@dataclass(slots=True)
class ChatMockUser:
    """A mock user played by a language model through the Chat port; it ends the conversation with a mark in its words.

    Attributes:
        chat, alias, params: whom to ask, and how to sample.
        persona, goal, facts: who plays, what they want, and what they know.
    """

    chat: Chat
    alias: str
    persona: Persona
    goal: str
    facts: Mapping[str, str] = field(default_factory=dict)
    params: SamplingParams = field(default_factory=lambda: SamplingParams(max_tokens=200, temperature=0.8))
    _heard: list[Message] = field(default_factory=list)

    async def opening(self) -> str:
        """Ask the model for the customer's first words."""
        # The roles are swapped: to the model that plays the customer, the agent is the user.
        self._heard = [system(self.prompt()), user("(The agent picks up.) Hello, how can I help you?")]
        return (await self._speak()).text

    async def answer(self, message: Message) -> UserTurn:
        """Ask the model for the customer's next words."""
        self._heard.append(user(message.content or "(The agent says nothing.)"))
        return await self._speak()

    def prompt(self) -> str:
        """What the model that plays the customer is told."""
        facts = "\n".join(f"- {name}: {value}" for name, value in self.facts.items()) or "- nothing in particular"
        volunteers = "You like to give such facts early." if self.persona.volunteers >= 0.5 else "You do not give them early."
        return _PROMPT.format(
            style=self.persona.style,
            goal=self.goal,
            facts=facts,
            volunteers=volunteers,
            patience=self.persona.patience,
            satisfied=SATISFIED_MARK,
            leaves=LEAVES_MARK,
        )

    async def _speak(self) -> UserTurn:
        reply = await self.chat(self._heard, alias=self.alias, params=self.params)
        self._heard.append(assistant(reply.content))
        satisfied, gives_up = SATISFIED_MARK in reply.content, LEAVES_MARK in reply.content
        text = _without(reply.content, (SATISFIED_MARK, LEAVES_MARK))
        if not (text or satisfied or gives_up):
            raise EnvError("the mock user's model said nothing", where=f"ChatMockUser({self.alias})", fix="raise params.max_tokens")
        # A model that ends with both marks gave up: nobody is counted as satisfied by accident.
        return UserTurn(text, leaves=satisfied or gives_up, satisfied=not gives_up if satisfied or gives_up else None)


def _without(text: str, marks: Sequence[str]) -> str:
    for mark in marks:
        text = text.replace(mark, "")
    return text.strip()
