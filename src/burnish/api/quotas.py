"""Quotas: limits on what a project, or the projects of a team together, may use."""

from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from burnish.api.access import Access, Caller
from burnish.api.etags import IfMatch, IfNoneMatch, absent, set_etag, unchanged
from burnish.api.routes import ProjectRef, Routes, TeamRef
from burnish.core.access import Quota, QuotaKind, QuotaPeriod, QuotaState
from burnish.errors import NotFoundError
from burnish.store.quotas import Quotas, find_team_quota, list_team_quotas, remove_team_quota, set_team_quota
from burnish.store.teams import find_team

__all__ = ["routes"]

routes = Routes("quotas")

Kind = Annotated[QuotaKind, Path(description="What is limited.")]
Period = Annotated[QuotaPeriod, Path(description="In which time, in UTC.")]


class Limit(BaseModel):
    """The most that may be used in a period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: float = Field(ge=0, le=1e15, description="0 allows nothing.")


@routes.get("/projects/{project}/quotas", needs="project.read")
def list_quotas(project: ProjectRef, access: Caller) -> list[QuotaState]:
    """The project's quotas, and what was used in their present periods."""
    with access.server.database.read() as transaction:
        return _quotas(access).page(transaction)


@routes.get("/projects/{project}/quotas/{kind}/{period}", needs="project.read")
def get_quota(project: ProjectRef, kind: Kind, period: Period, access: Caller, response: Response) -> QuotaState:
    """One quota of the project, and what was used in its present period; its ETag changes with the limit alone."""
    with access.server.database.read() as transaction:
        found = _there(_quotas(access).find(transaction, kind, period), kind, period)
    set_etag(response, found)
    return found


@routes.put("/projects/{project}/quotas/{kind}/{period}", needs="project.admin")
def set_quota(
    project: ProjectRef,
    kind: Kind,
    period: Period,
    body: Limit,
    access: Caller,
    response: Response,
    if_match: IfMatch = "*",
    if_none_match: IfNoneMatch = None,
) -> QuotaState:
    """Limit what the project may use in a period."""
    with access.server.database.write() as transaction:
        before = _quotas(access).find(transaction, kind, period)
        absent(if_none_match, before)
        unchanged(if_match, before)
        changed = _quotas(access).set(transaction, access.authority, Quota(kind=kind, period=period, most=body.most))
    set_etag(response, changed)
    return changed


@routes.delete("/projects/{project}/quotas/{kind}/{period}", needs="project.admin")
def remove_quota(project: ProjectRef, kind: Kind, period: Period, access: Caller) -> None:
    """Lift a limit of the project."""
    with access.server.database.write() as transaction:
        _quotas(access).remove(transaction, access.authority, kind, period)


@routes.get("/teams/{team}/quotas", needs="teams.read")
def list_quotas_of_team(team: TeamRef, access: Caller) -> list[QuotaState]:
    """The team's quotas, and what its projects used together in their present periods."""
    with access.server.database.read() as transaction:
        return list_team_quotas(transaction, access.team_id)


@routes.get("/teams/{team}/quotas/{kind}/{period}", needs="teams.read")
def get_quota_of_team(team: TeamRef, kind: Kind, period: Period, access: Caller, response: Response) -> QuotaState:
    """One quota of the team, and what its projects used together in its present period; its ETag changes with the limit alone."""
    with access.server.database.read() as transaction:
        found = _there(find_team_quota(transaction, access.team_id, kind, period), kind, period)
    set_etag(response, found)
    return found


@routes.put("/teams/{team}/quotas/{kind}/{period}", needs="project.admin", at="installation")
def set_quota_of_team(
    team: TeamRef,
    kind: Kind,
    period: Period,
    body: Limit,
    access: Caller,
    response: Response,
    if_match: IfMatch = "*",
    if_none_match: IfNoneMatch = None,
) -> QuotaState:
    """Limit what the projects of a team may use together in a period; the installation decides that, not the team."""
    with access.server.database.write() as transaction:
        team_id = find_team(transaction, team).id
        before = find_team_quota(transaction, team_id, kind, period)
        absent(if_none_match, before)
        unchanged(if_match, before)
        changed = set_team_quota(transaction, access.authority, team_id, Quota(kind=kind, period=period, most=body.most))
    set_etag(response, changed)
    return changed


@routes.delete("/teams/{team}/quotas/{kind}/{period}", needs="project.admin", at="installation")
def remove_quota_of_team(team: TeamRef, kind: Kind, period: Period, access: Caller) -> None:
    """Lift a limit of a team."""
    with access.server.database.write() as transaction:
        remove_team_quota(transaction, access.authority, find_team(transaction, team).id, kind, period)


def _there(found: QuotaState | None, kind: QuotaKind, period: QuotaPeriod) -> QuotaState:
    if found is None:
        raise NotFoundError(f"there is no quota of {kind} a {period}", where="quota", fix="list the quotas")
    return found


def _quotas(access: Access) -> Quotas:
    return Quotas(access.server.database, access.project_id)
