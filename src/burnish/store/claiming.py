"""Claiming: finding a run for a worker, giving it to that worker alone, and taking back those whose lease has ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, exists, insert, or_, select
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.crash_points import crash_point
from burnish.core.runs import RunSpec
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.fencing import take_back
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.leases import Claim, EventRow, Lease, Offer, Point
from burnish.store.run_rows import HELD, Change, change_run, points_of, tags_of, this_run
from burnish.store.tables import run_attempts, runs

__all__ = ["claim", "look", "sweep"]

SWEPT_AT_ONCE = 50
EVERYWHERE = {ACROSS_PROJECTS: True}


def look(transaction: Transaction, offer: Offer) -> Row[bool, bool]:
    """Whether a run waits that the worker can run (`waits`), and whether a lease has ended (`ended`). Takes no lock."""
    question = select(exists().where(*_fits(offer)).label("waits"), exists().where(*_ended()).label("ended"))
    return transaction.execute(question, execution_options=EVERYWHERE).one()


def claim(transaction: Transaction, offer: Offer, attempt_id: str, lease_seconds: float) -> Claim | None:
    """Give the worker the run that is first in the queue, or the one that this very attempt got before."""
    again = select(run_attempts).where(run_attempts.c.id == attempt_id)
    attempt = transaction.execute(again, execution_options=EVERYWHERE).one_or_none()
    if attempt is not None:
        mine = this_run(attempt.project_id, attempt.run_id)
        run = transaction.execute(select(runs).where(mine, runs.c.fence == attempt.fence)).one_or_none()
        return None if run is None else _claim_of(transaction, run, attempt_id, lease_seconds)
    first = select(runs.c.id).where(*_fits(offer)).order_by(runs.c.priority.desc(), runs.c.queued_at, runs.c.id).limit(1)
    values = {
        "status": "leased",
        "worker": offer.worker,
        "attempt": runs.c.attempt + 1,
        "fence": runs.c.fence + 1,
        "lease_until": now(lease_seconds),
        "heartbeat_at": now(),
        "not_before": None,
        "last_batch": 0,
    }
    change = Change(values, (EventRow("leased", offer.worker),))
    # On PostgreSQL a run that another claim has locked is passed over; on SQLite nobody else is writing.
    condition = runs.c.id == first.with_for_update(skip_locked=True).scalar_subquery()
    run = change_run(transaction, condition, change, across_projects=True)
    crash_point("claim.updated")
    if run is None:
        return None
    row = {"id": attempt_id, "project_id": run.project_id, "run_id": run.id, "number": run.attempt, "fence": run.fence}
    transaction.execute(insert(run_attempts).values(**row, worker=offer.worker))
    return _claim_of(transaction, run, attempt_id, lease_seconds)


def sweep(transaction: Transaction) -> int:
    """Take back runs whose lease has ended; returns how many."""
    query = select(runs).where(*_ended()).order_by(runs.c.id).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    lost = transaction.execute(query, execution_options=EVERYWHERE).all()
    for run in lost:
        message = f"nothing was heard of {run.worker} since {run.heartbeat_at:%Y-%m-%d %H:%M:%S} UTC"
        take_back(transaction, run, message, "", died=True, fence=run.fence + 1)
    crash_point("sweep.updated")
    return len(lost)


def _fits(offer: Offer) -> Sequence[ColumnElement[bool]]:
    conditions = [
        runs.c.status == "queued",
        runs.c.pool.in_(offer.pools),
        runs.c.cores <= offer.cores,
        runs.c.memory_bytes <= offer.memory_bytes,
        runs.c.gpus <= offer.gpus,
        or_(runs.c.not_before.is_(None), runs.c.not_before <= now()),
    ]
    return [*conditions, runs.c.project_id.in_(offer.projects)] if offer.projects else conditions


def _ended() -> Sequence[ColumnElement[bool]]:
    return [runs.c.status.in_(HELD), runs.c.lease_until < now()]


def _claim_of(transaction: Transaction, run: Row[Any], attempt_id: str, lease_seconds: float) -> Claim:
    lease = Lease(run.project_id, run.id, run.worker, run.attempt, attempt_id, run.fence, lease_seconds)
    tags = tags_of(transaction, run.project_id, [run.id])[run.id]
    return Claim(lease, run.name, RunSpec.model_validate(run.spec), tags, _places(transaction, run))


def _places(transaction: Transaction, run: Row[Any]) -> tuple[Point, ...]:
    """Its own, or, for a retry that has not got anywhere yet, those of the run it retries."""
    while not (points := points_of(transaction, run.project_id, run.id)) and run is not None and run.relation == "retry":
        parent = transaction.execute(select(runs).where(this_run(run.project_id, run.parent_id))).one_or_none()
        if parent is None:
            break
        run = parent
    return points
