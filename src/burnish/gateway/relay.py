"""Relay: an upstream's stream, passed on as it comes, and put together for the record on the way."""

import time
from typing import Any

import aiohttp
import orjson

from burnish.core.serving import Upstream
from burnish.errors import AnswerError, UpstreamError
from burnish.gateway.exchange import Exchange
from burnish.gateway.sampled import Sampled
from burnish.wire.dialects import anthropic, anthropic_upstream, responses
from burnish.wire.dialects.chat import Assembly
from burnish.wire.dialects.completions import TextAssembly
from burnish.wire.sse import DONE, Event, Events

__all__ = ["Relay"]

_EVENT_STREAM = "text/event-stream"


class Relay:
    """One upstream's answer to one streamed call.

    From the moment at which every choice has ended, what comes is held back: the caller of this class sends it when the exchange is
    written down.

    Attributes:
        held: what is to be sent in the end.
    """

    def __init__(self, exchange: Exchange, upstream: Upstream, response: aiohttp.ClientResponse) -> None:
        """`response`: its head is there, and says 200."""
        self._exchange, self._upstream, self._response = exchange, upstream, response
        self._events = Events()
        self._assembly = TextAssembly() if exchange.call.operation == "completions" else Assembly()
        self._from = anthropic_upstream.StreamToChat() if upstream.kind == "anthropic" else None
        self._to = _translator(exchange)
        self._sampled = Sampled() if upstream.kind == "engine" else None
        self._ended = self._done = False
        self.held: list[bytes] = []

    async def begin(self) -> bytes:
        """Read until the first token is there, or the end; what is to be sent by then.

        Raises:
            UpstreamError: there was no token, and no orderly end: somebody else may be asked.
        """
        kind = self._response.headers.get("content-type", "")
        if not kind.startswith(_EVENT_STREAM):
            raise UpstreamError(f"answered with {kind[:60] or 'nothing'} where a stream was asked for", where=self._upstream.name)
        parts = [self._to.begin()] if self._to is not None else []
        while not self._assembly.began and not self._over:
            parts.append(await self.next() or b"")
        if not self._assembly.finished and not self._assembly.began:
            raise UpstreamError("ended its stream before it began to answer", where=self._upstream.name, fix="try again")
        return b"".join(parts)

    @property
    def _over(self) -> bool:
        return self._ended or self._done

    async def next(self) -> bytes | None:
        """What to send of the next piece, which can be nothing; None once there are no more."""
        if self._over:
            return None
        try:
            piece = await self._response.content.readany()
        except (aiohttp.ClientError, OSError) as error:
            raise self._broken() from error
        if not piece:
            self._ended = True
            if not self._assembly.finished:
                raise self._broken()
            return b""
        return b"".join([out for event in self._feed(piece) for out in self._event(event)])

    def end(self) -> bytes:
        """The last of it, what was held included.

        Raises:
            UpstreamError: what came does not make an answer.
        """
        if self._to is None:
            return b"".join((*self.held, DONE))
        try:
            return b"".join((*self.held, self._to.end(self._assembly.usage)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise self._no_chunk() from error

    def keep(self) -> None:
        """Put what came into the exchange."""
        exchange = self._exchange
        exchange.answer = self._assembly.answer()
        exchange.count(self._assembly.usage)
        if self._sampled is not None:
            exchange.tokens = self._sampled.kept()

    def close(self) -> None:
        """Let go of the connection; where the answer has not ended, the upstream notices and stops."""
        if self._over:
            self._response.release()
        else:
            self._response.close()

    def _broken(self) -> UpstreamError:
        return UpstreamError("broke off within its answer", where=self._upstream.name, fix="try again")

    def _feed(self, piece: bytes) -> list[Event]:
        try:
            return self._events.feed(piece)
        except AnswerError as error:
            raise UpstreamError(error.what, where=self._upstream.name) from error

    def _event(self, event: Event) -> list[bytes]:
        """What to send for one event of the upstream."""
        if event.data == b"[DONE]":
            self._done = True
            return []
        try:
            told = orjson.loads(event.data)
        except ValueError:
            told = None
        if type(told) is not dict or (told.get("error") and event.name in ("", "error")):
            raise self._failure(told)
        try:
            if self._from is None:
                return self._chunk(told, event.data)
            self._done = told.get("type") == "message_stop"
            return [out for chunk in self._from.event(told) for out in self._chunk(chunk, None)]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise self._no_chunk() from error

    def _no_chunk(self) -> UpstreamError:
        return UpstreamError("sent what is no chunk of an answer", where=self._upstream.name, fix="try again")

    def _failure(self, told: Any) -> UpstreamError:
        error = told.get("error") if type(told) is dict else None
        words = error.get("message") if type(error) is dict else error
        what = f"failed within its stream: {str(words)[:1000]}" if told is not None else "sent what is no JSON within its stream"
        return UpstreamError(what, where=self._upstream.name, fix="try again")

    def _chunk(self, chunk: dict[str, Any], data: bytes | None) -> list[bytes]:
        assembly, exchange = self._assembly, self._exchange
        if self._sampled is not None and self._sampled.take(chunk):
            data = None
        before = assembly.began
        assembly.add(chunk)
        if not before and assembly.began:
            exchange.first_token_s = time.perf_counter() - exchange.began
        if not exchange.upstream_model and type(chunk.get("model")) is str:
            exchange.upstream_model = chunk["model"][:200]
        if self._to is not None:
            out = self._to.chunk(chunk)
        elif not exchange.call.wants_usage and not chunk.get("choices") and chunk.get("usage"):
            return []  # it was us who asked for it
        else:
            out = b"data: " + (data if data is not None else orjson.dumps(chunk)) + b"\n\n"
        if assembly.finished:
            self.held.append(out)
            return []
        return [out]


def _translator(exchange: Exchange) -> "anthropic.StreamFromChat | responses.StreamFromChat | None":
    call = exchange.call
    if call.dialect == "messages":
        return anthropic.StreamFromChat(exchange.id, call.model)
    if call.dialect == "responses":
        return responses.StreamFromChat(exchange.id, call.raw)
    return None
