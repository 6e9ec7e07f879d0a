"""Tables of what runs start from and make: models and their versions, datasets, published recipes."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, UniqueConstraint, text

from burnish.store.columns import Key, Structure, Words
from burnish.store.tables.base import author, created, moment, name, one_of, primary, tenant

__all__ = ["dataset_examples", "datasets", "model_files", "model_parents", "model_versions", "models", "recipes", "retention"]

models = tenant(
    "models",
    primary(),
    name(),
    Column("description", Words, nullable=False, default=""),
    Column("current", Integer),  # number of the version that the name means; None while there is none
    Column("previous", Integer),  # what a rollback goes back to
    created(),
    author(),
    moment("archived_at"),
    UniqueConstraint("project_id", "name"),
    UniqueConstraint("project_id", "id"),
)

model_versions = tenant(
    "model_versions",
    primary(),
    Column("model_id", Key, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Key, nullable=False),
    Column("status", Key, nullable=False),
    Column("message", Words, nullable=False, default=""),
    Column("url", Words, nullable=False),
    Column("digest", Key),  # SHA-256 of its manifest; None until it is whole
    Column("bytes", BigInteger),
    Column("parameters", BigInteger),
    Column("licence", Words, nullable=False, default=""),
    Column("source", Structure, nullable=False),  # a folder, a hub id with its revision, a run
    Column("architecture", Structure, nullable=False),
    Column("run_id", Key),  # no foreign keys: a version stays when its run is removed
    Column("checkpoint_id", Key),
    created(),
    author(),
    UniqueConstraint("model_id", "number"),
    UniqueConstraint("project_id", "id"),
    one_of("kind", ["base", "checkpoint", "adapter"]),
    one_of("status", ["importing", "ready", "failed", "archived"]),
    CheckConstraint("status <> 'ready' OR digest IS NOT NULL", name="ready_has_a_digest"),
    parts_of=models,
    by="model_id",
)

model_files = tenant(
    "model_files",
    Column("version_id", Key, nullable=False),
    Column("path", Key, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Key, nullable=False),
    PrimaryKeyConstraint("version_id", "path"),
    parts_of=model_versions,
    by="version_id",
)

model_parents = tenant(
    "model_parents",
    Column("version_id", Key, nullable=False),
    Column("parent_id", Key, nullable=False, index=True),
    Column("relation", Key, nullable=False),
    PrimaryKeyConstraint("version_id", "parent_id", "relation"),
    one_of("relation", ["trained_from", "adapter_of"]),
    parts_of=model_versions,
    by="version_id",
)
"""Lineage. A parent may be removed; that it was there stays."""

datasets = tenant(
    "datasets",
    primary(),
    name(),
    Column("description", Words, nullable=False, default=""),
    Column("url", Words, nullable=False),
    Column("digest", Key, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("examples", BigInteger, nullable=False),
    Column("source", Structure, nullable=False),
    created(),
    author(),
    moment("archived_at"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("kind", Key, nullable=False, server_default=text("'chat'")),
    Column("splits", Structure),  # how many examples each has; None: all are train
    moment("frozen_at"),  # when a run first used it
    Column("erased", BigInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("project_id", "name", "version"),
    UniqueConstraint("project_id", "id"),
)

dataset_examples = tenant(
    "dataset_examples",
    Column("dataset_id", Key, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", Key, nullable=False),  # of what is learned from it
    Column("split", Key, nullable=False),
    Column("interaction", Key),  # no foreign keys: these may be deleted
    Column("episode", Key),
    Column("feedback", Key),
    Column("erased", Boolean, nullable=False, default=False),
    PrimaryKeyConstraint("dataset_id", "number"),
    one_of("split", ["train", "dev", "test"]),
    Index("ix_dataset_examples_project_id_episode", "project_id", "episode"),
    Index("ix_dataset_examples_project_id_interaction", "project_id", "interaction"),
    parts_of=datasets,
    by="dataset_id",
)
"""Where the examples of datasets came from, for those that came from the record."""

retention = tenant(
    "retention",
    Column("payload_days", Integer),
    Column("metadata_days", Integer),
    Column("redactions", Structure, nullable=False),
    PrimaryKeyConstraint("project_id"),
)
"""How long a project's record is kept, and what is blanked out of it; a project without a row keeps everything."""

recipes = tenant(
    "recipes",
    primary(),
    name(),
    Column("version", Integer, nullable=False),
    Column("hash", Key, nullable=False),  # SHA-256 of the source
    Column("source", Words, nullable=False),
    Column("caption", Words, nullable=False, default=""),
    Column("config_schema", Structure, nullable=False),
    Column("needs", Structure, nullable=False),
    Column("dependencies", Structure, nullable=False),
    created(),
    author(),
    moment("archived_at"),
    UniqueConstraint("project_id", "name", "version"),
    UniqueConstraint("project_id", "name", "hash"),
)
