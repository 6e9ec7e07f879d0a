"""Installations as real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.databases import database_url, postgres, templates

__all__ = ["Up", "database_url", "postgres", "templates"]

ROOT = Path(__file__).parents[2]
_FREE_PORTS = ("--port", "0", "--gateway-port", "0")


@dataclass
class Up:
    """`burnish up`, started as a shell would."""

    home: Path
    errors: Path
    environment: dict[str, str]
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[str] = field(init=False)
    told: dict[str, Any] = field(init=False)

    def __enter__(self) -> "Up":
        self.process = self.started()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.said
        self.told = json.loads(line)
        return self

    def started(self) -> subprocess.Popen[str]:
        """The process, of which nothing is known yet."""
        with self.errors.open("a") as errors:
            return subprocess.Popen(
                [sys.executable, "-c", "from burnish.cli import main; main()", "up", "--json", *_FREE_PORTS, *self.arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**self.environment, "BURNISH_HOME": str(self.home)},
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """What it and its parts said on stderr so far."""
        return self.errors.read_text()

    def wait_until(self, done: Callable[[], bool], *, seconds: float = 20) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def parts(self) -> dict[str, psutil.Process]:
        """The processes that it started, by name."""
        children = psutil.Process(self.process.pid).children()
        commands = {child: child.cmdline() for child in children}
        return {command[command.index("burnish.up.processes") + 1]: child for child, command in commands.items() if len(command) > 4}

    def end(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 30) -> tuple[int, str]:
        """Send it a signal; its exit status, and what it said on stderr."""
        self.process.send_signal(number)
        self.process.communicate(timeout=seconds)
        return self.process.returncode, self.said

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate(timeout=20)


@pytest.fixture
def environment() -> dict[str, str]:
    """Of a process that knows the code and no settings of the caller."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "BURNISH_LOG_FORMAT": "json"}


@pytest.fixture
def up(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[..., Up]]:
    """Make an installation in a home of its own."""
    made: list[Up] = []

    def make(*arguments: str, home: str | Path = "home", **more: str) -> Up:
        made.append(Up(tmp_path / home, tmp_path / f"errors-{len(made)}", {**environment, **more}, arguments))
        return made[-1]

    yield make
    for one in made:
        one.wait_until(lambda one=one: _orphans(one.home) == [])  # type: ignore[misc]


def _orphans(home: Path) -> list[psutil.Process]:
    """Processes of an installation that outlived it."""
    found = []
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get("BURNISH_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found
