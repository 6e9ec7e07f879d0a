"""The page is complete in itself, escapes what it shows, and reads well where there is little to show."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from burnish.demo.report import render_html
from burnish.demo.results import DemoReport, SliceChange
from burnish.evals.statistics import Difference
from tests.demo.synthetic import interval, synthetic_report

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """Attributes, text, and whether every element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, text: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(text)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


REPORTS = {
    "full": synthetic_report(),
    "nothing": DemoReport(seed=3),
    "one step": synthetic_report(steps=1),
    "no step": synthetic_report(steps=0),
    "stopped": replace(synthetic_report(), finished=False, after=None, changes={}, slices=(), failures=(), pairs=()),
    "quick": replace(synthetic_report(steps=3), quick=True),
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_is_well_formed(name: str) -> None:
    page = Page(render_html(REPORTS[name]))
    assert page.open == []
    assert "None" not in page.text
    assert "nan" not in page.text.lower().split()


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_asks_the_network_for_nothing(name: str) -> None:
    html = render_html(REPORTS[name])
    assert not re.search(r"https?:|[\"'(]\s*//|@import|url\((?!#)", html)
    for tag, attributes in Page(html).elements:
        for name in ("src", "href", "xlink:href", "action", "data", "poster"):
            assert attributes.get(name, "#").startswith("#") or (tag == "link" and attributes["href"] == "data:,")


def test_the_policy_allows_only_the_pages_own_style_and_script() -> None:
    html = render_html(synthetic_report())
    [policy] = [attributes["content"] for _, attributes in Page(html).elements if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        [content] = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert not any("style" in attributes or any(name.startswith("on") for name in attributes) for _, attributes in Page(html).elements)


def test_what_a_customer_says_is_text_and_never_markup() -> None:
    html = render_html(synthetic_report(customer='</p><script>alert("1")</script><img src=x onerror=alert(2)>'))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert "img" not in {tag for tag, _ in Page(html).elements}


def test_what_a_chart_is_called_is_text_and_never_markup() -> None:
    slices = [SliceChange("intent", '"><script>alert(1)</script>', interval(0.5, 20), interval(0.9, 20))]
    html = render_html(replace(synthetic_report(), slices=slices))
    assert "<script>alert" not in html


def test_the_headline_says_what_changed() -> None:
    text = Page(render_html(synthetic_report())).text
    assert "51 → 94 of 100" in text
    assert "0.51" in text and "[0.47, 0.56]" in text and "n 512" in text


def test_the_headline_does_not_boast_of_chance() -> None:
    report = synthetic_report()
    unclear = replace(report.changes["resolution"], difference=Difference(0.05, -0.02, 0.12, 0.2, "McNemar, exact", 512))
    assert "never seen: no clear change." in Page(render_html(replace(report, changes={"resolution": unclear}))).text
    assert "never seen." in Page(render_html(report)).text


def test_every_chart_says_in_words_what_it_shows() -> None:
    labelled = [
        attributes for tag, attributes in Page(render_html(synthetic_report())).elements if tag == "svg" and attributes.get("role") == "img"
    ]
    assert len(labelled) > 20
    assert all(attributes["aria-label"] for attributes in labelled)


def test_the_outcome_is_never_told_by_colour_alone() -> None:
    text = Page(render_html(synthetic_report())).text
    for words in ("✕ Missed escalation", "✓ Resolved", "✓ Fixed", "✕ Broken", "✕ Not solved yet", "▲ +0.43", "▼ −0.250"):
        assert words in text


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark by choice", "dark by system"])
@pytest.mark.parametrize("ground", ["paper", "surface", "wash"])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent", "good", "bad", "caution"])
def test_every_text_colour_has_enough_contrast(theme: int, ground: str, ink: str) -> None:
    css = files("burnish.demo").joinpath("report.css").read_text(encoding="utf-8")
    colours = {name: re.findall(rf"--{name}: (#[0-9A-F]{{6}})", css)[theme] for name in (ground, ink)}
    lighter, darker = sorted((luminance(colours[ground]), luminance(colours[ink])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
