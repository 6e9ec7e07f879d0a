"""The data plane: `/v1` as a bare ASGI application: who asks, what they ask, and the answer in the dialect in which they asked."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import structlog

from burnish.core.interactions import Dialect
from burnish.errors import (
    BurnishError,
    ConflictError,
    MediaTypeError,
    MethodError,
    NotFoundError,
    NotSignedInError,
    RequestError,
    TooLargeError,
)
from burnish.gateway import otlp
from burnish.gateway.calls import read_call
from burnish.gateway.gateway import Gateway
from burnish.gateway.keys import Door
from burnish.gateway.live_routes import LiveRoutes
from burnish.gateway.metrics import CONTENT_TYPE, Metrics
from burnish.gateway.models import list_models, show_model
from burnish.gateway.openapi import document
from burnish.gateway.replies import Reply, Write
from burnish.gateway.routing import split_model
from burnish.gateway.told import Told
from burnish.wire.dialects.problems import problem_body, problem_headers, status_of
from burnish.wire.strict_json import read_json

__all__ = ["App"]

_log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = dict[bytes, bytes]

_DIALECTS: dict[str, Dialect] = {
    "/v1/chat/completions": "chat",
    "/v1/completions": "completions",
    "/v1/embeddings": "embeddings",
    "/v1/messages": "messages",
    "/v1/responses": "responses",
}
_JSON = (b"content-type", b"application/json")
_SESSION = "session_"
_READ_AT_ONCE = 256 * 1024
"""A longer body is parsed in a thread, so that others need not wait for it."""


class App:
    """Everything under `/v1`, and what machines ask: `/healthz`, `/readyz`, `/metrics`."""

    def __init__(
        self, gateway: Gateway, door: Door, routes: LiveRoutes, told: Told, metrics: Metrics, *, max_body_bytes: int, body_seconds: float
    ) -> None:
        """All of them are opened and closed by the caller.

        Args:
            told: takes what apps tell: interactions, feedback, outcomes.
            max_body_bytes: of a request.
            body_seconds: for a client to send it.
        """
        self._gateway, self._door, self._routes, self._told, self._metrics = gateway, door, routes, told, metrics
        self._max_body_bytes, self._body_seconds = max_body_bytes, body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        path, method = scope["path"], scope["method"]
        dialect = _DIALECTS.get(path)
        self._metrics.under_way.inc()
        try:
            if dialect is not None and method == "POST":
                await self._call(dialect, scope, receive, send)
            else:
                await self._other(path, method, scope, receive, send)
        except BurnishError as error:
            await self._refuse(error, dialect or _dialect_of(path, scope), send)
        except ClientGone:
            return
        except Exception as error:
            number = secrets.token_hex(6)
            _log.error("request failed", number=number, method=method, path=path, exc_info=error)
            what = BurnishError("something failed on the server", where=f"failure {number}", fix="its log has it by this number")
            await self._refuse(what, dialect or _dialect_of(path, scope), send)
        finally:
            self._metrics.under_way.dec()

    # -- calls -------------------------------------------------------------------------------------------------------------------

    async def _call(self, dialect: Dialect, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        secret = _secret(headers)
        opened = self._gateway.sessions.opened(secret) if secret.startswith(_SESSION) else None
        raw = await self._read(headers, receive)
        call = read_call(dialect, raw, headers)
        project, alias = split_model(call.model)
        if opened is not None:
            self._gateway.sessions.check_alias(opened, alias)
            secret, call.session, project = opened.secret, secret, project or opened.project
        caller = await self._door.caller(secret, project)
        watch = _Watch(receive, asyncio.current_task())
        try:
            reply = await self._gateway.answer(caller, call)
            if reply.stream is None:
                watch.stop()
                await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
                await send({"type": "http.response.body", "body": reply.body})
            else:
                await _stream(reply, reply.stream, send)
        except asyncio.CancelledError:
            if watch.gone:
                raise ClientGone from None
            raise
        finally:
            watch.stop()

    async def _read(self, headers: Headers, receive: Receive) -> Any:
        """A body of JSON.

        Raises:
            RequestError: it is none; or TooLargeError, MediaTypeError.
        """
        if not headers.get(b"content-type", b"").split(b";")[0].strip().lower() == b"application/json":
            raise MediaTypeError("is no JSON", where="Content-Type", fix="send application/json")
        body = await self._body(headers, receive)
        if len(body) > _READ_AT_ONCE:
            return await asyncio.to_thread(read_json, body)
        return read_json(body)

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        """A body as it comes.

        Raises:
            RequestError: it takes too long; or TooLargeError.
        """
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared[:18]) > self._max_body_bytes:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._body_seconds):
                return await self._whole(receive)
        except TimeoutError:
            raise RequestError(f"took more than {self._body_seconds:g} s to come", where="body", fix="send it faster") from None

    async def _whole(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            parts.append(message.get("body", b""))
            length += len(parts[-1])
            if length > self._max_body_bytes:
                raise self._too_large()
            if not message.get("more_body"):
                return parts[0] if len(parts) == 1 else b"".join(parts)

    def _too_large(self) -> TooLargeError:
        return TooLargeError(f"is longer than {self._max_body_bytes:,} bytes", where="body", fix="send less at once")

    # -- the rest ----------------------------------------------------------------------------------------------------------------

    async def _other(self, path: str, method: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        if path in ("/healthz", "/readyz", "/metrics"):
            _only(method, "GET", "HEAD")
            await self._machine(path, send)
        elif path == "/v1/openapi.json":
            _only(method, "GET", "HEAD")
            await _answer(send, 200, document())
        elif path == "/v1/models" or path.startswith("/v1/models/"):
            _only(method, "GET", "HEAD")
            await _answer(send, 200, await self._models(path.removeprefix("/v1/models").removeprefix("/"), headers))
        elif path == "/v1/sessions" or path.startswith("/v1/sessions/"):
            await self._sessions(path.removeprefix("/v1/sessions").removeprefix("/"), method, headers, receive, send)
        elif path == "/v1/traces":
            await self._spans(method, headers, receive, send)
        elif self._told.takes(path):
            _only(method, "POST")
            secret = _secret(headers)
            body = await self._read(headers, receive)
            caller = await self._door.caller(secret, self._told.project(headers))
            await _answer(send, 202, await self._told.take(path, caller, body))
        elif path in _DIALECTS:
            _only(method, "POST")
        else:
            raise NotFoundError("there is nothing at this address", where=path[:200], fix="docs/gateway.md lists what there is")

    async def _sessions(self, key: str, method: str, headers: Headers, receive: Receive, send: Send) -> None:
        """Rollout sessions: POST with a model opens one; GET with its key reads it, DELETE ends it."""
        secret = _secret(headers)
        if not key:
            _only(method, "POST")
            body = await self._read(headers, receive)
            model = body.get("model") if type(body) is dict else None
            if type(model) is not str or not model:
                raise RequestError("is missing", where="model", fix='send {"model": "project/alias"}')
            caller = await self._door.caller(secret, split_model(model)[0])
            await _answer(send, 201, await self._gateway.sessions.open(caller, secret, model))
            return
        _only(method, "GET", "DELETE")
        caller = await self._door.caller(secret, self._told.project(headers))
        told = await self._gateway.sessions.played(caller, key, end=method == "DELETE")
        await _send(send, 200, [_JSON], told)

    async def _spans(self, method: str, headers: Headers, receive: Receive, send: Send) -> None:
        """Spans of OTLP, whose errors are of its own shape too, in the form in which they came."""
        form = otlp.JSON
        try:
            _only(method, "POST")
            secret, form = _secret(headers), otlp.media_type(headers)
            caller = await self._door.caller(secret, self._told.project(headers))
            body = await self._body(headers, receive)
            told = await self._told.take_spans(caller, headers, body, most_bytes=self._max_body_bytes)
        except BurnishError as error:
            status = status_of(error)
            self._metrics.refused(status)
            more = [(name.encode(), value.encode()) for name, value in problem_headers(error).items()]
            await _send(send, status, [(b"content-type", form.encode()), *more], otlp.refusal(form, error))
        else:
            await _send(send, 200, [(b"content-type", form.encode())], told)

    async def _models(self, name: str, headers: Headers) -> dict[str, Any]:
        """The model of a name; or all that the key opens, in every project, as a list cannot name one."""
        secret, anthropic = _secret(headers), b"anthropic-version" in headers
        if secret.startswith(_SESSION):
            secret = self._gateway.sessions.opened(secret).secret
        if name:
            caller = await self._door.caller(secret, split_model(name)[0])
            return show_model(self._routes.current, caller, name, anthropic=anthropic)
        callers, refused = [], None
        for project in [None, *self._routes.current.projects]:
            try:
                callers.append(await self._door.caller(secret, project))
            except (ConflictError, NotFoundError, RequestError) as error:
                refused = error
                continue
            if project is None:
                break  # it opens this one alone
        if refused is not None and not callers:
            raise refused
        return list_models(self._routes.current, callers, anthropic=anthropic)

    async def _machine(self, path: str, send: Send) -> None:
        if path == "/metrics":
            await _send(send, 200, [(b"content-type", CONTENT_TYPE)], self._metrics.page())
            return
        ready = path == "/healthz" or self._routes.current.revision >= 0
        await _answer(send, 200 if ready else 503, {"status": "ok" if ready else "starting"})

    async def _refuse(self, error: BurnishError, dialect: Dialect, send: Send) -> None:
        status = status_of(error)
        self._metrics.refused(status)
        headers = [_JSON, *((name.encode(), value.encode()) for name, value in problem_headers(error).items())]
        await _send(send, status, headers, orjson.dumps(problem_body(error, dialect)))


class ClientGone(Exception):
    """The client closed its connection: there is nobody to answer."""


class _Watch:
    """Cancels the task that answers when its client goes away."""

    __slots__ = ("_answering", "_waiting", "gone")

    def __init__(self, receive: Receive, answering: "asyncio.Task[Any] | None") -> None:
        self.gone, self._answering = False, answering
        self._waiting = asyncio.get_running_loop().create_task(self._wait(receive))

    async def _wait(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._answering is not None:
            self._answering.cancel()

    def stop(self) -> None:
        """The answer is there: whoever leaves now has had it."""
        self._waiting.cancel()


async def _stream(reply: Reply, stream: Callable[[Write], Awaitable[None]], send: Send) -> None:
    started = False

    async def write(piece: bytes) -> None:
        nonlocal started
        if not started:
            started = True
            await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        await send({"type": "http.response.body", "body": piece, "more_body": True})

    await stream(write)
    await send({"type": "http.response.body", "body": b""})


def _secret(headers: Headers) -> str:
    """The key that came with a request, in either dialect's header.

    Raises:
        NotSignedInError: there is none.
    """
    scheme, _, value = headers.get(b"authorization", b"").partition(b" ")
    secret = value.strip() if scheme.lower() == b"bearer" else headers.get(b"x-api-key", b"")
    if not secret:
        raise NotSignedInError("there is no key", where="Authorization", fix="send `Authorization: Bearer bk_…`, or `x-api-key: bk_…`")
    return secret.decode("latin-1")


def _only(method: str, *methods: str) -> None:
    if method not in methods:
        raise MethodError(f"nothing here takes {method[:20]}", where="method", fix=f"use {methods[0]}", methods=methods)


def _dialect_of(path: str, scope: Scope) -> Dialect:
    """In which shape to tell an error of an address that is no call."""
    if path.startswith("/v1/messages") or any(name == b"anthropic-version" for name, _ in scope["headers"]):
        return "messages"
    return "chat"


async def _answer(send: Send, status: int, body: Any) -> None:
    await _send(send, status, [_JSON], orjson.dumps(body))


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
