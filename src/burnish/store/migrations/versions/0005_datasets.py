"""Datasets in versions, of several kinds, with the origin of their examples."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    """Make it so."""
    with op.batch_alter_table("datasets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.add_column(sa.Column("kind", columns.Key(), server_default=sa.text("'chat'"), nullable=False))
        batch_op.add_column(sa.Column("splits", columns.Structure(), nullable=True))
        batch_op.add_column(sa.Column("frozen_at", columns.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_datasets_project_id_name"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_datasets_project_id_id"), ["project_id", "id"])
        batch_op.create_unique_constraint(batch_op.f("uq_datasets_project_id_name_version"), ["project_id", "name", "version"])

    op.create_table(
        "dataset_examples",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("dataset_id", columns.Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.Column("split", columns.Key(), nullable=False),
        sa.Column("interaction", columns.Key(), nullable=True),
        sa.Column("episode", columns.Key(), nullable=True),
        sa.Column("feedback", columns.Key(), nullable=True),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.CheckConstraint("split IN ('train', 'dev', 'test')", name=op.f("ck_dataset_examples_split")),
        sa.ForeignKeyConstraint(
            ["project_id", "dataset_id"],
            ["datasets.project_id", "datasets.id"],
            name=op.f("fk_dataset_examples_project_id_dataset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("dataset_id", "number", name=op.f("pk_dataset_examples")),
    )
    with op.batch_alter_table("dataset_examples", schema=None) as batch_op:
        batch_op.create_index("ix_dataset_examples_project_id_episode", ["project_id", "episode"], unique=False)
        batch_op.create_index("ix_dataset_examples_project_id_interaction", ["project_id", "interaction"], unique=False)

    op.create_table(
        "retention",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("payload_days", sa.Integer(), nullable=True),
        sa.Column("metadata_days", sa.Integer(), nullable=True),
        sa.Column("redactions", columns.Structure(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_retention_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_retention")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("retention")

    with op.batch_alter_table("dataset_examples", schema=None) as batch_op:
        batch_op.drop_index("ix_dataset_examples_project_id_interaction")
        batch_op.drop_index("ix_dataset_examples_project_id_episode")

    op.drop_table("dataset_examples")
    with op.batch_alter_table("datasets", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_datasets_project_id_name_version"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_datasets_project_id_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_datasets_project_id_name"), ["project_id", "name"])
        batch_op.drop_column("erased")
        batch_op.drop_column("frozen_at")
        batch_op.drop_column("splits")
        batch_op.drop_column("kind")
        batch_op.drop_column("version")
