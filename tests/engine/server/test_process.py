"""The process: it says when it answers, keeps its token to itself, drains when told to end, and ends with whoever started it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from openai import OpenAI

from .conftest import FOLDER, TOKEN

HELLO = [{"role": "user", "content": "Hello."}]


@dataclass
class Started:
    """A server's process."""

    process: subprocess.Popen[str]
    address: str
    lifeline: int


@contextlib.contextmanager
def started(*arguments: str, token: str = TOKEN) -> Iterator[Started]:
    """A server on an inherited socket."""
    listener = socket.create_server(("127.0.0.1", 0))
    (ready, told), (held, lifeline) = os.pipe(), os.pipe()
    given = [told, held, listener.fileno()]
    command = [sys.executable, "-m", "burnish.engine.server", "--folder", str(FOLDER), "--name", "tiny", "--ranks", "1"]
    command += ["--ready", str(told), "--lifeline", str(held), "--socket", str(listener.fileno()), *arguments]
    environment = os.environ | {"BURNISH_ENGINE_TOKEN": token}
    process = subprocess.Popen(command, pass_fds=given, env=environment, stderr=subprocess.PIPE, text=True)
    for descriptor in (told, held):
        os.close(descriptor)
    listener.close()
    try:
        with os.fdopen(ready) as pipe:
            line = pipe.readline()
        yield Started(process, json.loads(line)["address"] if line else "", lifeline)
    finally:
        with contextlib.suppress(OSError):
            os.close(lifeline)
        process.kill()
        process.communicate()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_it_serves_without_torch_and_keeps_its_token_to_itself_and_drains() -> None:
    with started() as server:
        client = OpenAI(base_url=server.address, api_key=TOKEN, max_retries=0)
        assert client.chat.completions.create(model="tiny", messages=HELLO, max_tokens=3).choices  # type: ignore[arg-type]
        pid = server.process.pid
        assert "libtorch" not in Path(f"/proc/{pid}/maps").read_text(), "the ranks have torch, the server needs none"
        [rank] = children(pid)
        assert "libtorch" in Path(f"/proc/{rank}/maps").read_text()
        for one in (pid, rank):
            assert TOKEN not in Path(f"/proc/{one}/cmdline").read_text()
        assert TOKEN.encode() not in Path(f"/proc/{rank}/environ").read_bytes()
        stream = client.chat.completions.create(  # type: ignore[call-overload]
            model="tiny", messages=HELLO, max_tokens=600, stream=True, extra_body={"min_tokens": 600}
        )
        next(stream)
        server.process.send_signal(signal.SIGTERM)
        assert [chunk.choices[0].finish_reason for chunk in stream][-1] == "length", "what is under way is finished"
        assert server.process.wait(10) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(server.address, trust_env=False)
        assert not Path(f"/proc/{rank}").exists()
        client.close()


def test_it_ends_with_whoever_started_it() -> None:
    with started() as server:
        os.close(server.lifeline)
        assert server.process.wait(10) == 0


def test_a_rank_that_dies_ends_it_with_a_status_that_says_start_me_again() -> None:
    with started() as server:
        [rank] = children(server.process.pid)
        os.kill(rank, signal.SIGKILL)
        assert server.process.wait(10) == 70


@pytest.mark.parametrize(
    ("arguments", "token", "says"),
    [
        ((), "", "there is no token"),
        ((), "short", "shorter than 16"),
        (("--folder", "nowhere"), TOKEN, "no such folder"),
        (("--rows", "0"), TOKEN, "rows is 0"),
    ],
)
def test_what_cannot_work_is_refused_at_once(arguments: tuple[str, ...], token: str, says: str) -> None:
    with started(*arguments, token=token) as server:
        assert server.address == ""
        assert server.process.wait(10) == 78
        assert server.process.stderr is not None
        assert says in server.process.stderr.read()


async def test_the_token_can_come_through_a_pipe() -> None:
    read, write = os.pipe()
    os.write(write, TOKEN.encode() + b"\n")
    os.close(write)
    command = [sys.executable, "-m", "burnish.engine.server", "--folder", str(FOLDER), "--token-descriptor", str(read), "--rows", "0"]
    process = await asyncio.create_subprocess_exec(*command, pass_fds=[read], stderr=subprocess.PIPE)
    os.close(read)
    _, said = await process.communicate()
    assert b"rows is 0" in said, "it got as far as the engine"
