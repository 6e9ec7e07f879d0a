"""RunEvent and Listener: how a run tells whoever watches it what happens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Listener", "RunEvent", "silent"]


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One thing that happened in a run.

    Attributes:
        kind: started, resumed · step: a step is done, with its metrics · evaluated: a held-out evaluation, with its metrics ·
            checkpoint: models were saved · notice: something a person should know · ended.
        recipe: the recipe's name.
        step, steps: how many are done, out of how many.
        metrics: numbers of the step or the evaluation.
        message: in words.
        loop: which of the recipe's loops.
    """

    kind: Literal["started", "resumed", "step", "evaluated", "checkpoint", "notice", "ended"]
    recipe: str
    step: int = 0
    steps: int = 0
    metrics: Mapping[str, float] = field(default_factory=dict)
    message: str = ""
    loop: int = 0


Listener = Callable[[RunEvent], None]


def silent(event: RunEvent) -> None:
    """Tell nobody."""
