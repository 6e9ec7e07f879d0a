"""How rows of deployments and replicas become records: what status a deployment has is told by its replicas."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from burnish.core.serving import Deployment, DeploymentStatus, Replica

__all__ = ["deployment_of", "serving_generation"]


class _Standing(NamedTuple):
    status: DeploymentStatus
    message: str


def deployment_of(row: Row[Any], replicas: Sequence[Row[Any]]) -> Deployment:
    """The record of a deployment and its replicas, these by generation and number."""
    standing = _standing(row, replicas)
    own = {
        "project": row.project_id,
        "version": row.version_id,
        "status": standing.status,
        "message": standing.message,
        "replicas": [_replica(replica) for replica in replicas],
    }
    return Deployment.model_validate({**{name: getattr(row, name) for name in Deployment.model_fields if name not in own}, **own})


def serving_generation(replicas: Sequence[Row[Any]]) -> int | None:
    """Which generation answers: the newest that has a replica that is ready; None where there is none.

    All that answer at one time hold the same weights, so that each interaction can tell them.
    """
    return max((replica.generation for replica in replicas if replica.status == "ready" and replica.wanted == "run"), default=None)


def _standing(row: Row[Any], replicas: Sequence[Row[Any]]) -> _Standing:
    if row.wanted == "stop":
        left = sum(replica.status == "ready" for replica in replicas)
        return _Standing("stopped", f"{left} replicas answer what is under way" if left else "")
    if row.kind != "engine":
        return _Standing("ready", "")
    newest = [replica for replica in replicas if replica.generation == row.generation and replica.wanted == "run"]
    ready = [replica for replica in newest if replica.status == "ready"]
    why = next((replica.message for replica in newest if replica.status != "ready" and replica.message), "")
    if newest and len(ready) == len(newest):
        return _Standing("ready", "")
    answering = serving_generation(replicas)
    if answering is None:
        return _Standing("failed" if any(replica.status == "failed" for replica in newest) else "starting", why)
    if not ready:
        before = next(replica.model for replica in replicas if replica.generation == answering)
        return _Standing("degraded", f"{before} answers until {row.model} is up{': ' + why if why else ''}")
    return _Standing("degraded", f"{len(ready)} of {len(newest)} replicas are ready{': ' + why if why else ''}")


def _replica(row: Row[Any]) -> Replica:
    own = {"version": row.version_id}
    return Replica(**{name: getattr(row, name) for name in Replica.model_fields if name not in own}, **own)
