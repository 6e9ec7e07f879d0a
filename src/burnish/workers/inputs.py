"""What a run's spec names, found and checked: its recipe, model, env and examples. Nothing else is ever used in their place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from burnish import tiny
from burnish.artifacts.checkpoints import verify_checkpoint
from burnish.artifacts.files import digest, tree_digest
from burnish.chat.examples import load_examples
from burnish.core.ports import Model
from burnish.core.runs import DatasetRef, EnvRef, ModelRef, RunSpec
from burnish.core.tokens import Datum
from burnish.envs.env import EnvSpec
from burnish.errors import CheckpointError, ConfigError, DataError, NotFoundError
from burnish.recipes.catalog import Recipe, find_recipe
from burnish.store.database import Database, Transaction
from burnish.store.datasets import Datasets
from burnish.store.models import ModelRegistry
from burnish.workers.engine import layout_of, weights_folder
from burnish.workers.envs import FindEnv, Scenes
from burnish.workers.training import Training

__all__ = ["FindPlace", "GivenPlaces", "Places", "checked_model", "training_of"]

TINY = "tiny"


class FindPlace(Protocol):
    """Where the files lie that a run names."""

    def model(self, version_id: str) -> Path:
        """Folder of a version of a model."""
        ...

    def dataset(self, dataset_id: str) -> Path:
        """File of a dataset."""
        ...


@dataclass(frozen=True, slots=True)
class GivenPlaces:
    """The places that somebody else found: what the code of a published recipe is given in place of a registry."""

    model_folder: Path
    dataset_file: Path | None = None

    def model(self, version_id: str) -> Path:
        """The one folder that was found."""
        return self.model_folder

    def dataset(self, dataset_id: str) -> Path:
        """The one file that was found.

        Raises:
            DataError: there is none.
        """
        if self.dataset_file is None:
            raise DataError("the run has no dataset", where=dataset_id, fix="name one when you make the run")
        return self.dataset_file


class Places:
    """Where the files lie that runs of a project name: what its registry says."""

    def __init__(self, database: Database, project_id: str) -> None:
        self.database, self.project_id = database, project_id

    def model_of(self, spec: RunSpec) -> Path:
        """Folder of the model that a run starts from."""
        return self.model_of_ref(spec.model)

    def model_of_ref(self, ref: ModelRef) -> Path:
        """Folder of a version, or of the embedded model, as it is."""
        return tiny.folder() if ref.id == TINY else self.model(ref.id)

    def model(self, version_id: str) -> Path:
        """Folder of a version of a model.

        Raises:
            CheckpointError: it was removed.
        """
        registry = ModelRegistry(self.database, self.project_id)

        def find(transaction: Transaction) -> str:
            return registry.url(transaction, registry.version(transaction, version_id).id)

        try:
            return Path(self.database.retrying(find, reading=True))
        except NotFoundError as error:
            raise CheckpointError("there is no such version any more", where=version_id, fix="make a new run") from error

    def dataset(self, dataset_id: str) -> Path:
        """File of a dataset.

        Raises:
            NotFoundError: it was removed.
        """
        datasets = Datasets(self.database, self.project_id)
        return Path(self.database.retrying(lambda transaction: datasets.url(transaction, dataset_id), reading=True))


def training_of(spec: RunSpec, places: FindPlace, find_env: FindEnv, recipe: Recipe | None = None) -> Training:
    """What a spec asks for, with every input compared to its digest.

    Args:
        spec: of the run.
        places: where its model and its dataset lie.
        find_env: finds its env.
        recipe: that the caller has loaded and compared already; by default it is one of Burnish's own.

    Raises:
        ConfigError: the recipe is not there, or is another one by now; the env is not there.
        CheckpointError, DataError: model or dataset is not there, or is another one by now.
    """
    recipe, model = recipe or _recipe(spec), checked_model(spec.model, places)
    laid_out = layout_of(spec.resources, weights_folder(model))
    return Training(
        recipe=recipe,
        model=model,
        config=spec.config,
        env=_env(spec.env, find_env) if spec.env else None,
        held_out=_held_out(spec.env, find_env) if spec.env and spec.options.evaluate_every else None,
        examples=_examples(spec.dataset, places) if spec.dataset else None,
        seed=spec.seed,
        ranks=laid_out.ranks,
        threads=laid_out.threads,
        options=spec.options,
    )


def checked_model(ref: ModelRef, places: FindPlace) -> Path:
    """The folder of a model, whose every file is what the spec says.

    Raises:
        CheckpointError: it is not there, or not the same.
    """
    if ref.id != TINY:
        folder = places.model(ref.id)
        verify_checkpoint(folder, sha256=ref.digest)
        return folder
    folder = tiny.folder()
    if (found := tree_digest(folder)) != ref.digest:
        what = f"the embedded model has the digest {found}, and the run was made with {ref.digest}"
        raise CheckpointError(what, where=str(folder), fix="make a new run, or use the Burnish of that time")
    return folder


def _recipe(spec: RunSpec) -> Recipe:
    recipe = find_recipe(spec.recipe)
    if recipe.hash != spec.recipe_hash:
        what = f"the recipe {spec.recipe} is another one by now: its hash is {recipe.hash}, the run was made with {spec.recipe_hash}"
        raise ConfigError(what, where="recipe", fix=f"make a new run, or use Burnish {spec.version or 'of that time'}")
    return recipe


def _env(ref: EnvRef, find_env: FindEnv) -> EnvSpec:
    return find_env(ref.name, Scenes(ref.split, ref.scenarios, ref.start, ref.more))


def _held_out(ref: EnvRef, find_env: FindEnv) -> EnvSpec:
    return find_env(ref.name, Scenes(ref.held_out, ref.held_out_scenarios))


def _examples(ref: DatasetRef, places: FindPlace) -> Callable[[Model], Sequence[Datum]]:
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
