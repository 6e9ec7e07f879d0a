"""What the processes of a run take."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from burnish.workers.load import LoadMeter

BUSY = "import subprocess, sys, time\nx = bytearray(60_000_000)\nwhile time.process_time() < 30: pass"


def test_a_process_is_counted_with_all_that_it_started() -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        meter = LoadMeter(process.pid)
        for _ in range(200):
            load = meter.look()
            if load is not None and load.processes == 2 and load.rss_bytes > 60_000_000:
                break
            time.sleep(0.05)
        assert load is not None
        assert (load.processes, load.rss_bytes > 60_000_000) == (2, True)
        time.sleep(0.5)
        again = meter.look()
        assert again is not None
        assert 1 < again.cpu_percent < 250
        assert meter.peak_bytes >= again.rss_bytes
        assert set(again.metrics) == {"load/cpu_percent", "load/rss_bytes"}
    finally:
        for child in [*map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()), process.pid]:
            os.kill(child, 9)
        process.wait()
    assert meter.look() is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("35, 1024\\n65, 2048\\n", {"load/gpu_percent": 100.0, "load/gpu_memory_bytes": 3072.0 * 2**20}),
        ("[N/A], 1024\\n", {}),
        ("No devices were found\\n", {}),
    ],
)
def test_the_gpus_that_a_run_was_given_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, told: dict[str, float]
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nprintf "{answer}"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    load = LoadMeter(os.getpid(), gpus="0,3").look()
    assert load is not None
    assert {name: value for name, value in load.metrics.items() if "gpu" in name} == told
    assert "--id=0,3" in (tmp_path / "asked").read_text()
