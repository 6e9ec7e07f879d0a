"""Service accounts: programs of one project, their keys, and every key that opens the project alone."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, StringConstraints

from burnish.api.access import Caller
from burnish.api.keys import KeyRef, Rotation
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.core.access import ApiKey, KeyRequest, MintedKey, ServiceAccount, Slug
from burnish.errors import InputError
from burnish.store import keys
from burnish.store.access import Authority, role_permissions
from burnish.store.services import ServiceAccounts

__all__ = ["routes"]

routes = Routes("service accounts")

ServiceRef = Annotated[
    str, Path(pattern=r"^(service_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of a service account.")
]
RoleName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewService(BaseModel):
    """A service account to make."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug
    role: RoleName


class ServiceChanges(BaseModel):
    """What to change of a service account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: RoleName | None = None
    disabled: bool | None = None


@routes.get("/projects/{project}/services", needs="keys.read")
def list_services(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 100) -> Page[ServiceAccount]:
    """The project's service accounts, newest first."""
    services = ServiceAccounts(access.server.database, access.project_id)
    with access.server.database.read() as transaction:
        rows = services.page(transaction, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda service: service.id)


@routes.post("/projects/{project}/services", needs="keys.write", status_code=201)
def create_service(project: ProjectRef, body: NewService, access: Caller) -> ServiceAccount:
    """Make a service account with a role on the project; none that may more than who makes it."""
    services = ServiceAccounts(access.server.database, access.project_id)
    with access.server.database.write() as transaction:
        return services.create(transaction, access.authority, body.name, body.role)


@routes.get("/projects/{project}/services/{service}", needs="keys.read")
def get_service(project: ProjectRef, service: ServiceRef, access: Caller) -> ServiceAccount:
    """One service account."""
    with access.server.database.read() as transaction:
        return ServiceAccounts(access.server.database, access.project_id).find(transaction, service)


@routes.patch("/projects/{project}/services/{service}", needs="keys.write")
def update_service(project: ProjectRef, service: ServiceRef, body: ServiceChanges, access: Caller) -> ServiceAccount:
    """Change a service account's role, or disable it, which stops its keys at once."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    with access.server.database.write() as transaction:
        return ServiceAccounts(access.server.database, access.project_id).change(transaction, access.authority, service, changes)


@routes.delete("/projects/{project}/services/{service}", needs="keys.write")
def remove_service(project: ProjectRef, service: ServiceRef, access: Caller) -> None:
    """Remove a service account, with its keys."""
    with access.server.database.write() as transaction:
        ServiceAccounts(access.server.database, access.project_id).remove(transaction, access.authority, service)


@routes.get("/projects/{project}/services/{service}/keys", needs="keys.read")
def list_service_keys(project: ProjectRef, service: ServiceRef, access: Caller) -> list[ApiKey]:
    """The keys of a service account, newest first."""
    services = ServiceAccounts(access.server.database, access.project_id)
    with access.server.database.read() as transaction:
        return services.keys(transaction, services.find(transaction, service))


@routes.post("/projects/{project}/services/{service}/keys", needs="keys.write", status_code=201)
def create_service_key(project: ProjectRef, service: ServiceRef, body: KeyRequest, access: Caller) -> MintedKey:
    """Make a key for a service account: its scopes are among what both its role and its maker may."""
    if body.project is not None:
        raise InputError("a service account's key opens its own project", where="project", fix="leave it out")
    services = ServiceAccounts(access.server.database, access.project_id)
    with access.server.database.write() as transaction:
        return services.mint(transaction, access.authority, services.find(transaction, service), body)


@routes.get("/projects/{project}/keys", needs="keys.read")
def list_project_keys(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 100) -> Page[ApiKey]:
    """Every key that opens this project alone, whoever owns it, newest first."""
    with access.server.database.read() as transaction:
        rows = keys.list_keys(transaction, project_id=access.project_id, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda key: key.id)


@routes.post("/projects/{project}/keys/{key}/rotate", needs="keys.write", status_code=201)
def rotate_service_key(project: ProjectRef, key: KeyRef, body: Rotation, access: Caller) -> MintedKey:
    """Make a key in place of a service account's, which works on for a while."""
    services = ServiceAccounts(access.server.database, access.project_id)
    with access.server.database.write() as transaction:
        found = keys.find_key(transaction, key, project_id=access.project_id)
        if not found.owner.startswith("service_"):
            raise InputError("belongs to a user, who alone can rotate it", where=key, fix="revoke it, if it must end")
        allowed = role_permissions(transaction, [services.find(transaction, found.owner).role])
        within = Authority(access.actor, access.permissions & allowed, access.authority.until)
        return keys.rotate_key(transaction, within, found, body.grace_hours)


@routes.delete("/projects/{project}/keys/{key}", needs="keys.write", status_code=200)
def revoke_project_key(project: ProjectRef, key: KeyRef, access: Caller) -> ApiKey:
    """End a key that opens this project alone, at once."""
    with access.server.database.write() as transaction:
        found = keys.find_key(transaction, key, project_id=access.project_id)
        return keys.revoke_key(transaction, access.authority, found)
