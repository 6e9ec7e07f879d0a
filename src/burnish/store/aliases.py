"""Aliases: the names that clients call, what each points at, and everything that it ever pointed at."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert

from burnish.core.ids import new_id
from burnish.core.serving import Alias, AliasChanges, AliasRequest, AliasSettings, AliasState, AliasVersion, Share
from burnish.errors import ConfigError, ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.repository import Repository
from burnish.store.serving_revision import bump
from burnish.store.tables import alias_deployments, alias_versions, aliases, deployments

__all__ = ["Aliases"]

State = dict[str, Any]
"""What an alias is, as its history keeps it: `shares` (deployment, name, weight), `fallbacks` (deployment, name), settings, description."""


class Aliases(Repository):
    """The aliases of one project."""

    # -- reading -----------------------------------------------------------------------------------------------------------------

    def find(self, transaction: Transaction, reference: str) -> Alias:
        """An alias by id or name.

        Raises:
            NotFoundError: this project has none.
        """
        return self._records(transaction, [self._row(transaction, reference)])[0]

    def page(self, transaction: Transaction, *, before: str | None = None, limit: int = 100) -> list[Alias]:
        """Aliases, newest first."""
        query = self.select(aliases).order_by(aliases.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(aliases.c.id < before)
        return self._records(transaction, transaction.execute(query).all())

    def history(self, transaction: Transaction, reference: str, *, before: int | None = None, limit: int = 100) -> list[AliasVersion]:
        """Its versions, newest first; `before`: only those with a smaller number."""
        row = self._row(transaction, reference)
        query = self.select(alias_versions).where(alias_versions.c.alias_id == row.id)
        if before is not None:
            query = query.where(alias_versions.c.version < before)
        found = transaction.execute(query.order_by(alias_versions.c.version.desc()).limit(limit))
        return [_version(one) for one in found]

    # -- changing ----------------------------------------------------------------------------------------------------------------

    def create(self, transaction: Transaction, authority: Authority, request: AliasRequest) -> Alias:
        """A new alias.

        Raises:
            ConflictError: the name is taken.
            NotFoundError: there is no such deployment.
            ConfigError: a deployment is named twice.
        """
        if transaction.execute(self.select(aliases.c.id).where(aliases.c.name == request.name)).first():
            raise ConflictError(f"there is an alias named {request.name!r} already", where="name", fix="change it, or choose another name")
        state = {
            "shares": self._shares(transaction, request.shares),
            "fallbacks": self._fallbacks(transaction, request.fallbacks),
            "settings": request.settings.model_dump(mode="json"),
            "description": request.description,
        }
        alias_id = new_id("alias")
        own = {"settings": state["settings"], "description": state["description"], "created_by": authority.actor.id}
        transaction.execute(self.insert(aliases, id=alias_id, name=request.name, **own))
        self._point(transaction, alias_id, state)
        self._noted(transaction, authority, alias_id, 1, "create", None, state)
        return self.find(transaction, alias_id)

    def change(self, transaction: Transaction, authority: Authority, reference: str, changes: AliasChanges) -> Alias:
        """Change an alias from now on; where nothing is other than before, nothing is noted.

        Raises:
            NotFoundError: there is no such deployment.
            ConfigError: a deployment is named twice.
        """
        row = self._locked(transaction, reference)
        before = self._state(transaction, row)
        after = dict(before)
        if changes.shares is not None:
            after["shares"] = self._shares(transaction, changes.shares)
        if changes.fallbacks is not None:
            after["fallbacks"] = self._fallbacks(transaction, changes.fallbacks)
        if changes.settings is not None:
            after["settings"] = changes.settings.model_dump(mode="json")
        if changes.description is not None:
            after["description"] = changes.description
        return self._become(transaction, authority, row, "change", before, after)

    def roll_back(self, transaction: Transaction, authority: Authority, reference: str, version: int | None = None) -> Alias:
        """Let an alias be what it was before its last change; doing it again goes forward.

        Args:
            transaction: one that writes.
            authority: of who asks.
            reference: id or name.
            version: what it was at that version, in place of before.

        Raises:
            ConflictError: there was nothing before, or a deployment of that time is gone.
            NotFoundError: it had no such version.
        """
        row = self._locked(transaction, reference)
        wanted = row.version if version is None else version
        query = self.select(alias_versions).where(alias_versions.c.alias_id == row.id, alias_versions.c.version == wanted)
        found = transaction.execute(query).first()
        if found is None:
            raise NotFoundError(f"had no version {wanted}", where=row.name, fix="look at its history")
        after: State | None = found.before if version is None else found.after
        if after is None:
            raise ConflictError("was nothing else before", where=row.name, fix="change it")
        self._still_there(transaction, row.name, after)
        return self._become(transaction, authority, row, "rollback", self._state(transaction, row), after)

    def remove(self, transaction: Transaction, authority: Authority, reference: str) -> None:
        """Remove an alias, and its history; whoever calls it is told that there is none."""
        row = self._row(transaction, reference)
        transaction.execute(self.delete(aliases).where(aliases.c.id == row.id))
        audit.record(transaction, authority.actor, "alias.delete", row.id, project_id=self.project_id, name=row.name)
        bump(transaction)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _row(self, transaction: Transaction, reference: str, *, lock: bool = False) -> Row[Any]:
        column = aliases.c.id if reference.startswith("alias_") else aliases.c.name
        query = self.select(aliases).where(column == reference)
        row = transaction.execute(query.with_for_update() if lock else query).first()
        if row is None:
            raise NotFoundError(f"there is no alias {reference[:100]!r}", where="alias", fix="list the project's aliases")
        return row

    def _locked(self, transaction: Transaction, reference: str) -> Row[Any]:
        """The row, so that two changes do not take the same version."""
        return self._row(transaction, reference, lock=True)

    def _shares(self, transaction: Transaction, shares: Sequence[Share]) -> list[dict[str, Any]]:
        found = self._deployments(transaction, [share.deployment for share in shares], "shares")
        return [{**one, "weight": share.weight} for one, share in zip(found, shares, strict=True)]

    def _fallbacks(self, transaction: Transaction, references: Sequence[str]) -> list[dict[str, Any]]:
        return self._deployments(transaction, references, "fallbacks")

    def _deployments(self, transaction: Transaction, references: Sequence[str], where: str) -> list[dict[str, Any]]:
        query = self.select(deployments.c.id, deployments.c.name)
        rows = transaction.execute(query.where(deployments.c.name.in_(references) | deployments.c.id.in_(references))).all()
        known = {key: row for row in rows for key in (row.id, row.name)}
        for place, reference in enumerate(references):
            if reference not in known:
                fix = "list the project's deployments, or make one: burnish deploy MODEL"
                raise NotFoundError(f"there is no deployment {reference[:100]!r}", where=f"{where}.{place}", fix=fix)
        found = [{"deployment": known[one].id, "name": known[one].name} for one in references]
        twice = [one["name"] for place, one in enumerate(found) if one in found[:place]]
        if twice:
            raise ConfigError(f"{twice[0]} is named twice", where=where, fix="name each deployment once")
        return found

    def _still_there(self, transaction: Transaction, name: str, state: State) -> None:
        used = {one["deployment"]: one["name"] for one in [*state["shares"], *state["fallbacks"]]}
        there = set(transaction.execute(self.select(deployments.c.id).where(deployments.c.id.in_(list(used)))).scalars())
        gone = [label for deployment_id, label in used.items() if deployment_id not in there]
        if gone:
            what = f"used {', '.join(gone)}, which {'are' if len(gone) > 1 else 'is'} gone"
            raise ConflictError(what, where=name, fix="deploy that model again, and change the alias")

    def _become(self, transaction: Transaction, authority: Authority, row: Row[Any], action: str, before: State, after: State) -> Alias:
        if after != before:
            own = {"settings": after["settings"], "description": after["description"], "version": row.version + 1, "updated_at": now()}
            transaction.execute(self.update(aliases).where(aliases.c.id == row.id).values(**own))
            self._point(transaction, row.id, after)
            self._noted(transaction, authority, row.id, row.version + 1, action, before, after)
        return self.find(transaction, row.id)

    def _point(self, transaction: Transaction, alias_id: str, state: State) -> None:
        """Let an alias point at these deployments, and no others."""
        transaction.execute(self.delete(alias_deployments).where(alias_deployments.c.alias_id == alias_id))
        rows = [
            {"role": role, "position": place, "deployment_id": one["deployment"], "weight": one.get("weight", 1.0)}
            for role, ones in (("share", state["shares"]), ("fallback", state["fallbacks"]))
            for place, one in enumerate(ones)
        ]
        same = {"project_id": self.project_id, "alias_id": alias_id}
        transaction.execute(insert(alias_deployments), [{**same, **row} for row in rows])

    def _state(self, transaction: Transaction, row: Row[Any]) -> State:
        return self._states(transaction, [row])[row.id]

    def _states(self, transaction: Transaction, rows: Sequence[Row[Any]]) -> Mapping[str, State]:
        of: dict[str, State] = {
            row.id: {"shares": [], "fallbacks": [], "settings": row.settings, "description": row.description} for row in rows
        }
        query = self.select(alias_deployments, deployments.c.name).join_from(
            alias_deployments, deployments, deployments.c.id == alias_deployments.c.deployment_id
        )
        query = query.where(alias_deployments.c.alias_id.in_(list(of))).order_by(alias_deployments.c.role, alias_deployments.c.position)
        for one in transaction.execute(query):
            entry = {"deployment": one.deployment_id, "name": one.name}
            if one.role == "share":
                of[one.alias_id]["shares"].append({**entry, "weight": one.weight})
            else:
                of[one.alias_id]["fallbacks"].append(entry)
        return of

    def _records(self, transaction: Transaction, rows: Sequence[Row[Any]]) -> list[Alias]:
        states = self._states(transaction, rows)
        return [_alias(row, _shown(states[row.id])) for row in rows]

    def _noted(
        self,
        transaction: Transaction,
        authority: Authority,
        alias_id: str,
        version: int,
        action: str,
        before: State | None,
        after: State,
    ) -> None:
        own = {"version": version, "action": action, "by": authority.actor.id, "before": before, "after": after}
        transaction.execute(self.insert(alias_versions, alias_id=alias_id, **own))
        told = {"version": version, "shares": after["shares"], "fallbacks": after["fallbacks"]}
        audit.record(transaction, authority.actor, f"alias.{action}", alias_id, project_id=self.project_id, **told)
        bump(transaction)


def _shown(state: State) -> AliasState:
    return AliasState(
        shares=[Share(deployment=one["name"], weight=one["weight"]) for one in state["shares"]],
        fallbacks=[one["name"] for one in state["fallbacks"]],
        settings=AliasSettings.model_validate(state["settings"]),
        description=state["description"],
    )


def _alias(row: Row[Any], state: AliasState) -> Alias:
    own = {"project": row.project_id, "shares": state.shares, "fallbacks": state.fallbacks, "settings": state.settings}
    return Alias(**{name: getattr(row, name) for name in Alias.model_fields if name not in own}, **own)


def _version(row: Row[Any]) -> AliasVersion:
    own = {"before": None if row.before is None else _shown(row.before), "after": _shown(row.after)}
    return AliasVersion(**{name: getattr(row, name) for name in AliasVersion.model_fields if name not in own}, **own)
