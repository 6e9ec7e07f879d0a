"""Implicit signals: what people did tells what they thought of an answer; rules over the interactions of one episode."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from burnish.core.feedback import MetricRequest
from burnish.core.interactions import Interaction

__all__ = ["SIGNALS", "VERSION", "Signal", "distance", "read_signals"]

VERSION = "1"
"""Of the rules: it rises when they change, and episodes are read again."""

SIGNALS: tuple[MetricRequest, ...] = (
    MetricRequest(
        name="implicit.accepted", type="boolean", description="The next words thank for the answer, or end the matter; false: they object."
    ),
    MetricRequest(
        name="implicit.edited",
        type="number",
        direction="down",
        low=0,
        high=1,
        description="The conversation went on with another text in the answer's place: the share of its words that changed.",
    ),
    MetricRequest(name="implicit.retried", type="boolean", direction="down", description="The same was asked again, for another answer."),
    MetricRequest(name="implicit.rephrased", type="boolean", direction="down", description="The same was asked again in other words."),
    MetricRequest(
        name="implicit.abandoned",
        type="boolean",
        level="episode",
        direction="down",
        description="It ended on a failure, or on a question that nobody answered; false: it ended with thanks.",
    ),
    MetricRequest(
        name="implicit.escalated", type="boolean", level="episode", direction="down", description="A tool handed it to a person."
    ),
)
"""The metrics that signals are recorded under."""

MOST_READ = 300
"""Interactions of one episode; of longer ones the last."""

_ALIKE = 0.5
_FEWEST_WORDS = 3
_LONGEST_REACTION = 25
_MOST_WORDS = 2_000

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_IN_ANY_SENTENCE = (
    "a an and are as at be but by can could do does for from have i i'd i'm in is it it's me my of on or please so that the this to want "
    "was we what would you your"
)
_STOP = frozenset(_IN_ANY_SENTENCE.split())
_THANKS = re.compile(
    r"\b(thanks|thank you|thx|cheers|perfect|great|awesome|excellent|wonderful|that works|works for me|sounds good|looks good|"
    r"that'?s (all|it|everything|right|correct|great|perfect|fine)|that will be all|exactly what i)\b",
    re.IGNORECASE,
)
_OBJECTS = re.compile(
    r"\b(that'?s (not|wrong|incorrect)|that is (not|wrong|incorrect)|that isn'?t|not what i (asked|said|meant|wanted)|"
    r"you (misunderstood|got it wrong)|(doesn'?t|does not|didn'?t|did not) (work|help)|i (already )?(said|meant|asked for)|"
    r"wrong (one|answer|order|date|flight|item))",
    re.IGNORECASE,
)
_HANDING_OVER = re.compile(r"(transfer|escalat|hand_?(off|over)|handover).*|.*(human|live|person)_?agent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signal:
    """What a rule read.

    Attributes:
        metric: one of SIGNALS.
        value: of it.
        interaction: id of the answer that it is about; None: the episode.
        at: when people did what it was read from.
        reason: what that was, in words.
    """

    metric: str
    value: bool | float
    interaction: str | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A message, as far as rules look at it."""

    role: str
    text: str
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Exchange:
    """An interaction, as far as rules look at it: what stood before, and the answer."""

    of: Interaction
    lines: tuple[_Line, ...]
    answer: _Line | None


def read_signals(interactions: Sequence[Interaction]) -> list[Signal]:
    """What the interactions of one episode tell that nobody said.

    Not covered: languages other than English in `accepted`; what people did outside of the conversation (an app that knows, says so).
    An answer that nobody reacted to has no signal: silence is no acceptance.

    Args:
        interactions: of one episode, with their requests and answers; those whose payload is gone tell nothing.
    """
    ordered = sorted(interactions, key=lambda one: (one.started_at, one.id))[-MOST_READ:]
    exchanges = [exchange for exchange in map(_exchange, ordered) if exchange is not None]
    found: list[Signal] = []
    for number, exchange in enumerate(exchanges):
        for later in exchanges[number + 1 :]:
            if later.lines == exchange.lines:
                what = "the same request came again"
                found.append(Signal("implicit.retried", True, exchange.of.id, later.of.started_at, what))
                break
            if exchange.answer is not None and _goes_on(exchange, later):
                found += _reactions(exchange, exchange.answer, later)
                break
    return [*found, *_of_episode(exchanges)]


