"""Recipes and envs: what runs can be made of, with the schemas that forms and flags come from."""

from functools import cache
from typing import Annotated

from fastapi import Path

from burnish.api.access import Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.artifacts.files import digest
from burnish.core.options import RunOptions
from burnish.core.registry import Env, Recipe, RunForm
from burnish.core.runs import Resources
from burnish.errors import NotFoundError
from burnish.examples.catalog import EXAMPLE_ENVS
from burnish.recipes import catalog

__all__ = ["recipe_hash", "routes"]

routes = Routes("recipes")

RecipeName = Annotated[str, Path(min_length=1, max_length=100, description="Name of a recipe.")]


@routes.get("/projects/{project}/recipes", needs="recipes.read")
def list_recipes(project: ProjectRef, access: Caller) -> list[Recipe]:
    """The recipes that runs of the project can be made of."""
    return [_recipe(recipe) for recipe in catalog.RECIPES.values()]


@routes.get("/projects/{project}/recipes/{recipe}", needs="recipes.read")
def get_recipe(project: ProjectRef, recipe: RecipeName, access: Caller) -> Recipe:
    """One recipe, with its source: the whole loop."""
    if recipe not in catalog.RECIPES:
        raise NotFoundError(f"there is no recipe {recipe!r}", where="recipe", fix=f"use one of {', '.join(catalog.RECIPES)}")
    found = catalog.RECIPES[recipe]
    return _recipe(found).model_copy(update={"source": found.source.read_text(encoding="utf-8")})


@routes.get("/projects/{project}/envs", needs="recipes.read")
def list_envs(project: ProjectRef, access: Caller) -> list[Env]:
    """The envs that runs of the project can play in."""
    return [Env(name=env.name, caption=env.caption, splits=env.splits) for env in EXAMPLE_ENVS.values()]


@routes.get("/run-form", needs="signed in")
def get_run_form(access: Caller) -> RunForm:
    """JSON schemas of what every run has: its options, and what it holds while it runs."""
    return RunForm(options=RunOptions.model_json_schema(), resources=Resources.model_json_schema())


@cache
def recipe_hash(name: str) -> str:
    """SHA-256 of a recipe's source."""
    return digest(catalog.RECIPES[name].source)


def _recipe(recipe: catalog.Recipe) -> Recipe:
    return Recipe(
        name=recipe.name,
        caption=recipe.caption,
        needs=recipe.needs,
        takes=recipe.takes,
        hash=recipe_hash(recipe.name),
        builtin=True,
        config_schema=recipe.config.model_json_schema(),
    )
