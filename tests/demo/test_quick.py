"""The demo as a person starts it: the command, the embedded model, torch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import burnish


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
