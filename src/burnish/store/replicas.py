"""Replicas, as supervisors see them: claimed with a lease by the database's clock, told where they listen, given up when they die."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, delete, exists, func, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.deployments import token_place
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.serving_revision import bump
from burnish.store.tables import deployments, replicas, serving_revision
from burnish.store.vault import Sealed, Vault

__all__ = ["HeldReplica", "Kept", "Look", "Replicas"]

_EVERYWHERE = {ACROSS_PROJECTS: True}
LONGEST_MESSAGE = 20_000

_NOW = or_(replicas.c.not_before.is_(None), replicas.c.not_before <= now())
_WAITS = (replicas.c.wanted == "run", replicas.c.lease_until.is_(None), _NOW)
_ENDED = replicas.c.lease_until < now()


@dataclass(frozen=True, slots=True)
class HeldReplica:
    """A replica that a supervisor has, and what to start for it.

    Attributes:
        fence: rises whenever the replica changes hands; who brings an older one changes nothing.
        model: what it is to call itself.
        version_id: of the registry, or `tiny`.
        failures: how often in a row it did not come up, or died.
    """

    id: str
    project_id: str
    deployment_id: str
    deployment: str
    number: int
    fence: int
    model: str
    version_id: str
    weights: str
    rows: int
    failures: int


class Look(NamedTuple):
    """What there is to do.

    Attributes:
        waits: a replica waits for a supervisor.
        ended: a replica has one that was not heard of in time.
        revision: of serving: another one means that something changed.
    """

    waits: bool
    ended: bool
    revision: int


class Kept(NamedTuple):
    """What a heartbeat tells of a replica."""

    fence: int
    wanted: bool


class Replicas:
    """The replicas of all projects, for one supervisor.

    Args:
        database: where they are.
        holder: the supervisor's name, never used by another one.
        lease_seconds: how long a replica is left to it after it was last heard of.
    """

    def __init__(self, database: Database, holder: str, lease_seconds: float) -> None:
        self._database, self._holder, self._seconds = database, holder, lease_seconds

    def look(self) -> Look:
        """Whether there is something to claim or to take back; takes no lock."""

        def work(transaction: Transaction) -> Look:
            query = select(exists().where(*_WAITS), exists().where(_ENDED), select(serving_revision.c.number).scalar_subquery())
            waits, ended, number = transaction.execute(query, execution_options=_EVERYWHERE).one()
            return Look(bool(waits), bool(ended), number)

        return self._database.retrying(work, reading=True)

    def claim(self) -> HeldReplica | None:
        """The replica that waits longest, for this supervisor alone; None where none waits."""

        def work(transaction: Transaction) -> HeldReplica | None:
            first = select(replicas.c.id).where(*_WAITS).order_by(replicas.c.id).limit(1).with_for_update(skip_locked=True)
            values = {
                "holder": self._holder,
                "fence": replicas.c.fence + 1,
                "lease_until": now(self._seconds),
                "heartbeat_at": now(),
                "not_before": None,
                "address": None,
                "status": "starting",
            }
            change = update(replicas).where(replicas.c.id == first.scalar_subquery()).values(values).returning(replicas)
            row = transaction.execute(change, execution_options=_EVERYWHERE).one_or_none()
            if row is None:
                return None
            name = select(deployments.c.name).where(deployments.c.project_id == row.project_id, deployments.c.id == row.deployment_id)
            return _held(row, transaction.execute(name).scalar_one())

        return self._database.retrying(work)

    def heartbeat(self) -> Mapping[str, Kept]:
        """Keep what this supervisor has; tells of each that it still has the fence, and whether it is wanted."""

        def work(transaction: Transaction) -> Mapping[str, Kept]:
            change = update(replicas).where(replicas.c.holder == self._holder, replicas.c.lease_until.is_not(None))
            change = change.values(lease_until=now(self._seconds), heartbeat_at=now())
            rows = transaction.execute(change.returning(replicas.c.id, replicas.c.fence, replicas.c.wanted), execution_options=_EVERYWHERE)
            return {row.id: Kept(row.fence, row.wanted == "run") for row in rows}

        return self._database.retrying(work)

    def token(self, held: HeldReplica, vault: Vault) -> str | None:
        """What the replica is called with; None where its deployment is gone.

        Raises:
            StoreError: it cannot be decrypted.
        """

        def work(transaction: Transaction) -> Row[Any] | None:
            query = select(deployments.c.token, deployments.c.token_encrypted_with)
            mine = (deployments.c.project_id == held.project_id, deployments.c.id == held.deployment_id)
            found: Row[Any] | None = transaction.execute(query.where(*mine)).one_or_none()
            return found

        row = self._database.retrying(work, reading=True)
        if row is None:
            return None
        return vault.unseal(Sealed(row.token, row.token_encrypted_with), token_place(held.project_id, held.deployment_id))

    def ready(self, held: HeldReplica, address: str) -> bool:
        """It answers at an address. Where it replaces another generation, that one's are wanted no longer. False: it has another holder."""

        def work(transaction: Transaction) -> bool:
            there = self._change(transaction, held, status="ready", address=address, message="")
            if there:
                _retire(transaction, held)
                bump(transaction)
            return there

        return self._database.retrying(work)

    def tell(self, held: HeldReplica, message: str) -> bool:
        """What it is waiting for, or doing."""
        return self._database.retrying(lambda transaction: self._change(transaction, held, message=message[-LONGEST_MESSAGE:]))

    def withdraw(self, held: HeldReplica) -> bool:
        """It answers no more calls but those under way: gateways are to forget its address."""

        def work(transaction: Transaction) -> bool:
            there = self._change(transaction, held, status="stopped", address=None)
            bump(transaction)
            return there

        return self._database.retrying(work)

    def steady(self, held: HeldReplica) -> bool:
        """It has lived for a while: earlier failures are forgotten."""
        return self._database.retrying(lambda transaction: self._change(transaction, held, failures=0))

    def give_up(self, held: HeldReplica, message: str, *, pause_seconds: float, failures: int, failed: bool) -> bool:
        """It did not come up, or it died; a supervisor may try again after the pause.

        Args:
            held: which.
            message: why, and its last words.
            pause_seconds: until it may be claimed again.
            failures: how many it has had in a row.
            failed: whether that is told as a failure of the deployment.
        """

        def work(transaction: Transaction) -> bool:
            values: dict[str, Any] = {**_LET_GO, "message": message[-LONGEST_MESSAGE:], "failures": failures}
            values |= {"status": "failed" if failed else "starting", "not_before": now(pause_seconds)}
            return self._let_go(transaction, held, **values)

        return self._database.retrying(work)

    def release(self, held: HeldReplica) -> bool:
        """Its process has ended well, as the supervisor stops: another supervisor may have it at once."""

        values = {**_LET_GO, "status": "starting", "message": ""}
        return self._database.retrying(lambda transaction: self._let_go(transaction, held, **values))

    def remove(self, held: HeldReplica) -> None:
        """Its process has ended, and it is wanted no longer."""

        def work(transaction: Transaction) -> None:
            transaction.execute(delete(replicas).where(*_this(held), replicas.c.wanted == "stop"))
            bump(transaction)

        self._database.retrying(work)

    def sweep(self) -> int:
        """Take back replicas whose supervisor was not heard of until the end of its lease; returns how many."""
        return self._take_back(_ENDED)

    def take_back(self, holder: str) -> int:
        """Take back the replicas of another supervisor that is surely gone; returns how many."""
        return self._take_back(and_(replicas.c.holder == holder, replicas.c.lease_until.is_not(None)))

    def _take_back(self, which: ColumnElement[bool]) -> int:
        def work(transaction: Transaction) -> int:
            gone = delete(replicas).where(which, replicas.c.wanted == "stop")
            message = literal("nothing was heard of its supervisor ") + replicas.c.holder
            lost = update(replicas).where(which).values(**_LET_GO, status="starting", message=message, fence=replicas.c.fence + 1)
            count: int = transaction.execute(gone, execution_options=_EVERYWHERE).rowcount
            count += transaction.execute(lost, execution_options=_EVERYWHERE).rowcount
            if count:
                bump(transaction)
            return count

        return self._database.retrying(work)

    def _let_go(self, transaction: Transaction, held: HeldReplica, **values: Any) -> bool:
        """Nobody has it from now on; what is wanted no longer is gone with that."""
        there = self._change(transaction, held, **values)
        transaction.execute(delete(replicas).where(*_this(held), replicas.c.wanted == "stop"))
        bump(transaction)
        return there

    def _change(self, transaction: Transaction, held: HeldReplica, **values: Any) -> bool:
        return bool(transaction.execute(update(replicas).where(*_this(held)).values(**values)).rowcount)


