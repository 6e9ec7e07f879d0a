"""GRPO: play each scenario several times, and make what went better than its group's mean more likely (Shao et al. 2024)."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from burnish.core.episodes import Group, Scenario
from burnish.core.losses import Adam, KLPenalty, PolicyGradient
from burnish.core.ports import Model, Run
from burnish.core.tokens import Checkpoint, Datum, Metrics, SamplingParams
from burnish.envs.env import EnvSpec
from burnish.envs.rollout import rollout
from burnish.errors import ConfigError
from burnish.recipes.advantages import Std, datums, group_advantages, has_signal
from burnish.recipes.batches import Batches
from burnish.recipes.schedule import scheduled
from burnish.recipes.seeds import derived_seed

__all__ = ["Config", "train"]


class Config(BaseModel):
    """How to play and how to learn from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: int = Field(100, ge=1, description="Steps: each plays, then learns.")
    scenarios_per_step: int = Field(16, ge=1, description="Scenarios played in a step, and groups it wants to learn from.")
    group_size: int = Field(8, ge=2, description="Episodes of each scenario; their mean reward is the baseline.")
    refills: int = Field(1, ge=0, description="Extra rounds of scenarios in a step for groups whose rewards were all equal.")
    temperature: float = Field(1.0, gt=0, le=100, description="Sampling temperature, in training too.")
    max_tokens: int = Field(256, ge=1, description="The most tokens of one turn.")
    std: Std = Field("none", description="What advantages are divided by: nothing, the standard deviation of the group or the batch.")
    minibatches: int = Field(1, ge=1, description="Updates a step; more learn more from the same episodes, and less on policy.")
    old: Literal["forward", "sampler"] = Field(
        "forward", description="Where old logprobs come from if minibatches > 1: trainer or sampler."
    )
    clip_low: float = Field(0.2, ge=0, le=1, description="How far a token's probability ratio may fall.")
    clip_high: float = Field(0.28, ge=0, description="How far it may rise (clip-higher: more room for rare tokens).")
    kl_coefficient: float = Field(0.0, ge=0, description="Penalty for leaving the reference model; above 0 needs one.")
    kl_estimator: Literal["k1", "k2", "k3"] = Field("k2", description="Its estimator; on policy only k2 has the gradient of the KL.")
    learning_rate: float = Field(1e-6, gt=0, description="Its highest value.")
    warmup_steps: int = Field(3, ge=0, description="Steps over which the learning rate rises to that.")
    learning_rate_floor: float = Field(0.1, ge=0, le=1, description="Share of the learning rate that is left at the last step.")
    extra_slices: tuple[str, ...] = Field((), description="Slices where a mistake is dear, e.g. intent=emergency, to play more of.")
    extra_scenarios: int = Field(0, ge=0, description="Scenarios of these slices that a step plays besides; above 0 needs slices.")
    extra_temperature: float | None = Field(None, gt=0, le=100, description="Sampling temperature of these; by default that of all.")

    @field_validator("extra_slices", mode="before")
    @classmethod
    def _in_words(cls, slices: Any) -> Any:
        """On a command line all are words: intent=emergency,intent=clinical."""
        if isinstance(slices, str):
            return tuple(part.strip() for part in slices.split(",") if part.strip())
        return tuple(slices) if isinstance(slices, list) else slices  # a strict tuple takes no list from a validator


async def train(run: Run, config: Config, policy: Model, env: EnvSpec, reference: Model | None = None) -> Checkpoint:
    """Play, compare within groups, learn; every token of a minibatch has the same weight (token mean, DAPO, Yu et al. 2025).

    Raises:
        ConfigError: a KL penalty without a reference, or extra scenarios of slices that the env has none of.
    """
    loss, dear = _loss(config, reference), _dear(run, config, env)
    async for step, scenarios in run.steps(Batches(env.scenarios, config.scenarios_per_step, run.seed), config.steps):
        await policy.sync()  # 1. play
        played, extra = await asyncio.gather(
            _play(run, config, policy, env, step, scenarios), _play_extra(run, config, policy, env, step, dear)
        )
        kept = [group for group in [*played, *extra] if has_signal(group)]

        batch = [datums(scored) for scored in group_advantages(kept, config.std)]  # 2. learn
        if reference and config.kl_coefficient:
            batch = await _with_logprobs(batch, reference, "reference_logprobs")
        if config.minibatches > 1 and config.old == "forward":
            batch = await _with_logprobs(batch, policy, "old_logprobs")
        rate = scheduled(config.learning_rate, step, config.steps, warmup=config.warmup_steps, floor=config.learning_rate_floor)
        updates = []
        for minibatch in _minibatches(batch, config.minibatches):
            metrics = await policy.forward_backward(minibatch, loss)
            updates.append(metrics | await policy.optim_step(Adam(rate)))

        run.log(step, **_told(played, extra), kept=len(kept), **_mean(updates))  # 3. tell
        run.keep(step, played[0].episodes)
    return await policy.save("final")


