"""The app: every resource's routes behind the edge, and the OpenAPI document that clients are made from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import structlog
from anyio import create_task_group, sleep, to_thread
from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from burnish import __version__
from burnish.api import (
    aliases,
    audit,
    datasets,
    deployments,
    episodes,
    erasing,
    feedback,
    gateway_address,
    health,
    interactions,
    keys,
    kpis,
    metrics,
    models,
    playground,
    prices,
    projects,
    provider_login,
    quotas,
    recipes,
    run_stream,
    runs,
    secrets,
    services,
    session,
    teams,
    users,
    views,
)
from burnish.api.edge import Edge
from burnish.api.errors import handle_errors
from burnish.api.import_locks import fail_dead_imports
from burnish.api.page import PageFiles
from burnish.api.playground import Playground
from burnish.api.routes import PREFIX, Routes
from burnish.api.server import Server, open_server
from burnish.errors import StoreError
from burnish.settings import Settings
from burnish.store.forgetting import forget_old
from burnish.store.ledger import Ledger

__all__ = ["RESOURCES", "bare_app", "create_app", "openapi_document"]

RESOURCES: tuple[Routes, ...] = (
    health.routes,
    session.routes,
    provider_login.routes,
    projects.routes,
    recipes.routes,
    runs.routes,
    run_stream.routes,
    models.routes,
    datasets.routes,
    deployments.routes,
    aliases.routes,
    playground.routes,
    gateway_address.routes,
    feedback.routes,
    erasing.routes,
    prices.routes,
    metrics.routes,
    kpis.routes,
    interactions.routes,
    episodes.routes,
    views.routes,
    teams.routes,
    users.routes,
    services.routes,
    keys.routes,
    secrets.routes,
    quotas.routes,
    audit.routes,
)

SWEEP_SECONDS, RETENTION_SECONDS = 10.0, 600.0

_log = structlog.get_logger(__name__)

_DESCRIPTION = """The control plane of Burnish. Send `Authorization: Bearer bk_…`, or log in with a browser. Every error has the shape
`{"error": {"code", "message", "where", "fix", "problems"}}`; lists are given in pages, `next` of one is `after` of the following."""


def create_app(settings: Settings) -> FastAPI:
    """The whole server: opens the database, brings its tables up to date, makes the owner at the first start.

    `app.state.server.first_start` has the owner's password and key at that first start, to be shown once.

    Raises:
        ConfigError: a setting is wrong.
        StoreError: the database cannot be used.
    """
    server = open_server(settings)
    app = bare_app(server)
    app.state.server = server
    app.router.default = PageFiles()  # for what no route answers; a mount would hide their 405
    app.add_middleware(Edge, allowed_hosts=settings.hosts, allowed_origins=settings.allowed_origins, max_body_bytes=settings.max_body_bytes)
    return app


def bare_app(server: Server | None = None) -> FastAPI:
    """The routes alone; without a server it can tell its OpenAPI document, and nothing else."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if server is None:
            yield
            return
        app.state.playground = Playground(server)
        async with create_task_group() as tasks:
            tasks.start_soon(_take_back_leases, server)
            tasks.start_soon(_forget_old, server)
            yield
            tasks.cancel_scope.cancel()
        await app.state.playground.close()
        server.close()

    app = FastAPI(
        title="Burnish",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.router.routes.extend(_routes())
    handle_errors(app)
    _tell_openapi(app)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Every resource's routes, made once a process: they know no server, a request brings its own."""
    router = APIRouter(redirect_slashes=False)
    for resource in RESOURCES:
        resource.add_to(router)
    return tuple(router.routes)


async def _take_back_leases(server: Server) -> None:
    """Runs whose worker is gone wait for another one even where no worker asks for work; imports whose server is gone have failed."""
    ledger = Ledger(server.database)
    while True:
        await sleep(SWEEP_SECONDS)
        try:
            await to_thread.run_sync(ledger.sweep)
            await to_thread.run_sync(fail_dead_imports, server.database, server.settings)
        except StoreError as error:
            _log.warning("leases were not looked at", reason=str(error))


async def _forget_old(server: Server) -> None:
    """What projects keep for so many days goes when these have passed."""
    while True:
        try:
            await to_thread.run_sync(forget_old, server.database)
        except StoreError as error:
            _log.warning("what is too old was not removed", reason=str(error))
        await sleep(RETENTION_SECONDS)


def _tell_openapi(app: FastAPI) -> None:
    """FastAPI's document; errors are JSON there too where a success is a file or a stream."""
    made = app.openapi

    def told() -> dict[str, Any]:
        document = made()
        for operation in (one for methods in document["paths"].values() for one in methods.values()):
            for status in ("4XX", "5XX"):
                content = operation["responses"][status]["content"]
                operation["responses"][status]["content"] = {"application/json": next(iter(content.values()))}
            operation["responses"].pop("422", None)  # FastAPI's own shape, which we do not answer in
        return document

    app.openapi = told  # type: ignore[method-assign]


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document, without a server: the same for the same version."""
    return bare_app().openapi()
