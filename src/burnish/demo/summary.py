"""What the terminal shows when the demo is over: the reward, before and after, one conversation, and where the report lies."""

from pathlib import Path

from rich import box
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from burnish.core.episodes import Episode
from burnish.demo.braille import braille_plot
from burnish.demo.charts import smooth
from burnish.demo.results import FIGURES, Curve, DemoReport
from burnish.demo.transcripts import ending, shown_tags, shown_turns, verdict
from burnish.demo.wording import ARROWS, LABELS, VERDICTS, bracket, direction, duration, p_value, rate, signed, words

__all__ = ["ACCENT", "conversation", "figures_table", "print_summary", "reward_plot"]

ACCENT = "#c9734a"
"""Copper, legible on dark and on light terminals."""

STYLES = {"good": "green", "bad": "red", "unclear": "dim"}
SHOWN_CHARACTERS = 240


def print_summary(console: Console, report: DemoReport, out: Path) -> None:
    """Print it. What the demo did not get to is left out."""
    console.print()
    curve = report.curve("grpo", "reward")
    if curve and curve.values:
        console.print(Text("Reward over the steps of GRPO, smoothed", style="bold"))
        console.print(Padding(reward_plot(curve, width=min(console.width - 12, 88), height=8), (0, 0, 1, 2)))
    if report.before:
        console.print(figures_table(report))
    fixed = next((pair for pair in report.pairs if pair.story == "fixed"), None)
    if fixed:
        console.print()
        sides = [conversation("before", fixed.before), conversation("after", fixed.after)]
        tags = ", ".join(words(value).lower() for value in shown_tags(fixed.after).values())
        console.print(Text.assemble(("The same customer, twice ", "bold"), (f"({tags})", "dim")))
        wide = console.width >= 110
        console.print(Columns(sides, equal=True, expand=True, width=console.width // 2 - 1) if wide else Group(*sides))
    console.print()
    spent = f" · {duration(report.seconds['loop'])} in all" if "loop" in report.seconds else ""
    console.print(Text.assemble((f"{out / 'report.html'}", f"bold {ACCENT}"), f"  and report.json beside it{spent}"), soft_wrap=True)


def reward_plot(curve: Curve, *, width: int, height: int) -> Text:
    """The smoothed curve in braille on a 0–1 axis (wider if it goes beyond), with its axis."""
    values = smooth(curve.values)
    low, high = min(0.0, *curve.values), max(1.0, *curve.values)
    lines = braille_plot(values, width=width, height=height, low=low, high=high)
    labels = {0: f"{high:4.2f}", height - 1: f"{low:4.2f}"}
    text = Text()
    for row, line in enumerate(lines):
        text.append(f"{labels.get(row, ''):>5} ", "dim").append("┤" if row in labels else "│", "dim").append(line, ACCENT).append("\n")
    foot = f"step {curve.steps[0]}"
    text.append(" " * 7 + foot + f"{curve.steps[-1]:>{max(width - len(foot), 1)}}", "dim")
    return text


def figures_table(report: DemoReport) -> Table:
    """The three figures, before and after, with their intervals and the paired comparison."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", show_edge=False)
    table.add_column("held-out scenarios")
    for name in ("before", "", "after", "", "difference", "p"):
        table.add_column(name, justify="left" if not name else "right")
    for figure in FIGURES:
        before = getattr(report.before, figure)
        cells: list[RenderableType] = [Text(LABELS[figure], "bold"), rate(before.mean), Text(f"{bracket(before)} n {before.n}", "dim")]
        if report.after:
            after = getattr(report.after, figure)
            cells += [Text(rate(after.mean), f"bold {ACCENT}"), Text(f"{bracket(after)} n {after.n}", "dim")]
        if change := report.changes.get(figure):
            style = VERDICTS[direction(change.difference, higher_is_better=figure != "missed_escalations")].style
            arrow = (
                {"better": "▲", "worse": "▼"}.get("better" if change.difference.mean > 0 else "worse", "")
                if style != "unclear"
                else ARROWS[style]
            )
            cells += [Text(f"{arrow} {signed(change.difference.mean)}", STYLES[style]), Text(p_value(change.difference.p_value), "dim")]
        table.add_row(*cells)
    return table


def conversation(name: str, episode: Episode) -> Panel:
    """One episode as people read it; long texts are cut, the report has them whole."""
    text = Text()
    for turn in shown_turns(episode.messages):
        if turn["role"] == "system":
            continue
        speaker = ACCENT if turn["role"] == "assistant" and name == "after" else "bold" if turn["role"] == "assistant" else "dim"
        if turn["text"]:
            text.append(f"{turn['who']}: ", speaker).append(_cut(turn["text"]) + "\n")
        for call in turn["calls"]:
            text.append(f"  {call['name']} ", "cyan").append(_cut(call["short"]), "dim")
            text.append(f"  → {_cut(' '.join(call['result'].split()))}\n" if call["result"] else "\n", "dim")
    resolved = bool(episode.outcome.get("resolved"))
    told = Text(f"{'✓' if resolved else '✕'} {verdict(episode)}", "green" if resolved else "red")
    content = Group(text, Text.assemble(told, (f"  {ending(episode)}", "dim")))
    return Panel(content, title=name, title_align="left", box=box.ROUNDED, border_style=ACCENT if name == "after" else "dim")


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
