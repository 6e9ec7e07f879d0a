"""Load: what the processes of a run take of the machine: cores, memory, GPUs."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field

import psutil

__all__ = ["Load", "LoadMeter"]


@dataclass(frozen=True, slots=True)
class Load:
    """What a process and all that it started take.

    Attributes:
        cpu_percent: since the last look; 100 is one core.
        rss_bytes: memory that is theirs now; pages that they share are counted once a process.
        processes: how many they are.
        gpus: of the GPUs that the run was given, all together: `gpu_percent` (100 is one GPU) and `gpu_memory_bytes`.
    """

    cpu_percent: float
    rss_bytes: int
    processes: int
    gpus: dict[str, float] = field(default_factory=dict)

    @property
    def metrics(self) -> dict[str, float]:
        """As they are recorded."""
        here = {"cpu_percent": round(self.cpu_percent, 1), "rss_bytes": float(self.rss_bytes), **self.gpus}
        return {f"load/{name}": value for name, value in here.items()}


class LoadMeter:
    """Looks at a process and its descendants again and again.

    Args:
        pid: of the process.
        gpus: names of GPUs to look at too, as CUDA_VISIBLE_DEVICES has them.
    """

    def __init__(self, pid: int, gpus: str = "") -> None:
        self._pid, self._gpus = pid, gpus
        self._seconds: dict[tuple[int, float], float] = {}  # of each process, told apart by when it started
        self._looked = time.monotonic()
        self.peak_bytes = 0

    def look(self) -> Load | None:
        """What they take; None if the process is gone."""
        try:
            first = psutil.Process(self._pid)
            everyone = [first, *first.children(recursive=True)]
        except psutil.Error:
            return None
        seconds: dict[tuple[int, float], float] = {}
        rss = 0
        for process in everyone:
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    seconds[(process.pid, process.create_time())] = times.user + times.system
                    rss += process.memory_info().rss
            except psutil.Error:
                continue  # it ended meanwhile
        used = sum(spent - self._seconds.get(who, 0.0) for who, spent in seconds.items())
        now = time.monotonic()
        passed, self._looked, self._seconds = now - self._looked, now, seconds
        self.peak_bytes = max(self.peak_bytes, rss)
        return Load(100 * used / max(passed, 1e-3), rss, len(seconds), _look_at(self._gpus) if self._gpus else {})


def _look_at(gpus: str) -> dict[str, float]:
    """What NVIDIA's own tool says of GPUs; nothing where it is not there, or says nothing that can be read."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return {}
    command = [tool, f"--id={gpus}", "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits"]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=5, env=environment)  # noqa: S603 (no shell)
        rows = [[float(part) for part in line.split(",")] for line in answer.stdout.splitlines() if line.strip()]
        return {"gpu_percent": sum(row[0] for row in rows), "gpu_memory_bytes": sum(row[1] for row in rows) * 2**20}
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return {}
