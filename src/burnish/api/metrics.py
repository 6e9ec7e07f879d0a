"""Metrics and the sources of their values: what is measured, and how much of what each source says counts."""

from typing import Annotated

from fastapi import Path, Query

from burnish.api.access import Access, Caller
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.core.feedback import Metric, MetricName, MetricRequest, SourceKind, SourceRule, SourceShare
from burnish.store.metrics import Metrics
from burnish.store.sources import Sources

__all__ = ["MetricRef", "routes"]

routes = Routes("metrics")

MetricRef = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_.-]{0,62}$", description="Name of a metric.")]


@routes.get("/projects/{project}/metrics", needs="feedback.read")
def list_metrics(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 100) -> Page[Metric]:
    """The project's metrics, newest first: those that were declared, and those that their first value made."""
    with access.server.database.read() as transaction:
        rows = _metrics(access).page(transaction, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda metric: metric.id)


@routes.post("/projects/{project}/metrics", needs="feedback.admin")
def declare_metric(project: ProjectRef, body: MetricRequest, access: Caller) -> Metric:
    """Say what a metric is, whether it is there or not; values that came before are looked at anew."""
    with access.server.database.write() as transaction:
        return _metrics(access).declare(transaction, access.authority, body)


@routes.get("/projects/{project}/metrics/{metric}", needs="feedback.read")
def get_metric(project: ProjectRef, metric: MetricRef, access: Caller) -> Metric:
    """One metric."""
    with access.server.database.read() as transaction:
        return _metrics(access).find(transaction, metric)


@routes.delete("/projects/{project}/metrics/{metric}", needs="feedback.admin")
def forget_metric(project: ProjectRef, metric: MetricRef, access: Caller) -> None:
    """Take a declaration back: the metric is again what its first value makes it, and goes where it has none."""
    with access.server.database.write() as transaction:
        _metrics(access).forget(transaction, access.authority, metric)


@routes.get("/projects/{project}/sources", needs="feedback.read")
def list_sources(
    project: ProjectRef,
    access: Caller,
    metric: Annotated[MetricName | None, Query(description="Of this metric alone.")] = None,
    limit: Limit = 100,
) -> list[SourceShare]:
    """What each source has said of each metric, and its part in the figures; the largest first."""
    with access.server.database.read() as transaction:
        return _sources(access).shares(transaction, metric=metric, limit=limit)


@routes.get("/projects/{project}/source-rules", needs="feedback.read")
def list_source_rules(project: ProjectRef, access: Caller) -> list[SourceRule]:
    """How much of what sources say counts, and with which weight."""
    with access.server.database.read() as transaction:
        return _sources(access).rules(transaction)


@routes.put("/projects/{project}/source-rules", needs="feedback.admin")
def set_source_rule(project: ProjectRef, body: SourceRule, access: Caller) -> SourceRule:
    """Set how much of what a source, or each source of a kind, says counts; what was said before is counted anew."""
    with access.server.database.write() as transaction:
        return _sources(access).set(transaction, access.authority, body)


@routes.delete("/projects/{project}/source-rules", needs="feedback.admin")
def remove_source_rule(
    project: ProjectRef,
    access: Caller,
    kind: Annotated[SourceKind, Query(description="Of the source.")],
    id: Annotated[str, Query(max_length=200, description="Of the source; `*`: the rule for each of this kind.")] = "*",
) -> None:
    """Lift a rule; what was said before is counted anew."""
    with access.server.database.write() as transaction:
        _sources(access).remove(transaction, access.authority, kind, id)


def _metrics(access: Access) -> Metrics:
    return Metrics(access.server.database, access.project_id)


def _sources(access: Access) -> Sources:
    return Sources(access.server.database, access.project_id)
