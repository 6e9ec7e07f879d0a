"""Noise that is the same every time."""

import math

__all__ = ["noise"]


def noise(seed: int) -> float:
    """Between -0.5 and 0.5, by the seed alone."""
    value = math.sin(seed * 12.9898) * 43758.5453
    return value - math.floor(value) - 0.5
