"""The audit log: what people and programs did; append-only, each event chained to the one before it by its digest."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from burnish.core.access import AuditEvent, AuditVerdict
from burnish.core.ids import new_id
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.tables import audit_chain, audit_events

__all__ = ["SYSTEM", "Actor", "export_events", "list_events", "record", "verify"]

_PIECE = 1000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and through which request.

    Attributes:
        id: of the user or service account; `system` for the server itself.
        via: id of the key, or of the login session.
        address: of the client.
        request_id: by which the server's log tells the request.
    """

    id: str
    via: str = ""
    address: str = ""
    request_id: str = ""


SYSTEM = Actor("system")
"""The server itself: what it does at its first start, or by its clock."""


def record(transaction: Transaction, actor: Actor, action: str, target: str, *, project_id: str | None = None, **details: Any) -> None:
    """Append an event, in the transaction of what it tells: either both are written or neither is.

    Args:
        transaction: one that writes. Until it ends, no other can append: keep it short.
        actor: who does it.
        action: `key.create`, `run.cancel` …: the thing and the verb.
        target: id of what it is done to.
        project_id: whose it is; None: the installation's.
        details: what else to know, as plain JSON; never a secret.
    """
    at, sequence, previous = transaction.execute(
        select(now(), audit_chain.c.sequence, audit_chain.c.digest).with_for_update(of=audit_chain)
    ).one()
    event = {
        "sequence": sequence + 1,
        "id": new_id("audit"),
        "project_id": project_id,
        "at": at,
        "actor": actor.id,
        "action": action,
        "target": target,
        "request_id": actor.request_id,
        "address": actor.address,
        "details": {**({"via": actor.via} if actor.via else {}), **details},
        "previous": previous,
    }
    digest = _digest(event)
    transaction.execute(insert(audit_events).values(**event, digest=digest))
    transaction.execute(update(audit_chain).values(sequence=sequence + 1, digest=digest))


def list_events(
    transaction: Transaction, *, project_id: str | None = None, before: int | None = None, limit: int = 100, **equal: str | None
) -> list[AuditEvent]:
    """Events, newest first.

    Args:
        transaction: to read in.
        project_id: of one project; None: of all, and of the installation.
        before: only those with a smaller sequence.
        limit: how many at most.
        equal: only those whose `actor`, `action` or `target` is this.
    """
    query = select(audit_events).order_by(audit_events.c.sequence.desc()).limit(limit)
    if project_id is not None:
        query = query.where(audit_events.c.project_id == project_id)
    if before is not None:
        query = query.where(audit_events.c.sequence < before)
    for name, value in equal.items():
        if value is not None:
            query = query.where(audit_events.c[name] == value)
    return [_event(row) for row in transaction.execute(query)]


def export_events(database: Database, *, project_id: str | None = None, after: int = 0) -> Iterator[AuditEvent]:
    """All events, oldest first, read in pieces; for a file, or for the system that watches over others."""
    while True:
        query = select(audit_events).where(audit_events.c.sequence > after).order_by(audit_events.c.sequence).limit(_PIECE)
        if project_id is not None:
            query = query.where(audit_events.c.project_id == project_id)
        with database.read() as transaction:
            events = [_event(row) for row in transaction.execute(query)]
        yield from events
        if len(events) < _PIECE:
            return
        after = events[-1].sequence


def verify(database: Database, *, anchor: tuple[int, str] | None = None) -> AuditVerdict:
    """Walk the whole chain.

    Args:
        database: whose log.
        anchor: sequence and digest of an event, noted elsewhere at an earlier time: the log must still hold it. Without one, somebody
            who may write to the database could have made the whole chain anew.
    """
    with database.read() as transaction:
        end = transaction.execute(select(audit_chain.c.sequence, audit_chain.c.digest)).one()
    count, previous, anchored = 0, "", anchor is None
    for event in export_events(database):
        if event.sequence > end.sequence:
            break
        wrong = _wrong(event, count + 1, previous)
        if wrong:
            return AuditVerdict(whole=False, events=count, head=previous, broken_at=event.sequence, message=wrong)
        count, previous = event.sequence, event.digest
        anchored |= anchor == (event.sequence, event.digest)
    if (count, previous) != (end.sequence, end.digest):
        message = f"the log ends at event {count}, but {end.sequence} were written: the last ones were removed"
        return AuditVerdict(whole=False, events=count, head=previous, broken_at=count + 1, message=message)
    if anchor is not None and not anchored:
        message = f"event {anchor[0]} is not the one that was noted: the log was made anew"
        return AuditVerdict(whole=False, events=count, head=previous, broken_at=anchor[0], message=message)
    return AuditVerdict(whole=True, events=count, head=previous, message=f"{count} events, none changed")


def _wrong(event: AuditEvent, expected: int, previous: str) -> str:
    """What is wrong with an event; empty if nothing is."""
    if event.sequence != expected:
        return f"event {expected} is missing"
    if event.previous != previous:
        return f"event {event.sequence} ({event.id}) does not follow the one before it: one was removed, put in or changed"
    fields = event.model_dump()
    digest, project_id = fields.pop("digest"), fields.pop("project")
    if _digest({**fields, "project_id": project_id}) != digest:
        return f"event {event.sequence} ({event.id}, {event.action}) was changed"
    return ""


def _digest(event: Mapping[str, Any]) -> str:
    plain = {**event, "at": event["at"].isoformat(timespec="microseconds")}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _event(row: Row[Any]) -> AuditEvent:
    fields = dict(row._mapping)
    return AuditEvent(project=fields.pop("project_id"), **fields)
