"""Anthropic's dialect from the caller's side: a request for messages becomes one for chat, and the answer messages again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from burnish.wire.dialects.chat import MOST_MESSAGES, MOST_STOPS, MOST_TOKENS, MOST_TOOLS, check_chat, checked_text, counts_of
from burnish.wire.dialects.checks import (
    Check,
    check_fields,
    check_schema,
    is_flag,
    is_integer,
    is_list,
    is_number,
    is_object,
    is_text,
    refuse,
)
from burnish.wire.sse import encode

__all__ = ["StreamFromChat", "Translated", "answer_from_chat", "request_to_chat"]

_SAME = ("temperature", "top_p", "top_k", "max_tokens", "stream")
_FIELDS = frozenset(
    {
        *_SAME,
        *("burnish", "messages", "metadata", "model", "service_tier", "stop_sequences", "store", "system", "thinking"),
        *("tool_choice", "tools"),
    }
)
_CHECKS: Mapping[str, Check] = {
    "max_tokens": is_integer(1, MOST_TOKENS),
    "messages": is_list(MOST_MESSAGES, is_object, least=1),
    "metadata": is_object,
    "stop_sequences": is_list(MOST_STOPS, is_text(1_000)),
    "stream": is_flag,
    "temperature": is_number(0, 1),
    "tool_choice": is_object,
    "tools": is_list(MOST_TOOLS, is_object),
    "top_k": is_integer(0, 1_000_000),
    "top_p": is_number(0, 1),
}
REASONS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "function_call": "tool_use", "content_filter": "refusal"}
_CHOICES = {"auto": "auto", "any": "required", "none": "none"}


@dataclass(slots=True)
class Translated:
    """A request in the shape of chat, and what of it could not be translated."""

    body: dict[str, Any]
    unknown: frozenset[str]
    warnings: list[str] = field(default_factory=list)


def request_to_chat(raw: Mapping[str, Any]) -> Translated:
    """A request for messages as one for chat completions.

    Raises:
        RequestError: a field is not what it may be; names it.
    """
    for name in ("messages", "max_tokens"):
        if raw.get(name) is None:
            raise refuse("is missing", name, "send it")
    check_fields(raw, _CHECKS)
    unknown = frozenset(raw.keys() - _FIELDS)
    warnings = [f"{name} dropped: it has no equal in chat" for name in ("thinking", "service_tier") if raw.get(name) is not None]
    messages: list[dict[str, Any]] = []
    if raw.get("system") is not None and (system := _text_of(raw["system"], "system")):
        messages.append({"role": "system", "content": system})
    for index, message in enumerate(raw["messages"]):
        messages += _message(message, f"messages[{index}]")
    body: dict[str, Any] = {"messages": messages}
    body |= {name: raw[name] for name in _SAME if raw.get(name) is not None}
    body |= {name: raw[name] for name in unknown}
    if raw.get("stop_sequences"):
        body["stop"] = raw["stop_sequences"]
    if raw.get("tools"):
        body["tools"] = [_tool(tool, f"tools[{index}]") for index, tool in enumerate(raw["tools"])]
    _tool_choice(raw.get("tool_choice"), body)
    check_chat(body)
    return Translated(body, unknown, warnings)


def _tool(tool: dict[str, Any], where: str) -> dict[str, Any]:
    if tool.get("type", "custom") != "custom":
        raise refuse(f"{str(tool['type'])[:60]!r} is a tool of Anthropic's own", where, "use tools of yours, with an input_schema")
    is_text(256)(tool.get("name"), f"{where}.name")
    check_schema(tool.get("input_schema"), f"{where}.input_schema")
    function = {"name": tool["name"], "parameters": tool["input_schema"]}
    if tool.get("description"):
        function["description"] = tool["description"]
    return {"type": "function", "function": function}


def _tool_choice(choice: Any, body: dict[str, Any]) -> None:
    if choice is None:
        return
    kind = choice.get("type")
    if kind == "tool":
        body["tool_choice"] = {"type": "function", "function": {"name": choice.get("name")}}
    elif type(kind) is str and kind in _CHOICES:
        body["tool_choice"] = _CHOICES[kind]
    else:
        raise refuse(f"{str(kind)[:60]!r} is no choice", "tool_choice.type", "use auto, any, none or tool")
    if choice.get("disable_parallel_tool_use"):
        body["parallel_tool_calls"] = False


def _text_of(content: Any, where: str) -> str:
    """Text, or parts that are all text."""
    if type(content) is str:
        return content
    is_list(10_000, is_object)(content, where)
    for index, part in enumerate(content):
        if part.get("type") != "text" or type(part.get("text")) is not str:
            raise refuse("is no text", f"{where}[{index}]", 'send {"type": "text", "text": "…"}')
    return "".join(part["text"] for part in content)


def _message(message: dict[str, Any], where: str) -> list[dict[str, Any]]:
    """One message can be several: results of tools are messages of their own in chat."""
    role = message.get("role")
    content: Any = message.get("content")
    if role not in ("user", "assistant", "system"):
        raise refuse(f"{str(role)[:60]!r} is no role", f"{where}.role", "use user or assistant")
    if type(content) is str:
        return [{"role": role, "content": content}]
    is_list(10_000, is_object)(content, f"{where}.content")
    if role == "assistant":
        return [_assistant(content, f"{where}.content")]
    results, parts = [], []
    for index, block in enumerate(content):
        place = f"{where}.content[{index}]"
        if block.get("type") == "tool_result":
            is_text(500)(block.get("tool_use_id"), f"{place}.tool_use_id")
            text = "" if block.get("content") is None else _text_of(block["content"], f"{place}.content")
            results.append({"role": "tool", "tool_call_id": block["tool_use_id"], "content": text})
        else:
            parts.append(_part(block, place))
    plain = len(parts) == 1 and parts[0]["type"] == "text"
    said = [{"role": role, "content": parts[0]["text"] if plain else parts}] if parts else []
    return results + said


def _part(block: dict[str, Any], where: str) -> dict[str, Any]:
    kind, source = block.get("type"), block.get("source")
    if kind == "text" and type(block.get("text")) is str:
        return {"type": "text", "text": block["text"]}
    if kind == "image" and type(source) is dict:
        if source.get("type") == "base64":
            return {"type": "image_url", "image_url": {"url": f"data:{source.get('media_type')};base64,{source.get('data')}"}}
        if source.get("type") == "url":
            return {"type": "image_url", "image_url": {"url": source.get("url")}}
    raise refuse(f"{str(kind)[:60]!r} cannot be passed on", where, "send text, images, tool_use and tool_result")


def _assistant(content: list[dict[str, Any]], where: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant"}
    texts, calls = [], []
    for index, block in enumerate(content):
        kind = block.get("type")
        if kind == "text" and type(block.get("text")) is str:
            texts.append(block["text"])
        elif kind == "tool_use":
            arguments = orjson.dumps(block.get("input") or {}).decode()
            calls.append({"id": block.get("id"), "type": "function", "function": {"name": block.get("name"), "arguments": arguments}})
        elif kind not in ("thinking", "redacted_thinking"):  # what a model thought is not told to it again
            raise refuse(f"{str(kind)[:60]!r} cannot be passed on", f"{where}[{index}]", "send text and tool_use")
    message["content"] = "".join(texts) or None
    if calls:
        message["tool_calls"] = calls
    return message


# -- answers -----------------------------------------------------------------------------------------------------------------------


def answer_from_chat(body: Mapping[str, Any], answer_id: str, model: str) -> dict[str, Any]:
    """A chat completion as a message: its first choice."""
    choice = body["choices"][0] if body["choices"] else {"message": {}}
    message, content = choice["message"], []
    text = message.get("content") or message.get("refusal")
    if text:
        content.append({"type": "text", "text": text})
    for call in message.get("tool_calls") or ():
        function = call.get("function") or {}
        content.append({"type": "tool_use", "id": call.get("id"), "name": function.get("name"), "input": _input(function)})
    return {
        **_head(answer_id, model),
        "content": content,
        "stop_reason": REASONS.get(str(choice.get("finish_reason")), "end_turn"),
        "usage": _usage(body.get("usage")),
    }


def _input(function: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as an object; a model can write what is none, and then they are told as they are."""
    arguments = function.get("arguments") or "{}"
    try:
        parsed = orjson.loads(arguments)
    except ValueError:
        return {"arguments": arguments}
    return parsed if type(parsed) is dict else {"arguments": parsed}


