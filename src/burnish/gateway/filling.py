"""Filler: reads what gateways wrote to their logs, and fills it into the tables, once each, whatever dies meanwhile."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from burnish.artifacts.segments import Entries, Position, SegmentReader
from burnish.core.feedback import FeedbackEvent, OutcomeEvent
from burnish.core.interactions import Interaction
from burnish.errors import BurnishError, DataError, LogError, SchemaError, StoreFullError, StoreUnavailableError
from burnish.gateway.erasing import LogEraser
from burnish.store.database import Database
from burnish.store.filling import Arrived, Place, move_on, place_of, put_aside, write

__all__ = ["Filled", "Filler", "FillerOptions"]

PASSING = (StoreUnavailableError, StoreFullError, SchemaError)
"""Nothing is wrong with the entries: the database will take them later."""

_log = structlog.get_logger(__name__)


class _Entry(BaseModel):
    """What every entry of a log has."""

    model_config = ConfigDict(frozen=True)

    project_id: Annotated[str, Field(pattern=r"^project_[0-9a-f]{32}$")]
    received_at: datetime


class _InteractionEntry(_Entry):
    kind: Literal["interaction"]
    body: Interaction


class _FeedbackEntry(_Entry):
    kind: Literal["feedback"]
    body: FeedbackEvent


class _OutcomeEntry(_Entry):
    kind: Literal["outcome"]
    body: OutcomeEvent


class _ErasedEntry(BaseModel):
    """What stands where an entry was that was deleted."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["erased"]


_AnyEntry = Annotated[_InteractionEntry | _FeedbackEntry | _OutcomeEntry | _ErasedEntry, Field(discriminator="kind")]
_ENTRY: TypeAdapter[_AnyEntry] = TypeAdapter(_AnyEntry)


@dataclass(frozen=True, slots=True)
class FillerOptions:
    """How it works.

    Attributes:
        batch: entries in one transaction; pages wait for a transaction on SQLite.
        batch_bytes: and no more than these.
        pause_seconds: before it looks again where there was nothing.
        longest_pause_seconds: between tries while the database is away.
        keep_seconds: how long segments stay that are filled, for a rebuild.
        erase_seconds: between looks for what was deleted from the tables, and is to be blanked out in the logs too.
        keep_bytes: of one writer; segments that are filled go sooner than its log becomes larger. It must be less than what the log may
            hold at all, or segments that are filled make it refuse.
    """

    batch: int = 500
    batch_bytes: int = 8 * 1024 * 1024
    pause_seconds: float = 0.2
    longest_pause_seconds: float = 5.0
    keep_seconds: float = 86_400.0
    erase_seconds: float = 2.0
    keep_bytes: int = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class Filled:
    """What one round did."""

    entries: int
    aside: int


