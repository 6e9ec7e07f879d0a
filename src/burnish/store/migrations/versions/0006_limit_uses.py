"""What gateways count for limits, shared by all of them."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "limit_uses",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("alias", columns.Key(), nullable=False),
        sa.Column("caller", columns.Key(), nullable=False),
        sa.Column("writer", columns.Key(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("requests_before", sa.Float(), nullable=False),
        sa.Column("requests", sa.Float(), nullable=False),
        sa.Column("tokens_before", sa.Float(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("day", columns.Key(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=False),
        sa.Column("under_way", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_limit_uses_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "alias", "caller", "writer", name=op.f("pk_limit_uses")),
    )
    with op.batch_alter_table("limit_uses", schema=None) as batch_op:
        batch_op.create_index("ix_limit_uses_changed_at", ["changed_at"], unique=False)
        batch_op.create_index("ix_limit_uses_day", ["day"], unique=False)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("limit_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_limit_uses_day")
        batch_op.drop_index("ix_limit_uses_changed_at")

    op.drop_table("limit_uses")
