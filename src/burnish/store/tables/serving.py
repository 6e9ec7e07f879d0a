"""Tables of serving: deployments and their replicas, aliases with their history, what limits count, and the number that gateways watch."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from burnish.store.columns import Key, Moment, Structure, Words, now
from burnish.store.tables.base import METADATA, author, created, moment, name, one_of, primary, tenant

__all__ = ["alias_deployments", "alias_versions", "aliases", "deployments", "limit_uses", "replicas", "serving_revision"]

serving_revision = Table(
    "serving_revision",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""One row, whose number rises with every change of anything that a gateway holds in memory; it asks for this number alone."""

deployments = tenant(
    "deployments",
    primary(),
    name(),
    Column("description", Words, nullable=False, default=""),
    Column("kind", Key, nullable=False),
    Column("target", Structure, nullable=False),  # as it was asked for
    Column("prices", Structure, nullable=False),
    Column("wanted", Key, nullable=False, default="run"),
    # what the target means, where it is an engine
    Column("generation", Integer, nullable=False, default=1),  # rises when replicas have to be replaced by others
    Column("model", Key),  # what people call the version, `desk@3`
    Column("version_id", Key),  # no foreign key: the embedded model has no row
    Column("weights", Key),  # digest of the version's manifest
    Column("template", Key),  # SHA-256 of its chat template
    Column("token", LargeBinary),  # what its replicas are called with, encrypted
    Column("token_encrypted_with", Key),  # id of the key of the installation
    created(),
    author(),
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
    UniqueConstraint("project_id", "name"),
    UniqueConstraint("project_id", "id"),
    one_of("kind", ["engine", "openai", "anthropic"]),
    one_of("wanted", ["run", "stop"]),
    CheckConstraint("(kind = 'engine') = (version_id IS NOT NULL)", name="engine_has_a_version"),
    CheckConstraint("(kind = 'engine') = (token IS NOT NULL)", name="engine_has_a_token"),
)

replicas = tenant(
    "replicas",
    primary(),
    Column("deployment_id", Key, nullable=False),
    # what it is: never changes
    Column("generation", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("model", Key, nullable=False),
    Column("version_id", Key, nullable=False),
    Column("weights", Key, nullable=False),
    Column("template", Key, nullable=False),
    Column("rows", Integer, nullable=False),
    created(),
    # where it stands
    Column("wanted", Key, nullable=False, default="run"),
    Column("status", Key, nullable=False, default="starting"),
    Column("message", Words, nullable=False, default=""),
    Column("address", Words),
    Column("failures", Integer, nullable=False, default=0),  # in a row
    moment("not_before"),  # a pause after a failure, or until there may be memory
    # who has it
    Column("holder", Key, nullable=False, default=""),
    Column("fence", BigInteger, nullable=False, default=0),  # rises with every claim: who brings an older one writes nothing
    moment("lease_until"),
    moment("heartbeat_at"),
    UniqueConstraint("deployment_id", "generation", "number"),
    one_of("wanted", ["run", "stop"]),
    one_of("status", ["starting", "ready", "failed", "stopped"]),
    CheckConstraint("(status = 'ready') = (address IS NOT NULL)", name="ready_has_an_address"),
    parts_of=deployments,
    by="deployment_id",
)
"""Engine processes that are wanted, or still there: a supervisor claims a row, and keeps a process alive for it."""

aliases = tenant(
    "aliases",
    primary(),
    name(),
    Column("description", Words, nullable=False, default=""),
    Column("settings", Structure, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    created(),
    author(),
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
    UniqueConstraint("project_id", "name"),
    UniqueConstraint("project_id", "id"),
)

alias_deployments = tenant(
    "alias_deployments",
    Column("alias_id", Key, nullable=False),
    Column("role", Key, nullable=False),
    Column("position", Integer, nullable=False),
    Column("deployment_id", Key, nullable=False),
    Column("weight", Float, nullable=False, default=1.0),
    PrimaryKeyConstraint("alias_id", "role", "position"),
    UniqueConstraint("alias_id", "role", "deployment_id"),
    # No cascade: what an alias uses cannot be removed, even by somebody who was a moment faster.
    ForeignKeyConstraint(["project_id", "deployment_id"], [deployments.c.project_id, deployments.c.id]),
    Index("ix_alias_deployments_deployment_id", "deployment_id"),
    one_of("role", ["share", "fallback"]),
    CheckConstraint("weight > 0", name="weight"),
    parts_of=aliases,
    by="alias_id",
)
"""What an alias points at: the shares of its traffic, and where it falls back to."""

alias_versions = tenant(
    "alias_versions",
    Column("alias_id", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", Key, nullable=False),
    Column("at", Moment, nullable=False, default=now()),
    Column("by", Key, nullable=False, default=""),
    Column("before", Structure),  # None: it was made
    Column("after", Structure, nullable=False),
    PrimaryKeyConstraint("alias_id", "version"),
    one_of("action", ["create", "change", "rollback"]),
    parts_of=aliases,
    by="alias_id",
)
"""The history of an alias: who changed it, when, from what to what."""

limit_uses = tenant(
    "limit_uses",
    Column("alias", Key, nullable=False),
    Column("caller", Key, nullable=False),  # a key, or who calls without one
    Column("writer", Key, nullable=False),  # the process that counted
    Column("minute", BigInteger, nullable=False),  # since 1970, by the writer's clock
    Column("requests_before", Float, nullable=False),  # in the minute before that one
    Column("requests", Float, nullable=False),
    Column("tokens_before", Float, nullable=False),
    Column("tokens", Float, nullable=False),
    Column("day", Key, nullable=False),
    Column("usd", Float, nullable=False),  # on that day
    Column("under_way", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    PrimaryKeyConstraint("project_id", "alias", "caller", "writer"),
    Index("ix_limit_uses_changed_at", "changed_at"),
    Index("ix_limit_uses_day", "day"),
)
"""What each process that answers calls has counted of each key and alias with limits; each reads the rows of the others."""
