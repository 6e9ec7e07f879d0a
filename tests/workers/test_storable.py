"""What programs say, as the ledger can store it."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.store.columns import Structure
from burnish.workers.storable import MOST_EPISODE_BYTES, storable, storable_episode, storable_line

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None, exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING)
def test_everything_can_be_stored(value: Any) -> None:
    clean = storable(value)
    stored = Structure().process_bind_param(clean, None)  # type: ignore[arg-type]
    assert clean is None or json.loads(str(stored)) == clean


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
        ("\\u0000 as six characters stays", "\\u0000 as six characters stays"),
        (2**63, str(2**63)),
        (-(2**63) + 1, -(2**63) + 1),
        (math.inf, "inf"),
        (True, True),
        ({1: (2, 3)}, {"1": [2, 3]}),
        (frozenset({1}), "frozenset({1})"),
    ],
)
def test_what_cannot_be_stored_is_replaced(value: Any, clean: Any) -> None:
    assert storable(value) == clean


def test_a_long_line_is_cut_and_says_so() -> None:
    assert storable_line("é" * 20_000).endswith("é … 20,000 characters in all")
    assert len(storable_line("🙂" * 20_000).encode()) < 64 * 1024


def test_a_huge_episode_is_kept_without_its_messages() -> None:
    huge = {"id": "e1", "reward": 1.0, "stop": "done", "messages": ["x" * 1000] * (MOST_EPISODE_BYTES // 1000)}
    kept = storable_episode(huge)
    assert (kept["id"], kept["reward"], kept["messages"]) == ("e1", 1.0, [])
    assert "messages are left out" in kept["error"]
    small = {"id": "e2", "messages": ["\x00"]}
    assert storable_episode(small) == {"id": "e2", "messages": ["\ufffd"]}
