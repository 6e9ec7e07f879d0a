"""Ids → text: characters stay whole, stop strings never show, and tokens tell their bytes."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from burnish import tiny
from burnish.engine.server.texts import Detokenizer, StopCutter, TokenTexts

TOKENIZER = Tokenizer.from_file(str(Path(tiny.__file__).parent / "model" / "tokenizer.json"))


def pieces(ids: list[int]) -> list[str]:
    detokenizer = Detokenizer(TOKENIZER)
    return [detokenizer.feed(token) for token in ids] + [detokenizer.end()]


@given(st.text(max_size=60))
def test_pieces_put_together_are_the_text_and_none_ends_within_a_character(text: str) -> None:
    ids = TOKENIZER.encode(text, add_special_tokens=False).ids
    told = pieces(ids)
    assert "".join(told) == text
    if "\ufffd" not in text:
        assert all("\ufffd" not in piece for piece in told)


def test_a_character_of_several_tokens_waits_for_its_last() -> None:
    ids = TOKENIZER.encode("a😀b", add_special_tokens=False).ids
    assert len(ids) > 3
    assert [piece for piece in pieces(ids) if piece] == ["a", "😀", "b"]


def test_bytes_that_are_no_text_do_not_hold_up_what_follows() -> None:
    broken = TOKENIZER.encode("😀", add_special_tokens=False).ids[0]
    told = pieces([broken] * 20 + TOKENIZER.encode("ok", add_special_tokens=False).ids)
    assert "".join(told).endswith("ok")
    assert any(told[:12]), "some of it is told while more comes"


@given(
    st.text(alphabet="ab\n", max_size=30),
    st.lists(st.text(alphabet="ab\n", min_size=1, max_size=4), min_size=1, max_size=3),
    st.integers(),
)
def test_a_text_is_cut_at_the_first_stop_string_however_it_comes(text: str, stops: list[str], seed: int) -> None:
    source, cutter, told, at = random.Random(seed), StopCutter(stops), "", 0
    found = [place for stop in stops if (place := text.find(stop)) >= 0]
    while at < len(text):
        length = source.choice([1, 1, 2, 5])
        told += cutter.feed(text[at : at + length])
        at += length
        assert not any(stop in told for stop in stops)
    assert cutter.cut == bool(found)
    if found:
        ends = min(place + len(stop) for stop in stops if (place := text.find(stop)) >= 0)
        assert text[: min(found)] == told or len(told) < ends
    else:
        assert told + cutter.end() == text


@pytest.mark.parametrize("text", ["hello", " ", "<tool_call>", "ä"])
def test_tokens_tell_their_bytes(text: str) -> None:
    texts = TokenTexts(TOKENIZER)
    ids = TOKENIZER.encode(text, add_special_tokens=False).ids
    assert bytes(byte for token in ids for byte in texts(token)[1]) == text.encode()
    assert texts(2) == ("<|im_end|>", list(b"<|im_end|>"))
