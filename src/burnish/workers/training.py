"""train_recipe: builds the engine and what the recipe needs, and runs it as a run in a folder."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from burnish import __version__
from burnish.core.options import RunOptions, validated
from burnish.core.ports import Model
from burnish.core.tokens import Checkpoint, Datum, SamplingParams
from burnish.envs.env import EnvSpec
from burnish.errors import ConfigError
from burnish.evals.evaluate import evaluate
from burnish.recipes.catalog import Recipe
from burnish.workers.engine import Described, OpenModel, torch_engine, weights_folder
from burnish.workers.events import Listener, silent
from burnish.workers.local import LocalRun
from burnish.workers.loop import Evaluate, RunLoop
from burnish.workers.records import RunRecord, environment, source_commit

__all__ = ["Examples", "OpenModel", "Trained", "Training", "carry_out", "torch_engine", "train_recipe", "wants_reference"]

Examples = Callable[[Model], Sequence[Datum]]
"""Examples to train on, once the model is there to say how they are rendered and how long they may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What to train, and on what: everything that decides the result.

    Attributes:
        recipe: which (`burnish.recipes.catalog.find_recipe`).
        model: folder of a Hugging Face checkpoint, or of a checkpoint of another run.
        config: the recipe's config, or some of its fields; the rest keep their defaults.
        env: to play in, if the recipe needs one.
        held_out: its scenarios are what `options.evaluate_every` evaluates on.
        examples: to train on, if the recipe needs them.
        inputs: what else decides the result, in words (the digest of a file …); a resumed run must have the same.
        seed: of everything random.
        ranks, threads: of the engine; by default what suits the machine and the size of the weights. A resumed run takes
            those that it began with, unless told otherwise.
        options: checkpoints, budgets, alarms, early stopping.
    """

    recipe: Recipe
    model: Path
    config: BaseModel | Mapping[str, Any] = field(default_factory=dict)
    env: EnvSpec | None = None
    held_out: EnvSpec | None = None
    examples: Examples | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    ranks: int | None = None
    threads: int | None = None
    options: RunOptions = field(default_factory=RunOptions)


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training.

    Attributes:
        folder: of the run.
        checkpoint: what the recipe returned; the folder `model` in it is a plain Hugging Face one.
        record: what `run.json` says.
    """

    folder: Path
    checkpoint: Checkpoint
    record: RunRecord


async def train_recipe(
    training: Training, out: Path, *, resume: bool = False, listener: Listener = silent, engine: OpenModel | None = None
) -> Trained:
    """Train a model by a recipe, as a run in a folder.

    Args:
        training: what, and on what.
        out: the run's folder.
        resume: go on with the run that is there.
        listener: told of everything that happens.
        engine: how to build a model; on torch by default.

    Raises:
        ConfigError: the config does not validate, something that the recipe needs is missing, or `out` cannot be used.
        RunStopped: a person or an alarm stopped it.
        BurnishError: whatever else fails, with its place.
    """
    if not training.recipe.trains:
        raise ConfigError("this recipe trains nothing", where=f"recipe {training.recipe.name}", fix="use burnish evaluate")
    training = replace(training, config=_config(training))
    _check_needs(training)
    training = _with_earlier_ranks(training, out) if resume else training
    async with LocalRun.open(out, _record(training), training.options, resume=resume, listener=listener) as run:
        final = await carry_out(run, training, engine or torch_engine())
        if final is None:
            fix = "return await policy.save(…) at its end"
            raise ConfigError("`train` returned no checkpoint", where=f"recipe {training.recipe.name}", fix=fix)
    return Trained(run.folder, final, run.record)


async def carry_out(run: RunLoop, training: Training, engine: OpenModel) -> Checkpoint | None:
    """Build what the recipe needs, and let it go through its steps; returns its checkpoint, if it is one that trains.

    Args:
        run: whatever it is kept in.
        training: with all that its recipe needs.
        engine: how to build a model.

    Raises:
        BurnishError: whatever fails, with its place.
    """
    recipe, config = training.recipe, _config(training)
    _check_needs(training)
    async with AsyncExitStack() as models:

        async def opened(name: str) -> Model:
            path, checkpoints = weights_folder(training.model), run.checkpoints(name)
            opening = engine(path, name=name, checkpoints=checkpoints, ranks=training.ranks, threads=training.threads, seed=training.seed)
            return await models.enter_async_context(opening)

        policy = await opened("policy")
        parts: dict[str, Any] = {}
        if "env" in recipe.needs:
            parts["env"] = training.env
        if "examples" in recipe.needs and training.examples:
            parts["examples"] = training.examples(policy)
        if wants_reference(recipe, config):
            parts["reference"] = await opened("reference")
        run.attach(*([policy] if recipe.trains else []), evaluate=_evaluation(training, policy, config))
        await run.begin(**await _settled(policy))
        final = await recipe.train(run, config, policy, **parts)
        run.finish(final)
        return final


async def _settled(policy: Model) -> dict[str, Any]:
    """What the engine settled on, as far as it can tell."""
    if not isinstance(policy, Described):
        return {}
    facts = await policy.facts()
    return {"ranks": facts.ranks, "threads": facts.threads, "device": facts.device}


def _config(training: Training) -> BaseModel:
    given = training.config
    return given if isinstance(given, BaseModel) else validated(training.recipe.config, given, training.recipe.name)


def _check_needs(training: Training) -> None:
    missing = {
        "env": (training.env, "name one with --env"),
        "examples": (training.examples, "give a file of conversations with --data"),
    }
    for need in training.recipe.needs:
        value, fix = missing.get(need, (True, ""))
        if value is None:
            raise ConfigError(f"the recipe {training.recipe.name} needs {need}", where=need, fix=fix)


def _with_earlier_ranks(training: Training, out: Path) -> Training:
    """The order of floating-point sums depends on the ranks: equal weights need equal ranks and threads."""
    earlier = RunRecord.read(out.expanduser() / "run.json")
    began = earlier.environment if earlier else {}
    return replace(training, ranks=training.ranks or began.get("ranks"), threads=training.threads or began.get("threads"))


def _record(training: Training) -> RunRecord:
    env = {"env": training.env.name} if training.env else {}
    return RunRecord(
        recipe=training.recipe.name,
        config=_config(training).model_dump(mode="json"),
        seed=training.seed,
        inputs={"model": str(training.model), **env, **training.inputs},
        version=__version__,
        commit=source_commit(),
        environment=environment({"ranks": training.ranks, "threads": training.threads}),
    )


def wants_reference(recipe: Recipe, config: BaseModel) -> bool:
    """Whether to hold a frozen copy of the starting weights: only if it is used, as it costs as much memory as a model."""
    return "reference" in recipe.needs or ("reference" in recipe.takes and getattr(config, "kl_coefficient", 0) > 0)


def _evaluation(training: Training, policy: Model, config: BaseModel) -> Evaluate | None:
    env = training.held_out
    if env is None:
        return None
    params = SamplingParams(max_tokens=getattr(config, "max_tokens", 256), temperature=getattr(config, "temperature", 1.0))

    async def held_out(done: int) -> dict[str, float]:
        await policy.sync()
        evaluation = await evaluate(env, policy, env.scenarios, params=params, seed=training.seed)
        return {name: rate.mean for name, rate in evaluation.rates.items()}

    return held_out
