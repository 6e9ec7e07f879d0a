"""Record: a frozen value that crosses the wire, and shows itself as a table in a notebook."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from pydantic import BaseModel, ConfigDict

__all__ = ["Record", "rows_as_html"]

LONGEST_CELL = 200
"""Characters of a value that a table shows."""


class Record(BaseModel):
    """A frozen value that crosses the wire; a field that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def _repr_html_(self) -> str:
        """The record as notebooks show it: a row a field, every value escaped."""
        rows = "".join(f"<tr><th style='text-align:left'>{escape(name)}</th>{_cell(value)}</tr>" for name, value in self)
        return f"<table><caption>{escape(type(self).__name__)}</caption>{rows}</table>"


def rows_as_html(records: Sequence[BaseModel], *, note: str = "") -> str:
    """Records of one kind as one table with a row each, every value escaped; `note` goes below it."""
    names = list(type(records[0]).model_fields) if records else []
    head = _row(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(_row(_cell(getattr(record, name)) for name in names) for record in records)
    words = note or ("" if records else "nothing here")
    below = f"<p>{escape(words)}</p>" if words else ""
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{below}"


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(value: Any) -> str:
    return f"<td style='text-align:left'>{escape(_words(value))}</td>"


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_defaults=True)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
