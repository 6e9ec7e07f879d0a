"""Models: taken in from folders and runs, named, rolled back, handed out."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Path, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.adapter_bases import Base, base_of, whatever
from burnish.api.etags import IfMatch, set_etag, unchanged
from burnish.api.hub_imports import bring_in_from_hub, hub_token, look_at_hub
from burnish.api.importing import ModelSource, bring_in_model
from burnish.api.model_sources import looked_at_folder, looked_at_run
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.artifacts.adapters import ADAPTER_WEIGHTS
from burnish.core.access import Label
from burnish.core.registry import HubSource, Lineage, ModelFile, ModelKind, ModelRequest, ModelVersion, RegisteredModel
from burnish.errors import InputError, NotFoundError
from burnish.store import audit
from burnish.store.lineage import LineageReader
from burnish.store.models import ModelRegistry

__all__ = ["ModelPath", "routes"]

routes = Routes("models")

ModelPath = Annotated[str, Path(pattern=r"^(model_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of a model.")]
Number = Annotated[int, Path(ge=1, lt=2**31, description="Number of a version.")]
FileName = Annotated[str, Path(min_length=1, max_length=1000, description="Path of a file of the version.")]


class ModelChanges(BaseModel):
    """What to change of a model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: Label | None = None
    current: int | None = Field(None, ge=1, lt=2**31, description="Number of the version that the name means from now on.")


@routes.get("/projects/{project}/models", needs="models.read")
def list_models(
    project: ProjectRef, access: Caller, archived: bool = False, after: After = None, limit: Limit = 100
) -> Page[RegisteredModel]:
    """The project's models with their versions, newest first."""
    with access.server.database.read() as transaction:
        rows = _registry(access).page(transaction, before=after, limit=limit + 1, archived=archived)
    return page_of(rows, limit, lambda model: model.id)


@routes.post("/projects/{project}/models", needs="models.write", status_code=202)
def import_model(project: ProjectRef, body: ModelRequest, access: Caller) -> ModelVersion:
    """Take in a version of a model. It is looked at at once, and copied in the background: its status tells how that went."""
    if sum(one is not None for one in (body.path, body.hub, body.checkpoint)) != 1:
        raise InputError("a version comes from one place", where="path, hub, checkpoint", fix="give one of the three")
    if body.hub is not None:
        return _from_hub(access, body, body.hub)
    looked = looked_at_run(access, body.checkpoint) if body.checkpoint else looked_at_folder(access, body.path or "")
    base = base_of(access, body.base, looked.kind)

    def checked() -> ModelSource:
        source = looked.source()
        if base is not None:
            base.check(source)
        return replace(source, facts={**source.facts, **({"licence": body.licence} if body.licence else {})})

    if base is not None and base.here:
        checked()
    version = _begin(access, body, looked.kind, base, **looked.came_from)
    bring_in_model(access.server, access.project_id, version, checked, current=body.current)
    return version


@routes.get("/projects/{project}/models/{model}", needs="models.read")
def get_model(project: ProjectRef, model: ModelPath, access: Caller, response: Response) -> RegisteredModel:
    """One model with its versions."""
    with access.server.database.read() as transaction:
        found = _registry(access).find(transaction, model)
    set_etag(response, found)
    return found


