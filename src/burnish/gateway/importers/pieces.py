"""What all importers are made of: ids that are the same every time, times, text, tags, and the parts of an answer."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from burnish.core.feedback import FeedbackRequest
from burnish.core.interactions import Interaction
from burnish.core.slices import ImportedOutcome
from burnish.errors import DataError

__all__ = [
    "Found",
    "answer_of",
    "episode_name",
    "interaction_id",
    "message_of",
    "metric_name",
    "moment",
    "parsed",
    "request_of",
    "tags_of",
    "tools_of",
]

_EPISODE = re.compile(r"[^A-Za-z0-9._:@/-]")
_TAG = re.compile(r"[^A-Za-z0-9._-]")
_METRIC = re.compile(r"[^a-z0-9_.-]")
MOST_TAGS = 30


@dataclass(slots=True)
class Found:
    """What was read."""

    interactions: list[Interaction] = field(default_factory=list)
    feedback: list[FeedbackRequest] = field(default_factory=list)
    outcomes: list[ImportedOutcome] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.interactions) + len(self.feedback) + len(self.outcomes)


def interaction_id(*origin: object) -> str:
    """The id of an interaction from where it came from: the same every time, so that an import may be repeated."""
    return f"interaction_{hashlib.sha256(json.dumps([str(part) for part in origin]).encode()).hexdigest()[:32]}"


def episode_name(text: object) -> str:
    """A name that an episode may have."""
    name = _EPISODE.sub("-", str(text))[:200]
    return name if name[:1].isalnum() else f"e{name}"[:200]


def metric_name(text: object) -> str:
    """A name that a metric may have."""
    name = _METRIC.sub("_", str(text).lower())[:63]
    return name if name[:1].isalpha() else f"m_{name}"[:63]


def tags_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Tags from what is plain among values; the rest has no place there."""
    found: dict[str, str] = {}
    for name, value in values.items():
        label = _TAG.sub("_", str(name))[:63]
        if label[:1].isalnum() and isinstance(value, str | int | float | bool) and len(found) < MOST_TAGS:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            found[label] = text.replace("\x00", "\ufffd")[:500]
    return found


def moment(value: Any, *, where: str) -> datetime:
    """A time from seconds since 1970, ISO 8601, or `2026-01-31 12:00:00.123`, which is taken as UTC.

    Raises:
        DataError: it is none.
    """
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        raise DataError(f"{value!r:.80} is no time", where=where, fix="give ISO 8601, or seconds since 1970") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def parsed(value: Any) -> Any:
    """JSON that was kept as text, as what it is; other text as it is."""
    if not isinstance(value, str) or value[:1] not in ("{", "[", '"'):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def answer_of(message: Mapping[str, Any], finish_reason: str | None = None, **more: Any) -> dict[str, Any]:
    """An answer in the shape that the gateway keeps."""
    return {"choices": [{"index": 0, "message": dict(message), "finish_reason": finish_reason}], **more}


def tools_of(message: Mapping[str, Any]) -> list[str]:
    """Names of the tools that a message calls, in order."""
    calls = message.get("tool_calls")
    functions = [call.get("function") for call in calls if isinstance(call, Mapping)] if isinstance(calls, Sequence) else []
    return [str(function["name"]) for function in functions if isinstance(function, Mapping) and function.get("name")]


def request_of(given: Any) -> dict[str, Any] | None:
    """A request from what another system kept of it: messages, or anything else as what a user said."""
    if given is None:
        return None
    if isinstance(given, dict) and isinstance(given.get("messages"), list):
        return given
    if isinstance(given, list) and given and all(isinstance(one, dict) and "role" in one for one in given):
        return {"messages": given}
    return {"messages": [{"role": "user", "content": given if isinstance(given, str) else str(given)}]}


def message_of(given: Any) -> dict[str, Any] | None:
    """The assistant's message from what another system kept of an answer: a message, a completion, or text."""
    if given is None:
        return None
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if isinstance(given, dict) and isinstance(given.get("choices"), list) and given["choices"]:
        given = given["choices"][0].get("message", given)
    if isinstance(given, dict) and ("content" in given or "tool_calls" in given):
        return {"role": "assistant", **given}
    return {"role": "assistant", "content": given if isinstance(given, str) else str(given)}
