"""Too little of something: memory that the kernel takes back, memory that is not there to begin with, a disk that is full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from burnish.core.runs import Resources
from tests.databases import only_sqlite
from tests.workers.ground import Ground, small_spec, whole

MEMORY_GROUPS = (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup"))


@contextmanager
def memory_group(limit_bytes: int) -> Iterator[Path]:
    """A control group with so much memory; skips the test where none can be made."""
    for root, name in zip(MEMORY_GROUPS, ("memory.limit_in_bytes", "memory.max"), strict=True):
        group = root / f"burnish-test-{os.getpid()}"
        try:
            group.mkdir()
            (group / name).write_text(str(limit_bytes))
        except OSError:
            if group.is_dir():
                group.rmdir()
            continue
        try:
            yield group
        finally:
            group.rmdir()
        return
    pytest.skip("control groups with a limit of memory cannot be made here")


@pytest.mark.slow
@only_sqlite
def test_a_run_that_the_kernel_kills_for_memory_is_named_so(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    with memory_group(400_000_000) as group:
        monkeypatch.setenv("TEST_MEMORY_GROUP", str(group))
        ground.worker()
        run = ground.enqueue(small_spec(env="hungry"))
        view = ground.wait_for_end(run)
        ground.close()
    assert (view.status, view.failure, view.attempt) == ("failed", "out_of_memory", 1), ground.told()
    assert view.message.startswith("the kernel killed the run's process for memory: its processes had 0.")
    assert "GB were set aside for it" in view.message


@only_sqlite
def test_a_run_that_needs_more_memory_than_there_is_never_starts(ground: Ground) -> None:
    ground.worker("60", "900000000")
    run = ground.enqueue(small_spec(env="shorter", resources=Resources(cores=2)))
    view = ground.wait_for_end(run)
    assert (view.status, view.failure, view.attempt) == ("failed", "out_of_memory", 1)
    assert view.message.startswith("the run needs about 1.")
    assert "2 ranks × " in view.message
    assert "this worker has 0.90 GB. would fit: cores 1;" in view.message
    assert "started" not in ground.kinds_of(run)
    sure = ground.enqueue(small_spec(env="shorter", resources=Resources(cores=2, memory_gb=0.5)))
    assert ground.wait_for_end(sure).status == "succeeded"  # who says how much it needs is believed


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """A file system of that size at `place`; skips the test where none can be mounted."""
    place.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", place], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.slow
@only_sqlite
def test_a_full_disk_fails_a_run_and_a_retry_goes_on_when_there_is_room(ground: Ground) -> None:
    with small_disk(ground.folder, "92k"):
        ground.worker()
        run = ground.enqueue(small_spec(steps=8, every=2))
        view = ground.wait_for_end(run)
        assert (view.status, view.failure) == ("failed", "disk_full"), ground.told()
        assert "No space left on device" in view.message
        saved = ground.runs.checkpoints(run)
        assert saved
        retry = ground.runs.retry(run, by="user").id
        assert ground.wait_for_end(retry).failure == "disk_full"
        subprocess.run(["mount", "-o", "remount,size=20m", ground.folder], check=True)
        again = ground.runs.retry(retry, by="user").id
        assert ground.wait_for_end(again).status == "succeeded"
        assert ground.steps_of(again)[0] == saved[0].step
        assert ground.final_digest(again) == whole(ground.runs.get(run).spec.model_dump_json()).digest
        ground.close()
