"""A gateway process among hostile clients and silent upstreams: refused in the dialect's shape, never a hang, and others are served."""

import asyncio
import contextlib
import json
import select
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.databases import Templates
from tests.gateway.conftest import listening
from tests.gateway.faults import Mock
from tests.gateway.installed import Installed, install
from tests.gateway.odd import changed
from tests.gateway.test_crashes import client_of, resident_bytes
from tests.gateway.test_door import MALFORMED

pytestmark = pytest.mark.slow

PATIENCE = 2.0
"""What the gateway waits for clients here, in seconds."""

TEXT = {"role": "user", "content": "Where is my order?"}
SCHEMA = {"type": "object", "properties": {"order": {"type": "string"}}}
CALLS = [{"id": "call_1", "type": "function", "function": {"name": "find", "arguments": "{}"}}]
CHAT: dict[str, Any] = {
    "model": "shop/desk",
    "messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "Where?"}, {"type": "image_url", "image_url": {"url": "data:,"}}]},
        {"role": "assistant", "content": None, "tool_calls": CALLS},
        {"role": "tool", "tool_call_id": "call_1", "content": "here"},
    ],
    "tools": [{"type": "function", "function": {"name": "find", "description": "Finds.", "parameters": SCHEMA, "strict": True}}],
    "tool_choice": {"type": "function", "function": {"name": "find"}},
    "response_format": {"type": "json_schema", "json_schema": {"name": "order", "schema": SCHEMA, "strict": True}},
    "stream": False,
    "stream_options": {"include_usage": True},
    **{"n": 1, "seed": 1, "stop": ["a"], "temperature": 0.5, "top_p": 0.5, "max_tokens": 5, "logprobs": True, "top_logprobs": 2},
    **{"user": "u", "safety_identifier": "s", "store": True, "logit_bias": {"1": 1}, "parallel_tool_calls": True},
    "metadata": {"episode": "call-88", "key:order": "W123", "channel": "phone"},
    "burnish": {"episode": "call-88", "keys": {"order": "W123"}, "tags": {"a": "b"}, "arguments": {}},
}
MESSAGES: dict[str, Any] = {
    "model": "shop/desk",
    "max_tokens": 5,
    "system": [{"type": "text", "text": "Be kind."}],
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "Where?"}, {"type": "image", "source": {"type": "url", "url": "data:,"}}]},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "find", "input": {"order": "W1"}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "here"}]}]},
        {"role": "user", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": ""}}]},
    ],
    "tools": [{"type": "custom", "name": "find", "description": "Finds.", "input_schema": SCHEMA}],
    "tool_choice": {"type": "tool", "name": "find", "disable_parallel_tool_use": True},
    **{"stop_sequences": ["a"], "temperature": 0.5, "top_k": 3, "top_p": 0.5, "metadata": {"user_id": "u"}, "stream": False},
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "service_tier": "auto",
}
RESPONSES: dict[str, Any] = {
    "model": "shop/desk",
    "input": [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Where?"}]},
        {"role": "user", "content": [{"type": "input_image", "image_url": "data:,", "detail": "low"}]},
        {"type": "function_call", "call_id": "c1", "name": "find", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": [{"type": "input_text", "text": "here"}]},
        {"type": "reasoning", "summary": []},
    ],
    "instructions": "Be kind.",
    "tools": [{"type": "function", "name": "find", "parameters": SCHEMA, "strict": True}],
    "tool_choice": {"type": "function", "name": "find"},
    "text": {"format": {"type": "json_schema", "name": "order", "schema": SCHEMA}},
    "reasoning": {"effort": "low"},
    **{"include": [], "truncation": "auto", "max_output_tokens": 5, "temperature": 0.5, "top_p": 0.5, "top_logprobs": 2, "stream": False},
    **{"metadata": {"a": "b"}, "store": True, "user": "u", "parallel_tool_calls": True, "stream_options": {}},
}
COMPLETIONS: dict[str, Any] = {
    **{"model": "shop/desk", "prompt": ["a", [1, 2]], "n": 1, "best_of": 1, "echo": False, "logprobs": 2, "suffix": "z", "stop": "a"},
    **{"stream": False, "stream_options": {"include_usage": True}, "max_tokens": 5, "seed": 1, "user": "u", "metadata": {"a": "b"}},
}
EMBEDDINGS: dict[str, Any] = {
    **{"model": "shop/desk", "input": ["a", [1, 2]], "dimensions": 2, "encoding_format": "float", "user": "u", "metadata": {"a": "b"}},
}
INTERACTIONS: dict[str, Any] = {
    "interactions": [
        {
            **{"id": f"interaction_{1:032x}", "dialect": "chat", "started_at": "2026-01-31T12:00:00Z", "episode": "call-1", "model": "gpt"},
            **{"request": {"messages": [TEXT]}, "parameters": {"n": 1}, "stream": False, "status": "ok", "latency_ms": 1.5},
            "answer": {"choices": [{"message": {"role": "assistant", "content": "Soon.", "tool_calls": CALLS}, "finish_reason": "stop"}]},
            "error": {"code": "a", "message": "b"},
            "usage": {"input_tokens": 3, "cached_tokens": 1, "output_tokens": 2},
            "attempts": [{"deployment": "a", "outcome": "ok", "latency_ms": 1.0}],
            **{"first_token_ms": 1.0, "cost_usd": 0.5, "tags": {"a": "b"}, "keys": {"order": "W123"}, "end_user": "u"},
            "tokens": [{"prompt_ids": [1], "ids": [2], "logprobs": [-0.5]}],
        }
    ]
}
FEEDBACK: dict[str, Any] = {
    "events": [
        {
            **{"id": "f1", "metric": "thumb", "value": True, "target": {"key": "order:W123"}, "reason": "r", "confidence": 0.5},
            "source": {"kind": "judge", "id": "j", "version": "1"},
            **{"given_at": "2026-01-31T12:00:00Z", "tags": {"a": "b"}, "valid": True},
        },
        {
            "metric": "better",
            "value": {"message": {"role": "assistant", "content": "a"}},
            "target": {"interaction": f"interaction_{1:032x}"},
        },
        {"metric": "pair", "value": {"chosen": f"interaction_{1:032x}", "rejected": f"interaction_{2:032x}", "tie": False}},
    ]
}
OUTCOME: dict[str, Any] = {"id": "o1", "resolved": True, "escalated": False, "value": 1.5, "reason": "r", "source": {"kind": "outcome"}}
BODIES = {
    "/v1/chat/completions": CHAT,
    "/v1/messages": MESSAGES,
    "/v1/responses": RESPONSES,
    "/v1/completions": COMPLETIONS,
    "/v1/embeddings": EMBEDDINGS,
    "/v1/interactions": INTERACTIONS,
    "/v1/feedback": FEEDBACK,
    "/v1/episodes/call-1/outcome": OUTCOME,
}


@dataclass
class Hosted:
    """A gateway process, and a client that behaves."""

    installed: Installed
    process: subprocess.Popen[str]
    url: str
    client: httpx.AsyncClient

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.url.removeprefix("http://").split(":")
        return host, int(port)

    def head(self, *lines: str, path: str = "/v1/chat/completions") -> bytes:
        first = (f"POST {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {self.installed.key}", "Content-Type: application/json")
        return "\r\n".join((*first, *lines, "", "")).encode()

    @contextlib.asynccontextmanager
    async def others_unharmed(self) -> AsyncIterator[None]:
        """Somebody else calls all the time, and is always answered soon."""
        took: list[float] = []
        stop = asyncio.Event()

        async def calls() -> None:
            while not stop.is_set():
                began = time.monotonic()
                answer = await self.client.post("/v1/chat/completions", json={"model": "shop/desk", "messages": [TEXT]})
                took.append(time.monotonic() - began)
                assert answer.status_code == 200, answer.text
                await asyncio.sleep(0.01)

        async with asyncio.TaskGroup() as group:
            group.create_task(calls())
            try:
                yield
            finally:
                stop.set()
        assert took and max(took) < 3, f"another client waited {max(took):.2f} s"


@pytest.fixture
async def hosted(tmp_path: Path, templates: Templates) -> AsyncIterator[Hosted]:
    async with listening(Mock()) as upstream_url:
        installed = install(tmp_path, templates.sqlite(tmp_path / "burnish.db"), int(upstream_url.rpartition(":")[2]))
        installed.alias("silent", model="silent", timeout_s=1.0, retries=0)
        installed.alias("flood", model="flood", timeout_s=30.0)
        opened = installed.gateway(BURNISH_GATEWAY_CLIENT_SECONDS=str(PATIENCE), BURNISH_GATEWAY_BODY_BYTES=str(8 * 2**20))
        process, url = await asyncio.to_thread(opened.__enter__)
        try:
            async with client_of(installed, url) as client:
                client.headers["burnish-project"] = "shop"
                yield Hosted(installed, process, url, client)
                assert process.poll() is None and (await client.get("/readyz")).status_code == 200
        finally:
            await asyncio.to_thread(opened.__exit__, None, None, None)


def check_shape(path: str, answer: httpx.Response) -> None:
    """An error as clients of the dialect read it."""
    told = answer.json()
    assert told["error"]["message"] and told["error"]["type"], answer.text
    assert (told.get("type") == "error") == (path == "/v1/messages"), answer.text


async def test_malformed_bodies_are_refused_everywhere(hosted: Hosted) -> None:
    async with hosted.others_unharmed():
        for path in BODIES:
            for name, body in MALFORMED.items():
                if name == "a list" and path in ("/v1/interactions", "/v1/feedback", "/v1/episodes/call-1/outcome"):
                    continue  # well-formed, and refused as what it is not
                answer = await hosted.client.post(path, content=body, headers={"content-type": "application/json"})
                assert answer.status_code == 400, f"{path} {name}: {answer.status_code} {answer.text[:300]}"
                check_shape(path, answer)


@pytest.mark.parametrize("path", BODIES)
async def test_wrong_types_everywhere_are_refused_or_taken(hosted: Hosted, path: str) -> None:
    answer = await hosted.client.post(path, json=BODIES[path])
    assert answer.status_code in (200, 202), answer.text
    failed: dict[str, str] = {}
    statuses: set[int] = set()
    gate = asyncio.Semaphore(8)

    async def send(name: str, body: Any) -> None:
        async with gate:
            answer = await hosted.client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})
        statuses.add(answer.status_code)
        if answer.status_code not in (200, 202, 400, 404, 413, 422):
            failed[name] = f"{answer.status_code} {answer.text[:300]}"
        elif answer.status_code >= 400:
            check_shape(path, answer)

    async with hosted.others_unharmed():
        await asyncio.gather(*(send(name, body) for name, body in changed(BODIES[path])))
    assert failed == {}
    assert statuses & {400, 422}


