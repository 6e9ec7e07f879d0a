"""Streaming: tokens as they are sampled, the same as all at once; whoever stops reading frees the row."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import pytest_asyncio
import torch
from llguidance import LLMatcher
from scipy.stats import chisquare

from burnish import tiny
from burnish.core.messages import user
from burnish.core.tokens import Completion, Datum, SamplingParams
from burnish.engine.drawing import draw
from burnish.engine.grammars import Grammars
from burnish.engine.model import TorchModel, open_model
from burnish.engine.sampler import Request, Sampler
from burnish.engine.shaper import Shaper
from burnish.engine.shaping import Sampled, Shaping
from burnish.engine.streamed import Streaming
from burnish.errors import ConfigError, EngineError, RankError, RequestError

from .checkpoints import SMALL, lively_decoder, sampler_of, words

DECODER = lively_decoder(replace(SMALL, width=32, head_dim=16, vocab=200))
FOLDER = Path(tiny.__file__).parent / "model"
LONG = words(random.Random(5), 70, 200)
PARAMS = SamplingParams(max_tokens=20)
BENDS = (
    None,
    Shaping(presence_penalty=1.5, frequency_penalty=0.5),
    Shaping(logit_bias=((7, 5.0), (8, -100.0))),
    Shaping(min_tokens=15, top_logprobs=3),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model() -> AsyncIterator[TorchModel]:
    async with open_model(FOLDER, ranks=1, trains=False) as opened:
        yield opened


pytestmark = pytest.mark.asyncio(loop_scope="module")


def streamed(number: int, prompt: list[int], params: SamplingParams, shaping: Shaping | None = None, *, each: bool = True) -> Request:
    """A request as a rank makes it."""
    wanted = shaping or Shaping()
    shaper = Shaper(wanted, None, (0,)) if wanted.bends else None
    return Request(number, prompt, params, Streaming(each, wanted.top_logprobs, wanted.min_tokens), shaper)


def run(sampler: Sampler, requests: Sequence[Request], every: int = 0) -> dict[int, tuple[list[int], list[float], str | None]]:
    """What was told of each request, put together; requests arrive at once, or one every so many steps."""
    waiting = list(requests)
    told: dict[int, tuple[list[int], list[float], str | None]] = {request.id: ([], [], None) for request in requests}
    while waiting or sampler.busy:
        while waiting:
            sampler.submit(waiting.pop(0))
            if every:
                break
        for _ in range(max(every, 1)):
            assert sampler.step() == []
            for news in sampler.outbox.collect():
                ids, logprobs, stop = told[news.id]
                assert stop is None, "news after the end"
                told[news.id] = (ids + news.ids, logprobs + news.logprobs, news.stop)
    return told


def many() -> list[Request]:
    source = random.Random(3)
    return [
        streamed(
            number,
            LONG[: source.choice([5, 33, 70])] + words(source, 9, 200),
            replace(PARAMS, seed=number, temperature=source.choice([0, 0.7, 1])),
            BENDS[number % 4],
            each=number % 3 > 0,
        )
        for number in range(16)
    ]


@pytest.mark.parametrize(("rows", "every"), [(3, 0), (16, 2), (32, 1)])
async def test_a_streamed_completion_is_the_same_to_the_last_bit_whatever_else_is_sampled(rows: int, every: int) -> None:
    alone = {request.id: run(sampler_of(DECODER), [request])[request.id] for request in many()}
    assert run(sampler_of(DECODER, rows), many(), every) == alone


async def test_streaming_tells_what_sampling_gives() -> None:
    for request in many():
        if request.shaper is None:
            plain, told = sampler_of(DECODER), run(sampler_of(DECODER), [request])[request.id]
            plain.submit(Request(0, list(request.prompt), request.params))
            [finished] = [one for _ in range(30) for one in plain.step()]
            assert finished.completion == Completion(tuple(told[0]), tuple(told[1]), told[2], 0)  # type: ignore[arg-type]


async def test_a_cancelled_request_frees_its_row_for_the_next_step() -> None:
    sampler = sampler_of(DECODER, 2, stop_ids=())

    def request(number: int) -> Request:
        return streamed(number, [*LONG[:40], number, number], replace(PARAMS, seed=number), each=False)

    for number in range(4):
        sampler.submit(request(number))
    for _ in range(5):
        sampler.step()
    assert sampler.idle_rows == 0
    sampler.cancel({0, 1, 3, 77})
    assert sampler.idle_rows == 2
    told = []
    while sampler.busy:
        sampler.step()
        told += sampler.outbox.collect()
    [last] = told
    assert (last.id, last.ids, last.stop) == (2, run(sampler_of(DECODER, stop_ids=()), [request(2)])[2][0], "length")
    assert last.cached >= 40, "the keys of those that were cancelled are still there to start from"


async def test_who_reads_along_is_not_kept_waiting_for_others() -> None:
    sampler = sampler_of(DECODER, 64, stop_ids=())
    for number in range(30):
        sampler.submit(streamed(number, [number + 1] * 5, replace(PARAMS, seed=number), each=False))
    sampler.step()
    patient, eager = (streamed(number, [*LONG[:9], number], replace(PARAMS, seed=1), each=number == 99) for number in (98, 99))
    sampler.submit(patient)
    sampler.step()
    assert not patient.ids
    sampler.submit(eager)
    time.sleep(0.02)
    sampler.step()
    assert eager.ids
    assert sampler.outbox.urgent, "its first token is told at once"


async def test_penalties_and_biases_bend_what_is_drawn_and_not_the_logprobs() -> None:
    logits = torch.tensor([2.0, 1.0, 0.5, 0.0])
    shaping = Shaping(logit_bias=((3, 2.0),), presence_penalty=1.0, frequency_penalty=0.5)
    shaper = Shaper(shaping, None, (0,))
    for token in (0, 0, 1):
        shaper.take(token)
    source, count = random.Random(1), 20_000
    drawn = draw(
        logits.expand(count, -1).clone(),
        [SamplingParams()] * count,
        [source.random() for _ in range(count)],
        dict.fromkeys(range(count), shaper),
    )
    bent = torch.tensor([2.0 - 1.0 - 2 * 0.5, 1.0 - 1.0 - 0.5, 0.5, 0.0 + 2.0]).softmax(-1)
    seen = [drawn.ids.count(token) for token in range(4)]
    assert chisquare(seen, (bent.double() / bent.double().sum() * count).tolist()).pvalue > 1e-3
    own = logits.log_softmax(-1)
    assert all(
        logprob == pytest.approx(own[token].item(), abs=1e-6) for token, logprob in zip(drawn.ids[:50], drawn.logprobs, strict=False)
    )


async def test_min_tokens_holds_back_every_end() -> None:
    prompt = LONG[:20]
    free = run(sampler_of(DECODER, stop_ids=()), [streamed(0, prompt, replace(PARAMS, seed=4))])[0]
    early = free[0][2]
    ended = run(sampler_of(DECODER, stop_ids=(early,)), [streamed(0, prompt, replace(PARAMS, seed=4))])[0]
    assert (len(ended[0]), ended[2]) == (free[0].index(early) + 1, "end")
    request = streamed(0, prompt, replace(PARAMS, seed=4))
    wanted = Shaping(min_tokens=10)
    request = Request(0, prompt, replace(PARAMS, seed=4), Streaming(True, 0, 10), Shaper(wanted, None, (early,)))
    held = run(sampler_of(DECODER, stop_ids=(early,)), [request])[0]
    assert len(held[0]) >= 10
    assert early not in held[0][:10]


async def test_a_stream_is_what_sample_gives_and_tells_the_most_likely_tokens(model: TorchModel) -> None:
    prompt = model.renderer.prompt([user("Where is my order?")])
    params = SamplingParams(max_tokens=60, seed=3, temperature=0.8)
    [whole] = await model.sample([prompt], params)
    pieces = [piece async for piece in model.stream(prompt, params, Shaping(top_logprobs=2))]
    assert tuple(token for piece in pieces for token in piece.ids) == whole.ids
    assert tuple(logprob for piece in pieces for logprob in piece.logprobs) == whole.logprobs
    assert [piece.stop for piece in pieces[:-1]] == [None] * (len(pieces) - 1)
    assert pieces[-1].stop == whole.stop
    assert pieces[0].cached > 0, "sample computed this prompt already"
    for token, logprob, top in ((piece.ids[0], piece.logprobs[0], piece.top[0]) for piece in pieces if len(piece.ids) == 1):
        assert len(top) == 2
        assert top[0][1] >= top[1][1]
        assert dict(top).get(token, logprob) == logprob
    [at_once] = [piece async for piece in model.stream(prompt, params, each=False)]
    assert (at_once.ids, at_once.logprobs, at_once.stop) == (whole.ids, whole.logprobs, whole.stop)


async def test_who_stops_reading_frees_the_row(model: TorchModel) -> None:
    prompt = model.renderer.prompt([user("Hello.")])
    forever = SamplingParams(max_tokens=3000, seed=1)
    async with aclosing(model.stream(prompt, forever, Shaping(min_tokens=3000))) as stream:
        async for _ in stream:
            break

    async def read() -> list[Sampled]:
        return [piece async for piece in model.stream(prompt, forever, Shaping(min_tokens=3000))]

    reading = asyncio.create_task(read())
    await asyncio.sleep(0.1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await asyncio.sleep(0.1)
    before = (await model.facts()).decode_steps
    await asyncio.sleep(0.2)
    assert (await model.facts()).decode_steps == before


async def test_streams_that_arrive_during_decoding_share_the_batch(model: TorchModel) -> None:
    prompt = model.renderer.prompt([user("Hello.")])

    async def read(number: int) -> tuple[int, ...]:
        await asyncio.sleep(0.01 * number)
        params = SamplingParams(max_tokens=100, seed=number)
        return tuple([token async for piece in model.stream(prompt, params, Shaping(min_tokens=100)) for token in piece.ids])

    before = (await model.facts()).decode_steps
    together = await asyncio.gather(*(read(number) for number in range(8)))
    assert (await model.facts()).decode_steps - before < 8 * 99
    assert together == [await read(number) for number in range(8)]


SCHEMAS = [
    {"type": "object", "properties": {"a": {"type": "integer", "maximum": 99}}, "required": ["a"], "additionalProperties": False},
    {"enum": ["one", "two", None, 3]},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 3},
]


def grammar(schema: object) -> str:
    return str(LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides={"whitespace_flexible": False}))


async def test_a_grammar_bounds_what_is_said_alone_and_among_others(model: TorchModel) -> None:
    prompt = model.renderer.prompt([user("Hello.")])

    async def read(number: int) -> str:
        shaping = Shaping(grammar=grammar(SCHEMAS[number % 3])) if number % 4 else Shaping()
        ids = [
            token async for piece in model.stream(prompt, SamplingParams(200, seed=number, temperature=2), shaping) for token in piece.ids
        ]
        return model.renderer.parse(ids).message.content

    together = await asyncio.gather(*(read(number) for number in range(12)))
    assert together == [await read(number) for number in range(12)]
    for number in (1, 2, 3, 5, 6, 7, 9, 10, 11):
        jsonschema.validate(json.loads(together[number]), SCHEMAS[number % 3])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (grammar({"type": "integer", "minimum": 5, "maximum": 3}), "minimum"),
        (grammar({"$ref": "#/nowhere"}), "nowhere"),
        ("no grammar at all", "Expected token"),
    ],
)
async def test_a_grammar_that_cannot_be_met_is_refused(model: TorchModel, wrong: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        async for _ in model.stream([1, 2], SamplingParams(5), Shaping(grammar=wrong)):
            pass


async def test_compiled_grammars_are_kept_and_bounded() -> None:
    grammars = Grammars(FOLDER, (2,))
    for number in range(200):
        grammars.matcher(grammar({"const": number}))
    assert len(grammars._kept) == 128
    first = grammars.matcher(grammar({"const": 199}))
    first.take(next(bit for bit in range(1024) if first.allowed()[bit // 8] >> bit % 8 & 1))
    assert grammars.matcher(grammar({"const": 199})).allowed() != first.allowed(), "a completion moves its own copy"


async def test_a_full_context_ends_a_stream_at_once(model: TorchModel) -> None:
    pieces = [piece async for piece in model.stream([1] * model.context, SamplingParams(5))]
    assert [(piece.ids, piece.stop) for piece in pieces] == [((), "context")]


async def test_a_model_that_only_samples_says_so(model: TorchModel) -> None:
    with pytest.raises(EngineError, match="only samples"):
        await model.forward([Datum([1, 2], [False, True])])
    assert await model.sync() == {"sync_probe": 0.0}, "there is nothing new to give to the sampler"


async def test_shaping_is_bounded() -> None:
    for wrong in (
        {"logit_bias": ((1, 200.0),)},
        {"presence_penalty": 3.0},
        {"top_logprobs": 21},
        {"min_tokens": -1},
        {"logit_bias": tuple((token, 1.0) for token in range(1025))},
    ):
        with pytest.raises(ConfigError):
            Shaping(**wrong)  # type: ignore[arg-type]


async def test_a_rank_that_dies_ends_its_streams() -> None:
    async with open_model(FOLDER, ranks=1, trains=False, context=200) as model:
        assert model.context == 200
        stream = model.stream([1, 2, 3], SamplingParams(190), Shaping(min_tokens=190))
        await anext(stream)
        model._ranks.processes[0]._process.kill()
        with pytest.raises(RankError):
            async for _ in stream:
                pass
        with pytest.raises(RankError):
            await anext(model.stream([1, 2, 3], SamplingParams(5)))
