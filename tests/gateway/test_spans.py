"""Spans of OpenTelemetry become interactions: through the real SDK and exporter, and in each convention that is in the wild."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode, Tracer

from burnish.core.filters import Condition
from burnish.core.interactions import Interaction
from burnish.gateway.filling import Filler
from burnish.store.database import Database
from burnish.store.interaction_reading import Interactions
from tests.gateway.installed import Installed, install, upstream_process

from .conftest import World

TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"
CALL = {"type": "tool_call", "id": "call_1", "name": "find_order", "arguments": {"order": "W123"}}
ORDER: dict[str, Any] = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "find_order", "arguments": '{"order": "W123"}'},
}


@pytest.fixture
def installed(tmp_path: Path, database_url: str) -> Iterator[Installed]:
    with upstream_process() as port:
        yield install(tmp_path, database_url, port)


def tracing(url: str, key: str, compression: Compression = Compression.Gzip) -> TracerProvider:
    headers = {"authorization": f"Bearer {key}", "burnish-project": "shop"}
    exporter = OTLPSpanExporter(f"{url}/v1/traces", headers=headers, compression=compression, timeout=10)
    provider = TracerProvider(resource=Resource({"service.name": "desk"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def agent(tracer: Tracer) -> None:
    """A turn of an agent: a call that asks for a tool, the tool, a call that answers; as OpenTelemetry's conventions of today say."""
    with tracer.start_as_current_span("invoke_agent desk") as outer:
        outer.set_attributes({"gen_ai.operation.name": "invoke_agent", "gen_ai.conversation.id": "call-88", "user.id": "person-1"})
        asked = [{"role": "user", "parts": [{"type": "text", "content": "Where is W123?"}]}]
        with tracer.start_as_current_span("chat small") as span:
            span.set_attributes(
                {
                    "gen_ai.operation.name": "chat",
                    "gen_ai.provider.name": "openai",
                    "gen_ai.request.model": "small",
                    "gen_ai.response.model": "small-0101",
                    "gen_ai.request.temperature": 0.5,
                    "gen_ai.request.stop_sequences": ["END"],
                    "gen_ai.usage.input_tokens": 11,
                    "gen_ai.usage.cache_read.input_tokens": 4,
                    "gen_ai.usage.output_tokens": 6,
                    "gen_ai.response.finish_reasons": ["tool_call"],
                    "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Be kind."}]),
                    "gen_ai.input.messages": json.dumps(asked),
                    "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [CALL], "finish_reason": "tool_call"}]),
                    "gen_ai.tool.definitions": json.dumps([{"type": "function", "name": "find_order", "parameters": {"type": "object"}}]),
                    "burnish.key.order": "W123",
                    "burnish.tag.channel": "phone",
                }
            )
        with tracer.start_as_current_span("execute_tool find_order") as span:
            span.set_attributes(
                {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find_order", "gen_ai.tool.call.id": "call_1"}
            )
            span.set_attribute("gen_ai.tool.call.result", '{"state": "sent"}')
        with tracer.start_as_current_span("chat small") as span:
            span.set_attributes({"gen_ai.operation.name": "chat", "gen_ai.request.model": "small", "error.type": "RateLimitError"})
            span.set_attribute("gen_ai.input.messages", json.dumps(asked))
            span.set_status(Status(StatusCode.ERROR, "slow down"))
        with tracer.start_as_current_span("GET /orders") as span:
            span.set_attribute("http.request.method", "GET")


async def test_what_the_sdk_of_opentelemetry_sends_is_in_the_tables_once(installed: Installed, tmp_path: Path) -> None:
    with installed.gateway() as (_, url):
        for compression in (Compression.Gzip, Compression.NoCompression):
            provider = tracing(url, installed.key, compression)
            await asyncio.to_thread(agent, provider.get_tracer("test"))
            assert await asyncio.to_thread(provider.force_flush, 20_000)
            await asyncio.to_thread(provider.shutdown)
    database = Database.open(installed.database_url)
    assert Filler(database, installed.home / "records").fill_all().entries == 4
    project = str(installed.payloads()[0]["project_id"])
    with database.read() as transaction:
        reading = Interactions(database, project)
        assert reading.count(transaction, Condition(field="source", value="otlp")) == 4
        assert reading.count(transaction, Condition(field="tool", value="find_order")) == 2
    database.close()
    kept = [Interaction.model_validate_json(json.dumps(entry["body"])) for entry in installed.payloads()]
    first = kept[0]
    assert (first.source, first.dialect, first.status, first.finish_reason) == ("otlp", "chat", "ok", "tool_calls")
    assert first.request == {
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Where is W123?"}],
        "tools": [{"type": "function", "function": {"name": "find_order", "parameters": {"type": "object"}}}],
    }
    assert first.answer is not None
    (choice,) = first.answer["choices"]
    assert choice == {"index": 0, "message": {"role": "assistant", "content": None, "tool_calls": [ORDER]}, "finish_reason": "tool_calls"}
    assert first.answer["followed_by"] == [{"role": "tool", "tool_call_id": "call_1", "content": '{"state": "sent"}'}]
    assert first.tools_called == ["find_order"] and first.parameters == {"temperature": 0.5, "stop": ["END"]}
    assert first.usage.model_dump() == {"input_tokens": 11, "cached_tokens": 4, "output_tokens": 6}
    assert (first.episode, first.end_user, first.upstream_model, first.keys) == ("call-88", "person-1", "small-0101", {"order": "W123"})
    assert first.tags == {"provider": "openai", "operation": "chat", "service": "desk", "channel": "phone"}
    assert first.latency_ms is not None and first.caller.startswith("user_") and first.key == installed.key_record.id
    failed = kept[1]
    assert failed.error is not None and (failed.status, failed.error.code, failed.error.message) == ("error", "RateLimitError", "slow down")
    assert failed.episode == "call-88" and failed.answer is None


def attributes(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": _value(value)} for name, value in values.items()]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(one) for one in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": attributes(value)}}
    return {"stringValue": value}


