"""`burnish datasets`."""

import json as json_text
from pathlib import Path
from typing import Annotated, Any

import typer

from burnish.cli.answers import Json, answering
from burnish.cli.client import InProject, Limit, client
from burnish.cli.tables import Columns, tell_done, tell_list, tell_one, tell_row
from burnish.core.datasets import DatasetUse
from burnish.core.registry import Dataset
from burnish.errors import ConfigError

__all__ = ["datasets_app"]

datasets_app = typer.Typer(help="Datasets: examples to learn from.", no_args_is_help=True)

NewName = Annotated[str, typer.Argument(help="Lower-case letters, digits and `-`; where there is one, it gets another version.")]
DatasetName = Annotated[str, typer.Argument(help="name@number, or an id; a name alone is its newest version.")]
Kind = Annotated[str, typer.Option(help="chat, preference, rated or prompts.")]
Split = Annotated[str | None, typer.Option("--splits", help="Shares of train, dev and test: 0.8,0.1,0.1.")]
Filter = Annotated[str, typer.Option("--filter", help="JSON of a filter; by default everything.")]
Level = Annotated[str, typer.Option(help="episodes, whole conversations, or interactions.")]
Metric = Annotated[str | None, typer.Option(help="Of rated: whose values; of preference: the only one to look at.")]
Most = Annotated[int, typer.Option("--most", min=1, help="Interactions or episodes, the newest first.")]
Archived = Annotated[bool, typer.Option("--archived", help="Those that were put away.")]
Description = Annotated[str, typer.Option(help="What it is.")]

_DATASETS: Columns[Dataset] = {
    "name": lambda dataset: f"{dataset.name}@{dataset.version}",
    "kind": lambda dataset: dataset.kind,
    "examples": lambda dataset: dataset.examples,
    "splits": lambda dataset: " ".join(f"{name} {count}" for name, count in dataset.splits.items()),
    "bytes": lambda dataset: f"{dataset.bytes:,}",
    "description": lambda dataset: dataset.description,
    "made": lambda dataset: dataset.created_at,
    "id": lambda dataset: dataset.id,
}
_USES: Columns[DatasetUse] = {
    "run": lambda use: use.name,
    "status": lambda use: use.status,
    "models": lambda use: use.models,
    "id": lambda use: use.run,
}


@datasets_app.command("list")
@answering
def list_datasets(
    name: Annotated[str | None, typer.Option(help="The versions of this one.")] = None,
    archived: Archived = False,
    project: InProject = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """The project's datasets, all versions."""
    with client(project) as opened:
        tell_list(opened.datasets.list(name=name, archived=archived).first(limit), _DATASETS, as_json=json)


@datasets_app.command("import")
@answering
def import_dataset(
    name: NewName,
    path: Annotated[
        Path, typer.Argument(help=".jsonl, .jsonl.gz, .parquet or .csv file on the server, under one of BURNISH_IMPORT_ROOTS.")
    ],
    kind: Kind = "chat",
    splits: Split = None,
    description: Description = "",
    project: InProject = None,
    json: Json = False,
) -> None:
    """Take in a file of examples; every row is read."""
    with client(project) as opened:
        place = str(path.expanduser().absolute())
        made = opened.datasets.take_in(name, place, kind=kind, splits=_splits(splits), description=description)
    tell_row(made, _DATASETS, as_json=json)


@datasets_app.command("preview")
@answering
def preview(
    kind: Kind = "chat",
    level: Level = "episodes",
    filter: Filter = "",
    metric: Metric = None,
    most: Most = 5_000,
    project: InProject = None,
    json: Json = False,
) -> None:
    """What a dataset would be made of, now."""
    with client(project) as opened:
        found = opened.datasets.preview(kind=kind, level=level, filter=_filter(filter), metric=metric, limit=most)
    tell_one(found, found.model_dump(), as_json=json, bare=str(found.taken))


@datasets_app.command("build")
@answering
def build(
    name: NewName,
    kind: Kind = "chat",
    level: Level = "episodes",
    filter: Filter = "",
    metric: Metric = None,
    splits: Split = None,
    most: Most = 5_000,
    description: Description = "",
    project: InProject = None,
    json: Json = False,
) -> None:
    """Make a dataset from the interactions or episodes that a filter finds."""
    with client(project) as opened:
        wanted: dict[str, Any] = {"kind": kind, "level": level, "filter": _filter(filter), "metric": metric, "limit": most}
        made = opened.datasets.build(name, **wanted, splits=_splits(splits), description=description)
    tell_row(made, _DATASETS, as_json=json)


@datasets_app.command("export")
@answering
def export(
    dataset: DatasetName,
    file: Annotated[Path, typer.Argument(help="A file to write, by its ending: .jsonl, .parquet or .csv.")],
    split: Annotated[str | None, typer.Option(help="train, dev or test alone.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Write a dataset's examples into a file here."""
    kind = file.suffix.removeprefix(".")
    if kind not in ("jsonl", "parquet", "csv"):
        raise ConfigError(f"{file.name!r} is of no kind that can be written", where="file", fix="name it .jsonl, .parquet or .csv")
    with client(project) as opened:
        opened.datasets.export(dataset, file, format=kind, split=split)
    tell_done("wrote", str(file), as_json=json)


@datasets_app.command("uses")
@answering
def uses(dataset: DatasetName, project: InProject = None, json: Json = False) -> None:
    """The runs that learned from a dataset, and the models that came of them."""
    with client(project) as opened:
        tell_list(opened.datasets.uses(dataset), _USES, as_json=json, id_of=lambda use: use.run)


@datasets_app.command("archive")
@answering
def archive_dataset(dataset: DatasetName, project: InProject = None, json: Json = False) -> None:
    """Put a dataset away; runs that learned from it can still be repeated."""
    with client(project) as opened:
        tell_row(opened.datasets.archive(dataset), _DATASETS, as_json=json)


def _splits(text: str | None) -> dict[str, float] | None:
    if text is None:
        return None
    try:
        train, dev, test = (float(part) for part in text.split(","))
    except ValueError:
        raise ConfigError(f"{text!r} are no three shares", where="--splits", fix="write 0.8,0.1,0.1") from None
    return {"train": train, "dev": dev, "test": test}


def _filter(text: str) -> Any:
    try:
        return json_text.loads(text) if text else None
    except ValueError as error:
        raise ConfigError(f"is no JSON: {error}", where="--filter", fix='write {"field": "alias", "value": "support"}') from None
