"""MLflow: traces as `Trace.to_dict` writes them, one a line; calls of chat models become interactions, assessments feedback."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
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

__all__ = ["read_mlflow"]

MODELS = {"CHAT_MODEL", "LLM"}
SOURCES = {"HUMAN": "person", "LLM_JUDGE": "judge", "CODE": "system"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_mlflow(row: Mapping[str, Any], *, origin: str, number: int, at: datetime) -> Iterator[Found]:
    """One trace: `info` and `data.spans`. Its session is the episode, or the trace itself where there is none.

    A trace in which no span is a model's call is one interaction: what went in, and what came out.

    Raises:
        DataError: it is no trace.
    """
    where = f"line {number}"
    info, data = row.get("info"), row.get("data")
    if not isinstance(info, Mapping) or not isinstance(data, Mapping) or not isinstance(data.get("spans"), list):
        raise DataError("is no trace of MLflow", where=where, fix="give a line of JSON for each trace, as Trace.to_json writes it")
    trace_id = str(info.get("trace_id") or info.get("request_id"))
    metadata = info.get("trace_metadata") or info.get("request_metadata") or {}
    episode = episode_name(metadata.get("mlflow.trace.session") or trace_id)
    tags = tags_of({name: value for name, value in (info.get("tags") or {}).items() if not str(name).startswith("mlflow.")})
    spans = [span for span in data["spans"] if isinstance(span, Mapping)]
    calls = [span for span in spans if parsed(_attributes(span).get("mlflow.spanType")) in MODELS]
    roots = [span for span in spans if not (span.get("parent_span_id") or span.get("parent_id"))]
    found = Found()
    for span in calls or roots[:1]:
        found.interactions.append(_interaction(span, trace_id, episode, tags, metadata.get("mlflow.trace.user"), where))
    for assessment in info.get("assessments") or []:
        _add_assessment(found, assessment, trace_id, episode, where)
    yield found


def _attributes(span: Mapping[str, Any]) -> Mapping[str, Any]:
    attributes = span.get("attributes")
    return attributes if isinstance(attributes, Mapping) else {}


def _time(span: Mapping[str, Any], which: str) -> datetime | None:
    value = span.get(f"{which}_time_unix_nano", span.get(f"{which}_time"))
    return None if value is None else EPOCH + timedelta(microseconds=int(value) // 1000)


def _interaction(span: Mapping[str, Any], trace_id: str, episode: str, tags: dict[str, str], user: str | None, where: str) -> Interaction:
    attributes = {name: parsed(value) for name, value in _attributes(span).items()}
    start, end = _time(span, "start"), _time(span, "end")
    if start is None:
        raise DataError("a span has no start time", where=where, fix="export the trace again")
    given, usage = attributes.get("mlflow.spanInputs"), attributes.get("mlflow.chat.tokenUsage") or {}
    answer = message_of(attributes.get("mlflow.spanOutputs"))
    status = span.get("status")
    code = str(status.get("code") if isinstance(status, Mapping) else span.get("status_code") or "")
    failed = code.endswith("ERROR")
    model = attributes.get("mlflow.llm.model") or (given.get("model") if isinstance(given, dict) else None) or attributes.get("model")
    cost = attributes.get("mlflow.llm.cost")
    message = str((status or {}).get("message", "")) if isinstance(status, Mapping) else ""
    return Interaction(
        id=interaction_id("mlflow", trace_id, span.get("span_id") or span.get("context")),
        project="",
        source="imported",
        dialect="chat",
        started_at=start,
        episode=episode,
        upstream_model=str(model or ""),
        request=request_of(given),
        answer=None if answer is None or failed else answer_of(answer),
        status="error" if failed else "ok",
        error=InteractionError(code="upstream_error", message=message[:10_000]) if failed else None,
        usage=Usage(input_tokens=usage.get("input_tokens"), output_tokens=usage.get("output_tokens")),
        latency_ms=None if end is None else (end - start).total_seconds() * 1000,
        cost_usd=float(cost["total_cost"]) if isinstance(cost, dict) and cost.get("total_cost") is not None else None,
        tools_called=tools_of(answer or {}),
        tags=tags | tags_of({"span": span.get("name", "")}),
        end_user=user,
    )


def _add_assessment(found: Found, row: Mapping[str, Any], trace_id: str, episode: str, where: str) -> None:
    feedback = row.get("feedback")
    if not isinstance(feedback, Mapping) or feedback.get("error") or feedback.get("value") is None:
        return  # an expectation is no feedback, and a judge's failure no grade
    value = feedback["value"]
    source = row.get("source") or {}
    span = row.get("span_id")
    target = FeedbackTarget(interaction=interaction_id("mlflow", trace_id, span)) if span else FeedbackTarget(episode=episode)
    found.feedback.append(
        FeedbackRequest(
            id=f"mlflow.{row.get('assessment_id')}"[:200],
            metric=metric_name(row.get("assessment_name") or row.get("name")),
            value=value if isinstance(value, bool | str) else float(value) if isinstance(value, int | float) else str(value),
            target=target,
            reason=str(row.get("rationale") or ""),
            source=FeedbackSource(kind=SOURCES.get(str(source.get("source_type")), "system"), id=str(source.get("source_id") or "")[:200]),
            given_at=moment(row.get("create_time"), where=f"{where}: create_time"),
            valid=True,
        )
    )
