"""What a spec names, found and compared with its digest."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert

from burnish import tiny
from burnish.artifacts.checkpoints import write_checkpoint
from burnish.artifacts.files import digest
from burnish.artifacts.storage import Storage
from burnish.core.ids import new_id
from burnish.core.options import RunOptions
from burnish.core.runs import DatasetRef, EnvRef, ModelRef, RunSpec, ScenarioKinds
from burnish.core.tokens import Checkpoint
from burnish.engine.fake import FakeModel
from burnish.errors import CheckpointError, ConfigError, DataError, NotFoundError
from burnish.recipes.catalog import find_recipe
from burnish.store.database import Database
from burnish.store.tables import datasets, model_versions, models
from burnish.workers.envs import Scenes, allowed_envs
from burnish.workers.inputs import Places, training_of
from tests.databases import only_sqlite
from tests.store.ground import new_project
from tests.workers.ground import small_spec
from tests.workers.numpy_process import ENVS

pytestmark = only_sqlite


@pytest.fixture
def places(database: Database, tmp_path: Path) -> Places:
    return Places(database, new_project(database, "first"), Storage(None, tmp_path / "cache"))


def add_version(places: Places, checkpoint: Checkpoint) -> ModelRef:
    model, version = new_id("model"), new_id("version")
    same = {"project_id": places.project_id, "created_by": "user"}
    rest = {"status": "ready", "url": checkpoint.path, "digest": checkpoint.sha256, "source": {}, "architecture": {}}
    with places.database.write() as transaction:
        transaction.execute(insert(models).values(id=model, name=model[-8:], **same))
        transaction.execute(insert(model_versions).values(id=version, model_id=model, number=1, kind="base", **same, **rest))
    return ModelRef(id=version, name="model@1", digest=checkpoint.sha256)


def add_dataset(places: Places, path: Path, found: str = "") -> DatasetRef:
    dataset, name = new_id("dataset"), path.stem
    facts = {"url": str(path), "digest": found or digest(path), "bytes": 1, "examples": 1, "source": {}, "created_by": "user"}
    with places.database.write() as transaction:
        transaction.execute(insert(datasets).values(id=dataset, project_id=places.project_id, name=name, **facts))
    return DatasetRef(id=dataset, name=name, digest=str(facts["digest"]))


def registered(tmp_path: Path) -> Checkpoint:
    def copy(folder: Path) -> None:
        shutil.copytree(tiny.folder(), folder, dirs_exist_ok=True)

    return write_checkpoint(tmp_path / "models", "1", 0, copy)


def sft_spec(dataset: DatasetRef) -> RunSpec:
    recipe = find_recipe("sft")
    config = recipe.config().model_dump(mode="json")
    return small_spec().model_copy(update={"recipe": "sft", "recipe_hash": recipe.hash, "config": config, "env": None, "dataset": dataset})


def test_a_registered_version_is_verified_file_by_file(places: Places, tmp_path: Path) -> None:
    checkpoint = registered(tmp_path)
    spec = small_spec().model_copy(update={"model": add_version(places, checkpoint)})
    assert training_of(spec, places, allowed_envs(ENVS)).model == Path(checkpoint.path)
    assert places.model_of(spec) == Path(checkpoint.path)
    with (Path(checkpoint.path) / "tokenizer.json").open("r+") as file:
        file.write("[")
    with pytest.raises(CheckpointError, match="is corrupt: its SHA-256"):
        training_of(spec, places, allowed_envs(ENVS))


def test_a_version_that_is_gone_or_of_another_project_says_so(places: Places, tmp_path: Path) -> None:
    ref = add_version(places, registered(tmp_path))
    other = Places(places.database, new_project(places.database, "second"), places.storage)
    spec = small_spec().model_copy(update={"model": ref})
    with pytest.raises(CheckpointError, match="there is no such version any more"):
        training_of(spec, other, allowed_envs(ENVS))


def test_examples_are_read_from_the_datasets_file(places: Places, tmp_path: Path) -> None:
    rows = [{"messages": [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}]}] * 3
    path = tmp_path / "examples.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    training = training_of(sft_spec(add_dataset(places, path)), places, allowed_envs(ENVS))
    assert training.examples is not None
    assert len(training.examples(FakeModel(tmp_path))) == 3


def test_a_dataset_that_is_another_one_by_now_is_refused(places: Places, tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text("{}\n")
    ref = add_dataset(places, path, "0" * 64)
    with pytest.raises(DataError, match="the dataset examples has the digest .*, and the run was made with 0000"):
        training_of(sft_spec(ref), places, allowed_envs(ENVS))
    path.unlink()
    with pytest.raises(DataError, match="cannot be read: No such file"):
        training_of(sft_spec(ref), places, allowed_envs(ENVS))
    with pytest.raises(NotFoundError):
        training_of(sft_spec(ref.model_copy(update={"id": new_id("dataset")})), places, allowed_envs(ENVS))


def test_an_env_that_cannot_pass_over_scenarios_or_choose_them_is_helped_or_refused(places: Places) -> None:
    digits = allowed_envs(ENVS)
    assert [scenario.id for scenario in digits(ENVS[0], Scenes(count=2, start=1)).scenarios] == ["digit-1", "digit-2"]
    with pytest.raises(ConfigError, match=r"env\.start: the env has 5 scenarios, and 5 are passed over"):
        digits(ENVS[0], Scenes(start=5))
    kinds = ScenarioKinds(tags={"intent": ("emergency",)}, scenarios=3)
    with pytest.raises(ConfigError, match=r"env\.more: the env draws no scenarios of chosen kinds → give its function a parameter `tags`"):
        digits(ENVS[0], Scenes(more=(kinds,)))
    for tags, wrong in (({"mood": ("good",)}, "no tag 'mood' to choose"), ({"intent": ("chat",)}, "intent.*chat")):
        with pytest.raises(ConfigError, match=wrong):
            digits("supply_desk", Scenes("train", 1, more=(ScenarioKinds(tags=tags, scenarios=1),)))


def test_only_allowed_envs_are_imported(places: Places) -> None:
    spec = small_spec().model_copy(update={"env": EnvRef(name="supply_desk", split="train", scenarios=3)})
    training = training_of(spec, places, allowed_envs(()))
    assert training.env is not None
    assert len(training.env.scenarios) == 3
    assert training.held_out is None
    watched = spec.model_copy(update={"options": RunOptions(evaluate_every=2)})
    held_out = training_of(watched, places, allowed_envs(())).held_out
    assert held_out is not None
    assert len(held_out.scenarios) == 128
    further = ScenarioKinds(tags={"intent": ("emergency", "reorder")}, scenarios=3, start=40)
    mixed = spec.model_copy(update={"env": EnvRef(name="supply_desk", split="train", scenarios=2, start=5, more=(further,))})
    played = training_of(mixed, places, allowed_envs(())).env
    assert played is not None
    numbers = [scenario.id.removeprefix("supply-desk-train-") for scenario in played.scenarios]
    assert numbers == ["5", "6", "40-emergency", "41-reorder", "42-emergency"]
    for name in ("os:getcwd", ENVS[0], "supply_desk:spec", ""):
        asked = spec.model_copy(update={"env": EnvRef(name=name)})
        with pytest.raises(ConfigError, match="that runs may play in → use one of supply_desk, or let the operator"):
            training_of(asked, places, allowed_envs(()))
