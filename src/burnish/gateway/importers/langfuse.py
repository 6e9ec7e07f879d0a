"""Langfuse: exported observations and scores, by the blob storage's names or the API's, a row a line or a whole trace a line."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from burnish.core.feedback import FeedbackRequest, FeedbackSource, FeedbackTarget
from burnish.core.interactions import Interaction, InteractionError, Usage
from burnish.errors import DataError
from burnish.gateway.importers.pieces import (
    Found,
    answer_of,
    episode_name,
    interaction_id,
    message_of,
    metric_name,
    moment,
    parsed,
    request_of,
    tags_of,
    tools_of,
)

__all__ = ["read_langfuse"]

GENERATIONS = {"GENERATION", "EMBEDDING"}
SOURCES = {"API": "system", "EVAL": "judge", "ANNOTATION": "person"}
INPUT, CACHED, OUTPUT = (
    ("input", "prompt_tokens", "promptTokens"),
    ("input_cached_tokens", "cache_read_input_tokens"),
    ("output", "completion_tokens"),
)


def read_langfuse(row: Mapping[str, Any], *, origin: str, number: int, at: datetime) -> Iterator[Found]:
    """One line: an observation (generations become interactions, others are left out), a score, or a trace with both.

    The session is the episode, or the trace where there is none.

    Raises:
        DataError: it is none of these.
    """
    where = f"line {number}"
    found = Found()
    if isinstance(row.get("observations"), list):
        trace = row.get("trace") if isinstance(row.get("trace"), Mapping) else row
        shared = {name: _one(trace, name) for name in ("session_id", "user_id", "tags", "release")}  # type: ignore[arg-type]
        for observation in row["observations"]:
            _add_observation(found, {**{k: v for k, v in shared.items() if v is not None}, **observation}, where)
        for score in row.get("scores") or []:
            _add_score(found, {"session_id": shared["session_id"], **score}, where)
    elif "type" in row and _one(row, "trace_id") is not None:
        _add_observation(found, row, where)
    elif "name" in row and ("value" in row or "string_value" in row or "stringValue" in row):
        _add_score(found, row, where)
    else:
        raise DataError("is no observation, score or trace of Langfuse", where=where, fix="give the files that Langfuse exports")
    yield found


def _one(row: Mapping[str, Any], name: str) -> Any:
    """A field by the name that the export has, or the one of the API."""
    first, *rest = name.split("_")
    value = row.get(name)
    return value if value is not None else row.get(first + "".join(part.capitalize() for part in rest))


def _episode(row: Mapping[str, Any]) -> str:
    return episode_name(_one(row, "session_id") or _one(row, "trace_id"))


def _add_observation(found: Found, row: Mapping[str, Any], where: str) -> None:
    if row.get("type") not in GENERATIONS:
        return
    start = moment(_one(row, "start_time"), where=f"{where}: start_time")
    end, first = (_one(row, name) for name in ("end_time", "completion_start_time"))
    usage, cost = parsed(_one(row, "usage_details")) or {}, parsed(_one(row, "cost_details")) or {}
    failed = row.get("level") == "ERROR"
    answer = message_of(parsed(row.get("output")))
    metadata = parsed(row.get("metadata"))
    labels = parsed(row.get("tags"))
    tags = tags_of(metadata if isinstance(metadata, dict) else {}) | tags_of({str(label): "yes" for label in labels or []})
    tags |= tags_of({name: _one(row, name) for name in ("name", "environment", "release", "version") if _one(row, name)})
    total = cost.get("total", _one(row, "total_cost"))
    found.interactions.append(
        Interaction(
            id=interaction_id("langfuse", row.get("id")),
            project="",
            source="imported",
            dialect="embeddings" if row["type"] == "EMBEDDING" else "chat",
            started_at=start,
            episode=_episode(row),
            upstream_model=str(_one(row, "provided_model_name") or row.get("model") or ""),
            request=request_of(parsed(row.get("input"))),
            answer=None if answer is None else answer_of(answer),
            parameters=_object(parsed(_one(row, "model_parameters"))),
            status="error" if failed else "ok",
            error=InteractionError(code="upstream_error", message=str(_one(row, "status_message") or "")[:10_000]) if failed else None,
            usage=Usage(input_tokens=_count(usage, INPUT), cached_tokens=_count(usage, CACHED), output_tokens=_count(usage, OUTPUT)),
            first_token_ms=None if first is None else (moment(first, where=where) - start).total_seconds() * 1000,
            latency_ms=None if end is None else (moment(end, where=where) - start).total_seconds() * 1000,
            cost_usd=None if total is None else float(total),
            tools_called=tools_of(answer or {}),
            tags=tags,
            end_user=_one(row, "user_id"),
        )
    )


def _add_score(found: Found, row: Mapping[str, Any], where: str) -> None:
    kind, text, value = _one(row, "data_type"), _one(row, "string_value"), row.get("value")
    given: Any = bool(value) if kind == "BOOLEAN" else text if text is not None and kind != "NUMERIC" else value
    if given is None or (isinstance(given, str) and not given):
        return
    observation = _one(row, "observation_id")
    target = FeedbackTarget(interaction=interaction_id("langfuse", observation)) if observation else FeedbackTarget(episode=_episode(row))
    source = FeedbackSource(kind=SOURCES.get(str(row.get("source")), "system"), id=str(_one(row, "author_user_id") or ""))
    found.feedback.append(
        FeedbackRequest(
            id=f"langfuse.{row.get('id')}"[:200],
            metric=metric_name(row["name"]),
            value=given if isinstance(given, bool | str) else float(given),
            target=target,
            reason=str(row.get("comment") or ""),
            source=source,
            given_at=moment(row.get("timestamp") or _one(row, "created_at"), where=f"{where}: timestamp"),
        )
    )


def _object(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _count(usage: Any, names: tuple[str, ...]) -> int | None:
    return next((int(usage[name]) for name in names if isinstance(usage, dict) and usage.get(name) is not None), None)
