"""Joining feedback with what it is about, whichever of the two came first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update

from burnish.core.interactions import Interaction
from burnish.store.database import Transaction
from burnish.store.feedback_rows import CATEGORY, pieces, unless_there
from burnish.store.interaction_rows import clean
from burnish.store.tables import episodes, feedback_events, feedback_joins, interaction_keys, interactions

__all__ = ["join_events", "join_interactions"]

events, joins = feedback_events, feedback_joins


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is joined to. `episode` is the episode that it is, or belongs to."""

    kind: str
    id: str
    episode: str
    role: str = "target"


def join_events(transaction: Transaction, project_id: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Join events that were just written with what is there already; returns to how many subjects, by the id of each that found any."""
    wanted: dict[str, set[str]] = {kind: set() for kind in ("interaction", "episode", "key")}
    for row in rows:
        kind = "interaction" if row["target_kind"] == "pair" else row["target_kind"]
        wanted[kind].update(one for one in (row["target"], row["rejected"]) if one is not None)
    known = _interactions(transaction, project_id, sorted(wanted["interaction"]))
    there = _episodes(transaction, project_id, sorted(wanted["episode"]))
    carrying = _carrying(transaction, project_id, sorted(wanted["key"]))
    found: dict[str, list[Subject]] = {}
    for row in rows:
        subjects = _subjects(row, known, there, carrying)
        if subjects:
            found[row["id"]] = subjects
    _write(transaction, project_id, [(row, one) for row in rows for one in found.get(row["id"], ())])
    return _count(transaction, project_id, found)


def join_interactions(transaction: Transaction, project_id: str, arrived: Sequence[Interaction]) -> int:
    """Join interactions that were just written with the feedback that was there before them; returns how many events found a target."""
    ids = sorted({one.id for one in arrived})
    episodes_of = {one.id: one.episode for one in arrived}
    keys: dict[str, set[str]] = {}
    for one in arrived:
        for name, value in one.keys.items():
            keys.setdefault(f"{name}:{clean(value)}", set()).add(one.episode)
    waiting = _about(transaction, project_id, "interaction", ids)
    waiting += _about(transaction, project_id, "episode", sorted(set(episodes_of.values())))
    waiting += _about(transaction, project_id, "key", sorted(keys))
    halves = _pairs(transaction, project_id, ids)
    sides = sorted({side for row in halves for side in (row.target, row.rejected)})
    known = {**_interactions(transaction, project_id, sides), **episodes_of} if halves else episodes_of
    there = set(episodes_of.values())
    made = [(row._mapping, one) for row in (*waiting, *halves) for one in _subjects(row._mapping, known, there, keys)]
    _write(transaction, project_id, made)
    return len(_count(transaction, project_id, {row["id"] for row, _ in made}))


def _subjects(row: Mapping[Any, Any], known: Mapping[str, str], there: set[str], carrying: Mapping[str, set[str]]) -> list[Subject]:
    """What an event is about, of what is there; a pair only where both are."""
    kind, target = row["target_kind"], row["target"]
    if kind == "interaction":
        return [Subject("interaction", target, known[target])] if target in known else []
    if kind == "episode":
        return [Subject("episode", target, target)] if target in there else []
    if kind == "key":
        return [Subject("episode", one, one) for one in sorted(carrying.get(target, ()))]
    rejected = row["rejected"]
    if target not in known or rejected not in known:
        return []
    return [Subject("interaction", target, known[target], "chosen"), Subject("interaction", rejected, known[rejected], "rejected")]


# -- what is there ---------------------------------------------------------------------------------------------------------------


def _interactions(transaction: Transaction, project_id: str, ids: Sequence[str]) -> dict[str, str]:
    """The episode of each that is there."""
    found: dict[str, str] = {}
    for piece in pieces(ids):
        query = select(interactions.c.id, interactions.c.episode)
        rows = transaction.execute(query.where(interactions.c.project_id == project_id, interactions.c.id.in_(piece)))
        found.update({row.id: row.episode for row in rows})
    return found


def _episodes(transaction: Transaction, project_id: str, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for piece in pieces(ids):
        query = select(episodes.c.id).where(episodes.c.project_id == project_id, episodes.c.id.in_(piece), episodes.c.first_at.is_not(None))
        found.update(transaction.execute(query).scalars())
    return found


def _carrying(transaction: Transaction, project_id: str, keys: Sequence[str]) -> dict[str, set[str]]:
    """The episodes that carry each business key."""
    by_name: dict[str, list[str]] = {}
    for key in keys:
        name, _, value = key.partition(":")
        by_name.setdefault(name, []).append(value)
    found: dict[str, set[str]] = {}
    for name, values in by_name.items():
        for piece in pieces(values):
            of_key = (interaction_keys.c.name == name, interaction_keys.c.value.in_(piece))
            query = select(interaction_keys.c.value, interaction_keys.c.episode).distinct()
            for row in transaction.execute(query.where(interaction_keys.c.project_id == project_id, *of_key)):
                found.setdefault(f"{name}:{row.value}", set()).add(row.episode)
    return found


def _about(transaction: Transaction, project_id: str, kind: str, targets: Sequence[str]) -> list[Row[Any]]:
    """Events about these; episodes and interactions are waited for, a key's events are joined to every episode that comes."""
    found: list[Row[Any]] = []
    for piece in pieces(targets):
        query = select(events).where(events.c.project_id == project_id, events.c.target_kind == kind, events.c.target.in_(piece))
        found += transaction.execute(query if kind == "key" else query.where(events.c.joined == 0)).all()
    return found


def _pairs(transaction: Transaction, project_id: str, ids: Sequence[str]) -> list[Row[Any]]:
    """Preferences that wait for one of these."""
    found: dict[str, Row[Any]] = {}
    for piece in pieces(ids, 2_500):
        side = or_(and_(events.c.target_kind == "pair", events.c.target.in_(piece)), events.c.rejected.in_(piece))
        for row in transaction.execute(select(events).where(events.c.project_id == project_id, events.c.joined == 0, side)):
            found[row.id] = row
    return list(found.values())


# -- writing ---------------------------------------------------------------------------------------------------------------------


def _write(transaction: Transaction, project_id: str, made: Iterable[tuple[Mapping[Any, Any], Subject]]) -> None:
    rows = [
        {
            "project_id": project_id,
            "feedback_id": row["id"],
            "subject_kind": one.kind,
            "subject": one.id,
            "role": one.role,
            "episode": one.episode,
            "metric": row["metric"],
            "value_number": row["value_number"],
            "value_text": None if row["value_text"] is None else row["value_text"][:CATEGORY],
            "source_kind": row["source_kind"],
            "given_at": row["given_at"],
            "counts": row["counts"],
        }
        for row, one in made
    ]
    if rows:
        transaction.execute(unless_there(transaction, joins), rows)


def _count(transaction: Transaction, project_id: str, ids: Iterable[str]) -> dict[str, int]:
    """Say of these events to how many subjects they are joined; by id."""
    found: dict[str, int] = {}
    mine = joins.c.project_id == project_id
    for piece in pieces(sorted(ids)):
        query = select(joins.c.feedback_id, func.count().label("n")).where(mine, joins.c.feedback_id.in_(piece))
        found.update({row.feedback_id: row.n for row in transaction.execute(query.group_by(joins.c.feedback_id))})
    by_number: dict[int, list[str]] = {}
    for one, number in found.items():
        by_number.setdefault(number, []).append(one)
    for number, ids_of in by_number.items():
        for piece in pieces(ids_of):
            this = (events.c.project_id == project_id, events.c.id.in_(piece))
            transaction.execute(update(events).where(*this).values(joined=number))
    return found
