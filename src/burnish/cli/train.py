"""`burnish train RECIPE`: one command a recipe, with one flag for each field of its config."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from burnish.artifacts.files import digest
from burnish.cli.answers import Json, answering, injected, logs_to_stderr, print_json, resumable
from burnish.cli.flags import flag_parameters, given_flags, with_parameters
from burnish.cli.progress import telling
from burnish.cli.references import find_env, find_model
from burnish.core.options import RunOptions, validated
from burnish.core.ports import Model as Policy
from burnish.core.tokens import Datum
from burnish.errors import ConfigError, DataError
from burnish.recipes.catalog import RECIPES, Recipe, find_recipe
from burnish.settings import Settings

if TYPE_CHECKING:
    from burnish.workers.training import Examples, Trained

__all__ = ["add_recipe", "train_app"]


class RecipeGroup(TyperGroup):
    """The recipes as commands; a name that is none of them fails as every other mistake does."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a recipe."""
        return super().get_command(ctx, cmd_name) or answering(_refuse)(cmd_name)


def _refuse(name: str) -> None:
    recipe = find_recipe(name)
    raise ConfigError("this recipe trains nothing", where=f"recipe {recipe.name}", fix="use burnish evaluate, or burnish runs create")


train_app = typer.Typer(
    help="Train a model by a recipe, or by a file of your own: `train ./my_grpo.py`.", no_args_is_help=True, cls=RecipeGroup
)

Model = Annotated[str, typer.Option(help="`tiny`, a Hugging Face folder, or a checkpoint of another run.")]
Env = Annotated[str | None, typer.Option(help="Where to play: supply_desk, or module:function of your own.")]
Split = Annotated[str | None, typer.Option(help="Split of the env's scenarios to train on; by default the env's own default.")]
Scenarios = Annotated[int | None, typer.Option(min=1, help="How many scenarios to train on.")]
HeldOut = Annotated[str, typer.Option(help="Split to evaluate on, with --evaluate-every.")]
HeldOutScenarios = Annotated[int, typer.Option(min=1, help="How many scenarios to evaluate on.")]
Data = Annotated[Path | None, typer.Option(help="Conversations to learn from: a .jsonl or .jsonl.gz file with `messages` in each row.")]
Longest = Annotated[int | None, typer.Option(min=1, help="Most tokens of a conversation; longer ones are cut at a turn. Default: context.")]
Out = Annotated[Path | None, typer.Option(help="The run's folder; by default a new one under BURNISH_HOME.")]
Seed = Annotated[int, typer.Option(help="Of everything random.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the interrupted run in --out.")]
Ranks = Annotated[int | None, typer.Option(min=1, help="Rank processes; by default BURNISH_RANKS, else one for each free core or device.")]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads of each rank; by default BURNISH_THREADS, else as the weights ask.")]


def add_recipe(recipe: Recipe) -> None:
    """Make `burnish train NAME` for a recipe."""

    def command(
        context: typer.Context,
        model: Model = "tiny",
        env: Env = None,
        split: Split = None,
        scenarios: Scenarios = None,
        held_out: HeldOut = "dev",
        held_out_scenarios: HeldOutScenarios = 128,
        data: Data = None,
        longest: Longest = None,
        out: Out = None,
        seed: Seed = 0,
        resume: Resume = False,
        ranks: Ranks = None,
        threads: Threads = None,
        json: Json = False,
        **fields: str | None,
    ) -> None:
        from burnish.workers.training import Training, train_recipe

        logs_to_stderr()
        settings = Settings.from_environment()
        options = validated(RunOptions, given_flags(RunOptions, fields), "run")
        played = find_env(env, split=split, count=scenarios) if env else None
        watched = find_env(env, split=held_out, count=held_out_scenarios) if env and options.evaluate_every else None
        training = Training(
            recipe=recipe,
            model=find_model(model),
            config=given_flags(recipe.config, fields),
            env=played,
            held_out=watched,
            examples=_examples(data, longest) if data else None,
            inputs=_inputs(split=split, scenarios=scenarios, data=data, longest=longest),
            seed=seed,
            ranks=ranks or settings.ranks,
            threads=threads or settings.threads,
            options=options,
        )
        folder = out or _new_folder(settings, recipe, resume=resume)
        with telling(settings) as listener:
            trained = asyncio.run(train_recipe(training, folder, resume=resume, listener=listener, engine=injected(context).engine))
        _answer(trained, as_json=json)

    flags = [*flag_parameters(recipe.config, f"Recipe: {recipe.name}"), *flag_parameters(RunOptions, "Run")]
    train_app.command(recipe.name, help=recipe.caption)(with_parameters(resumable(command), flags))


def _examples(data: Path, longest: int | None) -> "Examples":
    from burnish.chat.examples import load_examples

    def load(policy: Policy) -> Sequence[Datum]:
        return load_examples(data, policy.renderer, max_tokens=min(longest or policy.context, policy.context)).datums

    return load


def _inputs(*, split: str | None, scenarios: int | None, data: Path | None, longest: int | None) -> dict[str, str]:
    """What a resumed run must have again: a data file counts by its content."""
    given = {"split": split, "scenarios": scenarios, "data": data and f"sha256:{_digest(data)}", "longest": longest}
    return {name: str(value) for name, value in given.items() if value}


def _digest(data: Path) -> str:
    try:
        return digest(data)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", where=f"--data {data}", fix="give a .jsonl or .jsonl.gz file") from None


def _new_folder(settings: Settings, recipe: Recipe, *, resume: bool) -> Path:
    if resume:
        raise ConfigError("which run?", where="--resume", fix="name its folder with --out")
    return settings.runs / f"{recipe.name}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"


def _answer(trained: "Trained", *, as_json: bool) -> None:
    record = trained.record
    model = Path(trained.checkpoint.path) / "model"
    if as_json:
        print_json({"folder": str(trained.folder), "model": str(model), **record.model_dump(mode="json")})
        return
    reason = f" ({record.reason})" if record.reason else ""
    typer.echo(f"{record.recipe} {record.status}{reason} in {record.seconds:.1f} s\n  run    {trained.folder}\n  model  {model}")


for _recipe in RECIPES.values():
    if _recipe.trains:
        add_recipe(_recipe)
