"""What was filled goes on to a collector as spans: each at least once, in the way of nothing, with content only where that is asked for."""

import asyncio
import contextlib
import gzip
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from burnish.errors import ConfigError
from burnish.gateway.exporting import Exporter, headers_of, traces_url
from burnish.gateway.filling import Filler
from burnish.settings import Settings
from burnish.store.database import Database
from tests.store.ground import new_project
from tests.store.records import interaction

from .conftest import listening
from .test_filling import append, entry


class Collector:
    """A receiver of OTLP that answers as it is told."""

    def __init__(self) -> None:
        self.status, self.answer = 200, b""
        self.asked = 0
        self.headers: list[dict[bytes, bytes]] = []
        self.spans: list[Span] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["path"] == "/v1/traces" and scope["method"] == "POST"
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.asked += 1
        self.headers.append(dict(scope["headers"]))
        if self.status == 200:
            request = ExportTraceServiceRequest.FromString(gzip.decompress(body))
            self.spans += [span for group in request.resource_spans for scoped in group.scope_spans for span in scoped.spans]
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"content-type", b"application/x-protobuf")]})
        await send({"type": "http.response.body", "body": self.answer})

    async def has(self, spans: int) -> None:
        async with asyncio.timeout(20):
            while len(self.spans) < spans:
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def exporting(database: Database, home: Path, url: str, **more: str) -> AsyncIterator[None]:
    environment = {"BURNISH_HOME": str(home), "BURNISH_OTLP_ENDPOINT": url, "BURNISH_OUTBOUND_ALLOW": "127.0.0.1"} | more
    stop = threading.Event()
    exporter = Exporter(database, Settings.from_environment(environment))
    running = asyncio.create_task(asyncio.to_thread(exporter.run, stop))
    try:
        yield
    finally:
        stop.set()
        await running


def value(told: AnyValue) -> Any:
    kind = told.WhichOneof("value")
    return [value(one) for one in told.array_value.values] if kind == "array_value" else getattr(told, str(kind))


def attributes(span: Span) -> dict[str, Any]:
    return {pair.key: value(pair.value) for pair in span.attributes}


async def fill(database: Database, home: Path) -> int:
    return (await asyncio.to_thread(Filler(database, home / "records").fill_all)).entries


async def write(home: Path, *payloads: bytes) -> None:
    await asyncio.to_thread(append, home / "records" / "gateway", *payloads)


async def test_spans_follow_what_is_filled_and_wait_for_a_collector_that_is_away(database: Database, tmp_path: Path) -> None:
    project, collector = new_project(database, "shop"), Collector()
    (tmp_path / "records").mkdir()
    ones = [interaction(number) for number in range(250)]
    async with listening(collector) as url:
        collector.status = 503
        async with exporting(database, tmp_path, url):
            await write(tmp_path, *(entry(project, one) for one in ones))
            await asyncio.sleep(1)
            assert collector.asked == 0, "told of what is in no table"
            assert await fill(database, tmp_path) == 250  # nothing of a collector that is away is in its way
            while not collector.asked:
                await asyncio.sleep(0.02)
            collector.status = 200
            await collector.has(250)
        assert len({span.span_id for span in collector.spans}) == 250
        async with exporting(database, tmp_path, url):
            await write(tmp_path, entry(project, interaction(500)))
            assert await fill(database, tmp_path) == 1
            await collector.has(251)
    assert len(collector.spans) == 251, "after a restart it goes on where it was"