def span(values: dict[str, Any], number: int = 0, events: tuple[tuple[str, dict[str, Any]], ...] = (), **more: Any) -> dict[str, Any]:
    start = 1_750_000_000_000_000_000 + number * 10**9
    return {
        "traceId": TRACE.upper(),
        "spanId": f"{number + 1:016x}",
        "name": "a span",
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 250_000_000),
        "attributes": attributes(values),
        "events": [{"name": name, "timeUnixNano": str(start + 10**8), "attributes": attributes(inner)} for name, inner in events],
        **more,
    }


async def send(world: World, *spans: dict[str, Any], **options: Any) -> httpx.Response:
    body = {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": list(spans)}]}]}
    return await world.http.post("/v1/traces", json=body, **options)


ASKED = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Where is W123?"}]
OPENLLMETRY: dict[str, Any] = {
    "llm.request.type": "chat",
    "gen_ai.system": "OpenAI",
    "gen_ai.request.model": "small",
    "gen_ai.prompt.0.role": "system",
    "gen_ai.prompt.0.content": "Be kind.",
    "gen_ai.prompt.1.role": "user",
    "gen_ai.prompt.1.content": "Where is W123?",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.finish_reason": "tool_calls",
    "gen_ai.completion.0.tool_calls.0.id": "call_1",
    "gen_ai.completion.0.tool_calls.0.name": "find_order",
    "gen_ai.completion.0.tool_calls.0.arguments": '{"order": "W123"}',
    "llm.request.functions.0.name": "find_order",
    "llm.request.functions.0.parameters": '{"type": "object"}',
    "gen_ai.usage.prompt_tokens": 11,
    "gen_ai.usage.completion_tokens": 6,
    "traceloop.association.properties.session_id": "call-88",
    "traceloop.association.properties.plan": "free",
}
OPENINFERENCE: dict[str, Any] = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "small",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be kind.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.type": "text",
    "llm.input_messages.1.message.contents.0.message_content.text": "Where is W123?",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.tool_calls.0.tool_call.id": "call_1",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "find_order",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"order": "W123"}',
    "llm.tools.0.tool.json_schema": '{"type": "function", "function": {"name": "find_order", "parameters": {"type": "object"}}}',
    "llm.invocation_parameters": '{"temperature": 0.5}',
    "llm.token_count.prompt": 11,
    "llm.token_count.completion": 6,
    "session.id": "call-88",
    "metadata": '{"plan": "free"}',
}
STRUCTURED: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "small",
    "gen_ai.conversation.id": "call-88",
    "gen_ai.input.messages": [
        {"role": "system", "parts": [{"type": "text", "content": "Be kind."}]},
        {"role": "user", "parts": [{"type": "text", "content": "Where is W123?"}]},
    ],
    "gen_ai.output.messages": [{"role": "assistant", "parts": [CALL], "finish_reason": "tool_call"}],
    "gen_ai.tool.definitions": [{"name": "find_order", "parameters": {"type": "object"}}],
    "gen_ai.usage.input_tokens": 11,
    "gen_ai.usage.output_tokens": 6,
    "burnish.tag.plan": "free",
}


@pytest.mark.parametrize("told", [OPENLLMETRY, OPENINFERENCE, STRUCTURED], ids=["openllmetry", "openinference", "structured"])
async def test_every_convention_says_the_same(world: World, told: dict[str, Any]) -> None:
    answer = await send(world, span(told))
    assert (answer.status_code, answer.json()) == (200, {})
    (kept,) = await world.recorded()
    assert kept.request is not None and kept.answer is not None
    assert kept.request["messages"] == ASKED and kept.request["tools"][0]["function"]["name"] == "find_order"
    (choice,) = kept.answer["choices"]
    assert choice["message"] == {"role": "assistant", "content": None, "tool_calls": [ORDER]}
    assert (kept.usage.input_tokens, kept.usage.output_tokens, kept.upstream_model, kept.episode) == (11, 6, "small", "call-88")
    assert kept.tags["plan"] == "free" and kept.latency_ms == 250 and kept.tools_called == ["find_order"]


