"""The data plane: the gateway of an installation, on a socket that is open already."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn

from burnish.gateway.keys import Keys
from burnish.gateway.process import log_folder, opened, serve
from burnish.gateway.stored_routes import StoredRoutes
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.schema import check_schema
from burnish.store.vault import Vault

__all__ = ["serve_gateway"]


def serve_gateway(settings: Settings, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Answer apps until SIGTERM or SIGINT; what is under way is answered, and written down.

    Args:
        settings: of this process.
        listener: an open socket.
        on_ready: told once, when it answers.

    Raises:
        ConfigError: a setting is wrong.
        SchemaError: the tables are of another version.
        LogError: its log cannot be used.
    """
    vault, database = Vault.open(settings.key_file), Database.open(settings.database)

    async def run() -> None:
        async with (
            Keys(database) as keys,
            opened(settings, StoredRoutes(database, vault), keys, log_folder(settings, settings.gateway_name)) as app,
        ):
            await serve(app, listener, on_ready)

    try:
        check_schema(database)
        with asyncio.Runner(loop_factory=uvicorn.Config(run).get_loop_factory()) as runner:
            runner.run(run())
    finally:
        database.close()
