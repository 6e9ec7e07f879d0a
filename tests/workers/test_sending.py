"""Runs whose checkpoints lie on S3 or Azure: they end as others do, go on on other machines, and leave nothing useless behind."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from burnish.artifacts.checkpoints import write_checkpoint
from burnish.artifacts.remote import place_of
from burnish.artifacts.storage import Storage
from burnish.core.ids import new_id
from burnish.core.options import RunOptions
from burnish.core.runs import RunCheckpoint
from burnish.errors import LeaseLostError, StoreUnavailableError
from burnish.store.columns import now
from burnish.store.leases import Entry, Lease, Offer, Point, SavedCheckpoint, Standing
from burnish.store.ledger import Ledger
from burnish.store.tables import datasets, runs
from burnish.workers import sending_verbs
from burnish.workers.envs import allowed_envs
from burnish.workers.inputs import Places, training_of
from burnish.workers.sending_verbs import SendingVerbs, fetched
from tests.azure import Azure
from tests.databases import only_sqlite
from tests.s3 import S3
from tests.workers.ground import Ground, small_spec, whole
from tests.workers.numpy_process import ENVS
from tests.workers.test_inputs import add_dataset, add_version, registered, sft_spec
from tests.workers.test_published import confined, publish

pytestmark = only_sqlite


@pytest.fixture
def remote(ground: Ground, cloud: S3 | Azure) -> Storage:
    """Where the checkpoints of the ground's workers lie, seen from a machine without any copies."""
    url = f"{cloud.url}/{ground.project}"
    ground.more = {"BURNISH_ARTIFACTS_URL": url}
    return Storage(url, ground.home / "cache-of-the-test")


def on_another_machine(ground: Ground) -> Path:
    """Workers to come have a home of their own: nothing of this one's is there."""
    other = ground.home.with_name("other-machine")
    other.mkdir()
    ground.more = {**ground.more, "BURNISH_HOME": str(other)}
    with ground.database.write() as transaction:  # as if so much time had passed that the leases of the lost machine are over
        change = update(runs).where(runs.c.project_id == ground.project, runs.c.lease_until.is_not(None))
        transaction.execute(change.values(lease_until=now(-0.001)))
    return other


def saved(ground: Ground, run: str) -> list[RunCheckpoint]:
    return list(ground.runs.checkpoints(run))


def trees(cloud: S3 | Azure, ground: Ground, run: str) -> set[str]:
    """Addresses of all checkpoints of a run that lie on the server."""
    keys = [key for key in cloud.objects() if f"/{run}/" in key and "/trees/" in key]
    return {f"{cloud.root}/{key}" for key in keys}


def test_a_runs_checkpoints_lie_on_the_server_and_are_whole(ground: Ground, cloud: S3 | Azure, remote: Storage) -> None:
    ground.worker()
    run = ground.enqueue(small_spec(steps=8, every=2))
    ground.wait_for_end(run)
    ground.check_whole(run)
    kept = saved(ground, run)
    assert kept and all(one.url.startswith(f"{remote.url}/{ground.project}/runs/{run}/1/trees/") for one in kept)
    assert trees(cloud, ground, run) == {one.url for one in kept}, "those that the run removed are gone there too"
    for one in kept:
        assert sum(path.stat().st_size for path in remote.folder(one.url, one.digest).rglob("*")) == one.bytes


@pytest.mark.slow
def test_a_run_whose_machine_is_lost_goes_on_on_another_one(ground: Ground, cloud: S3 | Azure, remote: Storage) -> None:
    first = ground.worker()
    run = ground.enqueue(small_spec(steps=24, every=3))
    ground.wait_for_step(run, 7)
    process = ground.process_of(run)
    os.kill(first.pid, signal.SIGKILL)
    os.kill(process, signal.SIGKILL)
    other = on_another_machine(ground)
    ground.worker()
    ground.wait_for_end(run, 60)
    ground.check_whole(run)
    assert "resumed" in ground.kinds_of(run) and "checkpoint_refused" not in ground.kinds_of(run)
    assert any((other / "cache").iterdir()), "it had them from the server"
    attempts = {one.url.split("/")[-3] for one in saved(ground, run)}
    assert attempts <= {"1", "2"} and trees(cloud, ground, run) == {one.url for one in saved(ground, run)}


