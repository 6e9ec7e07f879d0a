"""A project with one thing of every kind in it, and for every route of the API a request that could be one about these things."""

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from burnish import tiny
from burnish.api.access import Guard
from burnish.core.ids import new_id
from tests.api.callers import Caller, Callers
from tests.store.records import interaction

__all__ = ["BODIES", "Target", "World", "furnish", "guard_of", "targets"]

BODIES: dict[str, Any] = {
    "log_in": {"email": "nobody@example.org", "password": "wrong wrong wrong"},
    "change_password": {"current": "wrong wrong wrong", "new": "some quite other words"},
    "create_project": {"name": "another"},
    "update_project": {"description": "other"},
    "set_member": {"role": "viewer"},
    "create_team": {"name": "another"},
    "update_team": {"description": "other"},
    "set_team_member": {"role": "viewer"},
    "set_role": {"permissions": ["runs.read"]},
    "create_user": {"email": "another@example.org"},
    "update_user": {"name": "Other"},
    "create_service": {"name": "another", "role": "viewer"},
    "update_service": {"disabled": True},
    "create_service_key": {"name": "another", "scopes": ["runs.read"]},
    "rotate_service_key": {},
    "create_key": {"name": "another", "scopes": ["runs.read"]},
    "rotate_key": {},
    "set_team_group": {"role": "viewer"},
    "set_quota": {"most": 1},
    "set_quota_of_team": {"most": 1},
    "set_secret": {"value": "other"},
    "publish_recipe": {
        "name": "another",
        "source": "class Config: ...\nasync def train(run, config, policy): ...\n",
        "config_schema": {"type": "object"},
    },
    "create_run": {"recipe": "grpo", "env": {"name": "supply_desk"}},
    "update_run": {"name": "other"},
    "clone_run": {},
    "retry_run": {},
    "import_model": {"name": "another", "path": "/nowhere"},
    "update_model": {"description": "other"},
    "import_dataset": {"name": "another", "path": "/nowhere"},
    "set_price_list": {"models": {"large": {"input_usd": 2, "output_usd": 8}}},
    "costs_of_interactions": {"models": {"large": {"input_usd": 2, "output_usd": 8}}},
    "set_retention": {"payload_days": 30},
    "erase": {"episode": "none"},
    "preview_dataset": {"name": "another"},
    "build_dataset": {"name": "another"},
    "create_deployment": {"name": "another", "target": {"kind": "engine", "model": "tiny"}},
    "update_deployment": {"description": "other"},
    "create_alias": {"name": "another", "shares": [{"deployment": "served"}]},
    "update_alias": {"description": "other"},
    "roll_back_alias": {},
    "chat": {"model": "support", "messages": [{"role": "user", "content": "Hello"}]},
    "give_feedback": {"metric": "helpful", "value": True, "target": {"episode": "call:1"}},
    "give_feedback_batch": {"events": [{"metric": "helpful", "value": True, "target": {"episode": "call:1"}}]},
    "retract_feedback": {},
    "tell_outcome": {"resolved": True},
    "declare_metric": {"name": "stars", "type": "number"},
    "set_source_rule": {"kind": "person", "most_per_hour": 100},
    "define_kpi": {"name": "stars", "kind": "metric", "metric": "stars"},
    "preview_kpi": {"name": "stars", "kind": "metric", "metric": "stars"},
    "import_interactions": {},
    "query_interactions": {},
    "count_interactions": {},
    "facet_interactions": {},
    "group_interactions": {"by": [{"field": "alias"}]},
    "series_of_interactions": {"start": "2026-11-01T00:00:00Z", "end": "2026-11-02T00:00:00Z"},
    "export_interactions": {},
    "query_episodes": {},
    "count_episodes": {},
    "create_view": {"name": "another"},
    "update_view": {"description": "other"},
}
"""By operation: a body that is right in form."""


