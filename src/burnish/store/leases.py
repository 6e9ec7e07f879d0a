"""What worker and ledger say to each other: an offer, a claim with its lease, entries of what happened, and how things stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from burnish.core.runs import RunCheckpoint, RunSpec, Wanted

__all__ = [
    "CLAIM",
    "DEFAULT_POOL",
    "Entry",
    "Claim",
    "EpisodeRow",
    "EventRow",
    "Lease",
    "LogRow",
    "MetricsRow",
    "Offer",
    "Point",
    "SavedCheckpoint",
    "Standing",
]

DEFAULT_POOL = "default"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a worker has free.

    Attributes:
        worker: its name, unique among workers: machine and process.
        cores, memory_bytes, gpus: of what a run may ask for.
        pools: whose runs it takes.
        projects: the only ones whose runs it takes; empty for all.
    """

    worker: str
    cores: int
    memory_bytes: int
    gpus: int = 0
    pools: tuple[str, ...] = (DEFAULT_POOL,)
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has a run. Every verb of a worker brings it; when the fence is not the newest one any more, the verb writes nothing.

    Attributes:
        fence: rises whenever the run changes hands.
        seconds: how long it holds after each heartbeat or record, by the database's clock.
    """

    project_id: str
    run_id: str
    worker: str
    attempt: int
    attempt_id: str
    fence: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Point:
    """A place to go on from: what was saved after so many steps, of all models, and the run's own counters at that moment."""

    loop: int
    step: int
    checkpoints: Mapping[str, RunCheckpoint]
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that a worker got.

    Attributes:
        points: where it can go on, newest first; none for a fresh start. The worker takes the first whose checkpoints verify. Those
            of a retry may be its parent's.
    """

    lease: Lease
    name: str
    spec: RunSpec
    points: tuple[Point, ...]


CLAIM = TypeAdapter(Claim)
"""A claim as JSON: how a worker hands it on to the process of the run."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to whatever a worker writes: what people want of the run by now, and until when the lease holds (database's clock)."""

    wanted: Wanted
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class MetricsRow:
    """Numbers of one step; finite ones."""

    step: int
    metrics: Mapping[str, float]
    loop: int = 0


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line, at most 64 KiB of it."""

    text: str
    level: Literal["debug", "info", "warning", "error"] = "info"  # words of every logging library


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened: evaluated, notice …"""

    kind: str
    message: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An example episode; like every value, at most 4 MiB as JSON."""

    step: int
    scenario: str
    reward: float | None
    stop: str
    episode: Mapping[str, Any]
    loop: int = 0


@dataclass(frozen=True, slots=True)
class SavedCheckpoint:
    """A checkpoint that is whole where `url` says. The worker makes its id, so that writing it twice is writing it once.

    Attributes:
        id: from `new_id("ckpt")`.
        model: which of the recipe's models.
        name: what the worker calls it.
        digest: SHA-256 of its manifest.
        state: the run's own counters, the same for all models of a place.
    """

    id: str
    model: str
    name: str
    step: int
    url: str
    digest: str
    bytes: int
    loop: int = 0
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened since the last one, written all or nothing.

    Attributes:
        number: rises from 1 within an attempt. One that was written before is not written again, so it may be sent until answered.
        step, steps, loop: how far the run is; None leaves them as they are.
        latest: metrics to show in lists; None leaves them as they are.
        checkpoints: saved and whole; after this they are what the run goes on from.
        removed: ids of checkpoints whose files are about to be deleted.
    """

    number: int
    step: int | None = None
    steps: int | None = None
    loop: int | None = None
    latest: Mapping[str, float] | None = None
    metrics: tuple[MetricsRow, ...] = ()
    logs: tuple[LogRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    episodes: tuple[EpisodeRow, ...] = ()
    checkpoints: tuple[SavedCheckpoint, ...] = ()
    removed: tuple[str, ...] = ()
