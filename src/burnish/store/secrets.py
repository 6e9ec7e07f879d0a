"""Secrets of a project: tokens and passwords for other systems; written by people, read by the server alone."""

from typing import Any

from sqlalchemy import Row

from burnish.core.access import Secret
from burnish.core.ids import new_id
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.repository import Repository
from burnish.store.serving_revision import bump
from burnish.store.tables import deployments, secrets
from burnish.store.vault import Sealed, Vault

__all__ = ["Secrets"]


class Secrets(Repository):
    """The secrets of one project. No list and no audit event holds their values."""

    def __init__(self, database: Database, project_id: str, vault: Vault) -> None:
        super().__init__(database, project_id)
        self._vault = vault

    def put(self, transaction: Transaction, authority: Authority, name: str, value: str) -> Secret:
        """Keep a secret under a name, in place of what was there."""
        there = transaction.execute(self.select(secrets.c.id).where(secrets.c.name == name)).scalar()
        secret_id = there or new_id("secret")
        sealed = self._vault.seal(value, self._place(secret_id))
        values = {"ciphertext": sealed.ciphertext, "encrypted_with": sealed.encrypted_with}
        if there:
            transaction.execute(self.update(secrets).where(secrets.c.id == secret_id).values(**values))
        else:
            transaction.execute(self.insert(secrets, id=secret_id, name=name, created_by=authority.actor.id, **values))
        audit.record(transaction, authority.actor, "secret.set", secret_id, project_id=self.project_id, name=name)
        bump(transaction)
        return _secret(transaction.execute(self.select(secrets).where(secrets.c.id == secret_id)).one())

    def read(self, transaction: Transaction, name: str) -> str:
        """The value, for the server's own use; in a transaction that writes, as the use is noted.

        Raises:
            NotFoundError: there is no such secret.
            StoreError: it cannot be decrypted.
        """
        row = transaction.execute(self.select(secrets).where(secrets.c.name == name)).first()
        if row is None:
            raise NotFoundError(f"there is no secret {name[:100]!r}", where="secret", fix="set it first")
        transaction.execute(self.update(secrets).where(secrets.c.id == row.id).values(last_used_at=now(), updated_at=row.updated_at))
        return self._vault.unseal(Sealed(row.ciphertext, row.encrypted_with), self._place(row.id))

    def page(self, transaction: Transaction) -> list[Secret]:
        """All of them, by name, without their values."""
        return [_secret(row) for row in transaction.execute(self.select(secrets).order_by(secrets.c.name))]

    def remove(self, transaction: Transaction, authority: Authority, name: str) -> None:
        """Forget a secret.

        Raises:
            NotFoundError: there is no such secret.
            ConflictError: a deployment uses it; names it.
        """
        used = self._users(transaction, name)
        if used:
            fix = "give the deployment another secret first, or remove it"
            raise ConflictError(f"is used by the deployment{'s' if len(used) > 1 else ''} {', '.join(used)}", where=name[:100], fix=fix)
        if not transaction.execute(self.delete(secrets).where(secrets.c.name == name)).rowcount:
            raise NotFoundError(f"there is no secret {name[:100]!r}", where="secret", fix="list the secrets")
        audit.record(transaction, authority.actor, "secret.remove", name, project_id=self.project_id)
        bump(transaction)

    def _users(self, transaction: Transaction, name: str) -> list[str]:
        """Names of the deployments that authenticate with a secret."""
        query = self.select(deployments.c.name, deployments.c.target).order_by(deployments.c.name)
        return [row.name for row in transaction.execute(query) if row.target.get("secret") == name]

    def _place(self, secret_id: str) -> str:
        return f"{self.project_id}/{secret_id}"


def _secret(row: Row[Any]) -> Secret:
    return Secret(**{name: getattr(row, name) for name in Secret.model_fields})
