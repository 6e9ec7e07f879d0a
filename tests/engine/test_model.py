"""The verbs over one rank and over two: the same numbers, and errors that say what happened."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from safetensors.torch import load_file

from burnish.core.losses import Adam, CrossEntropy, PolicyGradient
from burnish.core.messages import user
from burnish.core.tokens import Datum, SamplingParams
from burnish.engine.model import TorchModel, open_model
from burnish.errors import CheckpointError, ConfigError, DataError, EngineError, NonFiniteError, RankError

from .checkpoints import families

pytestmark = pytest.mark.slow

PROMPTS = [[5, 9, 3, 14, 15], [5, 9, 3, 14, 16, 2], [7] * 40, [8, 9]]
PARAMS = SamplingParams(max_tokens=12, seed=4, n=3)
ADAM = Adam(learning_rate=0.02)


async def models(stack: AsyncExitStack, folder: Path, checkpoints: Path, *ranks: int) -> list[TorchModel]:
    """One model for each number of ranks, all started at the same time."""
    opening = [open_model(folder, checkpoints=checkpoints / str(place), ranks=count, seed=3) for place, count in enumerate(ranks)]
    return list(await asyncio.gather(*(stack.enter_async_context(one) for one in opening)))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def learn(model: TorchModel, steps: range) -> None:
    """Policy-gradient steps that depend on what was sampled without a seed, so on the model's own counters too."""
    for _ in steps:
        await model.sync()
        completions = await model.sample(PROMPTS, SamplingParams(max_tokens=10, n=2))
        batch = []
        for place, completion in enumerate(completions):
            prompt, count = PROMPTS[place // 2], len(completion.ids)
            advantages = [(-1.0) ** place] * count
            mask = [False] * len(prompt) + [True] * count
            batch.append(Datum([*prompt, *completion.ids], mask, logprobs=completion.logprobs, advantages=advantages))
        await model.forward_backward(batch, PolicyGradient())
        await model.optim_step(ADAM)


async def test_two_ranks_compute_what_one_does(stack: AsyncExitStack, small_folder: Path, tmp_path: Path) -> None:
    one, two = await models(stack, small_folder, tmp_path, 1, 2)
    assert await one.sample(PROMPTS, PARAMS) == await two.sample(PROMPTS, PARAMS)
    batch = families(1, groups=4)
    before, beside = await one.forward(batch), await two.forward(batch)
    for a, b, datum in zip(before, beside, batch, strict=True):
        assert len(a) == datum.trained
        assert a == pytest.approx(b, abs=1e-5)
    told = [await model.forward_backward(batch, CrossEntropy()) for model in (one, two)]
    assert told[0]["loss"] == pytest.approx(told[1]["loss"], rel=1e-5)
    assert told[0]["tokens"] == told[1]["tokens"] == sum(datum.trained for datum in batch)
    assert told[0]["shared"] > 0.2
    stepped = [await model.optim_step(ADAM) for model in (one, two)]
    assert stepped[0]["grad_norm"] == pytest.approx(stepped[1]["grad_norm"], rel=1e-5)
    for a, b in zip(await one.forward(batch), await two.forward(batch), strict=True):
        assert a == pytest.approx(b, abs=1e-3)
    assert await one.forward(batch) != before


async def test_the_version_counts_updates_that_the_sampler_has_got(stack: AsyncExitStack, small_folder: Path, tmp_path: Path) -> None:
    (model,) = await models(stack, small_folder, tmp_path, 1)
    stale = await model.sample(PROMPTS, PARAMS)
    assert {completion.version for completion in stale} == {0}
    await model.sync()
    assert model.version == 0
    skipped = await model.optim_step(ADAM)
    assert skipped["skipped"] == 1
    await model.forward_backward(families(1), CrossEntropy())
    assert "skipped" not in await model.optim_step(ADAM)
    assert await model.sample(PROMPTS, PARAMS) == stale
    told = await model.sync()
    assert told["sync_probe"] < 1e-4
    assert model.version == 1
    renewed = await model.sample(PROMPTS, PARAMS)
    assert {completion.version for completion in renewed} == {1}
    assert [one.ids for one in renewed] != [one.ids for one in stale]
    facts = await model.facts()
    assert (facts.ranks, facts.threads, facts.device) == (1, 1, "cpu")
    assert facts.reused_tokens > 0


async def test_errors_cross_the_socket_with_their_type_and_leave_the_model_usable(
    stack: AsyncExitStack, small_folder: Path, tmp_path: Path
) -> None:
    (model,) = await models(stack, small_folder, tmp_path, 2)
    good = families(1)
    before = await model.forward(good)
    bad = Datum([5, 6], [False, True], weights=[float("nan")], source="row 7")
    with pytest.raises(NonFiniteError, match="row 7"):
        await model.forward_backward([*good, bad], CrossEntropy())
    assert (await model.optim_step(ADAM))["skipped"] == 1
    with pytest.raises(DataError, match="needs advantages"):
        await model.forward_backward([Datum([5, 6], [False, True], logprobs=[-1.0])], PolicyGradient())
    with pytest.raises(EngineError, match="300 tokens, the context is 256"):
        await model.forward([Datum([5] * 300, [False] * 300)])
    checkpoint = await model.save("first")
    with pytest.raises(CheckpointError):
        await model.load(type(checkpoint)("nothing", str(tmp_path / "nothing")))
    assert await model.forward(good) == before
    sampling = asyncio.create_task(model.sample(PROMPTS, SamplingParams(max_tokens=200)))
    await asyncio.sleep(0)
    with pytest.raises(EngineError, match="still being sampled"):
        await model.sync()
    await sampling


async def test_stopping_and_going_on_is_not_stopping_to_the_last_bit(stack: AsyncExitStack, small_folder: Path, tmp_path: Path) -> None:
    first, second = await models(stack, small_folder, tmp_path, 2, 2)
    await learn(first, range(2))
    checkpoint = await first.save("step-2")
    await learn(first, range(2, 4))
    await learn(second, range(1))
    await second.load(checkpoint)
    await learn(second, range(2, 4))
    ended = [load_file(Path((await model.save("end")).path) / "trainer.safetensors") for model in (first, second)]
    assert ended[0].keys() == ended[1].keys()
    assert all((ended[0][name] == ended[1][name]).all() for name in ended[0])
    assert first.version == second.version


async def test_a_saved_model_opens_as_a_checkpoint_folder(small_folder: Path, tmp_path: Path) -> None:
    async with open_model(small_folder, checkpoints=tmp_path, ranks=1) as model:
        prompt = model.renderer.prompt([user("yes")])
        await model.forward_backward(families(1), CrossEntropy())
        await model.optim_step(ADAM)
        await model.sync()
        said = await model.sample([prompt], PARAMS)
        checkpoint = await model.save("final")
        assert (checkpoint.name, checkpoint.step) == ("final", 1)
    async with open_model(Path(checkpoint.path) / "model", ranks=1) as again:
        same = await again.sample([prompt], PARAMS)
        assert [one.ids for one in same] == [one.ids for one in said]
        assert [one.logprobs for one in same] == [one.logprobs for one in said]
        with pytest.raises(ConfigError, match="without a folder for checkpoints"):
            await again.save("nowhere")


async def test_a_rank_that_is_killed_is_named_and_nobody_waits_for_it(small_folder: Path, tmp_path: Path) -> None:
    async with open_model(small_folder, checkpoints=tmp_path, ranks=2) as model:
        victim = model._ranks.processes[1]
        pending = asyncio.create_task(model.sample(PROMPTS * 8, SamplingParams(max_tokens=200)))
        await asyncio.sleep(0)
        os.kill(victim.pid, signal.SIGKILL)
        async with asyncio.timeout(20):
            with pytest.raises(RankError, match=rf"rank 1 \(pid {victim.pid}\) ended with code -9"):
                await pending
            with pytest.raises(RankError, match="rank 1"):
                await model.forward(families(1))
            with pytest.raises(RankError, match="rank 1"):
                await model.optim_step(ADAM)
            with pytest.raises(RankError, match="rank 1"):
                await model.sample(PROMPTS * 8, PARAMS)


async def test_a_folder_that_cannot_be_opened_says_why(small_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ranks is 0"):
        async with open_model(small_folder, ranks=0):
            pass
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in small_folder.iterdir():
        text = path.read_text().replace('"burnish_fresh": true', '"burnish_fresh": false')
        (broken / path.name).write_text(text)
    with pytest.raises(CheckpointError, match=r"no \*\.safetensors"):
        async with open_model(broken, ranks=1):
            pass
