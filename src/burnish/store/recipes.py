"""Published recipes of a project: immutable versions under a name, each known by the digest of its source."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func

from burnish.core.ids import new_id
from burnish.core.registry import Recipe
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.tables import recipes

__all__ = ["PublishedRecipes"]


class PublishedRecipes(Repository):
    """The recipes that were published in one project."""

    def publish(
        self,
        transaction: Transaction,
        authority: Authority,
        name: str,
        source: str,
        *,
        caption: str,
        config_schema: Mapping[str, Any],
        needs: Sequence[str],
        takes: Sequence[str],
        dependencies: Sequence[str],
    ) -> Recipe:
        """Another version of a recipe; the same source again is the version that it was the first time.

        Raises:
            ConflictError: the recipe is archived.
        """
        digest = hashlib.sha256(source.encode()).hexdigest()
        # Locked, so that two who publish at once do not take the same number.
        versions = transaction.execute(self.select(recipes).where(recipes.c.name == name).with_for_update()).all()
        if any(row.archived_at is not None for row in versions):
            raise ConflictError("is archived", where=name, fix="restore the recipe, or choose another name")
        same = next((row for row in versions if row.hash == digest), None)
        if same is not None:
            return _recipe(same)
        recipe_id, version = new_id("recipe"), max((row.version for row in versions), default=0) + 1
        values = {
            "id": recipe_id,
            "name": name,
            "version": version,
            "hash": digest,
            "source": source,
            "caption": caption,
            "config_schema": dict(config_schema),
            "needs": {"needs": list(needs), "takes": list(takes)},
            "dependencies": list(dependencies),
            "created_by": authority.actor.id,
        }
        transaction.execute(self.insert(recipes, **values))
        what = {"name": name, "version": version, "hash": digest, "dependencies": list(dependencies)}
        audit.record(transaction, authority.actor, "recipe.publish", recipe_id, project_id=self.project_id, **what)
        return self.find(transaction, recipe_id)

    def find(self, transaction: Transaction, reference: str, *, with_source: bool = False) -> Recipe:
        """A version: `recipe_…`, or `name@2`; of a name alone the newest.

        Raises:
            NotFoundError: this project has none.
        """
        name, _, number = reference.partition("@")
        query = self._newest_first()
        if reference.startswith("recipe_"):
            query = query.where(recipes.c.id == reference)
        elif number:
            wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
            query = query.where(recipes.c.name == name, recipes.c.version == wanted)
        else:
            query = query.where(recipes.c.name == name)
        row = transaction.execute(query.limit(1)).first()
        if row is None:
            raise NotFoundError(f"there is no recipe {reference[:100]!r}", where="recipe", fix="list the project's recipes")
        return _recipe(row, with_source=with_source)

    def newest(self, transaction: Transaction, *, archived: bool = False) -> list[Recipe]:
        """The newest version of each recipe, by name; of the archived ones instead of the others with `archived`."""
        newest = self.select(recipes.c.name, func.max(recipes.c.version).label("version")).group_by(recipes.c.name).subquery()
        query = self.select(recipes).join(newest, (newest.c.name == recipes.c.name) & (newest.c.version == recipes.c.version))
        query = query.where(recipes.c.archived_at.is_not(None) if archived else recipes.c.archived_at.is_(None))
        return [_recipe(row) for row in transaction.execute(query.order_by(recipes.c.name))]

    def versions(self, transaction: Transaction, name: str) -> list[Recipe]:
        """All versions of a recipe, newest first; empty where there is none of this name."""
        return [_recipe(row) for row in transaction.execute(self._newest_first().where(recipes.c.name == name))]

    def archive(self, transaction: Transaction, authority: Authority, name: str, *, archived: bool) -> Recipe:
        """Put a recipe away with all its versions, or bring it back; runs that were made of it can still be repeated.

        Raises:
            NotFoundError: this project has none.
        """
        recipe = self.find(transaction, name)
        change = self.update(recipes).where(recipes.c.name == recipe.name).values(archived_at=now() if archived else None)
        transaction.execute(change)
        action = "recipe.archive" if archived else "recipe.restore"
        audit.record(transaction, authority.actor, action, recipe.id or "", project_id=self.project_id, name=recipe.name)
        return self.find(transaction, recipe.name)

    def _newest_first(self) -> Select[Any]:
        return self.select(recipes).order_by(recipes.c.version.desc())


def _recipe(row: Row[Any], *, with_source: bool = False) -> Recipe:
    return Recipe(
        id=row.id,
        name=row.name,
        version=row.version,
        caption=row.caption,
        needs=tuple(row.needs["needs"]),
        takes=tuple(row.needs["takes"]),
        hash=row.hash,
        builtin=False,
        config_schema=row.config_schema,
        dependencies=tuple(row.dependencies),
        created_at=row.created_at,
        created_by=row.created_by,
        archived_at=row.archived_at,
        source=row.source if with_source else None,
    )
