"""Downloading: one file into a folder, on from where an earlier attempt ended."""

import asyncio

from burnish.errors import BurnishError, CheckpointError
from burnish.sdk.aio.connection import Connection
from burnish.sdk.calls import Call, passing
from burnish.sdk.files import Target

__all__ = ["download"]

_PARTIAL = 206
_PAUSE_S = 1.0


async def download(connection: Connection, place: str, target: Target) -> None:
    """Fetch a file, unless it is there already and right. What is written is written from this thread.

    Args:
        connection: to the server.
        place: path of the folder, with a slash at its end.
        target: the file, and where it goes.

    Raises:
        CheckpointError: the file does not have its digest, or cannot be written.
        OutboundError: the server broke off more often than a call is sent.
    """
    try:
        if target.is_there():
            return
        attempt = 0
        while target.fetched() < target.file.bytes or not target.partial.exists():
            before = target.fetched()
            try:
                await _fetch(connection, Call("GET", place + target.address, headers={"Range": f"bytes={before}-"}), target)
            except BurnishError as error:
                attempt = attempt + 1 if target.fetched() == before else 0
                if not passing(error) or attempt > connection.retries:
                    raise
                await asyncio.sleep(_PAUSE_S)
        target.finish()
    except OSError as error:
        raise CheckpointError(f"cannot be written: {error.strerror}", where=str(target.path), fix="choose another folder") from None


async def _fetch(connection: Connection, call: Call, target: Target) -> None:
    async with connection.open(call) as response:
        with target.partial.open("ab" if response.status_code == _PARTIAL else "wb") as file:
            async for received in response.aiter_bytes():
                file.write(received)
