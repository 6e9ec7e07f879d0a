"""Interactions over the API: taken in from elsewhere, found, sliced, exported, kept apart by project; and saved views."""

import io
import json
from typing import Any

import pytest

from tests.api.callers import Callers
from tests.store.records import START, interaction


@pytest.fixture
def project(callers: Callers) -> str:
    return callers.project()


def imported(callers: Callers, project: str, count: int = 12, **more: Any) -> list[Any]:
    made = [interaction(number, source="imported") for number in range(count)]
    body = {"interactions": [one.model_dump(mode="json", exclude_defaults=True) for one in made], **more}
    callers.owner.post(f"/projects/{project}/interactions", body, 200)
    return made


def test_what_is_taken_in_is_found(callers: Callers, project: str) -> None:
    made = imported(callers, project)
    path = f"/projects/{project}/interactions"
    again = {"interactions": [made[0].model_dump(mode="json", exclude_defaults=True)]}
    assert callers.owner.post(path, again, 200) == {"interactions": 0, "known": 1, "feedback": 0, "outcomes": 0}
    page = callers.owner.get(f"{path}?limit=5")
    assert [row["id"] for row in page["items"]] == [one.id for one in reversed(made[-5:])]
    rest = callers.owner.get(f"{path}?limit=100&after={page['next']}")
    assert len(rest["items"]) == 7 and rest["next"] is None
    whole = callers.owner.get(f"{path}/{made[3].id}")
    assert whole["request"] == made[3].request and whole["answer"] == made[3].answer
    assert callers.owner.get(f"{path}?key=order:W0&status=ok")["items"] == [
        row for row in callers.owner.get(path)["items"] if row["keys"] == {"order": "W0"} and row["status"] == "ok"
    ]
    query = {"filter": {"any": [{"field": "alias", "value": "support"}, {"field": "tool", "value": "refund"}]}, "limit": 500}
    found = callers.owner.post(f"{path}/query", query, 200)["items"]
    expected = [one.id for one in reversed(made) if one.alias == "support" or "refund" in one.tools_called]
    assert [row["id"] for row in found] == expected
    assert callers.owner.post(f"{path}/count", {"filter": query["filter"]}, 200) == {"count": len(expected)}


def test_feedback_and_outcomes_come_with_them(callers: Callers, project: str) -> None:
    feedback = [{"id": "f1", "metric": "thumb", "value": True, "target": {"episode": "call:1"}}]
    imported(callers, project, feedback=feedback, outcomes=[{"id": "o1", "episode": "call:1", "resolved": True}])
    path = f"/projects/{project}/episodes"
    (row,) = callers.owner.post(f"{path}/query", {"filter": {"field": "metric:thumb", "value": True}}, 200)["items"]
    assert (row["id"], row["interactions"], row["outcome"]["resolved"]) == ("call:1", 4, True)
    detail = callers.owner.get(f"{path}/call:1?parts=3")
    assert len(detail["parts"]) == 3 and detail["more"]
    assert callers.owner.post(f"{path}/count", {}, 200) == {"count": 3}
    assert [one["id"] for one in callers.owner.get(f"{path}?limit=2")["items"]] == ["call:2", "call:1"]
    body = {"level": "episodes", "by": [{"field": "tool"}], "measure": "outcome:resolved"}
    groups = callers.owner.post(f"/projects/{project}/interactions/groups", body, 200)["groups"]
    assert sum(group["n"] for group in groups) >= 1


def test_an_episode_with_slashes_in_its_name(callers: Callers, project: str) -> None:
    one = interaction(1, source="logged", episode="tickets/2026/7")
    callers.owner.post(f"/projects/{project}/interactions", {"interactions": [one.model_dump(mode="json")]}, 200)
    assert callers.owner.get(f"/projects/{project}/episodes/tickets/2026/7")["interactions"] == 1


def test_slices(callers: Callers, project: str) -> None:
    made = imported(callers, project)
    path = f"/projects/{project}/interactions"
    facets = callers.owner.post(f"{path}/facets", {}, 200)
    assert facets["count"] == len(made) and facets["whole"]
    assert {one["value"] for one in facets["fields"]["deployment"]} == {"a", "b"}
    series = callers.owner.post(
        f"{path}/series", {"start": START.isoformat(), "end": "2026-11-02T00:00:00Z", "span": "hour", "split": "status"}, 200
    )
    assert sum(point["count"] for point in series["points"]) == len(made)


