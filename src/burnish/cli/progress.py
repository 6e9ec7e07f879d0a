"""How a run is told on stderr: live bars, text lines, or JSON lines."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from burnish.cli.answers import stderr
from burnish.settings import Settings
from burnish.workers.events import Listener, RunEvent, silent

__all__ = ["telling"]

SHOWN = ("reward", "loss", "kl", "grad_norm", "kept")
"""Metrics worth a place on one line, in this order, where a recipe logs them; else the first ones it logs."""


@contextmanager
def telling(settings: Settings) -> Iterator[Listener]:
    """A listener that tells of a run in the form that `BURNISH_LOG_FORMAT` asks for."""
    form = settings.log_format
    if form == "auto":
        form = "live" if sys.stderr.isatty() else "text"
    console = stderr()
    if form == "off":
        yield silent
    elif form == "json":
        yield _tell_json
    elif form == "text":
        yield lambda event: _tell_text(console, event)
    else:
        with _bars(console) as progress:
            yield _Live(progress)


def _tell_json(event: RunEvent) -> None:
    row = {"event": event.kind, "recipe": event.recipe, "step": event.step, "steps": event.steps, "message": event.message}
    print(json.dumps({**row, **event.metrics}, ensure_ascii=False), file=sys.stderr, flush=True)


def _tell_text(console: Console, event: RunEvent) -> None:
    place = f"{event.step}/{event.steps} " if event.steps and event.kind != "started" else ""
    console.print(f"{event.recipe} {place}{event.kind} {escape(event.message)} {_numbers(event.metrics)}".rstrip())


def _numbers(metrics: Mapping[str, float]) -> str:
    names = [name for name in SHOWN if name in metrics] or list(metrics)[:4]
    return "  ".join(f"{name} {metrics[name]:.4g}" for name in names)


def _bars(console: Console) -> Progress:
    words = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[numbers]}"),
    )
    return Progress(*words, console=console)


class _Live:
    """One bar a run, with its latest numbers; what is worth keeping is printed above it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar = progress.add_task("", total=None, numbers="")

    def __call__(self, event: RunEvent) -> None:
        """Tell of one event."""
        if event.kind == "step":
            self._progress.update(
                self._bar, description=event.recipe, completed=event.step, total=event.steps, numbers=_numbers(event.metrics)
            )
        else:
            self._progress.console.print(f"[dim]{event.kind}[/] {escape(event.message)} {_numbers(event.metrics)}".rstrip())
