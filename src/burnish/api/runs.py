"""Runs: made from a recipe, watched, steered, copied."""

from typing import Annotated

from fastapi import Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.etags import IfMatch
from burnish.api.paging import Page
from burnish.api.routes import ProjectRef, Routes
from burnish.api.run_specs import resolved
from burnish.core.runs import (
    Name,
    RunAttempt,
    RunCheckpoint,
    RunEpisode,
    RunEventRecord,
    RunLogLine,
    RunMetrics,
    RunRequest,
    RunStatus,
    RunView,
    Tag,
)
from burnish.errors import NotFoundError
from burnish.store import audit
from burnish.store.database import Transaction
from burnish.store.datasets import Datasets
from burnish.store.quotas import Quotas
from burnish.store.runs import Runs

__all__ = ["RunRef", "run_etag", "routes", "runs_of"]

routes = Routes("runs")

RunRef = Annotated[str, Path(pattern=r"^run_[0-9a-f]{32}$", description="Id of a run.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Asking again with the same key gives the run that was made the first time.",
    ),
]
Seq = Annotated[int, Path(ge=1, lt=2**53, description="Number of a row.")]
After = Annotated[int, Query(ge=0, lt=2**53, description="Cursor: rows after this `seq`. Oldest come first.")]
Most = Annotated[int, Query(ge=1, le=5000, description="How many at most.")]
Few = Annotated[int, Query(ge=1, le=100, description="How many at most.")]


class RunFilters(BaseModel):
    """Which runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: list[RunStatus] = Field([], max_length=10, description="In one of these.")
    recipe: str | None = Field(None, max_length=200, description="Of this recipe.")
    tag: list[Annotated[str, Field(max_length=401, pattern=r"^[^=]{1,200}=.{1,200}$")]] = Field(
        [], max_length=10, description="With all of these tags, `key=value`."
    )
    parent: str | None = Field(None, pattern=r"^run_[0-9a-f]{32}$", description="Copies of this run.")
    text: str | None = Field(None, min_length=1, max_length=200, description="In whose name it occurs, or whose id begins with it.")
    after: str | None = Field(None, pattern=r"^run_[0-9a-f]{32}$", description="Cursor: `next` of the page before. Newest come first.")
    limit: int = Field(50, ge=1, le=200, description="How many at most.")


class RunChanges(BaseModel):
    """What may change of a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name | None = None
    priority: int | None = Field(None, ge=-100, le=100)
    tags: dict[Tag, Tag] | None = Field(None, max_length=50)


class CopyRequest(BaseModel):
    """How to copy a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name | None = Field(None, description="By default the name of the run that is copied.")


@routes.get("/projects/{project}/runs", needs="runs.read")
def list_runs(project: ProjectRef, access: Caller, filters: Annotated[RunFilters, Query()]) -> Page[RunView]:
    """The project's runs, newest first."""
    same = filters.model_dump(exclude={"tag"})
    page = runs_of(access).list(**same, tags=dict(tag.split("=", 1) for tag in filters.tag))
    return Page(items=list(page.runs), next=page.after)


@routes.get("/projects/{project}/run-counts", needs="runs.read")
def count_runs(project: ProjectRef, access: Caller) -> dict[str, int]:
    """How many runs there are in each status."""
    return {str(status): count for status, count in runs_of(access).counts().items()}


@routes.post("/projects/{project}/runs", needs="runs.write", status_code=201)
def create_run(project: ProjectRef, body: RunRequest, access: Caller, response: Response, key: IdempotencyKey = None) -> RunView:
    """Make a run of a recipe; a worker takes it as soon as one is free."""
    with access.server.database.read() as transaction:
        spec = resolved(transaction, access, body)
        Quotas(access.server.database, access.project_id).check_run_hours(transaction)
    run = runs_of(access).enqueue(
        spec,
        name=body.name or spec.recipe,
        by=access.principal.id,
        priority=body.priority,
        max_attempts=body.max_attempts,
        tags=body.tags,
        idempotency_key=key,
    )
    if spec.dataset is not None:
        with access.server.database.write() as transaction:
            Datasets(access.server.database, access.project_id).freeze(transaction, spec.dataset.id)
    return _with_etag(response, run)


@routes.get("/projects/{project}/runs/{run}", needs="runs.read")
def get_run(project: ProjectRef, run: RunRef, access: Caller, response: Response) -> RunView:
    """One run."""
    return _with_etag(response, runs_of(access).get(run))


@routes.patch("/projects/{project}/runs/{run}", needs="runs.write")
def update_run(project: ProjectRef, run: RunRef, body: RunChanges, access: Caller, response: Response, if_match: IfMatch = "*") -> RunView:
    """Change a run's name, priority or tags."""
    version = _version(if_match)
    changed = runs_of(access).edit(run, name=body.name, priority=body.priority, tags=body.tags, version=version)
    return _with_etag(response, changed)


@routes.delete("/projects/{project}/runs/{run}", needs="runs.write")
def remove_run(project: ProjectRef, run: RunRef, access: Caller) -> None:
    """Remove a run that has ended, with all that it wrote."""
    runs_of(access).remove(run)


# -- steering ----------------------------------------------------------------------------------------------------------------------


@routes.post("/projects/{project}/runs/{run}/cancel", needs="runs.write")
def cancel_run(project: ProjectRef, run: RunRef, access: Caller) -> RunView:
    """End a run: at once if nobody works on it, else after the step under way. What it made is kept."""
    return runs_of(access).cancel(run, by=access.principal.id)


