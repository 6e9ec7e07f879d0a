"""Service: requests turned into completions under way, within bounds; what the HTTP routes call."""

import asyncio
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from burnish.chat.replies import reader
from burnish.core.messages import Message, Tool, parse_tools
from burnish.core.tokens import SamplingParams
from burnish.engine.grammars import Grammars
from burnish.engine.model import TorchModel
from burnish.engine.server.admission import Admission
from burnish.engine.server.bodies import ChatBody, TextBody, ToolChoice, prompts_of, read_messages
from burnish.engine.server.choice import Choice
from burnish.engine.server.forms import Form, Forms
from burnish.engine.server.options import ServerOptions
from burnish.engine.server.sessions import Session, SessionTable, Start
from burnish.engine.server.texts import TokenTexts
from burnish.engine.shaping import Shaping
from burnish.errors import ContextLengthError, NotFoundError, RequestError, TimedOutError

__all__ = ["Answering", "Service"]

T = TypeVar("T")
GRAMMAR_SECONDS, RENDER_SECONDS = 10.0, 30.0
DEFAULT_TEXT_TOKENS = 16
MOST_PROMPTS = 128


@dataclass(slots=True)
class Answering:
    """One request under way.

    Attributes:
        choices: in the order of the answer.
        warnings: what was not taken into account.
        session, start: where it is kept once it has ended.
        prefix: text put before the answer: the prompt of a text completion that is to be echoed.
    """

    choices: list[Choice]
    warnings: list[str]
    session: Session | None = None
    start: Start | None = None
    prefix: list[str] = field(default_factory=list)


