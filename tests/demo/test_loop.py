"""The demo's loop on the fake engine: it learns, it reports, and it leaves what was done."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from burnish.demo.loop import STAGES, run_demo
from burnish.demo.plan import DemoOptions, demo_plan
from burnish.demo.results import DemoReport, Evaluated
from burnish.demo.watch import SilentWatch
from burnish.errors import CheckpointError, ConfigError
from tests.demo.small import fake_engine, small_base, small_plan


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(small_base(tmp_path_factory.mktemp("base")))


class Told(SilentWatch):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.rewards: list[float] = []
        self.names: list[str] = []
        self.shares: dict[str, list[float]] = {}
        self.report: DemoReport | None = None

    def begin(self, stages: Sequence[str], out: Path) -> None:
        self.out = out

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def progress(self, done: int, total: int, metrics: Mapping[str, float]) -> None:
        self.shares.setdefault(self.stages[-1], []).append(done / total)

    def measured(self, name: str, evaluated: Evaluated) -> None:
        self.names.append(name)

    def end(self, report: DemoReport | None) -> None:
        self.report = report


async def test_the_loop_learns_and_writes_its_report(tmp_path: Path, base: Path) -> None:
    told, out = Told(), tmp_path / "out"
    report = await run_demo(DemoOptions(out=out, seed=1), told, plan=small_plan(base), engine=fake_engine)

    assert report.finished
    assert report.before is not None and report.after is not None
    assert report.before.resolution.high < report.after.resolution.low
    assert report.after.resolution.mean > 0.9
    assert report.changes["resolution"].difference.p_value < 0.001
    assert report.changes["resolution"].better > report.changes["resolution"].worse
    assert report.pairs[0].story == "fixed"
    assert report.pairs[0].after.scenario.tags["intent"] == "emergency"
    assert told.report is report
    assert tuple(told.stages) == STAGES
    assert told.names == ["before", "after"]
    assert all(shares == sorted(shares) and shares[-1] == 1.0 for shares in told.shares.values())

    written = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert written["seed"] == 1
    assert set(written["before"]["resolution"]) == {"mean", "low", "high", "n"}
    assert set(written["seconds"]) == {*STAGES, "loop"}
    assert written["seconds"]["loop"] == pytest.approx(sum(written["seconds"][stage] for stage in STAGES), abs=0.1)
    assert written["costs"]["tokens_trained"] > 0
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


async def test_a_demo_that_is_cancelled_leaves_what_was_measured(tmp_path: Path, base: Path) -> None:
    class Impatient(Told):
        def stage(self, name: str) -> None:
            super().stage(name)
            if name == "grpo":
                raise asyncio.CancelledError

    told, out = Impatient(), tmp_path / "out"
    with pytest.raises(asyncio.CancelledError):
        await run_demo(DemoOptions(out=out), told, plan=small_plan(base), engine=fake_engine)
    written = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert written["finished"] is False
    assert written["before"]["resolution"]["n"] == len(small_plan(base).held_out.scenarios)
    assert written["after"] is None
    assert "stopped before it was done" in (out / "report.html").read_text(encoding="utf-8")
    assert told.report is not None


async def test_a_demo_that_fails_before_it_measured_anything_writes_no_report(tmp_path: Path) -> None:
    told = Told()
    with pytest.raises(CheckpointError):
        await run_demo(DemoOptions(out=tmp_path / "out"), told, plan=small_plan(tmp_path / "nowhere"), engine=fake_engine)
    assert told.report is None
    assert not (tmp_path / "out" / "report.json").exists()


async def test_a_folder_that_holds_something_is_refused(tmp_path: Path, base: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match=r"holds thesis\.txt.*choose another folder"):
        await run_demo(DemoOptions(out=tmp_path), plan=small_plan(base), engine=fake_engine)
    with pytest.raises(ConfigError, match="is a file"):
        await run_demo(DemoOptions(out=tmp_path / "thesis.txt"), plan=small_plan(base), engine=fake_engine)


def test_too_few_scenarios_are_refused() -> None:
    with pytest.raises(ConfigError, match="use 32 or more"):
        DemoOptions(scenarios=8)


def test_the_demo_never_trains_on_what_it_evaluates_on() -> None:
    plan = demo_plan(DemoOptions())
    names = [{scenario.id for scenario in env.scenarios} for env in (plan.played, plan.practised, plan.held_out)]
    assert len(names[2]) == 512
    assert not names[0] & names[1] and not names[0] & names[2] and not names[1] & names[2]
    assert {scenario.tags["split"] for scenario in plan.held_out.scenarios} == {"final"}
