"""Forms: which replies a grammar takes, in each tool-call format."""

from pathlib import Path
from typing import Any

import pytest

from burnish import tiny
from burnish.chat.parse import PARSERS, ToolFormat
from burnish.chat.template import ChatTemplate
from burnish.core.messages import Tool
from burnish.engine.grammars import Grammars
from burnish.engine.server.forms import Form, Forms
from burnish.errors import RequestError

FOLDER = Path(tiny.__file__).parent / "model"
TEMPLATE = ChatTemplate.from_folder(FOLDER)
END = TEMPLATE.stop_ids[0]
FIND = Tool(
    name="find",
    parameters={
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/small"}},
        "$defs": {"small": {"type": "integer", "minimum": 0, "maximum": 9}},
        "required": ["a"],
        "additionalProperties": False,
    },
)
STOP = Tool(name="stop-it.now", parameters={"type": "object", "properties": {}, "additionalProperties": False})
TOOLS = (FIND, STOP)
CALL = '<tool_call>\n{"name": "find", "arguments": {"a": 3}}\n</tool_call>'
OTHER = '<tool_call>\n{"name": "stop-it.now", "arguments": {}}\n</tool_call>'


def takes(form: Form, text: str, tool_format: ToolFormat = "hermes") -> bool:
    """Whether a reply with this text may be sampled, to its end."""
    matcher = Grammars(FOLDER, TEMPLATE.stop_ids).matcher(Forms(tool_format, TEMPLATE.tokenizer).grammar(form))
    for token in [*TEMPLATE.tokenizer.encode(text, add_special_tokens=False).ids, END]:
        allowed = matcher.allowed()
        if not allowed[token // 8] >> token % 8 & 1:
            return False
        matcher.take(token)
    return True


@pytest.mark.parametrize(
    ("form", "text", "fits"),
    [
        (Form(tools=TOOLS), CALL, True),
        (Form(tools=TOOLS), f"{CALL}\n{OTHER}", True),
        (Form(tools=TOOLS, parallel=False), f"{CALL}\n{OTHER}", False),
        (Form(tools=TOOLS), "Hello", False),
        (Form(tools=TOOLS), CALL.replace("3", "33"), False),
        (Form(tools=TOOLS), CALL.replace("find", "lose"), False),
        (Form(tools=TOOLS, free=True), "Hello\nthere", True),
        (Form(tools=TOOLS, free=True), f"Let me look.\n{CALL}\n{OTHER}", True),
        (Form(tools=TOOLS, free=True), f"<think>\nHm.\n</think>\n\n{CALL}", True),
        (Form(tools=TOOLS, free=True), CALL.replace("3", '"3"'), False),
        (Form({"type": "integer"}, True, TOOLS, free=True), "42", True),
        (Form({"type": "integer"}, True, TOOLS, free=True), CALL, True),
        (Form({"type": "integer"}, True, TOOLS, free=True), "Hello", False),
        (Form({"type": "object"}), '{"a": [1, {"b": null}]}', True),
        (Form({"type": "object"}), '{"a":   1}', False),
        (Form({"type": "object"}), "[]", False),
    ],
)
def test_a_grammar_takes_what_the_form_says(form: Form, text: str, fits: bool) -> None:
    assert takes(form, text) is fits


@pytest.mark.parametrize(
    ("tool_format", "text"),
    [
        ("hermes", CALL),
        ("llama", '{"name": "find", "parameters": {"a": 3}}'),
        ("llama", '{"name": "find", "parameters": {"a": 3}}; {"name": "stop-it.now", "parameters": {}}'),
        ("mistral", '[TOOL_CALLS][{"name": "find", "arguments": {"a": 3}}, {"name": "stop-it.now", "arguments": {}}]'),
    ],
)
def test_what_a_grammar_takes_is_what_the_parser_of_the_format_reads(tool_format: ToolFormat, text: str) -> None:
    assert takes(Form(tools=TOOLS), text, tool_format)
    parsed = PARSERS[tool_format](text)
    assert not parsed.error
    assert parsed.message.tool_calls[0].name == "find"
    assert parsed.message.tool_calls[0].arguments == {"a": 3}


@pytest.mark.parametrize(
    ("tool_format", "form", "says"),
    [
        ("plain", Form(tools=TOOLS), "no tool calls"),
        ("hermes", Form(tools=(Tool(name='a"b'),)), "no name of a tool"),
        ("hermes", Form({"enum": ["x" * 140_000]}), "bytes"),
    ],
)
def test_what_cannot_be_a_grammar_says_why(tool_format: ToolFormat, form: Form, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        Forms(tool_format, TEMPLATE.tokenizer).grammar(form)


def test_nothing_bound_is_no_grammar() -> None:
    free: Any = Forms("hermes", TEMPLATE.tokenizer).grammar(Form())
    assert free == ""
