"""Claiming: finding a run for a worker, giving it to that worker alone, and taking back those whose lease has ended."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Float, Row, Select, bindparam, exists, insert, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.crash_points import crash_point
from burnish.core.ids import new_id
from burnish.core.runs import RunSpec
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.fencing import over, take_back
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.leases import Claim, EventRow, Lease, Offer, Point
from burnish.store.run_rows import HELD, Change, add_events, change_run, close_attempt, points_of, this_run
from burnish.store.tables import run_attempts, runs

__all__ = ["claiming", "look", "sweep"]

SWEPT_AT_ONCE = 50
EVERYWHERE = {ACROSS_PROJECTS: True}

ENDED_LEASE = (runs.c.status.in_(HELD), runs.c.lease_until < now())
FITS = (
    runs.c.status == "queued",
    runs.c.pool.in_(bindparam("of_pools", expanding=True)),
    runs.c.cores <= bindparam("free_cores"),
    runs.c.memory_bytes <= bindparam("free_memory"),
    runs.c.gpus <= bindparam("free_gpus"),
    or_(runs.c.not_before.is_(None), runs.c.not_before <= now()),
)
FITS_IN_PROJECTS = (*FITS, runs.c.project_id.in_(bindparam("of_projects", expanding=True)))


# Built once, as workers ask all day; by whether the offer names projects.
def _look(fits: Sequence[ColumnElement[bool]]) -> Select[bool, bool]:
    return select(exists().where(*fits).label("waits"), exists().where(*ENDED_LEASE).label("ended"))


def _first(fits: Sequence[ColumnElement[bool]]) -> ReturningUpdate[Any]:
    first = select(runs.c.id).where(*fits).order_by(runs.c.priority.desc(), runs.c.queued_at, runs.c.id).limit(1)
    # On PostgreSQL a run that another claim has locked is passed over; on SQLite nobody else is writing.
    chosen = runs.c.id == first.with_for_update(skip_locked=True).scalar_subquery()
    values = {
        "status": "leased",
        "worker": bindparam("by_worker"),
        "attempt": runs.c.attempt + 1,
        "fence": runs.c.fence + 1,
        "lease_until": now(bindparam("lease_seconds", type_=Float)),
        "heartbeat_at": now(),
        "not_before": None,
        "last_entry": 0,
        "sequence": runs.c.sequence + 1,
        "version": runs.c.version + 1,
    }
    return update(runs).where(chosen).values(values).returning(runs)


LOOK = {False: _look(FITS), True: _look(FITS_IN_PROJECTS)}
FIRST = {False: _first(FITS), True: _first(FITS_IN_PROJECTS)}


def look(transaction: Transaction, offer: Offer) -> Row[bool, bool]:
    """Whether a run waits that the worker can run (`waits`), and whether a lease has ended (`ended`). Takes no lock."""
    return transaction.execute(LOOK[bool(offer.projects)], _given(offer), execution_options=EVERYWHERE).one()


def claiming(offer: Offer, lease_seconds: float) -> Callable[[Transaction], Claim | None]:
    """The work of giving the worker the run that is first in the queue; done again, it finds the run that it gave the first time."""
    attempt_id, tries = new_id("attempt"), count()

    def work(transaction: Transaction) -> Claim | None:
        if next(tries) and (run := _claimed_before(transaction, attempt_id)) is not None:
            return _claim_of(transaction, run, attempt_id, lease_seconds)
        given = {**_given(offer), "by_worker": offer.worker, "lease_seconds": lease_seconds}
        while (run := transaction.execute(FIRST[bool(offer.projects)], given, execution_options=EVERYWHERE).one_or_none()) is not None:
            crash_point("claim.updated")
            add_events(transaction, run, run.sequence, (EventRow("leased", offer.worker),))
            attempt = {"id": attempt_id, "number": run.attempt, "fence": run.fence, "worker": offer.worker}
            try:
                claim = _claim_of(transaction, run, attempt_id, lease_seconds)
            except ValidationError as error:
                attempt["id"] = new_id("attempt")  # the claim's own is for the run that it gets
                transaction.execute(insert(run_attempts), [{**attempt, "project_id": run.project_id, "run_id": run.id}])
                _refuse(transaction, run, error)
                continue
            transaction.execute(insert(run_attempts), [{**attempt, "project_id": run.project_id, "run_id": run.id}])
            return claim
        return None

    return work


def _refuse(transaction: Transaction, run: Row[Any], error: ValidationError) -> None:
    """A run that another version made and this one cannot read has failed: it must not hold up those behind it."""
    first = error.errors()[0]
    message = f"this version cannot read the run's spec: {'.'.join(map(str, first['loc']))}: {first['msg']}; make a new run"
    values = {**over(message), "status": "failed", "failure": "invalid"}
    change_run(transaction, this_run(run.project_id, run.id), Change(values, (EventRow("failed", message, {"failure": "invalid"}),)))
    close_attempt(transaction, run, "failed", message)


def sweep(transaction: Transaction) -> int:
    """Take back runs whose lease has ended; returns how many."""
    query = select(runs).where(*ENDED_LEASE).order_by(runs.c.id).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    lost = transaction.execute(query, execution_options=EVERYWHERE).all()
    for run in lost:
        message = f"nothing was heard of {run.worker} since {run.heartbeat_at:%Y-%m-%d %H:%M:%S} UTC"
        take_back(transaction, run, message, "", died=True, fence=run.fence + 1)
    crash_point("sweep.updated")
    return len(lost)


def _claimed_before(transaction: Transaction, attempt_id: str) -> Row[Any] | None:
    again = select(run_attempts).where(run_attempts.c.id == attempt_id)
    attempt = transaction.execute(again, execution_options=EVERYWHERE).one_or_none()
    if attempt is None:
        return None
    mine = this_run(attempt.project_id, attempt.run_id)
    return transaction.execute(select(runs).where(mine, runs.c.fence == attempt.fence)).one_or_none()


def _given(offer: Offer) -> dict[str, Any]:
    free = {"free_cores": offer.cores, "free_memory": offer.memory_bytes, "free_gpus": offer.gpus}
    return {**free, "of_pools": list(offer.pools), **({"of_projects": list(offer.projects)} if offer.projects else {})}


def _claim_of(transaction: Transaction, run: Row[Any], attempt_id: str, lease_seconds: float) -> Claim:
    lease = Lease(run.project_id, run.id, run.worker, run.attempt, attempt_id, run.fence, lease_seconds)
    fresh = run.attempt == 1 and run.relation != "retry"
    return Claim(lease, run.name, RunSpec.model_validate(run.spec), () if fresh else _places(transaction, run))


def _places(transaction: Transaction, run: Row[Any]) -> tuple[Point, ...]:
    """Its own, or, for a retry that has not got anywhere yet, those of the run it retries."""
    while not (points := points_of(transaction, run.project_id, run.id)) and run is not None and run.relation == "retry":
        parent = transaction.execute(select(runs).where(this_run(run.project_id, run.parent_id))).one_or_none()
        if parent is None:
            break
        run = parent
    return points
