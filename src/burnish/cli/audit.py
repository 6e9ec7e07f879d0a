"""`burnish audit`: what people and programs did, and whether the log is whole."""

from pathlib import Path
from typing import Annotated

import typer

from burnish.cli.answers import ERROR, Json, answering, print_json
from burnish.cli.client import InProject, Limit, client
from burnish.cli.tables import Columns, tell_list
from burnish.core.access import AuditEvent
from burnish.errors import ConfigError

__all__ = ["audit_app"]

audit_app = typer.Typer(help="The audit log: what people and programs did.", no_args_is_help=True)

Everything = Annotated[bool, typer.Option("--installation", help="Of the whole installation, in place of the project.")]

_COLUMNS: Columns[AuditEvent] = {
    "when": lambda event: event.at,
    "who": lambda event: event.actor,
    "did": lambda event: event.action,
    "to": lambda event: event.target,
    "from": lambda event: event.address,
    "sequence": lambda event: event.sequence,
}


@audit_app.command("list")
@answering
def list_events(
    actor: Annotated[str | None, typer.Option(help="Only what this user or service account did (an id).")] = None,
    action: Annotated[str | None, typer.Option(help="Only this, e.g. key.create.")] = None,
    target: Annotated[str | None, typer.Option(help="Only what was done to this (an id).")] = None,
    installation: Everything = False,
    project: InProject = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """What was done, newest first."""
    with client(project) as opened:
        listing = opened.audit.list(actor=actor, action=action, target=target, installation=installation)
        tell_list(listing.first(limit), _COLUMNS, as_json=json)


@audit_app.command("verify")
@answering
def verify(
    sequence: Annotated[int | None, typer.Option(min=1, help="An event that was noted earlier, elsewhere …")] = None,
    digest: Annotated[str | None, typer.Option(help="… and its digest: the log must still hold it.")] = None,
    json: Json = False,
) -> None:
    """Walk along the whole log: was an event changed, removed, or put in? Fails if so. Note the head that it prints elsewhere."""
    with client() as opened:
        verdict = opened.audit.verify(sequence=sequence, digest=digest)
    if json:
        print_json(verdict.model_dump(mode="json"))
    else:
        state = "whole" if verdict.whole else f"broken at {verdict.broken_at}: {verdict.message}"
        typer.echo(f"{state}; {verdict.events} events, head {verdict.head}")
    if not verdict.whole:
        raise typer.Exit(ERROR)


@audit_app.command("export")
@answering
def export(
    out: Annotated[Path | None, typer.Option(help="File to append to; by default stdout.")] = None,
    since: Annotated[int, typer.Option(min=0, help="Only events after this sequence.")] = 0,
    installation: Everything = False,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Every event as a line of JSON, oldest first: for the system that watches over others."""
    with client(project) as opened:
        events = opened.audit.export(since=since, installation=installation)
        if out is None:
            for event in events:
                typer.echo(event.model_dump_json())
            return
        try:
            with out.open("a", encoding="utf-8") as file:
                for event in events:
                    file.write(event.model_dump_json() + "\n")
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror}", where=str(out), fix="choose another file") from None
