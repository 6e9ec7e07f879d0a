"""Deletion of a person's data reaches the record, feedback and datasets, and says what has learned from it; retention by days."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, cast, insert, select

from burnish.core.feedback import Outcome, OutcomeEvent
from burnish.core.ids import new_id
from burnish.store import feedback, interactions
from burnish.store.forgetting import forget_old, redactions_of_all
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.outcomes import take as take_outcomes
from burnish.store.tables import METADATA, interaction_facets, model_versions, models, outcome_events, outcomes, run_episodes
from tests.api.callers import Callers
from tests.api.test_datasets import EVERYTHING_TRAIN, answered, user
from tests.store.feedback_ground import event, interaction_id

WORD = "xylophone"
OLD = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def at(callers: Callers) -> str:
    """Ann's episode and Bob's, with what they said of them."""
    at = f"/projects/{callers.project('desk')}"
    project = callers.owner.get(at)["id"]
    arrived = [
        answered(1, "call-ann", [user(f"my {WORD}")], "broken?", end_user="ann", keys={"order": "A1"}, tags={"shop": "one"}),
        answered(2, "call-ann", [user("and then?")], f"the {WORD} again"),
        answered(3, "call-bob", [user("hello")], "hi", end_user="bob", keys={"order": "B1"}),
    ]
    told = [
        event("ann-1", WORD, metric="note", source={"kind": "person", "id": "ann"}),
        event("ann-2", False, target={"interaction": interaction_id(3)}, source={"kind": "person", "id": "ann"}, overrides="bob-1"),
        event("bob-1", True, target={"interaction": interaction_id(3)}, source={"kind": "person", "id": "bob"}),
        event("key", 1, metric="returned", target={"key": "order:A1"}),
    ]
    with callers.server.database.write() as transaction:
        feedback.join_new(transaction, project, interactions.take(transaction, project, arrived))
        feedback.take(transaction, project, told)
    callers.owner.post(f"{at}/episodes/call-ann/outcome", {"resolved": False, "reason": WORD}, 200)
    return at


def everything(callers: Callers) -> str:
    """All text of all tables but the audit log, and of all files of datasets."""
    found = []
    with callers.server.database.read() as transaction:
        for table in METADATA.tables.values():
            columns = [cast(column, String) for column in table.c if "BLOB" not in str(column.type) and "BYTEA" not in str(column.type)]
            rows = transaction.execute(select(*columns), execution_options={ACROSS_PROJECTS: True})
            found += [f"{table.name} {row}" for row in rows]
    found += [path.read_text() for path in Path(callers.server.settings.artifacts).rglob("*.jsonl")]
    return "\n".join(found)


def test_what_is_kept_of_a_person_is_gone_and_what_learned_from_it_is_named(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/datasets/build", {"name": "calls", "level": "interactions", "splits": EVERYTHING_TRAIN})
    callers.owner.post(f"{at}/datasets/build", {"name": "only-bob", "filter": {"field": "end_user", "value": "bob"}})
    run = callers.owner.post(f"{at}/runs", {"recipe": "sft", "dataset": "calls"})
    version = made_by(callers, at, run["id"])
    before = callers.owner.get(f"{at}/datasets/calls")
    project = callers.owner.get(at)["id"]
    played = {"loop": 1, "step": 0, "scenario": "one", "reward": 1.0, "stop": "done", "episode": {"turns": [WORD]}}
    other = callers.owner.post(f"{at}/runs", {"recipe": "sft", "dataset": "only-bob"})
    with callers.server.database.write() as transaction:
        for number, one in enumerate((run["id"], other["id"])):
            said = played if number == 0 else {**played, "episode": {"turns": ["hello"]}}
            transaction.execute(insert(run_episodes).values(project_id=project, run_id=one, sequence=1, **said))
    assert WORD in everything(callers)
    done = callers.owner.post(f"{at}/erasures", {"end_user": "ann"}, 200)
    assert [done[name] for name in ("by", "episodes", "interactions", "feedback", "outcomes")] == ["end_user", 1, 2, 2, 1]
    (held,) = done["datasets"]
    assert (held["name"], held["examples"]) == ("calls", 2)
    assert [(use["run"], use["models"]) for use in held["uses"]] == [(run["id"], [version])]
    assert WORD not in everything(callers)
    assert callers.owner.post(f"{at}/interactions/count", {"filter": {"field": "text", "op": "has", "value": WORD}}, 200)["count"] == 0
    assert callers.owner.refused("GET", f"{at}/interactions/{interaction_id(1)}") == (404, "not_found")
    after = callers.owner.get(f"{at}/datasets/calls")
    assert (after["examples"], after["erased"], after["digest"] != before["digest"]) == (1, 2, True)
    rows = callers.owner("GET", f"{at}/datasets/calls/file").text.splitlines()
    assert [json.loads(row)["episode"] for row in rows] == ["call-bob"]
    origins = callers.owner.get(f"{at}/datasets/calls/origins")
    assert [(one["erased"], one["episode"]) for one in origins] == [(False, "call-bob"), (True, None), (True, None)]
    assert callers.owner.get(f"{at}/feedback/bob-1")["counts"]  # what stood in its place is gone
    assert callers.owner.get(f"{at}/feedback/key")["target"]["key"] == "order:A1"
    again = callers.owner.post(f"{at}/erasures", {"end_user": "ann"}, 200)
    assert (again["episodes"], again["datasets"]) == (0, [])
    assert len(callers.owner.get(f"{at}/runs/{other['id']}/episodes")["items"]) == 1, "of a run that saw none of it"


def test_tags_of_what_was_deleted_are_counted_no_more(callers: Callers, at: str) -> None:
    project = callers.owner.get(at)["id"]
    more = [
        answered(5, "call-eve", [user("hi")], "yes", end_user="eve", tags={"shop": "one", "who": WORD}),
        answered(6, "call-eve", [user("hi")], "yes", tags={"shop": "two"}),
    ]
    with callers.server.database.write() as transaction:
        interactions.take(transaction, project, more)

    def shops() -> dict[str, int]:
        found = callers.owner.post(f"{at}/interactions/facets", {"fields": ["tag:shop", "tag:who"]}, 200)["fields"]
        return {one["value"]: one["count"] for name in ("tag:shop", "tag:who") for one in found[name]}

    assert shops() == {"one": 2, "two": 1, WORD: 1}
    callers.owner.post(f"{at}/erasures", {"end_user": "eve"}, 200)
    assert shops() == {"one": 1}
    with callers.server.database.read() as transaction:
        rows = transaction.execute(select(interaction_facets.c.value).where(interaction_facets.c.project_id == project)).scalars().all()
    assert not {"two", WORD} & set(rows)


def made_by(callers: Callers, at: str, run: str) -> str:
    """A version of a model, as if the run had made it."""
    project, model, version = callers.owner.get(at)["id"], new_id("model"), new_id("version")
    values = {"number": 1, "kind": "checkpoint", "status": "importing", "url": "", "source": {}, "architecture": {}}
    with callers.server.database.write() as transaction:
        transaction.execute(insert(models).values(project_id=project, id=model, name="made"))
        transaction.execute(insert(model_versions).values(project_id=project, id=version, model_id=model, run_id=run, **values))
    return version


@pytest.mark.parametrize("wanted", [{"key": "order:A1"}, {"episode": "call-ann"}])
def test_a_business_key_and_an_episode_too(callers: Callers, at: str, wanted: Any) -> None:
    done = callers.owner.post(f"{at}/erasures", wanted, 200)
    assert (done["episodes"], done["interactions"]) == (1, 2)
    assert WORD not in everything(callers)
    assert callers.owner.get(f"{at}/feedback-counts")["events"] == (2 if "key" in wanted else 3)


def test_it_says_one_of_three_and_needs_its_permission(callers: Callers, at: str) -> None:
    for wrong in ({}, {"end_user": "a", "episode": "b"}):
        assert callers.owner.refused("POST", f"{at}/erasures", wrong)[0] == 422
    developer = callers.user("developer", callers.owner.get(at)["id"])
    assert developer.refused("POST", f"{at}/erasures", {"episode": "call-ann"}) == (403, "forbidden")


def test_words_go_after_their_days_and_everything_after_its_own(callers: Callers, at: str) -> None:
    project = callers.owner.get(at)["id"]
    young = answered(9, "call-new", [user("new words")], "yes", started_at=datetime.now(UTC) - timedelta(hours=1))
    with callers.server.database.write() as transaction:
        interactions.take(transaction, project, [young])
        ended = OutcomeEvent(id="o-old", episode="call-old", outcome=Outcome(resolved=True), given_at=OLD, received_at=OLD)
        take_outcomes(transaction, project, [ended])
    assert forget_old(callers.server.database) == 0
    callers.owner.put(f"{at}/retention", {"payload_days": 1, "redactions": [{"name": "email"}]})
    with callers.server.database.read() as transaction:
        assert [one.name for one in redactions_of_all(transaction)[project]] == ["email"]
    assert forget_old(callers.server.database) == 3
    old = callers.owner.get(f"{at}/interactions/{interaction_id(1)}")
    assert (old["request"], old["answer"], old["episode"]) == (None, None, "call-ann")
    assert callers.owner.get(f"{at}/interactions/{young.id}")["request"]["messages"] == [user("new words")]
    callers.owner.put(f"{at}/retention", {"payload_days": 1, "metadata_days": 2})
    assert forget_old(callers.server.database) == 3
    assert callers.owner.refused("GET", f"{at}/interactions/{interaction_id(1)}") == (404, "not_found")
    assert [one["id"] for one in callers.owner.get(f"{at}/episodes")["items"]] == ["call-new"]
    assert callers.owner.get(f"{at}/feedback-counts")["events"] == 0, "feedback of before goes too"
    assert callers.owner.get(f"{at}/metrics")["items"] == []
    with callers.server.database.read() as transaction:
        for table in (outcome_events, outcomes):
            left = transaction.execute(select(table.c.episode).where(table.c.project_id == project)).scalars().all()
            assert left == ["call-ann"], "that one was told a moment ago"
    for wrong in ({"payload_days": 3, "metadata_days": 2}, {"payload_days": 0}, {"redactions": [{"name": "x", "pattern": "("}]}):
        assert callers.owner.refused("PUT", f"{at}/retention", wrong)[0] == 422
