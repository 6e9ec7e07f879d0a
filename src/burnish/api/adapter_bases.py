"""The model that an adapter belongs to: named with its import, looked up, and compared with the adapter before anything is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from burnish.api.access import Access
from burnish.api.importing import ModelSource
from burnish.artifacts.adapters import refuse_misfit, refuse_other_commit
from burnish.artifacts.storage import is_here
from burnish.core.registry import ModelKind
from burnish.errors import ConflictError, InputError
from burnish.store.models import ModelRegistry

__all__ = ["Base", "base_of", "whatever"]


@dataclass(frozen=True, slots=True)
class Base:
    """What an adapter belongs to.

    Attributes:
        id: of the version.
        source: what the registry notes of it with the adapter: these weights, and no others.
        here: whether its files lie on this machine.
        check: nothing, if an adapter fits; it may take long where the base lies elsewhere.
    """

    id: str
    source: dict[str, Any]
    here: bool
    check: Callable[[ModelSource], None]


def whatever(source: ModelSource) -> None:
    """A whole model fits without a base."""


def base_of(access: Access, reference: str | None, kind: ModelKind) -> Base | None:
    """The base that an import names; None where it is of a whole model.

    Raises:
        InputError: an adapter has none, a whole model has one, or the base is an adapter itself.
        NotFoundError: the project has no such version.
        ConflictError: the base is not ready.
    """
    if kind != "adapter":
        if reference is not None:
            raise InputError("this is a whole model, and belongs to no other", where="base", fix="leave it out")
        return None
    if reference is None:
        fix = "name the model that it was trained from, `name` or `name@2`; import that first"
        raise InputError("this is an adapter, and its base is missing", where="base", fix=fix)
    registry, storage = ModelRegistry(access.server.database, access.project_id), access.server.storage
    with access.server.database.read() as transaction:
        version = registry.version(transaction, reference)
        url = registry.url(transaction, version.id)
    name, digest = f"{version.name}@{version.number}", version.digest
    if version.status != "ready" or digest is None:
        raise ConflictError(f"the base is {version.status}", where=name, fix="wait for its import, or name another version")
    if version.kind == "adapter":
        raise InputError(f"{name} is an adapter itself", where="base", fix="name the whole model that both belong to")

    def check(source: ModelSource) -> None:
        refuse_other_commit(source.facts["architecture"], version.source, name)
        refuse_misfit(source.files, storage.folder(url, digest, verify=False))

    return Base(version.id, {"base": name, "base_digest": digest}, is_here(url), check)
