"""Tokens of runs: what the code of a run asks the API with; each ends with the lease of its attempt, whatever happens to the worker."""

import hmac
import secrets

from sqlalchemy import select, update

from burnish.core.permissions import OF_A_RUN, PERMISSIONS
from burnish.errors import NotSignedInError
from burnish.store import audit
from burnish.store.access import Principal
from burnish.store.audit import Actor
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.fencing import still_held
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.keys import digest_of
from burnish.store.leases import Lease
from burnish.store.run_rows import HELD
from burnish.store.tables import run_attempts, runs

__all__ = ["TOKEN_MARK", "authenticate_token", "mint_token"]

TOKEN_MARK = "br_"  # noqa: S105 (how one begins, and none)
"""How every token of a run begins."""


def mint_token(database: Database, lease: Lease) -> str:
    """A token for the attempt of a lease, in place of one that it may have had. It is told once, and kept as a digest.

    Nobody has to revoke it: it is in force while its lease is, by the database's clock, and a run that changes hands has another lease.

    Raises:
        LeaseLostError: somebody else has the run.
    """
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    scopes = [scope for scope in PERMISSIONS if scope in OF_A_RUN]

    def work(transaction: Transaction) -> None:
        still_held(transaction, lease, *HELD)
        mine = (run_attempts.c.project_id == lease.project_id) & (run_attempts.c.id == lease.attempt_id)
        transaction.execute(update(run_attempts).where(mine).values(token_digest=digest_of(secret)))
        actor, details = Actor(lease.run_id, lease.attempt_id), {"scopes": scopes, "attempt": lease.attempt, "worker": lease.worker}
        audit.record(transaction, actor, "run.token", lease.run_id, project_id=lease.project_id, **details)

    database.retrying(work)
    return secret


def authenticate_token(database: Database, secret: str) -> Principal:
    """The run that a token stands for.

    Raises:
        NotSignedInError: it is unknown, or the lease that it belongs to has ended; the answer does not tell which.
    """
    digest = digest_of(secret)
    query = (
        select(run_attempts.c.id, run_attempts.c.run_id, run_attempts.c.project_id, run_attempts.c.token_digest, runs.c.name)
        .join(runs, (runs.c.id == run_attempts.c.run_id) & (runs.c.project_id == run_attempts.c.project_id))
        .where(run_attempts.c.token_digest == digest, runs.c.fence == run_attempts.c.fence)
        .where(runs.c.status.in_(HELD), runs.c.lease_until > now())
        .execution_options(**{ACROSS_PROJECTS: True})
    )
    with database.read() as transaction:
        row = transaction.execute(query).first()
    if row is None or not hmac.compare_digest(row.token_digest, digest):
        fix = "a run's token is in force for as long as the run is carried out; outside of it use a key"
        raise NotSignedInError("the run's token is not valid", where="Authorization", fix=fix)
    return Principal("run", row.run_id, row.name, "", None, row.id, OF_A_RUN, row.project_id)