class Filler:
    """Fills the logs of all writers below a folder into a database.

    The place up to which a log is filled changes in the transaction that writes its rows, so each entry is filled once, whatever is
    killed in between; entries carry ids, so that even a place that was lost doubles nothing. An entry that cannot be filled is set
    aside with its reason, and the next ones go on. While the database is away it waits, and catches up.

    Args:
        database: what to fill.
        folder: with a folder for each writer.
        options: how.
    """

    def __init__(self, database: Database, folder: Path, options: FillerOptions | None = None) -> None:
        self._database, self._folder, self._options = database, folder, options or FillerOptions()
        self._eraser, self._erased_at = LogEraser(database, folder), float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Fill until told to stop."""
        pause, away = self._options.pause_seconds, False
        while not stop.is_set():
            try:
                filled = self.fill()
            except PASSING as error:
                if not away:
                    _log.warning("the database takes nothing; what comes in waits in the logs", reason=str(error))
                away = True
                stop.wait(pause)
                pause = min(2 * pause, self._options.longest_pause_seconds)
                continue
            if away:
                _log.info("the database takes entries again")
            pause, away = self._options.pause_seconds, False
            if not filled.entries:
                stop.wait(pause)

    def fill_all(self) -> Filled:
        """Fill everything that is there now."""
        entries = aside = 0
        while (filled := self.fill()).entries:
            entries, aside = entries + filled.entries, aside + filled.aside
        return Filled(entries, aside)

    def fill(self) -> Filled:
        """One batch of every writer.

        Raises:
            StoreError: the database is away, full, or of another version; what was filled before stays filled.
        """
        rounds = [self._fill(writer) for writer in self.writers()]
        if time.monotonic() - self._erased_at >= self._options.erase_seconds:
            self._erase()
            self._erased_at = time.monotonic()
        return Filled(sum(one.entries for one in rounds), sum(one.aside for one in rounds))

    def writers(self) -> list[str]:
        """Names of the writers that there are."""
        return sorted(path.name for path in self._folder.glob("*") if path.is_dir())

    def _erase(self) -> None:
        for writer in self.writers():
            try:
                self._eraser.erase(writer)
            except LogError as error:
                _log.error("what was deleted could not be blanked out in a log; it is tried again", writer=writer, reason=str(error))

    # -- one writer --------------------------------------------------------------------------------------------------------------

    def _fill(self, writer: str) -> Filled:
        reader = SegmentReader(self._folder / writer)
        with self._database.read() as transaction:
            place = place_of(transaction, writer)
        try:
            read = reader.read(Position(place.segment, place.byte), limit=self._options.batch, max_bytes=self._options.batch_bytes)
            if read.payloads:
                filled = self._fill_batch(writer, place, read)
            else:
                filled = Filled(0, 0)
                if Place(read.next.segment, read.next.offset) > place:  # a segment without entries
                    self._move(writer, place, read.next)
        except (BurnishError, ValidationError) as error:
            if isinstance(error, PASSING):
                raise
            filled = self._fill_one_by_one(writer, reader, place)
        self._tidy(writer, reader)
        return filled

    def _fill_batch(self, writer: str, place: Place, read: Entries) -> Filled:
        """All of them in one transaction."""
        by_project = _by_project(read.payloads)
        after = Place(read.next.segment, read.next.offset)
        with self._database.write() as transaction:
            if not move_on(transaction, writer, place, after, len(read.payloads)):
                return Filled(0, 0)
            for project_id, arrived in sorted(by_project.items()):
                write(transaction, project_id, arrived)
        return Filled(len(read.payloads), 0)

    def _fill_one_by_one(self, writer: str, reader: SegmentReader, place: Place) -> Filled:
        """One of a batch cannot be filled: find out which, and set it aside."""
        entries = aside = 0
        for _ in range(self._options.batch):
            try:
                read = reader.read(Position(place.segment, place.byte), limit=1)
            except LogError as error:
                self._skip_damaged(writer, place, error)
                return Filled(entries + 1, aside + 1)
            if not read.payloads:
                break
            try:
                self._fill_batch(writer, place, read)
            except (BurnishError, ValidationError) as error:
                if isinstance(error, PASSING):
                    raise
                self._put_aside(writer, place, read, error)
                aside += 1
            entries, place = entries + 1, Place(read.next.segment, read.next.offset)
        return Filled(entries, aside)

    def _put_aside(self, writer: str, place: Place, read: Entries, error: BurnishError | ValidationError) -> None:
        problem = error if isinstance(error, BurnishError) else _problem_of(error)
        with self._database.write() as transaction:
            if move_on(transaction, writer, place, Place(read.next.segment, read.next.offset), 1):
                put_aside(transaction, writer, place, read.payloads[0], code=problem.code, message=str(problem))
                _log.error("an entry cannot be filled and was set aside", writer=writer, reason=str(problem))

    def _skip_damaged(self, writer: str, place: Place, error: LogError) -> None:
        """A segment's disk lost something: what follows in it cannot be told apart. Its file stays, under another name."""
        folder = self._folder / writer
        damaged = next((path for path in sorted(folder.glob("*.log")) if int(path.stem) >= place.segment), None)
        if damaged is None:
            raise error
        with self._database.write() as transaction:
            if move_on(transaction, writer, place, Place(int(damaged.stem) + 1, 0), 0):
                put_aside(transaction, writer, place, b"", code=error.code, message=f"{error}; the rest of it was skipped")
        damaged.rename(damaged.with_suffix(".damaged"))
        _log.error("a segment is damaged; the rest of it was skipped", writer=writer, reason=str(error))

    def _move(self, writer: str, place: Place, after: Position) -> None:
        with self._database.write() as transaction:
            move_on(transaction, writer, place, Place(after.segment, after.offset), 0)

    def _tidy(self, writer: str, reader: SegmentReader) -> None:
        with self._database.read() as transaction:
            place = place_of(transaction, writer)
        before = Position(place.segment, place.byte)
        size = sum(path.stat().st_size for path in (self._folder / writer).glob("*.log"))
        reader.remove(before, older_than_seconds=0.0 if size > self._options.keep_bytes else self._options.keep_seconds)


def _by_project(payloads: Sequence[bytes]) -> dict[str, Arrived]:
    found: defaultdict[str, Arrived] = defaultdict(Arrived)
    for entry in _entries(payloads):
        if isinstance(entry, _ErasedEntry):
            continue
        arrived = found[entry.project_id]
        if isinstance(entry, _InteractionEntry):
            arrived.interactions.append(entry.body)
        elif isinstance(entry, _FeedbackEntry):
            arrived.feedback.append(entry.body)
        else:
            arrived.outcomes.append(entry.body)
    return found


def _entries(payloads: Sequence[bytes]) -> Iterator[_AnyEntry]:
    for payload in payloads:
        yield _ENTRY.validate_json(payload)


def _problem_of(error: ValidationError) -> DataError:
    first = error.errors(include_url=False, include_input=False)[0]
    return DataError(str(first["msg"]), where=".".join(map(str, first["loc"])) or "entry", fix="see what wrote it")
