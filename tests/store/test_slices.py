"""Filters find what a plain reading of them finds; facets, groups and series are what one counts by hand."""

from collections import Counter
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from burnish.core.filters import AllOf, Condition, Filter, NoneOf, OfLevel
from burnish.core.interactions import Interaction
from burnish.core.slices import FacetQuery, GroupBy, GroupQuery, SeriesQuery
from burnish.errors import InputError
from burnish.store.database import Database
from burnish.store.facets import FacetReading
from burnish.store.grouping import GroupReading
from burnish.store.interaction_reading import Interactions
from burnish.store.series import SeriesReading
from tests.store.records import START, Recorded, interaction

LATER = (START + timedelta(hours=13, minutes=3)).isoformat()
ALL = AllOf(all=[])


def words(one: Interaction) -> str:
    asked = " ".join(message["content"] for message in one.request["messages"][1:])  # type: ignore[index]
    answered = " ".join(choice["message"]["content"] for choice in (one.answer or {"choices": []})["choices"])
    return f" {asked} | {answered} ".lower()


CASES: list[tuple[dict[str, Any], Any]] = [
    ({"field": "alias", "value": "support"}, lambda one: one.alias == "support"),
    ({"field": "alias", "op": "ne", "value": "support"}, lambda one: one.alias != "support"),
    ({"field": "alias", "op": "absent"}, lambda one: one.alias is None),
    ({"field": "deployment", "op": "in", "value": ["b", "c"]}, lambda one: one.deployment == "b"),
    ({"field": "alias", "op": "not_in", "value": ["support"]}, lambda one: one.alias != "support"),
    ({"field": "latency_ms", "op": "gt", "value": 400}, lambda one: one.latency_ms > 400),
    ({"field": "cost_usd", "op": "present"}, lambda one: one.cost_usd is not None),
    ({"field": "output_tokens", "op": "le", "value": 20}, lambda one: (one.usage.output_tokens or 0) <= 20 and one.status == "ok"),
    ({"field": "started_at", "op": "ge", "value": LATER}, lambda one: one.started_at.isoformat() >= LATER),
    ({"field": "started_at", "op": "lt", "value": LATER}, lambda one: one.started_at.isoformat() < LATER),
    ({"field": "tag:plan", "value": "free"}, lambda one: one.tags.get("plan") == "free"),
    ({"field": "tag:plan", "op": "absent"}, lambda one: "plan" not in one.tags),
    ({"field": "tag:plan", "op": "ne", "value": "free"}, lambda one: one.tags.get("plan") != "free"),
    ({"field": "key:order", "value": "W3"}, lambda one: one.keys["order"] == "W3"),
    ({"field": "tool", "value": "refund"}, lambda one: "refund" in one.tools_called),
    ({"field": "tool", "op": "absent"}, lambda one: not one.tools_called),
    ({"field": "status", "value": "error"}, lambda one: one.status == "error"),
    ({"field": "error_code", "op": "present"}, lambda one: one.error is not None),
    ({"field": "episode", "value": "call:7"}, lambda one: one.episode == "call:7"),
    ({"field": "stream", "value": False}, lambda one: True),
    ({"field": "text", "op": "has", "value": "REFUND"}, lambda one: " refund " in words(one)),
    ({"field": "text", "op": "has", "value": "grüße refund"}, lambda one: all(f" {word} " in words(one) for word in ("refund", "grüße"))),
    ({"field": "text", "op": "has", "value": '"late parcel"'}, lambda one: " late parcel " in words(one)),
    ({"field": "text", "op": "has", "value": "pass* -refund"}, lambda one: " pass" in words(one) and " refund " not in words(one)),
    ({"any": [{"field": "alias", "value": "billing"}, {"field": "tool", "value": "refund"}]},
     lambda one: one.alias == "billing" or "refund" in one.tools_called),
    ({"none": [{"field": "tag:plan", "value": "team"}, {"field": "cost_usd", "op": "absent"}]},
     lambda one: one.tags.get("plan") != "team" and one.cost_usd is not None),
    ({"all": [{"field": "tag:plan", "value": "team"}, {"field": "tool", "value": "find_order"},
              {"field": "text", "op": "has", "value": "order"}]},
     lambda one: one.tags.get("plan") == "team" and "find_order" in one.tools_called and " order " in words(one)),
    ({"all": [{"field": "text", "op": "has", "value": "order"}, {"none": [{"field": "key:order", "op": "in", "value": ["W1", "W2"]}]}]},
     lambda one: " order " in words(one) and one.keys["order"] not in {"W1", "W2"}),
]  # fmt: skip


