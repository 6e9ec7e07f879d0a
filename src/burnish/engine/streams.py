"""TokenStream: the tokens of one completion on their way from a rank to whoever reads them."""

import asyncio
from typing import Self

from burnish.engine.shaping import Sampled
from burnish.engine.streamed import Streamed

__all__ = ["TokenStream"]


class TokenStream:
    """An iterator over what came since it was last asked. A reader who is slow gets more at once; nothing waits for it."""

    def __init__(self) -> None:
        self.ended = False
        self._news: Streamed | None = None
        self._error: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None

    def push(self, news: Streamed) -> None:
        """More tokens, or the end."""
        kept = self._news
        if kept is None:
            self._news = news
        else:
            kept.ids += news.ids
            kept.logprobs += news.logprobs
            kept.top += news.top
            kept.stop, kept.cached = news.stop, news.cached
        self.ended = news.stop is not None
        self._wake()

    def fail(self, error: Exception) -> None:
        """There will be no more, and this is why."""
        self._error, self.ended = error, True
        self._wake()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Sampled:
        while self._news is None:
            if self._error is not None:
                raise self._error
            if self.ended:
                raise StopAsyncIteration
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        news, self._news = self._news, None
        return Sampled(tuple(news.ids), tuple(news.logprobs), tuple(news.top), news.stop, news.cached)

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
