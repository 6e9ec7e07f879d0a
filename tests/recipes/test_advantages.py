"""Advantages: group baselines and their edges."""

import random
import statistics
from collections.abc import Sequence

import pytest

from burnish.core.episodes import Branch, Episode, EpisodeStop, Group, Scenario, Turn
from burnish.core.tokens import SamplingParams
from burnish.recipes.advantages import Std, datums, group_advantages, has_signal

SCENARIO = Scenario("s")


def group(*rewards: float | None, truncated: Sequence[int] = (), branches: Sequence[Branch] = ()) -> Group:
    def stop(index: int) -> EpisodeStop:
        return "max_turns" if index in truncated else "error" if rewards[index] is None else "done"

    turn = Turn(1, (2, 3), (-0.5, -0.25), 0, SamplingParams(temperature=0.7), "end")
    return Group(
        SCENARIO,
        [
            Episode(f"e{index}", SCENARIO, turns=(turn,), branches=tuple(branches), stop=stop(index), reward=reward)
            for index, reward in enumerate(rewards)
        ],
    )


def advantages(*groups: Group, std: Std = "none") -> list[tuple[float | None, ...]]:
    return [scored.advantages for scored in group_advantages(groups, std)]


def test_the_baseline_is_the_mean_of_the_group() -> None:
    assert advantages(group(1.0, 0.0, 0.0, 0.0), group(3.0, 5.0)) == [(0.75, -0.25, -0.25, -0.25), (-1.0, 1.0)]


def test_an_episode_without_a_reward_neither_counts_nor_learns() -> None:
    assert advantages(group(1.0, None, 0.0)) == [(0.5, None, -0.5)]


@pytest.mark.parametrize("std", ["none", "group", "batch"])
def test_a_lonely_or_even_group_gets_exactly_zero(std: Std) -> None:
    assert advantages(group(0.7), group(0.1, 0.1, 0.1), group(1.0, None), group(None, None), std=std) == [
        (0.0,),
        (0.0, 0.0, 0.0),
        (0.0, None),
        (None, None),
    ]


def test_signal_is_decided_by_exact_equality() -> None:
    assert not has_signal(group(0.3, 0.3, 0.3))
    assert not has_signal(group(1.0, None))
    assert has_signal(group(0.3, 0.30000000000000004))
    [scored] = advantages(group(0.3, 0.30000000000000004), std="group")
    assert max(abs(advantage or 0.0) for advantage in scored) < 1e-9  # and rounding is not blown up to ±1


def test_a_truncated_episode_never_gets_a_positive_advantage() -> None:
    for std in ("none", "group", "batch"):
        [scored] = advantages(group(1.0, 0.0, 0.0, truncated=[0, 1]), std=std)
        assert scored[0] == 0.0
        assert scored[1] is not None
        assert scored[1] < 0


def test_advantages_are_divided_by_the_spread_of_the_group_or_of_the_batch() -> None:
    wide, narrow = group(0.0, 10.0), group(4.0, 6.0)
    [[_, of_wide], [_, of_narrow]] = advantages(wide, narrow, std="group")
    assert of_wide == pytest.approx(5 / statistics.stdev([0, 10]), rel=1e-3)
    assert of_narrow == pytest.approx(of_wide, rel=1e-3)
    [[_, of_wide], [_, of_narrow]] = advantages(wide, narrow, std="batch")
    assert of_wide == pytest.approx(5 / statistics.stdev([0, 10, 4, 6]), rel=1e-3)
    assert of_narrow == pytest.approx((of_wide or 0.0) / 5, rel=1e-3)


def test_for_any_rewards_advantages_sum_to_zero_keep_the_order_and_ignore_a_shift() -> None:
    draw = random.Random(0)
    for _ in range(60):
        rewards = [draw.choice([0.0, 1.0, draw.uniform(-3, 3)]) for _ in range(draw.randint(2, 9))]
        for std in ("none", "group", "batch"):
            [scored] = advantages(group(*rewards), std=std)
            [shifted] = advantages(group(*(reward + 5 for reward in rewards)), std=std)
            values = [advantage or 0.0 for advantage in scored]
            assert sum(values) == pytest.approx(0, abs=1e-9)
            assert values == pytest.approx([advantage or 0.0 for advantage in shifted], abs=1e-6)
            assert sorted(range(len(values)), key=lambda i: (rewards[i], i)) == sorted(range(len(values)), key=lambda i: (values[i], i))


BRANCHES = [
    Branch((1, 2, 3), (False, True, True), (-0.5, -0.25)),
    Branch((1, 9), (False, True), (-2.0,)),
    Branch((1, 2), (False, False), ()),
]


def test_datums_carry_the_episodes_advantage_on_every_sampled_token_of_every_branch() -> None:
    [scored] = group_advantages([group(1.0, None, 0.0, branches=BRANCHES)])
    batch = datums(scored)
    assert [datum.source for datum in batch] == ["e0", "e0", "e2", "e2"]  # no reward, no datum; a branch without tokens, no datum
    assert [list(datum.advantages or ()) for datum in batch] == [[0.5, 0.5], [0.5], [-0.5, -0.5], [-0.5]]
    assert (batch[1].tokens, batch[1].mask, batch[1].logprobs) == (BRANCHES[1].tokens, BRANCHES[1].mask, BRANCHES[1].logprobs)
    assert {datum.temperature for datum in batch} == {0.7}


def test_an_episode_with_many_branches_has_one_vote_in_the_baseline() -> None:
    forked, plain = group(1.0, 0.0, branches=BRANCHES), group(1.0, 0.0, branches=BRANCHES[:1])
    assert advantages(forked) == advantages(plain)
