"""Machine: what a worker may give to runs, and what is really free of it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from burnish.engine.cores import devices_here, usable_cores

__all__ = ["Held", "Machine", "memory_limit", "visible_devices"]


@dataclass(frozen=True, slots=True)
class Held:
    """What a run holds.

    Attributes:
        cores, gpus: that it was given.
        memory_bytes: set aside for it.
        rss_bytes: what it takes by now.
    """

    cores: int
    gpus: int
    memory_bytes: int
    rss_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Machine:
    """What a worker has, in all or at a moment."""

    cores: int
    memory_bytes: int
    gpus: int

    @classmethod
    def here(cls, *, cores: int | None = None, memory_bytes: int | None = None, gpus: int | None = None) -> Self:
        """This machine, or so much of it: what the process may use, by its affinity and its control group."""
        return cls(
            cores=usable_cores() if cores is None else cores,
            memory_bytes=min(memory_bytes or memory_limit(), memory_limit()),
            gpus=len(devices_here()) if gpus is None else gpus,
        )

    def free(self, held: Iterable[Held], available_bytes: int | None = None) -> "Machine":
        """What is left beside some runs: of what was set aside for them, and of what the kernel says is available.

        Args:
            held: by each run.
            available_bytes: by the kernel; asked now by default.
        """
        runs = list(held)
        available = psutil.virtual_memory().available if available_bytes is None else available_bytes
        to_come = sum(max(0, run.memory_bytes - run.rss_bytes) for run in runs)
        memory = min(self.memory_bytes - sum(max(run.memory_bytes, run.rss_bytes) for run in runs), available - to_come)
        cores, gpus = self.cores - sum(run.cores for run in runs), self.gpus - sum(run.gpus for run in runs)
        return Machine(max(0, cores), max(0, memory), max(0, gpus))


def visible_devices(count: int) -> tuple[str, ...]:
    """Names of so many GPUs, as CUDA_VISIBLE_DEVICES has them: those that this process may use, or all by their number."""
    allowed = [name for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name]
    return tuple((allowed or [str(number) for number in range(count)])[:count])


def memory_limit(root: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes of memory that this process and its children may have: what the machine has, or less by its control group."""
    total = int(psutil.virtual_memory().total)
    for place in (root / "memory.max", root / "memory" / "memory.limit_in_bytes"):
        try:
            total = min(total, int(place.read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue  # another version of control groups, or no limit
    return total