async def test_a_hundred_megabytes_are_refused_at_the_door_and_kept_by_nobody(hosted: Hosted) -> None:
    size = 100 * 10**6
    for path in BODIES:  # told beforehand: refused before any of it is sent
        reader, writer = await asyncio.open_connection(*hosted.address)
        writer.write(hosted.head(f"Content-Length: {size}", path=path))
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        assert answer.startswith(b"HTTP/1.1 413"), answer
        length = next(int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length"))
        check_shape(path, httpx.Response(413, content=await reader.readexactly(length)))
        writer.close()
    before = resident_bytes(hosted.process.pid)

    async def chunked() -> None:
        reader, writer = await asyncio.open_connection(*hosted.address)
        writer.write(hosted.head("Transfer-Encoding: chunked"))
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(size // 0x10000):
                writer.write(piece)
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(12), 5)) == b"HTTP/1.1 413"
        writer.close()

    async with hosted.others_unharmed():
        await asyncio.gather(*(chunked() for _ in range(4)))
    rise = resident_bytes(hosted.process.pid) - before
    assert rise < 4 * 8 * 2**20 + 48 * 2**20, f"memory rose by {rise:,} bytes"  # what is allowed, four times, and some


async def ended(reader: asyncio.StreamReader, seconds: float) -> bytes:
    """What came until the other side cut the connection."""
    got = b""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(seconds):
            while piece := await reader.read(2**16):
                got += piece
    return got


