"""The installation that a demo runs on: API, page and worker, started for it alone, with a state folder of its own."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from burnish.errors import BurnishError, ConfigError, RunStopped
from burnish.sdk import Account, AsyncClient
from burnish.settings import Settings
from burnish.up.extras import missing
from burnish.up.installation import Installation, Started
from burnish.up.listening import listen, listen_for_apps
from burnish.up.ready import FirstKey

__all__ = ["PROJECT", "OpenPlatform", "Platform", "installed_platform"]

PROJECT = "demo"
STATE, LOG = "platform", "platform.log"

T = TypeVar("T")


async def _forever() -> None:
    await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Platform:
    """A running installation, and who may use it.

    Attributes:
        client: its API, as its owner, about the project of the demo.
        home: its state folder.
        first: the owner, whose password is told this once.
        stops: waits until somebody wants it to stop (Ctrl-C).
        gateway: what apps call, `http://…/v1`; "" where nothing serves.
    """

    client: AsyncClient
    home: Path
    first: FirstKey
    stops: Callable[[], Awaitable[None]] = field(default=_forever)
    gateway: str = ""

    @property
    def url(self) -> str:
        """Of the page and the API."""
        return self.client.account.url

    @property
    def page(self) -> str:
        """Where the runs of the demo are to be seen."""
        return f"{self.url}/p/{PROJECT}/runs"

    async def unless_stopped(self, work: Coroutine[Any, Any, T]) -> T:
        """What comes of some work.

        Raises:
            RunStopped: somebody wanted everything to stop; the work was cancelled.
        """
        doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self.stops())
        try:
            await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise RunStopped("stopped before it was done", where=str(self.home), fix="see what it kept")
            return await doing
        finally:
            for task in (doing, stopping):
                task.cancel()
            await asyncio.gather(doing, stopping, return_exceptions=True)


OpenPlatform = Callable[[Path, Path, Callable[[str], None]], AbstractAsyncContextManager[Platform]]
"""Opens a platform: given the demo's folder, the folder of its model, and whom to tell what happens."""


@asynccontextmanager
async def installed_platform(out: Path, model: Path, say: Callable[[str], None]) -> AsyncIterator[Platform]:
    """An installation in `out`, for as long as the block lasts, or until Ctrl-C; its runs save before it stops.

    It has its own state, database and owner, so that it disturbs no other installation of the same person, and takes the usual port
    only where nobody listens there. Of the settings of this process it takes where to listen, and nothing else.

    Args:
        out: the demo's folder.
        model: the one folder that models may be imported from.
        say: told what happens, a line at a time.

    Raises:
        ConfigError: a package is not installed.
        BurnishError: it could not start.
    """
    for extra in ("server", "engine"):
        if absent := missing(extra):
            raise ConfigError(f"{absent} is not installed", where="demo", fix="pip install 'burnish[server,engine]'")
    settings = _settings(out / STATE)
    installation = Installation(settings, environment=_environment(settings, model), log=out / LOG, say=say)
    out.mkdir(parents=True, exist_ok=True)
    started: asyncio.Future[Started] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(installation.run(started.set_result))
    try:
        await asyncio.wait((running, started), return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            await running
            raise RunStopped("stopped before it had started", where=str(out), fix="start it again")
        up = started.result()
        if up.first is None:
            raise BurnishError("the state folder was used before", where=str(settings.home), fix="choose another folder with --out")
        async with AsyncClient.of(Account(up.url, up.first.key)) as client:
            await client.projects.create(PROJECT, "What burnish demo does.")
            yield Platform(client.with_project(PROJECT), settings.home, up.first, installation.stops, up.gateway)
    finally:
        if not installation.stopping:
            installation.stop()
        await running


def _settings(home: Path) -> Settings:
    own = Settings.from_environment()
    settings = Settings(home=home.absolute(), host=own.host, port=own.port, gateway_port=own.gateway_port)
    for name, opened in (("port", listen), ("gateway_port", listen_for_apps)):
        try:
            opened(settings).close()
        except ConfigError:
            settings = settings.model_copy(update={name: 0})
    return settings


def _environment(settings: Settings, model: Path) -> dict[str, str]:
    """That of this process without its settings of Burnish: they are about other installations."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BURNISH_")}
    return {**kept, "BURNISH_HOST": settings.host, "BURNISH_IMPORT_ROOTS": str(model), "BURNISH_LOG_FORMAT": "text"}
