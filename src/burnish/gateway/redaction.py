"""Redaction: patterns are blanked out of requests and answers before anything is written down."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import re2

from burnish.core.interactions import Interaction
from burnish.core.retention import Redaction
from burnish.errors import ConfigError

__all__ = ["GIVEN_PATTERNS", "Redactor"]

GIVEN_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "email": r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}",
        "iban": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
        "card": r"\b(?:\d[ -]?){12,18}\d\b",
        "phone": r"\+\d{1,3}(?:[ ./-]?\(?\d{1,4}\)?){2,6}",
        "ip": r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
    }
)
"""Patterns that have a name. They look at form alone: a number that looks like a card is taken for one."""

_DEEPEST = 100


class Redactor:
    """Blanks out what a project's patterns find, in every text of a value.

    RE2 looks at a text once, in time that grows with its length and with nothing else, so that no pattern can hold up a gateway.

    Not covered: text that is spread over several parts or deltas of a message; pictures and other media.

    Args:
        redactions: in the order in which they are applied.

    Raises:
        ConfigError: one is no pattern; names it.
    """

    def __init__(self, redactions: Iterable[Redaction]) -> None:
        self._rules = [(_compiled(one), (one.replacement or f"[{one.name}]").replace("\\", "\\\\")) for one in redactions]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def text(self, text: str) -> str:
        """A text, with what was found replaced."""
        for pattern, replacement in self._rules:
            text = pattern.sub(replacement, text)
        return text

    def value(self, value: Any, depth: int = 0) -> Any:
        """A JSON value, with every text in it looked at; keys of objects stay as they are."""
        if not self._rules or depth > _DEEPEST:
            return value if not isinstance(value, str) else self.text(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(one, depth + 1) for one in value]
        if isinstance(value, dict):
            return {name: self.value(one, depth + 1) for name, one in value.items()}
        return value

    def interaction(self, interaction: Interaction) -> Interaction:
        """An interaction as it may be written down. Its token ids, which would tell the text, go where anything was found."""
        if not self._rules:
            return interaction
        changed: dict[str, Any] = {name: self.value(getattr(interaction, name)) for name in ("request", "arguments", "answer", "tags")}
        if interaction.error is not None:
            changed["error"] = interaction.error.model_copy(update={"message": self.text(interaction.error.message)})
        if (changed["request"], changed["answer"]) != (interaction.request, interaction.answer):
            changed["tokens"] = None
        return interaction.model_copy(update=changed)


def _compiled(redaction: Redaction) -> Any:
    pattern = redaction.pattern if redaction.pattern is not None else GIVEN_PATTERNS.get(redaction.name)
    if pattern is None:
        known = ", ".join(GIVEN_PATTERNS)
        raise ConfigError(f"{redaction.name!r} is no given pattern", where="redactions", fix=f"give a pattern, or one of {known}")
    try:
        options = re2.Options()
        options.log_errors = False
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise ConfigError(f"{redaction.name} is no regular expression: {error}", where="redactions", fix="write it as RE2 does") from None
    if compiled.search("") is not None:
        raise ConfigError(f"{redaction.name} finds nothing at all", where="redactions", fix="write one that cannot be empty")
    return compiled
