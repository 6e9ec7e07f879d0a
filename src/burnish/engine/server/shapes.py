"""Shapes: answers and chunks as OpenAI's API writes them."""

import json
import secrets
import string
import time
from collections.abc import Sequence
from typing import Any

from burnish.chat.parse import ToolFormat
from burnish.chat.replies import Said
from burnish.core.messages import Message, ToolCall
from burnish.engine.server.choice import Choice, Piece, TokenAt
from burnish.engine.server.texts import TokenTexts

__all__ = ["ChatShape", "TextShape", "usage"]

_SHORT = string.ascii_letters + string.digits


def usage(choices: Sequence[Choice]) -> dict[str, Any]:
    """Token counts of an answer; each prompt counts once, however many choices follow it."""
    prompts = {id(choice.prompt): choice for choice in reversed(choices)}.values()
    told, sampled = sum(len(choice.prompt) for choice in prompts), sum(len(choice.ids) for choice in choices)
    return {
        "prompt_tokens": told,
        "completion_tokens": sampled,
        "total_tokens": told + sampled,
        "prompt_tokens_details": {"cached_tokens": sum(choice.cached for choice in prompts)},
    }


def _ours(choice: Choice) -> dict[str, Any]:
    """What was sampled, to the token."""
    return {
        "prompt_ids": choice.prompt,
        "ids": choice.ids,
        "logprobs": choice.logprobs,
        "version": choice.version,
        "stop": choice.stop,
        "malformed": choice.malformed,
    }


class _Shape:
    """What the answers of one request have in common."""

    def __init__(self, kind: str, prefix: str, model: str, texts: TokenTexts, *, tokens: bool) -> None:
        self._head = {"id": f"{prefix}-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": model}
        self._texts, self._tokens = texts, tokens

    def usage_chunk(self, choices: Sequence[Choice]) -> dict[str, Any]:
        """The last chunk of a stream that asked for its usage."""
        return {**self._head, "choices": [], "usage": usage(choices)}

    def _row(self, choice: Choice, finish: str | None, **fields: Any) -> dict[str, Any]:
        row = {"index": choice.index, **fields, "finish_reason": finish}
        if finish is not None and self._tokens:
            row["burnish"] = _ours(choice)
        return row


