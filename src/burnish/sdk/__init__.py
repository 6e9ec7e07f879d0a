"""The SDK: `Client`, and `AsyncClient` with the same verbs for asyncio. Needs httpx and pydantic, and neither torch nor a web server."""

from burnish.sdk.account import Account, Login
from burnish.sdk.aio.client import AsyncClient
from burnish.sdk.blocking.client import Client

__all__ = ["Account", "AsyncClient", "Client", "Login"]
