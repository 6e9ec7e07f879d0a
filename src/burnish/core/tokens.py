"""SamplingParams, Completion, Datum, Checkpoint: what goes into a model and what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from burnish.errors import ConfigError, DataError

__all__ = ["Checkpoint", "Completion", "CompletionStop", "Datum", "Metrics", "SamplingParams", "Tokens"]

Tokens = Sequence[int]
"""Token ids of one sequence."""

Metrics = dict[str, float]
"""Plain numbers that a verb reports."""

CompletionStop = Literal["end", "stop", "length", "context"]
"""Why a completion ended: an end-of-turn id · a stop string or id of the caller · max_tokens · the context is full."""


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How to sample.

    Attributes:
        max_tokens: the most tokens a completion may have.
        temperature: 0 is greedy. Logprobs are of the distribution sampled from (after temperature, before top-p and top-k);
            greedy ones are at temperature 1.
        top_p: keep the smallest set of tokens whose probability reaches this; 1 keeps all.
        top_k: keep this many tokens; 0 keeps all.
        stop: strings that end a completion; the tokens that complete the string are part of it.
        stop_ids: token ids that end a completion, beside the model's own end ids.
        seed: makes a completion a function of (weights, prompt, params) alone, whatever else is in the batch; None draws one.
        n: completions for each prompt.
        session: requests with the same number are sampled where the others were, so that they find their common prefix computed.
            Where a request is sampled never changes what is sampled.
    """

    max_tokens: int = 256
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    stop: tuple[str, ...] = ()
    stop_ids: tuple[int, ...] = ()
    seed: int | None = None
    n: int = 1
    session: int | None = None

    def __post_init__(self) -> None:
        if self.max_tokens < 1:
            raise ConfigError(f"max_tokens is {self.max_tokens}", where="SamplingParams.max_tokens", fix="use 1 or more")
        if not 0 <= self.temperature <= 100:
            raise ConfigError(f"temperature is {self.temperature}", where="SamplingParams.temperature", fix="use 0 (greedy) to 100")
        if not 0 < self.top_p <= 1:
            raise ConfigError(f"top_p is {self.top_p}", where="SamplingParams.top_p", fix="use a number in (0, 1]")
        if self.top_k < 0:
            raise ConfigError(f"top_k is {self.top_k}", where="SamplingParams.top_k", fix="use 0 (all) or more")
        if self.n < 1:
            raise ConfigError(f"n is {self.n}", where="SamplingParams.n", fix="use 1 or more")


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model sampled after one prompt.

    Attributes:
        ids: the sampled tokens, the end-of-turn token included where it was sampled.
        logprobs: one for each id.
        stop: why it ended.
        version: the policy version that sampled it.
    """

    ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    stop: CompletionStop
    version: int


@dataclass(frozen=True, slots=True)
class Datum:
    """One token sequence to learn from, with a mask of the tokens the model itself produced (or should have).

    Columns run along the masked tokens: each has exactly `sum(mask)` numbers, so nobody pads.

    Attributes:
        tokens: ids of the whole sequence.
        mask: True where a token is trained on; as long as `tokens`. Token 0 has no predecessor and cannot be masked in.
        logprobs: what the sampler gave (policy gradient).
        old_logprobs: what the trainer gave before the step's first update; None takes the sampler's, or, on the first update,
            the current policy's.
        reference_logprobs: of a frozen reference (KL penalty).
        advantages: one a token (policy gradient).
        returns: one a token (value loss).
        old_values: values before the update (clipped value loss).
        weights: one a token (weighted cross entropy); None is all ones.
        temperature: the sampling temperature, applied to the trainer's logits too.
        source: where it came from, for error messages: an episode id, a file and row.
    """

    tokens: Tokens
    mask: Sequence[bool]
    logprobs: Sequence[float] | None = None
    old_logprobs: Sequence[float] | None = None
    reference_logprobs: Sequence[float] | None = None
    advantages: Sequence[float] | None = None
    returns: Sequence[float] | None = None
    old_values: Sequence[float] | None = None
    weights: Sequence[float] | None = None
    temperature: float = 1.0
    source: str = ""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "logprobs",
        "old_logprobs",
        "reference_logprobs",
        "advantages",
        "returns",
        "old_values",
        "weights",
    )

    def __post_init__(self) -> None:
        where = self.source or "datum"
        if len(self.mask) != len(self.tokens):
            raise DataError(f"mask has {len(self.mask)} entries for {len(self.tokens)} tokens", where=where)
        if len(self.mask) and self.mask[0]:
            raise DataError("token 0 is masked in, but nothing predicts it", where=where, fix="start the sequence with a prompt token")
        for column in self.COLUMNS:
            values = getattr(self, column)
            if values is not None and len(values) != self.trained:
                raise DataError(f"{column} has {len(values)} numbers for {self.trained} trained tokens", where=f"{where}.{column}")

    @property
    def trained(self) -> int:
        """How many tokens are trained on."""
        return sum(self.mask)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Immutable weights saved by a run.

    Attributes:
        name: unique within the run, e.g. `step-40` or `final`.
        path: the folder, as a string that fsspec understands. `path/model` is a plain Hugging Face folder.
        sha256: digest of the manifest, which holds a digest of every file.
        step: steps done when it was saved.
    """

    name: str
    path: str
    sha256: str = ""
    step: int = 0