_LET_GO = {"holder": "", "lease_until": None, "address": None}


def _this(held: HeldReplica) -> tuple[ColumnElement[bool], ...]:
    return (replicas.c.project_id == held.project_id, replicas.c.id == held.id, replicas.c.fence == held.fence)


def _retire(transaction: Transaction, held: HeldReplica) -> None:
    """As many replicas of earlier generations are ended as new ones are ready."""
    mine = (replicas.c.project_id == held.project_id, replicas.c.deployment_id == held.deployment_id, replicas.c.wanted == "run")
    newest = select(func.max(replicas.c.generation)).where(*mine).scalar_subquery()
    still = select(func.count()).where(*mine, replicas.c.generation == newest, replicas.c.status != "ready")
    kept: int = transaction.execute(still).scalar_one()
    older = select(replicas.c.id).where(*mine, replicas.c.generation < newest)
    ids = list(
        transaction.execute(
            older.order_by((replicas.c.status == "ready").desc(), replicas.c.generation.desc(), replicas.c.number)
        ).scalars()
    )
    ended = (replicas.c.project_id == held.project_id, replicas.c.id.in_(ids[kept:]))
    transaction.execute(delete(replicas).where(*ended, replicas.c.lease_until.is_(None)))
    transaction.execute(update(replicas).where(*ended).values(wanted="stop"))


def _held(row: Row[Any], deployment: str) -> HeldReplica:
    return HeldReplica(deployment=deployment, **{name: getattr(row, name) for name in HeldReplica.__slots__ if name != "deployment"})