def tree_of(raw: dict[str, Any], level: str = "interactions") -> Filter:
    return OfLevel.model_validate({"level": level, "filter": raw}).filter


@pytest.fixture
def recorded(database: Database) -> Recorded:
    Recorded.made(database, 30, "second")  # somebody else's
    return Recorded.made(database, 250)


def test_filters_find_what_they_say(recorded: Recorded) -> None:
    reading = Interactions(recorded.database, recorded.project)
    with recorded.database.read() as transaction:
        for raw, expected in CASES:
            wanted = [one.id for one in sorted(recorded.all, key=lambda one: one.started_at, reverse=True) if expected(one)]
            page = reading.page(transaction, tree_of(raw), limit=500)
            assert [row.id for row in page.rows] == wanted, raw
            assert reading.count(transaction, tree_of(raw)) == len(wanted), raw
            assert 0 < len(wanted) < len(recorded.all) or raw.get("field") == "stream", raw


@pytest.mark.parametrize(
    "raw, reason",
    [
        ({"field": "project_id", "value": "x"}, "no field 'project_id'"),
        ({"field": "alias; DROP", "value": "x"}, "no field"),
        ({"field": "alias", "op": "gt", "value": "x"}, "a name takes"),
        ({"field": "latency_ms", "value": "slow"}, "takes a number"),
        ({"field": "latency_ms", "op": "gt", "value": True}, "takes a number"),
        ({"field": "started_at", "op": "ge", "value": "2026-01-01"}, "takes a time"),
        ({"field": "alias", "op": "in", "value": "x"}, "takes a list"),
        ({"field": "alias", "op": "present", "value": "x"}, "takes no value"),
        ({"field": "stream", "value": 1}, "true or false"),
        ({"field": "outcome:resolved", "value": 1}, "true or false"),
        ({"all": [{"any": [{"none": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}]}]}]}]}, None),
    ],
)
def test_what_is_no_filter_is_refused(raw: dict[str, Any], reason: str | None) -> None:
    if reason is None:
        for _ in range(8):
            raw = {"all": [raw]}
        raw = {"all": [raw, {"field": "alias", "value": "x"}]}
        deep: dict[str, Any] = {"field": "alias", "value": "x"}
        for _ in range(9):
            deep = {"all": [deep]}
        raw, reason = deep, "8 groups deep"
    with pytest.raises(ValueError, match=reason):
        tree_of(raw)


def test_nothing_to_look_for_is_told(recorded: Recorded) -> None:
    with pytest.raises(InputError, match="no word to look for"), recorded.database.read() as transaction:
        Interactions(recorded.database, recorded.project).count(transaction, tree_of({"field": "text", "op": "has", "value": "-a ..."}))


def test_what_somebody_types_is_never_an_error_of_the_database(recorded: Recorded) -> None:
    reading = Interactions(recorded.database, recorded.project)
    odd = [
        '"',
        "a AND",
        "NEAR(a b)",
        "a:*",
        "x' OR 1=1 --",
        "(((",
        "*",
        "a**",
        "{b}",
        "\\",
        "a & !b | c",
        "<->",
        "'quoted'",
        "ünï*",
        "^a",
        "a+b",
    ]
    with recorded.database.read() as transaction:
        for text in odd:
            try:
                reading.count(transaction, tree_of({"field": "text", "op": "has", "value": text}))
            except InputError:
                continue