@pytest.mark.slow
def test_a_checkpoint_that_was_changed_on_the_server_is_refused_and_the_one_before_it_used(
    ground: Ground, cloud: S3 | Azure, remote: Storage
) -> None:
    first = ground.worker()
    run = ground.enqueue(small_spec(steps=24, every=3))
    ground.wait_for_step(run, 7)
    os.kill(ground.process_of(run), signal.SIGSTOP)
    os.kill(first.pid, signal.SIGKILL)
    newest, before = ground.wait(lambda: len(found := saved(ground, run)) >= 2 and found[:2])
    content = place_of(newest.url).read()
    place_of(newest.url).write(content.replace(b'"step"', b'"Step"'))
    on_another_machine(ground)
    ground.worker()
    ground.wait_for_end(run, 60)
    ground.check_whole(run)
    refused = [event for event in ground.runs.events(run) if event.kind == "checkpoint_refused"]
    assert [event.details["checkpoint"] for event in refused] == [newest.id]
    (resumed,) = [event for event in ground.runs.events(run) if event.kind == "resumed"]
    assert resumed.details["step"] == before.step


@pytest.mark.slow
@confined
def test_a_published_recipe_goes_on_on_another_machine_without_seeing_the_server(
    ground: Ground, cloud: S3 | Azure, remote: Storage
) -> None:
    recipe = publish(ground, Path(sys.modules["burnish.recipes.grpo"].__file__ or "").read_text(encoding="utf-8"), "own")
    same = small_spec(steps=24, every=3)
    run = ground.enqueue(same.model_copy(update={"recipe": "own", "recipe_hash": recipe.hash, "published": recipe.id}))
    first = ground.worker()
    ground.wait_for_step(run, 7)
    process = ground.process_of(run)
    variables = Path(f"/proc/{process}/environ").read_bytes()
    assert b"BURNISH_API_KEY" in variables and b"AWS_" not in variables
    os.kill(first.pid, signal.SIGKILL)
    os.kill(process, signal.SIGKILL)
    on_another_machine(ground)
    ground.worker()
    view = ground.wait_for_end(run, 90)
    assert view.status == "succeeded", f"{view.message}\n{ground.told()}"
    assert "resumed" in ground.kinds_of(run)
    assert ground.final_digest(run) == whole(same.model_dump_json()).digest
    assert trees(cloud, ground, run) == {one.url for one in saved(ground, run)}


def test_the_best_checkpoint_of_early_stopping_is_found_on_another_machine(remote: Storage, ground: Ground, tmp_path: Path) -> None:
    verbs, lease, saved_ = sending(ground, remote, tmp_path)
    best = {"policy": {"name": "step-2", "path": saved_.url, "sha256": saved_.digest, "step": 2}}
    verbs.record(lease, Entry(1, step=2, checkpoints=(replace(saved_, state={"total": 2, "seconds": 1.0, "watch": {"best": best}}),)))
    (point,) = points_of(ground, lease)
    assert point.state["watch"]["best"]["policy"]["path"] == point.checkpoints["policy"].url != saved_.url
    elsewhere = Storage(remote.url, tmp_path / "elsewhere")
    (here,) = fetched(elsewhere, [point])
    path = here.state["watch"]["best"]["policy"]["path"]
    assert path == here.checkpoints["policy"].url and Path(path).is_relative_to(tmp_path / "elsewhere")


