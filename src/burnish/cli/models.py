"""`burnish models`."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, Limit, client, complete_models
from burnish.cli.tables import Columns, for_people, tell_list, tell_one, tell_row
from burnish.core.registry import ModelVersion, RegisteredModel

__all__ = ["models_app"]

models_app = typer.Typer(help="Models: take them in, look at them, export them.", no_args_is_help=True)

ModelName = Annotated[str, typer.Argument(help="Name or id of a model.", autocompletion=complete_models)]
VersionName = Annotated[str, typer.Argument(help="name@number; a name alone is its current version.", autocompletion=complete_models)]
Archived = Annotated[bool, typer.Option("--archived", help="Those that were put away.")]

_VERSIONS: Columns[ModelVersion] = {
    "version": lambda version: f"{version.name}@{version.number}",
    "kind": lambda version: version.kind,
    "status": lambda version: version.status,
    "parameters": lambda version: _amount(version.parameters),
    "bytes": lambda version: _amount(version.bytes),
    "licence": lambda version: version.licence,
    "made": lambda version: version.created_at,
    "id": lambda version: version.id,
}
_MODELS: Columns[RegisteredModel] = {
    "name": lambda model: model.name,
    "current": lambda model: model.current,
    "versions": lambda model: len(model.versions),
    "description": lambda model: model.description,
    "made": lambda model: model.created_at,
    "id": lambda model: model.id,
}


@models_app.command("list")
@answering
def list_models(archived: Archived = False, project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """The project's models."""
    with client(project) as opened:
        tell_list(opened.models.list(archived=archived).first(limit), _MODELS, as_json=json)


@models_app.command("import")
@answering
def import_model(
    name: Annotated[
        str,
        typer.Argument(
            help="Of the model; where there is one of this name, it gets another version. Or an id on the hub: Qwen/Qwen3-0.6B."
        ),
    ],
    path: Annotated[Path | None, typer.Argument(help="Hugging Face folder on the server, under one of BURNISH_IMPORT_ROOTS.")] = None,
    hub: Annotated[str | None, typer.Option(help="Id of a model on the server's hub, where NAME is to be another name.")] = None,
    revision: Annotated[str, typer.Option(help="Its branch, tag or commit on the hub.")] = "main",
    run: Annotated[str | None, typer.Option("--run", help="A run to take it from, in place of a folder.")] = None,
    checkpoint: Annotated[str | None, typer.Option(help="The run's checkpoint; by default its final one.")] = None,
    description: Annotated[str, typer.Option(help="What it is.")] = "",
    licence: Annotated[str, typer.Option(help="By default what the folder's README says.")] = "",
    base: Annotated[str | None, typer.Option(help="The model that an adapter belongs to.")] = None,
    current: Annotated[bool, typer.Option("--current/--not-current", help="Whether the name means this version from now on.")] = True,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Take in a version of a model, and wait until it is ready. Safetensors only; nothing of it is run."""
    if "/" in name and path is None and hub is None and run is None:
        name, hub = _name_of(name), name
    with client(project) as opened:
        made = opened.models.take_in(
            name,
            path=str(path.expanduser().absolute()) if path else None,
            hub=hub,
            revision=revision,
            run=run,
            checkpoint=checkpoint,
            description=description,
            licence=licence,
            base=base,
            current=current,
            on_progress=lambda words: typer.echo(words, err=True),
        )
    tell_row(made, _VERSIONS, as_json=json)


@models_app.command("show")
@answering
def show(model: ModelName, project: InProject = None, json: Json = False) -> None:
    """A model with its versions."""
    with client(project) as opened:
        found = opened.models.get(model)
    fields: dict[str, Any] = {
        "name": found.name,
        "id": found.id,
        "description": found.description,
        "current": found.current,
        "made": found.created_at,
        "archived": found.archived_at,
    }
    tell_one(found, fields, as_json=json, bare=found.id)
    if for_people() and not json:
        typer.echo()
        tell_list(found.versions, _VERSIONS, as_json=False)


@models_app.command("lineage")
@answering
def lineage(model: VersionName, project: InProject = None, json: Json = False) -> None:
    """Where a version came from, and what was made of it."""
    with client(project) as opened:
        found = opened.models.lineage(model)
    if json:
        print_json(found.model_dump(mode="json"))
        return
    labels = {node.id: f"{node.kind} {node.label}" for node in found.nodes}
    for edge in found.edges:
        typer.echo(f"{labels[edge.source]} → {edge.relation.replace('_', ' ')} → {labels[edge.target]}")


@models_app.command("export")
@answering
def export(
    model: VersionName,
    folder: Annotated[Path, typer.Argument(help="Folder to write to, here.")],
    project: InProject = None,
    json: Json = False,
) -> None:
    """Write a version into a folder, as a plain Hugging Face folder; an export that broke off goes on."""
    with client(project) as opened:
        place = opened.models.export(model, folder)
    if json:
        print_json({"folder": str(place)})
    else:
        typer.echo(place)


@models_app.command("rollback")
@answering
def roll_back(model: ModelName, project: InProject = None, json: Json = False) -> None:
    """Let a model's name mean the version that it meant before."""
    with client(project) as opened:
        tell_row(opened.models.roll_back(model), _MODELS, as_json=json)


@models_app.command("archive")
@answering
def archive(model: ModelName, project: InProject = None, json: Json = False) -> None:
    """Put a model away; runs that started from it can still be repeated."""
    with client(project) as opened:
        tell_row(opened.models.archive(model), _MODELS, as_json=json)


@models_app.command("restore")
@answering
def restore(model: ModelName, project: InProject = None, json: Json = False) -> None:
    """Bring an archived model back."""
    with client(project) as opened:
        tell_row(opened.models.restore(model), _MODELS, as_json=json)


def _amount(number: int | None) -> str:
    if number is None:
        return ""
    amount = float(number)
    for unit in ("", " k", " M", " G"):
        if amount < 1000:
            return f"{amount:.3g}{unit}"
        amount /= 1000
    return f"{amount:.3g} T"


def _name_of(hub_id: str) -> str:
    """What a model of a hub is called here: Qwen/Qwen3-0.6B becomes qwen3-0-6b."""
    return re.sub(r"[^a-z0-9]+", "-", hub_id.rpartition("/")[2].lower()).strip("-")[:63]
