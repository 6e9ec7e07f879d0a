"""The pieces of an installation: the claim on a folder, the socket, what a part does when it dies."""

import asyncio
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.errors import BurnishError, ConfigError
from burnish.settings import Settings
from burnish.up import part as part_module
from burnish.up.claim import HomeClaim
from burnish.up.listening import address_of, is_safe_for_keys, listen
from burnish.up.part import Part


def test_a_folder_has_one_claim_at_a_time(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with HomeClaim.take(home) as claim:
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        claim.tell("http://127.0.0.1:7070")
        with pytest.raises(ConfigError, match=r"process \d+ at http://127\.0\.0\.1:7070"):
            HomeClaim.take(home)
    with HomeClaim.take(home):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", '{"process": "x"}', "\0"])
def test_a_claim_that_cannot_be_read_is_still_one(tmp_path: Path, content: str) -> None:
    with HomeClaim.take(tmp_path):
        (tmp_path / "up.lock").write_text(content)
        with pytest.raises(ConfigError, match="another process"):
            HomeClaim.take(tmp_path)


def test_a_dead_process_has_no_claim(tmp_path: Path) -> None:
    code = "import os, pathlib, sys; from burnish.up.claim import HomeClaim; c = HomeClaim.take(pathlib.Path(sys.argv[1])); os._exit(0)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=Path(__file__).parents[2] / "src")
    with HomeClaim.take(tmp_path):
        pass


def test_the_address_is_one_to_open(tmp_path: Path) -> None:
    for host, shown in (("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("localhost", "127.0.0.1")):  # noqa: S104 (what is tested)
        settings = Settings(home=tmp_path, host=host, port=0)
        with listen(settings) as listener:
            assert address_of(listener, settings) == f"http://{shown}:{listener.getsockname()[1]}"
            assert address_of(listener, settings.model_copy(update={"public_url": "https://b.test"})) == "https://b.test"


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_an_address_of_ipv6_has_brackets(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, host="::1", port=0)
    try:
        listener = listen(settings)
    except ConfigError:
        pytest.skip("there is no IPv6 here")
    with listener:
        assert address_of(listener, settings) == f"http://[::1]:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("url", "safe"), [("http://127.0.0.1:7070", True), ("https://b.test", True), ("http://b.test", False), ("http://[::1]:1", True)]
)
def test_keys_travel_encrypted_or_not_at_all(url: str, safe: bool) -> None:
    assert is_safe_for_keys(url) is safe


@pytest.fixture
def lifeline() -> Iterator[int]:
    read, write = os.pipe()
    yield read
    os.close(read)
    os.close(write)


ILL = {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "BURNISH_PORTS": "1"}


async def test_a_part_that_cannot_work_is_not_hurried(monkeypatch: pytest.MonkeyPatch, lifeline: int) -> None:
    monkeypatch.setattr(part_module, "LONGEST_PAUSE_SECONDS", 1234.0)
    said: list[str] = []
    part = Part("worker", lifeline, ILL, say=said.append)
    assert await part.start() is None
    while not said:
        await asyncio.sleep(0.01)
    assert said == ["worker ended (status 78); it starts again in 1234 s"]
    await part.stop(1)


async def test_a_part_that_ends_before_it_is_ready_is_an_error(lifeline: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        part = Part("api", lifeline, ILL, inherited=(listener.fileno(),), tells=True, say=lambda _: None)
        with pytest.raises(BurnishError, match="before it was ready"):
            await part.start()
        await part.stop(1)


async def test_a_part_that_is_stopped_before_it_starts_does_not_start(lifeline: int) -> None:
    part = Part("worker", lifeline, ILL, say=lambda _: None)
    await part.stop(1)
    await part.start()
    assert not part.alive


def test_what_an_installation_tells_is_one_line_of_json() -> None:
    from burnish.up.ready import FirstKey, Ready

    line = Ready(first=FirstKey(email="a", password="b", key="c")).model_dump_json()  # noqa: S106 (none)
    assert json.loads(line) == {"first": {"email": "a", "password": "b", "key": "c"}}
