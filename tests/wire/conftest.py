"""Hosts on loopback that note what they are asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Host:
    """A server: its port, and the requests that reached it, newest last."""

    port: int = 0
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


@asynccontextmanager
async def listening(handler: Handler, address: str = "127.0.0.1") -> AsyncIterator[Host]:
    host = Host()

    async def noted(request: web.Request) -> web.StreamResponse:
        host.seen.append((request.method, request.path, {name.lower(): value for name, value in request.headers.items()}))
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", noted)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, address, 0)
    await site.start()
    host.port = runner.addresses[0][1]
    try:
        yield host
    finally:
        await runner.cleanup()


@pytest.fixture
async def hello() -> AsyncIterator[Host]:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response({"path": request.path})

    async with listening(answer) as host:
        yield host
