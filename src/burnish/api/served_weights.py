"""Served weights: what a model's name means at the moment of a deployment, and the chat template that comes with it."""

from pathlib import Path

from burnish import tiny
from burnish.api.access import Access
from burnish.api.run_specs import TINY, tiny_digest
from burnish.chat.folder import template_digest
from burnish.core.serving import EngineTarget, Target
from burnish.errors import ConfigError, ConflictError
from burnish.store.models import ModelRegistry
from burnish.store.wanted_replicas import Weights
from burnish.workers.engine import weights_folder

__all__ = ["weights_of"]


def weights_of(access: Access, target: Target | None) -> Weights | None:
    """The weights that a target names, now and in this project; None where it is no engine of ours.

    Raises:
        NotFoundError: the project has no such model.
        ConflictError: the version is not ready.
        ConfigError: it is an adapter, which no engine serves alone.
        TemplateError: it has no chat template.
    """
    if not isinstance(target, EngineTarget):
        return None
    if target.model == TINY:
        return Weights(TINY, TINY, tiny_digest(), template_digest(tiny.folder()))
    registry = ModelRegistry(access.server.database, access.project_id)
    with access.server.database.read() as transaction:
        version = registry.version(transaction, target.model)
        folder = Path(registry.url(transaction, version.id))
    name = f"{version.name}@{version.number}"
    if version.status != "ready" or version.digest is None:
        raise ConflictError(f"the model is {version.status}", where=name, fix="wait for its import, or choose another version")
    if version.kind == "adapter":
        raise ConfigError("is an adapter, and is not served alone", where="target.model", fix="choose the model that it belongs to")
    return Weights(version.id, name, version.digest, template_digest(weights_folder(folder)))
