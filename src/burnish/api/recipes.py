"""Recipes and envs: what runs can be made of, with the schemas that forms and flags come from."""

from functools import cache
from typing import Annotated

from fastapi import Path

from burnish.api.access import Access, Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.artifacts.files import digest
from burnish.core.options import RunOptions
from burnish.core.registry import Env, Recipe, RecipeRequest, RunForm
from burnish.core.runs import Resources
from burnish.errors import ConflictError
from burnish.examples.catalog import EXAMPLE_ENVS
from burnish.recipes import catalog
from burnish.recipes.config_schema import check_schema
from burnish.recipes.config_text import read_config_schema
from burnish.recipes.source import read_source
from burnish.store.recipes import PublishedRecipes

__all__ = ["recipe_hash", "routes"]

routes = Routes("recipes")

RecipeRef = Annotated[str, Path(min_length=1, max_length=100, description="Name of a recipe; of a published one also `name@2`, or its id.")]


@routes.get("/projects/{project}/recipes", needs="recipes.read")
def list_recipes(project: ProjectRef, access: Caller, archived: bool = False) -> list[Recipe]:
    """The recipes that runs of the project can be made of: Burnish's own, and the newest versions of those that were published."""
    with access.server.database.read() as transaction:
        published = _published(access).newest(transaction, archived=archived)
    return published if archived else [*(_recipe(recipe) for recipe in catalog.RECIPES.values()), *published]


@routes.post("/projects/{project}/recipes", needs="recipes.write", status_code=201)
def publish_recipe(project: ProjectRef, body: RecipeRequest, access: Caller) -> Recipe:
    """Publish a recipe, or another version of one. Its text is read here, and run only in the isolated process of a run."""
    if access.server.settings.published_recipes == "off":
        fix = "run the file where it is, with `burnish train FILE`, or ask the operator"
        raise ConflictError("this server runs no published recipes", where="BURNISH_PUBLISHED_RECIPES", fix=fix)
    if body.name in catalog.RECIPES:
        raise ConflictError("is a recipe that comes with Burnish", where=body.name, fix="choose another name")
    source = read_source(body.source)
    config_schema = read_config_schema(body.source) if body.config_schema is None else body.config_schema
    check_schema(config_schema)
    with access.server.database.write() as transaction:
        return _published(access).publish(
            transaction,
            access.authority,
            body.name,
            body.source,
            caption=source.caption,
            config_schema=config_schema,
            needs=source.needs,
            takes=source.takes,
            dependencies=source.dependencies,
        )


@routes.get("/projects/{project}/recipes/{recipe}", needs="recipes.read")
def get_recipe(project: ProjectRef, recipe: RecipeRef, access: Caller) -> Recipe:
    """One recipe, with its source: the whole loop."""
    if recipe in catalog.RECIPES:
        found = catalog.RECIPES[recipe]
        return _recipe(found).model_copy(update={"source": found.source.read_text(encoding="utf-8")})
    with access.server.database.read() as transaction:
        return _published(access).find(transaction, recipe, with_source=True)


@routes.get("/projects/{project}/recipes/{recipe}/versions", needs="recipes.read")
def list_recipe_versions(project: ProjectRef, recipe: RecipeRef, access: Caller) -> list[Recipe]:
    """All versions of a published recipe, newest first."""
    with access.server.database.read() as transaction:
        return _published(access).versions(transaction, _published(access).find(transaction, recipe).name)


@routes.post("/projects/{project}/recipes/{recipe}/archive", needs="recipes.write")
def archive_recipe(project: ProjectRef, recipe: RecipeRef, access: Caller) -> Recipe:
    """Put a published recipe away with all its versions; runs that were made of it can still be repeated."""
    with access.server.database.write() as transaction:
        return _published(access).archive(transaction, access.authority, recipe, archived=True)


@routes.post("/projects/{project}/recipes/{recipe}/restore", needs="recipes.write")
def restore_recipe(project: ProjectRef, recipe: RecipeRef, access: Caller) -> Recipe:
    """Bring an archived recipe back."""
    with access.server.database.write() as transaction:
        return _published(access).archive(transaction, access.authority, recipe, archived=False)


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


def _published(access: Access) -> PublishedRecipes:
    return PublishedRecipes(access.server.database, access.project_id)
