"""Login through an OIDC provider: the two addresses that a browser visits."""

from typing import Annotated

import structlog
from anyio import to_thread
from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from burnish.api import oidc
from burnish.api.access import actor_of, server_of
from burnish.api.routes import PREFIX, Routes
from burnish.api.server import Server
from burnish.api.session import set_cookie
from burnish.errors import NotSignedInError, OutboundError, OutboundRefusedError
from burnish.store.audit import Actor
from burnish.store.identities import Vouched, recognise
from burnish.store.logins import Login, open_login

__all__ = ["routes"]

routes = Routes("session")

_log = structlog.get_logger(__name__)

COOKIE = "burnish_oidc"
_PATH = f"{PREFIX}/session/oidc"
_SEE_OTHER = {303: {"description": "Where to go next."}}

Then = Annotated[str, Query(max_length=2000, description="Path of the page to go to afterwards.")]


@routes.get("/session/oidc/start", needs="public", status_code=303, response_class=RedirectResponse, responses=_SEE_OTHER)
async def start_provider_login(request: Request, then: Then = "/") -> Response:
    """Send the browser to the OIDC provider."""
    server = server_of(request)
    attempt = oidc.fresh_attempt(then)
    response = RedirectResponse(await oidc.begin(server.settings, attempt, _callback(request, server)), 303)
    response.set_cookie(
        COOKIE,
        oidc.seal_attempt(server.vault, attempt),
        max_age=600,
        path=_PATH,
        secure=server.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


@routes.get("/session/oidc/callback", needs="public", status_code=303, response_class=RedirectResponse, responses=_SEE_OTHER)
async def finish_provider_login(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Where the OIDC provider sends the browser back to: opens the session, or leads to the login page with an error's code."""
    try:
        return await _finished(request, state, code, error)
    except (NotSignedInError, OutboundError, OutboundRefusedError) as refused:
        _log.warning("login through the provider failed", reason=str(refused))
        return RedirectResponse(f"/login?error={refused.code}", 303)


async def _finished(request: Request, state: str, code: str, error: str) -> Response:
    server = server_of(request)
    attempt = oidc.open_attempt(server.vault, request.cookies.get(COOKIE, ""))
    if not attempt.matches(state):
        raise NotSignedInError("the provider answers another login", where="state", fix="start the login again")
    if error or not code:
        raise NotSignedInError(f"the provider says {error or 'nothing'}", where="oidc", fix="start the login again, or ask its operator")
    vouched = await oidc.finish(server.settings, attempt, code, _callback(request, server))
    agent = request.headers.get("user-agent", "")
    login = await to_thread.run_sync(_opened, server, vouched, actor_of(request), agent)
    response = RedirectResponse(attempt.then, 303)
    set_cookie(response, login, server)
    response.delete_cookie(COOKIE, path=_PATH)
    return response


def _opened(server: Server, vouched: Vouched, actor: Actor, agent: str) -> Login:
    settings = server.settings
    with server.database.write() as transaction:
        user_id = recognise(transaction, vouched, sign_up=settings.oidc_sign_up, domains=settings.oidc_domains)
        return open_login(transaction, user_id, actor, agent)


def _callback(request: Request, server: Server) -> str:
    """The address of the callback, as the provider knows it; from the settings, or from a Host header that was checked."""
    base = server.settings.public_url or f"{request.url.scheme}://{request.headers['host']}"
    return f"{base.rstrip('/')}{_PATH}/callback"
