"""Rollout sessions through the gateway: OpenAI's client, real engine servers behind one alias, and the tokens as they were sampled."""

import asyncio
import dataclasses
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI, AuthenticationError, NotFoundError, PermissionDeniedError

from burnish.core.serving import Upstream
from burnish.errors import NotFoundError as Lost
from burnish.workers.sessions import EngineSessions
from tests.engine.server.conftest import TOKEN
from tests.engine.server.test_process import started

from .conftest import World

TOKENS = {"burnish": {"tokens": True}}


@pytest.fixture(scope="module")
def replicas() -> Iterator[tuple[str, str]]:
    """Two processes of one model, which know nothing of each other."""
    with started() as first, started() as second:
        yield first.address, second.address


@pytest.fixture
def served(world: World, replicas: tuple[str, str]) -> str:
    """An alias of both."""
    own = Upstream("deployment_own", "own-deployment", "engine", "tiny", replicas, trusted=True, key=TOKEN)
    before = world.source.routes
    world.source.routes = dataclasses.replace(before, upstreams={**before.upstreams, own.id: own})
    world.alias("other", "own", tokens=True)
    return world.alias("own", "own", tokens=True)


def port(world: World, model: str) -> EngineSessions:
    return EngineSessions(f"{world.url}/v1", "bk_all", model)


def agent(world: World, key: str) -> AsyncOpenAI:
    """What an agent is given: an address, and a session as its key."""
    return world.openai.with_options(api_key=key)


async def say(client: AsyncOpenAI, model: str, messages: list[Any], text: str, **more: Any) -> None:
    messages.append({"role": "user", "content": text})
    answer = await client.chat.completions.create(model=model, messages=messages, max_tokens=12, seed=len(text), **more)
    messages.append(answer.choices[0].message.model_dump(exclude_none=True, include={"role", "content", "tool_calls"}))


async def test_a_rollout_through_the_gateway_is_kept_as_the_tokens_that_it_was(world: World, served: str) -> None:
    async with port(world, served) as sessions:
        keys = [await sessions.open() for _ in range(6)]
        talks: list[list[Any]] = [[] for _ in keys]
        for text in ("Hello.", "Where is A-17?"):
            async with asyncio.TaskGroup() as group:
                for key, talk in zip(keys, talks, strict=True):
                    group.create_task(say(agent(world, key), served, talk, text))
        recorded = await world.recorded(12)
        episodes = {one.episode for one in recorded}
        assert len(episodes) == 6 and not any(key in episodes for key in keys), "one episode, not named by the key"
        for key in keys:
            played = await sessions.read(key)
            (branch,) = played.branches
            assert len(played.turns) == 2 and sum(branch.mask) == sum(len(turn.ids) for turn in played.turns)
            told = [one.tokens[0] for one in recorded if one.tokens and tuple(one.tokens[0].ids) == played.turns[1].ids]
            assert any(tuple(one.prompt_ids + one.ids) == branch.tokens and tuple(one.logprobs) == played.turns[1].logprobs for one in told)
            assert await sessions.end(key) == played
            with pytest.raises(Lost):
                await sessions.read(key)
            with pytest.raises(AuthenticationError):
                await say(agent(world, key), served, [], "Hello?")
    assert len({key.rpartition("_")[2] for key in keys}) == 2, "both replicas hold sessions"


async def test_a_session_goes_beside_a_key_and_streams_and_branches(world: World, served: str) -> None:
    async with port(world, served) as sessions:
        key = await sessions.open()
        headers = {"Burnish-Session": key, "Burnish-Episode": "call-88"}
        talk: list[Any] = []
        await say(world.openai, served, talk, "Hello.", extra_headers=headers)
        stream = await world.openai.chat.completions.create(
            model=served, messages=[{"role": "user", "content": "Another."}], max_tokens=8, seed=1, stream=True, extra_headers=headers
        )
        async for _ in stream:
            pass
        played = await sessions.end(key)
    assert len(played.branches) == 2 and len(played.turns) == 2
    assert {one.episode for one in await world.recorded(2)} == {"call-88"}


async def test_a_sessions_key_opens_its_alias_and_nothing_else(world: World, served: str) -> None:
    async with port(world, served) as sessions:
        client = agent(world, await sessions.open())
        with pytest.raises(PermissionDeniedError):
            await say(client, "shop/other", [], "Hello.")
        assert served in [model.id async for model in await client.models.list()]
        answer = await world.http.post(
            "/v1/feedback", json={"metric": "thumb", "value": True}, headers={"authorization": f"Bearer {client.api_key}"}
        )
        assert answer.status_code == 401


async def test_who_may_not_call_opens_and_reads_nothing(world: World, served: str) -> None:
    reader = {"authorization": "Bearer bk_read"}
    assert (await world.http.post("/v1/sessions", json={"model": served}, headers=reader)).status_code == 403
    async with port(world, served) as sessions:
        key = await sessions.open()
        assert (await world.http.get(f"/v1/sessions/{key}", headers=reader)).status_code == 403
        assert (await world.http.get(f"/v1/sessions/{key}", headers={"authorization": "Bearer bk_none"})).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"model": 7}, 400), ({"model": "shop/none"}, 404), ({"model": "shop/ok"}, 409), ({"model": "shop/away"}, 409)],
)
async def test_what_opens_no_session_is_told_why(world: World, body: dict[str, Any], status: int) -> None:
    answer: httpx.Response = await world.http.post("/v1/sessions", json=body)
    assert answer.status_code == status and answer.json()["error"]["message"]


async def test_a_session_that_is_none_is_not_found_and_breaks_nothing(world: World, served: str) -> None:
    async with port(world, served) as sessions:
        key = await sessions.open()
        await sessions.end(key)
    for wrong in (key, "session_none", f"session_{'0' * 32}_{'0' * 16}"):
        for _ in range(6):  # as often as would have a breaker leave the deployment alone
            with pytest.raises(NotFoundError):
                await say(world.openai, served, [], "Hello.", extra_headers={"Burnish-Session": wrong})
        assert (await world.http.get(f"/v1/sessions/{wrong}")).status_code == 404
        assert (await world.http.delete(f"/v1/sessions/{wrong}")).status_code == 404
    await say(world.openai, served, [], "Hello.")
