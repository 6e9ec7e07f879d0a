"""A server whose big files lie at a URL: taken in, handed out and made of runs as anywhere else, with nothing left in its own folders."""

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from burnish import tiny
from burnish.api.app import create_app
from burnish.artifacts.checkpoints import verify_checkpoint, write_checkpoint
from burnish.artifacts.remote import place_of
from burnish.artifacts.storage import Storage
from burnish.core.ids import new_id
from burnish.errors import ConfigError
from burnish.settings import Settings
from burnish.store.datasets import Datasets
from burnish.store.leases import Offer, SavedCheckpoint
from burnish.store.ledger import Ledger
from burnish.store.models import ModelRegistry
from tests.api.callers import Callers
from tests.api.world import ready
from tests.azure import Azure
from tests.databases import only_sqlite
from tests.s3 import S3

pytestmark = only_sqlite


@pytest.fixture
def callers(settings: Settings, cloud: S3 | Azure, tmp_path: Path) -> Iterator[Callers]:
    """A server with a bucket of S3 or a container of Azure, and its owner."""
    app = create_app(settings.model_copy(update={"artifacts_url": f"{cloud.url}/{uuid.uuid4().hex}"}))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        callers = Callers(app, client)
        yield callers
        callers.close()


@pytest.fixture
def project(callers: Callers) -> str:
    return callers.project()


@pytest.fixture
def root(callers: Callers) -> Path:
    return Path(callers.server.settings.import_roots[0])


def take_in(callers: Callers, project: str, root: Path) -> Any:
    shutil.copytree(tiny.folder(), root / "model")
    callers.owner.post(f"/projects/{project}/models", {"name": "small", "path": str(root / "model")}, 202)
    return ready(callers.owner, f"/projects/{project}/models/small")["versions"][0]


def address(callers: Callers, project: str, version: str) -> str:
    with callers.server.database.read() as transaction:
        return ModelRegistry(callers.server.database, project).url(transaction, version)


def left_in_folders(callers: Callers) -> list[Path]:
    return [path for path in callers.server.settings.artifacts.rglob("*") if path.is_file()]


def test_a_model_is_taken_in_to_the_url_and_handed_out_from_it(callers: Callers, project: str, root: Path) -> None:
    version = take_in(callers, project, root)
    url = address(callers, project, version["id"])
    assert url.startswith(f"{callers.server.storage.url}/{project}/models/trees/")
    assert left_in_folders(callers) == []
    shutil.rmtree(callers.server.settings.cache)  # as on another machine
    files = f"/projects/{project}/models/small/versions/1/files"
    for file in callers.owner.get(files):
        assert hashlib.sha256(callers.owner("GET", f"{files}/{file['path']}").content).hexdigest() == file["sha256"]
    there = Storage(callers.server.storage.url, root / "cache").folder(url, version["digest"])
    verify_checkpoint(there, sha256=version["digest"])


def test_a_file_that_was_changed_there_is_not_handed_out(callers: Callers, project: str, root: Path) -> None:
    version = take_in(callers, project, root)
    shutil.rmtree(callers.server.settings.cache)
    files = f"/projects/{project}/models/small/versions/1/files"
    (config,) = [file for file in callers.owner.get(files) if file["path"] == "config.json"]
    place_of(f"{address(callers, project, version['id']).rpartition('/trees/')[0]}/files/{config['sha256']}").write(b"{}")
    answer = callers.owner("GET", f"{files}/config.json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_checkpoint")
    assert "is corrupt" in answer.json()["error"]["message"]


def test_a_dataset_lies_there_under_its_digest(callers: Callers, project: str, root: Path) -> None:
    rows = json.dumps({"prompt": "a", "completion": "b"}).encode()
    (root / "rows.jsonl").write_bytes(rows)
    made = callers.owner.post(f"/projects/{project}/datasets", {"name": "rows", "path": str(root / "rows.jsonl")})
    with callers.server.database.read() as transaction:
        url = Datasets(callers.server.database, project).url(transaction, "rows")
    assert url == f"{callers.server.storage.url}/{project}/datasets/files/{made['digest']}.jsonl"
    assert place_of(url).read() == rows
    assert left_in_folders(callers) == []


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "changed"])
def test_a_checkpoint_that_lies_there_becomes_a_version(callers: Callers, project: str, root: Path, whole: bool) -> None:
    base = take_in(callers, project, root)
    saved = write_checkpoint(root / "run", "final", 3, lambda inner: shutil.copytree(root / "model", inner / "model") and None)
    run = finished(callers, project, base, saved.path, saved.sha256)
    shutil.rmtree(callers.server.settings.cache)
    if not whole:
        (found,) = callers.owner.get(f"/projects/{project}/runs/{run}/checkpoints")
        place_of(found["url"]).write(b"{}")
    models = f"/projects/{project}/models"
    callers.owner.post(models, {"name": "better", "checkpoint": {"run": run}, "licence": "mit"}, 202)
    if whole:
        version = ready(callers.owner, f"{models}/better")["versions"][0]
        assert (version["kind"], version["run"], version["parents"], version["licence"]) == ("checkpoint", run, [base["id"]], "mit")
        assert version["parameters"] == base["parameters"]
    else:
        with pytest.raises(AssertionError, match="is corrupt"):
            ready(callers.owner, f"{models}/better")


def finished(callers: Callers, project: str, base: Any, folder: str, digest: str) -> str:
    """A run that ended with a checkpoint, which its worker had sent."""
    body = {"recipe": "grpo", "env": {"name": "supply_desk"}, "model": base["id"]}
    run: str = callers.owner.post(f"/projects/{project}/runs", body)["id"]
    ledger = Ledger(callers.server.database)
    claim = ledger.claim(Offer("worker", 64, 2**40), lease_seconds=60)
    assert claim is not None
    url = callers.server.storage.keep(Path(folder), f"{project}/runs/{run}/1")
    ledger.begin(claim.lease)
    ledger.finish(claim.lease, final=(SavedCheckpoint(new_id("ckpt"), "policy", "final", 3, url, digest, 1),))
    return run


def test_an_import_into_a_place_that_is_away_fails_with_its_name(callers: Callers, project: str, root: Path, cloud: S3 | Azure) -> None:
    callers.server.storage.url = f"{cloud.root.partition('://')[0]}://no-such-bucket/folder"
    shutil.copytree(tiny.folder(), root / "model")
    callers.owner.post(f"/projects/{project}/models", {"name": "small", "path": str(root / "model")}, 202)
    with pytest.raises(AssertionError, match="://no-such-bucket/folder/.*there is no such bucket or container"):
        ready(callers.owner, f"/projects/{project}/models/small")
    assert left_in_folders(callers) == []


def test_a_server_with_a_url_that_cannot_be_used_does_not_start(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="nothing:// cannot be used"):
        create_app(settings.model_copy(update={"artifacts_url": "nothing://bucket"}))
