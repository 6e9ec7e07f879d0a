"""Ledger: the verbs of workers, each fenced by a lease, so that a run's effects happen once whatever happens to its workers.

queued → leased → running → succeeded | failed | cancelled; paused in between. Time is the database's. Every verb may be repeated until it
is answered: it finds out by itself that it was done before.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import func, select, update

from burnish.core.crash_points import crash_point
from burnish.core.runs import FailureReason, RunStatus
from burnish.store.claiming import claiming, look, sweep
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.entries import beyond, check_entry, rows_of, write_entry
from burnish.store.fencing import ended_by, free, held, over, renewed, standing, still_held, take_back
from burnish.store.leases import Claim, Entry, EventRow, Lease, Offer, Point, SavedCheckpoint, Standing
from burnish.store.run_rows import Change, add_checkpoints, change_run, close_attempt
from burnish.store.tables import run_attempts, runs

__all__ = ["Ledger"]

T = TypeVar("T")


class Ledger:
    """Runs, as workers see them: of all projects.

    Raises (every verb):
        LeaseLostError: the lease is not the newest one of the run any more. Nothing was written; the worker must stop working on it.
        StoreError: the database could not be reached for 30 seconds, or could not do it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- taking a run ----------------------------------------------------------------------------------------------------------

    def claim(self, offer: Offer, *, lease_seconds: float = 60.0) -> Claim | None:
        """The run of highest priority, and of those the oldest, that the worker can run; None if there is none.

        No two workers get the same. Runs whose lease has ended are put back first.
        """
        seen = self._database.retrying(lambda transaction: look(transaction, offer), reading=True)
        if seen.ended:
            self.sweep()
        elif not seen.waits:
            return None
        return self._committed("claim", claiming(offer, lease_seconds))

    def sweep(self) -> int:
        """Take every run back whose lease has ended; returns how many. Claims do it too: this is for when all workers are busy."""
        return self._committed("sweep", sweep)

    def begin(
        self,
        lease: Lease,
        *,
        point: Point | None = None,
        refused: Mapping[str, str] | None = None,
        environment: Mapping[str, Any] | None = None,
    ) -> Standing:
        """The worker stands, and its loop starts: leased → running. Until then it may take its time, with heartbeats.

        Args:
            point: where it goes on; None for the start. What earlier attempts wrote of later steps is removed, as it is done again.
            refused: ids of checkpoints that did not verify, and why.
            environment: packages, machine, ranks: whatever else decides the numbers.
        """

        place = {"loop": point.loop, "step": point.step} if point else {"loop": 0, "step": 0}
        values = {**place, **renewed(lease), "status": "running", "started_at": func.coalesce(runs.c.started_at, now())}
        change = Change(values, _beginning(point, refused or {}))

        def work(transaction: Transaction) -> Standing:
            run = change_run(transaction, held(lease) & (runs.c.status == "leased"), change)
            crash_point("begin.updated")
            if run is None:
                return standing(still_held(transaction, lease, "running"))
            for removal in beyond(lease, point) if lease.attempt > 1 else ():
                transaction.execute(removal)
            mine = (run_attempts.c.project_id == lease.project_id) & (run_attempts.c.id == lease.attempt_id)
            transaction.execute(update(run_attempts).where(mine).values(environment=dict(environment or {})))
            return standing(run)

        return self._committed("begin", work)

    # -- while it runs ---------------------------------------------------------------------------------------------------------

    def heartbeat(self, lease: Lease) -> Standing:
        """Hold the lease for another `lease.seconds`, and hear what people want by now."""

        def work(transaction: Transaction) -> Standing:
            run = change_run(transaction, held(lease), Change(renewed(lease), to_people=False))
            crash_point("heartbeat.updated")
            return standing(run if run is not None else still_held(transaction, lease))

        return self._committed("heartbeat", work)

    def note(self, lease: Lease, event: EventRow) -> Standing:
        """Say what is being done for the run, also before it has begun; and hold the lease. Said again, it stands there twice."""

        def work(transaction: Transaction) -> Standing:
            run = change_run(transaction, held(lease), Change(renewed(lease), (event,), to_people=False))
            return standing(run if run is not None else still_held(transaction, lease))

        return self._committed("note", work)

    def record(self, lease: Lease, entry: Entry) -> Standing:
        """Write what happened, all or nothing, once; and hold the lease.

        Raises:
            DataError: a row cannot be stored: a number that is none, too large, text with NUL. Nothing was written.
        """
        check_entry(entry)

        change = _change_by(entry, lease)

        def work(transaction: Transaction) -> Standing:
            run = change_run(transaction, held(lease) & (runs.c.status == "running") & (runs.c.last_entry < entry.number), change)
            crash_point("record.updated")
            if run is None:
                return standing(still_held(transaction, lease, "running"))
            write_entry(transaction, run, entry)
            crash_point("record.inserted")
            return standing(run)

        return self._committed("record", work)

    # -- letting it go ---------------------------------------------------------------------------------------------------------

    def finish(self, lease: Lease, *, final: tuple[SavedCheckpoint, ...] = (), message: str = "") -> None:
        """It ended well: → succeeded.

        Args:
            final: checkpoints that the recipe returned; the first one is the run's.
            message: why it ended before its last step, if it did (a budget, an early stop).
        """

        values = {**over(message), "status": "succeeded", "checkpoint_id": final[0].id if final else None}
        change = Change(values, (EventRow("succeeded", message),), rows=len(final))

        def work(transaction: Transaction) -> None:
            run = change_run(transaction, held(lease), change)
            crash_point("finish.updated")
            if run is None:
                ended_by(transaction, lease, "succeeded")
                return
            add_checkpoints(transaction, run, run.sequence - len(final) + 1, final, final=True)
            close_attempt(transaction, run, "succeeded", message)

        self._committed("finish", work)

    def fail(self, lease: Lease, failure: FailureReason, message: str, traceback: str = "") -> None:
        """It ended badly, and would again: → failed."""

        change = Change({**over(message), "status": "failed", "failure": failure}, (EventRow("failed", message, {"failure": failure}),))

        def work(transaction: Transaction) -> None:
            run = change_run(transaction, held(lease), change)
            crash_point("fail.updated")
            if run is None:
                ended_by(transaction, lease, "failed")
                return
            close_attempt(transaction, run, "failed", message, traceback)

        self._committed("fail", work)

    def settle(self, lease: Lease) -> RunStatus:
        """The worker saved and stopped because people wanted it: → cancelled or paused; queued, if they want it to run again by now."""

        def work(transaction: Transaction) -> RunStatus:
            run = transaction.execute(select(runs).where(held(lease)).with_for_update()).one_or_none()
            if run is None:
                return ended_by(transaction, lease, "cancelled", "paused", "released")
            status: RunStatus = "cancelled" if run.wanted == "cancel" else "paused" if run.wanted == "pause" else "queued"
            values = over("") if status == "cancelled" else free()
            change_run(transaction, held(lease), Change({**values, "status": status}, (EventRow(status),)))
            crash_point("settle.updated")
            close_attempt(transaction, run, "released" if status == "queued" else status)
            return status

        return self._committed("settle", work)

    def give_back(
        self, lease: Lease, *, message: str = "", traceback: str = "", died: bool = False, delay_seconds: float = 0.0
    ) -> RunStatus:
        """The worker cannot go on with it, but another one, or a later try, may: → queued. Returns what became of it.

        Args:
            died: the process that ran it died, which counts against the run: at its `max_attempts` it has failed, as `lost`.
            message, traceback: what is known of why.
            delay_seconds: nobody gets it for so long.
        """

        def work(transaction: Transaction) -> RunStatus:
            run = transaction.execute(select(runs).where(held(lease)).with_for_update()).one_or_none()
            if run is None:
                return ended_by(transaction, lease, "lost" if died else "released")
            status = take_back(transaction, run, message, traceback, died=died, fence=run.fence, delay_seconds=delay_seconds)
            crash_point("give_back.updated")
            return status

        return self._committed("give_back", work)

    def _committed(self, verb: str, work: Callable[[Transaction], T]) -> T:
        result = self._database.retrying(work)
        crash_point(f"{verb}.committed")
        return result


def _beginning(point: Point | None, refused: Mapping[str, str]) -> tuple[EventRow, ...]:
    """The events of a loop that starts."""
    events = [EventRow("checkpoint_refused", why, {"checkpoint": name}) for name, why in refused.items()]
    if point is None:
        return (*events, EventRow("started"))
    loop = f" of loop {point.loop}" if point.loop else ""
    return (*events, EventRow("resumed", f"after step {point.step}{loop}", {"loop": point.loop, "step": point.step}))


def _change_by(entry: Entry, lease: Lease) -> Change:
    """What an entry changes of the run itself."""
    progress = {
        "loop": entry.loop,
        "step": entry.step,
        "steps": entry.steps,
        "latest": None if entry.latest is None else dict(entry.latest),
    }
    values = {**renewed(lease), "last_entry": entry.number, **{name: value for name, value in progress.items() if value is not None}}
    saved = (EventRow("checkpoint", f"{one.model}: {one.name}", {"checkpoint": one.id, "step": one.step}) for one in entry.checkpoints)
    return Change(values, (*entry.events, *saved), rows=rows_of(entry), to_people=False)
