"""Interactions are written once each, whole, and what is added up is what is there."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from burnish.core.filters import AllOf
from burnish.core.interactions import Interaction, SampledTokens
from burnish.errors import DataError, InputError, NotFoundError
from burnish.store.database import Database
from burnish.store.episodes import Episodes
from burnish.store.interaction_reading import Interactions
from burnish.store.tables import (
    episodes,
    interaction_facets,
    interaction_rollups,
    interaction_tags,
    interactions,
)
from tests.store.ground import new_project
from tests.store.records import START, Recorded, interaction

ALL = AllOf(all=[])


def stored(recorded: Recorded, *tables: Any) -> list[Any]:
    with recorded.database.read() as transaction:
        queries = [select(table).where(table.c.project_id == recorded.project) for table in tables]
        return [sorted(map(tuple, transaction.execute(query)), key=repr) for query in queries]


def whole(recorded: Recorded, interaction_id: str) -> Interaction:
    with recorded.database.read() as transaction:
        return Interactions(recorded.database, recorded.project).get(transaction, interaction_id)


def test_an_interaction_comes_back_whole(database: Database) -> None:
    recorded = Recorded(database, new_project(database, "first"))
    tokens = [SampledTokens(prompt_ids=[1, 2], ids=[3, 4], logprobs=[-0.5, -1.25])]
    odd = {"messages": [{"role": "user", "content": "NUL \x00, ☃, 𝄞 and \\u0000"}], "temperature": 0.25, "tools": []}
    sent = interaction(1, tokens=tokens, request=odd, arguments={"name": "Ann"}, attempts=[], tags={"a": "x\x00y"})
    recorded.take([sent])
    assert whole(recorded, sent.id) == sent


def test_it_is_found_in_its_own_project_alone(database: Database) -> None:
    recorded, other = Recorded.made(database, 3), Recorded.made(database, 0, "second")
    with pytest.raises(NotFoundError, match="there is no interaction"):
        whole(other, recorded.all[0].id)
    with database.read() as transaction:
        assert Interactions(database, other.project).page(transaction, ALL, limit=10).rows == ()
    with pytest.raises(InputError):
        whole(recorded, "interaction_1")


def test_what_comes_twice_counts_once(database: Database) -> None:
    tables = (interactions, episodes, interaction_rollups, interaction_facets, interaction_tags)
    recorded = Recorded.made(database, 40)
    before = stored(recorded, *tables)
    changed = recorded.all[7].model_copy(update={"latency_ms": 1.0, "episode": "another"})
    assert recorded.take([*recorded.all[:20], changed]) == []
    assert stored(recorded, *tables) == before
    twice = interaction(50)
    assert recorded.take([twice, twice]) == [twice]


def test_batches_in_any_cut_and_order_give_the_same(database: Database) -> None:
    one, other = Recorded.made(database, 0), Recorded.made(database, 0, "second")
    batch = [interaction(number) for number in range(60)]
    one.take(batch)
    for start in range(0, 60, 7):
        other.take(list(reversed(batch[60 - start - 7 if start < 56 else 0 : 60 - start])))
    tables = (episodes, interaction_facets)
    for mine, theirs in zip(stored(one, *tables), stored(other, *tables), strict=True):
        assert [_rounded(row[1:]) for row in mine] == [_rounded(row[1:]) for row in theirs]
    sums = [{row[:6][1:]: row[6:10] for row in stored(side, interaction_rollups)[0]} for side in (one, other)]
    assert sums[0] == sums[1]


def _rounded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(round(value, 6) if isinstance(value, float) else value for value in row)


def test_those_of_one_instant_all_have_their_place(database: Database) -> None:
    recorded, other = Recorded.made(database, 0), Recorded.made(database, 0, "second")
    batch = [interaction(number, id=f"interaction_{number:029x}fff", started_at=START) for number in range(1500)]
    assert len(recorded.take(batch[:800])) == 800
    assert len(recorded.take(batch[800:])) == 700
    assert len(other.take([interaction(3, id=batch[0].id, started_at=START)])) == 1
    with database.read() as transaction:
        found = Interactions(database, recorded.project).count(transaction, ALL)
    assert found == 1500


@pytest.mark.parametrize("years", [-80, 200])
def test_a_time_that_cannot_be_is_refused(database: Database, years: int) -> None:
    recorded = Recorded.made(database, 0)
    with pytest.raises(DataError, match="no time of an interaction"):
        recorded.take([interaction(1), interaction(2, started_at=START + timedelta(days=366 * years))])
    assert stored(recorded, interactions) == [[]]


def test_pages_go_through_all_of_them_once(database: Database) -> None:
    recorded = Recorded.made(database, 105)
    reading, seen, after = Interactions(database, recorded.project), [], None
    with database.read() as transaction:
        while True:
            page = reading.page(transaction, ALL, limit=25, after=after)
            seen += [row.id for row in page.rows]
            if page.after is None:
                break
            after = page.after
    newest_first = sorted(recorded.all, key=lambda one: one.started_at, reverse=True)
    assert seen == [one.id for one in newest_first]
    with pytest.raises(InputError, match="no cursor"), database.read() as transaction:
        reading.page(transaction, ALL, limit=5, after="n_x")


def test_a_row_of_a_list_shows_what_was_new(database: Database) -> None:
    history = [
        {"role": "system", "content": "the policy"},
        {"role": "user", "content": "first question"},
        {"role": "assistant", "content": "first answer"},
        {"role": "user", "content": [{"type": "text", "text": "second question"}, {"type": "image_url", "image_url": {"url": "x"}}]},
    ]
    call = {"id": "c", "type": "function", "function": {"name": "find_order", "arguments": '{"order": "W1"}'}}
    answer = {"choices": [{"index": 0, "message": {"role": "assistant", "content": None, "tool_calls": [call]}}]}
    recorded = Recorded.made(database, 0)
    recorded.take([interaction(1, request={"messages": history}, answer=answer, tools_called=["find_order"])])
    with database.read() as transaction:
        (row,) = Interactions(database, recorded.project).page(transaction, ALL, limit=5).rows
    assert (row.asked, row.answered) == ("second question", 'find_order {"order": "W1"}')
    assert (row.messages, row.tools_called, row.keys) == (4, ["find_order"], {"order": "W0"})


def test_an_export_is_all_of_them(database: Database) -> None:
    recorded = Recorded.made(database, 450)
    exported = list(Interactions(database, recorded.project).export(ALL))
    assert sorted(exported, key=lambda one: one.id) == sorted(recorded.all, key=lambda one: one.id)


def test_an_episode_adds_up_its_interactions(database: Database) -> None:
    recorded = Recorded.made(database, 40)
    with database.read() as transaction:
        reading = Episodes(database, recorded.project)
        rows = reading.page(transaction, ALL, limit=100).rows
        assert [row.id for row in rows] == [f"call:{number}" for number in reversed(range(10))]
        for row in rows:
            parts = sorted((one for one in recorded.all if one.episode == row.id), key=lambda one: one.started_at)
            assert row.interactions == len(parts) == 4
            assert row.errors == sum(one.status == "error" for one in parts)
            assert row.tools == sum(len(one.tools_called) for one in parts)
            assert row.input_tokens == sum(one.usage.input_tokens or 0 for one in parts)
            assert row.cost_usd == pytest.approx(sum(one.cost_usd or 0 for one in parts))
            assert (row.first_at, row.last_at) == (parts[0].started_at, parts[-1].started_at)
            assert row.deployment == parts[-1].deployment
        detail = reading.get(transaction, "call:3", limit=3)
        assert [part.episode for part in detail.parts] == ["call:3"] * 3
        assert detail.more
        with pytest.raises(NotFoundError):
            reading.get(transaction, "call:99")
        first = reading.page(transaction, ALL, limit=6)
        rest = reading.page(transaction, ALL, limit=6, after=first.after)
        assert [*first.rows, *rest.rows] == list(rows)
        assert rest.after is None
