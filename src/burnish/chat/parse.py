"""Parse: the text a model sampled, turned back into a message and its tool calls; malformed ones are named, never raised."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from burnish.core.messages import Message, ToolCall
from burnish.core.ports import Parsed

__all__ = [
    "PARSERS",
    "Parser",
    "ToolFormat",
    "choose_format",
    "choose_parser",
    "parse_hermes",
    "parse_llama",
    "parse_mistral",
    "parse_plain",
]

Parser = Callable[[str], Parsed]
"""Text of one reply, without its end-of-turn token → the message. Never raises."""

ToolFormat = Literal["hermes", "llama", "mistral", "plain"]
"""How a template writes tool calls; see the parsers."""

_OPEN, _CLOSE = "<tool_call>", "</tool_call>"
_MISTRAL = "[TOOL_CALLS]"
_PYTHON = "<|python_tag|>"


class _MalformedError(Exception):
    """One tool call is malformed; says how."""


def choose_format(template: str) -> ToolFormat:
    """The tool-call format that a chat template writes; `plain` where it knows no tools."""
    if _MISTRAL in template:
        return "mistral"
    if _OPEN in template:
        return "hermes"
    if _PYTHON in template or '"parameters": ' in template:
        return "llama"
    return "plain"


def choose_parser(template: str) -> Parser:
    """The parser for the tool-call format that a chat template writes. Templates without tools get `parse_plain`."""
    return PARSERS[choose_format(template)]


def parse_plain(text: str) -> Parsed:
    """The text as it is: this template knows no tool calls."""
    return _said(text)


def parse_hermes(text: str) -> Parsed:
    """Hermes and Qwen style: `<tool_call>\\n{"name": …, "arguments": {…}}\\n</tool_call>`, one or several, after or between text.

    What stands in a leading `<think>…</think>` is content, never a call. If one call is malformed none is kept, so that nobody acts
    on half a reply: the content is then the raw text, and the error says which call, and where. Not covered: calls as XML
    parameters (`<function=…>`), as some coding models write them.
    """
    position = _after_thinking(text)
    if position is None:
        return _malformed(text, "<think> is never closed")
    calls: list[ToolCall] = []
    spoken: list[str] = []
    after = 0
    while (opened := text.find(_OPEN, position)) >= 0:
        place = f"tool call {len(calls) + 1} at character {opened}"
        closed = text.find(_CLOSE, opened)
        if closed < 0:
            return _malformed(text, f"{place}: {_OPEN} is never closed")
        try:
            calls.append(_call(_read(text[opened + len(_OPEN) : closed]), "arguments"))
        except _MalformedError as error:
            return _malformed(text, f"{place}: {error}")
        spoken.append(text[after:opened])
        after = position = closed + len(_CLOSE)
    if (stray := text.find(_CLOSE, position)) >= 0:
        return _malformed(text, f"{_CLOSE} at character {stray} was never opened")
    if not calls:
        return parse_plain(text)
    spoken.append(text[after:])
    return _said("\n".join(part.strip("\n") for part in spoken if part.strip()), calls)


def parse_llama(text: str) -> Parsed:
    """Llama 3.1 style: the whole reply is `{"name": …, "parameters": {…}}`, perhaps after `<|python_tag|>`; several with `;` between.

    A reply that begins with `{` but has no `"name"` key is taken as plain text. Not covered: `<|python_tag|>` with Python code.
    """
    body = text.strip()
    tagged = body.startswith(_PYTHON)
    body = body.removeprefix(_PYTHON).strip()
    if not tagged and not (body.startswith("{") and '"name"' in body):
        return parse_plain(text)
    calls: list[ToolCall] = []
    decoder = json.JSONDecoder()
    position = 0
    while position < len(body):
        place = f"tool call {len(calls) + 1} at character {position}"
        try:
            value, position = decoder.raw_decode(body, position)
            calls.append(_call(value, "parameters"))
        except (ValueError, RecursionError, _MalformedError) as error:
            return _malformed(text, f"{place}: {_reason(error)}")
        while position < len(body) and body[position] in "; \n\t\r":
            position += 1
    return _said("", calls) if calls else _malformed(text, f"nothing follows {_PYTHON}")


def parse_mistral(text: str) -> Parsed:
    """Mistral style: `[TOOL_CALLS]` and then a JSON list of `{"name": …, "arguments": {…}}`. Ids count up, nine digits long."""
    spoken, tag, body = text.partition(_MISTRAL)
    if not tag:
        return parse_plain(text)
    calls: list[ToolCall] = []
    try:
        values = _read(body)
        if not isinstance(values, list) or not values:
            raise _MalformedError(f"expected a list of calls, got {_kind(values)}")
        for value in values:
            call = _call(value, "arguments")
            calls.append(call.model_copy(update={"id": str(value.get("id") or f"{len(calls) + 1:09d}")}))
    except _MalformedError as error:
        return _malformed(text, f"tool call {len(calls) + 1} after {_MISTRAL} at character {len(spoken)}: {error}")
    return _said(spoken.strip(), calls)


def _after_thinking(text: str) -> int | None:
    """Where the reply proper begins; None if it begins to think and never ends. The opening tag may be part of the prompt."""
    closed = text.find("</think>")
    if text.lstrip().startswith("<think>"):
        return closed + len("</think>") if closed >= 0 else None
    opened = text.find(_OPEN)
    return closed + len("</think>") if closed >= 0 and (opened < 0 or closed < opened) else 0


def _call(value: Any, key: str) -> ToolCall:
    if not isinstance(value, dict):
        raise _MalformedError(f"expected an object, got {_kind(value)}")
    name = value.get("name")
    if not isinstance(name, str) or not name:
        raise _MalformedError('there is no "name"' if name is None else f'"name" is {name!r:.80}')
    arguments = value.get(key)
    if arguments is None:
        arguments = value.get("parameters" if key == "arguments" else "arguments", {})
    if not isinstance(arguments, dict):
        raise _MalformedError(f'"{key}" is {_kind(arguments)}, not an object')
    try:  # what cannot be written back (1e999, half a surrogate pair) could be neither tokenized nor stored
        json.dumps([name, arguments], ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise _MalformedError(f"cannot be written back as JSON: {error}") from error
    return ToolCall(name=name, arguments=arguments)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _MalformedError(_reason(error)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno} of line {error.lineno}"
    return "not JSON: nested too deeply" if isinstance(error, RecursionError) else str(error)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null")


def _said(content: str, calls: Sequence[ToolCall] = ()) -> Parsed:
    return Parsed(_message(content, calls))


def _malformed(text: str, error: str) -> Parsed:
    return Parsed(_message(text), error=error.encode(errors="replace").decode())


def _message(content: str, calls: Sequence[ToolCall] = ()) -> Message:
    return Message(role="assistant", content=content.encode(errors="replace").decode(), tool_calls=tuple(calls))


PARSERS: Mapping[ToolFormat, Parser] = {"hermes": parse_hermes, "llama": parse_llama, "mistral": parse_mistral, "plain": parse_plain}
