"""LiveWatch: the demo as it runs, on a terminal: stages, the reward, numbers with intervals, time left."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from burnish.demo.platform import Platform
from burnish.demo.results import Curve, DemoReport, Evaluated
from burnish.demo.summary import ACCENT, print_summary, reward_plot
from burnish.demo.watch import PlainWatch, Watch, way_back, way_in
from burnish.demo.wording import duration, measured, words

__all__ = ["LiveWatch", "watch_on"]

PLOT_HEIGHT = 8
SETTLED_SHARE = 0.03
"""How much of a stage has to be done before its speed is worth a forecast."""


def watch_on(console: Console, result: Console | None = None) -> Watch:
    """Live on a terminal that can redraw, plain lines elsewhere."""
    live = console.is_terminal and not console.is_dumb_terminal
    return LiveWatch(console, result) if live else PlainWatch(console, result)


class LiveWatch:
    """Redraws itself a few times a second until `end`.

    Args:
        console: the terminal.
        result: where the summary goes at the end; by default the same.
    """

    def __init__(self, console: Console, result: Console | None = None) -> None:
        self._console, self._result = console, result or console
        self._stages: Sequence[str] = ()
        self._spent: dict[str, float] = {}
        self._facts: dict[str, str] = {}
        self._stage = ""
        self._done, self._total = 0, 0
        self._steps: list[int] = []
        self._rewards: list[float] = []
        self._before: Evaluated | None = None
        self._notices: list[str] = []
        self._began = self._stage_began = time.monotonic()
        self._out = Path()
        self._over = False
        self._live = Live(console=console, get_renderable=self._render, refresh_per_second=4, transient=True)

    def begin(self, stages: Sequence[str], out: Path) -> None:
        """Start to draw."""
        self._stages, self._out = stages, out
        self._began = self._stage_began = time.monotonic()
        self._live.start()

    def opened(self, place: Platform) -> None:
        """Write above the drawing where the page is, and how to get in."""
        self._tell(way_in(place))

    def stage(self, name: str) -> None:
        """Tick off the stage before, begin this one."""
        self._close_stage()
        self._stage, self._stage_began = name, time.monotonic()
        self._done, self._total = 0, 0

    def progress(self, done: int, total: int, metrics: Mapping[str, float]) -> None:
        """Move the bar; a reward of GRPO becomes a point of the plot."""
        self._done, self._total = done, total
        if "reward" in metrics and self._stage == "grpo":
            self._steps.append(done)
            self._rewards.append(metrics["reward"])
        shown = {"reward": "reward {:.2f}", "loss": "loss {:.3f}"}
        self._facts[self._stage] = ", ".join(text.format(metrics[name]) for name, text in shown.items() if name in metrics)

    def measured(self, name: str, evaluated: Evaluated) -> None:
        """Write the number beside the stage."""
        self._facts[self._stage] = f"resolution {measured(evaluated.resolution)}"
        if name == "before":
            self._before = evaluated

    def notice(self, text: str) -> None:
        """Show it below; when there is no drawing any more, print it."""
        if self._over:
            self._console.print(Text(text, "yellow"))
        self._notices = [*self._notices, text][-3:]

    def end(self, report: DemoReport | None) -> None:
        """Stop drawing, leave the stages on the screen, and print the summary."""
        self._close_stage()
        self._live.stop()
        self._over = True
        self._console.print(self._stage_table())
        for text in self._notices:
            self._console.print(Text(text, "yellow"))
        if report:
            print_summary(self._result, report, self._out)

    def stays_up(self, place: Platform) -> None:
        """Print how to get in, and how it stops."""
        self._console.print()
        self._tell(way_in(place))
        for line in way_back(place):
            self._console.print(Text(line, "dim"), soft_wrap=True)

    def _tell(self, lines: Sequence[str]) -> None:
        first, *rest = lines
        self._console.print(Text(first, f"bold {ACCENT}"), soft_wrap=True)
        for line in rest:
            self._console.print(line, soft_wrap=True, highlight=False, markup=False)

    def _close_stage(self) -> None:
        if self._stage:
            self._spent[self._stage] = time.monotonic() - self._stage_began
        self._stage = ""

    def _render(self) -> RenderableType:
        spent = duration(time.monotonic() - self._began)
        head = Table.grid(expand=True)
        head.add_column()
        head.add_column(justify="right")
        head.add_row(Text.assemble(("Burnish", f"bold {ACCENT}"), ("  watch an agent get better at its work", "dim")), Text(spent, "dim"))
        parts: list[RenderableType] = [head, Text(), self._stage_table()]
        if len(self._rewards) > 1:
            curve = Curve("grpo", "reward", tuple(self._steps), tuple(self._rewards))
            parts += [
                Text(),
                Text.assemble(("reward ", "bold"), (f"{self._rewards[-1]:.2f}", f"bold {ACCENT}"), (" on training scenarios", "dim")),
            ]
            parts.append(reward_plot(curve, width=max(min(self._console.width - 12, 88), 16), height=PLOT_HEIGHT))
        parts += [Text(text, "yellow") for text in self._notices]
        return Group(*parts)

    def _stage_table(self) -> Table:
        table = Table(box=box.SIMPLE_HEAD, show_header=False, show_edge=False, pad_edge=False)
        table.add_column(width=1)
        table.add_column(min_width=18)
        table.add_column(justify="right", min_width=8)
        table.add_column(min_width=20)
        table.add_column()
        for name in self._stages:
            table.add_row(*self._stage_row(name))
        return table

    def _stage_row(self, name: str) -> tuple[RenderableType, ...]:
        fact = Text(self._facts.get(name, ""), "dim")
        if name in self._spent:
            return (Text("✓", "green"), words(name), Text(duration(self._spent[name]), "dim"), "", fact)
        if name != self._stage:
            return ("", Text(words(name), "dim"), "", "", "")
        spent = time.monotonic() - self._stage_began
        bar = ProgressBar(total=self._total or None, completed=self._done, width=20, pulse=not self._total, complete_style=ACCENT)
        return (Text("●", ACCENT), Text(words(name), "bold"), duration(spent), bar, Text.assemble(fact, self._left(spent)))

    def _left(self, spent: float) -> Text:
        share = self._done / self._total if self._total else 0.0
        if share < SETTLED_SHARE or share >= 1:
            return Text()
        comma = "  " if self._facts.get(self._stage) else ""
        return Text(f"{comma}{self._done} of {self._total}, about {duration(spent * (1 - share) / share)} left", "dim")
