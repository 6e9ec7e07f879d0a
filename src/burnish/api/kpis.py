"""KPIs: defined by project, and told with n and a 95 % interval, over time, by alias and by deployment."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Query

from burnish.api.access import Access, Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.core.kpis import Kpi, KpiFigure, KpiGrouping, KpiPoint, KpiReport, KpiRequest, KpiSums, KpiWindow, check_kpi
from burnish.errors import DataError
from burnish.evals.statistics import Sums, ratio
from burnish.store.database import Transaction
from burnish.store.kpis import Kpis
from burnish.store.metrics import Metrics

__all__ = ["routes"]

routes = Routes("kpis")

KpiRef = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_.-]{0,62}$", description="Name of a KPI.")]
MOST_POINTS = 10_000


@routes.get("/projects/{project}/kpis", needs="feedback.read")
def list_kpis(project: ProjectRef, access: Caller) -> list[Kpi]:
    """The KPIs that every project has, and the project's own, which stand in the place of those of the same name."""
    with access.server.database.read() as transaction:
        return _kpis(access).page(transaction)


@routes.post("/projects/{project}/kpis", needs="feedback.admin")
def define_kpi(project: ProjectRef, body: KpiRequest, access: Caller) -> Kpi:
    """Define a KPI, in place of what there is under its name."""
    with access.server.database.write() as transaction:
        return _kpis(access).define(transaction, access.authority, body)


@routes.delete("/projects/{project}/kpis/{kpi}", needs="feedback.admin")
def remove_kpi(project: ProjectRef, kpi: KpiRef, access: Caller) -> None:
    """Take a definition back; one that every project has is again what it was."""
    with access.server.database.write() as transaction:
        _kpis(access).remove(transaction, access.authority, kpi)


@routes.get("/projects/{project}/kpis/{kpi}", needs="feedback.read")
def get_kpi(
    project: ProjectRef,
    kpi: KpiRef,
    access: Caller,
    since: Annotated[datetime | None, Query(description="Of episodes that began at this moment or later.")] = None,
    until: Annotated[datetime | None, Query(description="Of episodes that began before this moment.")] = None,
    every: Annotated[Literal["hour", "day"] | None, Query(description="A figure for each, in UTC.")] = None,
    by: Annotated[KpiGrouping | None, Query(description="A figure for each, by that of an episode's last interaction.")] = None,
    alias: Annotated[str | None, Query(max_length=200, description="Of this alias alone.")] = None,
    deployment: Annotated[str | None, Query(max_length=200, description="Of this deployment alone.")] = None,
) -> KpiReport:
    """A KPI with how many episodes it rests on and its 95 % interval: whole, and for each hour, day, alias or deployment asked for."""
    window = _window(since=since, until=until, every=every, by=by, alias=alias, deployment=deployment)
    with access.server.database.read() as transaction:
        return _report(access, transaction, _kpis(access).find(transaction, kpi), window)


@routes.post("/projects/{project}/kpis/preview", needs="feedback.read")
def preview_kpi(
    project: ProjectRef,
    body: KpiRequest,
    access: Caller,
    since: Annotated[datetime | None, Query(description="Of episodes that began at this moment or later.")] = None,
    until: Annotated[datetime | None, Query(description="Of episodes that began before this moment.")] = None,
) -> KpiReport:
    """What a KPI would be if it were defined so; nothing is."""
    check_kpi(body)
    found = Kpi(**body.model_dump(), project=access.project_id, given=False)
    with access.server.database.read() as transaction:
        return _report(access, transaction, found, _window(since=since, until=until))


def _window(*, since: datetime | None, until: datetime | None, **more: Any) -> KpiWindow:
    for name, moment in (("since", since), ("until", until)):
        if moment is not None and moment.tzinfo is None:
            raise DataError("has no time zone", where=name, fix="write 2026-01-31T12:00:00Z")
    return KpiWindow(since=since, until=until, **more)


def _report(access: Access, transaction: Transaction, kpi: Kpi, window: KpiWindow) -> KpiReport:
    proportion = kpi.kind not in ("metric", "cost_per_resolved") or kpi.category is not None
    if kpi.metric is not None and not proportion:
        of_it = Metrics(access.server.database, access.project_id).by_name(transaction, [kpi.metric]).get(kpi.metric)
        proportion = of_it is not None and of_it.type == "boolean"
    rows = _kpis(access).sums(transaction, kpi, window)
    if len(rows) > MOST_POINTS:
        raise DataError(f"would give {len(rows):,} figures", where="every", fix="ask for days, or for less time at once")
    points = [KpiPoint(**_told(row, proportion), starts_at=row.starts_at, group=row.group) for row in rows]
    whole = KpiFigure(**_told(_together(rows), proportion))
    return KpiReport(kpi=kpi, whole=whole, points=points if window.every or window.by else [])


def _together(rows: list[KpiSums]) -> KpiSums:
    """The sums of all; each episode is in one row alone."""
    return KpiSums(
        starts_at=None,
        group=None,
        episodes=sum(row.episodes for row in rows),
        values=sum(row.values for row in rows),
        pending=sum(row.pending for row in rows),
        a=sum(row.a for row in rows),
        b=sum(row.b for row in rows),
        aa=sum(row.aa for row in rows),
        bb=sum(row.bb for row in rows),
        ab=sum(row.ab for row in rows),
    )


def _told(sums: KpiSums, proportion: bool) -> dict[str, float | int | None]:
    counted: dict[str, float | int | None] = {"n": sums.values, "episodes": sums.episodes, "pending": sums.pending}
    if sums.episodes == 0 or sums.b <= 0:
        return {**counted, "mean": None, "low": None, "high": None}
    found = ratio(Sums(sums.episodes, sums.values, sums.a, sums.b, sums.aa, sums.bb, sums.ab), proportion=proportion)
    return {**counted, "mean": found.mean, "low": found.low, "high": found.high}


def _kpis(access: Access) -> Kpis:
    return Kpis(access.server.database, access.project_id)
