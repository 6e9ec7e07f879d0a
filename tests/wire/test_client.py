"""The outbound client against hosts on loopback: what it reaches, what it refuses, and what it tells the next host."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from burnish.errors import OutboundError, OutboundRefusedError
from burnish.wire.client import Outbound
from tests.wire.conftest import Host, listening


class Names(AbstractResolver):
    """A resolver that answers each name with a list of its own, one entry further at every question."""

    def __init__(self, **names: list[str]) -> None:
        self.names = names

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        answers = self.names[host.split(".")[0]]
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        flags = socket.AI_NUMERICHOST
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=flags)]

    async def close(self) -> None:
        pass


@asynccontextmanager
async def answering(status: int = 200, **headers: str) -> AsyncIterator[Host]:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, text="{}")

    async with listening(answer) as host:
        yield host


async def test_an_allowed_host_is_asked(hello: Host) -> None:
    async with Outbound(["127.0.0.1"]) as outbound:
        answer = await outbound.request("GET", f"http://127.0.0.1:{hello.port}/path")
    assert (answer.status, answer.json()) == (200, {"path": "/path"})


async def test_a_private_host_is_not_asked(hello: Host) -> None:
    async with Outbound() as outbound:
        for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
            with pytest.raises(OutboundRefusedError):
                await outbound.request("GET", f"https://{host}:{hello.port}/")
    assert hello.seen == []


async def test_a_public_name_that_comes_to_mean_a_private_address_is_refused_at_connect() -> None:
    async with _counting() as (port, connections):
        async with Outbound(resolver=Names(flip=["127.0.0.1"])) as outbound:
            outbound.check(f"https://flip.example.org:{port}/")
            with pytest.raises(OutboundRefusedError, match=r"127\.0\.0\.1 is no public address"):
                await outbound.request("GET", f"https://flip.example.org:{port}/")
        assert connections == []


async def test_a_name_that_flips_between_two_requests_is_checked_at_both(hello: Host) -> None:
    names = Names(flip=["127.0.0.1", "127.0.0.2"])
    async with Outbound(["127.0.0.1"], resolver=names) as outbound:
        outbound._guarded._connector._use_dns_cache = False  # type: ignore[union-attr]
        url = f"https://flip.example.org:{hello.port}/"
        with pytest.raises(OutboundError, match="cannot be asked"):  # reached: it speaks no TLS
            await outbound.request("GET", url, attempts=1)
        with pytest.raises(OutboundRefusedError, match=r"127\.0\.0\.2"):
            await outbound.request("GET", url, attempts=1)


@pytest.mark.parametrize(
    "onward", ["http://169.254.169.254/latest", "http://127.0.0.2/", "file:///etc/passwd", "//[::1]/", "http://2130706434/"]
)
async def test_a_redirect_to_a_private_address_is_refused(onward: str) -> None:
    async with answering(302, Location=onward) as host, Outbound(["127.0.0.1"]) as outbound:
        with pytest.raises(OutboundRefusedError):
            await outbound.request("GET", f"http://127.0.0.1:{host.port}/")


async def test_credentials_are_not_sent_on_to_another_origin(hello: Host) -> None:
    secret = {"Authorization": "Bearer secret", "X-Api-Key": "secret", "Cookie": "a=secret", "Accept": "application/json"}
    async with answering(302, Location=f"http://127.0.0.1:{hello.port}/there") as first, Outbound(["127.0.0.1"]) as outbound:
        answer = await outbound.request("GET", f"http://127.0.0.1:{first.port}/", headers=secret)
    assert answer.json() == {"path": "/there"}
    assert first.seen[0][2]["authorization"] == "Bearer secret"
    assert "secret" not in str(hello.seen)
    assert hello.seen[0][2]["accept"] == "application/json"


async def test_credentials_stay_within_an_origin() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response({}) if request.path == "/b" else web.Response(status=307, headers={"Location": "/b"})

    async with listening(answer) as host, Outbound(["127.0.0.1"]) as outbound:
        await outbound.request("GET", f"http://127.0.0.1:{host.port}/a", headers={"Authorization": "Bearer secret"})
    assert [headers["authorization"] for _, _, headers in host.seen] == ["Bearer secret"] * 2


async def test_a_post_is_not_redirected(hello: Host) -> None:
    async with answering(307, Location=f"http://127.0.0.1:{hello.port}/") as host, Outbound(["127.0.0.1"]) as outbound:
        answer = await outbound.request("POST", f"http://127.0.0.1:{host.port}/", json={"a": 1})
    assert (answer.status, hello.seen) == (307, [])


async def test_a_redirect_without_end_ends() -> None:
    async with answering(302, Location="/again") as host, Outbound(["127.0.0.1"]) as outbound:
        with pytest.raises(OutboundError, match="redirects more than 3 times"):
            await outbound.request("GET", f"http://127.0.0.1:{host.port}/")
    assert len(host.seen) == 4


async def test_a_busy_host_is_asked_again_and_a_post_is_not() -> None:
    async with answering(503, Retry_After="0") as host, Outbound(["127.0.0.1"]) as outbound:
        url = f"http://127.0.0.1:{host.port}/"
        assert (await outbound.request("GET", url)).status == 503
        assert len(host.seen) == 3
        assert (await outbound.request("POST", url, json={})).status == 503
        assert len(host.seen) == 4


async def test_a_host_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with Outbound(["127.0.0.1"]) as outbound:
        with pytest.raises(OutboundError, match=f"http://127.0.0.1:{port}: cannot be asked"):
            await outbound.request("GET", f"http://127.0.0.1:{port}/", attempts=1)


async def test_an_answer_that_never_ends_is_cut_off() -> None:
    async def flood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65536)
        except ConnectionError:
            return response

    async with listening(flood) as host, Outbound(["127.0.0.1"]) as outbound:
        with pytest.raises(OutboundError, match="more than 100,000 bytes"):
            await outbound.request("GET", f"http://127.0.0.1:{host.port}/", max_bytes=100_000)


async def test_a_compressed_bomb_is_measured_unpacked() -> None:
    import gzip

    async def bomb(_: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"})

    async with listening(bomb) as host, Outbound(["127.0.0.1"]) as outbound:
        with pytest.raises(OutboundError, match="more than 1,000,000 bytes"):
            await outbound.request("GET", f"http://127.0.0.1:{host.port}/", max_bytes=1_000_000)


async def test_a_host_that_keeps_silent_is_left_after_the_timeout() -> None:
    async def silent(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    async with Outbound(["127.0.0.1"]) as outbound, listening(silent) as host:
        with pytest.raises(OutboundError, match=r"did not answer in 0\.2 s"):
            await outbound.request("GET", f"http://127.0.0.1:{host.port}/", timeout_s=0.2)


async def test_an_answer_that_is_no_json_is_an_error_with_its_place(hello: Host) -> None:
    async with Outbound(["127.0.0.1"]) as outbound:
        answer = await outbound.request("HEAD", f"http://127.0.0.1:{hello.port}/")
    with pytest.raises(OutboundError, match="no JSON"):
        answer.json()


@asynccontextmanager
async def _counting() -> AsyncIterator[tuple[int, list[Any]]]:
    """A port on 127.0.0.1 and the connections that were made to it."""
    connections: list[Any] = []
    server = await asyncio.start_server(lambda reader, writer: connections.append(writer), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], connections
