"""Decoding of server-sent events: as the standard says, however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.errors import OutboundError
from burnish.sdk import sse
from burnish.sdk.sse import EventDecoder, LineDecoder, ServerEvent


def decoded(*parts: bytes) -> list[ServerEvent]:
    decoder = EventDecoder()
    return [event for part in parts for event in decoder.feed(part)]


@pytest.mark.parametrize(
    ("sent", "events"),
    [
        (b"data: a\n\n", [ServerEvent("message", "", "a")]),
        (b"event: log\nid: 3\ndata: a\ndata:  b\n\n", [ServerEvent("log", "3", "a\n b")]),
        (b"event: log\r\ndata: a\r\n\r\ndata: b\r\r", [ServerEvent("log", "", "a"), ServerEvent("message", "", "b")]),
        (b": comment\n\nid: 1\n\ndata:x\n\n", [ServerEvent("message", "1", "x")]),
        (b"event: log\n\ndata: x\n\n", [ServerEvent("message", "", "x")]),
        (b"data\nunknown: y\n\n", [ServerEvent("message", "", "")]),
        (b"id: 1\nid: a\0b\ndata: x\n\n", [ServerEvent("message", "1", "x")]),
        (b"\xef\xbb\xbfdata: x\n\n", [ServerEvent("message", "", "x")]),
        (b"data: cut off", []),
    ],
)
def test_events_are_read_as_the_standard_says(sent: bytes, events: list[ServerEvent]) -> None:
    assert decoded(sent) == events
    assert decoded(*(bytes([byte]) for byte in sent)) == events


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))), st.data())
def test_lines_do_not_depend_on_how_bytes_are_cut(lines: list[str], data: st.DataObject) -> None:
    sent = "".join(line + data.draw(st.sampled_from(["\n", "\r\n"])) for line in lines).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)))))
    decoder = LineDecoder()
    found = [line for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True) for line in decoder.feed(sent[start:end])]
    assert [line.decode() for line in found] == lines
    assert decoder.end() == []


def test_the_last_line_needs_no_end() -> None:
    decoder = LineDecoder()
    assert (decoder.feed(b"a\nb"), decoder.end(), decoder.end()) == ([b"a"], [b"b"], [])


@pytest.mark.parametrize("sent", [b"x" * 101, b"data: " + b"x" * 60 + b"\ndata: " + b"x" * 60 + b"\n"])
def test_a_stream_cannot_fill_the_memory(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MOST_BYTES", 100)
    with pytest.raises(OutboundError, match="100 bytes"):
        decoded(sent)


def test_what_is_no_utf_8_is_an_error() -> None:
    with pytest.raises(OutboundError, match="UTF-8"):
        decoded(b"data: \xff\n\n")
