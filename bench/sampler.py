"""The sample verb against transformers' generate(): tokens a second at equal and ragged lengths, and the same ids when greedy.

Both sides hold the same fp32 checkpoint in a process of their own and take turns. Ours also returns a logprob for every token.
"""

import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.checkpoints import make_checkpoint
from bench.prompts import MIDDLE, TINY, Shape, make_prompts
from bench.report import Report, arguments, progress, spread
from bench.side import Side

__all__ = ["main"]

NOTES = (
    "tokens a second: useful ones only (what was asked for), median over repetitions; the first repetition is a warm-up and not counted",
    "ragged: every prompt has its own length, uniform in 8–256; generate() gets the whole batch and a criterion that says which rows are "
    "done; ours gets one sample call a prompt, all at once",
    "transformers: fp32, sdpa, dynamic cache; two threads or one, whichever is faster; the end token never comes (chance 1e-13)",
    "greedy: how many rows differ, fp32 against fp32; ids are compared up to the first difference",
)


@dataclass(frozen=True)
class SamplerCase:
    """One workload: a limit for every prompt, all of which are reached."""

    shape: Shape
    limits: Sequence[int]
    prompt_tokens: int = 32
    repeats: int = 5

    @property
    def prompts(self) -> list[list[int]]:
        """The prompts, the same in all repetitions."""
        return make_prompts(len(self.limits), self.prompt_tokens, self.shape, seed=11)


def main() -> None:
    """Measure every case and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--ranks", type=int, default=None, help="of our engine; by default what it chooses itself")
    parser.add_argument("--threads", type=int, default=None, help="of each of our ranks; by default what it chooses itself")
    parser.add_argument("--only", help="cases whose name contains this")
    options = parser.parse_args()
    report = Report("sampler", options.quick, NOTES)
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as folder:
        made: dict[str, float] = {}
        for name, case in _cases(options.quick).items():
            if options.only and options.only not in name:
                continue
            path = Path(folder) / case.shape.name
            if case.shape.name not in made:
                made[case.shape.name] = make_checkpoint(path, case.shape)["parameters"]
            ours = {"ranks": options.ranks, "threads": options.threads}
            report.add(name, parameters=made[case.shape.name], **measure(path, case, ours, tune=not options.quick))
    report.emit(options.out)


def measure(folder: Path, case: SamplerCase, ours: dict[str, Any], *, tune: bool) -> dict[str, Any]:
    """Both sides on one workload, in turns."""
    threads, tried = _best_threads(folder, case) if tune else (1, {})
    question = {"prompts": case.prompts, "limits": list(case.limits), "temperature": 1.0}
    useful = sum(case.limits)
    seconds: dict[str, list[float]] = {"burnish": [], "transformers": []}
    with (
        Side("bench.sampler_burnish", {"folder": str(folder), **ours}) as burnish,
        Side("bench.sampler_transformers", {"folder": str(folder), "threads": threads}, threads=threads) as transformers,
    ):
        sides = [("burnish", burnish), ("transformers", transformers)]
        for repetition in range(case.repeats + 1):
            for name, side in sides if repetition % 2 == 0 else reversed(sides):
                answer = side.ask(question)
                assert [len(ids) for ids in answer["ids"]] == list(case.limits), f"{name} gave replies of other lengths than asked for"
                seconds[name].append(answer["seconds"])
        greedy = {name: side.ask(question | {"temperature": 0.0})["ids"] for name, side in sides}
    warm = {name: values[1:] for name, values in seconds.items()}
    progress(f"  {', '.join(f'{name} {statistics.median(values):.2f} s' for name, values in warm.items())}")
    return {
        "prompts": len(case.limits),
        "prompt_tokens": case.prompt_tokens,
        "useful_tokens": useful,
        "mean_length": round(useful / len(case.limits), 1),
        "speedup": spread([theirs / mine for mine, theirs in zip(warm["burnish"], warm["transformers"], strict=True)], 3),
        **{name: {"tokens_per_second": spread([useful / value for value in values], 1)} for name, values in warm.items()},
        "transformers_threads": threads,
        "transformers_tried": tried,
        "greedy": _differences(greedy["burnish"], greedy["transformers"]),
    }


def _cases(quick: bool) -> dict[str, SamplerCase]:
    if quick:
        return {
            "tiny equal 4x8": SamplerCase(TINY, [8] * 4, 4, repeats=3),
            "tiny ragged 4x1-8": SamplerCase(TINY, [1, 8, 3, 5], 4, repeats=3),
        }
    lengths = np.random.default_rng(5)
    return {
        "tiny equal 16x128": SamplerCase(TINY, [128] * 16),
        "tiny equal 64x96": SamplerCase(TINY, [96] * 64),
        "tiny ragged 64x8-256": SamplerCase(TINY, lengths.integers(8, 257, size=64).tolist()),
        "tiny ragged 128x8-256": SamplerCase(TINY, lengths.integers(8, 257, size=128).tolist()),
        "middle equal 16x64": SamplerCase(MIDDLE, [64] * 16, repeats=3),
    }


def _best_threads(folder: Path, case: SamplerCase) -> tuple[int, dict[str, float]]:
    """Let the peer choose: the second of two rounds counts."""
    question = {"prompts": case.prompts, "limits": list(case.limits), "temperature": 1.0}
    tried = {}
    for threads in (2, 1):
        with Side("bench.sampler_transformers", {"folder": str(folder), "threads": threads}, threads=threads) as side:
            tried[threads] = min(side.ask(question)["seconds"] for _ in range(2))
    progress(f"  transformers tried {tried}")
    return min(tried, key=lambda threads: tried[threads]), {f"{threads} threads": round(value, 3) for threads, value in tried.items()}


def _differences(mine: Sequence[Sequence[int]], theirs: Sequence[Sequence[int]]) -> dict[str, int]:
    """Rows whose greedy ids differ, and how many ids are the same before the first difference, over all rows."""
    same = [next((i for i, (a, b) in enumerate(zip(x, y, strict=True)) if a != b), len(x)) for x, y in zip(mine, theirs, strict=True)]
    return {
        "rows": len(mine),
        "rows_that_differ": sum(length < len(row) for length, row in zip(same, mine, strict=True)),
        "tokens": sum(map(len, mine)),
        "tokens_before_a_difference": sum(same),
    }


if __name__ == "__main__":
    main()
