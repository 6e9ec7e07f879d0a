"""Streaming and Streamed: what a sampler tells of a request whose tokens are wanted as they come. Torch-free."""

from dataclasses import dataclass, field

from burnish.core.tokens import CompletionStop

__all__ = ["Streamed", "Streaming"]

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


@dataclass(slots=True)
class Streaming:
    """How the tokens of one request are told.

    Attributes:
        each: at every step; else once, at the end, which costs less.
        top: of how many of the most likely tokens, too.
        min_tokens: before so many, no stop string ends it.
        cached: how many tokens of the prompt were computed before; known once it is admitted.
    """

    each: bool = True
    top: int = 0
    min_tokens: int = 0
    cached: int = 0
    _kept: Streamed | None = None

    def told(self, id: int, token: int, logprob: float, top: Top | None, stop: CompletionStop | None) -> Streamed | None:
        """What to tell now that this token came, if anything."""
        news = self._kept or Streamed(id)
        news.ids.append(token)
        news.logprobs.append(logprob)
        if top is not None:
            news.top.append(top)
        self._kept = None if self.each or stop is not None else news
        if self._kept is not None:
            return None
        news.stop, news.cached = stop, self.cached
        return news
