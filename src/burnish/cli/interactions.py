"""`burnish interactions` and `burnish episodes`: what was asked and answered; search it, take it away, bring it from elsewhere."""

import json as jsonlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from burnish.cli.answers import Json, answering, print_json, stderr
from burnish.cli.client import InProject, Limit, client
from burnish.cli.tables import Columns, for_people, plain, tell_list, tell_one
from burnish.core.slices import EpisodeRow, InteractionRow
from burnish.errors import ConfigError, InputError

if TYPE_CHECKING:
    pass

__all__ = ["Where", "episodes_app", "filter_of", "interactions_app"]

interactions_app = typer.Typer(help="Interactions: what was asked and answered.", no_args_is_help=True)
episodes_app = typer.Typer(help="Episodes: the interactions of one task.", no_args_is_help=True)

Where = Annotated[str | None, typer.Option("--filter", help='A filter as JSON: \'{"field": "latency_ms", "op": "gt", "value": 1000}\'.')]

SHOWN = 60

_COLUMNS: Columns[InteractionRow] = {
    "when": lambda row: row.started_at,
    "alias": lambda row: row.alias,
    "status": lambda row: row.error_code or row.status,
    "ms": lambda row: None if row.latency_ms is None else round(row.latency_ms),
    "tokens": lambda row: f"{_or_dash(row.usage.input_tokens)} → {_or_dash(row.usage.output_tokens)}",
    "asked": lambda row: _line(row.asked),
    "answered": lambda row: _line(row.answered or row.error),
    "id": lambda row: row.id,
}

_EPISODES: Columns[EpisodeRow] = {
    "id": lambda row: row.id,
    "last": lambda row: row.last_at,
    "interactions": lambda row: row.interactions,
    "tools": lambda row: row.tools,
    "errors": lambda row: row.errors,
    "outcome": lambda row: _outcome(row),
    "alias": lambda row: row.alias,
}


