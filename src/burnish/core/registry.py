"""What runs start from and make, as the API tells it: models with their versions and lineage, datasets, recipes, envs."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from burnish.core.access import Label, Slug
from burnish.core.datasets import DatasetKind, Splits
from burnish.core.records import Record

__all__ = [
    "CheckpointSource",
    "Dataset",
    "DatasetRequest",
    "Env",
    "HubSource",
    "Lineage",
    "LineageEdge",
    "LineageNode",
    "ModelFile",
    "ModelKind",
    "ModelRequest",
    "ModelStatus",
    "ModelVersion",
    "Recipe",
    "RecipeName",
    "RecipeRequest",
    "RegisteredModel",
    "RunForm",
]

ModelKind = Literal["base", "checkpoint", "adapter"]
"""base: weights from elsewhere · checkpoint: weights that a run made · adapter: LoRA weights for another model."""

ModelStatus = Literal["importing", "ready", "failed", "archived"]

RecipeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
"""A name of a recipe: lower-case letters, digits, `_` and `-`, the first of them a letter."""

ServerPath = Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class CheckpointSource(Record):
    """A checkpoint that a run of the project saved."""

    run: Annotated[str, StringConstraints(pattern=r"^run_[0-9a-f]{32}$")]
    checkpoint: Annotated[str, StringConstraints(pattern=r"^ckpt_[0-9a-f]{32}$")] | None = Field(
        None, description="By default the run's final one."
    )


class HubSource(Record):
    """A model on a hub."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$")] = Field(
        description="Who published it, and its name: Qwen/Qwen3-0.6B."
    )
    revision: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$")] = Field(
        "main", description="A branch, a tag or a commit; it is pinned to the commit that it means now."
    )


class ModelRequest(Record):
    """A version of a model to take in: from a folder on the server, from a hub, or from a checkpoint of a run; one of the three."""

    name: Slug = Field(description="Of the model; where there is one of this name, it gets another version.")
    path: ServerPath | None = Field(None, description="A Hugging Face folder on the server, under one of BURNISH_IMPORT_ROOTS.")
    hub: HubSource | None = Field(None, description="A model on the hub of BURNISH_HUB_ENDPOINT.")
    checkpoint: CheckpointSource | None = Field(None, description="A checkpoint of a run.")
    description: Label = ""
    licence: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="By default what the folder's README, or its card on the hub, says."
    )
    base: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="The model that an adapter belongs to, `name`, `name@2` or an id."
    )
    current: bool = Field(True, description="Whether the name means this version, once it is ready.")


class ModelFile(Record):
    """One file of a version. Its digest was taken when it came in."""

    path: str
    bytes: int
    sha256: str


class ModelVersion(Record):
    """One immutable set of weights.

    Attributes:
        id: `version_…`; what a run's spec names.
        number: within the model, from 1: `name@number`.
        message: how far an import is, or why it failed.
        digest: SHA-256 of its manifest, which has the digest of every file; None until it is ready.
        parameters: how many numbers the weights have.
        source: where it came from.
        architecture: facts of its config: model_type, layers, context …
        run, checkpoint: that made it, if a run did.
        parents: ids of the versions that it was trained from, or is an adapter of.
    """

    id: str
    model: str
    name: str
    number: int
    kind: ModelKind
    status: ModelStatus
    message: str
    digest: str | None
    bytes: int | None
    parameters: int | None
    licence: str
    source: dict[str, Any]
    architecture: dict[str, Any]
    run: str | None
    checkpoint: str | None
    parents: tuple[str, ...] = ()
    created_at: datetime
    created_by: str


class RegisteredModel(Record):
    """A name for weights, and its versions.

    Attributes:
        current: number of the version that the name means; None while none is ready.
        previous: what a rollback goes back to.
    """

    id: str
    project: str
    name: str
    description: str
    current: int | None
    previous: int | None
    versions: tuple[ModelVersion, ...]
    created_at: datetime
    created_by: str
    archived_at: datetime | None


class LineageNode(Record):
    """A version, a run or a dataset in a lineage; `missing` where it was removed since."""

    id: str
    kind: Literal["version", "run", "dataset"]
    label: str
    missing: bool = False


class LineageEdge(Record):
    """What became of what."""

    source: str
    target: str
    relation: Literal["trained_from", "adapter_of", "started", "learned_from", "made"]


class Lineage(Record):
    """Where a version came from, and what was made of it."""

    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]


class Dataset(Record):
    """Examples to learn from, immutable: what changes is another version.

    Attributes:
        version: of its name, from 1: `name@number`; the name alone is the newest.
        splits: how many examples each split has.
        frozen_at: when a run first used it.
        erased: examples that were removed, as what they came from was deleted; the only way in which a version changes.
    """

    id: str
    project: str
    name: str
    version: int
    kind: DatasetKind
    description: str
    digest: str
    bytes: int
    examples: int
    splits: dict[str, int]
    source: dict[str, Any]
    frozen_at: datetime | None
    erased: int
    created_at: datetime
    created_by: str
    archived_at: datetime | None


class DatasetRequest(Record):
    """A dataset to take in from a file: JSON lines, Parquet or CSV.

    Rows of chat: `messages` and `tools`, or `prompt` and `completion`; of preference: a prompt as either, `chosen` and `rejected`; of
    rated: as chat, with `ratings` or `rating`; of prompts: as chat, without an answer. A row may say its `split`.
    """

    name: Slug = Field(description="Where there is a dataset of this name, it gets another version.")
    path: ServerPath = Field(description="A .jsonl, .jsonl.gz, .parquet or .csv file on the server, under one of BURNISH_IMPORT_ROOTS.")
    kind: DatasetKind = "chat"
    splits: Splits | None = Field(None, description="How to divide rows that do not say their split; by default all of them are train.")
    description: Label = ""


class Recipe(Record):
    """An algorithm that runs can be made of.

    Attributes:
        needs, takes: what it must and can be given beside a model: examples, env, reference.
        hash: SHA-256 of its source.
        builtin: it comes with Burnish; otherwise somebody published it, and it runs isolated.
        id, version: of a published one; the name alone means the newest version.
        dependencies: packages that a published one wants, by its inline metadata.
        created_by: who published it.
        config_schema: JSON schema of its config: what makes forms and flags.
        source: the whole loop; only where one recipe is asked for.
    """

    name: str
    caption: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    hash: str
    builtin: bool
    config_schema: dict[str, Any]
    id: str | None = None
    version: int | None = None
    dependencies: tuple[str, ...] = ()
    created_at: datetime | None = None
    created_by: str = ""
    archived_at: datetime | None = None
    source: str | None = None


class RecipeRequest(Record):
    """A recipe to publish. The server reads its text and does not run it; whoever publishes it has, and tells the config's schema."""

    name: RecipeName = Field(description="Where the project has one of this name, it gets another version.")
    source: str = Field(min_length=1, max_length=256 * 1024, description="The file: `Config`, and `async def train`.")
    config_schema: dict[str, Any] = Field(description="JSON schema of its `Config`, as pydantic makes it.")


class Env(Record):
    """An env that runs can play in."""

    name: str
    caption: str
    splits: tuple[str, ...]


class RunForm(Record):
    """What every run has beside its recipe's config: the JSON schemas of its options and of what it holds."""

    options: dict[str, Any]
    resources: dict[str, Any]
