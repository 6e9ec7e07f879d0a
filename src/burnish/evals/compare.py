"""Compare: the same scenarios before and after; the difference, how sure it is, and what got worse."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from burnish.core.episodes import Group
from burnish.errors import DataError
from burnish.evals.evaluate import Evaluation, metrics_of
from burnish.evals.statistics import Difference, paired_difference

__all__ = ["Comparison", "ScenarioChange", "SliceChange", "compare", "compare_all"]


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """One scenario, before and after: its mean over the repeats."""

    scenario: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class SliceChange:
    """The difference among the scenarios with one tag."""

    slice: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric, paired by scenario.

    Attributes:
        metric: which, and whether more of it is better.
        before, after: means over the scenarios that have a value on both sides.
        difference: after − before, with interval and p-value.
        better, worse, same: how many scenarios.
        unpaired: scenarios with a value on one side only (the other failed, or was not played): they are left out.
        regressions: scenarios that got worse, the worst first.
        improvements: scenarios that got better, the most first.
        slices: the difference by tag, the worst first. Many slices are looked at: see `statistics.holm` before calling one significant.
    """

    metric: str
    higher_is_better: bool
    before: float
    after: float
    difference: Difference
    better: int
    worse: int
    same: int
    unpaired: int
    regressions: tuple[ScenarioChange, ...]
    improvements: tuple[ScenarioChange, ...]
    slices: tuple[SliceChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("metric", "higher_is_better", "before", "after", "better", "worse", "same", "unpaired")
        return {name: getattr(self, name) for name in names} | {
            "difference": self.difference.to_dict(),
            "regressions": [_change_to_dict(change) for change in self.regressions],
            "improvements": [_change_to_dict(change) for change in self.improvements],
            "slices": {change.slice: change.difference.to_dict() for change in self.slices},
        }

    def __str__(self) -> str:
        gap = self.difference
        return (
            f"{self.metric}: {self.before:.3f} → {self.after:.3f}, {gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}], p = {gap.p_value:.2g}"
            f" ({gap.test}); {self.worse} worse, {self.better} better, {self.same} same"
            + (f", {self.unpaired} left out" if self.unpaired else "")
        )


def compare(before: Evaluation, after: Evaluation, metric: str = "reward", *, higher_is_better: bool = True, seed: int = 0) -> Comparison:
    """Compare two evaluations by the scenarios they share. Every scenario counts once, however often it was played.

    Args:
        before, after: of the same env; usually of the same scenarios with the same seed.
        metric: `reward`, or a fact of the outcomes.
        higher_is_better: False for, say, missed escalations: it decides what a regression is.
        seed: of the permutation test.

    Raises:
        DataError: no scenario has the metric on both sides.
    """
    old, new = _means(before.groups, metric), _means(after.groups, metric)
    shared = [scenario for scenario in old if scenario in new]
    if not shared:
        known = sorted({*before.rates, *after.rates})
        raise DataError(
            f"no scenario has {metric!r} on both sides", where="compare", fix=f"use one of {', '.join(known)}, on the same scenarios"
        )
    changes = [ScenarioChange(scenario, old[scenario], new[scenario]) for scenario in shared]
    sign = 1 if higher_is_better else -1
    gains = {change.scenario: sign * (change.after - change.before) for change in changes}
    ranked = sorted(changes, key=lambda change: gains[change.scenario])
    worse = [change for change in ranked if gains[change.scenario] < 0]
    better = [change for change in reversed(ranked) if gains[change.scenario] > 0]
    return Comparison(
        metric=metric,
        higher_is_better=higher_is_better,
        before=sum(change.before for change in changes) / len(changes),
        after=sum(change.after for change in changes) / len(changes),
        difference=_difference(changes, seed),
        better=len(better),
        worse=len(worse),
        same=len(changes) - len(better) - len(worse),
        unpaired=len(old.keys() ^ new.keys()),
        regressions=tuple(worse),
        improvements=tuple(better),
        slices=_slices(before.groups, changes, sign, seed),
    )


def compare_all(before: Evaluation, after: Evaluation, *, lower_is_better: Collection[str] = (), seed: int = 0) -> dict[str, Comparison]:
    """Compare every metric that both evaluations have."""
    names = [name for name in after.rates if name in before.rates]
    return {name: compare(before, after, name, higher_is_better=name not in lower_is_better, seed=seed) for name in names}


def _means(groups: Sequence[Group], metric: str) -> dict[str, float]:
    """The metric's mean by scenario, in the order they were played."""
    values: dict[str, list[float]] = defaultdict(list)
    for group in groups:
        for episode in group.episodes:
            for name, value in metrics_of(episode):
                if name == metric:
                    values[episode.scenario.id].append(value)
    return {scenario: sum(numbers) / len(numbers) for scenario, numbers in values.items()}


def _difference(changes: Sequence[ScenarioChange], seed: int) -> Difference:
    return paired_difference([change.before for change in changes], [change.after for change in changes], seed=seed)


def _slices(groups: Sequence[Group], changes: Sequence[ScenarioChange], sign: int, seed: int) -> tuple[SliceChange, ...]:
    tags: Mapping[str, Mapping[str, str]] = {group.scenario.id: group.scenario.tags for group in groups}
    by_tag: dict[str, list[ScenarioChange]] = defaultdict(list)
    for change in changes:
        for name, value in tags[change.scenario].items():
            by_tag[f"{name}={value}"].append(change)
    slices = [SliceChange(name, _difference(by_tag[name], seed)) for name in sorted(by_tag)]
    return tuple(sorted(slices, key=lambda change: sign * change.difference.mean))


def _change_to_dict(change: ScenarioChange) -> dict[str, Any]:
    return {"scenario": change.scenario, "before": change.before, "after": change.after}
