"""Calls: a request as it came in one of the dialects, checked, with what the app says beside it: episode, keys, tags, arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from burnish.core.interactions import Dialect, EpisodeName, KeyName, KeyValue, TagName, TagValue
from burnish.core.records import Record
from burnish.errors import RequestError
from burnish.wire.dialects import anthropic, chat, completions, responses

__all__ = ["Call", "Extras", "Operation", "read_call"]

Operation = Literal["chat", "completions", "embeddings"]
"""What is asked of an upstream."""

MOST_TAGS = 100
LONGEST_IDEMPOTENCY_KEY = 255


class Extras(Record):
    """What an app may say beside its request, as the body's object `burnish`."""

    episode: EpisodeName | None = None
    keys: dict[KeyName, KeyValue] = Field({})
    tags: dict[TagName, TagValue] = Field({})
    arguments: dict[str, Any] = Field({})


_NO_EXTRAS = Extras()
_TAG: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[TagName, TagValue])
_KEY: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[KeyName, KeyValue])
_EPISODE: TypeAdapter[str] = TypeAdapter(EpisodeName)
_OUTSIDE = frozenset({"burnish", "metadata", "model", "safety_identifier", "store", "user"})
"""Fields of a body that are for us, and not part of what is asked."""


@dataclass(slots=True)
class Call:
    """A request.

    Attributes:
        dialect: in which it came.
        operation: what is asked of an upstream.
        model: `project/alias`, or `alias`.
        body: for an upstream: chat completions' shape, or that of completions and embeddings; without the model and what is for us.
        raw: the body as it came.
        unknown: names of fields that its dialect does not have.
        warnings: what was dropped.
        store: whether what was said may be kept.
        session: the rollout session that it is of, as its client names it; once it is known who holds it, as that one does.
    """

    dialect: Dialect
    operation: Operation
    model: str
    body: dict[str, Any]
    raw: dict[str, Any]
    unknown: frozenset[str]
    stream: bool = False
    wants_usage: bool = False
    extras: Extras = _NO_EXTRAS
    store: bool = True
    end_user: str | None = None
    idempotency_key: str | None = None
    session: str | None = None
    warnings: list[str] = field(default_factory=list)


def read_call(dialect: Dialect, raw: Any, headers: Mapping[bytes, bytes]) -> Call:
    """Check a body, and take apart what is for the upstream and what is for us.

    Args:
        dialect: in which it came.
        raw: parsed JSON.
        headers: by name in lower case.

    Raises:
        RequestError: a field is not what it may be; names it.
    """
    if type(raw) is not dict:
        raise RequestError("is no object", where="body", fix="send a JSON object")
    model = raw.get("model")
    if type(model) is not str or not model:
        raise RequestError("is missing", where="model", fix='send "project/alias"')
    call = _READERS[dialect](raw)
    call.stream = raw.get("stream") is True
    call.store = raw.get("store") is not False
    user = raw.get("safety_identifier") or raw.get("user")
    if type(user) is str:
        call.end_user = user
    episode, key = headers.get(b"burnish-episode"), headers.get(b"idempotency-key")
    if episode is not None or "burnish" in raw or raw.get("metadata"):
        _read_extras(call, raw, episode)
    session = headers.get(b"burnish-session")
    if session is not None:
        call.session = session.decode("latin-1")
    if key is not None:
        call.idempotency_key = key.decode("latin-1")
        if not 1 <= len(key) <= LONGEST_IDEMPOTENCY_KEY:
            raise RequestError("is empty or too long", where="Idempotency-Key", fix=f"1 to {LONGEST_IDEMPOTENCY_KEY} characters")
    return call


def _chat(raw: dict[str, Any]) -> Call:
    chat.check_chat(raw)
    call = _plain("chat", "chat", raw, chat.FIELDS)
    options = raw.get("stream_options")
    call.wants_usage = type(options) is dict and options.get("include_usage") is True
    return call


