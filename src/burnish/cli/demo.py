"""`burnish demo`: watch an agent get better at a business task."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from burnish.cli.answers import Json, injected, logs_to_stderr, print_json, resumable, stderr
from burnish.settings import Settings

if TYPE_CHECKING:
    from burnish.demo.watch import Watch

__all__ = ["demo"]


@resumable
def demo(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Folder for the report and the runs; by default a new one under BURNISH_HOME.")] = None,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="See everything work in a minute; the figures do not count.")] = False,
    scenarios: Annotated[int, typer.Option(help="Held-out scenarios to evaluate on.")] = 512,
    ranks: Annotated[
        int | None, typer.Option(min=1, help="Rank processes; by default BURNISH_RANKS, else one for each free core or device.")
    ] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Accepted; without effect until there is a server to start.")] = True,
    json: Json = False,
) -> None:
    """Watch a small model learn a support desk by reinforcement learning, on scenarios that it has never seen."""
    from burnish.demo.loop import DemoOptions, run_demo

    logs_to_stderr()
    settings = Settings.from_environment()
    options = DemoOptions(
        out=out,
        seed=seed,
        quick=quick,
        serve=serve,
        scenarios=scenarios,
        ranks=ranks or settings.ranks,
        threads=settings.threads,
    )
    report = asyncio.run(run_demo(options, _watch(settings, as_json=json), engine=injected(context).engine))
    if json:
        print_json(report.to_json())


def _watch(settings: Settings, *, as_json: bool) -> "Watch":
    """Progress on stderr; the summary on stdout, unless JSON goes there."""
    from burnish.demo.live import watch_on
    from burnish.demo.watch import PlainWatch

    result = Console(quiet=True) if as_json else Console()
    if settings.log_format in ("off", "json"):
        return PlainWatch(Console(quiet=True), result)
    if settings.log_format == "text":
        return PlainWatch(stderr(), result)
    return watch_on(stderr(), result)
