"""Log erasures: what was deleted from the tables and is still in logs, until the filler of each log has blanked it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import delete, insert, select, update

from burnish.core.ids import new_id
from burnish.core.retention import ErasureRequest
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.feedback_rows import pieces
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.tables import filler_positions, log_erasures, set_aside

__all__ = ["AsideEntry", "LogErasure", "ask_logs", "entries_aside", "erase_aside", "log_erasures_of", "log_erasures_done"]

_AT_ONCE = 10_000
"""Ids in one row."""


@dataclass(frozen=True, slots=True)
class LogErasure:
    """What one log must not keep.

    Attributes:
        asked_at: entries that came after it are not meant.
        request: whose data.
        interactions, episodes: ids of what was in the tables.
    """

    id: str
    project_id: str
    asked_at: datetime
    request: ErasureRequest
    interactions: frozenset[str]
    episodes: frozenset[str]


def ask_logs(transaction: Transaction, project_id: str, request: ErasureRequest, ids: Sequence[str], episodes: Sequence[str]) -> None:
    """Have every log that was ever filled into this database erased as well."""
    writers = transaction.execute(select(filler_positions.c.writer).order_by(filler_positions.c.writer)).scalars().all()
    moment = transaction.execute(select(now())).scalar_one()
    parts = list(zip_longest(pieces(ids, _AT_ONCE), pieces(episodes, _AT_ONCE), fillvalue=())) or [((), ())]
    for writer in writers:
        for some, named in parts:
            wanted = {"request": request.model_dump(mode="json"), "interactions": list(some), "episodes": list(named)}
            row = {"id": new_id("erasure"), "project_id": project_id, "writer": writer, "asked_at": moment, "wanted": wanted}
            transaction.execute(insert(log_erasures).values(**row))


def log_erasures_of(transaction: Transaction, writer: str) -> list[LogErasure]:
    """What is to be erased in a writer's log."""
    query = select(log_erasures).where(log_erasures.c.writer == writer).order_by(log_erasures.c.id)
    return [
        LogErasure(
            row.id,
            row.project_id,
            row.asked_at,
            ErasureRequest.model_validate(row.wanted["request"]),
            frozenset(row.wanted["interactions"]),
            frozenset(row.wanted["episodes"]),
        )
        for row in transaction.execute(query, execution_options={ACROSS_PROJECTS: True})
    ]


def log_erasures_done(transaction: Transaction, ids: Sequence[str]) -> None:
    """They are, and nothing is kept of whose data it was."""
    for piece in pieces(ids):
        transaction.execute(delete(log_erasures).where(log_erasures.c.id.in_(piece)), execution_options={ACROSS_PROJECTS: True})


@dataclass(frozen=True, slots=True)
class AsideEntry:
    """An entry that was set aside, with what it says."""

    segment: int
    byte: int
    entry: bytes


def entries_aside(transaction: Transaction, writer: str) -> list[AsideEntry]:
    """Those of a writer that are kept whole."""
    query = select(set_aside.c.segment, set_aside.c.byte, set_aside.c.entry)
    rows = transaction.execute(query.where(set_aside.c.writer == writer, set_aside.c.entry.is_not(None)))
    return [AsideEntry(row.segment, row.byte, bytes(row.entry)) for row in rows]


def erase_aside(transaction: Transaction, writer: str, entries: Sequence[AsideEntry]) -> None:
    """Keep nothing of these entries that were set aside but that they were."""
    for one in entries:
        this = (set_aside.c.writer == writer, set_aside.c.segment == one.segment, set_aside.c.byte == one.byte)
        transaction.execute(update(set_aside).where(*this).values(entry=None, message="erased"))
