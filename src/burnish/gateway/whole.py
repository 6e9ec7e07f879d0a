"""Whole answers: read from an upstream, and put in the caller's dialect."""

from typing import Any

import orjson

from burnish.core.serving import Upstream
from burnish.errors import UpstreamError
from burnish.gateway.exchange import Exchange
from burnish.gateway.sampled import Sampled
from burnish.wire.dialects import anthropic, anthropic_upstream, responses
from burnish.wire.dialects.chat import answer_of
from burnish.wire.dialects.completions import completion_answer, embedding_answer

__all__ = ["read_answer"]


_READERS = {"chat": answer_of, "completions": completion_answer, "embeddings": embedding_answer}


def read_answer(exchange: Exchange, upstream: Upstream, raw: bytes) -> bytes:
    """Understand an upstream's answer, and put what is kept of it into the exchange; returns the body for the caller.

    Raises:
        UpstreamError: it is no answer.
    """
    try:
        body = orjson.loads(raw)
    except ValueError:
        raise UpstreamError("answered with what is no JSON", where=upstream.name, fix="check the deployment's address") from None
    try:
        return _understood(exchange, upstream, body, raw)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        exchange.answer = None
        raise _no_answer(upstream) from error


def _understood(exchange: Exchange, upstream: Upstream, body: Any, raw: bytes) -> bytes:
    kept: bytes | None = raw  # where nothing of it is changed, the caller gets the same bytes
    if upstream.kind == "anthropic":
        body, kept = anthropic_upstream.answer_to_chat(body), None
    elif upstream.kind == "engine" and type(body) is dict:
        sampled = Sampled()
        if sampled.take(body):
            exchange.tokens, kept = sampled.kept(), None
    answer = _READERS[exchange.call.operation](body)
    if answer is None:
        raise _no_answer(upstream)
    exchange.answer = answer
    exchange.count(body.get("usage"))
    if type(body.get("model")) is str:
        exchange.upstream_model = body["model"][:200]
    call = exchange.call
    if call.dialect == "messages":
        return orjson.dumps(anthropic.answer_from_chat(body, exchange.id, call.model))
    if call.dialect == "responses":
        return orjson.dumps(responses.answer_from_chat(body, exchange.id, call.raw))
    return kept if kept is not None else orjson.dumps(body)


def _no_answer(upstream: Upstream) -> UpstreamError:
    return UpstreamError("answered with what is no answer", where=upstream.name, fix="check the deployment's address")