def counted(rows: list[Interaction]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {name: Counter() for name in ("alias", "deployment", "status", "tool", "tag:plan", "error_code")}
    for one in rows:
        found["alias"].update([one.alias] if one.alias else [])
        found["deployment"].update([str(one.deployment)])
        found["status"].update([one.status])
        found["tool"].update(set(one.tools_called))
        found["tag:plan"].update([one.tags["plan"]] if "plan" in one.tags else [])
        found["error_code"].update([one.error.code] if one.error else [])
    return found


@pytest.mark.parametrize(
    "start, end",
    [(None, None), (0, None), (None, 700), (61, 1300), (5, 40), (60, 180), (13 * 60 + 40, 13 * 60 + 40 + 1440), (30, 95)],
)
def test_facets_of_a_time_are_counted_exactly(recorded: Recorded, start: int | None, end: int | None) -> None:
    begin, stop = (None if minutes is None else START + timedelta(minutes=minutes) for minutes in (start, end))
    bounds = [Condition(field="started_at", op="ge", value=begin.isoformat())] if begin else []
    bounds += [Condition(field="started_at", op="lt", value=stop.isoformat())] if stop else []
    inside = [one for one in recorded.all if (not begin or one.started_at >= begin) and (not stop or one.started_at < stop)]
    with recorded.database.read() as transaction:
        reading = FacetReading(recorded.database, recorded.project)
        fields = list(counted([]))
        quick = reading.facets(transaction, FacetQuery(filter=AllOf(all=bounds), fields=fields))
        slow = reading.facets(transaction, FacetQuery(filter=AllOf(all=[AllOf(all=bounds)]), fields=fields))
    assert quick == slow
    assert quick.count == len(inside)
    assert quick.whole
    assert {name: {one.value: one.count for one in values} for name, values in quick.fields.items()} == counted(inside)


def test_facets_of_anything_else_look_at_the_interactions(recorded: Recorded) -> None:
    tree = tree_of({"all": [{"field": "tool", "value": "refund"}, {"field": "latency_ms", "op": "lt", "value": 800}]})
    inside = [one for one in recorded.all if "refund" in one.tools_called and (one.latency_ms or 0) < 800]
    with recorded.database.read() as transaction:
        found = FacetReading(recorded.database, recorded.project).facets(transaction, FacetQuery(filter=tree, fields=["alias", "tool"]))
    expected = counted(inside)
    assert {one.value: one.count for one in found.fields["alias"]} == expected["alias"]
    assert {one.value: one.count for one in found.fields["tool"]} == expected["tool"]


@pytest.mark.parametrize("span", ["hour", "day"])
@pytest.mark.parametrize("split", [None, "alias", "status"])
def test_a_series_from_rollups_is_that_from_all_interactions(recorded: Recorded, span: Any, split: Any) -> None:
    same = {"start": START + timedelta(minutes=30), "end": START + timedelta(hours=20), "span": span, "split": split}
    name = Condition(field="deployment", value="a")
    also = Condition(field="messages", op="ge", value=0)  # rollups do not know it
    with recorded.database.read() as transaction:
        reading = SeriesReading(recorded.database, recorded.project)
        quick = reading.series(transaction, SeriesQuery(filter=name, **same))
        slow = reading.series(transaction, SeriesQuery(filter=AllOf(all=[name, also]), **same))
    assert len(quick.points) > 1 or (span == "day" and split is None)
    assert [point.model_dump(exclude=FLOATS) for point in quick.points] == [point.model_dump(exclude=FLOATS) for point in slow.points]
    for one, other in zip(quick.points, slow.points, strict=True):
        assert all(getattr(one, name) == pytest.approx(getattr(other, name)) for name in FLOATS)


FLOATS = {"cost_usd", "latency_ms", "first_token_ms"}


def test_percentiles_are_off_by_a_bucket_at_most(recorded: Recorded) -> None:
    query = SeriesQuery(start=START, end=START + timedelta(hours=40), span="day")
    with recorded.database.read() as transaction:
        points = SeriesReading(recorded.database, recorded.project).series(transaction, query).points
    for point in points:
        inside = [one.latency_ms for one in recorded.all if one.started_at.date() == point.starts_at.date()]
        assert point.count == len(inside)
        for share, found in ((0.5, point.latency_p50_ms), (0.95, point.latency_p95_ms)):
            exact = float(np.quantile(inside, share, method="inverted_cdf"))  # type: ignore[arg-type]
            assert found == pytest.approx(exact, rel=0.05)


def test_groups_have_counts_means_and_intervals(recorded: Recorded) -> None:
    reading = GroupReading(recorded.database, recorded.project)
    with recorded.database.read() as transaction:
        query = GroupQuery(by=[GroupBy(field="alias"), GroupBy(field="tag:plan")], measure="latency_ms")
        found = reading.groups(transaction, query)
        for group in found.groups:
            inside = [one.latency_ms or 0 for one in recorded.all if [one.alias, one.tags.get("plan")] == group.values]
            assert (group.count, group.n) == (len(inside), len(inside))
            assert group.mean == pytest.approx(np.mean(inside))
            assert group.low is not None and group.low < np.mean(inside) < (group.high or 0)
        assert sum(group.count for group in found.groups) == len(recorded.all)
        errors = reading.groups(transaction, GroupQuery(by=[GroupBy(field="tool")], measure="error"))
        for group in errors.groups:
            name = group.values[0]
            inside = [one for one in recorded.all if (name in one.tools_called if name else not one.tools_called)]
            failed = sum(one.status == "error" for one in inside)
            assert (group.count, group.mean) == (len(inside), pytest.approx(failed / len(inside)))
            assert 0 <= (group.low or 0) <= failed / len(inside) <= (group.high or 0) <= 1
        hours = reading.groups(transaction, GroupQuery(by=[GroupBy(field="hour")], most=1000))
        assert sum(group.count for group in hours.groups) == len(recorded.all)
        assert {str(group.values[0])[14:] for group in hours.groups} == {"00:00Z"}
        steps = reading.groups(transaction, GroupQuery(by=[GroupBy(field="latency_ms", width=250)]))
        expected = Counter(float((one.latency_ms or 0) // 250 * 250) for one in recorded.all)
        assert {group.values[0]: group.count for group in steps.groups} == expected


def test_episodes_are_filtered_and_grouped_by_what_is_in_them(recorded: Recorded) -> None:
    reading = GroupReading(recorded.database, recorded.project)
    by_episode: dict[str, list[Interaction]] = {}
    for one in recorded.all:
        by_episode.setdefault(one.episode, []).append(one)
    with recorded.database.read() as transaction:
        found = reading.groups(transaction, GroupQuery(level="episodes", by=[GroupBy(field="tool")], measure="interactions"))
        for group in found.groups:
            name = group.values[0]
            inside = [parts for parts in by_episode.values() if any(name in one.tools_called for one in parts)]
            assert group.count == (
                len(inside) if name else sum(all(not one.tools_called for one in parts) for parts in by_episode.values())
            )
        tree = tree_of({"all": [{"field": "tool", "value": "refund"}, {"field": "errors", "op": "ge", "value": 1}]}, "episodes")
        filtered = reading.groups(transaction, GroupQuery(level="episodes", filter=tree, by=[GroupBy(field="day")]))
        expected = sum(
            any("refund" in one.tools_called for one in parts) and any(one.status == "error" for one in parts)
            for parts in by_episode.values()
        )
        assert sum(group.count for group in filtered.groups) == expected > 0


def test_ids_given_as_tags_do_not_fill_the_facets(database: Database) -> None:
    recorded = Recorded.made(database, 0)
    recorded.take([interaction(number, started_at=START, tags={"call": f"c{number}"}) for number in range(700)])
    with database.read() as transaction:
        found = FacetReading(database, recorded.project).facets(transaction, FacetQuery(fields=["tag:call"], most=200))
    assert found.fields["tag:call"][0].model_dump() == {"value": "…", "count": 200}


def test_none_of_is_the_opposite_where_a_value_is_unknown(recorded: Recorded) -> None:
    condition = Condition(field="first_token_ms", op="lt", value=60)
    with recorded.database.read() as transaction:
        reading = Interactions(recorded.database, recorded.project)
        yes, no = (reading.count(transaction, tree) for tree in (condition, NoneOf(none=[condition])))
    assert (yes + no, yes > 0) == (len(recorded.all), True)
