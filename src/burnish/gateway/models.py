"""Models: the aliases that a caller may ask, as `/v1/models` lists them."""

from collections.abc import Sequence
from typing import Any

from burnish.core.serving import Route, Routes
from burnish.gateway.caller import Caller
from burnish.gateway.routing import find_route

__all__ = ["list_models", "show_model"]


def show_model(routes: Routes, caller: Caller, name: str, *, anthropic: bool) -> dict[str, Any]:
    """The model of a name.

    Raises:
        ForbiddenError: the caller may not call models here.
        NotFoundError: there is none of this name.
    """
    caller.needs("deployments.call")
    return (_anthropic_model if anthropic else _model)(find_route(routes, caller, name))


def list_models(routes: Routes, callers: Sequence[Caller], *, anthropic: bool) -> dict[str, Any]:
    """The models that somebody may call, in all their projects, as either dialect lists them."""
    projects = {caller.project_id for caller in callers if "deployments.call" in caller.permissions}
    found = sorted((route for (project_id, _), route in routes.routes.items() if project_id in projects), key=_name)
    listed = [(_anthropic_model if anthropic else _model)(route) for route in found]
    if not anthropic:
        return {"object": "list", "data": listed}
    ids = [one["id"] for one in listed]
    return {"data": listed, "has_more": False, "first_id": ids[0] if ids else None, "last_id": ids[-1] if ids else None}


def _name(route: Route) -> str:
    return f"{route.project}/{route.alias}"


def _model(route: Route) -> dict[str, Any]:
    return {"id": _name(route), "object": "model", "created": 0, "owned_by": route.project}


def _anthropic_model(route: Route) -> dict[str, Any]:
    return {"id": _name(route), "type": "model", "display_name": _name(route), "created_at": "1970-01-01T00:00:00Z"}
