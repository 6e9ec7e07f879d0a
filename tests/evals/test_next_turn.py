"""Held-out assistant turns are measured in bits per byte and in tool calls that match exactly."""

import math
from collections.abc import Sequence

import pytest

from burnish.chat.examples import Example
from burnish.core.messages import Message, Tool, ToolCall, assistant, tool_result, user
from burnish.core.ports import Parsed
from burnish.core.tokens import Completion, Datum, SamplingParams, Tokens
from burnish.evals.next_turn import baseline_of, evaluate_next_turn, same_calls

END = 0
FIND = ToolCall(name="find", arguments={"order": "1"})
STOP = ToolCall(name="stop")
ORDERS = (user("order?"), assistant("", FIND), tool_result("[]", FIND), assistant("gone"))
STOPS = (user("stop!"), assistant("", STOP))


class Letters:
    """A renderer of one token a character; a tool call is written as its name and an exclamation mark."""

    stop_ids = (END,)

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> list[int]:
        return [ord(letter) for message in messages for letter in f"{message.role}:{self.spoken(message)}\n"]

    def spoken(self, message: Message) -> str:
        return message.content + "".join(f"{call.name}!" for call in message.tool_calls)

    def delta(self, messages: Sequence[Message], new: int, tools: Sequence[Tool] = ()) -> list[int] | None:
        raise AssertionError("nothing is continued here")

    def example(self, messages: Sequence[Message], tools: Sequence[Tool] = (), *, source: str = "") -> Datum:
        tokens: list[int] = []
        mask: list[bool] = []
        for message in messages:
            ids = [*map(ord, self.spoken(message)), END] if message.role == "assistant" else self.prompt([message])
            tokens += ids
            mask += [message.role == "assistant"] * len(ids)
        return Datum(tokens=tokens, mask=mask, source=source)

    def parse(self, ids: Tokens) -> Parsed:
        text = self.decode([number for number in ids if number != END])
        known = {"find!": FIND, "stop!": STOP}
        return Parsed(assistant("", known[text]) if text in known else assistant(text), "what?" if text == "?" else "")

    def decode(self, ids: Tokens) -> str:
        return "".join(map(chr, ids))


class Model:
    """Gives every token the same probability, and answers as a table says."""

    name, version, renderer = "policy", 0, Letters()

    def __init__(self, answers: dict[str, str], *, context: int = 1000) -> None:
        self.answers, self.context = answers, context

    async def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        return [[math.log(0.25)] * datum.trained for datum in batch]

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        assert params.temperature == 0
        texts = [self.renderer.decode(prompt) for prompt in prompts]
        replies = [next(reply for asked, reply in self.answers.items() if asked in text) for text in texts]
        return [Completion((*map(ord, reply), END), (0.0,) * (len(reply) + 1), "end", 0) for reply in replies]


EXAMPLES = [Example(ORDERS, source="a"), Example(STOPS, source="b"), Example(ORDERS, source="c")]


def model(**answers: str) -> Model:
    return Model({f"{asked}": reply for asked, reply in answers.items()})


async def test_bits_are_per_byte_of_what_the_assistant_says() -> None:
    baseline = baseline_of(Letters(), EXAMPLES, max_tokens=1000)
    found = await evaluate_next_turn(model(order="find!", stop="find!"), EXAMPLES, baseline)  # type: ignore[arg-type]
    # "find!" and "gone" and their ends, twice, and "stop!" and its end: 28 tokens of 2 bits, 23 bytes.
    assert found.bits_per_byte == pytest.approx(28 * 2 / 23)
    assert (found.turns, found.calls, found.truncation_rate) == (5, 3, 0.0)


async def test_calls_match_only_where_the_model_makes_the_same_ones() -> None:
    baseline = baseline_of(Letters(), EXAMPLES, max_tokens=1000)
    found = await evaluate_next_turn(model(order="find!", stop="?"), EXAMPLES, baseline)  # type: ignore[arg-type]
    assert found.call_match is not None and found.name_match is not None and found.majority_match is not None
    assert [found.call_match.mean, found.name_match.mean, found.majority_match.mean] == pytest.approx([2 / 3] * 3)
    assert (found.call_match.n, found.malformed, found.too_long) == (3, 1, 0)
    assert baseline.call == (FIND,)
    assert found.to_dict()["call_match"]["n"] == 3


async def test_a_unigram_baseline_counts_the_training_rows_with_one_added() -> None:
    baseline = baseline_of(Letters(), [Example(STOPS)], max_tokens=1000)
    found = await evaluate_next_turn(model(stop="stop!"), [Example(STOPS)], baseline)  # type: ignore[arg-type]
    assert found.unigram_bits_per_byte == pytest.approx(-6 * math.log2(2 / 12) / 5)


async def test_a_context_that_does_not_fit_is_a_miss_and_counted() -> None:
    long = Example((user("short"), assistant("yes"), user("order" * 20), assistant("", FIND)), source="d")
    small = Model({"order": "find!"}, context=60)
    found = await evaluate_next_turn(small, [long], baseline_of(Letters(), EXAMPLES, max_tokens=60))  # type: ignore[arg-type]
    assert (found.too_long, found.calls, found.truncation_rate) == (1, 1, 1.0)
    assert found.call_match is not None
    assert found.call_match.mean == 0


async def test_without_calls_there_is_no_rate_of_calls() -> None:
    talk = [Example((user("a"), assistant("b")))]
    found = await evaluate_next_turn(Model({}), talk, baseline_of(Letters(), talk, max_tokens=99))  # type: ignore[arg-type]
    assert found.call_match is None
    assert found.to_dict()["call_match"] is None


def test_calls_are_the_same_in_any_order_but_only_with_equal_arguments() -> None:
    other = ToolCall(name="find", arguments={"order": 1})
    assert same_calls([FIND, STOP], [STOP, ToolCall(name="find", arguments={"order": "1"}, id="x")])
    assert not same_calls([FIND], [other])
    assert not same_calls([FIND], [FIND, FIND])
    assert same_calls([ToolCall(name="f", arguments={"a": 1, "b": 2})], [ToolCall(name="f", arguments={"b": 2, "a": 1})])
