"""Idempotency: the same key and body again, within a window, is given the answer of the first time."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson

from burnish.errors import InputError
from burnish.gateway.caller import Caller
from burnish.gateway.calls import Call
from burnish.gateway.replies import Reply, Write

__all__ = ["Once"]

WINDOW_SECONDS = 600.0
MOST_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class _First:
    """The first request with a key.

    Attributes:
        reply: set when it has an answer; None where it came to nothing, and the next one is the first.
    """

    digest: bytes
    reply: asyncio.Future[Reply | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    at: float = field(default_factory=time.monotonic)
    size: int = 0


class Once:
    """Answers by key, in memory, for ten minutes and up to 64 MiB.

    Not covered: another process, and a restart; there the request is answered anew. What was answered is written down nowhere but in the
    record, which holds it as the project's redactions leave it, or not at all.
    """

    def __init__(self) -> None:
        self._firsts: OrderedDict[tuple[str, str, str], _First] = OrderedDict()
        self._bytes = 0

    async def answer(self, caller: Caller, call: Call, ask: Callable[[Caller, Call], Awaitable[Reply]]) -> Reply:
        """What was answered to this key, or what `ask` answers.

        Raises:
            InputError: the key came with another body before.
            BurnishError: as `ask` raises it; that is not remembered.
        """
        key = (caller.project_id, caller.key or caller.id, call.idempotency_key or "")
        digest = hashlib.blake2b(orjson.dumps([call.dialect, call.raw, call.session], option=orjson.OPT_SORT_KEYS)).digest()
        self._forget()
        while (first := self._firsts.get(key)) is not None:
            if first.digest != digest:
                fix = "use a new key for a new request"
                raise InputError("this key came with another body before", where="Idempotency-Key", fix=fix)
            reply = await asyncio.shield(first.reply)
            if reply is not None:
                return _again(reply)
        first = self._firsts[key] = _First(digest)
        try:
            reply = await ask(caller, call)
        except BaseException:
            self._drop(key, first)
            raise
        if reply.stream is None:
            self._keep(first, reply)
        else:
            reply.stream = self._kept_stream(key, first, reply, reply.stream)
        return reply

    def _kept_stream(
        self, key: tuple[str, str, str], first: _First, reply: Reply, stream: Callable[[Write], Awaitable[None]]
    ) -> Callable[[Write], Awaitable[None]]:
        async def keeping(write: Write) -> None:
            parts: list[bytes] = []

            async def both(part: bytes) -> None:
                parts.append(part)
                await write(part)

            try:
                await stream(both)
            except BaseException:
                self._drop(key, first)
                raise
            if reply.whole:
                self._keep(first, Reply(reply.status, reply.headers, b"".join(parts)))
            else:
                self._drop(key, first)

        return keeping

    def _keep(self, first: _First, reply: Reply) -> None:
        first.size = len(reply.body)
        self._bytes += first.size
        first.reply.set_result(reply)

    def _drop(self, key: tuple[str, str, str], first: _First) -> None:
        if self._firsts.get(key) is first:
            del self._firsts[key]
        if not first.reply.done():
            first.reply.set_result(None)

    def _forget(self) -> None:
        now = time.monotonic()
        while self._firsts:
            first = next(iter(self._firsts.values()))
            if not first.reply.done() or (now - first.at < WINDOW_SECONDS and self._bytes <= MOST_BYTES):
                return
            self._firsts.popitem(last=False)
            self._bytes -= first.size


def _again(reply: Reply) -> Reply:
    return Reply(reply.status, [*reply.headers, (b"idempotency-replayed", b"true")], reply.body)
