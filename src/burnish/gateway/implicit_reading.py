"""Reading of episodes that have gone quiet: rules look at their interactions, and what they read becomes feedback."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from burnish.errors import DataError, StoreError
from burnish.gateway.implicit import MOST_READ, SIGNALS, VERSION, read_signals
from burnish.store.clock import read_clock
from burnish.store.database import Database
from burnish.store.implicit import Quiet, Read, interactions_of, quiet_episodes, record_signals

__all__ = ["EpisodeReader", "ReaderOptions"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How it works.

    Attributes:
        quiet_seconds: an episode is read when nobody went on with it for so long; one that goes on later is read again.
        pause_seconds: between looks.
        whole_seconds: between looks at all episodes, however old; those in between are at what went quiet lately.
        batch: episodes of one look.
    """

    quiet_seconds: float = 1800.0
    pause_seconds: float = 30.0
    whole_seconds: float = 3600.0
    batch: int = 200


class EpisodeReader:
    """Reads quiet episodes of all projects, again and again. Any number may run at once: what is read twice is recorded once.

    Args:
        database: where the record is.
        options: how.
    """

    def __init__(self, database: Database, options: ReaderOptions | None = None) -> None:
        self._database, self._options = database, options or ReaderOptions()
        self._whole_at: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Read until told to stop."""
        while not stop.is_set():
            try:
                if self.read() == self._options.batch:
                    continue
            except StoreError as error:
                _log.warning("episodes were not read for implicit signals", reason=str(error))
            stop.wait(self._options.pause_seconds)

    def read(self) -> int:
        """One look; returns how many episodes were read.

        Raises:
            StoreError: the database is away.
        """
        moment = read_clock(self._database)
        whole = self._whole_at is None or moment - self._whole_at >= timedelta(seconds=self._options.whole_seconds)
        lately = timedelta(seconds=self._options.quiet_seconds + 2 * self._options.whole_seconds)
        options = self._options
        found = quiet_episodes(
            self._database,
            quiet_seconds=options.quiet_seconds,
            version=VERSION,
            limit=options.batch,
            since=None if whole else moment - lately,
        )
        if whole and len(found) < options.batch:
            self._whole_at = moment
        for quiet in found:
            self._read(quiet)
        return len(found)

    def read_all(self) -> int:
        """Read everything that is quiet now."""
        total = 0
        while count := self.read():
            total += count
        return total

    def _read(self, quiet: Quiet) -> None:
        with self._database.read() as transaction:
            interactions = interactions_of(transaction, quiet.project_id, quiet.episode, limit=MOST_READ)
        found = [Read(one.metric, one.value, one.interaction, one.at, one.reason) for one in read_signals(interactions)]
        try:
            self._record(quiet, found)
        except DataError as error:
            _log.error("what was read of an episode cannot be stored", episode=quiet.episode, reason=str(error))
            self._record(quiet, [])

    def _record(self, quiet: Quiet, found: list[Read]) -> None:
        self._database.retrying(lambda transaction: record_signals(transaction, quiet, found, version=VERSION, declared=SIGNALS))
