"""Connections: HTTP/1.1 as uvicorn speaks it, with an end to its patience: heads that do not come, and answers that nobody takes."""

import asyncio
import contextlib
import socket
import struct

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Connection", "patient"]

MOST_HEAD_BYTES = 64 * 1024
_AT_ONCE = struct.pack("ii", 1, 0)  # linger for no second


class Connection(HttpToolsProtocol):
    """A connection to a client, which is cut when the client

    - has not sent the whole head of a request in `patience_s`, or sends one of more than 64 KiB;
    - takes so little of what is sent that the socket stays full for `patience_s`: below some hundred bytes a second.

    Bodies are up to the application, which knows how much it waits for.
    """

    patience_s = 60.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A client connected."""
        super().connection_made(transport)
        self._head_is_coming, self._head_bytes = True, 0
        self._head_timer: asyncio.TimerHandle | None = self._cut_later()
        self._full_timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Something came."""
        super().data_received(data)
        if not self._head_is_coming or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES:
            self.send_400_response(f"The head of a request is longer than {MOST_HEAD_BYTES} bytes.")
        elif self._head_timer is None:
            self._head_timer = self._cut_later()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._head_is_coming, self._head_bytes = True, 0

    def on_headers_complete(self) -> None:
        """A head is there."""
        self._head_is_coming = False
        self._head_timer = _stopped(self._head_timer)
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """The socket is full."""
        super().pause_writing()
        if self._full_timer is None:
            self._full_timer = self._cut_later()

    def resume_writing(self) -> None:
        """The client took some of it."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._full_timer = _stopped(self._full_timer)

    def on_response_complete(self) -> None:
        """An answer was sent, as far as the client took it. Where the connection ends with it, that cannot wait for ever either."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._full_timer = self._full_timer or self._cut_later()

    def timeout_keep_alive_handler(self) -> None:
        """It was idle for long enough. What the client has not taken by now it hardly will."""
        super().timeout_keep_alive_handler()
        self._full_timer = self._full_timer or self._cut_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._head_timer, self._full_timer = _stopped(self._head_timer), _stopped(self._full_timer)
        super().connection_lost(exc)

    def _cut_later(self) -> asyncio.TimerHandle:
        return self.loop.call_later(self.patience_s, self._cut)

    def _cut(self) -> None:
        """At once, and with a reset: an orderly end would wait for the client to take what is left, here or in the kernel."""
        connected = self.transport.get_extra_info("socket")
        with contextlib.suppress(OSError):  # it is gone already
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()


def patient(seconds: float) -> type[Connection]:
    """Connections that wait so long."""
    return type("Connection", (Connection,), {"patience_s": seconds})


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """What is left of a timer: nothing."""
    if timer is not None:
        timer.cancel()
    return None
