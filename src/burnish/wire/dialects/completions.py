"""Completions and embeddings: plain prompts, and vectors; checked, passed on as they are, and kept in the shape of chat."""

from collections.abc import Mapping
from typing import Any

from burnish.wire.dialects.chat import COMMON, MOST_CHOICES, PARAMETERS
from burnish.wire.dialects.checks import Check, check_fields, is_flag, is_integer, is_list, is_text, refuse

__all__ = [
    "COMPLETION_FIELDS",
    "EMBEDDING_FIELDS",
    "TextAssembly",
    "check_completion",
    "check_embedding",
    "completion_answer",
    "completion_as_chat",
    "embedding_answer",
    "embedding_as_chat",
]

MOST_INPUTS = 2_048
LONGEST_PROMPT = 4_000_000

COMPLETION_FIELDS = PARAMETERS | {
    *("best_of", "echo", "metadata", "model", "prompt", "store", "stream", "stream_options", "suffix", "user"),
}
EMBEDDING_FIELDS = frozenset({"dimensions", "encoding_format", "input", "metadata", "model", "store", "user"})

_COMPLETION_CHECKS: Mapping[str, Check] = {
    **COMMON,
    "best_of": is_integer(1, MOST_CHOICES),
    "echo": is_flag,
    "logprobs": is_integer(0, 20),
    "suffix": is_text(LONGEST_PROMPT),
}
_EMBEDDING_CHECKS: Mapping[str, Check] = {
    "dimensions": is_integer(1, 65_536),
    "encoding_format": is_text(20),
    "model": COMMON["model"],
    "user": COMMON["user"],
}


def _tokens(value: Any, where: str) -> None:
    is_list(LONGEST_PROMPT, is_integer(0, 2**31))(value, where)


def _text_or_tokens(value: Any, where: str) -> None:
    if type(value) is not str:
        _tokens(value, where)


def _prompt(value: Any, where: str) -> None:
    """A text, a list of tokens, or a list of either."""
    if type(value) is str:
        return
    if type(value) is not list or not value:
        raise refuse("is neither text nor a list", where, "send a text, or a list of texts")
    if type(value[0]) is int:
        _tokens(value, where)
    else:
        is_list(MOST_INPUTS, _text_or_tokens, least=1)(value, where)


def check_completion(body: Mapping[str, Any]) -> None:
    """Check a request for completions.

    Raises:
        RequestError: a field is not what it may be; names it.
    """
    if body.get("prompt") is None:
        raise refuse("is missing", "prompt", "send a text")
    check_fields(body, {**_COMPLETION_CHECKS, "prompt": _prompt})


def check_embedding(body: Mapping[str, Any]) -> None:
    """Check a request for embeddings.

    Raises:
        RequestError: a field is not what it may be; names it.
    """
    if body.get("input") is None:
        raise refuse("is missing", "input", "send a text, or a list of texts")
    check_fields(body, {**_EMBEDDING_CHECKS, "input": _prompt})


def completion_as_chat(body: Mapping[str, Any]) -> dict[str, Any]:
    """The request in the shape of chat, for the record: each prompt as a message of the user."""
    prompt = body["prompt"]
    prompts = prompt if type(prompt) is list and prompt and type(prompt[0]) is not int else [prompt]
    left_out = ("prompt", "messages")
    messages = [{"role": "user", "content": one if type(one) is str else str(one)} for one in prompts]
    return {"messages": messages, **{name: value for name, value in body.items() if name not in left_out}}


def completion_answer(body: Any) -> dict[str, Any] | None:
    """The answer in the shape of chat; None where it is no answer."""
    if type(body) is not dict or type(body.get("choices")) is not list:
        return None
    kept = []
    for position, choice in enumerate(body["choices"]):
        if type(choice) is not dict or type(choice.get("text")) is not str:
            return None
        one = {"index": choice.get("index", position), "message": {"role": "assistant", "content": choice["text"]}}
        one["finish_reason"] = choice.get("finish_reason")
        if choice.get("logprobs") is not None:
            one["logprobs"] = choice["logprobs"]
        kept.append(one)
    return {"choices": kept}


def embedding_as_chat(body: Mapping[str, Any]) -> dict[str, Any]:
    """The request in the shape of chat, for the record."""
    as_prompt = {**body, "prompt": body["input"]}
    del as_prompt["input"]
    return completion_as_chat(as_prompt)


def embedding_answer(body: Any) -> dict[str, Any] | None:
    """How many vectors, and how long; None where it is no answer. The vectors are not kept: they can be made again."""
    if type(body) is not dict or type(body.get("data")) is not list:
        return None
    vectors = [one.get("embedding") for one in body["data"] if type(one) is dict]
    lengths = {len(vector) for vector in vectors if type(vector) is list}
    return {"choices": [], "vectors": len(vectors), "dimensions": max(lengths, default=None)}


class TextAssembly:
    """Puts a completion together from the chunks of its stream; the same verbs as for chat.

    Attributes:
        began: whether there was a first token.
        usage: as the last chunk that tells it does.
    """

    def __init__(self) -> None:
        self._texts: dict[int, list[str]] = {}
        self._reasons: dict[int, str] = {}
        self.began = False
        self.usage: Any = None

    @property
    def finished(self) -> bool:
        """Whether every choice that began has ended."""
        return bool(self._texts) and self._texts.keys() == self._reasons.keys()

    def add(self, chunk: Mapping[str, Any]) -> None:
        """One chunk."""
        if type(chunk.get("usage")) is dict:
            self.usage = chunk["usage"]
        for position, piece in enumerate(chunk.get("choices") or ()):
            index = piece.get("index", position) if type(piece) is dict else None
            if type(index) is not int or not 0 <= index < MOST_CHOICES * MOST_INPUTS:
                continue
            parts = self._texts.setdefault(index, [])
            if type(piece.get("text")) is str and piece["text"]:
                self.began = True
                parts.append(piece["text"])
            if piece.get("finish_reason") is not None:
                self._reasons[index] = piece["finish_reason"]

    def answer(self) -> dict[str, Any] | None:
        """The answer so far, in the shape of chat; None where nothing came."""
        choices = [
            {
                "index": index,
                "message": {"role": "assistant", "content": "".join(self._texts[index])},
                "finish_reason": self._reasons.get(index),
            }
            for index in sorted(self._texts)
        ]
        return {"choices": choices} if choices else None
