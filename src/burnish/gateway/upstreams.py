"""Upstreams: how each kind of them is asked, and what their failures mean."""

import asyncio
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from time import time
from typing import Any

import aiohttp
import orjson

from burnish.core.serving import Upstream
from burnish.errors import OutboundRefusedError, UpstreamError
from burnish.gateway.calls import Call
from burnish.wire.addresses import Target
from burnish.wire.client import Outbound
from burnish.wire.dialects import anthropic_upstream

__all__ = ["ENGINE_FIELDS", "Upstreams", "upstream_body"]

MOST_ANSWER_BYTES = 64 * 1024 * 1024
_MOST_ERROR_BYTES = 64 * 1024
SESSION_SECONDS = 60.0
_PATHS = {"chat": "/chat/completions", "completions": "/completions", "embeddings": "/embeddings"}
_ANTHROPIC_VERSION = "2023-06-01"

ENGINE_FIELDS = frozenset(
    {
        "frequency_penalty",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "min_tokens",
        "n",
        "parallel_tool_calls",
        "presence_penalty",
        "prompt",
        "response_format",
        "seed",
        "stop",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_k",
        "top_logprobs",
        "top_p",
    }
)
"""What our own engine's server takes."""


def upstream_body(upstream: Upstream, call: Call, body: Mapping[str, Any], dropped: list[str], *, tokens: bool) -> dict[str, Any]:
    """A request as this upstream takes it.

    Args:
        upstream: whom to ask.
        call: what came in.
        body: in the shape of the operation, with the prompt and the defaults of the alias.
        dropped: gets the names of fields that this upstream does not take.
        tokens: whether token ids and logprobs are wanted, where it is ours.

    Raises:
        RequestError: it cannot be put in the upstream's dialect.
    """
    if upstream.kind == "anthropic":
        return anthropic_upstream.request_from_chat(body, upstream.model, dropped)
    if upstream.kind == "engine":
        dropped += [name for name in body if name not in ENGINE_FIELDS]
        body = {name: value for name, value in body.items() if name in ENGINE_FIELDS}
    asked = {**body, "model": upstream.model}
    if call.stream:
        asked["stream_options"] = {**asked.get("stream_options", {}), "include_usage": True}
    if tokens and upstream.kind == "engine":
        asked["burnish"] = {"tokens": True}
    return asked


