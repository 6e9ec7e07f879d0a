"""The one JSON object that a bench prints: when, where, how it was called, and its cases with medians and spread."""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["Report", "arguments", "machine", "progress", "spread"]

PACKAGES = ("burnish", "torch", "transformers", "trl", "numpy", "tokenizers", "reasoning-gym")


def arguments(description: str) -> argparse.ArgumentParser:
    """A parser with what every bench takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a smoke test with trivial sizes; its numbers mean nothing")
    parser.add_argument("--out", type=Path, help="write the JSON to this file too")
    return parser


def spread(values: Sequence[float], digits: int = 4) -> dict[str, float | int]:
    """Median, least, most and count of some measurements."""
    return {
        "median": round(statistics.median(values), digits),
        "min": round(min(values), digits),
        "max": round(max(values), digits),
        "n": len(values),
    }


def machine() -> dict[str, Any]:
    """Cores, processor, memory, load before the start, and versions."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _cpu(),
        "memory_gib": round(memory_gib, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "versions": {name: version for name in PACKAGES if (version := _version(name))},
    }


def progress(text: str) -> None:
    """Tell the person who waits; standard output is kept for the JSON."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Report:
    """A bench under way: cases are added, then it is printed.

    Attributes:
        name: the module's name in `bench`.
        quick: whether it was a smoke test.
        notes: what a reader must know to trust the numbers: what was held equal, how memory was read.
    """

    name: str
    quick: bool
    notes: Sequence[str] = ()
    cases: list[dict[str, Any]] = field(default_factory=list)
    date: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    machine: dict[str, Any] = field(default_factory=machine)

    def add(self, case: str, **numbers: Any) -> None:
        """One measured case."""
        self.cases.append({"case": case, **numbers})
        progress(f"{self.name}: {json.dumps(self.cases[-1], ensure_ascii=False)}")

    def emit(self, out: Path | None) -> None:
        """Print the report, and write it to `out`."""
        command = " ".join(["python -m", f"bench.{self.name}", *sys.argv[1:]])
        record = {"bench": self.name, "date": self.date, "quick": self.quick, "command": command, "machine": self.machine}
        text = json.dumps(record | {"notes": list(self.notes), "cases": self.cases}, indent=1, ensure_ascii=False)
        print(text)
        if out:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(text + "\n", encoding="utf-8")


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
