"""`burnish runs`: ask for one, follow it, steer it, repeat it."""

from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from burnish.cli.answers import Json, answering
from burnish.cli.client import InProject, Limit, Yes, client, complete_runs, confirm
from burnish.cli.run_creation import create_app, tags_of
from burnish.cli.run_following import Follow, follow_logs, follow_run, found_run, tell_ending
from burnish.cli.tables import Columns, for_people, plain, table_of, tell_done, tell_list, tell_one, tell_row, watch
from burnish.core.runs import RunStatus, RunView
from burnish.sdk.progress import numbers

if TYPE_CHECKING:
    from burnish.sdk import Client

__all__ = ["runs_app"]

runs_app = typer.Typer(help="Runs: ask for one, follow it, steer it, repeat it.", no_args_is_help=True)
runs_app.add_typer(create_app, name="create")

RunName = Annotated[str, typer.Argument(help="Id of a run, how the id begins, or a name that no other has.", autocompletion=complete_runs)]
Watch = Annotated[bool, typer.Option("--watch", "-w", help="Go on showing it, until Ctrl-C.")]
NewName = Annotated[str | None, typer.Option("--name", help="What to call the copy.")]

WATCH_SECONDS = 2.0

_STATUSES = list(get_args(RunStatus))


def _place(run: RunView) -> str:
    return f"{run.step}/{run.steps}" if run.steps else ""


def _status(run: RunView) -> str:
    """With why it failed, or what people asked for and has not happened yet."""
    more = run.failure or (run.wanted if run.status in ("leased", "running") and run.wanted != "run" else "")
    return f"{run.status} ({more})" if more else run.status


_COLUMNS: Columns[RunView] = {
    "name": lambda run: run.name,
    "status": _status,
    "step": _place,
    "recipe": lambda run: run.spec.recipe,
    "model": lambda run: run.spec.model.name,
    "made": lambda run: run.created_at,
    "id": lambda run: run.id,
}


@runs_app.command("list")
@answering
def list_runs(
    status: Annotated[
        list[str] | None,
        typer.Option(help=f"Only those in this status; may be given again: {', '.join(_STATUSES)}.", autocompletion=lambda: _STATUSES),
    ] = None,
    recipe: Annotated[str | None, typer.Option(help="Only those of this recipe.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only those with this tag, key=value; may be given again.")] = None,
    parent: Annotated[str | None, typer.Option(help="Only copies of this run.")] = None,
    text: Annotated[str | None, typer.Option(help="Only those in whose name it occurs, or whose id begins with it.")] = None,
    limit: Limit = 50,
    watching: Watch = False,
    project: InProject = None,
    json: Json = False,
) -> None:
    """The project's runs, newest first."""
    tags, statuses = tags_of(tag or []), cast(list[RunStatus], status or [])  # the server says so where one is none
    with client(project) as opened:

        def found() -> list[RunView]:
            copies_of = found_run(opened, parent) if parent else None
            listing = opened.runs.list(status=statuses, recipe=recipe, tags=tags, parent=copies_of, text=text, limit=min(limit, 200))
            return listing.first(limit)

        if watching and for_people() and not json:
            watch(lambda: table_of(found(), _COLUMNS), every_s=WATCH_SECONDS)
        else:
            tell_list(found(), _COLUMNS, as_json=json)


@runs_app.command("show")
@answering
def show(run: RunName, watching: Watch = False, project: InProject = None, json: Json = False) -> None:
    """One run: what it is asked to do, how far it is, what it logged last, its checkpoints."""
    with client(project) as opened:
        if watching:
            follow_run(opened, found_run(opened, run), as_json=json)
            return
        found = opened.runs.get(found_run(opened, run))
        tell_one(found, {} if json or not for_people() else _fields(opened, found), as_json=json, bare=found.id)


@runs_app.command("watch")
@answering
def watch_run(run: RunName, project: InProject = None, json: Json = False) -> None:
    """Follow a run until it has ended. The shell gets 0 if it succeeded, 2 if it failed, 130 if it was cancelled."""
    with client(project) as opened:
        follow_run(opened, found_run(opened, run), as_json=json)


