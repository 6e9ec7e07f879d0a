"""What is refused at the door: malformed bodies, wrong fields, too much of anything; what apps tell; what machines ask."""

import asyncio
import contextlib
import json
from typing import Any

import httpx
import pytest

from burnish.core.feedback import FeedbackEvent, OutcomeEvent

from .conftest import World
from .test_openai import ASK

GOOD = {"model": "shop/ok", "messages": ASK}
DEEP = b'{"model": "shop/ok", "messages": ' + b"[" * 100_000
MALFORMED = {
    "nul": b'{"model": "shop/ok", "messages": [{"role": "user", "content": "a\\u0000b"}]}',
    "half a pair": b'{"model": "shop/ok", "messages": [{"role": "user", "content": "\\ud800"}]}',
    "nan": b'{"model": "shop/ok", "messages": [{"role": "user", "content": "a"}], "temperature": NaN}',
    "2^70": b'{"model": "shop/ok", "messages": [{"role": "user", "content": "a"}], "seed": 1180591620717411303424}',
    "100,000 brackets": DEEP,
    "key twice": b'{"model": "shop/ok", "model": "shop/second", "messages": [{"role": "user", "content": "a"}]}',
    "no utf-8": b'{"model": "\xff"}',
    "empty": b"",
    "a list": b"[]",
    "half": b'{"model": "shop/ok", "messages": [{"role"',
}


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses"])
@pytest.mark.parametrize("name", MALFORMED)
async def test_malformed_json_is_refused_in_the_dialects_shape(world: World, path: str, name: str) -> None:
    answer = await world.http.post(path, content=MALFORMED[name], headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    told = answer.json()
    assert told["error"]["type"] == "invalid_request_error" and told["error"]["message"]
    assert ("type" in told) == (path == "/v1/messages")
    assert world.mock.asked == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 0), ("n", 129), ("n", True), ("n", "2"), ("stop", ["a"] * 17), ("stop", [1]), ("max_tokens", 0), ("max_tokens", 10**7),
        ("temperature", "hot"), ("temperature", -1), ("top_p", 1.1), ("stream", "yes"), ("messages", []), ("messages", "hello"),
        ("messages", [{"role": "king", "content": "a"}]), ("messages", [{"role": "user", "content": 7}]), ("messages", [7]),
        ("messages", [{"role": "user", "content": [{"text": "a"}]}]), ("tools", [{"type": "function"}]), ("tools", "all"),
        ("response_format", {"type": "xml"}), ("tool_choice", "perhaps"), ("model", 7), ("model", ""), ("seed", 0.5),
        ("burnish", {"episode": "a b"}), ("burnish", {"colour": "red"}), ("burnish", {"keys": {"Order": "x"}}),
        ("metadata", {"episode": "!"}),
    ],
)  # fmt: skip
async def test_a_wrong_field_is_named(world: World, field: str, value: Any) -> None:
    answer = await world.http.post("/v1/chat/completions", json={**GOOD, field: value})
    assert answer.status_code == 400 and field in answer.json()["error"]["param"], answer.text
    assert world.mock.asked == []


async def test_a_schema_that_is_too_deep_is_refused(world: World) -> None:
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(25):
        schema = {"type": "object", "properties": {"a": schema}}
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}}
    answer = await world.http.post("/v1/chat/completions", json={**GOOD, "response_format": form})
    assert answer.status_code == 400 and "deeper than 32" in answer.text


async def test_what_is_too_long_or_no_json_is_refused(world: World) -> None:
    long = b'{"a": "' + b"x" * (33 * 1024 * 1024) + b'"}'
    answer = await world.http.post("/v1/chat/completions", content=long, headers={"content-type": "application/json"})
    assert answer.status_code == 413

    async def counted() -> Any:
        for _ in range(34):
            yield b"x" * 1024 * 1024

    with_unknown_length = world.http.post("/v1/messages", content=counted(), headers={"content-type": "application/json"})
    with contextlib.suppress(httpx.WriteError, httpx.ReadError):  # the connection was closed while the client was still sending
        assert (await with_unknown_length).status_code == 413
    assert (await world.http.post("/v1/chat/completions", content=b"a=b")).status_code == 415
    assert (await world.http.post("/v1/chat/completions", json=GOOD)).status_code == 200


