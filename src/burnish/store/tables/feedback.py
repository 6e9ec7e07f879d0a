"""Tables of feedback: metrics, events and what they are joined to, caps of sources, outcomes of episodes, definitions of KPIs."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)

from burnish.store.columns import Key, Moment, Structure, Words, now
from burnish.store.tables.base import author, created, name, one_of, primary, tenant

__all__ = ["feedback_events", "feedback_joins", "feedback_sources", "implicit_readings", "kpis", "metrics", "outcome_events", "outcomes"]

TYPES = ("boolean", "number", "category", "text", "correction", "preference")
SHAPES = ("boolean", "number", "text", "correction", "preference")
LEVELS = ("interaction", "episode")
SOURCES = ("person", "judge", "system", "implicit", "outcome")

metrics = tenant(
    "metrics",
    primary(),
    name(),
    Column("type", Key, nullable=False),
    Column("level", Key, nullable=False),
    Column("direction", Key, nullable=False),
    Column("unit", Words, nullable=False, default=""),
    Column("categories", Structure, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("description", Words, nullable=False, default=""),
    Column("declared", Boolean, nullable=False),
    Column("first_at", Moment),  # when the first of its events was received, which makes an undeclared one's type
    Column("first_id", Key),
    created(),
    author(),
    UniqueConstraint("project_id", "name"),
    one_of("type", TYPES),
    one_of("level", LEVELS),
    one_of("direction", ["up", "down", "none"]),
)

feedback_events = tenant(
    "feedback_events",
    Column("id", Key, nullable=False),  # the sender's
    Column("row_id", Key, nullable=False),  # ours: what lists are ordered by
    Column("metric", Key, nullable=False),
    Column("shape", Key, nullable=False),  # of the value
    Column("value_number", Float),  # of booleans 0 and 1
    Column("value_text", Words),
    Column("value", Structure),  # of corrections and preferences
    Column("target_kind", Key, nullable=False),
    Column("target", Key, nullable=False),  # an id, `order:W123`, or the chosen one of a pair
    Column("rejected", Key),  # the other one of a pair
    Column("source_kind", Key, nullable=False),
    Column("source_id", Key, nullable=False),
    Column("source_version", Key, nullable=False),
    Column("confidence", Float),
    Column("reason", Words, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("overrides", Key),  # no foreign key: what it overrides may come later, or never
    Column("valid", Boolean, nullable=False),
    Column("tags", Structure, nullable=False),
    Column("caller", Key, nullable=False),
    Column("digest", Key, nullable=False),  # of what was sent: tells the same event twice from two under one id
    # what follows from the other rows, whatever order they came in
    Column("fault", Words, nullable=False),  # why its value is none of its metric; "" where it is
    Column("overridden", Boolean, nullable=False),
    Column("capped", Boolean, nullable=False),  # its source had said enough in that hour
    Column("counts", Boolean, nullable=False),
    Column("joined", Integer, nullable=False),
    PrimaryKeyConstraint("project_id", "id"),
    UniqueConstraint("project_id", "row_id"),
    one_of("shape", SHAPES),
    one_of("target_kind", [*LEVELS, "key", "pair"]),
    one_of("source_kind", SOURCES),
    Index("ix_feedback_events_project_id_metric_row_id", "project_id", "metric", "row_id"),
    Index("ix_feedback_events_project_id_target_kind_target", "project_id", "target_kind", "target"),
    Index("ix_feedback_events_project_id_source_kind_source_id_received_at", "project_id", "source_kind", "source_id", "received_at"),
    Index(
        "ix_feedback_events_project_id_overrides",
        "project_id",
        "overrides",
        sqlite_where=text("overrides IS NOT NULL"),
        postgresql_where=text("overrides IS NOT NULL"),
    ),
    Index(
        "ix_feedback_events_project_id_rejected",
        "project_id",
        "rejected",
        sqlite_where=text("rejected IS NOT NULL"),
        postgresql_where=text("rejected IS NOT NULL"),
    ),
    Index("ix_feedback_events_parked", "project_id", "row_id", sqlite_where=text("joined = 0"), postgresql_where=text("joined = 0")),
)
"""What was said, as it was said. No row of it is changed but in its last five columns."""

feedback_joins = tenant(
    "feedback_joins",
    Column("feedback_id", Key, nullable=False),
    Column("subject_kind", Key, nullable=False),
    Column("subject", Key, nullable=False),
    Column("role", Key, nullable=False),  # target, or the side of a pair
    Column("episode", Key, nullable=False),  # that the subject is, or belongs to
    # of the event, again, so that filters and figures need no other table
    Column("metric", Key, nullable=False),
    Column("value_number", Float),
    Column("value_text", Key),  # its first 100 characters
    Column("source_kind", Key, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("counts", Boolean, nullable=False),
    PrimaryKeyConstraint("project_id", "feedback_id", "subject_kind", "subject"),
    ForeignKeyConstraint(["project_id", "feedback_id"], [feedback_events.c.project_id, feedback_events.c.id], ondelete="CASCADE"),
    one_of("subject_kind", LEVELS),
    one_of("role", ["target", "chosen", "rejected"]),
    Index("ix_feedback_joins_project_id_subject_kind_subject_metric", "project_id", "subject_kind", "subject", "metric"),
    Index("ix_feedback_joins_project_id_episode", "project_id", "episode"),
    Index("ix_feedback_joins_project_id_metric_given_at", "project_id", "metric", "given_at"),
)
"""Which interactions and episodes an event is about. An event without a row here waits for its target."""

feedback_sources = tenant(
    "feedback_sources",
    Column("kind", Key, nullable=False),
    Column("source", Key, nullable=False),  # an id; `*` is each of the kind
    Column("most_per_hour", Integer),
    Column("trust", Float, nullable=False),
    PrimaryKeyConstraint("project_id", "kind", "source"),
    one_of("kind", SOURCES),
    CheckConstraint("most_per_hour >= 0", name="most_per_hour"),
    CheckConstraint("trust >= 0 AND trust <= 1", name="trust"),
)
"""How much of what a source says counts, and with which weight."""

outcome_events = tenant(
    "outcome_events",
    Column("id", Key, nullable=False),
    Column("episode", Key, nullable=False),
    Column("facts", Structure, nullable=False),  # only those that it tells
    Column("source_kind", Key, nullable=False),
    Column("source_id", Key, nullable=False),
    Column("source_version", Key, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("caller", Key, nullable=False),
    PrimaryKeyConstraint("project_id", "id"),
    one_of("source_kind", SOURCES),
    Index("ix_outcome_events_project_id_episode_given_at", "project_id", "episode", "given_at"),
)
"""What was told of how episodes ended, all of it."""

outcomes = tenant(
    "outcomes",
    Column("episode", Key, nullable=False),
    Column("resolved", Boolean),
    Column("escalated", Boolean),
    Column("containable", Boolean),
    Column("must_escalate", Boolean),
    Column("value", Float),
    Column("reason", Words, nullable=False),
    Column("given_at", Moment, nullable=False),  # of the last that was told
    PrimaryKeyConstraint("project_id", "episode"),
)
"""How an episode ended: of each fact, what was said last. It may be there before its episode is."""

kpis = tenant(
    "kpis",
    name(),
    Column("definition", Structure, nullable=False),
    created(),
    author(),
    PrimaryKeyConstraint("project_id", "name"),
)
"""KPIs that a project defines, beside and in place of those that every project has."""

implicit_readings = tenant(
    "implicit_readings",
    Column("episode", Key, nullable=False),
    Column("version", Key, nullable=False),  # of the rules
    Column("until", Moment, nullable=False),  # the last interaction that was read
    Column("read_at", Moment, nullable=False, default=now()),
    PrimaryKeyConstraint("project_id", "episode"),
)
"""Which episodes were read for implicit signals."""
