"""report.json has the fields that docs/demo.md promises, whatever the demo got to."""

import json
from pathlib import Path

from burnish.demo.report import write_report
from burnish.demo.results import DemoReport
from tests.demo.synthetic import synthetic_report


def written(report: DemoReport, folder: Path) -> dict[str, object]:
    write_report(report, folder)
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_three_figures_have_mean_low_high_and_n(tmp_path: Path) -> None:
    report = written(synthetic_report(), tmp_path)
    for side in ("before", "after"):
        for figure in ("resolution", "containment", "missed_escalations"):
            rate = report[side][figure]  # type: ignore[index]
            assert set(rate) == {"mean", "low", "high", "n"}
            assert 0 <= rate["low"] <= rate["mean"] <= rate["high"] <= 1
            assert isinstance(rate["n"], int)


def test_everything_else_is_there(tmp_path: Path) -> None:
    report = written(synthetic_report(seed=7), tmp_path)
    assert report["seed"] == 7
    assert report["finished"] is True
    assert set(report["changes"]["resolution"]) == {"difference", "better", "worse", "same"}  # type: ignore[index]
    assert report["changes"]["resolution"]["difference"]["p_value"] < 0.001  # type: ignore[index]
    assert report["seconds"]["loop"] > 0  # type: ignore[index]
    assert {curve["metric"] for curve in report["curves"]} >= {"reward", "loss"}  # type: ignore[union-attr]
    assert [pair["story"] for pair in report["transcripts"]] == ["fixed", "fixed", "broken", "unsolved"]  # type: ignore[union-attr]
    call = report["transcripts"][0]["before"]["messages"][4]["tool_calls"][0]  # type: ignore[index]
    assert call["function"]["name"] == "get_order"


def test_a_demo_that_got_nowhere_is_still_a_report(tmp_path: Path) -> None:
    report = written(DemoReport(seed=3), tmp_path)
    assert report["before"] is None
    assert report["after"] is None
    assert report["finished"] is False


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    written(synthetic_report(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.json"]
