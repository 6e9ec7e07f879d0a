"""RunSpec, RunRequest, RunView: what a run on the platform is asked to do, and what is told of it; one record from table to page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from burnish.core.options import RunOptions
from burnish.core.records import Record

__all__ = [
    "ENDED",
    "DatasetRef",
    "EnvRef",
    "FailureReason",
    "ModelRef",
    "Name",
    "Record",
    "Resources",
    "RunAttempt",
    "RunCheckpoint",
    "RunEpisode",
    "RunEventRecord",
    "RunLogLine",
    "RunMetrics",
    "RunRequest",
    "RunSpec",
    "RunStatus",
    "RunView",
    "ScenarioKinds",
    "Tag",
    "Wanted",
]

RunStatus = Literal["queued", "leased", "running", "paused", "succeeded", "failed", "cancelled"]
"""queued: waits for a worker · leased: a worker has it and prepares · running: its loop runs · paused: saved, waits for a resume ·
succeeded, failed (see `failure`), cancelled: ended, and no status comes after it."""

ENDED: frozenset[RunStatus] = frozenset({"succeeded", "failed", "cancelled"})
"""The statuses after which nothing changes."""

FailureReason = Literal["invalid", "error", "diverged", "alarm", "out_of_memory", "disk_full", "lost"]
"""invalid: an input cannot be used · error: the recipe or the engine raised · diverged: a number that is none · alarm: a limit rang ·
out_of_memory: the kernel or the device refused · disk_full · lost: its workers died more often than its attempts allow (dead letter)."""

Wanted = Literal["run", "pause", "cancel"]
"""What people asked for; the worker looks after every step and at every heartbeat."""

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$")]
"""A name that people give: 1 to 100 letters, digits, spaces and `._-`, and the first of them a letter or a digit."""

Tag = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ModelRef(Record):
    """The weights to start from.

    Attributes:
        id: of the version (`version_…`), or `tiny` for the embedded model.
        name: what people called it when the run was made: `name@number`, or `tiny`.
        digest: SHA-256 of its manifest. The worker refuses other weights.
    """

    id: str
    name: str
    digest: str


class ScenarioKinds(Record):
    """Scenarios of chosen kinds, which an env draws by their tags."""

    tags: dict[Tag, Annotated[tuple[Tag, ...], Field(min_length=1, max_length=50)]] = Field(
        min_length=1,
        max_length=20,
        description="What they are: the values of each tag take turns, e.g. `intent`: emergency, reorder.",
    )
    scenarios: int = Field(ge=1, le=1_000_000, description="How many.")
    start: int = Field(0, ge=0, le=1_000_000_000, description="How many of the split's numbers to pass over first.")


class EnvRef(Record):
    """The env to play in, by the name of one that is registered, and which of its scenarios."""

    name: str = Field(max_length=200, description="Name of a registered env, e.g. supply_desk.", json_schema_extra={"x-names": "env"})
    split: str | None = Field(None, max_length=100, description="Which scenarios to play; by default the env's own choice.")
    scenarios: int | None = Field(None, ge=1, le=1_000_000, description="How many scenarios at most.")
    start: int = Field(0, ge=0, le=1_000_000_000, description="How many of the split's scenarios to pass over first.")
    more: tuple[ScenarioKinds, ...] = Field((), max_length=20, description="Further scenarios of the split, of kinds that matter more.")
    held_out: str | None = Field("dev", max_length=100, description="Split that evaluate_every evaluates on.")
    held_out_scenarios: int = Field(128, ge=1, le=100_000, description="How many scenarios to evaluate on.")


class DatasetRef(Record):
    """The examples to learn from.

    Attributes:
        id: of the dataset (`dataset_…`).
        name: what people called it when the run was made.
        digest: SHA-256 of the file. The worker refuses another one.
        longest: the most tokens of an example; longer ones are cut at a turn. None: the model's context.
    """

    id: str
    name: str
    digest: str
    longest: int | None = Field(None, ge=1, le=10_000_000)


class Resources(Record):
    """What a run holds while a worker has it."""

    cores: int = Field(1, ge=1, le=4096, description="Cores; with the model's size they decide how it is laid out.")
    memory_gb: float | None = Field(None, gt=0, le=1_000_000, description="Memory in GB; by default what the worker estimates.")
    gpus: int = Field(0, ge=0, le=4096, description="GPUs, one rank process on each.")


class RunSpec(Record):
    """Everything that decides a run's result, resolved when the run is made, and never changed: the same spec repeats the run.

    Attributes:
        recipe, recipe_hash: its name, and the SHA-256 of its source.
        published: id of the recipe's version (`recipe_…`), where somebody published it: it runs isolated. None: one of Burnish's own.
        config: the recipe's config with every default filled in.
        model, env, dataset: inputs with their digests; env or dataset where the recipe needs them.
        seed: of everything random.
        options: checkpoints, budgets, alarms, early stopping.
        resources: what a worker must have free.
        version, commit: of Burnish when the run was made; the commit is empty where it does not run from a checkout.
    """

    recipe: str
    recipe_hash: str
    published: str | None = None
    config: dict[str, Any]
    model: ModelRef
    env: EnvRef | None = None
    dataset: DatasetRef | None = None
    seed: int = 0
    options: RunOptions = RunOptions()
    resources: Resources = Resources()
    version: str = ""
    commit: str = ""


class RunRequest(Record):
    """What a person asks for (`POST …/runs`); the server resolves names and defaults into a RunSpec, or says what is wrong."""

    recipe: str = Field(
        max_length=200, description="Name of a recipe; of a published one also `name@2`.", json_schema_extra={"x-names": "recipe"}
    )
    name: Name | None = Field(None, description="What to call the run; by default the recipe's name and a number.")
    config: dict[str, Any] = Field(default_factory=dict, description="Fields of the recipe's config; the rest keep their defaults.")
    model: str = Field(
        "tiny",
        max_length=200,
        description="A model of the project: `name`, `name@2`, or an id of it or of a version; `tiny` is the embedded one.",
        json_schema_extra={"x-names": "model"},
    )
    env: EnvRef | None = Field(None, description="The env to play in, if the recipe needs one.")
    dataset: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Id or name of a dataset of the project, if the recipe needs examples.",
        json_schema_extra={"x-names": "dataset"},
    )
    longest: int | None = Field(None, ge=1, le=10_000_000, description="Most tokens of an example; longer ones are cut at a turn.")
    seed: int = Field(0, ge=0, lt=2**53, description="Of everything random; a page can hold no larger number.")
    options: RunOptions = Field(RunOptions(), description="Checkpoints, budgets, alarms, early stopping.")
    resources: Resources = Field(Resources(), description="What a worker must have free.")
    priority: int = Field(0, ge=-100, le=100, description="Higher ones are started first.")
    max_attempts: int = Field(3, ge=1, le=20, description="Workers that may die on it before it fails as lost.")
    tags: dict[Tag, Tag] = Field(default_factory=dict, max_length=50, description="Free key-value pairs to find it by.")


class RunView(Record):
    """A run as it is told: by the API, the SDK, the command line and the page.

    Attributes:
        status: see RunStatus; `wanted` is what people asked for since.
        failure, message: why it failed, as a code and in words; a message can also say why it ended early and well.
        step, steps: done, out of how many in the recipe's present loop.
        latest: the newest numbers that the worker picked for lists.
        attempt: how many workers began it.
        worker: who has the lease, until `lease_until`; empty if nobody.
        parent: the run that this one was cloned from.
        checkpoint: id of the run's final checkpoint, once it has one (`ckpt_…`).
        version: rises with every change; the ETag of a run.
    """

    id: str
    project: str
    name: str
    status: RunStatus
    wanted: Wanted = "run"
    failure: FailureReason | None = None
    message: str = ""
    step: int = 0
    steps: int = 0
    latest: dict[str, float] = Field(default_factory=dict)
    attempt: int = 0
    max_attempts: int = 3
    priority: int = 0
    spec: RunSpec
    tags: dict[str, str] = Field(default_factory=dict)
    parent: str | None = None
    checkpoint: str | None = None
    worker: str = ""
    lease_until: datetime | None = None
    heartbeat_at: datetime | None = None
    created_at: datetime
    created_by: str
    started_at: datetime | None = None
    finished_at: datetime | None = None
    version: int = 1


class RunMetrics(Record):
    """Numbers of one step of a run. `seq` rises by order of writing; a page goes on after the last one it saw."""

    seq: int
    loop: int = 0
    step: int
    at: datetime
    values: dict[str, float]


class RunLogLine(Record):
    """One line that a run, or its worker, said."""

    seq: int
    at: datetime
    attempt: int
    level: Literal["debug", "info", "warning", "error"]  # words of every logging library
    text: str


class RunEventRecord(Record):
    """One thing that happened to a run: queued, leased, started, resumed, checkpoint, evaluated, notice, lost, paused, succeeded …"""

    seq: int
    at: datetime
    attempt: int
    kind: str
    message: str = ""
    details: dict[str, Any] = Field(default_factory=dict)


class RunEpisode(Record):
    """An example episode that a run kept: `episode` is a `burnish.Episode` without its tokens."""

    seq: int
    step: int
    at: datetime
    scenario: str
    reward: float | None
    stop: str
    episode: Mapping[str, Any]


class RunCheckpoint(Record):
    """A checkpoint that a run saved.

    Attributes:
        model: which of the recipe's models (policy, critic …).
        url: where it lies; a folder or an fsspec URL.
        digest: SHA-256 of its manifest.
        final: what the recipe returned.
    """

    id: str
    run: str
    model: str
    name: str
    step: int
    url: str
    digest: str
    bytes: int
    final: bool = False
    at: datetime


class RunAttempt(Record):
    """One worker's go at a run, with the environment that it ran in."""

    number: int
    worker: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    message: str = ""
    traceback: str = ""
    environment: dict[str, Any] = Field(default_factory=dict)
