"""RunFolder: the files of a run of the platform, apart for each attempt, so that a worker that lost its lease spoils nothing.

RUN/checkpoints/ATTEMPT/MODEL/NAME/   what the models saved
RUN/examples/ATTEMPT/NAME.jsonl       datasets that the recipe wrote
RUN/logs/ATTEMPT.txt                  what the process said before and beside its log: its last words, when it died
"""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from burnish.artifacts.files import write_file
from burnish.errors import ConfigError
from burnish.settings import Settings

__all__ = ["RunFolder", "runs_folder"]

OPENING = ".opening.json"


def runs_folder(settings: Settings, project_id: str) -> Path:
    """Where the files of a project's runs lie."""
    return settings.artifacts / project_id / "runs"


class RunFolder:
    """The files of one attempt at a run.

    Args:
        runs: the folder of all runs.
        run_id: which.
        attempt: rises with each attempt, so that a higher one is a later one.
    """

    def __init__(self, runs: Path, run_id: str, attempt: int) -> None:
        self.path, self.attempt = runs / run_id, attempt

    def make(self) -> None:
        """Make it, if it is not there.

        Raises:
            ConfigError: it cannot be made.
        """
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"the folder cannot be made: {error.strerror}", where=str(self.path), fix="correct BURNISH_HOME") from None

    @property
    def log(self) -> Path:
        """Where the process's own output goes."""
        return self.path / "logs" / f"{self.attempt}.txt"

    def checkpoints(self, model: str) -> Path:
        """Where a model saves its checkpoints in this attempt."""
        return self.path / "checkpoints" / str(self.attempt) / model

    def clear(self, keep: Collection[str]) -> None:
        """Remove the checkpoints of earlier attempts, and of this one, that are not among those to keep.

        Those of later attempts are left alone: then this one lost its lease, and does not know it yet.
        """
        kept = {Path(path).resolve() for path in keep}
        for attempt in self._attempts("checkpoints"):
            for checkpoint in (self.path / "checkpoints" / str(attempt)).glob("*/*"):
                if checkpoint.resolve() not in kept:
                    shutil.rmtree(checkpoint, ignore_errors=True)

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]], opening: Sequence[Mapping[str, Any]]) -> Path:
        """Write a dataset, whole or not at all, and before it what the run had recorded by then."""
        folder = self.path / "examples" / str(self.attempt)
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / OPENING, json.dumps(list(opening)).encode())
        write_file(folder / f"{name}.jsonl", b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows))
        return folder / f"{name}.jsonl"

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """What the newest attempt that did so wrote under that name; None if none did."""
        for attempt in self._attempts("examples"):
            path = self.path / "examples" / str(attempt) / f"{name}.jsonl"
            if path.exists():
                with path.open(encoding="utf-8") as file:
                    return [json.loads(line) for line in file]
        return None

    def read_opening(self) -> list[dict[str, Any]]:
        """What the run had recorded when the newest examples were written; empty if none were."""
        for attempt in self._attempts("examples"):
            folder = self.path / "examples" / str(attempt)
            if any(folder.glob("*.jsonl")):
                opening: list[dict[str, Any]] = json.loads((folder / OPENING).read_text(encoding="utf-8"))
                return opening
        return []

    def _attempts(self, room: str) -> list[int]:
        """Attempts up to this one that have a folder there, newest first."""
        folder = self.path / room
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted((int(name) for name in names if name.isdecimal() and int(name) <= self.attempt), reverse=True)
