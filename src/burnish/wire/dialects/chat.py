"""Chat completions: what a request may hold, and an answer put together from the pieces of its stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

__all__ = [
    "COMMON",
    "FIELDS",
    "NO_COUNTS",
    "PARAMETERS",
    "Assembly",
    "Counts",
    "answer_of",
    "check_chat",
    "checked_text",
    "counts_of",
    "tools_called",
]

PARAMETERS = frozenset(
    {
        "frequency_penalty",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "min_p",
        "min_tokens",
        "n",
        "presence_penalty",
        "reasoning_effort",
        "repetition_penalty",
        "seed",
        "service_tier",
        "stop",
        "temperature",
        "top_k",
        "top_logprobs",
        "top_p",
        "verbosity",
    }
)
"""How to answer, and not what: kept apart from the request itself."""

FIELDS = PARAMETERS | {
    "audio",
    "function_call",
    "functions",
    "messages",
    "metadata",
    "modalities",
    "model",
    "parallel_tool_calls",
    "prediction",
    "prompt_cache_key",
    "response_format",
    "safety_identifier",
    "store",
    "stream",
    "stream_options",
    "tool_choice",
    "tools",
    "user",
    "web_search_options",
}
"""Fields of the dialect; what a request has beside them is unknown."""

MOST_CHOICES, MOST_STOPS, MOST_TOKENS, MOST_MESSAGES, MOST_TOOLS = 128, 16, 1_000_000, 10_000, 1_000
_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_INT64 = 2**63 - 1


def _message(value: Any, where: str) -> None:
    if type(value) is not dict:
        raise refuse("is no message", where, 'send {"role": "user", "content": "…"}')
    role = value.get("role")
    if type(role) is not str or role not in _ROLES:
        raise refuse(f"{str(role)[:60]!r} is no role", f"{where}.role", f"use one of {', '.join(sorted(_ROLES))}")
    content = value.get("content")
    if type(content) is list:
        for index, part in enumerate(content):
            if type(part) is not dict or type(part.get("type")) is not str:
                raise refuse("is no part of a message", f"{where}.content[{index}]", 'send {"type": "text", "text": "…"}')
    elif content is not None and type(content) is not str:
        raise refuse("is neither text nor a list of parts", f"{where}.content", "send a text")
    calls = value.get("tool_calls")
    if calls is not None:
        _calls(calls, f"{where}.tool_calls")


_calls = is_list(1_000, is_object)


def _tool(value: Any, where: str) -> None:
    is_object(value, where)
    function = value.get("function")
    if value.get("type", "function") != "function" and function is None:
        return  # a tool that the upstream runs by itself
    if type(function) is not dict or type(function.get("name")) is not str or not 1 <= len(function["name"]) <= 256:
        raise refuse("has no function with a name", where, 'send {"type": "function", "function": {"name": …, "parameters": …}}')
    if function.get("parameters") is not None:
        check_schema(function["parameters"], f"{where}.function.parameters")


def _response_format(value: Any, where: str) -> None:
    is_object(value, where)
    kind = value.get("type")
    if kind not in ("text", "json_object", "json_schema"):
        raise refuse(f"{str(kind)[:60]!r} is no format", f"{where}.type", "use text, json_object or json_schema")
    if kind == "json_schema":
        named = value.get("json_schema")
        is_object(named, f"{where}.json_schema")
        check_schema(named.get("schema", {}), f"{where}.json_schema.schema")


def _stop(value: Any, where: str) -> None:
    if type(value) is not str:
        is_list(MOST_STOPS, is_text(1_000))(value, where)


def _tool_choice(value: Any, where: str) -> None:
    if value not in ("none", "auto", "required"):
        is_object(value, where)


COMMON: Mapping[str, Check] = {
    "frequency_penalty": is_number(-2, 2),
    "max_tokens": is_integer(1, MOST_TOKENS),
    "model": is_text(500),
    "n": is_integer(1, MOST_CHOICES),
    "presence_penalty": is_number(-2, 2),
    "seed": is_integer(-_INT64, _INT64),
    "stop": _stop,
    "stream": is_flag,
    "stream_options": is_object,
    "temperature": is_number(0, 10),
    "top_p": is_number(0, 1),
    "user": is_text(500),
}
"""Checks that all dialects of OpenAI share."""

_CHECKS: Mapping[str, Check] = {
    **COMMON,
    "logprobs": is_flag,
    "max_completion_tokens": is_integer(1, MOST_TOKENS),
    "messages": is_list(MOST_MESSAGES, _message, least=1),
    "parallel_tool_calls": is_flag,
    "response_format": _response_format,
    "tool_choice": _tool_choice,
    "tools": is_list(MOST_TOOLS, _tool),
    "top_logprobs": is_integer(0, 20),
}


def check_chat(body: Mapping[str, Any]) -> None:
    """Check a request.

    Raises:
        RequestError: a field is not what it may be; names it.
    """
    if body.get("messages") is None:
        raise refuse("is missing", "messages", "send a list of messages")
    check_fields(body, _CHECKS)


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens as an upstream counts them; None where it does not tell."""

    input: int | None = None
    cached: int | None = None
    output: int | None = None


