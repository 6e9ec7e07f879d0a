"""A run's numbers in TensorBoard, MLflow and Weights & Biases, the real ones."""

import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from burnish.workers import trackers
from burnish.workers.trackers import Tracked, Trackers
from tests.workers.ground import small_spec


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def opened(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Trackers]:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"file://{tmp_path}/mlruns")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("WANDB_MODE", "offline")

    def open_trackers(*names: str, step: int = 0) -> Trackers:
        return Trackers(names, Tracked("run_1", "first", "project_1", small_spec(), tmp_path, step), said.append)

    return open_trackers


Open = Callable[..., Trackers]


def test_tensorboard_gets_event_files(opened: Open, said: list[str], tmp_path: Path) -> None:
    board = opened("tensorboard")
    for step in range(3):
        board.log(0, step, {"reward": step / 4, "loss": 1.0})
    board.log(1, 0, {"reward": 1.0})
    board.close("succeeded")
    assert said == []
    (file,) = (tmp_path / "tensorboard").iterdir()
    assert sorted(scalars(file)) == [
        ("loop-1/reward", 0, 1.0), ("loss", 0, 1.0), ("loss", 1, 1.0), ("loss", 2, 1.0),
        ("reward", 0, 0.0), ("reward", 1, 0.25), ("reward", 2, 0.5),
    ]  # fmt: skip


def scalars(file: Path) -> Iterator[tuple[str, int, float]]:
    """What an event file holds: records of a length, its checksum, an event, its checksum."""
    from tensorboardX.proto.event_pb2 import Event

    content = file.read_bytes()
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        event = Event.FromString(content[12 : 12 + length])
        yield from ((value.tag, event.step, value.simple_value) for value in event.summary.value)
        content = content[16 + length :]


@pytest.mark.filterwarnings("ignore:.*filesystem tracking backend.*")
def test_mlflow_goes_on_with_the_same_run_after_an_interruption(opened: Open, said: list[str]) -> None:
    from mlflow.tracking import MlflowClient

    first = opened("mlflow")
    first.log(0, 0, {"reward": 0.25})
    first.close("interrupted")
    second = opened("mlflow", step=1)
    second.log(0, 1, {"reward": 0.5})
    second.close("succeeded")
    assert said == []
    client = MlflowClient()
    (run,) = client.search_runs([client.get_experiment_by_name("burnish").experiment_id])
    assert (run.info.status, run.info.run_name, run.data.params["group_size"]) == ("FINISHED", "first", "3")
    assert [(point.step, point.value) for point in client.get_metric_history(run.info.run_id, "reward")] == [(0, 0.25), (1, 0.5)]


@pytest.mark.slow
def test_weights_and_biases_gets_a_run(tmp_path: Path) -> None:
    # In a process of its own, as a run is: the library starts a service that stays as long as the process.
    code = f"""
from pathlib import Path
from burnish.workers.trackers import Tracked, Trackers
from tests.workers.ground import small_spec
said = []
made = Trackers(["wandb"], Tracked("run_1", "first", "project_1", small_spec(), Path({str(tmp_path)!r})), said.append)
made.log(0, 0, {{"reward": 0.25}})
made.close("succeeded")
print(said)
"""
    environment = {"WANDB_MODE": "offline", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
    (file,) = tmp_path.glob("wandb/offline-run-*-run_1/run-run_1.wandb")
    assert b"reward" in file.read_bytes()


def test_one_that_is_not_installed_or_fails_is_told_of_and_the_others_go_on(
    opened: Open, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "nowhere://x")
    made = opened("mlflow", "wandb", "tensorboard")
    made.log(0, 0, {"reward": 0.25})
    made.close("succeeded")
    assert [words.partition(" gets nothing")[0] for words in said] == ["mlflow", "wandb"]
    assert "wandb is not installed, pip install 'burnish[trackers]'" in said[1]
    assert len(list((tmp_path / "tensorboard").iterdir())) == 1


def test_a_slow_one_never_holds_up_a_step(opened: Open, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trackers, "MOST_WAITING", 5)
    monkeypatch.setattr(trackers, "CLOSE_SECONDS", 0.1)

    class Stuck:
        def __init__(self, tracked: Tracked) -> None:
            import threading

            threading.Event().wait(1.0)

        def log(self, step: int, metrics: object) -> None: ...
        def close(self, ending: str) -> None: ...

    monkeypatch.setattr(trackers, "track", lambda name, tracked: Stuck(tracked))
    made = opened("tensorboard")
    for step in range(20):
        made.log(0, step, {"reward": 0.25})
    made.close("succeeded")
    assert said == ["tensorboard: too slow, not all numbers of this attempt are there (15 rows left out)"]


def test_without_any_there_is_no_thread(opened: Open) -> None:
    none = opened()
    none.log(0, 0, {"reward": 0.25})
    none.close("succeeded")
