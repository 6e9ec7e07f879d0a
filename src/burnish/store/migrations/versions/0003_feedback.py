"""Feedback: metrics, events and what they are joined to, sources, outcomes, KPIs."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "feedback_events",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("row_id", columns.Key(), nullable=False),
        sa.Column("metric", columns.Key(), nullable=False),
        sa.Column("shape", columns.Key(), nullable=False),
        sa.Column("value_number", sa.Float(), nullable=True),
        sa.Column("value_text", columns.Words(), nullable=True),
        sa.Column("value", columns.Structure(), nullable=True),
        sa.Column("target_kind", columns.Key(), nullable=False),
        sa.Column("target", columns.Key(), nullable=False),
        sa.Column("rejected", columns.Key(), nullable=True),
        sa.Column("source_kind", columns.Key(), nullable=False),
        sa.Column("source_id", columns.Key(), nullable=False),
        sa.Column("source_version", columns.Key(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("reason", columns.Words(), nullable=False),
        sa.Column("given_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("received_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("overrides", columns.Key(), nullable=True),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("tags", columns.Structure(), nullable=False),
        sa.Column("caller", columns.Key(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.Column("fault", columns.Words(), nullable=False),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("capped", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.CheckConstraint("shape IN ('boolean', 'number', 'text', 'correction', 'preference')", name=op.f("ck_feedback_events_shape")),
        sa.CheckConstraint(
            "source_kind IN ('person', 'judge', 'system', 'implicit', 'outcome')", name=op.f("ck_feedback_events_source_kind")
        ),
        sa.CheckConstraint("target_kind IN ('interaction', 'episode', 'key', 'pair')", name=op.f("ck_feedback_events_target_kind")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_feedback_events_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_feedback_events")),
        sa.UniqueConstraint("project_id", "row_id", name=op.f("uq_feedback_events_project_id_row_id")),
    )
    with op.batch_alter_table("feedback_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_feedback_events_parked",
            ["project_id", "row_id"],
            unique=False,
            sqlite_where=sa.text("joined = 0"),
            postgresql_where=sa.text("joined = 0"),
        )
        batch_op.create_index("ix_feedback_events_project_id_metric_row_id", ["project_id", "metric", "row_id"], unique=False)
        batch_op.create_index(
            "ix_feedback_events_project_id_overrides",
            ["project_id", "overrides"],
            unique=False,
            sqlite_where=sa.text("overrides IS NOT NULL"),
            postgresql_where=sa.text("overrides IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_feedback_events_project_id_rejected",
            ["project_id", "rejected"],
            unique=False,
            sqlite_where=sa.text("rejected IS NOT NULL"),
            postgresql_where=sa.text("rejected IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_feedback_events_project_id_source_kind_source_id_received_at",
            ["project_id", "source_kind", "source_id", "received_at"],
            unique=False,
        )
        batch_op.create_index("ix_feedback_events_project_id_target_kind_target", ["project_id", "target_kind", "target"], unique=False)

    op.create_table(
        "feedback_sources",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("source", columns.Key(), nullable=False),
        sa.Column("most_per_hour", sa.Integer(), nullable=True),
        sa.Column("trust", sa.Float(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'judge', 'system', 'implicit', 'outcome')", name=op.f("ck_feedback_sources_kind")),
        sa.CheckConstraint("most_per_hour >= 0", name=op.f("ck_feedback_sources_most_per_hour")),
        sa.CheckConstraint("trust >= 0 AND trust <= 1", name=op.f("ck_feedback_sources_trust")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_feedback_sources_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "kind", "source", name=op.f("pk_feedback_sources")),
    )
    op.create_table(
        "implicit_readings",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("episode", columns.Key(), nullable=False),
        sa.Column("version", columns.Key(), nullable=False),
        sa.Column("until", columns.Moment(timezone=True), nullable=False),
        sa.Column("read_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_implicit_readings_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "episode", name=op.f("pk_implicit_readings")),
    )
    op.create_table(
        "kpis",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("definition", columns.Structure(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_kpis_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "name", name=op.f("pk_kpis")),
    )
    op.create_table(
        "metrics",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("type", columns.Key(), nullable=False),
        sa.Column("level", columns.Key(), nullable=False),
        sa.Column("direction", columns.Key(), nullable=False),
        sa.Column("unit", columns.Words(), nullable=False),
        sa.Column("categories", columns.Structure(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.Column("first_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("first_id", columns.Key(), nullable=True),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.CheckConstraint("direction IN ('up', 'down', 'none')", name=op.f("ck_metrics_direction")),
        sa.CheckConstraint("level IN ('interaction', 'episode')", name=op.f("ck_metrics_level")),
        sa.CheckConstraint("type IN ('boolean', 'number', 'category', 'text', 'correction', 'preference')", name=op.f("ck_metrics_type")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_metrics_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_metrics_project_id_name")),
    )
    op.create_table(
        "outcome_events",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("episode", columns.Key(), nullable=False),
        sa.Column("facts", columns.Structure(), nullable=False),
        sa.Column("source_kind", columns.Key(), nullable=False),
        sa.Column("source_id", columns.Key(), nullable=False),
        sa.Column("source_version", columns.Key(), nullable=False),
        sa.Column("given_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("received_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("caller", columns.Key(), nullable=False),
        sa.CheckConstraint(
            "source_kind IN ('person', 'judge', 'system', 'implicit', 'outcome')", name=op.f("ck_outcome_events_source_kind")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_outcome_events_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_outcome_events")),
    )
    with op.batch_alter_table("outcome_events", schema=None) as batch_op:
        batch_op.create_index("ix_outcome_events_project_id_episode_given_at", ["project_id", "episode", "given_at"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("episode", columns.Key(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("escalated", sa.Boolean(), nullable=True),
        sa.Column("containable", sa.Boolean(), nullable=True),
        sa.Column("must_escalate", sa.Boolean(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("reason", columns.Words(), nullable=False),
        sa.Column("given_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_outcomes_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "episode", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "feedback_joins",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("feedback_id", columns.Key(), nullable=False),
        sa.Column("subject_kind", columns.Key(), nullable=False),
        sa.Column("subject", columns.Key(), nullable=False),
        sa.Column("role", columns.Key(), nullable=False),
        sa.Column("episode", columns.Key(), nullable=False),
        sa.Column("metric", columns.Key(), nullable=False),
        sa.Column("value_number", sa.Float(), nullable=True),
        sa.Column("value_text", columns.Key(), nullable=True),
        sa.Column("source_kind", columns.Key(), nullable=False),
        sa.Column("given_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('target', 'chosen', 'rejected')", name=op.f("ck_feedback_joins_role")),
        sa.CheckConstraint("subject_kind IN ('interaction', 'episode')", name=op.f("ck_feedback_joins_subject_kind")),
        sa.ForeignKeyConstraint(
            ["project_id", "feedback_id"],
            ["feedback_events.project_id", "feedback_events.id"],
            name=op.f("fk_feedback_joins_project_id_feedback_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_feedback_joins_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "feedback_id", "subject_kind", "subject", name=op.f("pk_feedback_joins")),
    )
    with op.batch_alter_table("feedback_joins", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_joins_project_id_episode", ["project_id", "episode"], unique=False)
        batch_op.create_index("ix_feedback_joins_project_id_metric_given_at", ["project_id", "metric", "given_at"], unique=False)
        batch_op.create_index(
            "ix_feedback_joins_project_id_subject_kind_subject_metric", ["project_id", "subject_kind", "subject", "metric"], unique=False
        )


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("feedback_joins", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_joins_project_id_subject_kind_subject_metric")
        batch_op.drop_index("ix_feedback_joins_project_id_metric_given_at")
        batch_op.drop_index("ix_feedback_joins_project_id_episode")

    op.drop_table("feedback_joins")
    op.drop_table("outcomes")
    with op.batch_alter_table("outcome_events", schema=None) as batch_op:
        batch_op.drop_index("ix_outcome_events_project_id_episode_given_at")

    op.drop_table("outcome_events")
    op.drop_table("metrics")
    op.drop_table("kpis")
    op.drop_table("implicit_readings")
    op.drop_table("feedback_sources")
    with op.batch_alter_table("feedback_events", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_events_project_id_target_kind_target")
        batch_op.drop_index("ix_feedback_events_project_id_source_kind_source_id_received_at")
        batch_op.drop_index(
            "ix_feedback_events_project_id_rejected",
            sqlite_where=sa.text("rejected IS NOT NULL"),
            postgresql_where=sa.text("rejected IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_feedback_events_project_id_overrides",
            sqlite_where=sa.text("overrides IS NOT NULL"),
            postgresql_where=sa.text("overrides IS NOT NULL"),
        )
        batch_op.drop_index("ix_feedback_events_project_id_metric_row_id")
        batch_op.drop_index("ix_feedback_events_parked", sqlite_where=sa.text("joined = 0"), postgresql_where=sa.text("joined = 0"))

    op.drop_table("feedback_events")
