"""The official Anthropic client against the gateway, and upstreams that speak Anthropic's dialect."""

from typing import Any

import anthropic
import openai
import pytest

from .conftest import World
from .test_openai import ASK, SAID, TOOL

TOOLS: Any = [{"name": "find_order", "description": "Finds it.", "input_schema": {"type": "object", "properties": {}}}]


async def test_a_message_and_its_record(world: World) -> None:
    answer = await world.anthropic.messages.create(
        model="shop/ok",
        max_tokens=50,
        system=[{"type": "text", "text": "Be brief."}],
        messages=ASK,
        stop_sequences=["END"],
        metadata={"user_id": "person-1"},
        extra_body={"burnish": {"episode": "call-88", "keys": {"order": "W123"}}},
    )
    assert answer.content[0].type == "text" and answer.content[0].text == SAID and answer.stop_reason == "end_turn"
    assert (answer.usage.input_tokens, answer.usage.cache_read_input_tokens, answer.usage.output_tokens) == (7, 4, 6)
    (kept,) = await world.recorded()
    assert kept.dialect == "messages" and kept.request == {"messages": [{"role": "system", "content": "Be brief."}, *ASK]}
    assert kept.parameters == {"max_tokens": 50, "stop": ["END"]}
    assert (kept.episode, kept.keys, kept.end_user) == ("call-88", {"order": "W123"}, "person-1")


async def test_a_stream_of_a_message(world: World) -> None:
    async with world.anthropic.messages.stream(model="shop/ok", max_tokens=50, messages=ASK) as stream:
        text = "".join([part async for part in stream.text_stream])
        message = await stream.get_final_message()
    assert text == SAID and message.stop_reason == "end_turn" and message.usage.output_tokens == 6


@pytest.mark.parametrize("model", ["shop/tools", "shop/claude"])
@pytest.mark.parametrize("streamed", [False, True])
async def test_tools_through_either_kind_of_upstream(world: World, model: str, streamed: bool) -> None:
    history: list[Any] = [
        *ASK,
        {"role": "assistant", "content": [
            {"type": "text", "text": "I look."}, {"type": "tool_use", "id": "toolu_0", "name": "find_order", "input": {"order": "W1"}},
        ]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_0", "content": "lost"}, {"type": "text", "text": "?"}]},
    ]  # fmt: skip
    asked: dict[str, Any] = {
        "model": model, "max_tokens": 9, "messages": history, "tools": TOOLS,
        "tool_choice": {"type": "any", "disable_parallel_tool_use": True},
    }  # fmt: skip
    if streamed:
        async with world.anthropic.messages.stream(**asked) as stream:
            message = await stream.get_final_message()
    else:
        message = await world.anthropic.messages.create(**asked)
    (block,) = [block for block in message.content if block.type == "tool_use"]
    assert block.name == "find_order" and block.input == {"order": "W123"} and message.stop_reason == "tool_use"
    (kept,) = await world.recorded()
    assert kept.tools_called == ["find_order"] and kept.request is not None
    assert [one["role"] for one in kept.request["messages"]] == ["user", "assistant", "tool", "user"]
    sent = world.mock.asked[0]
    if model == "shop/claude":  # it comes back as it was
        assert sent["messages"] == [{"role": "user", "content": [{"type": "text", "text": ASK[0]["content"]}]}, *history[1:]]
        assert sent["tools"] == TOOLS and sent["tool_choice"] == asked["tool_choice"]
        assert world.mock.headers[0]["x-api-key"] == "their-key" and world.mock.headers[0]["anthropic-version"]
    else:
        assert sent["messages"][2] == {"role": "tool", "tool_call_id": "toolu_0", "content": "lost"}
        assert sent["tool_choice"] == "required" and sent["parallel_tool_calls"] is False


@pytest.mark.parametrize("streamed", [False, True])
async def test_the_openai_client_before_an_upstream_of_anthropic(world: World, streamed: bool) -> None:
    asked: dict[str, Any] = {"model": "shop/claude", "messages": [{"role": "system", "content": "Be brief."}, *ASK], "stop": "END"}
    if streamed:
        stream = await world.openai.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
        chunks = [chunk async for chunk in stream]
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        usage = chunks[-1].usage
    else:
        answer = await world.openai.chat.completions.create(**asked)
        text, usage = answer.choices[0].message.content or "", answer.usage
    assert text == SAID and usage is not None and (usage.prompt_tokens, usage.completion_tokens) == (11, 6)
    sent = world.mock.asked[0]
    assert sent["system"] == "Be brief." and sent["stop_sequences"] == ["END"] and sent["max_tokens"] == 4096
    (kept,) = await world.recorded()
    assert kept.usage.model_dump() == {"input_tokens": 11, "cached_tokens": 4, "output_tokens": 6} and kept.answer is not None
    assert kept.answer["choices"][0]["message"]["content"] == SAID


async def test_images_for_an_upstream_of_anthropic(world: World) -> None:
    parts: list[Any] = [
        {"type": "text", "text": "What?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
    ]
    await world.openai.chat.completions.create(model="shop/claude", messages=[{"role": "user", "content": parts}], tools=[TOOL])
    assert world.mock.asked[0]["messages"][0]["content"] == [
        {"type": "text", "text": "What?"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}},
        {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
    ]


async def test_what_an_upstream_of_anthropic_cannot_do_is_told(world: World) -> None:
    for wanted in ({"n": 2}, {"response_format": {"type": "json_object"}}):
        with pytest.raises(openai.BadRequestError, match=next(iter(wanted))):
            await world.openai.chat.completions.create(model="shop/claude", messages=ASK, **wanted)  # type: ignore[call-overload]
    raw = await world.openai.chat.completions.with_raw_response.create(model="shop/claude", messages=ASK, seed=1)
    assert "seed dropped" in raw.headers["burnish-warnings"]


async def test_errors_have_the_dialects_shape(world: World) -> None:
    with pytest.raises(anthropic.AuthenticationError):
        await world.anthropic.with_options(api_key="bk_wrong").messages.create(model="shop/ok", max_tokens=5, messages=ASK)
    with pytest.raises(anthropic.NotFoundError, match="no alias"):
        await world.anthropic.messages.create(model="shop/none", max_tokens=5, messages=ASK)
    with pytest.raises(anthropic.BadRequestError, match="max_tokens") as refused:
        await world.anthropic.messages.create(model="shop/ok", max_tokens=0, messages=ASK)
    assert refused.value.body["type"] == "error" and refused.value.body["error"]["type"] == "invalid_request_error"  # type: ignore[index]
    with pytest.raises(anthropic.APIStatusError):
        async with world.anthropic.messages.stream(model="shop/half", max_tokens=5, messages=ASK) as stream:
            await stream.get_final_message()


async def test_models_as_anthropic_lists_them(world: World) -> None:
    assert "shop/ok" in [model.id async for model in world.anthropic.models.list()]
