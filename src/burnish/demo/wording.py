"""How numbers are written: the same words in the terminal and in the report."""

from collections.abc import Mapping
from dataclasses import dataclass

from burnish.evals.statistics import Difference, Rate

__all__ = [
    "ARROWS",
    "LABELS",
    "STORIES",
    "VERDICTS",
    "Word",
    "bracket",
    "count",
    "direction",
    "duration",
    "measured",
    "p_value",
    "rate",
    "signed",
    "words",
]


@dataclass(frozen=True, slots=True)
class Word:
    """A judgement in a word, with its icon and its style (`good`, `bad`, `unclear`): colour never says it alone."""

    word: str
    icon: str
    style: str


LABELS = {"resolution": "Resolution", "containment": "Containment", "missed_escalations": "Missed escalations"}
"""The three figures as people read them."""

VERDICTS: Mapping[str, Word] = {
    "better": Word("better", "✓", "good"),
    "worse": Word("worse", "✕", "bad"),
    "unclear": Word("no clear change", "≈", "unclear"),
}

ACRONYMS = frozenset({"cpu", "gpu", "grpo", "kl", "sft"})

STORIES: Mapping[str, Word] = {
    "fixed": Word("Fixed", "✓", "good"),
    "broken": Word("Broken", "✕", "bad"),
    "kept": Word("Kept", "✓", "good"),
    "unsolved": Word("Not solved yet", "✕", "bad"),
}

ARROWS: Mapping[str, str] = {"good": "▲", "bad": "▼", "unclear": "≈"}


def rate(value: float, digits: int = 2) -> str:
    """`0.93`; a true minus where it is negative."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"


def signed(value: float, digits: int = 2) -> str:
    """`+0.43`, `−0.02`, `±0.00`."""
    text = f"{abs(value):.{digits}f}"
    if not float(text):
        return f"±{text}"
    return f"{'+' if value > 0 else '−'}{text}"


def bracket(interval: Rate | Difference) -> str:
    """`[0.91, 0.95]`."""
    return f"[{rate(interval.low)}, {rate(interval.high)}]"


def measured(interval: Rate) -> str:
    """`0.93 [0.91, 0.95] n 512`."""
    return f"{rate(interval.mean)} {bracket(interval)} n {interval.n}"


def p_value(value: float) -> str:
    """`p = 0.03`, `p < 0.001`."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def duration(seconds: float) -> str:
    """`0.4 s`, `42 s`, `3 min 05 s`, `1 h 02 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def count(value: float) -> str:
    """`1,204`, `3.1 M`."""
    if value >= 10_000_000:
        return f"{value / 1e6:,.0f} M"
    return f"{value / 1e6:.2f} M" if value >= 1_000_000 else f"{value:,.0f}"


def words(name: str) -> str:
    """`missed_escalation` as `Missed escalation`, `grpo` as `GRPO`."""
    text = " ".join(word.upper() if word in ACRONYMS else word for word in name.replace("_", " ").split())
    return text[:1].upper() + text[1:]


def direction(difference: Difference, *, higher_is_better: bool) -> str:
    """`better` or `worse` where the whole interval lies on one side of 0, else `unclear`."""
    if difference.low <= 0 <= difference.high:
        return "unclear"
    return "better" if (difference.mean > 0) == higher_is_better else "worse"
