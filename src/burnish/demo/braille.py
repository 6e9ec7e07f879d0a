"""A curve in the terminal: eight dots to a character cell."""

import math
from collections.abc import Sequence

__all__ = ["braille_plot"]

DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of the Unicode braille patterns (U+2800 …), by column, from top to foot."""


def braille_plot(values: Sequence[float], *, width: int, height: int, low: float = 0.0, high: float = 1.0) -> list[str]:
    """`height` lines of `width` characters, top first; what is beyond `low` … `high` is drawn at the edge, what is not finite is left out.

    Few values are spread over the width, many are averaged into its columns.
    """
    columns = _columns(values, 2 * width)
    cells = [[0] * width for _ in range(height)]
    before: int | None = None
    for column, value in enumerate(columns):
        if value is None:
            before = None
            continue
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        dot = round((1 - share) * (4 * height - 1))
        # A steep step fills the dots between, so that the line stays one line.
        rows = range(dot, dot + 1) if before is None else range(min(dot, before), max(dot, before) + 1)
        for row in rows:
            cells[row // 4][column // 2] |= DOTS[column % 2][row % 4]
        before = dot
    return ["".join(chr(0x2800 + bits) for bits in line) for line in cells]


def _columns(values: Sequence[float], count: int) -> list[float | None]:
    """One value, or none, for each dot column."""
    if not values:
        return [None] * count
    if len(values) == 1:
        return [values[0]] * count if math.isfinite(values[0]) else [None] * count
    columns: list[float | None] = []
    for column in range(count):
        place = column * (len(values) - 1) / (count - 1)
        if len(values) > count:
            reach = len(values) / count / 2
            near = [value for value in values[max(0, math.ceil(place - reach)) : math.floor(place + reach) + 1] if math.isfinite(value)]
            columns.append(sum(near) / len(near) if near else None)
        else:
            left = math.floor(place)
            right = min(left + 1, len(values) - 1)
            between = values[left] + (place - left) * (values[right] - values[left])
            columns.append(between if math.isfinite(between) else None)
    return columns
