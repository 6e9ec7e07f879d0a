"""A gateway on loopback before a mock upstream, with one alias for each way in which that answers or fails."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from burnish.artifacts.segments import SegmentReader
from burnish.core.interactions import Interaction
from burnish.core.permissions import EVERYTHING, Permission
from burnish.core.serving import AliasSettings, Prices, Route, Routes, Upstream
from burnish.errors import NotFoundError, NotSignedInError
from burnish.gateway.caller import Caller
from burnish.gateway.live_routes import FixedRoutes
from burnish.gateway.process import opened
from burnish.settings import Settings
from tests.databases import database, database_url, postgres, templates
from tests.gateway.faults import Mock

__all__ = ["database", "database_url", "postgres", "templates"]

PROJECT = "project_0198c0de000070008000000000000001"
KEYS: dict[str, frozenset[Permission]] = {"bk_all": EVERYTHING, "bk_other": EVERYTHING, "bk_read": frozenset({"project.read"})}


class Keyring:
    """The keys of tests; all of project `shop`."""

    async def caller(self, secret: str, project: str | None) -> Caller:
        if secret not in KEYS:
            raise NotSignedInError("the key is not valid", where="Authorization")
        if project not in (None, "shop"):
            raise NotFoundError(f"there is no project {project!r}", where="model")
        return Caller(PROJECT, "shop", f"user_{secret}", f"key_{secret}", KEYS[secret])


@dataclass
class World:
    """A gateway, its upstream, its log, and clients for it."""

    url: str
    upstream_url: str
    mock: Mock
    source: FixedRoutes
    log: Path
    openai: AsyncOpenAI
    anthropic: AsyncAnthropic
    http: httpx.AsyncClient

    def alias(self, name: str, *upstreams: str, fallbacks: tuple[str, ...] = (), **settings: Any) -> str:
        """An alias over upstreams that are there, each named by its model; returns how clients call it."""
        shares = tuple((f"deployment_{one.partition('*')[0]}", float(one.partition("*")[2] or 1)) for one in upstreams)
        defaults: dict[str, Any] = {"retries": 0} | settings
        route = Route(
            PROJECT, "shop", name, 3, shares, tuple(f"deployment_{one}" for one in fallbacks), AliasSettings.model_validate(defaults)
        )
        before = self.source.routes
        routes = {**before.routes, (PROJECT, name): route}
        self.source.routes = replace(before, routes=routes)
        self.read_routes()
        return f"shop/{name}"

    def read_routes(self) -> None:
        raise AssertionError("set by the fixture")

    def forget_failures(self) -> None:
        raise AssertionError("set by the fixture")

    async def recorded(self, count: int = 1) -> list[Interaction]:
        """The interactions in the log, once there are so many."""
        async with asyncio.timeout(5):
            while len(entries := self.entries("interaction")) < count:
                await asyncio.sleep(0.01)
        assert len(entries) == count
        return [Interaction.model_validate_json(json.dumps(entry["body"])) for entry in entries]

    def entries(self, kind: str) -> list[dict[str, Any]]:
        found = [json.loads(payload) for payload in SegmentReader(self.log).read(limit=10**6).payloads]
        return [entry for entry in found if entry["kind"] == kind]


def upstream(model: str, url: str, kind: Any = "openai") -> Upstream:
    return Upstream(
        id=f"deployment_{model}",
        name=f"{model}-deployment",
        kind=kind,
        model=model,
        addresses=(f"{url}/v1",),
        trusted=True,
        key="their-key",
        prices=Prices(input_usd=2, cached_input_usd=1, output_usd=10),
        weights="w" * 64 if kind == "engine" else None,
        template="t" * 64 if kind == "engine" else None,
    )


MODELS = (
    *("ok", "second", "tools", "busy-once", "busy", "broken", "wrong", "locked", "reset", "garbage", "odd", "silent", "half"),
    *("stuck", "failing", "told"),
)


@contextlib.asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """An application on a free port of loopback; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1, proxy_headers=False)
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    mock = Mock()
    async with listening(mock) as upstream_url:
        upstreams = [upstream(model, upstream_url) for model in MODELS]
        upstreams += [upstream("engine", upstream_url, "engine"), upstream("claude", upstream_url, "anthropic")]
        upstreams.append(Upstream("deployment_away", "away", "engine", "x", (), True))
        upstreams.append(upstream("nobody", "http://127.0.0.1:9"))
        source = FixedRoutes(Routes(1, {}, {"shop": PROJECT}, {one.id: one for one in upstreams}))
        async with opened(Settings(), source, Keyring(), tmp_path / "log") as app, listening(app) as url:
            made = World(
                url,
                upstream_url,
                mock,
                source,
                tmp_path / "log",
                AsyncOpenAI(base_url=f"{url}/v1", api_key="bk_all", max_retries=0),
                AsyncAnthropic(base_url=url, api_key="bk_all", max_retries=0),
                httpx.AsyncClient(base_url=url, headers={"authorization": "Bearer bk_all"}, timeout=20),
            )
            made.read_routes = lambda: app._routes._take(source.routes)  # type: ignore[method-assign]
            made.forget_failures = lambda: app._gateway._breakers.clear()  # type: ignore[method-assign]
            for model in (*MODELS, "engine", "claude", "away", "nobody"):
                made.alias(model, model)
            async with made.openai, made.anthropic, made.http:
                yield made
