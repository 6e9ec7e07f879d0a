"""Datasets of a project: files of examples in versions, with their digests, and where their examples came from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert

from burnish.core.datasets import DatasetUse, ExampleOrigin
from burnish.core.ids import new_id
from burnish.core.registry import Dataset
from burnish.errors import NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.feedback_rows import pieces
from burnish.store.repository import Repository
from burnish.store.tables import dataset_examples, datasets, model_versions, runs

__all__ = ["Datasets"]


class Datasets(Repository):
    """The datasets of one project."""

    def add(
        self,
        transaction: Transaction,
        authority: Authority,
        name: str,
        *,
        origins: Sequence[dict[str, Any]] = (),
        **facts: Any,
    ) -> Dataset:
        """A dataset whose file is in place, as the next version of its name.

        Args:
            transaction: one that writes.
            authority: who makes it.
            name: of the dataset.
            origins: where each example came from: number, digest, split, interaction, episode, feedback.
            facts: description, url, digest, bytes, examples, source, kind, splits.
        """
        highest = self.select(func.max(datasets.c.version)).where(self.of(datasets), datasets.c.name == name)
        version = (transaction.execute(highest).scalar() or 0) + 1
        dataset_id = new_id("dataset")
        fixed = {"id": dataset_id, "name": name, "version": version, "created_by": authority.actor.id}
        transaction.execute(self.insert(datasets, **fixed, **facts))
        for piece in pieces(origins, 2_000):
            rows = [{"project_id": self.project_id, "dataset_id": dataset_id, "erased": False, **one} for one in piece]
            transaction.execute(insert(dataset_examples), rows)
        what = {"name": name, "version": version, "digest": facts["digest"], "source": facts["source"]}
        audit.record(transaction, authority.actor, "dataset.import", dataset_id, project_id=self.project_id, **what)
        return self.find(transaction, dataset_id)

    def find(self, transaction: Transaction, reference: str) -> Dataset:
        """A dataset: `dataset_…`, `name@2`; of a name alone the newest version.

        Raises:
            NotFoundError: this project has none.
        """
        return _dataset(self._row(transaction, reference))

    def url(self, transaction: Transaction, reference: str) -> str:
        """Where its file lies."""
        return str(self._row(transaction, reference).url)

    def page(
        self,
        transaction: Transaction,
        *,
        before: str | None = None,
        limit: int = 100,
        archived: bool = False,
        name: str | None = None,
    ) -> list[Dataset]:
        """Datasets, all versions, newest first; the archived ones instead of the others with `archived`."""
        query = self.select(datasets).order_by(datasets.c.id.desc()).limit(limit)
        query = query.where(datasets.c.archived_at.is_not(None) if archived else datasets.c.archived_at.is_(None))
        if name is not None:
            query = query.where(datasets.c.name == name)
        if before is not None:
            query = query.where(datasets.c.id < before)
        return [_dataset(row) for row in transaction.execute(query)]

    def origins(self, transaction: Transaction, reference: str, *, after: int = 0, limit: int = 100) -> list[ExampleOrigin]:
        """Where the examples of a dataset came from, in the order of its file; nothing of those that came from a file."""
        dataset = self.find(transaction, reference)
        query = self.select(dataset_examples).where(dataset_examples.c.dataset_id == dataset.id, dataset_examples.c.number > after)
        rows = transaction.execute(query.order_by(dataset_examples.c.number).limit(limit))
        return [ExampleOrigin(**{name: getattr(row, name) for name in ExampleOrigin.model_fields}) for row in rows]

    def uses(self, transaction: Transaction, reference: str) -> list[DatasetUse]:
        """The runs that learned from a dataset, and the models that came of them."""
        dataset = self.find(transaction, reference)
        if dataset.frozen_at is None:
            return []
        query = self.select(runs.c.id, runs.c.name, runs.c.status, runs.c.spec).where(runs.c.created_at >= dataset.created_at)
        found = [row for row in transaction.execute(query.order_by(runs.c.id)) if (row.spec.get("dataset") or {}).get("id") == dataset.id]
        made: dict[str, list[str]] = {}
        for piece in pieces([row.id for row in found]):
            query = self.select(model_versions.c.id, model_versions.c.run_id).where(model_versions.c.run_id.in_(piece))
            for version in transaction.execute(query.order_by(model_versions.c.id)):
                made.setdefault(version.run_id, []).append(version.id)
        return [DatasetUse(run=row.id, name=row.name, status=row.status, models=made.get(row.id, [])) for row in found]

    def freeze(self, transaction: Transaction, dataset_id: str) -> None:
        """Note that a run uses a dataset from now on."""
        this = (datasets.c.id == dataset_id, datasets.c.frozen_at.is_(None))
        transaction.execute(self.update(datasets).where(*this).values(frozen_at=now()))

    def erase(self, transaction: Transaction, dataset_id: str, numbers: Sequence[int], facts: dict[str, Any]) -> None:
        """Note that examples were removed from a dataset, whose file is another one now."""
        for piece in pieces(numbers):
            these = (dataset_examples.c.dataset_id == dataset_id, dataset_examples.c.number.in_(piece))
            gone = {"erased": True, "interaction": None, "episode": None, "feedback": None, "digest": ""}
            transaction.execute(self.update(dataset_examples).where(*these).values(**gone))
        change = self.update(datasets).where(datasets.c.id == dataset_id)
        transaction.execute(change.values(**facts, erased=datasets.c.erased + len(numbers)))

    def refers(self, transaction: Transaction, url: str) -> bool:
        """Whether a dataset still has its file there: two of the same content share one."""
        return transaction.execute(self.select(datasets.c.id).where(datasets.c.url == url).limit(1)).first() is not None

    def archive(self, transaction: Transaction, authority: Authority, reference: str, *, archived: bool) -> Dataset:
        """Put a dataset away, or bring it back; its file stays, as runs refer to it."""
        dataset = self.find(transaction, reference)
        change = self.update(datasets).where(datasets.c.id == dataset.id).values(archived_at=now() if archived else None)
        transaction.execute(change)
        action = "dataset.archive" if archived else "dataset.restore"
        audit.record(transaction, authority.actor, action, dataset.id, project_id=self.project_id)
        return self.find(transaction, dataset.id)

    def _row(self, transaction: Transaction, reference: str) -> Row[Any]:
        query = self.select(datasets)
        if reference.startswith("dataset_"):
            query = query.where(datasets.c.id == reference)
        else:
            name, _, number = reference.partition("@")
            query = query.where(datasets.c.name == name).order_by(datasets.c.version.desc()).limit(1)
            if number:
                query = query.where(datasets.c.version == (int(number) if number.isdecimal() and len(number) < 10 else 0))
        row = transaction.execute(query).first()
        if row is None:
            raise NotFoundError(f"there is no dataset {reference[:100]!r}", where="dataset", fix="list the project's datasets")
        return row


def _dataset(row: Row[Any]) -> Dataset:
    fields = {name: getattr(row, name) for name in Dataset.model_fields if name not in ("project", "splits")}
    return Dataset(**fields, project=row.project_id, splits=row.splits or {"train": row.examples})
