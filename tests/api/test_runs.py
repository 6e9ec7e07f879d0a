"""Runs over the API: what is asked for is checked first, then made once, watched and steered."""

from typing import Any

import pytest

from burnish.core.runs import EnvRef, RunSpec
from burnish.store.leases import Entry, LogRow, MetricsRow, Offer
from burnish.store.ledger import Ledger
from tests.api.callers import Callers
from tests.api.world import World, furnish

GRPO = {"recipe": "grpo", "env": {"name": "supply_desk"}}


@pytest.fixture
def home(callers: Callers) -> World:
    return furnish(callers, "home")


@pytest.fixture
def path(home: World) -> str:
    return f"/projects/{home.project}/runs"


def test_a_run_holds_all_that_decides_its_result(callers: Callers, home: World, path: str) -> None:
    body = {**GRPO, "model": "small@1", "config": {"steps": 3}, "seed": 7, "resources": {"cores": 2}, "options": {"checkpoint_every": 1}}
    run = callers.owner.post(path, body)
    spec = RunSpec.model_validate(run["spec"])
    version = callers.owner.get(f"/projects/{home.project}/models/small")["versions"][0]
    assert (run["status"], run["name"], run["attempt"]) == ("queued", "grpo", 0)
    assert (spec.model.id, spec.model.name, spec.model.digest) == (version["id"], "small@1", version["digest"])
    assert spec.env == EnvRef(name="supply_desk", split="train")
    assert (spec.config["steps"], spec.config["group_size"], spec.seed, spec.resources.cores) == (3, 8, 7, 2)
    assert spec.options.checkpoint_every == 1
    assert len(spec.recipe_hash) == 64 and spec.version


def test_the_embedded_model_needs_no_import(callers: Callers, path: str) -> None:
    model = callers.owner.post(path, GRPO)["spec"]["model"]
    assert (model["id"], len(model["digest"])) == ("tiny", 64)


def test_every_wrong_field_of_a_config_is_named(callers: Callers, path: str) -> None:
    answer = callers.owner("POST", path, {**GRPO, "config": {"steps": 0, "lr": 1, "temperature": "hot"}})
    error = answer.json()["error"]
    assert answer.status_code == 422
    assert [problem["where"] for problem in error["problems"]] == ["body.config.steps", "body.config.temperature", "body.config.lr"]


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"recipe": "alchemy"}, 422, "recipe"),
        ({"env": None}, 422, "body.env"),
        ({"env": {"name": "casino"}}, 422, "env"),
        ({"env": {"name": "supply_desk", "split": "secret"}}, 422, "body.env.split"),
        ({"env": {"name": "supply_desk", "held_out": "secret"}}, 422, "body.env.held_out"),
        ({"env": {"name": "os:system"}}, 422, "env"),
        ({"dataset": "examples"}, 422, "body.dataset"),
        ({"model": "nothing"}, 404, "model"),
        ({"model": "small@9"}, 404, "model"),
        ({"model": "small@x"}, 404, "model"),
        ({"model": "small@99999999999999999999"}, 404, "model"),
        ({"model": "/etc/passwd"}, 404, "model"),
        ({"recipe": "sft", "env": None}, 422, "body.dataset"),
        ({"recipe": "sft", "env": None, "dataset": "nothing"}, 404, "dataset"),
        ({"seed": -1}, 422, "body.seed"),
        ({"seed": "5"}, 422, "body.seed"),
        ({"seed": True}, 422, "body.seed"),
        ({"config": {"steps": "5"}}, 422, "body.config.steps"),
        ({"options": {"checkpoint_every": "5"}}, 422, "body.options.checkpoint_every"),
        ({"options": {"alarms": [{"metric": "kl", "above": "2"}]}}, 422, "body.options.alarms.0.above"),
        ({"resources": {"cores": 1.5}}, 422, "body.resources.cores"),
        ({"priority": 101}, 422, "body.priority"),
        ({"options": {"alarms": "reward<0.1"}}, 422, "body.options.alarms"),
        ({"resources": {"cores": 0}}, 422, "body.resources.cores"),
        ({"name": "<script>"}, 422, "body.name"),
        ({"more": 1}, 422, "body.more"),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(callers: Callers, path: str, change: dict[str, Any], status: int, where: str) -> None:
    body = {key: value for key, value in {**GRPO, **change}.items() if value is not None}
    answer = callers.owner("POST", path, body)
    assert (answer.status_code, answer.json()["error"]["where"]) == (status, where), answer.text
    assert len(callers.owner.get(path)["items"]) == 1, "nothing was queued"


