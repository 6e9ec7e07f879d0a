"""`burnish demo`: watch an agent get better at a business task."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from burnish.cli.answers import Json, answering, print_json, stderr
from burnish.settings import Settings

if TYPE_CHECKING:
    from burnish.demo.results import DemoReport
    from burnish.demo.watch import Watch

__all__ = ["demo"]


@answering
def demo(
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report and the platform's state; by default a new one under BURNISH_HOME.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of everything random.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="See everything work in a minute; the figures do not count.")] = False,
    scenarios: Annotated[int, typer.Option(help="Held-out scenarios to evaluate on.")] = 512,
    ranks: Annotated[
        int | None, typer.Option(min=1, help="Rank processes of each run; by default BURNISH_RANKS, else one for each core.")
    ] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Leave the page up when the loop is through, until Ctrl-C.")] = True,
    json: Json = False,
) -> None:
    """Watch a small model learn a support desk by reinforcement learning, on scenarios that it has never seen.

    Starts a platform of its own (API, page, worker) in the demo's folder, and runs the loop on it: the page shows everything live. Your own
    installation is left alone. Needs burnish[server,engine].
    """
    from burnish.demo.loop import DemoOptions, run_demo

    settings = Settings.from_environment()
    options = DemoOptions(out=out, seed=seed, quick=quick, serve=serve, scenarios=scenarios, ranks=ranks or settings.ranks)

    def answer(report: "DemoReport") -> None:
        if json:
            print_json(report.to_json())

    asyncio.run(run_demo(options, _watch(settings, as_json=json), told=answer))


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
