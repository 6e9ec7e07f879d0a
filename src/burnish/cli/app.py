"""The application: its commands, put together. Each command's module is imported when it is called, so that help is instant."""

import sys
from typing import Annotated

import typer

import burnish
from burnish.cli.answers import Json, answering, print_json
from burnish.cli.deferred import Entry, deferred_group

__all__ = ["ENTRIES", "app", "main"]

_HERE, _SERVER, _PROJECT, _ACCESS = "On this machine", "Server", "Project", "Access"

ENTRIES = (
    Entry("demo", "burnish.cli.demo:demo", "Watch a small model learn a support desk by reinforcement learning.", _HERE),
    Entry("train", "burnish.cli.train:train_app", "Train a model by a recipe, or by a file of your own.", _HERE),
    Entry("evaluate", "burnish.cli.evaluate:evaluate", "Evaluate a model in an env: rates with 95 % intervals, and how it fails.", _HERE),
    Entry("recipes", "burnish.cli.recipes:recipes_app", "List, show and copy recipes.", _HERE),
    Entry("doctor", "burnish.cli.doctor:doctor", "Look at this machine and its settings: what works, what does not, what to do.", _HERE),
    Entry("up", "burnish.cli.up:up", "Start everything on this machine: the API, the page, the gateway, a worker.", _SERVER),
    Entry("api", "burnish.cli.up:api", "Start the API and the page alone.", _SERVER),
    Entry("gateway", "burnish.cli.gateway:gateway", "Start the gateway alone: what apps call, `/v1`.", _SERVER),
    Entry("fill", "burnish.cli.records:fill", "Fill the tables from the logs of this machine's gateways.", _SERVER),
    Entry("serving", "burnish.cli.serving:serving", "Keep the replicas of deployments alive that fit this machine.", _SERVER),
    Entry("records", "burnish.cli.records:records_app", "The record's tables, on the machine of its logs.", _SERVER),
    Entry("worker", "burnish.cli.worker:worker", "Take runs from the queue of BURNISH_DATABASE_URL that fit this machine.", _SERVER),
    Entry("login", "burnish.cli.login:login", "Log in to a server, and keep a key for it on this machine.", _ACCESS),
    Entry("logout", "burnish.cli.login:logout", "Forget the key that the login kept, and revoke it if the login made it.", _ACCESS),
    Entry("whoami", "burnish.cli.login:whoami", "Say who you are to the server, and what you may.", _ACCESS),
    Entry("runs", "burnish.cli.runs:runs_app", "Runs: ask for one, follow it, steer it, repeat it.", _PROJECT),
    Entry("models", "burnish.cli.models:models_app", "Models: take them in, look at them, export them.", _PROJECT),
    Entry("datasets", "burnish.cli.datasets:datasets_app", "Datasets: examples to learn from.", _PROJECT),
    Entry("deploy", "burnish.cli.deployments:deploy", "Serve a model: from a version to a name that apps can call.", _PROJECT),
    Entry("deployments", "burnish.cli.deployments:deployments_app", "Deployments: models being served, and outside servers.", _PROJECT),
    Entry("aliases", "burnish.cli.aliases:aliases_app", "Aliases: the names that apps call.", _PROJECT),
    Entry("interactions", "burnish.cli.interactions:interactions_app", "Interactions: what was asked and answered.", _PROJECT),
    Entry("episodes", "burnish.cli.interactions:episodes_app", "Episodes: the interactions of one task.", _PROJECT),
    Entry("feedback", "burnish.cli.feedback:feedback_app", "Feedback: what people, judges and systems say of answers.", _PROJECT),
    Entry(
        "metrics", "burnish.cli.feedback:metrics_app", "Metrics: what feedback is recorded under, and how much of whose counts.", _PROJECT
    ),
    Entry(
        "prices", "burnish.cli.prices:prices_app", "Prices: what models cost elsewhere, and what interactions would have cost.", _PROJECT
    ),
    Entry(
        "retention",
        "burnish.cli.retention:retention_app",
        "Retention: how long the record is kept, and deletion of a person's data.",
        _PROJECT,
    ),
    Entry("kpis", "burnish.cli.feedback:kpis_app", "KPIs over episodes, with n and 95 % intervals.", _PROJECT),
    Entry("projects", "burnish.cli.projects:projects_app", "Projects: what everything belongs to.", _ACCESS),
    Entry("members", "burnish.cli.projects:members_app", "Members: who has which role on the project.", _ACCESS),
    Entry("users", "burnish.cli.people:users_app", "Users: the people of the installation.", _ACCESS),
    Entry("teams", "burnish.cli.teams:teams_app", "Teams: people who share projects.", _ACCESS),
    Entry("roles", "burnish.cli.people:roles_app", "Roles: sets of permissions.", _ACCESS),
    Entry("quotas", "burnish.cli.people:quotas_app", "Quotas: how much a project or a team may use.", _ACCESS),
    Entry("keys", "burnish.cli.keys:keys_app", "Keys: how your programs get in.", _ACCESS),
    Entry("services", "burnish.cli.keys:services_app", "Service accounts: programs of the project, with keys of their own.", _ACCESS),
    Entry("secrets", "burnish.cli.keys:secrets_app", "Secrets: tokens that the project needs for other systems.", _ACCESS),
    Entry("audit", "burnish.cli.audit:audit_app", "The audit log: what people and programs did.", _ACCESS),
)
"""Every command but `version`, in the order in which help lists them."""

app = typer.Typer(
    name="burnish",
    cls=deferred_group(ENTRIES),
    help="Turn feedback into better language models by reinforcement learning, again and again, without sliding back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"burnish {burnish.__version__}")
        raise typer.Exit


@app.callback()
def _burnish(
    version: Annotated[bool, typer.Option("--version", help="Say which Burnish this is.", is_eager=True, callback=_print_version)] = False,
) -> None:
    """Turn feedback into better language models by reinforcement learning, again and again, without sliding back."""


@app.command("version", rich_help_panel=_HERE)
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
    if arguments[:1] == ["train"]:
        from burnish.cli.own_recipe import adopt

        try:
            answering(adopt)(arguments)
        except typer.Exit as stop:
            sys.exit(stop.exit_code)
    app(arguments, prog_name="burnish")
