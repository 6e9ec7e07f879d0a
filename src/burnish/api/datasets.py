"""Datasets: examples to learn from, taken in from files or made from the record, in versions."""

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from fastapi.responses import StreamingResponse

from burnish.api.access import Access, Caller
from burnish.api.dataset_files import Candidate, as_csv, as_lines, as_parquet, read_file, rows_of, write_dataset
from burnish.api.importing import bring_in_dataset
from burnish.api.paging import After, AfterSeq, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.artifacts.imports import allowed_path
from burnish.core.access import Slug
from burnish.core.datasets import DatasetFromRecord, DatasetPreview, DatasetUse, ExampleOrigin, Split
from burnish.core.registry import Dataset, DatasetRequest
from burnish.store import audit
from burnish.store.dataset_building import DatasetBuilder
from burnish.store.datasets import Datasets

__all__ = ["DatasetRef", "routes"]

routes = Routes("datasets")

DatasetRef = Annotated[
    str,
    Path(
        pattern=r"^(dataset_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(@[1-9][0-9]{0,8})?)$",
        description="Id of a dataset, `name@2`, or a name, which means its newest version.",
    ),
]
Format = Annotated[Literal["jsonl", "parquet", "csv"], Query(description="Of the file.")]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The examples.",
        "content": {
            "application/jsonl": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@routes.get("/projects/{project}/datasets", needs="datasets.read")
def list_datasets(
    project: ProjectRef,
    access: Caller,
    archived: bool = False,
    name: Annotated[Slug | None, Query(description="The versions of this one.")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Page[Dataset]:
    """The project's datasets, all versions, newest first."""
    with access.server.database.read() as transaction:
        rows = _datasets(access).page(transaction, before=after, limit=limit + 1, archived=archived, name=name)
    return page_of(rows, limit, lambda dataset: dataset.id)


@routes.post("/projects/{project}/datasets", needs="datasets.write", status_code=201)
def import_dataset(project: ProjectRef, body: DatasetRequest, access: Caller) -> Dataset:
    """Take in a file of examples from the server; every row is read, and what is wrong with one is told with its number."""
    path = allowed_path(body.path, access.server.settings.import_roots)
    source: dict[str, Any] = {"path": str(path)}
    if body.kind == "chat" and body.splits is None and path.name.endswith((".jsonl", ".jsonl.gz")):
        facts = bring_in_dataset(access.server, access.project_id, path)  # as it is, byte by byte
    else:
        written = write_dataset(access.server, access.project_id, body.kind, read_file(path), body.splits)
        facts, source = written.facts, {**source, "duplicates": written.duplicates}
    with access.server.database.write() as transaction:
        return _datasets(access).add(transaction, access.authority, body.name, description=body.description, source=source, **facts)


@routes.post("/projects/{project}/datasets/preview", needs="datasets.read")
def preview_dataset(project: ProjectRef, body: DatasetFromRecord, access: Caller) -> DatasetPreview:
    """What a dataset would be made of, now: how many a filter finds, and how much was said of them."""
    return DatasetBuilder(access.server.database, access.project_id).preview(body)


@routes.post("/projects/{project}/datasets/build", needs="datasets.write", status_code=201)
def build_dataset(project: ProjectRef, body: DatasetFromRecord, access: Caller) -> Dataset:
    """Make a dataset from the interactions or episodes that a filter finds; each example once, divided by episode."""
    builder = DatasetBuilder(access.server.database, access.project_id)
    found = (
        Candidate(one.row, one.interaction or one.episode, one.episode, one.interaction, one.feedback) for one in builder.examples(body)
    )
    written = write_dataset(access.server, access.project_id, body.kind, found, body.splits)
    source = {"record": body.model_dump(mode="json", exclude={"name", "description"}), "duplicates": written.duplicates}
    with access.server.database.write() as transaction:
        facts = {**written.facts, "origins": written.origins, "source": source, "description": body.description}
        return _datasets(access).add(transaction, access.authority, body.name, **facts)


@routes.get("/projects/{project}/datasets/{dataset}", needs="datasets.read")
def get_dataset(project: ProjectRef, dataset: DatasetRef, access: Caller) -> Dataset:
    """One dataset."""
    with access.server.database.read() as transaction:
        return _datasets(access).find(transaction, dataset)


@routes.get("/projects/{project}/datasets/{dataset}/origins", needs="datasets.read")
def list_dataset_origins(
    project: ProjectRef, dataset: DatasetRef, access: Caller, after: AfterSeq = 0, limit: Limit = 100
) -> list[ExampleOrigin]:
    """Which interaction, episode and feedback each example came from, by the number of its row."""
    with access.server.database.read() as transaction:
        return _datasets(access).origins(transaction, dataset, after=after, limit=limit)


@routes.get("/projects/{project}/datasets/{dataset}/uses", needs="datasets.read")
def list_dataset_uses(project: ProjectRef, dataset: DatasetRef, access: Caller) -> list[DatasetUse]:
    """The runs that learned from a dataset, and the models that came of them."""
    with access.server.database.read() as transaction:
        return _datasets(access).uses(transaction, dataset)


@routes.get("/projects/{project}/datasets/{dataset}/file", needs="datasets.read", response_class=StreamingResponse, responses=_FILE)
def download_dataset(
    project: ProjectRef,
    dataset: DatasetRef,
    access: Caller,
    format: Format = "jsonl",
    split: Annotated[Split | None, Query(description="The examples of this split alone.")] = None,
) -> StreamingResponse:
    """The examples of a dataset, as JSON lines, Parquet, or CSV that a spreadsheet can open without running anything."""
    with access.server.database.write() as transaction:
        found = _datasets(access).find(transaction, dataset)
        path = FilePath(_datasets(access).url(transaction, found.id))
        audit.record(transaction, access.actor, "dataset.export", found.id, project_id=access.project_id, format=format)
    rows = (row for row in rows_of(path) if split is None or row.get("split", "train") == split)
    writers: dict[str, tuple[str, Callable[[Iterator[dict[str, Any]]], Iterator[bytes]]]] = {
        "jsonl": ("application/jsonl", as_lines),
        "parquet": ("application/vnd.apache.parquet", as_parquet),
        "csv": ("text/csv", as_csv),
    }
    kind, write = writers[format]
    name = f"{found.name}-{found.version}.{format}"
    return StreamingResponse(write(rows), media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


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
