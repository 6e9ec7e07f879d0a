"""The SDK: `Client`, and `AsyncClient` with the same verbs for asyncio. Needs httpx and pydantic, and neither torch nor a web server."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from burnish.sdk.account import Account, Login
    from burnish.sdk.aio.client import AsyncClient
    from burnish.sdk.blocking.client import Client

__all__ = ["Account", "AsyncClient", "Client", "Login"]

_HOMES = {
    "Account": "burnish.sdk.account",
    "AsyncClient": "burnish.sdk.aio.client",
    "Client": "burnish.sdk.blocking.client",
    "Login": "burnish.sdk.account",
}


def __getattr__(name: str) -> Any:
    """Import what is first asked for: a command's help needs no HTTP, and nobody needs both clients."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found
