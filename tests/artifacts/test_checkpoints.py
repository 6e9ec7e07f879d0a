"""Checkpoint folders appear whole or not at all, and whatever is wrong with one is named."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from burnish.artifacts.checkpoints import MANIFEST, newest_verified, prune, verify_checkpoint, write_checkpoint
from burnish.artifacts.files import write_file
from burnish.errors import CheckpointError


def fill(content: str = "weights") -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "model").mkdir()
        (folder / "model" / "model.safetensors").write_text(content)
        (folder / "counters.json").write_text("{}")

    return write


def test_a_written_checkpoint_verifies_and_says_what_it_is(tmp_path: Path) -> None:
    written = write_checkpoint(tmp_path / "run", "step-3", 3, fill())
    assert written == verify_checkpoint(tmp_path / "run" / "step-3", sha256=written.sha256)
    assert (written.name, written.step, written.path) == ("step-3", 3, str(tmp_path / "run" / "step-3"))
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["step-3"]


def test_the_same_content_gives_the_same_digest(tmp_path: Path) -> None:
    digests = [write_checkpoint(tmp_path / root, "final", 9, fill()).sha256 for root in ("a", "b")]
    assert digests[0] == digests[1]
    assert digests[0] != write_checkpoint(tmp_path / "c", "final", 9, fill("other")).sha256


def delete(folder: Path) -> None:
    (folder / "counters.json").unlink()


def change(folder: Path) -> None:
    (folder / "model" / "model.safetensors").write_text("weighty")


def truncate(folder: Path) -> None:
    (folder / "model" / "model.safetensors").write_text("weig")


def add(folder: Path) -> None:
    (folder / "model" / "pytorch_model.bin").write_text("x")


def link(folder: Path) -> None:
    (folder / "model" / "more").symlink_to("/")


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def broken_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"format": 1, "name"')


def strange_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"format": 1, "name": "a", "step": 1, "files": []}')


def later_format(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": 2}))


@pytest.mark.parametrize(
    ("damage", "file", "says"),
    [
        (delete, "counters.json", "is missing"),
        (change, "model/model.safetensors", "is corrupt"),
        (truncate, "model/model.safetensors", "has 4 bytes, not 7"),
        (add, "model/pytorch_model.bin", "is not in the manifest"),
        (link, "model/more", "is not in the manifest"),
        (no_manifest, MANIFEST, "there is no manifest"),
        (broken_manifest, MANIFEST, "is no manifest"),
        (strange_manifest, MANIFEST, "is no manifest"),
        (later_format, MANIFEST, "has format 2"),
    ],
)
def test_damage_is_named_with_its_file_and_the_way_out(tmp_path: Path, damage: Callable[[Path], None], file: str, says: str) -> None:
    checkpoint = write_checkpoint(tmp_path, "step-1", 1, fill())
    damage(Path(checkpoint.path))
    with pytest.raises(CheckpointError) as caught:
        verify_checkpoint(checkpoint.path)
    assert caught.value.where == str(Path(checkpoint.path) / file)
    assert says in caught.value.what
    assert caught.value.fix


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="there is no such checkpoint"):
        verify_checkpoint(tmp_path / "nowhere")


def test_a_checkpoint_of_another_digest_is_refused(tmp_path: Path) -> None:
    checkpoint = write_checkpoint(tmp_path, "step-1", 1, fill())
    with pytest.raises(CheckpointError, match="another checkpoint than was meant"):
        verify_checkpoint(checkpoint.path, sha256="0" * 64)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def write(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        write_checkpoint(tmp_path, "step-1", 1, write)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_clear_error(tmp_path: Path) -> None:
    def write(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(CheckpointError, match="No space left on device") as caught:
        write_checkpoint(tmp_path, "step-1", 1, write)
    assert "free space" in caught.value.fix


def test_an_empty_checkpoint_and_a_link_in_it_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="nothing was written"):
        write_checkpoint(tmp_path, "step-1", 1, lambda folder: None)
    with pytest.raises(CheckpointError, match="neither a file nor a folder"):
        write_checkpoint(tmp_path, "step-1", 1, lambda folder: (folder / "link").symlink_to("/"))


@pytest.mark.parametrize("name", ["", ".hidden", "../out", "a/b", "a" * 101])
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CheckpointError, match="no name for a checkpoint"):
        write_checkpoint(tmp_path, name, 1, fill())


def test_the_same_checkpoint_may_be_written_again_but_never_another_under_its_name(tmp_path: Path) -> None:
    first = write_checkpoint(tmp_path, "final", 9, fill())
    assert write_checkpoint(tmp_path, "final", 9, fill()) == first
    with pytest.raises(CheckpointError, match="another checkpoint of this name"):
        write_checkpoint(tmp_path, "final", 9, fill("other"))
    assert verify_checkpoint(first.path) == first


def test_a_corrupt_checkpoint_is_moved_aside_by_the_next_of_its_name(tmp_path: Path) -> None:
    truncate(Path(write_checkpoint(tmp_path, "step-1", 1, fill()).path))
    with structlog.testing.capture_logs() as logs:
        again = write_checkpoint(tmp_path, "step-1", 1, fill())
    assert verify_checkpoint(again.path) == again
    assert [log["event"] for log in logs] == ["corrupt checkpoint moved aside"]
    assert len(list(tmp_path.glob(".step-1.*.corrupt"))) == 1


def test_the_newest_whole_checkpoint_is_found_and_a_corrupt_one_skipped_with_a_warning(tmp_path: Path) -> None:
    assert newest_verified(tmp_path / "nowhere") is None
    made = [write_checkpoint(tmp_path, f"step-{step}", step, fill(f"w{step}")) for step in (2, 10, 9)]
    assert newest_verified(tmp_path) == made[1]
    change(Path(made[1].path))
    no_manifest(Path(made[2].path))
    with structlog.testing.capture_logs() as logs:
        assert newest_verified(tmp_path) == made[0]
    assert {log["checkpoint"] for log in logs} == {"step-9", "step-10"}
    assert {log["log_level"] for log in logs} == {"warning"}


def test_pruning_keeps_the_newest_whole_ones_and_what_is_spared(tmp_path: Path) -> None:
    for step in (1, 2, 3, 4):
        write_checkpoint(tmp_path, f"step-{step}", step, fill(str(step)))
    write_checkpoint(tmp_path, "best", 1, fill())
    delete(tmp_path / "step-4")
    abandoned, fresh = tmp_path / ".step-5.00.partial", tmp_path / ".step-6.00.partial"
    abandoned.mkdir()
    fresh.mkdir()
    os.utime(abandoned, (0, 0))
    assert prune(tmp_path, 2, spare={"best"}) == ["step-1"]
    assert {path.name for path in tmp_path.iterdir()} == {"best", "step-2", "step-3", "step-4", fresh.name}
    with pytest.raises(CheckpointError, match="keep is 0"):
        prune(tmp_path, 0)


def test_a_file_is_written_whole_over_an_old_one(tmp_path: Path) -> None:
    write_file(tmp_path / "a.json", b"old")
    write_file(tmp_path / "a.json", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.json", b"new")]


WRITER = """
import sys
from pathlib import Path
from burnish.artifacts.checkpoints import prune, write_checkpoint

def write(folder):
    for part in range(4):
        (folder / f"part-{part}").write_bytes(bytes([step % 251]) * 200_000)

step = int(sys.argv[2])
while True:
    write_checkpoint(sys.argv[1], f"step-{step}", step, write)
    prune(sys.argv[1], 5)
    print(step, flush=True)
    step += 1
"""


def killed_writer(root: Path, step: int, seconds: float) -> int:
    """Start a writer, kill it after the seconds; how many checkpoints it said it wrote."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WRITER, str(root), str(step)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        rest, errors = process.communicate()
    assert first, errors.decode()
    return 1 + len(rest.splitlines())


@pytest.mark.parametrize("kills", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_only_whole_checkpoints(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    step = 0
    for _ in range(kills):
        step += killed_writer(tmp_path, step, chance.uniform(0.01, 0.2))
        names = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
        assert names
        assert all(verify_checkpoint(path).name == path.name for path in names)
        newest = newest_verified(tmp_path)
        assert newest is not None
        assert newest.step >= step - 1
        step = newest.step + 1
