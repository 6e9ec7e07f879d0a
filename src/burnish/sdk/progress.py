"""How waiting for a run is told: a line on the screen that is written over, or whatever the caller does with it."""

import sys
from collections.abc import Callable, Mapping

from burnish.core.runs import RunView

__all__ = ["SHOWN", "OnProgress", "in_words", "numbers", "on_screen"]

OnProgress = Callable[[RunView], None]
"""Called with the run as it is now; `latest` has its newest numbers."""

SHOWN = ("reward", "loss", "kl", "grad_norm", "kept")
"""Metrics worth a place on one line, in this order, where a recipe logs them; else the first ones that it logs."""


def on_screen() -> OnProgress:
    """One line on stderr in a terminal or a notebook; silent elsewhere, so that no log fills with it."""
    if not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        return lambda run: None
    longest = 0

    def tell(run: RunView) -> None:
        nonlocal longest
        line = in_words(run)[:200]
        longest = max(longest, len(line))
        sys.stderr.write(f"\r{line.ljust(longest)}" + ("\n" if run.finished_at else ""))
        sys.stderr.flush()

    return tell


def in_words(run: RunView) -> str:
    """`desk-grpo  running  12/40  reward 0.41  kl 0.02`."""
    place = f"{run.step}/{run.steps}" if run.steps else ""
    reason = f"{run.failure}: {run.message}" if run.failure else run.message
    return "  ".join(filter(None, [run.name, run.status, place, numbers(run.latest), " ".join(reason.split())]))


def numbers(metrics: Mapping[str, float]) -> str:
    """The metrics that are worth a place on one line."""
    names = [name for name in SHOWN if name in metrics] or list(metrics)[:4]
    return "  ".join(f"{name} {metrics[name]:.4g}" for name in names)
