"""The HTTP application: routes, who may call them, whole answers and streams."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import orjson
import structlog
from aiohttp import web

from burnish.engine.server.bodies import ChatBody, TextBody, read_object, validated
from burnish.engine.server.merging import run_all
from burnish.engine.server.problems import headers_of, plain_problem, problem, status_of, warnings_header
from burnish.engine.server.service import Answering, Service
from burnish.engine.server.session_routes import add_session_routes
from burnish.engine.server.shapes import ChatShape, TextShape
from burnish.errors import BurnishError, NotFoundError, NotSignedInError, RankError, RequestError, TimedOutError, TooLargeError

__all__ = ["make_app"]

_log = structlog.get_logger(__name__)
_SERVICE: web.AppKey[Service] = web.AppKey("service", Service)
_OPEN_TO_SESSIONS = ("/v1/chat/completions", "/v1/completions", "/v1/models")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(service: Service, token: str, on_death: Callable[[], None]) -> web.Application:
    """The application.

    Args:
        service: what answers.
        token: that callers show; a session's key does as well, for its own calls.
        on_death: told when a rank died: this process can answer nothing any more.
    """

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if request.path != "/healthz":
                _check_caller(request, service, token)
            return await handler(request)
        except BurnishError as error:
            if isinstance(error, RankError):
                on_death()
            if status_of(error) >= 500:
                _log.error("request failed", path=request.path, error=str(error)[:2000])
            return web.json_response(problem(error), status=status_of(error), headers=headers_of(error))
        except web.HTTPException as error:
            return web.json_response(plain_problem(error.status, f"{request.method} {request.path}: {error.reason}"), status=error.status)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            _log.exception("request failed", path=request.path)
            return web.json_response(plain_problem(500, "this server failed; its log says how"), status=500)

    app = web.Application(middlewares=[guarded], client_max_size=service.options.body_bytes)
    app[_SERVICE] = service
    app.router.add_post("/v1/chat/completions", _chat)
    app.router.add_post("/v1/completions", _text)
    app.router.add_get("/v1/models", _models)
    app.router.add_get("/v1/models/{name:.+}", _model)
    app.router.add_route("*", "/v1/embeddings", _embeddings)
    app.router.add_get("/healthz", _health)
    add_session_routes(app, service, _body)
    return app


def _check_caller(request: web.Request, service: Service, token: str) -> None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    given = given.strip() if scheme.lower() == "bearer" else ""
    if hmac.compare_digest(given.encode(errors="replace"), token.encode()):
        return
    if given.startswith("session_") and request.path in _OPEN_TO_SESSIONS:
        try:
            service.sessions.get(given)
        except NotFoundError:
            raise NotSignedInError("this session has ended", where="Authorization", fix="open another") from None
        return
    raise NotSignedInError("there is no valid key with the request", where="Authorization", fix="send Authorization: Bearer KEY")


def _session_key(request: web.Request) -> str | None:
    given = request.headers.get("Authorization", "").partition(" ")[2].strip()
    return request.headers.get("Burnish-Session") or (given if given.startswith("session_") else None)


async def _body(request: web.Request) -> dict[str, Any]:
    service = request.app[_SERVICE]
    try:
        async with asyncio.timeout(service.options.body_seconds):
            raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        what = f"is longer than {service.options.body_bytes:,} bytes"
        raise TooLargeError(what, where="body", fix="send less at once") from None
    except TimeoutError:
        raise TimedOutError("took too long to arrive", where="body", fix="send it at once") from None
    except web.RequestPayloadError as error:  # it is not in the encoding that its header names
        raise RequestError("cannot be read as its Content-Encoding says", where="body", fix="send it as it is, or in gzip") from error
    return read_object(raw)


async def _chat(request: web.Request) -> web.StreamResponse:
    service = request.app[_SERVICE]
    body = validated(ChatBody, await _body(request))
    with service.admission.enter(body.n or 1):
        answering = await service.chat(body, _session_key(request))
        form = service.model.renderer.tool_format
        logprobs, stream = bool(body.logprobs), bool(body.stream)
        shape = ChatShape(service.options.name, service.token_texts, form, tokens=body.tokens, logprobs=logprobs, stream=stream)
        return await _answer(request, service, answering, shape, body)


async def _text(request: web.Request) -> web.StreamResponse:
    service = request.app[_SERVICE]
    body = validated(TextBody, await _body(request))
    many = len(body.prompt) if isinstance(body.prompt, list) and body.prompt and not isinstance(body.prompt[0], int) else 1
    with service.admission.enter(many * (body.n or 1)):
        answering = await service.text(body, _session_key(request))
        logprobs = body.logprobs is not None
        shape = TextShape(service.options.name, service.token_texts, tokens=body.tokens, logprobs=logprobs, prefix=answering.prefix)
        return await _answer(request, service, answering, shape, body)


async def _answer(
    request: web.Request, service: Service, answering: Answering, shape: ChatShape | TextShape, body: ChatBody | TextBody
) -> web.StreamResponse:
    """Sample it, and tell it whole or as it comes. When the client goes away this is cancelled, and with it what is sampled for it."""
    headers = warnings_header(answering.warnings)
    async with aclosing(run_all(answering.choices, each=bool(body.stream))) as pieces:
        if body.stream:
            return await _stream(request, service, answering, shape, pieces, headers, with_usage=body.with_usage)
        async for _ in pieces:
            pass
    whole = shape.whole(answering.choices)
    service.keep(answering, [shape.message(choice) for choice in answering.choices])
    return web.Response(body=orjson.dumps(whole), content_type="application/json", headers=headers)


async def _stream(
    request: web.Request,
    service: Service,
    answering: Answering,
    shape: ChatShape | TextShape,
    pieces: AsyncIterator[Any],
    headers: dict[str, str],
    *,
    with_usage: bool,
) -> web.StreamResponse:
    told = [0] * len(answering.choices)
    response: web.StreamResponse | None = None
    try:
        async for piece in pieces:
            if response is None:  # only now: what goes wrong before the first token is still an answer with a status
                response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache", **headers})
                await response.prepare(request)
            choice = answering.choices[piece.index]
            chunks = shape.chunks(choice, piece, told[piece.index])
            told[piece.index] = len(choice.tokens)
            await _write(response, service, b"".join(map(_event, chunks)))
    except BurnishError as error:
        if response is None:
            raise
        _log.error("stream failed", error=str(error)[:2000])
        await _write(response, service, _event(problem(error)))
        if isinstance(error, RankError):
            raise
        return response
    assert response is not None  # noqa: S101 - every choice has a last piece
    service.keep(answering, [shape.message(choice) for choice in answering.choices])
    last = _event(shape.usage_chunk(answering.choices)) if with_usage else b""
    await _write(response, service, last + b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def _write(response: web.StreamResponse, service: Service, piece: bytes) -> None:
    """Write, and give up a client that leaves it unread."""
    try:
        async with asyncio.timeout(service.options.write_seconds):
            await response.write(piece)
    except TimeoutError:
        raise ConnectionResetError("the client does not read") from None


async def _models(request: web.Request) -> web.Response:
    return web.json_response({"object": "list", "data": [_described(request.app[_SERVICE])]})


async def _model(request: web.Request) -> web.Response:
    service = request.app[_SERVICE]
    if request.match_info["name"] != service.options.name:
        raise NotFoundError(
            f"there is no model {request.match_info['name']!r:.100} here", where="model", fix=f"use {service.options.name!r}"
        )
    return web.json_response(_described(service))


def _described(service: Service) -> dict[str, Any]:
    model = service.model
    about = {"context": model.context, "vocab": model.vocab, "version": model.version, "rows": service.admission.rows}
    return {"id": service.options.name, "object": "model", "created": 0, "owned_by": "burnish", "burnish": about}


async def _embeddings(request: web.Request) -> web.Response:
    fix = "route embeddings to a provider that computes them"
    raise NotFoundError("this engine computes no embeddings", where="/v1/embeddings", fix=fix)


async def _health(request: web.Request) -> web.Response:
    service = request.app[_SERVICE]
    dead = service.model.death is not None
    state = "failed" if dead else "draining" if service.admission.draining else "ok"
    about = {"status": state, "under_way": service.admission.under_way, "most": service.admission.most, "sessions": len(service.sessions)}
    return web.json_response(about, status=503 if state != "ok" else 200)


def _event(told: Any) -> bytes:
    return b"data: " + orjson.dumps(told) + b"\n\n"
