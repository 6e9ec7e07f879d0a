"""`burnish recipes`: list them, show one, copy one to vary it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from burnish.cli.answers import Json, answering, print_json
from burnish.errors import ConfigError
from burnish.recipes.catalog import RECIPES, find_recipe

__all__ = ["recipes_app"]

recipes_app = typer.Typer(help="List, show and copy recipes.", no_args_is_help=True)

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
