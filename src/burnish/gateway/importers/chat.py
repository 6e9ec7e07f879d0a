"""Conversations as JSON lines in OpenAI's chat shape: each answer in one becomes an interaction of its episode."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from burnish.core.feedback import FeedbackRequest, FeedbackSource, FeedbackTarget
from burnish.core.interactions import Interaction, Usage
from burnish.core.messages import parse_messages
from burnish.core.slices import ImportedOutcome
from burnish.errors import DataError
from burnish.gateway.importers.pieces import Found, answer_of, episode_name, interaction_id, moment, tags_of, tools_of

__all__ = ["read_chat"]

BETWEEN = timedelta(seconds=1)
"""Turns of a conversation that tells no times are this far apart."""

KNOWN = {"messages", "tools", "model", "id", "created", "created_at", "timestamp", "usage", "metadata", "reward", "task_id", "trial"}


def read_chat(row: Mapping[str, Any], *, origin: str, number: int, at: datetime) -> Iterator[Found]:
    """One conversation: `messages`, and beside them `tools`, `model`, `created_at`, `metadata`, `reward` and what else there is.

    An answer's request is everything that was said before it. What was said after the last answer is kept with that, as `followed_by`.
    `id`, or `task_id` and `trial`, name the episode; plain fields become tags. A `reward` is recorded as feedback on the episode; one of
    0 or 1 is also its outcome, whether it was resolved.

    Args:
        row: the line.
        origin: of which file: its ids derive from it where the conversation has none of its own.
        number: of the line, from 1.
        at: its time where it tells none.

    Raises:
        DataError: it is no conversation.
    """
    where = f"line {number}"
    parse_messages(row.get("messages"), where=f"{where}: messages")
    messages: list[dict[str, Any]] = [dict(message) for message in row["messages"]]
    answers = [index for index, message in enumerate(messages) if message["role"] == "assistant"]
    if not answers:
        raise DataError("has no answer", where=where, fix="give conversations in which an assistant speaks")
    own = row.get("id", _task(row))
    episode = episode_name(own if own is not None else f"{origin}:{number}")
    told = next((row[name] for name in ("created_at", "created", "timestamp") if row.get(name) is not None), None)
    start = at if told is None else moment(told, where=where)
    metadata = row.get("metadata")
    tags = tags_of({name: value for name, value in row.items() if name not in KNOWN} | (metadata if isinstance(metadata, dict) else {}))
    tags |= tags_of({name: row[name] for name in ("task_id", "trial") if name in row})
    found = Found()
    for turn, index in enumerate(answers):
        message = messages[index]
        after = messages[index + 1 :] if index == answers[-1] else []
        request = {"messages": messages[:index], **({"tools": row["tools"]} if row.get("tools") else {})}
        found.interactions.append(
            Interaction(
                id=interaction_id("chat", origin, episode, turn),
                project="",
                source="imported",
                dialect="chat",
                started_at=start + turn * BETWEEN,
                episode=episode,
                upstream_model=str(row.get("model") or ""),
                request=request,
                answer=answer_of(message, "tool_calls" if tools_of(message) else "stop", **({"followed_by": after} if after else {})),
                finish_reason="tool_calls" if tools_of(message) else "stop",
                usage=_usage(row.get("usage")) if len(answers) == 1 else Usage(),
                tools_called=tools_of(message),
                tags=tags,
            )
        )
    _add_reward(found, row.get("reward"), episode, start + len(answers) * BETWEEN, origin)
    yield found


def _task(row: Mapping[str, Any]) -> str | None:
    if row.get("task_id") is None:
        return None
    return f"task:{row['task_id']}" + (f":{row['trial']}" if row.get("trial") is not None else "")


def _usage(told: Any) -> Usage:
    if not isinstance(told, Mapping):
        return Usage()
    return Usage(
        input_tokens=_count(told, "prompt_tokens", "input_tokens"), output_tokens=_count(told, "completion_tokens", "output_tokens")
    )


def _count(told: Mapping[str, Any], *names: str) -> int | None:
    return next((told[name] for name in names if isinstance(told.get(name), int)), None)


def _add_reward(found: Found, reward: Any, episode: str, at: datetime, origin: str) -> None:
    if not isinstance(reward, int | float) or isinstance(reward, bool):
        return
    source, mark = FeedbackSource(kind="system", id=origin[:200]), f"{episode[:150]}.reward"
    target = FeedbackTarget(episode=episode)
    found.feedback.append(FeedbackRequest(id=mark, metric="reward", value=float(reward), target=target, source=source, given_at=at))
    if reward in (0, 1):
        ended = ImportedOutcome(
            id=f"{episode[:150]}.outcome",
            episode=episode,
            resolved=reward == 1,
            source=FeedbackSource(kind="outcome", id=origin[:200]),
            given_at=at,
        )
        found.outcomes.append(ended)
