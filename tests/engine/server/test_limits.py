"""What a server refuses, and how: keys, malformed requests, too many at once, clients that go away, ranks that die."""

import asyncio
import json
import socket
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI, AuthenticationError, InternalServerError

from burnish.engine.server.options import ServerOptions
from burnish.engine.server.process import Listening, serving

from .conftest import FOLDER, TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
HELLO: Any = [{"role": "user", "content": "Hello."}]


async def post(server: Listening, path: str, body: Any, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await client.post(server.address + path, content=content, headers=AUTHORIZED | options.pop("headers", {}), **options)


async def quiet(server: Listening) -> None:
    """Nothing is under way, and the engine stands still."""
    for _ in range(100):
        if server.service.admission.under_way == 0:
            break
        await asyncio.sleep(0.02)
    assert server.service.admission.under_way == 0
    await asyncio.sleep(0.05)
    before = (await server.service.model.facts()).decode_steps
    await asyncio.sleep(0.1)
    assert (await server.service.model.facts()).decode_steps == before


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Basic {TOKEN}", "Bearer", "Bearer session_1234", "Bearer ä"])
async def test_who_shows_no_key_gets_nothing(server: Listening, header: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("/chat/completions", "/completions", "/sessions", "/nowhere"):
            answer = await client.post(server.address + path, json={}, headers={"Authorization": header.encode()} if header else {})
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
        assert (await client.get(server.address.removesuffix("/v1") + "/healthz")).json()["status"] == "ok"
    async with AsyncOpenAI(base_url=server.address, api_key="wrong", max_retries=0) as client:
        with pytest.raises(AuthenticationError):
            await client.models.list()


def deep(levels: int) -> bytes:
    return b'{"messages": ' + b"[" * levels + b"]" * levels + b"}"


MALFORMED: list[tuple[Any, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"null", 400),
    (b'"text"', 400),
    (b"\xff\xfe", 400),
    (b'{"messages": [{"role": "user", "content": "\\ud800"}]}', 400),
    (b'{"temperature": NaN, "messages": []}', 400),
    (b'{"temperature": 1e999, "messages": []}', 400),
    (b'{"seed": ' + b"9" * 5000 + b"}", 400),
    (deep(50_000), 400),
    (deep(500), 400),
    ({"messages": None}, 400),
    ({"messages": {}}, 400),
    ({"messages": []}, 400),
    ({"messages": ["x"]}, 400),
    ({"messages": [{}]}, 400),
    ({"messages": [{"role": "robot", "content": "x"}]}, 400),
    ({"messages": [{"role": "user", "content": 3}]}, 400),
    ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, 400),
    ({"messages": [{"role": "user", "content": [3]}]}, 400),
    ({"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "x", "arguments": "{"}}]}]}, 400),
    ({"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": "{}"}}]}]}, 400),
    ({"messages": [{"role": "assistant", "tool_calls": 3}]}, 400),
    ({"messages": HELLO, "n": 0}, 400),
    ({"messages": HELLO, "n": 129}, 400),
    ({"messages": HELLO, "n": True}, 400),
    ({"messages": HELLO, "max_tokens": -1}, 400),
    ({"messages": HELLO, "max_tokens": 1.5}, 400),
    ({"messages": HELLO, "temperature": "hot"}, 400),
    ({"messages": HELLO, "top_p": 2}, 400),
    ({"messages": HELLO, "seed": 2**64}, 400),
    ({"messages": HELLO, "stop": ["x"] * 17}, 400),
    ({"messages": HELLO, "stop": "x" * 501}, 400),
    ({"messages": HELLO, "stop": {}}, 400),
    ({"messages": HELLO, "logit_bias": {"x": 1}}, 400),
    ({"messages": HELLO, "logit_bias": {"1": 101}}, 400),
    ({"messages": HELLO, "logit_bias": {str(token): 0 for token in range(1025)}}, 400),
    ({"messages": HELLO, "logit_bias": {"-1": 1}}, 400),
    ({"messages": HELLO, "presence_penalty": 9}, 400),
    ({"messages": HELLO, "logprobs": True, "top_logprobs": 21}, 400),
    ({"messages": HELLO, "stream": "yes"}, 400),
    ({"messages": HELLO, "stream_options": []}, 400),
    ({"messages": HELLO, "tools": {}}, 400),
    ({"messages": HELLO, "tools": [{}]}, 400),
    ({"messages": HELLO, "tools": [{"type": "web_search"}]}, 400),
    ({"messages": HELLO, "tools": [{"type": "function", "function": {"name": "a"}}] * 2}, 400),
    ({"messages": HELLO, "tools": [{"type": "function", "function": {"name": "a b"}}], "tool_choice": "required"}, 400),
    ({"messages": HELLO, "tool_choice": "required"}, 400),
    ({"messages": HELLO, "tool_choice": "perhaps"}, 400),
    ({"messages": HELLO, "tool_choice": {"type": "function", "function": {"name": "lost"}}}, 400),
    ({"messages": HELLO, "response_format": "json"}, 400),
    ({"messages": HELLO, "response_format": {"type": "xml"}}, 400),
    ({"messages": HELLO, "response_format": {"type": "json_schema"}}, 400),
    ({"messages": HELLO, "response_format": {"type": "json_schema", "json_schema": {"schema": []}}}, 400),
    ({"messages": HELLO, "burnish": {"tokens": 3}}, 400),
    ({"messages": HELLO, "model": 3}, 400),
    ({"messages": HELLO, "model": "other"}, 404),
]


