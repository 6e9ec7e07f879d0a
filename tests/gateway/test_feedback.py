"""What the data plane takes as feedback and outcomes, what it refuses, and that the log's entries are read back as what was sent."""

import json
from typing import Any

import pytest

from burnish.core.feedback import FeedbackEvent, MetricRequest, OutcomeEvent
from burnish.errors import DataError
from burnish.gateway.feedback import MOST_EVENTS, entry_of, read_feedback, read_outcome
from tests.store.feedback_ground import NOON

STARS = {"stars": MetricRequest(name="stars", type="number", low=1, high=5)}
THUMB = {"metric": "helpful", "value": True, "target": {"key": "order:W1"}}


def read(body: Any) -> list[FeedbackEvent]:
    return read_feedback(body, metrics=STARS, caller="service_1", received_at=NOON)


def test_one_event_or_many() -> None:
    (one,) = read(THUMB)
    assert (one.value, one.given_at, one.received_at, one.caller) == (True, NOON, NOON, "service_1")
    assert one.id.startswith("feedback_")
    many = read({"events": [THUMB, {**THUMB, "id": "mine", "given_at": "2026-01-01T00:00:00+02:00"}]})
    assert (len(many), many[1].id, many[1].given_at.isoformat()) == (2, "mine", "2026-01-01T00:00:00+02:00")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"events": [THUMB, {**THUMB, "value": [1]}]}, "events.1.value"),
        ({"events": [THUMB, {**THUMB, "metric": "stars", "value": 6}]}, "events.1.value"),
        ({"events": [{**THUMB, "target": {}}]}, "events.0.target"),
        ({"events": []}, "events"),
        ({"events": [THUMB], "more": 1}, "events"),
        ({"events": [THUMB] * (MOST_EVENTS + 1)}, "events"),
        ({**THUMB, "value": "5", "metric": "stars"}, "value"),
        ({**THUMB, "id": "a/b"}, "id"),
        ([THUMB], "body"),
        (None, "body"),
    ],
)
def test_what_is_wrong_is_named(body: Any, where: str) -> None:
    with pytest.raises(DataError) as caught:
        read(body)
    assert caught.value.where == where


def test_an_outcome_tells_something_of_an_episode() -> None:
    told = read_outcome({"resolved": True, "id": "x"}, "desk/call:1", caller="", received_at=NOON)
    assert (told.id, told.episode, told.outcome.resolved, told.source.kind, told.given_at) == ("x", "desk/call:1", True, "outcome", NOON)
    for body, episode in (({}, "call-1"), ({"resolved": "yes"}, "call-1"), ({"resolved": True}, "no blanks"), ({"unknown": 1}, "call-1")):
        with pytest.raises(DataError):
            read_outcome(body, episode, caller="", received_at=NOON)


@pytest.mark.parametrize(
    "value",
    [True, 1.5, "fine", {"message": {"content": "better"}}, {"chosen": f"interaction_{1:032x}", "rejected": f"interaction_{2:032x}"}],
)
def test_entries_of_the_log_are_read_back(value: Any) -> None:
    target = {"interaction": f"interaction_{1:032x}"} if not isinstance(value, dict) or "message" in value else {}
    (event,) = read({"metric": "any", "value": value, "target": target})
    entry = json.loads(json.dumps(entry_of("project_1", event)))
    assert (entry["kind"], FeedbackEvent.model_validate_json(json.dumps(entry["body"]))) == ("feedback", event)
    told = read_outcome({"value": 2.0}, "call-1", caller="", received_at=NOON)
    entry = json.loads(json.dumps(entry_of("project_1", told)))
    assert (entry["kind"], OutcomeEvent.model_validate_json(json.dumps(entry["body"]))) == ("outcome", told)
