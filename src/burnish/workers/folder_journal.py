"""FolderJournal: the records of a run that is a folder.

metrics.jsonl          one row a step
episodes/              kept example episodes, one file a step
examples/              datasets that the recipe wrote
checkpoints/MODEL/     what the models saved
state.json             where to resume
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from burnish.artifacts.files import write_file
from burnish.core.episodes import Episode
from burnish.core.tokens import Checkpoint
from burnish.workers.events import Listener, RunEvent
from burnish.workers.journal import Asked
from burnish.workers.loop import label
from burnish.workers.records import RunState, SavedPoint

__all__ = ["FolderJournal"]

EPISODE = TypeAdapter(Episode)


class FolderJournal:
    """The `Journal` in a folder. In its files, paths are relative to the folder, so that it can be moved.

    Args:
        folder: of the run.
        listener: told of everything that happens.
    """

    resume_with = "go on with the same command and --resume"
    asked: Asked = ""  # signals are what asks a process on a laptop

    def __init__(self, folder: Path, listener: Listener) -> None:
        self.folder, self.where, self._listener = folder, str(folder), listener
        self._state = RunState.read(folder / "state.json") or RunState()
        points = self._state.points
        self._metrics = _cut_rows(folder / "metrics.jsonl", points[0].metrics_bytes if points else self._state.metrics_bytes)

    @property
    def points(self) -> Sequence[SavedPoint]:
        """Where the run can go on, newest first."""
        return [point.moved(self._absolute) for point in self._state.points]

    def checkpoints(self, model: str) -> Path:
        """Where a model of this run keeps its checkpoints."""
        return self.folder / "checkpoints" / model

    def adopt(self, model: str) -> None:
        """Remove checkpoints that the state does not know: a crash came between them and `state.json`, or the run had ended."""
        folder = self.checkpoints(model)
        for path in folder.iterdir() if folder.is_dir() else ():
            if str(path.relative_to(self.folder)) not in self._state.folders:
                shutil.rmtree(path)

    def go_on_from(self, point: SavedPoint) -> None:
        """Forget what was recorded after a point, and the points that are newer."""
        place = (point.loop, point.step)
        kept = tuple(older for older in self._state.points if (older.loop, older.step) <= place)
        self._state = self._state.model_copy(update={"points": kept})
        for model in point.checkpoints:
            self.adopt(model)
        self._metrics.close()
        self._metrics = _cut_rows(self.folder / "metrics.jsonl", kept[0].metrics_bytes)

    def append(self, loop: int, step: int, metrics: Mapping[str, float], seconds: float | None) -> None:
        """Append a row to `metrics.jsonl`."""
        row = {"step": step, **({} if seconds is None else {"seconds": seconds}), **metrics, **({"loop": loop} if loop else {})}
        self._metrics.write((json.dumps(row) + "\n").encode())
        self._metrics.flush()

    def keep(self, loop: int, step: int, episodes: Sequence[Episode]) -> None:
        """Write example episodes to `episodes/`, one JSON object a row."""
        self._write_rows("episodes", label(loop, step), [EPISODE.dump_json(episode) for episode in episodes])

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """Write a dataset to `examples/`, whole or not at all; returns its path."""
        path = self._write_rows("examples", name, [json.dumps(row, ensure_ascii=False).encode() for row in rows])
        self._state = self._state.model_copy(update={"metrics_bytes": self._metrics.tell()})
        self._state.write(self.folder / "state.json")
        return str(path)

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """Rows that this run wrote before it was interrupted; None if it did not get there."""
        path = self.folder / "examples" / f"{name}.jsonl"
        if not path.exists():
            return None
        with path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    async def save(self, point: SavedPoint, keep: int) -> None:
        """Say in `state.json` where the run goes on from now on, then delete what is no longer needed."""
        point = point.moved(self.relative).model_copy(update={"metrics_bytes": self._metrics.tell()})
        before, self._state = self._state, self._state.with_point(point, keep)
        self._state.write(self.folder / "state.json")
        for path in before.folders - self._state.folders:
            shutil.rmtree(self.folder / path, ignore_errors=True)

    def tell(self, event: RunEvent) -> None:
        """Tell the listener."""
        self._listener(event)

    def forget_start(self) -> bool:
        """Remove what a run that did nothing left behind, so that the folder may be used again; False if it did something."""
        if self._metrics.tell():
            return False
        (self.folder / "metrics.jsonl").unlink()
        return True

    def close(self) -> None:
        """Close its file."""
        self._metrics.close()

    def relative(self, checkpoint: Checkpoint) -> Checkpoint:
        """With its path relative to the folder, where it lies in it."""
        path, folder = Path(checkpoint.path).resolve(), self.folder.resolve()
        return replace(checkpoint, path=str(path.relative_to(folder))) if path.is_relative_to(folder) else checkpoint

    def _absolute(self, checkpoint: Checkpoint) -> Checkpoint:
        return replace(checkpoint, path=str(self.folder / checkpoint.path))

    def _write_rows(self, room: str, name: str, rows: Sequence[bytes]) -> Path:
        path = self.folder / room / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        write_file(path, b"".join(row + b"\n" for row in rows))
        return path


def _cut_rows(path: Path, length: int) -> BinaryIO:
    """`metrics.jsonl` opened for appending, without what was written after the checkpoint that the run resumes from."""
    path.touch()
    file = path.open("r+b")
    file.truncate(length)
    file.seek(length)
    return file
