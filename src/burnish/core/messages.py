"""Message, Tool, ToolCall: the OpenAI chat shape, checked once where it comes in."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer, field_validator

from burnish.errors import DataError

__all__ = ["Message", "Role", "Tool", "ToolCall", "assistant", "parse_messages", "parse_tools", "system", "tool_result", "user"]

Role = Literal["system", "user", "assistant", "tool"]


class ToolCall(BaseModel):
    """One call of a tool, as a model asked for it. `arguments` is parsed JSON, an object."""

    model_config = ConfigDict(frozen=True)

    name: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    id: str = ""

    @classmethod
    def from_openai(cls, raw: Mapping[str, Any]) -> Self:
        """Read `{"id", "type", "function": {"name", "arguments"}}`; arguments as a JSON string or an object."""
        function = raw.get("function", raw)
        arguments = function.get("arguments") or {}
        if isinstance(arguments, str):
            arguments = json.loads(arguments)
        return cls(name=function["name"], arguments=arguments, id=raw.get("id") or "")

    def to_openai(self) -> dict[str, Any]:
        """The OpenAI wire shape, with arguments as a JSON string."""
        function = {"name": self.name, "arguments": json.dumps(self.arguments, ensure_ascii=False)}
        return {"id": self.id, "type": "function", "function": function}


class Message(BaseModel):
    """One chat message. `content` is text; an assistant message may call tools instead of, or beside, saying something."""

    model_config = ConfigDict(frozen=True)

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    name: str = ""

    @field_validator("content", mode="before")
    @classmethod
    def _no_null(cls, value: object) -> object:
        return "" if value is None else value

    @field_validator("tool_calls", mode="before")
    @classmethod
    def _openai_calls(cls, value: object) -> object:
        if value is None:
            return ()
        if isinstance(value, Sequence):
            return tuple(ToolCall.from_openai(call) if isinstance(call, Mapping) else call for call in value)
        return value

    @field_serializer("tool_calls")
    def _calls_to_openai(self, calls: tuple[ToolCall, ...]) -> list[dict[str, Any]]:
        return [call.to_openai() for call in calls]

    def to_openai(self) -> dict[str, Any]:
        """The OpenAI wire shape, empty fields left out."""
        return self.model_dump(exclude_defaults=True) | {"role": self.role, "content": self.content}


class Tool(BaseModel):
    """A tool that a model may call: `parameters` is a JSON schema of an object."""

    model_config = ConfigDict(frozen=True)

    name: str
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=lambda: {"type": "object", "properties": {}})

    def to_openai(self) -> dict[str, Any]:
        """`{"type": "function", "function": {…}}`, what chat templates and APIs expect."""
        return {"type": "function", "function": self.model_dump()}


def system(content: str) -> Message:
    """A system message."""
    return Message(role="system", content=content)


def user(content: str) -> Message:
    """A user message."""
    return Message(role="user", content=content)


def assistant(content: str = "", *tool_calls: ToolCall) -> Message:
    """An assistant message, with the tools it calls."""
    return Message(role="assistant", content=content, tool_calls=tool_calls)


def tool_result(content: str, call: ToolCall) -> Message:
    """The answer of a tool to one call."""
    return Message(role="tool", content=content, tool_call_id=call.id, name=call.name)


def parse_messages(rows: object, *, where: str = "messages") -> tuple[Message, ...]:
    """Check a list of OpenAI chat messages.

    Raises:
        DataError: not a non-empty list, or a message with a wrong role or shape; names the index and the field.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise DataError(f"expected a non-empty list of messages, got {type(rows).__name__}", where=where)
    return tuple(_parse_message(row, f"{where}[{index}]") for index, row in enumerate(rows))


def _parse_message(row: object, where: str) -> Message:
    try:
        return Message.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join([where, *(str(part) for part in first["loc"])])
        raise DataError(f"{first['msg']} (got {first['input']!r:.80})", where=place, fix="use the OpenAI chat shape") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"malformed tool call: {error}", where=f"{where}.tool_calls", fix="use the OpenAI chat shape") from error


def parse_tools(rows: object, *, where: str = "tools") -> tuple[Tool, ...]:
    """Check a list of OpenAI tool schemas (`{"type": "function", "function": {…}}` or the inner object).

    Raises:
        DataError: a tool with a wrong shape; names the index and the field.
    """
    if not rows:
        return ()
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise DataError(f"expected a list of tools, got {type(rows).__name__}", where=where)
    tools = []
    for index, row in enumerate(rows):
        try:
            tools.append(Tool.model_validate(row.get("function", row) if isinstance(row, Mapping) else row))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join([f"{where}[{index}]", *(str(part) for part in first["loc"])])
            raise DataError(first["msg"], where=place, fix="use the OpenAI tool schema") from error
    return tuple(tools)
