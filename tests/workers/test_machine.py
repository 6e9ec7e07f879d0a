"""What a worker has, what is free of it, and what the kernel did for want of memory."""

from pathlib import Path

import pytest

from burnish.workers.machine import Held, Machine, memory_limit, visible_devices
from burnish.workers.memory_kills import MemoryKills

GB = 10**9


def test_what_runs_hold_is_not_free() -> None:
    machine = Machine(cores=8, memory_bytes=32 * GB, gpus=2)
    free = machine.free([Held(2, 1, 10 * GB), Held(1, 0, 4 * GB)], available_bytes=100 * GB)
    assert free == Machine(5, 18 * GB, 1)


def test_what_others_took_is_not_free_either() -> None:
    machine = Machine(cores=8, memory_bytes=32 * GB, gpus=0)
    assert machine.free([], available_bytes=3 * GB).memory_bytes == 3 * GB
    # 10 GB are set aside, 4 of them taken: of 9 GB that are available, 6 are spoken for.
    assert machine.free([Held(1, 0, 10 * GB, rss_bytes=4 * GB)], available_bytes=9 * GB).memory_bytes == 3 * GB


def test_a_run_that_takes_more_than_was_set_aside_counts_with_what_it_takes() -> None:
    machine = Machine(cores=2, memory_bytes=8 * GB, gpus=0)
    assert machine.free([Held(1, 0, 2 * GB, rss_bytes=5 * GB)], available_bytes=100 * GB).memory_bytes == 3 * GB
    assert machine.free([Held(4, 0, 20 * GB)], available_bytes=100 * GB) == Machine(0, 0, 0)


def test_a_control_group_limits_memory(tmp_path: Path) -> None:
    everything = memory_limit(tmp_path)
    assert everything > GB
    (tmp_path / "memory.max").write_text("max\n")
    assert memory_limit(tmp_path) == everything
    (tmp_path / "memory.max").write_text("500000000\n")
    assert memory_limit(tmp_path) == 500_000_000
    assert Machine.here(memory_bytes=10).memory_bytes == 10


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_kills_for_memory_are_counted_where_the_kernel_counts_them(tmp_path: Path) -> None:
    assert MemoryKills.until_now(tmp_path).counted == ()
    write(tmp_path / "proc/vmstat", "nr_free_pages 7\noom_kill 3\n")
    write(tmp_path / "proc/self/cgroup", "4:memory:/slice/run\n0::/slice\n")
    write(tmp_path / "sys/fs/cgroup/slice/memory.events", "low 0\noom 1\noom_kill 0\noom_group_kill 0\n")
    write(tmp_path / "sys/fs/cgroup/memory/slice/run/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    before = MemoryKills.until_now(tmp_path)
    assert sorted(count for _, count in before.counted) == [0, 2, 3]
    assert not before.more_than(before)
    write(tmp_path / "sys/fs/cgroup/slice/memory.events", "oom_kill 1\n")
    assert MemoryKills.until_now(tmp_path).more_than(before)


def test_the_kernel_of_this_machine_counts() -> None:
    assert MemoryKills.until_now().counted


def test_gpus_are_given_by_the_names_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert visible_devices(2) == ("0", "1")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,GPU-8f2a")
    assert visible_devices(1) == ("3",)
    assert visible_devices(2) == ("3", "GPU-8f2a")
