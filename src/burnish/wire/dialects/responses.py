"""Responses: OpenAI's newer API from the caller's side: a request becomes one for chat, and the answer a response again."""

from collections.abc import Mapping
from typing import Any

from burnish.wire.dialects.anthropic import Translated
from burnish.wire.dialects.chat import COMMON, MOST_MESSAGES, MOST_TOKENS, MOST_TOOLS, check_chat
from burnish.wire.dialects.checks import Check, check_fields, is_flag, is_integer, is_list, is_object, is_text, refuse
from burnish.wire.dialects.response_stream import StreamFromChat, answer_from_chat

__all__ = ["StreamFromChat", "answer_from_chat", "request_to_chat"]

_SAME = ("parallel_tool_calls", "stream", "temperature", "top_logprobs", "top_p")
_WITHOUT_EQUAL = ("include", "max_tool_calls", "service_tier", "truncation")
_FIELDS = frozenset(
    {
        *_SAME,
        *_WITHOUT_EQUAL,
        *("background", "burnish", "conversation", "input", "instructions", "max_output_tokens", "metadata", "model"),
        *("previous_response_id", "prompt", "prompt_cache_key", "reasoning", "safety_identifier", "store", "stream_options", "text"),
        *("tool_choice", "tools", "user"),
    }
)
_CHECKS: Mapping[str, Check] = {
    **{name: check for name, check in COMMON.items() if name in ("model", "stream", "temperature", "top_p", "user")},
    "instructions": is_text(4_000_000),
    "max_output_tokens": is_integer(1, MOST_TOKENS),
    "parallel_tool_calls": is_flag,
    "reasoning": is_object,
    "text": is_object,
    "tools": is_list(MOST_TOOLS, is_object),
    "top_logprobs": is_integer(0, 20),
}
_PARTS = {"input_text": "text", "output_text": "text", "text": "text", "refusal": "refusal"}


def request_to_chat(raw: Mapping[str, Any]) -> Translated:
    """A request for a response as one for chat completions.

    Raises:
        RequestError: a field is not what it may be, or needs what is not kept here: earlier responses; names it.
    """
    for name in ("previous_response_id", "conversation", "prompt"):
        if raw.get(name) is not None:
            raise refuse("is kept by nobody here", name, "send the whole conversation as `input`")
    if raw.get("background") not in (None, False) or type(raw.get("background")) not in (bool, type(None)):
        raise refuse("answers are given while you wait", "background", "leave it out")
    if raw.get("input") is None:
        raise refuse("is missing", "input", "send a text, or a list of items")
    check_fields(raw, _CHECKS)
    unknown = frozenset(raw.keys() - _FIELDS)
    messages = [{"role": "system", "content": raw["instructions"]}] if raw.get("instructions") else []
    body: dict[str, Any] = {"messages": messages + _input(raw["input"])}
    body |= {name: raw[name] for name in _SAME if raw.get(name) is not None}
    body |= {name: raw[name] for name in unknown}
    if raw.get("max_output_tokens"):
        body["max_completion_tokens"] = raw["max_output_tokens"]
    if (raw.get("reasoning") or {}).get("effort"):
        body["reasoning_effort"] = raw["reasoning"]["effort"]
    if raw.get("top_logprobs"):
        body["logprobs"] = True
    if raw.get("tools"):
        body["tools"] = [_tool(tool, f"tools[{index}]") for index, tool in enumerate(raw["tools"])]
    if raw.get("tool_choice") is not None:
        body["tool_choice"] = _tool_choice(raw["tool_choice"])
    _format((raw.get("text") or {}).get("format"), body)
    check_chat(body)
    warnings = [
        f"{name} dropped: it has no equal in chat" for name in _WITHOUT_EQUAL if raw.get(name) not in (None, [], "disabled", "auto")
    ]
    return Translated(body, unknown, warnings)


def _input(given: Any) -> list[dict[str, Any]]:
    if type(given) is str:
        return [{"role": "user", "content": given}]
    is_list(MOST_MESSAGES, is_object, least=1)(given, "input")
    messages: list[dict[str, Any]] = []
    for index, item in enumerate(given):
        _item(item, f"input[{index}]", messages)
    return messages


def _item(item: Mapping[str, Any], where: str, messages: list[dict[str, Any]]) -> None:
    """One item; calls of tools that follow each other belong to one message of the assistant."""
    kind = item.get("type", "message")
    if kind == "message":
        messages.append({"role": item.get("role"), "content": _content(item.get("content"), f"{where}.content")})
    elif kind == "function_call":
        function = {"name": item.get("name"), "arguments": item.get("arguments") or "{}"}
        call = {"id": item.get("call_id"), "type": "function", "function": function}
        if messages and messages[-1]["role"] == "assistant":
            messages[-1].setdefault("tool_calls", []).append(call)
        else:
            messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
    elif kind == "function_call_output":
        content = _content(item.get("output"), f"{where}.output")
        messages.append({"role": "tool", "tool_call_id": item.get("call_id"), "content": content})
    elif kind != "reasoning":  # what a model thought is not told to it again
        raise refuse(f"{str(kind)[:60]!r} cannot be passed on", f"{where}.type", "send messages, function calls and their outputs")


def _content(content: Any, where: str) -> Any:
    if content is None or type(content) is str:
        return content or ""
    is_list(10_000, is_object)(content, where)
    parts: list[dict[str, Any]] = []
    for index, part in enumerate(content):
        kind = part.get("type")
        if type(kind) is str and kind in _PARTS:
            text = part.get(_PARTS[kind])
            is_text(10_000_000)(text, f"{where}[{index}].{_PARTS[kind]}")
            parts.append({"type": "text", "text": text})
        elif kind == "input_image" and type(part.get("image_url")) is str:
            image = {"url": part["image_url"]} | ({"detail": part["detail"]} if part.get("detail") else {})
            parts.append({"type": "image_url", "image_url": image})
        else:
            raise refuse(f"{str(kind)[:60]!r} cannot be passed on", f"{where}[{index}].type", "send input_text, or input_image by its URL")
    if all(part["type"] == "text" for part in parts):
        return "".join(part["text"] for part in parts)
    return parts


def _tool(tool: Mapping[str, Any], where: str) -> dict[str, Any]:
    if tool.get("type") != "function":
        raise refuse(f"{str(tool.get('type'))[:60]!r} is a tool of OpenAI's own", f"{where}.type", "use functions")
    function = {name: tool[name] for name in ("name", "description", "parameters", "strict") if tool.get(name) is not None}
    return {"type": "function", "function": function}


def _tool_choice(choice: Any) -> Any:
    if type(choice) is dict and choice.get("type") == "function":
        return {"type": "function", "function": {"name": choice.get("name")}}
    return choice


def _format(wanted: Any, body: dict[str, Any]) -> None:
    if wanted is None:
        return
    is_object(wanted, "text.format")
    if wanted.get("type") == "json_schema":
        named = {name: wanted[name] for name in ("name", "schema", "strict", "description") if wanted.get(name) is not None}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    elif wanted.get("type") != "text":
        body["response_format"] = {"type": wanted.get("type")}
