"""The supervisor: replicas come up, come back when they die, change over, drain, and leave nothing behind when it is killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from burnish import tiny
from burnish.artifacts.files import tree_digest
from burnish.core.serving import Deployment, DeploymentChanges, DeploymentRequest, EngineTarget
from burnish.errors import ConfigError
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.deployments import Deployments
from burnish.store.serving import read_routes
from burnish.store.vault import Vault
from burnish.store.wanted_replicas import Weights
from burnish.workers import served_replica, serving
from burnish.workers.memory import MemoryEstimate
from burnish.workers.replica_log import LAST_BYTES, MOST_BYTES, keep_short, read_replica_log, tail
from burnish.workers.serving import Supervisor, SupervisorOptions
from burnish.workers.serving_memory import estimate_serving, serving_refusal
from tests.databases import database, database_url, only_sqlite, postgres, templates
from tests.store.ground import new_project
from tests.store.test_serving import OWNER

__all__ = ["database", "database_url", "postgres", "templates"]

STAND_IN = (sys.executable, str(Path(__file__).parent / "engine_stand_in.py"))


class Ground:
    """A project whose deployments have the embedded weights, under names that say how their servers behave."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database, self.settings = database, Settings(home=home)
        self.vault = Vault.open(self.settings.key_file)
        self.project = new_project(database, "shop")
        self.deployments = Deployments(database, self.project, self.vault)
        self.digest = tree_digest(tiny.folder())

    def weights(self, name: str) -> Weights:
        return Weights("tiny", name, self.digest, name[0] * 64)  # another template is another generation

    def deploy(self, model: str = "well@1", *, replicas: int = 1, name: str = "desk") -> Deployment:
        request = DeploymentRequest(name=name, target=EngineTarget(model=model, replicas=replicas))
        with self.database.write() as transaction:
            return self.deployments.create(transaction, OWNER, request, self.weights(model))

    def change(self, model: str) -> Deployment:
        changes = DeploymentChanges(target=EngineTarget(model=model))
        with self.database.write() as transaction:
            return self.deployments.change(transaction, OWNER, "desk", changes, self.weights(model))

    def do(self, verb: Callable[..., Any]) -> Any:
        with self.database.write() as transaction:
            return verb(transaction, OWNER, "desk")

    def find(self) -> Deployment:
        with self.database.read() as transaction:
            return self.deployments.find(transaction, "desk")

    def addresses(self) -> tuple[str, ...]:
        return next(iter(read_routes(self.database, self.vault).upstreams.values())).addresses

    def ask(self, address: str) -> dict[str, Any]:
        key = next(iter(read_routes(self.database, self.vault).upstreams.values())).key
        answer = httpx.get(f"{address}/models", headers={"authorization": f"Bearer {key}"})
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    async def until(self, what: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait until something holds; gives what it is."""
        deadline = time.monotonic() + seconds
        while not (found := await asyncio.to_thread(what)):
            assert time.monotonic() < deadline, self.find()
            await asyncio.sleep(0.02)
        return found

    @asynccontextmanager
    async def supervised(self, **options: Any) -> AsyncIterator[Supervisor]:
        supervisor = Supervisor(self.database, self.settings, self.vault, SupervisorOptions(**{"command": STAND_IN, **options}))
        working = asyncio.create_task(supervisor.work())
        try:
            yield supervisor
        finally:
            supervisor.stop()
            await working


@pytest.fixture
def ground(database: Database, tmp_path: Path) -> Iterator[Ground]:
    yield Ground(database, tmp_path / "home")
    left = [one for one in psutil.Process().children(recursive=True) if "engine_stand_in.py" in " ".join(one.cmdline())]
    assert left == []


def test_a_replica_comes_up_is_called_with_its_token_and_drains(ground: Ground) -> None:
    async def check() -> None:
        made = ground.deploy()
        async with ground.supervised():
            (address,) = await ground.until(ground.addresses)
            assert ground.find().status == "ready"
            assert ground.ask(address)["name"] == "well@1"
            assert httpx.get(f"{address}/models").status_code == 401
        (replica,) = ground.find().replicas
        assert (ground.addresses(), replica.status, replica.holder) == ((), "starting", "")
        log = read_replica_log(ground.settings, made.id, replica.id, 10)
        assert log == (f"loading well@1 of {tiny.folder()}, 32 rows", "drains")

    asyncio.run(check())


def test_a_replica_that_is_killed_comes_back_at_another_address(ground: Ground) -> None:
    async def check() -> None:
        ground.deploy()
        async with ground.supervised():
            (address,) = await ground.until(ground.addresses)
            os.kill(ground.ask(address)["pid"], signal.SIGKILL)
            began = time.monotonic()
            await ground.until(lambda: not ground.addresses(), 2.0)
            assert time.monotonic() - began < 2.0
            assert "was killed by SIGKILL" in ground.find().message
            (back,) = await ground.until(ground.addresses)
            assert back != address
            assert (ground.find().status, ground.find().replicas[0].failures) == ("ready", 1)

    asyncio.run(check())


def test_one_that_does_not_come_up_says_its_last_words(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_replica, "FIRST_PAUSE_SECONDS", 0.01)

    async def check() -> None:
        ground.deploy("fails@1")
        async with ground.supervised():
            await ground.until(lambda: ground.find().status == "failed")
            found = ground.find()
            assert found.message.startswith("its process ended with status 3 before it answered:")
            assert found.message.endswith("the weights are of another kind")
            assert found.replicas[0].failures >= served_replica.FAILURES

    asyncio.run(check())


def test_one_that_is_not_well_is_replaced(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_replica, "LOOK_SECONDS", 0.05)

    async def check() -> None:
        ground.deploy("sick@1")
        async with ground.supervised():
            await ground.until(lambda: "did not answer 3 looks at its health" in ground.find().replicas[0].message)

    asyncio.run(check())


def test_new_weights_answer_before_the_old_ones_end(ground: Ground) -> None:
    async def check() -> None:
        ground.deploy()
        async with ground.supervised():
            (old,) = await ground.until(ground.addresses)
            pid = ground.ask(old)["pid"]
            ground.change("zwell@2")
            seen: list[tuple[str, ...]] = []
            while not seen or seen[-1] == (old,):
                seen.append(ground.addresses())
                await asyncio.sleep(0.02)
            (new,) = seen[-1]  # at no moment was there none
            assert ground.ask(new)["name"] == "zwell@2"
            assert psutil.pid_exists(pid)  # gateways that do not know yet may still call it
            await ground.until(lambda: not psutil.pid_exists(pid) and len(ground.find().replicas) == 1)
            assert ground.find().status == "ready"

    asyncio.run(check())


def test_what_is_stopped_ends_and_starts_again(ground: Ground) -> None:
    async def check() -> None:
        ground.deploy(replicas=2)
        async with ground.supervised():
            addresses = await ground.until(lambda: len(ground.addresses()) == 2 and ground.addresses())
            pids = [ground.ask(one)["pid"] for one in addresses]
            ground.do(ground.deployments.stop)
            await ground.until(lambda: not any(map(psutil.pid_exists, pids)) and ground.find().replicas == [])
            assert ground.find().status == "stopped"
            ground.do(ground.deployments.start)
            await ground.until(lambda: len(ground.addresses()) == 2)
            ground.do(ground.deployments.remove)
        with ground.database.read() as transaction:
            assert ground.deployments.page(transaction) == []

    asyncio.run(check())


def test_what_needs_more_memory_than_there_is_is_refused_in_numbers(ground: Ground) -> None:
    async def check() -> None:
        ground.deploy()
        async with ground.supervised(memory_bytes=400_000_000):
            await ground.until(lambda: ground.find().status == "failed")
            assert "a replica needs about" in ground.find().message
            assert "this machine has 0.4 GB" in ground.find().message

    asyncio.run(check())


def test_other_weights_than_were_deployed_are_refused(ground: Ground) -> None:
    async def check() -> None:
        ground.digest = "0" * 64
        ground.deploy()
        async with ground.supervised():
            await ground.until(lambda: ground.find().status == "failed")
            assert "has the digest" in ground.find().message

    asyncio.run(check())


def test_two_supervisors_share_the_work(ground: Ground) -> None:
    async def check() -> None:
        ground.deploy(replicas=4)
        other = Ground.__new__(Ground)
        other.__dict__.update(ground.__dict__, settings=ground.settings.model_copy(update={"home": ground.settings.home / "other"}))
        async with ground.supervised() as first, other.supervised() as second:
            await ground.until(lambda: len(ground.addresses()) == 4)
            assert {one.holder for one in ground.find().replicas} <= {first.name, second.name}
            first.stop()
            await ground.until(lambda: {one.holder for one in ground.find().replicas if one.address} == {second.name})
            await ground.until(lambda: len(ground.addresses()) == 4)

    asyncio.run(check())


def test_a_second_supervisor_of_one_machine_and_state_is_refused(ground: Ground) -> None:
    async def check() -> None:
        async with ground.supervised() as first:
            await ground.until(lambda: (ground.settings.home / "serving").exists())
            second = Supervisor(ground.database, ground.settings, ground.vault)
            with pytest.raises(ConfigError, match="another supervisor"):
                await second.work()
            assert first.name != second.name

    asyncio.run(check())


SUPERVISE = """
import asyncio, sys
from pathlib import Path
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.vault import Vault
from burnish.workers.serving import Supervisor, SupervisorOptions
settings = Settings(home=Path(sys.argv[1]))
options = SupervisorOptions(command=(sys.executable, sys.argv[3]))
asyncio.run(Supervisor(Database.open(sys.argv[2]), settings, Vault.open(settings.key_file), options).work())
"""


def test_a_killed_supervisor_leaves_no_strays_and_the_next_one_goes_on(ground: Ground, database_url: str) -> None:
    command = [sys.executable, "-c", SUPERVISE, str(ground.settings.home), database_url, STAND_IN[1]]

    async def check() -> None:
        ground.deploy(replicas=2)
        first = subprocess.Popen(command)
        try:
            addresses = await ground.until(lambda: len(ground.addresses()) == 2 and ground.addresses())
            pids = [ground.ask(one)["pid"] for one in addresses]
        finally:
            first.kill()
            first.wait()
        await ground.until(lambda: not any(map(psutil.pid_exists, pids)), 5.0)
        async with ground.supervised():
            again = await ground.until(lambda: set(ground.addresses()).isdisjoint(addresses) and len(ground.addresses()) == 2)
            assert again

    asyncio.run(check())


@only_sqlite
def test_an_estimate_says_what_for(ground: Ground) -> None:
    found = estimate_serving(tiny.folder(), 32, ranks=2)
    assert found.ranks == 2 and found.each.keys() == {"torch", "weights", "keys and values"}
    assert serving_refusal(found, found.total_bytes) == ""
    assert "for the server, 2 ranks ×" in serving_refusal(found, 10**8)
    assert estimate_serving(tiny.folder(), 64, ranks=1).total_bytes > estimate_serving(tiny.folder(), 32, ranks=1).total_bytes
    assert isinstance(found, MemoryEstimate)


def test_a_log_keeps_its_end(tmp_path: Path) -> None:
    path = tmp_path / "replica.log"
    assert tail(path, 5) == ()
    with path.open("ab") as file:
        file.write(b"first\n" + b"x" * 99 + b"\n" + b"caf\xe9 last\n")
        file.flush()
        assert tail(path, 2) == ("x" * 99, "caf� last")
        for _ in range(MOST_BYTES // 1000 + 1):
            file.write(b"y" * 999 + b"\n")
        file.flush()
        keep_short(path)
        assert path.stat().st_size == LAST_BYTES
        file.write(b"goes on\n")
    assert tail(path, 1) == ("goes on",)


def test_pauses_of_the_supervisor_are_short_enough() -> None:
    assert serving.LOOK_SECONDS < 0.5
    assert served_replica.FIRST_PAUSE_SECONDS <= 1.0
