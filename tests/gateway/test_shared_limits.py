"""Limits that gateways on one database share: what one counts the others know within a second, and what was spent outlives it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, func, insert, select, update

from burnish.core.serving import AliasLimits
from burnish.errors import QuotaError, ThrottledError
from burnish.gateway.limits import Limits, Who
from burnish.gateway.shared_limits import SharedLimits
from burnish.store.columns import now
from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.limit_uses import LimitUses
from burnish.store.schema import migrate
from burnish.store.tables import limit_uses, projects
from tests.databases import only_postgres
from tests.gateway.installed import Installed, install, upstream_process
from tests.postgres import Postgres
from tests.store.ground import new_project

ACROSS = {ACROSS_PROJECTS: True}
NOON = 1_790_000_000.0 // 86_400 * 86_400 + 43_210.0
FREE = AliasLimits(requests_per_minute=10**6)


@dataclass
class Clock:
    """A clock that stands."""

    at: float = NOON

    def __call__(self) -> float:
        return self.at


class Gateway:
    """One process's limits, told when the test says so."""

    def __init__(self, database: Database, name: str, wall: Clock | None = None, steady: Clock | None = None) -> None:
        self.limits = Limits(clock=wall or Clock())
        self.shared = SharedLimits(self.limits, LimitUses(database, name), clock=steady or Clock())
        self.tell = self.shared.tell

    def use(self, who: Who, limits: AliasLimits = FREE, *, tokens: int = 0, usd: float | None = None) -> None:
        self.limits.enter(who, limits)
        self.limits.leave(who, tokens, usd)


@pytest.fixture
def who(database: Database) -> Who:
    return Who(new_project(database, "shop"), "desk", "key_1")


async def tell(*gateways: Gateway) -> None:
    """Each tells and reads; the first ones once more, for what the last ones told."""
    for gateway in (*gateways, *gateways):
        await gateway.tell()


def written(database: Database) -> list[Any]:
    with database.read() as transaction:
        return list(transaction.execute(select(limit_uses), execution_options=ACROSS))


async def test_what_one_counts_counts_for_all(database: Database, who: Who) -> None:
    one, two = Gateway(database, "one"), Gateway(database, "two")
    for _ in range(3):
        one.use(who, tokens=100, usd=0.5)
    two.use(who, tokens=50, usd=0.25)
    await tell(one, two)
    for gateway in (one, two):
        for limits, refused in (
            (AliasLimits(requests_per_minute=4), ThrottledError),
            (AliasLimits(tokens_per_minute=350), ThrottledError),
            (AliasLimits(usd_per_day=1.75), QuotaError),
        ):
            with pytest.raises(refused):
                gateway.limits.enter(who, limits)
        gateway.use(who, AliasLimits(requests_per_minute=5, tokens_per_minute=351, usd_per_day=1.76))
    await tell(one, two)
    with pytest.raises(ThrottledError):
        one.limits.enter(who, AliasLimits(requests_per_minute=6))
    two.use(who._replace(caller="key_2"), AliasLimits(requests_per_minute=1))
    two.use(who._replace(alias="till"), AliasLimits(requests_per_minute=1))


async def test_what_is_told_again_counts_once(database: Database, who: Who) -> None:
    one, two = Gateway(database, "one"), Gateway(database, "two")
    for number in range(5):
        one.use(who, usd=1.0)
        await tell(one, two, one, two)
        one.limits.changed.add(who)
        await tell(one, two)
        assert two.limits.others[who].usd == number + 1
        assert two.limits.others[who].requests.total(NOON) == number + 1
    assert len(written(database)) == 1


