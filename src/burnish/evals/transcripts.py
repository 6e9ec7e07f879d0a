"""Transcripts: an episode as text that people read, tool calls folded to a line each."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from burnish.core.episodes import Episode
from burnish.core.messages import Message, ToolCall

__all__ = ["transcript"]

_SPEAKERS = {"system": "system", "user": "user", "assistant": "agent", "tool": "tool"}
_WIDTH = max(len(name) for name in _SPEAKERS.values())


def transcript(episode: Episode, *, system: bool = False, longest: int = 160) -> str:
    """The conversation, a line a message, under a line that says what was played and how it ended.

    Args:
        episode: to be read.
        system: show the system prompt too.
        longest: characters that a tool call's arguments, and its result, may take; what is longer ends in "…".
    """
    lines = [_headline(episode)]
    if episode.error:
        lines.append(f"failed: {episode.error}")
    waiting: deque[ToolCall] = deque()
    for message in episode.messages:
        if message.role == "tool":
            lines.append(_indent(f"{_call(_answered(message, waiting), longest)} = {_short(message.content, longest)}"))
        elif message.role != "system" or system:
            lines += _unanswered(waiting, longest)
            if message.content or not message.tool_calls:
                lines.append(_say(_SPEAKERS[message.role], message.content))
            waiting.extend(message.tool_calls)
    return "\n".join(lines + _unanswered(waiting, longest))


def _headline(episode: Episode) -> str:
    tags = ", ".join(f"{name}={value}" for name, value in episode.scenario.tags.items())
    parts = [f"{episode.scenario.id} ({tags})" if tags else episode.scenario.id, f"ended by {episode.stop}"]
    parts.append("no reward" if episode.reward is None else f"reward {episode.reward:g}")
    if episode.sampled_tokens:
        parts.append(f"{episode.sampled_tokens} tokens sampled")
    facts = ", ".join(f"{name}={_fact(value)}" for name, value in episode.outcome.items() if value not in (None, ""))
    return "── " + " · ".join([*parts, facts] if facts else parts)


def _fact(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else _short(str(value), 60)


def _say(speaker: str, content: str) -> str:
    first, *rest = content.splitlines() or [""]
    return "\n".join([f"{speaker:<{_WIDTH}}  {first}".rstrip(), *(_indent(line) for line in rest)])


def _indent(line: str) -> str:
    return " " * (_WIDTH + 2) + line


def _answered(message: Message, waiting: deque[ToolCall]) -> ToolCall:
    """The call that a tool's message answers: by its id, or, where templates have none, the oldest without an answer."""
    for call in waiting:
        if message.tool_call_id and call.id == message.tool_call_id:
            waiting.remove(call)
            return call
    return waiting.popleft() if waiting and not message.tool_call_id else ToolCall(name=message.name)


def _unanswered(waiting: deque[ToolCall], longest: int) -> list[str]:
    lines = [_indent(f"{_call(call, longest)} = (no answer)") for call in waiting]
    waiting.clear()
    return lines


def _call(call: ToolCall, longest: int) -> str:
    return f"→ {call.name or '(malformed call)'}({_short(_arguments(call.arguments), longest)})"


def _arguments(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def _short(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
