"""Episodes: the interactions of one task, added up."""

from typing import Annotated

from fastapi import Path, Query

from burnish.api.access import Access, Caller
from burnish.api.paging import Page
from burnish.api.routes import ProjectRef, Routes
from burnish.core.filters import AllOf, Filter
from burnish.core.interactions import EpisodeName
from burnish.core.slices import Count, EpisodeDetail, EpisodeQuery, EpisodeRow
from burnish.store.episodes import Episodes

__all__ = ["routes"]

routes = Routes("episodes")

EpisodeRef = Annotated[EpisodeName, Path(description="Id of an episode: the app's own, or one of ours. It may have slashes.")]
_AFTER = r"^[0-9]{1,17}-[A-Za-z0-9][A-Za-z0-9._:@/-]{0,199}$"
After = Annotated[str | None, Query(pattern=_AFTER, description="Cursor: `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]


@routes.get("/projects/{project}/episodes", needs="interactions.read")
def list_episodes(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 50) -> Page[EpisodeRow]:
    """The project's episodes, that with the newest interaction first."""
    return _page(access, AllOf(all=[]), limit, after)


@routes.post("/projects/{project}/episodes/query", needs="interactions.read")
def query_episodes(project: ProjectRef, body: EpisodeQuery, access: Caller) -> Page[EpisodeRow]:
    """Episodes that a filter finds, that with the newest interaction first."""
    return _page(access, body.filter, body.limit, body.after)


@routes.post("/projects/{project}/episodes/count", needs="interactions.read")
def count_episodes(project: ProjectRef, body: EpisodeQuery, access: Caller) -> Count:
    """How many episodes a filter finds, exactly."""
    with access.server.database.read() as transaction:
        return Count(count=_episodes(access).count(transaction, body.filter))


@routes.get("/projects/{project}/episodes/{episode:path}", needs="interactions.read")
def get_episode(
    project: ProjectRef,
    episode: EpisodeRef,
    access: Caller,
    parts: Annotated[int, Query(ge=1, le=1000, description="How many of its interactions, the first ones.")] = 200,
) -> EpisodeDetail:
    """One episode with its interactions, oldest first."""
    with access.server.database.read() as transaction:
        return _episodes(access).get(transaction, episode, limit=parts)


def _page(access: Access, tree: Filter, limit: int, after: str | None) -> Page[EpisodeRow]:
    with access.server.database.read() as transaction:
        page = _episodes(access).page(transaction, tree, limit=limit, after=after)
    return Page(items=list(page.rows), next=page.after)


def _episodes(access: Access) -> Episodes:
    return Episodes(access.server.database, access.project_id)
