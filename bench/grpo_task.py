"""What both sides of the GRPO bench share: the prompts, the reward, and the settings of a step."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.prompts import END, make_prompts

__all__ = ["GrpoCase", "share_of_wanted"]


@dataclass(frozen=True)
class GrpoCase:
    """One workload, the same for both sides.

    Attributes:
        folder: the checkpoint.
        prompts, group, max_tokens: `prompts` × `group` replies a step, of at most `max_tokens` tokens.
        prompt_tokens: length of every prompt.
        steps: how many the sides must be ready for; each step has fresh prompts and ends with one optimizer update.
        learning_rate: constant; AdamW with β = (0.9, 0.95), ε = 1e-8, no weight decay, gradients clipped to norm 1.
        seed: of prompts and sampling.
    """

    folder: str
    prompts: int
    group: int
    max_tokens: int
    prompt_tokens: int
    steps: int
    learning_rate: float = 2e-3
    seed: int = 0

    def settings(self, **more: Any) -> dict[str, Any]:
        """As the first line that a side reads."""
        return {"case": asdict(self), **more}

    def prompts_of(self, step: int) -> list[list[int]]:
        """Token ids of the step's prompts."""
        return make_prompts(self.prompts, self.prompt_tokens, seed=1_000 * self.seed + step)


def share_of_wanted(ids: Sequence[int]) -> float:
    """The reward: which share of the tokens, the end token apart, has an id divisible by four; an empty reply gets a quarter.

    A random model gets about a quarter at every length, so that there is nothing to gain by replying at more or less length.
    """
    words = [id_ for id_ in ids if id_ != END]
    return sum(id_ % 4 == 0 for id_ in words) / len(words) if words else 0.25
