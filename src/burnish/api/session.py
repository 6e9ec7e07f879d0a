"""Session: log in, log out, who am I; and everybody's own password."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from burnish.api.access import Access, Caller, actor_of, cookie_name, server_of
from burnish.api.routes import PREFIX, Routes
from burnish.api.server import Server
from burnish.core.access import LoginWays, SignedIn
from burnish.core.permissions import BUILTIN_ROLES, GROUPS, PERMISSIONS, SENTENCES
from burnish.errors import ForbiddenError, InputError, NotSignedInError
from burnish.store.access import held_permissions, installation_permissions
from burnish.store.logins import LONGEST_DAYS, Login, csrf_of, end_login, password_login
from burnish.store.users import check_password, find_hash, set_password, verify_password

__all__ = ["routes"]

routes = Routes("session")

Password = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class Credentials(BaseModel):
    """What somebody logs in with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Password


class NewPassword(BaseModel):
    """A change of one's own password."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    current: Password
    new: Password


class Matrix(BaseModel):
    """All permissions, each in a sentence, by what they are about, and what each role that every installation has may do."""

    permissions: tuple[str, ...]
    sentences: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]


@routes.post("/session", needs="public")
def log_in(credentials: Credentials, request: Request, response: Response) -> SignedIn:
    """Log in with a password; the answer sets a cookie that no page can read."""
    server, agent = server_of(request), request.headers.get("user-agent", "")
    if not server.settings.passwords:
        raise ForbiddenError("nobody logs in with a password here", where="password", fix="log in through the provider")
    login = password_login(server.database, credentials.email, credentials.password, actor_of(request), agent)
    set_cookie(response, login, server)
    with server.database.read() as transaction:
        permissions = installation_permissions(transaction, login.principal)
    access = Access(server, login.principal, actor_of(request, login.principal), permissions)
    return _signed_in(access, login.csrf)


@routes.get("/session", needs="signed in")
def who_am_i(request: Request, access: Caller) -> SignedIn:
    """Who asks, and what they may on the whole installation."""
    csrf = "" if access.principal.by_key else csrf_of(request.cookies[cookie_name(access.server)])
    return _signed_in(access, csrf)


@routes.delete("/session", needs="signed in")
def log_out(access: Caller, response: Response) -> None:
    """End the session that asks."""
    if access.principal.by_key:
        raise InputError("a key has no session to end", where="session", fix="revoke the key instead")
    with access.server.database.write() as transaction:
        end_login(transaction, access.actor)
    response.delete_cookie(cookie_name(access.server), path="/", secure=access.server.settings.secure_cookies, httponly=True)


@routes.post("/session/password", needs="signed in", status_code=204)
def change_password(change: NewPassword, access: Caller) -> None:
    """Change one's own password; every other session of this user ends."""
    if access.principal.by_key or access.principal.kind != "user":
        raise ForbiddenError("a key changes no password", where="password", fix="log in, and change it there")
    database = access.server.database
    with database.read() as transaction:
        hashed = find_hash(transaction, access.principal.id)
    if not verify_password(change.current, hashed):
        raise NotSignedInError("is not your password", where="current", fix="try again")
    stored = check_password(change.new, access.principal.email)
    with database.write() as transaction:
        set_password(transaction, access.authority, access.principal.id, stored, keep_login=access.principal.via)


@routes.get("/session/ways", needs="public")
def list_login_ways(request: Request) -> LoginWays:
    """How one can log in here: what the login page shows."""
    settings = server_of(request).settings
    provider = settings.oidc_name if settings.oidc_issuer else ""
    return LoginWays(password=settings.passwords, provider=provider, start=f"{PREFIX}/session/oidc/start" if provider else "")


@routes.get("/permissions", needs="signed in")
def list_permissions(access: Caller) -> Matrix:
    """The permission matrix."""
    roles = {name: tuple(one for one in PERMISSIONS if one in allowed) for name, allowed in BUILTIN_ROLES.items()}
    return Matrix(permissions=PERMISSIONS, sentences=dict(SENTENCES), groups=dict(GROUPS), roles=roles)


def set_cookie(response: Response, login: Login, server: Server) -> None:
    """Give a browser its session."""
    seconds, secure = LONGEST_DAYS * 86400, server.settings.secure_cookies
    response.set_cookie(cookie_name(server), login.cookie, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def _signed_in(access: Access, csrf: str) -> SignedIn:
    principal = access.principal
    with access.server.database.read() as transaction:
        held = held_permissions(transaction, principal)
    return SignedIn(
        kind=principal.kind,
        id=principal.id,
        name=principal.name,
        email=principal.email,
        via="token" if principal.kind == "run" else "key" if principal.by_key else "session",
        role=principal.role if principal.kind == "user" else None,
        permissions=tuple(one for one in PERMISSIONS if one in access.permissions),
        holds=tuple(one for one in PERMISSIONS if one in held),
        csrf=csrf,
        project=principal.project_id,
        expires_at=principal.until,
    )
