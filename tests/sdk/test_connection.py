"""What is sent again and what is not, how errors are read, and streams that break: on transports that fail as networks do."""

import json
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from burnish import AsyncClient, BurnishError, Client
from burnish.errors import (
    AnswerError,
    ConflictError,
    NotFoundError,
    OutboundError,
    QuotaError,
    RequestError,
    StoreUnavailableError,
    ThrottledError,
)
from burnish.sdk import Account
from burnish.sdk.aio import connection as aio_connection
from burnish.sdk.blocking import connection, run_rows

ACCOUNT = Account("http://burnish.test", "bk_secret", "desk")
WHEN = {"created_at": "2026-01-01T00:00:00Z", "created_by": "x"}
PROJECT = {"id": "project_1", "name": "desk", "description": "", "archived_at": None, **WHEN}

Answers = list[httpx.Response | Exception]


def told(code: str, status: int, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    error = {"code": code, "message": "it did not work", "where": "there", "fix": "do something", "problems": [], **more}
    return httpx.Response(status, json={"error": error}, headers=headers)


class Network:
    """Answers in turn, and remembers what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.asked = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **options: Any) -> Client:
        return Client.of(ACCOUNT, transport=httpx.MockTransport(self), **options)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that would have been waited."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    # The modules' own names, not those of the whole process: servers of other tests' fixtures pause in their threads.
    for module in (connection, run_rows):
        monkeypatch.setattr(module, "time", SimpleNamespace(sleep=waited.append, monotonic=time.monotonic))
    monkeypatch.setattr(aio_connection, "asyncio", SimpleNamespace(sleep=wait))
    return waited


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut"),
        httpx.Response(502),
        told("store_unavailable", 503),
    ],
)
def test_a_repeatable_call_is_sent_again(failure: httpx.Response | Exception, pauses: list[float]) -> None:
    network = Network(failure, failure, httpx.Response(200, json=PROJECT))
    assert network.client().projects.get("desk").name == "desk"
    assert len(network.asked) == 3
    assert 0 < pauses[0] < pauses[1] * 2


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("slow"), told("store_unavailable", 503)])
def test_a_call_that_is_not_repeatable_is_sent_once(failure: httpx.Response | Exception, pauses: list[float]) -> None:
    network = Network(failure)
    with pytest.raises((OutboundError, StoreUnavailableError)):
        network.client().projects.create("desk")
    assert (len(network.asked), pauses) == (1, [])


def test_an_idempotency_key_makes_a_call_repeatable_and_stays_the_same() -> None:
    network = Network(httpx.ReadTimeout("slow"), told("conflict", 409))
    with pytest.raises(ConflictError):
        network.client().runs.create("grpo")
    keys = [request.headers["idempotency-key"] for request in network.asked]
    assert keys[0] == keys[1] and len(keys[0]) == 32


def test_patience_has_an_end(pauses: list[float]) -> None:
    network = Network(*[httpx.ConnectError("refused")] * 3)
    with pytest.raises(OutboundError, match=r"burnish\.test: gave no answer: ConnectError: refused") as raised:
        network.client(retries=2).projects.get("desk")
    assert "BURNISH_URL" in raised.value.fix
    assert len(pauses) == 2


def test_the_server_says_when_to_come_back(pauses: list[float]) -> None:
    network = Network(told("throttled", 429, {"Retry-After": "7"}), httpx.Response(200, json=PROJECT))
    network.client().projects.get("desk")
    assert 7 <= pauses[0] < 8


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (told("throttled", 429, {"Retry-After": "3600"}), ThrottledError),
        (told("quota_exceeded", 429), QuotaError),
        (told("not_found", 404), NotFoundError),
    ],
)
def test_what_would_be_answered_the_same_is_not_asked_again(answer: httpx.Response, kind: type[BurnishError]) -> None:
    network = Network(answer)
    with pytest.raises(kind) as raised:
        network.client().projects.get("desk")
    assert len(network.asked) == 1
    assert (raised.value.what, raised.value.where, raised.value.fix) == ("it did not work", "there", "do something")
    if isinstance(raised.value, ThrottledError):
        assert raised.value.retry_after_s == 3600


def test_what_was_removed_by_an_attempt_whose_answer_was_lost_is_removed() -> None:
    network = Network(httpx.ReadTimeout("slow"), told("not_found", 404))
    network.client().projects.unshare("desk", "night")
    with pytest.raises(NotFoundError):
        Network(told("not_found", 404)).client().projects.unshare("desk", "night")


def test_an_error_of_a_newer_server_keeps_its_code() -> None:
    with pytest.raises(BurnishError) as raised:
        Network(told("from_the_future", 422)).client().projects.get("desk")
    assert (type(raised.value), raised.value.code) == (BurnishError, "from_the_future")
    assert BurnishError.code == "burnish_error"


def test_all_problems_of_a_request_are_told() -> None:
    problems = [{"where": "body.a", "message": "first"}, {"where": "body.b", "message": "second"}]
    with pytest.raises(RequestError, match="it did not work; body.b: second"):
        Network(told("invalid_request", 422, problems=problems)).client().projects.get("desk")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>hello</html>"),
        httpx.Response(200, json={"name": "desk"}),
        httpx.Response(200, content=b"\xff"),
        httpx.Response(404, text="<html>nothing</html>"),
        httpx.Response(500, json={"detail": "of another kind"}),
        httpx.Response(500, json=["error"]),
        httpx.Response(302, headers={"Location": "https://burnish.test/"}),
    ],
)
def test_an_answer_that_is_none_of_ours_says_so(answer: httpx.Response) -> None:
    with pytest.raises(AnswerError, match=r"burnish\.test") as raised:
        Network(answer).client().projects.get("desk")
    assert "BURNISH_URL" in raised.value.fix


def test_a_field_of_a_newer_server_is_ignored() -> None:
    network = Network(httpx.Response(200, json={**PROJECT, "colour": "copper"}))
    assert network.client().projects.get("desk").name == "desk"


def test_the_key_is_sent_and_never_told() -> None:
    network = Network(httpx.ConnectError("refused"))
    client = network.client(retries=0)
    with pytest.raises(OutboundError) as raised:
        client.projects.get("desk")
    assert network.asked[0].headers["authorization"] == "Bearer bk_secret"
    assert "bk_secret" not in f"{client!r} {client.account!r} {raised.value!r}"


def test_a_name_is_one_part_of_a_path() -> None:
    network = Network(httpx.Response(200, json=PROJECT))
    network.client().projects.get("a/../b?c=d#é")
    assert network.asked[0].url.raw_path == b"/api/v1/projects/a%2F..%2Fb%3Fc%3Dd%23%C3%A9"


async def test_asyncio_waits_and_sends_again_too(pauses: list[float]) -> None:
    network = Network(httpx.ConnectError("refused"), httpx.Response(200, json=PROJECT))
    async with AsyncClient.of(ACCOUNT, transport=httpx.MockTransport(network)) as client:
        assert (await client.projects.get("desk")).name == "desk"
    assert len(pauses) == 1


# -- streams ------------------------------------------------------------------------------------------------------------------------


RUN = "run_" + "0" * 32


class Broken(httpx.SyncByteStream):
    """A body that breaks off."""

    def __init__(self, *parts: bytes, then: Exception | None = None) -> None:
        self.parts, self.then = parts, then

    def __iter__(self) -> Iterator[bytes]:
        yield from self.parts
        if self.then is not None:
            raise self.then


def line(seq: int, text: str = "") -> bytes:
    body = {"seq": seq, "at": "2026-01-01T00:00:00Z", "attempt": 1, "level": "info", "text": text or f"line {seq}"}
    return f"event: log\nid: {seq}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def stream(*parts: bytes, then: Exception | None = None) -> httpx.Response:
    return httpx.Response(200, stream=Broken(*parts, then=then), headers={"content-type": "text/event-stream"})


END = b'event: end\nid: 9\ndata: {"status": "succeeded"}\n\n'


def texts(client: Client, **options: Any) -> list[str]:
    return [item.text for item in client.runs.stream(RUN, **options)]  # type: ignore[union-attr]


def test_a_stream_goes_on_after_the_last_row_that_came(pauses: list[float]) -> None:
    network = Network(
        stream(line(1), line(2)[:20], then=httpx.ReadError("cut")),
        httpx.ConnectError("refused"),
        told("store_unavailable", 503),
        stream(line(2), b": still here\n\n"),  # ended without an end
        stream(line(3, "a line\u2028with \u0085 ends"), END),
    )
    assert texts(network.client(), after=0) == ["line 1", "line 2", "a line\u2028with \u0085 ends"]
    assert [request.url.params["after"] for request in network.asked] == ["0", "1", "1", "1", "2"]


def test_a_stream_gives_up_when_the_server_is_gone_for_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(run_rows.time, "monotonic", lambda: float(next(clock)))
    with pytest.raises(OutboundError, match="refused"):
        texts(Network(*[httpx.ConnectError("refused")] * 10).client(), patience_s=250)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (told("not_found", 404), NotFoundError),
        (stream(b'event: log\nid: 1\ndata: {"seq": "x"}\n\n'), AnswerError),
        (stream(b"event: log\nid: 1\ndata: \xff\n\n"), OutboundError),
    ],
)
def test_a_stream_that_cannot_get_better_fails_at_once(answer: httpx.Response, kind: type[BurnishError]) -> None:
    network = Network(answer)
    with pytest.raises(kind):
        texts(network.client(), patience_s=-1)
    assert len(network.asked) == 1


def test_events_of_a_newer_server_are_left_out() -> None:
    assert texts(Network(stream(b"event: smell\ndata: {}\n\n", line(1), END)).client()) == ["line 1"]


def test_waiting_outlives_a_server_that_starts_again(pauses: list[float], run_view: Callable[[str], dict[str, Any]]) -> None:
    running, failed = (httpx.Response(200, json=run_view(status)) for status in ("running", "failed"))
    network = Network(running, *[httpx.ConnectError("refused")] * 4, failed)
    assert network.client(retries=1).runs.wait(RUN, progress=lambda _: None).status == "failed"


@pytest.fixture
def run_view() -> Callable[[str], dict[str, Any]]:
    model = {"id": "tiny", "name": "tiny", "digest": "0" * 64}
    spec = {"recipe": "grpo", "recipe_hash": "0" * 64, "config": {}, "model": model}

    def made(status: str) -> dict[str, Any]:
        told = {"id": RUN, "project": "project_1", "name": "run", "status": status, "spec": spec}
        return {**told, **WHEN}

    return made


# -- downloads ----------------------------------------------------------------------------------------------------------------------


def model_files(content: bytes, name: str = "weights.bin") -> httpx.Response:
    import hashlib

    return httpx.Response(200, json=[{"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}])


def test_an_export_goes_on_where_it_broke_off(tmp_path: Any) -> None:
    content = b"0123456789"
    network = Network(
        model_files(content),
        httpx.Response(200, stream=Broken(b"0123", then=httpx.ReadError("cut"))),
        httpx.Response(206, stream=Broken(b"456789")),
    )
    network.client().models.export("small@1", tmp_path)
    assert (tmp_path / "weights.bin").read_bytes() == content
    assert network.asked[-1].headers["range"] == "bytes=4-"
    again = Network(model_files(content))
    again.client().models.export("small@1", tmp_path)
    assert len(again.asked) == 1  # what is there and right is not fetched


def test_an_export_starts_anew_where_the_server_does_not_know_ranges(tmp_path: Any) -> None:
    network = Network(
        model_files(b"0123"), httpx.Response(200, stream=Broken(b"01", then=httpx.ReadError("cut"))), httpx.Response(200, content=b"0123")
    )
    network.client().models.export("small@1", tmp_path)
    assert (tmp_path / "weights.bin").read_bytes() == b"0123"


def test_an_export_refuses_other_bytes(tmp_path: Any) -> None:
    network = Network(model_files(b"0123"), httpx.Response(200, content=b"0124"))
    with pytest.raises(BurnishError, match="digest"):
        network.client().models.export("small@1", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a/../../b", "..\\up", ""])
def test_an_export_stays_in_its_folder(tmp_path: Any, name: str) -> None:
    with pytest.raises(BurnishError, match="names a file"):
        Network(model_files(b"0", name)).client().models.export("small@1", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_exported_too(tmp_path: Any) -> None:
    Network(model_files(b"", "empty"), httpx.Response(200, content=b"")).client().models.export("small@1", tmp_path)
    assert (tmp_path / "empty").read_bytes() == b""
