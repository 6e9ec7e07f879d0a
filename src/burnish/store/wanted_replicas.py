"""Replicas, as deployments want them: made, ended and replaced by others, for supervisors to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.ids import new_id
from burnish.core.serving import EngineTarget
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.tables import deployments, replicas

__all__ = ["WantedReplicas", "Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a model's name means at the moment of a deployment.

    Attributes:
        version_id: of the registry; or `tiny`, the embedded model.
        name: as people write it, `desk@3`.
        digest: of the version's manifest.
        template: SHA-256 of its chat template.
    """

    version_id: str
    name: str
    digest: str
    template: str

    @property
    def columns(self) -> dict[str, str]:
        """The columns that say what a deployment, or a replica, serves."""
        return {"version_id": self.version_id, "model": self.name, "weights": self.digest, "template": self.template}


class WantedReplicas(Repository):
    """The replicas that the deployments of one project want."""

    def want(self, transaction: Transaction, deployment_id: str, generation: int, target: EngineTarget, weights: Weights) -> None:
        """All replicas of a new generation."""
        self._add(transaction, deployment_id, generation, range(1, target.replicas + 1), target.rows, weights)

    def replace(self, transaction: Transaction, row: Row[Any], target: EngineTarget, weights: Weights) -> dict[str, Any]:
        """Make the replicas what another target wants, and keep those that are ready until others are.

        Args:
            transaction: one that writes.
            row: the deployment as it is.
            target: what it is to be.
            weights: what the target's model means.

        Returns:
            What changes of the deployment's row.
        """
        if row.wanted == "stop":
            return weights.columns
        if (row.weights, row.template, _engine_of(row).rows) == (weights.digest, weights.template, target.rows):
            self._resize(transaction, row, target, weights)
            return weights.columns
        self.end(transaction, row.id, replicas.c.status != "ready")
        self.want(transaction, row.id, row.generation + 1, target, weights)
        return {**weights.columns, "generation": row.generation + 1}

    def restart(self, transaction: Transaction, row: Row[Any]) -> None:
        """Replicas of a new generation; those of an earlier one may still be answering what was under way."""
        values = {"wanted": "run", "generation": row.generation + 1}
        transaction.execute(self.update(deployments).where(deployments.c.id == row.id).values(**values))
        if row.kind == "engine":
            self.want(transaction, row.id, row.generation + 1, _engine_of(row), _weights_of(row))

    def try_again(self, transaction: Transaction, deployment_id: str) -> None:
        """Those that nobody has, as they failed, are started now, and not after their pause."""
        change = self.update(replicas).where(replicas.c.deployment_id == deployment_id, replicas.c.lease_until.is_(None))
        transaction.execute(change.values(not_before=None, failures=0, status="starting"))

    def end(self, transaction: Transaction, deployment_id: str, *which: ColumnElement[bool]) -> None:
        """Replicas are wanted no longer: those that nobody has are gone, the others their supervisors end."""
        mine = (replicas.c.deployment_id == deployment_id, *which)
        transaction.execute(self.delete(replicas).where(*mine, replicas.c.lease_until.is_(None)))
        transaction.execute(self.update(replicas).where(*mine).values(wanted="stop"))

    def rest(self, transaction: Transaction) -> None:
        """The project is put away: its replicas are ended, and its deployments stay as they are."""
        for row in self._running(transaction):
            self.end(transaction, row.id)

    def wake(self, transaction: Transaction) -> None:
        """The project is brought back: what ran, runs again."""
        for row in self._running(transaction):
            self.restart(transaction, row)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _running(self, transaction: Transaction) -> Sequence[Row[Any]]:
        return transaction.execute(self.select(deployments).where(deployments.c.wanted == "run")).all()

    def _resize(self, transaction: Transaction, row: Row[Any], target: EngineTarget, weights: Weights) -> None:
        """More or fewer replicas of the same weights."""
        mine = (replicas.c.deployment_id == row.id, replicas.c.generation == row.generation)
        query = self.select(replicas.c.id, replicas.c.number, replicas.c.wanted).where(*mine)
        there = transaction.execute(query.order_by(replicas.c.number)).all()
        kept = [one for one in there if one.wanted == "run"]
        self.end(transaction, row.id, replicas.c.id.in_([one.id for one in kept[target.replicas :]]))
        taken = {one.number for one in there}
        free = [number for number in range(1, target.replicas + len(there) + 1) if number not in taken]
        self._add(transaction, row.id, row.generation, free[: max(0, target.replicas - len(kept))], target.rows, weights)

    def _add(
        self, transaction: Transaction, deployment_id: str, generation: int, numbers: Sequence[int], rows: int, weights: Weights
    ) -> None:
        same = {"project_id": self.project_id, "deployment_id": deployment_id, "generation": generation, "rows": rows, **weights.columns}
        if numbers:
            transaction.execute(insert(replicas), [{**same, "id": new_id("replica"), "number": number} for number in numbers])


def _engine_of(row: Row[Any]) -> EngineTarget:
    return EngineTarget.model_validate(row.target)


def _weights_of(row: Row[Any]) -> Weights:
    return Weights(row.version_id, row.model, row.weights, row.template)