class Upstreams:
    """Connections to everything that routes lead to."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._targets: dict[tuple[str, bool], Target] = {}
        self._headers: dict[tuple[str, str | None], dict[str, str]] = {}

    def forget(self) -> None:
        """Addresses and keys may have changed."""
        self._targets.clear()
        self._headers.clear()

    async def ask(self, upstream: Upstream, turn: int, call: Call, body: bytes) -> aiohttp.ClientResponse:
        """Send a request, and wait for the head of its answer; the caller reads the rest, and releases or closes it.

        Args:
            upstream: whom.
            turn: which of its addresses comes first for this episode, plus the tries before this one.
            call: what for.
            body: as it goes out.

        Raises:
            UpstreamError: it cannot be reached, or its answer is no success.
        """
        if not upstream.addresses:
            fix = "see its deployment: it is starting, failed, or stopped"
            raise UpstreamError("has no replica that is ready", where=upstream.name, fix=fix, status=503, again=False, retry_after_s=5)
        address = upstream.addresses[turn % len(upstream.addresses)]
        path = "/messages" if upstream.kind == "anthropic" else _PATHS[call.operation]
        try:
            target = self._target(address + path, upstream)
            headers = self._headers_for(upstream)
            if call.session is not None:
                headers = {**headers, "burnish-session": call.session}
            response = await self._outbound.post(target, body, headers, ours=upstream.trusted)
        except OutboundRefusedError as error:
            raise UpstreamError(error.what, where=upstream.name, fix=error.fix, again=False) from error
        except (aiohttp.ClientError, OSError) as error:
            # Not its words: they name addresses that are none of the caller's business. The log of the process has them.
            raise UpstreamError("cannot be reached", where=upstream.name, fix="try again; see the gateway's log", status=502) from error
        if response.status != 200:
            raise await _refused(response, upstream, session=call.session is not None)
        return response

    async def session(self, upstream: Upstream, turn: int, method: str, path: str) -> bytes:
        """Ask one replica of ours about its rollout sessions; returns its whole answer.

        Args:
            upstream: whose.
            turn: which of its addresses.
            method: POST opens, GET reads, DELETE ends.
            path: below `/sessions`.

        Raises:
            UpstreamError: it cannot be reached, or its answer is no success: with the status 404 where there is no such session.
        """
        try:
            async with asyncio.timeout(SESSION_SECONDS):
                target = self._target(f"{upstream.addresses[turn]}/sessions{path}", upstream)
                response = await self._outbound.begin(method, target, None, self._headers_for(upstream), ours=upstream.trusted)
                if response.status not in (200, 201):
                    raise await _refused(response, upstream, session=True)
                return await self.read(response, upstream)
        except OutboundRefusedError as error:
            raise UpstreamError(error.what, where=upstream.name, fix=error.fix, again=False) from error
        except (aiohttp.ClientError, OSError) as error:
            raise UpstreamError("cannot be reached", where=upstream.name, fix="try again; see the gateway's log") from error
        except TimeoutError as error:
            raise UpstreamError(f"gave no answer in {SESSION_SECONDS:g} s", where=upstream.name, fix="try again", status=504) from error

    async def read(self, response: aiohttp.ClientResponse, upstream: Upstream) -> bytes:
        """The rest of an answer in one piece.

        Raises:
            UpstreamError: it breaks off, or is too long.
        """
        try:
            declared = response.content_length
            if declared is not None and declared <= MOST_ANSWER_BYTES and "content-encoding" not in response.headers:
                return await response.read()
            parts, length = [], 0
            async for part in response.content.iter_any():
                length += len(part)
                if length > MOST_ANSWER_BYTES:
                    raise UpstreamError(f"answered with more than {MOST_ANSWER_BYTES:,} bytes", where=upstream.name, fix="ask for less")
                parts.append(part)
            return b"".join(parts)
        except (aiohttp.ClientError, OSError) as error:
            raise UpstreamError("broke off within its answer", where=upstream.name, fix="try again") from error
        finally:
            response.release()

    def _target(self, url: str, upstream: Upstream) -> Target:
        target = self._targets.get((url, upstream.trusted))
        if target is None:
            target = Target(url, "http", "", 0) if upstream.trusted else self._outbound.check(url)
            self._targets[url, upstream.trusted] = target
        return target

    def _headers_for(self, upstream: Upstream) -> dict[str, str]:
        headers = self._headers.get((upstream.id, upstream.key))
        if headers is None:
            headers = {"content-type": "application/json", "accept-encoding": "identity"}
            if upstream.kind == "anthropic":
                headers["anthropic-version"] = _ANTHROPIC_VERSION
                if upstream.key:
                    headers["x-api-key"] = upstream.key
            elif upstream.key:
                headers["authorization"] = f"Bearer {upstream.key}"
            self._headers[upstream.id, upstream.key] = headers
        return headers


async def _refused(response: aiohttp.ClientResponse, upstream: Upstream, *, session: bool) -> UpstreamError:
    """What an answer that is no success means for the caller, and for whoever could be asked instead."""
    status = response.status
    try:
        body = await asyncio.wait_for(response.content.read(_MOST_ERROR_BYTES), 5)
    except (aiohttp.ClientError, OSError, TimeoutError):
        body = b""
    finally:
        response.close()
    said, name = _message(body), upstream.name
    if status in (400, 413, 422):
        return UpstreamError(said or "refuses the request", where=name, fix="", status=status, again=False, elsewhere=False)
    if status == 404 and session:
        fix = "open one with POST /v1/sessions"
        return UpstreamError(said or "has no such session", where=upstream.name, fix=fix, status=404, again=False, elsewhere=False)
    if status in (401, 403):
        return UpstreamError(f"refuses its key ({status})", where=name, fix="correct the project's secret for it", again=False)
    if status == 429:
        after = _retry_after(response.headers.get("retry-after"))
        return UpstreamError(f"is asked too often: {said}", where=name, fix="try later", status=429, retry_after_s=after)
    if status in (408, 409) or status >= 500:
        after = _retry_after(response.headers.get("retry-after"))
        passed_on = 504 if status in (408, 504) else 503 if status in (503, 529) else 502
        return UpstreamError(f"answered {status}: {said}"[:2000], where=name, fix="try again", status=passed_on, retry_after_s=after)
    return UpstreamError(f"answered {status}: {said}"[:2000], where=name, fix="check the deployment's address and model", again=False)


def _message(body: bytes) -> str:
    """What an upstream says is wrong, in whichever shape."""
    try:
        told = orjson.loads(body)
    except ValueError:
        return ""
    error = told.get("error", told) if type(told) is dict else told
    message = error.get("message") or error.get("detail") if type(error) is dict else error
    return message[:2000] if type(message) is str else ""


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which may be a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except ValueError:
        return None
