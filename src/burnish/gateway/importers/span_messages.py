"""Span messages: what a span says of requests and answers, by each of the conventions that instrumentations follow.

Three of them: OpenTelemetry's own (attributes `gen_ai.input.messages` with parts, or events named `gen_ai.…`), OpenLLMetry's
(`gen_ai.prompt.0.content`), and OpenInference's (`llm.input_messages.0.message.content`). All become messages of chat completions.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from burnish.errors import RequestError
from burnish.gateway.otlp import Span
from burnish.wire.strict_json import read_json

__all__ = ["Said", "given", "said_in", "structured"]

_NUMBERED = re.compile(
    r"(gen_ai\.prompt|gen_ai\.completion|llm\.input_messages|llm\.output_messages|llm\.request\.functions|llm\.tools)\.(\d+)\.(.+)"
)
_TEXT = {"text", "output_text", "input_text"}
_ROLES = {"human": "user", "ai": "assistant", "model": "assistant", "function": "tool", "developer": "system"}
_FINISH = {"tool_call": "tool_calls", "end_turn": "stop", "STOP": "stop", "tool_use": "tool_calls", "max_tokens": "length"}

Message = dict[str, Any]


@dataclass(slots=True)
class Said:
    """What a model was asked and answered; empty where an instrumentation was told to keep no content."""

    messages: list[Message] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)


def structured(value: Any) -> Any:
    """A value that is JSON in a text, as what it is; anything else as it is."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    try:
        return read_json(value.encode())
    except (RequestError, UnicodeEncodeError):
        return value


def given(attributes: Mapping[str, Any], *names: str) -> Any:
    """The first of some attributes that is there."""
    return next((attributes[name] for name in names if attributes.get(name) is not None), None)


def said_in(span: Span) -> Said:
    """Messages, tools and answers of a span, by whichever convention it follows."""
    said = Said()
    for attributes in (span.attributes, *(one.attributes for one in span.events)):
        _add_parts(said, attributes)
    if not (said.messages or said.choices):
        _add_numbered(said, span.attributes)
    if not (said.messages or said.choices):
        _add_events(said, span)
    if not said.messages:
        said.messages = _plain(given(span.attributes, "input.value", "traceloop.entity.input"))
    if not said.choices:
        answers = _plain(given(span.attributes, "output.value"), role="assistant")
        said.choices = [_choice(answers[-1], None)] if answers else []
    for number, choice in enumerate(said.choices):
        choice["index"] = number
    return said


# -- OpenTelemetry: messages of parts --------------------------------------------------------------------------------------------------


def _add_parts(said: Said, attributes: Mapping[str, Any]) -> None:
    instructions = structured(attributes.get("gen_ai.system_instructions"))
    if instructions:
        said.messages += _of_parts({"role": "system", "parts": instructions if isinstance(instructions, list) else [instructions]})
    for message in _dicts(structured(attributes.get("gen_ai.input.messages"))):
        said.messages += _of_parts(message)
    for message in _dicts(structured(attributes.get("gen_ai.output.messages"))):
        answered = _of_parts({"role": "assistant", **message})
        said.choices += [_choice(one, message.get("finish_reason")) for one in answered[:1]]
    for tool in _dicts(structured(attributes.get("gen_ai.tool.definitions"))):
        said.tools.append(_tool(tool))


def _of_parts(message: Mapping[str, Any]) -> list[Message]:
    """One message, and one for each result of a tool in it."""
    if not isinstance(message.get("parts"), list):
        return [_message(message)]
    texts: list[str] = []
    media: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    results: list[Message] = []
    reasoning: list[str] = []
    for part in message["parts"]:
        if isinstance(part, str):
            texts.append(part)
            continue
        if not isinstance(part, Mapping):
            continue
        kind = part.get("type", "text")
        if kind in _TEXT:
            texts.append(_as_text(part.get("content", part.get("text", ""))))
        elif kind == "reasoning":
            reasoning.append(_as_text(part.get("content", "")))
        elif kind == "tool_call":
            calls.append(_call(part.get("id"), part.get("name"), part.get("arguments")))
        elif kind == "tool_call_response":
            results.append(
                {"role": "tool", "tool_call_id": str(part.get("id") or ""), "content": _as_text(given(part, "response", "result"))}
            )
        else:
            media.append(dict(part))
    made: Message = {"role": _role(message.get("role"))}
    made["content"] = [*({"type": "text", "text": text} for text in texts), *media] if media else "\n".join(texts) or None
    if message.get("name"):
        made["name"] = str(message["name"])
    if reasoning:
        made["reasoning_content"] = "\n".join(reasoning)
    if calls:
        made["tool_calls"] = calls
    only_results = results and not (texts or media or calls or reasoning)
    return results if only_results else [made, *results]


