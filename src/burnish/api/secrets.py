"""Secrets of a project: put in by people, used by the server, told to nobody."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from burnish.api.access import Access, Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.core.access import Secret
from burnish.store.secrets import Secrets

__all__ = ["routes"]

routes = Routes("secrets")

SecretName = Annotated[str, Path(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,99}$", description="Name of a secret.")]


class SecretValue(BaseModel):
    """The value of a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: SecretStr = Field(min_length=1, max_length=16_384)


@routes.get("/projects/{project}/secrets", needs="secrets.read")
def list_secrets(project: ProjectRef, access: Caller) -> list[Secret]:
    """Names of the project's secrets, and when they were used; never their values."""
    with access.server.database.read() as transaction:
        return _secrets(access).page(transaction)


@routes.put("/projects/{project}/secrets/{name}", needs="secrets.write")
def set_secret(project: ProjectRef, name: SecretName, body: SecretValue, access: Caller) -> Secret:
    """Keep a secret under a name, in place of what was there."""
    with access.server.database.write() as transaction:
        return _secrets(access).put(transaction, access.authority, name, body.value.get_secret_value())


@routes.delete("/projects/{project}/secrets/{name}", needs="secrets.write")
def remove_secret(project: ProjectRef, name: SecretName, access: Caller) -> None:
    """Forget a secret."""
    with access.server.database.write() as transaction:
        _secrets(access).remove(transaction, access.authority, name)


def _secrets(access: Access) -> Secrets:
    return Secrets(access.server.database, access.project_id, access.server.vault)
