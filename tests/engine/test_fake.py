"""The fake engine keeps what the verbs promise: sampling, sums and denominators, sync, checkpoints, and errors with a place."""

import asyncio
import math
from dataclasses import replace
from pathlib import Path

import pytest

from burnish.core.losses import Adam, CrossEntropy, Muon, PolicyGradient, ValueMSE
from burnish.core.messages import assistant, user
from burnish.core.ports import Model
from burnish.core.tokens import Datum, SamplingParams
from burnish.engine.fake import FakeModel
from burnish.engine.fake_chat import FakeChat
from burnish.errors import CheckpointError, ConfigError, DataError, EngineError, NonFiniteError, SyncError

CHAT = FakeChat("abcdefghij ")
PROMPT = CHAT.prompt([user("abc")])
EXAMPLES = [
    CHAT.example([user(asked), assistant(answer)], source=f"row {asked}")
    for asked, answer in zip("abcd", ["b", "cc", "ddd", "e"], strict=True)
]


def make(folder: Path, **options: object) -> FakeModel:
    return FakeModel(folder, CHAT, **options)  # type: ignore[arg-type]


async def learn(model: Model, batch: list[Datum], steps: int = 1, rate: float = 0.02) -> dict[str, float]:
    metrics: dict[str, float] = {}
    for _ in range(steps):
        metrics = await model.forward_backward(batch, CrossEntropy())
        metrics |= await model.optim_step(Adam(rate))
    return metrics


# -- sampling ------------------------------------------------------------------------------------------------------------------


async def test_a_fake_model_is_a_model(tmp_path: Path) -> None:
    model: Model = make(tmp_path)  # mypy checks the port, this line that it can be made
    assert (model.name, model.version, model.context) == ("policy", 0, 4096)


async def test_logprobs_of_the_sampler_are_those_of_the_trainer_at_the_same_temperature(tmp_path: Path) -> None:
    model = make(tmp_path)
    for temperature in (0.0, 0.5, 1.0, 3.0):
        [completion] = await model.sample([PROMPT], SamplingParams(max_tokens=20, temperature=temperature, seed=1))
        tokens = (*PROMPT, *completion.ids)
        datum = Datum(tokens, (*[False] * len(PROMPT), *[True] * len(completion.ids)), temperature=temperature or 1.0)
        assert (await model.forward([datum]))[0] == list(completion.logprobs)


async def test_a_seeded_completion_does_not_depend_on_what_else_is_in_the_batch(tmp_path: Path) -> None:
    model = make(tmp_path)
    others = [CHAT.prompt([user("j" * length)]) for length in range(12)]
    params = SamplingParams(max_tokens=15, seed=3)
    [alone] = await model.sample([PROMPT], params)
    together, [beside] = await asyncio.gather(model.sample([*others, PROMPT], params), model.sample([PROMPT], params))
    assert together[-1] == beside == alone
    assert len({completion.ids for completion in together}) > 6  # the seed is mixed with the prompt


async def test_n_completions_differ_and_come_in_the_order_of_the_prompts(tmp_path: Path) -> None:
    model = make(tmp_path)
    other = CHAT.prompt([user("j")])
    both = await model.sample([PROMPT, other], SamplingParams(max_tokens=12, seed=5, n=3))
    assert both[:3] == await model.sample([PROMPT], SamplingParams(max_tokens=12, seed=5, n=3))
    assert len({completion.ids for completion in both}) == 6


async def test_without_a_seed_two_calls_differ(tmp_path: Path) -> None:
    model = make(tmp_path)
    params = SamplingParams(max_tokens=20)
    assert await model.sample([PROMPT], params) != await model.sample([PROMPT], params)


async def test_greedy_top_k_of_one_and_a_tiny_top_p_all_take_the_likeliest_token(tmp_path: Path) -> None:
    model = make(tmp_path)
    narrow = [{"temperature": 0.0}, {"top_k": 1}, {"top_p": 1e-9}]
    replies = [(await model.sample([PROMPT], SamplingParams(max_tokens=10, seed=seed, **how)))[0] for seed, how in enumerate(narrow)]  # type: ignore[arg-type]
    assert replies[0] == replies[1] == replies[2]


