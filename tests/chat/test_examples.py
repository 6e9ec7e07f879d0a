"""Rows of a dataset become datums; whatever is wrong with one is named with its file and row."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from burnish.chat.examples import cut_at_turn, load_examples, make_examples, read_examples
from burnish.chat.template import ChatTemplate
from burnish.core.tokens import Datum
from burnish.errors import DataError

Chat = Callable[[str], ChatTemplate]

TALK = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
LONG = {"messages": TALK["messages"] * 5}
CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"order": "1"}'}}
CALLING = {
    "id": "dev-1",
    "tools": [{"type": "function", "function": {"name": "find", "parameters": {"type": "object", "properties": {"order": {}}}}}],
    "messages": [
        {"role": "user", "content": "Where is it?"},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": "[]"},
        {"role": "assistant", "content": "It left."},
    ],
}


def written(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8")
    return path


def own(template: ChatTemplate, datum: Datum) -> str:
    return template.decode([number for number, masked in zip(datum.tokens, datum.mask, strict=True) if masked])


def test_conversations_and_exchanges_become_datums(chat: Chat, tmp_path: Path) -> None:
    file = written(tmp_path / "rows.jsonl", TALK, "", {"prompt": "1 + 1", "completion": "2"}, CALLING)
    made = load_examples(file, chat("tiny"), max_tokens=1000)
    assert [own(chat("tiny"), datum) for datum in made.datums] == [
        "Hello.<|im_end|>",
        "2<|im_end|>",
        '<tool_call>\n{"name": "find", "arguments": {"order": "1"}}\n</tool_call><|im_end|>It left.<|im_end|>',
    ]
    assert [datum.source for datum in made.datums] == [f"{file}:{number}" for number in (1, 3, 4)]
    assert (made.rows, made.truncated, made.dropped, made.truncation_rate) == (3, 0, 0, 0.0)


def test_compressed_files_and_limits_are_read(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.write((json.dumps(TALK) + "\n") * 9)
    assert len(read_examples(file)) == 9
    assert len(read_examples(file, limit=4)) == 4


def test_long_rows_are_cut_at_a_turn_or_dropped_and_counted(chat: Chat, tmp_path: Path) -> None:
    file = written(tmp_path / "rows.jsonl", TALK, LONG, {"prompt": "word " * 99, "completion": "yes"})
    one = len(load_examples(written(tmp_path / "one.jsonl", TALK), chat("tiny"), max_tokens=1000).datums[0].tokens)
    with structlog.testing.capture_logs() as logs:
        made = load_examples(file, chat("tiny"), max_tokens=2 * one + 3)
    assert (made.rows, made.truncated, made.dropped) == (3, 1, 1)
    assert made.truncation_rate == pytest.approx(2 / 3)
    assert own(chat("tiny"), made.datums[1]) == "Hello.<|im_end|>" * 2
    assert [(log["event"], log["truncated"], log["dropped"]) for log in logs] == [("examples cut", 1, 1)]


def test_a_cut_never_ends_inside_a_turn() -> None:
    mask = [False, True, True, False, True, True]
    datum = Datum(tokens=range(6), mask=mask)
    ends = [len(cut.tokens) if (cut := cut_at_turn(datum, size)) else 0 for size in range(8)]
    assert ends == [0, 0, 0, 3, 3, 3, 6, 6]


@pytest.mark.parametrize(
    ("row", "place", "says"),
    [
        ({"messages": [{"role": "robot", "content": "Hi"}]}, ".messages[0].role", "'user'"),
        ({"messages": [{"role": "user", "content": 3}]}, ".messages[0].content", "valid string"),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}]}]},
            ".messages[0].tool_calls",
            "Expecting property name",
        ),
        ({"messages": []}, ".messages", "non-empty list"),
        ({"messages": TALK["messages"], "tools": [{"function": {}}]}, ".tools[0].name", "required"),
        ({"messages": TALK["messages"][:1]}, "", "no assistant turn"),
        ({"prompt": ["a"], "completion": "b"}, "", "prompt is a list, not text"),
        ({"text": "a"}, "", "neither messages nor prompt and completion, but ['text']"),
        ([1], "", "the row is a list"),
        ("{", "", "not JSON"),
    ],
)
def test_a_wrong_row_is_named_with_its_file_row_and_field(tmp_path: Path, row: object, place: str, says: str) -> None:
    file = written(tmp_path / "rows.jsonl", TALK, row)
    with pytest.raises(DataError) as caught:
        read_examples(file)
    assert caught.value.where == f"{file}:2{place}"
    assert says in caught.value.what


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none.jsonl", None, "no such file"),
        ("a.jsonl", b"", "no rows"),
        ("b.jsonl", b"\xff\n", "cannot be read"),
        ("c.jsonl.gz", b"{}", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=says) as caught:
        read_examples(tmp_path / name)
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.fix


def test_a_row_that_the_template_refuses_is_named(chat: Chat, tmp_path: Path) -> None:
    call = {"function": {"name": "f", "arguments": "{}"}}
    row = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [call, call]}]}
    file = written(tmp_path / "rows.jsonl", row)
    with pytest.raises(DataError, match="one tool call at a time") as caught:
        load_examples(file, chat("headers"), max_tokens=99)
    assert caught.value.where == f"{file}:1"


def test_nothing_that_fits_is_an_error(chat: Chat, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no example is left of 1 rows with max_tokens 4"):
        load_examples(written(tmp_path / "rows.jsonl", TALK), chat("tiny"), max_tokens=4)
    with pytest.raises(DataError, match="at least one row"):
        make_examples([], chat("tiny"), max_tokens=4)


def test_real_dialogues_render_with_every_turn_masked_in(chat: Chat) -> None:
    beside = Path(__file__).parents[3] / "shared" / "data"
    file = Path(os.environ.get("SGD_FOLDER", beside)) / "sgd" / "dev.jsonl.gz"
    if not file.is_file():
        pytest.skip("sgd/dev.jsonl.gz is not here: set SGD_FOLDER to the folder that holds sgd")
    examples = read_examples(file, limit=50)
    made = make_examples(examples, chat("tiny"), max_tokens=100_000)
    assert (made.rows, made.truncated, made.dropped) == (50, 0, 0)
    for example, datum in zip(examples, made.datums, strict=True):
        spoken = own(chat("tiny"), datum)
        turns = [message for message in example.messages if message.role == "assistant"]
        assert spoken.count("<|im_end|>") == len(turns)
        assert spoken.count("<tool_call>") == sum(len(turn.tool_calls) for turn in turns) > 0
        assert all(turn.content in spoken for turn in turns)
