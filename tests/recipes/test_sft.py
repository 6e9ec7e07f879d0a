"""Supervised fine-tuning learns, resumes exactly, and refuses what it cannot learn from."""

from dataclasses import replace
from pathlib import Path

import pytest

from burnish.core.messages import assistant, user
from burnish.core.tokens import Datum
from burnish.errors import DataError
from burnish.recipes import sft
from tests.support import DIGITS, SUCCESSOR, Interrupted, MemoryRun, guessing_policy, mean_reward

CONFIG = sft.Config(epochs=30, examples_per_step=4, learning_rate=0.02, warmup_steps=3)


def right_answers(policy_chat) -> list[Datum]:  # type: ignore[no-untyped-def]
    return [policy_chat.example([user(digit), assistant(str((int(digit) + 1) % 5))], source=f"row {digit}") for digit in DIGITS]


async def test_sft_learns(tmp_path: Path) -> None:
    policy = await guessing_policy(tmp_path)
    run = MemoryRun()
    before = await mean_reward(policy, SUCCESSOR)
    checkpoint = await sft.train(run, CONFIG, policy, right_answers(policy.renderer))
    assert before < 0.3
    assert await mean_reward(policy, SUCCESSOR) > 0.95
    assert (checkpoint.name, len(run.rows)) == ("final", 38)  # 30 epochs of 5 examples, 4 a step
    assert run.rows[0]["loss"] > 0.7
    assert run.rows[-1]["loss"] < 0.1
    assert run.rows[-1]["learning_rate"] == pytest.approx(0.002)


async def test_steps_take_the_place_of_epochs(tmp_path: Path) -> None:
    policy, run = await guessing_policy(tmp_path), MemoryRun()
    await sft.train(run, CONFIG.model_copy(update={"steps": 3}), policy, right_answers(policy.renderer))
    assert [row["step"] for row in run.rows] == [0, 1, 2]


async def test_a_run_that_was_interrupted_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole, broken, fresh = [await guessing_policy(tmp_path / name, seed=seed) for name, seed in (("whole", 0), ("broken", 0), ("fresh", 1))]
    examples = right_answers(whole.renderer)
    config = CONFIG.model_copy(update={"steps": 7})
    await sft.train(MemoryRun(models=[whole]), config, whole, examples)
    run = MemoryRun(models=[broken], stop_after=3)
    with pytest.raises(Interrupted):
        await sft.train(run, config, broken, examples)
    await sft.train(MemoryRun(models=[fresh], saved=run.saved), config, fresh, examples)
    assert await fresh.forward(examples) == await whole.forward(examples)


async def test_what_it_cannot_learn_from_is_refused_by_name(tmp_path: Path) -> None:
    policy = await guessing_policy(tmp_path)
    examples = right_answers(policy.renderer)
    with pytest.raises(DataError, match="no examples"):
        await sft.train(MemoryRun(), CONFIG, policy, [])
    silent = replace(examples[2], mask=[False] * len(examples[2].tokens))
    with pytest.raises(DataError, match="row 2: no token"):
        await sft.train(MemoryRun(), CONFIG, policy, [*examples[:2], silent])
    long = Datum((1,) * 5000, (False,) + (True,) * 4999)
    with pytest.raises(DataError, match=r"examples\[5\]: 5000 tokens"):
        await sft.train(MemoryRun(), CONFIG, policy, [*examples, long])
