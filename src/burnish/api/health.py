"""Health: is the process alive, can it work."""

from fastapi import Request
from pydantic import BaseModel

from burnish import __version__
from burnish.api.access import server_of
from burnish.api.routes import Routes
from burnish.store.schema import check_schema

__all__ = ["routes"]

routes = Routes("health")


class Health(BaseModel):
    """That the process answers."""

    status: str = "ok"
    version: str = __version__


@routes.get("/healthz", needs="public", bare=True)
def is_alive() -> Health:
    """Whether the process answers; asks nothing of anybody else."""
    return Health()


@routes.get("/readyz", needs="public", bare=True)
def is_ready(request: Request) -> Health:
    """Whether the server can work: its database answers, with the tables of this version."""
    check_schema(server_of(request).database)
    return Health(status="ready")
