"""What is still to be erased in the logs of gateways."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "log_erasures",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("writer", columns.Key(), nullable=False),
        sa.Column("asked_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("wanted", columns.Structure(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_log_erasures_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_erasures")),
    )
    with op.batch_alter_table("log_erasures", schema=None) as batch_op:
        batch_op.create_index("ix_log_erasures_writer", ["writer"], unique=False)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("log_erasures")
