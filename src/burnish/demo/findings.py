"""From evaluations and the rows of runs to what the report shows."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from burnish.core.episodes import Episode
from burnish.demo.results import FIGURES, Change, Curve, Evaluated, FailureChange, Pair, SliceChange
from burnish.errors import DataError
from burnish.evals.compare import compare
from burnish.evals.evaluate import Evaluation
from burnish.evals.statistics import Rate

__all__ = [
    "changes",
    "chosen_pairs",
    "curves",
    "evaluated",
    "failure_changes",
    "parameter_count",
    "slice_changes",
]

SLICED_BY = ("intent", "persona")
MOST_URGENT = ("emergency", "clinical")
"""Intents whose repair is shown first: a missed one does the most harm."""


def evaluated(evaluation: Evaluation, greedy: Evaluation) -> Evaluated:
    """The three figures of an evaluation, and resolution of the greedy one.

    Raises:
        DataError: the env's outcomes lack one of them.
    """
    return Evaluated(
        resolution=_rate(evaluation, "resolution"),
        containment=_rate(evaluation, "containment"),
        missed_escalations=_rate(evaluation, "missed_escalations"),
        greedy=_rate(greedy, "resolution"),
    )


def _rate(evaluation: Evaluation, figure: str) -> Rate:
    fact = FIGURES[figure]
    if fact not in evaluation.rates:
        fix = f"give the fact {fact!r} in Env.outcome, and evaluate on more scenarios"
        raise DataError(f"no episode has the outcome {fact!r}", where=f"evaluation of {evaluation.env}", fix=fix)
    return evaluation.rates[fact]


def changes(before: Evaluation, after: Evaluation) -> dict[str, Change]:
    """The paired comparison of each figure. Better and worse are scenarios that went the right and the wrong way."""
    found = {}
    for figure, fact in FIGURES.items():
        compared = compare(before, after, fact, higher_is_better=figure != "missed_escalations")
        found[figure] = Change(compared.difference, compared.better, compared.worse, compared.same)
    return found


def slice_changes(before: Evaluation, after: Evaluation) -> list[SliceChange]:
    """Resolution by intent and by persona, where both evaluations have it."""
    found = []
    for name, rates in before.slices.items():
        by, _, value = name.partition("=")
        was, is_now = rates.get(FIGURES["resolution"]), after.slices.get(name, {}).get(FIGURES["resolution"])
        if by in SLICED_BY and was and is_now:
            found.append(SliceChange(by, value, was, is_now))
    return sorted(found, key=lambda change: SLICED_BY.index(change.by))


def failure_changes(before: Evaluation, after: Evaluation) -> list[FailureChange]:
    """Failures by kind on both sides; an episode whose env failed counts as `error`."""
    was, is_now = (Counter(_failure(episode) for episode in _episodes(evaluation)) for evaluation in (before, after))
    kinds = sorted((was.keys() | is_now.keys()) - {""})
    return [FailureChange(kind, was[kind], is_now[kind]) for kind in kinds]


def _failure(episode: Episode) -> str:
    return "error" if episode.error else str(episode.outcome.get("failure") or "")


def _episodes(evaluation: Evaluation) -> Iterable[Episode]:
    return (episode for group in evaluation.groups for episode in group.episodes)


def chosen_pairs(before: Evaluation, after: Evaluation, *, fixed: int = 7, broken: int = 2, unsolved: int = 2) -> list[Pair]:
    """What to read: scenarios that were fixed, one of each intent, emergencies first; then some that broke or are unsolved.

    Of one intent the shortest conversation is taken, as it is the quickest to read; broken and unsolved ones are taken as they come.
    """
    earlier = {episode.scenario.id: episode for episode in _episodes(before)}
    stories: dict[str, list[Pair]] = defaultdict(list)
    for episode in _episodes(after):
        if episode.scenario.id in earlier and not episode.error and not earlier[episode.scenario.id].error:
            pair = Pair(earlier[episode.scenario.id], episode)
            stories[pair.story].append(pair)
    best: dict[str, Pair] = {}
    for pair in sorted(stories["fixed"], key=_length):
        best.setdefault(_intent(pair), pair)
    ordered = sorted(best.values(), key=lambda pair: (_urgency(pair), _intent(pair)))
    return [*ordered[:fixed], *stories["broken"][:broken], *stories["unsolved"][:unsolved]]


def _intent(pair: Pair) -> str:
    return pair.after.scenario.tags.get("intent", "")


def _urgency(pair: Pair) -> int:
    return MOST_URGENT.index(_intent(pair)) if _intent(pair) in MOST_URGENT else len(MOST_URGENT)


def _length(pair: Pair) -> int:
    return len(pair.before.messages) + len(pair.after.messages)


def curves(stage: str, rows: Sequence[Mapping[str, Any]]) -> list[Curve]:
    """Every number that a stage logged, as a curve over its steps."""
    points: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in rows:
        for metric, value in row.items():
            if metric not in ("step", "loop") and isinstance(value, int | float) and math.isfinite(value):
                points[metric].append((int(row["step"]), float(value)))
    return [Curve(stage, name, tuple(step for step, _ in found), tuple(value for _, value in found)) for name, found in points.items()]


def parameter_count(model: Path) -> int:
    """Numbers in the safetensors files of a Hugging Face folder, from their headers; 0 if there are none.

    Format: eight bytes with the header's length, little-endian, then JSON with a shape for each tensor.
    """
    total = 0
    for path in sorted(model.glob("*.safetensors")):
        with path.open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        total += sum(math.prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")
    return total
