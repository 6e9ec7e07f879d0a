"""Published recipes: read and never run by the server, known by their hash, resolved for runs; and what the code of a run may ask."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from burnish.recipes import grpo
from burnish.store.leases import Claim, Offer
from burnish.store.ledger import Ledger
from burnish.store.run_tokens import mint_token
from tests.api.callers import Caller, Callers
from tests.api.world import World, furnish

SOURCE = Path(grpo.__file__).read_text(encoding="utf-8")
SCHEMA = grpo.Config.model_json_schema()
RUN = {"recipe": "mine", "env": {"name": "supply_desk"}}


@pytest.fixture
def home(callers: Callers) -> World:
    return furnish(callers, "home")


@pytest.fixture
def path(home: World) -> str:
    return f"/projects/{home.project}/recipes"


def publish(callers: Callers, path: str, source: str = SOURCE, name: str = "mine", schema: Any = None) -> Any:
    return callers.owner.post(path, {"name": name, "source": source, "config_schema": schema or SCHEMA})


def test_a_recipe_is_published_with_its_hash_and_version(callers: Callers, path: str) -> None:
    made = publish(callers, path)
    assert (made["version"], made["builtin"], made["needs"], made["takes"]) == (1, False, ["env"], ["reference"])
    assert made["hash"] == hashlib.sha256(SOURCE.encode()).hexdigest()
    assert publish(callers, path)["id"] == made["id"], "the same source is the same version"
    second = publish(callers, path, SOURCE + "\n# changed\n")
    assert (second["version"], second["name"]) == (2, "mine")
    assert callers.owner.get(f"{path}/mine")["source"].endswith("# changed\n"), "the name means the newest"
    assert callers.owner.get(f"{path}/mine@1")["source"] == SOURCE
    assert [one["version"] for one in callers.owner.get(f"{path}/mine/versions")] == [2, 1]
    assert [one["name"] for one in callers.owner.get(path) if not one["builtin"]] == ["mine", "own"]
    events = callers.owner.get(f"{path.removesuffix('/recipes')}/audit?action=recipe.publish")["items"]
    assert {event["details"]["hash"] for event in events} >= {made["hash"], second["hash"]}


def test_the_server_runs_no_line_of_it(callers: Callers, path: str, tmp_path: Path) -> None:
    source = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n{SOURCE}"
    publish(callers, path, source.replace("from pathlib", "import os\nos._exit(1)\nfrom pathlib"))
    callers.owner.post(path.replace("recipes", "runs"), RUN)
    assert not (tmp_path / "ran").exists()


def test_the_schema_of_plain_fields_is_read_from_the_text(callers: Callers, path: str) -> None:
    made = callers.owner.post(path, {"name": "mine", "source": SOURCE})
    assert made["config_schema"] == SCHEMA
    assert publish(callers, path)["id"] == made["id"], "the same as when it is told"
    unreadable = SOURCE.replace("Field(100, ge=1", "Field(len('x'), ge=1")
    assert unreadable != SOURCE
    answer = callers.owner("POST", path, {"name": "other", "source": unreadable})
    assert (answer.status_code, answer.json()["error"]["where"]) == (422, "source")
    assert "len('x')" in answer.json()["error"]["message"] and "burnish recipes publish" in answer.json()["error"]["fix"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"name": "grpo"}, 409, "comes with Burnish"),
        ({"name": "../x"}, 422, "name"),
        ({"source": "def"}, 422, "is no Python"),
        ({"source": "class Config: ..."}, 422, "async def train"),
        ({"source": SOURCE.replace("async def train", "def train")}, 422, "async def train"),
        ({"source": "class Config: ...\nasync def train(run, config, policy, world): ..."}, 422, "world"),
        ({"source": "x = 1\n" * 60_000}, 422, "source"),
        ({"config_schema": {"type": "array"}}, 422, "no schema of an object"),
        ({"config_schema": {"type": "object", "properties": {"a b": {}}}}, 422, "no name of a field"),
    ],
)
def test_what_is_no_recipe_is_refused_with_what_it_lacks(
    callers: Callers, path: str, change: dict[str, Any], status: int, words: str
) -> None:
    answer = callers.owner("POST", path, {"name": "mine", "source": SOURCE, "config_schema": SCHEMA, **change})
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


def test_a_run_of_one_holds_its_version_and_its_config_with_defaults(callers: Callers, path: str) -> None:
    first, _ = publish(callers, path), publish(callers, path, SOURCE + "\n# changed\n")
    runs = path.replace("recipes", "runs")
    run = callers.owner.post(runs, {**RUN, "recipe": "mine@1", "config": {"steps": 3}})
    spec = run["spec"]
    assert (spec["recipe"], spec["recipe_hash"], spec["published"]) == ("mine", first["hash"], first["id"])
    assert (spec["config"]["steps"], spec["config"]["clip_high"]) == (3, 0.28)
    for config, where in (({"stpes": 3}, "config.stpes"), ({"steps": "three"}, "config.steps"), ({"steps": 0}, "config.steps")):
        answer = callers.owner("POST", runs, {**RUN, "config": config})
        assert (answer.status_code, answer.json()["error"]["where"]) == (422, where), answer.text
    answer = callers.owner("POST", runs, {"recipe": "mine"})
    assert (answer.status_code, answer.json()["error"]["where"]) == (422, "body.env"), "it needs an env"


def test_an_archived_recipe_makes_no_runs_until_it_is_back(callers: Callers, path: str) -> None:
    publish(callers, path)
    callers.owner.post(f"{path}/mine/archive", status=200)
    runs = path.replace("recipes", "runs")
    assert callers.owner.refused("POST", runs, RUN)[0] == 409
    assert callers.owner("POST", path, {"name": "mine", "source": SOURCE + "#", "config_schema": SCHEMA}).status_code == 409
    assert "mine" not in [one["name"] for one in callers.owner.get(path)]
    assert [one["name"] for one in callers.owner.get(f"{path}?archived=true")] == ["mine"]
    callers.owner.post(f"{path}/mine/restore", status=200)
    callers.owner.post(runs, RUN)


def test_a_recipe_is_of_its_project(callers: Callers, path: str) -> None:
    publish(callers, path)
    other = callers.project("other")
    assert callers.owner.refused("GET", f"/projects/{other}/recipes/mine") == (404, "not_found")
    assert callers.owner.refused("POST", f"/projects/{other}/runs", RUN)[0] == 422


def test_a_server_without_published_recipes_takes_none(callers: Callers, path: str) -> None:
    from fastapi.testclient import TestClient

    off = TestClient(callers.another_app(published_recipes="off"), base_url="http://localhost")
    answer = Caller(off, callers.owner.key)("POST", path, {"name": "mine", "source": SOURCE, "config_schema": SCHEMA})
    assert (answer.status_code, answer.json()["error"]["where"]) == (409, "BURNISH_PUBLISHED_RECIPES")


# -- what the code of a run may ask ------------------------------------------------------------------------------------------------


def claimed(callers: Callers, home: World) -> Claim:
    callers.owner.post(f"/projects/{home.project}/runs", {"recipe": "sft", "dataset": "examples"})
    claim = Ledger(callers.server.database).claim(Offer("worker", 64, 2**40), lease_seconds=60)
    assert claim is not None
    return claim


def test_a_run_reads_its_project_and_changes_nothing(callers: Callers, home: World) -> None:
    claim, at = claimed(callers, home), f"/projects/{home.project}"
    other = furnish(callers, "other")
    run = Caller(callers.client, mint_token(callers.server.database, claim.lease))
    told = run.get("/session")
    assert (told["kind"], told["id"], told["via"], told["project"]) == ("run", claim.lease.run_id, "token", home.project)
    assert run.get(f"{at}/runs/{claim.lease.run_id}")["status"] == "leased"
    run.get(f"{at}/models/small")
    assert run.refused("GET", f"/projects/{other.project}/models/small") == (404, "not_found")
    assert run.refused("GET", f"/projects/{other.project}") == (404, "not_found")
    for method, path, body in (
        ("POST", f"{at}/runs", {"recipe": "sft", "dataset": "examples"}),
        ("POST", f"{at}/runs/{claim.lease.run_id}/cancel", None),
        ("GET", f"{at}/models/small/versions/1/files/config.json", None),
        ("GET", f"{at}/secrets", None),
        ("PUT", f"{at}/secrets/OTHER", {"value": "x"}),
        ("POST", "/keys", {"name": "more", "scopes": ["runs.read"]}),
        ("POST", "/projects", {"name": "third"}),
        ("GET", "/users", None),
    ):
        assert run.refused(method, path, body)[0] == 403, path
    (event,) = callers.owner.get(f"{at}/audit?action=run.token")["items"]
    assert (event["actor"], event["target"], event["details"]["via"]) == (claim.lease.run_id, claim.lease.run_id, claim.lease.attempt_id)


@pytest.mark.parametrize("ending", ["finish", "fail", "give_back", "changed hands", "lease over"])
def test_its_token_ends_with_its_lease(callers: Callers, home: World, ending: str) -> None:
    from sqlalchemy import update

    from burnish.store.columns import now
    from burnish.store.guard import ACROSS_PROJECTS
    from burnish.store.tables import runs

    claim, ledger = claimed(callers, home), Ledger(callers.server.database)
    run = Caller(callers.client, mint_token(callers.server.database, claim.lease))
    run.get(f"/projects/{home.project}")
    with callers.server.database.write() as transaction:
        ended = update(runs).where(runs.c.id == claim.lease.run_id).execution_options(**{ACROSS_PROJECTS: True})
        if ending == "lease over":
            transaction.execute(ended.values(lease_until=now(-1)))
        if ending == "changed hands":
            transaction.execute(ended.values(fence=runs.c.fence + 1))
    if ending == "finish":
        ledger.begin(claim.lease)
        ledger.finish(claim.lease)
    if ending == "fail":
        ledger.fail(claim.lease, "error", "it broke")
    if ending == "give_back":
        ledger.give_back(claim.lease)
        assert ledger.claim(Offer("another", 64, 2**40)) is not None, "it runs again, with another lease"
    assert run.refused("GET", f"/projects/{home.project}") == (401, "not_signed_in")


def test_a_made_up_token_opens_nothing(callers: Callers, home: World) -> None:
    claimed(callers, home)
    assert Caller(callers.client, "br_made-up").refused("GET", f"/projects/{home.project}") == (401, "not_signed_in")
