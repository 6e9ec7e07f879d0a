"""Spans out: interactions as spans of OpenTelemetry, by its conventions for generative AI."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as ProtoSpan
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from burnish.core.interactions import Interaction

__all__ = ["request_of"]

_OPERATIONS = {"completions": "text_completion", "embeddings": "embeddings"}
_PARAMETERS = {
    "frequency_penalty": "frequency_penalty",
    "max_completion_tokens": "max_tokens",
    "max_tokens": "max_tokens",
    "n": "choice.count",
    "presence_penalty": "presence_penalty",
    "seed": "seed",
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
}


def request_of(interactions: Iterable[Interaction], *, content: bool, version: str) -> ExportTraceServiceRequest:
    """One request with a span for each interaction.

    Ids derive from those of the interaction and its episode, so that what is sent twice is the same span again, and an episode is a trace.

    Args:
        interactions: to tell of.
        content: whether to tell what was said, by whom, and about what: messages, tools, tags, keys, people. Without it only how it went.
        version: of Burnish.
    """
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.extend(_pairs({"service.name": "burnish", "service.version": version}))
    scoped = group.scope_spans.add()
    scoped.scope.name = "burnish.gateway"
    scoped.spans.extend(_span(one, content) for one in interactions)
    return request


def _span(one: Interaction, content: bool) -> ProtoSpan:
    operation = _OPERATIONS.get(one.dialect, "chat")
    start = _nanoseconds(one.started_at)
    span = ProtoSpan(
        trace_id=hashlib.sha256(f"{one.project} {one.episode}".encode()).digest()[:16],
        span_id=hashlib.sha256(one.id.encode()).digest()[:8],
        name=f"{operation} {one.alias or one.upstream_model}".strip(),
        kind=ProtoSpan.SPAN_KIND_CLIENT,
        start_time_unix_nano=start,
        end_time_unix_nano=start + round((one.latency_ms or 0.0) * 1e6),
    )
    span.attributes.extend(_pairs(_facts(one, operation) | (_said(one) if content else {})))
    if one.status != "ok":
        span.status.code = Status.STATUS_CODE_ERROR
        span.status.message = one.error.message if one.error is not None and content else one.status
    return span


def _facts(one: Interaction, operation: str) -> dict[str, Any]:
    error = one.error.code if one.error is not None else one.status
    facts: dict[str, Any] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": "burnish",
        "gen_ai.conversation.id": one.episode,
        "gen_ai.request.model": one.alias or one.upstream_model or None,
        "gen_ai.response.id": one.id,
        "gen_ai.response.model": one.upstream_model or None,
        "gen_ai.response.finish_reasons": [one.finish_reason] if one.finish_reason else None,
        "gen_ai.response.time_to_first_chunk": None if one.first_token_ms is None else one.first_token_ms / 1e3,
        "gen_ai.request.stream": one.stream,
        "gen_ai.usage.input_tokens": one.usage.input_tokens,
        "gen_ai.usage.cache_read.input_tokens": one.usage.cached_tokens,
        "gen_ai.usage.output_tokens": one.usage.output_tokens,
        "error.type": None if one.status == "ok" else error,
        "burnish.alias": one.alias,
        "burnish.alias_version": one.alias_version,
        "burnish.cost_usd": one.cost_usd,
        "burnish.deployment": one.deployment,
        "burnish.project": one.project,
        "burnish.source": one.source,
        "burnish.status": one.status,
        "burnish.weights": one.weights,
    }
    for ours, theirs in _PARAMETERS.items():
        value = one.parameters.get(ours)
        if isinstance(value, int | float) and not isinstance(value, bool):
            facts[f"gen_ai.request.{theirs}"] = value
    stop = one.parameters.get("stop")
    facts["gen_ai.request.stop_sequences"] = [stop] if isinstance(stop, str) else stop if isinstance(stop, list) else None
    return facts


def _said(one: Interaction) -> dict[str, Any]:
    request, answer = one.request or {}, one.answer or {}
    messages = [message for message in request.get("messages") or () if isinstance(message, Mapping)]
    system = [message for message in messages if message.get("role") in ("system", "developer")]
    asked = [message for message in messages if message.get("role") not in ("system", "developer")]
    answered = [
        {**_parts(choice["message"]), "finish_reason": choice.get("finish_reason") or "stop"}
        for choice in answer.get("choices") or ()
        if isinstance(choice, Mapping) and isinstance(choice.get("message"), Mapping)
    ]
    tools = [tool.get("function", tool) for tool in request.get("tools") or () if isinstance(tool, Mapping)]
    said: dict[str, Any] = {
        "gen_ai.system_instructions": _json([part for message in system for part in _parts(message)["parts"]]),
        "gen_ai.input.messages": _json([_parts(message) for message in asked]),
        "gen_ai.output.messages": _json(answered),
        "gen_ai.tool.definitions": _json([{"type": "function", **tool} for tool in tools]),
        "user.id": one.end_user,
    }
    said |= {f"burnish.tag.{name}": value for name, value in one.tags.items()}
    return said | {f"burnish.key.{name}": value for name, value in one.keys.items()}


def _parts(message: Mapping[str, Any]) -> dict[str, Any]:
    role, content = str(message.get("role") or "user"), message.get("content")
    if role == "tool":
        result = {"type": "tool_call_response", "id": message.get("tool_call_id") or "", "response": content}
        return {"role": "tool", "parts": [result]}
    parts: list[dict[str, Any]] = []
    if isinstance(content, str) and content:
        parts.append({"type": "text", "content": content})
    for part in content if isinstance(content, list) else ():
        if isinstance(part, Mapping):
            parts.append({"type": "text", "content": part.get("text") or ""} if part.get("type") == "text" else dict(part))
    for call in message.get("tool_calls") or ():
        function = call.get("function") if isinstance(call, Mapping) else None
        if isinstance(function, Mapping):
            arguments = function.get("arguments")
            parts.append({"type": "tool_call", "id": call.get("id") or "", "name": function.get("name"), "arguments": _plain(arguments)})
    return {"role": role, "parts": parts}


def _plain(arguments: Any) -> Any:
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


def _json(value: list[Any]) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


def _pairs(values: Mapping[str, Any]) -> Iterable[KeyValue]:
    return [KeyValue(key=_clean(name), value=_value(value)) for name, value in values.items() if value is not None]


def _value(value: Any) -> AnyValue:
    made = AnyValue()
    if isinstance(value, bool):
        made.bool_value = value
    elif isinstance(value, int):
        if -(2**63) <= value < 2**63:
            made.int_value = value
        else:
            made.double_value = float(value)
    elif isinstance(value, float):
        made.double_value = value
    elif isinstance(value, list):
        made.array_value.values.extend(_value(one) for one in value)
    else:
        made.string_value = _clean(str(value))
    return made


def _clean(text: str) -> str:
    """Protobuf takes no half of a surrogate pair."""
    return text.encode(errors="replace").decode()


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 10**9 + moment.microsecond * 1000
