"""What the ledger can store of whatever a program says: text without NUL and lone surrogates, numbers of 64 bits, nothing too large."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["MOST_EPISODE_BYTES", "MOST_LINE_CHARACTERS", "storable", "storable_episode", "storable_line"]

MOST_LINE_CHARACTERS = 16_000  # of at most 4 bytes each: below the 64 KiB of a line
MOST_EPISODE_BYTES = 4 * 1024 * 1024

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 2**63 - 1


def storable(value: Any) -> Any:
    """A JSON value, with U+FFFD for characters that no database takes, and text for numbers that none takes."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value <= _LARGEST else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return storable(str(value))


def storable_line(text: str) -> str:
    """A line of a log; the end of a very long one is cut off, and it says so."""
    clean: str = storable(text)
    return clean if len(clean) <= MOST_LINE_CHARACTERS else f"{clean[:MOST_LINE_CHARACTERS]} … {len(clean):,} characters in all"


def storable_episode(episode: Mapping[str, Any]) -> dict[str, Any]:
    """An episode; a huge one without its messages, and it says so in `error`."""
    clean: dict[str, Any] = storable(episode)
    size = len(json.dumps(clean).encode())
    if size <= MOST_EPISODE_BYTES:
        return clean
    what = f"its {len(clean.get('messages', ()))} messages are left out: {size:,} bytes, at most {MOST_EPISODE_BYTES:,} are kept"
    return {name: value for name, value in clean.items() if name in {"id", "reward", "stop"}} | {"messages": [], "error": what}
