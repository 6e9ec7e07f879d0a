"""One flag for each field of a JSON schema: what a recipe on a server has in its config."""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer

__all__ = ["given_fields", "schema_parameters"]

Schema = Mapping[str, Any]

_LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
_TYPES = {"integer": "INTEGER", "number": "NUMBER", "boolean": "true|false", "string": "TEXT", "array": "JSON", "object": "JSON"}


def schema_parameters(schema: Schema, panel: str, *, taken: frozenset[str] = frozenset()) -> dict[str, inspect.Parameter]:
    """Keyword parameters for typer, by field. Values arrive as text; the server checks them, so that every error comes from one place.

    Args:
        schema: of an object, as pydantic makes it.
        panel: heading in the help.
        taken: parameters that the command has already; a field of such a name becomes `--config-NAME`.
    """
    parameters = {}
    for field, about in schema.get("properties", {}).items():
        name = f"config_{field}" if field in taken else field
        annotation = _option(name, _resolved(about, schema), panel)
        parameters[field] = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
    return parameters


def given_fields(schema: Schema, parameters: Mapping[str, inspect.Parameter], options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given on the command line, as JSON values."""
    fields = schema.get("properties", {})
    given = {field: options.get(parameter.name) for field, parameter in parameters.items()}
    return {field: _value(_resolved(fields[field], schema), text) for field, text in given.items() if text is not None}


def _value(about: Schema, text: str) -> Any:
    """Text as the type asks; left as it is where it is no such value, so that the server says what is wrong."""
    kinds = {str(kind.get("type", "")) for kind in _kinds(about)}
    if kinds <= {"string", ""}:
        return text
    if "null" in kinds and text.lower() in ("none", "null"):
        return None
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text


def _refuse(name: str) -> Callable[..., Any]:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _option(name: str, about: Schema, panel: str) -> Any:
    limits = " ".join(_limits(about))
    default = f"default: {_words(about['default'])}" if "default" in about else "needed"
    words = " ".join(
        filter(None, [about.get("description", ""), f"[dim]\\[{limits}][/dim]" if limits else "", f"[dim]\\[{default}][/dim]"])
    )
    flag = f"--{name.replace('_', '-')}"
    return Annotated[str | None, typer.Option(flag, metavar=_metavar(about), help=words, rich_help_panel=panel, show_default=False)]


def _metavar(about: Schema) -> str:
    names = []
    for kind in _kinds(about):
        if "enum" in kind:
            names += [str(one) for one in kind["enum"]]
        elif "const" in kind:
            names.append(str(kind["const"]))
        elif kind.get("type") != "null":
            names.append(_TYPES.get(str(kind.get("type")), "TEXT"))
    return "|".join(dict.fromkeys(names)) or "TEXT"


def _limits(about: Schema) -> Iterator[str]:
    for kind in _kinds(about):
        for name, sign in _LIMITS.items():
            if name in kind:
                yield f"{sign} {kind[name]:g}"


def _kinds(about: Schema) -> list[Schema]:
    """The alternatives of a field; itself, where it has none."""
    return list(about.get("anyOf") or about.get("oneOf") or [about])


def _resolved(about: Schema, whole: Schema) -> Schema:
    """A field with what it refers to put in."""
    reference = about.get("$ref", "")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        return {**whole.get("$defs", {}).get(reference.removeprefix("#/$defs/"), {}), **{k: v for k, v in about.items() if k != "$ref"}}
    return about


def _words(default: Any) -> str:
    return "none" if default in (None, [], {}) else default if isinstance(default, str) else json.dumps(default, ensure_ascii=False)
