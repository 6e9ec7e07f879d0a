"""On real input: the unchanged grpo recipe on reasoning-gym tasks, held-out reward before and after.

For each task a model of the embedded shape starts from nothing: fresh weights, a tokenizer trained on the task's own words. A short
supervised warm start on questions and answers of the training split leaves it with partial skill; from there the grpo recipe trains.
Before and after are measured on questions of the held-out split, which are never in training (see `burnish.envs.bridges.reasoning_gym`).
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
    "tasks, budgets and learning rates were chosen on questions of the training split; one seed unless said",
)

_REPLY_TOKENS = 16


@dataclass(frozen=True)
class Task:
    """One reasoning-gym task, small enough for a model of a million parameters.

    Attributes:
        config: fields of the task's config.
        train: how many training questions there are, for the warm start and for grpo.
        held_out: how many questions are evaluated.
        warm_steps: of the warm start: few enough that there is something left to learn.
    """

    config: Mapping[str, Any]
    train: int
    held_out: int
    warm_steps: int

    def env(self, name: str, split: Split, size: int, seed: int) -> EnvSpec:
        """The task's env, with so many questions of a split."""
        return reasoning_gym_env(name, self.config, seed=seed, size=size, split=split)


TASKS = {
    "chain_sum": Task({"min_terms": 3, "max_terms": 3, "min_digits": 1, "max_digits": 1}, train=2200, held_out=400, warm_steps=400),
    "spell_backward": Task({"min_word_len": 3, "max_word_len": 5}, train=5000, held_out=400, warm_steps=300),
}


@dataclass(frozen=True)
class Budget:
    """How long, and how hard; `warm_steps` and `questions` replace what a task says.

    Attributes:
        grpo_steps: steps of grpo on each task.
        scenarios_per_step: questions of a step.
        warm_steps, questions: for a smoke test.
    """

    grpo_steps: int = 400
    scenarios_per_step: int = 32
    warm_steps: int | None = None
    questions: int | None = None


def main() -> None:
    """Warm up, train on every task, and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--tasks", nargs="+", default=list(TASKS), choices=list(TASKS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ranks", type=int, default=None)
    parser.add_argument("--grpo-steps", type=int, default=Budget.grpo_steps)
    options = parser.parse_args()
    budget = Budget(2, 4, warm_steps=2, questions=24) if options.quick else Budget(options.grpo_steps)
    report = Report("real_gym", options.quick, NOTES)
    asyncio.run(_measure(report, {name: TASKS[name] for name in options.tasks}, budget, options.seed, options.ranks))
    report.emit(options.out)


async def _measure(report: Report, tasks: Mapping[str, Task], budget: Budget, seed: int, ranks: int | None) -> None:
    for name, task in tasks.items():
        with tempfile.TemporaryDirectory(prefix="burnish-bench-") as scratch:
            folder = Path(scratch)
            train = task.env(name, "train", budget.questions or task.train, seed)
            held_out = task.env(name, "held_out", budget.questions or task.held_out, seed)
            began = time.perf_counter()
            warm = await _warm_start(folder, train, budget.warm_steps or task.warm_steps, seed, ranks)
            warmed = time.perf_counter()
            before = await _evaluated(warm, held_out, ranks)
            started = time.perf_counter()
            trained = await _grpo(folder / "grpo", warm, train, budget, seed, ranks)
            seconds = {"warm_start": round(warmed - began, 1), "grpo": round(time.perf_counter() - started, 1)}
            after = await _evaluated(trained, held_out, ranks)
        report.add(name, config=task.config, seed=seed, **_told(before, after), seconds=seconds)


async def _warm_start(folder: Path, train: EnvSpec, steps: int, seed: int, ranks: int | None) -> Path:
    """A fresh model that has seen questions and answers for a while; its checkpoint."""
    examples = [
        Example((user(scenario.data["question"]), assistant(scenario.data["answer"])), source=scenario.id) for scenario in train.scenarios
    ]
    texts = [message.content for example in examples for message in example.messages]
    template = (Path(tiny.__file__).parent / "chat_template.jinja").read_text(encoding="utf-8")
    # A small vocabulary: the words of the question become tokens, but words to be spelled, and numbers, stay letters and digits.
    write_fresh_folder(Plan(vocabulary=320, context=512), folder / "fresh", texts, template)
    training = Training(
        recipe=find_recipe("sft"),
        model=folder / "fresh",
        config={"steps": steps, "examples_per_step": 48, "learning_rate": 4e-3},
        examples=lambda model: make_examples(examples, model.renderer, max_tokens=model.context).datums,
        seed=seed,
        ranks=ranks,
        options=RunOptions(checkpoint_every=10_000),
    )
    return Path((await train_recipe(training, folder / "warm", listener=_told_live)).checkpoint.path)


async def _grpo(folder: Path, model: Path, env: EnvSpec, budget: Budget, seed: int, ranks: int | None) -> Path:
    training = Training(
        recipe=find_recipe("grpo"),
        model=model,
        config={
            "steps": budget.grpo_steps,
            "scenarios_per_step": budget.scenarios_per_step,
            "max_tokens": _REPLY_TOKENS,
            "std": "group",
            "learning_rate": 4e-4,
        },
        env=env,
        seed=seed,
        ranks=ranks,
        options=RunOptions(checkpoint_every=10_000),
    )
    return Path((await train_recipe(training, folder, listener=_told_live)).checkpoint.path)


async def _evaluated(checkpoint: Path, env: EnvSpec, ranks: int | None) -> Mapping[str, Evaluation]:
    async with open_model(checkpoint / "model", ranks=ranks, seed=1) as model:
        return {name: await _play(model, env, temperature) for name, temperature in (("sampled", 1.0), ("greedy", 0.0))}


async def _play(model: Model, env: EnvSpec, temperature: float) -> Evaluation:
    params = SamplingParams(max_tokens=_REPLY_TOKENS, temperature=temperature)
    return await evaluate(env, model, env.scenarios, params=params, repeats=4 if temperature else 1)


def _told(before: Mapping[str, Evaluation], after: Mapping[str, Evaluation]) -> dict[str, Any]:
    numbers: dict[str, Any] = {"before": {}, "after": {}}
    for when, measured in (("before", before), ("after", after)):
        for how, evaluation in measured.items():
            numbers[when][how] = {name: evaluation.rates[name].to_dict() for name in ("reward", "resolved")}
    difference = compare(before["sampled"], after["sampled"]).difference
    return {"questions": len(before["sampled"].groups), **numbers, "difference": difference.to_dict()}


def _told_live(event: RunEvent) -> None:
    if event.kind == "step" and (event.step % 50 == 0 or event.step == event.steps):
        shown = {key: round(event.metrics[key], 3) for key in ("loss", "reward") if key in event.metrics}
        progress(f"  {event.recipe} step {event.step} of {event.steps}: {shown}")


if __name__ == "__main__":
    main()
