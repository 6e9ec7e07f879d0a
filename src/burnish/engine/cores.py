"""How many cores and devices there are to compute on: what this process may use, not what the machine has."""

import os
from pathlib import Path

__all__ = ["MOST_DEFAULT_RANKS", "default_ranks", "devices_here", "usable_cores"]

MOST_DEFAULT_RANKS = 8
"""Without being told, no more ranks than this: each holds the weights and the optimiser."""


def usable_cores(cgroup: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """Cores that this process may run on: its affinity, and the quota of its control group, rounded down; at least 1."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = cgroup.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return max(1, cores)
    if quota == "max":
        return max(1, cores)
    return max(1, min(cores, int(quota) // int(period)))


def default_ranks(devices: int) -> int:
    """One rank a device where there are devices, else one a usable core, each with one thread: nothing spins, nothing is oversubscribed."""
    return devices if devices else min(usable_cores(), MOST_DEFAULT_RANKS)


def devices_here(dev: Path = Path("/dev")) -> list[str]:
    """CUDA devices by torch's names. Torch, which takes seconds and memory, is only asked where a driver has put a device."""
    if not any(dev.glob("nvidia[0-9]*")) and not (dev / "dxg").exists():
        return []
    import torch

    return [f"cuda:{index}" for index in range(torch.cuda.device_count())]
