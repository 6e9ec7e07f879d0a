"""One server of the embedded model for all tests of a module, and official clients of it."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from openai import AsyncOpenAI

from burnish import tiny
from burnish.engine.server.options import ServerOptions
from burnish.engine.server.process import Listening, serving

FOLDER = Path(tiny.__file__).parent / "model"
TOKEN = "a token of these tests"  # noqa: S105 - of a server that lives as long as a test


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Listening]:
    options = ServerOptions(FOLDER, "tiny", ranks=1, rows=8, waiting=24, sessions=20, body_bytes=1 << 20)
    async with serving(options, TOKEN, socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(server: Listening) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=server.address, api_key=TOKEN, max_retries=0) as opened:
        yield opened
