"""Streaming, Streamed and Outbox: what a sampler tells of requests whose tokens are wanted as they come. Torch-free."""

from collections.abc import Collection
from dataclasses import dataclass, field

from burnish.core.tokens import CompletionStop

__all__ = ["Outbox", "Streamed", "Streaming"]

Top = tuple[tuple[int, float], ...]
"""Ids with their logprobs, the most likely first."""


@dataclass(slots=True)
class Streamed:
    """News of one request: tokens, its end, or why it failed."""

    id: int
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    top: list[Top] = field(default_factory=list)
    stop: CompletionStop | None = None
    cached: int = 0
    error: str = ""

    def add(self, news: "Streamed") -> None:
        """What came after these."""
        self.ids += news.ids
        self.logprobs += news.logprobs
        self.top += news.top
        self.stop, self.cached, self.error = news.stop, news.cached, news.error


@dataclass(slots=True)
class Streaming:
    """How the tokens of one request are told.

    Attributes:
        each: as they come; else all at the end, which costs less.
        top: of how many of the most likely tokens, too.
        min_tokens: before so many, no stop string ends it.
        cached: how many tokens of the prompt were computed before; known once it is admitted.
    """

    each: bool = True
    top: int = 0
    min_tokens: int = 0
    cached: int = 0


class Outbox:
    """News of all streamed requests, those of one request put together until they are collected."""

    def __init__(self) -> None:
        self._news: dict[int, Streamed] = {}
        self._quiet: dict[int, Streamed] = {}
        self.urgent = False

    def __bool__(self) -> bool:
        return bool(self._news)

    def put(self, news: Streamed, *, each: bool) -> None:
        """Something came. What is told at the end only stays here until it has a stop or an error."""
        over = news.stop is not None or bool(news.error)
        kept = self._quiet.pop(news.id, None)
        if kept is not None:
            kept.add(news)
            news = kept
        if not each and not over:
            self._quiet[news.id] = news
            return
        known = self._news.get(news.id)
        if known is None:
            self._news[news.id] = news
        else:
            known.add(news)
        self.urgent = self.urgent or over

    def drop(self, ids: Collection[int]) -> None:
        """Nobody waits for these any more."""
        for number in ids:
            self._news.pop(number, None)
            self._quiet.pop(number, None)

    def collect(self) -> list[Streamed]:
        """Everything that can be told, once."""
        news, self._news, self.urgent = list(self._news.values()), {}, False
        return news
