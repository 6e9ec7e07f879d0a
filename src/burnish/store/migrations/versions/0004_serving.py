"""Serving: deployments with their replicas, aliases with their history."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Serving: deployments with their replicas, aliases with their history."""
    op.create_table(
        "serving_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_serving_revision_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serving_revision")),
    )
    op.create_table(
        "aliases",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("settings", columns.Structure(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_aliases_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_aliases_project_id_id")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_aliases_project_id_name")),
    )
    op.create_table(
        "deployments",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("target", columns.Structure(), nullable=False),
        sa.Column("prices", columns.Structure(), nullable=False),
        sa.Column("wanted", columns.Key(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("model", columns.Key(), nullable=True),
        sa.Column("version_id", columns.Key(), nullable=True),
        sa.Column("weights", columns.Key(), nullable=True),
        sa.Column("template", columns.Key(), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("token_encrypted_with", columns.Key(), nullable=True),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'engine') = (token IS NOT NULL)", name=op.f("ck_deployments_engine_has_a_token")),
        sa.CheckConstraint("(kind = 'engine') = (version_id IS NOT NULL)", name=op.f("ck_deployments_engine_has_a_version")),
        sa.CheckConstraint("kind IN ('engine', 'openai', 'anthropic')", name=op.f("ck_deployments_kind")),
        sa.CheckConstraint("wanted IN ('run', 'stop')", name=op.f("ck_deployments_wanted")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_deployments_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_deployments_project_id_id")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_deployments_project_id_name")),
    )
    op.create_table(
        "alias_deployments",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("alias_id", columns.Key(), nullable=False),
        sa.Column("role", columns.Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deployment_id", columns.Key(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.CheckConstraint("role IN ('share', 'fallback')", name=op.f("ck_alias_deployments_role")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_alias_deployments_weight")),
        sa.ForeignKeyConstraint(
            ["project_id", "alias_id"],
            ["aliases.project_id", "aliases.id"],
            name=op.f("fk_alias_deployments_project_id_alias_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "deployment_id"],
            ["deployments.project_id", "deployments.id"],
            name=op.f("fk_alias_deployments_project_id_deployment_id"),
        ),
        sa.PrimaryKeyConstraint("alias_id", "role", "position", name=op.f("pk_alias_deployments")),
        sa.UniqueConstraint("alias_id", "role", "deployment_id", name=op.f("uq_alias_deployments_alias_id_role_deployment_id")),
    )
    with op.batch_alter_table("alias_deployments", schema=None) as batch_op:
        batch_op.create_index("ix_alias_deployments_deployment_id", ["deployment_id"], unique=False)

    op.create_table(
        "alias_versions",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("alias_id", columns.Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", columns.Key(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("by", columns.Key(), nullable=False),
        sa.Column("before", columns.Structure(), nullable=True),
        sa.Column("after", columns.Structure(), nullable=False),
        sa.CheckConstraint("action IN ('create', 'change', 'rollback')", name=op.f("ck_alias_versions_action")),
        sa.ForeignKeyConstraint(
            ["project_id", "alias_id"],
            ["aliases.project_id", "aliases.id"],
            name=op.f("fk_alias_versions_project_id_alias_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("alias_id", "version", name=op.f("pk_alias_versions")),
    )
    op.create_table(
        "replicas",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("deployment_id", columns.Key(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model", columns.Key(), nullable=False),
        sa.Column("version_id", columns.Key(), nullable=False),
        sa.Column("weights", columns.Key(), nullable=False),
        sa.Column("template", columns.Key(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("wanted", columns.Key(), nullable=False),
        sa.Column("status", columns.Key(), nullable=False),
        sa.Column("message", columns.Words(), nullable=False),
        sa.Column("address", columns.Words(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", columns.Moment(timezone=True), nullable=True),
        sa.Column("holder", columns.Key(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", columns.Moment(timezone=True), nullable=True),
        sa.Column("heartbeat_at", columns.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'ready') = (address IS NOT NULL)", name=op.f("ck_replicas_ready_has_an_address")),
        sa.CheckConstraint("status IN ('starting', 'ready', 'failed', 'stopped')", name=op.f("ck_replicas_status")),
        sa.CheckConstraint("wanted IN ('run', 'stop')", name=op.f("ck_replicas_wanted")),
        sa.ForeignKeyConstraint(
            ["project_id", "deployment_id"],
            ["deployments.project_id", "deployments.id"],
            name=op.f("fk_replicas_project_id_deployment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replicas")),
        sa.UniqueConstraint("deployment_id", "generation", "number", name=op.f("uq_replicas_deployment_id_generation_number")),
    )
    op.execute("INSERT INTO serving_revision (id, number) VALUES (1, 0)")


def downgrade() -> None:
    """Undo it."""
    op.drop_table("replicas")
    op.drop_table("alias_versions")
    with op.batch_alter_table("alias_deployments", schema=None) as batch_op:
        batch_op.drop_index("ix_alias_deployments_deployment_id")

    op.drop_table("alias_deployments")
    op.drop_table("deployments")
    op.drop_table("aliases")
    op.drop_table("serving_revision")
