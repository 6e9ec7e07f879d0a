"""Interactions by command: imported, listed, shown, exported; the filler by command, on the same home."""

import asyncio
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from burnish.artifacts.segments import SegmentWriter
from burnish.core.interactions import Interaction
from tests.cli.test_platform import (
    Burnish,
    Served,
    database_url,
    imports,
    model_folder,
    owner,
    people,
    postgres,
    quick_passwords,
    served,
    settings,
    templates,
)
from tests.databases import only_sqlite
from tests.store.records import interaction

__all__ = [
    "database_url",
    "imports",
    "model_folder",
    "owner",
    "people",
    "postgres",
    "quick_passwords",
    "served",
    "settings",
    "templates",
]

ASK, ANSWER = {"role": "user", "content": "where is order W1?"}, {"role": "assistant", "content": "On its way."}


@pytest.fixture
def conversations(tmp_path: Path) -> Path:
    path = tmp_path / "talks.jsonl"
    rows = [{"id": f"talk-{number}", "messages": [ASK, ANSWER, ASK, ANSWER], "reward": number % 2} for number in range(4)]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@only_sqlite
def test_conversations_are_imported_found_and_taken_away(owner: Burnish, conversations: Path, tmp_path: Path) -> None:
    first = owner("interactions", "import", str(conversations), "--json")
    assert json.loads(first.out) == {"interactions": 8, "known": 0, "feedback": 4, "outcomes": 4}, first.err
    assert json.loads(owner("interactions", "import", str(conversations), "--json").out)["known"] == 8
    ids = owner("interactions", "list", "--text", '"order W1"').out.split()
    assert len(ids) == 8
    assert json.loads(owner("interactions", "show", ids[0]).out)["answer"]["choices"][0]["message"] == ANSWER
    resolved = owner("episodes", "list", "--filter", '{"field": "outcome:resolved", "value": true}')
    assert sorted(resolved.out.split()) == ["talk-1", "talk-3"]
    assert json.loads(owner("episodes", "show", "talk-1", "--json").out)["interactions"] == 2
    lines, table = tmp_path / "all.jsonl", tmp_path / "all.parquet"
    owner("interactions", "export", str(lines))
    assert sorted(Interaction.model_validate_json(line).id for line in lines.read_text().splitlines()) == sorted(ids)
    assert owner("interactions", "export", str(table), "--filter", '{"field": "episode", "value": "talk-2"}').code == 0
    assert pq.read_table(table).num_rows == 2


@only_sqlite
def test_people_see_the_conversation(owner: Burnish, conversations: Path, people: None) -> None:
    owner("interactions", "import", str(conversations), "--limit", "1")
    told = owner("interactions", "list").out
    assert "where is order W1?" in told and "On its way." in told
    assert "resolved" in owner("episodes", "show", "talk-0").out


@only_sqlite
def test_what_is_wrong_is_one_line(owner: Burnish, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"messages": []}')
    for arguments, words in (
        (("interactions", "import", str(tmp_path / "bad.jsonl")), "line 1"),
        (("interactions", "import", str(tmp_path / "none.jsonl")), "none.jsonl"),
        (("interactions", "import", str(tmp_path / "bad.jsonl"), "--format", "other"), "chat, langfuse"),
        (("interactions", "list", "--filter", "{"), "--filter"),
        (("interactions", "list", "--filter", '{"field": "secret", "value": 1}'), "secret"),
        (("interactions", "list", "--tag", "x"), "name=value"),
        (("episodes", "show", "none"), "no episode"),
    ):
        answer = owner(*arguments)
        assert answer.code != 0 and words in answer.err, (arguments, answer)


@only_sqlite
def test_logs_are_filled_by_command_and_sums_made_anew(owner: Burnish, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    project = json.loads(owner("projects", "list", "--json").out)[0]["id"]
    home = served.settings.home
    monkeypatch.setenv("BURNISH_HOME", str(home))
    monkeypatch.setenv("BURNISH_DATABASE_URL", served.settings.database)

    async def write() -> None:
        with SegmentWriter(home / "records" / "gateway", max_bytes=2**30) as log:
            for number in range(5):
                body = interaction(number).model_dump(mode="json")
                entry = {"kind": "interaction", "project_id": project, "received_at": "2026-11-01T00:00:00Z", "body": body}
                await log.append(json.dumps(entry).encode())
            await log.append(b"nonsense")

    asyncio.run(write())
    assert json.loads(owner("fill", "--once", "--json").out) == {"entries": 6, "set_aside": 1}
    assert "gateway 00000001.log" in owner("records", "aside").out
    assert json.loads(owner("records", "rebuild", "--json").out) == {"entries": 6, "set_aside": 1, "interactions": 5}


@only_sqlite
def test_what_it_would_have_cost_elsewhere_by_command(owner: Burnish, tmp_path: Path) -> None:
    rows = [{"id": f"talk-{n}", "messages": [ASK, ANSWER], "usage": {"prompt_tokens": 1000, "completion_tokens": 100}} for n in range(3)]
    path = tmp_path / "counted.jsonl"
    path.write_text("\n".join(map(json.dumps, [*rows, {"id": "talk-9", "messages": [ASK, ANSWER]}])))
    assert json.loads(owner("interactions", "import", str(path), "--json").out)["interactions"] == 4
    none = owner("prices", "costs")
    assert none.code != 0 and "there are no prices" in none.err
    assert owner("prices", "set", "elsewhere", "large=2.5/10", "small=0.5/1/0.25").out.strip() == "elsewhere"
    assert owner("prices", "list").out.split() == ["elsewhere"]
    told = json.loads(owner("prices", "costs", "--model", "mine=1/1", "--list", "elsewhere", "--json").out)
    assert (told["interactions"], told["with_tokens"], told["without_tokens"], told["input_tokens"]) == (4, 3, 1, 3000)
    assert [(one["model"], one["cost_usd"]) for one in told["elsewhere"]] == [("small", 0.0018), ("mine", 0.0033), ("large", 0.0105)]
    lines = owner("prices", "costs", "--filter", '{"field": "episode", "value": "talk-1"}').out.splitlines()
    assert [line.split() for line in lines] == [["0.0006", "$", "small", "(elsewhere)"], ["0.0035", "$", "large", "(elsewhere)"]]
    assert "is no price" in owner("prices", "set", "elsewhere", "large=2.5").err
    assert owner("prices", "remove", "elsewhere").code == 0 and owner("prices", "list").out == ""
