"""Server-sent events: a decoder that is fed bytes as they come (WHATWG HTML, section 9.2)."""

from dataclasses import dataclass

from burnish.errors import OutboundError

__all__ = ["MOST_BYTES", "EventDecoder", "LineDecoder", "ServerEvent"]

MOST_BYTES = 64 * 1024 * 1024
"""Of one line or one event: what is longer is no answer of ours."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event.

    Attributes:
        kind: its `event` field; `message` where it has none.
        id: the last `id` that the stream gave, at this event or before; empty if none.
        body: its `data` lines, joined by line feeds.
    """

    kind: str
    id: str
    body: str


class LineDecoder:
    """Bytes in, lines out. Lines end at LF, CR LF or CR, and nowhere else: JSON text may hold other characters that end a line.

    Raises:
        OutboundError: a line is longer than `MOST_BYTES`.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []  # of the line that has not ended
        self._length = 0
        self._after_return = False

    def feed(self, received: bytes) -> list[bytes]:
        """The lines that end in what was received."""
        if self._after_return and received:
            self._after_return = False
            received = received.removeprefix(b"\n")
        self._after_return = self._after_return or received.endswith(b"\r")
        *ended, rest = received.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        if ended:
            ended[0] = b"".join([*self._parts, ended[0]])
            self._parts, self._length = [], 0
        self._parts.append(rest)
        self._length += len(rest)
        _check(self._length)
        return ended

    def end(self) -> list[bytes]:
        """The last line, where the stream ended without ending it."""
        rest, self._parts = b"".join(self._parts), []
        return [rest] if rest else []


class EventDecoder:
    """Bytes in, events out; comments are dropped, and so is an event that the stream's end cut off."""

    def __init__(self) -> None:
        self._lines = LineDecoder()
        self._kind, self._id = "", ""
        self._body: list[str] = []
        self._bytes = 0
        self._first = True

    def feed(self, received: bytes) -> list[ServerEvent]:
        """The events that end in what was received.

        Raises:
            OutboundError: it is no UTF-8, or an event is longer than `MOST_BYTES`.
        """
        events = []
        for line in self._lines.feed(received):
            if line:
                self._take(line)
                continue
            if self._body:
                events.append(ServerEvent(self._kind or "message", self._id, "\n".join(self._body)))
            self._kind, self._body, self._bytes = "", [], 0
        return events

    def _take(self, line: bytes) -> None:
        self._bytes += len(line)
        _check(self._bytes)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise OutboundError("the stream is no UTF-8", fix="check what stands between here and the server") from None
        if self._first:
            self._first, text = False, text.removeprefix("\ufeff")
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._body.append(value)
        elif name == "event":
            self._kind = value
        elif name == "id" and "\0" not in value:
            self._id = value


def _check(length: int) -> None:
    if length > MOST_BYTES:
        raise OutboundError(f"the stream has more than {MOST_BYTES:,} bytes in one piece", fix="check that BURNISH_URL is a Burnish server")
