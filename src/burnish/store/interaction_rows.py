"""What of an interaction goes into which column: its number, the words it added, its marks, its payload."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from burnish.core.interactions import Interaction
from burnish.errors import DataError

__all__ = ["LATEST", "MOST_PAYLOAD_BYTES", "MOST_WORDS", "Rows", "number_at", "number_of", "packed", "time_of", "unpacked"]

MOST_PAYLOAD_BYTES = 64 * 2**20
"""Of one interaction as JSON, before compression. The log takes no larger entries either."""

MOST_WORDS = 16_384
"""Characters of each side that are searched and shown in lists."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
LOW_BITS = 10
COMPRESSION = 1  # more takes twice the time for a tenth
CALL_LIMIT = 2_000  # characters of one tool call's arguments


def number_at(moment: datetime) -> int:
    """The least number of an interaction that began at a moment."""
    return (moment - EPOCH) // timedelta(microseconds=1) << LOW_BITS


def number_of(interaction: Interaction) -> int:
    """The number that an interaction asks for; the next free one is its.

    Raises:
        DataError: its time is not between 1970 and 2200.
    """
    if interaction.started_at.tzinfo is None or not EPOCH <= interaction.started_at < LATEST:
        raise DataError(f"{interaction.started_at} is no time of an interaction", where="started_at", fix="give one with a time zone")
    return number_at(interaction.started_at) | int(interaction.id[-3:], 16) >> 2


def time_of(number: int) -> datetime:
    """When an interaction with this number began."""
    return EPOCH + timedelta(microseconds=number >> LOW_BITS)


def packed(interaction: Interaction) -> tuple[int, bytes]:
    """Its payload, and how many bytes it was before compression; tokens are apart.

    Raises:
        DataError: it is too large to be kept.
    """
    body = interaction.model_dump_json(exclude={"tokens"}, exclude_defaults=True).encode()
    if len(body) > MOST_PAYLOAD_BYTES:
        raise DataError(f"{len(body):,} bytes of one interaction", where=interaction.id, fix=f"at most {MOST_PAYLOAD_BYTES:,} bytes")
    return len(body), zlib.compress(body, COMPRESSION)


def unpacked(body: bytes, tokens: bytes | None = None) -> Interaction:
    """The interaction again."""
    record = json.loads(zlib.decompress(body))
    if tokens is not None:
        record["tokens"] = json.loads(zlib.decompress(tokens))
    return Interaction.model_validate(record)


class Rows:
    """Rows of a batch of interactions of one project, by table, ready to be inserted.

    Args:
        project_id: whose they are.
    """

    def __init__(self, project_id: str) -> None:
        self._project = project_id
        self.facts: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []
        self.payloads: list[dict[str, Any]] = []
        self.tags: list[dict[str, Any]] = []
        self.keys: list[dict[str, Any]] = []
        self.tools: list[dict[str, Any]] = []

    def add(self, interaction: Interaction, number: int) -> None:
        """One more; all of it but its payload."""
        place = {"project_id": self._project, "number": number}
        self.facts.append(place | _facts(interaction))
        self.texts.append(place | _texts(interaction))
        self.tags += ({**place, "name": name, "value": clean(value)} for name, value in interaction.tags.items())
        self.keys += (
            {**place, "name": name, "value": clean(value), "episode": interaction.episode} for name, value in interaction.keys.items()
        )
        self.tools += ({**place, "name": clean(name), "calls": calls} for name, calls in Counter(interaction.tools_called).items())

    def add_payload(self, interaction: Interaction, number: int) -> None:
        """And its payload, which takes longer than all the rest.

        Raises:
            DataError: it is too large to be kept.
        """
        size, body = packed(interaction)
        tokens = None
        if interaction.tokens is not None:
            tokens = zlib.compress(b"[" + b",".join(one.model_dump_json().encode() for one in interaction.tokens) + b"]", COMPRESSION)
        self.payloads.append({"project_id": self._project, "number": number, "bytes": size, "body": body, "tokens": tokens})


def clean(text: str) -> str:
    """Text that both databases can hold; the payload has it as it came."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode(errors="replace").decode()


def _facts(interaction: Interaction) -> dict[str, Any]:
    usage, request = interaction.usage, interaction.request or {}
    messages = request.get("messages")
    return {
        "id": interaction.id,
        "started_at": interaction.started_at,
        "source": interaction.source,
        "dialect": interaction.dialect,
        "episode": interaction.episode,
        "alias": _cleaned(interaction.alias),
        "alias_version": interaction.alias_version,
        "deployment": _cleaned(interaction.deployment),
        "model": clean(interaction.upstream_model),
        "weights": _cleaned(interaction.weights),
        "caller": clean(interaction.caller),
        "end_user": _cleaned(interaction.end_user),
        "status": interaction.status,
        "error_code": _cleaned(interaction.error.code) if interaction.error else None,
        "finish_reason": _cleaned(interaction.finish_reason),
        "stream": interaction.stream,
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "first_token_ms": interaction.first_token_ms,
        "latency_ms": interaction.latency_ms,
        "cost_usd": interaction.cost_usd,
        "messages": len(messages) if isinstance(messages, list) else 0,
        "tools": len(interaction.tools_called),
    }


def _cleaned(text: str | None) -> str | None:
    return None if text is None else clean(text)


def _texts(interaction: Interaction) -> dict[str, Any]:
    marks: dict[str, Any] = {
        "tags": {name: clean(value) for name, value in interaction.tags.items()},
        "keys": {name: clean(value) for name, value in interaction.keys.items()},
        "tools": [clean(name) for name in interaction.tools_called],
    }
    if interaction.error is not None:
        marks["error"] = clean(interaction.error.message[:500])
    return {"asked": _cut(_asked(interaction.request or {})), "answered": _cut(_answered(interaction.answer or {})), "marks": marks}


def _cut(lines: Iterable[str]) -> str:
    return clean("\n".join(line for line in lines if line)[:MOST_WORDS])


def _asked(request: Mapping[str, Any]) -> Iterable[str]:
    """What is new in a request: after the last answer that it repeats, without instructions."""
    messages = request.get("messages")
    if not isinstance(messages, list):
        return _words(request.get("prompt", request.get("input")))
    rows = [message for message in messages if isinstance(message, dict)]
    last = max((index for index, message in enumerate(rows) if message.get("role") == "assistant"), default=-1)
    new = [message for message in rows[last + 1 :] if message.get("role") not in {"system", "developer"}]
    return [line for message in new for line in _words(message.get("content"))]


def _answered(answer: Mapping[str, Any]) -> Iterable[str]:
    lines: list[str] = []
    choices = answer.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(message, dict):
            continue
        lines += _words(message.get("content"))
        calls = message.get("tool_calls")
        for call in calls if isinstance(calls, list) else []:
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict):
                lines.append(f"{function.get('name')} {str(function.get('arguments') or '')[:CALL_LIMIT]}")
    return lines


def _words(content: Any) -> list[str]:
    """Text of a content: a string, or parts of which some are text."""
    if isinstance(content, str):
        return [content]
    if not isinstance(content, list):
        return []
    return [part if isinstance(part, str) else str(part.get("text") or "") for part in content if isinstance(part, (str, dict))]
