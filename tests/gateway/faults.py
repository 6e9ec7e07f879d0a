"""A mock upstream in the test's own loop: what it answers, and how it fails, is in the name of the model that is asked."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from tests.gateway.upstream import USAGE, WORDS, answer, chunks, whole

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

CALL = {"id": "call_1", "type": "function", "function": {"name": "find_order", "arguments": '{"order": "W123"}'}}
TOKENS = {"prompt_ids": [1, 2, 3], "ids": [4, 5], "logprobs": [-0.1, -0.2]}


@dataclass
class Mock:
    """An upstream.

    Attributes:
        asked: bodies, oldest first.
        times: how often each model was asked.
        left: how many connections were closed before an answer had ended.
        told: what the model `told` answers; as a stream, one chunk after the other.
    """

    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    left: int = 0
    told: Any = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = json.loads(body)
        model = asked["model"]
        self.asked.append(asked)
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        self.times[model] += 1
        if model == "reset":
            receive.__self__.transport.abort()  # type: ignore[attr-defined]  # uvicorn's own
            return
        gone = asyncio.create_task(receive())
        doing = asyncio.create_task(self._answer(scope["path"], model, asked, send))
        await asyncio.wait({gone, doing}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            self.left += 1
            doing.cancel()
        gone.cancel()
        if doing.done() and not doing.cancelled() and doing.exception() is not None:
            raise doing.exception()  # type: ignore[misc]  # uvicorn resets the connection

    async def _answer(self, path: str, model: str, asked: dict[str, Any], send: Send) -> None:
        if model == "silent":
            await self._silent(asked, send)
        elif path.endswith("/messages"):
            await self._messages(asked, send)
        elif path.endswith("/embeddings"):
            vectors = [{"object": "embedding", "index": index, "embedding": [0.5, 0.25]} for index in range(len(asked["input"]))]
            body = {"object": "list", "data": vectors, "model": model, "usage": {"prompt_tokens": 3, "total_tokens": 3}}
            await answer(send, 200, json.dumps(body).encode())
        elif path.endswith("/completions") and not path.endswith("chat/completions"):
            await self._completions(asked, send)
        else:
            await getattr(self, f"_{model.replace('-', '_')}", self._ok)(asked, send)

    # -- ways to answer ----------------------------------------------------------------------------------------------------------

    async def _ok(self, asked: dict[str, Any], send: Send) -> None:
        if not asked.get("stream"):
            await answer(send, 200, json.dumps(whole(asked)).encode())
            return
        await begin(send)
        for chunk in chunks(asked):
            await event(send, chunk)
        await end(send)

    async def _tools(self, asked: dict[str, Any], send: Send) -> None:
        message = {"role": "assistant", "content": None, "tool_calls": [CALL]}
        if not asked.get("stream"):
            await answer(send, 200, json.dumps(whole(asked, message, "tool_calls")).encode())
            return
        await begin(send)
        base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "tools"}
        first = {**CALL, "index": 0, "function": {"name": "find_order", "arguments": ""}}
        parts = [{"index": 0, "function": {"arguments": part}} for part in ('{"order": ', '"W123"}')]
        for delta in ({"role": "assistant", "content": None, "tool_calls": [first]}, *({"tool_calls": [part]} for part in parts)):
            await event(send, {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        await event(send, {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
        await event(send, {**base, "choices": [], "usage": USAGE})
        await end(send)

    async def _engine(self, asked: dict[str, Any], send: Send) -> None:
        tokens = TOKENS if asked.get("burnish") == {"tokens": True} else None
        if not asked.get("stream"):
            made = whole(asked)
            if tokens:
                made["choices"][0]["burnish"] = tokens
            await answer(send, 200, json.dumps(made).encode())
            return
        await begin(send)
        made_chunks = chunks(asked)
        if tokens:
            made_chunks[1]["choices"][0]["burnish"] = {**tokens, "ids": [4], "logprobs": [-0.1]}
            made_chunks[2]["choices"][0]["burnish"] = {"ids": [5], "logprobs": [-0.2]}
        for chunk in made_chunks:
            await event(send, chunk)
        await end(send)

    async def _messages(self, asked: dict[str, Any], send: Send) -> None:
        text, tool = {"type": "text", "text": "".join(WORDS)}, asked.get("tools")
        call = {"type": "tool_use", "id": "toolu_1", "name": "find_order", "input": {"order": "W123"}}
        usage = {"input_tokens": 7, "cache_read_input_tokens": 4, "output_tokens": 6}
        head = {"id": "msg_1", "type": "message", "role": "assistant", "model": asked["model"], "stop_sequence": None}
        reason = "tool_use" if tool else "end_turn"
        if not asked.get("stream"):
            body = {**head, "content": [call if tool else text], "stop_reason": reason, "usage": usage}
            await answer(send, 200, json.dumps(body).encode())
            return
        await begin(send)
        await event(send, {"type": "message_start", "message": {**head, "content": [], "usage": {**usage, "output_tokens": 1}}})
        block = {**call, "input": {}} if tool else {"type": "text", "text": ""}
        await event(send, {"type": "content_block_start", "index": 0, "content_block": block})
        deltas = [{"type": "input_json_delta", "partial_json": '{"order": "W123"}'}] if tool else []
        deltas += [] if tool else [{"type": "text_delta", "text": word} for word in WORDS]
        for delta in deltas:
            await event(send, {"type": "content_block_delta", "index": 0, "delta": delta})
        await event(send, {"type": "content_block_stop", "index": 0})
        await event(send, {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 6}})
        await event(send, {"type": "message_stop"})
        await send({"type": "http.response.body", "body": b""})

    async def _completions(self, asked: dict[str, Any], send: Send) -> None:
        base = {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": asked["model"]}
        if not asked.get("stream"):
            choice = {"index": 0, "text": " in the east", "finish_reason": "stop", "logprobs": None}
            await answer(send, 200, json.dumps({**base, "choices": [choice], "usage": USAGE}).encode())
            return
        await begin(send)
        for text, reason in ((" in", None), (" the east", None), ("", "stop")):
            await event(send, {**base, "choices": [{"index": 0, "text": text, "finish_reason": reason}]})
        await event(send, {**base, "choices": [], "usage": USAGE})
        await end(send)

    # -- ways to fail ------------------------------------------------------------------------------------------------------------

    async def _busy_once(self, asked: dict[str, Any], send: Send) -> None:
        if self.times["busy-once"] > 1:
            return await self._ok(asked, send)
        return await refuse(send, 429, "slow down", (b"retry-after", b"1"))

    async def _busy(self, asked: dict[str, Any], send: Send) -> None:
        await refuse(send, 429, "slow down", (b"retry-after", b"3600"))

    async def _broken(self, asked: dict[str, Any], send: Send) -> None:
        await refuse(send, 500, "out of memory at 10.0.0.7")

    async def _wrong(self, asked: dict[str, Any], send: Send) -> None:
        await refuse(send, 400, "max_tokens is too large")

    async def _locked(self, asked: dict[str, Any], send: Send) -> None:
        await refuse(send, 401, "incorrect key sk-secret")

    async def _garbage(self, asked: dict[str, Any], send: Send) -> None:
        if asked.get("stream"):
            await begin(send)
            await send({"type": "http.response.body", "body": b"data: {this is no JSON\n\n"})
        else:
            await answer(send, 200, b"<html>hello</html>")

    async def _odd(self, asked: dict[str, Any], send: Send) -> None:
        if asked.get("stream"):
            await begin(send)
            await event(send, {"choices": [{"delta": 7, "index": {}}, 5, None]})
            await end(send)
        else:
            await answer(send, 200, b'{"choices": [7], "usage": "none"}')

    async def _told(self, asked: dict[str, Any], send: Send) -> None:
        if not asked.get("stream"):
            await answer(send, 200, json.dumps(self.told).encode())
            return
        await begin(send)
        for chunk in self.told:
            await send({"type": "http.response.body", "body": f"data: {json.dumps(chunk)}\n\n".encode(), "more_body": True})
        await end(send)

    async def _silent(self, asked: dict[str, Any], send: Send) -> None:
        await asyncio.sleep(3600)

    async def _flood(self, asked: dict[str, Any], send: Send) -> None:
        """Says 64 MiB, in one piece 16."""
        much = "x" * 2**16
        if not asked.get("stream"):
            await answer(send, 200, json.dumps(whole(asked, {"role": "assistant", "content": much * 2**8})).encode())
            return
        await begin(send)
        base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "flood"}
        for _ in range(2**10):
            await event(send, {**base, "choices": [{"index": 0, "delta": {"content": much}, "finish_reason": None}]})
        await event(send, {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        await end(send)

    async def _half(self, asked: dict[str, Any], send: Send) -> None:
        """Dies within its stream."""
        await begin(send)
        for chunk in chunks(asked)[:4]:
            await event(send, chunk)
        await asyncio.sleep(0.05)  # so that what came reaches the other side before the end does
        raise ConnectionResetError("a test's upstream dies within its answer")

    async def _stuck(self, asked: dict[str, Any], send: Send) -> None:
        """Falls silent within its stream."""
        await begin(send)
        for chunk in chunks(asked)[:4]:
            await event(send, chunk)
        await asyncio.sleep(3600)

    async def _failing(self, asked: dict[str, Any], send: Send) -> None:
        """Tells an error within its stream."""
        await begin(send)
        for chunk in chunks(asked)[:4]:
            await event(send, chunk)
        await event(send, {"error": {"message": "the engine died"}})
        await end(send)


async def begin(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})


async def event(send: Send, told: Any) -> None:
    name = f"event: {told['type']}\n" if "type" in told else ""
    await send({"type": "http.response.body", "body": f"{name}data: {json.dumps(told)}\n\n".encode(), "more_body": True})
    await asyncio.sleep(0)


async def end(send: Send) -> None:
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


async def refuse(send: Send, status: int, message: str, *headers: tuple[bytes, bytes]) -> None:
    await answer(send, status, json.dumps({"error": {"message": message, "type": "x", "code": None}}).encode(), *headers)
