"""Fencing: whose a run is, what a worker is answered, and how a run is taken from one."""

from typing import Any

from sqlalchemy import Row, null, select
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.runs import RunStatus
from burnish.errors import LeaseLostError
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.leases import EventRow, Lease, Standing
from burnish.store.run_rows import HELD, Change, change_run, close_attempt, this_run
from burnish.store.tables import run_attempts, runs

__all__ = ["ended_by", "free", "held", "over", "renewed", "standing", "still_held", "take_back"]


def held(lease: Lease) -> ColumnElement[bool]:
    """The condition that the lease is the newest one of its run, and nobody took it back."""
    return this_run(lease.project_id, lease.run_id) & (runs.c.fence == lease.fence) & runs.c.status.in_(HELD)


def still_held(transaction: Transaction, lease: Lease, *statuses: RunStatus) -> Row[Any]:
    """The run, if the lease holds and the run has one of the statuses: what is asked for was done, and only the answer was lost.

    Raises:
        LeaseLostError: it is not so.
    """
    run = transaction.execute(select(runs).where(this_run(lease.project_id, lease.run_id))).one_or_none()
    if run is None or run.fence != lease.fence or run.status not in statuses:
        raise _lost(run, lease)
    return run


def ended_by(transaction: Transaction, lease: Lease, *outcomes: str) -> RunStatus:
    """What the run is now, if the attempt of this lease ended in one of these ways: it was done, and only the answer was lost.

    Raises:
        LeaseLostError: it is not so.
    """
    run = transaction.execute(select(runs).where(this_run(lease.project_id, lease.run_id))).one_or_none()
    mine = select(run_attempts.c.outcome).where(run_attempts.c.project_id == lease.project_id, run_attempts.c.id == lease.attempt_id)
    if run is None or transaction.execute(mine).scalar() not in outcomes:
        raise _lost(run, lease)
    status: RunStatus = run.status
    return status


def _lost(run: Row[Any] | None, lease: Lease) -> LeaseLostError:
    if run is None:
        how = "the run was removed"
    elif run.status in HELD:
        how = f"{run.worker} has the run now, {run.status}"
    else:
        how = f"the run is {run.status}"
    what = f"the lease of {lease.worker} (attempt {lease.attempt}) is over: {how}"
    return LeaseLostError(what, where=lease.run_id, fix="stop working on it; what was recorded is kept")


def standing(run: Row[Any]) -> Standing:
    """The answer to a worker."""
    return Standing(run.wanted, run.lease_until)


def renewed(lease: Lease) -> dict[str, Any]:
    """Columns of a run whose worker was just heard of."""
    return {"lease_until": now(lease.seconds), "heartbeat_at": now()}


def free() -> dict[str, Any]:
    """Columns of a run that nobody has, and of which nothing else is wanted."""
    return {"worker": "", "lease_until": null(), "wanted": "run"}


def over(message: str) -> dict[str, Any]:
    """Columns of a run that has ended."""
    return {**free(), "message": message, "finished_at": now()}


def take_back(
    transaction: Transaction, run: Row[Any], message: str, traceback: str, *, died: bool, fence: int, delay_seconds: float = 0.0
) -> RunStatus:
    """Take a run, whose row is locked, from its worker; returns what becomes of it.

    What people asked for meanwhile happens now. Otherwise it waits for another worker, or is lost if it killed too many.

    Args:
        fence: the new one. A higher one than the worker's makes it sure that it writes nothing more.
    """
    deaths = run.deaths + died
    first = EventRow("lost" if died else "released", message, {"worker": run.worker, "traceback": traceback})
    close_attempt(transaction, run, "lost" if died else "released", message, traceback)
    values: dict[str, Any] = {**free(), "deaths": deaths, "fence": fence}
    status: RunStatus
    if run.wanted == "cancel":
        status, values = "cancelled", {**values, "finished_at": now()}
    elif run.wanted == "pause":
        status = "paused"
    elif died and deaths >= run.max_attempts:
        words = f"{deaths} workers died on it" if deaths > 1 else "its worker died"
        last = _last_traceback(transaction, run).strip().rpartition("\n")[2] or message
        status, values = "failed", {**values, **over(f"{words}; last words: {last}"), "failure": "lost"}
    else:
        status, values = "queued", {**values, "not_before": now(delay_seconds) if delay_seconds else null()}
    second = EventRow(status, str(values.get("message", "")))
    change_run(transaction, this_run(run.project_id, run.id), Change({**values, "status": status}, (first, second)))
    return status


def _last_traceback(transaction: Transaction, run: Row[Any]) -> str:
    """The newest one that any attempt left behind."""
    known = select(run_attempts.c.traceback).where(
        run_attempts.c.project_id == run.project_id, run_attempts.c.run_id == run.id, run_attempts.c.traceback != ""
    )
    return transaction.execute(known.order_by(run_attempts.c.number.desc()).limit(1)).scalar() or ""