@dataclass(frozen=True)
class World:
    """A project, and one thing of each kind in it, by the names of path parameters."""

    project: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A request that could be made: a route, and how to fill in its path."""

    operation: str
    method: str
    template: str
    guard: Guard

    def path(self, values: dict[str, str]) -> str:
        """Under `/api/v1`, or from the root with two strokes."""
        path = self.template.replace(":path}", "}").format(**values)
        return path.removeprefix("/api/v1") if path.startswith("/api/v1") else f"/{path}"

    @property
    def body(self) -> Any:
        return BODIES.get(self.operation)

    @property
    def names(self) -> set[str]:
        """Of the path's parameters."""
        return {part.strip("{}").partition(":")[0] for part in self.template.split("/") if part.startswith("{")}

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def targets(app: FastAPI) -> list[Target]:
    """Every route that the app has, by method."""
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    return [Target(str(route.operation_id), method, route.path, guard_of(route)) for route in routes for method in sorted(route.methods)]


def guard_of(route: APIRoute) -> Guard:
    """The one guard in front of a route."""
    guards = [dependency.call for dependency in route.dependant.dependencies if isinstance(dependency.call, Guard)]
    assert len(guards) == 1, f"{route.path} has {len(guards)} guards"
    return guards[0]


def furnish(callers: Callers, name: str) -> World:
    """Make a project and put one of everything into it."""
    owner, project = callers.owner, callers.project(name)
    at = f"/projects/{project}"
    root = Path(callers.server.settings.import_roots[0]) / name
    shutil.copytree(tiny.folder(), root / "model")
    (root / "examples.jsonl").write_text('{"prompt": "a", "completion": "b"}\n', encoding="utf-8")
    team = owner.post("/teams", {"name": f"team-of-{name}"})["id"]
    owner.put(f"{at}/teams/{team}", None)
    member = callers.user("developer", project)
    service = owner.post(f"{at}/services", {"name": "nightly", "role": "developer"})["id"]
    key = owner.post(f"{at}/services/{service}/keys", {"name": "nightly", "scopes": ["runs.read"]})["key"]["id"]
    owner.put(f"{at}/secrets/HF_TOKEN", {"value": "hf_secret"})
    dataset = owner.post(f"{at}/datasets", {"name": "examples", "path": str(root / "examples.jsonl")})["id"]
    model = owner.post(f"{at}/models", {"name": "small", "path": str(root / "model")}, 202)["model"]
    run = owner.post(f"{at}/runs", {"recipe": "sft", "dataset": "examples", "name": f"first of {name}"})["id"]
    ready(owner, f"{at}/models/{model}")
    owner.post(f"{at}/recipes", {**BODIES["publish_recipe"], "name": "own"})
    deployment = owner.post(f"{at}/deployments", {"name": "served", "target": {"kind": "engine", "model": "small"}}, 202)["id"]
    alias = owner.post(f"{at}/aliases", {"name": "support", "shares": [{"deployment": "served"}]})["id"]
    one = interaction(1, id=new_id("interaction"), source="logged", episode="call:1")
    owner.post(f"{at}/interactions", {"interactions": [one.model_dump(mode="json")]}, 200)
    view = owner.post(f"{at}/views", {"name": "slow"})["id"]
    owner.put(f"/roles/role-of-{name}", {"permissions": ["project.read", "runs.read"]})
    owner.post(f"{at}/feedback", {"id": f"thumb-of-{name}", "metric": "helpful", "value": True, "target": {"episode": "call:1"}})
    owner.put(f"{at}/price-lists/elsewhere", BODIES["set_price_list"])
    values = {
        "project": project,
        "prices": "elsewhere",
        "team": team,
        "user": member.id,
        "service": service,
        "key": key,
        "name": "HF_TOKEN",
        "dataset": dataset,
        "model": model,
        "number": "1",
        "file": "config.json",
        "run": run,
        "recipe": "own",
        "deployment": deployment,
        "alias": alias,
        "role": f"role-of-{name}",
        "kind": "tokens",
        "period": "day",
        "group": "people",
        "seq": "1",
        "feedback": f"thumb-of-{name}",
        "metric": "helpful",
        "kpi": "containment",
        "interaction": one.id,
        "episode": "call:1",
        "view": view,
    }
    return World(project, values)


def ready(caller: Caller, path: str) -> Any:
    """The model, once its newest version is ready."""
    for _ in range(400):
        model = caller.get(path)
        if model["versions"][0]["status"] != "importing":
            assert model["versions"][0]["status"] == "ready", model["versions"][0]["message"]
            return model
        time.sleep(0.01)
    raise AssertionError("the import does not end")
