"""RunRequest → RunSpec: names become ids with digests, defaults are filled in, and what is wrong is said before anything is queued."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from burnish import __version__, tiny
from burnish.api.access import Access
from burnish.api.recipes import recipe_hash
from burnish.artifacts.files import tree_digest
from burnish.core.registry import Recipe as PublishedRecipe
from burnish.core.runs import DatasetRef, EnvRef, ModelRef, RunRequest, RunSpec
from burnish.errors import ConfigError, ConflictError, NotFoundError
from burnish.examples.catalog import find_example_env
from burnish.recipes.catalog import RECIPES, Recipe
from burnish.recipes.config_schema import filled_in
from burnish.store.database import Transaction
from burnish.store.datasets import Datasets
from burnish.store.models import ModelRegistry
from burnish.store.recipes import PublishedRecipes
from burnish.workers.records import source_commit

__all__ = ["TINY", "resolved", "tiny_digest"]

TINY = "tiny"
"""What the embedded model is called wherever a model is named."""


def resolved(transaction: Transaction, access: Access, request: RunRequest) -> RunSpec:
    """The spec that a request means, now and in this project.

    Raises:
        RequestValidationError: fields of the config are wrong; names each.
        ConfigError: there is no such recipe or env, or the recipe lacks something, or is given what it cannot use.
        NotFoundError: the project has no such model or dataset.
        ConflictError: the model is not ready, or the dataset is archived.
    """
    recipe = _recipe(transaction, access, request.recipe)
    _check_given(recipe, request)
    return RunSpec(
        recipe=recipe.name,
        recipe_hash=recipe.hash if isinstance(recipe, PublishedRecipe) else recipe_hash(recipe.name),
        published=recipe.id if isinstance(recipe, PublishedRecipe) else None,
        config=_config(recipe, request.config),
        model=_model(transaction, access, request.model),
        env=_env(request.env, access.server.settings.envs) if request.env else None,
        dataset=_dataset(transaction, access, request.dataset, request.longest) if request.dataset else None,
        seed=request.seed,
        options=request.options,
        resources=request.resources,
        version=__version__,
        commit=_commit(),
    )


@cache
def tiny_digest() -> str:
    """SHA-256 over the files of the embedded model."""
    return tree_digest(tiny.folder())


def _recipe(transaction: Transaction, access: Access, reference: str) -> Recipe | PublishedRecipe:
    """One of Burnish's own by its name, or one that was published in the project."""
    if reference in RECIPES:
        return RECIPES[reference]
    try:
        found = PublishedRecipes(access.server.database, access.project_id).find(transaction, reference)
    except NotFoundError:
        fix = f"use one of {', '.join(RECIPES)}, or one that was published in the project"
        raise ConfigError(f"there is no recipe {reference[:100]!r}", where="recipe", fix=fix) from None
    if found.archived_at is not None:
        raise ConflictError("is archived", where=found.name, fix="restore the recipe, or choose another one")
    return found


def _config(recipe: Recipe | PublishedRecipe, given: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(recipe, PublishedRecipe):
        return filled_in(recipe.config_schema, given)
    try:
        return recipe.config.model_validate_json(json.dumps(given), strict=True).model_dump(mode="json")
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", "config", *one["loc"])} for one in error.errors()]) from None


def _check_given(recipe: Recipe | PublishedRecipe, request: RunRequest) -> None:
    for need, field, value in (("env", "env", request.env), ("examples", "dataset", request.dataset)):
        usable = need in recipe.needs or need in recipe.takes
        if need in recipe.needs and value is None:
            raise ConfigError(f"the recipe {recipe.name} needs {need}", where=f"body.{field}", fix=f"name one in `{field}`")
        if value is not None and not usable:
            raise ConfigError(f"the recipe {recipe.name} takes no {need}", where=f"body.{field}", fix="leave it out")
    if request.options.evaluate_every and request.env is None:
        fix = "leave evaluate_every at 0, or use a recipe that plays in an env"
        raise ConfigError("a held-out evaluation needs an env", where="body.options.evaluate_every", fix=fix)


def _env(asked: EnvRef, allowed: Sequence[str]) -> EnvRef:
    """The env as it is asked for, its split filled in; what is in an operator's own env, only the worker knows, who imports it."""
    if asked.name in allowed:
        return asked
    env = find_example_env(asked.name)
    split = asked.split or env.splits[0]
    for name, value in (("split", split), ("held_out", asked.held_out)):
        if value is not None and value not in env.splits:
            fix = f"use one of {', '.join(env.splits)}"
            raise ConfigError(f"{env.name} has no split {value!r}", where=f"body.env.{name}", fix=fix)
    return asked.model_copy(update={"split": split})


def _model(transaction: Transaction, access: Access, reference: str) -> ModelRef:
    if reference == TINY:
        return ModelRef(id=TINY, name=TINY, digest=tiny_digest())
    version = ModelRegistry(access.server.database, access.project_id).version(transaction, reference)
    name = f"{version.name}@{version.number}"
    if version.status != "ready" or version.digest is None:
        raise ConflictError(f"the model is {version.status}", where=name, fix="wait for its import, or choose another version")
    if version.kind == "adapter":
        raise ConfigError(
            "is an adapter, and no run can start from one alone", where="body.model", fix="choose the model that it belongs to"
        )
    return ModelRef(id=version.id, name=name, digest=version.digest)


def _dataset(transaction: Transaction, access: Access, reference: str, longest: int | None) -> DatasetRef:
    dataset = Datasets(access.server.database, access.project_id).find(transaction, reference)
    if dataset.kind not in ("chat", "rated"):
        fix = "choose a dataset of conversations"
        raise ConflictError(f"holds {dataset.kind}, and recipes learn from conversations", where=dataset.name, fix=fix)
    if dataset.archived_at is not None:
        raise ConflictError("is archived", where=dataset.name, fix="restore the dataset, or choose another one")
    return DatasetRef(id=dataset.id, name=dataset.name, digest=dataset.digest, longest=longest)


@cache
def _commit() -> str:
    return source_commit()