async def test_top_p_keeps_the_smallest_set_that_reaches_it(tmp_path: Path) -> None:
    model = make(tmp_path)
    first = await model.sample([PROMPT], SamplingParams(max_tokens=1, n=1000, seed=0))
    seen = sorted({(-completion.logprobs[0], completion.ids[0]) for completion in first})
    total, kept = 0.0, set()
    for surprise, token in seen:
        kept.add(token)
        total += math.exp(-surprise)
        if total >= 0.6:
            break
    narrow = await model.sample([PROMPT], SamplingParams(max_tokens=1, n=1000, seed=0, top_p=0.6))
    assert {completion.ids[0] for completion in narrow} == kept
    assert 1 < len(kept) < len(seen)


async def test_tokens_come_as_often_as_their_probability_says(tmp_path: Path) -> None:
    count = 2000
    replies = await make(tmp_path).sample([PROMPT], SamplingParams(max_tokens=1, n=count, seed=0))
    for reply in {reply.ids[0]: reply for reply in replies}.values():
        expected = math.exp(reply.logprobs[0])
        share = sum(other.ids == reply.ids for other in replies) / count
        assert abs(share - expected) < 5 * math.sqrt(expected / count)


async def test_a_completion_says_why_it_ended(tmp_path: Path) -> None:
    model = make(tmp_path, context=len(PROMPT) + 6)
    [d] = CHAT.encode("d")
    babble = Datum((*PROMPT, *[d] * 6), (*[False] * len(PROMPT), *[True] * 6))
    await learn(model, [babble], steps=60)  # a model that says d and nothing else
    await model.sync()

    async def stop(**how: object) -> tuple[str, int]:
        [reply] = await model.sample([PROMPT], SamplingParams(temperature=0.0, **how))  # type: ignore[arg-type]
        return reply.stop, len(reply.ids)

    assert await stop(max_tokens=3) == ("length", 3)
    assert await stop(max_tokens=99) == ("context", 6)
    assert await stop(max_tokens=99, stop=("dd",)) == ("stop", 2)
    assert await stop(max_tokens=99, stop_ids=(d,)) == ("stop", 1)
    await learn(model, [CHAT.example([user("abc"), assistant("")])], steps=60)
    await model.sync()
    assert await stop(max_tokens=99) == ("end", 1)


async def test_a_prompt_that_fills_the_context_gets_an_empty_completion(tmp_path: Path) -> None:
    [reply] = await make(tmp_path, context=len(PROMPT)).sample([PROMPT], SamplingParams())
    assert (reply.ids, reply.stop) == ((), "context")


# -- training ------------------------------------------------------------------------------------------------------------------


async def test_it_learns_what_it_is_shown(tmp_path: Path) -> None:
    model = make(tmp_path)
    before = await model.forward_backward(EXAMPLES, CrossEntropy())
    after = await learn(model, EXAMPLES, steps=60)
    assert before["loss"] > 2
    assert after["loss"] < 0.05


async def test_any_split_of_a_batch_gives_the_same_step(tmp_path: Path) -> None:
    """The lengths differ, so that averages of averages would not be the average."""
    results = []
    for split in ([4], [1, 3], [3, 1], [1, 1, 1, 1]):
        model = make(tmp_path)
        rest = list(EXAMPLES)
        for size in split:
            await model.forward_backward(rest[:size], CrossEntropy())
            rest = rest[size:]
        await model.optim_step(Adam(0.01))
        results.append(await model.forward(EXAMPLES))
    for result in results[1:]:
        for ours, theirs in zip(result, results[0], strict=True):
            assert ours == pytest.approx(theirs, abs=1e-11)


async def test_the_gradient_is_divided_by_all_tokens_since_the_last_step(tmp_path: Path) -> None:
    once, twice = make(tmp_path), make(tmp_path)
    await once.forward_backward(EXAMPLES, CrossEntropy())
    await twice.forward_backward(EXAMPLES, CrossEntropy())
    await twice.forward_backward(EXAMPLES, CrossEntropy())
    optim = Adam(0.01, max_grad_norm=0)
    assert (await once.optim_step(optim))["grad_norm"] == pytest.approx((await twice.optim_step(optim))["grad_norm"])


async def test_weights_scale_cross_entropy_and_its_denominator(tmp_path: Path) -> None:
    left, right = make(tmp_path), make(tmp_path)
    doubled = [replace(datum, weights=[2.0] * datum.trained) for datum in EXAMPLES]
    half = await left.forward_backward([*EXAMPLES[:1], *EXAMPLES[:1], *EXAMPLES[1:2]], CrossEntropy())
    weighted = await right.forward_backward([doubled[0], EXAMPLES[1]], CrossEntropy())
    assert weighted["loss"] == pytest.approx(half["loss"])
    assert (half["tokens"], weighted["tokens"]) == (7, 5)
    assert (await left.optim_step(Adam()))["grad_norm"] == pytest.approx((await right.optim_step(Adam()))["grad_norm"])


