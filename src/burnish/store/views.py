"""Saved views of a project: filters with a name, for everybody in it."""

from typing import Any

from sqlalchemy import Row

from burnish.core.ids import new_id
from burnish.core.slices import SavedView, SavedViewRequest
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.tables import saved_views

__all__ = ["SavedViews"]


class SavedViews(Repository):
    """The saved views of one project."""

    def create(self, transaction: Transaction, authority: Authority, request: SavedViewRequest) -> SavedView:
        """A new one.

        Raises:
            ConflictError: the name is taken.
        """
        self._free(transaction, request.name)
        view_id = new_id("view")
        values = request.model_dump(mode="json")
        transaction.execute(self.insert(saved_views, id=view_id, created_by=authority.actor.id, **values))
        audit.record(transaction, authority.actor, "view.create", view_id, project_id=self.project_id, name=request.name)
        return self.find(transaction, view_id)

    def find(self, transaction: Transaction, view_id: str) -> SavedView:
        """One.

        Raises:
            NotFoundError: this project has none.
        """
        row = transaction.execute(self.select(saved_views).where(saved_views.c.id == view_id)).first()
        if row is None:
            raise NotFoundError(f"there is no view {view_id[:100]!r}", where="view", fix="list the project's views")
        return _view(row)

    def page(self, transaction: Transaction, *, before: str | None = None, limit: int = 100) -> list[SavedView]:
        """All of them, newest first."""
        query = self.select(saved_views).order_by(saved_views.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(saved_views.c.id < before)
        return [_view(row) for row in transaction.execute(query)]

    def change(self, transaction: Transaction, authority: Authority, view: SavedView, changed: SavedViewRequest) -> SavedView:
        """What it is from now on.

        Raises:
            ConflictError: the name is taken.
        """
        if changed.name != view.name:
            self._free(transaction, changed.name)
        values = changed.model_dump(mode="json") | {"version": view.version + 1}
        transaction.execute(self.update(saved_views).where(saved_views.c.id == view.id).values(values))
        audit.record(transaction, authority.actor, "view.update", view.id, project_id=self.project_id, name=changed.name)
        return self.find(transaction, view.id)

    def remove(self, transaction: Transaction, authority: Authority, view_id: str) -> None:
        """Forget one.

        Raises:
            NotFoundError: this project has none.
        """
        view = self.find(transaction, view_id)
        transaction.execute(self.delete(saved_views).where(saved_views.c.id == view.id))
        audit.record(transaction, authority.actor, "view.remove", view.id, project_id=self.project_id, name=view.name)

    def _free(self, transaction: Transaction, name: str) -> None:
        if transaction.execute(self.select(saved_views.c.id).where(saved_views.c.name == name)).first():
            raise ConflictError(f"there is a view named {name!r} already", where="name", fix="choose another name, or change that one")


def _view(row: Row[Any]) -> SavedView:
    return SavedView(**{name: getattr(row, name) for name in SavedView.model_fields if name != "project"}, project=row.project_id)
