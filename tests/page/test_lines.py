"""The lines that the page offers to copy do what they say."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from burnish.core.permissions import BUILTIN_ROLES
from tests.page.visitor import Visitor

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).parents[2] / "src"


def shown(visitor: Visitor, way: str) -> str:
    """The lines of a way, as a click on it shows them."""
    visitor.page.get_by_role("tab", name=way, exact=True).click()
    return visitor.page.get_by_role("tablist").locator("xpath=../..").locator("pre").inner_text()


def run(visitor: Visitor, *command: str) -> str:
    """Run a command as the owner, by their key; what it prints."""
    given = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(SOURCE)}
    key = {"BURNISH_URL": visitor.ground.url, "BURNISH_API_KEY": visitor.ground.owner.key}
    done = subprocess.run(command, env=given | key, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def in_python(visitor: Visitor, text: str) -> None:
    """Run the lines, but for the one that waits for the end of a run."""
    lines = [line for line in text.splitlines() if ".wait(" not in line]
    run(visitor, sys.executable, "-c", "\n".join(lines))


def on_command_line(visitor: Visitor, text: str) -> None:
    """Run the command, without watching."""
    words = [word for word in shlex.split(text.replace("\\\n", " ")) if word != "--watch"]
    assert words[0] == "burnish"
    run(visitor, sys.executable, "-c", "from burnish.cli import main; main()", *words[1:])


def with_curl(visitor: Visitor, text: str) -> None:
    """Run curl through a shell, as it names the key by a variable."""
    run(visitor, "bash", "-euc", text.replace("curl ", "curl -sS --fail-with-body ", 1))


@pytest.fixture
def runs_of(visitor: Visitor) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Runs of the project by a filter; those that were found are cancelled in the end, as they would be the next to be claimed."""
    path, found = f"/projects/{visitor.ground.project}/runs", set()

    def runs(query: str) -> list[dict[str, Any]]:
        items = visitor.ground.owner.get(f"{path}?{query}")["items"]
        found.update(item["id"] for item in items)
        return items  # type: ignore[no-any-return]

    yield runs
    for run_id in found:
        visitor.ground.owner.post(f"{path}/{run_id}/cancel", {}, 200)


def test_a_run_is_made_by_the_lines_beside_its_form(visitor: Visitor, runs_of: Callable[[str], list[dict[str, Any]]]) -> None:
    page = visitor.page
    visitor.go("/p/{project}/runs/new?recipe=grpo")
    page.locator("[data-field='env.name'] select").select_option("supply_desk")
    page.locator("[data-field='env.scenarios'] input").fill("12")
    page.get_by_label("Learning rate", exact=True).fill("2e-6")
    page.get_by_role("heading", name="What every run has").click()
    page.get_by_label("Checkpoint every").fill("5")
    page.get_by_role("heading", name="Name, priority, tags").click()
    page.get_by_label("Tags").fill("made=by-lines")
    ways = {"Python": in_python, "CLI": on_command_line, "curl": with_curl}
    for number, (way, made) in enumerate(ways.items(), start=1):
        made(visitor, shown(visitor, way))
        runs = runs_of("status=queued&tag=made=by-lines")
        assert len(runs) == number, way
        spec = runs[0]["spec"]
        assert (spec["config"]["learning_rate"], spec["env"]["scenarios"], spec["options"]["checkpoint_every"]) == (2e-6, 12, 5), way


def test_a_run_is_repeated_by_the_lines_of_its_setup(visitor: Visitor, runs_of: Callable[[str], list[dict[str, Any]]]) -> None:
    known = visitor.ground.known()
    visitor.page.goto(f"/p/{visitor.ground.project}/runs/{known['run']}/setup")
    visitor.settle()
    for number, (way, made) in enumerate({"Python": in_python, "CLI": on_command_line, "curl": with_curl}.items(), start=1):
        made(visitor, shown(visitor, way))
        assert len(runs_of(f"parent={known['run']}")) == number, way


