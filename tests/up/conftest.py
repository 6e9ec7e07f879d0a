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


@dataclass
class Up:
    """`burnish up`, started as a shell would."""

    home: Path
    environment: dict[str, str]
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[str] = field(init=False)
    told: dict[str, Any] = field(init=False)

    def __enter__(self) -> "Up":
        self.process = self.started()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate(timeout=20)[1]
        self.told = json.loads(line)
        return self

    def started(self) -> subprocess.Popen[str]:
        """The process, of which nothing is known yet."""
        return subprocess.Popen(
            [sys.executable, "-c", "from burnish.cli import main; main()", "up", "--json", "--port", "0", *self.arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.environment, "BURNISH_HOME": str(self.home)},
            cwd=self.home.parent,
            start_new_session=True,
        )

    def parts(self) -> dict[str, psutil.Process]:
        """The processes that it started, by name."""
        children = psutil.Process(self.process.pid).children()
        commands = {child: child.cmdline() for child in children}
        return {command[command.index("burnish.up.processes") + 1]: child for child, command in commands.items() if len(command) > 4}

    def end(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 30) -> tuple[int, str]:
        """Send it a signal; its exit status, and what it said on stderr."""
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=seconds)
        return self.process.returncode, err

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

    def make(*arguments: str, home: str = "home", **more: str) -> Up:
        made.append(Up(tmp_path / home, {**environment, **more}, arguments))
        return made[-1]

    yield make
    deadline = time.monotonic() + 10
    left = [one for one in made if hasattr(one, "process") and one.process.poll() is None]
    assert not left, "an installation was left running"
    while time.monotonic() < deadline and any(_orphans(one.home) for one in made):
        time.sleep(0.1)
    assert [process for one in made for process in _orphans(one.home)] == []


def _orphans(home: Path) -> list[psutil.Process]:
    """Processes of an installation that outlived it."""
    found = []
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get("BURNISH_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found
