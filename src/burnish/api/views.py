"""Saved views: filters with a name, for everybody in the project."""

from typing import Annotated, Any

from fastapi import Path, Response
from pydantic import ValidationError

from burnish.api.access import Access, Caller
from burnish.api.etags import IfMatch, set_etag, unchanged
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.core.slices import SavedView, SavedViewChanges, SavedViewRequest
from burnish.errors import InputError
from burnish.store.views import SavedViews

__all__ = ["routes"]

routes = Routes("views")

ViewRef = Annotated[str, Path(pattern=r"^view_[0-9a-f]{32}$", description="Id of a view.")]


@routes.get("/projects/{project}/views", needs="interactions.read")
def list_views(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 100) -> Page[SavedView]:
    """The project's saved views, newest first."""
    with access.server.database.read() as transaction:
        rows = _views(access).page(transaction, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda view: view.id)


@routes.post("/projects/{project}/views", needs="interactions.write", status_code=201)
def create_view(project: ProjectRef, body: SavedViewRequest, access: Caller, response: Response) -> SavedView:
    """Save a filter under a name."""
    with access.server.database.write() as transaction:
        made = _views(access).create(transaction, access.authority, body)
    set_etag(response, made)
    return made


@routes.get("/projects/{project}/views/{view}", needs="interactions.read")
def get_view(project: ProjectRef, view: ViewRef, access: Caller, response: Response) -> SavedView:
    """One view."""
    with access.server.database.read() as transaction:
        found = _views(access).find(transaction, view)
    set_etag(response, found)
    return found


@routes.patch("/projects/{project}/views/{view}", needs="interactions.write")
def update_view(
    project: ProjectRef, view: ViewRef, body: SavedViewChanges, access: Caller, response: Response, if_match: IfMatch = "*"
) -> SavedView:
    """Change a view's name, filter, what it shows, or its description."""
    views = _views(access)
    with access.server.database.write() as transaction:
        found = views.find(transaction, view)
        unchanged(if_match, found)
        given = {name: value for name, value in body.model_dump(mode="json").items() if value is not None}
        same = {name: value for name, value in found.model_dump(mode="json").items() if name in SavedViewRequest.model_fields}
        changed = views.change(transaction, access.authority, found, _together({**same, **given}))
    set_etag(response, changed)
    return changed


@routes.delete("/projects/{project}/views/{view}", needs="interactions.write")
def remove_view(project: ProjectRef, view: ViewRef, access: Caller) -> None:
    """Forget a view."""
    with access.server.database.write() as transaction:
        _views(access).remove(transaction, access.authority, view)


def _together(values: dict[str, Any]) -> SavedViewRequest:
    """A view as it will be.

    Raises:
        InputError: its parts are right, and do not go together: a filter over interactions for a view of episodes.
    """
    try:
        return SavedViewRequest.model_validate(values)
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False)
        place = ".".join(map(str, first["loc"])) or "filter"
        raise InputError(first["msg"], where=place, fix=f"send what fits a view of {values['level']}") from None


def _views(access: Access) -> SavedViews:
    return SavedViews(access.server.database, access.project_id)
