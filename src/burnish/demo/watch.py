"""Watch: what the demo tells whoever looks on while it runs; PlainWatch: lines, for logs and pipes."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from rich.console import Console

from burnish.demo.platform import PROJECT, Platform
from burnish.demo.results import DemoReport, Evaluated
from burnish.demo.summary import print_summary
from burnish.demo.wording import duration, measured, words
from burnish.up.page import page_is_built

__all__ = ["PlainWatch", "SilentWatch", "Watch", "way_back", "way_in"]

QUIET_SECONDS = 10.0
"""The least time between two lines of progress: a log should be read, not scrolled."""


class Watch(Protocol):
    """Told of everything the demo does, in order. It must not block, and nothing depends on it."""

    def begin(self, stages: Sequence[str], out: Path) -> None:
        """The demo begins; these are its stages, by the names of `DemoReport.seconds`."""
        ...

    def opened(self, place: Platform) -> None:
        """The platform is up: its page shows everything that follows."""
        ...

    def stage(self, name: str) -> None:
        """A stage begins; the one before it is done."""
        ...

    def progress(self, done: int, total: int, metrics: Mapping[str, float]) -> None:
        """So much of the stage is done, with the numbers of its latest step."""
        ...

    def measured(self, name: str, evaluated: Evaluated) -> None:
        """The model was evaluated; `name` is `before` or `after`."""
        ...

    def notice(self, text: str) -> None:
        """Something a person should know."""
        ...

    def end(self, report: DemoReport | None) -> None:
        """The demo is over, finished or not. Its report is written, unless there is nothing to report."""
        ...

    def stays_up(self, place: Platform) -> None:
        """All is done, and the platform stays until Ctrl-C."""
        ...


class SilentWatch:
    """Tells nobody."""

    def begin(self, stages: Sequence[str], out: Path) -> None:
        """Nothing."""

    def opened(self, place: Platform) -> None:
        """Nothing."""

    def stage(self, name: str) -> None:
        """Nothing."""

    def progress(self, done: int, total: int, metrics: Mapping[str, float]) -> None:
        """Nothing."""

    def measured(self, name: str, evaluated: Evaluated) -> None:
        """Nothing."""

    def notice(self, text: str) -> None:
        """Nothing."""

    def end(self, report: DemoReport | None) -> None:
        """Nothing."""

    def stays_up(self, place: Platform) -> None:
        """Nothing."""


class PlainWatch:
    """One line when a stage begins, one when something was measured, and one every few seconds while there is progress.

    Args:
        console: where the lines go.
        result: where the summary goes at the end; by default the same.
    """

    def __init__(self, console: Console, result: Console | None = None) -> None:
        self._console, self._result = console, result or console
        self._began = time.monotonic()
        self._told = float("-inf")
        self._stage = ""
        self._out = Path()

    def begin(self, stages: Sequence[str], out: Path) -> None:
        """Say where everything goes."""
        self._began, self._out = time.monotonic(), out
        self._line(f"the demo: {', '.join(words(stage) for stage in stages)}; everything goes to {out}")

    def opened(self, place: Platform) -> None:
        """Say where the page is, and how to get in."""
        for line in way_in(place):
            self._line(line)

    def stage(self, name: str) -> None:
        """Say that it begins."""
        self._stage, self._told = words(name), time.monotonic()
        self._line(f"{self._stage} …")

    def progress(self, done: int, total: int, metrics: Mapping[str, float]) -> None:
        """Say how far it is, at most every few seconds, and at its end."""
        if done < total and time.monotonic() - self._told < QUIET_SECONDS:
            return
        self._told = time.monotonic()
        reward = f", reward {metrics['reward']:.2f}" if "reward" in metrics else ""
        self._line(f"{self._stage} {done} of {total}{reward}")

    def measured(self, name: str, evaluated: Evaluated) -> None:
        """Say what was measured."""
        self._line(f"{name}: resolution {measured(evaluated.resolution)}, missed escalations {measured(evaluated.missed_escalations)}")

    def notice(self, text: str) -> None:
        """Say it."""
        self._line(text)

    def end(self, report: DemoReport | None) -> None:
        """Print the summary."""
        self._line("done" if report and report.finished else "stopped before it was done")
        if report:
            print_summary(self._result, report, self._out)

    def stays_up(self, place: Platform) -> None:
        """Say it."""
        for line in (*way_in(place), *way_back(place)):
            self._line(line)

    def _line(self, text: str) -> None:
        spent = duration(time.monotonic() - self._began)
        self._console.print(f"{spent:>12}  {text}", highlight=False, markup=False, soft_wrap=True)


def way_in(place: Platform) -> tuple[str, ...]:
    """Where the page is and how to get in, in lines."""
    login = f"log in as {place.first.email} with the password {place.first.password}"
    if page_is_built():
        return (f"see it live at {place.page}", login)
    return (f"the platform is up at {place.url}; its page is not built (make ui), the API and the commands work", login)


def way_back(place: Platform) -> tuple[str, ...]:
    """How commands get in, how it stops, and comes back, in lines."""
    settings = {"URL": place.url, "API_KEY": place.first.key, "PROJECT": PROJECT}
    exported = " ".join(f"BURNISH_{name}={value}" for name, value in settings.items())
    return (f"for commands: export {exported}", f"Ctrl-C stops it; BURNISH_HOME={place.home} burnish up brings it back")
