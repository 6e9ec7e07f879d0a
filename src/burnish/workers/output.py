"""What a run prints, logs and warns, as lines of its log."""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Literal, TextIO

import structlog

from burnish.store.leases import LogRow
from burnish.workers.storable import storable_line

__all__ = ["recorded_output"]

Say = Callable[[LogRow], None]
Level = Literal["debug", "info", "warning", "error"]  # words of every logging library


@contextmanager
def recorded_output(say: Say) -> Iterator[None]:
    """For as long as the block lasts, what is printed, logged and warned is said; what is printed goes to where it went before as well."""
    handler = _Handler(say)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    before = structlog.get_config()
    out, err = _Lines(sys.stdout, say, "info"), _Lines(sys.stderr, say, "warning")
    structlog.configure(processors=[structlog.processors.format_exc_info, _event_line(say)], logger_factory=structlog.ReturnLoggerFactory())
    try:
        with redirect_stdout(out), redirect_stderr(err):
            yield
    finally:
        out.finish()
        err.finish()
        structlog.configure(**before)
        logging.captureWarnings(False)
        root.setLevel(level)
        root.removeHandler(handler)


class _Lines(io.TextIOBase):
    """A stream whose whole lines are said."""

    def __init__(self, beside: TextIO, say: Say, level: Level) -> None:
        self._beside, self._say, self._level, self._rest = beside, say, level, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._beside.write(text)
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._tell(line)
        return len(text)

    def flush(self) -> None:
        self._beside.flush()

    def finish(self) -> None:
        """Say what has no end of a line yet."""
        self._tell(self._rest)
        self._rest = ""

    def _tell(self, line: str) -> None:
        last = line.rstrip("\r").rpartition("\r")[2]  # a progress bar overwrites itself
        if last.strip():
            self._say(LogRow(storable_line(last), self._level))


class _Handler(logging.Handler):
    """Says what Python's own logging is told."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.INFO)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say(LogRow(storable_line(self.format(record)), _level(record.levelname.lower())))


def _event_line(say: Say) -> structlog.types.Processor:
    def tell(logger: object, method: str, event: structlog.types.EventDict) -> str:
        words = [str(event.pop("event", "")), *(f"{name}={value}" for name, value in event.items())]
        line = storable_line(" ".join(words))
        say(LogRow(line, _level(method)))
        return line

    return tell


def _level(name: str) -> Level:
    levels: dict[str, Level] = {"debug": "debug", "info": "info", "warning": "warning", "warn": "warning"}
    return levels.get(name, "error")
