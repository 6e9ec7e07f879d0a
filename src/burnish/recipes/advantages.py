"""Advantages of a group's episodes: reward minus the group's mean, and the datums that carry them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from burnish.core.episodes import Branch, Episode, Group
from burnish.core.tokens import Datum

__all__ = ["GroupAdvantages", "Std", "datums", "group_advantages", "has_signal"]

Std = Literal["none", "group", "batch"]
"""What the advantages are divided by: nothing (Dr. GRPO, Liu et al. 2025: dividing favours scenarios that are nearly always or nearly
never solved) · the standard deviation of the group's rewards (GRPO, Shao et al. 2024) · that of the whole batch's (Liu et al. 2025,
"Tricks or Traps")."""

_STD_FLOOR = 1e-4  # so that rewards that differ by rounding alone are not blown up to ±1


@dataclass(frozen=True, slots=True)
class GroupAdvantages:
    """A group, and the advantage of each of its episodes; None where an episode has no reward, and so nothing to teach."""

    group: Group
    advantages: tuple[float | None, ...]


def has_signal(group: Group) -> bool:
    """Whether its rewards differ, by exact equality.

    A group that is all solved or all failed says nothing about which reply was better. A threshold on the standard deviation would
    call some of them different by rounding, and some that differ a little the same.
    """
    return len(set(group.rewards)) > 1


def group_advantages(groups: Sequence[Group], std: Std = "none") -> list[GroupAdvantages]:
    """Advantages for every episode of every group.

    The baseline is the mean over the group's episodes that have a reward, one vote an episode, however many branches it has. Where
    fewer than two have one, or all are equal, the advantage is exactly 0. An episode that a limit cut off never gets a positive one:
    it did not get to its end, whatever it was given for the way there.

    Args:
        groups: all groups of a batch, as std="batch" is taken over all of them.
        std: see `Std`; a sample standard deviation.
    """
    everyone = [reward for group in groups for reward in group.rewards]
    of_batch = statistics.stdev(everyone) if len(everyone) > 1 else 0.0
    results = []
    for group in groups:
        if has_signal(group):
            baseline = statistics.fmean(group.rewards)
            scale = {"none": 1.0, "group": statistics.stdev(group.rewards) + _STD_FLOOR, "batch": of_batch + _STD_FLOOR}[std]
        else:
            baseline, scale = 0.0, float("inf")
        results.append(GroupAdvantages(group, tuple(_advantage(episode, baseline, scale) for episode in group.episodes)))
    return results


def _advantage(episode: Episode, baseline: float, scale: float) -> float | None:
    if episode.reward is None:
        return None
    advantage = (episode.reward - baseline) / scale
    return min(advantage, 0.0) if episode.truncated else advantage


def datums(scored: GroupAdvantages) -> list[Datum]:
    """Every branch with sampled tokens as a datum: the episode's advantage on each of its tokens, and the sampler's logprobs."""
    return [
        _datum(episode, branch, advantage)
        for episode, advantage in zip(scored.group.episodes, scored.advantages, strict=True)
        if advantage is not None
        for branch in episode.branches
        if any(branch.mask)
    ]


def _datum(episode: Episode, branch: Branch, advantage: float) -> Datum:
    return Datum(
        tokens=branch.tokens,
        mask=branch.mask,
        logprobs=branch.logprobs,
        advantages=(advantage,) * len(branch.logprobs),
        temperature=episode.turns[0].params.temperature or 1.0,  # greedy logprobs are at temperature 1
        source=episode.id,
    )
