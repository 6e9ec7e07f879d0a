"""Quotas: counted once, refused beyond the limit, shared by the projects of a team."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, update

from burnish.core.access import Quota
from burnish.core.ids import new_id
from burnish.core.permissions import EVERYTHING
from burnish.errors import NotFoundError, QuotaError
from burnish.store.access import Authority
from burnish.store.audit import SYSTEM
from burnish.store.columns import now
from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.projects import add_team, create_project
from burnish.store.quotas import Quotas, list_team_quotas, remove_team_quota, set_team_quota
from burnish.store.tables import run_attempts, usage
from burnish.store.teams import create_team
from tests.store.ground import Ground

OWNER = Authority(SYSTEM, EVERYTHING)
TOKENS = Quota(kind="tokens", period="day", most=100)


@pytest.fixture
def quotas(database: Database) -> Quotas:
    with database.write() as transaction:
        return Quotas(database, create_project(transaction, OWNER, "demo", "", None).id)


def spend(quotas: Quotas, amount: float) -> None:
    with quotas.database.write() as transaction:
        quotas.spend(transaction, "tokens", amount)


def used(quotas: Quotas) -> float:
    with quotas.database.read() as transaction:
        return quotas.page(transaction)[0].used


def test_what_is_not_limited_is_not_counted(quotas: Quotas) -> None:
    spend(quotas, 10**9)
    with quotas.database.read() as transaction:
        assert transaction.execute(select(usage).execution_options(**{ACROSS_PROJECTS: True})).all() == []


def test_what_is_beyond_the_limit_is_refused_and_not_counted(quotas: Quotas) -> None:
    with quotas.database.write() as transaction:
        quotas.set(transaction, OWNER, TOKENS)
    spend(quotas, 60)
    with pytest.raises(QuotaError, match="100 tokens a day and has used 120"):
        spend(quotas, 60)
    assert used(quotas) == 60
    spend(quotas, 40)
    assert used(quotas) == 100
    with pytest.raises(QuotaError):
        spend(quotas, 0.5)


def test_a_new_period_begins_at_nothing(quotas: Quotas) -> None:
    with quotas.database.write() as transaction:
        quotas.set(transaction, OWNER, TOKENS)
    spend(quotas, 100)
    with quotas.database.write() as transaction:
        transaction.execute(update(usage).where(quotas.of(usage)).values(starts_at=now(-86_400)))
    spend(quotas, 100)
    assert used(quotas) == 100


def test_a_limit_is_changed_and_lifted(quotas: Quotas) -> None:
    with quotas.database.write() as transaction:
        quotas.set(transaction, OWNER, TOKENS)
        assert quotas.set(transaction, OWNER, TOKENS.model_copy(update={"most": 5})).most == 5
        quotas.remove(transaction, OWNER, "tokens", "day")
        with pytest.raises(NotFoundError):
            quotas.remove(transaction, OWNER, "tokens", "day")
        assert quotas.page(transaction) == []
    spend(quotas, 1000)


def test_two_who_spend_at_once_do_not_overdraw(quotas: Quotas) -> None:
    with quotas.database.write() as transaction:
        quotas.set(transaction, OWNER, TOKENS)

    def one(_: int) -> bool:
        try:
            spend(quotas, 10)
        except QuotaError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(one, range(30))) == 10
    assert used(quotas) == 100


def test_the_projects_of_a_team_share_its_quota(database: Database, quotas: Quotas) -> None:
    with database.write() as transaction:
        team = create_team(transaction, OWNER, "desk", "").id
        other = Quotas(database, create_project(transaction, OWNER, "other", "", team).id)
        alone = Quotas(database, create_project(transaction, OWNER, "alone", "", None).id)
        add_team(transaction, OWNER, quotas.project_id, team)
        set_team_quota(transaction, OWNER, team, TOKENS)
    spend(quotas, 70)
    with pytest.raises(QuotaError, match="the team desk"):
        spend(other, 40)
    spend(other, 30)
    spend(alone, 1000)
    with database.write() as transaction:
        assert [state.used for state in list_team_quotas(transaction, team)] == [100]
        remove_team_quota(transaction, OWNER, team, "tokens", "day")
    spend(other, 40)


def test_hours_of_runs_are_read_off_their_attempts(database: Database) -> None:
    ground = Ground.made(database)
    quotas = Quotas(database, ground.project)
    run = ground.enqueue()
    with database.write() as transaction:
        quotas.set(transaction, OWNER, Quota(kind="run_hours", period="month", most=1))
        quotas.check_run_hours(transaction)
        row = {"run_id": run.id, "project_id": ground.project, "worker": "w"}
        moments = [(now(-60), now(-30)), (now(-20), None)]
        for number, (started, ended) in enumerate(moments):
            values = {**row, "id": new_id("attempt"), "number": number, "fence": number, "started_at": started, "ended_at": ended}
            transaction.execute(insert(run_attempts).values(**values))
    with database.write() as transaction:
        state = quotas.page(transaction)[0]
        assert 0.01 < state.used < 0.02, state
        quotas.set(transaction, OWNER, Quota(kind="run_hours", period="month", most=0.01))
    with database.read() as transaction, pytest.raises(QuotaError, match="run_hours"):
        quotas.check_run_hours(transaction)
