"""Prompts: an alias's system prompt, filled in with the typed arguments of a request."""

import re
from collections.abc import Mapping
from typing import Any

from burnish.core.serving import ArgumentType, PromptTemplate
from burnish.errors import RequestError

__all__ = ["fill"]

_PLACES = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_]{0,62})\}")
_TYPES: Mapping[ArgumentType, tuple[type, ...]] = {"string": (str,), "number": (int, float), "integer": (int,), "boolean": (bool,)}
LONGEST_ARGUMENT = 1_000_000


def fill(template: PromptTemplate, arguments: Mapping[str, Any]) -> str:
    """The prompt with `{name}` replaced, and `{{` and `}}` as braces.

    An argument's text goes in as it is, once: braces in it mean nothing.

    Raises:
        RequestError: an argument is missing, unknown, or of another type; names it.
    """
    for name in arguments:
        if name not in template.arguments:
            known = ", ".join(template.arguments) or "none"
            raise RequestError("is no argument of this alias's prompt", where=f"burnish.arguments.{name[:60]}", fix=f"it takes: {known}")
    words = {name: _words(name, kind, arguments) for name, kind in template.arguments.items()}

    def replaced(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        return words.get(match[1], match[0])

    return _PLACES.sub(replaced, template.text)


def _words(name: str, kind: ArgumentType, arguments: Mapping[str, Any]) -> str:
    where = f"burnish.arguments.{name}"
    if name not in arguments:
        raise RequestError("is missing", where=where, fix=f"send a {kind}")
    value = arguments[name]
    if type(value) not in _TYPES[kind] or (type(value) is str and len(value) > LONGEST_ARGUMENT):
        raise RequestError(f"is no {kind}", where=where, fix=f"send a {kind}")
    return ("true" if value else "false") if kind == "boolean" else str(value)
