"""`burnish deploy` and `burnish deployments`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, Limit, Yes, client, complete_deployments, complete_models, confirm
from burnish.cli.tables import Columns, for_people, plain, tell_done, tell_list, tell_one, tell_row
from burnish.core.serving import AnthropicTarget, Deployment, EngineTarget, OpenAITarget, Prices, Replica
from burnish.errors import NotFoundError

if TYPE_CHECKING:
    from burnish.sdk import Client

__all__ = ["deploy", "deployments_app"]

deployments_app = typer.Typer(help="Deployments: models being served, and outside servers.", no_args_is_help=True)

DeploymentName = Annotated[str, typer.Argument(help="Name or id of a deployment.", autocompletion=complete_deployments)]

_DEPLOYMENTS: Columns[Deployment] = {
    "name": lambda deployment: deployment.name,
    "status": lambda deployment: deployment.status,
    "serves": lambda deployment: _serves(deployment),
    "ready": lambda deployment: _ready(deployment),
    "message": lambda deployment: deployment.message.partition("\n")[0][:100],
    "made": lambda deployment: deployment.created_at,
    "id": lambda deployment: deployment.id,
}
_REPLICAS: Columns[Replica] = {
    "replica": lambda replica: f"#{replica.number}",
    "status": lambda replica: replica.status,
    "model": lambda replica: replica.model,
    "address": lambda replica: replica.address,
    "failures": lambda replica: replica.failures or "",
    "message": lambda replica: replica.message.partition("\n")[0][:100],
    "seen": lambda replica: replica.heartbeat_at,
    "id": lambda replica: replica.id,
}


@answering
def deploy(
    model: Annotated[
        str, typer.Argument(help="name@number; a name alone is its current version; tiny is embedded.", autocompletion=complete_models)
    ],
    name: Annotated[
        str | None, typer.Option(help="Of the deployment, by default the model's. One that is there changes over to these weights.")
    ] = None,
    alias: Annotated[
        str | None,
        typer.Option(help="That points at it from now on, and at nothing else. By default one of its name is made, where there is none."),
    ] = None,
    no_alias: Annotated[bool, typer.Option("--no-alias", help="Make no alias.")] = False,
    replicas: Annotated[int, typer.Option(min=1, max=64, help="Processes that hold the weights.")] = 1,
    rows: Annotated[int, typer.Option(min=1, max=1024, help="Sequences that a replica decodes together.")] = 32,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Whether to wait until it answers; the alias points at it only then.")
    ] = True,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Serve a model: from a version to a name that apps can call.

    Weights that a deployment of this name serves now go on answering until the new ones do.
    """
    with client(project) as opened:
        made = opened.deployments.deploy(
            model,
            name=name,
            alias=alias,
            replicas=replicas,
            rows=rows,
            wait_s=600.0 if wait else None,
            on_progress=lambda words: typer.echo(plain(words), err=True),
        )
        called = alias or (None if no_alias else _alias_of(opened, made))
        tell_row(made, _DEPLOYMENTS, as_json=json)
        if called and for_people() and not json:
            typer.echo(f'\nApps call it by model="{opened.account.project}/{called}".')


@deployments_app.command("list")
@answering
def list_deployments(project: InProject = None, limit: Limit = 100, json: Json = False) -> None:
    """The project's deployments."""
    with client(project) as opened:
        tell_list(opened.deployments.list().first(limit), _DEPLOYMENTS, as_json=json)


@deployments_app.command("show")
@answering
def show(deployment: DeploymentName, project: InProject = None, json: Json = False) -> None:
    """A deployment with its replicas."""
    with client(project) as opened:
        found = opened.deployments.get(deployment)
    fields: dict[str, Any] = {
        "name": found.name,
        "id": found.id,
        "description": found.description,
        "status": found.status,
        "message": found.message,
        "serves": _serves(found),
        "version": found.version,
        "weights": found.weights,
        "chat template": found.template,
        "prices": found.prices.model_dump_json(exclude_defaults=True).strip("{}"),
        "made": found.created_at,
        "changed": found.updated_at,
    }
    tell_one(found, fields, as_json=json, bare=found.id)
    if found.replicas and for_people() and not json:
        typer.echo()
        tell_list(found.replicas, _REPLICAS, as_json=False)


