"""Reading runs of one project: pages of a list, one in detail, and the streams that they write."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Row, Select, Table, func, select

from burnish.core.ids import checked_id
from burnish.core.runs import RunAttempt, RunCheckpoint, RunEpisode, RunEventRecord, RunLogLine, RunMetrics, RunStatus, RunView
from burnish.errors import InputError, NotFoundError
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.run_rows import attempt_of, checkpoint_of, tags_of, view_of
from burnish.store.tables import run_attempts, run_checkpoints, run_episodes, run_events, run_logs, run_metrics, run_tags, runs

__all__ = ["RunPage", "RunReading", "RunSince"]

MOST_RUNS = 200
MOST_ROWS = 5_000
OLDEST_ANCESTOR = 100


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some runs, newest first; `after` asks for the next page, and is None on the last one."""

    runs: tuple[RunView, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class RunSince:
    """What happened in a run since a number: one consistent view for a page that follows it.

    Attributes:
        run: as it is now.
        seq: ask with this number the next time.
        more: whether there is more already: ask at once.
    """

    run: RunView
    seq: int
    more: bool
    metrics: tuple[RunMetrics, ...] = ()
    logs: tuple[RunLogLine, ...] = ()
    events: tuple[RunEventRecord, ...] = ()
    episodes: tuple[RunEpisode, ...] = ()


class RunReading(Repository):
    """What can be read of the runs of a project.

    The rows of a run's four streams are numbered together, in the order in which they were written: whoever has seen all up to a number
    misses nothing by asking for what is after it. Metrics and episodes of steps that are done again after a resume are removed; an event
    of kind `resumed` says from where.

    Raises (every verb that takes the id of a run):
        InputError: it is none.
        NotFoundError: there is no such run in this project.
    """

    def get(self, run_id: str) -> RunView:
        """One run."""
        with self.database.read() as transaction:
            return self._view(transaction, self._row(transaction, run_id))

    def list(
        self,
        *,
        status: Collection[RunStatus] = (),
        recipe: str | None = None,
        tags: Mapping[str, str] | None = None,
        parent: str | None = None,
        text: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> RunPage:
        """Runs, newest first.

        Args:
            status: in one of these; empty for any.
            recipe: of this recipe.
            tags: with all of these tags.
            parent: copies of this run.
            text: in whose name it occurs, however it is spelt, or whose id begins with it.
            limit: how many, at most 200.
            after: go on after this one: `RunPage.after`.
        """
        query = self._newest(tags or {}, None if after is None else checked_id(after, "run")).limit(_within(limit, MOST_RUNS) + 1)
        if status:
            query = query.where(runs.c.status.in_(sorted(status)))
        if recipe is not None:
            query = query.where(runs.c.recipe == recipe)
        if parent is not None:
            query = query.where(runs.c.parent_id == checked_id(parent, "run"))
        if text:
            named = func.lower(runs.c.name).contains(text.lower(), autoescape=True)
            query = query.where(named | runs.c.id.startswith(text, autoescape=True))
        with self.database.read() as transaction:
            rows = transaction.execute(query).all()
            found = rows[:limit]
            of = tags_of(transaction, self.project_id, [row.id for row in found])
        return RunPage(tuple(view_of(row, of[row.id]) for row in found), found[-1].id if len(rows) > limit else None)

    def counts(self) -> dict[RunStatus, int]:
        """How many runs there are in each status."""
        query = self.select(runs.c.status).add_columns(func.count().label("number")).group_by(runs.c.status)
        with self.database.read() as transaction:
            return {row.status: row.number for row in transaction.execute(query)}

    def attempts(self, run_id: str) -> tuple[RunAttempt, ...]:
        """Who worked on it, in order."""
        query = self.select(run_attempts).where(run_attempts.c.run_id == run_id).order_by(run_attempts.c.number)
        with self.database.read() as transaction:
            self._row(transaction, run_id)
            return tuple(attempt_of(row) for row in transaction.execute(query))

    def checkpoints(self, run_id: str) -> tuple[RunCheckpoint, ...]:
        """Its checkpoints that still have their files, newest first."""
        query = self.select(run_checkpoints).where(run_checkpoints.c.run_id == run_id, run_checkpoints.c.removed_at.is_(None))
        with self.database.read() as transaction:
            self._row(transaction, run_id)
            return tuple(checkpoint_of(row) for row in transaction.execute(query.order_by(run_checkpoints.c.sequence.desc())))

    def ancestors(self, run_id: str) -> tuple[RunView, ...]:
        """What it was copied from, and what that was copied from …, nearest first, as far as they were not removed."""
        found: list[RunView] = []
        with self.database.read() as transaction:
            parent = self._row(transaction, run_id).parent_id
            while parent is not None and len(found) < OLDEST_ANCESTOR:
                row = transaction.execute(self.select(runs).where(runs.c.id == parent)).one_or_none()
                if row is None:
                    break
                found.append(self._view(transaction, row))
                parent = row.parent_id
        return tuple(found)

    # -- streams -----------------------------------------------------------------------------------------------------------------

    def metrics(self, run_id: str, *, after: int = 0, limit: int = MOST_ROWS) -> tuple[RunMetrics, ...]:
        """Numbers, in the order of writing."""
        return tuple(map(_metrics_of, self._stream(run_metrics, run_id, after, limit)))

    def logs(self, run_id: str, *, after: int = 0, limit: int = MOST_ROWS, last: bool = False) -> tuple[RunLogLine, ...]:
        """Lines, in the order of writing; the last ones of them with `last`."""
        return tuple(map(_log_of, self._stream(run_logs, run_id, after, limit, last=last)))

    def events(self, run_id: str, *, after: int = 0, limit: int = MOST_ROWS) -> tuple[RunEventRecord, ...]:
        """What happened to it, in order."""
        return tuple(map(_event_of, self._stream(run_events, run_id, after, limit)))

    def episodes(self, run_id: str, *, after: int = 0, limit: int = 50, last: bool = False) -> tuple[RunEpisode, ...]:
        """Example episodes, in the order of writing; the last ones of them with `last`."""
        return tuple(map(_episode_of, self._stream(run_episodes, run_id, after, limit, last=last)))

    def since(self, run_id: str, seq: int, *, limit: int = 1_000) -> RunSince:
        """All that is new in a run, from one moment; costs one look at its row if nothing is."""
        _within(limit, MOST_ROWS)
        with self.database.read() as transaction:
            row = self._row(transaction, run_id)
            run = self._view(transaction, row)
            if row.sequence <= seq:
                return RunSince(run, seq, more=False)
            upto = min(row.sequence, seq + limit)
            streams = {
                table.name: transaction.execute(self._rows(table, run_id, seq).where(table.c.sequence <= upto)).all()
                for table in (run_metrics, run_logs, run_events, run_episodes)
            }
        return RunSince(
            run,
            upto,
            more=upto < row.sequence,
            metrics=tuple(map(_metrics_of, streams["run_metrics"])),
            logs=tuple(map(_log_of, streams["run_logs"])),
            events=tuple(map(_event_of, streams["run_events"])),
            episodes=tuple(map(_episode_of, streams["run_episodes"])),
        )

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _newest(self, tags: Mapping[str, str], after: str | None) -> Select[Any]:
        """Runs with all of the tags, newest first. The first tag's index gives the order: rare ones are found as fast as common ones."""
        query, newest = self.select(runs), runs.c.id
        for number, (key, value) in enumerate(tags.items()):
            this_tag = (self.of(run_tags), run_tags.c.key == key, run_tags.c.value == value)
            if number == 0:
                query, newest = query.join(run_tags, run_tags.c.run_id == runs.c.id).where(*this_tag), run_tags.c.run_id
            else:
                query = query.where(runs.c.id.in_(select(run_tags.c.run_id).where(*this_tag).correlate(None)))
        return (query if after is None else query.where(newest < after)).order_by(newest.desc())

    def _stream(self, table: Table, run_id: str, after: int, limit: int, *, last: bool = False) -> Any:
        query = self._rows(table, run_id, after).limit(_within(limit, MOST_ROWS))
        if last:
            query = query.order_by(None).order_by(table.c.sequence.desc())
        with self.database.read() as transaction:
            self._row(transaction, run_id)
            rows = transaction.execute(query).all()
        return reversed(rows) if last else rows

    def _rows(self, table: Table, run_id: str, after: int) -> Any:
        return self.select(table).where(table.c.run_id == run_id, table.c.sequence > after).order_by(table.c.sequence)

    def _row(self, transaction: Transaction, run_id: str, *, lock: bool = False) -> Row[Any]:
        query = self.select(runs).where(runs.c.id == checked_id(run_id, "run"))
        row = transaction.execute(query.with_for_update() if lock else query).one_or_none()
        return row if row is not None else self._missing(run_id)

    def _missing(self, run_id: str) -> NoReturn:
        raise NotFoundError(f"there is no run {run_id}", where=self.project_id, fix="look at the project's list of runs")

    def _view(self, transaction: Transaction, row: Row[Any]) -> RunView:
        return view_of(row, tags_of(transaction, self.project_id, [row.id])[row.id])


def _within(limit: int, most: int) -> int:
    if not 1 <= limit <= most:
        raise InputError(f"{limit} rows were asked for", where="limit", fix=f"ask for 1 to {most} at once")
    return limit


def _metrics_of(row: Row[Any]) -> RunMetrics:
    return RunMetrics(seq=row.sequence, loop=row.loop, step=row.step, at=row.at, values=row.metrics)


def _log_of(row: Row[Any]) -> RunLogLine:
    return RunLogLine(seq=row.sequence, at=row.at, attempt=row.attempt, level=row.level, text=row.text)


def _event_of(row: Row[Any]) -> RunEventRecord:
    return RunEventRecord(seq=row.sequence, at=row.at, attempt=row.attempt, kind=row.kind, message=row.message, details=row.details)


def _episode_of(row: Row[Any]) -> RunEpisode:
    return RunEpisode(
        seq=row.sequence, step=row.step, at=row.at, scenario=row.scenario, reward=row.reward, stop=row.stop, episode=row.episode
    )
