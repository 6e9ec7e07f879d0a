"""train_recipe: builds the engine and what the recipe needs, and runs it as a run in a folder."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from burnish import __version__
from burnish.core.ports import Model, Renderer
from burnish.core.tokens import Checkpoint, Datum, SamplingParams
from burnish.envs.env import EnvSpec
from burnish.errors import ConfigError
from burnish.evals.evaluate import evaluate
from burnish.recipes.catalog import Recipe
from burnish.workers.events import Listener, silent
from burnish.workers.local import Evaluate, LocalRun
from burnish.workers.options import RunOptions
from burnish.workers.records import RunRecord, environment, source_commit

__all__ = ["Examples", "OpenModel", "Trained", "checked_config", "torch_engine", "train_recipe"]

Examples = Callable[[Renderer], Sequence[Datum]]
"""Examples to train on, once the tokenizer of the model is known."""


class OpenModel(Protocol):
    """How an engine is built: a model for as long as a block lasts. `burnish.engine.model.open_model` is the one on torch."""

    def __call__(
        self, path: Path, *, name: str, checkpoints: Path, ranks: int | None, threads: int, seed: int
    ) -> AbstractAsyncContextManager[Model]: ...


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training.

    Attributes:
        folder: of the run.
        checkpoint: what the recipe returned; `checkpoint.path + "/model"` is a plain Hugging Face folder.
        record: what `run.json` says.
    """

    folder: Path
    checkpoint: Checkpoint
    record: RunRecord


async def train_recipe(
    recipe: Recipe,
    model: Path,
    out: Path,
    *,
    config: BaseModel | Mapping[str, Any] | None = None,
    env: EnvSpec | None = None,
    held_out: EnvSpec | None = None,
    examples: Examples | None = None,
    inputs: Mapping[str, str] | None = None,
    seed: int = 0,
    ranks: int | None = None,
    threads: int = 1,
    options: RunOptions | None = None,
    resume: bool = False,
    listener: Listener = silent,
    engine: OpenModel | None = None,
) -> Trained:
    """Train a model by a recipe.

    Args:
        recipe: which (`burnish.recipes.catalog.find_recipe`).
        model: folder of a Hugging Face checkpoint, or of a checkpoint of another run.
        out: the run's folder.
        config: the recipe's config, or some of its fields; the rest keep their defaults.
        env: to play in, if the recipe needs one.
        held_out: its scenarios are what `options.evaluate_every` evaluates on.
        examples: to train on, if the recipe needs them.
        inputs: what else decides the result, in words (the digest of a data file …); a resumed run must have the same.
        seed: of everything random.
        ranks, threads: of the engine; a resumed run takes those that it began with, unless told otherwise.
        options: checkpoints, budgets, alarms, early stopping.
        resume: go on with the run in `out`.
        listener: told of everything that happens.
        engine: how to build a model; on torch by default.

    Raises:
        ConfigError: the config does not validate, something that the recipe needs is missing, or `out` cannot be used.
        RunStopped: a person or an alarm stopped it.
        BurnishError: whatever else fails, with its place.
    """
    settled = checked_config(recipe, config)
    given = {"env": env, "examples": examples}
    for need in recipe.needs:
        if given.get(need) is None and need != "reference":
            fix = {"env": "name one with --env", "examples": "give a file of conversations with --data"}[need]
            raise ConfigError(f"the recipe {recipe.name} needs {need}", where=need, fix=fix)
    engine = engine or torch_engine()
    earlier = RunRecord.read(out.expanduser() / "run.json") if resume else None
    ranks = ranks or (earlier.environment.get("ranks") if earlier else None)
    names = {"model": str(model), **({"env": env.name} if env else {}), **(inputs or {})}
    record = RunRecord(
        recipe=recipe.name,
        config=settled.model_dump(mode="json"),
        seed=seed,
        inputs=names,
        version=__version__,
        commit=source_commit(),
        environment=environment({"ranks": ranks, "threads": threads}),
    )
    async with LocalRun.open(out, record, options, resume=resume, listener=listener) as run, AsyncExitStack() as stack:

        async def opened(name: str) -> Model:
            checkpoints = run.checkpoints(name)
            return await stack.enter_async_context(
                engine(_weights(model), name=name, checkpoints=checkpoints, ranks=ranks, threads=threads, seed=seed)
            )

        policy = await opened("policy")
        run.describe(ranks=getattr(policy, "ranks", ranks), threads=threads)
        parts: dict[str, Any] = {}
        if "env" in recipe.needs:
            parts["env"] = env
        if "examples" in recipe.needs and examples:
            parts["examples"] = examples(policy.renderer)
        if _wants_reference(recipe, settled):
            parts["reference"] = await opened("reference")
        run.attach(policy, evaluate=_evaluation(held_out, policy, settled, seed) if held_out else None)
        final = await recipe.train(run, settled, policy, **parts)
        run.finish(final)
    return Trained(run.folder, final, run.record)


def checked_config(recipe: Recipe, config: BaseModel | Mapping[str, Any] | None) -> BaseModel:
    """The recipe's config with defaults filled in.

    Raises:
        ConfigError: a field is unknown or its value is wrong; names the field, the value, and what the field is.
    """
    if isinstance(config, recipe.config):
        return config
    try:
        return recipe.config.model_validate(config.model_dump() if isinstance(config, BaseModel) else dict(config or {}))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "config"
        field = recipe.config.model_fields.get(name)
        if field is None:
            fix = f"fields of {recipe.name}: {', '.join(recipe.config.model_fields)}"
        else:
            fix = f"{name}: {field.description or 'see its type'} Default: {field.default}"
        raise ConfigError(f"is {first['input']!r}: {first['msg']}", where=f"{recipe.name}.{name}", fix=fix) from None


def torch_engine() -> OpenModel:
    """The engine on torch, imported only now: everything that needs no model works without torch.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        from burnish.engine.model import open_model
    except ModuleNotFoundError as error:
        raise ConfigError(f"{error.name} is not installed", where="engine", fix="pip install 'burnish[engine]'") from error
    return open_model


def _weights(path: Path) -> Path:
    """The Hugging Face folder: the path itself, or, in a checkpoint of a run, the folder `model` in it."""
    inside = path / "model"
    return inside if (inside / "config.json").exists() else path


def _wants_reference(recipe: Recipe, config: BaseModel) -> bool:
    """Whether to hold a frozen copy of the starting weights: only if it is used, as it costs as much memory as a model."""
    return "reference" in recipe.needs or ("reference" in recipe.takes and getattr(config, "kl_coefficient", 0) > 0)


def _evaluation(env: EnvSpec, policy: Model, config: BaseModel, seed: int) -> Evaluate:
    params = SamplingParams(max_tokens=getattr(config, "max_tokens", 256), temperature=getattr(config, "temperature", 1.0))

    async def held_out(done: int) -> dict[str, float]:
        await policy.sync()
        evaluation = await evaluate(env, policy, env.scenarios, params=params, seed=seed)
        return {name: rate.mean for name, rate in evaluation.rates.items()}

    return held_out
