"""Deployments: models being served, and outside servers that aliases may point at."""

from typing import Annotated

from fastapi import Path, Query, Response

from burnish.api.access import Access, Caller
from burnish.api.etags import IfMatch, set_etag, unchanged
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import ProjectRef, Routes
from burnish.api.served_weights import weights_of
from burnish.core.serving import Deployment, DeploymentChanges, DeploymentRequest, ReplicaLog
from burnish.store.deployments import Deployments
from burnish.workers.replica_log import read_replica_log

__all__ = ["DeploymentPath", "routes"]

routes = Routes("deployments")

DeploymentPath = Annotated[
    str, Path(pattern=r"^(deployment_[0-9a-f]{32}|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$", description="Id or name of a deployment.")
]
Lines = Annotated[int, Query(ge=1, le=5000, description="How many of the last lines of each replica.")]


@routes.get("/projects/{project}/deployments", needs="deployments.read")
def list_deployments(project: ProjectRef, access: Caller, after: After = None, limit: Limit = 100) -> Page[Deployment]:
    """The project's deployments with their replicas, newest first."""
    with access.server.database.read() as transaction:
        rows = _deployments(access).page(transaction, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda deployment: deployment.id)


@routes.post("/projects/{project}/deployments", needs="deployments.write", status_code=202)
def create_deployment(project: ProjectRef, body: DeploymentRequest, access: Caller) -> Deployment:
    """Serve a model of the registry, or an outside server's. Replicas come up in the background: its status tells how that goes."""
    weights = weights_of(access, body.target)
    with access.server.database.write() as transaction:
        return _deployments(access).create(transaction, access.authority, body, weights)


@routes.get("/projects/{project}/deployments/{deployment}", needs="deployments.read")
def get_deployment(project: ProjectRef, deployment: DeploymentPath, access: Caller, response: Response) -> Deployment:
    """One deployment with its replicas."""
    with access.server.database.read() as transaction:
        found = _deployments(access).find(transaction, deployment)
    set_etag(response, found)
    return found


@routes.patch("/projects/{project}/deployments/{deployment}", needs="deployments.write")
def update_deployment(
    project: ProjectRef, deployment: DeploymentPath, body: DeploymentChanges, access: Caller, response: Response, if_match: IfMatch = "*"
) -> Deployment:
    """Change what a deployment serves, its prices or its description. Other weights are up before those that serve now are stopped."""
    weights = weights_of(access, body.target)
    with access.server.database.write() as transaction:
        unchanged(if_match, _deployments(access).find(transaction, deployment))
        changed = _deployments(access).change(transaction, access.authority, deployment, body, weights)
    set_etag(response, changed)
    return changed


@routes.post("/projects/{project}/deployments/{deployment}/stop", needs="deployments.write")
def stop_deployment(project: ProjectRef, deployment: DeploymentPath, access: Caller) -> Deployment:
    """Serve no longer; what is under way is answered."""
    with access.server.database.write() as transaction:
        return _deployments(access).stop(transaction, access.authority, deployment)


@routes.post("/projects/{project}/deployments/{deployment}/start", needs="deployments.write")
def start_deployment(project: ProjectRef, deployment: DeploymentPath, access: Caller) -> Deployment:
    """Serve again; replicas that failed are tried again at once."""
    with access.server.database.write() as transaction:
        return _deployments(access).start(transaction, access.authority, deployment)


@routes.delete("/projects/{project}/deployments/{deployment}", needs="deployments.write")
def remove_deployment(project: ProjectRef, deployment: DeploymentPath, access: Caller) -> None:
    """Remove a deployment that no alias uses; what is under way is answered."""
    with access.server.database.write() as transaction:
        _deployments(access).remove(transaction, access.authority, deployment)


@routes.get("/projects/{project}/deployments/{deployment}/logs", needs="deployments.read")
def get_deployment_logs(project: ProjectRef, deployment: DeploymentPath, access: Caller, lines: Lines = 200) -> list[ReplicaLog]:
    """The last lines that the replicas of a deployment wrote; empty for one that ran where this server cannot read."""
    with access.server.database.read() as transaction:
        found = _deployments(access).find(transaction, deployment)
    return [
        ReplicaLog(replica=one.id, number=one.number, lines=read_replica_log(access.server.settings, found.id, one.id, lines))
        for one in found.replicas
    ]


def _deployments(access: Access) -> Deployments:
    server = access.server
    return Deployments(server.database, access.project_id, server.vault, server.settings.outbound_allow)
