"""The playground: the page calls an alias as apps do, through a gateway of the API's own, and it is recorded as theirs are."""

import asyncio
import json
import re
import socket
from contextlib import AsyncExitStack, suppress
from typing import Any

from anyio import create_task_group, to_thread
from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import Receive, Scope, Send

from burnish.api.access import Access, Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.api.server import Server
from burnish.artifacts.segments import SegmentWriter
from burnish.gateway import caller as gateway_caller
from burnish.gateway.calls import Call, read_call
from burnish.gateway.gateway import Gateway
from burnish.gateway.live_routes import LiveRoutes
from burnish.gateway.metrics import Metrics
from burnish.gateway.process import StoreRoutes, limits_of, log_folder
from burnish.gateway.recorder import Recorder
from burnish.gateway.redaction import Redactors
from burnish.gateway.replies import Reply
from burnish.wire.client import Outbound

__all__ = ["Playground", "routes"]

routes = Routes("playground")

SEEN_SECONDS, SEEN_LOOK_SECONDS = 2.0, 0.05
"""How long to wait until the gateway follows what the page has just changed."""

_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A chat completion; or, as `stream` asks for it, its chunks as server-sent events.",
        "content": {"application/json": {"schema": {"type": "object"}}, "text/event-stream": {"schema": {"type": "string"}}},
    }
}


class ChatRequest(BaseModel):
    """A request in the shape of OpenAI's chat completions; what is not named here goes on as it is."""

    model_config = ConfigDict(frozen=True, extra="allow")

    model: str = Field(min_length=1, max_length=200, description="An alias of the project.")
    messages: list[dict[str, Any]] = Field(min_length=1, max_length=10_000)
    stream: bool | None = None


class Playground:
    """A gateway in this process, opened when it is first asked. It writes to a log of its own, `records/page-HOST`.

    To be used in one event loop, and closed in it.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._opening = asyncio.Lock()
        self._open = AsyncExitStack()
        self._gateway: Gateway | None = None
        self._routes: LiveRoutes | None = None

    async def answer(self, who: gateway_caller.Caller, call: Call) -> Reply:
        """Answer a call as the gateway does, by the aliases as they are now.

        Raises:
            BurnishError: why there is no answer.
        """
        gateway, followed = await self._opened()
        await self._see_changes(followed)
        return await gateway.answer(who, call)

    async def close(self) -> None:
        """Write down what is left, and close it."""
        await self._open.aclose()

    async def _opened(self) -> tuple[Gateway, LiveRoutes]:
        async with self._opening:
            if self._gateway is None or self._routes is None:
                settings, metrics = self._server.settings, Metrics()
                host = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().lower()).strip("-")
                folder = log_folder(settings, f"page-{host or 'here'}")
                log = SegmentWriter(folder, max_bytes=settings.gateway_log_bytes, watch=metrics.synced)
                async with AsyncExitStack() as opening:
                    opening.enter_context(log)
                    followed = LiveRoutes(StoreRoutes(self._server.database, self._server.vault))
                    await opening.enter_async_context(followed)
                    outbound = await opening.enter_async_context(Outbound(settings.outbound_allow, connections=0))
                    limits = await opening.enter_async_context(limits_of(self._server.database, folder.name))
                    self._gateway = Gateway(followed, outbound, Recorder(log, Redactors(followed)), limits, metrics)
                    opening.push_async_callback(self._gateway.close)
                    self._routes, self._open = followed, opening.pop_all()
            return self._gateway, self._routes

    async def _see_changes(self, followed: LiveRoutes) -> None:
        source = StoreRoutes(self._server.database, self._server.vault)
        number = await to_thread.run_sync(source.revision)
        with suppress(TimeoutError):  # then by what was read last, as every gateway
            async with asyncio.timeout(SEEN_SECONDS):
                while followed.current.revision < number:
                    await asyncio.sleep(SEEN_LOOK_SECONDS)


class _Streamed(Response):
    """A reply that comes in pieces, and is cancelled when the page goes away."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.background = None
        self.status_code = reply.status
        self.raw_headers = [*reply.headers, (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = self._reply.stream
        if stream is None:
            raise RuntimeError("the reply is whole")
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})

        async def write(piece: bytes) -> None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})

        async with create_task_group() as tasks:

            async def until_gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                tasks.cancel_scope.cancel()

            tasks.start_soon(until_gone)
            await stream(write)
            tasks.cancel_scope.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@routes.post("/projects/{project}/chat", needs="deployments.call", response_class=Response, responses=_ANSWERS)
async def chat(project: ProjectRef, body: ChatRequest, access: Caller, request: Request) -> Response:
    """Have an alias answer, for the page's playground. Apps call the gateway, `/v1/chat/completions`, which answers the same."""
    playground: Playground = request.app.state.playground
    call = read_call("chat", json.loads(await request.body()), dict(request.headers.raw))
    reply = await playground.answer(_who(access), call)
    if reply.stream is not None:
        return _Streamed(reply)
    response = Response(reply.body, reply.status)
    response.raw_headers = [*reply.headers, (b"cache-control", b"no-store")]
    return response


def _who(access: Access) -> gateway_caller.Caller:
    if access.project is None:
        raise RuntimeError("the route's path names no project")
    key = access.principal.via if access.principal.by_key else None
    return gateway_caller.Caller(access.project.id, access.project.name, access.principal.id, key, access.permissions)
