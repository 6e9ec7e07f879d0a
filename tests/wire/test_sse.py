"""Server-sent events: whole events, wherever the stream was cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from burnish.errors import AnswerError
from burnish.wire.sse import DONE, Event, Events, encode

STREAM = b'data: {"a": 1}\n\n: a comment\n\nevent: ping\ndata: {"b": "\xc3\xa9"}\ndata: more\n\nid: 7\n\n' + DONE
EVENTS = [Event("", b'{"a": 1}'), Event("ping", b'{"b": "\xc3\xa9"}\nmore'), Event("", b"[DONE]")]


@given(some.lists(some.integers(0, len(STREAM) * 2), max_size=12), some.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_events_are_whole_wherever_the_stream_is_cut(cuts: list[int], end: bytes) -> None:
    stream = STREAM.replace(b"\n", end)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    events = Events()
    found = [event for start, stop in pairwise(places) for event in events.feed(stream[start:stop])]
    found += events.feed(b"\n")  # a lone CR at the very end could have been half of a CRLF
    assert found == EVENTS


def test_an_event_without_an_end_is_refused() -> None:
    events = Events()
    with pytest.raises(AnswerError, match="an event of more than"):
        for _ in range(20):
            events.feed(b"x" * 1024 * 1024)


def test_what_is_encoded_is_read() -> None:
    assert Events().feed(encode({"a": "b\n\nc"}, "said")) == [Event("said", b'{"a":"b\\n\\nc"}')]
