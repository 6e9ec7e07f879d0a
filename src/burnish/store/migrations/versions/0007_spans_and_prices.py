"""Interactions that came as spans of OpenTelemetry, and price lists."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0007"
down_revision: str | None = "0006"


def _allow(*sources: str) -> None:
    """Say which sources there are."""
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_interactions_source"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_interactions_source"), f"source IN ({', '.join(map(repr, sources))})")


def upgrade() -> None:
    """Make it so."""
    _allow("gateway", "logged", "imported", "otlp")
    op.create_table(
        "price_lists",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("models", columns.Structure(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_price_lists_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "name", name=op.f("pk_price_lists")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("price_lists")
    op.execute(sa.text("UPDATE interactions SET source = 'logged' WHERE source = 'otlp'"))
    _allow("gateway", "logged", "imported")