@routes.patch("/projects/{project}/models/{model}", needs="models.write")
def update_model(
    project: ProjectRef, model: ModelPath, body: ModelChanges, access: Caller, response: Response, if_match: IfMatch = "*"
) -> RegisteredModel:
    """Change a model's description, or which version its name means."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    with access.server.database.write() as transaction:
        unchanged(if_match, _registry(access).find(transaction, model))
        changed = _registry(access).change(transaction, access.authority, model, changes)
    set_etag(response, changed)
    return changed


@routes.post("/projects/{project}/models/{model}/rollback", needs="models.write")
def roll_back_model(project: ProjectRef, model: ModelPath, access: Caller) -> RegisteredModel:
    """Let the name mean the version that it meant before."""
    with access.server.database.write() as transaction:
        return _registry(access).roll_back(transaction, access.authority, model)


@routes.post("/projects/{project}/models/{model}/archive", needs="models.write")
def archive_model(project: ProjectRef, model: ModelPath, access: Caller) -> RegisteredModel:
    """Put a model away; runs that started from it can still be repeated."""
    with access.server.database.write() as transaction:
        return _registry(access).archive(transaction, access.authority, model, archived=True)


@routes.post("/projects/{project}/models/{model}/restore", needs="models.write")
def restore_model(project: ProjectRef, model: ModelPath, access: Caller) -> RegisteredModel:
    """Bring an archived model back."""
    with access.server.database.write() as transaction:
        return _registry(access).archive(transaction, access.authority, model, archived=False)


@routes.get("/projects/{project}/models/{model}/versions/{number}", needs="models.read")
def get_model_version(project: ProjectRef, model: ModelPath, number: Number, access: Caller) -> ModelVersion:
    """One version."""
    with access.server.database.read() as transaction:
        return _registry(access).version(transaction, f"{model}@{number}")


@routes.get("/projects/{project}/models/{model}/versions/{number}/lineage", needs="models.read")
def get_model_lineage(project: ProjectRef, model: ModelPath, number: Number, access: Caller) -> Lineage:
    """Where a version came from, and what was made of it."""
    with access.server.database.read() as transaction:
        version = _registry(access).version(transaction, f"{model}@{number}")
        return LineageReader(access.server.database, access.project_id).of_version(transaction, version.id)


@routes.get("/projects/{project}/lineage", needs="models.read")
def get_project_lineage(project: ProjectRef, access: Caller) -> Lineage:
    """All versions of the project's models, the newest 200, and what led to each."""
    with access.server.database.read() as transaction:
        return LineageReader(access.server.database, access.project_id).of_project(transaction)


@routes.get("/projects/{project}/models/{model}/versions/{number}/files", needs="models.read")
def list_model_files(project: ProjectRef, model: ModelPath, number: Number, access: Caller) -> list[ModelFile]:
    """The files of a version with their digests: together they are a plain Hugging Face folder."""
    with access.server.database.read() as transaction:
        version = _registry(access).version(transaction, f"{model}@{number}")
        return _registry(access).files(transaction, version.id)


@routes.get(
    "/projects/{project}/models/{model}/versions/{number}/files/{file:path}",
    needs="models.export",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def download_model_file(project: ProjectRef, model: ModelPath, number: Number, file: FileName, access: Caller) -> FileResponse:
    """One file of a version. Whoever takes them all, by their paths, has the model."""
    registry = _registry(access)
    with access.server.database.write() as transaction:
        version = registry.version(transaction, f"{model}@{number}")
        known = {one.path: one for one in registry.files(transaction, version.id)}
        if file not in known or version.status != "ready":
            raise NotFoundError(f"has no file {file[:200]!r}", where=f"{version.name}@{version.number}", fix="list its files")
        audit.record(transaction, access.actor, "model.export", version.id, project_id=access.project_id, file=file)
        url = registry.url(transaction, version.id)
    path = access.server.storage.part(url, file, known[file].sha256)
    return FileResponse(path, media_type="application/octet-stream", headers={"ETag": f'"{known[file].sha256}"'})


def _begin(access: Access, body: ModelRequest, kind: ModelKind, base: Base | None, **came_from: Any) -> ModelVersion:
    if base is not None:
        came_from |= {"parents": [(base.id, "adapter_of")], "source": {**came_from["source"], **base.source}}
    with access.server.database.write() as transaction:
        return _registry(access).begin(transaction, access.authority, body.name, kind=kind, description=body.description, **came_from)


def _from_hub(access: Access, body: ModelRequest, asked: HubSource) -> ModelVersion:
    server, token = access.server, hub_token(access)
    found = look_at_hub(server, access.project_id, asked, token)
    kind: ModelKind = "adapter" if any(file.name == ADAPTER_WEIGHTS for file in found.files) else "base"
    base = base_of(access, body.base, kind)
    source = {
        "hub": found.id,
        "revision": found.revision,
        "commit": found.commit,
        "endpoint": server.settings.hub_endpoint,
        "skipped": list(found.skipped[:100]),
    }
    version = _begin(access, body, kind, base, source=source)
    check = base.check if base is not None else whatever
    bring_in_from_hub(server, access.project_id, version, found, token, body.licence, check, current=body.current)
    return version


def _registry(access: Access) -> ModelRegistry:
    return ModelRegistry(access.server.database, access.project_id)
