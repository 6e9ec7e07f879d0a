"""The demo's loop: evaluate, learn from what passes, reinforce, evaluate again, and say how sure the difference is."""

import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from burnish.core.options import RunOptions
from burnish.demo.assembly import Evaluations, Found, assemble
from burnish.demo.plan import DemoOptions, DemoPlan, demo_plan
from burnish.demo.report import write_report
from burnish.demo.results import DemoReport
from burnish.demo.watch import SilentWatch, Watch
from burnish.envs.counting import counted
from burnish.envs.env import EnvSpec
from burnish.errors import ConfigError, RunStopped
from burnish.evals.evaluate import evaluate
from burnish.recipes.catalog import find_recipe
from burnish.settings import Settings
from burnish.workers.events import RunEvent
from burnish.workers.training import OpenModel, Trained, Training, torch_engine, train_recipe

__all__ = ["STAGES", "DemoOptions", "run_demo"]

STAGES = ("evaluate_before", "rejection_sampling", "sft", "grpo", "evaluate_after")
"""The stages, by the names of `DemoReport.seconds`."""


async def run_demo(
    options: DemoOptions, watch: Watch | None = None, *, plan: DemoPlan | None = None, engine: OpenModel | None = None
) -> DemoReport:
    """Run the demo and write `report.json` and `report.html`.

    Whatever ends it (Ctrl-C, an error), the report of what was measured until then is written, with `finished` false.

    Args:
        options: what a person asks for.
        watch: told of everything; nobody by default.
        plan: what to do; by default what the options ask for, on the supply desk with the embedded model.
        engine: how to build a model; on torch by default.

    Raises:
        ConfigError: the folder holds something already, or torch is not installed.
        RunStopped: a person stopped it.
        BurnishError: whatever else fails, with its place.
    """
    watch = watch or SilentWatch()
    demo = _Demo(options, plan or demo_plan(options), watch, engine or torch_engine(), _fresh_folder(options))
    watch.begin(STAGES, demo.out)
    try:
        await demo.play()
    except RunStopped as stop:
        fix = "read the report of what was done, or start again in another folder"
        raise RunStopped(stop.what.partition(";")[0], where=str(demo.out), fix=fix) from stop
    finally:
        report = demo.conclude()
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


@dataclass(slots=True)
class _Demo:
    """One demo while it runs: what was found so far, and the clock of its stages."""

    options: DemoOptions
    plan: DemoPlan
    watch: Watch
    engine: OpenModel
    out: Path
    found: Found = field(default_factory=Found)
    stage: str = ""
    stage_began: float = 0.0
    began: float = field(default_factory=time.monotonic)

    async def play(self) -> None:
        """The loop."""
        self.enter("evaluate_before")
        self.found.before = await self._evaluate("before", self.plan.model)

        self.enter("rejection_sampling")
        warm = await self._train("rejection_sampling", self.plan.model, self._played(), self.plan.rejection_sampling)

        self.enter("grpo")
        trained = await self._train("grpo", Path(warm.checkpoint.path), self.plan.practised, self.plan.grpo)

        self.enter("evaluate_after")
        self.found.after = await self._evaluate("after", Path(trained.checkpoint.path) / "model")

    def conclude(self) -> DemoReport:
        """Stop the clock, and write the report of what was found, if anything was."""
        self.enter("")
        written: DemoReport | None = None
        try:
            report = assemble(self.options, self.plan, self.found, self.out)
            if report.before:
                write_report(report, self.out)
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

    async def _evaluate(self, name: str, model: Path) -> Evaluations:
        """On the held-out scenarios, as they are sampled; on a quarter of them greedily too."""
        plan = self.plan
        quarter = plan.held_out.scenarios[: -(-len(plan.held_out.scenarios) // 4)]
        env = self._counted(plan.held_out, len(plan.held_out.scenarios) + len(quarter))
        ask = self.options
        opened = self.engine(model, name=name, checkpoints=self.out, ranks=ask.ranks, threads=ask.threads, seed=ask.seed)
        async with opened as policy:
            sampled = await evaluate(env, policy, env.scenarios, params=plan.params, seed=ask.seed)
            greedy = await evaluate(env, policy, quarter, params=replace(plan.params, temperature=0.0), seed=ask.seed)
        both = Evaluations(sampled, greedy)
        self.watch.measured(name, both.figures)
        return both

    def _played(self) -> EnvSpec:
        """The env of rejection sampling: once everything was played, the stage is over and supervised fine-tuning begins."""
        config = self.plan.rejection_sampling
        total = config.rounds * config.group_size * (config.scenarios_per_round or len(self.plan.played.scenarios))
        return self._counted(self.plan.played, total, then="sft")

    def _counted(self, env: EnvSpec, total: int, then: str = "") -> EnvSpec:
        """The env, with every episode that is over told as progress; after the last one the stage `then` begins."""
        done = 0

        def tell() -> None:
            nonlocal done
            done += 1
            self.watch.progress(done, total, {})
            if done == total and then:
                self.enter(then)

        return counted(env, tell)

    async def _train(self, recipe: str, model: Path, env: EnvSpec, config: BaseModel) -> Trained:
        """One recipe as a run of its own, in a folder of its own."""
        training = Training(
            recipe=find_recipe(recipe),
            model=model,
            config=config,
            env=env,
            seed=self.options.seed,
            ranks=self.options.ranks,
            threads=self.options.threads,
            options=RunOptions(checkpoint_every=1_000_000),  # a demo is started again, not resumed
        )
        trained = await train_recipe(training, self.out / "runs" / recipe, listener=self._hear, engine=self.engine)
        self.found.environment = trained.record.environment
        return trained

    def _hear(self, event: RunEvent) -> None:
        if event.kind == "step":
            self.watch.progress(event.step, event.steps, event.metrics)
        elif event.kind == "notice":
            self.watch.notice(event.message)