# -- OpenLLMetry and OpenInference: an attribute a field -------------------------------------------------------------------------------


def _add_numbered(said: Said, attributes: Mapping[str, Any]) -> None:
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in attributes.items():
        found = _NUMBERED.fullmatch(name)
        if found is not None and len(found[2]) < 7:
            rows.setdefault(found[1], {}).setdefault(int(found[2]), {})[found[3]] = value
    for _, row in sorted(rows.get("gen_ai.prompt", {}).items()):
        said.messages.append(_of_fields(row))
    for _, row in sorted(rows.get("llm.input_messages", {}).items()):
        said.messages.append(_of_fields(_inferred(row)))
    for _, row in sorted(rows.get("gen_ai.completion", {}).items()):
        said.choices.append(_choice(_of_fields({"role": "assistant", **row}), row.get("finish_reason")))
    for _, row in sorted(rows.get("llm.output_messages", {}).items()):
        said.choices.append(_choice(_of_fields({"role": "assistant", **_inferred(row)}), row.get("message.finish_reason")))
    for _, row in sorted(rows.get("llm.request.functions", {}).items()):
        said.tools.append(_tool({**row, "parameters": structured(row.get("parameters"))}))
    for _, row in sorted(rows.get("llm.tools", {}).items()):
        schema = structured(row.get("tool.json_schema"))
        if isinstance(schema, Mapping):
            said.tools.append(_tool(schema))


