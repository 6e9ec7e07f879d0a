"""Rows of datasets: each kind's fields checked, and brought into one shape whatever file they came from."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from burnish.chat.examples import read_example
from burnish.core.datasets import DatasetKind, Split
from burnish.core.messages import Message, assistant, parse_messages, parse_tools, user
from burnish.errors import DataError

__all__ = ["plain_row", "split_named"]

_SPLITS: Mapping[str, Split] = {one: one for one in get_args(Split)} | {
    "training": "train",
    "valid": "dev",
    "validation": "dev",
    "eval": "dev",
}
_AS_JSON = ("messages", "tools", "chosen", "rejected", "ratings")
"""Fields that tables (CSV, Parquet) hold as JSON text."""


def plain_row(row: object, kind: DatasetKind, *, where: str) -> dict[str, Any]:
    """A row of a kind in its one shape: `messages` and `tools` as OpenAI has them, then what the kind has.

    Raises:
        DataError: what is wrong with it, and where.
    """
    if not isinstance(row, Mapping):
        raise DataError(f"the row is a {type(row).__name__}", where=where, fix="give an object a row")
    given = {name: _parsed(name, value, where) for name, value in row.items() if value is not None}
    if kind == "chat":
        return _chat(given, where)
    if kind == "rated":
        return {**_chat(given, where), "ratings": _ratings(given, where)}
    made = _prompt(given, where)
    if kind == "prompts":
        return made
    answers = {name: _answer(given, name, where) for name in ("chosen", "rejected")}
    if answers["chosen"] == answers["rejected"]:
        raise DataError("chosen and rejected are the same", where=where, fix="leave the row out")
    return {**made, **answers}


def split_named(row: Mapping[str, Any], *, where: str) -> Split | None:
    """The split that a row says it is in.

    Raises:
        DataError: it is no split.
    """
    name = row.get("split")
    if name is None:
        return None
    if name not in _SPLITS:
        raise DataError(f"{str(name)[:80]!r} is no split", where=f"{where}.split", fix="write train, dev or test")
    return _SPLITS[str(name)]


def _chat(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    example = read_example(row, where=where)
    return _conversation(example.messages, row, where)


def _prompt(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A conversation that ends where an answer is asked for."""
    if "messages" in row:
        messages = parse_messages(row["messages"], where=f"{where}.messages")
    elif isinstance(row.get("prompt"), str):
        messages = (user(row["prompt"]),)
    elif "prompt" in row:
        messages = parse_messages(row["prompt"], where=f"{where}.prompt")
    else:
        raise DataError(
            f"the row has neither messages nor a prompt, but {sorted(row)[:6]}", where=where, fix='write "messages" or "prompt"'
        )
    if messages[-1].role == "assistant":
        raise DataError("the conversation ends with an answer", where=where, fix="end it where one is asked for")
    return _conversation(messages, row, where)


def _conversation(messages: Sequence[Message], row: Mapping[str, Any], where: str) -> dict[str, Any]:
    tools = parse_tools(row.get("tools"), where=f"{where}.tools")
    made: dict[str, Any] = {"messages": [_told(message) for message in messages]}
    return made | ({"tools": [tool.to_openai() for tool in tools]} if tools else {})


def _told(message: Message) -> dict[str, Any]:
    """A message without what it has not."""
    return {name: value for name, value in message.to_openai().items() if value or name in ("role", "content")}


def _answer(row: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    """One side of a pair: a text, a message, or a conversation whose last message is the answer."""
    given = row.get(name)
    if isinstance(given, str):
        return _told(assistant(given))
    rows = [given] if isinstance(given, Mapping) else given
    message = parse_messages(rows, where=f"{where}.{name}")[-1]
    if message.role != "assistant":
        raise DataError(f"ends with a message of {message.role}", where=f"{where}.{name}", fix="give an answer of the assistant")
    return _told(message)


def _ratings(row: Mapping[str, Any], where: str) -> dict[str, float]:
    given = row.get("ratings", {"rating": row["rating"]} if "rating" in row else None)
    if not isinstance(given, Mapping) or not given:
        raise DataError("the row has no ratings", where=where, fix='write "ratings": {"helpful": 1} or "rating": 1')
    made: dict[str, float] = {}
    for name, value in given.items():
        try:
            made[str(name)] = float(value)
        except (TypeError, ValueError):
            raise DataError(f"{name} is {value!r:.80}, no number", where=f"{where}.ratings", fix="give numbers") from None
        if not math.isfinite(made[str(name)]):
            raise DataError(f"{name} is {value!r}", where=f"{where}.ratings", fix="give finite numbers")
    return made


def _parsed(name: str, value: Any, where: str) -> Any:
    if name not in _AS_JSON or not isinstance(value, str) or value.strip()[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        if name in ("chosen", "rejected"):
            return value  # an answer that begins with a bracket
        raise DataError(f"is no JSON: {error}", where=f"{where}.{name}", fix="write JSON") from None
