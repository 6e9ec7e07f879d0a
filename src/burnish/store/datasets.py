"""Datasets of a project: files of examples, immutable, with their digests."""

from typing import Any

from sqlalchemy import Row

from burnish.core.ids import new_id
from burnish.core.registry import Dataset
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.tables import datasets

__all__ = ["Datasets"]


class Datasets(Repository):
    """The datasets of one project."""

    def add(self, transaction: Transaction, authority: Authority, name: str, **facts: Any) -> Dataset:
        """A dataset whose file is in place: `facts` are description, url, digest, bytes, examples, source.

        Raises:
            ConflictError: the name is taken.
        """
        if transaction.execute(self.select(datasets.c.id).where(datasets.c.name == name)).first():
            raise ConflictError(
                f"there is a dataset named {name!r} already", where="name", fix="choose another name: datasets never change"
            )
        dataset_id = new_id("dataset")
        transaction.execute(self.insert(datasets, id=dataset_id, name=name, created_by=authority.actor.id, **facts))
        what = {"name": name, "digest": facts["digest"], "source": facts["source"]}
        audit.record(transaction, authority.actor, "dataset.import", dataset_id, project_id=self.project_id, **what)
        return self.find(transaction, dataset_id)

    def find(self, transaction: Transaction, reference: str) -> Dataset:
        """A dataset by id or name.

        Raises:
            NotFoundError: this project has none.
        """
        return _dataset(self._row(transaction, reference))

    def url(self, transaction: Transaction, reference: str) -> str:
        """Where its file lies."""
        return str(self._row(transaction, reference).url)

    def page(self, transaction: Transaction, *, before: str | None = None, limit: int = 100, archived: bool = False) -> list[Dataset]:
        """Datasets, newest first; the archived ones instead of the others with `archived`."""
        query = self.select(datasets).order_by(datasets.c.id.desc()).limit(limit)
        query = query.where(datasets.c.archived_at.is_not(None) if archived else datasets.c.archived_at.is_(None))
        if before is not None:
            query = query.where(datasets.c.id < before)
        return [_dataset(row) for row in transaction.execute(query)]

    def archive(self, transaction: Transaction, authority: Authority, reference: str, *, archived: bool) -> Dataset:
        """Put a dataset away, or bring it back; its file stays, as runs refer to it."""
        dataset = self.find(transaction, reference)
        change = self.update(datasets).where(datasets.c.id == dataset.id).values(archived_at=now() if archived else None)
        transaction.execute(change)
        action = "dataset.archive" if archived else "dataset.restore"
        audit.record(transaction, authority.actor, action, dataset.id, project_id=self.project_id)
        return self.find(transaction, dataset.id)

    def _row(self, transaction: Transaction, reference: str) -> Row[Any]:
        column = datasets.c.id if reference.startswith("dataset_") else datasets.c.name
        row = transaction.execute(self.select(datasets).where(column == reference)).first()
        if row is None:
            raise NotFoundError(f"there is no dataset {reference[:100]!r}", where="dataset", fix="list the project's datasets")
        return row


def _dataset(row: Row[Any]) -> Dataset:
    return Dataset(**{name: getattr(row, name) for name in Dataset.model_fields if name != "project"}, project=row.project_id)
