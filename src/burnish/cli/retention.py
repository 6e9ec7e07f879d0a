"""`burnish retention`."""

from typing import Annotated

import typer

from burnish.cli.answers import Json, answering
from burnish.cli.client import InProject, Yes, client, confirm
from burnish.cli.tables import tell_one
from burnish.core.retention import Retention

__all__ = ["retention_app"]

retention_app = typer.Typer(help="Retention: how long the record is kept, and deletion of a person's data.", no_args_is_help=True)


@retention_app.command("show")
@answering
def show(project: InProject = None, json: Json = False) -> None:
    """How long the project keeps what, and what it blanks out."""
    with client(project) as opened:
        _tell(opened.retention.get(), as_json=json)


@retention_app.command("set")
@answering
def set_retention(
    payload_days: Annotated[int | None, typer.Option(min=1, help="Days for which words are kept; by default for good.")] = None,
    metadata_days: Annotated[int | None, typer.Option(min=1, help="Days for which anything is kept; by default for good.")] = None,
    redact: Annotated[
        list[str] | None, typer.Option("--redact", help="email, card, iban, phone, ip, or name=EXPRESSION; may be given again.")
    ] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Keep it so from now on, in place of what was set."""
    rules = [
        {"name": name, **({"pattern": pattern} if given else {})} for name, given, pattern in (one.partition("=") for one in redact or [])
    ]
    with client(project) as opened:
        _tell(opened.retention.set(payload_days=payload_days, metadata_days=metadata_days, redactions=rules), as_json=json)


@retention_app.command("erase")
@answering
def erase(
    end_user: Annotated[str | None, typer.Option(help="The app's name for a person.")] = None,
    key: Annotated[str | None, typer.Option(help="A business key, order:W123.")] = None,
    episode: Annotated[str | None, typer.Option(help="Id of an episode.")] = None,
    project: InProject = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Delete what is kept of a person, a business key or an episode; lists what has learned from it."""
    confirm(f"Delete everything of {end_user or key or episode}?", yes=yes)
    with client(project) as opened:
        done = opened.retention.erase(end_user=end_user, key=key, episode=episode)
    seen = [f"{one.name}@{one.version}" for one in done.datasets]
    models = sorted({model for one in done.datasets for use in one.uses for model in use.models})
    counts = {name: getattr(done, name) for name in ("episodes", "interactions", "feedback", "outcomes")}
    tell_one(done, {**counts, "datasets": seen, "models that have seen it": models}, as_json=json, bare="\n".join([*seen, *models]))


def _tell(kept: Retention, *, as_json: bool) -> None:
    days = {"words": kept.payload_days, "anything": kept.metadata_days}
    fields = {name: "for good" if value is None else f"{value} days" for name, value in days.items()}
    tell_one(kept, {**fields, "blanked out": [one.name for one in kept.redactions]}, as_json=as_json, bare=str(kept.payload_days or ""))
