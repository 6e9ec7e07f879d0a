"""A mock upstream: a process that answers in OpenAI's shape, or fails in the way that the model's name asks for."""

import json
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
import uvloop

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

WORDS = ["It", " is", " on", " its", " way", "."]
USAGE = {"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17, "prompt_tokens_details": {"cached_tokens": 4}}


def whole(asked: dict[str, Any], message: dict[str, Any] | None = None, reason: str = "stop") -> dict[str, Any]:
    """An answer with as many choices as were asked for."""
    message = message or {"role": "assistant", "content": "".join(WORDS)}
    choices = [{"index": index, "message": message, "finish_reason": reason} for index in range(asked.get("n") or 1)]
    named = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": f"{asked['model']}-0101"}
    return {**named, "choices": choices, "usage": USAGE}


def chunks(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The same as a stream."""
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": f"{asked['model']}-0101"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}, *({"content": word} for word in WORDS)]
    made = [{**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    made.append({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if (asked.get("stream_options") or {}).get("include_usage"):
        made.append({**base, "choices": [], "usage": USAGE})
    return made


def text(asked: dict[str, Any]) -> dict[str, Any]:
    """A completion of a text."""
    choices = [{"index": index, "text": "".join(WORDS), "finish_reason": "stop", "logprobs": None} for index in range(asked.get("n") or 1)]
    return {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": asked["model"], "choices": choices, "usage": USAGE}


def vectors(asked: dict[str, Any]) -> dict[str, Any]:
    """A vector for each input."""
    count = len(asked["input"]) if type(asked["input"]) is list else 1
    data = [{"object": "embedding", "index": index, "embedding": [0.5, 0.25]} for index in range(count)]
    return {"object": "list", "data": data, "model": asked["model"], "usage": {"prompt_tokens": 3, "total_tokens": 3}}


async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    """The upstream that benches and loads ask: it never fails, and does as little as it can."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    if not body:  # a client that looks whether somebody is there
        await answer(send, 404, b"{}")
        return
    asked = json.loads(body)
    path = scope["path"]
    plain = path.endswith("/completions") and not path.endswith("/chat/completions")
    if path.endswith("/embeddings"):
        await answer(send, 200, json.dumps(vectors(asked)).encode())
        return
    if not asked.get("stream"):
        await answer(send, 200, json.dumps(text(asked) if plain else whole(asked)).encode())
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    for chunk in [text(asked)] if plain else chunks(asked):
        await send({"type": "http.response.body", "body": f"data: {json.dumps(chunk)}\n\n".encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


async def answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """One whole answer of JSON."""
    length = (b"content-length", str(len(body)).encode())
    start = {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json"), length, *headers]}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def serve(listener: socket.socket) -> None:
    """Serve until SIGTERM."""
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none", http="httptools")
    uvloop.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=2048) as listener:
        print(listener.getsockname()[1], flush=True)
        serve(listener)
