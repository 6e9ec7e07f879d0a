"""Evaluate: a model × an env on held-out scenarios → rates with intervals, slices, failures with transcripts, speed."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from burnish.core.episodes import Episode, Group, Scenario
from burnish.core.ports import Model
from burnish.core.tokens import SamplingParams
from burnish.envs.env import EnvSpec
from burnish.envs.rollout import rollout
from burnish.errors import ConfigError, DataError
from burnish.evals.statistics import Rate, rate
from burnish.evals.transcripts import transcript

__all__ = ["Evaluation", "Failures", "Figures", "evaluate", "metrics_of", "summarise"]


@dataclass(frozen=True, slots=True)
class Failures:
    """One way of failing (`outcome["failure"]`): how often it happened, its share of all episodes, and a few to read."""

    kind: str
    count: int
    share: float
    transcripts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the episodes took.

    Attributes:
        turns, sampled_tokens: mean per episode.
        turn_ms_p50, turn_ms_p95: latency of one reply, in milliseconds, waiting for the batch included.
        truncated: episodes that a limit cut off.
        rewritten: episodes whose template rewrote their history, so that they have more than one branch.
    """

    turns: float
    sampled_tokens: float
    turn_ms_p50: float
    turn_ms_p95: float
    truncated: int
    rewritten: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a model did in an env.

    Attributes:
        env, policy, version: what was evaluated.
        params, seed: how it was played.
        repeats: episodes of each scenario.
        rates: `reward`, and every fact of the outcomes that is a bool or a number, over the episodes in which it is not None.
        slices: the same for every tag, by `"intent=return"`.
        failures: by kind, the most frequent first.
        errors: episodes that failed (the env raised, hung, or gave a reward that is no number). They are in no rate.
        error_examples: what they said, and how often.
        figures: turns, tokens and latency.
        groups: all episodes, a group a scenario; left out of `to_dict`.
    """

    env: str
    policy: str
    version: int
    params: SamplingParams
    seed: int
    repeats: int
    rates: Mapping[str, Rate]
    slices: Mapping[str, Mapping[str, Rate]]
    failures: tuple[Failures, ...]
    errors: int
    error_examples: Mapping[str, int]
    figures: Figures
    groups: tuple[Group, ...]

    def to_dict(self) -> dict[str, Any]:
        """For JSON: everything but the episodes themselves."""
        plain = {name: getattr(self, name) for name in ("env", "policy", "version", "seed", "repeats", "errors")}
        return plain | {
            "scenarios": len(self.groups),
            "episodes": sum(len(group.episodes) for group in self.groups),
            "params": {field.name: getattr(self.params, field.name) for field in fields(self.params)},
            "rates": _rates_to_dict(self.rates),
            "slices": {name: _rates_to_dict(rates) for name, rates in self.slices.items()},
            "failures": [{field.name: getattr(kind, field.name) for field in fields(kind)} for kind in self.failures],
            "error_examples": dict(self.error_examples),
            "figures": {field.name: getattr(self.figures, field.name) for field in fields(self.figures)},
        }

    def __str__(self) -> str:
        episodes = sum(len(group.episodes) for group in self.groups)
        lines = [f"{self.policy} (version {self.version}) in {self.env}: {episodes} episodes of {len(self.groups)} scenarios"]
        lines += [f"  {name:<24} {value}" for name, value in self.rates.items()]
        lines += [f"  failure {kind.kind:<16} {kind.count} ({kind.share:.1%})" for kind in self.failures]
        if self.errors:
            lines.append(f"  {self.errors} of {episodes} episodes failed in the env and are in no rate:")
            lines += [f"    {count} × {error}" for error, count in self.error_examples.items()]
        return "\n".join(lines)


async def evaluate(
    env: EnvSpec,
    policy: Model,
    scenarios: Sequence[Scenario],
    *,
    params: SamplingParams,
    repeats: int = 1,
    seed: int = 0,
    transcripts: int = 3,
) -> Evaluation:
    """Play every scenario `repeats` times and sum up. The same seed gives two models the same luck, as far as they act alike.

    Args:
        env: how to make an env; its own scenarios are not used.
        policy: who plays, with the weights its sampler holds.
        scenarios: what is played; should be held out from training.
        params: how to sample; temperature 0 for greedy.
        repeats: episodes of each scenario.
        seed: of the sampling.
        transcripts: how many to keep of each kind of failure.

    Raises:
        ConfigError: `repeats` is below 1.
        DataError: there is no scenario.
        EngineError: the engine failed.
    """
    if repeats < 1:
        raise ConfigError(f"repeats is {repeats}", where="evaluate.repeats", fix="use 1 or more")
    groups = await rollout(env, policy, scenarios, group_size=repeats, params=params, seed=seed)
    return summarise(env.name, policy.name, groups, params=params, version=policy.version, seed=seed, transcripts=transcripts)


def summarise(
    env: str,
    policy: str,
    groups: Sequence[Group],
    *,
    params: SamplingParams,
    version: int = 0,
    seed: int = 0,
    transcripts: int = 3,
) -> Evaluation:
    """Sum up episodes that were played already.

    Raises:
        DataError: there is no episode.
    """
    episodes = [episode for group in groups for episode in group.episodes]
    if not episodes:
        raise DataError("there is no episode to sum up", where=f"evaluation of {policy} in {env}", fix="give at least one scenario")
    sound = [episode for episode in episodes if not episode.error]
    errors = Counter(episode.error for episode in episodes if episode.error)
    by_tag: dict[str, list[Episode]] = defaultdict(list)
    for episode in sound:
        for name, value in episode.scenario.tags.items():
            by_tag[f"{name}={value}"].append(episode)
    return Evaluation(
        env=env,
        policy=policy,
        version=version,
        params=params,
        seed=seed,
        repeats=max(len(group.episodes) for group in groups),
        rates=_rates(sound),
        slices={name: _rates(by_tag[name]) for name in sorted(by_tag)},
        failures=_failures(sound, len(episodes), transcripts),
        errors=errors.total(),
        error_examples=dict(errors.most_common(5)),
        figures=_figures(episodes),
        groups=tuple(groups),
    )


def metrics_of(episode: Episode) -> Iterator[tuple[str, float]]:
    """The reward and every fact of the outcome that is a bool or a finite number, by name; nothing of a failed episode."""
    if episode.error:
        return
    if episode.reward is not None:
        yield "reward", episode.reward
    for name, value in episode.outcome.items():
        if isinstance(value, int | float) and math.isfinite(value) and name != "reward":
            yield name, float(value)


def _rates(episodes: Iterable[Episode]) -> dict[str, Rate]:
    values: dict[str, list[float]] = defaultdict(list)
    clusters: dict[str, list[str]] = defaultdict(list)
    for episode in episodes:
        for name, value in metrics_of(episode):
            values[name].append(value)
            clusters[name].append(episode.scenario.id)
    return {name: rate(values[name], clusters[name]) for name in values}


def _rates_to_dict(rates: Mapping[str, Rate]) -> dict[str, dict[str, float]]:
    return {name: value.to_dict() for name, value in rates.items()}


def _failures(episodes: Sequence[Episode], total: int, keep: int) -> tuple[Failures, ...]:
    kinds: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        if episode.outcome.get("failure"):
            kinds[str(episode.outcome["failure"])].append(episode)
    ordered = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Failures(kind, len(hits), len(hits) / total, tuple(transcript(hit) for hit in hits[:keep])) for kind, hits in ordered)


def _figures(episodes: Sequence[Episode]) -> Figures:
    latencies = [turn.seconds * 1000 for episode in episodes for turn in episode.turns]
    p50, p95 = np.percentile(latencies, [50, 95]) if latencies else (0.0, 0.0)
    return Figures(
        turns=sum(len(episode.turns) for episode in episodes) / len(episodes),
        sampled_tokens=sum(episode.sampled_tokens for episode in episodes) / len(episodes),
        turn_ms_p50=float(p50),
        turn_ms_p95=float(p95),
        truncated=sum(episode.truncated for episode in episodes),
        rewritten=sum(len(episode.branches) > 1 for episode in episodes),
    )
