"""A config against the JSON schema of a recipe whose code may not be run here: unknown fields, types and limits."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from burnish.errors import ConfigError

__all__ = ["check_schema", "filled_in"]

Schema = Mapping[str, Any]

_KINDS: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list, tuple),
    "object": (dict,),
}


_LIMITS: Mapping[str, tuple[Callable[[float, float], bool], str]] = {
    "minimum": (operator.lt, "below"),
    "exclusiveMinimum": (operator.le, "not above"),
    "maximum": (operator.gt, "above"),
    "exclusiveMaximum": (operator.ge, "not below"),
}
_MOST_FIELDS = 200


def check_schema(schema: Schema) -> None:
    """Whether this is a schema that forms and flags can be made of: of an object with named fields.

    Raises:
        ConfigError: it is not.
    """
    fields = schema.get("properties", {})
    fix = "send what `Config.model_json_schema()` gives"
    if schema.get("type") != "object" or not isinstance(fields, dict) or not all(isinstance(one, dict) for one in fields.values()):
        raise ConfigError("is no schema of an object with fields", where="config_schema", fix=fix)
    if len(fields) > _MOST_FIELDS:
        raise ConfigError(f"has more than {_MOST_FIELDS} fields", where="config_schema", fix="keep a recipe's config flat and small")
    wrong = next((name for name in fields if not name.isidentifier() or len(name) > 100), None)
    if wrong is not None:
        raise ConfigError(f"{wrong[:100]!r} is no name of a field", where="config_schema", fix=fix)
    if not isinstance(schema.get("required", []), list) or not isinstance(schema.get("$defs", {}), dict):
        raise ConfigError("is no schema as pydantic makes it", where="config_schema", fix=fix)


def filled_in(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields, and the defaults of the others.

    Looked at are the names, the types, choices and limits of plain values. What else a recipe's `Config` checks, it checks when the run
    begins, in the run's own process.

    Args:
        schema: of an object, as pydantic makes it.
        given: some of its fields.

    Raises:
        ConfigError: a field is unknown, is missing, or has a value that the schema does not allow; names it.
    """
    fields: Schema = schema.get("properties", {})
    for name, value in given.items():
        if name not in fields:
            known = ", ".join(fields) or "none"
            raise ConfigError("there is no such field", where=f"config.{name[:100]}", fix=f"the recipe has: {known}")
        why = [wrong for kind in _kinds(fields[name], schema) for wrong in [_wrong(value, kind)]]
        if why and all(why):
            raise ConfigError(f"is {str(value)[:100]!r}: {' or '.join(dict.fromkeys(why))}", where=f"config.{name}", fix="correct it")
    missing = [name for name in schema.get("required", []) if name not in given]
    if missing:
        raise ConfigError("is missing", where=f"config.{missing[0]}", fix="give it: the recipe has no default for it")
    defaults = {name: field["default"] for name, field in fields.items() if isinstance(field, Mapping) and "default" in field}
    return {**defaults, **given}


def _kinds(field: Any, whole: Schema) -> Iterator[Schema]:
    """What a field may be; a schema in a form that is not known here allows everything."""
    if not isinstance(field, Mapping):
        return
    reference = field.get("$ref", "")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        found = whole.get("$defs", {}).get(reference.removeprefix("#/$defs/"), {})
        yield found if "$ref" not in found else {}
        return
    for kind in field.get("anyOf") or field.get("oneOf") or [field]:
        yield from _kinds(kind, whole) if "$ref" in kind else [kind]


def _wrong(value: Any, kind: Schema) -> str:
    """What is wrong with a value; empty if nothing is."""
    name = kind.get("type")
    types = _KINDS.get(name, ()) if isinstance(name, str) else ()
    if types and (not isinstance(value, types) or (isinstance(value, bool) and name != "boolean")):
        return f"is no {name}"
    if "enum" in kind and value not in kind["enum"]:
        return f"is none of {', '.join(map(str, kind['enum']))}"
    if "const" in kind and value != kind["const"]:
        return f"is not {kind['const']}"
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    for limit, (beyond, words) in _LIMITS.items():
        if isinstance(kind.get(limit), int | float) and beyond(value, kind[limit]):
            return f"is {words} {kind[limit]}"
    return ""