@deployments_app.command("connect")
@answering
def connect(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and `-`.")],
    model: Annotated[str, typer.Argument(help="What it is called there.")],
    url: Annotated[
        str | None, typer.Option(help="Up to and including the version, https://api.openai.com/v1; of Anthropic's API by default its own.")
    ] = None,
    anthropic: Annotated[bool, typer.Option("--anthropic", help="It speaks Anthropic's API, and not OpenAI's.")] = False,
    secret: Annotated[str | None, typer.Option(help="The project's secret with the key for it; see `burnish secrets set`.")] = None,
    input_usd: Annotated[float, typer.Option(min=0, help="Price of a million tokens of input.")] = 0.0,
    output_usd: Annotated[float, typer.Option(min=0, help="Price of a million tokens of output.")] = 0.0,
    description: Annotated[str, typer.Option(help="What it is.")] = "",
    project: InProject = None,
    json: Json = False,
) -> None:
    """Make a deployment of an outside server's model: vLLM, a provider, or another gateway."""
    if anthropic:
        target: OpenAITarget | AnthropicTarget = AnthropicTarget.model_validate(_given(url=url, model=model, secret=secret))
    else:
        target = OpenAITarget.model_validate(_given(url=url or "https://api.openai.com/v1", model=model, secret=secret))
    with client(project) as opened:
        prices = Prices(input_usd=input_usd, output_usd=output_usd)
        tell_row(opened.deployments.create(name, target, prices=prices, description=description), _DEPLOYMENTS, as_json=json)


@deployments_app.command("stop")
@answering
def stop(deployment: DeploymentName, project: InProject = None, json: Json = False) -> None:
    """Serve no longer; what is under way is answered."""
    with client(project) as opened:
        tell_row(opened.deployments.stop(deployment), _DEPLOYMENTS, as_json=json)


@deployments_app.command("start")
@answering
def start(deployment: DeploymentName, project: InProject = None, json: Json = False) -> None:
    """Serve again; replicas that failed are tried again at once."""
    with client(project) as opened:
        tell_row(opened.deployments.start(deployment), _DEPLOYMENTS, as_json=json)


@deployments_app.command("logs")
@answering
def logs(
    deployment: DeploymentName,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, max=5000, help="How many of the last lines of each replica.")] = 100,
    project: InProject = None,
    json: Json = False,
) -> None:
    """The last lines that the replicas of a deployment wrote."""
    with client(project) as opened:
        found = opened.deployments.logs(deployment, lines=lines)
    if json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        for line in one.lines:
            typer.echo(plain(f"#{one.number} {line}" if len(found) > 1 else line))


@deployments_app.command("remove")
@answering
def remove(deployment: DeploymentName, project: InProject = None, yes: Yes = False, json: Json = False) -> None:
    """Remove a deployment that no alias uses, and stop its replicas."""
    confirm(f"Remove the deployment {deployment}?", yes=yes)
    with client(project) as opened:
        opened.deployments.remove(deployment)
    tell_done("removed", deployment, as_json=json)


def _alias_of(opened: "Client", made: Deployment) -> str:
    """The alias of a deployment's own name, which is made where there is none."""
    try:
        return opened.aliases.get(made.name).name
    except NotFoundError:
        return opened.aliases.create(made.name, {made.name: 1.0}).name


def _serves(deployment: Deployment) -> str:
    target = deployment.target
    return f"{target.model} ×{target.replicas}" if isinstance(target, EngineTarget) else f"{target.model} at {target.url}"


def _ready(deployment: Deployment) -> str:
    ready = sum(replica.status == "ready" for replica in deployment.replicas)
    return f"{ready} of {len(deployment.replicas)}" if deployment.replicas else ""


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}
