"""What a gateway follows: the serving revision, and the routes as they are at one moment, with the keys that upstreams want."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from pydantic import TypeAdapter
from sqlalchemy import Row, select
from sqlalchemy.sql import Select

from burnish.core.serving import AliasSettings, EngineTarget, Prices, Route, Routes, Target, Upstream
from burnish.errors import StoreError
from burnish.store.database import Database, Transaction
from burnish.store.deployment_rows import serving_generation
from burnish.store.deployments import token_place
from burnish.store.forgetting import redactions_of_all
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.serving_revision import bump, revision
from burnish.store.tables import alias_deployments, aliases, deployments, projects, replicas, secrets, serving_revision
from burnish.store.vault import Sealed, Vault

__all__ = ["bump", "read_routes", "revision"]

_EVERYWHERE = {ACROSS_PROJECTS: True}
_TARGET: TypeAdapter[Target] = TypeAdapter(Target)

_log = structlog.get_logger(__name__)


def read_routes(database: Database, vault: Vault) -> Routes:
    """Everything that can be called now, of all projects that are not archived: one consistent view.

    An upstream whose key cannot be decrypted has no address: it is never called without its key.

    Raises:
        StoreError: the database does not answer.
    """
    with database.read() as transaction:
        number: int = transaction.execute(select(serving_revision.c.number)).scalar_one()
        names: dict[str, str] = {
            row.id: row.name for row in transaction.execute(select(projects.c.id, projects.c.name).where(projects.c.archived_at.is_(None)))
        }
        upstreams = _upstreams(transaction, vault)
        routes = _routes(transaction, names)
        redactions = redactions_of_all(transaction)
    return Routes(number, routes, {name: project_id for project_id, name in names.items()}, upstreams, redactions)


def _upstreams(transaction: Transaction, vault: Vault) -> dict[str, Upstream]:
    ready: dict[str, list[Row[Any]]] = {}
    query = select(replicas).where(replicas.c.status == "ready").order_by(replicas.c.generation, replicas.c.number)
    for row in _all(transaction, query):
        ready.setdefault(row.deployment_id, []).append(row)
    keys = {(row.project_id, row.name): row for row in _all(transaction, select(secrets))}
    found = {}
    for row in _all(transaction, select(deployments)):
        target = _TARGET.validate_python(row.target)
        if isinstance(target, EngineTarget):
            upstream = _engine(row, ready.get(row.id, []), vault)
        else:
            secret = None if target.secret is None else keys.get((row.project_id, target.secret))
            upstream = _provider(row, target.url, target.model, secret, vault)
        found[row.id] = upstream
    return found


def _engine(row: Row[Any], ready: Sequence[Row[Any]], vault: Vault) -> Upstream:
    """A deployment of our engine: its replicas of one generation, which all hold the same weights."""
    generation = serving_generation(ready) if row.wanted == "run" else None
    answering = [replica for replica in ready if replica.generation == generation and replica.wanted == "run"]
    first = answering[0] if answering else row
    key = _opened(vault, Sealed(row.token, row.token_encrypted_with), token_place(row.project_id, row.id), row.name)
    return Upstream(
        id=row.id,
        name=row.name,
        kind="engine",
        model=first.model,
        addresses=tuple(f"{replica.address}/v1" for replica in answering) if key is not None else (),
        trusted=True,
        key=key,
        prices=Prices.model_validate(row.prices),
        weights=first.weights,
        template=first.template,
    )


def _provider(row: Row[Any], url: str, model: str, secret: Row[Any] | None, vault: Vault) -> Upstream:
    """A deployment of somebody else's server."""
    key, may_be_called = None, row.wanted == "run"
    if secret is not None:
        key = _opened(vault, Sealed(secret.ciphertext, secret.encrypted_with), f"{secret.project_id}/{secret.id}", row.name)
        may_be_called = may_be_called and key is not None
    elif row.target["secret"] is not None:
        may_be_called = False
        _log.error("the secret of a deployment is gone", deployment=row.name, project=row.project_id, secret=row.target["secret"])
    return Upstream(
        id=row.id,
        name=row.name,
        kind=row.kind,
        model=model,
        addresses=(url.rstrip("/"),) if may_be_called else (),
        trusted=False,
        key=key,
        prices=Prices.model_validate(row.prices),
    )


def _opened(vault: Vault, sealed: Sealed, place: str, deployment: str) -> str | None:
    try:
        return vault.unseal(sealed, place)
    except StoreError as error:
        _log.error("the key of a deployment cannot be decrypted", deployment=deployment, error=str(error))
        return None


def _routes(transaction: Transaction, names: Mapping[str, str]) -> dict[tuple[str, str], Route]:
    pointed: dict[tuple[str, str], list[Row[Any]]] = {}
    for one in _all(transaction, select(alias_deployments).order_by(alias_deployments.c.position)):
        pointed.setdefault((one.alias_id, one.role), []).append(one)
    return {
        (row.project_id, row.name): Route(
            project_id=row.project_id,
            project=names[row.project_id],
            alias=row.name,
            version=row.version,
            shares=tuple((one.deployment_id, one.weight) for one in pointed.get((row.id, "share"), [])),
            fallbacks=tuple(one.deployment_id for one in pointed.get((row.id, "fallback"), [])),
            settings=AliasSettings.model_validate(row.settings),
        )
        for row in _all(transaction, select(aliases))
        if row.project_id in names
    }


def _all(transaction: Transaction, query: Select[Any]) -> Sequence[Row[Any]]:
    return transaction.execute(query, execution_options=_EVERYWHERE).all()
