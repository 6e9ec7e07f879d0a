"""Bodies of requests: read to the letter, fields that are not known named, and turned into what is to be sampled."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from burnish.core.messages import Message, parse_messages
from burnish.errors import RequestError
from burnish.wire.strict_json import read_json

__all__ = ["BurnishBody", "ChatBody", "TextBody", "prompts_of", "read_messages", "read_object", "validated"]

MOST_STOPS, MOST_STOP_CHARACTERS, MOST_CHOICES = 16, 500, 128

Number = Annotated[float, Field(allow_inf_nan=False)]
Stop = Annotated[str, Field(max_length=MOST_STOP_CHARACTERS)]


class _Body(BaseModel):
    """Strict about what it knows; what it does not know is kept apart, to be warned of."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")


class BurnishBody(_Body):
    """What only Burnish takes: `tokens` asks for token ids and logprobs."""

    tokens: bool = False


class StreamOptions(_Body):
    """How a stream is told."""

    include_usage: bool | None = None


class _Sampling(_Body):
    """What chat and text completions have in common."""

    model: str | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    temperature: Annotated[Number, Field(ge=0, le=100)] | None = None
    top_p: Annotated[Number, Field(ge=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=-1, lt=2**31)] | None = None
    n: Annotated[int, Field(ge=1, le=MOST_CHOICES)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    stop: Stop | Annotated[list[Stop], Field(max_length=MOST_STOPS)] | None = None
    logit_bias: dict[str, Number] | None = None
    presence_penalty: Annotated[Number, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[Number, Field(ge=-2, le=2)] | None = None
    min_tokens: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    burnish: BurnishBody | None = None
    user: Any = None
    metadata: Any = None
    store: Any = None
    service_tier: Any = None
    safety_identifier: Any = None
    prompt_cache_key: Any = None

    @property
    def stops(self) -> tuple[str, ...]:
        """Stop strings."""
        given = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return tuple(stop for stop in given if stop)

    @property
    def tokens(self) -> bool:
        """Are ids and logprobs asked for?"""
        return self.burnish is not None and self.burnish.tokens

    @property
    def with_usage(self) -> bool:
        """Does a stream end with its usage?"""
        return self.stream_options is not None and bool(self.stream_options.include_usage)

    def unknown(self) -> list[str]:
        """Warnings of fields that nothing here looks at."""
        inner = [("burnish.", self.burnish), ("stream_options.", self.stream_options)]
        names = [f"{lead}{name}" for lead, body in inner if body is not None for name in body.model_extra or ()]
        return [f"unknown field {name[:100]}" for name in [*(self.model_extra or ()), *names]]


class FormatSchema(_Body):
    """The schema of a `json_schema` response format."""

    name: str | None = None
    description: str | None = None
    schema_: dict[str, Any] | None = Field(None, alias="schema")
    strict: bool | None = None


class ResponseFormat(_Body):
    """What an answer must be."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: FormatSchema | None = None


class NamedTool(_Body):
    """The tool that must be called."""

    name: str


class ToolChoice(_Body):
    """That a certain tool must be called."""

    type: Literal["function"]
    function: NamedTool


class ChatBody(_Sampling):
    """`POST /v1/chat/completions`."""

    messages: Any
    max_completion_tokens: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    tools: Annotated[list[dict[str, Any]], Field(max_length=512)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None


class TextBody(_Sampling):
    """`POST /v1/completions`."""

    prompt: str | list[str] | list[int] | list[list[int]]
    echo: bool | None = None
    logprobs: Annotated[int, Field(ge=0, le=20)] | None = None


def read_object(raw: bytes) -> dict[str, Any]:
    """A body as an object.

    Raises:
        RequestError: it is no JSON that everybody reads alike, or no object.
    """
    value = read_json(raw)
    if not isinstance(value, dict):
        raise RequestError(f"is a {type(value).__name__}, not an object", where="body", fix="send one JSON object")
    return value


B = TypeVar("B", bound=_Body)


def validated(kind: type[B], raw: dict[str, Any]) -> B:
    """A body of this kind.

    Raises:
        RequestError: names the first field that is wrong.
    """
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part.isidentifier())  # the others are types
        raise RequestError(f"{first['msg']} (got {first['input']!r:.80})", where=where or "body", fix="") from error


def read_messages(rows: object) -> tuple[Message, ...]:
    """Chat messages as the template takes them: parts of text joined, `developer` as `system`, results with the name of their tool.

    Raises:
        RequestError: a part is no text.
        DataError: a message has a wrong role or shape.
    """
    if isinstance(rows, list):
        rows = [_plain_row(row, f"messages[{place}]") for place, row in enumerate(rows)]
    messages = parse_messages(rows)
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    return tuple(
        message.model_copy(update={"name": names.get(message.tool_call_id, "")}) if message.role == "tool" and not message.name else message
        for message in messages
    )


def _plain_row(row: object, where: str) -> object:
    if not isinstance(row, dict):
        return row
    plain = dict(row)
    if plain.get("role") == "developer":
        plain["role"] = "system"
    for name in ("name", "tool_call_id"):
        if plain.get(name) is None:
            plain.pop(name, None)
    if isinstance(plain.get("content"), list):
        plain["content"] = "".join(_text_of(part, f"{where}.content[{place}]") for place, part in enumerate(plain["content"]))
    return plain


def _text_of(part: object, where: str) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, dict) and part.get("type") in ("text", "refusal"):
        text = part.get(part["type"])
        if isinstance(text, str):
            return text
    kind = part.get("type") if isinstance(part, dict) else type(part).__name__
    raise RequestError(f"a part of type {kind!r:.40} cannot be read by this model", where=where, fix="send parts of text")


def prompts_of(prompt: str | Sequence[Any]) -> list[str | list[int]]:
    """The prompts of a text completion: text, or token ids."""
    if isinstance(prompt, str):
        return [prompt]
    rows = list(prompt)
    if rows and isinstance(rows[0], int):
        return [rows]
    return rows
