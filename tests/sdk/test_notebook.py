"""Records and lists in a notebook: tables, in which what others wrote stays text."""

from datetime import UTC, datetime

import httpx
import pytest

from burnish import Client
from burnish.core.access import Project
from burnish.core.options import RunOptions
from burnish.core.records import rows_as_html
from burnish.core.runs import RunRequest
from burnish.sdk import Account

ATTACKS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><svg onload=alert(1)>", "&lt;b&gt;", "</td></tr></table><h1>"]


def project(text: str) -> Project:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    return Project(id="project_1", name="desk", description=text, created_at=moment, created_by="x", archived_at=None, permissions=(text,))


@pytest.mark.parametrize("text", ATTACKS)
def test_what_others_wrote_stays_text(text: str) -> None:
    for html in (project(text)._repr_html_(), rows_as_html([project(text)])):
        assert text not in html
        assert html.count("<td") == len(Project.model_fields)
        assert {"<script", "<img", "<svg", "<h1"} & set(html.lower().split(">")) == set()


def test_a_record_shows_its_fields() -> None:
    html = project("a support desk")._repr_html_()
    assert "<caption>Project</caption>" in html
    assert "a support desk" in html and "2026-01-02 03:04:05+00:00" in html
    assert "…" in project("long " * 100)._repr_html_()


def test_records_within_records_are_short() -> None:
    html = RunRequest(recipe="grpo", options=RunOptions(max_steps=3))._repr_html_()
    assert "{&quot;max_steps&quot;: 3}" in html


def test_a_list_shows_its_first_page() -> None:
    page = {"items": [project("one").model_dump(mode="json")], "next": "project_1"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=page))
    with Client.of(Account("http://burnish.test", "bk_key"), transport=transport) as client:
        html = client.projects.list()._repr_html_()
    assert html.count("<tr>") == 2 and "more follow" in html
    assert rows_as_html([]) == "<table><thead><tr></tr></thead><tbody></tbody></table><p>nothing here</p>"
