"""Probe: short made-up conversations that show whether a template only ever appends to what came before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from burnish.core.messages import Message, Tool, ToolCall, assistant, system, tool_result, user

__all__ = ["DUMMY_CALL", "DUMMY_REPLY", "Kind", "Probe", "keeping", "kind_of", "odd_replies", "opening", "probes"]

_PROSE = re.compile(r"[\w\s.,;:!?'\"()$€%&/+*=@#–—’…-]*")
DUMMY_REPLY = "Certainly, 1234567."
DUMMY_CALL = "dummy_call_1234567"


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides whether a template extends: templates differ by who speaks next, whether the model thought, and tools.

    Attributes:
        next: one user message, one tool result, or several tool results.
        thinks: an assistant turn holds `<think>`.
        tools: the conversation has tools.
    """

    next: Literal["user", "tool", "tools"]
    thinks: bool
    tools: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """A conversation whose last `new` messages follow an assistant turn."""

    messages: tuple[Message, ...]
    new: int
    tools: tuple[Tool, ...]


def kind_of(new: Sequence[Message], said: Sequence[str], tools: bool) -> Kind | None:
    """The kind of a continuation; None for those that are not probed (nothing new, users and tools mixed, a system message).

    Args:
        new: the messages to continue with.
        said: what the assistant has said that is no plain prose; see `odd_replies`.
        tools: the conversation has tools.
    """
    if any(message.tool_calls for message in new):
        return None
    roles = {message.role for message in new}
    if roles == {"user"} and len(new) == 1:
        follows: Literal["user", "tool", "tools"] = "user"
    elif roles == {"tool"}:
        follows = "tool" if len(new) == 1 else "tools"
    else:
        return None
    return Kind(follows, any("think>" in content for content in said), tools)


def odd_replies(messages: Sequence[Message]) -> list[str]:
    """What the assistant has said that a template might read as something else than prose: brackets, tags, rare characters."""
    return [message.content for message in messages if message.role == "assistant" and not _PROSE.fullmatch(message.content)]


def keeping(content: str, follows: Literal["user", "tool", "tools"]) -> tuple[Message, ...]:
    """A short conversation in which the assistant says this, and somebody answers."""
    answer = user("Thanks.") if follows == "user" else Message(role="tool", content="12", tool_call_id="000000001", name=DUMMY_CALL)
    calls = () if follows == "user" else (ToolCall(name=DUMMY_CALL, id="000000001"),)
    return user("Hello."), assistant(content, *calls), answer


def opening(new: Sequence[Message]) -> tuple[Message, ...]:
    """The shortest conversation that these new messages can follow."""
    return _called(new[0].tool_call_id) if new[0].role == "tool" else _TALKED


_TALKED = (user("Hello."), assistant(DUMMY_REPLY))


@lru_cache(maxsize=256)
def _called(id: str) -> tuple[Message, ...]:
    return user("Hello."), assistant("", ToolCall(name=DUMMY_CALL, id=id))


def probes(kind: Kind) -> Iterator[Probe]:
    """Conversations of a kind: with and without a system prompt, earlier users, earlier tool calls, empty and odd contents."""
    thought = "<think>\nWhat was asked?\n</think>\n\n" if kind.thinks else ""
    first = ToolCall(name="find_order", arguments={"order": "A-17", "exact": True}, id="000000001")
    second = ToolCall(name="find_customer", arguments={"city": "Zürich <&> 'x'"}, id="000000002")
    tools = tuple(
        Tool(name=name, description=f"{name}.", parameters={"type": "object", "properties": {key: {"type": "string"}}, "required": [key]})
        for name, key in (("find_order", "order"), ("find_customer", "city"))
    )
    talk = (user("Where is A-17?"), assistant(thought + "Which city?"), user("Zürich"))
    work = (user("Find it."), assistant(thought, first), tool_result('{"found": true}', first))
    chatty_work = (user("Find it."), assistant(thought + "Let me look.", first), tool_result('{"found": true}', first))
    histories = [(user("Where is A-17?"),), talk, (*work, assistant(thought + "Found it."), user("And now?"))]
    if kind.tools:
        histories += [work, chatty_work]
    ends: list[tuple[Message, ...]]
    if kind.next == "user":
        texts = ("Thanks! Another one, please.", "", "  padded <b>\n")
        ends = [(assistant(thought + reply), user(text)) for text in texts for reply in ("It is on its way.", "Yes.\n\nIt is.")]
    elif kind.next == "tool":
        results = ('{"a": 1}', "", " x\n")
        ends = [(assistant(thought + said, first), tool_result(text, first)) for text in results for said in ("", "One moment.")]
    else:
        both = (tool_result("[]", first), tool_result('{"a": 1}', second))
        ends = [(assistant(thought + said, first, second), *both) for said in ("", "One moment.")]
    for history in histories:
        for start in ((), (system("You help."),)):
            for end in ends:
                yield Probe((*start, *history, *end), len(end) - 1, tools if kind.tools else ())
