"""The registry of models: names, immutable versions, and which version a name means."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, update
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.ids import new_id
from burnish.core.registry import ModelFile, ModelKind, ModelVersion, RegisteredModel
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.repository import Repository
from burnish.store.tables import model_files, model_parents, model_versions, models

__all__ = ["ModelRegistry", "fail_imports", "fail_old_imports"]

_ABANDONED_SECONDS = 86_400.0


def fail_imports(transaction: Transaction, version_ids: Sequence[str]) -> int:
    """Say of these imports that they failed, as their server is gone. Returns how many had not ended."""
    return _fail(transaction, model_versions.c.id.in_(version_ids)) if version_ids else 0


def fail_old_imports(transaction: Transaction) -> int:
    """The same of those that began a day ago and did not end, wherever that was."""
    return _fail(transaction, model_versions.c.created_at < now(-_ABANDONED_SECONDS))


def _fail(transaction: Transaction, which: ColumnElement[bool]) -> int:
    words = "the server ended before the import did; take it in again: what a hub had sent is not fetched twice"
    change = update(model_versions).where(model_versions.c.status == "importing", which).values(status="failed", message=words)
    return transaction.execute(change.execution_options(**{ACROSS_PROJECTS: True})).rowcount


class ModelRegistry(Repository):
    """The models of one project."""

    # -- reading -----------------------------------------------------------------------------------------------------------------

    def find(self, transaction: Transaction, reference: str) -> RegisteredModel:
        """A model by id or name, with its versions, newest first.

        Raises:
            NotFoundError: this project has none.
        """
        column = models.c.id if reference.startswith("model_") else models.c.name
        row = transaction.execute(self.select(models).where(column == reference)).first()
        if row is None:
            raise NotFoundError(f"there is no model {reference[:100]!r}", where="model", fix="list the project's models")
        return self._models(transaction, [row])[0]

    def page(
        self, transaction: Transaction, *, before: str | None = None, limit: int = 100, archived: bool = False
    ) -> list[RegisteredModel]:
        """Models, newest first; the archived ones instead of the others with `archived`."""
        query = self.select(models).order_by(models.c.id.desc()).limit(limit)
        query = query.where(models.c.archived_at.is_not(None) if archived else models.c.archived_at.is_(None))
        if before is not None:
            query = query.where(models.c.id < before)
        return self._models(transaction, transaction.execute(query).all())

    def version(self, transaction: Transaction, reference: str) -> ModelVersion:
        """A version: `version_…`, `name@2`, `model_…@2`; of a name or a model's id alone the current one.

        Raises:
            NotFoundError: there is none, or none of the model is ready.
        """
        if reference.startswith("version_"):
            row = transaction.execute(self._versions().where(model_versions.c.id == reference)).first()
        else:
            name, _, number = reference.partition("@")
            model = self.find(transaction, name)
            wanted = int(number) if number.isdecimal() and len(number) < 10 else None if number else model.current
            chosen = (model_versions.c.model_id == model.id, model_versions.c.number == (wanted or 0))
            row = transaction.execute(self._versions().where(*chosen)).first()
        if row is None:
            raise NotFoundError(f"there is no ready version {reference[:100]!r}", where="model", fix="list the model's versions")
        return _version(row, self._parents(transaction, [row.id])[row.id])

    def url(self, transaction: Transaction, version_id: str) -> str:
        """Where the files of a version lie.

        Raises:
            NotFoundError: this project has no such version.
        """
        url: str | None = transaction.execute(self.select(model_versions.c.url).where(model_versions.c.id == version_id)).scalar()
        if url is None:
            raise NotFoundError(f"there is no version {version_id[:100]!r}", where="model", fix="list the model's versions")
        return url

    def files(self, transaction: Transaction, version_id: str) -> list[ModelFile]:
        """The files of a version, by path."""
        query = self.select(model_files).where(model_files.c.version_id == version_id).order_by(model_files.c.path)
        return [ModelFile(path=row.path, bytes=row.bytes, sha256=row.sha256) for row in transaction.execute(query)]

    # -- taking in ---------------------------------------------------------------------------------------------------------------

    def begin(
        self,
        transaction: Transaction,
        authority: Authority,
        name: str,
        *,
        kind: ModelKind,
        source: Mapping[str, Any],
        description: str = "",
        parents: Sequence[tuple[str, str]] = (),
        run_id: str | None = None,
        checkpoint_id: str | None = None,
    ) -> ModelVersion:
        """Another version of a model, which is made where there is none of this name; its files are still to come.

        Args:
            parents: ids of versions, each with its relation: trained_from or adapter_of.

        Raises:
            ConflictError: the model is archived.
        """
        model = self._named(transaction, authority, name, description)
        highest = self.select(func.max(model_versions.c.number)).where(self.of(model_versions), model_versions.c.model_id == model.id)
        version_id = new_id("version")
        values = {
            "id": version_id,
            "model_id": model.id,
            "number": (transaction.execute(highest).scalar() or 0) + 1,
            "kind": kind,
            "status": "importing",
            "url": "",
            "source": dict(source),
            "architecture": {},
            "run_id": run_id,
            "checkpoint_id": checkpoint_id,
            "created_by": authority.actor.id,
        }
        transaction.execute(self.insert(model_versions, **values))
        for parent_id, relation in parents:
            transaction.execute(self.insert(model_parents, version_id=version_id, parent_id=parent_id, relation=relation))
        what = {"name": name, "number": values["number"], "source": dict(source)}
        audit.record(transaction, authority.actor, "model.import", version_id, project_id=self.project_id, **what)
        return self.version(transaction, version_id)

    def ready(
        self,
        transaction: Transaction,
        version: ModelVersion,
        files: Sequence[ModelFile],
        *,
        current: bool,
        **facts: Any,
    ) -> ModelVersion:
        """The files of a version have come: `facts` are url, digest, bytes, parameters, licence, architecture, kind."""
        rows = [{"project_id": self.project_id, "version_id": version.id, **file.model_dump()} for file in files]
        transaction.execute(insert(model_files), rows)
        change = self.update(model_versions).where(model_versions.c.id == version.id, model_versions.c.status == "importing")
        transaction.execute(change.values(status="ready", message="", **facts))
        if current:
            self._mean(transaction, version.model, version.number)
        return self.version(transaction, version.id)

    def tell(self, transaction: Transaction, version_id: str, message: str) -> None:
        """How far an import is; nothing, if it has ended."""
        change = self.update(model_versions).where(model_versions.c.id == version_id, model_versions.c.status == "importing")
        transaction.execute(change.values(message=message))

    def failed(self, transaction: Transaction, version_id: str, message: str) -> None:
        """The files of a version did not come; says why."""
        change = self.update(model_versions).where(model_versions.c.id == version_id, model_versions.c.status == "importing")
        transaction.execute(change.values(status="failed", message=message))

    # -- what a name means -------------------------------------------------------------------------------------------------------

    def change(self, transaction: Transaction, authority: Authority, model_id: str, changes: Mapping[str, Any]) -> RegisteredModel:
        """Change a model's `description`, or the `current` version that its name means.

        Raises:
            NotFoundError: there is no such version.
            ConflictError: it is not ready.
        """
        model = self.find(transaction, model_id)
        if "description" in changes:
            transaction.execute(self.update(models).where(models.c.id == model.id).values(description=changes["description"]))
        if "current" in changes:
            version = self.version(transaction, f"{model.id}@{changes['current']}")
            if version.status != "ready":
                raise ConflictError(f"version {version.number} is {version.status}", where=model.name, fix="choose one that is ready")
            self._mean(transaction, model.id, version.number)
        audit.record(transaction, authority.actor, "model.update", model.id, project_id=self.project_id, **changes)
        return self.find(transaction, model.id)

    def roll_back(self, transaction: Transaction, authority: Authority, model_id: str) -> RegisteredModel:
        """Let the name mean the version that it meant before; doing it again goes forward.

        Raises:
            ConflictError: there was none before.
        """
        model = self.find(transaction, model_id)
        if model.previous is None:
            raise ConflictError("meant no other version before", where=model.name, fix="set `current` to a version")
        version = self.version(transaction, f"{model.id}@{model.previous}")
        if version.status != "ready":
            raise ConflictError(f"version {version.number} is {version.status}", where=model.name, fix="set `current` to one that is ready")
        self._mean(transaction, model.id, model.previous)
        what = {"to": model.previous, "from": model.current}
        audit.record(transaction, authority.actor, "model.rollback", model.id, project_id=self.project_id, **what)
        return self.find(transaction, model.id)

    def archive(self, transaction: Transaction, authority: Authority, model_id: str, *, archived: bool) -> RegisteredModel:
        """Put a model away, or bring it back; its versions stay, as runs refer to them."""
        model = self.find(transaction, model_id)
        transaction.execute(self.update(models).where(models.c.id == model.id).values(archived_at=now() if archived else None))
        action = "model.archive" if archived else "model.restore"
        audit.record(transaction, authority.actor, action, model.id, project_id=self.project_id)
        return self.find(transaction, model.id)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _named(self, transaction: Transaction, authority: Authority, name: str, description: str) -> Row[Any]:
        """The model of this name, locked, so that two imports do not take the same number."""
        query = self.select(models).where(models.c.name == name).with_for_update()
        row = transaction.execute(query).first()
        if row is None:
            values = {"id": new_id("model"), "name": name, "description": description, "created_by": authority.actor.id}
            transaction.execute(self.insert(models, **values))
            row = transaction.execute(query).one()
        if row.archived_at is not None:
            raise ConflictError("is archived", where=name, fix="restore the model, or choose another name")
        return row

    def _mean(self, transaction: Transaction, model_id: str, number: int) -> None:
        """From now on the name means this version, and a rollback goes back to the one before."""
        this = self.update(models).where(models.c.id == model_id, models.c.current.is_distinct_from(number))
        transaction.execute(this.values(previous=models.c.current, current=number))

    def _versions(self) -> Any:
        """Versions with the names of their models."""
        return self.select(model_versions, models.c.name).join_from(model_versions, models, models.c.id == model_versions.c.model_id)

    def _models(self, transaction: Transaction, rows: Sequence[Row[Any]]) -> list[RegisteredModel]:
        query = self._versions().where(model_versions.c.model_id.in_([row.id for row in rows])).order_by(model_versions.c.number.desc())
        versions = transaction.execute(query).all()
        parents = self._parents(transaction, [version.id for version in versions])
        of: dict[str, list[ModelVersion]] = {row.id: [] for row in rows}
        for version in versions:
            of[version.model_id].append(_version(version, parents[version.id]))
        return [_model(row, of[row.id]) for row in rows]

    def _parents(self, transaction: Transaction, version_ids: Sequence[str]) -> dict[str, list[str]]:
        query = self.select(model_parents).where(model_parents.c.version_id.in_(version_ids)).order_by(model_parents.c.parent_id)
        found: dict[str, list[str]] = {version_id: [] for version_id in version_ids}
        for row in transaction.execute(query):
            found[row.version_id].append(row.parent_id)
        return found


def _version(row: Row[Any], parents: Sequence[str]) -> ModelVersion:
    own = {"model": row.model_id, "run": row.run_id, "checkpoint": row.checkpoint_id, "parents": tuple(parents)}
    return ModelVersion(**{name: getattr(row, name) for name in ModelVersion.model_fields if name not in own}, **own)


def _model(row: Row[Any], versions: Sequence[ModelVersion]) -> RegisteredModel:
    own = {"project": row.project_id, "versions": tuple(versions)}
    return RegisteredModel(**{name: getattr(row, name) for name in RegisteredModel.model_fields if name not in own}, **own)
