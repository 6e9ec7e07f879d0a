"""Compare: paired by scenario, regressions first, one direction for every metric."""

import json
from collections.abc import Mapping, Sequence

import pytest

from burnish.core.episodes import Episode, Group, Scenario
from burnish.core.tokens import SamplingParams
from burnish.errors import DataError
from burnish.evals.compare import ScenarioChange, compare, compare_all
from burnish.evals.evaluate import Evaluation, summarise


def evaluation(rewards: Mapping[str, Sequence[float | None]], **outcomes: float) -> Evaluation:
    """Episodes with these rewards by scenario; None makes a failed one. A scenario's first letter is its tag."""
    groups = []
    for name, values in rewards.items():
        scenario = Scenario(name, tags={"letter": name[0]})
        episodes = [
            Episode(
                f"{name}-{index}",
                scenario,
                reward=value,
                outcome=outcomes if value is not None else {},
                error="" if value is not None else "boom",
            )
            for index, value in enumerate(values)
        ]
        groups.append(Group(scenario, episodes))
    return summarise("env", "policy", groups, params=SamplingParams())


def test_scenarios_are_paired_and_counted() -> None:
    before = evaluation({"a1": [0], "a2": [0], "b1": [1], "b2": [1], "b3": [1]})
    after = evaluation({"b3": [1], "b2": [1], "b1": [0], "a2": [1], "a1": [1]})  # another order
    result = compare(before, after)
    assert (result.better, result.worse, result.same, result.unpaired) == (2, 1, 2, 0)
    assert (result.before, result.after) == (0.6, 0.8)
    assert result.difference.mean == pytest.approx(0.2)
    assert (result.difference.test, result.difference.p_value) == ("McNemar, exact", 1.0)


def test_regressions_come_first_the_worst_at_the_top() -> None:
    before = evaluation({"a": [0.9], "b": [0.9], "c": [0.1]})
    after = evaluation({"a": [0.5], "b": [0.1], "c": [0.9]})
    result = compare(before, after)
    assert result.regressions == (ScenarioChange("b", 0.9, 0.1), ScenarioChange("a", 0.9, 0.5))
    assert result.improvements == (ScenarioChange("c", 0.1, 0.9),)


def test_where_lower_is_better_an_increase_is_a_regression() -> None:
    before, after = evaluation({"a": [0], "b": [0]}), evaluation({"a": [1], "b": [0]})
    assert [change.scenario for change in compare(before, after, higher_is_better=False).regressions] == ["a"]


def test_slices_come_with_the_worst_first() -> None:
    before = evaluation({"a1": [0], "a2": [0], "b1": [1], "b2": [1]})
    after = evaluation({"a1": [1], "a2": [1], "b1": [0], "b2": [1]})
    slices = compare(before, after).slices
    assert [(change.slice, change.difference.mean, change.difference.pairs) for change in slices] == [
        ("letter=b", -0.5, 2),
        ("letter=a", 1.0, 2),
    ]


def test_repeats_are_averaged_within_a_scenario() -> None:
    result = compare(evaluation({"a": [0, 1], "b": [1, 1]}), evaluation({"a": [1, 1], "b": [1, 0]}))
    assert result.difference.test == "sign-flip permutation"
    assert (result.before, result.after, result.difference.pairs) == (0.75, 0.75, 2)


def test_a_scenario_that_failed_on_one_side_is_left_out_and_counted() -> None:
    result = compare(evaluation({"a": [0], "b": [None], "c": [1]}), evaluation({"a": [1], "b": [1], "d": [1]}))
    assert (result.difference.pairs, result.unpaired) == (1, 3)
    assert "3 left out" in str(result)


def test_nothing_in_common_is_an_error_that_names_what_there_is() -> None:
    with pytest.raises(DataError, match="reward"):
        compare(evaluation({"a": [0]}), evaluation({"b": [0]}))
    with pytest.raises(DataError, match="'resolved'"):
        compare(evaluation({"a": [0]}), evaluation({"a": [0]}), "resolved")


def test_all_metrics_are_compared_each_in_its_direction() -> None:
    result = compare_all(evaluation({"a": [0]}, missed=0), evaluation({"a": [1]}, missed=1, new=1), lower_is_better={"missed"})
    assert set(result) == {"reward", "missed"}
    assert (result["reward"].better, result["missed"].worse) == (1, 1)


def test_a_clear_gain_is_clear_and_is_json() -> None:
    before = evaluation({f"s{index}": [int(index % 2)] for index in range(60)})
    after = evaluation({f"s{index}": [1] for index in range(60)})
    result = compare(before, after)
    assert result.difference.p_value < 1e-6
    assert result.difference.low > 0.3
    row = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert (row["metric"], row["better"], row["difference"]["pairs"]) == ("reward", 30, 60)
    assert str(result).startswith("reward: 0.500 → 1.000, +0.500 [")
