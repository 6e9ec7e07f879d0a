"""What is added up anew is what was added up as it came."""

from typing import Any

from sqlalchemy import update

from burnish.store.database import Database
from burnish.store.rebuilding import rebuild_sums
from burnish.store.tables import episodes, interaction_facets, interaction_payloads, interaction_rollups
from tests.store.records import Recorded
from tests.store.test_interactions import stored

TABLES = (episodes, interaction_rollups, interaction_facets)


def _plain(tables: list[Any]) -> list[Any]:
    return [[tuple(round(value, 6) if isinstance(value, float) else value for value in row) for row in rows] for rows in tables]


def test_sums_are_the_same_after_a_rebuild_and_right_after_damage(database: Database) -> None:
    recorded, other = Recorded.made(database, 150), Recorded.made(database, 10, "second")
    before, others = _plain(stored(recorded, *TABLES)), _plain(stored(other, *TABLES))
    with database.write() as transaction:
        transaction.execute(update(episodes).where(episodes.c.project_id == recorded.project).values(interactions=7, cost_usd=1.0))
        payloads = interaction_payloads
        transaction.execute(payloads.delete().where(payloads.c.project_id == recorded.project))  # forgotten sooner: no matter
    assert _plain(stored(recorded, *TABLES)) != before
    assert rebuild_sums(database) == 160
    assert _plain(stored(recorded, *TABLES)) == before
    assert _plain(stored(other, *TABLES)) == others
