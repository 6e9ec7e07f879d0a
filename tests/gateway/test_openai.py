"""The official OpenAI client against the gateway: chat, completions, embeddings, responses, models; and what is written down."""

from typing import Any

import openai
import pytest

from .conftest import World

ASK: list[Any] = [{"role": "user", "content": "Where is my order?"}]
TOOL: Any = {"type": "function", "function": {"name": "find_order", "parameters": {"type": "object", "properties": {}}}}
SAID = "It is on its way."


async def test_a_whole_answer_and_its_record(world: World) -> None:
    raw = await world.openai.chat.completions.with_raw_response.create(
        model="shop/ok",
        messages=ASK,
        temperature=0.3,
        seed=7,
        stop=["END"],
        user="person-1",
        metadata={"channel": "phone", "key:order": "W123", "episode": "call-88"},
    )
    answer = raw.parse()
    assert answer.choices[0].message.content == SAID and answer.usage and answer.usage.prompt_tokens == 11
    (kept,) = await world.recorded()
    assert raw.headers["burnish-interaction"] == kept.id and raw.headers["burnish-episode"] == "call-88" == kept.episode
    assert raw.headers["burnish-deployment"] == "ok-deployment" == kept.deployment
    assert kept.request == {"messages": ASK} and kept.parameters == {"temperature": 0.3, "seed": 7, "stop": ["END"]}
    assert kept.answer is not None and kept.answer["choices"][0]["message"]["content"] == SAID
    assert (kept.tags, kept.keys, kept.end_user) == ({"channel": "phone"}, {"order": "W123"}, "person-1")
    assert (kept.alias, kept.alias_version, kept.status, kept.finish_reason, kept.dialect) == ("ok", 3, "ok", "stop", "chat")
    assert kept.usage.model_dump() == {"input_tokens": 11, "cached_tokens": 4, "output_tokens": 6}
    assert kept.cost_usd == pytest.approx((7 * 2 + 4 * 1 + 6 * 10) / 1e6)
    assert kept.upstream_model == "ok-0101" and kept.latency_ms and kept.attempts[0].outcome == "ok" and kept.key == "key_bk_all"
    sent = world.mock.asked[0]
    assert sent == {"model": "ok", "messages": ASK, "temperature": 0.3, "seed": 7, "stop": ["END"]}
    assert world.mock.headers[0]["authorization"] == "Bearer their-key"


async def test_a_stream_is_recorded_before_its_end(world: World) -> None:
    stream = await world.openai.chat.completions.create(model="shop/ok", messages=ASK, stream=True)
    words, ended = [], False
    async for chunk in stream:
        assert chunk.choices, "nobody asked for usage"
        words.append(chunk.choices[0].delta.content or "")
        if chunk.choices[0].finish_reason:
            ended = True
            assert len(world.entries("interaction")) == 1, "the end was told before the record was on the disk"
    assert ended and "".join(words) == SAID
    (kept,) = await world.recorded()
    assert kept.answer == {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": SAID}, "finish_reason": "stop"}],
    }
    assert kept.stream and kept.first_token_ms is not None and kept.latency_ms is not None and kept.first_token_ms <= kept.latency_ms
    assert kept.usage.output_tokens == 6


async def test_usage_of_a_stream_is_told_to_who_asks(world: World) -> None:
    stream = await world.openai.chat.completions.create(model="shop/ok", messages=ASK, stream=True, stream_options={"include_usage": True})
    chunks = [chunk async for chunk in stream]
    assert chunks[-1].usage is not None and chunks[-1].usage.completion_tokens == 6 and not chunks[-1].choices


@pytest.mark.parametrize("streamed", [False, True])
async def test_tools(world: World, streamed: bool) -> None:
    asked: dict[str, Any] = {
        "model": "shop/tools", "messages": ASK, "tools": [TOOL], "tool_choice": "required", "parallel_tool_calls": False,
    }  # fmt: skip
    if streamed:
        async with world.openai.chat.completions.stream(**asked) as stream:
            message = (await stream.get_final_completion()).choices[0].message
    else:
        message = (await world.openai.chat.completions.create(**asked)).choices[0].message
    assert message.tool_calls and message.tool_calls[0].function.arguments == '{"order": "W123"}'  # type: ignore[union-attr]
    (kept,) = await world.recorded()
    assert kept.tools_called == ["find_order"] and kept.request is not None and kept.request["tools"] == [TOOL]
    assert kept.answer is not None and kept.answer["choices"][0]["message"]["tool_calls"][0]["id"] == "call_1"
    assert kept.finish_reason == "tool_calls"