async def test_requests_under_way_are_shared_until_their_process_is_gone(database: Database, who: Who) -> None:
    wall, steady = Clock(), Clock()
    one, two = Gateway(database, "one", wall, steady), Gateway(database, "two", wall, steady)
    limits = AliasLimits(concurrent=2)
    one.limits.enter(who, limits)
    one.limits.enter(who, limits)
    await tell(one, two)
    with pytest.raises(ThrottledError, match="2 requests"):
        two.limits.enter(who, limits)
    one.limits.leave(who, 0, None)
    await tell(one, two)
    two.limits.enter(who, limits)
    with database.write() as transaction:  # as if it had told nothing for so long
        old = update(limit_uses).where(limit_uses.c.writer == "one").values(changed_at=now(-7))
        transaction.execute(old, execution_options=ACROSS)
    steady.at += 61  # for all to be read again
    await two.tell()
    two.limits.enter(who, limits)
    one.limits.changed.clear()
    await tell(one, two)  # it has one under way still, and says that it lives
    assert two.limits.others[who].under_way == 1


async def test_what_was_spent_today_outlives_the_process_and_not_the_day(database: Database, who: Who) -> None:
    dear, wall = AliasLimits(usd_per_day=1.0), Clock()
    first = Gateway(database, "first life", wall)
    async with first.shared:
        first.use(who, dear, tokens=7, usd=1.5)  # told when it ends
    second = Gateway(database, "second life", wall)
    async with second.shared:
        with pytest.raises(QuotaError, match="1 dollars"):
            second.limits.enter(who, dear)
        wall.at += 86_400
        second.use(who, dear, usd=0.1)
    third = Gateway(database, "third life", wall)
    await third.tell()
    assert third.limits.others[who].usd == 0.1


async def test_minutes_end_for_others_too(database: Database, who: Who) -> None:
    wall = Clock()
    one, two = Gateway(database, "one", wall), Gateway(database, "two", wall)
    for _ in range(4):
        one.use(who)
    await tell(one, two)
    wall.at = NOON // 60 * 60 + 60 + 30  # half of the next minute
    assert two.limits.others[who].requests.total(wall.at) == 2
    two.use(who, AliasLimits(requests_per_minute=3))
    wall.at += 60
    two.use(who, AliasLimits(requests_per_minute=2))


async def test_what_is_over_is_removed(database: Database, who: Who) -> None:
    wall, steady = Clock(), Clock()
    one = Gateway(database, "one", wall, steady)
    one.use(who, usd=1.0)
    await one.tell()
    wall.at += 86_400
    steady.at += 3_601
    await one.tell()
    assert len(written(database)) == 1, "it was written a moment ago"
    with database.write() as transaction:
        transaction.execute(update(limit_uses).values(changed_at=now(-200)), execution_options=ACROSS)
    steady.at += 3_601
    await one.tell()
    assert written(database) == []


async def test_a_project_that_is_gone_stops_nobody(database: Database, who: Who) -> None:
    one, other = Gateway(database, "one"), who._replace(project_id=new_project(database, "other"))
    one.use(who)
    one.use(other)
    with database.write() as transaction:
        transaction.execute(delete(projects).where(projects.c.id == who.project_id))
    await one.tell()
    assert [row.project_id for row in written(database)] == [other.project_id]
    assert one.limits.changed == set()


async def test_changes_that_others_see_late_are_read(database: Database, who: Who) -> None:
    """A row gets its moment before it is committed: a reading in between must not be the last that looks so far back."""
    one, two = Gateway(database, "one"), Gateway(database, "two")
    await two.tell()
    await two.tell()
    one.use(who)
    await one.tell()
    with database.write() as transaction:
        transaction.execute(update(limit_uses).values(changed_at=now(-2)), execution_options=ACROSS)
    await two.tell()
    assert two.limits.others[who].requests.total(NOON) == 1


async def test_many_keys_are_told_at_once(database: Database, who: Who) -> None:
    """What is told is bounded by what changed: 2,000 keys take well under the time between two tellings."""
    one, two = Gateway(database, "one"), Gateway(database, "two")
    for number in range(2_000):
        one.use(who._replace(caller=f"key_{number}"), usd=0.5)
    began = time.monotonic()
    await tell(one, two)
    took = time.monotonic() - began
    assert len(two.limits.others) == 2_000 and sum(count.usd for count in two.limits.others.values()) == 1_000
    assert took < 5, f"{took:.2f} s"  # measured: 0.2 s


