"""On real input: the unchanged grpo recipe on reasoning-gym tasks, held-out reward before and after.

A model of the embedded shape starts from nothing: fresh weights, a tokenizer trained on the tasks' own words. A short supervised warm
start on questions and answers of the training split leaves it with partial skill at all tasks. From there the grpo recipe trains on
each task by itself. Before and after are measured on questions of the held-out split, whose words are never in training (see
`burnish.envs.bridges.reasoning_gym`).
"""

import asyncio
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import Report, arguments, progress
from burnish import tiny
from burnish.chat.examples import Example, make_examples
from burnish.core.messages import assistant, user
from burnish.core.options import RunOptions
from burnish.core.ports import Model
from burnish.core.tokens import SamplingParams
from burnish.engine.model import open_model
from burnish.envs.bridges.reasoning_gym import Split, reasoning_gym_env
from burnish.envs.env import EnvSpec
from burnish.evals.compare import compare
from burnish.evals.evaluate import Evaluation, evaluate
from burnish.recipes.catalog import find_recipe
from burnish.tiny.make import Plan, write_fresh_folder
from burnish.workers.events import RunEvent
from burnish.workers.training import Training, train_recipe

__all__ = ["TASKS", "main"]

NOTES = (
    "reward: the task's own score of the reply, mean over held-out questions at temperature 1 [95 % interval]; greedy: temperature 0",
    "held-out questions and training questions have no question in common, whatever the seeds",
    "difference: after − before, paired by question",
)


@dataclass(frozen=True)
class Task:
    """One reasoning-gym task, small enough for a model of a million parameters.

    Attributes:
        config: fields of the task's config.
        warm: how many training questions the warm start sees.
        train: how many training questions there are for grpo.
        held_out: how many questions are evaluated.
    """

    config: Mapping[str, Any]
    warm: int
    train: int
    held_out: int

    def env(self, name: str, split: Split, size: int, seed: int) -> EnvSpec:
        """The task's env, with so many questions of a split."""
        return reasoning_gym_env(name, self.config, seed=seed, size=size, split=split)


TASKS = {
    "chain_sum": Task({"min_terms": 2, "max_terms": 2, "min_digits": 1, "max_digits": 2}, warm=4000, train=4000, held_out=400),
    "spell_backward": Task({"min_word_len": 3, "max_word_len": 5}, warm=5000, train=5000, held_out=300),
}


@dataclass(frozen=True)
class Budget:
    """How long, and how hard."""

    warm_steps: int = 150
    grpo_steps: int = 60
    warm_seconds: float = 90.0
    grpo_seconds: float = 75.0
    questions: int | None = None


