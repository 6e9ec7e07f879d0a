"""Small inline SVG charts that keep their type size at every width: curves, dumbbells, bars, a timeline.

A chart is drawn in per cent of the width it is given and in pixels of height, so nothing is scaled and 13 px stay 13 px at 390 and at
1440. Colours are classes of report.css, never attributes, so a chart follows the theme. Text is escaped by markupsafe.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from burnish.demo.results import Change, Curve, FailureChange, SliceChange
from burnish.demo.wording import bracket, duration, rate
from burnish.evals.statistics import Rate

__all__ = ["Axis", "Mark", "curve_chart", "dumbbell", "failure_bar", "paired_bar", "smooth", "sparkline", "strip", "timeline", "unit_axis"]


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis from `low` to `high` with round ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def around(cls, values: Sequence[float], *, target: int = 5, zero: bool = True, whole: bool = False) -> "Axis":
        """The axis that holds all values (and zero, where an honest chart needs it) between round numbers, or whole ones."""
        finite = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
        low, high = min(finite), max(finite)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if high - low < 1e-12:
            high, low = (low + 1.0, low) if zero else (high + 0.5, low - 0.5)
        step = _round_step(max((high - low) / target, 1.0 if whole else 0.0))
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        ticks = tuple(index * step for index in range(first, last + 1))
        return cls(ticks[0], ticks[-1], ticks)

    def share(self, value: float) -> float:
        """Where the value lies, from 0 to 1; beyond the axis is clamped."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A measured level drawn across, or at one step of, a curve: what the base model scored, what the trained one did."""

    name: str
    interval: Rate
    step: int
    style: str


UNIT = Axis(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)


def _pct(share: float) -> str:
    return f"{100 * share:.2f}%"


def smooth(values: Sequence[float], width: float | None = None) -> list[float]:
    """A Gaussian-weighted local line (Cleveland, 1979): unlike a running mean it does not bend at the ends of a rising curve.

    Its width (standard deviation, in steps) is a twentieth of the curve unless given.
    """
    width = width or max(len(values) / 20, 0.8)
    reach = math.ceil(3 * width)
    return [_local_line(values, centre, reach, width) for centre in range(len(values))]


def _local_line(values: Sequence[float], centre: int, reach: int, width: float) -> float:
    """The value at `centre` of the weighted least-squares line through its neighbours."""
    offsets = [index - centre for index in range(max(0, centre - reach), min(len(values), centre + reach + 1))]
    weights = [math.exp(-(offset**2) / (2 * width**2)) for offset in offsets]
    total = sum(weights)
    mean_x = sum(w * x for w, x in zip(weights, offsets, strict=True)) / total
    mean_y = sum(w * values[centre + x] for w, x in zip(weights, offsets, strict=True)) / total
    spread = sum(w * (x - mean_x) ** 2 for w, x in zip(weights, offsets, strict=True))
    if spread < 1e-12:
        return mean_y
    slope = sum(w * (x - mean_x) * (values[centre + x] - mean_y) for w, x in zip(weights, offsets, strict=True)) / spread
    return mean_y - slope * mean_x


def _finite(curve: Curve) -> tuple[list[float], list[float]]:
    kept = [(float(step), value) for step, value in zip(curve.steps, curve.values, strict=True) if math.isfinite(value)]
    return [step for step, _ in kept], [value for _, value in kept]


def _path(xs: Sequence[float], ys: Sequence[float], across: Axis, up: Axis) -> Markup:
    points = " L".join(f"{1000 * across.share(x):.1f} {1000 * (1 - up.share(y)):.1f}" for x, y in zip(xs, ys, strict=True))
    return Markup("M{}").format(points)


def _stretched(lines: Markup, height: int) -> Markup:
    """Paths of 1000 × 1000 units, stretched over the whole width; report.css keeps their strokes from being stretched too."""
    frame = Markup('<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="{}" overflow="visible">{}</svg>')
    return frame.format(height, lines)


def _tick(value: float) -> str:
    text = f"{value:.10g}"
    return text if len(text) <= 6 else f"{value:.3g}"


