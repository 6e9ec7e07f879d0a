"""What other systems export comes in whole: every turn, tool call, grade and outcome in its place, once, however often it is read."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from burnish.core.filters import AllOf, Condition
from burnish.core.slices import GroupBy, GroupQuery
from burnish.errors import DataError
from burnish.gateway.importers.files import FORMATS, batches, read_export
from burnish.gateway.importers.pieces import Found
from burnish.store.database import Database
from burnish.store.episodes import Episodes
from burnish.store.filling import write
from burnish.store.grouping import GroupReading
from burnish.store.interaction_reading import Interactions
from tests.gateway.outcomes import arrived_of
from tests.store.ground import new_project

AT = datetime(2026, 11, 20, tzinfo=UTC)
REAL = Path(__file__).parents[3] / "shared" / "data" / "traces" / "gpt-4o-airline.jsonl.gz"
ALL = AllOf(all=[])


def read(tmp_path: Path, form: str, *rows: Any) -> Found:
    path = tmp_path / "export.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    found = Found()
    for one in read_export(path, form, at=AT):
        found.interactions += one.interactions
        found.feedback += one.feedback
        found.outcomes += one.outcomes
    return found


CALL = {"id": "c1", "type": "function", "function": {"name": "find_order", "arguments": '{"order": "W1"}'}}


def test_a_conversation_is_an_episode_of_its_answers(tmp_path: Path) -> None:
    messages = [
        {"role": "system", "content": "policy"},
        {"role": "user", "content": "where is W1?"},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": "lost"},
        {"role": "assistant", "content": "It is lost."},
        {"role": "user", "content": "oh no"},
    ]
    found = read(tmp_path, "chat", {"id": "call 7", "messages": messages, "created": 1_760_000_000, "shop": "north", "reward": 0.0})
    first, second = found.interactions
    assert first.request == {"messages": messages[:2]}
    assert first.answer == {"choices": [{"index": 0, "message": messages[2], "finish_reason": "tool_calls"}]}
    assert (first.tools_called, first.finish_reason, second.tools_called) == (["find_order"], "tool_calls", [])
    assert second.request == {"messages": messages[:4]}
    assert second.answer is not None and second.answer["followed_by"] == messages[5:]
    assert first.episode == second.episode == "call-7"
    assert first.started_at == datetime.fromtimestamp(1_760_000_000, UTC) == second.started_at - timedelta(seconds=1)
    assert first.tags == {"shop": "north"}
    assert [(one.metric, one.value, one.target.episode) for one in found.feedback] == [("reward", 0.0, "call-7")]
    assert [(one.episode, one.resolved) for one in found.outcomes] == [("call-7", False)]
    assert read(tmp_path, "chat", {"id": "call 7", "messages": messages}).interactions[0].id == first.id


def test_langfuse_generations_and_scores(tmp_path: Path) -> None:
    generation = {
        "id": "g1", "trace_id": "t1", "session_id": "s1", "user_id": "ann", "type": "GENERATION", "name": "reply",
        "start_time": "2026-05-29 13:46:19.000000", "end_time": "2026-05-29 13:46:21.500000",
        "completion_start_time": "2026-05-29 13:46:19.250000", "provided_model_name": "gpt-4o", "level": "DEFAULT",
        "model_parameters": '{"temperature": 0.2}', "input": '[{"role": "user", "content": "hi"}]', "tags": ["beta"],
        "output": json.dumps({"role": "assistant", "content": "hello", "tool_calls": [CALL]}),
        "usage_details": {"input": 12, "output": 3, "input_cached_tokens": 4}, "cost_details": {"total": 0.002},
        "metadata": {"region": "eu"},
    }  # fmt: skip
    span = {"id": "x", "trace_id": "t1", "type": "SPAN", "start_time": "2026-05-29 13:46:19.000000"}
    failed = {**generation, "id": "g2", "level": "ERROR", "status_message": "too many requests", "output": None}
    thumb = {"id": "sc1", "trace_id": "t1", "observation_id": "g1", "name": "Helpful?", "value": 1, "data_type": "BOOLEAN",
             "source": "ANNOTATION", "comment": "good", "timestamp": "2026-05-30 08:00:00.000000"}  # fmt: skip
    kind = {**thumb, "id": "sc2", "observation_id": None, "session_id": "s1", "data_type": "CATEGORICAL", "string_value": "billing",
            "name": "topic", "source": "EVAL"}  # fmt: skip
    found = read(tmp_path, "langfuse", generation, span, failed, thumb, kind)
    one, two = found.interactions
    assert (one.episode, one.end_user, one.upstream_model, one.status) == ("s1", "ann", "gpt-4o", "ok")
    assert (one.latency_ms, one.first_token_ms, one.cost_usd) == (2500, 250, 0.002)
    assert (one.usage.input_tokens, one.usage.cached_tokens, one.usage.output_tokens) == (12, 4, 3)
    assert one.request == {"messages": [{"role": "user", "content": "hi"}]}
    assert one.tools_called == ["find_order"]
    assert one.tags == {"region": "eu", "beta": "yes", "name": "reply"}
    assert one.parameters == {"temperature": 0.2}
    assert two.status == "error" and two.error is not None and two.error.message == "too many requests"
    helpful, topic = found.feedback
    assert (helpful.metric, helpful.value, helpful.target.interaction, helpful.source.kind) == ("helpful_", True, one.id, "person")
    assert (topic.metric, topic.value, topic.target.episode, topic.source.kind) == ("topic", "billing", "s1", "judge")
    same_one = {"id": "g1", "traceId": "t1", "type": "GENERATION", "startTime": "2026-05-29T13:46:19Z", "model": "gpt-4o", "input": "hi"}
    api = {"id": "t1", "sessionId": "s1", "scores": [{**thumb, "observationId": "g1"}], "observations": [{**same_one, "output": "yo"}]}
    (same,) = read(tmp_path, "langfuse", api).interactions
    assert (same.id, same.episode, same.upstream_model) == (one.id, "s1", "gpt-4o")


def test_what_mlflow_writes(tmp_path: Path) -> None:
    span = {
        "trace_id": "aa", "span_id": "01", "parent_span_id": "00", "name": "llm", "start_time_unix_nano": 1_760_000_000_000_000_000,
        "end_time_unix_nano": 1_760_000_001_500_000_000, "status": {"code": "STATUS_CODE_OK", "message": ""},
        "attributes": {
            "mlflow.spanType": '"CHAT_MODEL"', "mlflow.chat.tokenUsage": '{"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}',
            "mlflow.spanInputs": json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}),
            "mlflow.spanOutputs": json.dumps({"choices": [{"message": {"role": "assistant", "content": "hello"}}]}),
        },
    }  # fmt: skip
    root = {**span, "span_id": "00", "parent_span_id": None, "attributes": {"mlflow.spanType": '"CHAIN"'}}
    grade = {"assessment_id": "a1", "assessment_name": "correct", "feedback": {"value": True}, "rationale": "so it is", "span_id": "01",
             "source": {"source_type": "LLM_JUDGE", "source_id": "judge-1"}, "create_time": "2026-10-09T08:53:30Z"}  # fmt: skip
    expectation = {"assessment_id": "a2", "assessment_name": "expected", "expectation": {"value": "x"}}
    info = {"trace_id": "tr-1", "trace_metadata": {"mlflow.trace.session": "s 1"}, "tags": {"team": "a", "mlflow.traceName": "x"},
            "assessments": [grade, expectation]}  # fmt: skip
    found = read(tmp_path, "mlflow", {"info": info, "data": {"spans": [root, span]}})
    (one,) = found.interactions
    assert (one.episode, one.upstream_model, one.latency_ms, one.usage.output_tokens) == ("s-1", "gpt-4o", 1500, 2)
    assert one.answer is not None and one.answer["choices"][0]["message"]["content"] == "hello"
    assert one.tags == {"team": "a", "span": "llm"}
    (event,) = found.feedback
    assert (event.metric, event.value, event.target.interaction, event.source.kind, event.reason) == (
        "correct", True, one.id, "judge", "so it is"
    )  # fmt: skip


def test_rows_of_tensorzero(tmp_path: Path) -> None:
    row = {
        "id": "0199c0de-0000-7000-8000-000000000001", "function_name": "reply", "variant_name": "v1", "processing_time_ms": 812,
        "episode_id": "0199c0de-0000-7000-8000-0000000000ee", "tags": {"user": "9"}, "ttft_ms": 100,
        "input": json.dumps({"system": "policy", "messages": [
            {"role": "user", "content": [{"type": "text", "text": "hi"}]},
            {"role": "assistant", "content": [{"type": "tool_call", "id": "c1", "name": "find", "arguments": "{}"}]},
            {"role": "user", "content": [{"type": "tool_result", "id": "c1", "name": "find", "result": "found"}]},
        ]}),
        "output": json.dumps([
            {"type": "text", "text": "hello"}, {"type": "tool_call", "id": "c2", "name": "refund", "arguments": {"a": 1}}
        ]),
        "inference_params": '{"chat_completion": {"temperature": 0.5}}',
    }  # fmt: skip
    thumb = {"id": "0199c0de-0000-7000-8000-0000000000f1", "target_id": row["id"], "metric_name": "Solved", "value": True}
    better = {"id": "0199c0de-0000-7000-8000-0000000000f2", "inference_id": row["id"], "value": '[{"type": "text", "text": "better"}]'}
    found = read(tmp_path, "tensorzero", row, thumb, better)
    (one,) = found.interactions
    assert (one.alias, one.deployment, one.latency_ms, one.first_token_ms, one.tools_called) == ("reply", "v1", 812, 100, ["refund"])
    assert one.request is not None
    assert [message["role"] for message in one.request["messages"]] == ["system", "user", "assistant", "tool"]
    assert one.parameters == {"temperature": 0.5}
    assert one.started_at.year == 2025
    solved, correction = found.feedback
    assert (solved.metric, solved.value, solved.target.interaction) == ("solved", True, one.id)
    assert correction.value.message["content"] == "better"  # type: ignore[union-attr]


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize(
    "row", [{}, {"messages": 1}, {"info": 1, "data": {}}, {"observations": [1]}, [], 3, {"messages": [{"role": "user"}]}]
)
def test_what_is_none_of_it_is_told_with_its_line(tmp_path: Path, form: str, row: Any) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, form, row)
    assert "export.jsonl" in caught.value.where and "line 1" in caught.value.where


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"messages": [\n')
    (tmp_path / "b.jsonl.gz").write_text("no gzip")
    for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl"):
        with pytest.raises(DataError, match=name):
            list(read_export(tmp_path / name, "chat", at=AT))


@pytest.mark.skipif(not REAL.exists(), reason="the 200 logged conversations are not here")
def test_the_logged_conversations_are_all_there(database: Database) -> None:
    with gzip.open(REAL, "rt") as file:
        rows = [json.loads(line) for line in file]
    project = new_project(database, "first")
    for _ in range(2):  # the second time changes nothing
        for batch in batches(read_export(REAL, "chat", at=AT)):
            with database.write() as transaction:
                write(transaction, project, arrived_of(batch, AT))
    reading, episodes = Interactions(database, project), Episodes(database, project)
    answers = [message for row in rows for message in row["messages"] if message["role"] == "assistant"]
    calls = Counter(call["function"]["name"] for message in answers for call in message.get("tool_calls") or [])
    with database.read() as transaction:
        assert reading.count(transaction, ALL) == len(answers) == 2454
        assert episodes.count(transaction, ALL) == len(rows) == 200
        assert {name: reading.count(transaction, Condition(field="tool", value=name)) for name in calls} == calls, (
            "one call an answer in this file"
        )
        for value in (True, False):
            told = episodes.count(transaction, Condition(field="outcome:resolved", value=value))
            assert told == sum(row["reward"] == value for row in rows)
        good = episodes.count(transaction, Condition(field="metric:reward", op="ge", value=1))
        assert good == sum(row["reward"] == 1 for row in rows) == 84
        for row in rows[::20]:
            name = f"task:{row['task_id']}:{row['trial']}"
            parts = episodes.get(transaction, name).parts
            last = reading.get(transaction, parts[-1].id)
            assert last.request is not None and last.answer is not None
            whole = [*last.request["messages"], last.answer["choices"][0]["message"], *last.answer.get("followed_by", [])]
            assert whole == row["messages"]
        groups = GroupReading(database, project)
        by_tool = groups.groups(transaction, GroupQuery(level="episodes", by=[GroupBy(field="tool")], measure="outcome:resolved"))
        for group in by_tool.groups:
            inside = [row["reward"] for row in rows if group.values[0] in _tools(row)]
            if group.values[0] is not None:
                assert (group.count, group.mean) == (len(inside), pytest.approx(sum(inside) / len(inside)))
        by_length = groups.groups(
            transaction, GroupQuery(level="episodes", by=[GroupBy(field="interactions", width=5)], measure="outcome:resolved")
        )
        assert sum(group.count for group in by_length.groups) == 200


def _tools(row: dict[str, Any]) -> set[str]:
    return {call["function"]["name"] for message in row["messages"] for call in message.get("tool_calls") or []}
