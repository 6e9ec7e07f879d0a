"""Tables that watch over the others: the audit log, and quotas with what was used of them."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from burnish.store.columns import Key, Moment, Structure, Words
from burnish.store.tables.base import METADATA, one_of, primary, tenant

__all__ = ["audit_chain", "audit_events", "quotas", "team_quotas", "usage"]

QUOTA_KINDS = ("requests", "tokens", "cost_usd", "run_hours")
PERIODS = ("minute", "hour", "day", "month")

audit_chain = Table(
    "audit_chain",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", Key, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The end of the audit log: one row, locked while an event is added, so that the chain never forks."""

audit_events = Table(
    "audit_events",
    METADATA,
    primary(),
    Column("sequence", BigInteger, nullable=False),
    Column("project_id", Key),  # None: of the installation. No foreign key: it stays when the project goes
    Column("at", Moment, nullable=False),
    Column("actor", Key, nullable=False),
    Column("action", Key, nullable=False),
    Column("target", Key, nullable=False, default=""),
    Column("request_id", Key, nullable=False, default=""),
    Column("address", Words, nullable=False, default=""),
    Column("details", Structure, nullable=False),
    Column("previous", Key, nullable=False),  # digest of the event before
    Column("digest", Key, nullable=False),
    UniqueConstraint("sequence"),
    Index("ix_audit_events_project_id_sequence", "project_id", "sequence"),
)
"""What people and programs did, append-only: triggers refuse changes, and each event's digest covers the one before it."""

quotas = tenant(
    "quotas",
    Column("kind", Key, nullable=False),
    Column("period", Key, nullable=False),
    Column("most", Float, nullable=False),
    PrimaryKeyConstraint("project_id", "kind", "period"),
    one_of("kind", QUOTA_KINDS),
    one_of("period", PERIODS),
    CheckConstraint("most >= 0", name="most"),
)

team_quotas = Table(
    "team_quotas",
    METADATA,
    Column("team_id", Key, ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Key, nullable=False),
    Column("period", Key, nullable=False),
    Column("most", Float, nullable=False),
    PrimaryKeyConstraint("team_id", "kind", "period"),
    one_of("kind", QUOTA_KINDS),
    one_of("period", PERIODS),
    CheckConstraint("most >= 0", name="most"),
)
"""Limits on the sum over a team's projects."""

usage = tenant(
    "usage",
    Column("kind", Key, nullable=False),
    Column("period", Key, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("used", Float, nullable=False, default=0.0),
    PrimaryKeyConstraint("project_id", "kind", "period", "starts_at"),
    one_of("kind", QUOTA_KINDS),
    one_of("period", PERIODS),
)
