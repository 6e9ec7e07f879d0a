"""The edge: every request is checked here, once, before anything looks at it; every answer leaves with the headers that browsers need."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from anyio import to_thread

from burnish.api.errors import error_body, status_of
from burnish.errors import BurnishError, ForbiddenError, MediaTypeError, RequestError, TooLargeError
from burnish.wire.strict_json import check_text, read_json

__all__ = ["CONTENT_SECURITY_POLICY", "Edge", "host_of"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing inline and nothing from elsewhere: a completion that is shown as text can neither run nor phone home."""

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_LONGEST_TARGET = 16 * 1024
_READ_AT_ONCE = 64 * 1024


class Edge:
    """ASGI middleware around the whole server, whatever is mounted in it.

    Checked: the Host header against the allowed hosts, the Origin header (whatever the method) against Host and the allowed origins,
    path and query for text that cannot be stored, the body's length by counting bytes, its type, and its JSON. What fails is answered
    here, in the shape of every other error.

    Not covered: slow clients; put a proxy with timeouts in front of a server that strangers can reach.
    """

    def __init__(self, app: App, *, allowed_hosts: Iterable[str], allowed_origins: Iterable[str], max_body_bytes: int) -> None:
        """`allowed_hosts`: names without a port; `*` allows any. `allowed_origins`: other sites whose pages may call, `https://host`."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self._origins = frozenset(origin.lower().rstrip("/") for origin in allowed_origins)
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headed = _with_headers(send)
        try:
            headers = _headers(scope)
            self._check_host(headers)
            self._check_origin(headers)
            _check_target(scope)
            body = await self._read_body(scope, headers, receive)
        except BurnishError as error:
            await _answer(headed, error)
            return
        await self._app(scope, _replay(body, receive), headed)

    def _check_host(self, headers: dict[str, list[str]]) -> None:
        given = headers.get("host", [])
        if len(given) != 1:
            raise RequestError(f"there are {len(given)} Host headers", where="Host", fix="send exactly one")
        host = host_of(given[0])
        if host is None or ("*" not in self._hosts and host not in self._hosts):
            fix = "use an address that the operator allows (BURNISH_ALLOWED_HOSTS)"
            raise RequestError(f"{given[0][:100]!r} is no host of this server", where="Host", fix=fix)

    def _check_origin(self, headers: dict[str, list[str]]) -> None:
        """A page of another site must not call with this browser's session, nor with any other right of this machine."""
        for origin in headers.get("origin", []):
            lowered = origin.lower()
            same = lowered.partition("://")[2] == headers["host"][0].lower() and lowered.startswith(("http://", "https://"))
            if not same and lowered not in self._origins:
                fix = "call from this server's own page, or have the operator allow the site (BURNISH_ALLOWED_ORIGINS)"
                raise ForbiddenError(f"{origin[:100]!r} is another site", where="Origin", fix=fix)

    async def _read_body(self, scope: Scope, headers: dict[str, list[str]], receive: Receive) -> bytes:
        declared = headers.get("content-length", ["0"])[0]
        if declared.isdecimal() and int(declared[:18]) > self._max_body_bytes:
            raise self._too_large()
        parts, length, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestError("the connection ended before the body did", where="body", fix="send the request again")
            part = message.get("body", b"")
            length += len(part)
            if length > self._max_body_bytes:
                raise self._too_large()
            parts.append(part)
            more = message.get("more_body", False)
        body = b"".join(parts)
        if body:
            _check_type(headers)
            await to_thread.run_sync(read_json, body) if length > _READ_AT_ONCE else read_json(body)
        return body

    def _too_large(self) -> TooLargeError:
        return TooLargeError(f"is longer than {self._max_body_bytes:,} bytes", where="body", fix="send less at once")


def host_of(header: str) -> str | None:
    """The host that a Host header names, without its port and in lower case; None if it names none."""
    if not header.isascii() or any(character in header for character in "/\\?#@ \t,"):
        return None
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname or None


def _headers(scope: Scope) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return headers


def _check_target(scope: Scope) -> None:
    query = scope.get("query_string", b"")
    if len(query) + len(scope["path"]) > _LONGEST_TARGET:
        raise RequestError(f"is longer than {_LONGEST_TARGET:,} bytes", where="URL", fix="send it in a body")
    check_text(scope["path"], "path")
    if "�" in scope["path"]:
        raise RequestError("is no UTF-8", where="path", fix="percent-encode UTF-8")
    try:
        for name, value in parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100):
            check_text(name, "query")
            check_text(value, f"query.{name[:100]}")
    except UnicodeError:
        raise RequestError("is no UTF-8", where="query", fix="percent-encode UTF-8") from None
    except ValueError:
        raise RequestError("has more than 100 parameters", where="query", fix="send fewer") from None


def _check_type(headers: dict[str, list[str]]) -> None:
    kind = headers.get("content-type", [""])[0].partition(";")[0].strip().lower()
    if kind != "application/json":
        raise MediaTypeError(f"is {kind[:100] or 'not given'}", where="Content-Type", fix="send application/json")


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, once, and then what the connection says."""
    told = False

    async def replayed() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _with_headers(send: Send) -> Send:
    added = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", [])}
            extra = [(name, value) for name, value in added if name not in there]
            if b"cache-control" not in there:
                extra.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return headed


async def _answer(send: Send, error: BurnishError) -> None:
    content = json.dumps(error_body(error)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    if isinstance(error, TooLargeError):
        headers.append((b"connection", b"close"))  # the rest of the body is on its way
    await send({"type": "http.response.start", "status": status_of(error), "headers": headers})
    await send({"type": "http.response.body", "body": content})
