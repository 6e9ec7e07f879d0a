"""`burnish doctor`: what works on this machine, what does not, and what to do."""

import typer

from burnish.cli.answers import ERROR, Json, print_json
from burnish.cli.tables import for_people, plain

__all__ = ["doctor"]

_MARKS = {"ok": "[green]✓ ok  [/]", "warn": "[yellow]! warn[/]", "fail": "[red]✗ fail[/]"}


def doctor(json: Json = False) -> None:
    """Look at this machine and its settings: what works, what does not, what to do.

    Looks at Python, packages, cores, memory, disk, GPU, ports, database, deployments, page, clock and login; changes nothing. The shell
    gets 0, or 2 if something fails.
    """
    from burnish.up.checks import examine

    findings = list(examine())
    if json:
        print_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            _tell(finding.check, finding.verdict, finding.words, finding.fix)
    if any(finding.verdict == "fail" for finding in findings):
        raise typer.Exit(ERROR)


def _tell(check: str, verdict: str, words: str, fix: str) -> None:
    if not for_people():
        typer.echo("\t".join((verdict, check, words, fix)))
        return
    from rich.console import Console
    from rich.markup import escape

    way_out = f"  [green]→ {escape(plain(fix))}[/]" if fix else ""
    Console(highlight=False, soft_wrap=True).print(f"{_MARKS[verdict]}  [bold]{check:9}[/] {escape(plain(words))}{way_out}")
