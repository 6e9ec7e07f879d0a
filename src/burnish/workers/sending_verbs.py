"""SendingVerbs: the ledger's verbs, where checkpoints do not stay on this machine: they are sent to the storage before they are registered.

A run's own process knows its checkpoints by their folders, the ledger by their addresses; here one becomes the other.
"""

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog

from burnish.artifacts.storage import Storage, is_here
from burnish.core.runs import FailureReason, RunStatus
from burnish.errors import CheckpointError, StoreFullError, StoreUnavailableError
from burnish.store.leases import Claim, Entry, Lease, Point, SavedCheckpoint, Standing
from burnish.workers.ledger_verbs import LeaseVerbs

__all__ = ["SendingVerbs", "fetched"]

BEAT_SECONDS = 5.0
PAUSE_SECONDS = 5.0

T = TypeVar("T")

_log = structlog.get_logger(__name__)


class SendingVerbs:
    """`LeaseVerbs` of one attempt. Without a URL nothing is sent, and every verb is the ledger's.

    While something is sent the lease is kept, and while the storage is away the run waits, as it does for the ledger.

    Args:
        ledger: whose verbs.
        storage: where checkpoints are sent.
        claim: as the ledger gave it.
    """

    def __init__(self, ledger: LeaseVerbs, storage: Storage, claim: Claim) -> None:
        self._ledger, self._storage = ledger, storage
        lease = claim.lease
        self._run = f"{lease.project_id}/runs/{lease.run_id}"
        self._points = claim.points
        own = (one for point in claim.points for one in point.checkpoints.values() if one.run == lease.run_id)
        self._urls = {one.id: one.url for one in own}  # of the run's checkpoints that the ledger knows, by their ids
        self._sent: dict[str, str] = {}  # addresses of what this process knows by a folder

    def knows(self, folder: str, url: str) -> None:
        """A folder here is a copy of what lies at an address."""
        self._sent[folder] = url

    def begin(
        self,
        lease: Lease,
        *,
        point: Point | None = None,
        refused: Mapping[str, str] | None = None,
        environment: Mapping[str, Any] | None = None,
    ) -> Standing:
        """Its loop starts; what earlier attempts sent, and nothing can go on from any more, is removed."""
        standing = self._ledger.begin(lease, point=point, refused=refused, environment=environment)
        if self._storage.url is not None and lease.attempt > 1:
            self._keeping(lease, lambda: self._clear(lease, point))
        return standing

    def heartbeat(self, lease: Lease) -> Standing:
        """Keep the lease."""
        return self._ledger.heartbeat(lease)

    def record(self, lease: Lease, entry: Entry) -> Standing:
        """Send the checkpoints of an entry, write it, and remove those whose files are to be deleted."""
        saved = self._all_sent(lease, entry.checkpoints)
        standing = self._ledger.record(lease, replace(entry, checkpoints=saved))
        gone = [url for one in entry.removed if (url := self._urls.pop(one, None)) is not None and not is_here(url)]
        for url in gone:
            self._keeping(lease, partial(self._storage.remove, url))
        return standing

    def finish(self, lease: Lease, *, final: tuple[SavedCheckpoint, ...] = (), message: str = "") -> None:
        """Send what the recipe returned; it ended well."""
        self._ledger.finish(lease, final=self._all_sent(lease, final), message=message)

    def fail(self, lease: Lease, failure: FailureReason, message: str, traceback: str = "") -> None:
        """It ended badly, and would again."""
        self._ledger.fail(lease, failure, message, traceback)

    def settle(self, lease: Lease) -> RunStatus:
        """It stopped because people wanted it."""
        return self._ledger.settle(lease)

    def give_back(
        self, lease: Lease, *, message: str = "", traceback: str = "", died: bool = False, delay_seconds: float = 0.0
    ) -> RunStatus:
        """Another process may go on with it."""
        return self._ledger.give_back(lease, message=message, traceback=traceback, died=died, delay_seconds=delay_seconds)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _all_sent(self, lease: Lease, saved: Sequence[SavedCheckpoint]) -> tuple[SavedCheckpoint, ...]:
        if self._storage.url is None or not saved:
            return tuple(saved)
        return self._keeping(lease, lambda: tuple(self._send(lease, one) for one in saved))

    def _send(self, lease: Lease, saved: SavedCheckpoint) -> SavedCheckpoint:
        url = self._urls.get(saved.id) or self._storage.keep(Path(saved.url), f"{self._run}/{lease.attempt}")
        self._sent[saved.url] = self._urls[saved.id] = url
        return replace(saved, url=url, state=_elsewhere(saved.state, lambda path, _: self._sent.get(path, path)))

    def _clear(self, lease: Lease, point: Point | None) -> None:
        older = () if point is None else self._points[[(one.loop, one.step) for one in self._points].index((point.loop, point.step)) :]
        needed = {one.url for place in older for one in place.checkpoints.values()}
        needed |= {best["path"] for place in older for best in _best(place.state).values()}
        for attempt in range(1, lease.attempt):
            self._storage.clear(f"{self._run}/{attempt}", needed)

    def _keeping(self, lease: Lease, work: Callable[[], T]) -> T:
        """What some work with the storage gives, however long that takes, and however long the storage is away."""
        while True:
            try:
                return self._beating(lease, work)
            except (StoreUnavailableError, StoreFullError) as error:
                _log.warning("the storage does not answer", run=lease.run_id, error=str(error))
                self._beating(lease, lambda: threading.Event().wait(PAUSE_SECONDS))

    def _beating(self, lease: Lease, work: Callable[[], T]) -> T:
        done: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

        def carry_out() -> None:
            try:
                done.put((True, work()))
            except BaseException as error:
                done.put((False, error))

        threading.Thread(target=carry_out, name="storage", daemon=True).start()
        while True:
            try:
                well, result = done.get(timeout=min(BEAT_SECONDS, lease.seconds / 4))
            except queue.Empty:
                self._ledger.heartbeat(lease)
                continue
            if not well:
                raise result
            value: T = result
            return value


def fetched(storage: Storage, points: Sequence[Point], knows: Callable[[str, str], None] = lambda folder, url: None) -> tuple[Point, ...]:
    """The points, with the newest one that is whole brought here from wherever it lies; all others as they were.

    Args:
        storage: where they lie.
        points: newest first.
        knows: told the folder of everything that was brought here, and its address.

    Raises:
        StoreUnavailableError: the storage is away, so that nobody can say whether they are whole.
    """

    def bring(path: str, sha256: str) -> str:
        if is_here(path):
            return path
        folder = str(storage.folder(path, sha256))
        knows(folder, path)
        return folder

    for number, point in enumerate(points):
        try:
            there = {model: one.model_copy(update={"url": bring(one.url, one.digest)}) for model, one in point.checkpoints.items()}
            here = replace(point, checkpoints=there, state=_elsewhere(point.state, bring))
        except CheckpointError:  # who verifies the points says so
            continue
        return (*points[:number], here, *points[number + 1 :])
    return tuple(points)


def _best(state: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    """The checkpoints that early stopping may go back to, as a point's state has them."""
    best: Mapping[str, dict[str, Any]] = state.get("watch", {}).get("best", {})
    return best


def _elsewhere(state: Mapping[str, Any], place: Callable[[str, str], str]) -> Mapping[str, Any]:
    """A state whose best checkpoints lie somewhere else."""
    best = {model: {**one, "path": place(one["path"], one["sha256"])} for model, one in _best(state).items()}
    return {**state, "watch": {**state["watch"], "best": best}} if best else state
