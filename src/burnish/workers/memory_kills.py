"""Whether the kernel killed processes for memory: its own counters, of this control group and of the machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

__all__ = ["MemoryKills"]


@dataclass(frozen=True, slots=True)
class MemoryKills:
    """How many processes were killed for memory so far, by what says so. Empty where the kernel does not tell."""

    counted: tuple[tuple[str, int], ...]

    @classmethod
    def until_now(cls, root: Path = Path("/")) -> Self:
        """As counted at this moment."""
        places = [root / "proc/vmstat", root / "sys/fs/cgroup/memory.events", root / "sys/fs/cgroup/memory/memory.oom_control"]
        for line in _lines(root / "proc/self/cgroup"):
            _, controllers, path = (*line.split(":", 2), "", "")[:3]
            if not controllers:
                places.append(root / "sys/fs/cgroup" / path.lstrip("/") / "memory.events")
            elif "memory" in controllers.split(","):
                places.append(root / "sys/fs/cgroup/memory" / path.lstrip("/") / "memory.oom_control")
        found = {str(place): count for place in places if (count := _count(place)) is not None}
        return cls(tuple(found.items()))

    def more_than(self, before: Self) -> bool:
        """Whether there were any since then."""
        earlier = dict(before.counted)
        return any(count > earlier.get(place, count) for place, count in self.counted)


def _count(place: Path) -> int | None:
    for line in _lines(place):
        name, _, count = line.partition(" ")
        if name == "oom_kill" and count.strip().isdecimal():
            return int(count)
    return None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