class Service:
    """One model, and everything that a request to it goes through before it is sampled.

    Rendering runs in one thread of its own, and compiling in another, so that a long conversation or a large schema holds up nobody's
    stream.
    """

    def __init__(self, model: TorchModel, options: ServerOptions, *, ranks: int) -> None:
        renderer = model.renderer
        self.model, self.options = model, options
        self.admission = Admission(options.rows * ranks, options.waiting)
        self.sessions = SessionTable(options)
        self.token_texts = TokenTexts(renderer.tokenizer)
        self._forms = Forms(renderer.tool_format, renderer.tokenizer)
        self._grammars = Grammars(Path(options.folder), renderer.stop_ids)
        self._rendering = ThreadPoolExecutor(1, thread_name_prefix="render")
        self._compiling = ThreadPoolExecutor(1, thread_name_prefix="compile")

    def close(self) -> None:
        """Let the threads end."""
        self._rendering.shutdown(wait=False, cancel_futures=True)
        self._compiling.shutdown(wait=False, cancel_futures=True)

    async def chat(self, body: ChatBody, session_key: str | None) -> Answering:
        """Begin a chat completion.

        Raises:
            InputError: something about the request is wrong; names the field.
        """
        self._check_model(body.model)
        warnings = body.unknown()
        messages = read_messages(body.messages)
        tools = self._tools(body, warnings)
        form = self._form(body, tools, warnings)
        shown = () if body.tool_choice == "none" else tools
        grammar = await self._compiled(form, warnings)
        session = self.sessions.get(session_key) if session_key else None
        start = await _within(self._rendering, RENDER_SECONDS, "messages", lambda: self._start(messages, shown, session))
        self._check_length(start.tokens, "messages")
        if session is not None:
            session.check_room(start.new)
        most = body.max_completion_tokens or body.max_tokens
        params = self._params(body, len(start.tokens), most, _affinity(messages))
        shaping = self._shaping(body, grammar, (body.top_logprobs or 0) if body.logprobs else 0)
        form_of_reply = self.model.renderer.tool_format if shown else "plain"
        one_call = body.parallel_tool_calls is False
        choices = [
            Choice(index, self.model, start.tokens, one, shaping, reader(form_of_reply), one_call=one_call)
            for index, one in enumerate(self._each(params, body.n or 1))
        ]
        return Answering(choices, warnings, session, start)

    async def text(self, body: TextBody, session_key: str | None) -> Answering:
        """Begin a text completion.

        Raises:
            InputError: something about the request is wrong; names the field.
        """
        self._check_model(body.model)
        if body.echo and body.logprobs is not None:
            raise RequestError("logprobs of an echoed prompt are not computed", where="echo", fix="leave out echo, or logprobs")
        given = prompts_of(body.prompt)
        if not 0 < len(given) <= MOST_PROMPTS:
            raise RequestError(f"{len(given)} prompts", where="prompt", fix=f"send 1 to {MOST_PROMPTS}")
        session = self.sessions.get(session_key) if session_key else None
        if session is not None and len(given) > 1:
            raise RequestError("a session takes one prompt a call", where="prompt", fix="send one")
        prompts = await _within(self._rendering, RENDER_SECONDS, "prompt", lambda: [self._tokens(prompt) for prompt in given])
        shaping = self._shaping(body, "", body.logprobs or 0)
        choices: list[Choice] = []
        for prompt in prompts:
            self._check_length(prompt, "prompt")
            params = self._params(body, len(prompt), body.max_tokens or DEFAULT_TEXT_TOKENS, None)
            for one in self._each(params, body.n or 1):
                choices.append(Choice(len(choices), self.model, prompt, one, shaping, reader("plain"), one_call=False))
        start = None
        if session is not None:
            parent = session.find_tokens(prompts[0])
            start = Start(parent, prompts[0], len(prompts[0]) - len(session.whole(parent)), ())
            session.check_room(start.new)
        prefix = [self.model.renderer.decode(prompt) for prompt in prompts for _ in range(body.n or 1)] if body.echo else []
        return Answering(choices, body.unknown(), session, start, prefix)

    def keep(self, answering: Answering, replies: Sequence[Message | None]) -> None:
        """Write a request that has ended into its session, if it has one. What a client told to go away never saw is not kept."""
        if answering.session is None or answering.start is None:
            return
        ends = self.model.renderer.stop_ids
        for choice, reply in zip(answering.choices, replies, strict=True):
            if choice.ids:
                # Whatever ended the turn, every turn that the template writes has an end: put it there, unsampled.
                after = () if choice.ids[-1] in ends or reply is None else (ends[0],)
                answering.session.add(answering.start, reply, choice.completion, after, choice.params, choice.seconds)

    def _check_model(self, name: str | None) -> None:
        if name is not None and name != self.options.name:
            raise NotFoundError(f"there is no model {name!r:.100} here", where="model", fix=f"use {self.options.name!r}")

    def _tools(self, body: ChatBody, warnings: list[str]) -> tuple[Tool, ...]:
        for place, row in enumerate(body.tools or ()):
            if row.get("type", "function") != "function":
                raise RequestError(f"tools of type {row['type']!r:.40} are not known", where=f"tools[{place}].type", fix="use function")
        tools = parse_tools(body.tools)
        names = [tool.name for tool in tools]
        if len(set(names)) != len(names):
            raise RequestError("two tools have one name", where="tools", fix="name each once")
        if tools and self.model.renderer.tool_format == "plain":
            warnings.append("tools: the chat template of this model has no tool calls")
        return tools

    def _form(self, body: ChatBody, tools: Sequence[Tool], warnings: list[str]) -> Form:
        """What the answer is bound to."""
        schema, strict, format_ = None, False, body.response_format
        if format_ is not None and format_.type == "json_object":
            schema = {"type": "object"}
        elif format_ is not None and format_.type == "json_schema":
            if format_.json_schema is None or format_.json_schema.schema_ is None:
                fix = "give response_format.json_schema.schema"
                raise RequestError("there is no schema", where="response_format.json_schema.schema", fix=fix)
            schema, strict = format_.json_schema.schema_, bool(format_.json_schema.strict)
        parallel = body.parallel_tool_calls is not False
        choice = body.tool_choice
        if choice == "none" or (not tools and choice in (None, "auto")):
            return Form(schema, strict)
        if isinstance(choice, ToolChoice):
            named = [tool for tool in tools if tool.name == choice.function.name]
            if not named:
                raise RequestError(f"there is no tool {choice.function.name!r:.100}", where="tool_choice", fix="name one of the tools")
            return Form(tools=named, parallel=False)
        if choice == "required":
            if not tools:
                raise RequestError("there are no tools to call", where="tool_choice", fix="give tools")
            return Form(tools=tools, parallel=parallel)
        asked = any(row.get("function", row).get("strict") is True for row in body.tools or ())
        bound = asked or schema is not None
        if bound and not self._forms.marked:
            warnings.append("tools: calls are not bound to their schemas, as this model's tokenizer does not mark them")
            bound = False
        return Form(schema, strict, tools if bound else (), free=True, parallel=parallel)

    async def _compiled(self, form: Form, warnings: list[str]) -> str:
        grammar = self._forms.grammar(form)
        if grammar:
            where = "response_format" if form.schema is not None else "tools"
            try:
                matcher = await _within(self._compiling, GRAMMAR_SECONDS, where, lambda: self._grammars.matcher(grammar))
            except RequestError as error:
                raise RequestError(error.what, where=where, fix=error.fix) from error
            warnings += [f"{where}: {warning}" for warning in matcher.warnings]
        return grammar

    def _start(self, messages: Sequence[Message], tools: Sequence[Tool], session: Session | None) -> Start:
        """Tokens of the prompt: in a session the earlier ones, and what the template puts after them."""
        renderer = self.model.renderer
        if session is None:
            tokens = renderer.prompt(messages, tools)
            return Start(None, tokens, len(tokens), ())
        parent, new, keys = session.find(messages, tools)
        delta = renderer.delta(messages, new, tools) if parent is not None else None
        if delta is None:
            tokens = renderer.prompt(messages, tools)
            return Start(None, tokens, len(tokens), keys)
        return Start(parent, [*session.whole(parent), *delta], len(delta), keys)

    def _tokens(self, prompt: str | list[int]) -> list[int]:
        if not isinstance(prompt, str):
            return prompt
        try:
            ids: list[int] = self.model.renderer.tokenizer.encode(prompt).ids
        except (TypeError, UnicodeError) as error:
            raise RequestError(f"cannot be tokenized: {error}", where="prompt", fix="remove half surrogate pairs") from error
        return ids

    def _check_length(self, prompt: Sequence[int], where: str) -> None:
        if not prompt:
            raise RequestError("there is nothing to go on from", where=where, fix="send at least one token")
        if len(prompt) >= self.model.context:
            what = f"the context of this model is {self.model.context} tokens, and {where} alone has {len(prompt)}"
            raise ContextLengthError(what, where=where, fix="shorten it")

    def _params(self, body: ChatBody | TextBody, length: int, most: int | None, session: int | None) -> SamplingParams:
        room = self.model.context - length
        return SamplingParams(
            max_tokens=min(most or room, room),
            temperature=1.0 if body.temperature is None else body.temperature,
            top_p=1.0 if body.top_p is None else max(body.top_p, 1e-9),
            top_k=max(body.top_k or 0, 0),
            stop=body.stops,
            seed=None if body.seed is None else body.seed & (2**63 - 1),
            session=session,
        )

    def _each(self, params: SamplingParams, count: int) -> list[SamplingParams]:
        """Parameters of each choice, with the seeds that `sample` would give to members of a group."""
        if count == 1 or params.seed is None:
            return [params] * count
        return [replace(params, seed=random.Random(f"{params.seed}/{member}").getrandbits(63)) for member in range(count)]

    def _shaping(self, body: ChatBody | TextBody, grammar: str, top_logprobs: int) -> Shaping:
        biases = []
        for text, bias in (body.logit_bias or {}).items():
            if not text.isascii() or not text.isdigit() or int(text[:12]) >= self.model.vocab:
                raise RequestError(f"{text!r:.40} is no token id", where="logit_bias", fix=f"use 0 to {self.model.vocab - 1}")
            biases.append((int(text), bias))
        return Shaping(
            grammar=grammar,
            logit_bias=tuple(biases),
            presence_penalty=body.presence_penalty or 0.0,
            frequency_penalty=body.frequency_penalty or 0.0,
            min_tokens=body.min_tokens or 0,
            top_logprobs=top_logprobs,
        )


async def _within(threads: ThreadPoolExecutor, seconds: float, where: str, work: Callable[[], T]) -> T:
    """Do some work in a thread, and wait for it no longer than so."""
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.get_running_loop().run_in_executor(threads, work)
    except TimeoutError:
        raise TimedOutError(f"took longer than {seconds:g} s to prepare", where=where, fix="send something simpler") from None


def _affinity(messages: Sequence[Message]) -> int:
    """The same number for the calls of one conversation, so that one rank gets them all and finds what it computed."""
    first = next((place for place, message in enumerate(messages) if message.role == "user"), len(messages) - 1)
    said = repr([(message.role, message.content) for message in messages[: first + 1]])
    return int.from_bytes(blake2b(said.encode(errors="surrogatepass"), digest_size=8).digest(), "big") >> 1
