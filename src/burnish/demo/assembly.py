"""Put together what a demo found, as far as it got, into its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from burnish import __version__
from burnish.demo import findings
from burnish.demo.plan import DemoOptions, DemoPlan
from burnish.demo.results import DemoReport, Evaluated
from burnish.evals.evaluate import Evaluation

__all__ = ["Evaluations", "Found", "assemble"]

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Evaluations:
    """One model on the held-out scenarios: as it is sampled, and greedily.

    Attributes:
        sampled_tokens: of both.
    """

    sampled: Evaluation
    greedy: Evaluation
    sampled_tokens: int = 0

    @property
    def figures(self) -> Evaluated:
        """The three figures, and resolution under greedy decoding."""
        return findings.evaluated(self.sampled, self.greedy)

    @property
    def both(self) -> tuple[Evaluation, Evaluation]:
        """Sampled, greedy."""
        return self.sampled, self.greedy


@dataclass(slots=True)
class Found:
    """What a demo found so far.

    Attributes:
        before, after: the evaluations of the base model and of the trained one.
        rows: what each training logged, by its recipe.
        seconds: by stage; `loop` is all of them.
        environment: machine and packages, as the newest run recorded them.
    """

    before: Evaluations | None = None
    after: Evaluations | None = None
    rows: dict[str, Rows] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)


def assemble(options: DemoOptions, plan: DemoPlan, found: Found) -> DemoReport:
    """The report."""
    warm, grpo = (found.rows.get(name, ()) for name in ("rejection_sampling", "grpo"))
    played = [row for row in warm if "played" in row]
    taught = [row for row in warm if "played" not in row]
    compared: dict[str, Any] = {}
    if found.before and found.after:
        before, after = found.before.sampled, found.after.sampled
        compared = {
            "changes": findings.changes(before, after),
            "slices": findings.slice_changes(before, after),
            "failures": findings.failure_changes(before, after),
            "pairs": findings.chosen_pairs(before, after),
        }
    return DemoReport(
        seed=options.seed,
        quick=options.quick,
        finished=found.after is not None,
        before=found.before.figures if found.before else None,
        after=found.after.figures if found.after else None,
        seconds=dict(sorted(found.seconds.items(), key=lambda item: item[0] == "loop")),
        curves=[*findings.curves("rejection_sampling", played), *findings.curves("sft", taught), *findings.curves("grpo", grpo)],
        settings=_settings(plan),
        machine=_machine(plan, found.environment),
        costs=_costs(plan, found, played, [*taught, *grpo]),
        **compared,
    )


def _settings(plan: DemoPlan) -> dict[str, Any]:
    """What was asked of the stages, the parts that a reader compares."""
    return {
        "env": plan.held_out.name,
        "held_out_scenarios": plan.held_out.scenarios,
        "temperature": plan.params.temperature,
        "rejection_sampling": plan.rejection_sampling.model_dump(mode="json"),
        "grpo": plan.grpo.model_dump(mode="json"),
    }


def _machine(plan: DemoPlan, environment: Mapping[str, Any]) -> dict[str, Any]:
    packages = environment.get("packages", {})
    facts: dict[str, Any] = {"burnish": __version__, "model": plan.model.name}
    if parameters := findings.parameter_count(plan.model):
        facts["parameters"] = parameters
    facts |= {name: environment[name] for name in ("cores", "ranks", "threads") if environment.get(name) is not None}
    facts |= {name: packages[name] for name in ("torch", "numpy") if name in packages}
    return facts | {name: environment[name] for name in ("python", "platform") if name in environment}


def _costs(plan: DemoPlan, found: Found, played: Rows, taught: Rows) -> dict[str, float]:
    """Episodes and tokens over all stages."""
    evaluations = [both for both in (found.before, found.after) if both]
    evaluated = sum(len(group.episodes) for both in evaluations for evaluation in both.both for group in evaluation.groups)
    practised = sum(_groups(row) for row in taught) * plan.grpo.group_size
    return {
        "episodes_evaluated": evaluated,
        "episodes_played": _sum(played, "played") + practised,
        "tokens_sampled": sum(both.sampled_tokens for both in evaluations) + _sum([*played, *taught], "sampled_tokens"),
        "tokens_trained": _sum(taught, "tokens"),
    }


def _groups(row: Mapping[str, Any]) -> int:
    """Groups that one step of GRPO played: those it learned from and those without a signal."""
    return int(sum(row.get(name, 0) for name in ("kept", "dropped_solved", "dropped_failed", "dropped_ungraded")))


def _sum(rows: Rows, name: str) -> int:
    return int(sum(row.get(name, 0) for row in rows))
