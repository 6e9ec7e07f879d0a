"""Routes: one list for each resource; a route says which permission it needs, and cannot be written down without."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path

from burnish.api.access import Guard, Needs, Place
from burnish.api.errors import ErrorBody
from burnish.api.strict_body import StrictBody, body_model

__all__ = ["PREFIX", "ProjectRef", "Routes", "TeamRef", "UserRef"]

PREFIX = "/api/v1"

F = TypeVar("F", bound=Callable[..., Any])

ProjectRef = Annotated[
    str, Path(pattern=r"^(project_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of a project.")
]

TeamRef = Annotated[str, Path(pattern=r"^(team_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of a team.")]

UserRef = Annotated[str, Path(min_length=1, max_length=254, description="Id or e-mail address of a user.")]

_ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorBody, "description": "What is wrong with the request, and the way out."},
    "5XX": {"model": ErrorBody, "description": "What failed on the server, and the way out."},
}


@dataclass
class Routes:
    """The routes of a resource, until an app takes them.

    Attributes:
        tag: name of the resource in the OpenAPI document.
        declared: method, path and what else FastAPI is told.
    """

    tag: str
    declared: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def get(self, path: str, *, needs: Needs, **options: Any) -> Callable[[F], F]:
        """Declare a handler that reads."""
        return self._on("GET", path, needs, options)

    def post(self, path: str, *, needs: Needs, **options: Any) -> Callable[[F], F]:
        """Declare a handler that makes something, or does something to it."""
        return self._on("POST", path, needs, options)

    def put(self, path: str, *, needs: Needs, **options: Any) -> Callable[[F], F]:
        """Declare a handler that puts something at a name, whatever was there."""
        return self._on("PUT", path, needs, options)

    def patch(self, path: str, *, needs: Needs, **options: Any) -> Callable[[F], F]:
        """Declare a handler that changes some fields."""
        return self._on("PATCH", path, needs, options)

    def delete(self, path: str, *, needs: Needs, **options: Any) -> Callable[[F], F]:
        """Declare a handler that removes something."""
        return self._on("DELETE", path, needs, {"status_code": 204, **options})

    def add_to(self, router: APIRouter) -> None:
        """Let a router serve them."""
        for path, options in self.declared:
            router.add_api_route(path, **options)

    def _on(self, method: str, path: str, needs: Needs, options: dict[str, Any]) -> Callable[[F], F]:
        place = options.pop("at", _place(path))
        extra = {"x-needs": needs, **({"x-at": place} if needs not in ("public", "signed in") else {})}

        def declare(handler: F) -> F:
            model = body_model(handler)
            told = {
                "endpoint": handler,
                "methods": [method],
                "tags": [self.tag],
                "operation_id": handler.__name__,
                "summary": (handler.__doc__ or "").strip().split("\n")[0],
                "dependencies": [Depends(Guard(needs, place)), *([Depends(StrictBody(model))] if model else [])],
                "openapi_extra": extra,
            }
            responses = {**_ERRORS, **options.pop("responses", {})}
            whole = path if options.pop("bare", False) else PREFIX + path
            self.declared.append((whole, {**told, "responses": responses, **options}))
            return handler

        return declare


def _place(path: str) -> Place:
    named = re.findall(r"{(\w+)}", path)
    return "project" if "project" in named else "team" if named[:1] == ["team"] else "installation"
