"""A run whose processes are killed, and that is resumed, ends with the very weights of one that was left alone."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from burnish.chat.template import ChatTemplate
from burnish.core.losses import Adam, CrossEntropy
from burnish.core.messages import user
from burnish.core.tokens import Datum

from .checkpoints import rank_of, words
from .small_run import STEPS

SCRIPT = Path(__file__).with_name("small_run.py")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def speaking_folder(small_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has learned to end its turns after one to five words, so that its rewards differ."""
    chat, trainer, source = ChatTemplate.from_folder(small_folder), rank_of(small_folder).trainer, random.Random(2)
    prompt = chat.prompt([user("say scenario-1")])
    for _ in range(40):
        replies = [[*words(source, source.randrange(1, 6), 40), *chat.stop_ids[:1]] for _ in range(8)]
        batch = [Datum([*prompt, *reply], [False] * len(prompt) + [True] * len(reply)) for reply in replies]
        trainer.forward_backward(batch, CrossEntropy())
        trainer.step(Adam(learning_rate=0.01))
    folder = tmp_path_factory.mktemp("speaking")
    trainer.backbone.export(small_folder, folder)
    return folder


def start(model: Path, out: Path, ranks: int, *more: str) -> subprocess.Popen[bytes]:
    """A process group of its own, so that the ranks are killed with it."""
    source = str(Path(__file__).parents[2] / "src")
    environment = os.environ | {"PYTHONPATH": source, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(SCRIPT), str(model), str(out), str(ranks), *more]
    return subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)


def rows(out: Path) -> list[dict[str, Any]]:
    """What was logged, without what the clock said."""
    path = out / "metrics.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [{name: value for name, value in json.loads(line).items() if name != "seconds"} for line in lines]


def digests(out: Path) -> dict[str, str]:
    tensors = load_file(out / "checkpoints" / "policy" / "final" / "model" / "model.safetensors")
    return {name: hashlib.sha256(tensor.numpy().tobytes()).hexdigest() for name, tensor in tensors.items()}


def kill_after(process: subprocess.Popen[bytes], out: Path, count: int) -> None:
    """SIGKILL for the whole process group, somewhere after so many rows."""
    deadline = time.monotonic() + 120
    while len(rows(out)) < count:
        assert process.poll() is None, f"ended with {process.returncode} before it could be killed"
        assert time.monotonic() < deadline, "the run does not get on"
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.05))  # anywhere within a step: the result must not depend on it
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_killed_run_ends_bit_for_bit_as_one_that_was_left_alone(ranks: int, speaking_folder: Path, tmp_path: Path) -> None:
    alone, killed = tmp_path / "alone", tmp_path / "killed"
    undisturbed = start(speaking_folder, alone, ranks)
    kill_after(start(speaking_folder, killed, ranks), killed, random.randint(1, STEPS - 2))
    assert not (killed / "checkpoints" / "policy" / "final").exists()
    assert start(speaking_folder, killed, ranks, "resume").wait() == 0
    assert undisturbed.wait() == 0
    assert [row["step"] for row in rows(killed)] == list(range(STEPS))
    assert rows(killed) == rows(alone)
    assert digests(killed) == digests(alone)
    assert sum(row["kept"] for row in rows(alone)) > STEPS / 2  # there was something to learn
