"""Replies read piece by piece: however they are cut, the same comes out, and it is what `chat.parse` reads."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.chat.parse import PARSERS, ToolFormat
from burnish.chat.replies import reader
from burnish.core.messages import ToolCall

CALL = '<tool_call>\n{"name": "find", "arguments": {"order": "A-17"}}\n</tool_call>'
OTHER = '<tool_call>\n{"name": "stop", "arguments": {}}\n</tool_call>'


def read(form: ToolFormat, pieces: Sequence[str]) -> tuple[str, list[ToolCall], str]:
    reading = reader(form)
    said = [one for piece in pieces for one in reading.feed(piece)] + reading.end()
    return "".join(one.text for one in said), [one.call for one in said if one.call], reading.error


def cuts(text: str, seed: int) -> list[str]:
    source, pieces, at = random.Random(seed), [], 0
    while at < len(text):
        length = source.choice([1, 1, 2, 3, 9])
        pieces.append(text[at : at + length])
        at += length
    return pieces


WHOLE: list[tuple[ToolFormat, str]] = [
    ("plain", "Hello <tool_call> there "),
    ("hermes", "Hello, how are you?\n"),
    ("hermes", "  a < b, and <tool> is no call \n\n"),
    ("hermes", CALL),
    ("hermes", f"{CALL}\n{OTHER}"),
    ("hermes", f"Let me look.\n{CALL}"),
    ("hermes", f"Let me look. \n\n{CALL}\nAnd:\n\n{OTHER}\n  "),
    ("hermes", f"<think>\nA {CALL} here?\n</think>\n\n{CALL}"),
    ("hermes", "<think>\n\n</think>\n\nHello."),
    ("hermes", f"maybe</think>yes\n{CALL}"),
    ("hermes", ""),
    ("hermes", "\n\n"),
    ("llama", "It is { a brace"),
    ("llama", '{"name": "find", "parameters": {"order": 3}}; {"name": "stop", "parameters": {}}'),
    ("llama", '<|python_tag|>{"name": "find", "parameters": {}}'),
    ("llama", '{"answer": 3}'),
    ("llama", " <|pyt is not it"),
    ("mistral", "Hello [TOOL is nothing"),
    ("mistral", '[TOOL_CALLS] [{"name": "find", "arguments": {"a": 1}}, {"name": "stop", "arguments": {}}]'),
    ("mistral", 'One moment. [TOOL_CALLS][{"name": "find", "arguments": {}, "id": "abcdefghi"}]'),
]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("form", "text"), WHOLE)
def test_a_well_formed_reply_is_what_the_parser_reads(form: ToolFormat, text: str, seed: int) -> None:
    parsed = PARSERS[form](text)
    assert not parsed.error
    content, calls, error = read(form, cuts(text, seed))
    assert (content, calls, error) == (parsed.message.content, list(parsed.message.tool_calls), "")


MALFORMED: list[tuple[ToolFormat, str, str, int]] = [
    ("hermes", "So: <tool_call>{nothing}</tool_call> then", "not JSON", 0),
    ("hermes", f"{CALL}\n<tool_call>\n[1]\n</tool_call>", "expected an object", 1),
    ("hermes", "Well <tool_call>\n{", "never closed", 0),
    ("hermes", "Well </tool_call> yes", "never opened", 0),
    ("hermes", "<think> and on", "never closed", 0),
    ("mistral", "Well [TOOL_CALLS] {", "not JSON", 0),
    ("llama", '{"name": "find"', "not JSON", 0),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("form", "text", "error", "calls"), MALFORMED)
def test_what_is_malformed_comes_as_the_text_that_it_is(form: ToolFormat, text: str, error: str, calls: int, seed: int) -> None:
    content, found, says = read(form, cuts(text, seed))
    assert error in says
    assert len(found) == calls
    assert content.split() == text.removeprefix(CALL if calls else "").split()


def test_text_comes_at_once_and_a_call_as_soon_as_it_is_whole() -> None:
    reading = reader("hermes")
    assert [one.text for one in reading.feed("Let me look")] == ["Let me look"]
    assert [one.text for one in reading.feed(".\n<tool")] == ["."]
    assert reading.feed('_call>{"name": "find", "arguments": {"a": "</tool') == []
    assert [one.call and one.call.name for one in reading.feed('"}}</tool_call>\nAnd')] == ["find", None]
    assert reading.end() == []


PIECES = ["<tool_call>", "</tool_call>", "<think>", "</think>", "{", "}", "\n", " ", "a", '{"name": "b"}', "<"]


@given(st.lists(st.sampled_from(PIECES)), st.integers())
def test_cuts_change_nothing(pieces: list[str], seed: int) -> None:
    text = "".join(pieces)
    assert read("hermes", cuts(text, seed)) == read("hermes", [text])
