"""GRPO learns on the fake engine, resumes exactly, and keeps each of its promises."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from burnish.core.episodes import Group, Scenario
from burnish.core.losses import Loss, Optim, PolicyGradient
from burnish.core.options import validated
from burnish.core.tokens import Datum, Metrics, SamplingParams
from burnish.engine.fake import FakeModel
from burnish.envs.env import EnvSpec, StepResult
from burnish.envs.rollout import rollout
from burnish.errors import ConfigError, DataError
from burnish.recipes import grpo
from tests.support import SUCCESSOR, TWICE, Interrupted, MemoryRun, Successor, digit_scenarios, guessing_policy, mean_reward

CONFIG = grpo.Config(steps=25, scenarios_per_step=5, group_size=16, refills=0, max_tokens=4, learning_rate=0.02, warmup_steps=2)
SHORT = CONFIG.model_copy(update={"steps": 4})


class Watched(FakeModel):
    """A policy that writes down which verbs are called with what."""

    calls: list[tuple[str, object]]

    async def sync(self) -> Metrics:
        self.calls.append(("sync", None))
        return await super().sync()

    async def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        self.calls.append(("forward", list(batch)))
        return await super().forward(batch)

    async def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
        self.calls.append(("forward_backward", list(batch)))
        self.calls.append(("loss", loss))
        return await super().forward_backward(batch, loss)

    async def optim_step(self, optim: Optim) -> Metrics:
        self.calls.append(("optim_step", None))
        return await super().optim_step(optim)

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.calls if verb != "loss"]


async def watched(folder: Path) -> Watched:
    policy = Watched(folder, (base := await guessing_policy(folder / "base")).renderer, window=4)
    await policy.load(await base.save("base"))
    policy.calls = []
    return policy


async def test_grpo_learns(tmp_path: Path) -> None:
    policy = await guessing_policy(tmp_path)
    run = MemoryRun()
    before = await mean_reward(policy, SUCCESSOR)
    checkpoint = await grpo.train(run, CONFIG, policy, SUCCESSOR)
    assert before < 0.3
    assert await mean_reward(policy, SUCCESSOR) > 0.9
    assert checkpoint.name == "final"
    assert [row["step"] for row in run.rows] == list(range(CONFIG.steps))
    assert run.rows[-1]["reward"] > run.rows[0]["reward"] + 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"std": "group", "minibatches": 2},
        {"std": "batch", "minibatches": 2, "old": "sampler"},
        {"kl_coefficient": 0.01, "kl_estimator": "k3", "refills": 2},
    ],
    ids=["group std, old by forward", "batch std, old by the sampler", "kl and refills"],
)
async def test_its_variants_learn_over_two_turns(tmp_path: Path, change: dict[str, object]) -> None:
    policy, reference = await guessing_policy(tmp_path / "policy"), await guessing_policy(tmp_path / "reference", name="reference")
    before = await mean_reward(policy, TWICE)
    await grpo.train(MemoryRun(), CONFIG.model_copy(update=change), policy, TWICE, reference)
    assert before < 0.3
    assert await mean_reward(policy, TWICE) > before + 0.4


async def test_a_policy_that_never_gets_its_trained_weights_is_told_by_its_version(tmp_path: Path) -> None:
    """Each step plays with the weights that the step before it trained: without the sync, the version would stay 0."""
    policy = await guessing_policy(tmp_path)
    first = policy.version
    run = MemoryRun()
    await grpo.train(run, SHORT, policy, SUCCESSOR)
    versions = [{turn.version for episode in run.kept[step] for turn in episode.turns} for step in range(4)]
    assert versions == [{first}, {first + 1}, {first + 2}, {first + 3}]


async def test_a_run_that_was_interrupted_ends_with_the_same_weights(tmp_path: Path) -> None:
    config = SHORT.model_copy(update={"refills": 1, "minibatches": 2, "scenarios_per_step": 3, "steps": 5})
    whole = await guessing_policy(tmp_path / "whole")
    rows = MemoryRun(seed=4, models=[whole])
    await grpo.train(rows, config, whole, SUCCESSOR)

    broken = await guessing_policy(tmp_path / "broken")
    run = MemoryRun(seed=4, models=[broken], stop_after=2)
    with pytest.raises(Interrupted):
        await grpo.train(run, config, broken, SUCCESSOR)
    fresh = await guessing_policy(tmp_path / "fresh", seed=8)
    resumed = MemoryRun(seed=4, models=[fresh], saved=run.saved)
    await grpo.train(resumed, config, fresh, SUCCESSOR)

    probe = [fresh.renderer.example(list(group.episodes[0].messages)) for group in await play(whole)]
    assert await fresh.forward(probe) == await whole.forward(probe)
    assert run.rows + resumed.rows == rows.rows


async def test_another_seed_is_another_run(tmp_path: Path) -> None:
    rows = []
    for seed in (0, 1):
        run = MemoryRun(seed=seed)
        await grpo.train(run, SHORT, await guessing_policy(tmp_path / str(seed)), SUCCESSOR)
        rows.append(run.rows)
    assert rows[0] != rows[1]


async def test_one_update_needs_no_old_logprobs_and_more_of_them_take_them_before_the_first(tmp_path: Path) -> None:
    policy = await watched(tmp_path / "one")
    await grpo.train(MemoryRun(), SHORT.model_copy(update={"steps": 1}), policy, SUCCESSOR)
    assert policy.verbs == ["sync", "forward_backward", "optim_step"]
    policy = await watched(tmp_path / "two")
    await grpo.train(MemoryRun(), SHORT.model_copy(update={"steps": 1, "minibatches": 2}), policy, SUCCESSOR)
    assert policy.verbs == ["sync", "forward", *["forward_backward", "optim_step"] * 2]
    seen = [datum for verb, batch in policy.calls if verb == "forward_backward" for datum in batch]  # type: ignore[attr-defined]
    assert all(list(datum.old_logprobs) == list(datum.logprobs) for datum in seen)  # fake sampler and trainer agree to the last bit


async def test_a_trusted_sampler_saves_the_forward(tmp_path: Path) -> None:
    policy = await watched(tmp_path)
    await grpo.train(MemoryRun(), SHORT.model_copy(update={"steps": 1, "minibatches": 2, "old": "sampler"}), policy, SUCCESSOR)
    assert "forward" not in policy.verbs
    assert all(loss == PolicyGradient(old="sampler") for verb, loss in policy.calls if verb == "loss")


async def test_minibatches_share_the_groups_out_whole(tmp_path: Path) -> None:
    policy = await watched(tmp_path)
    await grpo.train(MemoryRun(), SHORT.model_copy(update={"steps": 1, "minibatches": 2, "scenarios_per_step": 4}), policy, SUCCESSOR)
    batches = [batch for verb, batch in policy.calls if verb == "forward_backward"]
    prompts = [{datum.tokens[:4] for datum in batch} for batch in batches]  # type: ignore[attr-defined]
    assert len(prompts) == 2
    assert not prompts[0] & prompts[1]


async def play(policy: FakeModel, env: EnvSpec = SUCCESSOR) -> list[Group]:
    return await rollout(env, policy, env.scenarios, group_size=2, params=SamplingParams(max_tokens=3), seed=1)


class Rewarded(Successor):
    """Digit 0 is always worth 1, digit 1 always 0, digit 2 cannot be graded; the others as ever."""

    async def step(self, message):  # type: ignore[no-untyped-def]
        result = await super().step(message)
        rewards = {0: 1.0, 1: 0.0, 2: None}
        return StepResult(terminated=True, reward=rewards.get(self.digit, result.reward))


async def test_groups_without_a_signal_are_dropped_told_apart_and_refilled(tmp_path: Path) -> None:
    policy = await watched(tmp_path)
    env = EnvSpec("rewarded", Rewarded, digit_scenarios())
    config = SHORT.model_copy(update={"steps": 8, "scenarios_per_step": 2, "group_size": 32, "learning_rate": 1e-9})
    plain, refilled = MemoryRun(), MemoryRun()
    await grpo.train(plain, config, policy, env)
    for row in plain.rows:
        assert row["kept"] + row["dropped_solved"] + row["dropped_failed"] + row["dropped_ungraded"] == 2
    assert sum(row["dropped_solved"] for row in plain.rows) == 3  # eight steps of two scenarios are three epochs of five, and one more
    await grpo.train(refilled, config.model_copy(update={"refills": 3}), await watched(tmp_path / "more"), env)
    assert sum(row["kept"] for row in refilled.rows) > sum(row["kept"] for row in plain.rows)
    assert max(row["kept"] for row in refilled.rows) == 2
    for batch in (batch for verb, batch in policy.calls if verb == "forward_backward"):
        digits = {policy.renderer.decode(datum.tokens[1:2]) for datum in batch}  # type: ignore[attr-defined]
        assert digits <= {"3", "4"}


async def test_a_step_in_which_nothing_can_be_learnt_changes_nothing_and_says_so(tmp_path: Path) -> None:
    class Hopeless(Successor):
        async def step(self, message):  # type: ignore[no-untyped-def]
            return StepResult(terminated=True, reward=0.0)

    policy = await watched(tmp_path)
    run = MemoryRun()
    await grpo.train(run, SHORT, policy, EnvSpec("hopeless", Hopeless, digit_scenarios()))
    assert set(policy.verbs) == {"sync"}
    assert [(row["kept"], row["dropped_failed"]) for row in run.rows] == [(0, 5)] * 4


async def test_an_env_that_fails_is_counted_and_is_no_zero(tmp_path: Path) -> None:
    class Failing(Successor):
        async def step(self, message):  # type: ignore[no-untyped-def]
            raise RuntimeError("the database is gone")

    run = MemoryRun()
    env = EnvSpec("failing", Failing, digit_scenarios())
    await grpo.train(run, SHORT.model_copy(update={"steps": 1}), await guessing_policy(tmp_path), env)
    assert run.rows[0]["errors"] == 5 * 16
    assert run.rows[0]["dropped_ungraded"] == 5
    assert "reward" not in run.rows[0]


async def test_a_kl_penalty_holds_the_policy_near_its_reference(tmp_path: Path) -> None:
    drift = []
    for number, coefficient in enumerate((0.0, 1.0)):
        policy = await guessing_policy(tmp_path / f"policy-{number}")
        reference = await guessing_policy(tmp_path / f"reference-{number}", name="reference")
        config = CONFIG.model_copy(update={"steps": 8, "kl_coefficient": coefficient})
        await grpo.train(MemoryRun(), config, policy, SUCCESSOR, reference)
        drift.append(await mean_reward(policy, SUCCESSOR))
    assert drift[0] > drift[1] + 0.1


async def test_a_kl_penalty_without_a_reference_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="reference"):
        await grpo.train(MemoryRun(), SHORT.model_copy(update={"kl_coefficient": 0.1}), await guessing_policy(tmp_path), SUCCESSOR)


def sized_scenarios() -> list[Scenario]:
    """Digits with a tag; 4 alone is high."""
    return [replace(one, tags={"size": "high" if number == 4 else "low"}) for number, one in enumerate(digit_scenarios())]


SIZES = EnvSpec("successor", Successor, sized_scenarios())
EXTRA = {"extra_slices": ("size=high",), "extra_scenarios": 2}


async def test_a_step_plays_extra_scenarios_of_the_slices_where_a_mistake_is_dear(tmp_path: Path) -> None:
    policy = await watched(tmp_path)
    run = MemoryRun()
    config = SHORT.model_copy(update={"scenarios_per_step": 2, "extra_temperature": 3.0, "temperature": 0.5, "learning_rate": 1e-9})
    await grpo.train(run, config.model_copy(update=EXTRA), policy, SIZES)
    for row in run.rows:
        assert row["kept"] + row["dropped_solved"] + row["dropped_failed"] + row["dropped_ungraded"] == 2 + 2
        assert 0 <= row["extra_reward"] <= 1
    batches = [batch for verb, batch in policy.calls if verb == "forward_backward"]
    seen = [(policy.renderer.decode(datum.tokens[1:2]), datum.temperature) for batch in batches for datum in batch]  # type: ignore[attr-defined]
    assert {digit for digit, temperature in seen if temperature == 3.0} == {"4"}  # hotter, so that rare mistakes show; scored as played
    assert {digit for digit, temperature in seen if temperature == 0.5} > {"4"}


async def test_what_is_played_more_is_learnt_sooner(tmp_path: Path) -> None:
    high = EnvSpec("successor", Successor, SIZES.scenarios[4:])
    learnt = []
    for number, change in enumerate(({}, EXTRA)):
        policy = await guessing_policy(tmp_path / str(number))
        await grpo.train(MemoryRun(), CONFIG.model_copy(update={"steps": 6, "scenarios_per_step": 1, **change}), policy, SIZES)
        learnt.append(await mean_reward(policy, high))
    assert learnt[1] > learnt[0] + 0.2


async def test_extra_scenarios_leave_the_ordinary_ones_and_their_reward_as_they_are(tmp_path: Path) -> None:
    rows = []
    for number, change in enumerate(({}, EXTRA)):
        run = MemoryRun()
        config = SHORT.model_copy(update={"steps": 1, **change})
        await grpo.train(run, config, await guessing_policy(tmp_path / str(number)), SIZES)
        rows.append(run.rows[0])
    assert rows[0]["reward"] == rows[1]["reward"]
    assert rows[1]["sampled_tokens"] > rows[0]["sampled_tokens"]
    assert "extra_reward" not in rows[0]


async def test_a_run_with_extra_scenarios_that_was_interrupted_ends_with_the_same_weights(tmp_path: Path) -> None:
    config = SHORT.model_copy(update=EXTRA)
    whole, broken, fresh = [await guessing_policy(tmp_path / name) for name in ("whole", "broken", "fresh")]
    rows = MemoryRun(seed=4, models=[whole])
    await grpo.train(rows, config, whole, SIZES)
    run = MemoryRun(seed=4, models=[broken], stop_after=2)
    with pytest.raises(Interrupted):
        await grpo.train(run, config, broken, SIZES)
    resumed = MemoryRun(seed=4, models=[fresh], saved=run.saved)
    await grpo.train(resumed, config, fresh, SIZES)
    assert run.rows + resumed.rows == rows.rows


def test_slices_can_be_given_in_words_as_on_a_command_line() -> None:
    config = validated(grpo.Config, {"extra_slices": "size=high, size=low", "extra_scenarios": "3"}, "grpo")
    assert (config.extra_slices, config.extra_scenarios) == (("size=high", "size=low"), 3)
    assert grpo.Config.model_validate_json(config.model_dump_json(), strict=True) == config  # as the API reads it


@pytest.mark.parametrize("slices", [("size=huge",), ("size=high", "colour=red"), ()])
async def test_extra_scenarios_of_a_slice_that_the_env_has_none_of_are_refused(tmp_path: Path, slices: tuple[str, ...]) -> None:
    config = SHORT.model_copy(update={"extra_slices": slices, "extra_scenarios": 1})
    with pytest.raises(ConfigError, match="slice") as refused:
        await grpo.train(MemoryRun(), config, await guessing_policy(tmp_path), SIZES)
    assert "size=high, size=low" in str(refused.value)


async def test_an_env_without_scenarios_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        await grpo.train(MemoryRun(), SHORT, await guessing_policy(tmp_path), EnvSpec("empty", Successor, []))
