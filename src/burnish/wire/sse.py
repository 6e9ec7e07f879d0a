"""Server-sent events: pieces of a stream in, whole events out; and events as bytes."""

from dataclasses import dataclass

import orjson

from burnish.errors import AnswerError

__all__ = ["DONE", "Event", "Events", "encode"]

DONE = b"data: [DONE]\n\n"
MOST_EVENT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, which may be empty, and its lines of data joined."""

    name: str
    data: bytes


class Events:
    """Takes a stream apart, wherever its pieces were cut (WHATWG, server-sent events).

    Not covered: `id` and `retry`, which APIs of models do not use.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> list[Event]:
        """The events that end in this piece.

        Raises:
            AnswerError: one has no end.
        """
        text = self._rest + piece if self._rest else piece
        if b"\r" in text:
            # A lone CR at the very end may be half of a CRLF: it waits for the next piece.
            held, text = (b"\r", text[:-1]) if text.endswith(b"\r") else (b"", text)
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *blocks, self._rest = text.split(b"\n\n")
        if len(self._rest) > MOST_EVENT_BYTES:
            raise AnswerError(f"an event of more than {MOST_EVENT_BYTES:,} bytes", where="stream", fix="check the upstream")
        return [event for block in blocks if (event := _event(block)) is not None]

    @property
    def rest(self) -> bytes:
        """What came after the last whole event: not empty where a stream was cut within one."""
        return self._rest


def _event(block: bytes) -> Event | None:
    if block.startswith(b"data: ") and b"\n" not in block:
        return Event("", block[6:])
    name, data = "", []
    for line in block.split(b"\n"):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            data.append(value)
        elif field == b"event":
            name = value.decode("utf-8", "replace")
    return Event(name, b"\n".join(data)) if data else None


def encode(data: object, name: str = "") -> bytes:
    """An event, with `data` as JSON."""
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + orjson.dumps(data) + b"\n\n"