@runs_app.command("logs")
@answering
def logs(
    run: RunName,
    follow: Follow = False,
    tail: Annotated[int, typer.Option(min=1, max=5000, help="How many of the last lines.")] = 200,
    project: InProject = None,
    json: Json = False,
) -> None:
    """What a run and its workers said."""
    with client(project) as opened:
        follow_logs(opened, found_run(opened, run), tail=tail, follow=follow, as_json=json)


@runs_app.command("metrics")
@answering
def metrics(run: RunName, project: InProject = None, json: Json = False) -> None:
    """The numbers of its steps, as lines of JSON: for a notebook or a plot."""
    with client(project) as opened:
        for row in opened.runs.metrics(found_run(opened, run)):
            typer.echo(row.model_dump_json())


@runs_app.command("cancel")
@answering
def cancel(run: RunName, project: InProject = None, json: Json = False) -> None:
    """End a run: at once if nobody works on it, else after the step under way. What it made is kept."""
    with client(project) as opened:
        _tell(opened.runs.cancel(found_run(opened, run)), as_json=json)


@runs_app.command("pause")
@answering
def pause(run: RunName, project: InProject = None, json: Json = False) -> None:
    """Stop a run until it is resumed: its step is finished and saved, then its worker is free."""
    with client(project) as opened:
        _tell(opened.runs.pause(found_run(opened, run)), as_json=json)


@runs_app.command("resume")
@answering
def resume(run: RunName, project: InProject = None, json: Json = False) -> None:
    """Let a paused run go on from where it was."""
    with client(project) as opened:
        _tell(opened.runs.resume(found_run(opened, run)), as_json=json)


@runs_app.command("clone")
@answering
def clone(run: RunName, name: NewName = None, watching: Watch = False, project: InProject = None, json: Json = False) -> None:
    """The same run again from its start: the same config, inputs and seed, and so the same result."""
    with client(project) as opened:
        tell_ending(opened, opened.runs.clone(found_run(opened, run), name=name), watching=watching, as_json=json)


@runs_app.command("retry")
@answering
def retry(run: RunName, name: NewName = None, watching: Watch = False, project: InProject = None, json: Json = False) -> None:
    """The same run again, from the newest place that a failed or cancelled one reached."""
    with client(project) as opened:
        tell_ending(opened, opened.runs.retry(found_run(opened, run), name=name), watching=watching, as_json=json)


@runs_app.command("remove")
@answering
def remove(run: RunName, yes: Yes = False, project: InProject = None, json: Json = False) -> None:
    """Remove a run that has ended, with all that it wrote."""
    with client(project) as opened:
        found = found_run(opened, run)
        confirm(f"Remove {found} and all that it wrote?", yes=yes)
        opened.runs.remove(found)
    tell_done("removed", found, as_json=json)


def _tell(run: RunView, *, as_json: bool) -> None:
    tell_row(run, _COLUMNS, as_json=as_json)


def _fields(opened: "Client", run: RunView) -> dict[str, Any]:
    checkpoints = opened.runs.checkpoints(run)
    return {
        "name": run.name,
        "id": run.id,
        "status": _status(run),
        "why": f"{run.failure}: {run.message}" if run.failure else run.message,
        "step": _place(run),
        "numbers": numbers(run.latest),
        "recipe": run.spec.recipe,
        "config": plain(", ".join(f"{name}={value}" for name, value in run.spec.config.items())),
        "model": run.spec.model.name,
        "env": run.spec.env.name if run.spec.env else None,
        "dataset": run.spec.dataset.name if run.spec.dataset else None,
        "seed": run.spec.seed,
        "tags": ", ".join(f"{key}={value}" for key, value in run.tags.items()),
        "worker": run.worker,
        "attempt": f"{run.attempt} of {run.max_attempts}" if run.attempt else None,
        "made": run.created_at,
        "started": run.started_at,
        "ended": run.finished_at,
        "copy of": run.parent,
        "checkpoints": [f"{one.model} {one.name} at step {one.step}" for one in checkpoints[:5]],
    }