def main() -> None:
    """Warm up, train on every task, and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--tasks", nargs="+", default=list(TASKS), choices=list(TASKS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ranks", type=int, default=None)
    parser.add_argument("--warm-steps", type=int, default=Budget.warm_steps)
    parser.add_argument("--grpo-steps", type=int, default=Budget.grpo_steps)
    options = parser.parse_args()
    budget = Budget(options.warm_steps, options.grpo_steps)
    if options.quick:
        budget = Budget(2, 2, questions=24)
    report = Report("real_gym", options.quick, NOTES)
    asyncio.run(_measure(report, {name: TASKS[name] for name in options.tasks}, budget, options.seed, options.ranks))
    report.emit(options.out)


async def _measure(report: Report, tasks: Mapping[str, Task], budget: Budget, seed: int, ranks: int | None) -> None:
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as scratch:
        folder = Path(scratch)
        started = time.perf_counter()
        warm = await _warm_start(folder, tasks, budget, seed, ranks)
        warm_seconds = time.perf_counter() - started
        for name, task in tasks.items():
            held_out = task.env(name, "held_out", budget.questions or task.held_out, seed)
            before = await _evaluated(warm, held_out, ranks)
            started = time.perf_counter()
            trained = await _grpo(
                folder / name, warm, task.env(name, "train", budget.questions or task.train, seed + 10_000), budget, seed, ranks
            )
            seconds = time.perf_counter() - started
            after = await _evaluated(trained, held_out, ranks)
            report.add(name, **_told(before, after), seconds={"warm_start": round(warm_seconds, 1), "grpo": round(seconds, 1)})


async def _warm_start(folder: Path, tasks: Mapping[str, Task], budget: Budget, seed: int, ranks: int | None) -> Path:
    """A fresh model that has seen each task's questions and answers for a while; where its weights are."""
    examples = []
    for name, task in tasks.items():
        env = task.env(name, "train", budget.questions or task.warm, seed)
        examples += [
            Example((user(scenario.data["question"]), assistant(scenario.data["answer"])), source=scenario.id) for scenario in env.scenarios
        ]
    texts = [message.content for example in examples for message in example.messages]
    template = (Path(tiny.__file__).parent / "chat_template.jinja").read_text(encoding="utf-8")
    # A small vocabulary: the words of the questions become tokens, but words to be spelled, and numbers, stay letters and digits.
    write_fresh_folder(Plan(vocabulary=384, context=512), folder / "fresh", texts, template)
    training = Training(
        recipe=find_recipe("sft"),
        model=folder / "fresh",
        config={"steps": budget.warm_steps, "examples_per_step": 256, "learning_rate": 4e-3, "warmup_steps": 10},
        examples=lambda model: make_examples(examples, model.renderer, max_tokens=model.context).datums,
        seed=seed,
        ranks=ranks,
        options=RunOptions(checkpoint_every=10_000, max_seconds=budget.warm_seconds),
    )
    return Path((await train_recipe(training, folder / "warm", listener=_told_live)).checkpoint.path)


async def _grpo(folder: Path, model: Path, env: EnvSpec, budget: Budget, seed: int, ranks: int | None) -> Path:
    training = Training(
        recipe=find_recipe("grpo"),
        model=model,
        config={
            "steps": budget.grpo_steps,
            "scenarios_per_step": 4 if budget.questions else 32,
            "group_size": 8,
            "max_tokens": 16,
            "learning_rate": 6e-4,
        },
        env=env,
        seed=seed,
        ranks=ranks,
        options=RunOptions(checkpoint_every=10_000, max_seconds=budget.grpo_seconds),
    )
    return Path((await train_recipe(training, folder, listener=_told_live)).checkpoint.path)


async def _evaluated(checkpoint: Path, env: EnvSpec, ranks: int | None) -> Mapping[str, Evaluation]:
    async with open_model(checkpoint / "model", ranks=ranks, seed=1) as model:
        return {name: await _play(model, env, temperature) for name, temperature in (("sampled", 1.0), ("greedy", 0.0))}


async def _play(model: Model, env: EnvSpec, temperature: float) -> Evaluation:
    params = SamplingParams(max_tokens=16, temperature=temperature)
    return await evaluate(env, model, env.scenarios, params=params, repeats=4 if temperature else 1)


def _told(before: Mapping[str, Evaluation], after: Mapping[str, Evaluation]) -> dict[str, Any]:
    numbers: dict[str, Any] = {"before": {}, "after": {}}
    for when, measured in (("before", before), ("after", after)):
        for how, evaluation in measured.items():
            numbers[when][how] = {name: evaluation.rates[name].to_dict() for name in ("reward", "resolved")}
    difference = compare(before["sampled"], after["sampled"]).difference
    return {"questions": len(before["sampled"].groups), **numbers, "difference": difference.to_dict()}


def _told_live(event: RunEvent) -> None:
    if event.kind == "step" and (event.step % 10 == 0 or event.step == event.steps):
        shown = {key: round(event.metrics[key], 3) for key in ("loss", "reward") if key in event.metrics}
        progress(f"  {event.recipe} step {event.step} of {event.steps}: {shown}")


if __name__ == "__main__":
    main()
