"""Outbound: one HTTP client for requests to addresses that people typed; checked at save, at connect, and at every redirect."""

import asyncio
import json as json_codec
import random
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO, Self
from urllib.parse import urljoin

import aiohttp
from aiohttp import ClientResponse
from yarl import URL

from burnish.errors import OutboundError, OutboundRefusedError
from burnish.wire.addresses import Allowed, Target, parse_target, reachable

__all__ = ["Answer", "Outbound"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({429, 502, 503, 504})
_SAFE = frozenset({"GET", "HEAD"})
_PLAIN = frozenset({"accept", "accept-encoding", "accept-language", "content-type", "user-agent"})


def _anywhere(host: str) -> bool:
    return True


def _nobody(size: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: of HTTP.
        headers: with names in lower case.
        body: decompressed, whole.
        url: that gave it, after redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            OutboundError: it is none.
        """
        try:
            return json_codec.loads(self.body)
        except (ValueError, RecursionError):
            raise OutboundError(f"answered {self.status} with no JSON", where=self.url, fix="check the address") from None


class Outbound:
    """A client that reaches public hosts only, and those that the operator allows.

    Use as `async with Outbound(allow) as outbound`. One for a process; requests may overlap. It keeps no cookies, takes no proxy from the
    environment, and verifies certificates.

    Not covered: requests through a proxy (whose peer would be the proxy, not the host).
    """

    def __init__(self, allow: Sequence[str] = (), *, resolver: aiohttp.abc.AbstractResolver | None = None, connections: int = 100) -> None:
        """`allow`: host names, addresses and networks of the operator. `resolver`: other than the system's. `connections`: at once; 0 is
        no limit."""
        self._allowed = Allowed.parse(allow)
        self._resolver, self._connections = resolver, connections
        self._guarded: aiohttp.ClientSession | None = None
        self._named: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._guarded = self._session(self._connector(self._guard))
        self._named = self._session(self._connector(None))
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in (self._guarded, self._named):
            if session is not None:
                await session.close()

    def _connector(self, guard: Callable[[Any], socket.socket] | None) -> aiohttp.TCPConnector:
        return aiohttp.TCPConnector(socket_factory=guard, resolver=self._resolver, ttl_dns_cache=30, limit=self._connections)

    def check(self, url: str) -> Target:
        """Check an address when it is saved. The connection checks again, as names can come to mean something else.

        Raises:
            OutboundRefusedError: it may not be reached; says why.
        """
        target = parse_target(url, self._allowed)
        if URL(url).host != target.host:  # two parsers, one meaning: else one would check a host and the other connect to another
            raise OutboundRefusedError("can be read in two ways", where=url[:200], fix="write the host plainly")
        return target

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        timeout_s: float = 30.0,
        max_bytes: int = 8 * 1024 * 1024,
        redirects: int = 3,
        attempts: int = 3,
        may_go_to: Callable[[str], bool] = _anywhere,
    ) -> Answer:
        """Send a request and read the whole answer.

        Args:
            method: GET, HEAD, POST, PUT, PATCH or DELETE.
            url: http or https.
            headers: credentials among them are not sent on to another origin.
            json, form: the body, as one of the two.
            timeout_s: for everything together, further attempts and redirects included.
            max_bytes: the most that is read of an answer, decompressed.
            redirects: how many to follow; only GET and HEAD are redirected.
            attempts: how often GET and HEAD are tried where a connection fails or the host says 429, 502, 503 or 504.
            may_go_to: whether a redirect to a host is followed, beside what holds for every request.

        Raises:
            OutboundRefusedError: the host may not be reached.
            OutboundError: no answer in time, too many redirects, or an answer that is too long.
        """
        body = {"json": json} if json is not None else {"data": form} if form is not None else {}
        target = self.check(url)
        try:
            async with asyncio.timeout(timeout_s):
                for _ in range(redirects + 1):
                    answer = await self._persist(method, target, dict(headers or {}), body, max_bytes, attempts)
                    if answer.status not in _REDIRECTS or method not in _SAFE or "location" not in answer.headers:
                        return answer
                    onward = self._onward(target, answer.headers["location"], may_go_to)
                    headers = _onward_headers(headers or {}, target, onward)
                    target = onward
        except TimeoutError:
            raise OutboundError(f"did not answer in {timeout_s:g} s", where=target.origin, fix="check the host, or try later") from None
        raise OutboundError(f"redirects more than {redirects} times", where=url, fix="use the address that it ends at")

    async def download(
        self,
        url: str,
        file: BinaryIO,
        *,
        headers: Mapping[str, str] | None = None,
        start: int = 0,
        max_bytes: int,
        silence_s: float = 60.0,
        redirects: int = 5,
        may_go_to: Callable[[str], bool] = _anywhere,
        told: Callable[[int], None] = _nobody,
    ) -> Answer:
        """GET something large into a file, as it comes. Once: what was written stays when it breaks off, and `start` goes on from there.

        Args:
            url: http or https.
            file: opened to append; where the host does not go on but begins again, it is emptied first.
            headers: credentials among them are not sent on to another origin.
            start: how many bytes of it are in the file.
            max_bytes: the most that the whole may have.
            silence_s: how long to wait for the next piece.
            redirects: how many to follow.
            may_go_to: whether a redirect to a host is followed, beside what holds for every request.
            told: how many bytes are in the file, piece by piece.

        Returns:
            The answer; its body is in the file, where the status is 200 or 206, and empty otherwise.

        Raises:
            OutboundRefusedError: the host may not be reached.
            OutboundError: the connection fails or breaks off, or the answer is too long.
        """
        target, given = self.check(url), {**(headers or {}), "accept-encoding": "identity"}
        timeout = aiohttp.ClientTimeout(total=None, connect=10, sock_read=silence_s)
        for _ in range(redirects + 1):
            asked = {**given, "range": f"bytes={start}-"} if start else given
            try:
                async with self._session_for(target).get(target.url, headers=asked, allow_redirects=False, timeout=timeout) as response:
                    answer = Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, b"", target.url)
                    if response.status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
                        await _write(response, file, start, max_bytes, told)
                        return answer
            except (aiohttp.ClientError, TimeoutError) as error:
                words = str(error) or type(error).__name__
                raise OutboundError(f"broke off: {words}", where=target.origin, fix="try again: it goes on where it was") from error
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            onward = self._onward(target, answer.headers["location"], may_go_to)
            given, target = _onward_headers(given, target, onward), onward
        raise OutboundError(f"redirects more than {redirects} times", where=url, fix="use the address that it ends at")

    async def post(self, target: Target, body: bytes, headers: Mapping[str, str], *, ours: bool = False) -> ClientResponse:
        """Begin a POST, and return when the head of its answer is there; the caller reads the rest, and releases or closes it.

        The hot path of the gateway: no attempt is repeated, no redirect is followed, and time is the caller's business.

        Args:
            target: as `check` gave it; a caller may keep it, as the connection itself is guarded anew.
            body: as it goes out.
            headers: all of them.
            ours: it is a process that this installation started, at a private address.

        Raises:
            OutboundRefusedError: the host may not be reached.
            aiohttp.ClientError, OSError: no answer.
        """
        return await self.begin("POST", target, body, headers, ours=ours)

    async def begin(
        self, method: str, target: Target, body: bytes | None, headers: Mapping[str, str], *, ours: bool = False
    ) -> ClientResponse:
        """The same with another method."""
        session = self._named if ours else self._session_for(target)
        if session is None:
            raise RuntimeError("Outbound is used outside of its `async with` block")
        return await session.request(method, target.url, data=body, headers=headers, allow_redirects=False)

    def _onward(self, target: Target, location: str, may_go_to: Callable[[str], bool]) -> Target:
        """Where a redirect leads to, if it may be followed."""
        onward = self.check(urljoin(target.url, location))
        if not may_go_to(onward.host):
            fix = "have the operator allow that host, if it is the right one"
            raise OutboundRefusedError(f"sends on to {onward.host}", where=target.origin, fix=fix)
        return onward

    async def _persist(
        self, method: str, target: Target, headers: Mapping[str, str], body: Mapping[str, Any], max_bytes: int, attempts: int
    ) -> Answer:
        most, attempt = attempts if method in _SAFE else 1, 0
        while True:
            attempt += 1
            answer = None
            try:
                answer = await self._once(method, target, headers, body, max_bytes)
                if answer.status not in _AGAIN or attempt >= most:
                    return answer
            except aiohttp.ClientError as error:
                if attempt >= most:
                    raise OutboundError(f"cannot be asked: {error}", where=target.origin, fix="check the host, or try later") from error
            await asyncio.sleep(_pause(attempt, answer))

    async def _once(self, method: str, target: Target, headers: Mapping[str, str], body: Mapping[str, Any], max_bytes: int) -> Answer:
        async with self._session_for(target).request(method, target.url, headers=headers, allow_redirects=False, **body) as response:
            return Answer(
                status=response.status,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=await _read(response, max_bytes),
                url=target.url,
            )

    def _session_for(self, target: Target) -> aiohttp.ClientSession:
        session = self._named if self._allowed.has_name(target.host) else self._guarded
        if session is None:
            raise RuntimeError("Outbound is used outside of its `async with` block")
        return session

    def _guard(self, address: Any) -> socket.socket:
        """Make a socket for an address that may be reached: the last word, after every name was resolved."""
        family, kind, protocol, _, peer = address
        if not reachable(str(peer[0]), self._allowed):
            fix = "use a public address, or have the operator add it to BURNISH_OUTBOUND_ALLOW"
            raise OutboundRefusedError(f"{peer[0]} is no public address", where="outbound request", fix=fix)
        return socket.socket(family, kind, protocol)

    @staticmethod
    def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=10),
            headers={"user-agent": "burnish"},
            trust_env=False,
        )


async def _read(response: ClientResponse, max_bytes: int) -> bytes:
    parts, length = [], 0
    async for part in response.content.iter_chunked(64 * 1024):
        length += len(part)
        if length > max_bytes:
            fix = "ask for less, or check the address"
            raise OutboundError(f"answered with more than {max_bytes:,} bytes", where=str(response.url.origin()), fix=fix)
        parts.append(part)
    return b"".join(parts)


async def _write(response: ClientResponse, file: BinaryIO, start: int, max_bytes: int, told: Callable[[int], None]) -> None:
    """Append what comes to a file that has `start` bytes; from its beginning, where the host does not go on."""
    origin = str(response.url.origin())
    if response.status == HTTPStatus.PARTIAL_CONTENT:
        if not response.headers.get("content-range", "").startswith(f"bytes {start}-"):
            raise OutboundError("goes on at another place than was asked for", where=origin, fix="try later")
    else:
        file.truncate(0)
        start = 0
    async for part in response.content.iter_chunked(1024 * 1024):
        start += len(part)
        if start > max_bytes:
            raise OutboundError(f"answered with more than {max_bytes:,} bytes", where=origin, fix="check the address")
        file.write(part)
        told(start)


def _onward_headers(headers: Mapping[str, str], before: Target, onward: Target) -> dict[str, str]:
    """What goes along with a redirect: everything within an origin; to another one, nothing that could be a credential."""
    if before.origin == onward.origin:
        return dict(headers)
    return {name: value for name, value in headers.items() if name.lower() in _PLAIN}


def _pause(attempt: int, answer: Answer | None) -> float:
    """Seconds before the next attempt: what the host asks for, up to 10; else doubling from 0.2, with jitter."""
    asked = answer.headers.get("retry-after", "") if answer is not None and answer.status != HTTPStatus.BAD_GATEWAY else ""
    if asked.isdecimal():
        return min(float(asked), 10.0)
    doubled: float = 0.2 * 2.0 ** (attempt - 1)
    return min(doubled, 5.0) * random.uniform(0.5, 1.0)
