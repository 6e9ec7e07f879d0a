"""Chat completions as the official client sees them: whole and streamed alike, tools, schemas, stop strings, logprobs, seeds."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest
from openai import AsyncOpenAI, BadRequestError, NotFoundError

from burnish.core.messages import user
from burnish.core.tokens import SamplingParams
from burnish.engine.server.process import Listening

pytestmark = pytest.mark.asyncio(loop_scope="module")

HELLO = [{"role": "user", "content": "Hello, where is my order A-17?"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {
                "type": "object",
                "properties": {"order": {"type": "string", "maxLength": 6}, "count": {"type": "integer", "minimum": 0, "maximum": 9}},
                "required": ["order", "count"],
                "additionalProperties": False,
            },
        },
    }
    for name in ("find_order", "send_back")
]


async def whole(client: AsyncOpenAI, **request: Any) -> list[dict[str, Any]]:
    """The choices of an answer in one piece."""
    answer = await client.chat.completions.create(**{"model": "tiny", "messages": HELLO, "max_tokens": 60} | request)
    return [choice.model_dump() for choice in answer.choices]


async def streamed(client: AsyncOpenAI, **request: Any) -> tuple[list[dict[str, Any]], list[Any]]:
    """The choices of a stream, put together, and its chunks."""
    stream = await client.chat.completions.create(**{"model": "tiny", "messages": HELLO, "max_tokens": 60, "stream": True} | request)
    chunks = [chunk async for chunk in stream]
    rows: dict[int, dict[str, Any]] = {}
    for chunk in chunks:
        for choice in chunk.choices:
            row = rows.setdefault(choice.index, {"content": "", "calls": [], "logprobs": [], "finish_reason": None, "burnish": None})
            assert row["finish_reason"] is None, "a chunk after the last one"
            row["content"] += choice.delta.content or ""
            for call in choice.delta.tool_calls or ():
                assert call.index == len(row["calls"])
                row["calls"].append((call.function.name, json.loads(call.function.arguments)))
            row["logprobs"] += choice.logprobs.content if choice.logprobs else []
            row["finish_reason"] = choice.finish_reason
            row["burnish"] = (choice.model_extra or {}).get("burnish")
    return [rows[index] for index in sorted(rows)], chunks


def calls_of(choice: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in choice["message"]["tool_calls"] or ()]


REQUESTS: Sequence[dict[str, Any]] = [
    {"seed": 1},
    {"seed": 2, "n": 3, "temperature": 0.7},
    {"seed": 3, "temperature": 0},
    {"seed": 4, "tools": TOOLS, "temperature": 0.3},
    {"seed": 5, "tools": TOOLS, "tool_choice": "required", "max_tokens": 200},
    {"seed": 6, "stop": ["e", "order"], "n": 2},
    {"seed": 7, "logprobs": True, "top_logprobs": 3},
    {"seed": 8, "response_format": {"type": "json_object"}},
    {"seed": 9, "presence_penalty": 1.0, "frequency_penalty": 1.0, "logit_bias": {"5": -100, "6": 3}},
    {"seed": 10, "extra_body": {"min_tokens": 50, "top_k": 40, "burnish": {"tokens": True}}, "temperature": 1.5},
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: f"seed {one['seed']}")
async def test_a_stream_put_together_is_the_whole_answer(client: AsyncOpenAI, request_: dict[str, Any]) -> None:
    answer, (told, _) = await whole(client, **request_), await streamed(client, **request_)
    assert len(answer) == len(told) == request_.get("n", 1)
    for one, other in zip(answer, told, strict=True):
        assert (one["message"]["content"] or "") == other["content"]
        assert calls_of(one) == other["calls"]
        assert one["finish_reason"] == other["finish_reason"]
        assert one.get("burnish") == other["burnish"]
        if request_.get("logprobs"):
            assert [token["token"] for token in one["logprobs"]["content"]] == [token.token for token in other["logprobs"]]


async def test_an_answer_is_what_the_engine_samples(client: AsyncOpenAI, server: Listening) -> None:
    model = server.service.model
    prompt = model.renderer.prompt([user(HELLO[0]["content"])])
    [sampled] = await model.sample([prompt], SamplingParams(max_tokens=60, seed=11, temperature=0.9))
    [choice] = await whole(client, seed=11, temperature=0.9, extra_body={"burnish": {"tokens": True}})
    assert choice["burnish"]["prompt_ids"] == prompt
    assert choice["burnish"]["ids"] == list(sampled.ids)
    assert choice["burnish"]["logprobs"] == list(sampled.logprobs)


async def test_usage_counts_each_prompt_once_and_tells_what_was_cached(client: AsyncOpenAI) -> None:
    messages = [{"role": "user", "content": "A question that nobody asked before: how many boxes are in the hall, and whose are they?"}]
    first = await client.chat.completions.create(model="tiny", messages=messages, max_tokens=5, n=3)
    again = await client.chat.completions.create(model="tiny", messages=messages, max_tokens=5)
    assert first.usage and again.usage
    assert first.usage.prompt_tokens == again.usage.prompt_tokens > 16
    assert first.usage.completion_tokens <= 15
    assert again.usage.prompt_tokens_details and again.usage.prompt_tokens_details.cached_tokens == again.usage.prompt_tokens - 1
    _, chunks = await streamed(client, stream_options={"include_usage": True}, max_tokens=4)
    assert [bool(chunk.usage) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].choices == []


async def test_a_stop_string_ends_an_answer_and_never_shows(client: AsyncOpenAI) -> None:
    [free] = await whole(client, seed=21, max_tokens=80)
    text = free["message"]["content"]
    stop = text[7:12]
    [cut] = await whole(client, seed=21, max_tokens=80, stop=stop)
    assert cut["message"]["content"] == text[: text.index(stop)]
    assert cut["finish_reason"] == "stop"
    _, chunks = await streamed(client, seed=21, max_tokens=80, stop=[stop, "never said"])
    so_far = ""
    for chunk in chunks:
        so_far += chunk.choices[0].delta.content or ""
        assert text.startswith(so_far) and len(so_far) <= text.index(stop)


async def test_a_forced_tool_is_called_with_arguments_that_fit(client: AsyncOpenAI) -> None:
    for seed in range(6):
        named = {"type": "function", "function": {"name": "send_back"}}
        [choice] = await whole(client, seed=seed, tools=TOOLS, tool_choice=named, max_tokens=200)
        [(name, arguments)] = calls_of(choice)
        assert (name, choice["finish_reason"], choice["message"]["content"]) == ("send_back", "tool_calls", None)
        jsonschema.validate(arguments, TOOLS[1]["function"]["parameters"])
        [choice] = await whole(client, seed=seed, tools=TOOLS, tool_choice="required", parallel_tool_calls=False, max_tokens=200)
        [(name, arguments)] = calls_of(choice)
        jsonschema.validate(arguments, TOOLS[0]["function"]["parameters"])


async def test_a_strict_tool_is_never_called_wrongly(client: AsyncOpenAI) -> None:
    strict = [{**tool, "function": {**tool["function"], "strict": True}} for tool in TOOLS]
    start = {"role": "assistant", "content": "Let me look."}
    seen = 0
    for seed in range(8):
        bias = {"3": 6}  # the token that opens a call
        [choice] = await whole(client, seed=seed, tools=strict, messages=[*HELLO, start, *HELLO], logit_bias=bias, max_tokens=150)
        for name, arguments in calls_of(choice):
            seen += 1
            assert name in ("find_order", "send_back")
            jsonschema.validate(arguments, TOOLS[0]["function"]["parameters"])
    assert seen > 3


async def test_no_tool_is_called_where_the_caller_wants_none(client: AsyncOpenAI) -> None:
    for seed in range(3):
        [choice] = await whole(client, seed=seed, tools=TOOLS, tool_choice="none", logit_bias={"3": 20}, max_tokens=20)
        assert choice["message"]["tool_calls"] is None


SCHEMAS: Sequence[dict[str, Any]] = [
    {
        "type": "object",
        "properties": {"a": {"type": "integer", "minimum": -5, "maximum": 500}},
        "required": ["a"],
        "additionalProperties": False,
    },
    {"type": "array", "items": {"enum": ["red", "green", 3, None]}, "minItems": 1, "maxItems": 4},
    {"type": "string", "pattern": "^[A-Z]-[0-9]{2,4}$"},
    {"type": "string", "maxLength": 12},
    {"type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.25},
    {"type": "boolean"},
    {"anyOf": [{"type": "null"}, {"const": "äöü €"}]},
    {
        "type": "object",
        "properties": {
            "when": {"type": "string", "format": "date"},
            "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}, "maxItems": 2},
        },
        "required": ["when", "tags"],
        "additionalProperties": False,
    },
    {
        "$defs": {
            "node": {
                "type": "object",
                "properties": {"v": {"type": "boolean"}, "next": {"anyOf": [{"type": "null"}, {"const": 1}]}},
                "required": ["v", "next"],
                "additionalProperties": False,
            }
        },
        "type": "object",
        "properties": {"head": {"$ref": "#/$defs/node"}},
        "required": ["head"],
        "additionalProperties": False,
    },
    {
        "type": "object",
        "properties": {"a": {"type": "object", "properties": {"b": {"enum": [1, 2]}}, "additionalProperties": False}},
        "additionalProperties": False,
    },
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=range(len(SCHEMAS)))
async def test_an_answer_fits_its_schema_at_any_temperature(client: AsyncOpenAI, schema: dict[str, Any]) -> None:
    format_ = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
    asked = [whole(client, seed=seed, response_format=format_, temperature=0.5 + seed / 2, max_tokens=400) for seed in range(6)]
    for [choice] in await asyncio.gather(*asked):
        assert choice["finish_reason"] == "stop"
        jsonschema.validate(json.loads(choice["message"]["content"]), schema)


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 3}, "minimum"),
        ({"allOf": [{"type": "string"}, {"type": "number"}]}, "incompatible"),
        ({"type": "nothing"}, "nothing"),
        ({"$ref": "#/$defs/lost"}, "lost"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
        ({"enum": ["x" * 200_000]}, "bytes"),
    ],
)
async def test_a_schema_that_cannot_be_met_is_refused_with_its_reason(client: AsyncOpenAI, schema: dict[str, Any], says: str) -> None:
    format_ = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
    for stream in (False, True):
        with pytest.raises(BadRequestError, match=says) as refused:
            await client.chat.completions.create(model="tiny", messages=HELLO, response_format=format_, stream=stream)
        assert refused.value.param in ("response_format", None)
    deep: dict[str, Any] = {"type": "null"}
    for _ in range(40):
        deep = {"type": "object", "properties": {"a": deep}}
    with pytest.raises(BadRequestError, match="deep"):
        await whole(client, response_format={"type": "json_schema", "json_schema": {"name": "answer", "schema": deep}})


async def test_a_keyword_that_is_not_held_to_is_warned_of(client: AsyncOpenAI) -> None:
    schema = {"type": "array", "items": {"type": "boolean"}, "maxItems": 2, "uniqueItems": True}
    format_ = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    raw = await client.chat.completions.with_raw_response.create(model="tiny", messages=HELLO, response_format=format_, seed=1)
    assert "uniqueItems" in raw.headers["Burnish-Warnings"]
    raw = await client.chat.completions.with_raw_response.create(
        model="tiny", messages=HELLO, max_tokens=2, extra_body={"min_p": 1, "a\r\nb": 2}
    )
    assert raw.headers["Burnish-Warnings"] == "unknown field min_p; unknown field a??b"


async def test_logprobs_tell_tokens_bytes_and_the_most_likely_ones(client: AsyncOpenAI) -> None:
    [choice] = await whole(client, seed=31, logprobs=True, top_logprobs=2)
    rows = choice["logprobs"]["content"]
    assert bytes(byte for row in rows for byte in row["bytes"]).decode() == choice["message"]["content"]
    for row in rows:
        assert [one["logprob"] for one in row["top_logprobs"]] == sorted((one["logprob"] for one in row["top_logprobs"]), reverse=True)
        assert row["logprob"] <= row["top_logprobs"][0]["logprob"] + 1e-6


async def test_a_conversation_with_tools_and_parts_is_rendered_as_training_does(client: AsyncOpenAI, server: Listening) -> None:
    messages: list[Any] = [
        {"role": "developer", "content": [{"type": "text", "text": "You "}, {"type": "text", "text": "help."}]},
        *HELLO,
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "find_order", "arguments": '{"order": "A-17"}'}}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": '{"found": true}'},
    ]
    [choice] = await whole(client, messages=messages, tools=TOOLS, seed=1, max_tokens=5, extra_body={"burnish": {"tokens": True}})
    text = server.service.model.renderer.decode(choice["burnish"]["prompt_ids"])
    assert text.startswith("<|im_start|>system\nYou help.\nTools:\nfind_order(order, count)")
    assert '<tool_call>\n{"name": "find_order", "arguments": {"order": "A-17"}}\n</tool_call>' in text
    assert text.endswith('<tool_response>\n{"found": true}\n</tool_response><|im_end|>\n<|im_start|>assistant\n')


async def test_a_prompt_that_fills_the_context_is_refused(client: AsyncOpenAI, server: Listening) -> None:
    with pytest.raises(BadRequestError, match="4096") as refused:
        await whole(client, messages=[{"role": "user", "content": "box " * 4000}])
    assert (refused.value.code, refused.value.param) == ("context_length_exceeded", "messages")
    room = "box " * 2030
    [choice] = await whole(client, messages=[{"role": "user", "content": room}], max_tokens=4000, seed=2, extra_body={"min_tokens": 4000})
    assert choice["finish_reason"] == "length", "what is asked for beyond the context ends there"


async def test_requests_that_arrive_during_decoding_change_nothing(client: AsyncOpenAI) -> None:
    async def ask(number: int) -> list[dict[str, Any]]:
        await asyncio.sleep(0.005 * number)
        return await whole(client, seed=number, messages=[{"role": "user", "content": f"Box {number % 3}?"}], extra_body={"min_tokens": 40})

    together = await asyncio.gather(*(ask(number) for number in range(12)))
    alone = [await ask(number) for number in range(12)]
    assert [one[0]["message"]["content"] for one in together] == [one[0]["message"]["content"] for one in alone]


async def test_another_model_is_not_found(client: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError) as lost:
        await whole(client, model="gpt-4o")
    assert lost.value.code == "model_not_found"
    assert [model.id async for model in client.models.list()] == ["tiny"]
    assert (await client.models.retrieve("tiny")).id == "tiny"
    with pytest.raises(NotFoundError):
        await client.models.retrieve("other")
    with pytest.raises(NotFoundError, match="embeddings"):
        await client.embeddings.create(model="tiny", input="x")
