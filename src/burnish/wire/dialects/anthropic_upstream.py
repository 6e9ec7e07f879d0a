"""Anthropic's dialect from the upstream's side: a chat request becomes one for messages, and the answer chat again."""

from collections.abc import Mapping
from typing import Any

import orjson

from burnish.errors import RequestError
from burnish.wire.dialects.checks import refuse

__all__ = ["StreamToChat", "answer_to_chat", "request_from_chat"]

MOST_TOKENS = 4_096
"""Of an answer, where a request does not say: Anthropic wants to be told."""

_SAME = ("temperature", "top_p", "top_k", "stream")
_TAKEN = frozenset(
    {
        *_SAME,
        *("max_completion_tokens", "max_tokens", "messages", "n", "parallel_tool_calls", "response_format", "stop", "stream_options"),
        *("tool_choice", "tools"),
    }
)
_REASONS = {"end_turn": "stop", "stop_sequence": "stop", "pause_turn": "stop", "max_tokens": "length", "tool_use": "tool_calls"}
_CHOICES = {"auto": "auto", "required": "any", "none": "none"}


def request_from_chat(body: Mapping[str, Any], model: str, dropped: list[str]) -> dict[str, Any]:
    """A chat request as one for messages; `dropped` gets the names of fields that have no equal.

    Raises:
        RequestError: what it asks for cannot be had there: several choices, a JSON schema, an unknown part of a message.
    """
    if (body.get("n") or 1) != 1:
        raise refuse("this alias's upstream gives one choice", "n", "leave it out")
    if (body.get("response_format") or {}).get("type", "text") != "text":
        raise refuse("this alias's upstream cannot be held to a format", "response_format", "leave it out, or use a tool")
    dropped += [name for name in body if name not in _TAKEN]
    systems = [_text(message) for message in body["messages"] if message["role"] in ("system", "developer")]
    asked: dict[str, Any] = {
        "model": model,
        "max_tokens": body.get("max_completion_tokens") or body.get("max_tokens") or MOST_TOKENS,
        "messages": _messages(body["messages"]),
    }
    if systems:
        asked["system"] = "\n\n".join(systems)
    asked |= {name: body[name] for name in _SAME if name in body}
    if "temperature" in asked:
        asked["temperature"] = min(asked["temperature"], 1.0)
    if body.get("stop"):
        asked["stop_sequences"] = [body["stop"]] if type(body["stop"]) is str else body["stop"]
    if body.get("tools"):
        asked["tools"] = [_tool(tool, f"tools[{index}]") for index, tool in enumerate(body["tools"])]
        asked["tool_choice"] = _tool_choice(body.get("tool_choice") or "auto")
        if body.get("parallel_tool_calls") is False:
            asked["tool_choice"]["disable_parallel_tool_use"] = True
    return asked


def _text(message: Mapping[str, Any]) -> str:
    content: Any = message.get("content") or ""
    return content if isinstance(content, str) else "".join(str(part.get("text", "")) for part in content)


