"""Recorder: writes what a run says into the ledger, a few entries a second, and keeps the run's lease meanwhile."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from burnish.core.runs import Wanted
from burnish.errors import StoreFullError, StoreUnavailableError
from burnish.store.leases import Entry, EpisodeRow, EventRow, Lease, LogRow, MetricsRow, SavedCheckpoint, Standing

__all__ = ["Recorder", "Writes"]

FLUSH_SECONDS = 0.25
MOST_BEAT_SECONDS = 5.0
ROWS_AT_ONCE = 2_000
MOST_LOGS_WAITING = 20_000

_log = structlog.get_logger(__name__)


class Writes(Protocol):
    """What a recorder needs of the ledger."""

    def record(self, lease: Lease, entry: Entry) -> Standing:
        """Write an entry, once."""
        ...

    def heartbeat(self, lease: Lease) -> Standing:
        """Keep the lease."""
        ...


@dataclass
class _Waiting:
    """What was said and is not written yet."""

    step: int | None = None
    steps: int | None = None
    loop: int | None = None
    latest: dict[str, float] = field(default_factory=dict)
    metrics: list[MetricsRow] = field(default_factory=list)
    logs: list[LogRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    episodes: list[EpisodeRow] = field(default_factory=list)
    checkpoints: list[SavedCheckpoint] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    commits: list[Future[None]] = field(default_factory=list)

    def __bool__(self) -> bool:
        said = (self.latest, self.metrics, self.logs, self.events, self.episodes, self.checkpoints, self.removed)
        return self.step is not None or any(said)


class Recorder:
    """The one writer of an attempt at a run: a thread, so that it goes on while a step computes.

    Nothing is written before `begun`, but the lease is kept from `start` on. When the database is away, what is said waits, in order,
    and a step goes on; only who waits for a `commit` waits. Safe to call from any thread.

    Args:
        ledger, lease: where, and in whose right.
        broken: told, in the recorder's thread, of what makes it stop: LeaseLostError above all. Nothing is written after that.
        heard: called, in that thread, when people want something else of the run.
    """

    def __init__(
        self, ledger: Writes, lease: Lease, broken: Callable[[BaseException], None], heard: Callable[[], None] = lambda: None
    ) -> None:
        self._ledger, self._lease, self._tell_broken, self._tell_heard = ledger, lease, broken, heard
        self._beat_seconds = min(MOST_BEAT_SECONDS, lease.seconds / 4)
        self._lock = threading.Condition()  # protects all below
        self._waiting = _Waiting()
        self._number = 0
        self._begun = self._closing = False
        self._dropped_logs = 0
        self._latest: dict[str, float] = {}  # numbers, each of the newest step that had it
        self._played: dict[str, float] = {}  # so many episodes, once one is over
        self._broken: BaseException | None = None
        self._wanted: Wanted = "run"
        self._heard = time.monotonic()
        self._thread = threading.Thread(target=self._go_on, name="recorder", daemon=True)

    def start(self) -> None:
        """Keep the lease from now on."""
        self._thread.start()

    def begun(self) -> None:
        """The ledger knows that the run runs: what was said may be written."""
        with self._lock:
            self._begun = True
            self._lock.notify()

    def close(self, *, patience_seconds: float | None = None) -> None:
        """Write what is left, and stop; the lease is the caller's to end.

        Raises:
            BaseException: whatever broke it.
        """
        with self._lock:
            self._closing = True
            self._lock.notify()
        self._thread.join(patience_seconds)
        if self._broken is not None:
            raise self._broken

    @property
    def wanted(self) -> Wanted:
        """What people want of the run, as far as it was heard."""
        return self._wanted

    # -- what a run says -------------------------------------------------------------------------------------------------------

    def progress(self, *, loop: int, step: int, steps: int, latest: dict[str, float]) -> None:
        """How far the run is."""
        with self._lock:
            waiting = self._waiting
            waiting.loop, waiting.step, waiting.steps = loop, step, steps
            self._latest |= latest
            waiting.latest = self._latest | self._played

    def played(self, episodes: int) -> None:
        """So many episodes are over by now; told beside the newest numbers."""
        with self._lock:
            self._played = {"episodes_played": float(episodes)}
            self._waiting.latest = self._latest | self._played

    def metrics(self, row: MetricsRow) -> None:
        """Numbers of a step."""
        with self._lock:
            self._waiting.metrics.append(row)

    def log(self, row: LogRow) -> None:
        """A line. When very many wait because the database is away, the newest are counted and dropped."""
        with self._lock:
            if len(self._waiting.logs) >= MOST_LOGS_WAITING:
                self._dropped_logs += 1
            else:
                self._waiting.logs.append(row)

    def event(self, row: EventRow) -> None:
        """Something that happened."""
        with self._lock:
            self._waiting.events.append(row)

    def episode(self, row: EpisodeRow) -> None:
        """An example episode."""
        with self._lock:
            self._waiting.episodes.append(row)

    def commit(self, checkpoints: tuple[SavedCheckpoint, ...] = (), removed: tuple[str, ...] = ()) -> Future[None]:
        """Write all that was said, and these; the future is done when it is written, or has what broke the recorder."""
        done: Future[None] = Future()
        with self._lock:
            if self._broken is not None:
                done.set_exception(self._broken)
                return done
            self._waiting.checkpoints += checkpoints
            self._waiting.removed += removed
            self._waiting.commits.append(done)
            self._lock.notify()
        return done

    # -- the thread ------------------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        try:
            while self._turn():
                pass
        except BaseException as error:
            with self._lock:
                self._broken = error
                commits, self._waiting.commits = self._waiting.commits, []
            for commit in commits:
                commit.set_exception(error)
            self._tell_broken(error)

    def _turn(self) -> bool:
        """Write an entry, or beat the heart, if it is time; False when there is nothing to come."""
        with self._lock:
            if not self._waiting.commits and not self._closing:
                self._lock.wait(FLUSH_SECONDS)
            taken = self._take() if self._begun else _Waiting()
            over = self._closing and not taken and not taken.commits
        if over:
            return False
        if taken:
            self._write(taken)
        elif time.monotonic() - self._heard >= self._beat_seconds:
            self._persist(lambda: self._ledger.heartbeat(self._lease))
        for commit in taken.commits:
            commit.set_result(None)
        return True

    def _take(self) -> _Waiting:
        """What waits, or as much of it as one entry may hold; the rest follows with the next turn, and so do commits."""
        if self._dropped_logs:
            text = f"{self._dropped_logs} lines are left out: the database was away, and too many waited"
            self._waiting.logs.append(LogRow(text, "warning"))
            self._dropped_logs = 0
        whole = self._waiting
        rows = ("metrics", "logs", "events", "episodes")
        if sum(len(getattr(whole, name)) for name in rows) <= ROWS_AT_ONCE:
            self._waiting = _Waiting()
            return whole
        part = _Waiting()
        for name in rows:
            every = getattr(whole, name)
            setattr(part, name, every[: ROWS_AT_ONCE // len(rows)])
            setattr(whole, name, every[ROWS_AT_ONCE // len(rows) :])
        return part

    def _write(self, taken: _Waiting) -> None:
        self._number += 1
        entry = Entry(
            number=self._number,
            step=taken.step,
            steps=taken.steps,
            loop=taken.loop,
            latest=taken.latest or None,
            metrics=tuple(taken.metrics),
            logs=tuple(taken.logs),
            events=tuple(taken.events),
            episodes=tuple(taken.episodes),
            checkpoints=tuple(taken.checkpoints),
            removed=tuple(taken.removed),
        )
        try:
            self._persist(lambda: self._ledger.record(self._lease, entry))
        except BaseException as error:
            for commit in taken.commits:
                commit.set_exception(error)
            raise

    def _persist(self, verb: Callable[[], Standing]) -> None:
        """Ask until there is an answer. While the database is away nobody else can take the run either."""
        while True:
            try:
                standing = verb()
            except (StoreUnavailableError, StoreFullError) as error:
                _log.warning("the ledger does not answer", run=self._lease.run_id, error=str(error))
                with self._lock:
                    if not self._closing:
                        self._lock.wait(1.0)
                continue
            before, self._wanted, self._heard = self._wanted, standing.wanted, time.monotonic()
            if self._wanted != before:
                self._tell_heard()
            return