async def test_addresses_methods_and_keys(world: World) -> None:
    assert (await world.http.post("/v1/nothing", json={})).status_code == 404
    assert (await world.http.get("/v1/chat/completions")).status_code == 405
    assert (await world.http.get("/")).status_code == 404
    for headers in ({}, {"authorization": "Basic abc"}, {"authorization": "Bearer bk_none"}):
        async with httpx.AsyncClient(base_url=world.url) as client:
            answer = await client.post("/v1/chat/completions", json=GOOD, headers=headers)
        assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_client_that_sends_half_and_leaves_harms_nobody(world: World) -> None:
    host, port = world.url.removeprefix("http://").split(":")
    for _ in range(20):
        _, writer = await asyncio.open_connection(host, int(port))
        head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n"
        writer.write(f"{head}authorization: Bearer bk_all\r\n\r\n{{".encode())
        await writer.drain()
        writer.close()
    assert (await world.http.post("/v1/chat/completions", json=GOOD)).status_code == 200


async def test_what_machines_ask(world: World) -> None:
    await world.http.post("/v1/chat/completions", json=GOOD)
    async with httpx.AsyncClient(base_url=world.url) as nobody:
        assert (await nobody.get("/healthz")).json() == {"status": "ok"}
        assert (await nobody.get("/readyz")).json() == {"status": "ok"}
        page = (await nobody.get("/metrics")).text
    assert 'burnish_gateway_interactions_total{dialect="chat",status="ok"} 1.0' in page
    assert 'burnish_gateway_tokens_total{direction="input"} 11.0' in page and "burnish_log_entries_total 1.0" in page
    assert "shop" not in page and "ok-deployment" not in page


# -- what apps tell ------------------------------------------------------------------------------------------------------------------


async def test_interactions_of_elsewhere_are_taken(world: World) -> None:
    one = {
        "request": {"messages": ASK}, "answer": {"choices": [{"message": {"role": "assistant", "content": "Soon."}}]}, "model": "gpt",
        "keys": {"order": "W123"}, "episode": "call-1", "usage": {"input_tokens": 3}, "started_at": "2026-01-31T12:00:00Z",
    }  # fmt: skip
    answer = await world.http.post("/v1/interactions", json=one)
    assert answer.status_code == 202, answer.text
    batch = await world.http.post("/v1/interactions", json={"interactions": [one, {"request": {"messages": ASK}}]})
    kept = await world.recorded(3)
    assert [answer.json()["ids"][0], *batch.json()["ids"]] == [interaction.id for interaction in kept]
    assert kept[0].source == "logged" and kept[0].upstream_model == "gpt" and kept[0].episode == "call-1" and kept[0].alias is None
    wrong = await world.http.post("/v1/interactions", json={"interactions": [one, {"request": 7}]})
    assert wrong.status_code == 422 and wrong.json()["error"]["param"] == "interactions.1.request"
    assert len(world.entries("interaction")) == 3


async def test_feedback_and_outcomes_are_taken(world: World) -> None:
    given = await world.http.post("/v1/feedback", json={"metric": "thumb", "value": True, "target": {"key": "order:W123"}})
    assert given.status_code == 202, given.text
    ended = await world.http.post("/v1/episodes/call-1/outcome", json={"resolved": True})
    assert ended.status_code == 202, ended.text
    assert (await world.http.post("/v1/feedback", json={"metric": "thumb"})).status_code == 422
    assert (await world.http.post("/v1/episodes/call-1/outcome", json={})).status_code == 422
    (event,), (outcome,) = world.entries("feedback"), world.entries("outcome")
    assert FeedbackEvent.model_validate_json(json.dumps(event["body"])).value is True
    assert OutcomeEvent.model_validate_json(json.dumps(outcome["body"])).episode == "call-1"


async def test_a_full_log_refuses_calls_before_they_cost_anything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from burnish.artifacts.segments import SegmentWriter

    monkeypatch.setattr(SegmentWriter, "has_room", lambda self: False)
    answer = await world.http.post("/v1/chat/completions", json=GOOD)
    assert answer.status_code == 503 and answer.json()["error"]["code"] == "log_full" and answer.headers["retry-after"] == "1"
    assert world.mock.asked == []
