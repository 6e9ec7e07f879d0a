"""Rollout sessions: the exact tokens that were sampled, in order, whatever an agent does with its history."""

import asyncio
import math
from typing import Any

import pytest
from openai import AsyncOpenAI, AuthenticationError, NotFoundError

from burnish.core.episodes import Branch
from burnish.core.messages import user
from burnish.core.tokens import Completion, Datum, SamplingParams
from burnish.engine.server.options import ServerOptions
from burnish.engine.server.process import Listening
from burnish.engine.server.sessions import Session, SessionTable, Start
from burnish.errors import NotFoundError as Lost
from burnish.errors import OverloadedError, RequestError
from burnish.workers.sessions import EngineSessions

from .conftest import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

SYSTEM = {"role": "system", "content": "You help."}
TOKENS = {"burnish": {"tokens": True}}


class Agent:
    """What an app does: it keeps its own messages and knows nothing of tokens."""

    def __init__(self, client: AsyncOpenAI, session: str) -> None:
        self.client, self.headers, self.messages = client, {"Burnish-Session": session}, [dict(SYSTEM)]
        self.calls: list[dict[str, Any]] = []

    async def say(self, text: str, **request: Any) -> str:
        self.messages.append({"role": "user", "content": text})
        answer = await self.client.chat.completions.create(
            model="tiny",
            messages=self.messages,
            extra_headers=self.headers,
            extra_body=TOKENS,
            **{"max_tokens": 30, "seed": len(text)} | request,
        )
        [choice] = answer.choices
        self.calls.append(choice.model_dump()["burnish"])
        self.messages.append(choice.message.model_dump(exclude_none=True, include={"role", "content", "tool_calls"}))
        return choice.message.content or ""


async def sessions_of(server: Listening) -> EngineSessions:
    return EngineSessions(server.address, TOKEN)


async def test_each_call_goes_on_from_the_tokens_of_the_one_before(client: AsyncOpenAI, server: Listening) -> None:
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        agent = Agent(client, key)
        for text in ("Hello.", "Where is A-17?", "Thanks."):
            await agent.say(text)
        played = await sessions.read(key)
        [branch] = played.branches
        last = agent.calls[-1]
        assert list(branch.tokens) == last["prompt_ids"] + last["ids"]
        assert [token for token, own in zip(branch.tokens, branch.mask, strict=True) if own] == [
            token for call in agent.calls for token in call["ids"]
        ]
        assert list(branch.logprobs) == [logprob for call in agent.calls for logprob in call["logprobs"]]
        assert [turn.prompt_length for turn in played.turns] == [len(call["prompt_ids"]) for call in agent.calls]
        renderer = server.service.model.renderer
        assert branch.tokens[: len(agent.calls[0]["prompt_ids"])] == tuple(renderer.prompt([*map(_message, agent.messages[:2])]))
        assert await sessions.end(key) == played
        with pytest.raises(Lost):
            await sessions.read(key)


def _message(row: dict[str, Any]) -> Any:
    from burnish.core.messages import Message

    return Message.model_validate(row)


async def test_what_a_session_kept_is_what_the_trainer_would_compute(client: AsyncOpenAI, server: Listening) -> None:
    """Logprobs are those of the whole branch, not of some text that was tokenized again."""
    from burnish.engine.model import open_model

    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        agent = Agent(client, key)
        for text in ("Hello.", "Where is A-17?"):
            await agent.say(text, temperature=1.2, stop=["e"])  # stop strings end turns in the middle of tokens
        [branch] = (await sessions.end(key)).branches
    async with open_model(server.service.options.folder, ranks=1) as model:
        [computed] = await model.forward([Datum(branch.tokens, branch.mask, temperature=1.2)])
    assert list(branch.logprobs) == pytest.approx(computed, abs=1e-4)


async def test_a_rewritten_history_and_another_agent_begin_new_branches(client: AsyncOpenAI, server: Listening) -> None:
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        agent = Agent(client, key)
        await agent.say("Hello.")
        await agent.say("Where is A-17?")
        agent.messages[2] = {"role": "assistant", "content": "What the model never said."}
        await agent.say("Go on.")
        other = Agent(client, key)
        other.messages = [{"role": "system", "content": "You judge."}]
        await other.say("Was it good?")
        branches = (await sessions.read(key)).branches
        assert len(branches) == 3
        assert [sum(branch.mask) for branch in branches] == [
            len(agent.calls[0]["ids"]) + len(agent.calls[1]["ids"]),
            len(agent.calls[2]["ids"]),
            len(other.calls[0]["ids"]),
        ]
        for branch in branches:
            assert len(branch.logprobs) == sum(branch.mask)
            assert all(math.isfinite(logprob) for logprob in branch.logprobs)


async def test_parallel_calls_share_their_beginning_and_each_reply_counts_once(client: AsyncOpenAI, server: Listening) -> None:
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        trunk = Agent(client, key)
        await trunk.say("Hello.")
        agents = [Agent(client, key) for _ in range(4)]
        for agent in agents:
            agent.messages = list(trunk.messages)
        await asyncio.gather(*(agent.say(f"Question {place}?", stream_options=None) for place, agent in enumerate(agents)))
        played = await sessions.read(key)
        assert len(played.branches) == 4
        assert len(played.turns) == 5
        sampled = len(trunk.calls[0]["ids"]) + sum(len(agent.calls[0]["ids"]) for agent in agents)
        assert sum(sum(branch.mask) for branch in played.branches) == sampled
        start = trunk.calls[0]["prompt_ids"] + trunk.calls[0]["ids"]
        assert all(list(branch.tokens[: len(start)]) == start for branch in played.branches)