async def test_what_is_passed_on_as_it_is(world: World) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}
    content = [{"type": "text", "text": "What is this?"}, image]
    schema = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}, "strict": True}}
    answer = await world.openai.chat.completions.create(
        model="ok",  # a key that opens one project need not name it
        messages=[{"role": "user", "content": content}],  # type: ignore[list-item,misc]
        n=2,
        response_format=schema,  # type: ignore[arg-type]
        logprobs=True,
        top_logprobs=3,
        extra_body={"their_own_field": 1},
    )
    assert len(answer.choices) == 2
    sent = world.mock.asked[0]
    assert sent["messages"][0]["content"] == content and sent["response_format"] == schema and sent["n"] == 2
    assert (sent["logprobs"], sent["top_logprobs"], sent["their_own_field"]) == (True, 3, 1)


async def test_completions_and_embeddings(world: World) -> None:
    text = await world.openai.completions.create(model="shop/ok", prompt="The sun rises")
    assert text.choices[0].text == " in the east"
    stream = await world.openai.completions.create(model="shop/ok", prompt="The sun rises", stream=True)
    assert "".join([chunk.choices[0].text async for chunk in stream]) == " in the east"
    vectors = await world.openai.embeddings.create(model="shop/ok", input=["a", "b"], encoding_format="float")
    assert [one.embedding for one in vectors.data] == [[0.5, 0.25]] * 2
    kept = await world.recorded(3)
    assert [one.dialect for one in kept] == ["completions", "completions", "embeddings"]
    said = {"role": "assistant", "content": " in the east"}
    for one in kept[:2]:
        assert one.request == {"messages": [{"role": "user", "content": "The sun rises"}]}
        assert one.answer is not None and one.answer["choices"][0]["message"] == said
    assert kept[2].answer == {"choices": [], "vectors": 2, "dimensions": 2} and kept[2].usage.input_tokens == 3


async def test_responses(world: World) -> None:
    answer = await world.openai.responses.create(
        model="shop/ok", input="Where is my order?", instructions="Be brief.", max_output_tokens=50, metadata={"channel": "web"}
    )
    assert answer.output_text == SAID and answer.status == "completed" and answer.usage and answer.usage.total_tokens == 17
    (kept,) = await world.recorded()
    assert kept.dialect == "responses" and kept.tags == {"channel": "web"}
    assert kept.request == {"messages": [{"role": "system", "content": "Be brief."}, *ASK]}
    assert kept.parameters == {"max_completion_tokens": 50}


