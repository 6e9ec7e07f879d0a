"""The sampler: continuous batching and prefix reuse that change nothing but the time it takes."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from scipy.stats import chisquare

from burnish.core.tokens import Completion, Datum, SamplingParams
from burnish.engine.backbone import FastBackbone
from burnish.engine.drawing import draw
from burnish.engine.sampler import Request, Sampler

from .checkpoints import SMALL, letters, lively_decoder, sampler_of, trainer_of, words

DECODER = lively_decoder(replace(SMALL, width=32, head_dim=16, vocab=200))
SOURCE = random.Random(5)
LONG = words(SOURCE, 70, 200)
PARAMS = SamplingParams(max_tokens=20)


def run(sampler: Sampler, requests: Sequence[Request], *, one_by_one: bool = False, every: int = 0) -> dict[int, Completion]:
    """All completions by id; requests arrive at once, each after the other has ended, or one every so many steps."""
    waiting, done = list(requests), {}
    while waiting or sampler.busy:
        if one_by_one or every:
            if waiting and (not sampler.busy or every):
                sampler.submit(waiting.pop(0))
        else:
            while waiting:
                sampler.submit(waiting.pop(0))
        for _ in range(max(every, 1)):
            done |= {finished.id: finished.completion for finished in sampler.step()}
    return done


def many() -> list[Request]:
    """Prompts of all lengths and overlaps, and params of all kinds."""
    source = random.Random(9)
    kinds = [
        PARAMS,
        SamplingParams(max_tokens=9, temperature=0.7, top_p=0.9),
        SamplingParams(max_tokens=30, temperature=0),
        SamplingParams(max_tokens=1, top_k=5),
    ]
    requests = []
    for number in range(28):
        prompt = LONG[: source.choice([1, 5, 16, 33, 64, 70])] + words(source, source.choice([0, 1, 20, 50]), 200)
        requests.append(Request(number, prompt, replace(kinds[number % 4], seed=source.getrandbits(63))))
    return requests


def fresh(requests: Sequence[Request]) -> list[Request]:
    return [Request(request.id, list(request.prompt), request.params) for request in requests]


@pytest.fixture(scope="module")
def alone() -> dict[int, Completion]:
    """Each request by a sampler that never saw another."""
    return {request.id: run(sampler_of(DECODER), [request])[request.id] for request in many()}


def arrivals() -> Iterator[Any]:
    """Every order of arrival with few, some and many rows; two of them are quick."""
    for arrival in ("at once", "reversed", "one every two steps", "one by one"):
        for rows in (3, 16, 64):
            quick = (arrival, rows) in (("at once", 3), ("one every two steps", 16))
            yield pytest.param(arrival, rows, marks=() if quick else pytest.mark.slow)


@pytest.mark.parametrize(("arrival", "rows"), list(arrivals()))
def test_a_completion_is_the_same_to_the_last_bit_whatever_else_is_sampled(arrival: str, rows: int, alone: dict[int, Completion]) -> None:
    """Few rows force eviction, staggered ends force compaction, and almost every prompt finds a part of itself computed."""
    requests = many()[::-1] if arrival == "reversed" else many()
    sampler = sampler_of(DECODER, rows)
    found = run(sampler, requests, one_by_one=arrival == "one by one", every=2 if "every" in arrival else 0)
    assert found == alone
    assert sampler.reused_tokens > 500
    again = run(sampler, fresh(requests))
    assert again == alone


@pytest.mark.parametrize(
    ("heads", "kv_heads", "hidden"), [(1, 1, 24), (2, 1, 64), (6, 2, 40), pytest.param(8, 1, 64, marks=pytest.mark.slow)]
)
def test_neither_long_neighbours_nor_the_number_of_heads_change_a_completion(heads: int, kv_heads: int, hidden: int) -> None:
    """Lengths cross blocks of keys; one request is short beside neighbours of many lengths, one long beside short ones."""
    shape = replace(SMALL, width=32, head_dim=16, vocab=200, heads=heads, kv_heads=kv_heads, hidden=hidden, context=1500)
    decoder, source = lively_decoder(shape), random.Random(heads)
    start = words(source, 90, 200)
    lengths = (3, 40, 100, 127, 128, 131, 200, 230, 300, 520, 700, 1100)
    requests = [
        Request(number, start[:length] + words(source, max(0, length - 90), 200), replace(PARAMS, max_tokens=12, seed=number))
        for number, length in enumerate(lengths)
    ]
    alone = {request.id: run(sampler_of(decoder), [request])[request.id] for request in fresh(requests)}
    for rows, order in ((16, 1), (64, -1), (5, 1)):
        assert run(sampler_of(decoder, rows), fresh(requests[::order])) == alone
    assert run(sampler_of(decoder, 16), fresh(requests), every=2) == alone


def test_a_request_that_arrives_during_decoding_joins_the_batch() -> None:
    requests = [Request(number, LONG[: 10 + number], replace(PARAMS, seed=number)) for number in range(6)]
    never_stops = dict(stop_ids=())
    batched, sequential = sampler_of(DECODER, **never_stops), sampler_of(DECODER, **never_stops)
    together = run(batched, requests, every=1)
    assert together == run(sequential, fresh(requests), one_by_one=True)
    assert sequential.decode_steps == 6 * 19
    assert batched.decode_steps <= 19 + 6


def test_a_lone_request_waits_for_others_but_not_for_long() -> None:
    sampler = sampler_of(DECODER, 64, stop_ids=())
    for number in range(30):
        sampler.submit(Request(number, [number + 1] * 5, replace(PARAMS, seed=number)))
    sampler.step()
    late = Request(99, LONG[:9], replace(PARAMS, seed=1))
    sampler.submit(late)
    sampler.step()
    assert not late.ids
    for _ in range(7):
        sampler.step()
    assert late.ids


def test_logprobs_are_those_of_the_trainer() -> None:
    requests = [Request(number, LONG[:30], SamplingParams(max_tokens=25, temperature=0.8, top_p=0.95, seed=number)) for number in range(5)]
    done = run(sampler_of(DECODER), requests)
    trainer = trainer_of(DECODER)
    for completion in done.values():
        count = len(completion.ids)
        datum = Datum([*LONG[:30], *completion.ids], [False] * 30 + [True] * count, temperature=0.8)
        assert completion.logprobs == pytest.approx(trainer.forward([datum])[0], abs=1e-5)


def test_a_temperature_of_zero_takes_the_most_likely_token_and_reports_it_at_temperature_one() -> None:
    (completion,) = run(sampler_of(DECODER, stop_ids=()), [Request(0, LONG[:20], SamplingParams(max_tokens=8, temperature=0))]).values()
    trainer, text = trainer_of(DECODER), LONG[:20]
    for token, logprob in zip(completion.ids, completion.logprobs, strict=True):
        every = [Datum([*text, other], [False] * len(text) + [True]) for other in range(200)]
        likely = [row[0] for row in trainer.forward(every)]
        assert likely.index(max(likely)) == token
        assert logprob == pytest.approx(max(likely), abs=1e-5)
        text = [*text, token]


def first(prompt: list[int], params: SamplingParams, **options: object) -> Completion:
    return run(sampler_of(DECODER, **options), [Request(0, prompt, replace(params, seed=4))])[0]  # type: ignore[arg-type]


def test_a_completion_ends_where_it_should() -> None:
    free = first(LONG[:20], PARAMS, stop_ids=())
    assert (len(free.ids), free.stop) == (20, "length")
    token, place = free.ids[7], free.ids.index(free.ids[7]) + 1
    assert first(LONG[:20], PARAMS, stop_ids=(token,)).stop == "end"
    assert first(LONG[:20], PARAMS, stop_ids=(token,)).ids == free.ids[:place]
    stopped = first(LONG[:20], replace(PARAMS, stop_ids=(token,)), stop_ids=())
    assert (stopped.ids, stopped.stop) == (free.ids[:place], "stop")
    text = "".join(chr(97 + one % 26) for one in free.ids)
    said = first(LONG[:20], replace(PARAMS, stop=("never said", text[3:7])), stop_ids=())
    assert (said.ids, said.stop) == (free.ids[: text.index(text[3:7]) + 4], "stop")


def test_a_full_context_ends_a_completion() -> None:
    prompt = words(SOURCE, SMALL.context - 5, 200)
    full = first(prompt, PARAMS, stop_ids=())
    assert (len(full.ids), full.stop) == (5, "context")
    none = first([*prompt, 1, 2, 3, 4, 5], PARAMS)
    assert (none.ids, none.logprobs, none.stop) == ((), (), "context")
    exact = first(prompt, replace(PARAMS, max_tokens=5), stop_ids=())
    assert (len(exact.ids), exact.stop) == (5, "length")


def test_members_of_a_group_and_turns_of_an_episode_compute_only_what_is_new() -> None:
    sampler = sampler_of(DECODER, stop_ids=())
    group = run(sampler, [Request(number, LONG[:50], replace(PARAMS, seed=number)) for number in range(4)])
    assert sampler.prompt_tokens == 200
    assert sampler.reused_tokens == 3 * 49
    turn = [*LONG[:50], *group[2].ids, 7, 8, 9]
    run(sampler, [Request(9, turn, replace(PARAMS, seed=1))])
    assert sampler.reused_tokens == 3 * 49 + 50 + 19  # the last sampled token was never fed back


def test_new_weights_forget_old_keys() -> None:
    weights = FastBackbone(DECODER).clone()
    sampler = Sampler(weights.cache(16), DECODER.shape.context, (0,), letters)
    request = Request(0, LONG[:60], replace(PARAMS, seed=3))
    old = run(sampler, [request])[0]
    other = lively_decoder(DECODER.shape, seed=1)
    expected = run(sampler_of(other), fresh([request]))[0]
    weights.take(FastBackbone(other))
    stale = run(sampler, fresh([request]))[0]
    sampler.renew(version=8)
    renewed = run(sampler, fresh([request]))[0]
    assert (renewed.ids, renewed.logprobs, renewed.version) == (expected.ids, expected.logprobs, 8)
    assert stale.logprobs != expected.logprobs
    assert old.version == 0


LOGITS = torch.tensor([2.0, 1.0, 0.5, 0.0, -1.0, -3.0, 1.5, 0.2])


@pytest.mark.parametrize(
    ("params", "kept"),
    [
        (SamplingParams(), range(8)),
        (SamplingParams(temperature=0.5), range(8)),
        (SamplingParams(top_k=3), (0, 6, 1)),
        (SamplingParams(top_p=0.6), (0, 6)),
        (SamplingParams(top_k=2, top_p=0.99), (0, 6)),
        (SamplingParams(top_p=1e-9), (0,)),
        (SamplingParams(temperature=2.0, top_k=4, top_p=0.9), (0, 6, 1, 2)),
    ],
    ids=str,
)
def test_tokens_are_drawn_as_often_as_their_probability_says(params: SamplingParams, kept: Sequence[int]) -> None:
    count = 20_000
    source = random.Random(11)
    drawn = draw(LOGITS.expand(count, -1).clone(), [params] * count, [source.random() for _ in range(count)])
    probabilities = (LOGITS / params.temperature).softmax(-1)
    seen = Counter(drawn.ids)
    assert set(seen) <= set(kept)
    share = torch.stack([probabilities[token] for token in kept]).double()
    expected = (share / share.sum() * count).tolist()
    if len(kept) > 1:
        assert chisquare([seen[token] for token in kept], expected).pvalue > 1e-3
    for token, logprob in list(zip(drawn.ids, drawn.logprobs, strict=True))[:50]:  # before top-p and top-k, after temperature
        assert logprob == pytest.approx(probabilities[token].log().item(), abs=1e-5)


def test_rows_with_other_params_do_not_disturb_each_other() -> None:
    kinds = [SamplingParams(), SamplingParams(temperature=0), SamplingParams(temperature=0.5, top_k=2), SamplingParams(top_p=0.5)]
    logits = torch.randn(4, 50, generator=torch.Generator().manual_seed(2))
    together = draw(logits, kinds, [0.3, 0.3, 0.3, 0.3])
    for row, params in enumerate(kinds):
        lone = draw(logits[row : row + 1], [params], [0.3])
        assert (lone.ids[0], lone.logprobs[0]) == (together.ids[row], together.logprobs[row])


@pytest.mark.parametrize("uniform", [0.0, 1 - 2**-53])
def test_the_ends_of_the_unit_interval_draw_tokens_that_can_occur(uniform: float) -> None:
    logits = torch.full((1, 6), float("-inf"))
    logits[0, 2], logits[0, 3] = 1.0, 1.0
    assert draw(logits, [SamplingParams()], [uniform]).ids[0] == (2 if uniform == 0 else 3)


def test_seeds_decide_and_differ() -> None:
    requests = [Request(number, LONG[:20], replace(PARAMS, seed=number // 2)) for number in range(8)]
    done = run(sampler_of(DECODER, stop_ids=()), requests)
    assert all(done[number] == done[number + 1] for number in range(0, 8, 2))
    assert len({done[number].ids for number in range(8)}) == 4
