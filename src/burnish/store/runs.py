"""Runs: the runs of one project as people handle them: made, read, steered, copied, removed."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

from sqlalchemy import Row, insert

from burnish.core.crash_points import crash_point
from burnish.core.ids import checked_id, new_id
from burnish.core.runs import ENDED, RunSpec, RunView
from burnish.errors import ConflictError, StaleError
from burnish.store.database import Database, Transaction
from burnish.store.fencing import over
from burnish.store.leases import DEFAULT_POOL, EventRow
from burnish.store.run_reading import RunReading
from burnish.store.run_rows import HELD, Change, add_events, change_run, this_run
from burnish.store.tables import run_tags, runs

__all__ = ["Note", "Runs"]

BYTES_PER_GB = 10**9

Relation = Literal["", "clone", "retry"]


Note = Callable[[Transaction, str, str], None]
"""Told of a change in its transaction: what was done (`run.cancel` …), and to which run."""


class Runs(RunReading):
    """The runs of a project. Every verb may be repeated until it is answered.

    Args:
        database, project_id: as of a Repository.
        note: told of every change that is made; the API writes the audit log with it.
    """

    def __init__(self, database: Database, project_id: str, note: Note | None = None) -> None:
        super().__init__(database, project_id)
        self._note = note or (lambda transaction, action, run_id: None)

    def enqueue(
        self,
        spec: RunSpec,
        *,
        name: str,
        by: str,
        priority: int = 0,
        max_attempts: int = 3,
        tags: Mapping[str, str] | None = None,
        pool: str = DEFAULT_POOL,
        parent: str | None = None,
        idempotency_key: str | None = None,
    ) -> RunView:
        """Make a run; a worker will claim it.

        Args:
            spec: everything that decides its result.
            name: what people call it; need not be unique.
            by: who asks: the id of a user or a service account.
            priority: higher ones are claimed first.
            max_attempts: how many workers may die on it.
            pool: which workers may have it.
            parent: the run that it is a copy of.
            idempotency_key: asking again with the same key gives the run that was made the first time.

        Raises:
            ConflictError: under this key something else was asked for.
            NotFoundError: there is no such parent in this project.
        """
        what = {"name": name, "priority": priority, "max_attempts": max_attempts, "pool": pool, "parent_id": parent}
        relation: Relation = "clone" if parent else ""
        return self._enqueue({**what, "relation": relation}, spec.model_dump(mode="json"), dict(tags or {}), by, idempotency_key)

    def clone(self, run_id: str, *, by: str, name: str | None = None, idempotency_key: str | None = None) -> RunView:
        """The same again, from its start."""
        return self._copy(run_id, "clone", by, name, idempotency_key)

    def retry(self, run_id: str, *, by: str, name: str | None = None, idempotency_key: str | None = None) -> RunView:
        """The same again, from the newest place that it reached; for a run that failed or was cancelled.

        Raises:
            ConflictError: it did not.
        """
        return self._copy(run_id, "retry", by, name, idempotency_key)

    # -- steering ----------------------------------------------------------------------------------------------------------------

    def cancel(self, run_id: str, *, by: str) -> RunView:
        """End it: at once if nobody works on it, else after the step under way. What it made is kept.

        Raises:
            ConflictError: it has ended in another way.
        """

        def change(run: Row[Any]) -> Change | None:
            if run.status == "cancelled" or run.wanted == "cancel":
                return None
            if run.status in ENDED:
                _refuse(run, "be cancelled")
            if run.status in HELD:
                return _asked("cancel", by)
            return Change({**over(""), "status": "cancelled"}, (_event_by("cancelled", by),))

        return self._steer(run_id, "cancel", change)

    def pause(self, run_id: str, *, by: str) -> RunView:
        """Stop it until it is resumed: at once if nobody works on it, else after the step under way, saved.

        Raises:
            ConflictError: it has ended, or is about to be cancelled.
        """

        def change(run: Row[Any]) -> Change | None:
            if run.status == "paused" or run.wanted == "pause":
                return None
            if run.status in ENDED or run.wanted == "cancel":
                _refuse(run, "be paused")
            if run.status in HELD:
                return _asked("pause", by)
            return Change({"status": "paused"}, (_event_by("paused", by),))

        return self._steer(run_id, "pause", change)

    def resume(self, run_id: str, *, by: str) -> RunView:
        """Let a paused run go on, from where it was.

        Raises:
            ConflictError: it has ended, or is about to be cancelled.
        """

        def change(run: Row[Any]) -> Change | None:
            if run.status in ENDED or run.wanted == "cancel":
                _refuse(run, "be resumed")
            if run.status == "paused":
                return Change({"status": "queued"}, (_event_by("queued", by),))
            return _asked("run", by) if run.wanted == "pause" else None

        return self._steer(run_id, "resume", change)

    def edit(
        self,
        run_id: str,
        *,
        name: str | None = None,
        priority: int | None = None,
        tags: Mapping[str, str] | None = None,
        version: int | None = None,
    ) -> RunView:
        """Change what may change of a run; None leaves it as it is.

        Args:
            version: of the run that the caller saw; None if that does not matter.

        Raises:
            StaleError: it is another version by now.
        """

        def work(transaction: Transaction) -> RunView:
            run = self._row(transaction, run_id, lock=True)
            if version is not None and run.version != version:
                what = f"the run is at version {run.version} by now, not {version}"
                raise StaleError(what, where=run_id, fix="look at what changed, and decide again")
            values = {key: value for key, value in (("name", name), ("priority", priority)) if value is not None}
            if tags is not None:
                self._tag(transaction, run_id, tags)
            changed = change_run(transaction, this_run(self.project_id, run_id), Change(values))
            self._note(transaction, "run.edit", run_id)
            return self._view(transaction, changed or run)

        if version is None:
            return self.database.retrying(work)
        with self.database.write() as transaction:  # once: after a lost answer the version would be another one
            return work(transaction)

    def remove(self, run_id: str) -> None:
        """Delete a run that has ended, with all that it wrote. Files of its checkpoints are not touched.

        Raises:
            ConflictError: it has not ended.
        """

        def work(transaction: Transaction) -> None:
            run = transaction.execute(self.select(runs).where(runs.c.id == run_id).with_for_update()).one_or_none()
            if run is not None and run.status not in ENDED:
                raise ConflictError(f"the run is {run.status}", where=run_id, fix="cancel it first")
            if run is not None:
                transaction.execute(self.delete(runs).where(runs.c.id == run_id))
                self._note(transaction, "run.remove", run_id)

        self.get(run_id)
        self.database.retrying(work)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _steer(self, run_id: str, verb: str, change_of: Callable[[Row[Any]], Change | None]) -> RunView:
        def work(transaction: Transaction) -> RunView:
            run = self._row(transaction, run_id, lock=True)
            change = change_of(run)
            if change is not None:
                run = change_run(transaction, this_run(self.project_id, run_id), change) or run
                self._note(transaction, f"run.{verb}", run_id)
            return self._view(transaction, run)

        return self.database.retrying(work)

    def _copy(self, run_id: str, relation: Relation, by: str, name: str | None, key: str | None) -> RunView:
        with self.database.read() as transaction:
            run = self._row(transaction, run_id)
            tags = self._view(transaction, run).tags
        if relation == "retry" and run.status not in {"failed", "cancelled"}:
            raise ConflictError(f"the run is {run.status}", where=run_id, fix="clone it, to have it done again from its start")
        what = {column: getattr(run, column) for column in ("priority", "max_attempts", "pool")}
        return self._enqueue({**what, "name": name or run.name, "parent_id": run_id, "relation": relation}, run.spec, tags, by, key)

    def _enqueue(self, what: Mapping[str, Any], spec: Mapping[str, Any], tags: Mapping[str, str], by: str, key: str | None) -> RunView:
        run_id, resources = new_id("run"), RunSpec.model_validate(spec).resources
        values = {
            **what,
            "id": run_id,
            "recipe": spec["recipe"],
            "spec": spec,
            "cores": resources.cores,
            "memory_bytes": int((resources.memory_gb or 0) * BYTES_PER_GB),
            "gpus": resources.gpus,
            "created_by": by,
            "idempotency_key": key,
            "request_digest": _digest(what, spec, tags),
        }

        def work(transaction: Transaction) -> RunView:
            before = self._made_before(transaction, values)
            if before is not None:
                return self._view(transaction, before)
            if what["parent_id"] is not None:
                self._row(transaction, what["parent_id"])
            run = transaction.execute(self.insert(runs, **values, sequence=1).returning(runs)).one()
            add_events(transaction, run, 1, (_event_by("queued", by),))
            self._tag(transaction, run_id, tags)
            self._note(transaction, f"run.{what['relation'] or 'create'}", run_id)
            crash_point("enqueue.inserted")
            return self._view(transaction, run)

        try:
            view = self.database.retrying(work)
        except ConflictError:  # another call with this key was faster: it has committed by now
            if key is None:
                raise
            view = self.database.retrying(work)
        crash_point("enqueue.committed")
        return view

    def _made_before(self, transaction: Transaction, values: Mapping[str, Any]) -> Row[Any] | None:
        """The run that this call made, if only its answer was lost, or that an earlier one with the same key did."""
        same = runs.c.id == values["id"]
        key = values["idempotency_key"]
        run = transaction.execute(self.select(runs).where(same if key is None else runs.c.idempotency_key == key)).one_or_none()
        if run is not None and run.request_digest != values["request_digest"]:
            what = f"the idempotency key {key!r} was used for something else, {run.id}"
            raise ConflictError(what, where=self.project_id, fix="use a new key for every new request")
        return run

    def _tag(self, transaction: Transaction, run_id: str, tags: Mapping[str, str]) -> None:
        transaction.execute(self.delete(run_tags).where(run_tags.c.run_id == checked_id(run_id, "run")))
        rows = [{"project_id": self.project_id, "run_id": run_id, "key": key, "value": value} for key, value in tags.items()]
        if rows:
            transaction.execute(insert(run_tags), rows)


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode(errors="surrogatepass")).hexdigest()


def _event_by(kind: str, by: str) -> EventRow:
    return EventRow(kind, "", {"by": by})


def _asked(wanted: Literal["run", "pause", "cancel"], by: str) -> Change:
    return Change({"wanted": wanted}, (EventRow("asked", wanted, {"by": by}),))


def _refuse(run: Row[Any], verb: str) -> NoReturn:
    state = run.status if run.status in ENDED else f"about to be {run.wanted}led"
    raise ConflictError(f"the run is {state} and cannot {verb}", where=run.id, fix="clone it to have it done again")
