"""The demo's loop on a platform with the fake engine: it learns, it reports, and it leaves what was done."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from burnish.demo.loop import STAGES, run_demo
from burnish.demo.plan import DemoOptions, demo_plan
from burnish.demo.platform import Platform
from burnish.demo.results import DemoReport, Evaluated
from burnish.demo.watch import SilentWatch
from burnish.errors import BurnishError, ConfigError, RunStopped
from burnish.workers.envs import Scenes, allowed_envs
from burnish.workers.machine import Machine
from tests.api.conftest import quick_passwords
from tests.demo.small import small_base, small_plan, small_platform

__all__ = ["quick_passwords"]


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
        self.place: Platform | None = None
        self.left_up = False

    def opened(self, place: Platform) -> None:
        self.place = place

    def stays_up(self, place: Platform) -> None:
        self.left_up = True

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


@pytest.mark.slow
async def test_the_loop_learns_as_runs_of_the_platform_and_writes_its_report(tmp_path: Path, base: Path) -> None:
    told, out, reports = Told(), tmp_path / "out", list[DemoReport]()
    stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    seen: dict[str, list[str]] = {}

    class Looking(Told):
        def stays_up(self, place: Platform) -> None:
            super().stays_up(place)
            self.looking = asyncio.create_task(look(place))

    async def look(place: Platform) -> None:
        seen["runs"] = [f"{run.name}: {run.status}, from {run.spec.model.name}" async for run in place.client.runs.list()]
        (model,) = await place.client.models.list().first(2)
        seen["versions"] = [f"{version.name}@{version.number} {version.kind}" for version in model.versions]
        stop.set_result(None)

    told = Looking()
    platform = small_platform(tmp_path / "home", stops=lambda: asyncio.shield(stop))
    report = await run_demo(DemoOptions(out=out, seed=1), told, plan=small_plan(base), platform=platform, told=reports.append)

    assert report.finished and told.left_up and reports == [report]
    assert report.before is not None and report.after is not None
    assert report.before.resolution.high < report.after.resolution.low
    assert report.after.resolution.mean > 0.9
    assert report.after.greedy is not None and report.after.greedy.n == 10
    assert report.changes["resolution"].difference.p_value < 0.001
    assert report.changes["resolution"].better > report.changes["resolution"].worse
    assert report.pairs[0].story == "fixed"
    assert report.pairs[0].after.scenario.tags["intent"] == "emergency"
    assert told.report is report
    assert tuple(told.stages) == STAGES
    assert told.names == ["before", "after"]
    assert all(shares == sorted(shares) and shares[-1] == 1.0 for shares in told.shares.values())
    assert told.shares.keys() == set(STAGES)

    assert seen["runs"] == [
        "evaluate after: succeeded, from desk@3",
        "grpo: succeeded, from desk@2",
        "rejection sampling: succeeded, from desk@1",
        "evaluate before: succeeded, from desk@1",
    ]
    assert sorted(seen["versions"]) == ["desk@1 base", "desk@2 checkpoint", "desk@3 checkpoint"]

    written = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert written["seed"] == 1
    assert set(written["before"]["resolution"]) == {"mean", "low", "high", "n"}
    assert set(written["seconds"]) == {*STAGES, "loop"}
    assert written["seconds"]["loop"] == pytest.approx(sum(written["seconds"][stage] for stage in STAGES), abs=0.1)
    assert written["costs"]["tokens_trained"] > 0
    assert written["costs"]["episodes_evaluated"] == 2 * (40 + 10)
    assert {"rejection_sampling", "sft", "grpo"} == {curve["stage"] for curve in written["curves"]}
    assert not any(curve["metric"].startswith("load/") for curve in written["curves"])
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
async def test_a_demo_that_is_stopped_leaves_what_was_measured(tmp_path: Path, base: Path) -> None:
    stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    class Impatient(Told):
        def stage(self, name: str) -> None:
            super().stage(name)
            if name == "grpo":
                stop.set_result(None)

    told, out = Impatient(), tmp_path / "out"
    platform = small_platform(tmp_path / "home", stops=lambda: asyncio.shield(stop))
    with pytest.raises(
        RunStopped, match=rf"out: stopped before it was done → read the report .* BURNISH_HOME={tmp_path / 'home'} burnish up"
    ):
        await run_demo(DemoOptions(out=out), told, plan=small_plan(base), platform=platform)
    written = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert written["finished"] is False
    assert written["before"]["resolution"]["n"] == 40
    assert written["after"] is None
    assert "stopped before it was done" in (out / "report.html").read_text(encoding="utf-8")
    assert told.report is not None and not told.left_up


@pytest.mark.slow
async def test_a_run_that_fails_ends_the_demo_and_is_named_with_its_reason(tmp_path: Path, base: Path) -> None:
    plan, told, out = small_plan(base), Told(), tmp_path / "out"
    hopeless = plan.rejection_sampling.model_copy(update={"threshold": 2.0})
    hopeful = replace(plan, rejection_sampling=hopeless)
    with pytest.raises(
        BurnishError, match=r"run_\w+: the run rejection sampling failed \(invalid\): .*none of 80 episodes reached reward 2"
    ):
        await run_demo(DemoOptions(out=out), told, plan=hopeful, platform=small_platform(tmp_path / "home"))
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["finished"] is False


@pytest.mark.slow
async def test_a_run_that_somebody_cancels_in_the_page_ends_the_demo(tmp_path: Path, base: Path) -> None:
    class Cancelling(Told):
        def stage(self, name: str) -> None:
            super().stage(name)
            if name == "grpo":
                self.cancelling = asyncio.create_task(self.cancel())

        async def cancel(self) -> None:
            assert self.place is not None
            while not (runs := [run async for run in self.place.client.runs.list(recipe="grpo")]):
                await asyncio.sleep(0.02)
            await self.place.client.runs.cancel(runs[0].id)

    plan, options = small_plan(base), DemoOptions(out=tmp_path / "out", serve=False)
    long = replace(plan, grpo=plan.grpo.model_copy(update={"steps": 100_000}))  # it does not end before it is cancelled
    with pytest.raises(RunStopped, match="the run grpo was cancelled"):
        await run_demo(options, Cancelling(), plan=long, platform=small_platform(tmp_path / "home"))


async def test_a_demo_that_fails_before_it_measured_anything_writes_no_report(tmp_path: Path) -> None:
    told, platform = Told(), small_platform(tmp_path / "home")
    with pytest.raises(BurnishError):
        await run_demo(DemoOptions(out=tmp_path / "out"), told, plan=small_plan(tmp_path / "nowhere"), platform=platform)
    assert told.report is None
    assert not (tmp_path / "out" / "report.json").exists()


async def test_a_folder_that_holds_something_is_refused(tmp_path: Path, base: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match=r"holds thesis\.txt.*choose another folder"):
        await run_demo(DemoOptions(out=tmp_path), plan=small_plan(base), platform=small_platform(tmp_path))
    with pytest.raises(ConfigError, match="is a file"):
        await run_demo(DemoOptions(out=tmp_path / "thesis.txt"), plan=small_plan(base), platform=small_platform(tmp_path))


async def test_more_ranks_than_cores_are_refused_as_no_worker_would_take_such_a_run(tmp_path: Path, base: Path) -> None:
    cores = Machine.here().cores
    with pytest.raises(ConfigError, match=f"ranks is {cores + 1}, and this machine has {cores} cores"):
        await run_demo(DemoOptions(out=tmp_path / "out", ranks=cores + 1), plan=small_plan(base), platform=small_platform(tmp_path))


def test_too_few_scenarios_are_refused() -> None:
    with pytest.raises(ConfigError, match="use 32 or more"):
        DemoOptions(scenarios=8)


def test_the_demo_never_trains_on_what_it_evaluates_on() -> None:
    plan, find = demo_plan(DemoOptions()), allowed_envs(())
    envs = [find(env.name, Scenes(env.split, env.scenarios, env.start, env.more)) for env in (plan.played, plan.practised, plan.held_out)]
    names = [{scenario.id for scenario in env.scenarios} for env in envs]
    assert len(names[2]) == 512
    assert not names[0] & names[1] and not names[0] & names[2] and not names[1] & names[2]
    assert {scenario.tags["split"] for scenario in envs[2].scenarios} == {"final"}
