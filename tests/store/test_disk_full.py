"""A full disk: writing is refused in clear words, reading goes on, nothing that was acknowledged is lost, and room heals it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.errors import StoreFullError
from burnish.store.database import Database
from burnish.store.leases import Entry, LogRow, MetricsRow
from burnish.store.schema import migrate
from tests.postgres import Postgres
from tests.store.ground import Ground

MEBIBYTES = 14


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few MiB in memory, where the server's user may go too."""
    folder = Path(tempfile.mkdtemp(prefix="burnish-disk-"))
    folder.chmod(0o755)
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEBIBYTES}m,mode=1777", "burnish-tests", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False) if os.geteuid() == 0 else None
    if done is None or done.returncode != 0:
        folder.rmdir()
        pytest.skip(f"a small disk cannot be mounted here ({done.stderr.strip() if done else 'only root may'}): a full disk is not tested")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, small_disk: Path) -> Iterator[str]:
    """A database on it; of PostgreSQL the tables only, not its log, without which a server stops."""
    if request.param == "sqlite":
        yield f"sqlite:///{small_disk / 'burnish.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    space = small_disk / "tables"
    space.mkdir()
    if os.geteuid() == 0:
        shutil.chown(space, "postgres")
    name = server.create(folder=space)
    with server.unvacuumed():  # after that PostgreSQL writes a file of its own before it lets anybody new in
        yield server.url(name)
    server.drop(name)
    server.drop_folder(name)


def test_a_full_disk_refuses_and_loses_nothing(url: str, small_disk: Path) -> None:
    reserve = small_disk / "reserve"
    reserve.write_bytes(bytes(2 * 2**20))
    database = Database.open(url)
    migrate(database)
    ground = Ground.made(database)
    run = ground.enqueue().id
    lease = ground.begun()
    early = Database.open(url)
    assert Ground(early, ground.project).steps_of(run) == []  # the first one who comes after the tables were made writes that file too
    early.close()
    acknowledged = 0
    with pytest.raises(StoreFullError, match="full"):
        for number in range(1, 1000):
            ground.ledger.record(lease, entry(number))
            acknowledged = number
    assert 10 < acknowledged < 999
    # while it is full: reading works, also for who comes new; writing is refused, again and again
    other = Database.open(url)
    for one in (ground, Ground(other, ground.project)):
        assert one.steps_of(run) == list(range(acknowledged))
        assert one.runs.get(run).step == acknowledged
    other.close()
    with pytest.raises(StoreFullError):
        ground.ledger.record(lease, entry(acknowledged + 1))
    # with room again the same worker goes on with the same entry
    reserve.unlink()
    ground.ledger.record(lease, entry(acknowledged + 1))
    ground.ledger.finish(lease)
    assert ground.steps_of(run) == list(range(acknowledged + 1))
    assert ground.runs.get(run).status == "succeeded"
    if database.dialect == "sqlite":
        with database.read() as transaction:
            assert transaction.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    database.close()


def entry(number: int) -> Entry:
    """One step with a long line."""
    line = LogRow(os.urandom(30_000).hex())  # does not compress
    return Entry(number, step=number, metrics=(MetricsRow(number - 1, {"reward": 0.5}),), logs=(line,))
