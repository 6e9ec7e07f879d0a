"""One GRPO step against TRL's GRPOTrainer: same checkpoint, prompts, group, lengths, loss and optimizer, steps interleaved.

A step is: sample `group` replies to every prompt, reward them, one optimizer update on all of them, weights back to the sampler.
Both sides are processes of their own that wait on a pipe while the other one works; they take turns (A B, B A, …) step by step, so
that a disturbance of the machine hits both. TRL may choose threads and micro-batch: what is fastest on this machine is tried first.
"""

import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.checkpoints import make_checkpoint
from bench.grpo_task import GrpoCase
from bench.prompts import TINY
from bench.report import Report, arguments, progress, spread
from bench.side import PeakMemory, Side

__all__ = ["main"]

NOTES = (
    "seconds: median over repetitions (fresh processes) of the median step; the first step of each repetition is a warm-up",
    "equal lengths: the checkpoint's end token has a chance of 1e-13; ragged: its chance is 1/64 a token, cut off at 256 tokens. "
    "No side needs a logits processor for that",
    "both learn: reward is the share of tokens whose id is divisible by four; first and last are means over the first and last fifth "
    "of the steps of all repetitions",
    "TRL: fp32, no reference, dapo loss (token mean), one update a step; threads and micro-batch are the fastest of those tried",
    "memory: another pass, each side alone; peak_pss is the largest sum over its processes of proportional set sizes, read every "
    "50 ms; peak_rss is the sum over its processes of the kernel's high-water marks",
)


