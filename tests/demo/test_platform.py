"""The installation of a demo: what it needs, what it takes of this process's settings, whom it disturbs."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from burnish import tiny
from burnish.demo import platform as platform_module
from burnish.demo.platform import PROJECT, Platform, installed_platform
from burnish.errors import ConfigError, RunStopped
from burnish.sdk import Account, AsyncClient
from burnish.up.ready import FirstKey

FIRST = FirstKey(email="owner@localhost", password="secret", key="bk_1")  # noqa: S106 (of nobody)


@pytest.mark.parametrize("absent", ["server", "engine"])
async def test_a_package_that_is_missing_is_named_before_anything_starts(
    tmp_path: Path, absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform_module, "missing", lambda extra: f"part-of-{extra}" if extra == absent else None)
    with pytest.raises(ConfigError, match=rf"demo: part-of-{absent} is not installed → pip install 'burnish\[server,engine\]'"):
        async with installed_platform(tmp_path / "out", tiny.folder(), print):
            pass
    assert not (tmp_path / "out").exists()


async def test_work_ends_when_somebody_wants_everything_to_stop(tmp_path: Path) -> None:
    stop = asyncio.Event()
    client = AsyncClient.of(Account("http://127.0.0.1:1", "bk_1"))

    async def waits() -> None:
        await stop.wait()

    async def work() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append(True)
            raise
        return "done"

    async def quick() -> str:
        return "done"

    ended: list[bool] = []
    place = Platform(client, tmp_path, FIRST, waits)
    assert await place.unless_stopped(quick()) == "done"
    asyncio.get_running_loop().call_later(0.05, stop.set)
    with pytest.raises(RunStopped, match="stopped before it was done"):
        await place.unless_stopped(work())
    assert ended == [True]
    await client.close()


@pytest.mark.slow
async def test_it_disturbs_no_other_installation_and_stops_cleanly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as others:
        port = others.getsockname()[1]
        theirs = {"HOME": tmp_path / "theirs", "PORT": port, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
        for name, value in theirs.items():
            monkeypatch.setenv(f"BURNISH_{name}", str(value))
        async with installed_platform(tmp_path / "out", tiny.folder(), said.append) as place:
            assert not place.url.endswith(f":{port}")
            assert place.page == f"{place.url}/p/{PROJECT}/runs"
            version = await place.client.models.take_in("desk", path=str(tiny.folder()))
            assert (version.status, version.parameters or 0) > ("ready", 100_000)
            assert (await place.client.session.me()).email == place.first.email
            asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGINT)
            with pytest.raises(RunStopped):
                await place.unless_stopped(asyncio.sleep(60))
    assert any("stopping" in line for line in said)
    assert not (tmp_path / "theirs").exists()
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", int(place.url.rpartition(":")[2])), timeout=5):
        pass
