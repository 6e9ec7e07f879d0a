"""Progress is told: drawn on a terminal, in few lines elsewhere."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from burnish.demo import watch as watch_module
from burnish.demo.braille import braille_plot
from burnish.demo.live import LiveWatch, watch_on
from burnish.demo.loop import STAGES
from burnish.demo.platform import Platform
from burnish.demo.results import DemoReport
from burnish.demo.watch import PlainWatch, Watch
from burnish.demo.wording import bracket, count, duration, measured, rate, signed, words
from burnish.sdk import Account, AsyncClient
from burnish.up.ready import FirstKey
from tests.demo.synthetic import interval, synthetic_report

FIRST = FirstKey(email="owner@localhost", password="[secret]", key="bk_1")  # noqa: S106 (of nobody)


def played(watch: Watch, report: DemoReport, out: Path) -> None:
    """Tell a whole demo."""
    assert report.before is not None and report.after is not None
    watch.begin(STAGES, out)
    for stage in STAGES:
        watch.stage(stage)
        for done in range(1, 201):
            watch.progress(done, 200, {"reward": done / 200} if stage == "grpo" else {})
        if stage == "evaluate_before":
            watch.measured("before", report.before)
        if stage == "evaluate_after":
            watch.measured("after", report.after)
    watch.notice("[bold]something to know[/]")
    watch.end(report)


def console(**options: object) -> Console:
    return Console(file=io.StringIO(), width=120, **options)  # type: ignore[arg-type]


def text(of: Console) -> str:
    assert isinstance(of.file, io.StringIO)
    return of.file.getvalue()


def test_plain_progress_is_few_lines_and_no_escape_codes(tmp_path: Path) -> None:
    told, result = console(), console()
    played(PlainWatch(told, result), synthetic_report(), tmp_path)
    assert "\x1b" not in text(told)
    assert len(text(told).splitlines()) < 20
    assert "before: resolution 0.51 [0.47, 0.56] n 512" in text(told)
    assert "[bold]something to know[/]" in text(told)


def test_everybody_is_told_where_the_page_is_and_how_to_get_in(tmp_path: Path) -> None:
    client = AsyncClient.of(Account("http://127.0.0.1:7070", "bk_1"))
    place = Platform(client, tmp_path / "state", FIRST)
    for told, watch in ((plain := console(), PlainWatch(plain)), (drawn := console(), LiveWatch(drawn, console()))):
        watch.begin(STAGES, tmp_path)
        watch.opened(place)
        watch.end(None)
        assert "http://127.0.0.1:7070" in text(told)
        assert "log in as owner@localhost with the password [secret]" in text(told)
        assert "burnish up" not in text(told)
        watch.stays_up(place)
        watch.notice("stopping")
        assert "export BURNISH_URL=http://127.0.0.1:7070 BURNISH_API_KEY=bk_1 BURNISH_PROJECT=demo" in text(told)
        assert f"BURNISH_HOME={place.home} burnish up brings it back" in text(told)
        assert text(told).rstrip().endswith("stopping")


@pytest.mark.parametrize(("built", "words"), [(True, "see it live at http://127.0.0.1:7070/p/demo/runs"), (False, "its page is not built")])
def test_a_page_that_is_not_built_is_said_to_be_so(tmp_path: Path, built: bool, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "page_is_built", lambda: built)
    place = Platform(AsyncClient.of(Account("http://127.0.0.1:7070", "bk_1")), tmp_path, FIRST)
    assert words in watch_module.way_in(place)[0]


def test_the_summary_has_the_table_a_conversation_and_where_the_report_is(tmp_path: Path) -> None:
    told, result = console(), console()
    played(PlainWatch(told, result), synthetic_report(), tmp_path)
    summary = text(result)
    for expected in ("Resolution", "▲ +0.43", "p < 0.001", "Please call 911", "✕ Missed escalation", "✓ Resolved", "report.html"):
        assert expected in summary


def test_a_narrow_terminal_shows_one_side_below_the_other(tmp_path: Path) -> None:
    narrow = Console(file=io.StringIO(), width=70)
    played(PlainWatch(console(), narrow), synthetic_report(), tmp_path)
    assert max(len(line) for line in text(narrow).splitlines() if str(tmp_path) not in line) <= 70


def test_a_terminal_gets_the_live_view_and_a_pipe_gets_lines() -> None:
    assert isinstance(watch_on(console(force_terminal=True)), LiveWatch)
    assert isinstance(watch_on(console()), PlainWatch)


def test_the_live_view_shows_stages_reward_and_time_left(tmp_path: Path) -> None:
    told = console(force_terminal=True)
    watch = LiveWatch(told, console())
    watch.begin(STAGES, tmp_path)
    watch.stage("evaluate_before")
    report = synthetic_report()
    assert report.before is not None
    watch.measured("before", report.before)
    watch.stage("grpo")
    for step in range(1, 31):
        watch.progress(step, 60, {"reward": step / 60})
    view = console()
    view.print(watch._render())
    watch.end(None)
    for expected in ("✓", "Evaluate before", "0.51 [0.47, 0.56] n 512", "● ", "GRPO", "30 of 60, about", "left", "reward 0.50", "step 1"):
        assert expected in text(view)


def test_a_demo_stopped_early_ends_quietly(tmp_path: Path) -> None:
    for watch in (PlainWatch(console()), LiveWatch(console(force_terminal=True))):
        watch.begin(STAGES, tmp_path)
        watch.stage("evaluate_before")
        watch.end(None)


def test_a_braille_plot_rises_from_the_lower_left_to_the_upper_right() -> None:
    lines = braille_plot([step / 99 for step in range(100)], width=10, height=4)
    assert [len(line) for line in lines] == [10] * 4
    assert lines[0][-1] != "⠀" and lines[0][0] == "⠀"
    assert lines[-1][0] != "⠀" and lines[-1][-1] == "⠀"


@pytest.mark.parametrize("values", [[], [0.5], [0.5, float("nan"), 0.5], [-9.0, 9.0], [float("nan")]])
def test_a_braille_plot_takes_any_numbers(values: list[float]) -> None:
    assert [len(line) for line in braille_plot(values, width=8, height=3)] == [8] * 3


def test_numbers_are_written_one_way() -> None:
    assert rate(0.934) == "0.93"
    assert rate(-0.001) == "0.00"
    assert [signed(value) for value in (0.43, -0.02, 0.001)] == ["+0.43", "−0.02", "±0.00"]
    assert measured(interval(0.5, 100)) == f"0.50 {bracket(interval(0.5, 100))} n 100"
    assert [duration(seconds) for seconds in (0.42, 42, 185, 3725)] == ["0.4 s", "42 s", "3 min 05 s", "1 h 02 min"]
    assert [count(number) for number in (12, 1204, 3_481_202)] == ["12", "1,204", "3.48 M"]
    assert words("missed_escalation") == "Missed escalation"
    assert words("grpo") == "GRPO"
