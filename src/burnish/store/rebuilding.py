"""Rebuilding: episodes, rollups and facets, added up anew from the interactions that are there."""

from sqlalchemy import delete, select

from burnish.store.database import Database, Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.interaction_reading import facts_of
from burnish.store.interactions import add_up, one_at_a_time
from burnish.store.tables import episodes, interaction_facets, interaction_rollups, interactions, projects

__all__ = ["rebuild_sums"]

AT_ONCE = 2_000


def rebuild_sums(database: Database) -> int:
    """Add all projects up again, each in one transaction: others who write wait for it. Returns how many interactions there are."""
    with database.read() as transaction:
        names = transaction.execute(select(projects.c.id).order_by(projects.c.id)).scalars().all()
    total = 0
    for project_id in names:
        with database.write() as transaction:
            total += _rebuild(transaction, project_id)
    return total


def _rebuild(transaction: Transaction, project_id: str) -> int:
    one_at_a_time(transaction, project_id)
    for table in (interaction_rollups, interaction_facets, episodes):
        transaction.execute(delete(table).where(table.c.project_id == project_id), execution_options={ACROSS_PROJECTS: True})
    total, last = 0, -1
    while True:
        query = select(interactions.c.number).where(interactions.c.project_id == project_id, interactions.c.number > last)
        numbers = transaction.execute(query.order_by(interactions.c.number).limit(AT_ONCE)).scalars().all()
        if not numbers:
            return total
        add_up(transaction, project_id, facts_of(transaction, project_id, numbers))
        total, last = total + len(numbers), numbers[-1]
