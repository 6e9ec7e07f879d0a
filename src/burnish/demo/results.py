"""DemoReport: everything one demo found out, as plain values, and its JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from burnish.core.episodes import Episode
from burnish.evals.statistics import Difference, Rate

__all__ = [
    "FIGURES",
    "Change",
    "Curve",
    "DemoReport",
    "Evaluated",
    "FailureChange",
    "Pair",
    "SliceChange",
]

FIGURES: Mapping[str, str] = {"resolution": "resolved", "containment": "contained", "missed_escalations": "missed_escalation"}
"""The three figures of the demo, each with the key of `Episode.outcome` that it is the mean of."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One model on the held-out scenarios, at temperature 1: the three figures, and resolution under greedy decoding."""

    resolution: Rate
    containment: Rate
    missed_escalations: Rate
    greedy: Rate | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure after minus before, paired by scenario, and how many scenarios went up in it, went down, stayed."""

    difference: Difference
    better: int
    worse: int
    same: int


@dataclass(frozen=True, slots=True)
class SliceChange:
    """Resolution of one slice (`by` is `intent` or `persona`), before and after."""

    by: str
    name: str
    before: Rate
    after: Rate


@dataclass(frozen=True, slots=True)
class FailureChange:
    """How many evaluated episodes failed in one way, before and after."""

    kind: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Curve:
    """One number over the steps of one stage. Steps at which it was not finite are left out by whoever draws it."""

    stage: str
    metric: str
    steps: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The same scenario played by both models."""

    before: Episode
    after: Episode

    @property
    def story(self) -> str:
        """`fixed`, `broken`, `kept` or `unsolved`: how its resolution moved."""
        moved = (bool(self.before.outcome.get("resolved")), bool(self.after.outcome.get("resolved")))
        return {(False, True): "fixed", (True, False): "broken", (True, True): "kept", (False, False): "unsolved"}[moved]


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What one demo found out. Whatever it did not get to (stopped early) is None or empty.

    Attributes:
        seed: everything random derives from it.
        quick: fewer steps and scenarios than the full demo.
        finished: False if it was stopped, or failed, before its last stage.
        before, after: the base model and the trained one.
        changes: by figure.
        seconds: by stage; `loop` is all of them together.
        curves: what the runs logged.
        slices, failures, pairs: where it changed, and what to read.
        settings: what was run, machine: on what, costs: in tokens and episodes.
    """

    seed: int
    quick: bool = False
    finished: bool = False
    before: Evaluated | None = None
    after: Evaluated | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    curves: Sequence[Curve] = ()
    slices: Sequence[SliceChange] = ()
    failures: Sequence[FailureChange] = ()
    pairs: Sequence[Pair] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)

    def curve(self, stage: str, metric: str) -> Curve | None:
        """The curve of that stage and metric, if it was logged."""
        return next((curve for curve in self.curves if (curve.stage, curve.metric) == (stage, metric)), None)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: the fields of docs/demo.md."""
        rows = {
            "seed": self.seed,
            "quick": self.quick,
            "finished": self.finished,
            "before": _evaluated(self.before),
            "after": _evaluated(self.after),
            "changes": {name: _change(change) for name, change in self.changes.items()},
            "seconds": dict(self.seconds),
            "slices": [asdict(change) | {"before": _rate(change.before), "after": _rate(change.after)} for change in self.slices],
            "failures": [asdict(change) for change in self.failures],
            "curves": [asdict(curve) for curve in self.curves],
            "settings": dict(self.settings),
            "machine": dict(self.machine),
            "costs": dict(self.costs),
            "transcripts": [{"story": pair.story, "before": _episode(pair.before), "after": _episode(pair.after)} for pair in self.pairs],
        }
        return rows


def _evaluated(evaluated: Evaluated | None) -> dict[str, Any] | None:
    if evaluated is None:
        return None
    rates = {name: getattr(evaluated, name) for name in (*FIGURES, "greedy")}
    return {name: _rate(rate) for name, rate in rates.items() if rate is not None}


def _rate(rate: Rate) -> dict[str, float]:
    return {"mean": rate.mean, "low": rate.low, "high": rate.high, "n": rate.n}


def _change(change: Change) -> dict[str, Any]:
    counts = {"better": change.better, "worse": change.worse, "same": change.same}
    return {"difference": change.difference.to_dict(), **counts}


def _episode(episode: Episode) -> dict[str, Any]:
    return {
        "id": episode.id,
        "scenario": episode.scenario.id,
        "tags": dict(episode.scenario.tags),
        "messages": [message.to_openai() for message in episode.messages],
        "stop": episode.stop,
        "reward": episode.reward,
        "sampled_tokens": episode.sampled_tokens,
        "outcome": dict(episode.outcome),
        "error": episode.error,
    }