class ChatShape(_Shape):
    """A chat completion."""

    def __init__(self, model: str, texts: TokenTexts, form: ToolFormat, *, tokens: bool, logprobs: bool, stream: bool) -> None:
        super().__init__("chat.completion.chunk" if stream else "chat.completion", "chatcmpl", model, texts, tokens=tokens)
        self._form, self._logprobs = form, logprobs
        self._ids: dict[int, list[str]] = {}
        self._begun: set[int] = set()

    def whole(self, choices: Sequence[Choice]) -> dict[str, Any]:
        """The answer in one piece."""
        rows = []
        for choice in choices:
            content = "".join(said.text for said in choice.said)
            calls = [self._call(choice.index, said.call) for said in choice.said if said.call is not None]
            message: dict[str, Any] = {"role": "assistant", "content": content or (None if calls else ""), "refusal": None}
            if calls:
                message["tool_calls"] = calls
            rows.append(self._row(choice, choice.finish, message=message, logprobs=self._logprobs_of(choice.tokens)))
        return {**self._head, "choices": rows, "usage": usage(choices)}

    def chunks(self, choice: Choice, piece: Piece, told: int) -> list[dict[str, Any]]:
        """What a piece is told as; `told` is how many tokens of the choice have been told with earlier ones."""
        deltas: list[dict[str, Any]] = []
        for said in piece.said:
            if said.call is None:
                deltas.append({"content": said.text})
            else:
                call = self._call(choice.index, said.call)
                deltas.append({"tool_calls": [{"index": len(self._ids[choice.index]) - 1, **call}]})
        if choice.index not in self._begun:
            self._begun.add(choice.index)
            first = deltas.pop(0) if deltas and "content" in deltas[0] else {"content": ""}
            deltas.insert(0, {"role": "assistant", **first})
        if piece.finish is not None:
            deltas.append({})
        rows = []
        for place, delta in enumerate(deltas):
            tokens = choice.tokens[told:] if place == 0 else []
            finish = piece.finish if place == len(deltas) - 1 else None
            rows.append({**self._head, "choices": [self._row(choice, finish, delta=delta, logprobs=self._logprobs_of(tokens))]})
        return rows

    def message(self, choice: Choice) -> Message:
        """The message that a client was told, as it will send it back."""
        calls = tuple(said.call for said in choice.said if said.call is not None)
        return Message(role="assistant", content="".join(said.text for said in choice.said), tool_calls=calls)

    def _call(self, index: int, call: ToolCall) -> dict[str, Any]:
        ids = self._ids.setdefault(index, [])
        # Templates in Mistral's style refuse ids of any other form.
        fresh = "".join(secrets.choice(_SHORT) for _ in range(9)) if self._form == "mistral" else f"call_{secrets.token_hex(12)}"
        ids.append(fresh)
        return {
            "id": fresh,
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(call.arguments, ensure_ascii=False)},
        }

    def _logprobs_of(self, tokens: Sequence[TokenAt]) -> dict[str, Any] | None:
        if not self._logprobs:
            return None
        rows = []
        for token in tokens:
            row = self._token(token.id, token.logprob)
            rows.append(row | {"top_logprobs": [self._token(number, logprob) for number, logprob in token.top]})
        return {"content": rows, "refusal": None}

    def _token(self, number: int, logprob: float) -> dict[str, Any]:
        text, raw = self._texts(number)
        return {"token": text, "logprob": logprob, "bytes": raw}


class TextShape(_Shape):
    """A text completion."""

    def __init__(self, model: str, texts: TokenTexts, *, tokens: bool, logprobs: bool, prefix: Sequence[str]) -> None:
        super().__init__("text_completion", "cmpl", model, texts, tokens=tokens)
        self._logprobs, self._prefix = logprobs, list(prefix)
        self._begun: set[int] = set()
        self._offsets: dict[int, int] = {}

    def whole(self, choices: Sequence[Choice]) -> dict[str, Any]:
        """The answer in one piece."""
        rows = [
            self._row(choice, choice.finish, text=self._text(choice.index, choice.said), logprobs=self._logprobs_of(choice, choice.tokens))
            for choice in choices
        ]
        return {**self._head, "choices": rows, "usage": usage(choices)}

    def chunks(self, choice: Choice, piece: Piece, told: int) -> list[dict[str, Any]]:
        """What a piece is told as."""
        text, logprobs = self._text(choice.index, piece.said), self._logprobs_of(choice, choice.tokens[told:])
        return [{**self._head, "choices": [self._row(choice, piece.finish, text=text, logprobs=logprobs)]}]

    def message(self, choice: Choice) -> None:
        """Raw text is no message."""

    def _text(self, index: int, said: Sequence[Said]) -> str:
        lead = self._prefix[index] if self._prefix and index not in self._begun else ""
        self._begun.add(index)
        return lead + "".join(one.text for one in said)

    def _logprobs_of(self, choice: Choice, tokens: Sequence[TokenAt]) -> dict[str, Any] | None:
        if not self._logprobs:
            return None
        offset = self._offsets.get(choice.index, 0)
        rows: dict[str, list[Any]] = {"tokens": [], "token_logprobs": [], "top_logprobs": [], "text_offset": []}
        for token in tokens:
            text = self._texts(token.id)[0]
            rows["tokens"].append(text)
            rows["token_logprobs"].append(token.logprob)
            rows["top_logprobs"].append({self._texts(number)[0]: logprob for number, logprob in token.top})
            rows["text_offset"].append(offset)
            offset += len(text)
        self._offsets[choice.index] = offset
        return rows
