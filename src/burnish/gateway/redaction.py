"""Redaction: patterns are blanked out of requests and answers before anything is written down."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import re2

from burnish.core.interactions import Interaction
from burnish.core.retention import Redaction
from burnish.errors import ConfigError
from burnish.gateway.live_routes import LiveRoutes

__all__ = ["GIVEN_PATTERNS", "Redactor", "Redactors"]

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

_SAID: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"interaction": ("request", "arguments", "answer", "tags"), "feedback": ("value", "reason", "tags"), "outcome": ("outcome",)}
)
"""The fields of each kind of entry in which people's words may be."""


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

    def body(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body of an entry of the log as it may be written down.

        Args:
            kind: interaction, feedback or outcome.
            body: as JSON. An interaction's token ids, which would tell the text, go where anything was found.
        """
        changed = {name: self.value(body[name]) for name in _SAID[kind] if body.get(name)}
        if body.get("error"):
            changed["error"] = {**body["error"], "message": self.text(body["error"]["message"])}
        if any(name in changed and changed[name] != body[name] for name in ("request", "answer")):
            changed["tokens"] = None
        return {**body, **changed}

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


class Redactors:
    """The redactors of all projects, as the routes of this moment say; each is made once."""

    def __init__(self, routes: LiveRoutes) -> None:
        """`routes`: followed."""
        self._routes = routes
        self._made: dict[str, tuple[tuple[Redaction, ...], Redactor]] = {}

    def of(self, project_id: str) -> Redactor | None:
        """A project's; None where it blanks out nothing.

        Raises:
            ConfigError: a pattern cannot be used: nothing may be written down then.
        """
        rules = self._routes.current.redactions.get(project_id)
        if rules is None:
            return None
        made = self._made.get(project_id)
        if made is None or made[0] is not rules:
            made = self._made[project_id] = (rules, Redactor(rules))
        return made[1]


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
