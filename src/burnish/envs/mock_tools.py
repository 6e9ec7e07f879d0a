"""ToolEnv: an env as a plain class whose typed methods, marked with `@tool`, are what the model may call."""

import asyncio
import inspect
import json
import threading
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar, overload

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from burnish.core.messages import Message, Tool, ToolCall, tool_result
from burnish.envs.env import Env, StepResult
from burnish.envs.signatures import read_signature
from burnish.errors import ConfigError, EngineError, EnvError

__all__ = ["CallRecord", "ToolEnv", "ToolError", "tool"]

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__burnish_tool__"


class ToolError(Exception):
    """Raised by a tool to tell the model that something is wrong with its call: `raise ToolError("no order 4711")`."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call that the model made, and what it was told.

    Attributes:
        name, arguments: as the model asked.
        result: what the model read.
        failed: the call was refused (unknown tool, wrong arguments, a ToolError) and changed nothing.
        value: what the method returned, before it became text; None if the call failed.
    """

    name: str
    arguments: Mapping[str, Any]
    result: str
    failed: bool = False
    value: Any = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """What `@tool` leaves on a method."""

    thread: bool


@dataclass(frozen=True, slots=True)
class _Bound:
    """A tool of one class: its schema for the model, its check for the arguments, and how to run it."""

    schema: Tool
    arguments: TypeAdapter[dict[str, Any]]
    thread: bool


