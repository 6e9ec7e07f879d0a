"""`burnish up` and `burnish api`: start an installation, or its API alone."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from burnish.cli.answers import Json, answering, stderr
from burnish.settings import Settings

if TYPE_CHECKING:
    from burnish.up.ready import FirstKey

__all__ = ["api", "up"]

Host = Annotated[str | None, typer.Option(help="Address to listen on; by default BURNISH_HOST.")]
GatewayPort = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Port of the gateway, 0 for a free one; by default BURNISH_GATEWAY_PORT.")
]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on, 0 for a free one; by default BURNISH_PORT.")]


@answering
def up(
    host: Host = None,
    port: Port = None,
    gateway_port: GatewayPort = None,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Whether runs are worked on, on this machine.")] = True,
    serving: Annotated[
        bool, typer.Option("--serving/--no-serving", help="Whether deployments of the engine are served from this machine.")
    ] = True,
    json: Json = False,
) -> None:
    """Start everything on this machine: the API, the page, the gateway, a worker.

    State is kept in BURNISH_HOME. The very first start makes an owner, and shows their password and key once. Ctrl-C stops everything:
    runs save first, and go on at the next start. What dies meanwhile is started again.
    """
    from burnish.up.installation import Installation

    settings = _settings(host, port, gateway_port)

    async def run() -> None:
        installation = Installation(
            settings, worker=worker, serving=serving, say=lambda line: stderr().print(f"[dim]burnish up[/]  {line}", highlight=False)
        )
        await installation.run(
            lambda started: _tell(
                started.url, started.first, settings, gateway=started.gateway, as_json=json, stop="everything; runs save first"
            )
        )

    asyncio.run(run())


@answering
def api(host: Host = None, port: Port = None, json: Json = False) -> None:
    """Start the API and the page alone; workers are started elsewhere, on the same database and the same files."""
    from burnish.up.listening import address_of, listen
    from burnish.up.logs import log_to_stderr
    from burnish.up.serving import serve

    settings = _settings(host, port)
    log_to_stderr(settings)
    with listen(settings) as listener:
        url = address_of(listener, settings)
        serve(settings, listener, lambda ready: _tell(url, ready.first, settings, as_json=json, stop="it"))


def _settings(host: str | None, port: int | None, gateway_port: int | None = None) -> Settings:
    named = {"host": host, "port": port, "gateway_port": gateway_port}
    given = {name: value for name, value in named.items() if value is not None}
    return Settings.from_environment().model_copy(update=given)


def _tell(url: str, first: "FirstKey | None", settings: Settings, *, gateway: str = "", as_json: bool, stop: str) -> None:
    """Where it is; and at the very first start, how to get in."""
    import sys

    from rich.console import Console

    from burnish import __version__
    from burnish.up.listening import is_safe_for_keys
    from burnish.up.page import page_is_built

    if as_json:
        import json

        typer.echo(json.dumps({"url": url, **({"gateway": gateway} if gateway else {}), "first": first.model_dump() if first else None}))
        sys.stdout.flush()
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]Burnish {__version__}[/] is up   [dim]state in {settings.home.expanduser().absolute()}[/]")
    console.print(f"API and page [bold]{url}[/]{f', apps call [bold]{gateway}[/]' if gateway else ''}")
    if first:
        console.print("\nThis is the first start. The owner, shown this once:")
        console.print(f"  e-mail    {first.email}\n  password  {first.password}\n  key       {first.key}")
        console.print("Log in with a browser, or here with the key: [bold]burnish login[/]\n")
    if not page_is_built():
        console.print("[yellow]The page is not built[/]; the API and the commands work. Build it: make ui")
    if not is_safe_for_keys(url):
        console.print(
            "[yellow]Keys and passwords travel unencrypted[/] to this address: put a proxy with TLS before it (BURNISH_PUBLIC_URL)"
        )
    console.print(f"[dim]Ctrl-C stops {stop}.[/]")
