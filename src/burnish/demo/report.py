"""Write report.json and report.html: one demo as plain numbers, and as a page that needs nothing but itself."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from burnish.demo import charts
from burnish.demo.results import DemoReport, SliceChange
from burnish.demo.transcripts import story
from burnish.demo.wording import ARROWS, LABELS, VERDICTS, bracket, count, direction, duration, rate, signed, words
from burnish.evals.statistics import Rate

__all__ = ["render_html", "write_report"]

CHARTS = ("strip", "dumbbell", "failure_bar", "paired_bar", "timeline", "unit_axis")
"""The charts that the template draws by itself."""

SMALL_CURVES: Mapping[tuple[str, str], str] = {
    ("sft", "loss"): "SFT loss",
    ("grpo", "kept"): "Groups with a signal",
    ("grpo", "dropped_solved"): "Groups always solved",
    ("grpo", "sampled_tokens"): "Tokens sampled a step",
    ("grpo", "truncated"): "Share cut off",
    ("grpo", "entropy"): "Entropy",
    ("grpo", "kl_sampler"): "KL from the sampler",
    ("grpo", "clipped"): "Share clipped",
    ("grpo", "grad_norm"): "Gradient norm",
    ("grpo", "learning_rate"): "Learning rate",
}
"""Curves drawn small below the reward, where the runs logged them."""


def write_report(report: DemoReport, out: Path) -> None:
    """Write `report.json` and `report.html` into the folder, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    _write_whole(out / "report.json", json.dumps(report.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    _write_whole(out / "report.html", render_html(report))


def _write_whole(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def render_html(report: DemoReport) -> str:
    """The page. Everything from the run is escaped; its policy allows its own style and script by digest, and no request at all."""
    style, script = _packaged("report.css"), _packaged("report.js")
    return _page().render(
        report=report,
        style=Markup(style),  # noqa: S704 (our own packaged files)
        script=Markup(script),  # noqa: S704
        hashes={"style": _digest(style), "script": _digest(script)},
        title=f"seed {report.seed}",
        **_head(report),
        **_learning(report),
        changes=_changes(report),
        slices=_slices(report.slices),
        failures=sorted(report.failures, key=lambda failure: (-max(failure.before, failure.after), failure.kind)),
        most=max([max(failure.before, failure.after) for failure in report.failures], default=0),
        stories=[story(pair) for pair in report.pairs],
        stages=_stages(report.seconds),
        made=_made(report),
        command=f"burnish demo --seed {report.seed}{' --quick' if report.quick else ''}",
    )


@cache
def _page() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=FunctionLoader(_packaged)
    )
    environment.filters |= {"rate": rate, "signed": signed, "bracket": bracket, "duration": duration, "words": words}
    environment.filters |= {"moved": _moved, "arrow": lambda change: ARROWS[_moved(change)]}
    environment.globals |= {name: getattr(charts, name) for name in CHARTS}
    return environment.get_template("report.html.jinja")


def _packaged(name: str) -> str:
    return files("burnish.demo").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(report: DemoReport) -> dict[str, Any]:
    before, after = report.before, report.after
    if before is None:
        headline = {"before": "The demo stopped before its first measurement.", "accent": "", "after": ""}
        return {"headline": headline, "subtitle": "Nothing was evaluated.", "figures": [], "greedy": ""}
    share = f"{100 * before.resolution.mean:.0f}"
    if after is None:
        headline = {"before": f"The base model resolves {share} of 100 requests it has never seen.", "accent": "", "after": ""}
    else:
        headline = {
            "before": "The support desk resolved ",
            "accent": f"{share} → {100 * after.resolution.mean:.0f} of 100",
            "after": f" requests it had never seen{_doubt(report)}.",
        }
    spent = f" It took {duration(report.seconds['loop'])} in all." if report.finished and "loop" in report.seconds else ""
    subtitle = (
        "A tiny language model with tools at a medical-supply support desk. The demo measures it, teaches it by rejection sampling and "
        "supervised fine-tuning, then by reinforcement learning (GRPO), and measures it again on the same held-out scenarios."
        f"{spent}"
    )
    greedy = ""
    if before.greedy and after and after.greedy:
        was, is_now = before.greedy, after.greedy
        greedy = f"Under greedy decoding, resolution went from {rate(was.mean)} {bracket(was)} to {rate(is_now.mean)} {bracket(is_now)}."
    return {"headline": headline, "subtitle": subtitle, "figures": [_figure(report, name) for name in LABELS], "greedy": greedy}


def _doubt(report: DemoReport) -> str:
    """What the headline owes its reader where the difference may be chance, or is one for the worse."""
    change = report.changes.get("resolution")
    found = direction(change.difference, higher_is_better=True) if change else "unclear"
    return "" if found == "better" else f": {VERDICTS[found].word}"


def _figure(report: DemoReport, name: str) -> dict[str, Any]:
    higher = name != "missed_escalations"
    change = report.changes.get(name)
    verdict = direction(change.difference, higher_is_better=higher) if change else "unclear"
    before: Rate = getattr(report.before, name)
    after: Rate | None = getattr(report.after, name, None)
    return {
        "label": LABELS[name],
        "before": before,
        "after": after,
        "change": change,
        "digits": 2 if higher else 3,
        "verdict": VERDICTS[verdict].style,
        "word": VERDICTS[verdict].word,
        "arrow": "" if change is None else "▲" if change.difference.mean > 0 else "▼" if change.difference.mean < 0 else "=",
        "hint": "higher is better" if higher else "lower is better",
    }


def _changes(report: DemoReport) -> list[dict[str, Any]]:
    rows = []
    for name, change in report.changes.items():
        verdict = VERDICTS[direction(change.difference, higher_is_better=name != "missed_escalations")]
        small = "< 0.001" if change.difference.p_value < 0.001 else rate(change.difference.p_value, 3)
        rows.append(
            {"label": LABELS.get(name, name), "change": change, "p": small}
            | {"icon": verdict.icon, "word": verdict.word, "verdict": verdict.style}
        )
    return rows


def _learning(report: DemoReport) -> dict[str, Any]:
    curve = report.curve("grpo", "reward")
    last = curve.steps[-1] if curve and curve.steps else 0
    first = curve.steps[0] if curve and curve.steps else 0
    measured = [(report.before, "before", first), (report.after, "after", last)]
    marks = [charts.Mark(name, evaluated.resolution, step, name) for evaluated, name, step in measured if evaluated]
    multiples = []
    for (stage, metric), label in SMALL_CURVES.items():
        small = report.curve(stage, metric)
        if small and small.values:
            multiples.append({"label": label, "last": _fact(small.values[-1]), "chart": charts.sparkline(small)})
    return {
        "reward": charts.curve_chart(curve, label="Reward", marks=marks),
        "reward_rows": list(zip(curve.steps, curve.values, strict=True)) if curve else [],
        "multiples": multiples,
    }


def _moved(change: SliceChange) -> str:
    """`good` or `bad` where the two intervals are apart, else `unclear`: slices are small, and not tested one by one."""
    if change.after.low > change.before.high:
        return "good"
    return "bad" if change.after.high < change.before.low else "unclear"


def _slices(changes: Sequence[SliceChange]) -> list[dict[str, Any]]:
    groups: dict[str, list[SliceChange]] = {}
    for change in changes:
        groups.setdefault(change.by, []).append(change)
    return [{"by": by, "rows": sorted(rows, key=lambda row: row.before.mean - row.after.mean)} for by, rows in groups.items()]


def _stages(seconds: Mapping[str, float]) -> list[dict[str, Any]]:
    stages = [name for name in seconds if name != "loop"]
    total = sum(seconds[name] for name in stages) or 1.0
    shown = iter(range(len(stages)))
    rows: list[dict[str, Any]] = [
        {
            "name": words(name),
            "seconds": seconds[name],
            "share": f"{100 * seconds[name] / total:.0f} %",
            "swatch": next(shown) % 6 if seconds[name] > 0 else None,
        }
        for name in stages
    ]
    if "loop" in seconds:
        rows.append({"name": "In all", "seconds": seconds["loop"], "share": "", "swatch": None})
    return rows


def _made(report: DemoReport) -> list[dict[str, Any]]:
    """The facts in lists, one that has none left out; what has fields of its own (a recipe's config) is a list to fold."""
    lists: dict[str, Mapping[str, Any]] = {"Costs": report.costs, "Machine and model": report.machine, "Settings": report.settings}
    return [{"title": title, "rows": _facts(facts), "folds": _folds(facts)} for title, facts in lists.items() if facts]


def _facts(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(words(name), _fact(value)) for name, value in facts.items() if not isinstance(value, Mapping)]


def _folds(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"title": words(name), "rows": _facts(value)} for name, value in facts.items() if isinstance(value, Mapping)]


def _fact(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return count(value) if isinstance(value, int) or value >= 1000 else f"{value:.3g}"