def _completions(raw: dict[str, Any]) -> Call:
    completions.check_completion(raw)
    call = _plain("completions", "completions", raw, completions.COMPLETION_FIELDS)
    options = raw.get("stream_options")
    call.wants_usage = type(options) is dict and options.get("include_usage") is True
    return call


def _embeddings(raw: dict[str, Any]) -> Call:
    completions.check_embedding(raw)
    return _plain("embeddings", "embeddings", raw, completions.EMBEDDING_FIELDS)


def _plain(dialect: Dialect, operation: Operation, raw: dict[str, Any], fields: frozenset[str]) -> Call:
    body = {name: value for name, value in raw.items() if name not in _OUTSIDE and value is not None}
    unknown = body.keys() - fields
    return Call(dialect, operation, raw["model"], body, raw, frozenset(unknown) if unknown else frozenset())


def _messages(raw: dict[str, Any]) -> Call:
    translated = anthropic.request_to_chat(raw)
    call = Call("messages", "chat", raw["model"], translated.body, raw, translated.unknown, warnings=translated.warnings)
    call.wants_usage = True
    metadata = raw.get("metadata")
    if type(metadata) is dict and type(metadata.get("user_id")) is str:
        call.end_user = metadata["user_id"][:500]
    return call


def _responses(raw: dict[str, Any]) -> Call:
    translated = responses.request_to_chat(raw)
    call = Call("responses", "chat", raw["model"], translated.body, raw, translated.unknown, warnings=translated.warnings)
    call.wants_usage = True
    return call


_READERS = {"chat": _chat, "completions": _completions, "embeddings": _embeddings, "messages": _messages, "responses": _responses}


def _read_extras(call: Call, raw: Mapping[str, Any], header: bytes | None) -> None:
    """Extras come in three ways: a header, an object of our own, and `metadata`, which every client can send."""
    given = raw.get("burnish")
    try:
        extras = Extras.model_validate(given, strict=True) if given is not None else _NO_EXTRAS
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(["burnish", *map(str, first["loc"])])
        raise RequestError(str(first["msg"]), where=where, fix="burnish takes episode, keys, tags and arguments") from None
    episode, keys, tags = extras.episode, dict(extras.keys), dict(extras.tags)
    metadata = raw.get("metadata")
    if type(metadata) is dict and call.dialect != "messages":
        episode = _read_metadata(call, metadata, keys, tags) or episode
    if header is not None:
        episode = _checked_episode(header.decode("latin-1"), "Burnish-Episode")
    if len(keys) > MOST_TAGS or len(tags) > MOST_TAGS:
        raise RequestError(f"more than {MOST_TAGS} tags or keys", where="burnish", fix="send fewer")
    call.extras = Extras.model_construct(episode=episode, keys=keys, tags=tags, arguments=extras.arguments)


def _read_metadata(call: Call, metadata: Mapping[str, Any], keys: dict[str, str], tags: dict[str, str]) -> str | None:
    """Tags, `key:NAME` business keys, and `episode`, which is returned. What cannot be a tag is dropped with a warning."""
    episode = None
    for name, value in metadata.items():
        if name == "episode":
            episode = _checked_episode(value, "metadata.episode")
            continue
        into, adapter, plain = (keys, _KEY, name.removeprefix("key:")) if name.startswith("key:") else (tags, _TAG, name)
        try:
            adapter.validate_python((plain, value), strict=True)
        except ValidationError:
            call.warnings.append(f"metadata.{_shown(name)} dropped: a {'key' if into is keys else 'tag'} is a short name and a short text")
            continue
        into.setdefault(plain, value)
    return episode


def _checked_episode(value: Any, where: str) -> str:
    try:
        return _EPISODE.validate_python(value, strict=True)
    except ValidationError:
        raise RequestError("is no id of an episode", where=where, fix="up to 200 letters, digits and ._:@/-") from None


def _shown(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in name[:60])