async def test_tool_calls_that_a_client_gives_ids_are_found_again(client: AsyncOpenAI, server: Listening) -> None:
    tools: Any = [
        {
            "type": "function",
            "function": {
                "name": "find",
                "parameters": {"type": "object", "properties": {"a": {"enum": [1]}}, "required": ["a"], "additionalProperties": False},
            },
        }
    ]
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        agent = Agent(client, key)
        await agent.say("Find it.", tools=tools, tool_choice="required", parallel_tool_calls=False, max_tokens=100)
        [call] = agent.messages[-1]["tool_calls"]
        call["id"] = "call_mine"
        call["function"]["arguments"] = '{ "a" : 1 }'
        agent.messages.append({"role": "tool", "tool_call_id": "call_mine", "content": "found"})
        await agent.say("And now?", tools=tools)
        played = await sessions.read(key)
        assert len(played.branches) == 1
        text = server.service.model.renderer.decode(played.branches[0].tokens)
        assert "<tool_response>\nfound\n</tool_response>" in text


async def test_streams_and_raw_completions_are_kept_too(client: AsyncOpenAI, server: Listening) -> None:
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        headers = {"Burnish-Session": key}
        stream = await client.chat.completions.create(
            model="tiny", messages=[{"role": "user", "content": "Hello."}], max_tokens=20, seed=3, stream=True, extra_headers=headers
        )
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        messages: Any = [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": text}, {"role": "user", "content": "Yes."}]
        await client.chat.completions.create(model="tiny", messages=messages, max_tokens=5, extra_headers=headers)
        [branch] = (await sessions.read(key)).branches
        await client.completions.create(model="tiny", prompt=[*branch.tokens, 7, 8], max_tokens=5, extra_headers=headers)
        [longer] = (await sessions.read(key)).branches
        assert longer.tokens[: len(branch.tokens) + 2] == (*branch.tokens, 7, 8)
        assert sum(longer.mask) > sum(branch.mask)


async def test_a_client_that_goes_away_leaves_nothing_in_its_session(client: AsyncOpenAI, server: Listening) -> None:
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        stream = await client.chat.completions.create(
            model="tiny",
            messages=[{"role": "user", "content": "Hello."}],
            stream=True,
            extra_headers={"Burnish-Session": key},
            extra_body={"min_tokens": 3000},
        )
        async for _ in stream:
            break
        await stream.close()
        await asyncio.sleep(0.3)
        assert (await sessions.read(key)).turns == ()


async def test_a_session_key_is_a_key_for_its_own_calls_and_for_nothing_else(server: Listening) -> None:
    async with EngineSessions(server.address, TOKEN) as sessions:
        key = await sessions.open()
        async with AsyncOpenAI(base_url=server.address, api_key=key, max_retries=0) as agent:
            await agent.chat.completions.create(model="tiny", messages=[{"role": "user", "content": "Hello."}], max_tokens=5)
            assert len((await sessions.read(key)).turns) == 1
            with pytest.raises(AuthenticationError):
                await agent.get(f"/sessions/{key}", cast_to=object)
            await sessions.end(key)
            with pytest.raises(AuthenticationError):
                await agent.chat.completions.create(model="tiny", messages=[{"role": "user", "content": "Hello."}], max_tokens=5)


async def test_an_unknown_session_is_not_found(client: AsyncOpenAI, server: Listening) -> None:
    with pytest.raises(NotFoundError, match="no such session"):
        await client.chat.completions.create(
            model="tiny", messages=[{"role": "user", "content": "x"}], extra_headers={"Burnish-Session": "session_0"}
        )
    async with EngineSessions(server.address, TOKEN) as sessions:
        with pytest.raises(Lost):
            await sessions.end("session_0")


async def test_sessions_are_bounded_in_number_size_and_idle_time(monkeypatch: pytest.MonkeyPatch) -> None:
    table = SessionTable(ServerOptions(folder=".", name="x", sessions=2, session_seconds=10))  # type: ignore[arg-type]
    first, second = table.open(), table.open()
    with pytest.raises(OverloadedError):
        table.open()
    first.used_at -= 11
    third = table.open()
    assert third.key not in (first.key, second.key)
    with pytest.raises(Lost):
        table.get(first.key)
    small = Session("session_x", most_tokens=10)
    small.add(Start(None, [1, 2, 3], 3, ()), None, Completion((4,) * 5, (0.0,) * 5, "end", 0), SamplingParams(), 0.1)
    with pytest.raises(RequestError, match="8 tokens"):
        small.check_room(3)
    assert small.played()[0] == [Branch((1, 2, 3, 4, 4, 4, 4, 4), (False,) * 3 + (True,) * 5, (0.0,) * 5)]
    assert small.find([user("x")], ())[0] is None