@pytest.mark.parametrize(("body", "status"), MALFORMED, ids=range(len(MALFORMED)))
async def test_a_malformed_request_is_told_what_is_wrong(server: Listening, body: Any, status: int) -> None:
    answer = await post(server, "/chat/completions", body)
    error = answer.json()["error"]
    assert answer.status_code == status, answer.text
    assert error["message"] and error["code"] and error["type"]
    assert "Traceback" not in answer.text
    await quiet(server) if status >= 500 else None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"prompt": None}, 400),
        ({"prompt": []}, 400),
        ({"prompt": ""}, 400),
        ({"prompt": [1, "x"]}, 400),
        ({"prompt": [[]]}, 400),
        ({"prompt": [5000]}, 400),
        ({"prompt": [-1]}, 400),
        ({"prompt": ["x"] * 129}, 400),
        ({"prompt": "x", "echo": True, "logprobs": 1}, 400),
        ({"prompt": [1] * 4096}, 400),
    ],
)
async def test_a_malformed_text_completion_is_told_what_is_wrong(server: Listening, body: Any, status: int) -> None:
    answer = await post(server, "/completions", body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]


async def test_odd_requests_are_answered(server: Listening) -> None:
    assert (await post(server, "/nowhere", {})).json()["error"]["code"] == "not_found"
    assert (await post(server, "/models", {})).status_code == 405
    large = await post(server, "/chat/completions", b'{"a": "' + b"x" * (2 << 20) + b'"}')
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")
    assert (await post(server, "/chat/completions", b"not gzip", headers={"Content-Encoding": "gzip"})).status_code == 400
    assert (await post(server, "/embeddings", {"input": "x"})).status_code == 404


async def test_text_completions_take_text_and_tokens_and_tell_logprobs(client: AsyncOpenAI, server: Listening) -> None:
    ids = server.service.model.renderer.tokenizer.encode("Where is").ids
    for prompt in ("Where is", ids, [ids, ids]):
        answer = await client.completions.create(model="tiny", prompt=prompt, seed=4, max_tokens=12, logprobs=2, n=2)
        assert len(answer.choices) == (4 if prompt == [ids, ids] else 2)
        for choice in answer.choices:
            assert choice.logprobs and choice.logprobs.tokens
            assert "".join(choice.logprobs.tokens) == choice.text
            assert choice.logprobs.text_offset == [
                sum(map(len, choice.logprobs.tokens[:place])) for place in range(len(choice.logprobs.tokens))
            ]
    whole = (await client.completions.create(model="tiny", prompt="Where is", seed=4, max_tokens=12, echo=True)).choices[0].text
    stream = await client.completions.create(model="tiny", prompt="Where is", seed=4, max_tokens=12, echo=True, stream=True)
    assert "".join([chunk.choices[0].text async for chunk in stream]) == whole
    assert whole.startswith("Where is")


async def test_a_client_that_goes_away_frees_its_rows_within_a_second(client: AsyncOpenAI, server: Listening) -> None:
    forever = {"min_tokens": 3900}
    stream = await client.chat.completions.create(model="tiny", messages=HELLO, stream=True, n=2, extra_body=forever)
    async for _ in stream:
        break
    await stream.close()
    waiting = [
        asyncio.create_task(client.chat.completions.create(model="tiny", messages=HELLO, extra_body=forever, n=2)),
        asyncio.create_task(client.completions.create(model="tiny", prompt="Hello", max_tokens=3900, extra_body=forever)),
    ]
    await asyncio.sleep(0.3)
    assert server.service.admission.under_way >= 3
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(1):
        while server.service.admission.under_way:
            await asyncio.sleep(0.01)
    await quiet(server)


async def test_more_than_may_wait_are_told_to_come_back(client: AsyncOpenAI, server: Listening) -> None:
    forever = {"min_tokens": 3900}
    held = [asyncio.create_task(client.chat.completions.create(model="tiny", messages=HELLO, extra_body=forever, n=8)) for _ in range(4)]
    await asyncio.sleep(0.3)
    with pytest.raises(InternalServerError) as refused:
        await client.chat.completions.create(model="tiny", messages=HELLO, max_tokens=2)
    assert refused.value.status_code == 503
    assert int(refused.value.response.headers["Retry-After"]) >= 1
    assert refused.value.code == "overloaded"
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    await quiet(server)
    assert (await client.chat.completions.create(model="tiny", messages=HELLO, max_tokens=2)).choices


async def test_a_client_that_does_not_read_holds_up_nobody(client: AsyncOpenAI, server: Listening) -> None:
    host, port = server.address.removeprefix("http://").removesuffix("/v1").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    body = json.dumps({"messages": HELLO, "stream": True, "min_tokens": 3900, "logprobs": True, "top_logprobs": 20}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    for seed in range(3):
        async with asyncio.timeout(20):
            await client.chat.completions.create(model="tiny", messages=HELLO, max_tokens=20, seed=seed)
    writer.transport.abort()
    del reader
    await quiet(server)


async def test_a_rank_that_dies_fails_what_is_under_way_and_ends_the_server() -> None:
    options = ServerOptions(FOLDER, "tiny", ranks=1, rows=4)
    listener = socket.create_server(("127.0.0.1", 0))
    async with serving(options, TOKEN, listener) as server, AsyncOpenAI(base_url=server.address, api_key=TOKEN, max_retries=0) as client:
        asking = asyncio.create_task(client.chat.completions.create(model="tiny", messages=HELLO, extra_body={"min_tokens": 3900}))
        stream = await client.chat.completions.create(model="tiny", messages=HELLO, stream=True, extra_body={"min_tokens": 3900})
        await anext(stream)
        server.service.model._ranks.processes[0]._process.kill()
        with pytest.raises(InternalServerError) as failed:
            await asking
        assert "pid" not in str(failed.value), "what failed inside is for the log"
        with pytest.raises(Exception, match="engine failed"):
            async for _ in stream:
                pass
        async with asyncio.timeout(5):
            await server.died.wait()
