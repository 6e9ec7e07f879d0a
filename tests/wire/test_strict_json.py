"""Strict JSON: the fast way takes nothing that the slow way refuses, and reads the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from burnish.errors import RequestError
from burnish.wire import strict_json
from burnish.wire.strict_json import MOST_DEPTH, read_json

texts = some.text() | some.sampled_from(['":', '\\":', ":a", '"', "\\", "\\\\", " :", "\x00", "a\\"])
numbers = (
    some.integers(-(2**66), 2**66) | some.floats(allow_nan=True) | some.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 1e300])
)
values = some.recursive(
    some.none() | some.booleans() | numbers | texts,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def both(body: bytes) -> tuple[Any, Any]:
    def read(reader: Any) -> Any:
        try:
            return repr(reader(body))
        except RequestError as error:
            return error.what

    return read(read_json), read(strict_json._read_slowly)


@given(values, some.sampled_from([None, 1]), some.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]), some.booleans())
def test_both_ways_read_the_same(value: Any, indent: int | None, separators: tuple[str, str], escaped: bool) -> None:
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=escaped)
    fast, slow = both(text.encode("utf-8", "surrogatepass"))
    assert fast == slow


@given(some.lists(some.tuples(texts, values), max_size=4), some.sampled_from([":", " :", "\t:"]))
def test_a_key_that_is_there_twice_is_never_taken(pairs: list[tuple[str, Any]], colon: str) -> None:
    pairs = [*pairs, *pairs[:1]]
    text = "{" + ",".join(f"{json.dumps(name)}{colon}{json.dumps(value)}" for name, value in pairs) + "}"
    fast, slow = both(text.encode("utf-8", "surrogatepass"))
    assert fast == slow


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}', b'{"a":1,"a":2,"b" :3}', b'{"a":":x","b":1,"b":2}', b'{"a\\\\":1,"b":2,"b":3}', b'{"a":{"b":1,"b":2}}',
        b'{"a":"\\u0000"}', b'{"\\u0000":1}', b"[1e999]", b"[9223372036854775808]", b"[1180591620717411303424]", b'["\\ud800"]', b"[NaN]",
        b"\xef\xbb\xbf[]", b"[" * 70 + b"]" * 70,
    ],
)  # fmt: skip
def test_what_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError):
        read_json(body)


def test_depth_is_counted_alike() -> None:
    for depth in (MOST_DEPTH, MOST_DEPTH + 1):
        fast, slow = both(b'{"a":' * (depth - 1) + b"[1]" + b"}" * (depth - 1))
        assert fast == slow
