"""What a run's spec names, found and checked: its recipe, model, env and examples. Nothing else is ever used in their place."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from burnish import tiny
from burnish.artifacts.checkpoints import MANIFEST, verify_checkpoint
from burnish.artifacts.files import digest
from burnish.artifacts.folders import folder_digest
from burnish.chat.examples import load_examples
from burnish.core.ports import Model
from burnish.core.runs import DatasetRef, EnvRef, ModelRef, RunSpec
from burnish.core.tokens import Datum
from burnish.envs.env import EnvSpec
from burnish.errors import CheckpointError, ConfigError, DataError
from burnish.recipes.catalog import Recipe, find_recipe
from burnish.workers.training import Training

__all__ = ["FindEnv", "Places", "checked_model", "training_of"]

FindEnv = Callable[[str, str | None, int | None], EnvSpec]
"""An env by name, split and number of scenarios."""


class Places(Protocol):
    """Where the files of what runs name lie: the registry of the run's project."""

    def model(self, version_id: str) -> Path:
        """Folder of a version of a model."""
        ...

    def dataset(self, dataset_id: str) -> Path:
        """File of a dataset."""
        ...


def training_of(spec: RunSpec, places: Places, find_env: FindEnv) -> Training:
    """What a spec asks for, with every input compared to its digest.

    Raises:
        ConfigError: the recipe is not there, or is another one by now; the env is not there.
        CheckpointError, DataError: model or dataset is not there, or is another one by now.
    """
    return Training(
        recipe=_recipe(spec),
        model=checked_model(spec.model, places),
        config=spec.config,
        env=_env(spec.env, find_env) if spec.env else None,
        held_out=_held_out(spec.env, find_env) if spec.env and spec.options.evaluate_every else None,
        examples=_examples(spec.dataset, places) if spec.dataset else None,
        seed=spec.seed,
        ranks=spec.resources.ranks,
        options=spec.options,
    )


def checked_model(ref: ModelRef, places: Places) -> Path:
    """The folder of a model, whose every file is what the spec says.

    Raises:
        CheckpointError: it is not there, or not the same.
    """
    folder = tiny.folder() if ref.id == "tiny" else places.model(ref.id)
    if (folder / MANIFEST).exists():
        verify_checkpoint(folder, sha256=ref.digest)
    elif (found := folder_digest(folder)) != ref.digest:
        what = f"the files of {ref.name} have the digest {found}, and the run was made with {ref.digest}"
        raise CheckpointError(what, where=str(folder), fix="make a new run with the model as it is now, or bring its files back")
    return folder


def _recipe(spec: RunSpec) -> Recipe:
    recipe = find_recipe(spec.recipe)
    if recipe.hash != spec.recipe_hash:
        what = f"the recipe {spec.recipe} is another one by now: its source has the hash {recipe.hash}, the run was made with {spec.recipe_hash}"
        raise ConfigError(what, where="recipe", fix=f"make a new run, or use Burnish {spec.version or 'of that time'}")
    return recipe


def _env(ref: EnvRef, find_env: FindEnv) -> EnvSpec:
    return find_env(ref.name, ref.split, ref.scenarios)


def _held_out(ref: EnvRef, find_env: FindEnv) -> EnvSpec:
    return find_env(ref.name, ref.held_out, ref.held_out_scenarios)


def _examples(ref: DatasetRef, places: Places) -> Callable[[Model], Sequence[Datum]]:
    path = places.dataset(ref.id)
    try:
        found = digest(path)
    except OSError as error:
        raise DataError(f"the dataset {ref.name} cannot be read: {error.strerror}", where=str(path), fix="bring the file back") from None
    if found != ref.digest:
        what = f"the dataset {ref.name} has the digest {found}, and the run was made with {ref.digest}"
        raise DataError(what, where=str(path), fix="make a new run with the dataset as it is now, or bring the file back")

    def load(policy: Model) -> Sequence[Datum]:
        return load_examples(path, policy.renderer, max_tokens=min(ref.longest or policy.context, policy.context)).datums

    return load