async def test_a_span_says_how_it_went_and_what_was_said_only_where_that_is_asked_for(database: Database, tmp_path: Path) -> None:
    project, collector = new_project(database, "shop"), Collector()
    asked = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Where is W123?"}]
    call = {"id": "call_1", "type": "function", "function": {"name": "find_order", "arguments": '{"order": "W123"}'}}
    answer = {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": None, "tool_calls": [call]}, "finish_reason": "tool_calls"}]
    }
    one = interaction(1).model_copy(
        update={
            "project": project,
            "request": {"messages": asked},
            "answer": answer,
            "finish_reason": "tool_calls",
            "parameters": {"temperature": 0.5, "stop": ["END"]},
            "end_user": "person-1",
            "tags": {"plan": "free"},
            "keys": {"order": "W123"},
            "latency_ms": 250.0,
        }
    )
    came = interaction(2).model_copy(update={"source": "otlp"})
    found = []
    async with listening(collector) as url:
        for number, content in enumerate(("false", "true")):
            home = tmp_path / str(number)
            (home / "records").mkdir(parents=True)
            more = {"BURNISH_OTLP_CONTENT": content, "BURNISH_OTLP_HEADERS": "api-key=a%2Cb"}
            async with exporting(database, home, url, **more):
                writer = home / "records" / f"gateway-{number}"
                await asyncio.to_thread(append, writer, entry(project, one), entry(project, came))
                await fill(database, home)
                await collector.has(number + 1)
            found.append(attributes(collector.spans[number]))
    assert len(collector.spans) == 2, "what came as a span is not sent back"
    assert collector.headers[0][b"api-key"] == b"a,b"
    plain, whole = found
    span = collector.spans[0]
    assert span.name.startswith("chat ") and span.end_time_unix_nano - span.start_time_unix_nano == 250_000_000
    assert collector.spans[1].trace_id == span.trace_id and collector.spans[1].span_id == span.span_id
    assert plain["gen_ai.conversation.id"] == one.episode and plain["gen_ai.response.id"] == one.id
    assert plain["gen_ai.usage.input_tokens"] == one.usage.input_tokens and plain["gen_ai.response.finish_reasons"] == ["tool_calls"]
    assert plain["gen_ai.request.temperature"] == 0.5 and plain["gen_ai.request.stop_sequences"] == ["END"]
    for secret in ("W123", "person-1", "Be kind", "free"):
        assert secret not in str(plain)
    assert json.loads(whole["gen_ai.system_instructions"]) == [{"type": "text", "content": "Be kind."}]
    assert json.loads(whole["gen_ai.input.messages"]) == [{"role": "user", "parts": [{"type": "text", "content": "Where is W123?"}]}]
    parts = [{"type": "tool_call", "id": "call_1", "name": "find_order", "arguments": {"order": "W123"}}]
    assert json.loads(whole["gen_ai.output.messages"]) == [{"role": "assistant", "parts": parts, "finish_reason": "tool_calls"}]
    assert (whole["user.id"], whole["burnish.tag.plan"], whole["burnish.key.order"]) == ("person-1", "free", "W123")


async def test_what_a_collector_will_never_take_holds_up_nothing(database: Database, tmp_path: Path) -> None:
    project, collector = new_project(database, "shop"), Collector()
    (tmp_path / "records").mkdir()
    collector.status = 400
    async with listening(collector) as url, exporting(database, tmp_path, url):
        await write(tmp_path, entry(project, interaction(1)))
        await fill(database, tmp_path)
        async with asyncio.timeout(20):
            while not collector.asked:
                await asyncio.sleep(0.02)
        collector.status, told = 200, ExportTraceServiceResponse()
        told.partial_success.rejected_spans = 1
        collector.answer = told.SerializeToString()
        for number in (2, 3):
            await write(tmp_path, entry(project, interaction(number)))
            await fill(database, tmp_path)
            await collector.has(number - 1)
    assert collector.asked == 3


def test_an_endpoint_that_may_not_be_reached_is_refused_at_once(database: Database, tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:4318", "http://169.254.169.254"):
        settings = Settings.from_environment({"BURNISH_HOME": str(tmp_path), "BURNISH_OTLP_ENDPOINT": url})
        with pytest.raises(ConfigError, match="BURNISH_OTLP_ENDPOINT"):
            Exporter(database, settings)


def test_endpoints_and_headers_are_written_as_opentelemetry_does() -> None:
    assert traces_url("https://otlp.example.org:4318/") == "https://otlp.example.org:4318/v1/traces"
    assert traces_url("https://example.org/otlp/v1/traces") == "https://example.org/otlp/v1/traces"
    assert headers_of("Authorization=Basic%20eDp5, x-team=a=b") == {"authorization": "Basic eDp5", "x-team": "a=b"}
    for wrong in ("no-value", "bad name=1", "a=%0Ab"):
        with pytest.raises(ConfigError):
            headers_of(wrong)
