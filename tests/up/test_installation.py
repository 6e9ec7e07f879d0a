"""`burnish up` as a process: it starts, tells how to get in once, keeps its parts alive, and stops in order."""

import os
import signal
import socket
import time
from collections.abc import Callable

import pytest

from burnish import Client
from burnish.sdk import Account
from tests.up.conftest import Up

MakeUp = Callable[..., Up]

pytestmark = pytest.mark.slow


def client(up: Up, key: str) -> Client:
    return Client.of(Account(up.told["url"], key))


def test_it_starts_tells_the_key_once_and_stops_in_order(up: MakeUp, database_url: str) -> None:
    with up(BURNISH_DATABASE_URL=database_url) as first:
        key = first.told["first"]["key"]
        with client(first, key) as opened:
            assert opened.session.me().email == first.told["first"]["email"]
            opened.projects.create("desk")
        assert set(first.parts()) == {"api", "filler", "gateway", "serving", "worker"}
        first.wait_until(lambda: "worker ready" in first.said and "supervisor ready" in first.said)
        status, err = first.end(signal.SIGINT)
        assert status == 0, err
        order = ["supervisor stopped", "worker stops", "worker stopped"]
        assert sorted(order, key=err.index) == order
        assert key not in err and "Traceback" not in err
    with up(BURNISH_DATABASE_URL=database_url) as second:
        assert second.told["first"] is None
        with client(second, key) as opened:
            assert [project.name for project in opened.projects.list()] == ["desk"]
        assert second.end()[0] == 0


def test_a_second_one_on_the_same_folder_is_refused(up: MakeUp) -> None:
    with up() as first:
        second = up()
        out, _ = second.started().communicate(timeout=20)
        assert out.startswith('{\n  "error"') and first.told["url"] in out and str(first.process.pid) in out
        with up(home="other") as other:
            assert other.told["url"] != first.told["url"]
            other.end()
        with client(first, first.told["first"]["key"]) as opened:
            assert opened.health().status == "ready"
        first.end()
    assert second.said == ""


def test_what_dies_is_started_again_while_requests_wait(up: MakeUp) -> None:
    with up("--no-worker") as one:
        with client(one, one.told["first"]["key"]) as opened:
            before = one.parts()["api"].pid
            os.kill(before, signal.SIGKILL)
            assert opened.session.me().email  # the socket stays open: the request waits for the next process
            assert one.parts()["api"].pid != before
        status, err = one.end()
        assert (status, "api ended (SIGKILL); it starts again" in err, "api is back" in err) == (0, True, True)


@pytest.mark.parametrize("part", ["filler", "gateway", "serving", "worker"])
def test_a_part_that_dies_is_started_again(up: MakeUp, part: str) -> None:
    with up() as one:
        before = one.parts()[part].pid
        os.kill(before, signal.SIGKILL)
        one.wait_until(lambda: f"{part} is back" in one.said and one.parts()[part].pid != before)
        assert one.end()[0] == 0


def test_its_parts_end_with_it_however_it_ends(up: MakeUp) -> None:
    with up() as one:
        parts = one.parts()
        os.kill(one.process.pid, signal.SIGKILL)
        one.process.communicate(timeout=20)
        one.wait_until(lambda: not any(part.is_running() and part.status() != "zombie" for part in parts.values()))
    with up("--no-worker") as again:  # the folder is free again
        again.end()


def test_a_second_signal_stops_at_once(up: MakeUp) -> None:
    with up() as one:
        os.kill(one.parts()["worker"].pid, signal.SIGSTOP)  # a worker that does not answer
        one.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert one.process.poll() is None
        began = time.monotonic()
        assert one.end(signal.SIGINT)[0] == 0
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("BURNISH_DATABASE_URL", "mysql://nowhere/x", "mysql"),
        ("BURNISH_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", "127.0.0.1"),
        ("BURNISH_SECRET_KEY_FILE", "/dev/null", "/dev/null"),
        ("BURNISH_HOST", "192.0.2.1", "192.0.2.1"),
        ("BURNISH_HOME", "/dev/null/home", "/dev/null"),
    ],
)
def test_what_cannot_start_says_why_and_ends(up: MakeUp, setting: str, value: str, told: str) -> None:
    one = up(home=value) if setting == "BURNISH_HOME" else up(**{setting: value})
    process = one.started()
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert told in out + one.said
    assert "Traceback" not in one.said


def test_a_port_that_is_taken_is_named(up: MakeUp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        out, _ = up("--port", str(port)).started().communicate(timeout=20)
        assert f"127.0.0.1:{port}" in out and "BURNISH_PORT" in out
        out, _ = up("--gateway-port", str(port)).started().communicate(timeout=20)
        assert f"127.0.0.1:{port}" in out and "BURNISH_GATEWAY_PORT" in out
