"""TensorZero: rows of ChatInference, JsonInference and the tables of feedback, as JSON lines (`SELECT … FORMAT JSONEachRow`)."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from burnish.core.feedback import Correction, FeedbackRequest, FeedbackSource, FeedbackTarget
from burnish.core.interactions import Interaction, Usage
from burnish.errors import DataError
from burnish.gateway.importers.pieces import Found, answer_of, episode_name, interaction_id, metric_name, moment, parsed, tags_of, tools_of

__all__ = ["read_tensorzero"]


def read_tensorzero(row: Mapping[str, Any], *, origin: str, number: int, at: datetime) -> Iterator[Found]:
    """One row. A function becomes the alias, its variant the deployment; feedback on an episode or an inference stays on it.

    A metric's row does not say of which of the two its target is: it is taken as an episode where the row has `level: "episode"`, else
    as an inference.

    Raises:
        DataError: it is no row of these tables.
    """
    found = Found()
    if "episode_id" in row and "output" in row:
        found.interactions.append(_interaction(row, f"line {number}"))
    elif "target_id" in row or "inference_id" in row:
        found.feedback.append(_feedback(row, f"line {number}"))
    else:
        raise DataError("is no inference or feedback of TensorZero", where=f"line {number}", fix="export its tables FORMAT JSONEachRow")
    yield found


def _time_of(row: Mapping[str, Any], where: str) -> datetime:
    if row.get("timestamp") is not None:
        return moment(row["timestamp"], where=f"{where}: timestamp")
    try:
        return datetime.fromtimestamp((UUID(str(row.get("id"))).int >> 80) / 1000, UTC)
    except ValueError:
        raise DataError(f"{row.get('id')!r:.80} is no UUID", where=f"{where}: id", fix="export the column id") from None


def _interaction(row: Mapping[str, Any], where: str) -> Interaction:
    given, output, parameters = (parsed(row.get(name)) for name in ("input", "output", "inference_params"))
    message = _answer(output)
    tags = parsed(row.get("tags"))
    tools = [parsed(one) for one in parsed(row.get("dynamic_tools")) or []]
    request: dict[str, Any] = {"messages": _messages(given), **({"tools": tools} if tools else {})}
    return Interaction(
        id=interaction_id("tensorzero", row.get("id")),
        project="",
        source="imported",
        dialect="chat",
        started_at=_time_of(row, where),
        episode=episode_name(row["episode_id"]),
        alias=str(row.get("function_name") or "") or None,
        deployment=str(row.get("variant_name") or "") or None,
        upstream_model=str(row.get("model_name") or ""),
        request=request,
        answer=answer_of(message),
        parameters=parameters.get("chat_completion", parameters) if isinstance(parameters, dict) else {},
        usage=Usage(input_tokens=row.get("input_tokens"), output_tokens=row.get("output_tokens")),
        first_token_ms=row.get("ttft_ms"),
        latency_ms=row.get("processing_time_ms"),
        tools_called=tools_of(message),
        tags=tags_of(tags if isinstance(tags, dict) else {}),
    )


def _feedback(row: Mapping[str, Any], where: str) -> FeedbackRequest:
    target_id, value = str(row.get("target_id") or row.get("inference_id")), row.get("value")
    name = row.get("metric_name") or ("demonstration" if "inference_id" in row else "comment")
    on_episode = row.get("level") == "episode" or row.get("target_type") == "episode"
    target = (
        FeedbackTarget(episode=episode_name(target_id))
        if on_episode
        else FeedbackTarget(interaction=interaction_id("tensorzero", target_id))
    )
    told: Any = value
    if "inference_id" in row:
        told = Correction(message=_answer(parsed(value)))
    elif not isinstance(value, bool | str):
        told = float(value or 0)
    return FeedbackRequest(
        id=f"tensorzero.{row.get('id')}"[:200],
        metric=metric_name(name),
        value=told,
        target=target,
        source=FeedbackSource(kind="system"),
        given_at=_time_of(row, where),
    )


def _messages(given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, Mapping):
        return []
    system = given.get("system")
    first = [] if system is None else [{"role": "system", "content": system if isinstance(system, str) else json.dumps(system)}]
    rest: list[dict[str, Any]] = []
    for message in given.get("messages") or []:
        content = message.get("content")
        blocks = content if isinstance(content, list) else [{"type": "text", "text": content}]
        results = [block for block in blocks if block.get("type") == "tool_result"]
        rest += [{"role": "tool", "tool_call_id": block.get("id", ""), "content": str(block.get("result", ""))} for block in results]
        others = [block for block in blocks if block.get("type") != "tool_result"]
        if others:
            rest.append({**_answer(others), "role": message.get("role", "user")})
    return first + rest


def _answer(output: Any) -> dict[str, Any]:
    """A message from content blocks, or from what a JSON function gave."""
    if isinstance(output, Mapping):
        return {"role": "assistant", "content": str(output.get("raw") or json.dumps(output.get("parsed", output)))}
    if not isinstance(output, list):
        return {"role": "assistant", "content": str(output or "")}
    texts = [str(block.get("text", block.get("value", ""))) for block in output if block.get("type") in {"text", "raw_text"}]
    calls = [
        {
            "id": str(block.get("id", "")),
            "type": "function",
            "function": {"name": str(block.get("raw_name") or block.get("name")), "arguments": _arguments(block)},
        }
        for block in output
        if block.get("type") == "tool_call"
    ]
    return {"role": "assistant", "content": "\n".join(texts) or None, **({"tool_calls": calls} if calls else {})}


def _arguments(block: Mapping[str, Any]) -> str:
    given = block.get("raw_arguments", block.get("arguments"))
    return given if isinstance(given, str) else json.dumps(given or {})