async def test_clients_that_send_slowly_or_nothing_are_let_go(hosted: Hosted) -> None:
    body = b'{"model": "shop/desk"'

    async def send(at_once: bytes, slowly: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*hosted.address)
        writer.write(at_once)
        for letter in slowly:
            await asyncio.sleep(0.2)
            if writer.is_closing():
                break
            writer.write(bytes([letter]))
        got = await ended(reader, 3 * PATIENCE) if not at_once else await reader.readuntil(b"send it faster")
        writer.close()
        return got

    head = hosted.head("Content-Length: 1000")
    kinds = ((b"", b""), (b"", head), (head, b""), (head, body))  # nothing, a head by letters, no body, a body by letters

    async with hosted.others_unharmed():
        began = time.monotonic()
        told = await asyncio.gather(*(send(*kind) for kind in kinds for _ in range(50)))
        assert time.monotonic() - began < 5 * PATIENCE
    assert set(told[:100]) == {b""}, "who has not sent a head is told nothing"
    assert all(answer.startswith(b"HTTP/1.1 400") and b"took more than 2 s" in answer for answer in told[100:])


async def test_a_head_without_an_end_is_cut(hosted: Hosted) -> None:
    reader, writer = await asyncio.open_connection(*hosted.address)
    with contextlib.suppress(ConnectionError):
        writer.write(hosted.head()[:-2] + b"x-long: ")
        for _ in range(1_000):
            writer.write(b"a" * 4096)
            await writer.drain()
    answer = await ended(reader, PATIENCE)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert writer.transport.is_closing() or reader.at_eof()