@overload
def tool(method: F) -> F: ...
@overload
def tool(*, thread: bool = False) -> Callable[[F], F]: ...
def tool(method: F | None = None, *, thread: bool = False) -> F | Callable[[F], F]:
    """Mark a method of a ToolEnv as a tool. The model reads its name, its docstring and its types.

    Args:
        method: a sync or async method with a type for every argument. Lines of a Google-style `Args:` section become descriptions.
        thread: run a sync method that may wait (network, disk) in a thread of its own, so that a limit can cut it off and others can
            go on meanwhile. A sync method without it must return at once: nothing can interrupt it.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, _Mark(thread))
        return function

    return mark if method is None else mark(method)


class ToolEnv(Env):
    """An env whose model calls tools. A subclass has `reset`, methods marked with `@tool`, and `reward`.

    Attributes:
        tools: schemas of all tools, base classes first, in the order of their definition. Give them to `Opening`.
        calls: every call of this episode so far, refused ones included.
        ended: a tool sets it to True to end the episode once the calls of its message are answered.
    """

    tools: ClassVar[tuple[Tool, ...]] = ()
    _bound: ClassVar[dict[str, _Bound]] = {}
    calls: list[CallRecord]
    ended: bool

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._bound = {name: _bind(cls, name, mark) for name, mark in _marks(cls).items()}
        cls.tools = tuple(bound.schema for bound in cls._bound.values())

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Self:
        """Begin with no calls: here, not in `__init__`, so that no subclass need think of calling `super().__init__()`."""
        env = super().__new__(cls)
        env.calls, env.ended = [], False
        return env

    @abstractmethod
    def reward(self) -> float | Awaitable[float | None] | None:
        """How good the whole episode was, asked once at its end. May be `async`. None if it cannot be scored."""

    def outcome(self) -> Mapping[str, Any]:
        """How the episode ended, as plain facts: bools and numbers become rates, `failure` names the way it failed."""
        return {}

    async def reply(self, message: Message) -> StepResult:
        """Answer a message that calls no tool. By default it ends the episode."""
        return await self.finish()

    async def step(self, message: Message) -> StepResult:
        """Answer the calls of the message in their order; a message without calls goes to `reply`."""
        if not message.tool_calls:
            return await self.reply(message)
        messages = [tool_result(await self.call(call), call) for call in message.tool_calls]
        return await self.finish(messages) if self.ended else StepResult(messages)

    async def cut(self, stop: str) -> StepResult:
        """A limit ended the episode: no reward is earned, and the outcome keeps its facts and gains `failure`."""
        return StepResult(terminated=True, reward=0.0, outcome={**self.outcome(), "failure": stop})

    async def finish(self, messages: Sequence[Message] = ()) -> StepResult:
        """End the episode after these last messages, with `reward` and `outcome`."""
        reward = self.reward()
        value = await reward if isinstance(reward, Awaitable) else reward
        return StepResult(messages, terminated=True, reward=value, outcome=self.outcome())

    async def call(self, call: ToolCall) -> str:
        """Run one call; returns what the model reads, an error included.

        Raises:
            EnvError: the tool itself failed; names the tool. The episode fails, the model is not blamed.
        """
        try:
            value = await self._run(call)
        except ToolError as refusal:
            text = _error(str(refusal))
            self.calls.append(CallRecord(call.name, call.arguments, text, failed=True))
            return text
        except EngineError:
            raise
        except Exception as error:
            raise EnvError(f"{type(error).__name__}: {error}", where=f"tool {call.name}") from error
        text = _text(value)
        self.calls.append(CallRecord(call.name, call.arguments, text, value=value))
        return text

    async def _run(self, call: ToolCall) -> Any:
        bound = self._bound.get(call.name)
        if bound is None:
            raise ToolError(f"no tool is called {call.name!r}; there are: {', '.join(self._bound)}")
        try:
            # Through JSON, so that types are as strict as the schema says ("3" is no integer) and yet a list may fill a tuple.
            arguments = bound.arguments.validate_json(json.dumps(call.arguments), strict=True)
        except ValidationError as error:
            raise ToolError(_complaint(error, bound.schema)) from error
        method = getattr(self, call.name)
        value = await _in_thread(method, arguments) if bound.thread else method(**arguments)
        return await value if inspect.isawaitable(value) else value


def _marks(cls: type) -> dict[str, _Mark]:
    """Marked methods by name, base classes first. A method that overrides a tool is a tool only if it is marked too."""
    found: dict[str, _Mark] = {}
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            mark = getattr(value, _MARK, None)
            if isinstance(mark, _Mark):
                found[name] = mark
            else:
                found.pop(name, None)
    return found


def _bind(cls: type, name: str, mark: _Mark) -> _Bound:
    method = getattr(cls, name)
    if mark.thread and inspect.iscoroutinefunction(method):
        raise ConfigError("an async method needs no thread", where=f"{cls.__name__}.{name}", fix="use @tool")
    signature = read_signature(method, where=f"{cls.__name__}.{name}")
    return _Bound(signature.schema, signature.arguments, mark.thread)


def _complaint(error: ValidationError, schema: Tool) -> str:
    """What is wrong with the arguments, in words that a model can act on."""
    parts = []
    for problem in error.errors(include_url=False, include_context=False):
        place = ".".join(str(part) for part in problem["loc"])
        match problem["type"]:
            case "json_invalid":  # half of a surrogate pair, which no tokenizer takes
                parts.append(f"the arguments are no valid JSON: {problem['msg']}")
            case "missing":
                parts.append(f"argument {place} is missing")
            case "extra_forbidden":
                parts.append(f"there is no argument {place}; there are: {', '.join(schema.parameters['properties'])}")
            case _:
                parts.append(f"argument {place}: {problem['msg']}, not {json.dumps(problem['input'], ensure_ascii=False):.80}")
    return "; ".join(parts)


def _error(what: str) -> str:
    return json.dumps({"error": what}, ensure_ascii=False)


def _text(value: Any) -> str:
    """What a tool returned, as the model reads it: text as it is, nothing as `{"ok": true}`, all else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps({"ok": True} if value is None else value, ensure_ascii=False, default=to_jsonable_python)


async def _in_thread(method: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Run a sync method in a daemon thread: unlike a pool's, one that hangs keeps neither others nor the process from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()

    def settle(error: BaseException | None, value: Any) -> None:
        if future.done():  # cut off meanwhile
            return
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)

    def run() -> None:
        error, value = None, None
        try:
            value = method(**arguments)
        except Exception as caught:
            error = caught
        with suppress(RuntimeError):  # the loop has ended meanwhile: nobody waits any more
            loop.call_soon_threadsafe(settle, error, value)

    threading.Thread(target=run, name=f"tool {method.__name__}", daemon=True).start()
    return await future
