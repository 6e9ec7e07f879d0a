"""Told: what apps tell of interactions that happened elsewhere; checked, and written to the log before it is taken."""

import asyncio
import functools
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from pydantic import Field, ValidationError

from burnish.core.ids import new_id
from burnish.core.interactions import (
    AttemptAt,
    Dialect,
    EpisodeName,
    Interaction,
    InteractionError,
    InteractionStatus,
    KeyName,
    KeyValue,
    SampledTokens,
    TagName,
    TagValue,
    Usage,
)
from burnish.core.records import Record
from burnish.errors import DataError
from burnish.gateway import otlp
from burnish.gateway.caller import Caller
from burnish.gateway.feedback import entry_of, read_feedback, read_outcome
from burnish.gateway.importers.spans import SpansRead, read_interactions
from burnish.gateway.recorder import Recorder
from burnish.wire.dialects.chat import tools_called

__all__ = ["LoggedInteraction", "Told"]

MOST_INTERACTIONS = 1_000
"""In one request."""

_OUTCOME = re.compile(r"/v1/episodes/(.{1,600})/outcome")


class LoggedInteraction(Record):
    """An interaction that happened elsewhere, as an app tells it. The sender's id, sent again, counts once."""

    id: str | None = Field(None, pattern=r"^interaction_[0-9a-f]{32}$")
    dialect: Dialect = "chat"
    started_at: datetime | None = Field(None, description="With a time zone; by default now.")
    episode: EpisodeName | None = None
    model: str = Field("", max_length=500, description="What answered, as its provider calls it.")
    deployment: str | None = Field(None, max_length=200)
    request: dict[str, Any] = Field(description="In the shape of chat completions: messages, and the rest.")
    answer: dict[str, Any] | None = Field(None, description='`{"choices": [{"message": …}]}`, or a whole chat completion.')
    parameters: dict[str, Any] = Field({})
    stream: bool = False
    status: InteractionStatus = "ok"
    error: InteractionError | None = None
    usage: Usage = Usage()
    first_token_ms: float | None = Field(None, ge=0)
    latency_ms: float | None = Field(None, ge=0)
    cost_usd: float | None = Field(None, ge=0)
    attempts: list[AttemptAt] = Field([])
    tags: dict[TagName, TagValue] = Field({}, max_length=100)
    keys: dict[KeyName, KeyValue] = Field({}, max_length=100)
    end_user: str | None = Field(None, max_length=500)
    tokens: list[SampledTokens] | None = None


class Told:
    """Takes interactions of elsewhere, feedback, and outcomes of episodes."""

    def __init__(self, recorder: Recorder) -> None:
        """`recorder`: where they are written down."""
        self._recorder = recorder

    def takes(self, path: str) -> bool:
        """Whether this is one of its addresses."""
        return path in ("/v1/interactions", "/v1/feedback") or _OUTCOME.fullmatch(path) is not None

    async def take_spans(self, caller: Caller, headers: Mapping[bytes, bytes], body: bytes, *, most_bytes: int) -> bytes:
        """Write down the calls of models among spans of OTLP; returns what their exporter is told, once they are on the disk.

        Args:
            caller: who sends them.
            headers: of the request: in which form it is.
            body: as it came.
            most_bytes: that it may have unpacked.

        Raises:
            RequestError: it is none of OTLP's; then nothing of it was taken.
            ForbiddenError: the caller may not tell this.
            LogError: it could not be written; sending it again is safe.
        """
        caller.needs("interactions.write")
        read = await asyncio.to_thread(_read_spans, body, headers, caller, most_bytes)
        if read.interactions:
            now = datetime.now(UTC)
            entries = [_entry("interaction", caller, now, one.model_dump(mode="json")) for one in read.interactions]
            await self._recorder.entries(entries)
        return otlp.answer(otlp.media_type(headers), read.rejected, read.reason)

    def project(self, headers: Mapping[bytes, bytes]) -> str | None:
        """The project that a request names; a key that opens one alone need not name it."""
        named = headers.get(b"burnish-project")
        return None if named is None else named.decode("latin-1")

    async def take(self, path: str, caller: Caller, body: Any) -> dict[str, Any]:
        """Write down what a body tells; returns the ids, in order.

        Raises:
            DataError: a field is wrong; then nothing of it was taken.
            ForbiddenError: the caller may not tell this.
            LogError: it could not be written.
        """
        now = datetime.now(UTC)
        outcome = _OUTCOME.fullmatch(path)
        if path == "/v1/interactions":
            caller.needs("interactions.write")
            interactions = _interactions(body, caller, now)
            entries = [_entry("interaction", caller, now, one.model_dump(mode="json")) for one in interactions]
            await self._recorder.entries(entries)
            return {"ids": [one.id for one in interactions], "episodes": [one.episode for one in interactions]}
        if outcome is None:
            caller.needs("feedback.write")
            events = read_feedback(body, metrics={}, caller=caller.id, received_at=now)
            await self._recorder.entries([entry_of(caller.project_id, event) for event in events])
            return {"ids": [event.id for event in events]}
        caller.needs("interactions.write")
        event = read_outcome(body, outcome[1], caller=caller.id, received_at=now)
        await self._recorder.entries([entry_of(caller.project_id, event)])
        return {"ids": [event.id]}


