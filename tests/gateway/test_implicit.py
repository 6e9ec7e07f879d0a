"""Implicit signals: what people did in conversations, made up and real, and what becomes of it in the tables."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from burnish.core.interactions import Interaction
from burnish.gateway.implicit import SIGNALS, Signal, distance, read_signals
from burnish.gateway.implicit_reading import EpisodeReader, ReaderOptions
from burnish.store.database import Database
from burnish.store.feedback_reading import FeedbackFilter
from tests.store.feedback_ground import NOON, FeedbackGround, interaction, interaction_id

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"

ASKED = {"role": "user", "content": "Where is my parcel with the order number W1?"}
TOLD = {"role": "assistant", "content": "It arrives on Monday. Anything else?"}


def call(number: int, messages: Sequence[dict[str, Any]], answer: dict[str, Any] | None, **fields: Any) -> Interaction:
    """One interaction of a conversation, as a gateway writes it down."""
    choices = None if answer is None else {"choices": [{"index": 0, "message": answer, "finish_reason": "stop"}]}
    return interaction(number, fields.pop("episode", "call-1"), request={"messages": [*messages]}, answer=choices, **fields)


def talked(messages: Sequence[dict[str, Any]], episode: str = "call-1", first: int = 1) -> list[Interaction]:
    """The interactions of a logged conversation: one for each turn of the assistant."""
    turns = [place for place, message in enumerate(messages) if message["role"] == "assistant"]
    return [call(first + number, messages[:place], messages[place], episode=episode) for number, place in enumerate(turns)]


def told(found: Sequence[Signal]) -> list[tuple[str, bool | float, str | None]]:
    return [(one.metric.removeprefix("implicit."), one.value, one.interaction) for one in found]


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def test_thanks_accept_an_answer_and_end_the_matter() -> None:
    found = read_signals(talked([ASKED, TOLD, user("Perfect, thanks!"), {"role": "assistant", "content": "Bye."}]))
    assert told(found) == [("accepted", True, interaction_id(1)), ("abandoned", False, None)]


@pytest.mark.parametrize("words", ["That's not what I asked", "no, that's wrong", "I said order W2", "It doesn't work."])
def test_objections_do_not_accept(words: str) -> None:
    found = read_signals(talked([ASKED, TOLD, user(words), {"role": "assistant", "content": "Sorry."}]))
    assert told(found) == [("accepted", False, interaction_id(1))]


@pytest.mark.parametrize("words", ["No, that's all", "no that will be all, thank you"])
def test_no_to_a_question_is_no_objection(words: str) -> None:
    found = read_signals(talked([ASKED, TOLD, user(words), {"role": "assistant", "content": "Bye."}]))
    assert told(found) == [("accepted", True, interaction_id(1)), ("abandoned", False, None)]


def test_a_long_story_with_a_thank_you_in_it_is_no_verdict() -> None:
    story = "I was told by your colleague last week, thank you for that, " + "and then it went on and on " * 5
    found = read_signals(
        talked([ASKED, {"role": "assistant", "content": "Go on."}, user(story), {"role": "assistant", "content": "I see."}])
    )
    assert [one.metric for one in found if one.metric == "implicit.accepted"] == []


def test_asking_the_same_again_is_a_retry() -> None:
    found = read_signals([call(1, [ASKED], TOLD), call(2, [ASKED], {"role": "assistant", "content": "On Tuesday."})])
    assert told(found) == [("retried", True, interaction_id(1))]


def test_asking_in_other_words_is_rephrasing() -> None:
    again = user("My parcel, order number W1: where is it now?")
    found = read_signals(
        talked([ASKED, {"role": "assistant", "content": "Which?"}, again, {"role": "assistant", "content": "On its way."}])
    )
    assert told(found) == [("rephrased", True, interaction_id(1))]
    other = user("Can I change the colour of the lamp instead?")
    found = read_signals(talked([ASKED, {"role": "assistant", "content": "Which?"}, other, {"role": "assistant", "content": "Yes."}]))
    assert told(found) == []


def test_another_text_in_the_answers_place_is_an_edit() -> None:
    edited = {"role": "assistant", "content": "It arrives on Friday. Anything else?"}
    found = read_signals([call(1, [ASKED], TOLD), call(2, [ASKED, edited, user("and the other")], {"role": "assistant", "content": "Ok."})])
    assert told(found) == [("edited", pytest.approx(1 / 6, abs=1e-4), interaction_id(1))]
    assert (distance("a b c", "a b c"), distance("a", "b"), distance("", ""), distance("", "a")) == (0, 1, 0, 1)


def test_a_tool_that_hands_over_escalates() -> None:
    handing = {"id": "1", "type": "function", "function": {"name": "transfer_to_human_agents", "arguments": "{}"}}
    found = read_signals([call(1, [ASKED], {"role": "assistant", "content": None, "tool_calls": [handing]})])
    assert told(found) == [("escalated", True, None)]


def test_a_question_that_nobody_answers_and_a_failure_are_abandoned() -> None:
    assert told(read_signals([call(1, [ASKED], TOLD)])) == [("abandoned", True, None)]
    assert told(read_signals([call(1, [ASKED], None, status="error")])) == [("abandoned", True, None)]
    assert told(read_signals([call(1, [ASKED], {"role": "assistant", "content": "On Monday."})])) == []


def test_what_is_no_conversation_tells_nothing() -> None:
    odd: list[Any] = [None, {}, {"messages": "x"}, {"messages": [None, 3, {"role": 3, "content": {"a": 1}}]}, {"input": ["a"]}]
    made = [interaction(number, "call-1", request=request, answer={"choices": [None]}) for number, request in enumerate(odd)]
    assert read_signals(made) == []
    assert read_signals([]) == []


def test_rules_give_what_their_metrics_take() -> None:
    assert {one.name for one in SIGNALS} == {
        f"implicit.{name}" for name in ("accepted", "edited", "retried", "rephrased", "abandoned", "escalated")
    }


def _lines(name: str) -> Iterator[dict[str, Any]]:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"there is no {name} beside the project")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def test_real_conversations_of_an_airline() -> None:
    """200 logged ones: those that called the tool for it are escalated, all of them and no others."""
    found: Counter[str] = Counter()
    for number, row in enumerate(_lines("traces/gpt-4o-airline.jsonl.gz")):
        signals = read_signals(talked(row["messages"], episode=f"call-{number}"))
        calls = {one["function"]["name"] for message in row["messages"] for one in message.get("tool_calls") or []}
        escalated = any(one.metric == "implicit.escalated" for one in signals)
        assert escalated == ("transfer_to_human_agents" in calls), number
        found.update(f"{one.metric} {one.value}" for one in signals)
    assert found["implicit.edited"] == 0  # what is logged is what was answered
    assert found["implicit.retried True"] == 0
    assert found["implicit.accepted True"] > 20
    assert found["implicit.accepted True"] > found["implicit.accepted False"]


def test_real_dialogues_that_end_well() -> None:
    """Crowd-written dialogues end with thanks; a rule that saw them abandoned would be wrong."""
    ends: Counter[Any] = Counter()
    for number, row in enumerate(_lines("sgd/dev.jsonl.gz")):
        signals = read_signals(talked(row["messages"], episode=f"call-{number}"))
        ends.update([next((one.value for one in signals if one.metric == "implicit.abandoned"), None)])
    assert ends[False] / ends.total() > 0.8
    assert ends[True] / ends.total() < 0.02


# -- in the tables ---------------------------------------------------------------------------------------------------------------


def _signals(ground: FeedbackGround, **wanted: Any) -> list[tuple[str, Any, bool]]:
    with ground.database.read() as transaction:
        rows = ground.reader.page(transaction, FeedbackFilter(source_kind="implicit", **wanted))
    return sorted((row.feedback.metric, row.feedback.value, row.feedback.counts) for row in rows)


def test_quiet_episodes_are_read_once_and_again_when_they_go_on(database: Database) -> None:
    ground, reader = FeedbackGround.made(database), EpisodeReader(database, ReaderOptions(whole_seconds=0.0))
    ground.record(*talked([ASKED, TOLD]))
    assert (reader.read_all(), reader.read_all()) == (1, 0)
    assert _signals(ground) == [("implicit.abandoned", True, True)]
    with database.read() as transaction:
        assert (
            ground.metrics.find(transaction, "implicit.abandoned").declared,
            ground.metrics.find(transaction, "implicit.edited").high,
        ) == (True, 1)
    ground.record(*talked([ASKED, TOLD, user("Thanks, perfect"), {"role": "assistant", "content": "Bye."}])[1:])
    assert reader.read_all() == 1
    assert _signals(ground, counts=True) == [("implicit.abandoned", False, True), ("implicit.accepted", True, True)]
    assert len(_signals(ground)) == 3
    ground.record(call(9, [ASKED, TOLD, user("Thanks, perfect")], None, started_at=NOON + timedelta(hours=2)))
    assert reader.read_all() == 1
    assert _signals(ground, counts=True) == [
        ("implicit.abandoned", False, True),
        ("implicit.accepted", True, True),
        ("implicit.retried", True, True),
    ]


def test_an_episode_that_goes_on_is_not_read(database: Database) -> None:
    ground = FeedbackGround.made(database)
    ground.record(call(1, [ASKED], TOLD, started_at=datetime.now(UTC) - timedelta(minutes=5)))
    assert EpisodeReader(database).read_all() == 0
    assert EpisodeReader(database, ReaderOptions(quiet_seconds=60.0)).read_all() == 1


def test_episodes_of_every_project_are_read_whatever_they_are_called(database: Database) -> None:
    grounds = [FeedbackGround.made(database, name) for name in ("one", "other")]
    for number, ground in enumerate(grounds):
        ground.record(*talked([ASKED, TOLD], episode="desk/call:1", first=10 * number + 1))
    assert EpisodeReader(database, ReaderOptions(batch=1)).read_all() == 2
    assert [_signals(ground) for ground in grounds] == [[("implicit.abandoned", True, True)]] * 2