async def test_an_empty_batch_and_a_step_without_gradient_do_nothing(tmp_path: Path) -> None:
    model = make(tmp_path)
    before = await model.forward(EXAMPLES)
    assert await model.forward([]) == []
    assert await model.forward_backward([], PolicyGradient()) == {"loss": 0.0, "tokens": 0.0}
    assert await model.optim_step(Adam(0.1, weight_decay=0.5)) == {"grad_norm": 0.0, "skipped": 1.0}
    await model.sync()
    assert await model.forward(EXAMPLES) == before
    assert model.version == 0


async def test_a_long_gradient_is_cut_to_the_norm_allowed(tmp_path: Path) -> None:
    """Adam hides the scale of a gradient but for its eps, so a large eps shows it."""
    moved = {}
    for allowed in (0.0, 1e-3):
        model = make(tmp_path)
        before = (await model.forward(EXAMPLES))[0][0]
        await model.forward_backward(EXAMPLES, CrossEntropy())
        metrics = await model.optim_step(Adam(1.0, eps=100.0, max_grad_norm=allowed))
        moved[allowed] = abs((await model.forward(EXAMPLES))[0][0] - before), metrics["grad_norm"]
    assert moved[1e-3][1] == moved[0.0][1]  # the norm is told as it was
    assert moved[1e-3][0] == pytest.approx(moved[0.0][0] * 1e-3 / moved[0.0][1], rel=0.05)


async def test_muon_steps_as_its_adam(tmp_path: Path) -> None:
    left, right = make(tmp_path), make(tmp_path)
    for model, optim in ((left, Adam(0.01)), (right, Muon(adam=Adam(0.01)))):
        await model.forward_backward(EXAMPLES, CrossEntropy())
        await model.optim_step(optim)
    assert await left.forward(EXAMPLES) == await right.forward(EXAMPLES)


async def test_a_policy_gradient_makes_the_better_reply_likelier_and_the_worse_one_less_likely(tmp_path: Path) -> None:
    model = make(tmp_path)
    good, bad = EXAMPLES[0], EXAMPLES[1]
    before = await model.forward([good, bad])
    batch = [
        replace(datum, logprobs=logprobs, advantages=[advantage] * datum.trained)
        for datum, logprobs, advantage in zip([good, bad], before, [1.0, -1.0], strict=True)
    ]
    metrics = await model.forward_backward(batch, PolicyGradient())
    await model.optim_step(Adam(1e-3))
    after = await model.forward([good, bad])
    assert sum(after[0]) > sum(before[0])
    assert sum(after[1]) < sum(before[1])
    assert {name: metrics[name] for name in ("kl_sampler", "ratio", "clipped", "tokens")} == {
        "kl_sampler": 0,
        "ratio": 1,
        "clipped": 0,
        "tokens": 5,
    }


# -- a critic ------------------------------------------------------------------------------------------------------------------


async def test_a_critic_learns_returns_from_zero(tmp_path: Path) -> None:
    critic = make(tmp_path, critic=True, name="critic")
    assert await critic.forward(EXAMPLES) == [[0.0] * datum.trained for datum in EXAMPLES]
    batch = [replace(datum, returns=[float(index)] * datum.trained) for index, datum in enumerate(EXAMPLES)]
    for _ in range(80):
        await critic.forward_backward(batch, ValueMSE())
        await critic.optim_step(Adam(0.01))
    for index, values in enumerate(await critic.forward(EXAMPLES)):
        assert values == pytest.approx([float(index)] * len(values), abs=0.1)


async def test_a_critic_neither_speaks_nor_learns_words_and_a_policy_no_values(tmp_path: Path) -> None:
    critic = make(tmp_path, critic=True, name="critic")
    with pytest.raises(EngineError, match="critic"):
        await critic.sample([PROMPT], SamplingParams())
    with pytest.raises(ConfigError, match="CrossEntropy"):
        await critic.forward_backward(EXAMPLES, CrossEntropy())
    with pytest.raises(ConfigError, match="ValueMSE"):
        await make(tmp_path).forward_backward(EXAMPLES, ValueMSE())


# -- sync and checkpoints ------------------------------------------------------------------------------------------------------


