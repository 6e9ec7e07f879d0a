"""Examples: rows of a dataset file → conversations → datums, with what was cut and dropped counted."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from burnish.core.messages import Message, Tool, assistant, parse_messages, parse_tools, user
from burnish.core.ports import Renderer
from burnish.core.tokens import Datum
from burnish.errors import DataError, TemplateError

__all__ = ["Example", "Examples", "cut_at_turn", "load_examples", "make_examples", "read_example", "read_examples"]

_log = structlog.get_logger(__name__)

_NOT_TO_LEARN_FROM = ("dev", "test", "valid", "validation", "eval")


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a dataset: a conversation with at least one assistant turn. `source` names the file and the row."""

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Examples:
    """Datums to learn from, and what became of the rows.

    Attributes:
        datums: one for each row that was not dropped.
        truncated: how many were cut at a turn boundary, to fit.
        dropped: how many had not even one assistant turn that fits.
        rows: how many rows there were.
    """

    datums: tuple[Datum, ...]
    truncated: int
    dropped: int
    rows: int

    @property
    def truncation_rate(self) -> float:
        """The share of rows that were cut or dropped."""
        return (self.truncated + self.dropped) / self.rows if self.rows else 0.0


def load_examples(path: str | Path, template: Renderer, *, max_tokens: int, limit: int | None = None) -> Examples:
    """Read a dataset file and render its rows; rows are those of `read_examples`, cutting is that of `make_examples`.

    Raises:
        DataError: as these two; names the file and the row.
    """
    return make_examples(read_examples(path, limit=limit), template, max_tokens=max_tokens)


def make_examples(examples: Sequence[Example], template: Renderer, *, max_tokens: int) -> Examples:
    """Render conversations as datums. One longer than `max_tokens` ends with the last assistant turn that fits, or is dropped.

    Raises:
        DataError: no row fits, or the template cannot render a row; names it.
    """
    datums = []
    truncated = dropped = 0
    for example in examples:
        try:
            datum = template.example(example.messages, example.tools, source=example.source)
        except TemplateError as error:
            raise DataError(f"the chat template {error.what}", where=example.source, fix=error.fix) from error
        if len(datum.tokens) > max_tokens:
            short = cut_at_turn(datum, max_tokens)
            truncated, dropped = (truncated, dropped + 1) if short is None else (truncated + 1, dropped)
            datum = short or datum
            if short is None:
                continue
        datums.append(datum)
    if not datums:
        fix = "raise max_tokens" if examples else "give at least one row"
        raise DataError(f"no example is left of {len(examples)} rows with max_tokens {max_tokens}", where="examples", fix=fix)
    made = Examples(tuple(datums), truncated, dropped, len(examples))
    if truncated or dropped:
        _log.warning("examples cut", max_tokens=max_tokens, truncated=truncated, dropped=dropped, rows=made.rows, rate=made.truncation_rate)
    return made


def cut_at_turn(datum: Datum, max_tokens: int) -> Datum | None:
    """The datum up to the last assistant turn that ends within `max_tokens`; None if none does. Columns are not kept."""
    mask = datum.mask
    for end in range(min(max_tokens, len(mask)), 0, -1):
        if mask[end - 1] and (end == len(mask) or not mask[end]):
            return Datum(tokens=datum.tokens[:end], mask=mask[:end], temperature=datum.temperature, source=datum.source)
    return None


def read_examples(path: str | Path, *, limit: int | None = None) -> list[Example]:
    """Read rows of a JSONL file (gzip if its name ends in .gz).

    A row is `{"messages": […], "tools": […]}` in the OpenAI chat shape, or `{"prompt": "…", "completion": "…"}`, which is one exchange.
    A row whose `split` is another one than train is left out. Other keys are ignored; blank lines are skipped.

    Raises:
        DataError: the file is missing, unreadable or empty, or a row is not JSON, has a wrong role or shape, or no assistant turn;
            names the file and the row, counted from 1.
    """
    examples: list[Example] = []
    for number, line in _lines(Path(path)):
        if limit is not None and len(examples) >= limit:
            break
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(f"the row is not JSON: {error}", where=where, fix="write one JSON object a line") from error
        example = read_example(row, where=where)
        if row.get("split") not in _NOT_TO_LEARN_FROM:
            examples.append(example)
    if not examples:
        raise DataError("there are no rows", where=str(path), fix="give a file with one JSON object a line")
    return examples


def read_example(row: object, *, where: str) -> Example:
    """Check one row; see `read_examples`.

    Raises:
        DataError: what is wrong with it, and where.
    """
    if not isinstance(row, Mapping):
        raise DataError(
            f"the row is a {type(row).__name__}", where=where, fix='write an object with "messages", or "prompt" and "completion"'
        )
    if "messages" in row:
        messages = parse_messages(row["messages"], where=f"{where}.messages")
        tools = parse_tools(row.get("tools"), where=f"{where}.tools")
    elif "prompt" in row and "completion" in row:
        messages, tools = _exchange(row, where), ()
    else:
        what = f"the row has neither messages nor prompt and completion, but {sorted(row)[:6]}"
        raise DataError(what, where=where, fix='write "messages", or "prompt" and "completion"')
    if not any(message.role == "assistant" for message in messages):
        raise DataError("there is no assistant turn to learn from", where=where, fix="add one, or leave the row out")
    return Example(messages, tools, where)


def _exchange(row: Mapping[str, Any], where: str) -> tuple[Message, ...]:
    for key in ("prompt", "completion"):
        if not isinstance(row[key], str):
            raise DataError(f"{key} is a {type(row[key]).__name__}, not text", where=where, fix='write conversations as "messages"')
    return user(row["prompt"]), assistant(row["completion"])


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except FileNotFoundError as error:
        raise DataError("there is no such file", where=str(path), fix="check the path") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(
            f"cannot be read: {error}", where=str(path), fix="give JSONL in UTF-8, or the same with gzip and a name in .gz"
        ) from error
