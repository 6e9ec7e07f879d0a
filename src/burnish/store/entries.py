"""What an entry of a worker may hold, and writing it into the streams of its run."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Row, Table, and_, delete, insert, or_, update

from burnish.errors import DataError
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.leases import Entry, Lease, Point
from burnish.store.run_rows import add_checkpoints
from burnish.store.tables import run_checkpoints, run_episodes, run_logs, run_metrics

__all__ = ["MOST_ROWS", "beyond", "check_entry", "rows_of", "write_entry"]

MOST_ROWS = 10_000
MOST_LOG_BYTES = 64 * 1024
MOST_METRICS = 1_000


def check_entry(entry: Entry) -> None:
    """Nothing, if it can be written.

    Raises:
        DataError: it is too large; says what, and the limit.
    """
    if rows_of(entry) + len(entry.events) > MOST_ROWS:
        raise DataError(
            f"{rows_of(entry) + len(entry.events)} rows in one entry", where=f"entry {entry.number}", fix=f"at most {MOST_ROWS}"
        )
    for log in entry.logs:
        if len(log.text.encode(errors="replace")) > MOST_LOG_BYTES:
            raise DataError(f"a line of {len(log.text)} characters", where="logs", fix=f"cut it to {MOST_LOG_BYTES} bytes")
    for row in entry.metrics:
        if len(row.metrics) > MOST_METRICS:
            raise DataError(f"{len(row.metrics)} metrics in one step", where=f"step {row.step}", fix=f"at most {MOST_METRICS}")


def rows_of(entry: Entry) -> int:
    """How many rows of streams it is, events left out."""
    return len(entry.metrics) + len(entry.logs) + len(entry.episodes) + len(entry.checkpoints)


def write_entry(transaction: Transaction, run: Row[Any], entry: Entry) -> None:
    """Add the rows of an entry under the numbers that the run's row, already changed, keeps free for them; events are written with it."""
    sequence = run.sequence - rows_of(entry) + 1
    metrics: list[dict[str, Any]] = [{"loop": row.loop, "step": row.step, "metrics": dict(row.metrics)} for row in entry.metrics]
    logs: list[dict[str, Any]] = [{"attempt": run.attempt, "level": row.level, "text": row.text} for row in entry.logs]
    episodes: list[dict[str, Any]] = [
        {"loop": row.loop, "step": row.step, "scenario": row.scenario, "reward": row.reward, "stop": row.stop, "episode": dict(row.episode)}
        for row in entry.episodes
    ]
    for table, rows in ((run_metrics, metrics), (run_logs, logs), (run_episodes, episodes)):
        _insert(transaction, table, run, sequence, rows)
        sequence += len(rows)
    add_checkpoints(transaction, run, sequence, entry.checkpoints)
    if entry.removed:
        gone = and_(
            run_checkpoints.c.project_id == run.project_id, run_checkpoints.c.run_id == run.id, run_checkpoints.c.id.in_(entry.removed)
        )
        transaction.execute(update(run_checkpoints).where(gone).values(removed_at=now()))


def _insert(transaction: Transaction, table: Table, run: Row[Any], first: int, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        same = {"project_id": run.project_id, "run_id": run.id}
        transaction.execute(insert(table), [{**same, "sequence": first + number, **row} for number, row in enumerate(rows)])


def beyond(lease: Lease, point: Point | None) -> Iterator[Delete]:
    """Removals of all that a run's earlier attempts wrote of steps that are done again, as it goes on from `point`."""
    loop, step, place = (point.loop, point.step, point.step + 1) if point else (0, 0, 0)
    for table, done in ((run_metrics, step), (run_episodes, step), (run_checkpoints, place)):
        later = or_(table.c.loop > loop, and_(table.c.loop == loop, table.c.step >= done))
        yield delete(table).where(table.c.project_id == lease.project_id, table.c.run_id == lease.run_id, later)
