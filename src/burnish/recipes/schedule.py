"""The learning rate of a step: a linear warm-up, then a linear decay to a floor."""

__all__ = ["scheduled"]


def scheduled(peak: float, step: int, steps: int, *, warmup: int, floor: float) -> float:
    """Learning rate of step `step`, counted from 0.

    Args:
        peak: what it reaches after the warm-up.
        steps: how many steps there are; the last one has `floor · peak`.
        warmup: steps on the way up: 1/warmup · peak, 2/warmup · peak, … A warm-up as long as the run never comes down.
        floor: share of the peak that it ends at.
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup + 1) / max(1, steps - warmup)
    return peak * (1 - (1 - floor) * min(1.0, done))
