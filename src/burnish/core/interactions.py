"""Interactions: one request and its response each, as they are written down, and episodes, which they make up."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from burnish.core.records import Record

__all__ = [
    "AttemptAt",
    "BusinessKey",
    "Dialect",
    "EpisodeName",
    "Interaction",
    "InteractionError",
    "InteractionSource",
    "InteractionStatus",
    "KeyName",
    "KeyValue",
    "SampledTokens",
    "TagName",
    "TagValue",
    "Usage",
]

Dialect = Literal["chat", "completions", "embeddings", "responses", "messages"]
"""The API in which the request came. What is kept is in the shape of `chat`, whatever it was."""

InteractionSource = Literal["gateway", "logged", "imported", "otlp"]
"""gateway: it went through ours · logged: it happened elsewhere, and an app told us · imported: read from an export of another system ·
otlp: a span that an app sent over OpenTelemetry."""

InteractionStatus = Literal["ok", "error", "partial", "closed"]
"""partial: the upstream died within the answer · closed: the client went away before its end."""

TagName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
TagValue = Annotated[str, StringConstraints(max_length=500)]
KeyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
KeyValue = Annotated[str, StringConstraints(min_length=1, max_length=200)]
EpisodeName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,199}$")]
"""An episode's id is its app's own, a call's or a ticket's number, or one of ours, `episode_…`."""


class BusinessKey(Record):
    """A thing of the business that an interaction is about, `order:W123`: feedback may name it instead of an id."""

    name: KeyName
    value: KeyValue


class Usage(Record):
    """Tokens of one interaction; None where the upstream did not tell."""

    input_tokens: int | None = Field(None, ge=0, lt=2**53)
    cached_tokens: int | None = Field(None, ge=0, lt=2**53)
    output_tokens: int | None = Field(None, ge=0, lt=2**53)


class SampledTokens(Record):
    """What our engine sampled for one choice: ids, and the logprob of each at the temperature it was sampled with."""

    prompt_ids: list[int]
    ids: list[int]
    logprobs: list[float]


class InteractionError(Record):
    """Why there is no answer, or only a part of one."""

    code: Annotated[str, StringConstraints(max_length=100)]
    message: Annotated[str, StringConstraints(max_length=10_000)]


class AttemptAt(Record):
    """One try at one deployment. `outcome`: ok, or the code of what went wrong."""

    deployment: str
    outcome: str
    latency_ms: float


class Interaction(Record):
    """One request and its response, whole: what the gateway's log holds, and what readers are given.

    Attributes:
        id: `interaction_…`.
        started_at: when the request was there.
        request: in the shape of chat completions, before any prompt template: messages, tools, response_format and the rest; without
            what is told beside it here.
        arguments: of the alias's prompt template.
        answer: `{"choices": [{"index", "message", "finish_reason", "logprobs"?}]}`; for embeddings only how many and how long; None
            where there is none, or it must not be kept.
        alias_version: of the alias's settings, its prompt template among them.
        upstream_model: what the deployment calls the model.
        weights, adapter, template: digests of what answered, where it is ours.
        parameters: that applied: the request's, and the alias's defaults.
        first_token_ms: from the request to the first token; None for answers in one piece from elsewhere.
        finish_reason: of the first choice.
        caller: id of the user or service account; key: id of the key.
        end_user: the app's own name for the person, as the request's `user` (or `safety_identifier`) tells it.
        tools_called: names, in order.
    """

    id: Annotated[str, StringConstraints(pattern=r"^interaction_[0-9a-f]{32}$")]
    project: str
    source: InteractionSource
    dialect: Dialect
    started_at: datetime
    episode: EpisodeName
    alias: str | None = None
    alias_version: int | None = None
    deployment: str | None = None
    upstream_model: str = ""
    weights: str | None = None
    adapter: str | None = None
    template: str | None = None
    request: dict[str, Any] | None = None
    arguments: dict[str, Any] = Field({})
    answer: dict[str, Any] | None = None
    parameters: dict[str, Any] = Field({})
    stream: bool = False
    status: InteractionStatus = "ok"
    error: InteractionError | None = None
    finish_reason: str | None = None
    usage: Usage = Usage()
    first_token_ms: float | None = None
    latency_ms: float | None = None
    cost_usd: float | None = None
    attempts: list[AttemptAt] = Field([])
    tools_called: list[str] = Field([])
    tags: dict[TagName, TagValue] = Field({})
    keys: dict[KeyName, KeyValue] = Field({})
    caller: str = ""
    key: str | None = None
    end_user: str | None = None
    tokens: list[SampledTokens] | None = None
