"""Downloads: into a file as it comes, on from where it broke off, to known hosts alone."""

from pathlib import Path

import pytest
from aiohttp import web

from burnish.errors import OutboundError, OutboundRefusedError
from burnish.wire.client import Outbound
from tests.wire.conftest import listening

CONTENT = bytes(range(256)) * 4096


async def ranged(request: web.Request) -> web.StreamResponse:
    start = int(request.headers["Range"].removeprefix("bytes=").rstrip("-")) if "Range" in request.headers else 0
    headers = {"Content-Range": f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"} if start else {}
    return web.Response(status=206 if start else 200, body=CONTENT[start:], headers=headers)


async def test_it_goes_on_from_where_the_file_ends(tmp_path: Path) -> None:
    sizes: list[int] = []
    async with listening(ranged) as host, Outbound(["127.0.0.1"]) as outbound:
        url, path = f"http://127.0.0.1:{host.port}/x", tmp_path / "x"
        path.write_bytes(CONTENT[:1000])
        with path.open("ab") as file:
            answer = await outbound.download(url, file, start=1000, max_bytes=len(CONTENT), told=sizes.append)
    assert (answer.status, path.read_bytes() == CONTENT, sizes[-1]) == (206, True, len(CONTENT))


async def test_a_host_that_begins_again_empties_the_file(tmp_path: Path) -> None:
    async def whole(request: web.Request) -> web.StreamResponse:
        return web.Response(body=CONTENT)

    async with listening(whole) as host, Outbound(["127.0.0.1"]) as outbound:
        path = tmp_path / "x"
        path.write_bytes(b"other" * 100)
        with path.open("ab") as file:
            await outbound.download(f"http://127.0.0.1:{host.port}/x", file, start=500, max_bytes=len(CONTENT))
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("range_told", ["bytes 0-9/10", "", "bytes 5000-6000/10000"])
async def test_another_place_than_was_asked_for_is_not_written(tmp_path: Path, range_told: str) -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        return web.Response(status=206, body=b"wrong", headers={"Content-Range": range_told})

    async with listening(elsewhere) as host, Outbound(["127.0.0.1"]) as outbound:
        with (tmp_path / "x").open("ab") as file, pytest.raises(OutboundError, match="another place"):
            await outbound.download(f"http://127.0.0.1:{host.port}/x", file, start=500, max_bytes=10_000)
    assert (tmp_path / "x").read_bytes() == b""


async def test_more_than_was_announced_is_not_taken(tmp_path: Path) -> None:
    async with listening(ranged) as host, Outbound(["127.0.0.1"]) as outbound:
        with (tmp_path / "x").open("ab") as file, pytest.raises(OutboundError, match="more than 100 bytes"):
            await outbound.download(f"http://127.0.0.1:{host.port}/x", file, max_bytes=100)
    assert (tmp_path / "x").stat().st_size == 0


async def test_what_came_before_it_broke_off_stays(tmp_path: Path) -> None:
    async def breaking(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
        await response.prepare(request)
        await response.write(CONTENT[:300_000])
        assert request.transport is not None
        request.transport.close()
        return response

    async with listening(breaking) as host, Outbound(["127.0.0.1"]) as outbound:
        with (tmp_path / "x").open("ab") as file, pytest.raises(OutboundError, match="broke off"):
            await outbound.download(f"http://127.0.0.1:{host.port}/x", file, max_bytes=len(CONTENT))
    there = (tmp_path / "x").read_bytes()
    assert there and CONTENT.startswith(there)


async def test_a_token_stays_with_its_origin_and_strange_hosts_are_not_asked(tmp_path: Path) -> None:
    async with listening(ranged) as store, Outbound(["127.0.0.1"]) as outbound:

        async def away(request: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(f"http://127.0.0.1:{store.port}/there")

        async with listening(away) as host:
            url, headers = f"http://127.0.0.1:{host.port}/x", {"authorization": "Bearer secret"}
            with (tmp_path / "x").open("ab") as file:
                await outbound.download(url, file, headers=headers, max_bytes=len(CONTENT))
                assert host.seen[0][2]["authorization"] == "Bearer secret"
                assert "authorization" not in store.seen[0][2]
                with pytest.raises(OutboundRefusedError, match="sends on to 127.0.0.1"):
                    await outbound.download(url, file, max_bytes=len(CONTENT), may_go_to=lambda name: name == "example.org")
            assert len(store.seen) == 1
            with pytest.raises(OutboundRefusedError, match="sends on to"):
                await outbound.request("GET", url, may_go_to=lambda name: False)
