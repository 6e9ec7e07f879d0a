"""How far each writer's log is in the tables, and what could not be filled: both change in the transaction that writes the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import delete, select, update

from burnish.core.feedback import FeedbackEvent, OutcomeEvent
from burnish.core.interactions import Interaction
from burnish.store import feedback, outcomes
from burnish.store.database import Transaction
from burnish.store.interactions import take
from burnish.store.rollups import upsert
from burnish.store.tables import filler_positions, set_aside

__all__ = ["Arrived", "Aside", "Place", "aside", "forget_places", "move_on", "place_of", "put_aside", "write"]

MOST_KEPT_BYTES = 1024 * 1024
"""Of an entry that is set aside. A larger one stays in its segment alone."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """In a writer's log: everything before it is in the tables."""

    segment: int
    byte: int


@dataclass(slots=True)
class Arrived:
    """What came for one project."""

    interactions: list[Interaction] = field(default_factory=list)
    feedback: list[FeedbackEvent] = field(default_factory=list)
    outcomes: list[OutcomeEvent] = field(default_factory=list)


def write(transaction: Transaction, project_id: str, arrived: Arrived) -> list[Interaction]:
    """Write down what came, and join both sides; returns the interactions that were new.

    Raises:
        DataError: something of it cannot be stored; nothing was written.
    """
    new = take(transaction, project_id, arrived.interactions) if arrived.interactions else []
    feedback.join_new(transaction, project_id, new)
    feedback.take(transaction, project_id, arrived.feedback)
    outcomes.take(transaction, project_id, arrived.outcomes)
    return new


def place_of(transaction: Transaction, writer: str, *, lock: bool = False) -> Place:
    """How far a writer's log is filled. With `lock` nobody else fills it until the transaction ends."""
    query = select(filler_positions.c.segment, filler_positions.c.byte).where(filler_positions.c.writer == writer)
    row = transaction.execute(query.with_for_update() if lock else query).one_or_none()
    return Place(0, 0) if row is None else Place(row.segment, row.byte)


def move_on(transaction: Transaction, writer: str, before: Place, after: Place, entries: int) -> bool:
    """Say that a writer's log is filled up to a place; False, and nothing done, if somebody else filled it meanwhile."""
    table = filler_positions
    first = upsert(transaction, table).values(writer=writer, segment=0, byte=0)  # a row to lock, for the first time too
    transaction.execute(first.on_conflict_do_nothing())
    if place_of(transaction, writer, lock=True) != before:
        return False
    moved = update(table).where(table.c.writer == writer)
    transaction.execute(moved.values(segment=after.segment, byte=after.byte, entries=table.c.entries + entries))
    return True


def put_aside(transaction: Transaction, writer: str, at: Place, entry: bytes, *, code: str, message: str) -> None:
    """Keep an entry that cannot be filled, with the reason."""
    kept = entry if 0 < len(entry) <= MOST_KEPT_BYTES else None
    text = message.replace("\x00", "\ufffd").encode(errors="replace").decode()[:10_000]
    values = {"writer": writer, "segment": at.segment, "byte": at.byte, "code": code, "message": text, "bytes": len(entry), "entry": kept}
    transaction.execute(upsert(transaction, set_aside).values(**values).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry that could not be filled: where it lies, and why."""

    writer: str
    segment: int
    byte: int
    code: str
    message: str


def aside(transaction: Transaction, *, limit: int) -> list[Aside]:
    """Entries that could not be filled, newest first."""
    names = [field.name for field in fields(Aside)]
    query = select(*(set_aside.c[name] for name in names)).order_by(set_aside.c.at.desc(), set_aside.c.byte.desc()).limit(limit)
    return [Aside(*row) for row in transaction.execute(query)]


def forget_places(transaction: Transaction, writers: Sequence[str]) -> None:
    """Read these logs from their beginnings again. What is in the tables stays as it is: everything is known by its id."""
    transaction.execute(delete(filler_positions).where(filler_positions.c.writer.in_(writers)))
    transaction.execute(delete(set_aside).where(set_aside.c.writer.in_(writers)))
