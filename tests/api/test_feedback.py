"""Feedback, metrics, sources, outcomes and KPIs over HTTP: what is refused where it comes in, and what is kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from burnish.store import feedback, interactions
from tests.api.callers import Caller, Callers
from tests.store.feedback_ground import NOON, event, interaction, interaction_id

FIRST, SECOND = interaction_id(1), interaction_id(2)


@pytest.fixture
def at(callers: Callers) -> str:
    return f"/projects/{callers.project('desk')}"


def record(callers: Callers, at: str, *arrived: Any) -> None:
    """As the filler does."""
    project = callers.owner.get(at)["id"]
    with callers.server.database.write() as transaction:
        feedback.join_new(transaction, project, interactions.take(transaction, project, arrived))


def thumb(**fields: Any) -> dict[str, Any]:
    return {"metric": "helpful", "value": True, "target": {"interaction": FIRST}, **fields}


def test_feedback_may_come_before_what_it_is_about(callers: Callers, at: str) -> None:
    given = callers.owner.post(f"{at}/feedback", thumb(id="early"))
    assert (given["joined"], given["counts"], given["source"]["id"]) == (0, True, given["caller"])
    assert [one["id"] for one in callers.owner.get(f"{at}/feedback?parked=true")["items"]] == ["early"]
    record(callers, at, interaction(1, "call-1", keys={"order": "W1"}))
    assert callers.owner.get(f"{at}/feedback/early")["joined"] == 1
    by_key = {"metric": "returned", "value": 1, "target": {"key": "order:W1"}}
    assert callers.owner.post(f"{at}/feedback", by_key)["joined"] == 1
    of_episode = callers.owner.get(f"{at}/feedback?episode=call-1")["items"]
    assert {one["metric"] for one in of_episode} == {"helpful", "returned"}
    counts = callers.owner.get(f"{at}/feedback-counts")
    assert counts == {"events": 2, "counts": 2, "parked": 0, "aside": 0, "capped": 0, "overridden": 0}


def test_the_same_event_twice_counts_once_and_another_under_its_id_is_refused(callers: Callers, at: str) -> None:
    first = callers.owner.post(f"{at}/feedback", thumb(id="mine"))
    assert callers.owner.post(f"{at}/feedback", thumb(id="mine")) == first
    assert callers.owner.refused("POST", f"{at}/feedback", thumb(id="mine", value=False)) == (409, "conflict")
    batch = {"events": [thumb(id="mine"), thumb(id="mine", value=False), thumb(id="new")]}
    taken = callers.owner.post(f"{at}/feedback-batches", batch, 200)
    assert (taken["new"], taken["again"], taken["differing"], taken["parked"]) == (1, 2, 1, 1)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (thumb(value=None), "value"),
        (thumb(metric="Not a name"), "metric"),
        (thumb(target={}), "target"),
        (thumb(target={"interaction": FIRST, "episode": "call-1"}), "target"),
        (thumb(target={"key": "no colon"}), "target.key"),
        (thumb(confidence=2), "confidence"),
        (thumb(source={"kind": "nobody"}), "source.kind"),
        (thumb(given_at="2026-01-01T00:00:00"), "given_at"),
        (thumb(overrides="a", id="a"), "overrides"),
        (thumb(valid=False), "valid"),
        (thumb(value={"message": {"role": "user", "content": "x"}}), "value.message"),
        (thumb(value={"chosen": FIRST, "rejected": SECOND}), "target.interaction"),
        ({"metric": "better", "value": {"chosen": FIRST, "rejected": FIRST}}, "value.chosen, value.rejected"),
        (thumb(extra=1), "extra"),
    ],
)
def test_what_is_wrong_is_named(callers: Callers, at: str, body: Any, where: str) -> None:
    answer = callers.owner("POST", f"{at}/feedback", body)
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    places = [error["where"], *(one["where"] for one in error["problems"])]
    assert any(place.removeprefix("body.").startswith(where) for place in places), error
    assert callers.owner.get(f"{at}/feedback-counts")["events"] == 0


def test_a_value_that_is_none_of_its_metric_is_refused_here_and_set_aside_from_the_log(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/metrics", {"name": "stars", "type": "number", "low": 1, "high": 5}, 200)
    refused = callers.owner("POST", f"{at}/feedback", thumb(metric="stars", value=9))
    assert (refused.status_code, refused.json()["error"]["where"]) == (422, "value")
    assert "above the greatest that stars takes, 5" in refused.text
    project = callers.owner.get(at)["id"]
    with callers.server.database.write() as transaction:
        taken = feedback.take(transaction, project, [event("late", 9, metric="stars")])
    assert taken.aside == 1
    (kept,) = callers.owner.get(f"{at}/feedback?aside=true")["items"]
    assert (kept["counts"], "above the greatest" in kept["why"]) == (False, True)
    callers.owner.post(f"{at}/metrics", {"name": "stars", "type": "number", "low": 1, "high": 10}, 200)
    assert callers.owner.get(f"{at}/feedback/late")["counts"]


def test_a_metric_that_nobody_declared_is_what_its_first_value_is(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/feedback", thumb())
    made = callers.owner.get(f"{at}/metrics/helpful")
    assert (made["type"], made["level"], made["declared"]) == ("boolean", "interaction", False)
    assert callers.owner.refused("DELETE", f"{at}/metrics/helpful") == (409, "conflict")
    callers.owner.post(f"{at}/metrics", {"name": "helpful", "type": "text"}, 200)
    assert not callers.owner.get(f"{at}/feedback?metric=helpful")["items"][0]["counts"]
    callers.owner.delete(f"{at}/metrics/helpful")
    assert callers.owner.get(f"{at}/feedback?metric=helpful")["items"][0]["counts"]
    callers.owner.post(f"{at}/metrics", {"name": "unused", "type": "text"}, 200)
    callers.owner.delete(f"{at}/metrics/unused")
    assert callers.owner.refused("GET", f"{at}/metrics/unused") == (404, "not_found")


def test_what_is_corrected_and_taken_back_stays_in_sight(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/feedback", thumb(id="one"))
    callers.owner.post(f"{at}/feedback", thumb(id="two", value=False, overrides="one", reason="looked again"))
    assert [callers.owner.get(f"{at}/feedback/{name}")["counts"] for name in ("one", "two")] == [False, True]
    after = callers.owner.post(f"{at}/feedback/two/retract", {"reason": "was another call"}, 200)
    assert (after["counts"], after["why"]) == (False, "a later event stands in its place, or takes it back")
    history = callers.owner.get(f"{at}/feedback/one/history")
    assert [(one["value"], one["valid"], one["reason"]) for one in history] == [
        (True, True, ""),
        (False, True, "looked again"),
        (False, False, "was another call"),
    ]
    assert callers.owner.refused("POST", f"{at}/feedback/none/retract", {}) == (404, "not_found")
    assert callers.owner.refused("POST", f"{at}/feedback/{history[2]['id']}/retract", {}) == (422, "invalid_data")


def test_a_list_goes_on_where_a_page_ends(callers: Callers, at: str) -> None:
    callers.owner.post(f"{at}/feedback-batches", {"events": [thumb(id=f"n{number}") for number in range(7)]}, 200)
    seen: list[str] = []
    after = ""
    while after is not None:
        page = callers.owner.get(f"{at}/feedback?limit=3" + (f"&after={after}" if after else ""))
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert sorted(seen) == [f"n{number}" for number in range(7)]


def test_a_source_beyond_its_cap_is_kept_and_does_not_count(callers: Callers, at: str) -> None:
    troll = {"kind": "person", "id": "troll"}
    callers.owner.put(f"{at}/source-rules", {"kind": "person", "most_per_hour": 2})
    callers.owner.post(f"{at}/feedback-batches", {"events": [thumb(id=f"n{number}", source=troll) for number in range(5)]}, 200)
    kept = callers.owner.get(f"{at}/feedback")["items"]
    assert (len(kept), sum(one["counts"] for one in kept)) == (5, 2)
    (share,) = callers.owner.get(f"{at}/sources?metric=helpful")
    assert (share["events"], share["counts"], share["capped"], share["mean"], share["share"]) == (5, 2, 3, 1.0, 1.0)
    callers.owner.delete(f"{at}/source-rules?kind=person")
    assert callers.owner.get(f"{at}/feedback-counts")["counts"] == 5
    assert callers.owner.refused("DELETE", f"{at}/source-rules?kind=person") == (404, "not_found")


def test_one_hostile_person_in_a_hundred_turns_no_figure(callers: Callers, at: str) -> None:
    """A hundred people say yes, one of them says no ten thousand times: the rate stays, and the list of sources shows who it was."""
    callers.owner.put(f"{at}/source-rules", {"kind": "person", "most_per_hour": 3})
    record(callers, at, *(interaction(number, f"call-{number}") for number in range(1, 101)))
    project = callers.owner.get(at)["id"]
    good = [event(f"g{number}", True, target={"episode": f"call-{number}"}, source=_person(f"p{number}")) for number in range(1, 101)]
    bad = [event(f"b{number}", False, target={"episode": f"call-{number % 100 + 1}"}, source=_person("troll")) for number in range(2000)]
    with callers.server.database.write() as transaction:
        feedback.take(transaction, project, [*bad[:1000], *good, *bad[1000:]])
    callers.owner.post(f"{at}/kpis", {"name": "helpful", "kind": "metric", "metric": "helpful"}, 200)
    whole = callers.owner.get(f"{at}/kpis/helpful")["whole"]
    assert (whole["n"], round(whole["mean"], 3)) == (103, round(100 / 103, 3))
    worst = max(callers.owner.get(f"{at}/sources?metric=helpful&limit=500"), key=lambda one: one["capped"])
    assert (worst["source"]["id"], worst["events"], worst["counts"]) == ("troll", 2000, 3)


def _person(name: str) -> dict[str, str]:
    return {"kind": "person", "id": name}


def test_a_kpi_is_seen_before_it_is_defined(callers: Callers, at: str) -> None:
    body = {"name": "helpful", "kind": "metric", "metric": "helpful"}
    record(callers, at, interaction(1, "call-1"), interaction(2, "call-2"))
    project = callers.owner.get(at)["id"]
    with callers.server.database.write() as transaction:
        feedback.take(transaction, project, [event(f"e{n}", n == 1, target={"episode": f"call-{n}"}) for n in (1, 2)])
    seen = callers.owner.post(f"{at}/kpis/preview", body, 200)
    assert (seen["whole"]["n"], seen["whole"]["mean"], seen["points"]) == (2, 0.5, [])
    assert callers.owner.refused("GET", f"{at}/kpis/helpful") == (404, "not_found"), "nothing is defined"
    assert callers.owner.post(f"{at}/kpis/preview?until=2026-01-01T00:00:00Z", body, 200)["whole"]["n"] == 0
    callers.owner.post(f"{at}/kpis", body, 200)
    assert callers.owner.get(f"{at}/kpis/helpful")["whole"] == seen["whole"]
    assert callers.owner.refused("POST", f"{at}/kpis/preview", {"name": "x", "kind": "metric"}) == (422, "invalid_data")
    assert callers.owner.refused("POST", f"{at}/kpis/preview?since=2026-01-01T00:00:00", body) == (422, "invalid_data")


def test_how_an_episode_ended_and_the_kpis_over_it(callers: Callers, at: str) -> None:
    record(callers, at, *(interaction(number, f"call-{number}", alias="support", cost_usd=0.5) for number in range(1, 5)))
    told = callers.owner.post(f"{at}/episodes/call-1/outcome", {"resolved": True, "escalated": False}, 200)
    assert (told["resolved"], told["containable"], len(told["history"])) == (True, None, 1)
    for number in (2, 3):
        callers.owner.post(f"{at}/episodes/call-{number}/outcome", {"resolved": False, "escalated": True}, 200)
    early = callers.owner.post(f"{at}/episodes/to/come/outcome", {"id": "x", "resolved": True, "reason": "paid"}, 200)
    assert (early["episode"], early["reason"]) == ("to/come", "paid")
    assert callers.owner.get(f"{at}/episodes/nothing/outcome")["given_at"] is None
    assert callers.owner.refused("POST", f"{at}/episodes/call-1/outcome", {}) == (422, "invalid_data")
    report = callers.owner.get(f"{at}/kpis/containment?every=day&by=alias")
    (point,) = report["points"]
    assert (point["group"], point["n"], datetime.fromisoformat(point["starts_at"])) == ("support", 3, NOON - timedelta(hours=12))
    whole = report["whole"]
    assert whole["mean"] == pytest.approx(1 / 3)
    assert whole["low"] < whole["mean"] < whole["high"]
    cost = callers.owner.get(f"{at}/kpis/cost_per_resolved")["whole"]
    assert (cost["mean"], cost["episodes"]) == (pytest.approx(1.5), 3)
    assert callers.owner.get(f"{at}/kpis/missed_escalation")["whole"] == {
        "mean": None, "low": None, "high": None, "n": 0, "episodes": 0, "pending": 0,
    }  # fmt: skip
    assert callers.owner.get(f"{at}/kpis/containment?until=2026-01-01T00:00:00Z")["whole"]["n"] == 0
    assert callers.owner.refused("GET", f"{at}/kpis/containment?until=2026-01-01T00:00:00") == (422, "invalid_data")


def test_who_may_give_feedback_may_not_say_what_counts(callers: Callers, at: str) -> None:
    annotator = callers.user("annotator", callers.owner.get(at)["id"])
    assert isinstance(annotator, Caller)
    annotator.post(f"{at}/feedback", thumb())
    assert annotator.refused("POST", f"{at}/metrics", {"name": "helpful", "type": "text"}) == (403, "forbidden")
    assert annotator.refused("PUT", f"{at}/source-rules", {"kind": "person"}) == (403, "forbidden")
