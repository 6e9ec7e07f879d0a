"""Kinds of scenarios as people write them on a command line, `intent=emergency,reorder:64`, or as the page does, in JSON."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from burnish.errors import ConfigError

__all__ = ["scenario_kinds"]

_KIND = re.compile(r"(?P<tags>[^:]+):(?P<scenarios>[0-9]+)(@(?P<start>[0-9]+))?")


def scenario_kinds(texts: Sequence[str]) -> list[Any]:
    """Fields of `ScenarioKinds`, one for each kind that was given; the record checks them.

    Raises:
        ConfigError: a text is no kind of scenario.
    """
    return [kind for text in texts for kind in _kinds(text.strip())]


def _kinds(text: str) -> Iterator[Any]:
    if text.startswith(("[", "{")):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _wrong(text, f" ({error})") from None
        yield from told if isinstance(told, list) else [told]
        return
    found = _KIND.fullmatch(text)
    if found is None:
        raise _wrong(text)
    pairs = [part.partition("=") for part in found["tags"].split(";")]
    if not all(sign and tag.strip() for tag, sign, _ in pairs):
        raise _wrong(text)
    tags = {tag.strip(): [value.strip() for value in values.split(",")] for tag, _, values in pairs}
    yield {"tags": tags, "scenarios": int(found["scenarios"]), "start": int(found["start"] or 0)}


def _wrong(text: str, why: str = "") -> ConfigError:
    fix = "write TAG=VALUE,VALUE:COUNT, e.g. intent=emergency:64"
    return ConfigError(f"{text[:200]!r} is no kind of scenario{why}", where="--more", fix=fix)
