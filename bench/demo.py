"""The demo on several seeds, each in a fresh process: the three figures before and after, with intervals, and seconds by stage."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.report import Report, arguments, progress

__all__ = ["main"]

FIGURES = ("resolution", "containment", "missed_escalations")
NOTES = (
    "each seed is one `burnish demo --seed N --out DIR --no-serve` in a process of its own; figures are its report.json's",
    "before and after: mean [95 % interval] over held-out scenarios of the final split, at temperature 1",
    "wall: from the start of the process to its end; loop: the stages together, as report.json says",
)


def main() -> None:
    """Run the demo on every seed and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--keep", type=Path, help="keep the reports of all seeds in this folder")
    options = parser.parse_args()
    report = Report("demo", options.quick, NOTES)
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as scratch:
        for seed in options.seeds[:1] if options.quick else options.seeds:
            report.add(f"seed {seed}", **run_demo((options.keep or Path(scratch)) / f"seed-{seed}", seed, quick=options.quick))
    _table(report.cases)
    report.emit(options.out)


def run_demo(out: Path, seed: int, *, quick: bool) -> dict[str, Any]:
    """One demo; what its report says of before, after and seconds.

    Raises:
        CalledProcessError: the demo failed; what it said is on standard error.
    """
    command = [sys.executable, "-c", "from burnish.cli import main; main()", "demo", "--seed", str(seed), "--out", str(out), "--no-serve"]
    started = time.perf_counter()
    subprocess.run([*command, *(["--quick"] if quick else [])], check=True, stdout=sys.stderr)
    wall = time.perf_counter() - started
    told = json.loads((out / "report.json").read_text(encoding="utf-8"))
    figures = {name: {when: told[when][name] for when in ("before", "after")} for name in FIGURES}
    before, after = figures["resolution"]["before"], figures["resolution"]["after"]
    return {
        **figures,
        "apart": before["high"] < after["low"],
        "seconds": {name: round(seconds, 1) for name, seconds in told["seconds"].items()},
        "wall_seconds": round(wall, 1),
    }


def _table(cases: list[dict[str, Any]]) -> None:
    progress(f"{'':8} {'resolution before':>24} {'after':>24} {'missed after':>24} {'loop s':>8}")
    for case in cases:
        cells = [case["resolution"]["before"], case["resolution"]["after"], case["missed_escalations"]["after"]]
        shown = [f"{cell['mean']:.3f} [{cell['low']:.3f}, {cell['high']:.3f}]" for cell in cells]
        progress(f"{case['case']:8} {' '.join(f'{text:>24}' for text in shown)} {case['seconds']['loop']:>8}")
    progress(f"median loop: {statistics.median(case['seconds']['loop'] for case in cases):.0f} s")


if __name__ == "__main__":
    main()
