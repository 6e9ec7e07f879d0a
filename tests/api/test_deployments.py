"""Deployments, aliases and the playground through the API."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from burnish.api.app import create_app
from burnish.artifacts.segments import SegmentReader
from burnish.settings import Settings
from burnish.workers.replica_log import replica_log
from tests.api.callers import Callers
from tests.api.world import World, furnish
from tests.databases import only_sqlite

ROOT = Path(__file__).parents[2]
ENGINE = {"kind": "engine", "model": "tiny"}


@pytest.fixture
def home(callers: Callers) -> World:
    return furnish(callers, "home")


def test_a_version_of_the_registry_is_deployed(callers: Callers, home: World) -> None:
    at = f"/projects/{home.project}"
    found = callers.owner.get(f"{at}/deployments/served")
    version = callers.owner.get(f"{at}/models/small")["versions"][0]
    assert (found["status"], found["version"], found["weights"]) == ("starting", version["id"], version["digest"])
    assert len(found["template"]) == 64
    tiny = callers.owner.post(f"{at}/deployments", {"name": "embedded", "target": ENGINE}, 202)
    assert (tiny["version"], tiny["template"]) == ("tiny", found["template"])  # the same files
    assert [one["name"] for one in callers.owner.get(f"{at}/deployments")["items"]] == ["embedded", "served"]


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        ({"kind": "engine", "model": "nothing"}, (404, "not_found")),
        ({"kind": "engine", "model": "small@9"}, (404, "not_found")),
        ({"kind": "engine", "model": "tiny", "replicas": 0}, (422, "invalid_request")),
        ({"kind": "openai", "url": "http://169.254.169.254/v1", "model": "m"}, (422, "outbound_refused")),
        ({"kind": "openai", "url": "https://api.example.org/v1", "model": "m", "secret": "NONE"}, (404, "not_found")),
        ({"kind": "openai", "url": "https://user:pw@api.example.org/v1", "model": "m"}, (422, "outbound_refused")),
        ({"kind": "other"}, (422, "invalid_request")),
    ],
)
def test_what_cannot_be_served_is_refused(callers: Callers, home: World, target: dict[str, Any], refused: tuple[int, str]) -> None:
    assert callers.owner.refused("POST", f"/projects/{home.project}/deployments", {"name": "other", "target": target}) == refused


def test_a_developer_sends_no_secret_to_a_new_address(callers: Callers, home: World) -> None:
    at = f"/projects/{home.project}/deployments"
    developer = callers.user("developer", home.project)
    target = {"kind": "openai", "url": "https://api.example.org/v1", "model": "m", "secret": "HF_TOKEN"}
    assert developer.refused("POST", at, {"name": "mine", "target": target}) == (403, "forbidden")
    callers.owner.post(at, {"name": "first", "target": target}, 202)
    developer.post(at, {"name": "mine", "target": {**target, "model": "other"}}, 202)
    away = {"target": {**target, "url": "https://collect.example.com/v1"}}
    assert developer.refused("PATCH", f"{at}/mine", away) == (403, "forbidden")
    changed = developer.patch(f"{at}/mine", {"target": {"kind": "openai", "url": "https://collect.example.com/v1", "model": "m"}})
    assert changed["target"]["secret"] is None  # nothing is carried over
    assert callers.owner.refused("DELETE", f"/projects/{home.project}/secrets/HF_TOKEN") == (409, "conflict")


def test_an_alias_is_changed_with_its_etag_and_rolled_back(callers: Callers, home: World) -> None:
    at = f"/projects/{home.project}"
    callers.owner.post(f"{at}/deployments", {"name": "next", "target": ENGINE}, 202)
    read = callers.owner("GET", f"{at}/aliases/support")
    shares = {"shares": [{"deployment": "served", "weight": 9}, {"deployment": "next"}]}
    changed = callers.owner("PATCH", f"{at}/aliases/support", shares, headers={"If-Match": read.headers["etag"]})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    late = {"If-Match": read.headers["etag"]}
    assert callers.owner.refused("PATCH", f"{at}/aliases/support", shares, headers=late) == (412, "stale")
    back = callers.owner.post(f"{at}/aliases/support/rollback", {}, 200)
    assert (back["version"], back["shares"]) == (3, read.json()["shares"])
    history = callers.owner.get(f"{at}/aliases/support/history?limit=2")
    assert [one["action"] for one in history["items"]] == ["rollback", "change"]
    assert history["items"][0]["by"] == callers.owner.get("/session")["id"]
    rest = callers.owner.get(f"{at}/aliases/support/history?after={history['next']}")
    assert [one["action"] for one in rest["items"]] == ["create"]
    assert callers.owner.refused("DELETE", f"{at}/deployments/served") == (409, "conflict")


def test_a_deployment_is_stopped_started_and_removed(callers: Callers, home: World) -> None:
    at = f"/projects/{home.project}/deployments"
    callers.owner.post(at, {"name": "other", "target": ENGINE}, 202)
    etag = callers.owner("GET", f"{at}/other").headers["etag"]
    assert callers.owner.post(f"{at}/other/stop", status=200)["status"] == "stopped"
    assert callers.owner.post(f"{at}/other/start", status=200)["status"] == "starting"
    assert callers.owner("GET", f"{at}/other").headers["etag"] != etag  # updated_at
    callers.owner.delete(f"{at}/other")
    assert callers.owner.refused("GET", f"{at}/other") == (404, "not_found")


def test_what_replicas_wrote_can_be_read(callers: Callers, home: World) -> None:
    found = callers.owner.get(f"/projects/{home.project}/deployments/served")
    (replica,) = found["replicas"]
    path = replica_log(callers.server.settings, found["id"], replica["id"])
    path.parent.mkdir(parents=True)
    path.write_text("one\ntwo\nthree\n")
    logs = callers.owner.get(f"/projects/{home.project}/deployments/served/logs?lines=2")
    assert logs == [{"replica": replica["id"], "number": 1, "lines": ["two", "three"]}]


# -- the playground --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def upstream() -> Iterator[str]:
    """A server that answers in OpenAI's shape."""
    process = subprocess.Popen([sys.executable, "-m", "tests.gateway.upstream", "0"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    process.kill()
    process.communicate()


@pytest.fixture
def open_callers(settings: Settings) -> Iterator[Callers]:
    """A server whose operator allows that upstream."""
    app = create_app(settings.model_copy(update={"outbound_allow": ("127.0.0.1",)}))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield Callers(app, client)


def test_the_playground_answers_as_the_gateway_does_and_is_recorded(open_callers: Callers, upstream: str) -> None:
    owner, project = open_callers.owner, open_callers.project("shop")
    at = f"/projects/{project}"
    owner.post(f"{at}/deployments", {"name": "large", "target": {"kind": "openai", "url": upstream, "model": "large"}}, 202)
    asked = {"model": "support", "messages": [{"role": "user", "content": "Where is my order?"}]}
    assert owner.refused("POST", f"{at}/chat", asked) == (404, "not_found")
    owner.post(f"{at}/aliases", {"name": "support", "shares": [{"deployment": "large"}]})
    answer = owner("POST", f"{at}/chat", asked)  # the alias that was made a moment ago
    assert (answer.status_code, answer.json()["choices"][0]["message"]["content"]) == (200, "It is on its way.")
    assert (answer.headers["burnish-deployment"], answer.headers["cache-control"]) == ("large", "no-store")
    streamed = owner("POST", f"{at}/chat", {**asked, "stream": True})
    pieces = [json.loads(line[6:]) for line in streamed.text.splitlines() if line.startswith("data: {")]
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert "".join(piece["choices"][0]["delta"].get("content", "") for piece in pieces if piece["choices"]) == "It is on its way."
    assert streamed.text.rstrip().endswith("data: [DONE]")
    (folder,) = (open_callers.server.settings.records).iterdir()
    entries = [json.loads(entry) for entry in SegmentReader(folder).read().payloads]
    assert [entry["kind"] for entry in entries] == ["interaction", "interaction"]
    assert {entry["body"]["id"] for entry in entries} == {one.headers["burnish-interaction"] for one in (answer, streamed)}


@only_sqlite
def test_a_page_must_prove_that_it_is_ours(callers: Callers, home: World) -> None:
    email, password = "ann@example.org", "four quite long words"
    user = callers.owner.post("/users", {"email": email, "name": "Ann", "role": None, "password": password})["user"]
    callers.owner.put(f"/projects/{home.project}/members/{user['id']}", {"role": "developer"})
    browser, _ = callers.browser(email, password)
    body = {"model": "support", "messages": [{"role": "user", "content": "Hello"}]}
    assert browser.post(f"/api/v1/projects/{home.project}/chat", json=body).status_code == 403
    viewer = callers.user("viewer", home.project)
    assert viewer.refused("POST", f"/projects/{home.project}/chat", body) == (403, "forbidden")


@only_sqlite
def test_what_is_wrong_with_a_call_is_said(callers: Callers, home: World) -> None:
    at = f"/projects/{home.project}/chat"
    message = {"role": "user", "content": "Hello"}
    for body, status in (
        ({"model": "support", "messages": []}, 422),
        ({"model": "none", "messages": [message]}, 404),
        ({"model": "away/support", "messages": [message]}, 404),
        ({"model": "support", "messages": [{"role": "nobody"}]}, 400),
    ):
        assert callers.owner.refused("POST", at, body)[0] == status, body
    waiting = callers.owner("POST", at, {"model": "support", "messages": [message]})
    assert (waiting.status_code, waiting.json()["error"]["code"]) == (503, "upstream_failed")  # its replica is not up