def _head(answer_id: str, model: str) -> dict[str, Any]:
    return {
        "id": f"msg_{answer_id.rpartition('_')[2]}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _usage(raw: Any) -> dict[str, int]:
    counts = counts_of(raw)
    cached = counts.cached or 0
    return {
        "input_tokens": max(0, (counts.input or 0) - cached),
        "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": 0,
        "output_tokens": counts.output or 0,
    }


class StreamFromChat:
    """Chunks of chat in, events of a message out: a block of text, and one for each tool call."""

    def __init__(self, answer_id: str, model: str) -> None:
        self._head = _head(answer_id, model)
        self._block: tuple[str, int] | None = None
        self._count = 0
        self._reason = "end_turn"

    def begin(self) -> bytes:
        """What comes before the first chunk."""
        message = {**self._head, "usage": _usage(None)}
        return encode({"type": "message_start", "message": message}, "message_start") + encode({"type": "ping"}, "ping")

    def chunk(self, chunk: Mapping[str, Any]) -> bytes:
        """The events for one chunk."""
        out: list[bytes] = []
        for choice in (chunk.get("choices") or ())[:1]:
            delta = choice.get("delta") or {}
            if text := delta.get("content") or delta.get("refusal"):
                out += self._switch(("text", 0), {"type": "text", "text": ""})
                out.append(self._delta({"type": "text_delta", "text": checked_text(text)}))
            for position, call in enumerate(delta.get("tool_calls") or ()):
                function = call.get("function") or {}
                block = {"type": "tool_use", "id": call.get("id"), "name": function.get("name"), "input": {}}
                out += self._switch(("tool", call.get("index", position)), block)
                if function.get("arguments"):
                    out.append(self._delta({"type": "input_json_delta", "partial_json": checked_text(function["arguments"])}))
            if choice.get("finish_reason") is not None:
                self._reason = REASONS.get(choice["finish_reason"], "end_turn")
        return b"".join(out)

    def end(self, usage: Any) -> bytes:
        """What comes after the last chunk."""
        told = {"type": "message_delta", "delta": {"stop_reason": self._reason, "stop_sequence": None}, "usage": _usage(usage)}
        closing = [self._close(), encode(told, "message_delta"), encode({"type": "message_stop"}, "message_stop")]
        return b"".join(closing)

    def _switch(self, block: tuple[str, int], start: dict[str, Any]) -> list[bytes]:
        if self._block == block:
            return []
        out = [self._close()]
        self._block = block
        out.append(encode({"type": "content_block_start", "index": self._count, "content_block": start}, "content_block_start"))
        self._count += 1
        return out

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return encode({"type": "content_block_delta", "index": self._count - 1, "delta": delta}, "content_block_delta")

    def _close(self) -> bytes:
        if self._block is None:
            return b""
        self._block = None
        return encode({"type": "content_block_stop", "index": self._count - 1}, "content_block_stop")
