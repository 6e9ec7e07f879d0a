"""Replies: what the gateway gives back, whole or as a stream."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from burnish.gateway.exchange import Exchange

__all__ = ["Reply", "Write", "headers_of"]

Write = Callable[[bytes], Awaitable[None]]


@dataclass(slots=True)
class Reply:
    """An answer.

    Attributes:
        status: of HTTP.
        headers: as they go out.
        body: where it is whole.
        stream: where it is none: to be called once, with what sends a piece to the client; when it returns, the answer has ended. To
            cancel it is to say that the client went away.
        whole: whether it came to a good end; of a stream, known when it has ended.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    stream: Callable[[Write], Awaitable[None]] | None = None
    whole: bool = True


def headers_of(exchange: Exchange, content_type: bytes) -> list[tuple[bytes, bytes]]:
    """What every answer says: which interaction and episode it is of, who answered, and what was dropped."""
    request_id = exchange.id.encode()
    headers = [
        (b"content-type", content_type),
        (b"burnish-interaction", request_id),
        (b"burnish-episode", exchange.episode.encode()),
        (b"request-id" if exchange.call.dialect == "messages" else b"x-request-id", request_id),
    ]
    if exchange.upstream is not None:
        headers.append((b"burnish-deployment", exchange.upstream.name.encode("latin-1", "replace")))
    if exchange.call.warnings:
        headers.append((b"burnish-warnings", "; ".join(exchange.call.warnings)[:4000].encode("latin-1", "replace")))
    return headers
