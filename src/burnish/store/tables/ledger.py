"""Tables of the ledger: runs, who worked on them, and the streams that they write."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Float, Index, Integer, PrimaryKeyConstraint, UniqueConstraint, text

from burnish.store.columns import Key, Moment, Structure, Words, now
from burnish.store.tables.base import author, created, moment, name, one_of, primary, tenant

__all__ = ["run_attempts", "run_checkpoints", "run_episodes", "run_events", "run_logs", "run_metrics", "run_tags", "runs"]

STATUSES = ("queued", "leased", "running", "paused", "succeeded", "failed", "cancelled")
HELD = "status IN ('leased', 'running')"

runs = tenant(
    "runs",
    primary(),
    name(),
    # what it is: never changes
    Column("recipe", Key, nullable=False),
    Column("spec", Structure, nullable=False),
    Column("pool", Key, nullable=False),
    Column("cores", Integer, nullable=False, default=1),
    Column("memory_bytes", BigInteger, nullable=False, default=0),
    Column("gpus", Integer, nullable=False, default=0),
    Column("max_attempts", Integer, nullable=False, default=3),
    Column("parent_id", Key),  # no foreign key: a clone stays when its parent is removed
    Column("relation", Key, nullable=False, default=""),  # to its parent: a retry goes on from the parent's checkpoints
    Column("idempotency_key", Key),
    Column("request_digest", Key),  # of what was asked for under that key
    created(),
    author(),
    # where it stands
    Column("status", Key, nullable=False, default="queued"),
    Column("wanted", Key, nullable=False, default="run"),
    Column("failure", Key),
    Column("message", Words, nullable=False, default=""),
    Column("priority", Integer, nullable=False, default=0),
    Column("queued_at", Moment, nullable=False, default=now()),
    moment("not_before"),  # a worker gave it back for a while
    Column("loop", Integer, nullable=False, default=0),
    Column("step", Integer, nullable=False, default=0),
    Column("steps", Integer, nullable=False, default=0),
    Column("latest", Structure, nullable=False, default=dict),  # the last metrics, for lists
    Column("checkpoint_id", Key),  # the final one
    moment("started_at"),
    moment("finished_at"),
    Column("version", Integer, nullable=False, default=1),
    # who has it
    Column("attempt", Integer, nullable=False, default=0),
    Column("deaths", Integer, nullable=False, default=0),  # attempts that ended by the death of the worker
    Column("fence", BigInteger, nullable=False, default=0),  # rises with every claim and every loss: who brings an older one writes nothing
    Column("worker", Key, nullable=False, default=""),
    moment("lease_until"),
    moment("heartbeat_at"),
    Column("last_entry", BigInteger, nullable=False, default=0),  # number of the last entry that this attempt recorded
    Column("sequence", BigInteger, nullable=False, default=0),  # the last one given to a row of its streams
    UniqueConstraint("project_id", "id"),
    UniqueConstraint("project_id", "idempotency_key"),
    one_of("status", STATUSES),
    one_of("wanted", ["run", "pause", "cancel"]),
    one_of("relation", ["", "clone", "retry"]),
    CheckConstraint("cores >= 0 AND memory_bytes >= 0 AND gpus >= 0", name="resources"),
    CheckConstraint("max_attempts > 0", name="max_attempts"),
    CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failed_says_why"),
    CheckConstraint(f"({HELD}) = (lease_until IS NOT NULL)", name="held_until"),
    Index("ix_runs_project_id_status_id", "project_id", "status", "id"),
    Index("ix_runs_project_id_recipe_id", "project_id", "recipe", "id"),
    Index("ix_runs_project_id_parent_id", "project_id", "parent_id"),
)

Index(
    "ix_runs_queue",
    runs.c.priority.desc(),
    runs.c.queued_at,
    runs.c.id,
    sqlite_where=text("status = 'queued'"),
    postgresql_where=text("status = 'queued'"),
)
# Few rows, and no column that a heartbeat changes: on PostgreSQL it then touches no index.
Index("ix_runs_held", runs.c.id, sqlite_where=text(HELD), postgresql_where=text(HELD))

run_tags = tenant(
    "run_tags",
    Column("run_id", Key, nullable=False),
    Column("key", Key, nullable=False),
    Column("value", Key, nullable=False),
    PrimaryKeyConstraint("run_id", "key"),
    # The project is not its first column, lest it be taken for the tags of a page of runs, which the primary key finds.
    Index("ix_run_tags_key_value_project_id_run_id", "key", "value", "project_id", "run_id"),
    parts_of=runs,
    by="run_id",
)

run_attempts = tenant(
    "run_attempts",
    primary(),
    Column("run_id", Key, nullable=False),
    Column("number", Integer, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("worker", Key, nullable=False),
    Column("started_at", Moment, nullable=False, default=now()),
    moment("ended_at"),
    Column("outcome", Key, nullable=False, default=""),
    Column("message", Words, nullable=False, default=""),
    Column("traceback", Words, nullable=False, default=""),
    Column("environment", Structure, nullable=False, default=dict),
    Column("token_digest", Key),  # SHA-256 of what the attempt's own code may ask the API with, for as long as its lease holds
    UniqueConstraint("run_id", "fence"),
    UniqueConstraint("token_digest"),
    one_of("outcome", ["", "succeeded", "failed", "cancelled", "paused", "released", "lost"]),
    parts_of=runs,
    by="run_id",
)

run_metrics = tenant(
    "run_metrics",
    Column("run_id", Key, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("loop", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("at", Moment, nullable=False, default=now()),
    Column("metrics", Structure, nullable=False),
    PrimaryKeyConstraint("run_id", "sequence"),
    Index("ix_run_metrics_run_id_loop_step", "run_id", "loop", "step"),
    parts_of=runs,
    by="run_id",
)

run_logs = tenant(
    "run_logs",
    Column("run_id", Key, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Moment, nullable=False, default=now()),
    Column("level", Key, nullable=False),
    Column("text", Words, nullable=False),
    PrimaryKeyConstraint("run_id", "sequence"),
    one_of("level", ["debug", "info", "warning", "error"]),
    parts_of=runs,
    by="run_id",
)

run_events = tenant(
    "run_events",
    Column("run_id", Key, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Moment, nullable=False, default=now()),
    Column("kind", Key, nullable=False),
    Column("message", Words, nullable=False, default=""),
    Column("details", Structure, nullable=False, default=dict),
    PrimaryKeyConstraint("run_id", "sequence"),
    parts_of=runs,
    by="run_id",
)

run_episodes = tenant(
    "run_episodes",
    Column("run_id", Key, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("loop", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("at", Moment, nullable=False, default=now()),
    Column("scenario", Key, nullable=False),
    Column("reward", Float),
    Column("stop", Key, nullable=False),
    Column("episode", Structure, nullable=False),
    PrimaryKeyConstraint("run_id", "sequence"),
    Index("ix_run_episodes_run_id_loop_step", "run_id", "loop", "step"),
    parts_of=runs,
    by="run_id",
)

run_checkpoints = tenant(
    "run_checkpoints",
    primary(),
    Column("run_id", Key, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("model", Key, nullable=False),  # which of the recipe's: policy, critic …
    Column("name", Key, nullable=False),
    Column("loop", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("url", Words, nullable=False),
    Column("digest", Key, nullable=False),  # SHA-256 of its manifest
    Column("bytes", BigInteger, nullable=False),
    Column("final", Boolean, nullable=False, default=False),
    Column("state", Structure, nullable=False, default=dict),  # the run's own counters at that moment
    Column("at", Moment, nullable=False, default=now()),
    moment("removed_at"),  # its files were deleted to make room
    UniqueConstraint("run_id", "sequence"),
    UniqueConstraint("run_id", "loop", "step", "model", "name"),
    UniqueConstraint("project_id", "id"),
    parts_of=runs,
    by="run_id",
)
