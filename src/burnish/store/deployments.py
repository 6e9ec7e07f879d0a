"""Deployments: what serves, as people ask for it; the replicas that this needs are rows that supervisors claim."""

import secrets as random_secrets
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from burnish.core.ids import new_id
from burnish.core.serving import AnthropicTarget, Deployment, DeploymentChanges, DeploymentRequest, EngineTarget, OpenAITarget, Target
from burnish.errors import ConfigError, ConflictError, ForbiddenError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.database import Database, Transaction
from burnish.store.deployment_rows import deployment_of
from burnish.store.repository import Repository
from burnish.store.serving_revision import bump
from burnish.store.tables import alias_deployments, aliases, deployments, replicas, secrets
from burnish.store.vault import Vault
from burnish.store.wanted_replicas import WantedReplicas, Weights
from burnish.wire.addresses import Allowed, parse_target

__all__ = ["Deployments", "Weights", "token_place"]

_TARGET: TypeAdapter[Target] = TypeAdapter(Target)


def token_place(project_id: str, deployment_id: str) -> str:
    """The place for which the vault seals the token of a deployment's replicas."""
    return f"{project_id}/{deployment_id}"


class Deployments(Repository):
    """The deployments of one project.

    Args:
        database: where they are.
        project_id: whose they are.
        vault: seals what replicas are called with.
        allow: private hosts that the operator opens to outbound requests.
    """

    def __init__(self, database: Database, project_id: str, vault: Vault, allow: Sequence[str] = ()) -> None:
        super().__init__(database, project_id)
        self._vault, self._allow, self._replicas = vault, allow, WantedReplicas(database, project_id)

    # -- reading -----------------------------------------------------------------------------------------------------------------

    def find(self, transaction: Transaction, reference: str) -> Deployment:
        """A deployment by id or name.

        Raises:
            NotFoundError: this project has none.
        """
        return self._records(transaction, [self._row(transaction, reference)])[0]

    def page(self, transaction: Transaction, *, before: str | None = None, limit: int = 100) -> list[Deployment]:
        """Deployments, newest first."""
        query = self.select(deployments).order_by(deployments.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(deployments.c.id < before)
        return self._records(transaction, transaction.execute(query).all())

    # -- changing ----------------------------------------------------------------------------------------------------------------

    def create(self, transaction: Transaction, authority: Authority, request: DeploymentRequest, weights: Weights | None) -> Deployment:
        """A new deployment; where its target is an engine, its replicas are wanted from now on.

        Args:
            transaction: one that writes.
            authority: of who asks.
            request: what is asked for.
            weights: what the target's model means; None where it is no engine.

        Raises:
            ConflictError: the name is taken.
            OutboundRefusedError: the URL may not be reached.
            NotFoundError: there is no such secret.
            ForbiddenError: the secret would go to an address where nobody who may set secrets has sent it.
        """
        if transaction.execute(self.select(deployments.c.id).where(deployments.c.name == request.name)).first():
            raise ConflictError(f"there is a deployment named {request.name!r} already", where="name", fix="choose another name")
        self._check(transaction, authority, request.target)
        deployment_id = new_id("deployment")
        values: dict[str, Any] = {"kind": request.target.kind, "target": request.target.model_dump(mode="json")}
        if weights is not None:
            sealed = self._vault.seal(random_secrets.token_urlsafe(32), token_place(self.project_id, deployment_id))
            values |= {"token": sealed.ciphertext, "token_encrypted_with": sealed.encrypted_with, **weights.columns}
        values |= {"prices": request.prices.model_dump(mode="json"), "description": request.description}
        made = self.insert(deployments, id=deployment_id, name=request.name, created_by=authority.actor.id, **values)
        transaction.execute(made)
        if isinstance(request.target, EngineTarget) and weights is not None:
            self._replicas.want(transaction, deployment_id, 1, request.target, weights)
        what = {"name": request.name, "serves": values["target"], "version": weights and weights.version_id}
        self._noted(transaction, authority, "deployment.create", deployment_id, **what)
        return self.find(transaction, deployment_id)

    def change(
        self, transaction: Transaction, authority: Authority, reference: str, changes: DeploymentChanges, weights: Weights | None
    ) -> Deployment:
        """Change a deployment. Replicas with other weights are started before those that serve now are stopped.

        Args:
            transaction: one that writes.
            authority: of who asks.
            reference: id or name.
            changes: what is to be other.
            weights: what the new target's model means; None where there is no new target, or it is no engine.

        Raises:
            ConfigError: the new target is of another kind.
            BurnishError: as in `create`.
        """
        row = self._row(transaction, reference)
        values = changes.model_dump(mode="json", exclude_none=True)
        if changes.target is not None:
            if changes.target.kind != row.kind:
                fix = "make another deployment, and let the alias point at it"
                raise ConfigError(f"is a deployment of kind {row.kind}", where="target.kind", fix=fix)
            self._check(transaction, authority, changes.target)
            values["target"] = changes.target.model_dump(mode="json")
        if isinstance(changes.target, EngineTarget) and weights is not None:
            values |= self._replicas.replace(transaction, row, changes.target, weights)
        if values:
            transaction.execute(self.update(deployments).where(deployments.c.id == row.id).values(**values))
            told = {"serves": values.get("target"), "version": values.get("version_id"), "prices": values.get("prices")}
            self._noted(transaction, authority, "deployment.change", row.id, **told)
        return self.find(transaction, row.id)

    def stop(self, transaction: Transaction, authority: Authority, reference: str) -> Deployment:
        """Serve no longer; what is under way is answered. Aliases may go on pointing at it."""
        row = self._row(transaction, reference)
        if row.wanted != "stop":
            transaction.execute(self.update(deployments).where(deployments.c.id == row.id).values(wanted="stop"))
            self._replicas.end(transaction, row.id)
            self._noted(transaction, authority, "deployment.stop", row.id)
        return self.find(transaction, row.id)

    def start(self, transaction: Transaction, authority: Authority, reference: str) -> Deployment:
        """Serve again; of one whose replicas have failed, try again at once."""
        row = self._row(transaction, reference)
        if row.wanted != "run":
            self._replicas.restart(transaction, row)
        else:
            self._replicas.try_again(transaction, row.id)
        self._noted(transaction, authority, "deployment.start", row.id)
        return self.find(transaction, row.id)

    def remove(self, transaction: Transaction, authority: Authority, reference: str) -> None:
        """Remove a deployment, and stop its replicas.

        Raises:
            ConflictError: an alias uses it; names it.
        """
        row = self._row(transaction, reference)
        used = self.select(aliases.c.name).join(alias_deployments, alias_deployments.c.alias_id == aliases.c.id)
        used = used.where(self.of(alias_deployments), alias_deployments.c.deployment_id == row.id).distinct().order_by(aliases.c.name)
        names = list(transaction.execute(used).scalars())
        if names:
            fix = "let the alias point at another deployment first, or remove the alias"
            raise ConflictError(f"is used by the alias{'es' if len(names) > 1 else ''} {', '.join(names)}", where=row.name, fix=fix)
        transaction.execute(self.delete(deployments).where(deployments.c.id == row.id))
        self._noted(transaction, authority, "deployment.delete", row.id, name=row.name)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _row(self, transaction: Transaction, reference: str) -> Row[Any]:
        column = deployments.c.id if reference.startswith("deployment_") else deployments.c.name
        row = transaction.execute(self.select(deployments).where(column == reference)).first()
        if row is None:
            raise NotFoundError(f"there is no deployment {reference[:100]!r}", where="deployment", fix="list the project's deployments")
        return row

    def _records(self, transaction: Transaction, rows: Sequence[Row[Any]]) -> list[Deployment]:
        of: dict[str, list[Row[Any]]] = {row.id: [] for row in rows}
        query = self.select(replicas).where(replicas.c.deployment_id.in_(list(of)))
        for replica in transaction.execute(query.order_by(replicas.c.generation, replicas.c.number)):
            of[replica.deployment_id].append(replica)
        return [deployment_of(row, of[row.id]) for row in rows]

    def _check(self, transaction: Transaction, authority: Authority, target: Target) -> None:
        """That an outside target may be reached, and that its secret is there and may be sent to it."""
        if isinstance(target, EngineTarget):
            return
        parse_target(target.url, Allowed.parse(self._allow))
        if target.secret is None:
            return
        if not transaction.execute(self.select(secrets.c.id).where(secrets.c.name == target.secret)).first():
            raise NotFoundError(f"there is no secret {target.secret!r}", where="target.secret", fix="set it first: burnish secrets set")
        if "secrets.write" not in authority.permissions and not self._sent_there(transaction, target):
            fix = "have somebody with that permission make the first deployment that sends it there"
            raise ForbiddenError("sending a secret to a new address needs the permission secrets.write", where="target.secret", fix=fix)

    def _sent_there(self, transaction: Transaction, target: OpenAITarget | AnthropicTarget) -> bool:
        """Whether a deployment of the project sends this secret to this origin already."""
        allowed = Allowed.parse(self._allow)
        wanted = (target.secret, parse_target(target.url, allowed).origin)
        for stored in transaction.execute(self.select(deployments.c.target).where(deployments.c.kind != "engine")).scalars():
            there = _TARGET.validate_python(stored)
            if not isinstance(there, EngineTarget) and (there.secret, parse_target(there.url, allowed).origin) == wanted:
                return True
        return False

    def _noted(self, transaction: Transaction, authority: Authority, action: str, deployment_id: str, **details: Any) -> None:
        audit.record(transaction, authority.actor, action, deployment_id, project_id=self.project_id, **details)
        bump(transaction)
