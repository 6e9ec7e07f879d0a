"""Next turn: how well a model foretells assistant turns of real conversations: bits per byte, and tool calls that match exactly."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from burnish.chat.examples import Example, make_examples
from burnish.core.messages import ToolCall
from burnish.core.ports import Model, Renderer
from burnish.core.tokens import Datum, SamplingParams
from burnish.errors import DataError
from burnish.evals.statistics import Rate, rate

__all__ = ["Baseline", "NextTurn", "baseline_of", "evaluate_next_turn", "same_calls"]

_BATCH = 64


@dataclass(frozen=True, slots=True)
class NextTurn:
    """Held-out figures of a model, beside those of a baseline that has only counted.

    Attributes:
        bits_per_byte: −Σ log₂ p of the tokens of assistant turns, end tokens included, over the UTF-8 bytes of their text without
            the end tokens. Lower is better; it does not depend on the tokenizer.
        unigram_bits_per_byte: the same for token frequencies of the training rows.
        call_match: how often the greedy reply calls the very tools, with the very arguments, that the conversation does.
        majority_match: the same for always making the most frequent call of the training rows.
        name_match: how often at least the names are right.
        malformed: how many replies held a tool call that could not be parsed.
        too_long: how many contexts did not fit; they count as misses.
        turns, calls: assistant turns measured in bits, turns that call tools.
        truncation_rate: share of rows that were cut at a turn boundary, or dropped, for the bits.
    """

    bits_per_byte: float
    unigram_bits_per_byte: float
    call_match: Rate | None
    majority_match: Rate | None
    name_match: Rate | None
    malformed: int
    too_long: int
    turns: int
    calls: int
    truncation_rate: float

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value.to_dict() if isinstance(value, Rate) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Baseline:
    """What counting the training rows gives: token frequencies of assistant turns, and the most frequent call."""

    tokens: Counter[int]
    call: tuple[ToolCall, ...]

    def bits(self, ids: Sequence[int], vocabulary: int) -> float:
        """−Σ log₂ p with one added to every count, over a vocabulary of so many tokens."""
        total = self.tokens.total() + vocabulary
        return -sum(math.log2((self.tokens[number] + 1) / total) for number in ids)


@dataclass(frozen=True, slots=True)
class _Call:
    """A turn that calls tools: what stands before it, and what it calls."""

    prompt: list[int]
    wanted: tuple[ToolCall, ...]
    source: str


def same_calls(left: Sequence[ToolCall], right: Sequence[ToolCall]) -> bool:
    """The same tools with equal arguments, in any order. 1 and 1.0 and "1" differ; the order of arguments does not count."""
    return sorted(map(_canonical, left)) == sorted(map(_canonical, right))


def baseline_of(renderer: Renderer, examples: Sequence[Example], *, max_tokens: int) -> Baseline:
    """Count tokens of assistant turns, and calls, in training rows."""
    tokens: Counter[int] = Counter()
    for datum in make_examples(examples, renderer, max_tokens=max_tokens).datums:
        tokens.update(_own(datum))
    calls: Counter[str] = Counter()
    seen: dict[str, tuple[ToolCall, ...]] = {}
    for message in (message for example in examples for message in example.messages if message.tool_calls):
        key = json.dumps(sorted(map(_canonical, message.tool_calls)))
        calls[key] += 1
        seen.setdefault(key, message.tool_calls)
    return Baseline(tokens, seen[calls.most_common(1)[0][0]] if calls else ())


async def evaluate_next_turn(
    model: Model,
    examples: Sequence[Example],
    baseline: Baseline,
    *,
    max_tokens: int | None = None,
    reply_tokens: int = 128,
    max_calls: int | None = None,
) -> NextTurn:
    """Measure a model on held-out conversations, each turn after what really was said before it.

    Args:
        model: the model; its renderer makes the tokens.
        examples: held-out conversations.
        baseline: of the training rows.
        max_tokens: conversations are cut at a turn boundary to this many tokens, for the bits; None takes the model's context.
        reply_tokens: the most tokens of a greedy reply.
        max_calls: measure only the first so many turns that call tools; None measures all.

    Raises:
        DataError: there are no examples, or none fits.
    """
    made = make_examples(examples, model.renderer, max_tokens=min(max_tokens or model.context, model.context))
    datums = made.datums
    own = [_own(datum) for datum in datums]
    size = sum(_bytes(model.renderer, datum) for datum in datums)
    if not size:
        raise DataError("assistant turns hold no text", where="examples", fix="give conversations in which the assistant says something")
    bits = 0.0
    for start in range(0, len(datums), _BATCH):
        rows = await model.forward(datums[start : start + _BATCH])
        bits -= math.fsum(math.fsum(row) for row in rows) / math.log(2)
    vocabulary = len(baseline.tokens.keys() | {number for ids in own for number in ids})
    unigram = math.fsum(baseline.bits(ids, vocabulary) for ids in own)
    calls = list(islice(_calls(model.renderer, examples), max_calls))
    replies = await _replies(model, calls, reply_tokens)
    sources = [call.source for call in calls]
    return NextTurn(
        bits_per_byte=bits / size,
        unigram_bits_per_byte=unigram / size,
        call_match=_share([same_calls(reply.calls or (), call.wanted) for reply, call in zip(replies, calls, strict=True)], sources),
        majority_match=_share([same_calls(baseline.call, call.wanted) for call in calls], sources),
        name_match=_share([_names(reply.calls or ()) == _names(call.wanted) for reply, call in zip(replies, calls, strict=True)], sources),
        malformed=sum(reply.malformed for reply in replies),
        too_long=sum(reply.calls is None for reply in replies),
        turns=sum(len(_runs(datum)) for datum in datums),
        calls=len(calls),
        truncation_rate=made.truncation_rate,
    )


@dataclass(frozen=True, slots=True)
class _Reply:
    """The calls of a greedy reply; None where the context did not fit."""

    calls: tuple[ToolCall, ...] | None
    malformed: bool = False


async def _replies(model: Model, calls: Sequence[_Call], reply_tokens: int) -> list[_Reply]:
    fitting = [call.prompt for call in calls if len(call.prompt) < model.context]
    completions = iter(await model.sample(fitting, SamplingParams(max_tokens=reply_tokens, temperature=0.0))) if fitting else iter(())
    replies = []
    for call in calls:
        if len(call.prompt) >= model.context:
            replies.append(_Reply(None))
            continue
        parsed = model.renderer.parse(next(completions).ids)
        replies.append(_Reply(parsed.message.tool_calls, bool(parsed.error)))
    return replies


def _calls(renderer: Renderer, examples: Sequence[Example]) -> Iterator[_Call]:
    for example in examples:
        for index, message in enumerate(example.messages):
            if message.role == "assistant" and message.tool_calls and index:
                yield _Call(renderer.prompt(example.messages[:index], example.tools), message.tool_calls, example.source)


def _share(hits: Sequence[bool], sources: Sequence[str]) -> Rate | None:
    return rate([float(hit) for hit in hits], sources) if hits else None


def _canonical(call: ToolCall) -> str:
    return json.dumps([call.name, call.arguments], sort_keys=True)


def _names(calls: Sequence[ToolCall]) -> list[str]:
    return sorted(call.name for call in calls)


def _own(datum: Datum) -> list[int]:
    return [number for number, own in zip(datum.tokens, datum.mask, strict=True) if own]


def _runs(datum: Datum) -> list[list[int]]:
    """The tokens of each assistant turn."""
    runs: list[list[int]] = []
    before = False
    for number, own in zip(datum.tokens, datum.mask, strict=True):
        if own and not before:
            runs.append([])
        if own:
            runs[-1].append(number)
        before = own
    return runs


def _bytes(renderer: Renderer, datum: Datum) -> int:
    return sum(len(renderer.decode(run[:-1] if run[-1] in renderer.stop_ids else run).encode()) for run in _runs(datum))
