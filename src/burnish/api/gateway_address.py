"""Gateway address: where apps call, for the lines that the page offers to copy."""

from fastapi import Request
from pydantic import BaseModel, ConfigDict

from burnish.api.access import Caller
from burnish.api.routes import Routes

__all__ = ["routes"]

routes = Routes("gateway")


class GatewayAddress(BaseModel):
    """Where apps call.

    Attributes:
        url: up to and including the version; None where the gateway took a free port and nobody said which.
    """

    model_config = ConfigDict(frozen=True)

    url: str | None


@routes.get("/gateway", needs="signed in")
def get_gateway(request: Request, access: Caller) -> GatewayAddress:
    """Where apps call the gateway: as the installation says, or this server's own host with the gateway's port."""
    settings = access.server.settings
    if settings.gateway_url is not None:
        return GatewayAddress(url=settings.gateway_url.rstrip("/"))
    if settings.gateway_port == 0:
        return GatewayAddress(url=None)
    host = request.url.hostname or settings.host
    name = f"[{host}]" if ":" in host else host
    return GatewayAddress(url=f"{request.url.scheme}://{name}:{settings.gateway_port}/v1")
