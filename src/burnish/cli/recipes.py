"""`burnish recipes`: list them, show one, copy one to vary it, publish it for a project."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, client
from burnish.cli.tables import Columns, tell_list, tell_row
from burnish.core.registry import Recipe
from burnish.errors import ConfigError
from burnish.recipes.catalog import RECIPES, find_recipe
from burnish.recipes.file import recipe_from_file

__all__ = ["recipes_app"]

recipes_app = typer.Typer(help="List, show and copy recipes; publish your own.", no_args_is_help=True)

_PUBLISHED: Columns[Recipe] = {
    "name": lambda recipe: recipe.name,
    "version": lambda recipe: recipe.version,
    "needs": lambda recipe: ", ".join(recipe.needs),
    "packages": lambda recipe: ", ".join(recipe.dependencies),
    "what it does": lambda recipe: recipe.caption,
    "made": lambda recipe: recipe.created_at,
    "id": lambda recipe: recipe.id,
}

PublishedName = Annotated[str, typer.Argument(help="Name of a published recipe.")]
Name = Annotated[str, typer.Argument(help=f"One of {', '.join(RECIPES)}.")]


@recipes_app.command("list")
@answering
def list_recipes(json: Json = False) -> None:
    """What recipes there are."""
    if json:
        print_json([{"name": recipe.name, "caption": recipe.caption, "needs": recipe.needs} for recipe in RECIPES.values()])
        return
    table = Table("recipe", "needs", "what it does", box=None, header_style="bold")
    for recipe in RECIPES.values():
        table.add_row(recipe.name, ", ".join(recipe.needs), recipe.caption)
    Console().print(table)


@recipes_app.command("show")
@answering
def show(name: Name, json: Json = False) -> None:
    """A recipe's loop and its config."""
    recipe = find_recipe(name)
    source = recipe.source.read_text(encoding="utf-8")
    if json:
        print_json({"name": recipe.name, "caption": recipe.caption, "config": recipe.config.model_json_schema(), "source": source})
    else:
        Console().print(Syntax(source, "python", background_color="default", word_wrap=True))


@recipes_app.command("copy")
@answering
def copy(
    name: Name,
    destination: Annotated[Path | None, typer.Argument(help="File or folder to copy to; by default NAME.py here.", metavar="DEST")] = None,
    json: Json = False,
) -> None:
    """Copy a recipe's file, to change its loop: a recipe is varied by copying, not by subclassing."""
    source = find_recipe(name).source
    target = destination or Path(source.name)
    target = target / source.name if target.is_dir() else target
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(source.read_text(encoding="utf-8"))
    except FileExistsError:
        raise ConfigError("there is a file already", where=str(target), fix="choose another DEST, or move it away") from None
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(target), fix="choose another DEST") from None
    if json:
        print_json({"copied": str(target)})
    else:
        typer.echo(f"copied to {target}: call its `train` as burnish.workers.training does, or with your own run")


@recipes_app.command("publish")
@answering
def publish(
    file: Annotated[Path, typer.Argument(help="A recipe of your own, with `Config` and `async def train`; it is run here, as yours.")],
    name: Annotated[str | None, typer.Option(help="What runs call it; by default the file's name.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Publish a recipe, or another version of one, for all of a project: `burnish runs create NAME` makes runs of it.

    Workers run it in a process of its own, with the rights of that run alone; packages are those of its inline metadata (PEP 723).
    """
    recipe = recipe_from_file(str(file))
    source = recipe.source.read_text(encoding="utf-8")
    with client(project) as opened:
        made = opened.recipes.publish(name or file.stem, source, recipe.config.model_json_schema())
    tell_row(made, _PUBLISHED, as_json=json)


@recipes_app.command("published")
@answering
def list_published(
    name: Annotated[str | None, typer.Argument(help="All versions of this one; by default the newest of each.")] = None,
    archived: Annotated[bool, typer.Option("--archived", help="The archived ones instead.")] = False,
    project: InProject = None,
    json: Json = False,
) -> None:
    """The recipes that were published in a project."""
    with client(project) as opened:
        found = opened.recipes.versions(name) if name else opened.recipes.list(archived=archived)
    tell_list([recipe for recipe in found if not recipe.builtin], _PUBLISHED, as_json=json)


@recipes_app.command("archive")
@answering
def archive(name: PublishedName, project: InProject = None, json: Json = False) -> None:
    """Put a published recipe away; runs that were made of it can still be repeated."""
    with client(project) as opened:
        tell_row(opened.recipes.archive(name), _PUBLISHED, as_json=json)


@recipes_app.command("restore")
@answering
def restore(name: PublishedName, project: InProject = None, json: Json = False) -> None:
    """Bring an archived recipe back."""
    with client(project) as opened:
        tell_row(opened.recipes.restore(name), _PUBLISHED, as_json=json)
