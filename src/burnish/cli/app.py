"""The application: its commands, put together. Heavy imports happen in the command that needs them, so that help is instant."""

import sys

import typer

import burnish
from burnish.cli.answers import Json, answering, print_json
from burnish.cli.demo import demo
from burnish.cli.evaluate import evaluate
from burnish.cli.own_recipe import adopt
from burnish.cli.recipes import recipes_app
from burnish.cli.train import train_app

__all__ = ["app", "main"]

app = typer.Typer(
    name="burnish",
    help="Turn feedback into better language models by reinforcement learning, again and again, without sliding back.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo)
app.add_typer(train_app, name="train")
app.command("evaluate")(evaluate)
app.add_typer(recipes_app, name="recipes")


@app.command("version")
@answering
def version(json: Json = False) -> None:
    """Say which Burnish this is."""
    if json:
        print_json({"version": burnish.__version__})
    else:
        typer.echo(f"burnish {burnish.__version__}")


def main() -> None:
    """What the `burnish` command calls."""
    arguments = sys.argv[1:]
    try:
        answering(adopt)(arguments)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    app(arguments, prog_name="burnish")
