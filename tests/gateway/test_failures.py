"""Upstreams that fail: tried again, left for another, told in the dialect's shape, written down; clients that leave."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest

from burnish.core.interactions import Interaction

from .conftest import World
from .odd import changed
from .test_openai import ASK, SAID
from .upstream import chunks, whole


async def call(world: World, model: str, **more: Any) -> str:
    answer = await world.openai.chat.completions.create(model=model, messages=ASK, **more)
    return answer.choices[0].message.content or ""


async def test_a_busy_upstream_is_asked_again_when_it_says_so(world: World) -> None:
    model = world.alias("patient", "busy-once", retries=2)
    began = time.monotonic()
    assert await call(world, model) == SAID
    assert time.monotonic() - began >= 1.0 and world.mock.times["busy-once"] == 2
    (kept,) = await world.recorded()
    assert [one.outcome for one in kept.attempts] == ["upstream_failed:429", "ok"] and kept.status == "ok"


@pytest.mark.parametrize("first", ["busy", "broken", "reset", "garbage", "odd", "locked", "away", "nobody"])
@pytest.mark.parametrize("streamed", [False, True])
async def test_another_deployment_takes_over(world: World, first: str, streamed: bool) -> None:
    model = world.alias("safe", first, fallbacks=("second",))
    if streamed:
        stream = await world.openai.chat.completions.create(model=model, messages=ASK, stream=True)
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    else:
        text = await call(world, model)
    assert text == SAID
    (kept,) = await world.recorded()
    assert kept.deployment == "second-deployment" and kept.status == "ok" and len(kept.attempts) == 2


@pytest.mark.parametrize(
    ("model", "status", "told"),
    [
        ("busy", 429, "slow down"),
        ("broken", 502, "answered 500"),
        ("wrong", 400, "max_tokens is too large"),
        ("locked", 502, "refuses its key"),
        ("reset", 502, "cannot be reached"),
        ("garbage", 502, "no JSON"),
        ("odd", 502, "no answer"),
        ("away", 503, "no replica"),
        ("nobody", 502, "cannot be reached"),
    ],
)
async def test_a_failure_is_told_and_written_down(world: World, model: str, status: int, told: str) -> None:
    with pytest.raises(openai.APIStatusError, match=told) as failed:
        await call(world, f"shop/{model}")
    assert failed.value.status_code == status
    assert "sk-secret" not in str(failed.value) and "127.0.0.1" not in str(failed.value)
    (kept,) = await world.recorded()
    assert kept.status == "error" and kept.error is not None and told in kept.error.message and kept.answer is None
    if model == "busy":
        assert failed.value.response.headers["retry-after"] == "3600"


async def test_what_is_the_callers_mistake_is_asked_once(world: World) -> None:
    model = world.alias("safe", "wrong", fallbacks=("second",), retries=3)
    with pytest.raises(openai.BadRequestError):
        await call(world, model)
    assert world.mock.times == {"wrong": 1}


@pytest.mark.parametrize(("model", "told"), [("half", "broke off"), ("failing", "the engine died"), ("stuck", "no whole answer")])
async def test_a_stream_that_dies_ends_with_an_error_and_is_partial(world: World, model: str, told: str) -> None:
    world.alias(model, model, timeout_s=0.5, fallbacks=("second",), retries=2)
    words: list[str] = []
    with pytest.raises(openai.APIError, match=told):
        async for chunk in await world.openai.chat.completions.create(model=f"shop/{model}", messages=ASK, stream=True):
            words.append(chunk.choices[0].delta.content or "")
    assert "".join(words) == "It is on" and world.mock.times == {model: 1}, "no second try after the first token"
    (kept,) = await world.recorded()
    assert kept.status == "partial" and kept.error is not None and told in kept.error.message
    assert kept.answer is not None and kept.answer["choices"][0] == {
        "index": 0, "message": {"role": "assistant", "content": "It is on"}, "finish_reason": None,
    }  # fmt: skip


async def test_events_of_responses_end_with_an_error(world: World) -> None:
    events = [event async for event in await world.openai.responses.create(model="shop/half", input="Where?", stream=True)]
    assert events[-1].type == "error" and "broke off" in events[-1].message


async def test_a_silent_upstream_is_given_up_in_time(world: World) -> None:
    model = world.alias("short", "silent", timeout_s=0.3)
    with pytest.raises(openai.APIStatusError, match="no whole answer in 0.3 s") as failed:
        await call(world, model)
    assert failed.value.status_code == 504
    quick = world.alias("quick", "silent", first_token_s=0.2, retries=5, fallbacks=("second",))
    stream = await world.openai.chat.completions.create(model=quick, messages=ASK, stream=True)
    assert "".join([chunk.choices[0].delta.content or "" async for chunk in stream]) == SAID
    assert world.mock.times["silent"] == 2, "who is too slow is not asked again"
    await asyncio.sleep(0.1)
    assert world.mock.left == 2


@pytest.mark.parametrize("model", ["silent", "stuck"])
async def test_a_client_that_leaves_stops_the_upstream(world: World, model: str) -> None:
    began = time.monotonic()
    with pytest.raises(httpx.TimeoutException):
        async with asyncio.timeout(5):
            body = {"model": f"shop/{model}", "messages": ASK, "stream": model == "stuck"}
            await world.http.post("/v1/chat/completions", json=body, timeout=0.5)
    async with asyncio.timeout(1):
        while not world.mock.left:
            await asyncio.sleep(0.01)
    assert time.monotonic() - began < 1.5
    (kept,) = await world.recorded()
    assert kept.status == "closed" and kept.error is not None
    assert (kept.answer is not None) == (model == "stuck")


async def test_an_upstream_that_fails_again_and_again_is_left_alone(world: World) -> None:
    for _ in range(5):
        with pytest.raises(openai.APIStatusError):
            await call(world, "shop/broken")
    with pytest.raises(openai.APIStatusError, match="left alone") as refused:
        await call(world, "shop/broken")
    assert refused.value.status_code == 503 and refused.value.response.headers["retry-after"] == "1"
    assert world.mock.times["broken"] == 5


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses"])
@pytest.mark.parametrize("streamed", [False, True])
async def test_whatever_an_upstream_tells_is_answered_and_can_be_kept(world: World, path: str, streamed: bool) -> None:
    asked = {"stream_options": {"include_usage": True}, "stream": True} if streamed else {}
    call = {"id": "call_1", "type": "function", "function": {"name": "find_order", "arguments": "{}"}}
    right: Any = [*chunks({"model": "m", **asked})[:3], *chunks({"model": "m", **asked})[-2:]] if streamed else whole({"model": "m"})
    choice = right[1]["choices"][0] if streamed else right["choices"][0]
    choice["delta" if streamed else "message"]["tool_calls"] = [call]
    world.alias("told", "told", retries=0)
    body = {"model": "shop/told", "stream": streamed, "input": "Where?"} if path == "/v1/responses" else {
        "model": "shop/told", "stream": streamed, "messages": ASK, "max_tokens": 5,
    }  # fmt: skip
    made, statuses = list(changed(right)), set()
    for name, world.mock.told in made:
        world.forget_failures()  # it fails far too often
        answer = await world.http.post(path, json=body)
        statuses.add(answer.status_code)
        assert answer.status_code in (200, 502), f"{name}: {answer.status_code} {answer.text[:300]}"
    assert 200 in statuses
    kept = await world.recorded(len(made))  # each of them one that can be read
    assert {one.status for one in kept} >= {"ok", "error"}


async def test_only_our_own_engines_may_have_private_addresses(world: World) -> None:
    await call(world, "shop/ok")
    routes = world.source.routes
    outside = replace(routes.upstreams["deployment_ok"], id="deployment_outside", name="outside", trusted=False)
    world.source.routes = replace(routes, upstreams={**routes.upstreams, outside.id: outside})
    model = world.alias("outside", "outside")
    with pytest.raises(openai.APIStatusError, match="is no public host"):
        await call(world, model)
    assert len(world.mock.asked) == 1


def deployments(kept: list[Interaction]) -> list[str]:
    return [(one.deployment or "").removesuffix("-deployment") for one in kept]


async def test_a_split_keeps_an_episode_where_it_began(world: World) -> None:
    model = world.alias("split", "ok*3", "second*1")
    for number in range(60):
        await call(world, model, extra_headers={"Burnish-Episode": f"call-{number % 30}"})
    kept = await world.recorded(60)
    first, again = deployments(kept[:30]), deployments(kept[30:])
    assert first == again and 3 <= first.count("second") <= 14  # of 30 at 1 in 4: 7.5
    world.alias("split", "ok*1", "second*99")
    for number in range(30):
        await call(world, model, extra_headers={"Burnish-Episode": f"call-{number}"})
    assert deployments(await world.recorded(90))[60:] == first, "an episode moved when the weights changed"


async def test_the_same_key_gives_the_same_answer_once(world: World) -> None:
    headers = {"Idempotency-Key": "order-1"}
    first = await world.openai.chat.completions.with_raw_response.create(model="shop/ok", messages=ASK, extra_headers=headers)
    again = await world.openai.chat.completions.with_raw_response.create(model="shop/ok", messages=ASK, extra_headers=headers)
    assert first.content == again.content and again.headers["idempotency-replayed"] == "true"
    assert first.headers["burnish-interaction"] == again.headers["burnish-interaction"]
    with pytest.raises(openai.UnprocessableEntityError, match="another body"):
        await call(world, "shop/ok", temperature=0.5, extra_headers=headers)
    other = world.openai.with_options(api_key="bk_other")
    await other.chat.completions.create(model="shop/ok", messages=ASK, temperature=0.5, extra_headers=headers)
    assert world.mock.times["ok"] == 2 and len(await world.recorded(2)) == 2


async def test_the_same_key_at_once_and_with_a_stream(world: World) -> None:
    body = {"model": "shop/ok", "messages": ASK, "stream": True}
    headers = {"Idempotency-Key": "order-2"}
    answers = await asyncio.gather(*(world.http.post("/v1/chat/completions", json=body, headers=headers) for _ in range(5)))
    assert len({answer.text for answer in answers}) == 1 and world.mock.times["ok"] == 1
    for _ in range(2):
        failed = await world.http.post("/v1/chat/completions", json={**body, "model": "shop/half"}, headers={"Idempotency-Key": "order-3"})
        assert "broke off" in failed.text
    assert world.mock.times["half"] == 2, "what failed is not remembered"


async def test_limits_of_a_key(world: World) -> None:
    two = world.alias("two", "ok", limits={"requests_per_minute": 2})
    assert [await call(world, two) for _ in range(2)] == [SAID] * 2
    with pytest.raises(openai.RateLimitError, match="requests of this key") as refused:
        await call(world, two)
    assert 1 <= int(refused.value.response.headers["retry-after"]) <= 60
    other = world.openai.with_options(api_key="bk_other")
    await other.chat.completions.create(model=two, messages=ASK)
    few = world.alias("few", "ok", limits={"tokens_per_minute": 17})
    await call(world, few)
    with pytest.raises(openai.RateLimitError, match="17 tokens"):
        await call(world, few)
    poor = world.alias("poor", "ok", limits={"usd_per_day": 0.00007})
    await call(world, poor)
    with pytest.raises(openai.RateLimitError, match="dollars of today"):
        await call(world, poor)
    one = world.alias("one", "silent", limits={"concurrent": 1}, timeout_s=0.5)
    waiting = asyncio.create_task(call(world, one))
    await asyncio.sleep(0.1)
    with pytest.raises(openai.RateLimitError, match="under way"):
        await call(world, one)
    with pytest.raises(openai.APIStatusError, match="no whole answer"):
        await waiting