def test_while_the_storage_is_away_a_run_waits_and_keeps_its_lease(
    remote: Storage, ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs, lease, saved_ = sending(ground, remote, tmp_path)
    monkeypatch.setattr(sending_verbs, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(sending_verbs, "PAUSE_SECONDS", 0.1)
    away, beats = iter([True, True, False]), []
    keep, heartbeat = remote.keep, Ledger.heartbeat

    def sometimes(folder: Path, under: str) -> str:
        if next(away):
            raise StoreUnavailableError("cannot be reached", where="s3://bucket")
        return keep(folder, under)

    def counted(ledger: Ledger, lease: Lease) -> Standing:
        beats.append(lease)
        return heartbeat(ledger, lease)

    monkeypatch.setattr(remote, "keep", sometimes)
    monkeypatch.setattr(Ledger, "heartbeat", counted)
    verbs.record(lease, Entry(1, step=2, checkpoints=(saved_,)))
    assert next(away, "tried until it answered") == "tried until it answered"
    assert len(beats) > 5
    assert [one.url.startswith(str(remote.url)) for one in saved(ground, lease.run_id)] == [True]


def test_who_lost_the_lease_meanwhile_registers_nothing(
    remote: Storage, ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs, lease, saved_ = sending(ground, remote, tmp_path)
    monkeypatch.setattr(sending_verbs, "BEAT_SECONDS", 0.01)
    ground.runs.cancel(lease.run_id, by="user")
    Ledger(ground.database).settle(lease)
    with pytest.raises(LeaseLostError):
        verbs.record(lease, Entry(1, step=2, checkpoints=(saved_,)))
    assert saved(ground, lease.run_id) == []


def test_models_and_datasets_come_from_the_storage(remote: Storage, ground: Ground, tmp_path: Path) -> None:
    places = Places(ground.database, ground.project, Storage(remote.url, tmp_path / "cache"))
    checkpoint = registered(tmp_path)
    version = add_version(places, replace(checkpoint, path=remote.keep(Path(checkpoint.path), "models")))
    rows = tmp_path / "examples.jsonl"
    rows.write_text('{"prompt": "a", "completion": "b"}\n' * 3)
    dataset = add_dataset(places, rows)
    with ground.database.write() as transaction:
        address = remote.keep_file(rows, dataset.digest, "datasets")
        transaction.execute(update(datasets).where(datasets.c.project_id == ground.project).values(url=address))
    rows.unlink()
    spec = sft_spec(dataset).model_copy(update={"model": version})
    training = training_of(spec, places, allowed_envs(ENVS))
    assert training.model.is_relative_to(tmp_path / "cache") and (training.model / "model.safetensors").is_file()
    assert training.examples is not None


def sending(ground: Ground, storage: Storage, tmp_path: Path) -> tuple[SendingVerbs, Lease, SavedCheckpoint]:
    """The verbs of an attempt that has begun, and a checkpoint that it could save."""
    run = ground.enqueue(small_spec(options=RunOptions()))
    claim = Ledger(ground.database).claim(Offer("worker", 64, 2**40), lease_seconds=60)
    assert claim is not None and claim.lease.run_id == run
    verbs = SendingVerbs(Ledger(ground.database), storage, claim)
    verbs.begin(claim.lease)
    checkpoint = write_checkpoint(tmp_path / "made", "step-2", 2, lambda folder: folder.joinpath("weights").write_text("2") and None)
    state: dict[str, Any] = {"total": 2, "seconds": 1.0}
    return verbs, claim.lease, SavedCheckpoint(new_id("ckpt"), "policy", "step-2", 2, checkpoint.path, checkpoint.sha256, 1, 0, state)


def points_of(ground: Ground, lease: Lease) -> tuple[Point, ...]:
    """Where the next attempt goes on."""
    Ledger(ground.database).give_back(lease)
    claim = Ledger(ground.database).claim(Offer("worker", 64, 2**40), lease_seconds=60)
    assert claim is not None
    return claim.points
