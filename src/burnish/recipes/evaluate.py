"""Evaluate: play scenarios and say how well it went, with intervals; the weights stay as they are."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from burnish.core.episodes import Scenario
from burnish.core.ports import Model, Run
from burnish.core.tokens import Metrics, SamplingParams
from burnish.envs.env import EnvSpec
from burnish.evals.evaluate import Evaluation, evaluate

__all__ = ["GREEDY", "Config", "train"]

GREEDY = "greedy/"
"""What the names of numbers begin with that greedy decoding gave."""


class Config(BaseModel):
    """How to play."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repeats: int = Field(1, ge=1, description="Episodes of each scenario.")
    temperature: float = Field(1.0, ge=0, le=100, description="Sampling temperature; 0 is greedy.")
    max_tokens: int = Field(256, ge=1, description="The most tokens of one turn.")
    greedy_scenarios: int = Field(0, ge=0, description="So many of the first scenarios are played greedily too, once each.")


@dataclass(frozen=True, slots=True)
class _Part:
    """What is played in a step, and what its numbers are called."""

    name: str
    scenarios: list[Scenario]
    params: SamplingParams
    repeats: int


async def train(run: Run, config: Config, policy: Model, env: EnvSpec) -> None:
    """Play everything, log each rate with its interval (`resolved`, `resolved_low`, `resolved_high`, `resolved_n`), keep every episode.

    Step 0 is as the config says; step 1, where `greedy_scenarios` asks for it, is greedy. Trains nothing and saves nothing: an
    interrupted evaluation starts again from its beginning, and comes to the same.
    """
    params = SamplingParams(max_tokens=config.max_tokens, temperature=config.temperature)
    parts = [_Part("", list(env.scenarios), params, config.repeats)]
    if config.greedy_scenarios:
        greedy = SamplingParams(max_tokens=config.max_tokens, temperature=0.0)
        parts.append(_Part(GREEDY, list(env.scenarios[: config.greedy_scenarios]), greedy, 1))
    async for step, part in run.steps(parts, len(parts)):
        evaluation = await evaluate(env, policy, part.scenarios, params=part.params, repeats=part.repeats, seed=run.seed)
        run.log(step, **{f"{part.name}{name}": value for name, value in _told(evaluation).items()})
        run.keep(step, [episode for group in evaluation.groups for episode in group.episodes])


def _told(evaluation: Evaluation) -> Metrics:
    episodes = [episode for group in evaluation.groups for episode in group.episodes]
    told: Metrics = {}
    for name, rate in evaluation.rates.items():
        told |= {name: rate.mean, f"{name}_low": rate.low, f"{name}_high": rate.high, f"{name}_n": rate.n}
    counts = {"episodes": len(episodes), "errors": evaluation.errors, "truncated": evaluation.figures.truncated}
    return told | counts | {"sampled_tokens": sum(episode.sampled_tokens for episode in episodes)}
