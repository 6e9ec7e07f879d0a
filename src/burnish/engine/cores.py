"""How many cores and devices there are to compute on, and how a model is laid out over them."""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CACHED_BYTES", "MOST_DEFAULT_RANKS", "Layout", "devices_here", "layout", "usable_cores"]

MOST_DEFAULT_RANKS = 8
"""Without being told, no more ranks than this: each holds the weights and the optimiser."""

CACHED_BYTES = 32 << 20
"""Weights larger than this do not stay in a core's caches: sampling then waits for memory, and every rank reads all of them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Processes, and threads in each."""

    ranks: int
    threads: int


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


def layout(ranks: int | None, threads: int | None, *, devices: int, weight_bytes: int, cores: int | None = None) -> Layout:
    """What was asked for; where nothing was, what is fastest.

    One rank a device where there are devices. On cores, small weights get one single-threaded rank a core: nothing spins, nothing is
    oversubscribed. Large ones get one rank with a thread a core, so that a decode step reads them once. `cores` is how many there are
    to lay it out over; by default all that are usable.
    """
    if devices:
        return Layout(ranks or devices, threads or 1)
    cores = cores or usable_cores()
    if ranks is None and threads is None and weight_bytes > CACHED_BYTES:
        return Layout(1, cores)
    return Layout(ranks or max(1, min(cores // (threads or 1), MOST_DEFAULT_RANKS)), threads or 1)


def devices_here(dev: Path = Path("/dev")) -> list[str]:
    """CUDA devices by torch's names. Torch, which takes seconds and memory, is only asked where a driver has put a device."""
    if not any(dev.glob("nvidia[0-9]*")) and not (dev / "dxg").exists():
        return []
    import torch

    return [f"cuda:{index}" for index in range(torch.cuda.device_count())]
