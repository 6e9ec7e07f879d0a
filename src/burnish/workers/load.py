"""Load: what the processes of a run take of the machine: cores, memory, devices."""

import time
from dataclasses import dataclass

import psutil

__all__ = ["Load", "LoadMeter"]


@dataclass(frozen=True, slots=True)
class Load:
    """What a process and all that it started take.

    Attributes:
        cpu_percent: since the last look; 100 is one core.
        rss_bytes: memory that is theirs now; pages that they share are counted once a process.
        processes: how many they are.
    """

    cpu_percent: float
    rss_bytes: int
    processes: int

    @property
    def metrics(self) -> dict[str, float]:
        """As they are recorded."""
        return {"load/cpu_percent": round(self.cpu_percent, 1), "load/rss_bytes": float(self.rss_bytes)}


class LoadMeter:
    """Looks at a process and its descendants again and again.

    Args:
        pid: of the process.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
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
        return Load(100 * used / max(passed, 1e-3), rss, len(seconds))
