"""Access of a request: who asks, at which project or team, and whether they may; every route says what it needs, or it cannot be."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from fastapi import Depends, Request
from fastapi.security.utils import get_authorization_scheme_param

from burnish.api.server import Server
from burnish.core.access import Project, Team
from burnish.core.permissions import Permission
from burnish.errors import ConflictError, ForbiddenError, NotFoundError, NotSignedInError
from burnish.store.access import Authority, Principal, installation_permissions, project_permissions, team_permissions
from burnish.store.audit import Actor
from burnish.store.database import Transaction
from burnish.store.keys import authenticate_key
from burnish.store.logins import authenticate_login, right_csrf
from burnish.store.projects import find_project
from burnish.store.run_tokens import TOKEN_MARK, authenticate_token
from burnish.store.teams import find_team

__all__ = ["Access", "Caller", "Guard", "Needs", "Place", "actor_of", "cookie_name", "server_of", "visible_project", "visible_team"]

_COOKIE = "burnish_session"
CSRF = "x-csrf-token"

T = TypeVar("T")

Needs = Permission | Literal["public", "signed in"]
"""What a route needs: a permission, at the place that its path names; to be signed in; or nothing, said aloud."""

Place = Literal["project", "team", "installation"]

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_WHEN_ARCHIVED: frozenset[Needs] = frozenset({"project.admin"})


@dataclass(frozen=True, slots=True)
class Access:
    """A request that was let through.

    Attributes:
        server: what the handlers work with.
        principal: who asks.
        actor: the same, for the audit log.
        permissions: what they may at the place of the route.
        project, team: the place, where it is one of these.
    """

    server: Server
    principal: Principal
    actor: Actor
    permissions: frozenset[Permission]
    project: Project | None = None
    team: Team | None = None

    @property
    def authority(self) -> Authority:
        """What they may grant at this place."""
        return Authority(self.actor, self.permissions, self.principal.until if self.principal.by_key else None)

    @property
    def project_id(self) -> str:
        """Id of the project that the path names."""
        if self.project is None:
            raise RuntimeError("the route's path names no project")
        return self.project.id

    @property
    def team_id(self) -> str:
        """Id of the team that the path names."""
        if self.team is None:
            raise RuntimeError("the route's path names no team")
        return self.team.id


@dataclass(frozen=True)
class Guard:
    """The dependency in front of a handler: lets a request through, or raises.

    Whoever may see nothing of a project or a team is told that there is none.
    """

    needs: Needs
    place: Place

    def __call__(self, request: Request) -> None:
        """Leave the request's Access where `Caller` finds it.

        Raises:
            NotSignedInError, ForbiddenError, NotFoundError, ConflictError: why it may not pass.
        """
        if self.needs == "public":
            return
        server = server_of(request)
        principal = _principal(request, server)
        with server.database.read() as transaction:
            project = visible_project(transaction, request.path_params["project"], principal) if self.place == "project" else None
            team = visible_team(transaction, request.path_params["team"], principal) if self.place == "team" else None
            permissions = _permissions(transaction, principal, project, team)
        if self.needs != "signed in" and self.needs not in permissions:
            where = project.name if project else team.name if team else "installation"
            raise ForbiddenError(f"this needs the permission {self.needs}", where=where, fix="ask who manages its members")
        reads = request.method in _READS or self.needs.endswith(".read")  # a filter is asked for with a body
        if project and project.archived_at and not reads and self.needs not in _WHEN_ARCHIVED:
            raise ConflictError("is archived: it can be read only", where=project.name, fix="restore it first")
        request.state.access = Access(server, principal, actor_of(request, principal), permissions, project, team)


def _let_in(request: Request) -> Access:
    access: Access = request.state.access  # the route's Guard has set it, or has raised
    return access


Caller = Annotated[Access, Depends(_let_in)]
"""The parameter by which a handler gets the request's Access."""


def cookie_name(server: Server) -> str:
    """What the session's cookie is called. Behind https its prefix has browsers refuse one that another host of the domain has set."""
    return f"__Host-{_COOKIE}" if server.settings.secure_cookies else _COOKIE


def server_of(request: Request) -> Server:
    """The server that a request came to."""
    server: Server = request.app.state.server
    return server


def actor_of(request: Request, principal: Principal | None = None) -> Actor:
    """Who acts, for the audit log; of a public route nobody, from an address."""
    address = request.client.host if request.client else ""
    number = request.scope.setdefault("burnish.request_id", f"request_{secrets.token_hex(8)}")
    return Actor(principal.id if principal else "nobody", principal.via if principal else "", address, number)


def _principal(request: Request, server: Server) -> Principal:
    """Who a request's key or cookie stands for. A key wins: browsers never add one by themselves."""
    header = request.headers.get("authorization")
    if header is not None:
        scheme, secret = get_authorization_scheme_param(header)
        if scheme.lower() != "bearer" or not secret:
            raise NotSignedInError("is no bearer key", where="Authorization", fix="send `Authorization: Bearer bk_…`")
        return (authenticate_token if secret.startswith(TOKEN_MARK) else authenticate_key)(server.database, secret)
    cookie = request.cookies.get(cookie_name(server))
    if not cookie:
        raise NotSignedInError("there is no session and no key", where="Authorization", fix="log in, or send `Authorization: Bearer bk_…`")
    principal = authenticate_login(server.database, cookie)
    if request.method not in _READS and not right_csrf(cookie, request.headers.get(CSRF, "")):
        raise ForbiddenError("the page did not prove that it is ours", where="X-CSRF-Token", fix="send `csrf` of GET /api/v1/session")
    return principal


def visible_project(transaction: Transaction, reference: str, principal: Principal) -> Project:
    """A project that the principal may see.

    Raises:
        NotFoundError: there is none, or not for them.
    """
    project = _if_there(lambda: find_project(transaction, reference))
    if project is None or "project.read" not in project_permissions(transaction, principal, project.id):
        raise NotFoundError(f"there is no project {reference[:100]!r}", where="project", fix="list yours with GET /api/v1/projects")
    return project


def visible_team(transaction: Transaction, reference: str, principal: Principal) -> Team:
    """A team that the principal may see.

    Raises:
        NotFoundError: there is none, or not for them.
    """
    team = _if_there(lambda: find_team(transaction, reference))
    if team is None or "teams.read" not in team_permissions(transaction, principal, team.id):
        raise NotFoundError(f"there is no team {reference[:100]!r}", where="team", fix="list yours with GET /api/v1/teams")
    return team


def _permissions(transaction: Transaction, principal: Principal, project: Project | None, team: Team | None) -> frozenset[Permission]:
    if project is not None:
        return project_permissions(transaction, principal, project.id)
    if team is not None:
        return team_permissions(transaction, principal, team.id)
    return installation_permissions(transaction, principal)


def _if_there(find: Callable[[], T]) -> T | None:
    try:
        return find()
    except NotFoundError:
        return None
