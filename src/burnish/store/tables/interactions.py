"""Tables of the record: interactions and their payloads, what they are searched by, episodes, rollups, and what the filler remembers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from burnish.store.columns import Key, Moment, Structure, Words, now
from burnish.store.tables.base import METADATA, author, created, moment, name, one_of, primary, tenant

__all__ = [
    "WORDS",
    "episodes",
    "filler_positions",
    "interaction_facets",
    "interaction_keys",
    "interaction_payloads",
    "interaction_rollups",
    "interaction_tags",
    "interaction_texts",
    "interaction_tools",
    "interactions",
    "log_erasures",
    "price_lists",
    "saved_views",
    "set_aside",
]

WORDS = "interaction_words"
"""What the full-text index over `interaction_texts` is called: a virtual table on SQLite, a GIN index on PostgreSQL. The migration makes
it, and it is in no metadata."""


def _number() -> Column[int]:
    """Of an interaction: its time in microseconds and 12 bits more, so that rows lie in the order of time, in every table and index."""
    return Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)


def _of_number() -> Column[int]:
    return Column("number", BigInteger, nullable=False)


interactions = tenant(
    "interactions",
    _number(),
    Column("id", Key, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("source", Key, nullable=False),
    Column("dialect", Key, nullable=False),
    Column("episode", Key, nullable=False),  # the id of one of `episodes`
    Column("alias", Key),
    Column("alias_version", Integer),
    Column("deployment", Key),
    Column("model", Key, nullable=False, default=""),  # what the deployment calls it
    Column("weights", Key),
    Column("caller", Key, nullable=False, default=""),
    Column("end_user", Key),
    Column("status", Key, nullable=False),
    Column("error_code", Key),
    Column("finish_reason", Key),
    Column("stream", Boolean, nullable=False, default=False),
    Column("input_tokens", BigInteger),
    Column("cached_tokens", BigInteger),
    Column("output_tokens", BigInteger),
    Column("first_token_ms", Float),
    Column("latency_ms", Float),
    Column("cost_usd", Float),
    Column("messages", Integer, nullable=False, default=0),  # of the request: how long the conversation was
    Column("tools", Integer, nullable=False, default=0),  # tool calls of the answer
    UniqueConstraint("project_id", "id"),
    one_of("source", ["gateway", "logged", "imported", "otlp"]),
    one_of("status", ["ok", "error", "partial", "closed"]),
    Index("ix_interactions_project_id_number", "project_id", "number"),
    Index("ix_interactions_project_id_episode_number", "project_id", "episode", "number"),
)
"""What is filtered, sorted and added up: written once, narrow, without any text that people wrote."""

interaction_texts = tenant(
    "interaction_texts",
    _number(),
    Column("asked", Words, nullable=False),  # what the request added to the conversation
    Column("answered", Words, nullable=False),
    Column("marks", Structure, nullable=False),  # tags, keys, tools called, error message: what lists show
)
"""What lists show and text search looks at: the words that this interaction added, cut, not the conversation before it."""

interaction_payloads = tenant(
    "interaction_payloads",
    _number(),
    Column("bytes", BigInteger, nullable=False),  # before compression
    Column("body", LargeBinary, nullable=False),  # the whole record as JSON, compressed; without tokens
    Column("tokens", LargeBinary),
)
"""The whole of it, apart, so that nothing else waits for it, and so that it can be forgotten sooner."""

interaction_tags = tenant(
    "interaction_tags",
    Column("name", Key, nullable=False),
    Column("value", Key, nullable=False),
    _of_number(),
    PrimaryKeyConstraint("project_id", "name", "value", "number"),
    sqlite_with_rowid=False,
)

interaction_keys = tenant(
    "interaction_keys",
    Column("name", Key, nullable=False),
    Column("value", Key, nullable=False),
    _of_number(),
    Column("episode", Key, nullable=False),
    PrimaryKeyConstraint("project_id", "name", "value", "number"),
    sqlite_with_rowid=False,
)
"""Business keys. Feedback that names one finds its episodes here."""

interaction_tools = tenant(
    "interaction_tools",
    Column("name", Key, nullable=False),
    _of_number(),
    Column("calls", Integer, nullable=False),
    PrimaryKeyConstraint("project_id", "name", "number"),
    sqlite_with_rowid=False,
)
"""Tools that answers called."""

episodes = tenant(
    "episodes",
    Column("id", Key, nullable=False),  # the app's own, or one of ours
    moment("first_at"),  # None: something is known of it, but no interaction came yet
    moment("last_at"),
    Column("interactions", Integer, nullable=False, default=0),
    Column("errors", Integer, nullable=False, default=0),
    Column("tools", Integer, nullable=False, default=0),
    Column("input_tokens", BigInteger, nullable=False, default=0),
    Column("output_tokens", BigInteger, nullable=False, default=0),
    Column("cost_usd", Float, nullable=False, default=0.0),
    Column("latency_ms", Float, nullable=False, default=0.0),  # all answers together
    Column("alias", Key),  # this and the next two: of its last interaction
    Column("deployment", Key),
    Column("end_user", Key),
    PrimaryKeyConstraint("project_id", "id"),
    Index("ix_episodes_project_id_last_at_id", "project_id", "last_at", "id"),
)
"""The interactions of one task, added up. How it ended for the business is in `outcomes`."""

interaction_rollups = tenant(
    "interaction_rollups",
    Column("span", Key, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("alias", Key, nullable=False),
    Column("deployment", Key, nullable=False),
    Column("status", Key, nullable=False),
    Column("interactions", BigInteger, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("cached_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("cost_n", BigInteger, nullable=False),
    Column("cost_squares", Float, nullable=False),
    Column("latency_ms", Float, nullable=False),
    Column("latency_n", BigInteger, nullable=False),
    Column("latency_squares", Float, nullable=False),
    Column("first_token_ms", Float, nullable=False),
    Column("first_token_n", BigInteger, nullable=False),
    Column("first_token_squares", Float, nullable=False),
    Column("latencies", LargeBinary, nullable=False),  # histograms in buckets of a logarithm: percentiles
    Column("first_tokens", LargeBinary, nullable=False),
    PrimaryKeyConstraint("project_id", "span", "starts_at", "alias", "deployment", "status"),
    one_of("span", ["hour", "day"]),
)
"""Sums of an hour or a day: charts read these."""

interaction_facets = tenant(
    "interaction_facets",
    Column("span", Key, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("field", Key, nullable=False),
    Column("value", Key, nullable=False),
    Column("interactions", BigInteger, nullable=False),
    PrimaryKeyConstraint("project_id", "span", "starts_at", "field", "value"),
    one_of("span", ["hour", "day"]),
    sqlite_with_rowid=False,
)
"""How often each tag, tool, model … came in an hour or a day: what the side of a list shows."""

log_erasures = tenant(
    "log_erasures",
    primary(),
    Column("writer", Key, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("wanted", Structure, nullable=False),  # whose data, and ids of what was in the tables; goes once it is done
    Index("ix_log_erasures_writer", "writer"),
)
"""What was deleted here and is still in the log of a writer."""

price_lists = tenant(
    "price_lists",
    Column("name", Key, nullable=False),
    Column("models", Structure, nullable=False),  # what a million tokens of each cost
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
    PrimaryKeyConstraint("project_id", "name"),
)
"""What models cost elsewhere, as people of the project wrote it down."""

saved_views = tenant(
    "saved_views",
    primary(),
    name(),
    Column("level", Key, nullable=False),
    Column("filter", Structure, nullable=False),
    Column("shown", Structure, nullable=False),  # columns, order, grouping: the page's own
    Column("description", Words, nullable=False, default=""),
    created(),
    author(),
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("project_id", "name"),
    one_of("level", ["interactions", "episodes"]),
)
"""Slices: filters with a name."""

filler_positions = Table(
    "filler_positions",
    METADATA,
    Column("writer", Key, primary_key=True),
    Column("segment", BigInteger, nullable=False),
    Column("byte", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False, default=0),  # so many so far
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
)
"""How far each writer's segments are in the tables: changed in the transaction that writes the rows."""

set_aside = Table(
    "set_aside",
    METADATA,
    Column("writer", Key, nullable=False),
    Column("segment", BigInteger, nullable=False),
    Column("byte", BigInteger, nullable=False),
    Column("at", Moment, nullable=False, default=now()),
    Column("code", Key, nullable=False),
    Column("message", Words, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("entry", LargeBinary),  # None where it is too large to be kept twice
    PrimaryKeyConstraint("writer", "segment", "byte"),
)
"""Entries of segments that could not be filled, each with its reason: they hold up no others."""
