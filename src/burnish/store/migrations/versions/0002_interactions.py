"""The record: interactions, what they are searched by, episodes, rollups, and what the filler remembers."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Interactions and what goes with them."""
    op.create_table(
        "filler_positions",
        sa.Column("writer", columns.Key(), nullable=False),
        sa.Column("segment", sa.BigInteger(), nullable=False),
        sa.Column("byte", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("writer", name=op.f("pk_filler_positions")),
    )
    op.create_table(
        "set_aside",
        sa.Column("writer", columns.Key(), nullable=False),
        sa.Column("segment", sa.BigInteger(), nullable=False),
        sa.Column("byte", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("code", columns.Key(), nullable=False),
        sa.Column("message", columns.Words(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("writer", "segment", "byte", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "episodes",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("first_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("last_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("interactions", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("tools", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.Column("latency_ms", sa.Float(), nullable=False),
        sa.Column("alias", columns.Key(), nullable=True),
        sa.Column("deployment", columns.Key(), nullable=True),
        sa.Column("end_user", columns.Key(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_episodes_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_episodes")),
    )
    with op.batch_alter_table("episodes", schema=None) as batch_op:
        batch_op.create_index("ix_episodes_project_id_last_at_id", ["project_id", "last_at", "id"], unique=False)

    op.create_table(
        "interaction_facets",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("span", columns.Key(), nullable=False),
        sa.Column("starts_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("field", columns.Key(), nullable=False),
        sa.Column("value", columns.Key(), nullable=False),
        sa.Column("interactions", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("span IN ('hour', 'day')", name=op.f("ck_interaction_facets_span")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_facets_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "span", "starts_at", "field", "value", name=op.f("pk_interaction_facets")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interaction_keys",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("value", columns.Key(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("episode", columns.Key(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_keys_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "name", "value", "number", name=op.f("pk_interaction_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interaction_payloads",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_payloads_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_interaction_payloads")),
    )
    op.create_table(
        "interaction_rollups",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("span", columns.Key(), nullable=False),
        sa.Column("starts_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("alias", columns.Key(), nullable=False),
        sa.Column("deployment", columns.Key(), nullable=False),
        sa.Column("status", columns.Key(), nullable=False),
        sa.Column("interactions", sa.BigInteger(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.Column("cost_n", sa.BigInteger(), nullable=False),
        sa.Column("cost_squares", sa.Float(), nullable=False),
        sa.Column("latency_ms", sa.Float(), nullable=False),
        sa.Column("latency_n", sa.BigInteger(), nullable=False),
        sa.Column("latency_squares", sa.Float(), nullable=False),
        sa.Column("first_token_ms", sa.Float(), nullable=False),
        sa.Column("first_token_n", sa.BigInteger(), nullable=False),
        sa.Column("first_token_squares", sa.Float(), nullable=False),
        sa.Column("latencies", sa.LargeBinary(), nullable=False),
        sa.Column("first_tokens", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("span IN ('hour', 'day')", name=op.f("ck_interaction_rollups_span")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_rollups_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "span", "starts_at", "alias", "deployment", "status", name=op.f("pk_interaction_rollups")),
    )
    op.create_table(
        "interaction_tags",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("value", columns.Key(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_tags_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "name", "value", "number", name=op.f("pk_interaction_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interaction_texts",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("asked", columns.Words(), nullable=False),
        sa.Column("answered", columns.Words(), nullable=False),
        sa.Column("marks", columns.Structure(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_texts_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_interaction_texts")),
    )
    op.create_table(
        "interaction_tools",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interaction_tools_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "name", "number", name=op.f("pk_interaction_tools")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interactions",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("started_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("source", columns.Key(), nullable=False),
        sa.Column("dialect", columns.Key(), nullable=False),
        sa.Column("episode", columns.Key(), nullable=False),
        sa.Column("alias", columns.Key(), nullable=True),
        sa.Column("alias_version", sa.Integer(), nullable=True),
        sa.Column("deployment", columns.Key(), nullable=True),
        sa.Column("model", columns.Key(), nullable=False),
        sa.Column("weights", columns.Key(), nullable=True),
        sa.Column("caller", columns.Key(), nullable=False),
        sa.Column("end_user", columns.Key(), nullable=True),
        sa.Column("status", columns.Key(), nullable=False),
        sa.Column("error_code", columns.Key(), nullable=True),
        sa.Column("finish_reason", columns.Key(), nullable=True),
        sa.Column("stream", sa.Boolean(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=True),
        sa.Column("cached_tokens", sa.BigInteger(), nullable=True),
        sa.Column("output_tokens", sa.BigInteger(), nullable=True),
        sa.Column("first_token_ms", sa.Float(), nullable=True),
        sa.Column("latency_ms", sa.Float(), nullable=True),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("tools", sa.Integer(), nullable=False),
        sa.CheckConstraint("source IN ('gateway', 'logged', 'imported')", name=op.f("ck_interactions_source")),
        sa.CheckConstraint("status IN ('ok', 'error', 'partial', 'closed')", name=op.f("ck_interactions_status")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_interactions_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_interactions")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_interactions_project_id_id")),
    )
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.create_index("ix_interactions_project_id_episode_number", ["project_id", "episode", "number"], unique=False)
        batch_op.create_index("ix_interactions_project_id_number", ["project_id", "number"], unique=False)

    op.create_table(
        "saved_views",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("level", columns.Key(), nullable=False),
        sa.Column("filter", columns.Structure(), nullable=False),
        sa.Column("shown", columns.Structure(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('interactions', 'episodes')", name=op.f("ck_saved_views_level")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_saved_views_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_saved_views_project_id_name")),
    )
    _index_words()


def downgrade() -> None:
    """Undo it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE interaction_words")
    op.drop_table("saved_views")
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_index("ix_interactions_project_id_number")
        batch_op.drop_index("ix_interactions_project_id_episode_number")

    op.drop_table("interactions")
    op.drop_table("interaction_tools")
    op.drop_table("interaction_texts")
    op.drop_table("interaction_tags")
    op.drop_table("interaction_rollups")
    op.drop_table("interaction_payloads")
    op.drop_table("interaction_keys")
    op.drop_table("interaction_facets")
    with op.batch_alter_table("episodes", schema=None) as batch_op:
        batch_op.drop_index("ix_episodes_project_id_last_at_id")

    op.drop_table("episodes")
    op.drop_table("set_aside")
    op.drop_table("filler_positions")


def _index_words() -> None:
    """A full-text index over what interactions added; on SQLite it keeps no text of its own, and `burnish.store.words` writes it."""
    if op.get_bind().dialect.name == "postgresql":
        words = "to_tsvector('simple'::regconfig, asked || ' 0x1e ' || answered)"  # a word between them, so that no phrase goes across
        op.execute(f"CREATE INDEX interaction_words ON interaction_texts USING gin ({words}) WITH (gin_pending_list_limit = 16384)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE interaction_words USING fts5("
        "project_id, asked, answered, content='interaction_texts', content_rowid='number', tokenize='unicode61 remove_diacritics 0')"
    )
