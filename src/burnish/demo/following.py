"""Following a run of the platform to its end: what it says on the way, and everything it wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from burnish.core.episodes import Episode
from burnish.core.runs import RunEventRecord, RunMetrics, RunView
from burnish.errors import BurnishError, RunStopped
from burnish.sdk import AsyncClient

__all__ = ["Followed", "follow"]

_EPISODE = TypeAdapter(Episode)
_LOAD = "load/"
_TOLD = frozenset({"notice", "lost", "paused", "released"})
"""Events that a person at the terminal wants to hear of."""


Row = Mapping[str, Any]
"""Numbers of one step: `step`, `seconds` since the run began, and what it logged."""

Hear = Callable[[RunView, Sequence[Row]], None]
"""Told of a run as it is now, and of the steps since it was told last."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A run that has ended well, and what it wrote.

    Attributes:
        run: as it is.
        rows: numbers of its steps, oldest first.
        episodes: those that it kept, by step.
        environment: machine and packages, as its last attempt recorded them.
    """

    run: RunView
    rows: Sequence[Row]
    episodes: Mapping[int, Sequence[Episode]]
    environment: Mapping[str, Any]


async def follow(client: AsyncClient, run: RunView, hear: Hear, notice: Callable[[str], None]) -> Followed:
    """Follow a run until it has succeeded.

    Args:
        client: about the run's project.
        run: to follow.
        hear: told whenever the run has come further.
        notice: told what a person should know.

    Raises:
        RunStopped: somebody cancelled it.
        BurnishError: it failed; says which run, and why.
    """
    now, rows = run, list[Row]()
    async for item in client.runs.stream(run):
        match item:
            case RunView():
                now = item
                hear(now, rows)
                rows = []
            case RunMetrics():
                rows += _row(now, item)
            case RunEventRecord() if item.kind in _TOLD and item.message:
                notice(f"{run.name}: {item.message}")
            case _:
                pass
    ended = await client.runs.get(run)
    _check(ended)
    # Read again: what an attempt wrote that another one had to repeat came by too.
    logged = [row async for item in client.runs.metrics(run, limit=5000) for row in _row(ended, item)]
    episodes: dict[int, list[Episode]] = {}
    async for kept in client.runs.episodes(run, limit=100):
        episodes.setdefault(kept.step, []).append(_EPISODE.validate_python(kept.episode))
    return Followed(ended, logged, episodes, (await client.runs.attempts(run))[-1].environment)


def _row(run: RunView, item: RunMetrics) -> list[Row]:
    """A step's numbers; none where they are about the machine."""
    logged = {name: value for name, value in item.values.items() if not name.startswith(_LOAD)}
    seconds = (item.at - (run.started_at or run.created_at)).total_seconds()
    return [{"step": item.step, **logged, "seconds": round(seconds, 3)}] if logged else []


def _check(run: RunView) -> None:
    if run.status == "cancelled":
        raise RunStopped(f"the run {run.name} was cancelled", where=run.id, fix="start the demo again")
    if run.status != "succeeded":
        why = f" ({run.failure}): {run.message}" if run.failure else f": {run.message}" if run.message else ""
        fix = "its log and traceback are in the page; in a file, they are under platform/ of the demo's folder"
        raise BurnishError(f"the run {run.name} {run.status}{why}", where=run.id, fix=fix)