async def test_the_sampler_keeps_the_old_weights_until_a_sync(tmp_path: Path) -> None:
    model = make(tmp_path)
    params = SamplingParams(max_tokens=8, seed=2)
    before = await model.sample([PROMPT], params)
    await learn(model, EXAMPLES, steps=20)
    assert await model.sample([PROMPT], params) == before
    await model.sync()
    [after] = await model.sample([PROMPT], params)
    assert after != before[0]
    assert (before[0].version, after.version) == (0, 1)


async def test_a_sync_without_a_step_is_no_new_version(tmp_path: Path) -> None:
    model = make(tmp_path)
    await model.sync()
    assert model.version == 0
    await learn(model, EXAMPLES)
    await model.sync()
    await model.sync()
    assert model.version == 1


async def test_a_loaded_model_goes_on_exactly_as_the_saved_one(tmp_path: Path) -> None:
    saved, loaded = make(tmp_path), make(tmp_path, seed=9)
    await learn(saved, EXAMPLES, steps=3)
    await saved.sync()
    await learn(saved, EXAMPLES, steps=2)  # the sampler is behind, and Adam has seen five steps
    await saved.sample([PROMPT], SamplingParams(max_tokens=2))  # the generator has moved on
    checkpoint = await saved.save("step-5")
    await loaded.load(checkpoint)
    for model in (saved, loaded):
        assert model.version == 1
    free = SamplingParams(max_tokens=30)
    assert await saved.sample([PROMPT], free) == await loaded.sample([PROMPT], free)
    for model in (saved, loaded):
        await learn(model, EXAMPLES, steps=2)
        await model.sync()
    assert await saved.forward(EXAMPLES) == await loaded.forward(EXAMPLES)
    assert saved.version == loaded.version == 2


async def test_a_load_forgets_the_gradient_that_was_being_gathered(tmp_path: Path) -> None:
    model = make(tmp_path)
    checkpoint = await model.save("start")
    await model.forward_backward(EXAMPLES, CrossEntropy())
    await model.load(checkpoint)
    assert (await model.optim_step(Adam()))["skipped"] == 1.0


async def test_a_changed_file_is_found_before_anything_is_touched(tmp_path: Path) -> None:
    model = make(tmp_path)
    checkpoint = await model.save("start")
    await learn(model, EXAMPLES)
    before = await model.forward(EXAMPLES)
    path = Path(checkpoint.path) / "arrays.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CheckpointError, match=r"arrays\.npz"):
        await model.load(checkpoint)
    assert await model.forward(EXAMPLES) == before


async def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    checkpoint = await make(tmp_path, hidden=16).save("small")
    with pytest.raises(CheckpointError, match="shapes"):
        await make(tmp_path).load(checkpoint)


# -- errors --------------------------------------------------------------------------------------------------------------------


async def test_a_nan_names_its_datum_and_leaves_no_gradient(tmp_path: Path) -> None:
    model = make(tmp_path)
    batch = [replace(datum, logprobs=[-1.0] * datum.trained, advantages=[1.0] * datum.trained) for datum in EXAMPLES]
    batch[2] = replace(batch[2], advantages=[1.0, math.nan, 1.0, 1.0])
    with pytest.raises(NonFiniteError, match="row c"):
        await model.forward_backward(batch, PolicyGradient())
    assert (await model.optim_step(Adam()))["skipped"] == 1.0


async def test_weights_that_are_no_numbers_end_every_call_that_waits(tmp_path: Path) -> None:
    model = make(tmp_path)
    await model.forward_backward(EXAMPLES, CrossEntropy())
    await model.optim_step(Adam(math.nan))
    with pytest.raises(SyncError):
        await model.sync()
    answers = await asyncio.gather(*(model.sample([PROMPT], SamplingParams()) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [NonFiniteError] * 3


async def test_a_column_that_only_some_data_have_is_named(tmp_path: Path) -> None:
    batch = [replace(EXAMPLES[0], old_logprobs=[-1.0, -1.0]), EXAMPLES[1]]
    with pytest.raises(DataError, match="row b.*old_logprobs"):
        await make(tmp_path).forward_backward(batch, CrossEntropy())


async def test_ids_beyond_the_vocabulary_and_sequences_beyond_the_context_are_named(tmp_path: Path) -> None:
    model = make(tmp_path, context=8)
    with pytest.raises(DataError, match="here.*ids"):
        await model.forward([Datum((1, 999), (False, True), source="here")])
    with pytest.raises(DataError, match="9 tokens"):
        await model.forward([Datum((1,) * 9, (False,) * 8 + (True,))])
    with pytest.raises(DataError, match=r"prompts\[1\]"):
        await model.sample([[1], []], SamplingParams())