@pytest.mark.parametrize("streamed", [False, True])
async def test_clients_that_read_nothing_are_cut_off(hosted: Hosted, streamed: bool) -> None:
    body = json.dumps({"model": "shop/flood", "messages": [TEXT], "stream": streamed}).encode()
    before = resident_bytes(hosted.process.pid)
    with contextlib.ExitStack() as open_sockets:
        clients = [open_sockets.enter_context(socket.socket()) for _ in range(4)]
        async with hosted.others_unharmed():
            for client in clients:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect(hosted.address)
                client.sendall(hosted.head(f"Content-Length: {len(body)}") + body)
            began = time.monotonic()
            while not all(is_cut(client) for client in clients):
                assert time.monotonic() - began < 30, "still connected"
                await asyncio.sleep(0.1)
            rise = resident_bytes(hosted.process.pid) - before
        assert time.monotonic() - began > PATIENCE
    kept = [entry["body"] for entry in hosted.installed.payloads() if entry["body"]["alias"] == "flood"]
    assert [one["status"] for one in kept] == ["closed" if streamed else "ok"] * 4
    assert rise < 256 * 2**20, f"memory rose by {rise:,} bytes"


def is_cut(client: socket.socket) -> bool:
    """Whether the other side ended the connection, of which nothing was read."""
    poll = select.poll()
    poll.register(client, 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in poll.poll(0))


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/completions"])
@pytest.mark.parametrize("streamed", [False, True])
async def test_silent_upstreams_are_given_up_and_told_in_the_dialects_shape(hosted: Hosted, path: str, streamed: bool) -> None:
    asked = {"/v1/responses": {"input": "Where?"}, "/v1/completions": {"prompt": "Where?"}}
    body = {"model": "shop/silent", "stream": streamed, **asked.get(path, {"messages": [TEXT], "max_tokens": 5})}
    async with hosted.others_unharmed():
        began = time.monotonic()
        answers = await asyncio.gather(*(hosted.client.post(path, json=body) for _ in range(20)))
        assert time.monotonic() - began < 5
    for answer in answers:
        assert answer.status_code in (503, 504), answer.text  # 503 once it has failed five times, and is left alone
        check_shape(path, answer)
    assert answers[0].status_code == 504