@routes.post("/projects/{project}/runs/{run}/pause", needs="runs.write")
def pause_run(project: ProjectRef, run: RunRef, access: Caller) -> RunView:
    """Stop a run until it is resumed: its step is finished and saved, then its worker is free."""
    return runs_of(access).pause(run, by=access.principal.id)


@routes.post("/projects/{project}/runs/{run}/resume", needs="runs.write")
def resume_run(project: ProjectRef, run: RunRef, access: Caller) -> RunView:
    """Let a paused run go on from where it was."""
    return runs_of(access).resume(run, by=access.principal.id)


@routes.post("/projects/{project}/runs/{run}/clone", needs="runs.write", status_code=201)
def clone_run(project: ProjectRef, run: RunRef, body: CopyRequest, access: Caller, key: IdempotencyKey = None) -> RunView:
    """The same spec again, from its start: the same config, inputs and seed, and so the same result."""
    return runs_of(access).clone(run, by=access.principal.id, name=body.name, idempotency_key=key)


@routes.post("/projects/{project}/runs/{run}/retry", needs="runs.write", status_code=201)
def retry_run(project: ProjectRef, run: RunRef, body: CopyRequest, access: Caller, key: IdempotencyKey = None) -> RunView:
    """The same again, from the newest place that a failed or cancelled run reached."""
    return runs_of(access).retry(run, by=access.principal.id, name=body.name, idempotency_key=key)


# -- what it wrote -----------------------------------------------------------------------------------------------------------------


@routes.get("/projects/{project}/runs/{run}/metrics", needs="runs.read")
def list_run_metrics(project: ProjectRef, run: RunRef, access: Caller, after: After = 0, limit: Most = 1000) -> Page[RunMetrics]:
    """Numbers of a run's steps, oldest first."""
    rows = runs_of(access).metrics(run, after=after, limit=limit)
    return Page(items=list(rows), next=str(rows[-1].seq) if len(rows) == limit else None)


@routes.get("/projects/{project}/runs/{run}/logs", needs="runs.read")
def list_run_logs(
    project: ProjectRef, run: RunRef, access: Caller, after: After = 0, limit: Most = 1000, last: bool = False
) -> Page[RunLogLine]:
    """What a run and its workers said, oldest first; with `last` the newest lines."""
    rows = runs_of(access).logs(run, after=after, limit=limit, last=last)
    return Page(items=list(rows), next=str(rows[-1].seq) if len(rows) == limit else None)


@routes.get("/projects/{project}/runs/{run}/events", needs="runs.read")
def list_run_events(project: ProjectRef, run: RunRef, access: Caller, after: After = 0, limit: Most = 1000) -> Page[RunEventRecord]:
    """What happened to a run, oldest first."""
    rows = runs_of(access).events(run, after=after, limit=limit)
    return Page(items=list(rows), next=str(rows[-1].seq) if len(rows) == limit else None)


@routes.get("/projects/{project}/runs/{run}/episodes", needs="runs.read")
def list_run_episodes(
    project: ProjectRef, run: RunRef, access: Caller, after: After = 0, limit: Few = 20, last: bool = False, brief: bool = False
) -> Page[RunEpisode]:
    """Example episodes of a run, oldest first; with `last` the newest ones, with `brief` without what was said."""
    rows = runs_of(access).episodes(run, after=after, limit=limit, last=last)
    if brief:
        rows = tuple(row.model_copy(update={"episode": {}}) for row in rows)
    return Page(items=list(rows), next=str(rows[-1].seq) if len(rows) == limit else None)


@routes.get("/projects/{project}/runs/{run}/episodes/{seq}", needs="runs.read")
def get_run_episode(project: ProjectRef, run: RunRef, seq: Seq, access: Caller) -> RunEpisode:
    """One example episode, with all that was said."""
    rows = runs_of(access).episodes(run, after=seq - 1, limit=1)
    if not rows or rows[0].seq != seq:
        raise NotFoundError(f"has no episode {seq}", where=run, fix="list its episodes")
    return rows[0]


@routes.get("/projects/{project}/runs/{run}/checkpoints", needs="runs.read")
def list_run_checkpoints(project: ProjectRef, run: RunRef, access: Caller) -> list[RunCheckpoint]:
    """A run's checkpoints that are still kept, newest first."""
    return list(runs_of(access).checkpoints(run))


@routes.get("/projects/{project}/runs/{run}/attempts", needs="runs.read")
def list_run_attempts(project: ProjectRef, run: RunRef, access: Caller) -> list[RunAttempt]:
    """Who worked on a run, and in which environment."""
    return list(runs_of(access).attempts(run))


@routes.get("/projects/{project}/runs/{run}/ancestors", needs="runs.read")
def list_run_ancestors(project: ProjectRef, run: RunRef, access: Caller) -> list[RunView]:
    """What a run was copied from, and that from what, nearest first."""
    return list(runs_of(access).ancestors(run))


def runs_of(access: Access) -> Runs:
    """The runs of the request's project; every change of one goes into the audit log."""

    def note(transaction: Transaction, action: str, run_id: str) -> None:
        audit.record(transaction, access.actor, action, run_id, project_id=access.project_id)

    return Runs(access.server.database, access.project_id, note)


def run_etag(run: RunView) -> str:
    """The ETag of a run: its version, which does not rise with mere progress."""
    return f'"{run.version}"'


def _with_etag(response: Response, run: RunView) -> RunView:
    response.headers["ETag"] = run_etag(run)
    return run


def _version(if_match: str) -> int | None:
    """The version that an ETag tells; None for any. One that no run ever had is one that this run has not."""
    text = if_match.removeprefix("W/").strip('"')
    return None if text == "*" else int(text) if text.isdecimal() else 0
