"""Following a run from the command line: a bar, its lines, and what the shell is told when it has ended."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from burnish.cli.answers import ERROR, INTERRUPTED, print_json, stderr
from burnish.cli.tables import for_people, plain
from burnish.core.runs import RunLogLine, RunView
from burnish.errors import ConfigError, NotFoundError
from burnish.sdk.progress import in_words, numbers

if TYPE_CHECKING:
    from burnish.sdk import Client

__all__ = ["Follow", "follow_logs", "follow_run", "found_run", "tell_ending"]

Follow = Annotated[bool, typer.Option("--follow", "-f", help="Go on with what it says next, until it has ended.")]

_ID = re.compile(r"run_[0-9a-f]{32}")
_MOST_NAMED = 100
_STATUSES = {"succeeded": 0, "failed": ERROR, "cancelled": INTERRUPTED}


def found_run(opened: "Client", reference: str) -> str:
    """The id of a run: given itself, how it begins, or the run's name.

    Raises:
        NotFoundError: there is none.
        ConfigError: there are several.
    """
    if _ID.fullmatch(reference):
        return reference
    found = opened.runs.list(text=reference, limit=_MOST_NAMED).first(_MOST_NAMED)
    exact = [run.id for run in found if run.name == reference or run.id.startswith(reference)]
    if not exact:
        raise NotFoundError(f"there is no run {reference!r}", where="run", fix="list them: burnish runs list")
    if len(exact) > 1:
        raise ConfigError(f"{reference!r} is several runs", where="run", fix=f"give an id: {', '.join(exact[:5])}")
    return exact[0]


def tell_ending(opened: "Client", run: RunView, *, watching: bool, as_json: bool) -> None:
    """A run that was just made: its id, or with `watching` its whole way."""
    if watching:
        follow_run(opened, run.id, as_json=as_json)
    elif as_json:
        print_json(run.model_dump(mode="json"))
    elif for_people():
        typer.echo(f"{run.id} is {run.status}; follow it: burnish runs watch {run.id}")
    else:
        typer.echo(run.id)


def follow_run(opened: "Client", run: str, *, as_json: bool) -> None:
    """Follow a run until it has ended, on stderr; then tell it, and its ending to the shell. Ctrl-C ends the following, not the run."""
    try:
        ended = _waited(opened, run)
    except KeyboardInterrupt:
        stderr().print(f"[yellow]the run goes on[/]; stop it: burnish runs cancel {run}")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json(ended.model_dump(mode="json"))
    elif for_people():
        typer.echo(plain(in_words(ended)))
    else:
        typer.echo(ended.id)
    if ended.status != "succeeded":
        raise typer.Exit(_STATUSES.get(ended.status, ERROR))


def _waited(opened: "Client", run: str) -> RunView:
    console = stderr()
    if not console.is_terminal:
        return opened.runs.wait(run, progress=_Lines())
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[numbers]}"),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=None, numbers="")

        def tell(now: RunView) -> None:
            words = f"{plain(now.name)} {now.status}"
            progress.update(bar, description=words, completed=now.step, total=now.steps or None, numbers=numbers(now.latest))

        return opened.runs.wait(run, progress=tell)


class _Lines:
    """A line on stderr whenever a run has come further: for a log."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, run: RunView) -> None:
        """Tell of it, if there is news."""
        place = f"{run.status} {run.step}"
        if place != self._last:
            self._last = place
            typer.echo(plain(in_words(run)), err=True)


def follow_logs(opened: "Client", run: str, *, tail: int, follow: bool, as_json: bool) -> None:
    """The last lines of a run, and with `follow` those that come."""
    seen = 0
    for line in opened.runs.last_logs(run, tail):
        _tell_line(line, as_json=as_json)
        seen = line.seq
    if follow:
        for item in opened.runs.stream(run, after=seen):
            if isinstance(item, RunLogLine):
                _tell_line(item, as_json=as_json)


def _tell_line(line: RunLogLine, *, as_json: bool) -> None:
    if as_json:
        typer.echo(line.model_dump_json())
    else:
        text = plain(line.text) if for_people() else line.text
        typer.echo(f"{line.at:%Y-%m-%d %H:%M:%S}  {line.level:7}  {text}")
