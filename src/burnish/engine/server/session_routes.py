"""Routes of rollout sessions: open one, read what was played with it, end it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from burnish.core.tokens import SamplingParams
from burnish.engine.server.service import Service
from burnish.engine.server.sessions import Session

__all__ = ["add_session_routes"]


def add_session_routes(app: web.Application, service: Service, read_body: Callable[[web.Request], Awaitable[dict[str, Any]]]) -> None:
    """POST /v1/sessions, GET and DELETE /v1/sessions/KEY."""

    async def open_one(request: web.Request) -> web.Response:
        if request.can_read_body:
            await read_body(request)
        session = service.sessions.open()
        return web.json_response({"id": session.key, "object": "session"}, status=201)

    async def read(request: web.Request) -> web.Response:
        return web.json_response(_told(service.sessions.get(request.match_info["key"])))

    async def end(request: web.Request) -> web.Response:
        return web.json_response(_told(service.sessions.end(request.match_info["key"])))

    app.router.add_post("/v1/sessions", open_one)
    app.router.add_get("/v1/sessions/{key}", read)
    app.router.add_delete("/v1/sessions/{key}", end)


def _told(session: Session) -> dict[str, Any]:
    branches, turns = session.played()
    versions: list[list[int]] = [[] for _ in branches]
    for branch, turn in turns:
        versions[branch] += [turn.version] * len(turn.ids)
    return {
        "id": session.key,
        "object": "session",
        "branches": [
            {"ids": branch.tokens, "mask": branch.mask, "logprobs": branch.logprobs, "versions": own}
            for branch, own in zip(branches, versions, strict=True)
        ],
        "turns": [
            {
                "branch": branch,
                "prompt_length": turn.prompt_length,
                "ids": turn.ids,
                "logprobs": turn.logprobs,
                "version": turn.version,
                "stop": turn.stop,
                "seconds": turn.seconds,
                "params": _params(turn.params),
            }
            for branch, turn in turns
        ],
    }


def _params(params: SamplingParams) -> dict[str, Any]:
    kept = ("max_tokens", "temperature", "top_p", "top_k", "stop", "seed")
    return {name: getattr(params, name) for name in kept}
