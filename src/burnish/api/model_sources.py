"""Where a version of a model comes from: a folder of the server, or a checkpoint of a run, looked at as far as that can be done at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from burnish.api.access import Access
from burnish.api.importing import ModelSource, check_model_folder
from burnish.artifacts.imports import allowed_path
from burnish.artifacts.storage import is_here
from burnish.core.registry import CheckpointSource, ModelKind
from burnish.errors import ConflictError
from burnish.store.runs import Runs

__all__ = ["Looked", "looked_at_folder", "looked_at_run"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a version will be made of.

    Attributes:
        source: gives the files; it may take long, where they lie elsewhere.
        kind: of the version.
        came_from: what the registry notes of it: source, parents, run …
    """

    source: Callable[[], ModelSource]
    kind: ModelKind
    came_from: Mapping[str, Any]


def looked_at_folder(access: Access, path: str) -> Looked:
    """A folder of the server.

    Raises:
        InputError: it may not be taken in; says which file, and why.
    """
    roots = access.server.settings.import_roots
    folder = allowed_path(path, roots)
    source = check_model_folder(folder, roots)
    return Looked(lambda: source, source.facts["kind"], {"source": {"path": str(folder), "skipped": list(source.skipped[:100])}})


def looked_at_run(access: Access, asked: CheckpointSource) -> Looked:
    """A checkpoint of a run. One that lies elsewhere is fetched and looked at in the background.

    Raises:
        ConflictError: the run has no such checkpoint.
        InputError: it may not be taken in; says which file, and why.
    """
    storage = access.server.storage
    runs = Runs(access.server.database, access.project_id)
    run, saved = runs.get(asked.run), runs.checkpoints(asked.run)
    found = next((one for one in saved if (one.id == asked.checkpoint if asked.checkpoint else one.final)), None)
    if found is None:
        raise ConflictError("has no such checkpoint", where=asked.run, fix="list the run's checkpoints; the final one comes when it ends")

    def look() -> ModelSource:
        folder = storage.folder(found.url, found.digest, verify=False) / "model"
        return check_model_folder(folder, (folder,))

    parents = [(run.spec.model.id, "trained_from")] if run.spec.model.id.startswith("version_") else []
    came_from = {"source": {"run": run.id, "checkpoint": found.id, "step": found.step}, "run_id": run.id, "checkpoint_id": found.id}
    source = look() if is_here(found.url) else None
    return Looked(look if source is None else lambda: source, "checkpoint", {**came_from, "parents": parents})
