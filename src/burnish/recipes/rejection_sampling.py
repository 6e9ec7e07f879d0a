"""Rejection sampling: play, keep what passes, write it down as a dataset, and fine-tune on it (RAFT, Dong et al. 2023)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from burnish.core.episodes import Episode, Group
from burnish.core.ports import Model, Run
from burnish.core.tokens import Checkpoint, Datum, SamplingParams, Tokens
from burnish.envs.env import EnvSpec
from burnish.envs.rollout import rollout
from burnish.errors import DataError
from burnish.recipes import sft
from burnish.recipes.batches import Batches
from burnish.recipes.seeds import derived_seed

__all__ = ["Config", "accepted", "train"]


class Config(sft.Config):
    """How to play, what to keep, and (the fields of sft) how to fine-tune on it."""

    rounds: int = Field(1, ge=1, description="How often to play; each round draws other scenarios until all have had their turn.")
    scenarios_per_round: int | None = Field(None, ge=1, description="Scenarios played in a round; all of them if not given.")
    group_size: int = Field(8, ge=1, description="Episodes of each scenario in a round.")
    threshold: float = Field(1.0, description="Reward from which an episode is kept.")
    keep_per_scenario: int = Field(2, ge=1, description="At most this many episodes of one scenario.")
    keep_if_always_solved: int = Field(1, ge=0, description="The same for scenarios that the policy solves every time: it can do them.")
    temperature: float = Field(1.0, gt=0, le=100, description="Sampling temperature; variety is what there is to choose from.")
    max_tokens: int = Field(256, ge=1, description="The most tokens of one turn.")


async def train(run: Run, config: Config, policy: Model, env: EnvSpec) -> Checkpoint:
    """Play, keep, write, train. The tokens trained on are those that were sampled; nothing is tokenised again.

    A run that was interrupted after playing finds its dataset `accepted` and goes on with training.

    Raises:
        DataError: no episode passed.
    """
    rows = run.read_examples("accepted")
    if rows is None:
        groups = await _play(run, config, policy, env)
        rows = [_row(episode) for group in groups for episode in accepted(group, config)]
        _tell(run, groups, len(rows))
        if not rows:
            raise _nothing_passed(config, env, groups)
        run.write_examples("accepted", rows)
    return await sft.train(run, config, policy, [datum for row in rows for datum in _datums(row)])


async def _play(run: Run, config: Config, policy: Model, env: EnvSpec) -> list[Group]:
    """All rounds, with the episodes of one scenario in one group."""
    await policy.sync()
    params = SamplingParams(max_tokens=config.max_tokens, temperature=config.temperature)
    rounds = Batches(env.scenarios, config.scenarios_per_round or len(env.scenarios), run.seed)
    played: dict[str, list[Group]] = {}
    for number in range(config.rounds):
        seed = derived_seed(run.seed, "play", number)
        for group in await rollout(env, policy, rounds[number], group_size=config.group_size, params=params, seed=seed):
            played.setdefault(group.scenario.id, []).append(group)
    return [Group(same[0].scenario, [episode for group in same for episode in group.episodes]) for same in played.values()]


def accepted(group: Group, config: Config) -> list[Episode]:
    """The episodes of one scenario to learn from: those that reached the threshold and their own end, the best rewarded first, equal
    ones in the order they were played, no two with the same tokens."""
    passed = [episode for episode in group.episodes if _passes(episode, config)]
    most = config.keep_if_always_solved if len(passed) == len(group.episodes) else config.keep_per_scenario
    different: dict[tuple[Tokens, ...], Episode] = {}
    for episode in passed:
        different.setdefault(tuple(branch.tokens for branch in episode.branches), episode)
    return sorted(different.values(), key=lambda episode: -(episode.reward or 0.0))[:most]


def _passes(episode: Episode, config: Config) -> bool:
    return episode.reward is not None and episode.reward >= config.threshold and not episode.truncated and bool(episode.branches)


def _row(episode: Episode) -> dict[str, Any]:
    return {
        "scenario": episode.scenario.id,
        "episode": episode.id,
        "reward": episode.reward,
        "tools": [tool.to_openai() for tool in episode.tools],
        "messages": [message.to_openai() for message in episode.messages],
        "branches": [{"tokens": list(branch.tokens), "mask": [int(sampled) for sampled in branch.mask]} for branch in episode.branches],
    }


def _datums(row: Mapping[str, Any]) -> list[Datum]:
    return [
        Datum(tuple(branch["tokens"]), tuple(bool(sampled) for sampled in branch["mask"]), source=str(row["episode"]))
        for branch in row["branches"]
    ]


def _tell(run: Run, groups: Sequence[Group], kept: int) -> None:
    rewards = [reward for group in groups for reward in group.rewards]
    played = [episode for group in groups for episode in group.episodes]
    mean = {"reward": sum(rewards) / len(rewards)} if rewards else {}
    counts = {"played": len(played), "accepted": kept, "errors": sum(episode.stop == "error" for episode in played)}
    run.log(0, **counts, sampled_tokens=sum(episode.sampled_tokens for episode in played), **mean)
    run.keep(0, played[:8])


def _nothing_passed(config: Config, env: EnvSpec, groups: Sequence[Group]) -> DataError:
    rewards = [reward for group in groups for reward in group.rewards]
    best = f"the best reward was {max(rewards)}" if rewards else "none of them has a reward"
    what = f"none of {sum(len(group.episodes) for group in groups)} episodes reached reward {config.threshold}: {best}"
    return DataError(
        what, where=f"env {env.name}", fix="lower threshold, raise group_size or rounds, or start from a model that can do some"
    )
