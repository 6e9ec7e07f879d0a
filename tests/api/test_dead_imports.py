"""An import whose server died has failed, as soon as another server looks; one that is under way is left alone."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from burnish import tiny
from burnish.api import importing
from burnish.api.import_locks import fail_dead_imports
from burnish.artifacts.imports import copy_plain
from burnish.store.columns import now
from burnish.store.tables import model_versions
from tests.api.callers import Callers
from tests.api.world import ready
from tests.databases import only_sqlite

pytestmark = only_sqlite

ROOT = Path(__file__).parents[2]
DYING = """
import sys, time
from fastapi.testclient import TestClient
from burnish.api import importing
from burnish.api.app import create_app
from burnish.settings import Settings

def never(*_):
    print("copies", flush=True)
    time.sleep(600)

importing.copy_plain = never
home, database, imports, key, project = sys.argv[1:]
app = create_app(Settings(home=home, database_url=database, import_roots=(imports,)))
with TestClient(app, base_url="http://localhost") as client:
    body = {"name": "small", "path": f"{imports}/model"}
    answer = client.post(f"/api/v1/projects/{project}/models", json=body, headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 202, answer.text
    time.sleep(600)
"""


def sweep(callers: Callers) -> int:
    return fail_dead_imports(callers.server.database, callers.server.settings)


def versions(callers: Callers, project: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = callers.owner.get(f"/projects/{project}/models/small")["versions"]
    return found


def left(callers: Callers) -> list[Path]:
    return list((callers.server.settings.artifacts / ".imports").iterdir())


@pytest.fixture
def project(callers: Callers) -> str:
    shutil.copytree(tiny.folder(), Path(callers.server.settings.import_roots[0]) / "model")
    return callers.project()


def take(callers: Callers, project: str) -> None:
    path = Path(callers.server.settings.import_roots[0]) / "model"
    callers.owner.post(f"/projects/{project}/models", {"name": "small", "path": str(path)}, 202)


def test_the_import_of_a_server_that_was_killed_has_failed(callers: Callers, project: str) -> None:
    settings = callers.server.settings
    given = [settings.home, settings.database, settings.import_roots[0], callers.owner.key, project]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}"}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", DYING, *map(str, given)], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "copies\n"
        assert sweep(callers) == 0
        assert [one["status"] for one in versions(callers, project)] == ["importing"], "while it lives"
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    finally:
        process.kill()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()
    assert sweep(callers) == 1
    (version,) = versions(callers, project)
    assert (version["status"], "the server ended before the import did; take it in again" in version["message"]) == ("failed", True)
    assert left(callers) == [] and sweep(callers) == 0
    take(callers, project)
    assert ready(callers.owner, f"/projects/{project}/models/small")["versions"][0]["number"] == 2


def test_a_server_that_starts_looks_too(callers: Callers, project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an import leaves behind that never ended: a row, and a lock that nobody holds."""
    monkeypatch.setattr(importing._threads, "submit", lambda *given: os.close(given[-1]._descriptor))
    take(callers, project)
    assert [path.name for path in left(callers)] == [versions(callers, project)[0]["id"]]
    callers.another_app()
    assert versions(callers, project)[0]["status"] == "failed"


def test_one_that_is_under_way_is_left_alone_and_its_lock_goes_with_it(
    callers: Callers, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(*given: Any) -> None:
        began.set()
        assert go_on.wait(20)
        copy_plain(*given)

    monkeypatch.setattr(importing, "copy_plain", slow)
    take(callers, project)
    assert began.wait(20)
    assert sweep(callers) == 0
    callers.another_app()
    assert versions(callers, project)[0]["status"] == "importing"
    go_on.set()
    ready(callers.owner, f"/projects/{project}/models/small")
    for _ in range(200):
        if not left(callers):
            return
        threading.Event().wait(0.01)
    raise AssertionError("the lock stays")


def test_those_of_another_machine_have_failed_after_a_day(callers: Callers, project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing._threads, "submit", lambda *given: given[-1]._path.unlink())
    take(callers, project)
    assert sweep(callers) == 0
    with callers.server.database.write() as transaction:
        old = update(model_versions).where(model_versions.c.project_id == callers.owner.get(f"/projects/{project}")["id"])
        transaction.execute(old.values(created_at=now(-86_500)))
    assert sweep(callers) == 1
    assert versions(callers, project)[0]["status"] == "failed"
