"""Quotas: how much a project, or all projects of a team together, may use in a period; and what they have used."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from burnish.core.access import Quota, QuotaKind, QuotaPeriod, QuotaState
from burnish.errors import NotFoundError, QuotaError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.repository import Repository
from burnish.store.tables import project_teams, quotas, run_attempts, team_quotas, teams, usage

__all__ = ["Quotas", "find_team_quota", "list_team_quotas", "remove_team_quota", "set_team_quota"]

_WINDOWS: dict[QuotaPeriod, Callable[[datetime], datetime]] = {
    "minute": lambda at: at.replace(second=0, microsecond=0),
    "hour": lambda at: at.replace(minute=0, second=0, microsecond=0),
    "day": lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0),
    "month": lambda at: at.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
}
"""When the period of a moment began, in UTC."""


class Quotas(Repository):
    """The quotas of one project, and those of the teams that it is shared with: it may use no more than the tightest allows.

    What is used is counted from the moment on at which a quota on it is set. Hours of runs are not counted but read off the attempts of
    runs, and so are never out of step with the ledger.
    """

    def page(self, transaction: Transaction) -> list[QuotaState]:
        """The project's own quotas, and what was used in their present periods."""
        at = _moment(transaction)
        rows = transaction.execute(self.select(quotas).order_by(quotas.c.kind, quotas.c.period)).all()
        return [_state_of(transaction, at, [self.project_id], row) for row in rows]

    def find(self, transaction: Transaction, kind: QuotaKind, period: QuotaPeriod) -> QuotaState | None:
        """The project's limit of a kind and period, and what was used; None if there is none."""
        row = transaction.execute(self.select(quotas).where(*_of(quotas, kind, period))).first()
        return None if row is None else _state_of(transaction, _moment(transaction), [self.project_id], row)

    def set(self, transaction: Transaction, authority: Authority, quota: Quota) -> QuotaState:
        """Limit the project, in place of the limit of the same kind and period."""
        transaction.execute(self.delete(quotas).where(*_of(quotas, quota.kind, quota.period)))
        transaction.execute(self.insert(quotas, **quota.model_dump()))
        audit.record(transaction, authority.actor, "quota.set", self.project_id, project_id=self.project_id, **quota.model_dump())
        row = transaction.execute(self.select(quotas).where(*_of(quotas, quota.kind, quota.period))).one()
        return _state_of(transaction, _moment(transaction), [self.project_id], row)

    def remove(self, transaction: Transaction, authority: Authority, kind: QuotaKind, period: QuotaPeriod) -> None:
        """Lift a limit.

        Raises:
            NotFoundError: there is none of this kind and period.
        """
        if not transaction.execute(self.delete(quotas).where(*_of(quotas, kind, period))).rowcount:
            raise NotFoundError(f"there is no quota of {kind} a {period}", where="quota", fix="list the quotas")
        what = {"kind": kind, "period": period}
        audit.record(transaction, authority.actor, "quota.remove", self.project_id, project_id=self.project_id, **what)

    def spend(self, transaction: Transaction, kind: QuotaKind, amount: float) -> None:
        """Count what is used: all of it, or nothing where a quota does not allow it.

        Raises:
            QuotaError: it is more than the project or one of its teams has left in a period; the transaction must be given up.
        """
        at = _moment(transaction)
        own, shared = self._limits(transaction, kind, lock=True)
        for period in sorted({row.period for row in (*own, *shared)}):
            self._count(transaction, kind, period, _WINDOWS[period](at), amount)
        self._check(transaction, at, own, shared, amount=0.0)

    def check_run_hours(self, transaction: Transaction) -> None:
        """Nothing, if the project and its teams have hours left for another run.

        Raises:
            QuotaError: they have none; names the quota.
        """
        own, shared = self._limits(transaction, "run_hours", lock=False)
        self._check(transaction, _moment(transaction), own, shared, amount=1e-9)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _limits(self, transaction: Transaction, kind: QuotaKind, *, lock: bool) -> tuple[Sequence[Any], Sequence[Any]]:
        """The project's own limits, and those of its teams; with the teams locked, two projects cannot overdraw one together."""
        own = transaction.execute(self.select(quotas).where(quotas.c.kind == kind)).all()
        of_teams = (
            select(team_quotas, teams.c.name)
            .join(teams, teams.c.id == team_quotas.c.team_id)
            .join(project_teams, project_teams.c.team_id == team_quotas.c.team_id)
            .where(self.of(project_teams), team_quotas.c.kind == kind)
            .order_by(team_quotas.c.team_id)
        )
        return own, transaction.execute(of_teams.with_for_update(of=teams) if lock else of_teams).all()

    def _check(self, transaction: Transaction, at: datetime, own: Sequence[Any], shared: Sequence[Any], *, amount: float) -> None:
        for row in own:
            _refuse_beyond(_state_of(transaction, at, [self.project_id], row), amount, "the project")
        for row in shared:
            projects = _projects_of(transaction, row.team_id)
            _refuse_beyond(_state_of(transaction, at, projects, row), amount, f"the team {row.name}")

    def _count(self, transaction: Transaction, kind: QuotaKind, period: QuotaPeriod, starts_at: datetime, amount: float) -> None:
        values = {"project_id": self.project_id, "kind": kind, "period": period, "starts_at": starts_at, "used": amount}
        on = postgresql if transaction.dialect.name == "postgresql" else sqlite
        row = on.insert(usage).values(**values)
        same = [usage.c.project_id, usage.c.kind, usage.c.period, usage.c.starts_at]
        transaction.execute(row.on_conflict_do_update(index_elements=same, set_={"used": usage.c.used + row.excluded.used}))


