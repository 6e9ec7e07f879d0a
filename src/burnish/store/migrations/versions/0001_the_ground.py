"""The tables of the ground."""

import sqlalchemy as sa
from alembic import op

from burnish.store import columns

__all__ = ["downgrade", "upgrade"]

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """The tables of the ground."""
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_chain_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("project_id", columns.Key(), nullable=True),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("actor", columns.Key(), nullable=False),
        sa.Column("action", columns.Key(), nullable=False),
        sa.Column("target", columns.Key(), nullable=False),
        sa.Column("request_id", columns.Key(), nullable=False),
        sa.Column("address", columns.Words(), nullable=False),
        sa.Column("details", columns.Structure(), nullable=False),
        sa.Column("previous", columns.Key(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_events_sequence")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_project_id_sequence", ["project_id", "sequence"], unique=False)

    op.create_table(
        "projects",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("archived_at", columns.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("name", name=op.f("uq_projects_name")),
    )
    op.create_table(
        "roles",
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("permissions", columns.Structure(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_roles")),
    )
    op.create_table(
        "settings",
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("value", columns.Structure(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "teams",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "throttles",
        sa.Column("key", columns.Key(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("blocked_until", columns.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    op.create_table(
        "users",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("email", columns.Key(), nullable=False),
        sa.Column("name", columns.Words(), nullable=False),
        sa.Column("password_hash", columns.Words(), nullable=True),
        sa.Column("role", columns.Key(), nullable=True),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("last_login_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("disabled_at", columns.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_is_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "datasets",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("examples", sa.BigInteger(), nullable=False),
        sa.Column("source", columns.Structure(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("archived_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_datasets_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_datasets_project_id_name")),
    )
    op.create_table(
        "group_roles",
        sa.Column("issuer", columns.Key(), nullable=False),
        sa.Column("group_name", columns.Key(), nullable=False),
        sa.Column("team_id", columns.Key(), nullable=False),
        sa.Column("role", columns.Key(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_group_roles_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("issuer", "group_name", "team_id", name=op.f("pk_group_roles")),
    )
    with op.batch_alter_table("group_roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_roles_team_id"), ["team_id"], unique=False)

    op.create_table(
        "identities",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("user_id", columns.Key(), nullable=False),
        sa.Column("issuer", columns.Key(), nullable=False),
        sa.Column("subject", columns.Key(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_identities_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_user_id"), ["user_id"], unique=False)

    op.create_table(
        "logins",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("user_id", columns.Key(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.Column("csrf_digest", columns.Key(), nullable=False),
        sa.Column("address", columns.Words(), nullable=False),
        sa.Column("user_agent", columns.Words(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("revoked_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_logins_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
        sa.UniqueConstraint("digest", name=op.f("uq_logins_digest")),
    )
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.create_index("ix_logins_expires_at", ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_logins_user_id"), ["user_id"], unique=False)

    op.create_table(
        "models",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("description", columns.Words(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=True),
        sa.Column("previous", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("archived_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_models_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_models_project_id_id")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_models_project_id_name")),
    )
    op.create_table(
        "project_members",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("user_id", columns.Key(), nullable=False),
        sa.Column("role", columns.Key(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_members_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_project_members_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "user_id", name=op.f("pk_project_members")),
    )
    with op.batch_alter_table("project_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_members_user_id"), ["user_id"], unique=False)

    op.create_table(
        "project_teams",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("team_id", columns.Key(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_teams_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_project_teams_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "team_id", name=op.f("pk_project_teams")),
    )
    with op.batch_alter_table("project_teams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_teams_team_id"), ["team_id"], unique=False)

    op.create_table(
        "quotas",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("period", columns.Key(), nullable=False),
        sa.Column("most", sa.Float(), nullable=False),
        sa.CheckConstraint("kind IN ('requests', 'tokens', 'cost_usd', 'run_hours')", name=op.f("ck_quotas_kind")),
        sa.CheckConstraint("period IN ('minute', 'hour', 'day', 'month')", name=op.f("ck_quotas_period")),
        sa.CheckConstraint("most >= 0", name=op.f("ck_quotas_most")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quotas_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "kind", "period", name=op.f("pk_quotas")),
    )
    op.create_table(
        "recipes",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", columns.Key(), nullable=False),
        sa.Column("source", columns.Words(), nullable=False),
        sa.Column("caption", columns.Words(), nullable=False),
        sa.Column("config_schema", columns.Structure(), nullable=False),
        sa.Column("needs", columns.Structure(), nullable=False),
        sa.Column("dependencies", columns.Structure(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("archived_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_recipes_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipes")),
        sa.UniqueConstraint("project_id", "name", "hash", name=op.f("uq_recipes_project_id_name_hash")),
        sa.UniqueConstraint("project_id", "name", "version", name=op.f("uq_recipes_project_id_name_version")),
    )
    op.create_table(
        "runs",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("recipe", columns.Key(), nullable=False),
        sa.Column("spec", columns.Structure(), nullable=False),
        sa.Column("pool", columns.Key(), nullable=False),
        sa.Column("cores", sa.Integer(), nullable=False),
        sa.Column("memory_bytes", sa.BigInteger(), nullable=False),
        sa.Column("gpus", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("parent_id", columns.Key(), nullable=True),
        sa.Column("relation", columns.Key(), nullable=False),
        sa.Column("idempotency_key", columns.Key(), nullable=True),
        sa.Column("request_digest", columns.Key(), nullable=True),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("status", columns.Key(), nullable=False),
        sa.Column("wanted", columns.Key(), nullable=False),
        sa.Column("failure", columns.Key(), nullable=True),
        sa.Column("message", columns.Words(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("queued_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("not_before", columns.Moment(timezone=True), nullable=True),
        sa.Column("loop", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("latest", columns.Structure(), nullable=False),
        sa.Column("checkpoint_id", columns.Key(), nullable=True),
        sa.Column("started_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("finished_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("worker", columns.Key(), nullable=False),
        sa.Column("lease_until", columns.Moment(timezone=True), nullable=True),
        sa.Column("heartbeat_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("last_entry", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name=op.f("ck_runs_failed_says_why")),
        sa.CheckConstraint("(status IN ('leased', 'running')) = (lease_until IS NOT NULL)", name=op.f("ck_runs_held_until")),
        sa.CheckConstraint("relation IN ('', 'clone', 'retry')", name=op.f("ck_runs_relation")),
        sa.CheckConstraint(
            "status IN ('queued', 'leased', 'running', 'paused', 'succeeded', 'failed', 'cancelled')", name=op.f("ck_runs_status")
        ),
        sa.CheckConstraint("wanted IN ('run', 'pause', 'cancel')", name=op.f("ck_runs_wanted")),
        sa.CheckConstraint("cores >= 0 AND memory_bytes >= 0 AND gpus >= 0", name=op.f("ck_runs_resources")),
        sa.CheckConstraint("max_attempts > 0", name=op.f("ck_runs_max_attempts")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_runs_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_runs_project_id_id")),
        sa.UniqueConstraint("project_id", "idempotency_key", name=op.f("uq_runs_project_id_idempotency_key")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_runs_held",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status IN ('leased', 'running')"),
            postgresql_where=sa.text("status IN ('leased', 'running')"),
        )
        batch_op.create_index("ix_runs_project_id_parent_id", ["project_id", "parent_id"], unique=False)
        batch_op.create_index("ix_runs_project_id_recipe_id", ["project_id", "recipe", "id"], unique=False)
        batch_op.create_index("ix_runs_project_id_status_id", ["project_id", "status", "id"], unique=False)
        batch_op.create_index(
            "ix_runs_queue",
            [sa.literal_column("priority DESC"), "queued_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )

    op.create_table(
        "secrets",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("encrypted_with", columns.Key(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("updated_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("last_used_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_secrets_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secrets")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_secrets_project_id_name")),
    )
    op.create_table(
        "service_accounts",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("role", columns.Key(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("disabled_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_accounts_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_accounts")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_service_accounts_project_id_id")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_service_accounts_project_id_name")),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", columns.Key(), nullable=False),
        sa.Column("user_id", columns.Key(), nullable=False),
        sa.Column("role", columns.Key(), nullable=False),
        sa.Column("from_group", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_members")),
    )
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_members_user_id"), ["user_id"], unique=False)

    op.create_table(
        "team_quotas",
        sa.Column("team_id", columns.Key(), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("period", columns.Key(), nullable=False),
        sa.Column("most", sa.Float(), nullable=False),
        sa.CheckConstraint("kind IN ('requests', 'tokens', 'cost_usd', 'run_hours')", name=op.f("ck_team_quotas_kind")),
        sa.CheckConstraint("period IN ('minute', 'hour', 'day', 'month')", name=op.f("ck_team_quotas_period")),
        sa.CheckConstraint("most >= 0", name=op.f("ck_team_quotas_most")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_quotas_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "kind", "period", name=op.f("pk_team_quotas")),
    )
    op.create_table(
        "usage",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("period", columns.Key(), nullable=False),
        sa.Column("starts_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("used", sa.Float(), nullable=False),
        sa.CheckConstraint("kind IN ('requests', 'tokens', 'cost_usd', 'run_hours')", name=op.f("ck_usage_kind")),
        sa.CheckConstraint("period IN ('minute', 'hour', 'day', 'month')", name=op.f("ck_usage_period")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_usage_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "kind", "period", "starts_at", name=op.f("pk_usage")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("project_id", columns.Key(), nullable=True),
        sa.Column("user_id", columns.Key(), nullable=True),
        sa.Column("service_account_id", columns.Key(), nullable=True),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("prefix", columns.Key(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.Column("scopes", columns.Structure(), nullable=False),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.Column("expires_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("last_used_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("revoked_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("rotated_to", columns.Key(), nullable=True),
        sa.Column("grace_until", columns.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (service_account_id IS NULL)", name=op.f("ck_api_keys_one_owner")),
        sa.CheckConstraint(
            "service_account_id IS NULL OR project_id IS NOT NULL", name=op.f("ck_api_keys_service_accounts_stay_in_their_project")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_api_keys_project_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rotated_to"], ["api_keys.id"], name=op.f("fk_api_keys_rotated_to"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["service_account_id"], ["service_accounts.id"], name=op.f("fk_api_keys_service_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_keys_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_keys_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_keys_service_account_id"), ["service_account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_keys_user_id"), ["user_id"], unique=False)

    op.create_table(
        "model_versions",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("model_id", columns.Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("status", columns.Key(), nullable=False),
        sa.Column("message", columns.Words(), nullable=False),
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("parameters", sa.BigInteger(), nullable=True),
        sa.Column("licence", columns.Words(), nullable=False),
        sa.Column("source", columns.Structure(), nullable=False),
        sa.Column("architecture", columns.Structure(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=True),
        sa.Column("checkpoint_id", columns.Key(), nullable=True),
        sa.Column("created_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("created_by", columns.Key(), nullable=False),
        sa.CheckConstraint("kind IN ('base', 'checkpoint', 'adapter')", name=op.f("ck_model_versions_kind")),
        sa.CheckConstraint("status <> 'ready' OR digest IS NOT NULL", name=op.f("ck_model_versions_ready_has_a_digest")),
        sa.CheckConstraint("status IN ('importing', 'ready', 'failed', 'archived')", name=op.f("ck_model_versions_status")),
        sa.ForeignKeyConstraint(
            ["project_id", "model_id"],
            ["models.project_id", "models.id"],
            name=op.f("fk_model_versions_project_id_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint("model_id", "number", name=op.f("uq_model_versions_model_id_number")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_model_versions_project_id_id")),
    )
    op.create_table(
        "run_attempts",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("worker", columns.Key(), nullable=False),
        sa.Column("started_at", columns.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", columns.Moment(timezone=True), nullable=True),
        sa.Column("outcome", columns.Key(), nullable=False),
        sa.Column("message", columns.Words(), nullable=False),
        sa.Column("traceback", columns.Words(), nullable=False),
        sa.Column("environment", columns.Structure(), nullable=False),
        sa.Column("token_digest", columns.Key(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('', 'succeeded', 'failed', 'cancelled', 'paused', 'released', 'lost')", name=op.f("ck_run_attempts_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_attempts_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_attempts")),
        sa.UniqueConstraint("run_id", "fence", name=op.f("uq_run_attempts_run_id_fence")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_run_attempts_token_digest")),
    )
    op.create_table(
        "run_checkpoints",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("model", columns.Key(), nullable=False),
        sa.Column("name", columns.Key(), nullable=False),
        sa.Column("loop", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("url", columns.Words(), nullable=False),
        sa.Column("digest", columns.Key(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("state", columns.Structure(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("removed_at", columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_checkpoints_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_checkpoints")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_run_checkpoints_project_id_id")),
        sa.UniqueConstraint("run_id", "loop", "step", "model", "name", name=op.f("uq_run_checkpoints_run_id_loop_step_model_name")),
        sa.UniqueConstraint("run_id", "sequence", name=op.f("uq_run_checkpoints_run_id_sequence")),
    )
    op.create_table(
        "run_episodes",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("loop", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("scenario", columns.Key(), nullable=False),
        sa.Column("reward", sa.Float(), nullable=True),
        sa.Column("stop", columns.Key(), nullable=False),
        sa.Column("episode", columns.Structure(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_episodes_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "sequence", name=op.f("pk_run_episodes")),
    )
    with op.batch_alter_table("run_episodes", schema=None) as batch_op:
        batch_op.create_index("ix_run_episodes_run_id_loop_step", ["run_id", "loop", "step"], unique=False)

    op.create_table(
        "run_events",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("kind", columns.Key(), nullable=False),
        sa.Column("message", columns.Words(), nullable=False),
        sa.Column("details", columns.Structure(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_events_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "sequence", name=op.f("pk_run_events")),
    )
    op.create_table(
        "run_logs",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("level", columns.Key(), nullable=False),
        sa.Column("text", columns.Words(), nullable=False),
        sa.CheckConstraint("level IN ('debug', 'info', 'warning', 'error')", name=op.f("ck_run_logs_level")),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_logs_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "sequence", name=op.f("pk_run_logs")),
    )
    op.create_table(
        "run_metrics",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("loop", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(timezone=True), nullable=False),
        sa.Column("metrics", columns.Structure(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_metrics_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "sequence", name=op.f("pk_run_metrics")),
    )
    with op.batch_alter_table("run_metrics", schema=None) as batch_op:
        batch_op.create_index("ix_run_metrics_run_id_loop_step", ["run_id", "loop", "step"], unique=False)

    op.create_table(
        "run_tags",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("run_id", columns.Key(), nullable=False),
        sa.Column("key", columns.Key(), nullable=False),
        sa.Column("value", columns.Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "run_id"], ["runs.project_id", "runs.id"], name=op.f("fk_run_tags_project_id_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "key", name=op.f("pk_run_tags")),
    )
    with op.batch_alter_table("run_tags", schema=None) as batch_op:
        batch_op.create_index("ix_run_tags_key_value_project_id_run_id", ["key", "value", "project_id", "run_id"], unique=False)

    op.create_table(
        "model_files",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("version_id", columns.Key(), nullable=False),
        sa.Column("path", columns.Key(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", columns.Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "version_id"],
            ["model_versions.project_id", "model_versions.id"],
            name=op.f("fk_model_files_project_id_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "path", name=op.f("pk_model_files")),
    )
    op.create_table(
        "model_parents",
        sa.Column("project_id", columns.Key(), nullable=False),
        sa.Column("version_id", columns.Key(), nullable=False),
        sa.Column("parent_id", columns.Key(), nullable=False),
        sa.Column("relation", columns.Key(), nullable=False),
        sa.CheckConstraint("relation IN ('trained_from', 'adapter_of')", name=op.f("ck_model_parents_relation")),
        sa.ForeignKeyConstraint(
            ["project_id", "version_id"],
            ["model_versions.project_id", "model_versions.id"],
            name=op.f("fk_model_parents_project_id_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "parent_id", "relation", name=op.f("pk_model_parents")),
    )
    with op.batch_alter_table("model_parents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_parents_parent_id"), ["parent_id"], unique=False)
    _begin_audit_log()


def downgrade() -> None:
    """Undo it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_events_append_only ON audit_events")
        op.execute("DROP TRIGGER audit_events_no_truncate ON audit_events")
        op.execute("DROP FUNCTION refuse_change_of_audit_log")
    with op.batch_alter_table("model_parents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_parents_parent_id"))

    op.drop_table("model_parents")
    op.drop_table("model_files")
    with op.batch_alter_table("run_tags", schema=None) as batch_op:
        batch_op.drop_index("ix_run_tags_key_value_project_id_run_id")

    op.drop_table("run_tags")
    with op.batch_alter_table("run_metrics", schema=None) as batch_op:
        batch_op.drop_index("ix_run_metrics_run_id_loop_step")

    op.drop_table("run_metrics")
    op.drop_table("run_logs")
    op.drop_table("run_events")
    with op.batch_alter_table("run_episodes", schema=None) as batch_op:
        batch_op.drop_index("ix_run_episodes_run_id_loop_step")

    op.drop_table("run_episodes")
    op.drop_table("run_checkpoints")
    op.drop_table("run_attempts")
    op.drop_table("model_versions")
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_keys_user_id"))
        batch_op.drop_index(batch_op.f("ix_api_keys_service_account_id"))
        batch_op.drop_index(batch_op.f("ix_api_keys_project_id"))

    op.drop_table("api_keys")
    op.drop_table("usage")
    op.drop_table("team_quotas")
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_members_user_id"))

    op.drop_table("team_members")
    op.drop_table("service_accounts")
    op.drop_table("secrets")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("ix_runs_queue", sqlite_where=sa.text("status = 'queued'"), postgresql_where=sa.text("status = 'queued'"))
        batch_op.drop_index("ix_runs_project_id_status_id")
        batch_op.drop_index("ix_runs_project_id_recipe_id")
        batch_op.drop_index("ix_runs_project_id_parent_id")
        batch_op.drop_index(
            "ix_runs_held",
            sqlite_where=sa.text("status IN ('leased', 'running')"),
            postgresql_where=sa.text("status IN ('leased', 'running')"),
        )

    op.drop_table("runs")
    op.drop_table("recipes")
    op.drop_table("quotas")
    with op.batch_alter_table("project_teams", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_teams_team_id"))

    op.drop_table("project_teams")
    with op.batch_alter_table("project_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_members_user_id"))

    op.drop_table("project_members")
    op.drop_table("models")
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_logins_user_id"))
        batch_op.drop_index("ix_logins_expires_at")

    op.drop_table("logins")
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identities_user_id"))

    op.drop_table("identities")
    with op.batch_alter_table("group_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_roles_team_id"))

    op.drop_table("group_roles")
    op.drop_table("datasets")
    op.drop_table("users")
    op.drop_table("throttles")
    op.drop_table("teams")
    op.drop_table("settings")
    op.drop_table("roles")
    op.drop_table("projects")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_project_id_sequence")

    op.drop_table("audit_events")
    op.drop_table("audit_chain")


def _begin_audit_log() -> None:
    """The chain begins at nothing, and what is in the log stays as it is, whoever asks."""
    op.execute("INSERT INTO audit_chain (id, sequence, digest) VALUES (1, 0, '')")
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_events_no_{event.lower()} BEFORE {event} ON audit_events "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_log()"
    )
    op.execute(
        "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()"
    )
