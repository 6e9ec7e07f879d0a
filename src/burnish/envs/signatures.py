"""A method's types and docstring as the schema a model reads, and as the check of what it sends."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired, get_type_hints

from pydantic import ConfigDict, Field, PydanticSchemaGenerationError, TypeAdapter
from typing_extensions import TypedDict

from burnish.core.messages import Tool
from burnish.errors import ConfigError

__all__ = ["Docstring", "Signature", "read_docstring", "read_signature"]


@dataclass(frozen=True, slots=True)
class Signature:
    """How a model may call a method.

    Attributes:
        schema: name, description and JSON schema.
        arguments: checks a JSON object of arguments; optional ones that are not given stay absent.
    """

    schema: Tool
    arguments: TypeAdapter[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring in Google's style: what comes before the first section, and the lines of `Args:`."""

    summary: str
    arguments: dict[str, str]


def read_signature(method: Callable[..., Any], *, where: str) -> Signature:
    """Read the schema off a method; its first parameter is `self`.

    Raises:
        ConfigError: an argument without a type or with one that has no JSON schema, `*args`, or no docstring; names the method.
    """
    docstring = read_docstring(inspect.getdoc(method) or "")
    if not docstring.summary:
        raise ConfigError("the tool has no docstring", where=where, fix="say in a sentence what it does: the model reads it")
    try:
        hints = get_type_hints(method, include_extras=True)
    except NameError as error:
        raise ConfigError(f"a type is unknown here: {error}", where=where, fix="use types that the module's top level knows") from error
    fields: dict[str, Any] = {}
    for parameter in list(inspect.signature(method).parameters.values())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise ConfigError(f"argument {parameter} has no name of its own", where=where, fix="name every argument")
        if parameter.name not in hints:
            raise ConfigError(f"argument {parameter.name} has no type", where=where, fix=f"write `{parameter.name}: str`, for example")
        fields[parameter.name] = _field(parameter, hints[parameter.name], docstring.arguments.get(parameter.name))
    return _compile(method.__name__, docstring.summary, fields, where)


def read_docstring(text: str) -> Docstring:
    """Take a Google-style docstring apart; sections other than `Args:` are left out."""
    sections = re.split(r"(?m)^([A-Z][a-z]+):[ \t]*$", text)
    body = dict(zip(sections[1::2], sections[2::2], strict=True)).get("Args", "")
    arguments: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc(body).splitlines():
        entry = re.match(r"(\w+)\s*(?:\([^)]*\))?:\s*(.*)", line)
        if entry:
            name = entry[1]
            arguments[name] = entry[2].strip()
        elif name and line.strip():
            arguments[name] = f"{arguments[name]} {line.strip()}"
    return Docstring(" ".join(sections[0].split()), arguments)


def _field(parameter: inspect.Parameter, kind: Any, description: str | None) -> Any:
    if parameter.default is parameter.empty:
        return Annotated[kind, Field(description=description)]
    # A default in the schema tells the model what happens if it says nothing. Python fills it in.
    default = {} if parameter.default is None else {"default": parameter.default}
    return NotRequired[Annotated[kind, Field(description=description, json_schema_extra=default)]]


def _compile(name: str, summary: str, fields: dict[str, Any], where: str) -> Signature:
    make: Any = TypedDict  # not a model: an argument may be called `schema` or `copy`
    shape = make(name, fields)
    shape.__pydantic_config__ = ConfigDict(extra="forbid")
    try:
        arguments: TypeAdapter[dict[str, Any]] = TypeAdapter(shape)
        schema = arguments.json_schema()
    except PydanticSchemaGenerationError as error:
        what = f"a type has no JSON schema: {error.message.splitlines()[0]}"
        raise ConfigError(what, where=where, fix="use types that JSON has") from error
    parameters = {"type": "object", "properties": schema.get("properties", {})}
    parameters |= {key: schema[key] for key in ("required", "$defs") if key in schema}
    return Signature(Tool(name=name, description=summary, parameters=_without_titles(parameters)), arguments)


def _without_titles(schema: Any, *, names: bool = False) -> Any:
    """The schema without the titles pydantic adds: they cost prompt tokens and say nothing. `names`: keys here are names of arguments."""
    if isinstance(schema, dict):
        return {
            key: _without_titles(value, names=key in ("properties", "$defs") and not names)
            for key, value in schema.items()
            if names or key != "title"
        }
    return [_without_titles(value) for value in schema] if isinstance(schema, list) else schema
