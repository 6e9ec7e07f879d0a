"""Evaluate says what `burnish.evals` says, keeps every episode, and leaves the weights alone."""

from pathlib import Path

from burnish.core.messages import assistant, user
from burnish.core.tokens import SamplingParams
from burnish.evals.evaluate import evaluate as measure
from burnish.recipes import evaluate
from tests.support import SUCCESSOR, MemoryRun, guessing_policy


async def test_every_rate_is_logged_with_its_interval_and_every_episode_is_kept(tmp_path: Path) -> None:
    policy = await guessing_policy(tmp_path)
    run = MemoryRun(seed=3)
    assert await evaluate.train(run, evaluate.Config(repeats=4, max_tokens=6), policy, SUCCESSOR) is None

    params = SamplingParams(max_tokens=6)
    expected = await measure(SUCCESSOR, policy, SUCCESSOR.scenarios, params=params, repeats=4, seed=3)
    (row,) = run.rows
    for name, rate in expected.rates.items():
        assert [row[name], row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_n"]] == [rate.mean, rate.low, rate.high, rate.n]
    assert (row["episodes"], row["errors"]) == (20, 0)
    assert [episode.reward for episode in run.kept[0]] == [episode.reward for group in expected.groups for episode in group.episodes]


async def test_the_first_scenarios_are_played_greedily_too_under_names_of_their_own(tmp_path: Path) -> None:
    policy = await guessing_policy(tmp_path)
    run = MemoryRun(seed=3)
    await evaluate.train(run, evaluate.Config(max_tokens=6, greedy_scenarios=2), policy, SUCCESSOR)
    sampled, greedy = run.rows
    assert sampled["episodes"] == 5
    assert greedy["greedy/episodes"] == 2
    assert set(greedy) == {"step", *(f"greedy/{name}" for name in sampled if name != "step")}
    assert [episode.scenario.id for episode in run.kept[1]] == ["digit-0", "digit-1"]
    again = MemoryRun(seed=99)
    await evaluate.train(again, evaluate.Config(max_tokens=6, greedy_scenarios=2), policy, SUCCESSOR)
    assert again.rows[1] == greedy


async def test_an_evaluation_trains_nothing(tmp_path: Path) -> None:
    policy = await guessing_policy(tmp_path)
    example = policy.renderer.example([user("1"), assistant("2")])
    before = await policy.forward([example])
    await evaluate.train(MemoryRun(), evaluate.Config(max_tokens=6), policy, SUCCESSOR)
    assert await policy.forward([example]) == before