async def test_messages_in_events_are_found(world: World) -> None:
    old = (("gen_ai.content.prompt", {"gen_ai.prompt": json.dumps(ASKED)}), ("gen_ai.content.completion", {"gen_ai.completion": "Sent."}))
    message = {"message": {"role": "assistant", "content": "Sent."}, "finish_reason": "stop"}
    newer = (
        ("gen_ai.system.message", {"content": "Be kind."}),
        ("gen_ai.user.message", {"gen_ai.event.content": '{"content": "Where is W123?"}'}),
        ("gen_ai.choice", {"gen_ai.event.content": json.dumps(message)}),
    )
    for number, events in enumerate((old, newer)):
        assert (await send(world, span({"gen_ai.request.model": "small"}, number, events))).json() == {}
    for kept in await world.recorded(2):
        assert kept.request == {"messages": ASKED} and kept.answer is not None
        assert kept.answer["choices"][0]["message"] == {"role": "assistant", "content": "Sent."} and kept.episode == TRACE


async def test_a_tools_result_that_the_next_request_has_is_not_kept_twice(world: World) -> None:
    tool = span({"gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.id": "call_1", "gen_ai.tool.call.result": "sent"}, 1)
    result = {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_1", "response": {"state": "sent"}}]}
    later = span({**STRUCTURED, "gen_ai.input.messages": [*STRUCTURED["gen_ai.input.messages"], result], "gen_ai.output.messages": []}, 2)
    await send(world, tool, later, span(STRUCTURED))
    first, second = await world.recorded(2)
    assert first.answer is not None and "followed_by" not in first.answer
    assert second.request is not None
    assert second.request["messages"][-1] == {"role": "tool", "tool_call_id": "call_1", "content": '{"state": "sent"}'}


async def test_without_content_the_tools_that_ran_are_known(world: World) -> None:
    tool = span({"openinference.span.kind": "TOOL", "tool.name": "find_order"}, 1)
    await send(world, span({"gen_ai.operation.name": "chat", "gen_ai.request.model": "small"}), tool)
    (kept,) = await world.recorded()
    assert kept.request is None and kept.answer is None and kept.tools_called == ["find_order"]


async def test_a_span_that_comes_twice_has_one_id(world: World) -> None:
    for _ in range(2):
        await send(world, span(STRUCTURED))
    assert len({one.id for one in await world.recorded(2)}) == 1


async def test_calls_that_cannot_be_read_are_told_and_the_others_taken(world: World) -> None:
    answer = await send(world, span(STRUCTURED, 0, startTimeUnixNano="0"), span(STRUCTURED, 1), span(STRUCTURED, 2, spanId="00"))
    told = answer.json()["partialSuccess"]
    assert answer.status_code == 200 and told["rejectedSpans"] == "2" and "begins 0 ns after 1970" in told["errorMessage"]
    assert len(await world.recorded()) == 1


async def test_spans_of_other_things_are_taken_and_left_out(world: World) -> None:
    assert (await send(world, span({"http.request.method": "GET"}))).json() == {}
    assert world.entries("interaction") == []


PROTO = {"content-type": "application/x-protobuf"}


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"\xff\xff\xff", PROTO, 400, b"no ExportTraceServiceRequest"),
        (b"{}", {"content-type": "text/plain"}, 415, b"neither protobuf nor JSON"),
        (b"not gzip at all", {**PROTO, "content-encoding": "gzip"}, 400, b"no gzip"),
        (gzip.compress(b"a" * 100, mtime=0)[:20], {**PROTO, "content-encoding": "gzip"}, 400, b"cut off"),
        (gzip.compress(bytes(40 * 2**20), mtime=0), {**PROTO, "content-encoding": "gzip"}, 413, b"unpacked"),
        (b"x", {**PROTO, "content-encoding": "br"}, 415, b"not known"),
        (b'{"resourceSpans": 7}', {"content-type": "application/json"}, 400, b"no ExportTraceServiceRequest"),
        (b'{"resourceSpans": [7]}', {"content-type": "application/json"}, 400, b"no ExportTraceServiceRequest"),
        (b"", {**PROTO, "authorization": "Bearer bk_read"}, 403, b"interactions.write"),
        (b"", {**PROTO, "authorization": "Bearer bk_none"}, 401, b"not valid"),
    ],
)
async def test_what_is_none_is_refused_as_otlp_says(world: World, body: bytes, headers: dict[str, str], status: int, words: bytes) -> None:
    answer = await world.http.post("/v1/traces", content=body, headers=headers)
    assert answer.status_code == status and words in answer.content
    if answer.headers["content-type"] == "application/x-protobuf":
        assert answer.content[:1] == b"\x08" and answer.content[2:3] == b"\x12", "a google.rpc.Status"


async def test_an_empty_request_is_answered_in_its_own_form(world: World) -> None:
    answer = await world.http.post("/v1/traces", content=b"", headers=PROTO)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/x-protobuf"
    assert not ExportTraceServiceResponse.FromString(answer.content).HasField("partial_success")
