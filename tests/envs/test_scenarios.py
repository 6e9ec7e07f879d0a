"""Scenarios in files: round trips, rows that are wrong, splits that stay, draws by tag."""

from collections import Counter
from pathlib import Path

import pytest

from burnish.core.episodes import Scenario
from burnish.envs.scenarios import load_scenarios, sample_scenarios, save_scenarios, select_scenarios, split_scenarios
from burnish.errors import ConfigError, DataError

MANY = [
    Scenario(f"s{index}", {"n": index}, {"intent": ("return", "status", "rare")[0 if index % 2 else 1 if index % 20 else 2]})
    for index in range(1000)
]


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    scenarios = [Scenario("ä", {"text": "line\u2028separator", "deep": {"x": [1, None]}}, {"intent": "return"}), Scenario("b")]
    save_scenarios(tmp_path / "all.jsonl", scenarios)
    assert load_scenarios(tmp_path / "all.jsonl") == scenarios
    assert [path.name for path in tmp_path.iterdir()] == ["all.jsonl"]


@pytest.mark.parametrize(
    ("row", "place", "complaint"),
    [
        ("{", ":3", "no JSON"),
        ("[]", ":3", "expected an object, got list"),
        ('{"data": {}}', ":3.id", "id is None"),
        ('{"id": 7}', ":3.id", "id is 7"),
        ('{"id": "b", "data": []}', ":3.data", "data is"),
        ('{"id": "b", "tags": {"n": 1}}', ":3.tags", "tags are"),
        ('{"id": "b", "tag": {}}', ":3", "unknown field 'tag'"),
        ('{"id": "a"}', ":3", "also in row 1"),
    ],
)
def test_a_wrong_row_is_named_with_its_file_and_number(tmp_path: Path, row: str, place: str, complaint: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a"}\n\n' + row + "\n")
    with pytest.raises(DataError, match=complaint) as error:
        load_scenarios(path)
    assert error.value.where == f"{path}{place}"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"])
def test_a_file_without_scenarios_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "none.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as error:
        load_scenarios(path)
    assert error.value.where == str(path)


def test_a_scenario_that_is_no_json_is_named_and_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    save_scenarios(tmp_path / "all.jsonl", [Scenario("a")])
    with pytest.raises(DataError, match="scenario b"):
        save_scenarios(tmp_path / "all.jsonl", [Scenario("a"), Scenario("b", {"x": float("nan")})])
    assert load_scenarios(tmp_path / "all.jsonl") == [Scenario("a")]


def test_a_split_has_every_scenario_once_in_the_shares_asked_for() -> None:
    parts = split_scenarios(MANY, {"train": 0.8, "test": 0.2, "none": 0.0})
    assert sorted(scenario.id for part in parts.values() for scenario in part) == sorted(scenario.id for scenario in MANY)
    assert 740 < len(parts["train"]) < 860
    assert parts["none"] == []


def test_a_scenario_stays_in_its_part_when_others_come_and_go() -> None:
    whole, half = split_scenarios(MANY, {"train": 0.5, "test": 0.5}), split_scenarios(MANY[::2], {"train": 0.5, "test": 0.5})
    assert {scenario.id for scenario in half["test"]} == {scenario.id for scenario in whole["test"]} & {
        scenario.id for scenario in MANY[::2]
    }
    assert split_scenarios(MANY, {"train": 0.5, "test": 0.5}, salt="other")["test"] != whole["test"]


@pytest.mark.parametrize("shares", [{}, {"a": 0.5}, {"a": 1.5, "b": -0.5}])
def test_shares_must_add_up(shares: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="add up to 1"):
        split_scenarios(MANY, shares)


def test_scenarios_are_selected_by_tags() -> None:
    assert len(select_scenarios(MANY, intent="rare")) == 50
    assert select_scenarios(MANY, intent="rare", persona="calm") == []


def test_a_draw_has_no_scenario_twice_and_depends_on_the_seed_alone() -> None:
    one = sample_scenarios(MANY, 100, seed=1)
    assert len({scenario.id for scenario in one}) == 100
    assert one == sample_scenarios(MANY, 100, seed=1)
    assert one != sample_scenarios(MANY, 100, seed=2)


def test_a_balanced_draw_takes_every_value_equally_often_as_far_as_there_are_enough() -> None:
    assert Counter(scenario.tags["intent"] for scenario in sample_scenarios(MANY, 91, balance="intent")).most_common()[0][1] <= 31
    counts = Counter(scenario.tags["intent"] for scenario in sample_scenarios(MANY, 250, balance="intent"))
    assert counts == {"rare": 50, "return": 100, "status": 100}


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(DataError, match="1001 scenarios are wanted, but there are 1000"):
        sample_scenarios(MANY, 1001)
