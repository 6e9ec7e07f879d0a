"""What tests of the ledger stand on: a project, runs in it, workers that need no clock."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from burnish.core.ids import new_id
from burnish.core.runs import ModelRef, Resources, RunSpec, RunView
from burnish.store.columns import now
from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.leases import Claim, Entry, EventRow, Lease, MetricsRow, Offer, SavedCheckpoint
from burnish.store.ledger import Ledger
from burnish.store.runs import Runs
from burnish.store.tables import projects, run_checkpoints, run_events, run_metrics, runs

SPEC = RunSpec(recipe="grpo", recipe_hash="0" * 64, config={"steps": 5}, model=ModelRef(id="tiny", name="tiny", digest="0" * 64))


def new_project(database: Database, name: str) -> str:
    """A project; returns its id."""
    project = new_id("project")
    with database.write() as transaction:
        transaction.execute(insert(projects).values(id=project, name=name))
    return project


@dataclass
class Ground:
    """One project and the ledger."""

    database: Database
    project: str

    @classmethod
    def made(cls, database: Database, name: str = "first") -> "Ground":
        return cls(database, new_project(database, name))

    @property
    def runs(self) -> Runs:
        return Runs(self.database, self.project)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.database)

    def enqueue(self, name: str = "run", *, resources: Resources | None = None, **options: Any) -> RunView:
        spec = SPEC if resources is None else SPEC.model_copy(update={"resources": resources})
        return self.runs.enqueue(spec, name=name, by="user", **options)

    def claim(self, worker: str = "worker", **offer: Any) -> Claim | None:
        return self.ledger.claim(Offer(worker, **{"cores": 64, "memory_bytes": 2**40, "gpus": 8, **offer}), lease_seconds=60)

    def begun(self, worker: str = "worker") -> Lease:
        """The lease of a run that was claimed and begun."""
        claim = self.claim(worker)
        assert claim is not None
        self.ledger.begin(claim.lease, point=claim.points[0] if claim.points else None)
        return claim.lease

    def step(self, lease: Lease, step: int, *, number: int | None = None, save: bool = False) -> Any:
        """Record one step, as a worker does: its metrics, an event, perhaps a checkpoint."""
        return self.ledger.record(lease, entry_of(step, number=number, save=save))

    def end_lease(self, run: str) -> None:
        """As if so much time had passed: the lease of a run is over by the database's clock."""
        self._change(update(runs).where(runs.c.id == run, runs.c.lease_until.is_not(None)).values(lease_until=now(-0.001)))

    def steps_of(self, run: str) -> list[int]:
        """Steps whose metrics are there, in the order of writing."""
        query = select(run_metrics.c.step).where(run_metrics.c.project_id == self.project, run_metrics.c.run_id == run)
        with self.database.read() as transaction:
            return list(transaction.execute(query.order_by(run_metrics.c.sequence)).scalars())

    def events_of(self, run: str) -> list[str]:
        """Kinds of its events, in the order of writing."""
        query = select(run_events.c.kind).where(run_events.c.project_id == self.project, run_events.c.run_id == run)
        with self.database.read() as transaction:
            return list(transaction.execute(query.order_by(run_events.c.sequence)).scalars())

    def counted(self) -> tuple[int, ...]:
        """How many rows there are in what a worker may write: to see that nothing was written."""
        tables = (run_metrics, run_events, run_checkpoints)
        with self.database.read() as transaction:
            return tuple(
                transaction.execute(select(func.count()).select_from(table).where(table.c.project_id == self.project)).scalar_one()
                for table in tables
            )

    def _change(self, statement: Any) -> None:
        with self.database.write() as transaction:
            transaction.execute(statement, execution_options={ACROSS_PROJECTS: True})


def entry_of(step: int, *, number: int | None = None, save: bool = False) -> Entry:
    """What a worker records of one step."""
    return Entry(
        number=step + 1 if number is None else number,
        step=step + 1,
        steps=5,
        metrics=(MetricsRow(step, {"reward": step / 10}),),
        events=(EventRow("noted", f"step {step}"),),
        checkpoints=(saved(step + 1),) if save else (),
    )


def saved(step: int, model: str = "policy", name: str = "") -> SavedCheckpoint:
    """A checkpoint after so many steps."""
    name = name or f"step-{step}"
    return SavedCheckpoint(new_id("ckpt"), model, name, step, f"/checkpoints/{model}/{name}", "0" * 64, 10, state={"total": step})
