"""Spans: calls of models that instrumentations tell over OpenTelemetry, as interactions; tools that ran are put where they belong."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from burnish.core.interactions import Interaction, InteractionError, Usage
from burnish.errors import DataError
from burnish.gateway.importers.pieces import episode_name, interaction_id, tags_of
from burnish.gateway.importers.span_messages import given, said_in, structured
from burnish.gateway.otlp import Span
from burnish.wire.dialects.chat import tools_called

__all__ = ["SpansRead", "read_interactions"]

_CALLS = {"chat", "text_completion", "generate_content", "completion", "embeddings", "embedding", "rerank"}
_EPISODES = ("gen_ai.conversation.id", "session.id", "traceloop.association.properties.session_id", "langfuse.session.id")
_PEOPLE = ("user.id", "enduser.id", "traceloop.association.properties.user_id", "langfuse.user.id")
_MODELS = (
    "gen_ai.response.model",
    "gen_ai.request.model",
    "llm.model_name",
    "embedding.model_name",
    "llm.response.model",
    "llm.request.model",
)
_TAGS = {
    "gen_ai.provider.name": "provider",
    "gen_ai.system": "provider",
    "llm.provider": "provider",
    "gen_ai.agent.name": "agent",
    "gen_ai.operation.name": "operation",
    "service.name": "service",
    "deployment.environment.name": "environment",
    "deployment.environment": "environment",
}
_PROPERTY, _TAG, _KEY = "traceloop.association.properties.", "burnish.tag.", "burnish.key."
_PARAMETERS = {
    "gen_ai.request.temperature": "temperature",
    "gen_ai.request.top_p": "top_p",
    "gen_ai.request.top_k": "top_k",
    "gen_ai.request.max_tokens": "max_tokens",
    "gen_ai.request.frequency_penalty": "frequency_penalty",
    "gen_ai.request.presence_penalty": "presence_penalty",
    "gen_ai.request.stop_sequences": "stop",
    "gen_ai.request.seed": "seed",
    "gen_ai.openai.request.seed": "seed",
    "gen_ai.request.choice.count": "n",
}
_INPUT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "llm.usage.prompt_tokens")
_OUTPUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion", "llm.usage.completion_tokens")
_CACHED = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
)
_LATEST_NS = 7_258_118_400 * 10**9  # 2200, as far as the record goes


@dataclass(slots=True)
class SpansRead:
    """What spans came to.

    Attributes:
        rejected: how many calls of models could not be read; `reason`: of the first of them.
    """

    interactions: list[Interaction] = field(default_factory=list)
    rejected: int = 0
    reason: str = ""


@dataclass(slots=True)
class _Tool:
    """A tool that ran: a span of its own, after the answer that asked for it."""

    span: Span
    name: str
    call_id: str | None

    @property
    def arguments(self) -> Any:
        return given(self.span.attributes, "gen_ai.tool.call.arguments", "tool.parameters", "traceloop.entity.input", "input.value")

    @property
    def result(self) -> Any:
        return given(self.span.attributes, "gen_ai.tool.call.result", "traceloop.entity.output", "output.value")


@dataclass(slots=True)
class _Called:
    """A call of a model, and what of it is still open: calls of tools whose results nobody told yet."""

    span: Span
    interaction: Interaction
    followed_by: list[dict[str, Any]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    more_tools: list[str] = field(default_factory=list)


def read_interactions(spans: Sequence[Span], make: Callable[..., Interaction]) -> SpansRead:
    """Calls of models among spans that came together; spans of anything else only say to which conversation they belong.

    Ids derive from those of the spans, so that what is sent twice counts once. The episode is the conversation that a span, or another one
    of its trace in the same request, names; else the trace.

    Results of tools are in the request of the next call, as a rule. Those that are in none, because the conversation ended there, are kept
    with the answer that asked for them, as `followed_by`.

    Args:
        spans: of one request.
        make: an `Interaction` with what only the caller knows: the project, and who sends it.
    """
    read = SpansRead()
    shared: dict[str, dict[str, Any]] = {}
    for span in spans:
        kept = shared.setdefault(span.trace, {})
        for name in (*_EPISODES, *_PEOPLE):
            if span.attributes.get(name):
                kept.setdefault(name, span.attributes[name])
    called: list[_Called] = []
    tools: list[_Tool] = []
    for span in sorted(spans, key=lambda one: (one.start_ns, one.id)):
        tool = _tool_of(span)
        if tool is not None:
            tools.append(tool)
        elif _is_call(span):
            try:
                called.append(_Called(span, _interaction(span, shared[span.trace], make)))
            except (DataError, ValidationError) as error:
                read.rejected += 1
                read.reason = read.reason or f"span {span.id or '(no id)'}: {_reason(error)}"
    for tool in tools:
        _put(tool, called)
    read.interactions = [_finished(one) for one in called]
    return read


def _is_call(span: Span) -> bool:
    attributes = span.attributes
    kind = given(attributes, "openinference.span.kind", "gen_ai.operation.name")
    if kind is not None:
        return str(kind).lower() in _CALLS | {"llm"}
    if given(attributes, "traceloop.span.kind") is not None:
        return False  # a workflow, a task, an agent
    return given(attributes, "llm.request.type", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.input.messages") is not None


def _tool_of(span: Span) -> _Tool | None:
    attributes = span.attributes
    kind = given(attributes, "gen_ai.operation.name", "openinference.span.kind", "traceloop.span.kind")
    if str(kind).lower() not in ("execute_tool", "tool"):
        return None
    name = given(attributes, "gen_ai.tool.name", "tool.name", "traceloop.entity.name")
    call_id = given(attributes, "gen_ai.tool.call.id", "tool_call.id", "tool.id")
    plain = span.name.removeprefix("execute_tool ") if name is None else str(name)
    return _Tool(span, plain, None if call_id is None else str(call_id))


def _interaction(span: Span, shared: Mapping[str, Any], make: Callable[..., Interaction]) -> Interaction:
    attributes = span.attributes
    if len(span.trace) != 32 or len(span.id) != 16 or not span.trace.strip("0") or not span.id.strip("0"):
        raise DataError("has no id of a trace and a span", where="ids", fix="send 16 and 8 bytes that are not all zero")
    if not 0 < span.start_ns < _LATEST_NS:
        raise DataError(f"begins {span.start_ns} ns after 1970", where="start_time_unix_nano", fix="send a time")
    said = said_in(span)
    answer = {"choices": said.choices} if said.choices else None
    finish = given(attributes, "gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "llm.response.finish_reason")
    first = finish[0] if isinstance(finish, list) and finish else finish
    if said.choices and isinstance(first, str) and said.choices[0]["finish_reason"] is None:
        said.choices[0]["finish_reason"] = {"tool_call": "tool_calls"}.get(first, first)
    operation = str(given(attributes, "gen_ai.operation.name", "openinference.span.kind") or "").lower()
    request: dict[str, Any] | None = {"messages": said.messages, **({"tools": said.tools} if said.tools else {})}
    cost = given(attributes, "gen_ai.usage.cost", "llm.cost.total")
    episode = given({**shared, **{name: attributes.get(name) or shared.get(name) for name in _EPISODES}}, *_EPISODES)
    person = given(attributes, *_PEOPLE) or given(shared, *_PEOPLE)
    return make(
        id=interaction_id("otlp", span.trace, span.id),
        source="otlp",
        dialect="embeddings" if operation.startswith("embedding") else "chat",
        started_at=datetime.fromtimestamp(span.start_ns / 1e9, UTC),
        episode=episode_name(span.trace if episode is None else episode),
        upstream_model=str(given(attributes, *_MODELS) or "")[:500],
        request=request if said.messages or said.tools else None,
        answer=answer,
        parameters=_parameters(attributes),
        stream=given(attributes, "gen_ai.request.stream", "llm.is_streaming", "gen_ai.is_streaming") is True,
        status="error" if span.failed else "ok",
        error=_error(span) if span.failed else None,
        finish_reason=said.choices[0]["finish_reason"] if said.choices else (str(first)[:200] if first else None),
        usage=Usage(
            input_tokens=_count(attributes, _INPUT), cached_tokens=_count(attributes, _CACHED), output_tokens=_count(attributes, _OUTPUT)
        ),
        first_token_ms=_first_token_ms(span),
        latency_ms=round((span.end_ns - span.start_ns) / 1e6, 3) if span.end_ns >= span.start_ns else None,
        cost_usd=float(cost) if isinstance(cost, int | float) and not isinstance(cost, bool) and 0 <= cost < 1e9 else None,
        tools_called=tools_called(answer),
        tags=_tags(span),
        keys=_keys(attributes),
        end_user=None if person is None else str(person)[:500],
    )


def _error(span: Span) -> InteractionError:
    thrown: Mapping[str, Any] = next((one.attributes for one in span.events if one.name == "exception"), {})
    code = given(span.attributes, "error.type") or given(thrown, "exception.type") or "upstream_error"
    message = span.message or given(thrown, "exception.message") or ""
    return InteractionError(code=str(code)[:100], message=str(message)[:10_000])


def _parameters(attributes: Mapping[str, Any]) -> dict[str, Any]:
    told = structured(given(attributes, "llm.invocation_parameters"))
    found = {name: value for name, value in told.items() if name not in ("messages", "tools", "model")} if isinstance(told, dict) else {}
    return found | {ours: attributes[theirs] for theirs, ours in _PARAMETERS.items() if attributes.get(theirs) is not None}


def _count(attributes: Mapping[str, Any], names: Sequence[str]) -> int | None:
    value = given(attributes, *names)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def _first_token_ms(span: Span) -> float | None:
    told = given(span.attributes, "gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token")
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told < 1e6:
        return round(told * 1e3, 3)
    at = next((one.at_ns for one in span.events if one.name == "First Token Stream Event"), None)
    return None if at is None or at < span.start_ns else round((at - span.start_ns) / 1e6, 3)


def _tags(span: Span) -> dict[str, str]:
    found: dict[str, Any] = {}
    for source in (span.resource, span.attributes):
        for theirs, ours in _TAGS.items():
            if source.get(theirs) is not None:
                found[ours] = source[theirs]
    for name, value in span.attributes.items():
        for prefix in (_PROPERTY, _TAG):
            if name.startswith(prefix) and name not in (*_EPISODES, *_PEOPLE):
                found[name.removeprefix(prefix)] = value
    metadata = structured(span.attributes.get("metadata"))
    return tags_of(found | (metadata if isinstance(metadata, dict) else {}))


def _keys(attributes: Mapping[str, Any]) -> dict[str, str]:
    return {name.removeprefix(_KEY): str(value)[:200] for name, value in attributes.items() if name.startswith(_KEY) and value != ""}


# -- tools -----------------------------------------------------------------------------------------------------------------------------


def _put(tool: _Tool, called: Sequence[_Called]) -> None:
    """A tool ran: the answer that asked for it is the last one of its trace before it that has a call of this id, or of this name."""
    before = [one for one in called if one.span.trace == tool.span.trace and one.span.start_ns <= tool.span.start_ns]
    for one in reversed(before):
        place = _asked_for(one, tool)
        if place is None:
            continue
        one.taken.add(place)
        call = _calls(one)[place]
        if tool.result is not None and not _is_told(call["id"], tool, called):
            told = tool.result if isinstance(tool.result, str) else _dumped(tool.result)
            one.followed_by.append({"role": "tool", "tool_call_id": call["id"], "content": told})
        if call["function"]["arguments"] in ("", "{}") and tool.arguments is not None:
            call["function"]["arguments"] = tool.arguments if isinstance(tool.arguments, str) else _dumped(tool.arguments)
        return
    if before and before[-1].interaction.answer is None:  # nothing of what was said is kept: which tools ran is known all the same
        before[-1].more_tools.append(tool.name)


def _calls(one: _Called) -> list[dict[str, Any]]:
    choices = (one.interaction.answer or {}).get("choices") or ()
    return [call for choice in choices for call in choice["message"].get("tool_calls") or ()]


def _asked_for(one: _Called, tool: _Tool) -> int | None:
    for place, call in enumerate(_calls(one)):
        if place in one.taken:
            continue
        if (tool.call_id is not None and call["id"] == tool.call_id) or (
            (tool.call_id is None or not call["id"]) and call["function"]["name"] == tool.name
        ):
            return place
    return None


def _is_told(call_id: str, tool: _Tool, called: Sequence[_Called]) -> bool:
    """Whether a later request has its result."""
    for one in called:
        if one.span.trace == tool.span.trace and one.span.start_ns >= tool.span.start_ns and one.interaction.request is not None:
            for message in one.interaction.request.get("messages") or ():
                if message.get("role") == "tool" and (message.get("tool_call_id") == call_id if call_id else True):
                    return True
    return False


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _finished(one: _Called) -> Interaction:
    changed: dict[str, Any] = {}
    if one.followed_by and one.interaction.answer is not None:
        changed["answer"] = {**one.interaction.answer, "followed_by": one.followed_by}
    if one.more_tools:
        changed["tools_called"] = [*one.interaction.tools_called, *one.more_tools]
    return one.interaction.model_copy(update=changed) if changed else one.interaction


def _reason(error: DataError | ValidationError) -> str:
    if isinstance(error, DataError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
