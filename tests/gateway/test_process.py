"""`burnish gateway` as it runs: until it is stopped, with keys that are revoked, and a database that is away."""

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.databases import database_url, only_sqlite, postgres, templates
from tests.gateway.installed import Installed, install, upstream_process

__all__ = ["database_url", "postgres", "templates"]

ASK = {"model": "shop/desk", "messages": [{"role": "user", "content": "Where is my order?"}]}


@pytest.fixture
def installed(tmp_path: Path, database_url: str) -> Iterator[Installed]:
    with upstream_process() as port:
        yield install(tmp_path, database_url, port)


def headers(installed: Installed) -> dict[str, str]:
    return {"authorization": f"Bearer {installed.key}"}


async def status(client: httpx.AsyncClient) -> int:
    return (await client.post("/v1/chat/completions", json=ASK)).status_code


@only_sqlite
async def test_it_answers_until_it_is_stopped_and_a_revoked_key_is_refused_within_a_second(installed: Installed) -> None:
    with installed.gateway() as (process, url):
        async with httpx.AsyncClient(base_url=url, headers=headers(installed), timeout=20) as client:
            assert await status(client) == 200
            assert (await client.get("/v1/models")).json()["data"][0]["id"] == "shop/desk"
            installed.revoke()
            began = time.monotonic()
            while await status(client) == 200:
                assert time.monotonic() - began < 5, "a revoked key still opens"
                await asyncio.sleep(0.02)
            assert await status(client) == 401 and time.monotonic() - began < 2  # one second, and what a busy machine adds
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.slow
@only_sqlite
async def test_a_database_that_is_away_stops_no_known_key(installed: Installed) -> None:
    with installed.gateway() as (_, url):
        async with httpx.AsyncClient(base_url=url, headers=headers(installed), timeout=20) as client:
            assert await status(client) == 200
            for path in installed.home.glob("burnish.db*"):
                path.rename(path.with_name(f"away-{path.name}"))
            (installed.home / "burnish.db").mkdir()
            end = time.monotonic() + 3
            while time.monotonic() < end:
                assert await status(client) == 200
                await asyncio.sleep(0.05)
            client.headers["authorization"] = "Bearer bk_never_seen"
            assert await status(client) in (401, 503)