def main() -> None:
    """Measure every case and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--steps", type=int, default=11, help="steps of each side in each repetition, one of them to warm up")
    parser.add_argument("--ranks", type=int, default=None, help="of our engine; by default what it chooses itself")
    parser.add_argument("--threads", type=int, default=None, help="of each of our ranks; by default what it chooses itself")
    parser.add_argument("--only", help="cases whose name contains this")
    options = parser.parse_args()
    report = Report("grpo_step", options.quick, NOTES)
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as folder:
        for name, case in _cases(Path(folder), options.quick, options.steps).items():
            if options.only and options.only not in name:
                continue
            ours = {"ranks": options.ranks, "threads": options.threads}
            report.add(name, **measure(case, ours, repeats=1 if options.quick else options.repeats, tune=not options.quick))
    report.emit(options.out)


def measure(case: GrpoCase, ours: dict[str, Any], *, repeats: int, tune: bool) -> dict[str, Any]:
    """Times, rewards and memory of both sides on one workload."""
    best, tried = _tune(case) if tune else ({"threads": 1, "micro_batch": case.prompts * case.group}, [])
    steps: dict[str, list[list[dict[str, float]]]] = {"burnish": [], "trl": []}
    for repetition in range(repeats):
        for name, rows in _interleaved(replace(case, seed=repetition), ours, best).items():
            steps[name].append(rows)
            progress(f"  repetition {repetition}: {name} {statistics.median(row['seconds'] for row in rows[1:]):.3f} s a step")
    numbers = {name: _summary(repetitions) for name, repetitions in steps.items()}
    numbers["burnish"]["memory"] = _memory("bench.grpo_burnish", case, ours)
    numbers["trl"]["memory"] = _memory("bench.grpo_trl", case, best)
    paired = [_median(theirs) / _median(mine) for mine, theirs in zip(steps["burnish"], steps["trl"], strict=True)]
    memory = {name: side["memory"]["peak_pss_mib"] for name, side in numbers.items()}
    return {
        "prompts": case.prompts,
        "group": case.group,
        "max_tokens": case.max_tokens,
        "prompt_tokens": case.prompt_tokens,
        "steps": case.steps,
        "speedup": spread(paired, 3),
        "memory_ratio": round(memory["burnish"] / memory["trl"], 3),
        **numbers,
        "trl_tried": tried,
    }


def _cases(folder: Path, quick: bool, steps: int) -> dict[str, GrpoCase]:
    equal, ragged = folder / "equal", folder / "ragged"
    make_checkpoint(equal, TINY)
    make_checkpoint(ragged, TINY, mean_length=4 if quick else 64)
    if quick:
        small = GrpoCase(str(equal), prompts=2, group=4, max_tokens=8, prompt_tokens=4, steps=3)
        return {"equal 2x4x8": small, "ragged 2x4x≤16": replace(small, folder=str(ragged), max_tokens=16, prompt_tokens=16)}
    long = GrpoCase(str(equal), prompts=16, group=8, max_tokens=128, prompt_tokens=16, steps=steps)
    return {
        "equal 8x8x64": replace(long, prompts=8, max_tokens=64),
        "equal 16x8x128": long,
        # A policy that grows sure of its words ends less often: a lower rate, so that replies stay ragged while the reward rises.
        "ragged 16x8x≤256, prompt 256": replace(long, folder=str(ragged), max_tokens=256, prompt_tokens=256, learning_rate=3e-4),
    }


def _interleaved(case: GrpoCase, ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, list[dict[str, float]]]:
    rows: dict[str, list[dict[str, float]]] = {"burnish": [], "trl": []}
    with (
        Side("bench.grpo_burnish", case.settings(**ours)) as burnish,
        Side("bench.grpo_trl", case.settings(**theirs), threads=theirs["threads"]) as trl,
    ):
        sides = [("burnish", burnish), ("trl", trl)]
        for step in range(case.steps):
            for name, side in sides if step % 2 == 0 else reversed(sides):
                rows[name].append(side.ask({"step": step}))
    return rows


def _tune(case: GrpoCase) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Let TRL choose: two threads or one, the whole batch at once or a quarter of it."""
    rows = case.prompts * case.group
    tried = []
    for threads in (2, 1):
        for micro_batch in (rows, rows // 4):
            choice = {"threads": threads, "micro_batch": micro_batch}
            with Side("bench.grpo_trl", replace(case, steps=3).settings(**choice), threads=threads) as side:
                seconds = [side.ask({"step": step})["seconds"] for step in range(3)]
            tried.append({**choice, "seconds": round(min(seconds[1:]), 3)})
            progress(f"  TRL tried {tried[-1]}")
    best = min(tried, key=lambda choice: choice["seconds"])
    return {"threads": best["threads"], "micro_batch": best["micro_batch"]}, tried


def _memory(module: str, case: GrpoCase, choice: dict[str, Any]) -> dict[str, float | int]:
    with Side(module, replace(case, steps=3).settings(**choice), threads=choice["threads"] or 1) as side:
        with PeakMemory(side.pid) as memory:
            for step in range(3):
                side.ask({"step": step})
        return memory.figures()


def _median(rows: Sequence[dict[str, float]]) -> float:
    return statistics.median(row["seconds"] for row in rows[1:])


def _summary(repetitions: Sequence[Sequence[dict[str, float]]]) -> dict[str, Any]:
    fifth = max(1, len(repetitions[0]) // 5)
    warm = [row for rows in repetitions for row in rows[1:]]
    parts = [key for key in ("sample_seconds", "learn_seconds", "sync_seconds") if key in warm[0]]
    return {
        "seconds": spread([_median(rows) for rows in repetitions]),
        **{key: round(statistics.median(row[key] for row in warm), 4) for key in parts},
        "tokens_per_second": round(sum(row["tokens"] for row in warm) / sum(row["seconds"] for row in warm)),
        "mean_length": round(statistics.mean(row["mean_length"] for row in warm), 1),
        "reward_first": round(statistics.mean(row["reward"] for rows in repetitions for row in rows[:fifth]), 4),
        "reward_last": round(statistics.mean(row["reward"] for rows in repetitions for row in rows[-fifth:]), 4),
    }


if __name__ == "__main__":
    main()
