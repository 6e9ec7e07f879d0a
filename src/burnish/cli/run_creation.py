"""`burnish runs create RECIPE`: one command a recipe of the server, with one flag for each field of its config."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from burnish.cli.answers import Json, answering
from burnish.cli.client import InProject, client, complete_models
from burnish.cli.flags import flag_parameters, given_flags, with_parameters
from burnish.cli.run_following import tell_ending
from burnish.cli.scenario_kinds import scenario_kinds
from burnish.cli.schema_flags import given_fields, schema_parameters
from burnish.core.options import RunOptions, validated
from burnish.core.registry import Recipe
from burnish.core.runs import EnvRef, Resources, RunRequest
from burnish.errors import BurnishError, ConfigError

__all__ = ["create_app", "tags_of"]

_PROJECT = "burnish.project"

Model = Annotated[str, typer.Option(help="To start from: name, name@2, or `tiny` for the embedded one.", autocompletion=complete_models)]
Env = Annotated[str | None, typer.Option(help="Env to play in, by name; if the recipe needs one.")]
Split = Annotated[str | None, typer.Option(help="Split of the env's scenarios to train on; by default the env's own choice.")]
Scenarios = Annotated[int | None, typer.Option(min=1, help="How many scenarios to train on.")]
Start = Annotated[int | None, typer.Option(min=0, help="How many of the split's scenarios to pass over first.")]
More = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TAG=VALUE,…:COUNT",
        help="Further scenarios of a kind: `intent=emergency,reorder:64`; several tags with `;`, and `@START` at the end passes "
        "numbers over. May be given again.",
    ),
]
HeldOut = Annotated[str | None, typer.Option(help="Split to evaluate on, with --evaluate-every; by default dev.")]
HeldOutScenarios = Annotated[int | None, typer.Option(min=1, help="How many scenarios to evaluate on; by default 128.")]
Dataset = Annotated[str | None, typer.Option(help="Dataset to learn from, by name or id; if the recipe needs examples.")]
Longest = Annotated[int | None, typer.Option(min=1, help="Most tokens of an example; longer ones are cut at a turn.")]
Seed = Annotated[int, typer.Option(min=0, help="Of everything random.")]
Cores = Annotated[int, typer.Option(min=1, help="Cores that it holds; without GPUs also the number of its rank processes.")]
MemoryGb = Annotated[float | None, typer.Option(min=0, help="Memory that it holds, in GB; by default what the worker estimates.")]
Gpus = Annotated[int, typer.Option(min=0, help="GPUs that it holds, one rank process on each.")]
Name = Annotated[str | None, typer.Option(help="What to call it; by default the recipe's name.")]
Priority = Annotated[int, typer.Option(min=-100, max=100, help="Higher ones are started first.")]
MaxAttempts = Annotated[int, typer.Option(min=1, max=20, help="Workers that may die on it before it fails as lost.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="key=value, to find it by; may be given again.")]
Key = Annotated[str | None, typer.Option(help="Asking again with the same key gives the run that was made the first time.")]
Watch = Annotated[bool, typer.Option("--watch", "-w", help="Follow it until it has ended.")]


class ServerRecipes(TyperGroup):
    """The recipes of the server as commands, asked for when one is called or help lists them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names; none where the server does not answer."""
        try:
            return list(_recipes(None))
        except BurnishError:
            return []

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a recipe."""
        return answering(_command)(cmd_name, ctx.meta.get(_PROJECT))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name; the project that they name has the recipe."""
        ctx.meta[_PROJECT] = _named_project(args)
        return super().resolve_command(ctx, args)


create_app = typer.Typer(help="Ask for a run of a recipe.", no_args_is_help=True, cls=ServerRecipes)


@create_app.callback()
def _create() -> None:
    """Ask for a run of a recipe, with one flag for each field of its config: `burnish runs create RECIPE --help` lists them."""


def _named_project(arguments: list[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument in ("--project", "-p"):
            return next(iter(arguments[place + 1 :]), None)
        if argument.startswith("--project="):
            return argument.partition("=")[2]
    return None


def _recipes(project: str | None) -> dict[str, Recipe]:
    with client(project) as opened:
        return {recipe.name: recipe for recipe in opened.recipes.list()}


def _command(name: str, project: str | None) -> Any:
    found = _recipes(project)
    if name not in found:
        raise ConfigError(f"there is no recipe {name!r}", where="recipe", fix=f"use one of {', '.join(found)}")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
    alone.command(name, help=found[name].caption)(_creation(found[name]))
    return typer.main.get_command(alone)


def _creation(recipe: Recipe) -> Callable[..., None]:
    """The command of a recipe, with its flags."""

    def create(
        model: Model = "tiny",
        env: Env = None,
        split: Split = None,
        scenarios: Scenarios = None,
        start: Start = None,
        more: More = None,
        held_out: HeldOut = None,
        held_out_scenarios: HeldOutScenarios = None,
        dataset: Dataset = None,
        longest: Longest = None,
        seed: Seed = 0,
        cores: Cores = 1,
        memory_gb: MemoryGb = None,
        gpus: Gpus = 0,
        name: Name = None,
        priority: Priority = 0,
        max_attempts: MaxAttempts = 3,
        tag: Tags = None,
        idempotency_key: Key = None,
        watching: Watch = False,
        project: InProject = None,
        json: Json = False,
        **fields: str | None,
    ) -> None:
        scenes = {
            "split": split,
            "scenarios": scenarios,
            "start": start,
            "more": scenario_kinds(more) if more else None,
            "held_out": held_out,
            "held_out_scenarios": held_out_scenarios,
        }
        given: dict[str, Any] = {
            "recipe": recipe.name,
            "config": given_fields(recipe.config_schema, flags, fields),
            "model": model,
            "env": _env(env, {key: value for key, value in scenes.items() if value is not None}),
            "dataset": dataset,
            "longest": longest,
            "seed": seed,
            "options": validated(RunOptions, given_flags(RunOptions, fields), "run"),
            "resources": Resources(cores=cores, memory_gb=memory_gb, gpus=gpus),
            "name": name,
            "priority": priority,
            "max_attempts": max_attempts,
            "tags": tags_of(tag or []),
        }
        with client(project) as opened:
            made = opened.runs.create_from(validated(RunRequest, given, "run"), idempotency_key=idempotency_key)
            tell_ending(opened, made, watching=watching, as_json=json)

    options = flag_parameters(RunOptions, "Run")
    taken = frozenset([*inspect.signature(create).parameters, *(option.name for option in options)])
    flags = schema_parameters(recipe.config_schema, f"Recipe: {recipe.name}", taken=taken)
    return with_parameters(answering(create), [*flags.values(), *options])


def _env(name: str | None, scenes: dict[str, Any]) -> EnvRef | None:
    if name is not None:
        return validated(EnvRef, {"name": name, **scenes}, "env")
    if scenes:
        raise ConfigError("there is no env to take them from", where=f"--{next(iter(scenes)).replace('_', '-')}", fix="name one: --env")
    return None


def tags_of(pairs: list[str]) -> dict[str, str]:
    """Tags from `key=value`.

    Raises:
        ConfigError: one has no key or no `=`.
    """
    for pair in pairs:
        if not pair.partition("=")[0] or "=" not in pair:
            raise ConfigError(f"{pair!r} is no tag", where="--tag", fix="write key=value")
    return dict(pair.split("=", 1) for pair in pairs)