@interactions_app.command("list")
@answering
def list_interactions(
    alias: Annotated[str | None, typer.Option(help="Only of this alias.")] = None,
    status: Annotated[str | None, typer.Option(help="Only these: ok, error, partial, closed.")] = None,
    episode: Annotated[str | None, typer.Option(help="Only of this episode.")] = None,
    tool: Annotated[str | None, typer.Option(help="Only where this tool was called.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only with this tag, name=value; may be given again.")] = None,
    key: Annotated[str | None, typer.Option(help="Only of this thing of the business, order:W123.")] = None,
    text: Annotated[str | None, typer.Option(help='Only with these words: all of them, "side by side", begin*, -without.')] = None,
    where: Where = None,
    project: InProject = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """Interactions, newest first."""
    simple: dict[str, Any] = {"alias": alias, "status": status, "episode": episode, "tool": tool, "key": key, "text": text}
    given = [name for name, value in {**simple, "tag": tag}.items() if value]
    if where is not None and given:
        raise ConfigError(f"--filter goes without --{given[0]}", where="--filter", fix="put all of it into the filter")
    with client(project) as opened:
        if where is not None:
            listing = opened.interactions.find(filter_of(where), limit=min(limit, 500))
        else:
            listing = opened.interactions.list(**simple, tags=_tags(tag or []), limit=min(limit, 500))
        tell_list(listing.first(limit), _COLUMNS, as_json=json)


@interactions_app.command("show")
@answering
def show_interaction(
    interaction: Annotated[str, typer.Argument(help="Id of an interaction.")], project: InProject = None, json: Json = False
) -> None:
    """One interaction, whole: its conversation, its answer, and what is known of it."""
    with client(project) as opened:
        found = opened.interactions.get(interaction)
    if json or not for_people():
        print_json(found.model_dump(mode="json"))
        return
    for message in (found.request or {}).get("messages", []):
        typer.echo(f"{message.get('role', ''):>9}  {plain(_said(message))}")
    for choice in (found.answer or {}).get("choices", []):
        typer.echo(f"{'answer':>9}  {plain(_said(choice.get('message') or {}))}")
    fields: dict[str, Any] = {
        "id": found.id,
        "episode": found.episode,
        "when": found.started_at,
        "alias": found.alias,
        "deployment": found.deployment,
        "model": found.upstream_model,
        "status": found.status,
        "error": found.error.message if found.error else None,
        "tokens": f"{_or_dash(found.usage.input_tokens)} → {_or_dash(found.usage.output_tokens)}",
        "latency, ms": found.latency_ms,
        "cost, USD": found.cost_usd,
        "tags": ", ".join(f"{name}={value}" for name, value in found.tags.items()),
        "keys": ", ".join(f"{name}:{value}" for name, value in found.keys.items()),
    }
    typer.echo()
    tell_one(found, fields, as_json=False, bare=found.id)


@interactions_app.command("export")
@answering
def export(
    out: Annotated[Path, typer.Argument(help="File to write: .jsonl, or .parquet.")],
    where: Where = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Write all interactions that a filter finds into a file, whole, newest first."""
    tree, count = filter_of(where) if where is not None else None, 0
    try:
        with client(project) as opened, out.open("wb") as file:
            if out.suffix == ".parquet":
                for piece in opened.interactions.export_parquet(tree):
                    file.write(piece)
                count = opened.interactions.count(tree)
            else:
                for found in opened.interactions.export(tree):
                    file.write(found.model_dump_json(exclude_defaults=True).encode() + b"\n")
                    count += 1
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(out), fix="choose another file") from None
    if json:
        print_json({"file": str(out), "interactions": count})
    else:
        typer.echo(out)


@interactions_app.command("import")
@answering
def import_interactions(
    file: Annotated[Path, typer.Argument(help="Export to read here: .jsonl or .json, also with .gz.")],
    form: Annotated[str, typer.Option("--format", help="chat (conversations in OpenAI's shape), langfuse, mlflow, tensorzero.")] = "chat",
    limit: Annotated[int | None, typer.Option(min=1, help="Read only so many lines.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """Bring interactions of elsewhere, with their feedback and outcomes. Doing it again changes nothing."""
    from burnish.gateway.importers.files import FORMATS, batches, read_export

    if form not in FORMATS:
        raise ConfigError(f"{form!r} is no format", where="--format", fix=f"one of {', '.join(FORMATS)}")
    total = {"interactions": 0, "known": 0, "feedback": 0, "outcomes": 0}
    with client(project) as opened:
        for batch in batches(read_export(file.expanduser(), form, at=datetime.now(UTC), limit=limit)):
            taken = opened.interactions.take_in(batch.interactions, feedback=batch.feedback, outcomes=batch.outcomes)
            total = {name: total[name] + getattr(taken, name) for name in total}
            if for_people() and not json:
                stderr().print(f"[dim]{total['interactions'] + total['known']:,} interactions[/]", highlight=False)
    if json:
        print_json(total)
    else:
        new, known = total["interactions"], total["known"]
        typer.echo(f"{new} interactions, {known} known before, {total['feedback']} feedback, {total['outcomes']} outcomes")


@episodes_app.command("list")
@answering
def list_episodes(where: Where = None, project: InProject = None, limit: Limit = 50, json: Json = False) -> None:
    """Episodes, that with the newest interaction first."""
    with client(project) as opened:
        found = opened.episodes.find(filter_of(where) if where is not None else None, limit=min(limit, 500))
        tell_list(found.first(limit), _EPISODES, as_json=json)


@episodes_app.command("show")
@answering
def show_episode(episode: Annotated[str, typer.Argument(help="Id of an episode.")], project: InProject = None, json: Json = False) -> None:
    """One episode with its interactions, oldest first."""
    with client(project) as opened:
        found = opened.episodes.get(episode)
    if json or not for_people():
        print_json(found.model_dump(mode="json"))
        return
    for part in found.parts:
        if part.asked:
            typer.echo(f"{'asked':>9}  {plain(part.asked)}")
        typer.echo(f"{'answered':>9}  {plain(part.answered or part.error)}")
    fields = {heading: column(found) for heading, column in _EPISODES.items()}
    typer.echo()
    tell_one(found, {**fields, "more": "there are more interactions" if found.more else None}, as_json=False, bare=found.id)


def filter_of(text: str) -> dict[str, Any]:
    """A filter that was typed as JSON."""
    try:
        tree = jsonlib.loads(text)
    except ValueError as error:
        raise InputError(f"is no JSON: {error}", where="--filter", fix='e.g. {"field": "status", "value": "error"}') from None
    if not isinstance(tree, dict):
        raise InputError("is no JSON object", where="--filter", fix='e.g. {"field": "status", "value": "error"}')
    return tree


def _tags(pairs: list[str]) -> dict[str, str]:
    wrong = next((pair for pair in pairs if "=" not in pair), None)
    if wrong is not None:
        raise ConfigError(f"{wrong!r} is no tag", where="--tag", fix="give name=value")
    return dict(pair.split("=", 1) for pair in pairs)


def _outcome(row: EpisodeRow) -> str:
    if row.outcome is None:
        return ""
    words = {"resolved": row.outcome.resolved, "escalated": row.outcome.escalated}
    return ", ".join(name if value else f"not {name}" for name, value in words.items() if value is not None)


def _said(message: dict[str, Any]) -> str:
    content = message.get("content")
    words = content if isinstance(content, str) else jsonlib.dumps(content, ensure_ascii=False) if content else ""
    calls = [call.get("function", {}) for call in message.get("tool_calls") or []]
    return "\n".join([*([words] if words else []), *(f"{call.get('name')}({call.get('arguments')})" for call in calls)])


def _line(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= SHOWN else f"{one[: SHOWN - 1]}…"


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)
