"""The edge: hosts, origins, bytes and JSON that nobody behind it wants to see."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.api.edge import Edge, host_of
from burnish.errors import RequestError
from burnish.wire.strict_json import MOST_DEPTH, read_json
from tests.api.asgi import HOST, call
from tests.api.callers import Callers

JSON = [*HOST, ("content-type", "application/json")]


class Echo:
    """An app behind the edge that answers with the body it got."""

    def __init__(self) -> None:
        self.called = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.called += 1
        message = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": message["body"]})


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def edge(echo: Echo) -> Edge:
    return Edge(echo, allowed_hosts=["localhost", "::1"], allowed_origins=["https://desk.example.org"], max_body_bytes=1000)


async def test_a_plain_request_passes_whole(edge: Edge) -> None:
    reply = await call(edge, "POST", headers=JSON, body=[b'{"a": ', b"[1, 2.5, null]}"])
    assert (reply.status, json.loads(reply.body)) == (200, {"a": [1, 2.5, None]})


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7070", "[::1]:7070", "[::1]"])
async def test_an_allowed_host_passes_whatever_its_port(edge: Edge, host: str) -> None:
    assert (await call(edge, headers=[("host", host)])).status == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example.org", "localhost.evil.org", "localhost@evil.org", "a/?x=", "localhost/?x=", "localhost:99999", "127.1", "[::1"],
)
async def test_another_host_is_refused(edge: Edge, echo: Echo, host: str) -> None:
    reply = await call(edge, headers=[("host", host)])
    assert (reply.status, reply.error["code"], reply.error["where"], echo.called) == (400, "invalid_request", "Host", 0)


@pytest.mark.parametrize("headers", [[], [("host", "localhost"), ("host", "localhost")]])
async def test_there_is_exactly_one_host(edge: Edge, echo: Echo, headers: list[tuple[str, str]]) -> None:
    assert (await call(edge, headers=headers)).status == 400
    assert echo.called == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example.org", "null", "http://localhost:3000", "https://localhost.evil.org", "file://", "https://desk.example.org.evil"],
)
async def test_another_sites_page_may_not_call_whatever_the_method(edge: Edge, echo: Echo, method: str, origin: str) -> None:
    reply = await call(edge, method, headers=[("host", "localhost:7070"), ("origin", origin)])
    assert (reply.status, reply.error["code"], echo.called) == (403, "forbidden", 0)


@pytest.mark.parametrize("origin", ["http://localhost:7070", "https://localhost:7070", "https://DESK.example.org"])
async def test_the_own_page_and_allowed_sites_may_call(edge: Edge, origin: str) -> None:
    assert (await call(edge, headers=[("host", "localhost:7070"), ("origin", origin)])).status == 200


async def test_every_origin_header_counts(edge: Edge) -> None:
    headers = [("host", "localhost"), ("origin", "http://localhost"), ("origin", "http://evil.org")]
    assert (await call(edge, headers=headers)).status == 403


async def test_a_body_is_counted_and_not_believed(edge: Edge, echo: Echo) -> None:
    lie = [*JSON, ("content-length", "10")]
    reply = await call(edge, "POST", headers=lie, body=[b'"' + b"x" * 600, b"x" * 600 + b'"'])
    assert (reply.status, reply.error["code"], echo.called) == (413, "too_large", 0)


async def test_a_body_that_says_it_is_too_long_is_not_read(edge: Edge) -> None:
    for length in ("1001", "9" * 300):
        assert (await call(edge, "POST", headers=[*JSON, ("content-length", length)])).status == 413


async def test_a_body_without_end_is_left_in_the_middle(echo: Echo) -> None:
    """A gigabyte in pieces: no more than the limit is ever held."""
    taken, answer = 0, []

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b" " * 100, "more_body": True}

    async def send(message: Any) -> None:
        answer.append(message)

    edge = Edge(echo, allowed_hosts=["localhost"], allowed_origins=[], max_body_bytes=1000)
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")]}
    await edge(scope, receive, send)
    assert (answer[0]["status"], taken, echo.called) == (413, 11, 0)
    assert (b"connection", b"close") in answer[0]["headers"]


async def test_a_client_that_leaves_in_the_middle_reaches_no_handler(edge: Edge, echo: Echo) -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    await edge({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")]}, receive, send)
    assert echo.called == 0


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""])
async def test_only_json_is_read(edge: Edge, echo: Echo, kind: str | None) -> None:
    headers = HOST if kind is None else [*HOST, ("content-type", kind)]
    reply = await call(edge, "POST", headers=headers, body=[b"{}"])
    assert (reply.status, reply.error["code"], echo.called) == (415, "unsupported_media_type", 0)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"1e400",
        b"-1e400",
        b"9223372036854775808",
        b"-9223372036854775809",
        b"1180591620717411303424",
        b"1" * 900,
        b'"\\u0000"',
        b'{"a\\u0000": 1}',
        b'"\\ud800"',
        b'["\\udc00\\ud800"]',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        b'{"a": 1, "a": 2}',
        b'{"x": {"a": 1, "\\u0061": 2}}',
        b"[" * 900,
        b"[" * 65 + b"]" * 65,
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b"{",
        b"",
        b"{} {}",
        b"{'a': 1}",
        b"\x00",
        b'"\t\x01"',
    ],
)
async def test_json_that_could_be_read_in_two_ways_is_refused(edge: Edge, echo: Echo, body: bytes) -> None:
    reply = await call(edge, "POST", headers=JSON, body=[body or b" "])
    assert (reply.status, reply.error["code"], echo.called) == (400, "invalid_request", 0)


def test_a_hundred_thousand_brackets_are_refused() -> None:
    with pytest.raises(RequestError, match="brackets deeper"):
        read_json(b"[" * 100_000)
    with pytest.raises(RequestError):
        read_json(b'{"a":' * 100_000)


def test_as_many_brackets_as_are_allowed_pass() -> None:
    read_json(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(_VALUES)
def test_plain_json_is_read_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read_json(body)
    except RequestError as error:
        assert error.where == "body"


@pytest.mark.parametrize(
    "query", [b"a=%00", b"%00=1", b"a=%ff", b"a=%ed%a0%80", b"a=\xff", b"&".join(b"a=1" for _ in range(200)), b"a" * 20_000]
)
async def test_a_query_that_cannot_be_stored_is_refused(edge: Edge, echo: Echo, query: bytes) -> None:
    assert (await call(edge, query=query)).status == 400
    assert echo.called == 0


@pytest.mark.parametrize("path", ["/a\x00b", "/a\ud800", "/a�"])
async def test_a_path_that_cannot_be_stored_is_refused(edge: Edge, echo: Echo, path: str) -> None:
    assert (await call(edge, path=path)).status == 400
    assert echo.called == 0


async def test_every_answer_has_the_headers_that_browsers_need(edge: Edge) -> None:
    for reply in (await call(edge), await call(edge, headers=[("host", "evil.org")])):
        assert "script-src 'self'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cache-control"] == "no-store"


async def test_a_websocket_is_closed(edge: Edge, echo: Echo) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    await edge({"type": "websocket", "path": "/", "headers": []}, receive, send)
    assert (sent, echo.called) == (["websocket.close"], 0)


@given(st.text(max_size=30))
def test_any_host_header_names_a_host_or_none(header: str) -> None:
    host = host_of(header)
    assert host is None or (host == host.lower() and not set(host) & set("/\\?#@ "))


def test_a_path_that_is_written_out_allows_what_it_takes_and_not_what_its_template_does(callers: Callers) -> None:
    datasets = f"/projects/{callers.project()}/datasets"
    for path, allowed in ((datasets, "GET, POST"), (f"{datasets}/build", "POST"), (f"{datasets}/a-name", "GET")):
        answer = callers.owner("OPTIONS", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
