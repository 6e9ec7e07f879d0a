"""Rejection sampling learns from what passed, as it was sampled, and plays only once."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from burnish.core.episodes import Branch, Episode, EpisodeStop, Group, Scenario
from burnish.core.losses import Loss
from burnish.core.messages import parse_messages
from burnish.core.tokens import Datum, Metrics
from burnish.engine.fake import FakeModel
from burnish.envs.env import EnvSpec
from burnish.errors import DataError
from burnish.recipes import rejection_sampling
from burnish.recipes.rejection_sampling import accepted
from tests.support import SUCCESSOR, TWICE, Interrupted, MemoryRun, Successor, digit_scenarios, guessing_policy, mean_reward

CONFIG = rejection_sampling.Config(group_size=32, max_tokens=4, epochs=30, examples_per_step=4, learning_rate=0.02, warmup_steps=3)


async def test_rejection_sampling_learns(tmp_path: Path) -> None:
    policy, run = await guessing_policy(tmp_path), MemoryRun()
    before = await mean_reward(policy, SUCCESSOR)
    checkpoint = await rejection_sampling.train(run, CONFIG, policy, SUCCESSOR)
    assert before < 0.3
    assert await mean_reward(policy, SUCCESSOR) > 0.95
    assert checkpoint.name == "final"
    assert run.rows[0]["played"] == 5 * 32
    assert run.rows[0]["accepted"] == len(run.examples["accepted"]) == 5  # two right answers of a scenario have the same tokens


async def test_the_dataset_is_in_the_openai_shape_and_says_where_it_is_from(tmp_path: Path) -> None:
    run = MemoryRun()
    await rejection_sampling.train(run, CONFIG.model_copy(update={"steps": 1}), await guessing_policy(tmp_path), SUCCESSOR)
    for row in run.examples["accepted"]:
        question, answer = parse_messages(row["messages"])
        assert (question.role, answer.role) == ("user", "assistant")
        assert int(answer.content) == (int(question.content) + 1) % 5
        assert row["scenario"] == f"digit-{question.content}"
        assert (row["reward"], row["tools"]) == (1.0, [])


async def test_it_trains_on_the_tokens_as_they_were_sampled(tmp_path: Path) -> None:
    class Watched(FakeModel):
        seen: list[Datum]

        async def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
            self.seen += batch
            return await super().forward_backward(batch, loss)

    base = await guessing_policy(tmp_path / "base")
    policy = Watched(tmp_path, base.renderer, window=4)
    await policy.load(await base.save("base"))
    policy.seen = []
    config = CONFIG.model_copy(update={"threshold": 0.5, "epochs": 1, "group_size": 60, "keep_per_scenario": 9})
    run = MemoryRun()
    await rejection_sampling.train(run, config, policy, TWICE)
    rows = run.examples["accepted"]
    assert {(datum.tokens, datum.mask) for datum in policy.seen} == {
        (tuple(branch["tokens"]), tuple(map(bool, branch["mask"]))) for row in rows for branch in row["branches"]
    }
    for row in rows:
        [branch] = row["branches"]
        assert policy.renderer.decode(branch["tokens"]).count("<|assistant|>") == 2
        learnt = [token for token, masked in zip(branch["tokens"], branch["mask"], strict=True) if masked]
        spoken = [message["content"] for message in row["messages"] if message["role"] == "assistant"]
        assert policy.renderer.decode(learnt) == "".join(text + "<|end|>" for text in spoken)


async def test_a_run_that_was_interrupted_after_playing_does_not_play_again(tmp_path: Path) -> None:
    whole, broken, fresh = [await guessing_policy(tmp_path / name, seed=seed) for name, seed in (("whole", 0), ("broken", 0), ("fresh", 1))]
    config = CONFIG.model_copy(update={"steps": 6})
    await rejection_sampling.train(MemoryRun(models=[whole]), config, whole, SUCCESSOR)
    run = MemoryRun(models=[broken], stop_after=2)
    with pytest.raises(Interrupted):
        await rejection_sampling.train(run, config, broken, SUCCESSOR)
    resumed = MemoryRun(models=[fresh], saved=run.saved, examples=run.examples)
    unplayable = EnvSpec("unplayable", Successor, [])
    await rejection_sampling.train(resumed, config, fresh, unplayable)
    assert "played" not in resumed.rows[0]
    probe = [whole.renderer.example(parse_messages(row["messages"])) for row in run.examples["accepted"]]
    assert await fresh.forward(probe) == await whole.forward(probe)


async def test_rounds_draw_other_scenarios_until_all_have_had_their_turn(tmp_path: Path) -> None:
    run = MemoryRun()
    config = CONFIG.model_copy(update={"rounds": 5, "scenarios_per_round": 1, "steps": 1})
    await rejection_sampling.train(run, config, await guessing_policy(tmp_path), SUCCESSOR)
    assert run.rows[0]["played"] == 5 * 32
    assert len({row["scenario"] for row in run.examples["accepted"]}) == 5


async def test_where_nothing_passes_the_error_says_how_far_it_was(tmp_path: Path) -> None:
    run = MemoryRun()
    with pytest.raises(DataError, match=r"successor: none of 160 episodes reached reward 2\.0: the best reward was 1\.0 → lower threshold"):
        await rejection_sampling.train(run, CONFIG.model_copy(update={"threshold": 2.0}), await guessing_policy(tmp_path), SUCCESSOR)
    assert run.examples == {}
    assert run.rows[0]["accepted"] == 0


async def test_where_every_episode_fails_the_error_says_that_too(tmp_path: Path) -> None:
    class Failing(Successor):
        async def step(self, message):  # type: ignore[no-untyped-def]
            raise RuntimeError("the database is gone")

    with pytest.raises(DataError, match="none of them has a reward"):
        await rejection_sampling.train(MemoryRun(), CONFIG, await guessing_policy(tmp_path), EnvSpec("failing", Failing, digit_scenarios()))


# -- what is accepted ----------------------------------------------------------------------------------------------------------


def episode(number: int, reward: float | None, *, token: int | None = None, stop: EpisodeStop = "done") -> Episode:
    branch = Branch((1, number if token is None else token), (False, True), (-1.0,))
    return Episode(f"e{number}", Scenario("s"), branches=(branch,), stop=stop, reward=reward)


def kept(*episodes: Episode, **options: float) -> list[str]:
    config = rejection_sampling.Config(**{"threshold": 0.5, "keep_per_scenario": 2, **options})
    return [one.id for one in accepted(Group(Scenario("s"), episodes), config)]


def test_the_best_rewarded_are_kept_and_equal_ones_as_they_were_played() -> None:
    assert kept(episode(0, 0.0), episode(1, 0.6), episode(2, 0.9), episode(3, 0.9), episode(4, 0.5)) == ["e2", "e3"]


def test_what_was_cut_off_failed_or_could_not_be_graded_is_not_kept() -> None:
    assert kept(episode(0, 1.0, stop="max_turns"), episode(1, None, stop="error"), episode(2, None), episode(3, 0.4)) == []


def test_two_episodes_of_the_same_tokens_count_once() -> None:
    assert kept(episode(0, 0.0), episode(1, 1.0, token=7), episode(2, 1.0, token=7), episode(3, 1.0)) == ["e1", "e3"]


def test_of_a_scenario_that_is_always_solved_fewer_are_kept() -> None:
    assert kept(episode(0, 1.0), episode(1, 1.0)) == ["e0"]
    assert kept(episode(0, 1.0), episode(1, 1.0), keep_if_always_solved=0) == []
