"""The demo's loop: evaluate, learn from what passes, reinforce, evaluate again, and say how sure the difference is."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from burnish.core.episodes import Episode, Group
from burnish.core.options import RunOptions
from burnish.core.registry import ModelVersion
from burnish.core.runs import EnvRef, Resources, RunView
from burnish.core.tokens import SamplingParams
from burnish.demo.assembly import Evaluations, Found, assemble
from burnish.demo.customers import Customers
from burnish.demo.following import Followed, Hear, Row, follow
from burnish.demo.plan import DemoOptions, DemoPlan, demo_plan
from burnish.demo.platform import OpenPlatform, Platform, installed_platform
from burnish.demo.report import write_report
from burnish.demo.results import DemoReport
from burnish.demo.watch import SilentWatch, Watch
from burnish.errors import BurnishError, ConfigError, RunStopped
from burnish.evals.evaluate import Evaluation, summarise
from burnish.recipes import evaluate
from burnish.settings import Settings
from burnish.up.extras import missing
from burnish.workers.machine import Machine

__all__ = ["STAGES", "DemoOptions", "run_demo"]

STAGES = ("evaluate_before", "rejection_sampling", "sft", "grpo", "evaluate_after")
"""The stages, by the names of `DemoReport.seconds`."""

MODEL = "desk"
"""What the model is called in the registry: version 1 is the base, 2 is fine-tuned, 3 is reinforced."""


async def run_demo(
    options: DemoOptions,
    watch: Watch | None = None,
    *,
    plan: DemoPlan | None = None,
    platform: OpenPlatform = installed_platform,
    told: Callable[[DemoReport], None] = lambda report: None,
) -> DemoReport:
    """Run the demo's loop on a platform of its own, and write `report.json` and `report.html`.

    Whatever ends it (Ctrl-C, a run that fails), the report of what was measured until then is written, with `finished` false. With
    `options.serve` it then serves the trained model to customers, leaves the platform up, and returns after Ctrl-C.

    Args:
        options: what a person asks for.
        watch: told of everything; nobody by default.
        plan: what to do; by default what the options ask for, on the supply desk with the embedded model.
        platform: what to run it on.
        told: given the report when the loop is through, before the platform is left up.

    Raises:
        ConfigError: the folder holds something already, or a package is not installed.
        RunStopped: a person stopped it.
        BurnishError: whatever else fails, with its place: a run by its name.
    """
    watch = watch or SilentWatch()
    if options.serve and (absent := missing("demo")):
        raise ConfigError(f"{absent} is not installed", where="demo", fix="pip install 'burnish[demo]', or ask for --no-serve")
    plan, out, resources = plan or demo_plan(options), _fresh_folder(options), _resources(options)
    async with platform(out, plan.model, watch.notice) as place:
        demo = _Demo(options, plan, watch, place, resources)
        watch.begin(STAGES, out)
        watch.opened(place)
        try:
            await place.unless_stopped(demo.play())
        except RunStopped as stop:
            kept = f"read the report of what was done; everything is kept: BURNISH_HOME={place.home} burnish up goes on with the run"
            raise RunStopped(stop.what, where=str(out), fix=kept) from stop
        finally:
            report = demo.conclude(out)
        told(report)
        if options.serve:
            watch.stays_up(place)
            with suppress(RunStopped):
                await place.unless_stopped(demo.serve())
    return report


def _fresh_folder(options: DemoOptions) -> Path:
    """Where everything goes.

    Raises:
        ConfigError: the folder holds something already: two demos in one report would say nothing.
    """
    if options.out is None:
        return Settings.from_environment().runs / f"demo-{datetime.now():%Y%m%d-%H%M%S}-{options.seed}"
    out = options.out.expanduser()
    if out.exists() and not out.is_dir():
        raise ConfigError("is a file, not a folder", where=str(out), fix="choose another folder with --out")
    if out.is_dir() and any(out.iterdir()):
        left = sorted(path.name for path in out.iterdir())
        what = f"the folder is not empty: it holds {', '.join(left[:3])}"
        raise ConfigError(what, where=str(out), fix="choose another folder with --out, or remove what it holds")
    return out


def _resources(options: DemoOptions) -> Resources:
    """All that the machine has, for each run: they come one after the other.

    Raises:
        ConfigError: more ranks than the machine has cores: no worker would ever take such a run.
    """
    machine = Machine.here()
    ranks = options.ranks or machine.cores
    if ranks > machine.cores:
        raise ConfigError(f"ranks is {ranks}, and this machine has {machine.cores} cores", where="demo.ranks", fix="use fewer")
    return Resources(cores=ranks, gpus=machine.gpus)


@dataclass(slots=True)
class _Demo:
    """One demo while it runs: what was found so far, and the clock of its stages."""

    options: DemoOptions
    plan: DemoPlan
    watch: Watch
    place: Platform
    resources: Resources
    found: Found = field(default_factory=Found)
    base: ModelVersion | None = None
    trained: ModelVersion | None = None
    stage: str = ""
    stage_began: float = 0.0
    began: float = field(default_factory=time.monotonic)

    async def play(self) -> None:
        """The loop."""
        folder = str(self.plan.model.resolve())
        base = self.base = await self.place.client.models.take_in(MODEL, path=folder, description="Answers a support desk.")
        self.began = time.monotonic()
        self.enter("evaluate_before")
        self.found.before = await self._evaluate("before", base)

        self.enter("rejection_sampling")
        warm = await self._train("rejection_sampling", base, self.plan.played, self.plan.rejection_sampling)

        self.enter("grpo")
        trained = self.trained = await self._train("grpo", warm, self.plan.practised, self.plan.grpo)

        self.enter("evaluate_after")
        self.found.after = await self._evaluate("after", trained)

    async def serve(self) -> None:
        """Serve what was trained to customers, then stay up. That a visit failed is told, and ends nothing."""
        if self.plan.customers is not None and self.base and self.trained:
            customers = Customers(self.place, self.plan.customers(), self.watch.notice)
            try:
                await customers.come(self.base, self.trained, first=self.plan.met_before)
            except* BurnishError as errors:
                self.watch.notice(f"no more customers come: {errors.exceptions[0]}")
        await asyncio.Event().wait()

    def conclude(self, out: Path) -> DemoReport:
        """Stop the clock, and write the report of what was found, if anything was."""
        self.enter("")
        written: DemoReport | None = None
        try:
            report = assemble(self.options, self.plan, self.found)
            if report.before:
                write_report(report, out)
                written = report
        finally:
            self.watch.end(written)
        return report

    def enter(self, stage: str) -> None:
        """The stage under way is done, and this one begins; "" begins none."""
        now = time.monotonic()
        if self.stage:
            self.found.seconds[self.stage] = round(now - self.stage_began, 3)
        self.stage, self.stage_began = stage, now
        self.found.seconds["loop"] = round(now - self.began, 3)
        if stage:
            self.watch.stage(stage)

    async def _evaluate(self, name: str, model: ModelVersion) -> Evaluations:
        """On the held-out scenarios, as they are sampled; on a quarter of them greedily too."""
        plan, scenarios = self.plan, self.plan.held_out.scenarios or 0
        greedy = math.ceil(scenarios / 4)
        total, params = scenarios + greedy, plan.params
        config = evaluate.Config(max_tokens=params.max_tokens, temperature=params.temperature, greedy_scenarios=greedy)
        done = await self._run("evaluate", f"evaluate {name}", model, plan.held_out, config, self._played(total))
        self.watch.progress(total, total, {})
        sampled = self._summed_up(name, done.episodes[0], params)
        greedily = self._summed_up(name, done.episodes[1], replace(params, temperature=0.0))
        tokens = sum(row.get("sampled_tokens", 0) + row.get(f"{evaluate.GREEDY}sampled_tokens", 0) for row in done.rows)
        both = Evaluations(sampled, greedily, int(tokens))
        self.watch.measured(name, both.figures)
        return both

    def _summed_up(self, name: str, episodes: Sequence[Episode], params: SamplingParams) -> Evaluation:
        groups = [Group(episode.scenario, [episode]) for episode in episodes]
        return summarise(self.plan.held_out.name, name, groups, params=params, seed=self.options.seed)

    async def _train(self, recipe: str, model: ModelVersion, env: EnvRef, config: BaseModel) -> ModelVersion:
        """One recipe as a run; what it trained is the model's next version."""
        hear = self._warmed() if recipe == "rejection_sampling" else self._stepped
        done = await self._run(recipe, recipe.replace("_", " "), model, env, config, hear)
        self.found.rows[recipe], self.found.environment = done.rows, done.environment
        return await self.place.client.models.take_in(MODEL, run=done.run)

    async def _run(self, recipe: str, name: str, model: ModelVersion, env: EnvRef, config: BaseModel, hear: Hear) -> Followed:
        client = self.place.client
        run = await client.runs.create(
            recipe,
            name=name,
            model=f"{model.name}@{model.number}",
            env=env,
            config=config.model_dump(mode="json"),
            seed=self.options.seed,
            options=RunOptions(checkpoint_every=1_000_000),  # too short to be worth a checkpoint: an interrupted one starts again
            resources=self.resources,
        )
        return await follow(client, run, hear, self.watch.notice)

    # -- how far a run is ----------------------------------------------------------------------------------------------------------

    def _played(self, total: int) -> Hear:
        """Of a run that plays: episodes, out of so many."""

        def hear(run: RunView, rows: Sequence[Row]) -> None:
            self.watch.progress(min(int(run.latest.get("episodes_played", 0)), total), total, {})

        return hear

    def _stepped(self, run: RunView, rows: Sequence[Row]) -> None:
        """Of a run that takes steps: each with its numbers."""
        for row in rows:
            done = int(row["step"]) + 1
            self.watch.progress(done, max(run.steps, done), _numbers(row))

    def _warmed(self) -> Hear:
        """Of rejection sampling: once everything was played, the stage is over and supervised fine-tuning begins."""
        config = self.plan.rejection_sampling
        total = config.rounds * config.group_size * (config.scenarios_per_round or self.plan.played.scenarios or 0)
        played = self._played(total)

        def hear(run: RunView, rows: Sequence[Row]) -> None:
            steps = rows
            if self.stage == "rejection_sampling":
                over = next((number for number, row in enumerate(rows, 1) if "played" in row), None)
                if over is None:
                    return played(run, rows)
                self.watch.progress(total, total, _numbers(rows[over - 1]))
                self.enter("sft")
                steps = rows[over:]
            self._stepped(run, steps)

        return hear


def _numbers(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("step", "seconds")}
