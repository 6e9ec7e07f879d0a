"""The answers of the Responses API: a chat completion as a response, and chunks of chat as its many events."""

import time
from collections.abc import Mapping
from typing import Any

from burnish.wire.dialects.chat import checked_text, counts_of
from burnish.wire.sse import encode

__all__ = ["StreamFromChat", "answer_from_chat"]

_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}


def answer_from_chat(body: Mapping[str, Any], answer_id: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A chat completion as a response: its first choice."""
    choice = body["choices"][0] if body["choices"] else {"message": {}}
    message, mark = choice["message"], _mark(answer_id)
    output: list[dict[str, Any]] = []
    if message.get("content") or message.get("refusal"):
        output.append(_message(mark, len(output), _part(message)))
    for call in message.get("tool_calls") or ():
        function = call.get("function") or {}
        output.append(_call(mark, len(output), call.get("id"), function.get("name"), function.get("arguments") or ""))
    return _response(answer_id, asked, output, choice.get("finish_reason"), body.get("usage"))


def _mark(answer_id: str) -> str:
    return answer_id.rpartition("_")[2]


def _part(message: Mapping[str, Any]) -> dict[str, Any]:
    if message.get("content"):
        return {"type": "output_text", "text": message["content"], "annotations": [], "logprobs": []}
    return {"type": "refusal", "refusal": message["refusal"]}


def _message(mark: str, index: int, *parts: dict[str, Any], status: str = "completed") -> dict[str, Any]:
    return {"type": "message", "id": f"msg_{mark}{index}", "status": status, "role": "assistant", "content": list(parts)}


def _call(mark: str, index: int, call_id: Any, name: Any, arguments: str, status: str = "completed") -> dict[str, Any]:
    told = {"type": "function_call", "id": f"fc_{mark}{index}", "call_id": call_id}
    return {**told, "name": name, "arguments": arguments, "status": status}


def _response(answer_id: str, asked: Mapping[str, Any], output: list[dict[str, Any]], reason: Any, usage: Any) -> dict[str, Any]:
    reasoning = asked.get("reasoning") or {}
    why = _INCOMPLETE.get(reason)
    return {
        "id": f"resp_{_mark(answer_id)}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "incomplete" if why else "completed",
        "error": None,
        "incomplete_details": {"reason": why} if why else None,
        "instructions": asked.get("instructions"),
        "max_output_tokens": asked.get("max_output_tokens"),
        "metadata": asked.get("metadata") or {},
        "model": asked.get("model"),
        "output": output,
        "parallel_tool_calls": asked.get("parallel_tool_calls", True),
        "previous_response_id": None,
        "reasoning": {"effort": reasoning.get("effort"), "summary": None},
        "store": asked.get("store", True),
        "temperature": asked.get("temperature"),
        "text": asked.get("text") or {"format": {"type": "text"}},
        "tool_choice": asked.get("tool_choice") or "auto",
        "tools": asked.get("tools") or [],
        "top_p": asked.get("top_p"),
        "truncation": "disabled",
        "usage": _usage(usage),
        "user": asked.get("user"),
    }


def _usage(raw: Any) -> dict[str, Any] | None:
    counts = counts_of(raw)
    if counts.input is None and counts.output is None:
        return None
    taken, given = counts.input or 0, counts.output or 0
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cached_tokens": counts.cached or 0},
        "output_tokens": given,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": taken + given,
    }


class StreamFromChat:
    """Chunks of chat in, events of a response out: an item for the text, and one for each tool call."""

    def __init__(self, answer_id: str, asked: Mapping[str, Any]) -> None:
        self._id, self._mark, self._asked = answer_id, _mark(answer_id), asked
        self._sequence = 0
        self._output: list[dict[str, Any]] = []
        self._open: tuple[str, int] | None = None
        self._text: list[str] = []
        self._reason: Any = None

    def begin(self) -> bytes:
        """What comes before the first chunk."""
        response = {**_response(self._id, self._asked, [], None, None), "status": "in_progress"}
        return self._event("response.created", response=response) + self._event("response.in_progress", response=response)

    def chunk(self, chunk: Mapping[str, Any]) -> bytes:
        """The events for one chunk."""
        out: list[bytes] = []
        for choice in (chunk.get("choices") or ())[:1]:
            delta = choice.get("delta") or {}
            if text := delta.get("content") or delta.get("refusal"):
                out.append(self._said(checked_text(text)))
            for position, call in enumerate(delta.get("tool_calls") or ()):
                out.append(self._called(call, call.get("index", position)))
            if choice.get("finish_reason") is not None:
                self._reason = choice["finish_reason"]
        return b"".join(out)

    def end(self, usage: Any) -> bytes:
        """What comes after the last chunk."""
        closed = self._close()
        response = _response(self._id, self._asked, self._output, self._reason, usage)
        return closed + self._event(f"response.{response['status']}", response=response)

    def _said(self, text: str) -> bytes:
        out = b""
        if self._open != ("text", 0):
            out = self._close()
            self._open = ("text", 0)
            item = _message(self._mark, self._at, status="in_progress")
            part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
            out += self._event("response.output_item.added", output_index=self._at, item=item)
            out += self._event("response.content_part.added", item_id=item["id"], output_index=self._at, content_index=0, part=part)
        self._text.append(text)
        where = {"item_id": f"msg_{self._mark}{self._at}", "output_index": self._at, "content_index": 0}
        return out + self._event("response.output_text.delta", **where, delta=text, logprobs=[])

    def _called(self, call: Mapping[str, Any], index: int) -> bytes:
        out, function = b"", call.get("function") or {}
        if self._open != ("call", index):
            out = self._close()
            self._open = ("call", index)
            self._call_id, self._name = call.get("id"), function.get("name")
            item = _call(self._mark, self._at, self._call_id, self._name, "", status="in_progress")
            out += self._event("response.output_item.added", output_index=self._at, item=item)
        arguments = function.get("arguments")
        if not arguments:
            return out
        self._text.append(checked_text(arguments))
        where = {"item_id": f"fc_{self._mark}{self._at}", "output_index": self._at}
        return out + self._event("response.function_call_arguments.delta", **where, delta=arguments)

    @property
    def _at(self) -> int:
        return len(self._output)

    def _close(self) -> bytes:
        """The item that is open, as a whole."""
        if self._open is None:
            return b""
        text, at, kind = "".join(self._text), self._at, self._open[0]
        self._open, self._text = None, []
        if kind == "text":
            part = _part({"content": text})
            item = _message(self._mark, at, part)
            where = {"item_id": item["id"], "output_index": at, "content_index": 0}
            out = self._event("response.output_text.done", **where, text=text, logprobs=[])
            out += self._event("response.content_part.done", **where, part=part)
        else:
            item = _call(self._mark, at, self._call_id, self._name, text)
            where = {"item_id": item["id"], "output_index": at}
            out = self._event("response.function_call_arguments.done", **where, name=self._name, arguments=text)
        out += self._event("response.output_item.done", output_index=at, item=item)
        self._output.append(item)
        return out

    def _event(self, kind: str, **fields: Any) -> bytes:
        event = {"type": kind, "sequence_number": self._sequence, **fields}
        self._sequence += 1
        return encode(event, kind)
