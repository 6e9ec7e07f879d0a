"""Sampled text becomes a message; what is malformed is named and never raised."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.chat.parse import Parser, choose_parser, parse_hermes, parse_llama, parse_mistral, parse_plain
from burnish.core.messages import ToolCall, assistant

CALL = '<tool_call>\n{"name": "find", "arguments": {"order": "A-17"}}\n</tool_call>'
FIND = ToolCall(name="find", arguments={"order": "A-17"})


@pytest.mark.parametrize(
    ("text", "content", "calls"),
    [
        ("It left on Monday.", "It left on Monday.", 0),
        (" kept as it is \n", " kept as it is \n", 0),
        ("", "", 0),
        (CALL, "", 1),
        (f"Let me look.\n{CALL}", "Let me look.", 1),
        (f"{CALL}\n{CALL}", "", 2),
        (f"One.\n{CALL}\nTwo.\n{CALL}\n", "One.\nTwo.", 2),
        (f"<think>\nHm.\n</think>\n\n{CALL}", "<think>\nHm.\n</think>", 1),
        ("<think>\nHm.\n</think>\n\nYes.", "<think>\nHm.\n</think>\n\nYes.", 0),
        (f"<think>I could say {CALL}</think>No.", f"<think>I could say {CALL}</think>No.", 0),
        (f"thought on</think>{CALL}", "thought on</think>", 1),
        ('<tool_call>{"name": "find", "arguments": {"order": "A-17"}}</tool_call>', "", 1),
    ],
)
def test_calls_and_what_is_said_beside_them_are_told_apart(text: str, content: str, calls: int) -> None:
    parsed = parse_hermes(text)
    assert parsed.error == ""
    assert parsed.message == assistant(content, *[FIND] * calls)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<tool_call>\nfind(A-17)\n</tool_call>", "tool call 1 at character 0: not JSON: Expecting value at column 1 of line 2"),
        ('<tool_call>{"name": "find", "arguments": {</tool_call>', "tool call 1 at character 0: not JSON"),
        ('<tool_call>{"arguments": {}}</tool_call>', 'there is no "name"'),
        ('<tool_call>{"name": "", "arguments": {}}</tool_call>', "\"name\" is ''"),
        ('<tool_call>{"name": 3, "arguments": {}}</tool_call>', '"name" is 3'),
        ('<tool_call>{"name": "find", "arguments": "A-17"}</tool_call>', '"arguments" is a string, not an object'),
        ('<tool_call>{"name": "find", "arguments": ["A-17"]}</tool_call>', '"arguments" is a list, not an object'),
        ("<tool_call>[]</tool_call>", "expected an object, got a list"),
        ('Hm. <tool_call>{"name": "find"', "tool call 1 at character 4: <tool_call> is never closed"),
        (f"{CALL}\n<tool_call>{{}}</tool_call>", f"tool call 2 at character {len(CALL) + 1}: "),
        (f"{CALL}</tool_call>", f"</tool_call> at character {len(CALL)} was never opened"),
        ("<think>Hm.", "<think> is never closed"),
        ('<tool_call>{"name": "find", "arguments": {"a": NaN}}</tool_call>', "cannot be written back"),
        ('<tool_call>{"name": "find", "arguments": {"a": 1e999}}</tool_call>', "cannot be written back"),
        ('<tool_call>{"name": "find", "arguments": {"a": "\\ud800"}}</tool_call>', "cannot be written back"),
        ('<tool_call>{"name": "find", "arguments": ' + "[" * 9999 + "</tool_call>", "not JSON"),
        ('<tool_call>{"name": "find", "arguments": {"a": ' + "9" * 9999 + "}}</tool_call>", "tool call 1"),
    ],
)
def test_a_malformed_call_is_named_and_the_raw_text_kept(text: str, says: str) -> None:
    parsed = parse_hermes(text)
    assert says in parsed.error
    assert parsed.message == assistant(text)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('{"name": "find", "parameters": {"order": "A-17"}}', 1),
        ('<|python_tag|>{"name": "find", "parameters": {"order": "A-17"}}', 1),
        ('{"name": "find", "parameters": {"order": "A-17"}}; {"name": "find", "arguments": {"order": "A-17"}}', 2),
    ],
)
def test_bare_json_is_a_call_in_the_llama_manner(text: str, calls: int) -> None:
    assert parse_llama(text).message == assistant("", *[FIND] * calls)
    assert parse_llama(text).error == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It left.", ""),
        ('{"answer": 4}', ""),
        ('{"name": "find", "parameters": 3}', '"parameters" is a number'),
        ('{"name": "find", ', "tool call 1 at character 0: not JSON"),
        ('{"name": "find", "parameters": {}} and more', "tool call 2 at character 35: not JSON"),
        ("<|python_tag|>", "nothing follows"),
        ("<|python_tag|>print(1)", "not JSON"),
    ],
)
def test_other_text_in_the_llama_manner_is_kept(text: str, says: str) -> None:
    parsed = parse_llama(text)
    assert parsed.message == assistant(text)
    assert says in parsed.error
    assert bool(says) == bool(parsed.error)


def test_a_list_of_calls_in_the_mistral_manner_gets_ids() -> None:
    one = '{"name": "find", "arguments": {"order": "A-17"}}'
    parsed = parse_mistral(f'Well. [TOOL_CALLS][{one}, {{"name": "stop", "id": "abcdefghi"}}]')
    calls = [ToolCall(name="find", arguments={"order": "A-17"}, id="000000001"), ToolCall(name="stop", id="abcdefghi")]
    assert parsed.message == assistant("Well.", *calls)
    assert parsed.error == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[TOOL_CALLS]", "tool call 1 after [TOOL_CALLS] at character 0: not JSON"),
        ("[TOOL_CALLS][]", "expected a list of calls, got a list"),
        ("Hm.[TOOL_CALLS]{}", "at character 3: expected a list of calls, got an object"),
        ('[TOOL_CALLS][{"name": "a"}, 4]', "tool call 2"),
    ],
)
def test_a_malformed_list_of_calls_is_named(text: str, says: str) -> None:
    assert says in parse_mistral(text).error
    assert parse_mistral(text).message == assistant(text)


@pytest.mark.parametrize(
    ("template", "parser"),
    [
        ("… <tool_call> …", parse_hermes),
        ("… [TOOL_CALLS] …", parse_mistral),
        ("… <|python_tag|> …", parse_llama),
        ('{"name": "x", "parameters": {}}', parse_llama),
        ("{{ message.content }}", parse_plain),
    ],
)
def test_the_template_decides_the_parser(template: str, parser: Parser) -> None:
    assert choose_parser(template) is parser


PIECES = st.sampled_from(
    [
        "<tool_call>",
        "</tool_call>",
        "<think>",
        "</think>",
        "[TOOL_CALLS]",
        "<|python_tag|>",
        '{"name": "a", ',
        '"arguments": {}}',
        "[",
        "]",
        "\n",
    ]
)
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join) | st.text(st.characters(categories=["Cs", "Lu"]))


@given(TEXTS)
@pytest.mark.parametrize("parser", [parse_hermes, parse_llama, parse_mistral, parse_plain])
def test_no_text_makes_a_parser_raise_or_lose_words(parser: Parser, text: str) -> None:
    parsed = parser(text)
    if parsed.error or not parsed.message.tool_calls:
        assert parsed.message.content == text.encode(errors="replace").decode()
        assert parsed.message.tool_calls == ()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists, max_leaves=5
)


@given(st.text(min_size=1), st.dictionaries(st.text(), VALUES, max_size=3))
def test_every_call_written_as_json_is_read_back(name: str, arguments: dict[str, object]) -> None:
    call = ToolCall(name=name, arguments=arguments)
    written = json.dumps({"name": name, "arguments": arguments})
    if "</tool_call>" not in written:
        assert parse_hermes(f"<tool_call>\n{written}\n</tool_call>").message.tool_calls == (call,)
    assert parse_llama(written.replace('"arguments"', '"parameters"', 1)).message.tool_calls == (call,) or '"arguments"' in name
    assert parse_mistral(f"[TOOL_CALLS][{written}]").message.tool_calls == (call.model_copy(update={"id": "000000001"}),)
