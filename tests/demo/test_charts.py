"""Charts draw whatever there is: nothing, one point, a constant, a gap; and always inside their frame."""

import math
import re
from itertools import pairwise

import pytest

from burnish.demo.charts import Axis, Mark, curve_chart, dumbbell, failure_bar, paired_bar, smooth, sparkline, strip, timeline
from burnish.demo.results import Change, Curve, FailureChange, SliceChange
from burnish.evals.statistics import Difference
from tests.demo.synthetic import interval

SERIES = {
    "empty": (),
    "one": (0.4,),
    "two": (0.4, 0.6),
    "constant": (0.5,) * 20,
    "zero": (0.0,) * 5,
    "negative": (-3.0, -1.0, -2.0),
    "tiny": (1e-9, 2e-9),
    "huge": (1e9, 3e9),
    "gap": (0.1, math.nan, 0.3, math.inf, 0.5),
    "never finite": (math.nan, math.nan),
}


def curve(name: str) -> Curve:
    values = SERIES[name]
    return Curve("grpo", "reward", tuple(range(len(values))), values)


@pytest.mark.parametrize("name", SERIES)
def test_a_curve_is_drawn_inside_its_frame(name: str) -> None:
    marks = [Mark("before", interval(0.5, 100), 0, "before"), Mark("after", interval(0.9, 100), len(SERIES[name]), "after")]
    drawn = str(curve_chart(curve(name), label="Reward", marks=marks))
    assert "nan" not in drawn and "inf" not in drawn
    for path in re.findall(r' d="M([^"]+)"', drawn):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
        assert all(0 <= number <= 1000 for number in numbers)
    for share in re.findall(r'(?:cx|x1|x2)="(-?[\d.]+)%"', drawn):
        assert 0 <= float(share) <= 100


@pytest.mark.parametrize("name", ["empty", "never finite"])
def test_a_curve_without_points_says_so(name: str) -> None:
    assert "has no curve" in curve_chart(curve(name), label="Reward")
    assert "no data" in sparkline(curve(name))
    assert "has no curve" in curve_chart(None, label="Reward")


@pytest.mark.parametrize("name", [name for name in SERIES if name not in ("empty", "never finite")])
def test_a_sparkline_ends_in_a_dot(name: str) -> None:
    drawn = str(sparkline(curve(name)))
    assert drawn.count("<circle") == 1
    assert "nan" not in drawn


def test_smoothing_keeps_a_straight_line_straight() -> None:
    line = [0.1 + 0.02 * step for step in range(40)]
    assert smooth(line) == pytest.approx(line)
    assert smooth([]) == []
    assert smooth([0.7]) == pytest.approx([0.7])


def test_smoothing_takes_most_of_the_noise_away() -> None:
    noisy = [0.5 + 0.1 * (-1) ** step for step in range(60)]
    assert max(abs(value - 0.5) for value in smooth(noisy)[5:-5]) < 0.02


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.13, 0.94), (-5, 3), (0, 0), (2, 2), (0, 12345), (0, 1e-6)])
def test_an_axis_has_a_few_round_ticks_around_its_values(low: float, high: float) -> None:
    axis = Axis.around([low, high])
    assert axis.low <= min(low, 0) and axis.high >= max(high, 0)
    assert 2 <= len(axis.ticks) <= 9
    assert 0.0 in axis.ticks


def test_marks_that_would_overlap_move_apart() -> None:
    marks = [Mark(name, interval(0.5, 100), 0, "before") for name in "abc"]
    drawn = str(curve_chart(curve("two"), label="Reward", marks=marks))
    heights = sorted(float(y) for y in re.findall(r'class="name before"[^>]* y="([\d.]+)"', drawn))
    assert min(high - low for low, high in pairwise(heights)) >= 17.9


def test_a_dumbbell_has_both_sides_with_their_intervals() -> None:
    drawn = str(dumbbell(SliceChange("intent", "return", interval(0.2, 50), interval(0.9, 50))))
    assert drawn.count('class="whisker') == 2
    assert 'cx="20.00%"' in drawn and 'cx="90.00%"' in drawn
    assert "return: 0.20" in drawn


def test_bars_are_shares_of_their_whole() -> None:
    assert 'width="25.00%"' in failure_bar(FailureChange("gave_up", 10, 40), most=40)
    assert 'width="0.00%"' in failure_bar(FailureChange("gave_up", 0, 0), most=0)
    change = Change(Difference(0.4, 0.3, 0.5, 0.001, "McNemar, exact", 100), better=50, worse=10, same=40)
    assert 'aria-label="50 better, 40 same, 10 worse"' in paired_bar(change)
    assert strip(interval(0.0, 10), interval(1.0, 10)).count("<circle") == 2


def test_a_timeline_leaves_out_the_sum() -> None:
    drawn = str(timeline({"evaluate_before": 1.0, "grpo": 3.0, "loop": 4.0}))
    assert drawn.count("<rect") == 2
    assert 'width="75.00%"' in drawn
    assert "No stage" in timeline({"loop": 0.0})
