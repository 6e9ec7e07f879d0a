"""new_id and checked_id: ids that sort by time and show their kind, as in run_0198c0de."""

import os
import re
import threading
import time
from typing import Literal, get_args

from burnish.errors import InputError

__all__ = ["Kind", "checked_id", "new_id"]

Kind = Literal[
    "alias",
    "attempt",
    "audit",
    "ckpt",
    "dataset",
    "deployment",
    "episode",
    "erasure",
    "feedback",
    "identity",
    "interaction",
    "key",
    "login",
    "metric",
    "model",
    "project",
    "recipe",
    "replica",
    "run",
    "secret",
    "service",
    "team",
    "user",
    "version",
    "view",
]
"""What an id can be of: service is a service account, login a login session, ckpt a checkpoint, version a version of a model,
view a filter with a name."""

KINDS = frozenset(get_args(Kind))
ID = re.compile(r"([a-z]+)_[0-9a-f]{32}")

_lock = threading.Lock()  # protects _last
_last = 0


def new_id(kind: Kind) -> str:
    """A fresh id: the kind, `_`, and a UUID version 7 (RFC 9562) as 32 hex digits.

    Ids of one process rise strictly, even when the clock is set back; ids of several processes sort by their clocks.
    """
    return f"{kind}_{_uuid7():032x}"


def checked_id(text: str, kind: Kind) -> str:
    """The text, if it is an id of this kind.

    Raises:
        InputError: it is not; names the kind it has, or its shape.
    """
    match = ID.fullmatch(text)
    if match is None or match[1] not in KINDS:
        raise InputError(f"{text[:80]!r} is no id", where=kind, fix=f"an id looks like {kind}_ and 32 hex digits")
    if match[1] != kind:
        raise InputError(f"{text} is the id of a {match[1]}", where=kind, fix=f"give one that starts with {kind}_")
    return text


def _uuid7() -> int:
    """48 bits of milliseconds and 12 bits of their fraction (RFC 9562, section 6.2, method 3), then 62 random bits."""
    global _last
    milliseconds, fraction = divmod(time.time_ns(), 1_000_000)
    ticks = milliseconds << 12 | fraction * 4096 // 1_000_000
    with _lock:
        _last = ticks = max(ticks, _last + 1)
    random = int.from_bytes(os.urandom(8)) >> 2
    return ticks >> 12 << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | random
