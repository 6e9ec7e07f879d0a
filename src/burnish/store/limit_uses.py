"""Uses of limits: what each process counts of each key and alias, for the other processes to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select

from burnish.store.columns import now
from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.rollups import upsert
from burnish.store.tables import limit_uses, projects

__all__ = ["LimitUses", "Others", "Use"]

LATE_SECONDS = 3.0
"""For so long a change may be under way before others can see it: each reading begins so long before the last one ended."""

KEPT_SECONDS = 150.0
"""What was counted longer ago counts for no minute that is not over."""


@dataclass(frozen=True, slots=True)
class Use:
    """What one process has counted of one key and alias.

    Attributes:
        caller: the key, or who calls without one.
        minute: number of the minute since 1970 that `requests` and `tokens` are of; those `_before` are of the minute before.
        day: of `usd`, as 2026-01-31, in UTC.
        under_way: requests at this moment.
    """

    project_id: str
    alias: str
    caller: str
    minute: int
    requests_before: float
    requests: float
    tokens_before: float
    tokens: float
    day: str
    usd: float
    under_way: int


@dataclass(frozen=True, slots=True)
class Others:
    """What other processes have counted.

    Attributes:
        at: by the database's clock.
        uses: each with its process, and when it was written.
    """

    at: datetime
    uses: list[tuple[Use, str, datetime]]


_COUNTS = tuple(name for name in Use.__slots__ if name not in ("project_id", "alias", "caller"))


class LimitUses:
    """The table that processes tell each other by. Every process has rows of its own, with all that it counted and not with what is new:
    a row that is written twice counts once, and what a process counted outlives it.

    All of it blocks.
    """

    def __init__(self, database: Database, writer: str) -> None:
        """`writer`: a name of this process, which no other one has, not even the next one in its place."""
        self._database, self._writer = database, writer

    def publish(self, uses: Sequence[Use]) -> None:
        """Write down what changed; what belongs to a project that is gone is left out.

        Raises:
            StoreError: nothing was written.
        """
        if not uses:
            return
        with self._database.write() as transaction:
            there = set(transaction.execute(select(projects.c.id).where(projects.c.id.in_({use.project_id for use in uses}))).scalars())
            rows = [
                {name: getattr(use, name) for name in Use.__slots__} | {"writer": self._writer} for use in uses if use.project_id in there
            ]
            if not rows:
                return
            statement = upsert(transaction, limit_uses).values(changed_at=now())
            changed = {name: statement.excluded[name] for name in _COUNTS}
            keys = ["project_id", "alias", "caller", "writer"]
            transaction.execute(statement.on_conflict_do_update(index_elements=keys, set_={**changed, "changed_at": now()}), rows)

    def read(self, today: str, since: datetime | None = None) -> Others:
        """What others have counted.

        Args:
            today: the day that money still counts for.
            since: only what changed after an earlier reading, which was made `at` that moment; None reads all that still counts.

        Raises:
            StoreError: the database does not answer.
        """
        table = limit_uses
        with self._database.read() as transaction:
            at: datetime = transaction.execute(select(now().label("now"))).scalar_one()
            if since is None:
                counts = or_(and_(table.c.day == today, table.c.usd > 0), table.c.changed_at > at - timedelta(seconds=KEPT_SECONDS))
            else:
                counts = table.c.changed_at > since - timedelta(seconds=LATE_SECONDS)
            query = select(table).where(counts, table.c.writer != self._writer)
            rows = transaction.execute(query, execution_options={ACROSS_PROJECTS: True}).mappings()
            return Others(at, [(Use(**{name: row[name] for name in Use.__slots__}), row["writer"], row["changed_at"]) for row in rows])

    def forget(self, today: str) -> None:
        """Remove what counts for nothing any more, of all processes.

        Raises:
            StoreError: nothing was removed.
        """
        table = limit_uses
        over = delete(table).where(table.c.day < today, table.c.changed_at < now(-KEPT_SECONDS))
        with self._database.write() as transaction:
            transaction.execute(over, execution_options={ACROSS_PROJECTS: True})
