"""Sandbox: render a chat template that somebody else wrote, with bounded work and bounded output."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from burnish.errors import TemplateError

__all__ = ["MAX_CHARACTERS", "MAX_STEPS", "Sandbox"]

MAX_CHARACTERS = 4_000_000
"""The longest text that a render, or a string inside one, may reach: about a million tokens."""

MAX_STEPS = 1_000_000
"""What one render may take: a round of a loop is one step, a call is twenty. A conversation of 1,000 messages needs some ten thousand."""

_FIX = "use a checkpoint you trust, or repair its chat_template.jinja"


class _Generation(Extension):
    """Accepts `{% generation %}…{% endgeneration %}`, which marks the assistant's text, and renders what is inside."""

    tags = {"generation"}  # noqa: RUF012 - Jinja declares it as a plain class attribute

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a budget: loops, calls and growing strings are counted, so that no template runs for ever."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, jinja2.ext.loopcontrols])
        self.steps = 0
        for name in ("center", "format", "wordwrap"):  # they make long strings out of short ones
            del self.filters[name]
        self.filters["tojson"] = _to_json
        self.filters["counted"] = self.counted
        self.globals.update(raise_exception=_raise_exception, strftime_now=_strftime_now, namespace=_Namespace, dict=_Dict())

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        # Every loop runs over `items|counted`: a loop inside a loop is bounded as well as a long one.
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None)
        return tree

    def spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise SecurityError(f"the template takes more than {MAX_STEPS:,} steps")

    def counted(self, items: Iterable[Any]) -> Iterable[Any]:
        if isinstance(items, jinja2.Undefined):
            return items
        listed = items if isinstance(items, (list, tuple, str, dict, range)) else self._listed(items)
        self.spend(len(listed))
        return listed

    def _listed(self, items: Iterable[Any]) -> list[Any]:
        listed = []
        for item in items:
            listed.append(item)
            if len(listed) > MAX_STEPS:
                raise SecurityError(f"the template loops over more than {MAX_STEPS:,} items")
        return listed

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        __self.spend(20)
        if any(isinstance(number, int) and number > MAX_CHARACTERS for number in args):  # 'x'.center(10**9), range(10**9)
            raise SecurityError(f"a call with a number above {MAX_CHARACTERS:,}")
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"{operator} is not allowed in a chat template")
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            size = len(left) + len(right)
        elif operator == "*":
            size = _size(left) * right if isinstance(right, int) else _size(right) * left if isinstance(left, int) else 0
        else:
            size = _size(left) + _size(right)
        if size > MAX_CHARACTERS:
            raise SecurityError(f"a value of {size:,} characters is too large")
        return super().call_binop(context, operator, left, right)


class _Namespace(Namespace):
    """Jinja's namespace, without names that begin with an underscore."""

    def __init__(*args: Any, **kwargs: Any) -> None:
        names = dict(*args[1:], **kwargs)
        for name in names:
            _refuse_underscore(name)
        Namespace.__init__(args[0], names)

    def __setitem__(self, name: str, value: Any) -> None:
        _refuse_underscore(name)
        super().__setitem__(name, value)


class _Dict:
    """`dict(…)` for templates, without the attributes of the real type."""

    def __call__(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(*args, **kwargs)


def _refuse_underscore(name: object) -> None:
    if isinstance(name, str) and name.startswith("_"):
        raise SecurityError(f"a namespace cannot hold {name!r}")


def _size(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def _to_json(value: Any, ensure_ascii: bool = False, indent: int | None = None, separators: Any = None, sort_keys: bool = False) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _raise_exception(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)


def _strftime_now(form: str) -> str:
    return datetime.now(UTC).astimezone().strftime(form)


class Sandbox:
    """One compiled chat template, set up as templates of Hugging Face checkpoints expect.

    That is: blocks trimmed, `break` and `continue`, `tojson` without HTML escapes, `raise_exception`, `strftime_now` and the
    `generation` tag. Attributes that lead to Python's internals, changes to the arguments, more than MAX_STEPS loop rounds and calls,
    and texts above MAX_CHARACTERS are refused. Not covered: `indent` and `replace`, whose results are bounded only where they
    are printed.

    Raises:
        TemplateError: the source does not compile.
    """

    def __init__(self, source: str, *, where: str = "chat template") -> None:
        self.source, self.where = source, where
        self._environment = _Environment()
        try:
            self._template = self._environment.from_string(source)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"does not compile: {error.message}", where=f"{where}, line {error.lineno}", fix=_FIX) from error
        except (jinja2.TemplateError, RecursionError) as error:
            raise TemplateError(f"does not compile: {error}", where=where, fix=_FIX) from error

    def render(self, **variables: Any) -> str:
        """The text for these variables.

        Raises:
            TemplateError: the template refuses the conversation, is unsafe, fails, or does not come to an end.
        """
        self._environment.steps = 0
        try:
            return "".join(self._bounded(self._template.generate(**variables)))
        except SecurityError as error:
            raise TemplateError(f"unsafe: {error}", where=self._place(error), fix=_FIX) from error
        except jinja2.UndefinedError as error:
            raise TemplateError(f"does not fit this conversation: {error}", where=self._place(error), fix=_FIX) from error
        except jinja2.TemplateError as error:
            fix = "change the messages to what this template accepts, or use another template"
            raise TemplateError(f"refuses this conversation: {error}", where=self._place(error), fix=fix) from error
        except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
            raise TemplateError(f"fails with {type(error).__name__}: {error}", where=self._place(error), fix=_FIX) from error

    def _bounded(self, chunks: Iterator[str]) -> Iterator[str]:
        written = 0
        for chunk in chunks:
            written += len(chunk)
            if written > MAX_CHARACTERS:
                raise SecurityError(f"the text is longer than {MAX_CHARACTERS:,} characters")
            yield chunk

    def _place(self, error: BaseException) -> str:
        # Jinja rewrites tracebacks so that lines of the template show up as lines of the file <template>.
        line, frame = 0, error.__traceback__
        while frame is not None:
            line = frame.tb_lineno if frame.tb_frame.f_code.co_filename == "<template>" else line
            frame = frame.tb_next
        return f"{self.where}, line {line}" if line else self.where
