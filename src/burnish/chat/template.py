"""ChatTemplate: messages ↔ tokens by a checkpoint's own template; the next turn is the previous ids plus a rendered delta."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from tokenizers import Tokenizer

from burnish.chat.folder import read_folder
from burnish.chat.parse import PARSERS, choose_format
from burnish.chat.probe import DUMMY_CALL, DUMMY_REPLY, Kind, keeping, kind_of, odd_replies, opening, probes
from burnish.chat.sandbox import Sandbox
from burnish.core.messages import Message, Tool, assistant, user
from burnish.core.ports import Parsed
from burnish.core.tokens import Datum, Tokens
from burnish.errors import DataError, TemplateError

__all__ = ["ChatTemplate"]


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where an assistant turn stands in a rendered text, its end token included."""

    start: int
    end: int
    end_token: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """Text that follows an end-of-turn token."""

    end_token: str
    text: str


class ChatTemplate:
    """The tokenizer and chat template of one checkpoint; a `core.ports.Renderer`.

    What a template writes is tokenized as it stands, as every serving engine does: the text of a special token inside a message
    becomes that token. Tokens that a model sampled are never tokenized again: `delta` gives what follows them. Not covered: images
    and other parts that are not text, and templates that need more than messages and tools.

    Args:
        tokenizer: a fast tokenizer; special tokens are single ids in it.
        source: the Jinja template.
        special: `bos_token`, `eos_token` …, as the template sees them.
        end_ids: ids that end a turn, beside those the template itself writes after an assistant's turn.
        tool_source: another template for conversations with tools, if there is one.
        where: what errors call it.

    Raises:
        TemplateError: the template does not compile, cannot render a plain exchange, or no id ends a turn.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        source: str,
        *,
        special: Mapping[str, str] | None = None,
        end_ids: Sequence[int] = (),
        tool_source: str = "",
        where: str = "chat template",
    ) -> None:
        self.tokenizer, self.source, self.where = tokenizer, source, where
        self._special = dict(special or {})
        self._plain = Sandbox(source, where=where)
        self._with_tools = Sandbox(tool_source, where=where) if tool_source else self._plain
        self.tool_format = choose_format(source + tool_source)
        self._parse = PARSERS[self.tool_format]
        self._added = {token.content: number for number, token in tokenizer.get_added_tokens_decoder().items()}
        self._ends = self._end_tokens(end_ids)
        self._marker = re.compile("|".join(re.escape(text) for text in self._ends))
        self._stop_ids = tuple(dict.fromkeys([*self._ends.values(), *end_ids]))
        self._prefix_ids = lru_cache(maxsize=256)(self._encode)
        self._short_ids = lru_cache(maxsize=4096)(self._encode_short_delta)  # the episodes of a group hear the same answers
        self._keeps = lru_cache(maxsize=4096)(self._keeps_reply)
        self._lead_ids = lru_cache(maxsize=16)(self._encode)
        self._schemas: dict[tuple[int, ...], tuple[Sequence[Tool], list[dict[str, Any]]]] = {}
        self._extending: dict[Kind, bool] = {}

    @classmethod
    def from_folder(cls, path: str | Path) -> Self:
        """Read a Hugging Face checkpoint folder: tokenizer.json, the chat template, special tokens, and every end-of-turn id.

        Raises:
            TemplateError: a file is missing or wrong; names it.
        """
        found = read_folder(path)
        return cls(
            found.tokenizer,
            found.template,
            special=found.special,
            end_ids=found.end_ids,
            tool_source=found.tool_template,
            where=found.path,
        )

    @property
    def stop_ids(self) -> tuple[int, ...]:
        """Ids that end a turn: what the template writes after one, and what the checkpoint's configs name."""
        return self._stop_ids

    def text(self, messages: Sequence[Message], tools: Sequence[Tool] = (), *, reply: bool = True) -> str:
        """The conversation as text; with `reply`, up to where the assistant starts to speak.

        Raises:
            TemplateError: the template refuses or fails to render it.
        """
        rows = [_row(message) for message in messages]
        schemas = self._schemas_of(tools) if tools else None
        sandbox = self._with_tools if tools else self._plain
        return sandbox.render(messages=rows, tools=schemas, documents=None, add_generation_prompt=reply, **self._special)

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> list[int]:
        """Tokens of the whole conversation, up to where the assistant starts to speak.

        What stands before the end of the first turn (system prompt and tools, the same for thousands of episodes) is cached.
        """
        return self._encode_prompt(self.text(messages, tools))

    def delta(self, messages: Sequence[Message], new: int, tools: Sequence[Tool] = ()) -> list[int] | None:
        """Tokens to append after the assistant's end-of-turn token so that it can speak again; see `Renderer.delta`.

        Where the template was seen to extend, and to keep replies like these (see `chat.probe`), only the new messages are rendered;
        otherwise the whole conversation is, and checked. Any end token of the model's may stand before the delta.

        Raises:
            TemplateError: the template fails, or the message before the new ones is not the assistant's.
        """
        turn = len(messages) - new - 1
        if new < 0 or turn < 0 or messages[turn].role != "assistant":
            raise TemplateError("the message before the new ones is not the assistant's", where=self.where, fix="count the new ones again")
        fresh = tuple(messages[turn + 1 :])
        odd = odd_replies(messages)
        kind = kind_of(fresh, odd, bool(tools))
        if (
            kind is not None
            and self._extends(kind)
            and all(self._keeps(reply, kind.next) for reply in odd)
            and (short := self._short_ids(fresh))
        ):
            return list(short)
        cut = self._checked_delta(messages, turn, tools)
        return None if cut is None else self._after(cut.end_token, cut.text)

    def parse(self, ids: Tokens) -> Parsed:
        """The message that these sampled tokens are. Never raises: what is malformed is reported in `error`."""
        ended = bool(ids) and ids[-1] in self._stop_ids
        return self._parse(self.decode(ids[:-1] if ended else ids))

    def decode(self, ids: Tokens) -> str:
        """Text of the tokens, special ones included."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=False))

    def example(self, messages: Sequence[Message], tools: Sequence[Tool] = (), *, source: str = "") -> Datum:
        """A conversation as a datum for supervised learning: every assistant turn, its end token included, is masked in.

        The tokens are those a rollout would have seen had the model sampled the turns as the template writes them: each turn, and
        each stretch between two, is tokenized by itself. Where a template rewrites history, turns are as the last prompt shows them.
        What stands after the last assistant turn is left out.

        Raises:
            DataError: there is no assistant turn, or the template hides where one begins or ends.
            TemplateError: the template fails to render it.
        """
        text = self.text(messages, tools, reply=False)
        turns = self._turns(text, messages, tools, source or "example")
        if not turns:
            raise DataError("there is no assistant turn to learn from", where=source or "example", fix="add one, or drop the row")
        ids: list[int] = []
        mask: list[bool] = []
        lead, done = "", 0
        for turn in turns:
            before = self._after(lead, text[done : turn.start]) if lead else self._encode_prompt(text[: turn.start])
            spoken = self._after(self._header or turn.end_token, text[turn.start : turn.end])
            ids += before + spoken
            mask += [False] * len(before) + [True] * len(spoken)
            lead, done = turn.end_token, turn.end
        return Datum(tokens=ids, mask=mask, source=source)

    def _short_delta(self, new: Sequence[Message]) -> _Cut | None:
        """The delta from a conversation as short as can be: right where the template extends."""
        text = self.text([*opening(new), *new])
        anchor = text.find(DUMMY_CALL if new[0].role == "tool" else DUMMY_REPLY)
        end = self._marker.search(text, anchor) if anchor >= 0 else None
        return _Cut(end.group(), text[end.end() :]) if end else None

    def _encode_short_delta(self, new: tuple[Message, ...]) -> tuple[int, ...]:
        cut = self._short_delta(new)
        return tuple(self._after(cut.end_token, cut.text)) if cut else ()

    def _checked_delta(self, messages: Sequence[Message], turn: int, tools: Sequence[Tool]) -> _Cut | None:
        """The delta from whole renders: what the model saw, and what it said, must still stand at the beginning."""
        if turn == 0:
            return None
        seen = self.text(messages[:turn], tools)
        whole = self.text(messages, tools)
        if not whole.startswith(seen):
            return None
        said = self.text(messages[: turn + 1], tools, reply=False)
        end = _last(self._marker, said, len(seen))
        if end is not None and whole.startswith(said[: end.end()]):
            return _Cut(end.group(), whole[end.end() :])
        # A template may treat the last turn unlike earlier ones (an empty <think> block before it) and yet keep what was said.
        reply = messages[turn]
        content = reply.content.strip()
        at = whole.find(content, len(seen))
        end = self._marker.search(whole, at + len(content)) if at >= 0 else None
        if end is None or whole[len(seen) : at].strip() or any(call.name not in whole[at : end.end()] for call in reply.tool_calls):
            return None
        return _Cut(end.group(), whole[end.end() :])

    def _extends(self, kind: Kind) -> bool:
        known = self._extending.get(kind)
        if known is None:
            known = self._extending[kind] = self._probe(kind)
        return known

    def _keeps_reply(self, reply: str, follows: Literal["user", "tool", "tools"]) -> bool:
        """The template still shows all of a reply once it has been answered."""
        try:
            spoken, silent = (self.text(keeping(content, follows)) for content in (reply, ""))
        except TemplateError:  # it refuses such a conversation; the whole render will say so if the real one is as bad
            return False
        return spoken.count(reply.strip()) > silent.count(reply.strip())

    def _probe(self, kind: Kind) -> bool:
        try:
            for probe in probes(kind):
                turn = len(probe.messages) - probe.new - 1
                checked = self._checked_delta(probe.messages, turn, probe.tools)
                if checked is None or checked != self._short_delta(probe.messages[turn + 1 :]):
                    return False
        except TemplateError:  # it refuses such conversations; the whole render will say so where a real one comes
            return False
        return True

    @cached_property
    def _header(self) -> str:
        """What opens an assistant turn, as the template writes it; empty where the user's turn runs straight into it."""
        shown = (user("Hello."),)
        plain, opened = self.text(shown, reply=False), self.text(shown)
        return opened[len(plain) :] if opened.startswith(plain) else ""

    def _turns(self, text: str, messages: Sequence[Message], tools: Sequence[Tool], source: str) -> list[_Turn]:
        wanted = sum(message.role == "assistant" for message in messages)
        contents = [message.content for message in messages]
        contents += [str(call.arguments) for message in messages for call in message.tool_calls]
        header = self._header
        # The opening of a turn is searched for, which is fast, unless a message imitates it.
        if header and text.count(header) == wanted and not any(header in content or self._marker.search(content) for content in contents):
            return self._turns_by_header(text, header, source)
        turns = []
        for index, message in enumerate(messages):
            if message.role == "assistant":
                seen = self.text(messages[:index], tools) if index else ""
                said = self.text(messages[: index + 1], tools, reply=False)
                end = _last(self._marker, said, len(seen))
                if not seen or end is None or not text.startswith(seen) or not text.startswith(said[: end.end()]):
                    fix = "use a template that keeps what was said before, or rows of one turn"
                    raise DataError("the template hides where this assistant turn stands", where=f"{source}.messages[{index}]", fix=fix)
                turns.append(_Turn(len(seen), end.end(), end.group()))
        return turns

    def _turns_by_header(self, text: str, header: str, source: str) -> list[_Turn]:
        turns = []
        at = text.find(header)
        while at >= 0:
            start = at + len(header)
            end = self._marker.search(text, start)
            if end is None:
                raise DataError("an assistant turn has no end token", where=source, fix="use a template that ends each turn")
            turns.append(_Turn(start, end.end(), end.group()))
            at = text.find(header, end.end())
        return turns

    def _end_tokens(self, end_ids: Sequence[int]) -> dict[str, int]:
        """Texts of the special tokens that end a turn; what this template writes after a reply comes first."""
        text = self.text((user("Hello."), assistant(DUMMY_REPLY)), reply=False)
        if (anchor := text.find(DUMMY_REPLY)) < 0:
            raise TemplateError("does not write what the assistant said", where=self.where, fix="use the chat template of the checkpoint")
        tail = text[anchor + len(DUMMY_REPLY) :].lstrip()
        written = [token for token in self._added if token and tail.startswith(token)]
        ends = [max(written, key=len)] if written else []
        ends += [token for token, number in self._added.items() if number in end_ids and token not in ends]
        if not ends:
            fix = "name the end-of-turn token as eos_token_id in generation_config.json"
            raise TemplateError("no special token ends an assistant turn", where=self.where, fix=fix)
        return {token: self._added[token] for token in ends}

    def _schemas_of(self, tools: Sequence[Tool]) -> list[dict[str, Any]]:
        # Keyed by identity, which is safe because the entry keeps its tools alive; tools are frozen.
        key = tuple(map(id, tools))
        known = self._schemas.get(key)
        if known is None:
            if len(self._schemas) >= 256:
                self._schemas.clear()
            known = self._schemas[key] = (tuple(tools), [tool.to_openai() for tool in tools])
        return known[1]

    def _encode(self, text: str) -> tuple[int, ...]:
        try:
            return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)
        except (TypeError, UnicodeError) as error:
            raise TemplateError(f"the text cannot be tokenized: {error}", where=self.where, fix="remove half surrogate pairs") from error

    def _encode_prompt(self, text: str) -> list[int]:
        first = self._marker.search(text)
        if first is None:
            return list(self._encode(text))
        return [*self._prefix_ids(text[: first.end()]), *self._after(first.group(), text[first.end() :])]

    def _after(self, lead: str, text: str) -> list[int]:
        """Tokens of a text that follows `lead`. Tokenizers that add a space in front, or swallow one, do so before the lead."""
        lead_ids = self._lead_ids(lead)
        ids = self._encode(lead + text)
        return list(ids[len(lead_ids) :] if ids[: len(lead_ids)] == lead_ids else self._encode(text))


def _last(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    return next(iter(list(pattern.finditer(text, start))[-1:]), None)


def _row(message: Message) -> dict[str, Any]:
    """A message as templates expect it: arguments as an object, absent keys absent."""
    row: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        row["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}} for call in message.tool_calls
        ]
    if message.tool_call_id:
        row["tool_call_id"] = message.tool_call_id
    if message.name:
        row["name"] = message.name
    return row
