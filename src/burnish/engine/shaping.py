"""Shaping and Sampled: what serving asks of a completion beyond SamplingParams, and tokens as they come. Torch-free."""

from dataclasses import dataclass

from burnish.core.tokens import CompletionStop
from burnish.errors import ConfigError

__all__ = ["MOST_BIASES", "MOST_TOP_LOGPROBS", "Sampled", "Shaping"]

MOST_BIASES, MOST_TOP_LOGPROBS = 1024, 20


@dataclass(frozen=True, slots=True)
class Shaping:
    """What bends the distribution that one completion is drawn from. Logprobs stay those of the model, as they are before top-p.

    Attributes:
        grammar: what may be said at all, as llguidance takes it (see `engine.grammars`); empty allows everything.
        logit_bias: added to the logits of these ids.
        presence_penalty: taken off the logits of ids that were sampled before.
        frequency_penalty: taken off once for each time that an id was sampled before.
        min_tokens: before so many tokens neither an end id nor a stop string ends the completion. A grammar that is at its end does.
        top_logprobs: report so many of the most likely tokens at each place.
    """

    grammar: str = ""
    logit_bias: tuple[tuple[int, float], ...] = ()
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    min_tokens: int = 0
    top_logprobs: int = 0

    def __post_init__(self) -> None:
        if len(self.logit_bias) > MOST_BIASES:
            raise ConfigError(f"{len(self.logit_bias)} biases", where="logit_bias", fix=f"give at most {MOST_BIASES}")
        if any(not -100 <= bias <= 100 for _, bias in self.logit_bias):
            raise ConfigError("a bias is out of bounds", where="logit_bias", fix="use −100 to 100")
        for name in ("presence_penalty", "frequency_penalty"):
            if not -2 <= getattr(self, name) <= 2:
                raise ConfigError(f"{name} is {getattr(self, name)}", where=name, fix="use −2 to 2")
        if self.min_tokens < 0:
            raise ConfigError(f"min_tokens is {self.min_tokens}", where="min_tokens", fix="use 0 or more")
        if not 0 <= self.top_logprobs <= MOST_TOP_LOGPROBS:
            raise ConfigError(f"top_logprobs is {self.top_logprobs}", where="top_logprobs", fix=f"use 0 to {MOST_TOP_LOGPROBS}")

    @property
    def bends(self) -> bool:
        """Does it change what is drawn?"""
        return bool(self.grammar or self.logit_bias or self.presence_penalty or self.frequency_penalty or self.min_tokens)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Tokens of one completion that came since the last ones.

    Attributes:
        ids, logprobs: what was sampled; the last of a completion may be empty.
        top: for each of them the most likely ids with their logprobs, where they were asked for; else empty.
        stop: why the completion ended; None while it goes on.
        cached: how many tokens of the prompt were computed before.
    """

    ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    top: tuple[tuple[tuple[int, float], ...], ...]
    stop: CompletionStop | None
    cached: int