def _read_spans(body: bytes, headers: Mapping[bytes, bytes], caller: Caller, most_bytes: int) -> SpansRead:
    make = functools.partial(Interaction, project=caller.project_id, caller=caller.id, key=caller.key)
    return read_interactions(otlp.read_spans(body, headers, most_bytes=most_bytes), make)


def _interactions(body: Any, caller: Caller, now: datetime) -> list[Interaction]:
    """One, or `{"interactions": […]}`. All of them are right, or none is taken."""
    if type(body) is not dict or "interactions" not in body:
        return [_interaction(body, "", caller, now)]
    rows = body["interactions"]
    if type(rows) is not list or len(body) != 1 or not 1 <= len(rows) <= MOST_INTERACTIONS:
        what = f"is no list of 1 to {MOST_INTERACTIONS:,} interactions alone"
        raise DataError(what, where="interactions", fix='send {"interactions": [{"request": …, "answer": …}, …]}')
    return [_interaction(row, f"interactions.{number}.", caller, now) for number, row in enumerate(rows)]


def _interaction(body: Any, where: str, caller: Caller, now: datetime) -> Interaction:
    try:
        told = LoggedInteraction.model_validate_json(orjson.dumps(body), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "body"
        raise DataError(str(first["msg"]), where=f"{where}{place}", fix="correct the field") from None
    if told.started_at is not None and told.started_at.tzinfo is None:
        raise DataError("has no time zone", where=f"{where}started_at", fix="write 2026-01-31T12:00:00Z")
    answer = _answer(told.answer, where)
    given = {name: getattr(told, name) for name in LoggedInteraction.model_fields if name not in ("answer", "model")}
    filled = {
        "id": told.id or new_id("interaction"),
        "started_at": told.started_at or now,
        "episode": told.episode or new_id("episode"),
        "project": caller.project_id,
        "source": "logged",
        "upstream_model": told.model,
        "answer": answer,
        "finish_reason": answer["choices"][0].get("finish_reason") if answer and answer["choices"] else None,
        "tools_called": tools_called(answer),
        "caller": caller.id,
        "key": caller.key,
    }
    return Interaction(**{**given, **filled})


def _answer(told: dict[str, Any] | None, where: str) -> dict[str, Any] | None:
    if told is None:
        return None
    choices = told.get("choices")
    if type(choices) is not list or any(type(one) is not dict or type(one.get("message")) is not dict for one in choices):
        raise DataError("has no choices with a message each", where=f"{where}answer", fix='send {"choices": [{"message": {…}}]}')
    for number, one in enumerate(choices):
        if type(one.get("finish_reason")) not in (str, type(None)):
            raise DataError("is no text", where=f"{where}answer.choices.{number}.finish_reason", fix="send stop, length or tool_calls")
    return {"choices": [{"index": number, "finish_reason": None, **one} for number, one in enumerate(choices)]}


def _entry(kind: str, caller: Caller, now: datetime, body: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "project_id": caller.project_id, "received_at": now, "body": body}