def curve_chart(curve: Curve | None, *, label: str, marks: Sequence[Mark] = (), height: int = 240, smoothed: bool = True) -> Markup:
    """A curve over steps: raw thin, smoothed thick, and measured marks with their intervals. Empty without a finite point."""
    xs, ys = _finite(curve) if curve else ([], [])
    if not xs:
        return Markup('<p class="empty">Nothing was logged: {} has no curve.</p>').format(label)
    across = (
        Axis.around([*xs, *(float(mark.step) for mark in marks)], zero=False, whole=True)
        if len(xs) > 1
        else Axis(xs[0] - 0.5, xs[0] + 0.5, (xs[0],))
    )
    across = Axis(min(xs), max(xs), tuple(t for t in across.ticks if min(xs) <= t <= max(xs))) if len(xs) > 1 else across
    up = Axis.around([*ys, *(value for mark in marks for value in (mark.interval.low, mark.interval.high))])
    pieces = [_grid(across, up, height)]
    lines = Markup("")
    if len(xs) > 1:
        drawn = smooth(ys)
        lines = Markup('<path class="raw" d="{}"/>').format(_path(xs, ys, across, up))
        if smoothed:
            lines += Markup('<path class="smooth" d="{}"/>').format(_path(xs, drawn, across, up))
    else:
        drawn = ys
        x, y = _pct(across.share(xs[0])), height * (1 - up.share(ys[0]))
        pieces.append(Markup('<circle class="after" cx="{}" cy="{:.1f}" r="4"/>').format(x, y))
    pieces.append(_stretched(lines, height))
    pieces.extend(_marks(marks, across, up, height))
    points = " ".join(f"{x:g},{y:.4f},{across.share(x):.4f},{up.share(s):.4f},{s:.4f}" for x, y, s in zip(xs, ys, drawn, strict=True))
    summary = f"{label}: {rate(ys[0])} at step {xs[0]:g}, {rate(ys[-1])} at step {xs[-1]:g}, {len(xs)} points"
    gutter = Markup("").join(
        Markup('<text x="30" y="{:.1f}" text-anchor="end">{}</text>').format(height * (1 - up.share(t)) + 4, _tick(t)) for t in up.ticks
    )
    return Markup(
        '<div class="plot"><svg class="gutter" width="36" height="{}" aria-hidden="true">{}</svg>'
        '<svg class="canvas" width="100%" height="{}" role="img" aria-label="{}" data-points="{}">{}</svg></div>'
    ).format(height, gutter, height, summary, points, Markup("").join(pieces))


def _grid(across: Axis, up: Axis, height: int) -> Markup:
    rows = [
        Markup('<line class="{}" x1="0" x2="100%" y1="{:.1f}" y2="{:.1f}"/>').format("zero" if t == 0 else "grid", y, y)
        for t in up.ticks
        for y in [height * (1 - up.share(t))]
    ]
    steps = [
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            _pct(across.share(t)),
            height + 20,
            "start" if across.share(t) < 0.02 else "end" if across.share(t) > 0.98 else "middle",
            _tick(t),
        )
        for t in across.ticks
    ]
    return Markup("").join([*rows, *steps])


def _marks(marks: Sequence[Mark], across: Axis, up: Axis, height: int) -> list[Markup]:
    """Each mark is a dashed level with its interval as a whisker where it was measured, named at the right edge."""
    pieces = []
    levels = _apart([height * (1 - up.share(mark.interval.mean)) for mark in marks], gap=18.0, limit=height)
    for mark, level in zip(marks, levels, strict=True):
        x, y = _pct(across.share(mark.step)), height * (1 - up.share(mark.interval.mean))
        top, foot = height * (1 - up.share(mark.interval.high)), height * (1 - up.share(mark.interval.low))
        pieces.append(
            Markup(
                '<rect class="band {s}" x="0" width="100%" y="{top:.1f}" height="{band:.1f}"/>'
                '<line class="level {s}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
                '<line class="whisker {s}" x1="{x}" x2="{x}" y1="{top:.1f}" y2="{foot:.1f}"/>'
                '<circle class="{s}" cx="{x}" cy="{y:.1f}" r="4"/>'
                '<text class="name {s}" x="100%" dx="10" y="{level:.1f}">{name}</text>'
            ).format(
                s=mark.style,
                x=x,
                y=y,
                top=top,
                foot=foot,
                band=foot - top,
                level=level + 4,
                name=f"{mark.name} {rate(mark.interval.mean)}",
            )
        )
    return pieces