def list_team_quotas(transaction: Transaction, team_id: str) -> list[QuotaState]:
    """The quotas of a team, and what its projects have used together in their present periods."""
    at, projects = _moment(transaction), _projects_of(transaction, team_id)
    query = select(team_quotas).where(team_quotas.c.team_id == team_id).order_by(team_quotas.c.kind, team_quotas.c.period)
    return [_state_of(transaction, at, projects, row) for row in transaction.execute(query).all()]


def find_team_quota(transaction: Transaction, team_id: str, kind: QuotaKind, period: QuotaPeriod) -> QuotaState | None:
    """A team's limit of a kind and period, and what its projects used together; None if there is none."""
    row = transaction.execute(select(team_quotas).where(team_quotas.c.team_id == team_id, *_of(team_quotas, kind, period))).first()
    return None if row is None else _state_of(transaction, _moment(transaction), _projects_of(transaction, team_id), row)


def set_team_quota(transaction: Transaction, authority: Authority, team_id: str, quota: Quota) -> QuotaState:
    """Limit the projects of a team together, in place of the limit of the same kind and period."""
    this = (team_quotas.c.team_id == team_id, *_of(team_quotas, quota.kind, quota.period))
    transaction.execute(delete(team_quotas).where(*this))
    transaction.execute(insert(team_quotas).values(team_id=team_id, **quota.model_dump()))
    audit.record(transaction, authority.actor, "quota.set", team_id, **quota.model_dump())
    row = transaction.execute(select(team_quotas).where(*this)).one()
    return _state_of(transaction, _moment(transaction), _projects_of(transaction, team_id), row)


def remove_team_quota(transaction: Transaction, authority: Authority, team_id: str, kind: QuotaKind, period: QuotaPeriod) -> None:
    """Lift a limit of a team.

    Raises:
        NotFoundError: there is none of this kind and period.
    """
    this = (team_quotas.c.team_id == team_id, *_of(team_quotas, kind, period))
    if not transaction.execute(delete(team_quotas).where(*this)).rowcount:
        raise NotFoundError(f"there is no quota of {kind} a {period}", where="quota", fix="list the team's quotas")
    audit.record(transaction, authority.actor, "quota.remove", team_id, kind=kind, period=period)


def _of(table: Table, kind: QuotaKind, period: QuotaPeriod) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.kind == kind, table.c.period == period


def _moment(transaction: Transaction) -> datetime:
    at: datetime = transaction.execute(select(now())).scalar_one()
    return at


def _projects_of(transaction: Transaction, team_id: str) -> list[str]:
    query = select(project_teams.c.project_id).where(project_teams.c.team_id == team_id)
    return list(transaction.execute(_across(query)).scalars())


def _state_of(transaction: Transaction, at: datetime, project_ids: Iterable[str], row: Any) -> QuotaState:
    starts_at = _WINDOWS[row.period](at)
    if row.kind == "run_hours":
        used = _run_hours(transaction, project_ids, starts_at, at)
    else:
        counted = (usage.c.project_id.in_(project_ids), *_of(usage, row.kind, row.period), usage.c.starts_at == starts_at)
        used = float(transaction.execute(_across(select(func.coalesce(func.sum(usage.c.used), 0.0)).where(*counted))).scalar_one())
    return QuotaState(kind=row.kind, period=row.period, most=row.most, used=used, starts_at=starts_at)


def _run_hours(transaction: Transaction, project_ids: Iterable[str], starts_at: datetime, at: datetime) -> float:
    """Hours that workers spent on runs of these projects since then; of attempts under way, so far."""
    overlapping = (run_attempts.c.project_id.in_(project_ids), or_(run_attempts.c.ended_at.is_(None), run_attempts.c.ended_at > starts_at))
    query = _across(select(run_attempts.c.started_at, run_attempts.c.ended_at).where(*overlapping))
    seconds: float = sum(((row.ended_at or at) - max(row.started_at, starts_at)).total_seconds() for row in transaction.execute(query))
    return max(0.0, seconds) / 3600


def _refuse_beyond(state: QuotaState, amount: float, whose: str) -> None:
    if state.used + amount > state.most:
        what = f"{whose} may use {state.most:g} {state.kind} a {state.period} and has used {state.used:g}"
        raise QuotaError(what, where=f"{state.kind} a {state.period}", fix="wait for the next period, or ask for a higher quota")


def _across(query: Select[Any]) -> Select[Any]:
    return query.execution_options(**{ACROSS_PROJECTS: True})
