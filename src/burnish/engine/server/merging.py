"""Merging: several choices under way at once, told in the order in which they come."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from burnish.engine.server.choice import Choice, Piece

__all__ = ["run_all"]


async def run_all(choices: Sequence[Choice], *, each: bool) -> AsyncGenerator[Piece, None]:
    """Pieces of all choices until every one has ended. Whoever stops reading ends them all (`contextlib.aclosing`)."""
    if len(choices) == 1:
        async with aclosing(choices[0].run(each=each)) as pieces:
            async for piece in pieces:
                yield piece
        return
    queue: asyncio.Queue[Piece | Exception] = asyncio.Queue()

    async def pump(choice: Choice) -> None:
        try:
            async with aclosing(choice.run(each=each)) as pieces:
                async for piece in pieces:
                    queue.put_nowait(piece)
        except Exception as error:
            queue.put_nowait(error)

    tasks = [asyncio.create_task(pump(choice)) for choice in choices]
    try:
        left = len(choices)
        while left:
            told = await queue.get()
            if isinstance(told, Exception):
                raise told
            left -= told.finish is not None
            yield told
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