NO_COUNTS = Counts()


def counts_of(raw: Any) -> Counts:
    """Counts of tokens as an answer's `usage` tells them; what is no count is None."""
    if type(raw) is not dict:
        return NO_COUNTS
    details = raw.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if type(details) is dict else None
    return Counts(_count(raw.get("prompt_tokens")), _count(cached), _count(raw.get("completion_tokens")))


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**53 else None


def answer_of(body: Any) -> dict[str, Any] | None:
    """What is kept of an answer: its choices; None where it is no answer."""
    if type(body) is not dict or type(body.get("choices")) is not list:
        return None
    kept = []
    for position, choice in enumerate(body["choices"]):
        if type(choice) is not dict or type(choice.get("message")) is not dict:
            return None
        one = {"index": choice.get("index", position), "message": choice["message"], "finish_reason": choice.get("finish_reason")}
        if choice.get("logprobs") is not None:
            one["logprobs"] = choice["logprobs"]
        kept.append(one)
    return {"choices": kept}


def checked_text(value: Any) -> str:
    """A piece of text, or of arguments, in a chunk of an upstream.

    Raises:
        TypeError: it is none: whoever puts it in another dialect would tell the caller something that no client can read.
    """
    if type(value) is not str:
        raise TypeError(f"{type(value).__name__} where a text should be")
    return value


def tools_called(answer: Mapping[str, Any] | None) -> list[str]:
    """Names of the functions that an answer calls, in order."""
    names = []
    for choice in (answer or {}).get("choices", ()):
        calls = choice["message"].get("tool_calls")
        for call in calls if type(calls) is list else ():
            function = call.get("function") if type(call) is dict else None
            if type(function) is dict and type(function.get("name")) is str:
                names.append(function["name"])
    return names


class Assembly:
    """Puts an answer together from the chunks of its stream.

    Attributes:
        began: whether there was a first token, of text or of a tool call.
        usage: as the last chunk that tells it does.
    """

    def __init__(self) -> None:
        self._choices: dict[int, dict[str, Any]] = {}
        self._texts: dict[tuple[int, str], list[str]] = {}
        self._arguments: dict[tuple[int, int], list[str]] = {}
        self.began = False
        self.usage: Any = None

    @property
    def finished(self) -> bool:
        """Whether every choice that began has ended."""
        return bool(self._choices) and all(choice["finish_reason"] is not None for choice in self._choices.values())

    def add(self, chunk: Mapping[str, Any]) -> None:
        """One chunk. What a chunk must not be is left out: the stream is passed on as it came."""
        if type(chunk.get("usage")) is dict:
            self.usage = chunk["usage"]
        for position, piece in enumerate(chunk.get("choices") or ()):
            if type(piece) is not dict:
                continue
            index = piece.get("index", position)
            if type(index) is not int or not 0 <= index < MOST_CHOICES:
                continue
            choice = self._choices.get(index)
            if choice is None:
                choice = self._choices[index] = {"index": index, "message": {"role": "assistant"}, "finish_reason": None}
            if type(delta := piece.get("delta")) is dict:
                self._delta(index, choice["message"], delta)
            if piece.get("finish_reason") is not None:
                choice["finish_reason"] = piece["finish_reason"]
            if type(logprobs := piece.get("logprobs")) is dict:
                _extend(choice.setdefault("logprobs", {}), logprobs)

    def answer(self) -> dict[str, Any] | None:
        """The answer so far; None where nothing came."""
        if not self._choices:
            return None
        for (index, name), parts in self._texts.items():
            self._choices[index]["message"][name] = "".join(parts)
        for (index, position), parts in self._arguments.items():
            self._choices[index]["message"]["tool_calls"][position]["function"]["arguments"] = "".join(parts)
        choices = [self._choices[index] for index in sorted(self._choices)]
        for choice in choices:
            choice["message"].setdefault("content", None)
        return {"choices": choices}

    def _delta(self, index: int, message: dict[str, Any], delta: Mapping[str, Any]) -> None:
        for name, value in delta.items():
            if type(value) is str and name != "role":
                if value or name == "content":
                    self.began = self.began or bool(value)
                    self._texts.setdefault((index, name), []).append(value)
            elif name == "tool_calls" and type(value) is list:
                for position, piece in enumerate(value):
                    if type(piece) is dict:
                        self.began = True
                        self._call(index, message.setdefault("tool_calls", []), position, piece)

    def _call(self, index: int, calls: list[dict[str, Any]], position: int, piece: Mapping[str, Any]) -> None:
        at = piece.get("index", position)
        if type(at) is not int or not 0 <= at < 1_000:
            return
        while len(calls) <= at:
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        call, function = calls[at], piece.get("function")
        if type(piece.get("id")) is str and piece["id"]:
            call["id"] = piece["id"]
        if type(function) is dict:
            if type(function.get("name")) is str:
                call["function"]["name"] += function["name"]
            if type(function.get("arguments")) is str:
                self._arguments.setdefault((index, at), []).append(function["arguments"])


def _extend(kept: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, values in more.items():
        if type(values) is list:
            kept.setdefault(name, []).extend(values)
