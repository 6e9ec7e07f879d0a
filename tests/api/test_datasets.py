"""Datasets over HTTP: from the record and from files, in versions, divided by episode, each example once, told where it came from."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from burnish.chat.examples import read_examples
from burnish.core.datasets import Splits, split_of
from burnish.core.interactions import Interaction
from burnish.store import feedback, interactions
from tests.api.callers import Callers
from tests.store.feedback_ground import event, interaction, interaction_id

TOOL = {"type": "function", "function": {"name": "find", "description": "", "parameters": {"type": "object", "properties": {}}}}
EVERYTHING_TRAIN = {"train": 1.0, "dev": 0.0, "test": 0.0}


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def said(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def answered(number: int, episode: str, messages: list[dict[str, Any]], answer: str, **fields: Any) -> Interaction:
    choices = {"choices": [{"index": 0, "message": said(answer), "finish_reason": "stop"}]}
    return interaction(number, episode, request={"messages": messages, "tools": [TOOL]}, answer=choices, **fields)


@pytest.fixture
def at(callers: Callers) -> str:
    """A project with three episodes, of which two are the same words."""
    at = f"/projects/{callers.project('desk')}"
    project = callers.owner.get(at)["id"]
    arrived = [
        answered(1, "call-1", [user("hello")], "hi", alias="support"),
        answered(2, "call-1", [user("hello"), said("hi"), user("my order?")], "on Monday", alias="support"),
        answered(3, "call-2", [user("refund")], "no", alias="support"),
        answered(4, "call-3", [user("refund")], "no", alias="support"),
        interaction(5, "call-4", alias="support", status="error", request={"messages": [user("broken")]}),
        interaction(6, "call-5", alias="support"),  # nothing was kept of it
    ]
    told = [
        event("better", {"message": {"content": "yes, within 14 days"}}, metric="fix", target={"interaction": interaction_id(3)}),
        event("pair", {"chosen": interaction_id(2), "rejected": interaction_id(1)}, metric="which"),
        event("tie", {"chosen": interaction_id(1), "rejected": interaction_id(2), "tie": True}, metric="which"),
        event("thumb", True, target={"interaction": interaction_id(2)}),
        event("stars", 4, metric="stars", target={"episode": "call-1"}),
    ]
    with callers.server.database.write() as transaction:
        feedback.join_new(transaction, project, interactions.take(transaction, project, arrived))
        feedback.take(transaction, project, told)
    return at


def rows_of(callers: Callers, at: str, dataset: str, **query: str) -> list[dict[str, Any]]:
    answer = callers.owner("GET", f"{at}/datasets/{dataset}/file", params=query)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_episodes_become_conversations_each_once(callers: Callers, at: str) -> None:
    wanted = {"filter": {"field": "alias", "value": "support"}}
    preview = callers.owner.post(f"{at}/datasets/preview", {"name": "calls", **wanted}, 200)
    assert preview == {"found": 5, "taken": 5, "corrections": 1, "preferences": 2, "ratings": 2}
    made = callers.owner.post(f"{at}/datasets/build", {"name": "calls", **wanted})
    assert (made["version"], made["kind"], made["examples"], made["source"]["duplicates"]) == (1, "chat", 2, 1)
    rows = rows_of(callers, at, "calls")
    assert [[one["content"] for one in row["messages"]] for row in rows] == [["refund", "no"], ["hello", "hi", "my order?", "on Monday"]]
    assert rows[1]["tools"] == [TOOL]
    assert [row["split"] for row in rows] == [split_of(row["episode"], Splits()) for row in rows]
    origins = callers.owner.get(f"{at}/datasets/calls/origins")
    assert [(one["episode"], one["interaction"]) for one in origins] == [("call-3", interaction_id(4)), ("call-1", interaction_id(2))]
    again = callers.owner.post(f"{at}/datasets/build", {"name": "calls", "level": "interactions"})
    assert (again["version"], again["examples"]) == (2, 3)
    assert callers.owner.get(f"{at}/datasets/calls")["version"] == 2
    assert callers.owner.get(f"{at}/datasets/calls@1")["examples"] == 2
    assert [one["version"] for one in callers.owner.get(f"{at}/datasets?name=calls")["items"]] == [2, 1]


def test_a_correction_and_a_preference_give_pairs(callers: Callers, at: str) -> None:
    made = callers.owner.post(f"{at}/datasets/build", {"name": "pairs", "kind": "preference"})
    assert (made["kind"], made["examples"]) == ("preference", 2)
    rows = {row["feedback"]: row for row in rows_of(callers, at, "pairs")}
    assert rows["better"]["messages"] == [user("refund")]
    assert (rows["better"]["chosen"], rows["better"]["rejected"]) == (said("yes, within 14 days"), said("no"))
    assert (rows["pair"]["chosen"], rows["pair"]["rejected"]) == (said("on Monday"), said("hi"))
    only = callers.owner.post(f"{at}/datasets/build", {"name": "fixes", "kind": "preference", "metric": "fix"})
    assert only["examples"] == 1
    refused = callers.owner("POST", f"{at}/runs", {"recipe": "sft", "dataset": "pairs"})
    assert (refused.status_code, "holds preference" in refused.text) == (409, True)


def test_rated_conversations_and_prompts(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/datasets/build", {"name": "rated", "kind": "rated"})
    (row,) = rows_of(callers, at, "rated")
    assert (row["episode"], row["ratings"]) == ("call-1", {"helpful": 1.0, "stars": 4.0})
    callers.owner.post(f"{at}/datasets/build", {"name": "asked", "kind": "prompts"})
    assert {row["messages"][-1]["content"] for row in rows_of(callers, at, "asked")} == {"my order?", "refund"}
    none = {"name": "none", "filter": {"field": "alias", "value": "nobody"}}
    assert callers.owner.refused("POST", f"{at}/datasets/build", none) == (422, "invalid_data")
    assert callers.owner.refused("GET", f"{at}/datasets/none") == (404, "not_found")


def test_what_a_run_learns_from_is_the_train_split(callers: Callers, at: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [{"prompt": name, "completion": "x", "split": split} for name, split in (("a", "train"), ("b", "dev"), ("c", "test"))]
    path.write_text("\n".join(json.dumps(line) for line in [*lines, {"prompt": "d", "completion": "x"}]), encoding="utf-8")
    assert [example.messages[0].content for example in read_examples(path)] == ["a", "d"]


def test_a_run_freezes_what_it_learns_from(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/datasets/build", {"name": "calls", "splits": EVERYTHING_TRAIN})
    assert callers.owner.get(f"{at}/datasets/calls")["frozen_at"] is None
    assert callers.owner.get(f"{at}/datasets/calls/uses") == []
    run = callers.owner.post(f"{at}/runs", {"recipe": "sft", "dataset": "calls@1"})
    assert callers.owner.get(f"{at}/datasets/calls")["frozen_at"] is not None
    (use,) = callers.owner.get(f"{at}/datasets/calls/uses")
    assert (use["run"], use["models"]) == (run["id"], [])


def test_every_kind_of_file_gives_the_same_examples(callers: Callers, at: str) -> None:
    root = Path(callers.server.settings.import_roots[0])
    rows = [{"prompt": f"question {number}", "chosen": "yes", "rejected": "no"} for number in range(20)] * 2
    (root / "pairs.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), root / "pairs.parquet")
    with (root / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["prompt", "chosen", "rejected"])
        writer.writeheader()
        writer.writerows(rows)
    splits = {"train": 0.5, "dev": 0.25, "test": 0.25}
    digests = set()
    for kind in ("jsonl", "parquet", "csv"):
        body = {"name": f"from-{kind}", "path": str(root / f"pairs.{kind}"), "kind": "preference", "splits": splits}
        made = callers.owner.post(f"{at}/datasets", body)
        assert (made["examples"], made["source"]["duplicates"], sum(made["splits"].values())) == (20, 20, 20)
        assert len(made["splits"]) > 1
        digests.add(made["digest"])
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("kind", "row", "where"),
    [
        ("preference", {"prompt": "a", "chosen": "x"}, "rejected"),
        ("preference", {"prompt": "a", "chosen": "x", "rejected": "x"}, ":2"),
        ("rated", {"prompt": "a", "completion": "b"}, ":2"),
        ("rated", {"prompt": "a", "completion": "b", "rating": "good"}, "ratings"),
        ("prompts", {"messages": [user("a"), said("b")]}, ":2"),
        ("prompts", {"prompt": "a", "split": "other"}, "split"),
    ],
)
def test_a_row_that_is_none_of_its_kind_is_named(callers: Callers, at: str, kind: str, row: Any, where: str) -> None:
    good = {"prompt": "fine", "completion": "ok", "chosen": "a", "rejected": "b", "rating": 1}
    good = {
        name: good[name] for name in ("prompt", *{"preference": ("chosen", "rejected"), "rated": ("completion", "rating")}.get(kind, ()))
    }
    path = Path(callers.server.settings.import_roots[0]) / "rows.jsonl"
    path.write_text(f"{json.dumps(good)}\n{json.dumps(row)}\n", encoding="utf-8")
    answer = callers.owner("POST", f"{at}/datasets", {"name": "rows", "path": str(path), "kind": kind})
    assert answer.status_code == 422, answer.text
    assert where in answer.json()["error"]["where"]
    assert "rows.jsonl:2" in answer.json()["error"]["where"]


def test_exports_read_back_and_run_nothing(callers: Callers, at: str) -> None:
    path = Path(callers.server.settings.import_roots[0]) / "rows.jsonl"
    rows = [{"prompt": "=cmd|' /C calc'!A0", "completion": "+1"}, {"prompt": "plain", "completion": "@x"}]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    callers.owner.post(f"{at}/datasets", {"name": "rows", "path": str(path), "splits": EVERYTHING_TRAIN})
    parquet = callers.owner("GET", f"{at}/datasets/rows/file?format=parquet").content
    back = pq.read_table(io.BytesIO(parquet)).to_pylist()
    assert [json.loads(row["messages"])[0]["content"] for row in back] == [row["prompt"] for row in rows]
    callers.owner.post(f"{at}/datasets", {"name": "raw", "path": str(path)})
    table = list(csv.DictReader(io.StringIO(callers.owner("GET", f"{at}/datasets/raw/file?format=csv").text)))
    assert [(row["prompt"], row["completion"]) for row in table] == [("'=cmd|' /C calc'!A0", "'+1"), ("plain", "'@x")]
    assert rows_of(callers, at, "rows", split="dev") == []
