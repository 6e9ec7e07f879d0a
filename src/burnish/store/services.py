"""Service accounts: programs that act in one project, with a role there and keys of their own."""

from typing import Any

from sqlalchemy import Row, update

from burnish.core.access import ApiKey, KeyRequest, MintedKey, ServiceAccount
from burnish.core.ids import new_id
from burnish.errors import ConflictError, NotFoundError
from burnish.store import audit
from burnish.store.access import Authority, role_permissions
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.keys import list_keys, mint_key
from burnish.store.repository import Repository
from burnish.store.tables import api_keys, service_accounts

__all__ = ["ServiceAccounts"]


class ServiceAccounts(Repository):
    """The service accounts of one project."""

    def create(self, transaction: Transaction, authority: Authority, name: str, role: str) -> ServiceAccount:
        """A new one.

        Raises:
            ConflictError: the name is taken in this project.
            ForbiddenError: the role has permissions that the authority has not.
        """
        authority.may_grant(role_permissions(transaction, [role], strict=True), "role")
        if transaction.execute(self.select(service_accounts).where(service_accounts.c.name == name)).first():
            raise ConflictError(f"there is a service account named {name!r} already", where="name", fix="choose another name")
        service_id = new_id("service")
        values = {"id": service_id, "name": name, "role": role, "created_by": authority.actor.id}
        transaction.execute(self.insert(service_accounts, **values))
        audit.record(transaction, authority.actor, "service.create", service_id, project_id=self.project_id, name=name, role=role)
        return self.find(transaction, service_id)

    def find(self, transaction: Transaction, reference: str) -> ServiceAccount:
        """One by id or name.

        Raises:
            NotFoundError: this project has none.
        """
        column = service_accounts.c.id if reference.startswith("service_") else service_accounts.c.name
        row = transaction.execute(self.select(service_accounts).where(column == reference)).first()
        if row is None:
            raise NotFoundError(f"there is no service account {reference[:100]!r}", where="service account", fix="list them")
        return _service(row)

    def page(self, transaction: Transaction, *, before: str | None = None, limit: int = 100) -> list[ServiceAccount]:
        """All of them, newest first."""
        query = self.select(service_accounts).order_by(service_accounts.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(service_accounts.c.id < before)
        return [_service(row) for row in transaction.execute(query)]

    def change(self, transaction: Transaction, authority: Authority, service_id: str, changes: dict[str, Any]) -> ServiceAccount:
        """Change its role, or whether it is disabled, which stops its keys at once.

        Raises:
            ForbiddenError: the new role, or the old one, has permissions that the authority has not.
        """
        before = self.find(transaction, service_id)
        authority.may_grant(role_permissions(transaction, [before.role]), "role")
        values: dict[str, Any] = {}
        if "role" in changes:
            authority.may_grant(role_permissions(transaction, [changes["role"]], strict=True), "role")
            values["role"] = changes["role"]
        if "disabled" in changes:
            values["disabled_at"] = now() if changes["disabled"] else None
        if values:
            transaction.execute(self.update(service_accounts).where(service_accounts.c.id == before.id).values(**values))
            audit.record(transaction, authority.actor, "service.update", before.id, project_id=self.project_id, **changes)
        return self.find(transaction, before.id)

    def mint(self, transaction: Transaction, authority: Authority, service: ServiceAccount, request: KeyRequest) -> MintedKey:
        """A key for one of them, that may at most what both its maker and the account's role may."""
        within = Authority(authority.actor, authority.permissions & role_permissions(transaction, [service.role]), authority.until)
        return mint_key(transaction, within, request, service_id=service.id, project_id=self.project_id)

    def keys(self, transaction: Transaction, service: ServiceAccount) -> list[ApiKey]:
        """The keys of one of them, newest first."""
        return list_keys(transaction, owner=service.id, project_id=self.project_id, limit=500)

    def remove(self, transaction: Transaction, authority: Authority, service_id: str) -> None:
        """Remove one, with its keys.

        Raises:
            ForbiddenError: its role has permissions that the authority has not.
        """
        service = self.find(transaction, service_id)
        authority.may_grant(role_permissions(transaction, [service.role]), "role")
        transaction.execute(update(api_keys).where(api_keys.c.service_account_id == service.id).values(revoked_at=now()))
        transaction.execute(self.delete(service_accounts).where(service_accounts.c.id == service.id))
        audit.record(transaction, authority.actor, "service.remove", service.id, project_id=self.project_id, name=service.name)


def _service(row: Row[Any]) -> ServiceAccount:
    fields = {name: getattr(row, name) for name in ServiceAccount.model_fields if name != "project"}
    return ServiceAccount(**fields, project=row.project_id)
