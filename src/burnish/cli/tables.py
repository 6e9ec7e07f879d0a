"""How records are told: as JSON, as bare ids where another program reads, as a table where a person does."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from burnish.cli.answers import print_json

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["Columns", "ago", "for_people", "plain", "table_of", "tell_done", "tell_list", "tell_one", "tell_row", "watch"]

R = TypeVar("R", bound="BaseModel")

Columns = Mapping[str, Callable[[R], Any]]
"""Heading → what a record has under it."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STEPS = ((60, "s"), (60, "min"), (24, "h"), (7, "d"))


def for_people() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


def _id(record: "BaseModel") -> str:
    return str(record.id)  # type: ignore[attr-defined]


def tell_list(records: Iterable[R], columns: Columns[R], *, as_json: bool, id_of: Callable[[R], str] = _id) -> None:
    """Records, one a line."""
    rows = list(records)
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
    elif for_people():
        _print(table_of(rows, columns))
    else:
        for row in rows:
            typer.echo(id_of(row))


def tell_row(record: R, columns: Columns[R], *, as_json: bool, id_of: Callable[[R], str] = _id) -> None:
    """One record, told as it is in a list."""
    if as_json:
        print_json(record.model_dump(mode="json"))
    else:
        tell_list([record], columns, as_json=False, id_of=id_of)


def tell_done(what: str, to: str, *, as_json: bool) -> None:
    """That something was done which leaves nothing to show."""
    if as_json:
        print_json({what: to})
    elif for_people():
        typer.echo(f"{what} {to}")


def tell_one(record: "BaseModel", fields: Mapping[str, Any], *, as_json: bool, bare: str) -> None:
    """One record: for people its fields, for programs its id or name."""
    if as_json:
        print_json(record.model_dump(mode="json"))
    elif for_people():
        from rich.table import Table

        table = Table(box=None, show_header=False)
        for name, value in fields.items():
            if value not in (None, "", (), {}):
                table.add_row(f"[dim]{name}[/]", _shown(value))
        _print(table)
    else:
        typer.echo(bare)


def table_of(rows: Sequence[R], columns: Columns[R]) -> "Table":
    """A table of records."""
    from rich.table import Table

    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(_shown(value(row)) for value in columns.values()))
    return table


def watch(draw: Callable[[], "RenderableType"], *, every_s: float) -> None:
    """Draw again and again, until Ctrl-C."""
    import time

    from rich.console import Console
    from rich.live import Live

    with Live(draw(), console=Console(), auto_refresh=False, screen=False) as live:
        try:
            while True:
                time.sleep(every_s)
                live.update(draw(), refresh=True)
        except KeyboardInterrupt:
            return


def ago(moment: datetime | None) -> str:
    """How long ago, or in how long: `3 min ago`, `in 2 d`."""
    if moment is None:
        return ""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    amount = abs(seconds)
    for size, unit in _STEPS:
        if amount < size or unit == "d":
            break
        amount /= size
    return f"in {amount:.0f} {unit}" if seconds < -1 else f"{amount:.0f} {unit} ago"


def plain(text: str) -> str:
    """Text of somebody else, without what would steer the terminal."""
    return _CONTROLS.sub("�", _ESCAPES.sub("", text))


def _print(what: "RenderableType") -> None:
    from rich.console import Console

    Console().print(what)


def _shown(value: Any) -> "RenderableType":
    from rich.text import Text

    if isinstance(value, datetime):
        value = ago(value)
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    return Text(plain("" if value is None else str(value)))