def test_asking_twice_with_one_key_makes_one_run(callers: Callers, path: str) -> None:
    headers = {"Idempotency-Key": "once"}
    first, second = (callers.owner("POST", path, GRPO, headers=headers).json() for _ in range(2))
    assert first == second
    assert callers.owner.refused("POST", path, {**GRPO, "seed": 1}, headers=headers) == (409, "conflict")
    assert callers.owner.refused("POST", path, GRPO, headers={"Idempotency-Key": "a b"}) == (422, "invalid_request")


def test_runs_are_listed_by_what_is_asked(callers: Callers, path: str) -> None:
    tagged = callers.owner.post(path, {**GRPO, "tags": {"team": "desk", "try": "1"}})["id"]
    callers.owner.post(f"{path}/{tagged}/cancel", status=200)
    plain = callers.owner.post(path, GRPO)["id"]

    def ids(**filters: Any) -> list[str]:
        return [run["id"] for run in callers.owner.get(path, params=filters)["items"]]

    assert ids(recipe="grpo") == [plain, tagged]
    assert ids(status=["cancelled"]) == ids(tag=["team=desk", "try=1"]) == [tagged]
    assert ids(tag=["team=desk", "try=2"]) == []
    assert callers.owner.get(f"{path.removesuffix('s')}-counts") == {"queued": 2, "cancelled": 1}
    first = callers.owner.get(path, params={"limit": 1})
    assert first["items"][0]["id"] == plain
    assert callers.owner.get(path, params={"limit": 1, "after": first["next"]})["items"][0]["id"] == tagged
    for wrong in ({"status": "done"}, {"tag": "x"}, {"limit": 201}, {"limit": 2**70}, {"after": "run_1"}, {"sort": "name"}):
        assert callers.owner.refused("GET", path, params=wrong) == (422, "invalid_request"), wrong


def test_a_run_is_paused_resumed_cancelled_cloned(callers: Callers, path: str) -> None:
    run = callers.owner.post(path, GRPO)["id"]
    assert callers.owner.post(f"{path}/{run}/pause", status=200)["status"] == "paused"
    assert callers.owner.post(f"{path}/{run}/resume", status=200)["status"] == "queued"
    assert callers.owner.post(f"{path}/{run}/cancel", status=200)["status"] == "cancelled"
    assert callers.owner.refused("POST", f"{path}/{run}/resume") == (409, "conflict")
    clone = callers.owner.post(f"{path}/{run}/clone", {"name": "again"})
    assert (clone["parent"], clone["name"], clone["status"]) == (run, "again", "queued")
    assert clone["spec"] == callers.owner.get(f"{path}/{run}")["spec"]
    assert [one["id"] for one in callers.owner.get(f"{path}/{clone['id']}/ancestors")] == [run]
    actions = [event["action"] for event in callers.owner.get("/audit", params={"target": run})["items"]]
    assert actions == ["run.cancel", "run.resume", "run.pause", "run.create"]


def test_a_run_is_edited_from_the_state_that_was_read(callers: Callers, path: str) -> None:
    run = callers.owner("POST", path, GRPO)
    url = f"{path}/{run.json()['id']}"
    etag = callers.owner("GET", url).headers["etag"]
    assert etag == run.headers["etag"]
    edited = callers.owner("PATCH", url, {"name": "renamed", "tags": {"a": "b"}}, headers={"If-Match": etag})
    assert (edited.status_code, edited.json()["tags"]) == (200, {"a": "b"})
    assert callers.owner.refused("PATCH", url, {"priority": 5}, headers={"If-Match": etag}) == (412, "stale")
    assert callers.owner.refused("PATCH", url, {"priority": 5}, headers={"If-Match": '"abc"'}) == (412, "stale")


def test_only_an_ended_run_is_removed(callers: Callers, path: str) -> None:
    run = callers.owner.post(path, GRPO)["id"]
    assert callers.owner.refused("DELETE", f"{path}/{run}") == (409, "conflict")
    callers.owner.post(f"{path}/{run}/cancel", status=200)
    callers.owner.delete(f"{path}/{run}")
    assert callers.owner.refused("GET", f"{path}/{run}") == (404, "not_found")