def _apart(heights: Sequence[float], *, gap: float, limit: float) -> list[float]:
    """Move labels that would overlap, as little as needed, keeping their order."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    for above, index in pairwise(order):
        placed[index] = max(placed[index], placed[above] + gap)
    overflow = max([*(placed[index] - limit for index in order), 0.0])
    return [height - overflow for height in placed]


def sparkline(curve: Curve, *, height: int = 40) -> Markup:
    """A small curve without axes: its own range from foot to top, the last value as a dot."""
    xs, ys = _finite(curve)
    if not xs:
        return Markup('<p class="empty">no data</p>')
    across, up = Axis(xs[0], xs[-1] + (xs[0] == xs[-1]), ()), Axis(min(ys), max(ys) + (max(ys) == min(ys)), ())
    path = _path(xs, ys, across, up)
    label = f"{curve.metric}: from {ys[0]:.4g} to {ys[-1]:.4g}"
    return Markup(
        '<svg class="spark" width="100%" height="{h}" role="img" aria-label="{label}">{path}'
        '<circle class="after" cx="{x}" cy="{y:.1f}" r="3"/></svg>'
    ).format(
        h=height,
        label=label,
        path=_stretched(Markup('<path class="raw" d="{}"/>').format(path), height),
        x=_pct(across.share(xs[-1])),
        y=height * (1 - up.share(ys[-1])),
    )


def _measure(interval: Rate, style: str, y: float, radius: float = 4) -> Markup:
    low, high, mean = (_pct(UNIT.share(value)) for value in (interval.low, interval.high, interval.mean))
    return Markup(
        '<line class="whisker {s}" x1="{low}" x2="{high}" y1="{y}" y2="{y}"/><circle class="{s}" cx="{mean}" cy="{y}" r="{radius}"/>'
    ).format(s=style, low=low, high=high, mean=mean, y=y, radius=radius)


def dumbbell(change: SliceChange) -> Markup:
    """One slice on the 0–1 axis: before in ink above, after in the accent below, a bar between their means."""
    rules = Markup("").join(Markup('<line class="grid" x1="{0}" x2="{0}" y1="0" y2="32"/>').format(_pct(tick)) for tick in UNIT.ticks)
    label = f"{change.name}: {_compared(change.before, change.after)}"
    return Markup('<svg class="row" width="100%" height="32" role="img" aria-label="{}">{}{}{}</svg>').format(
        label, rules, _measure(change.before, "before", 11), _measure(change.after, "after", 21)
    )


def _compared(before: Rate, after: Rate) -> str:
    return f"{rate(before.mean)} {bracket(before)} before, {rate(after.mean)} {bracket(after)} after"


def unit_axis() -> Markup:
    """The numbers above a column of dumbbells."""
    marks = Markup("").join(
        Markup('<text x="{}" y="16" text-anchor="middle">{}</text>').format(_pct(tick), f"{tick:g}") for tick in (0.0, 0.5, 1.0)
    )
    return Markup('<svg width="100%" height="20" aria-hidden="true">{}</svg>').format(marks)


def strip(before: Rate, after: Rate) -> Markup:
    """Two intervals on the 0–1 axis, for the head of the page."""
    label = _compared(before, after)
    return Markup(
        '<svg class="row" width="100%" height="28" role="img" aria-label="{}"><line class="grid" x1="0" x2="100%" y1="14" y2="14"/>'
        '<line class="grid" x1="0" x2="0" y1="8" y2="20"/><line class="grid" x1="100%" x2="100%" y1="8" y2="20"/>{}{}</svg>'
    ).format(label, _measure(before, "before", 14), _measure(after, "after", 14))


def failure_bar(change: FailureChange, most: int) -> Markup:
    """Two thin bars, before above after, to the scale of the most frequent kind."""
    most = max(most, 1)
    label = f"{change.kind}: {change.before} before, {change.after} after"
    return Markup(
        '<svg class="row" width="100%" height="32" role="img" aria-label="{}"><rect class="before" x="0" y="8" width="{}" height="6"/>'
        '<rect class="after" x="0" y="18" width="{}" height="6"/><line class="axis" x1="0" x2="0" y1="4" y2="28"/></svg>'
    ).format(label, _pct(change.before / most), _pct(change.after / most))


def paired_bar(change: Change) -> Markup:
    """Scenarios that got better, stayed, got worse, as shares of one bar."""
    total = max(change.better + change.same + change.worse, 1)
    better, same = change.better / total, change.same / total
    label = f"{change.better} better, {change.same} same, {change.worse} worse"
    return Markup(
        '<svg class="paired" width="100%" height="12" role="img" aria-label="{}"><rect class="good" x="0" width="{}" height="12"/>'
        '<rect class="same" x="{}" width="{}" height="12"/><rect class="bad" x="{}" width="{}" height="12"/></svg>'
    ).format(label, _pct(better), _pct(better), _pct(same), _pct(better + same), _pct(change.worse / total))


def timeline(seconds: Mapping[str, float]) -> Markup:
    """Stages one after the other, each as wide as the time it took."""
    stages = {name: spent for name, spent in seconds.items() if name != "loop" and spent > 0}
    total = sum(stages.values())
    if not total:
        return Markup('<p class="empty">No stage was timed.</p>')
    pieces, start = [], 0.0
    for index, spent in enumerate(stages.values()):
        width = spent / total
        pieces.append(Markup('<rect class="stage s{}" x="{}" width="{}" height="12"/>').format(index % 6, _pct(start), _pct(width)))
        start += width
    label = ", ".join(f"{name} {duration(spent)}" for name, spent in stages.items())
    return Markup('<svg class="timeline" width="100%" height="12" role="img" aria-label="{}">{}</svg>').format(
        label, Markup("").join(pieces)
    )
