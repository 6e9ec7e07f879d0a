"""What was answered is in the log and in the tables, once: with gateways that are killed under load, and a database that is away."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from burnish.store.database import Database
from burnish.store.schema import migrate
from burnish.store.tables import interaction_payloads, interaction_rollups, interactions, set_aside
from tests.databases import database_url, postgres, templates
from tests.gateway.filler_process import fill
from tests.gateway.installed import Installed, install, upstream_process
from tests.gateway.test_filling import PROCESSES
from tests.postgres import Postgres

__all__ = ["database_url", "postgres", "templates"]

ASK = {"model": "shop/desk", "messages": [{"role": "user", "content": "Where is my order?"}]}


@pytest.fixture
def installed(tmp_path: Path, database_url: str) -> Iterator[Installed]:
    with upstream_process() as port:
        yield install(tmp_path, database_url, port)


@contextmanager
def filling(installed: Installed) -> Iterator[Callable[[], None]]:
    """A filler process as long as the block lasts; gives what kills it and starts the next one."""

    def start() -> BaseProcess:
        process = PROCESSES.Process(target=fill, args=(installed.database_url, str(installed.home / "records")))
        process.start()
        return process

    running = [start()]

    def again() -> None:
        running[0].kill()
        running[0].join()
        running[0] = start()

    try:
        yield again
    finally:
        running[0].kill()
        running[0].join()


@dataclass
class Load:
    """Clients that call, half of them with streams, until the gateway is gone or they are told to stop.

    Attributes:
        answered: ids of the interactions whose answers came whole.
        longest_s: what the slowest answer took.
    """

    answered: list[str] = field(default_factory=list)
    longest_s: float = 0.0
    stopped: bool = False

    async def run(self, client: httpx.AsyncClient, *, streamed: bool, pause_s: float = 0.0) -> None:
        while not self.stopped:
            began = time.monotonic()
            try:
                answer = await client.post("/v1/chat/completions", json={**ASK, "stream": streamed})
            except httpx.TransportError:
                assert not pause_s, "nobody killed this one"
                return
            self.longest_s = max(self.longest_s, time.monotonic() - began)
            assert answer.status_code == 200, answer.text
            if not streamed or answer.text.endswith("data: [DONE]\n\n"):
                self.answered.append(answer.headers["burnish-interaction"])
            await asyncio.sleep(pause_s)


def client_of(installed: Installed, url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {installed.key}"}, timeout=30)


@dataclass(frozen=True)
class Tables:
    """What the tables have."""

    ids: list[str]
    payloads: int
    rolled: int
    aside: int


def tables_of(installed: Installed) -> Tables:
    project, rollups = installed.project_id, interaction_rollups
    database = Database.open(installed.database_url)
    with database.read() as transaction:
        ids = list(transaction.execute(select(interactions.c.id).where(interactions.c.project_id == project)).scalars())
        payloads = select(func.count()).select_from(interaction_payloads).where(interaction_payloads.c.project_id == project)
        rolled = select(func.sum(rollups.c.interactions)).where(rollups.c.project_id == project, rollups.c.span == "day")
        aside = select(func.count()).select_from(set_aside)
        found = [int(transaction.execute(query).scalar() or 0) for query in (payloads, rolled, aside)]
    database.close()
    return Tables(ids, *found)


async def check_nothing_is_lost_or_doubled(installed: Installed, answered: list[str], seconds: float = 120) -> float:
    """Everything that was answered is in the log, and all of the log in the tables, once; returns how long the filler took to catch up."""
    kept = [entry["body"]["id"] for entry in installed.payloads()]
    assert len(set(answered)) == len(answered)
    assert len(kept) == len(set(kept)), "an interaction is in the log twice"
    assert set(answered) - set(kept) == set(), "an answered interaction is not in the log"
    began = time.monotonic()
    while len((tables := tables_of(installed)).ids) < len(kept):
        assert time.monotonic() - began < seconds, f"{len(tables.ids)} of {len(kept)} came into the tables"
        await asyncio.sleep(0.1)
    assert sorted(tables.ids) == sorted(kept), "the tables hold something else than the log"
    assert tables.rolled == len(kept), "rollups counted something twice, or not at all"
    assert (tables.payloads, tables.aside) == (len(kept), 0)
    return time.monotonic() - began


async def killed_again_and_again(installed: Installed, kills: int) -> None:
    load, began, dice = Load(), time.monotonic(), random.Random(1)
    with filling(installed) as kill_filler:
        for number in range(kills):
            with installed.gateway() as (process, url):
                async with client_of(installed, url) as client, asyncio.TaskGroup() as group:
                    for each in range(8):
                        group.create_task(load.run(client, streamed=each % 2 == 0))
                    already = len(load.answered)
                    while len(load.answered) < already + 4:
                        await asyncio.sleep(0.005)
                    await asyncio.sleep(dice.uniform(0.0, 0.3))
                    os.kill(process.pid, signal.SIGKILL)
            if number % 5 == 4:
                kill_filler()
        caught_up_s = await check_nothing_is_lost_or_doubled(installed, load.answered)
    assert len(load.answered) >= 4 * kills
    seconds = time.monotonic() - began
    print(
        f"{kills} kills, {len(load.answered):,} answered, {len(installed.payloads()):,} kept, {seconds:.0f} s, {caught_up_s:.1f} s behind"
    )


@pytest.mark.slow
async def test_a_killed_gateway_loses_and_doubles_nothing_that_was_answered(installed: Installed) -> None:
    await killed_again_and_again(installed, kills=5)


@pytest.mark.soak
async def test_a_hundred_kills_lose_and_double_nothing(installed: Installed) -> None:
    await killed_again_and_again(installed, kills=100)


# -- the database is away --------------------------------------------------------------------------------------------------------------

RISE_BYTES = 32 * 2**20
"""By which the gateway's memory may rise while what it writes down waits: it waits on the disk."""


