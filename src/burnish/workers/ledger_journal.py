"""LedgerJournal: the records of a run that is a row of the ledger, its files in a folder of the platform."""

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from burnish.artifacts.checkpoints import verify_checkpoint
from burnish.artifacts.storage import is_here
from burnish.core.episodes import Episode
from burnish.core.ids import new_id
from burnish.core.tokens import Checkpoint
from burnish.errors import CheckpointError
from burnish.store.leases import EpisodeRow, EventRow, MetricsRow, Point, SavedCheckpoint
from burnish.workers.events import RunEvent
from burnish.workers.journal import Asked
from burnish.workers.recorder import Recorder
from burnish.workers.records import SavedPoint
from burnish.workers.run_folder import RunFolder
from burnish.workers.storable import storable, storable_episode, storable_line

__all__ = ["LedgerJournal", "Verified", "saved_checkpoint", "verified"]

EPISODE = TypeAdapter(Episode)


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of looking at the points of a claim.

    Attributes:
        point: the newest one all of whose checkpoints verify; None if there is none.
        older: the ones before it, which nobody has looked at.
        refused: ids of checkpoints that do not, and why.
    """

    point: Point | None
    older: tuple[Point, ...]
    refused: Mapping[str, str]


def verified(points: Sequence[Point]) -> Verified:
    """The newest point whose checkpoints are what was saved, to the last byte."""
    refused: dict[str, str] = {}
    for number, point in enumerate(points):
        whole = True
        for one in point.checkpoints.values():
            try:
                verify_checkpoint(one.url, sha256=one.digest)
            except CheckpointError as error:
                refused[one.id], whole = str(error), False
        if whole:
            return Verified(point, tuple(points[number + 1 :]), refused)
    return Verified(None, (), refused)


def saved_point(point: Point) -> SavedPoint:
    """A point of the ledger as the loop knows it."""
    total = int(point.state["total"])
    checkpoints = {model: Checkpoint(one.name, one.url, one.digest, total) for model, one in point.checkpoints.items()}
    return SavedPoint.model_validate({"loop": point.loop, "step": point.step, "checkpoints": checkpoints, **point.state})


def saved_checkpoint(checkpoint: Checkpoint, model: str, *, loop: int, step: int, state: Mapping[str, Any]) -> SavedCheckpoint:
    """A checkpoint as the ledger registers it."""
    folder = Path(checkpoint.path)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return SavedCheckpoint(new_id("ckpt"), model, checkpoint.name, step, str(folder), checkpoint.sha256, size, loop, state)


class LedgerJournal:
    """The `Journal` on the ledger: what is said goes through a recorder, which groups it and keeps the lease.

    Of the points that the ledger knows, the loop is shown the one that was verified before the run began: the ledger has forgotten
    already what came after it.

    Args:
        run_id: of the run.
        recorder: of this attempt.
        folder: of its files.

    Attributes:
        also: told the numbers of every step: loop, step, metrics.
    """

    resume_with = "it goes on by itself"

    def __init__(self, run_id: str, recorder: Recorder, folder: RunFolder) -> None:
        self.where, self._recorder, self._folder = run_id, recorder, folder
        self._points: tuple[SavedPoint, ...] = ()
        self._ids: dict[str, str] = {}  # of the run's own checkpoints that have files, by their path
        self._opening: list[dict[str, Any]] = []  # what was recorded before there was a point
        self.also: Callable[[int, int, Mapping[str, float]], None] = lambda loop, step, metrics: None

    def start_from(self, found: Verified) -> None:
        """Go on from what was found; without a point, from what an earlier attempt had recorded when it wrote its examples."""
        points = (found.point, *found.older) if found.point else ()
        self._points = tuple(map(saved_point, points))
        own = [one for point in points for one in point.checkpoints.values() if one.run == self.where]
        self._ids = {one.url: one.id for one in own}
        self._folder.clear(self._needed)
        if not points:
            for row in self._folder.read_opening():
                self._say(row)

    # -- the Journal port ------------------------------------------------------------------------------------------------------

    @property
    def points(self) -> Sequence[SavedPoint]:
        """The point to go on from, and nothing else."""
        return self._points[:1]

    @property
    def asked(self) -> Asked:
        """What people want, as the last answer of the ledger had it."""
        wanted = self._recorder.wanted
        return "" if wanted == "run" else wanted

    def adopt(self, model: str) -> None:
        """Nothing to do: an attempt starts with an empty folder, and those before it were cleared."""

    def go_on_from(self, point: SavedPoint) -> None:
        """Nothing to do: the ledger forgot what came after it when the run began."""

    def append(self, loop: int, step: int, metrics: Mapping[str, float], seconds: float | None) -> None:
        """Numbers of a step; the ledger knows when."""
        self._say({"kind": "metrics", "loop": loop, "step": step, "metrics": storable(metrics)})
        self.also(loop, step, metrics)

    def keep(self, loop: int, step: int, episodes: Sequence[Episode]) -> None:
        """Example episodes, without their tokens, but with how many there were."""
        for episode in episodes:
            kept = replace(episode, turns=(), branches=(), dropped_tokens=episode.sampled_tokens)
            told = EPISODE.dump_python(kept, mode="json")
            row = {"scenario": storable(episode.scenario.id), "reward": episode.reward, "stop": episode.stop}
            self._say({"kind": "episode", "loop": loop, "step": step, **row, "episode": storable_episode(told)})

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """Write a dataset to the run's folder."""
        return str(self._folder.write_examples(name, rows, self._opening))

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """What this or an earlier attempt wrote."""
        return self._folder.read_examples(name)

    async def save(self, point: SavedPoint, keep: int) -> None:
        """Register the checkpoints in one batch with all that was said before; then delete the files that nothing needs any more.

        Raises:
            LeaseLostError: nothing was registered, and nothing is deleted.
        """
        state = point.model_dump(mode="json", include={"total", "seconds", "watch"})
        saved = [
            saved_checkpoint(checkpoint, model, loop=point.loop, step=point.step, state=state)
            for model, checkpoint in point.checkpoints.items()
        ]
        self._points = (point, *self._points)[:keep]
        needed = self._needed
        gone = {path: name for path, name in self._ids.items() if path not in needed}
        await asyncio.wrap_future(self._recorder.commit(tuple(saved), tuple(gone.values())))
        self._opening.clear()
        self._ids = {path: name for path, name in self._ids.items() if path in needed} | {one.url: one.id for one in saved}
        for path in filter(is_here, gone):
            shutil.rmtree(path, ignore_errors=True)

    def tell(self, event: RunEvent) -> None:
        """Progress, evaluations and notices; the ledger itself tells of starts, checkpoints and ends."""
        if event.kind == "step":
            latest = {storable(name): value for name, value in event.metrics.items()}
            self._recorder.progress(loop=event.loop, step=event.step, steps=event.steps, latest=latest)
        elif event.kind == "evaluated":
            numbers = ", ".join(f"{name} {value:.4g}" for name, value in event.metrics.items())
            details = {"step": event.step, "metrics": storable(event.metrics)}
            self._recorder.event(EventRow("evaluated", storable_line(f"after step {event.step}: {numbers}"), details))
        elif event.kind == "notice":
            self._recorder.event(EventRow("notice", storable_line(event.message), {"step": event.step}))

    # -- how -------------------------------------------------------------------------------------------------------------------

    @property
    def _needed(self) -> set[str]:
        """Paths of all checkpoints that the run can go on from, or return to."""
        return {one.path for point in self._points for one in (*point.checkpoints.values(), *point.watch.best.values())}

    def _say(self, row: Mapping[str, Any]) -> None:
        """Hand a row to the recorder, and remember it as long as there is no point that makes it outlive this attempt."""
        if not self._points:
            self._opening.append(dict(row))
        fields = {name: value for name, value in row.items() if name != "kind"}
        if row["kind"] == "metrics":
            self._recorder.metrics(MetricsRow(**fields))
        else:
            self._recorder.episode(EpisodeRow(**fields))