def _messages(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours of one role are joined: Anthropic wants them to alternate, and results of tools in a message of the user."""
    joined: list[dict[str, Any]] = []
    for index, message in enumerate(messages):
        role = message["role"]
        if role in ("system", "developer"):
            continue
        blocks = _blocks(message, f"messages[{index}]")
        kind = "assistant" if role == "assistant" else "user"
        if joined and joined[-1]["role"] == kind:
            joined[-1]["content"] += blocks
        elif blocks:
            joined.append({"role": kind, "content": blocks})
    return joined


def _blocks(message: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
    if message["role"] in ("tool", "function"):
        return [{"type": "tool_result", "tool_use_id": message.get("tool_call_id"), "content": _text(message)}]
    content = message.get("content") or ""
    if type(content) is str:
        blocks: list[dict[str, Any]] = [{"type": "text", "text": content}] if content else []
    else:
        blocks = [_block(part, f"{where}.content[{index}]") for index, part in enumerate(content)]
    for call in message.get("tool_calls") or ():
        function = call.get("function") or {}
        blocks.append({"type": "tool_use", "id": call.get("id"), "name": function.get("name"), "input": _arguments(function, where)})
    return blocks


def _block(part: Mapping[str, Any], where: str) -> dict[str, Any]:
    if part["type"] in ("text", "refusal"):
        return {"type": "text", "text": part.get("text") or part.get("refusal") or ""}
    image = part.get("image_url")
    url = image.get("url") if type(image) is dict else None
    if part["type"] == "image_url" and type(url) is str:
        if url.startswith("data:"):
            kind, _, data = url.removeprefix("data:").partition(";base64,")
            return {"type": "image", "source": {"type": "base64", "media_type": kind, "data": data}}
        return {"type": "image", "source": {"type": "url", "url": url}}
    raise refuse(f"{part['type'][:60]!r} is taken by no upstream of this kind", where, "send text and images")


def _arguments(function: Mapping[str, Any], where: str) -> Any:
    try:
        return orjson.loads(function.get("arguments") or "{}")
    except ValueError:
        raise RequestError("arguments of a tool call are no JSON", where=f"{where}.tool_calls", fix="send an object as JSON") from None


def _tool(tool: Mapping[str, Any], where: str) -> dict[str, Any]:
    function = tool.get("function")
    if type(function) is not dict:
        raise refuse(f"{str(tool.get('type'))[:60]!r} is a tool of another provider", where, "use functions")
    made = {"name": function["name"], "input_schema": function.get("parameters") or {"type": "object", "properties": {}}}
    return made | ({"description": function["description"]} if function.get("description") else {})


def _tool_choice(choice: Any) -> dict[str, Any]:
    if type(choice) is str:
        return {"type": _CHOICES[choice]}
    return {"type": "tool", "name": (choice.get("function") or {}).get("name")}


# -- answers -----------------------------------------------------------------------------------------------------------------------


def answer_to_chat(body: Any) -> dict[str, Any] | None:
    """A message as a chat completion; None where it is no message."""
    if type(body) is not dict or type(body.get("content")) is not list:
        return None
    message: dict[str, Any] = {"role": "assistant", "content": None}
    texts, calls = [], []
    for block in body["content"]:
        if type(block) is not dict:
            return None
        if block.get("type") == "text":
            texts.append(str(block.get("text", "")))
        elif block.get("type") == "tool_use":
            function = {"name": block.get("name"), "arguments": orjson.dumps(block.get("input") or {}).decode()}
            calls.append({"id": block.get("id"), "type": "function", "function": function})
    if texts:
        message["content"] = "".join(texts)
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "finish_reason": _reason(body.get("stop_reason"))}
    head = {"id": body.get("id"), "object": "chat.completion", "created": 0, "model": body.get("model")}
    return {**head, "choices": [choice], "usage": _usage(body.get("usage"))}


def _reason(told: Any) -> str:
    return "content_filter" if told == "refusal" else _REASONS.get(str(told), "stop")


def _usage(raw: Any) -> dict[str, Any] | None:
    if type(raw) is not dict:
        return None
    counts = {name: value for name, value in raw.items() if type(value) is int}
    cached = counts.get("cache_read_input_tokens", 0)
    prompt = counts.get("input_tokens", 0) + cached + counts.get("cache_creation_input_tokens", 0)
    output = counts.get("output_tokens", 0)
    details = {"cached_tokens": cached}
    return {"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output, "prompt_tokens_details": details}


class StreamToChat:
    """Events of a message in, chunks of chat out."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {"id": None, "object": "chat.completion.chunk", "created": 0, "model": None}
        self._usage: dict[str, Any] = {}
        self._calls: dict[int, int] = {}

    def event(self, told: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The chunks for one event."""
        kind = told.get("type")
        if kind == "message_start":
            message = told.get("message") or {}
            self._head |= {"id": message.get("id"), "model": message.get("model")}
            self._usage |= message.get("usage") or {}
            return [self._chunk({"role": "assistant", "content": ""})]
        if kind == "content_block_start":
            return self._start(told)
        if kind == "content_block_delta":
            return self._delta(told)
        if kind == "message_delta":
            self._usage |= told.get("usage") or {}
            last = self._chunk({}, _reason((told.get("delta") or {}).get("stop_reason")))
            return [last, {**self._head, "choices": [], "usage": _usage(self._usage)}]
        return []

    def _start(self, told: Mapping[str, Any]) -> list[dict[str, Any]]:
        block = told.get("content_block") or {}
        if block.get("type") == "text" and block.get("text"):
            return [self._chunk({"content": block["text"]})]
        if block.get("type") != "tool_use":
            return []
        index = self._calls.setdefault(told.get("index", 0), len(self._calls))
        function = {"name": block.get("name"), "arguments": ""}
        return [self._chunk({"tool_calls": [{"index": index, "id": block.get("id"), "type": "function", "function": function}]})]

    def _delta(self, told: Mapping[str, Any]) -> list[dict[str, Any]]:
        delta = told.get("delta") or {}
        if delta.get("type") == "text_delta":
            return [self._chunk({"content": delta.get("text", "")})]
        index = self._calls.get(told.get("index", 0))
        if delta.get("type") == "input_json_delta" and index is not None:
            return [self._chunk({"tool_calls": [{"index": index, "function": {"arguments": delta.get("partial_json", "")}}]})]
        return []

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        return {**self._head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