@only_postgres
async def test_while_the_database_is_away_limits_go_on_by_what_is_known(database: Database) -> None:
    with Postgres.running() as server:
        own = Database.open(server.url(server.create()))
        migrate(own)
        who = Who(new_project(own, "shop"), "desk", "key_1")
        one, two = Gateway(own, "one"), Gateway(own, "two")
        async with one.shared, two.shared:
            one.use(who, usd=1.0)
            await until(lambda: who in two.limits.others)
            server.stop("immediate")
            for _ in range(3):
                two.use(who, AliasLimits(usd_per_day=4.0), usd=1.0)
            with pytest.raises(QuotaError):
                two.limits.enter(who, AliasLimits(usd_per_day=4.0))
            await asyncio.sleep(1.5)
            assert two.limits.changed == {who}, "it is not forgotten what could not be told"
            server.start()
            await until(lambda: who in one.limits.others and one.limits.others[who].usd == 3.0)
        own.close()


# -- real processes ------------------------------------------------------------------------------------------------------------------

ASK = {"messages": [{"role": "user", "content": "Where is my order?"}]}


@contextlib.asynccontextmanager
async def client(installed: Installed, url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {installed.key}"}, timeout=20) as opened:
        yield opened


async def ask(client: httpx.AsyncClient, model: str) -> int:
    answer = await client.post("/v1/chat/completions", json={**ASK, "model": model})
    assert answer.status_code in (200, 429), answer.text
    return answer.status_code


@pytest.mark.slow
async def test_two_gateways_share_the_limits_of_a_key_within_a_second(tmp_path: Path, database_url: str) -> None:
    with upstream_process() as port:
        installed = install(tmp_path, database_url, port)
        installed.alias("ten", limits={"requests_per_minute": 10})
        installed.alias("poor", limits={"usd_per_day": 0.001})  # 17 tokens at $10 for a million: 0.00017 a call
        with installed.gateway("one") as (_, first), installed.gateway("two") as (_, second):
            async with client(installed, first) as one, client(installed, second) as two:
                await until_minute_has(20)
                assert [await ask(one, "shop/ten") for _ in range(10)] == [200] * 10
                began = time.monotonic()
                extra = 0
                while await ask(two, "shop/ten") == 200:
                    extra += 1
                    await asyncio.sleep(0.1)
                assert time.monotonic() - began < 1.0 + 1.0  # a second, and what a busy machine adds
                assert extra <= 10
                assert await ask(one, "shop/ten") == 429
                spent = 0
                for number in range(40):
                    spent += await ask((one, two)[number % 2], "shop/poor") == 200
                    await asyncio.sleep(0.05)
                assert 6 <= spent < 20
                assert [await ask(each, "shop/poor") for each in (one, two)] == [429, 429]
        with installed.gateway("one") as (process, first):
            async with client(installed, first) as one:
                assert await ask(one, "shop/poor") == 429, "a restart gave a second budget"
            process.kill()
            process.wait()
        with installed.gateway("three") as (_, third):
            async with client(installed, third) as three:
                assert await ask(three, "shop/poor") == 429


async def until_minute_has(seconds: float) -> None:
    """Wait for a minute that does not end within the test."""
    left = 60 - time.time() % 60
    if left < seconds:
        await asyncio.sleep(left)


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def test_rows_go_with_their_project(database: Database, who: Who) -> None:
    row = {name: 0 for name in ("minute", "requests_before", "requests", "tokens_before", "tokens", "usd", "under_way")}
    with database.write() as transaction:
        transaction.execute(insert(limit_uses).values(**who._asdict(), writer="one", day="", changed_at=now(), **row))
        transaction.execute(delete(projects).where(projects.c.id == who.project_id))
        count = transaction.execute(select(func.count()).select_from(limit_uses), execution_options=ACROSS).scalar()
    assert count == 0