def _inferred(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of OpenInference by the names that OpenLLMetry has."""
    names = {"tool_call.function.name": "name", "tool_call.function.arguments": "arguments", "tool_call.id": "id"}
    made: dict[str, Any] = {}
    for name, value in row.items():
        plain = name.removeprefix("message.")
        for theirs, ours in names.items():
            plain = plain.replace(theirs, ours)
        made[plain] = value
    texts = [made[name] for name in sorted(made, key=_place) if name.endswith(".message_content.text")]
    return {**made, "content": "\n".join(map(str, texts))} if texts and not made.get("content") else made


def _place(name: str) -> int:
    number = name.removeprefix("contents.").partition(".")[0]
    return int(number) if number.isdecimal() and len(number) < 7 else 0


def _of_fields(row: Mapping[str, Any]) -> Message:
    calls: dict[int, dict[str, Any]] = {}
    for name, value in row.items():
        parts = name.split(".", 2)
        if parts[0] == "tool_calls" and len(parts) == 3 and parts[1].isdecimal() and len(parts[1]) < 7:
            calls.setdefault(int(parts[1]), {})[parts[2]] = value
    made = _message({name: value for name, value in row.items() if "." not in name})
    if calls:
        made["tool_calls"] = [_call(one.get("id"), one.get("name"), one.get("arguments")) for _, one in sorted(calls.items())]
    return made


# -- events --------------------------------------------------------------------------------------------------------------------------


def _add_events(said: Said, span: Span) -> None:
    rows = [(one.name, one.attributes) for one in span.events]
    rows += [(str(one.get("event.name", "")), one) for one in _dicts(structured(span.attributes.get("events")))]  # as Logfire keeps them
    for name, attributes in rows:
        inner = structured(given(attributes, "gen_ai.event.content", "body"))
        body = {**attributes, **inner} if isinstance(inner, Mapping) else attributes
        if name == "gen_ai.content.prompt":
            said.messages += _plain(attributes.get("gen_ai.prompt"))
        elif name == "gen_ai.content.completion":
            said.choices += [_choice(one, None) for one in _plain(attributes.get("gen_ai.completion"), role="assistant")]
        elif name == "gen_ai.choice":
            inside = structured(body.get("message"))
            message = inside if isinstance(inside, Mapping) else body
            said.choices.append(_choice(_message({"role": "assistant", **message}), body.get("finish_reason")))
        elif name in ("gen_ai.system.message", "gen_ai.user.message", "gen_ai.assistant.message", "gen_ai.tool.message"):
            said.messages.append(_message({"role": name.split(".")[1], **body}))


# -- what they share -------------------------------------------------------------------------------------------------------------------


def _plain(value: Any, role: str = "user") -> list[Message]:
    """Messages from what was kept as one value: a list of them, an object that has one, or a text."""
    found = structured(value)
    if isinstance(found, Mapping) and isinstance(found.get("messages"), list):
        found = found["messages"]
    if isinstance(found, Mapping) and isinstance(found.get("choices"), list):
        found = [one.get("message") for one in found["choices"] if isinstance(one, Mapping)]
    if isinstance(found, list) and found and all(isinstance(one, Mapping) and ("role" in one or "content" in one) for one in found):
        return [_message({"role": role, **one}) for one in found]
    if isinstance(found, Mapping) and "content" in found:
        return [_message({"role": role, **found})]
    return [] if found in (None, "") else [{"role": role, "content": _as_text(found)}]


def _message(row: Mapping[str, Any]) -> Message:
    """A message from one that is nearly of that shape."""
    content = structured(row.get("content")) if isinstance(row.get("content"), str) else row.get("content")
    whole = isinstance(content, list) and all(isinstance(part, Mapping) and "type" in part for part in content)
    made: Message = {"role": _role(row.get("role"))}
    if whole and content and all(part.get("type") in _TEXT for part in content):
        made["content"] = "\n".join(_as_text(given(part, "text", "content")) for part in content)
    elif whole and content:
        made["content"] = [dict(part) for part in content]
    else:
        made["content"] = None if row.get("content") is None else _as_text(row["content"])
    calls = structured(row.get("tool_calls"))
    if isinstance(calls, list) and calls:
        made["tool_calls"] = [_call_of(one) for one in _dicts(calls)]
    if (call_id := given(row, "tool_call_id", "id")) is not None and made["role"] == "tool":
        made["tool_call_id"] = str(call_id)
    if row.get("name") is not None:
        made["name"] = str(row["name"])
    return made


def _choice(message: Message, finish_reason: Any) -> dict[str, Any]:
    reason = str(finish_reason) if finish_reason else None
    return {"index": 0, "message": message, "finish_reason": _FINISH.get(reason, reason) if reason else None}


def _call(call_id: Any, name: Any, arguments: Any) -> dict[str, Any]:
    told = arguments if isinstance(arguments, str) else json.dumps(arguments if arguments is not None else {}, ensure_ascii=False)
    return {"id": str(call_id or ""), "type": "function", "function": {"name": str(name or ""), "arguments": told}}


def _call_of(row: Mapping[str, Any]) -> dict[str, Any]:
    inner = row.get("function")
    function = inner if isinstance(inner, Mapping) else row
    return _call(row.get("id"), function.get("name"), function.get("arguments"))


def _tool(row: Mapping[str, Any]) -> dict[str, Any]:
    inner = row.get("function")
    function = inner if isinstance(inner, Mapping) else row
    kept = {name: function[name] for name in ("name", "description", "parameters") if function.get(name) is not None}
    if "parameters" not in kept and function.get("input_schema") is not None:
        kept["parameters"] = function["input_schema"]
    return {"type": "function", "function": kept}


def _role(role: Any) -> str:
    name = str(role or "user").lower()
    return _ROLES.get(name, name)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _dicts(value: Any) -> Iterable[Mapping[str, Any]]:
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [row for row in rows if isinstance(row, Mapping)]
