"""Tables of access: who there is, what they belong to, and how they prove it. Secrets are kept as digests, or encrypted."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from burnish.store.columns import Key, Moment, Structure, Words, now
from burnish.store.tables.base import METADATA, author, created, moment, name, primary, tenant

__all__ = [
    "api_keys",
    "group_roles",
    "identities",
    "logins",
    "project_members",
    "project_teams",
    "roles",
    "secrets",
    "service_accounts",
    "team_members",
    "teams",
    "throttles",
    "users",
]

users = Table(
    "users",
    METADATA,
    primary(),
    Column("email", Key, nullable=False),
    Column("name", Words, nullable=False, default=""),
    Column("password_hash", Words),  # argon2; None: this user logs in elsewhere
    Column("role", Key),  # held on the whole installation; None: only on projects and teams
    created(),
    moment("last_login_at"),
    moment("disabled_at"),
    UniqueConstraint("email"),
    CheckConstraint("email = lower(email)", name="email_is_lower_case"),
)

identities = Table(
    "identities",
    METADATA,
    primary(),
    Column("user_id", Key, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("issuer", Key, nullable=False),
    Column("subject", Key, nullable=False),
    created(),
    UniqueConstraint("issuer", "subject"),
)
"""How OIDC providers call a user."""

logins = Table(
    "logins",
    METADATA,
    primary(),
    Column("user_id", Key, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", Key, nullable=False),  # SHA-256 of the cookie
    Column("csrf_digest", Key, nullable=False),
    Column("address", Words, nullable=False, default=""),
    Column("user_agent", Words, nullable=False, default=""),
    created(),
    Column("seen_at", Moment, nullable=False, default=now()),
    Column("expires_at", Moment, nullable=False),
    moment("revoked_at"),
    UniqueConstraint("digest"),
)
"""Sessions of browsers."""

throttles = Table(
    "throttles",
    METADATA,
    Column("key", Key, primary_key=True),  # a digest of the account, the address, or both
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    moment("blocked_until"),
)
"""Failed logins of the last minutes."""

roles = Table(
    "roles",
    METADATA,
    Column("name", Key, primary_key=True),
    Column("permissions", Structure, nullable=False),
    Column("description", Words, nullable=False, default=""),
    created(),
    author(),
)
"""The installation's own roles; the ones that every installation has are in `burnish.core.permissions`."""

teams = Table(
    "teams", METADATA, primary(), name(), Column("description", Words, nullable=False, default=""), created(), UniqueConstraint("name")
)

team_members = Table(
    "team_members",
    METADATA,
    Column("team_id", Key, ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Key, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("role", Key, nullable=False),
    Column("from_group", Boolean, nullable=False, default=False),  # given by an OIDC group, and taken away with it
    created(),
    PrimaryKeyConstraint("team_id", "user_id"),
)

group_roles = Table(
    "group_roles",
    METADATA,
    Column("issuer", Key, nullable=False),
    Column("group_name", Key, nullable=False),
    Column("team_id", Key, ForeignKey("teams.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("role", Key, nullable=False),
    created(),
    PrimaryKeyConstraint("issuer", "group_name", "team_id"),
)
"""Which role in which team the members of an OIDC group get."""

project_teams = tenant(
    "project_teams",
    Column("team_id", Key, ForeignKey("teams.id", ondelete="CASCADE"), nullable=False, index=True),
    created(),
    PrimaryKeyConstraint("project_id", "team_id"),
)
"""Whose members have their role in the team on the project too."""

project_members = tenant(
    "project_members",
    Column("user_id", Key, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("role", Key, nullable=False),
    created(),
    author(),
    PrimaryKeyConstraint("project_id", "user_id"),
)

service_accounts = tenant(
    "service_accounts",
    primary(),
    name(),
    Column("role", Key, nullable=False),
    created(),
    author(),
    moment("disabled_at"),
    UniqueConstraint("project_id", "name"),
    UniqueConstraint("project_id", "id"),
)

api_keys = Table(
    "api_keys",
    METADATA,
    primary(),
    Column("project_id", Key, ForeignKey("projects.id", ondelete="CASCADE"), index=True),  # the only one it opens; None: all of its owner's
    Column("user_id", Key, ForeignKey("users.id", ondelete="CASCADE"), index=True),
    Column("service_account_id", Key, ForeignKey("service_accounts.id", ondelete="CASCADE"), index=True),
    name(),
    Column("prefix", Key, nullable=False),  # its first characters, by which people tell keys apart
    Column("digest", Key, nullable=False),  # SHA-256 of the whole
    Column("scopes", Structure, nullable=False),  # permissions, a subset of what its maker had
    created(),
    author(),
    moment("expires_at"),
    moment("last_used_at"),
    moment("revoked_at"),
    Column("rotated_to", Key, ForeignKey("api_keys.id", ondelete="SET NULL")),
    moment("grace_until"),  # until then a rotated key still works
    UniqueConstraint("digest"),
    CheckConstraint("(user_id IS NULL) <> (service_account_id IS NULL)", name="one_owner"),
    CheckConstraint("service_account_id IS NULL OR project_id IS NOT NULL", name="service_accounts_stay_in_their_project"),
)

secrets = tenant(
    "secrets",
    primary(),
    name(),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("encrypted_with", Key, nullable=False),  # id of the key of the installation
    created(),
    author(),
    Column("updated_at", Moment, nullable=False, default=now(), onupdate=now()),
    moment("last_used_at"),
    UniqueConstraint("project_id", "name"),
)

Index("ix_logins_expires_at", logins.c.expires_at)
