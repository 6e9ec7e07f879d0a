"""Interactions: taken in batches, each of them once, with their episodes and rollups."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Float, Integer, case, func, select

from burnish.core.ids import checked_id
from burnish.core.interactions import Interaction
from burnish.store.bulk import insert_rows
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.interaction_rows import Rows, clean, number_of
from burnish.store.rollups import add_to_facets, add_to_rollups, upsert
from burnish.store.tables import (
    episodes,
    interaction_keys,
    interaction_payloads,
    interaction_tags,
    interaction_texts,
    interaction_tools,
    interactions,
)
from burnish.store.words import add_words

__all__ = ["add_up", "one_at_a_time", "take"]


def take(transaction: Transaction, project_id: str, batch: Sequence[Interaction]) -> list[Interaction]:
    """Write down interactions of a project; returns those that were not there before.

    An interaction is known by its id: one that comes again changes nothing, whatever it says. Batches of one project that come at the
    same time wait for each other.

    Raises:
        DataError: one of them cannot be stored; nothing of the batch was written.
    """
    checked_id(project_id, "project")
    one_at_a_time(transaction, project_id)
    new = _unknown(transaction, project_id, batch)
    if not new:
        return []
    rows = Rows(project_id)
    numbers = _free_numbers(transaction, new)
    for interaction, number in zip(new, numbers, strict=True):
        rows.add(interaction, number)
    with ThreadPoolExecutor(1) as thread:  # the database is busy with the words for about as long as this process is with the payloads
        indexing = thread.submit(_insert_texts, transaction, rows)
        for interaction, number in zip(new, numbers, strict=True):
            rows.add_payload(interaction, number)
        indexing.result()
    for table, values in (
        (interactions, rows.facts),
        (interaction_payloads, rows.payloads),
        (interaction_tags, rows.tags),
        (interaction_keys, rows.keys),
        (interaction_tools, rows.tools),
    ):
        insert_rows(transaction, table, values)
    add_up(transaction, project_id, new)
    return new


def add_up(transaction: Transaction, project_id: str, batch: Sequence[Interaction]) -> None:
    """Add interactions, in the order of time, to their episodes, the rollups and the facets."""
    _add_to_episodes(transaction, project_id, batch)
    add_to_rollups(transaction, project_id, batch)
    add_to_facets(transaction, project_id, batch)


def _insert_texts(transaction: Transaction, rows: Rows) -> None:
    insert_rows(transaction, interaction_texts, rows.texts)
    add_words(transaction, rows.texts)


def one_at_a_time(transaction: Transaction, project_id: str) -> None:
    """Until the transaction ends, nobody else adds to this project's sums; SQLite has one writer anyway."""
    if transaction.dialect.name == "postgresql":
        lock = int.from_bytes(hashlib.sha256(f"record {project_id}".encode()).digest()[:8], signed=True)
        transaction.execute(select(func.pg_advisory_xact_lock(lock)))


def _unknown(transaction: Transaction, project_id: str, batch: Sequence[Interaction]) -> list[Interaction]:
    first = {interaction.id: interaction for interaction in reversed(batch)}
    query = select(interactions.c.id).where(interactions.c.project_id == project_id, interactions.c.id.in_(list(first)))
    known = set(transaction.execute(query).scalars())
    return sorted((one for one in first.values() if one.id not in known), key=lambda one: (one.started_at, one.id))


def _free_numbers(transaction: Transaction, batch: Sequence[Interaction]) -> list[int]:
    """A number for each, in the order of time. Those of one instant take the next free ones."""
    wanted = [number_of(interaction) for interaction in batch]
    others: set[int] = set()
    while True:
        numbers: list[int] = []
        taken = set(others)
        for number in wanted:
            while number in taken:
                number += 1
            taken.add(number)
            numbers.append(number)
        query = select(interactions.c.number).where(interactions.c.number.in_(numbers))
        found = set(transaction.execute(query, execution_options={ACROSS_PROJECTS: True}).scalars())
        if not found:
            return numbers
        others |= found  # interactions of the same microsecond: go around them


def _add_to_episodes(transaction: Transaction, project_id: str, batch: Sequence[Interaction]) -> None:
    sums: dict[str, dict[str, Any]] = {}
    for interaction in batch:  # in the order of time
        usage = interaction.usage
        row = sums.setdefault(
            interaction.episode,
            {"project_id": project_id, "id": interaction.episode, "first_at": interaction.started_at}
            | dict.fromkeys(("interactions", "errors", "tools", "input_tokens", "output_tokens"), 0)
            | dict.fromkeys(("cost_usd", "latency_ms"), 0.0),
        )
        row["interactions"] += 1
        row["errors"] += interaction.status in {"error", "partial"}
        row["tools"] += len(interaction.tools_called)
        row["input_tokens"] += usage.input_tokens or 0
        row["output_tokens"] += usage.output_tokens or 0
        row["cost_usd"] += interaction.cost_usd or 0.0
        row["latency_ms"] += interaction.latency_ms or 0.0
        row["last_at"] = interaction.started_at
        row["alias"] = None if interaction.alias is None else clean(interaction.alias)
        row["deployment"] = None if interaction.deployment is None else clean(interaction.deployment)
        row["end_user"] = None if interaction.end_user is None else clean(interaction.end_user)
    statement = upsert(transaction, episodes)
    new, old = statement.excluded, episodes.c
    later = new.last_at >= func.coalesce(old.last_at, new.last_at)
    changes: dict[str, Any] = {column.name: old[column.name] + new[column.name] for column in episodes.c if _adds_up(column)}
    changes["first_at"] = case((old.first_at < new.first_at, old.first_at), else_=new.first_at)
    changes["last_at"] = case((later, new.last_at), else_=old.last_at)
    changes |= {name: case((later, new[name]), else_=old[name]) for name in ("alias", "deployment", "end_user")}
    rows = [sums[name] for name in sorted(sums)]
    transaction.execute(statement.on_conflict_do_update(index_elements=["project_id", "id"], set_=changes), rows)


def _adds_up(column: Any) -> bool:
    return column.name not in {"first_at", "last_at"} and isinstance(column.type, (Integer, Float))
