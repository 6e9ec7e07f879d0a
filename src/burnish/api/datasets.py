"""Datasets: examples to learn from."""

from typing import Annotated

from fastapi import Path

from burnish.api.access import Access, Caller
from burnish.api.importing import bring_in_dataset
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.artifacts.imports import allowed_path
from burnish.core.registry import Dataset, DatasetRequest
from burnish.errors import ConflictError, NotFoundError
from burnish.store.datasets import Datasets

__all__ = ["DatasetRef", "routes"]

routes = Routes("datasets")

DatasetRef = Annotated[
    str, Path(pattern=r"^(dataset_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of a dataset.")
]


@routes.get("/projects/{project}/datasets", needs="datasets.read")
def list_datasets(project: ProjectRef, access: Caller, archived: bool = False, after: After = None, limit: Limit = 100) -> Page[Dataset]:
    """The project's datasets, newest first."""
    with access.server.database.read() as transaction:
        rows = _datasets(access).page(transaction, before=after, limit=limit + 1, archived=archived)
    return page_of(rows, limit, lambda dataset: dataset.id)


@routes.post("/projects/{project}/datasets", needs="datasets.write", status_code=201)
def import_dataset(project: ProjectRef, body: DatasetRequest, access: Caller) -> Dataset:
    """Take in a file of examples from the server; every row is read, and what is wrong with one is told with its number."""
    path = allowed_path(body.path, access.server.settings.import_roots)
    datasets = _datasets(access)
    with access.server.database.read() as transaction:
        try:
            datasets.find(transaction, body.name)
        except NotFoundError:
            pass
        else:
            raise ConflictError(f"there is a dataset named {body.name!r} already", where="name", fix="choose another name")
    facts = bring_in_dataset(access.server, access.project_id, path)
    source = {"path": str(path)}
    with access.server.database.write() as transaction:
        return datasets.add(transaction, access.authority, body.name, description=body.description, source=source, **facts)


@routes.get("/projects/{project}/datasets/{dataset}", needs="datasets.read")
def get_dataset(project: ProjectRef, dataset: DatasetRef, access: Caller) -> Dataset:
    """One dataset."""
    with access.server.database.read() as transaction:
        return _datasets(access).find(transaction, dataset)


@routes.post("/projects/{project}/datasets/{dataset}/archive", needs="datasets.write")
def archive_dataset(project: ProjectRef, dataset: DatasetRef, access: Caller) -> Dataset:
    """Put a dataset away; runs that learned from it can still be repeated."""
    with access.server.database.write() as transaction:
        return _datasets(access).archive(transaction, access.authority, dataset, archived=True)


@routes.post("/projects/{project}/datasets/{dataset}/restore", needs="datasets.write")
def restore_dataset(project: ProjectRef, dataset: DatasetRef, access: Caller) -> Dataset:
    """Bring an archived dataset back."""
    with access.server.database.write() as transaction:
        return _datasets(access).archive(transaction, access.authority, dataset, archived=False)


def _datasets(access: Access) -> Datasets:
    return Datasets(access.server.database, access.project_id)