async def test_responses_with_tools_and_their_results(world: World) -> None:
    tool: Any = {"type": "function", "name": "find_order", "parameters": {"type": "object"}, "strict": True}
    items: list[Any] = [
        {"role": "user", "content": [{"type": "input_text", "text": "Where?"}]},
        {"type": "function_call", "call_id": "call_0", "name": "find_order", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_0", "output": "lost"},
    ]
    answer = await world.openai.responses.create(model="shop/tools", input=items, tools=[tool])
    (call,) = answer.output
    assert call.type == "function_call" and (call.name, call.call_id, call.arguments) == ("find_order", "call_1", '{"order": "W123"}')
    sent = world.mock.asked[0]["messages"]
    assert sent[1]["tool_calls"][0]["id"] == "call_0" and sent[2] == {"role": "tool", "tool_call_id": "call_0", "content": "lost"}


@pytest.mark.parametrize(("model", "text"), [("shop/ok", SAID), ("shop/tools", "")])
async def test_events_of_responses(world: World, model: str, text: str) -> None:
    async with world.openai.responses.stream(model=model, input="Where is my order?") as stream:
        events = [event async for event in stream]
        answer = await stream.get_final_response()
    assert answer.output_text == text and events[-1].type == "response.completed"
    assert [event.sequence_number for event in events if hasattr(event, "sequence_number")] == sorted(
        event.sequence_number for event in events if hasattr(event, "sequence_number")
    )
    if not text:
        (call,) = answer.output
        assert call.type == "function_call" and call.arguments == '{"order": "W123"}'


async def test_models(world: World) -> None:
    listed = await world.openai.models.list()
    assert "shop/ok" in [model.id for model in listed.data]
    with pytest.raises(openai.NotFoundError):
        await world.openai.chat.completions.create(model="shop/none", messages=ASK)
    with pytest.raises(openai.NotFoundError):
        await world.openai.chat.completions.create(model="elsewhere/ok", messages=ASK)


async def test_who_may_not_is_told_so(world: World) -> None:
    with pytest.raises(openai.AuthenticationError):
        await world.openai.with_options(api_key="bk_wrong").chat.completions.create(model="shop/ok", messages=ASK)
    with pytest.raises(openai.PermissionDeniedError, match="deployments.call"):
        await world.openai.with_options(api_key="bk_read").chat.completions.create(model="shop/ok", messages=ASK)
    assert world.mock.asked == []


async def test_what_must_not_be_kept_is_not(world: World) -> None:
    world.alias("private", "ok", record=False)
    await world.openai.chat.completions.create(model="shop/ok", messages=ASK, store=False, user="person-1")
    await world.openai.chat.completions.create(model="shop/private", messages=ASK)
    for kept in await world.recorded(2):
        assert (kept.request, kept.answer, kept.end_user, kept.arguments) == (None, None, None, {})
        assert kept.usage.input_tokens == 11 and kept.status == "ok" and kept.finish_reason == "stop"
    assert all(b"order" not in path.read_bytes() for path in world.log.glob("*.log"))


@pytest.mark.parametrize("streamed", [False, True])
async def test_token_ids_of_our_engine_are_kept_and_not_passed_on(world: World, streamed: bool) -> None:
    world.alias("trained", "engine", tokens=True)
    answer = await world.http.post("/v1/chat/completions", json={"model": "shop/trained", "messages": ASK, "stream": streamed})
    assert answer.status_code == 200 and "prompt_ids" not in answer.text and "burnish" not in answer.text
    (kept,) = await world.recorded()
    assert kept.tokens is not None and kept.tokens[0].model_dump() == {"prompt_ids": [1, 2, 3], "ids": [4, 5], "logprobs": [-0.1, -0.2]}
    assert kept.weights == "w" * 64 and kept.template == "t" * 64


async def test_prompt_defaults_and_arguments(world: World) -> None:
    prompt = {
        "text": "You serve {shop}. {{not this}} {count} {polite}",
        "arguments": {"shop": "string", "count": "integer", "polite": "boolean"},
    }
    world.alias("prompted", "ok", prompt=prompt, defaults={"temperature": 0.1, "max_tokens": 20})
    arguments = {"shop": "a {count} shop", "count": 3, "polite": True}
    await world.openai.chat.completions.create(
        model="shop/prompted", messages=ASK, max_completion_tokens=5, extra_body={"burnish": {"arguments": arguments, "tags": {"a": "b"}}}
    )
    sent = world.mock.asked[0]
    assert sent["messages"] == [{"role": "system", "content": "You serve a {count} shop. {not this} 3 true"}, *ASK]
    assert (sent["temperature"], sent["max_completion_tokens"]) == (0.1, 5) and "max_tokens" not in sent and "burnish" not in sent
    (kept,) = await world.recorded()
    assert kept.request == {"messages": ASK} and kept.arguments == arguments and kept.tags == {"a": "b"}
    assert kept.parameters == {"temperature": 0.1, "max_completion_tokens": 5}
    for wrong in ({}, {**arguments, "count": "3"}, {**arguments, "more": 1}):
        with pytest.raises(openai.BadRequestError, match="burnish.arguments"):
            await world.openai.chat.completions.create(model="shop/prompted", messages=ASK, extra_body={"burnish": {"arguments": wrong}})


async def test_fields_that_an_upstream_does_not_take(world: World) -> None:
    raw = await world.openai.chat.completions.with_raw_response.create(
        model="shop/engine", messages=ASK, extra_body={"their_own_field": 1}, metadata={"a name with spaces": "x"}
    )
    assert "their_own_field dropped" in raw.headers["burnish-warnings"] and "metadata.a name" in raw.headers["burnish-warnings"]
    assert "their_own_field" not in world.mock.asked[0]
    world.alias("strict", "engine", strict=True)
    with pytest.raises(openai.BadRequestError, match="their_own_field"):
        await world.openai.chat.completions.create(model="shop/strict", messages=ASK, extra_body={"their_own_field": 1})
    assert len(world.mock.asked) == 1