def test_an_export_is_read_back(callers: Callers, project: str) -> None:
    made = imported(callers, project)
    path = f"/projects/{project}/interactions/export"
    lines = callers.owner("POST", path, {}).text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {one.id for one in made}
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(callers.owner("POST", path, {"format": "parquet"}).content))
    rows = {row["id"]: row for row in table.to_pylist()}
    assert rows.keys() == {one.id for one in made}
    for one in made:
        row = rows[one.id]
        assert json.loads(row["request"]) == one.request
        assert dict(row["tags"]) == one.tags
        assert (row["latency_ms"], row["input_tokens"], row["started_at"]) == (one.latency_ms, one.usage.input_tokens, one.started_at)
    assert [event["action"] for event in callers.owner.get(f"/projects/{project}/audit")["items"][:2]] == ["interaction.export"] * 2


def test_what_is_wrong_is_told(callers: Callers, project: str) -> None:
    path = f"/projects/{project}/interactions"
    gateway = interaction(1, source="gateway").model_dump(mode="json")
    bad = [
        (path, {"interactions": [gateway]}),
        (path, {"feedback": [{"metric": "x", "value": 1, "target": {}}]}),
        (f"{path}/query", {"filter": {"field": "secret", "value": "x"}}),
        (f"{path}/query", {"filter": {"field": "text", "op": "has", "value": "--"}}),
        (f"{path}/query", {"filter": {}, "after": "n_99999999999999999999"}),
        (f"{path}/groups", {"by": [{"field": "text"}]}),
        (f"{path}/series", {"start": "2026-01-01T00:00:00Z", "end": "2025-01-01T00:00:00Z"}),
    ]
    for where, body in bad:
        status, code = callers.owner.refused("POST", where, body)
        assert status in (400, 422), (where, body, status, code)
    assert callers.owner.refused("GET", f"{path}/interaction_{0:032x}") == (404, "not_found")
    assert callers.owner.refused("GET", f"/projects/{project}/episodes/none") == (404, "not_found")


def test_projects_see_their_own_alone(callers: Callers, project: str) -> None:
    made, other = imported(callers, project), callers.project("other")
    assert callers.owner.get(f"/projects/{other}/interactions")["items"] == []
    assert callers.owner.refused("GET", f"/projects/{other}/interactions/{made[0].id}") == (404, "not_found")
    assert callers.owner.post(f"/projects/{other}/interactions/facets", {}, 200)["count"] == 0


def test_views_are_saved_changed_and_forgotten(callers: Callers, project: str) -> None:
    path = f"/projects/{project}/views"
    slow = {"field": "latency_ms", "op": "gt", "value": 1000}
    view = callers.owner.post(path, {"name": "Slow ones", "filter": slow})
    assert callers.owner.get(f"{path}/{view['id']}")["filter"] == {**slow}
    assert callers.owner.refused("POST", path, {"name": "Slow ones"}) == (409, "conflict")
    assert callers.owner.refused("POST", path, {"name": "x", "filter": {"field": "nothing", "value": 1}})[0] == 422
    tag = callers.owner("GET", f"{path}/{view['id']}").headers["ETag"]
    changed = callers.owner.patch(f"{path}/{view['id']}", {"name": "Very slow", "filter": {**slow, "value": 5000}})
    assert (changed["name"], changed["filter"]["value"], changed["version"]) == ("Very slow", 5000, 2)
    stale = callers.owner.refused("PATCH", f"{path}/{view['id']}", {"name": "x"}, headers={"If-Match": tag})
    assert stale == (412, "stale")
    assert callers.owner.refused("PATCH", f"{path}/{view['id']}", {"filter": {"field": "nothing", "value": 1}})[0] == 422
    assert [one["name"] for one in callers.owner.get(path)["items"]] == ["Very slow"]
    callers.owner.delete(f"{path}/{view['id']}")
    assert callers.owner.refused("GET", f"{path}/{view['id']}") == (404, "not_found")