def resident_bytes(process_id: int) -> int:
    (line,) = [line for line in Path(f"/proc/{process_id}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


async def served_while_away(folder: Path, seconds: float) -> None:
    with Postgres.running() as server, upstream_process() as port:
        url = server.url(server.create())
        database = Database.open(url)
        migrate(database)
        database.close()
        installed, load = install(folder, url, port), Load()
        installed.alias("counted", limits={"requests_per_minute": 1_000_000, "usd_per_day": 1e6})
        with installed.gateway() as (process, address), filling(installed):
            async with client_of(installed, address) as client:
                async with asyncio.TaskGroup() as group:
                    for each in range(4):
                        group.create_task(load.run(client, streamed=each % 2 == 0, pause_s=0.01))
                    await asyncio.sleep(3)
                    before_bytes, before = resident_bytes(process.pid), len(load.answered)
                    load.longest_s = 0.0
                    await asyncio.to_thread(server.stop, "immediate")
                    try:
                        await asyncio.sleep(seconds)
                        during, longest_s = len(load.answered) - before, load.longest_s
                        rise = resident_bytes(process.pid) - before_bytes
                        for _ in range(3):
                            counted = await client.post("/v1/chat/completions", json={**ASK, "model": "shop/counted"})
                            assert counted.status_code == 200, counted.text
                            load.answered.append(counted.headers["burnish-interaction"])
                    finally:
                        await asyncio.to_thread(server.start)
                    await asyncio.sleep(1)
                    load.stopped = True
                assert (await client.get("/readyz")).status_code == 200
            caught_up_s = await check_nothing_is_lost_or_doubled(installed, load.answered)
        assert during > 20 * seconds, f"{during} answers in {seconds} s"
        assert longest_s < 3, f"an answer took {longest_s:.2f} s"
        assert rise < RISE_BYTES, f"memory rose by {rise:,} bytes over {during:,} calls"
        told = f"{during:,} answered while it was away for {seconds:g} s, the slowest in {longest_s:.3f} s"
        print(f"{told}; memory {before_bytes / 2**20:.1f} MiB, and {rise / 2**20:+.1f}; caught up in {caught_up_s:.1f} s")


@pytest.mark.slow
async def test_a_database_that_is_away_is_caught_up_with(tmp_path: Path) -> None:
    await served_while_away(tmp_path, 3)


@pytest.mark.soak
async def test_a_database_that_is_away_for_a_minute_costs_nothing(tmp_path: Path) -> None:
    await served_while_away(tmp_path, 60)
