"""An episode as people read it: who said what, tool calls beside their results, how it ended."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from burnish.core.episodes import Episode
from burnish.core.messages import Message, ToolCall
from burnish.demo.results import Pair
from burnish.demo.wording import STORIES, words

__all__ = ["ending", "shown_tags", "shown_turns", "story", "verdict"]

WHO: Mapping[str, str] = {"system": "System", "user": "Customer", "assistant": "Agent", "tool": "Tool"}


def story(pair: Pair) -> dict[str, Any]:
    """What the page shows of a scenario played twice."""
    told = STORIES[pair.story]
    sides = [_side("before", pair.before), _side("after", pair.after)]
    return {
        "id": pair.after.scenario.id,
        "tags": shown_tags(pair.after),
        "word": told.word,
        "icon": told.icon,
        "style": told.style,
        "sides": sides,
    }


def shown_tags(episode: Episode) -> dict[str, str]:
    """Tags to read: intent and persona first, whatever else there is after them; not the split, which is the same for all."""
    tags = {name: value for name, value in episode.scenario.tags.items() if name != "split"}
    return {name: tags.pop(name) for name in ("intent", "persona") if name in tags} | tags


def _side(name: str, episode: Episode) -> dict[str, Any]:
    resolved = bool(episode.outcome.get("resolved"))
    return {"name": name, "turns": shown_turns(episode.messages), "resolved": resolved, "verdict": verdict(episode), "end": ending(episode)}


def verdict(episode: Episode) -> str:
    """`Resolved`, or the kind of failure in words."""
    if episode.outcome.get("resolved"):
        return "Resolved"
    return words(str(episode.outcome.get("failure") or ("error" if episode.error else "not_resolved")))


def ending(episode: Episode) -> str:
    """One line: why it stopped, how many replies and tokens it took, what it earned."""
    replies = sum(message.role == "assistant" for message in episode.messages)
    parts = [f"ended: {words(episode.stop).lower()}", _counted(replies, "reply", "replies")]
    if episode.sampled_tokens:
        parts.append(_counted(episode.sampled_tokens, "token", "tokens"))
    parts.append("no reward" if episode.reward is None else f"reward {episode.reward:.2f}")
    return " · ".join([*parts, *([episode.error] if episode.error else [])])


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def shown_turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as rows: a tool's result goes to the call that asked for it, by id, or else to the oldest call without one."""
    rows: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "tool":
            call = next(
                (call for call in waiting if message.tool_call_id and call["id"] == message.tool_call_id), waiting[0] if waiting else None
            )
            if call is not None:
                waiting.remove(call)
                call["result"] = _pretty(message.content)
                continue
        calls = [_call(call) for call in message.tool_calls]
        waiting.extend(calls)
        rows.append(
            {"role": message.role, "who": WHO[message.role], "text": message.content, "calls": calls, "folded": message.role == "system"}
        )
    return rows


def _call(call: ToolCall) -> dict[str, Any]:
    short = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
    return {
        "id": call.id,
        "name": call.name,
        "short": short,
        "arguments": json.dumps(call.arguments, indent=2, ensure_ascii=False),
        "result": "",
    }


def _pretty(content: str) -> str:
    try:
        return json.dumps(json.loads(content), indent=2, ensure_ascii=False)
    except ValueError:
        return content