@pytest.mark.parametrize(
    ("place", "theirs", "ours"), [("datasets", "/data/train.jsonl.gz", "train.jsonl"), ("models", "/models/qwen3-0.6b", "model-1")]
)
@pytest.mark.parametrize("way", ["Python", "CLI", "curl"])
def test_empty_places_teach_what_works(visitor: Visitor, place: str, theirs: str, ours: str, way: str) -> None:
    """With a path that exists in place of the one that is shown."""
    made = {"Python": in_python, "CLI": on_command_line, "curl": with_curl}[way]
    project = f"{place}-{way.lower()}"
    visitor.ground.owner.post("/projects", {"name": project})
    visitor.page.goto(f"/p/{project}/{place}")
    expect(visitor.page.get_by_role("heading", name=re.compile("^No "))).to_be_visible()
    made(visitor, shown(visitor, way).replace(theirs, str(visitor.ground.imports / ours)))
    assert len(visitor.ground.owner.get(f"/projects/{project}/{place}")["items"]) == 1


@pytest.mark.parametrize("way", ["Python", "CLI", "curl"])
def test_access_is_changed_by_the_lines_beside_it(visitor: Visitor, way: str) -> None:
    """A role, a limit, a member of a team and a shared project, each by the lines that its page shows."""
    made = {"Python": in_python, "CLI": on_command_line, "curl": with_curl}[way]
    page, owner, name = visitor.page, visitor.ground.owner, f"lines-{way.lower()}"
    owner.post("/projects", {"name": name})
    owner.post("/teams", {"name": name})
    page.goto("/roles?new=role&from=annotator")
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_label("Who it is for").fill("it's for $HOME")
    made(visitor, shown(visitor, way))
    role = owner.get(f"/roles/{name}")
    assert (role["description"], set(role["permissions"])) == ("it's for $HOME", BUILTIN_ROLES["annotator"])
    for place in (f"/p/{name}/settings/quotas", f"/teams/{name}/quotas", f"/teams/{name}", f"/teams/{name}/projects"):
        page.goto(place)
        made(visitor, shown(visitor, way).replace("ann@example.org", "noor@example.org"))
    for whose in ("projects", "teams"):
        assert [(one["kind"], one["period"], one["most"]) for one in owner.get(f"/{whose}/{name}/quotas")] == [("run_hours", "day", 24)]
    assert [one["role"] for one in owner.get(f"/teams/{name}/members")] == ["developer"]
    assert len(owner.get(f"/teams/{name}/projects")["items"]) == 1


@pytest.mark.parametrize("way", ["Python", "CLI", "curl"])
def test_serving_is_taught_by_lines_that_work(visitor: Visitor, way: str) -> None:
    """A deployment, without waiting for it, and an alias of it; feedback on an order; a dataset of what was found."""
    page, owner, name = visitor.page, visitor.ground.owner, f"serving-{way.lower()}"
    owner.post("/projects", {"name": name})
    page.goto(f"/p/{name}/aliases")
    expect(page.get_by_role("heading", name="No aliases yet")).to_be_visible()
    lines = shown(visitor, way)
    owner.post(f"/projects/{name}/deployments", {"name": "tiny", "target": {"kind": "engine", "model": "tiny"}}, 202)
    made = {"Python": in_python, "CLI": on_command_line, "curl": with_curl}[way]
    made(visitor, lines)
    assert [one["name"] for one in owner.get(f"/projects/{name}/aliases")["items"]] == ["agent"]
    page.goto(f"/p/{name}/feedback")
    expect(page.get_by_role("heading", name="Nobody said anything yet")).to_be_visible()
    made(visitor, shown(visitor, way))
    (given,) = owner.get(f"/projects/{name}/feedback")["items"]
    assert (given["metric"], given["value"], given["target"]["key"]) == ("returned", False, "order:W123")
    page.goto(f"/p/{visitor.ground.project}/datasets?view=build&where=tag:intent%3Dexchange&last=90d")
    page.get_by_label("Name").fill(f"exchanges-{way.lower()}")
    page.get_by_role("heading", name="The same as code").click()
    made(visitor, shown(visitor, way))
    (built,) = owner.get(f"/projects/{visitor.ground.project}/datasets?name=exchanges-{way.lower()}")["items"]
    assert built["examples"] > 50


@pytest.mark.parametrize("way", ["curl"])
def test_a_deployment_is_made_by_the_lines_of_the_empty_page(visitor: Visitor, way: str) -> None:
    """The command and the client wait until it answers, which needs a supervisor; curl does not wait."""
    visitor.ground.owner.post("/projects", {"name": "deployed"})
    visitor.page.goto("/p/deployed/deployments")
    expect(visitor.page.get_by_role("heading", name="Nothing is served yet")).to_be_visible()
    with_curl(visitor, shown(visitor, way))
    assert [one["name"] for one in visitor.ground.owner.get("/projects/deployed/deployments")["items"]] == ["tiny"]
