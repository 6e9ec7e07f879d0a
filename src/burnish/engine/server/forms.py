"""Forms: response_format and tool_choice as grammars of llguidance, in the tool-call format of the checkpoint's template."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tokenizers import Tokenizer

from burnish.chat.parse import ToolFormat
from burnish.core.messages import Tool
from burnish.errors import RequestError

__all__ = ["Form", "Forms"]

MOST_SCHEMA_BYTES, MOST_DEPTH = 128 * 1024, 64
_SPACING = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""As json.dumps writes: a weak model that may write white space wherever it likes writes little else."""

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_OBJECT = {"type": "object"}


@dataclass(frozen=True, slots=True)
class Form:
    """What an answer must be.

    Attributes:
        schema: of an answer in JSON; None where it is free.
        strict: keywords of the schema that are not known are an error; else they are passed over with a warning.
        tools: that must be called, or may be where `free`; empty where calls are not bound.
        free: it may say something instead of calling tools.
        parallel: it may call more than one.
    """

    schema: Mapping[str, Any] | None = None
    strict: bool = False
    tools: Sequence[Tool] = field(default=())
    free: bool = False
    parallel: bool = True


class Forms:
    """Makes grammars for one checkpoint.

    Args:
        form: its template's tool-call format.
        tokenizer: where marks of calls are special tokens, a grammar must name them by id.
    """

    def __init__(self, form: ToolFormat, tokenizer: Tokenizer) -> None:
        self.tool_format = form
        self._special = {token.content: number for number, token in tokenizer.get_added_tokens_decoder().items() if token.special}

    @property
    def marked(self) -> bool:
        """Are calls marked by special tokens, so that text and calls cannot be taken for each other?"""
        return self.tool_format == "hermes" and "<tool_call>" in self._special

    def grammar(self, form: Form) -> str:
        """The grammar of a form; empty where nothing is bound.

        Raises:
            RequestError: a schema is too large or too deep, a tool's name cannot be written, or the template has no tool calls.
        """
        rules: list[str] = []
        starts: list[str] = []
        if form.tools:
            starts.append(self._calls(form, rules))
        if form.schema is not None:
            rules.append(f"answer: %json {_written(form.schema, 'response_format', lenient=not form.strict)}")
            starts.append("answer")
        if not starts:
            return ""
        return json.dumps({"grammars": [{"lark_grammar": "\n".join([f"start: {' | '.join(starts)}", *rules])}]})

    def _calls(self, form: Form, rules: list[str]) -> str:
        if self.tool_format == "plain":
            fix = "use tool_choice auto or none, or another model"
            raise RequestError("the chat template of this model has no tool calls", where="tool_choice", fix=fix)
        for place, tool in enumerate(form.tools):
            where = f"tools[{place}].function"
            if not _NAME.fullmatch(tool.name):
                raise RequestError(f"{tool.name!r:.80} is no name of a tool", where=f"{where}.name", fix="use letters, digits, _, . and -")
            parameters = _written({**tool.parameters, **_OBJECT}, f"{where}.parameters", lenient=True)
            key = "parameters" if self.tool_format == "llama" else "arguments"
            opening = _quoted(f'{{"name": {json.dumps(tool.name)}, "{key}": ')
            rules.append(f'call_{place}: {opening} arguments_{place} "}}"')
            rules.append(f"arguments_{place}: %json {parameters}")
        rules.append(f"one: {' | '.join(f'call_{place}' for place in range(len(form.tools)))}")
        return self._around(form, rules)

    def _around(self, form: Form, rules: list[str]) -> str:
        """What stands around and between calls."""
        if self.tool_format == "llama":
            return f"one{_more(form, '; ')}"
        if self.tool_format == "mistral":
            return f'{self._mark("[TOOL_CALLS]")} "[" one{_more(form, ", ")} "]"'
        rules.append(f'call: {self._mark("<tool_call>")} "\\n" one "\\n" {self._mark("</tool_call>")}')
        if not form.free or form.schema is not None:
            return 'call ("\\n" call)*' if form.parallel else "call"
        rules.append("TEXT: /(.|\\n)*/")
        thought = f"({self._mark('<think>')} TEXT {self._mark('</think>')})? " if "<think>" in self._special else ""
        return f"{thought}TEXT (call TEXT)*"

    def _mark(self, text: str) -> str:
        return f"<[{self._special[text]}]>" if text in self._special else _quoted(text)


def _more(form: Form, separator: str) -> str:
    return f" ({_quoted(separator)} one)*" if form.parallel else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _written(schema: Mapping[str, Any], where: str, *, lenient: bool) -> str:
    """A schema as a grammar takes it, within bounds."""
    if _depth(schema) > MOST_DEPTH:
        raise RequestError("the schema is nested too deeply", where=where, fix=f"use at most {MOST_DEPTH} levels")
    text = json.dumps({**schema, "x-guidance": {**_SPACING, "lenient": lenient}})
    if len(text) > MOST_SCHEMA_BYTES:
        raise RequestError(f"the schema has {len(text):,} bytes", where=where, fix=f"use at most {MOST_SCHEMA_BYTES:,}")
    return text


def _depth(value: object) -> int:
    """How deep a value is nested, counted without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(child, depth + 1) for child in inner]
    return deepest
