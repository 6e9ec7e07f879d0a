"""Replies as they are sampled: text at once, each tool call as soon as it is whole, by the format of one chat template."""

from dataclasses import dataclass
from typing import Protocol

from burnish.chat.parse import PARSERS, ToolFormat
from burnish.core.messages import ToolCall

__all__ = ["ReplyReader", "Said", "beginning_of", "reader"]

_OPEN, _CLOSE, _THINK, _THOUGHT = "<tool_call>", "</tool_call>", "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a reply: text, or a tool call."""

    text: str = ""
    call: ToolCall | None = None


class ReplyReader(Protocol):
    """Reads one reply, piece by piece. What is malformed comes as the text that it is, and `error` says so; calls before it stand."""

    error: str

    def feed(self, text: str) -> list[Said]:
        """What can be told now that this text came."""
        ...

    def end(self) -> list[Said]:
        """What was held back, now that the reply is over."""
        ...


def reader(form: ToolFormat) -> ReplyReader:
    """A reader for one reply. Well-formed replies give what `chat.parse` gives, except that line ends before the first text stay."""
    if form == "hermes":
        return _Hermes()
    return _Plain() if form == "plain" else _AtTheEnd(form)


class _Plain:
    """There are no tool calls."""

    error = ""

    def feed(self, text: str) -> list[Said]:
        return [Said(text)] if text else []

    def end(self) -> list[Said]:
        return []


class _AtTheEnd:
    """Formats in which what begins as a call goes on so to the end of the reply: it is read there, whole."""

    def __init__(self, form: ToolFormat) -> None:
        self.error = ""
        self._parse = PARSERS[form]
        self._mark, self._first = ("[TOOL_CALLS]", False) if form == "mistral" else ("<|python_tag|>", True)
        self._held, self._begun, self._whole = "", False, False

    def feed(self, text: str) -> list[Said]:
        self._held += text
        if self._whole:
            return []
        if self._first and not self._begun:
            start = self._held.lstrip()
            if not start or self._mark.startswith(start):
                return []
            if start.startswith(("{", self._mark)):
                self._whole = True
                return []
        self._begun = True
        if not self._first and self._mark in self._held:
            self._whole = True
            return []
        if self._first:
            return self._tell(len(self._held))
        before = self._held[: len(self._held) - beginning_of(self._held, self._mark)]
        return self._tell(len(before.rstrip()))

    def end(self) -> list[Said]:
        if not self._whole:
            return self._tell(len(self._held))
        parsed = self._parse(self._held)
        self.error = parsed.error
        said = [Said(parsed.message.content)] if parsed.message.content else []
        return said + [Said(call=call) for call in parsed.message.tool_calls]

    def _tell(self, length: int) -> list[Said]:
        text, self._held = self._held[:length], self._held[length:]
        return [Said(text)] if text else []


class _Hermes:
    """`<tool_call>` … `</tool_call>`, one or several, after or between text; none within a leading `<think>` … `</think>`."""

    def __init__(self) -> None:
        self.error = ""
        self._held = ""
        self._blank = ""  # white space whose place is not known yet
        self._state = "start"
        self._calls = 0
        self._spoke = self._spoke_since = False  # at all, and since the last call

    def feed(self, text: str) -> list[Said]:
        self._held += text
        said: list[Said] = []
        while self._advance(said):
            pass
        return said

    def end(self) -> list[Said]:
        said: list[Said] = []
        if self._state == "call":
            self._fail(f"tool call {self._calls + 1}: {_OPEN} is never closed", said)
        elif self._state == "think":
            self.error = f"{_THINK} is never closed"
        self._text(self._held, said)
        self._blank_out(said)
        self._held = ""
        return said

    def _advance(self, said: list[Said]) -> bool:
        """One step through what is held; False where more text is needed."""
        if self._state == "start":
            return self._start()
        if self._state == "think":
            return self._pass(_THOUGHT, "text", said)
        if self._state == "call":
            return self._close(said)
        if self._state == "raw":
            self._text(self._held, said)
            self._held = ""
            return False
        opened, stray = self._held.find(_OPEN), self._held.find(_CLOSE)
        if stray >= 0 and (opened < 0 or stray < opened):
            self._fail(f"{_CLOSE} was never opened", said)
            return True
        if opened < 0:
            keep = max(beginning_of(self._held, _OPEN), beginning_of(self._held, _CLOSE))
            self._text(self._held[: len(self._held) - keep], said)
            self._held = self._held[len(self._held) - keep :]
            return False
        self._text(self._held[:opened], said)
        self._held, self._state = self._held[opened:], "call"
        return True

    def _start(self) -> bool:
        begun = self._held.lstrip()
        if _THINK.startswith(begun) and len(begun) < len(_THINK):
            return False
        self._state = "think" if begun.startswith(_THINK) else "text"
        return True

    def _pass(self, mark: str, state: str, said: list[Said]) -> bool:
        """Tell everything up to and with a mark."""
        at = self._held.find(mark)
        length = at + len(mark) if at >= 0 else len(self._held) - beginning_of(self._held, mark)
        self._text(self._held[:length], said)
        self._held = self._held[length:]
        if at >= 0:
            self._state = state
        return at >= 0

    def _close(self, said: list[Said]) -> bool:
        closed = self._held.find(_CLOSE)
        if closed < 0:
            return False
        parsed = PARSERS["hermes"](self._held[: closed + len(_CLOSE)])
        if parsed.error:
            self._fail(parsed.error.replace("tool call 1 at character 0", f"tool call {self._calls + 1}"), said)
            return True
        self._calls += 1
        self._blank_out(said)
        self._held, self._state, self._spoke_since = self._held[closed + len(_CLOSE) :], "text", False
        said += [Said(call=call) for call in parsed.message.tool_calls]
        return True

    def _fail(self, error: str, said: list[Said]) -> None:
        self.error, self._state = error, "raw"
        self._text("", said)

    def _text(self, text: str, said: list[Said]) -> None:
        """Tell text, but hold back white space at its end, some of which is dropped where a call follows."""
        whole = self._blank + text
        told = whole.rstrip()
        self._blank = whole[len(told) :]
        if not told:
            return
        if self._calls and not self._spoke_since:
            told = ("\n" if self._spoke else "") + told.lstrip("\n")
        self._spoke = self._spoke_since = True
        said.append(Said(told))

    def _blank_out(self, said: list[Said]) -> None:
        """White space at the end of a stretch of text: beside calls, line ends go, and so does a stretch that is nothing else."""
        blank = self._blank
        if self._calls:
            blank = blank.rstrip("\n") if self._spoke_since else ""
        if blank:
            said.append(Said(blank))
        self._blank = ""


def beginning_of(text: str, mark: str) -> int:
    """How many characters at the end of a text may be the beginning of a mark."""
    return next((length for length in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:length])), 0)
