"""The demo as a person starts it: the command, the embedded model, torch."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import burnish
from burnish.store.database import Database
from burnish.store.runs import Runs


@pytest.mark.slow
def test_the_quick_demo_runs_from_the_command_line_in_less_than_90_seconds(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", "from burnish.cli import main; main()", "demo", "--quick", "--no-serve", "--out", str(out)]
    environment = os.environ | {"PYTHONPATH": str(Path(burnish.__file__).parents[1]), "BURNISH_LOG_FORMAT": "text"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert "Resolution" in done.stdout
    assert len(done.stderr.splitlines()) < 60
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["finished"]
    assert report["seconds"]["loop"] < 90
    assert report["before"]["resolution"]["n"] == report["after"]["resolution"]["n"] >= 64
    assert report["machine"]["parameters"] > 100_000
    assert report["costs"]["tokens_trained"] > 0
    assert (out / "report.html").stat().st_size > 10_000


@pytest.mark.slow
def test_ctrl_c_stops_the_loop_the_page_and_the_worker_and_keeps_the_state(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", "from burnish.cli import main; main()", "demo", "--quick", "--out", str(out)]
    environment = os.environ | {"PYTHONPATH": str(Path(burnish.__file__).parents[1]), "BURNISH_LOG_FORMAT": "text", "BURNISH_PORT": "0"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while "Rejection sampling" not in said.split("demo:")[-1].partition("\n")[2]:
            line = process.stderr.readline()
            assert line, said
            said += line
        process.send_signal(signal.SIGINT)
        said += process.communicate(timeout=120)[1]
    assert process.returncode == 130, said
    words = " ".join(said.split())
    assert f"stopped before it was done → read the report of what was done; everything is kept: BURNISH_HOME={out}/platform" in words
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["finished"] is False
    assert "worker stopped" in (out / "platform.log").read_text()
    database = Database.open(f"sqlite:///{out / 'platform' / 'burnish.db'}")
    with database.read() as transaction:
        project = transaction.exec_driver_sql("SELECT id FROM projects").scalar_one()
    statuses = {run.name: run.status for run in Runs(database, project).list().runs}
    database.close()
    assert statuses == {"evaluate before": "succeeded", "rejection sampling": "queued"}