def distance(before: str, after: str) -> float:
    """The share of words that differ, from 0 for the same words to 1 for none in common."""
    old, new = _WORD.findall(before.lower())[:_MOST_WORDS], _WORD.findall(after.lower())[:_MOST_WORDS]
    if not old and not new:
        return 0.0
    return 1.0 - SequenceMatcher(None, old, new, autojunk=False).ratio()


# -- rules -----------------------------------------------------------------------------------------------------------------------


def _reactions(exchange: _Exchange, answer: _Line, later: _Exchange) -> Iterator[Signal]:
    """What the next request shows of how an answer was taken."""
    where, at = exchange.of.id, later.of.started_at
    kept = later.lines[len(exchange.lines)]
    if (kept.text, kept.calls) != (answer.text, answer.calls):
        far = distance(answer.text, kept.text) if kept.calls == answer.calls else 1.0
        if far > 0:
            yield Signal("implicit.edited", round(far, 4), where, at, f"went on with {_cut(kept.text)!r}")
    said = [line.text for line in later.lines[len(exchange.lines) + 1 :] if line.role == "user"]
    if not said:
        return
    if len(_WORD.findall(said[0])) <= _LONGEST_REACTION:
        if _OBJECTS.search(said[0]):
            yield Signal("implicit.accepted", False, where, at, f"objected: {_cut(said[0])!r}")
        elif _THANKS.search(said[0]):
            yield Signal("implicit.accepted", True, where, at, f"thanked: {_cut(said[0])!r}")
    asked = next((line.text for line in reversed(exchange.lines) if line.role == "user"), "")
    if _asks_again(asked, said[0]):
        yield Signal("implicit.rephrased", True, where, at, f"asked {_cut(asked)!r}, then {_cut(said[0])!r}")


def _asks_again(before: str, after: str) -> bool:
    """Whether most of the words that matter are the same, and there are enough of them to tell."""
    old, new = _content(before), _content(after)
    if min(len(old), len(new)) < _FEWEST_WORDS:
        return False
    return len(old & new) / len(old | new) >= _ALIKE


def _of_episode(exchanges: Sequence[_Exchange]) -> Iterator[Signal]:
    handed = next((one for one in exchanges if one.answer and any(_HANDING_OVER.fullmatch(name) for name in one.answer.calls)), None)
    if handed is not None and handed.answer is not None:
        yield Signal("implicit.escalated", True, None, handed.of.started_at, f"called {', '.join(handed.answer.calls)}")
    if not exchanges:
        return
    last = exchanges[-1]
    said = next((line.text for line in reversed(last.lines) if line.role == "user"), "")
    thanked = bool(_THANKS.search(said)) and not _OBJECTS.search(said)
    if last.of.status != "ok":
        yield Signal("implicit.abandoned", True, None, last.of.started_at, f"ended on an answer that is {last.of.status}")
    elif thanked or handed is not None:
        if thanked:
            yield Signal("implicit.abandoned", False, None, last.of.started_at, f"ended with {_cut(said)!r}")
    elif last.answer is not None and not last.answer.calls and last.answer.text.rstrip().endswith("?"):
        yield Signal("implicit.abandoned", True, None, last.of.started_at, f"nobody answered {_cut(last.answer.text[-200:])!r}")


def _goes_on(exchange: _Exchange, later: _Exchange) -> bool:
    """Whether a request repeats another one and has something of the assistant after it."""
    length = len(exchange.lines)
    return len(later.lines) > length and later.lines[:length] == exchange.lines and later.lines[length].role == "assistant"


# -- reading ---------------------------------------------------------------------------------------------------------------------


def _exchange(one: Interaction) -> _Exchange | None:
    rows = (one.request or {}).get("messages")
    if not isinstance(rows, list):
        return None
    lines = tuple(line for line in map(_line, rows) if line is not None and line.role not in ("system", "developer"))
    choices = (one.answer or {}).get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, Mapping) else None
    answer = _line({"role": "assistant", **message}) if isinstance(message, Mapping) else None
    return _Exchange(one, lines, answer)


def _line(row: Any) -> _Line | None:
    if not isinstance(row, Mapping):
        return None
    calls = row.get("tool_calls")
    functions = [call.get("function") for call in calls if isinstance(call, Mapping)] if isinstance(calls, list) else []
    names = tuple(str(function.get("name") or "") for function in functions if isinstance(function, Mapping))
    return _Line(str(row.get("role") or ""), _text(row.get("content")).strip(), names)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    return "\n".join(str(part.get("text") or "") for part in content if isinstance(part, Mapping))


def _content(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()[:10_000]) if word not in _STOP}


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