def working(callers: Callers, path: str) -> tuple[Ledger, Any, str]:
    """A run that a worker has begun, and that has said something."""
    first = callers.owner.get(path)["items"][-1]["id"]
    callers.owner.post(f"{path}/{first}/cancel", status=200)
    run = callers.owner.post(path, GRPO)["id"]
    ledger = Ledger(callers.server.database)
    claim = ledger.claim(Offer("worker-1", cores=2, memory_bytes=10**9))
    assert claim is not None and claim.lease.run_id == run
    ledger.begin(claim.lease, environment={"python": "3"})
    rows = tuple(MetricsRow(step, {"reward": step / 2}) for step in range(2))
    ledger.record(claim.lease, Entry(1, metrics=rows, logs=(LogRow("hello"),)))
    return ledger, claim.lease, run


def test_what_a_run_wrote_is_read_in_pieces(callers: Callers, path: str) -> None:
    _, _, run = working(callers, path)
    metrics = callers.owner.get(f"{path}/{run}/metrics", params={"limit": 1})
    assert [row["values"] for row in metrics["items"]] == [{"reward": 0.0}]
    rest = callers.owner.get(f"{path}/{run}/metrics", params={"after": metrics["next"]})
    assert ([row["values"] for row in rest["items"]], rest["next"]) == ([{"reward": 0.5}], None)
    assert [line["text"] for line in callers.owner.get(f"{path}/{run}/logs")["items"]] == ["hello"]
    kinds = [event["kind"] for event in callers.owner.get(f"{path}/{run}/events")["items"]]
    assert kinds[0] == "queued"
    assert callers.owner.get(f"{path}/{run}/attempts")[0]["environment"] == {"python": "3"}
    for nothing in ("episodes", "checkpoints"):
        assert callers.owner.get(f"{path}/{run}/{nothing}") in ([], {"items": [], "next": None})


def stream(callers: Callers, path: str, **options: Any) -> list[tuple[str, int]]:
    """Kind and number of every piece, up to the end."""
    text = callers.owner("GET", path, **options).text
    blocks = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line) for block in text.strip().split("\n\n")]
    return [(block["event"], int(block["id"])) for block in blocks if "event" in block]


def test_a_run_is_streamed_to_its_end_and_from_anywhere(callers: Callers, path: str) -> None:
    ledger, lease, run = working(callers, path)
    ledger.finish(lease)
    whole = stream(callers, f"{path}/{run}/stream")
    kinds = [kind for kind, _ in whole]
    assert kinds[-2:] == ["run", "end"]
    assert {"metrics", "log", "event"} < set(kinds)
    numbers = [number for _, number in whole]
    assert numbers == sorted(numbers)
    middle = numbers[3]
    rest = stream(callers, f"{path}/{run}/stream", headers={"Last-Event-ID": str(middle)})
    assert [piece for piece in rest if piece[0] not in ("run", "end")] == [p for p in whole[:-2] if p[1] > middle]
    assert stream(callers, f"{path}/{run}/stream", params={"after": numbers[-1]}) == whole[-2:]
    assert callers.owner.refused("GET", f"{path}/{run}/stream", headers={"Last-Event-ID": "x"})[0] == 422


def test_a_stream_waits_for_what_comes(callers: Callers, path: str) -> None:
    from threading import Timer

    ledger, lease, run = working(callers, path)
    Timer(0.3, lambda: ledger.finish(lease)).start()
    assert stream(callers, f"{path}/{run}/stream")[-1][0] == "end"


def test_a_project_without_run_hours_makes_no_run(callers: Callers, home: World, path: str) -> None:
    callers.owner.put(f"/projects/{home.project}/quotas/run_hours/day", {"most": 0})
    assert callers.owner.refused("POST", path, GRPO) == (429, "quota_exceeded")
    callers.owner.delete(f"/projects/{home.project}/quotas/run_hours/day")
    callers.owner.post(path, GRPO)


def test_recipes_tell_the_schema_of_their_form(callers: Callers, home: World) -> None:
    recipes = {recipe["name"]: recipe for recipe in callers.owner.get(f"/projects/{home.project}/recipes")}
    assert set(recipes) >= {"sft", "grpo", "rejection_sampling"}
    assert recipes["grpo"]["config_schema"]["properties"]["steps"]["minimum"] == 1
    assert (recipes["sft"]["needs"], recipes["grpo"]["takes"]) == (["examples"], ["reference"])
    one = callers.owner.get(f"/projects/{home.project}/recipes/grpo")
    assert "async def train" in one["source"] and one["hash"] == recipes["grpo"]["hash"]
    assert [env["name"] for env in callers.owner.get(f"/projects/{home.project}/envs")] == ["supply_desk"]
    assert "checkpoint_every" in callers.owner.get("/run-form")["options"]["properties"]