def _loss(config: Config, reference: Model | None) -> PolicyGradient:
    if config.kl_coefficient and reference is None:
        fix = "give a reference model, or set kl_coefficient to 0"
        raise ConfigError(f"kl_coefficient is {config.kl_coefficient}, but there is no reference", where="grpo.kl_coefficient", fix=fix)
    kl = KLPenalty(config.kl_coefficient, config.kl_estimator) if config.kl_coefficient else None
    return PolicyGradient(config.clip_low, config.clip_high, old="sampler" if config.old == "sampler" else "current", kl=kl)


def _dear(run: Run, config: Config, env: EnvSpec) -> Batches[Scenario] | None:
    """Scenarios of the extra slices, each step's own; None if no step plays any."""
    if not config.extra_scenarios:
        return None
    held = [{f"{name}={value}" for name, value in scenario.tags.items()} for scenario in env.scenarios]
    known = set().union(*held)
    if missing := [name for name in config.extra_slices if name not in known] or ([] if config.extra_slices else ["none"]):
        fix = f"use some of {', '.join(sorted(known)) or 'none: its scenarios have no tags'}"
        raise ConfigError(f"the env has no scenario of the slice {missing[0]}", where="grpo.extra_slices", fix=fix)
    wanted = set(config.extra_slices)
    dear = [scenario for scenario, slices in zip(env.scenarios, held, strict=True) if slices & wanted]
    return Batches(dear, config.extra_scenarios, derived_seed(run.seed, "extra"))


async def _play(run: Run, config: Config, policy: Model, env: EnvSpec, step: int, scenarios: Sequence[Scenario]) -> list[Group]:
    """The step's groups; then, for those without a signal, groups of further scenarios, in at most `refills` more rounds.

    Which scenarios and seeds depends on the run's seed, the step and what was played, so a resumed run plays the same.
    """
    params = SamplingParams(max_tokens=config.max_tokens, temperature=config.temperature)
    further = Batches(env.scenarios, config.scenarios_per_step, derived_seed(run.seed, "refill"))
    played: list[Group] = []
    for number in range(1 + config.refills):
        if number:
            missing = config.scenarios_per_step - sum(map(has_signal, played))
            known = {group.scenario.id for group in played}
            fresh = [scenario for scenario in further[step * config.refills + number - 1] if scenario.id not in known]
            scenarios = fresh[:missing]
        seed = derived_seed(run.seed, "play", step, number)
        played += await rollout(env, policy, scenarios, group_size=config.group_size, params=params, seed=seed)
    return played


async def _play_extra(run: Run, config: Config, policy: Model, env: EnvSpec, step: int, dear: Batches[Scenario] | None) -> list[Group]:
    """Groups of scenarios where a mistake is dear; hotter, if asked for: mistakes too rare to be met are met, and unlearnt."""
    if dear is None:
        return []
    params = SamplingParams(max_tokens=config.max_tokens, temperature=config.extra_temperature or config.temperature)
    seed = derived_seed(run.seed, "play extra", step)
    return await rollout(env, policy, dear[step], group_size=config.group_size, params=params, seed=seed)


async def _with_logprobs(batch: list[list[Datum]], model: Model, column: str) -> list[list[Datum]]:
    """The same datums, group by group, with a model's logprobs in a column."""
    logprobs = await model.forward([datum for group in batch for datum in group])
    changes: Iterator[dict[str, Any]] = ({column: values} for values in logprobs)
    return [[replace(datum, **next(changes)) for datum in group] for group in batch]


def _minibatches(batch: list[list[Datum]], count: int) -> list[list[Datum]]:
    """Groups dealt out in turn, whole ones, as their members share a prompt; an empty minibatch is none."""
    dealt = [[datum for group in batch[part::count] for datum in group] for part in range(count)]
    return [minibatch for minibatch in dealt if minibatch]


def _told(played: Sequence[Group], extra: Sequence[Group]) -> Metrics:
    """What was played, in numbers; a group without a signal is told apart by what all its rewards are.

    The reward is of what was drawn as it comes, so that runs with and without extra scenarios have the same curve.
    """
    episodes = [episode for group in [*played, *extra] for episode in group.episodes]
    flat = [group.rewards for group in [*played, *extra] if not has_signal(group)]
    told: Metrics = {
        "dropped_solved": sum(bool(same) and same[0] > 0 for same in flat),
        "dropped_failed": sum(bool(same) and same[0] <= 0 for same in flat),
        "dropped_ungraded": sum(not same for same in flat),
        "truncated": sum(episode.truncated for episode in episodes) / len(episodes),
        "errors": sum(episode.stop == "error" for episode in episodes),
        "sampled_tokens": sum(episode.sampled_tokens for episode in episodes),
    }
    return told | _mean_reward("reward", played) | _mean_reward("extra_reward", extra)


def _mean_reward(name: str, groups: Sequence[Group]) -> Metrics:
    rewards = [reward for group in groups for reward in group.rewards]
    return {name: sum(rewards) / len(rewards)} if rewards else {}


def _mean(updates: Sequence[Metrics]) -> Metrics:
    """The updates of a step in one row: means weighted by tokens; tokens in all."""
    tokens = sum(update["tokens"] for update in updates)
    if not tokens:
        return {}
    means = {name: sum(update[name] * update["tokens"] for update in updates) / tokens for name in updates[0]}
    return means | {"tokens": tokens}
