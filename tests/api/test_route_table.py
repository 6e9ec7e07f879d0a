"""The whole table of routes: each says what it needs, and keeps to it, for every caller there can be."""

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from burnish.core.permissions import BUILTIN_ROLES, PERMISSIONS
from tests.api.callers import Caller, Callers
from tests.api.world import BODIES, Target, World, furnish, targets

NOT_OURS = {"/api/v1/openapi.json"}
PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("POST", "/api/v1/session"),
    ("GET", "/api/v1/session/ways"),
    ("GET", "/api/v1/session/oidc/start"),
    ("GET", "/api/v1/session/oidc/callback"),
}
ASKED_WITH_A_BODY = {
    "query_interactions",
    "count_interactions",
    "facet_interactions",
    "group_interactions",
    "series_of_interactions",
    "export_interactions",
    "costs_of_interactions",
    "query_episodes",
    "count_episodes",
    "preview_dataset",
    "preview_kpi",
}
"""They only read: a filter is too long for a URL."""
OF_EVERYBODY = {"user", "role", "recipe", "number", "file", "name", "kind", "period", "group", "seq", "episode", "metric", "kpi", "prices"}
"""Path parameters that name nothing of a project by itself."""


@pytest.fixture
def table(callers: Callers) -> list[Target]:
    return targets(callers.app)


@pytest.fixture
def home(callers: Callers) -> World:
    return furnish(callers, "home")


def nowhere(world: World) -> dict[str, str]:
    """The same place, and in it things of the right form that do not exist."""
    none = {
        "team": f"team_{0:032x}",
        "user": "nobody@example.com",
        "role": "none",
        "service": f"service_{0:032x}",
        "key": f"key_{0:032x}",
        "dataset": f"dataset_{0:032x}",
        "model": f"model_{0:032x}",
        "run": f"run_{0:032x}",
        "deployment": f"deployment_{0:032x}",
        "alias": f"alias_{0:032x}",
        "interaction": f"interaction_{0:032x}",
        "view": f"view_{0:032x}",
        "recipe": "none",
        "name": "NONE",
        "feedback": "none",
        "metric": "none",
        "kpi": "none",
    }
    return {**world.values, **none}


def test_no_route_is_without_a_guard(callers: Callers) -> None:
    others = {route.path for route in callers.app.routes if isinstance(route, Route) and not isinstance(route, APIRoute)}
    assert others == NOT_OURS
    assert len(targets(callers.app)) == len([route for route in callers.app.routes if isinstance(route, APIRoute)])


def test_what_is_public_is_written_here(table: list[Target]) -> None:
    assert {(target.method, target.template) for target in table if target.guard.needs == "public"} == PUBLIC


def test_a_route_that_changes_something_needs_more_than_to_read(table: list[Target]) -> None:
    for target in table:
        if target.method not in ("GET", "HEAD") and target.guard.needs not in ("public", "signed in"):
            if target.operation in ASKED_WITH_A_BODY:
                assert target.guard.needs.endswith(".read"), target
                continue
            assert not target.guard.needs.endswith(".read"), target


def test_a_route_of_a_project_needs_a_permission_there(table: list[Target]) -> None:
    for target in table:
        if "project" in target.names:
            assert (target.guard.place, target.guard.needs in PERMISSIONS) == ("project", True), target


def test_a_body_is_known_for_every_route_that_takes_one(callers: Callers) -> None:
    with_body = {str(route.operation_id) for route in callers.app.routes if isinstance(route, APIRoute) and route.body_field}
    assert with_body == set(BODIES)


def test_nobody_is_let_in(callers: Callers, table: list[Target], home: World) -> None:
    expired = Caller(callers.client, "bk_" + "A" * 43)
    revoked = callers.user("owner", home.project)
    callers.owner.patch(f"/users/{revoked.id}", {"disabled": True})
    for target in table:
        if target.guard.needs != "public":
            for caller in (callers.nobody, expired, revoked):
                assert caller.refused(target.method, target.path(home.values), target.body) == (401, "not_signed_in"), target


@pytest.mark.parametrize("role", [*BUILTIN_ROLES, "role-of-home", None])
def test_a_role_may_what_the_matrix_says_and_nothing_else(callers: Callers, table: list[Target], home: World, role: str | None) -> None:
    caller = callers.user(role, home.project if role else None)
    own = {"role-of-home": frozenset({"project.read", "runs.read"})}
    allowed = {**BUILTIN_ROLES, **own}[role] if role else frozenset()  # type: ignore[index]
    values = nowhere(home)
    for target in table:
        if target.guard.place != "project" or "project" not in target.names:
            continue
        answer = caller(target.method, target.path(values), target.body)
        if target.guard.needs in allowed:
            assert answer.status_code not in (401, 500), (target, answer.text)
            assert "needs the permission" not in answer.text, (target, answer.text)
        elif role:
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden"), (target, answer.text)
        else:
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), (target, answer.text)


@pytest.mark.parametrize("role", [*BUILTIN_ROLES, None])
def test_a_role_on_the_installation_may_what_the_matrix_says(callers: Callers, table: list[Target], role: str | None) -> None:
    caller = callers.user(installation=role)
    allowed = BUILTIN_ROLES[role] if role else frozenset()  # type: ignore[index]
    values = {"user": "nobody@example.com", "role": "none", "team": "none", "key": f"key_{0:032x}", "kind": "tokens", "period": "day"}
    for target in table:
        if target.guard.place != "installation" or target.guard.needs in ("public", "signed in"):
            continue
        answer = caller(target.method, target.path(values), target.body)
        if target.guard.needs in allowed:
            assert "needs the permission" not in answer.text, (target, answer.text)
        else:
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden"), (target, answer.text)


def test_nothing_of_one_project_is_reached_with_a_key_of_another(callers: Callers, table: list[Target], home: World) -> None:
    away = furnish(callers, "away")
    stranger = callers.user("owner", away.project)
    tried = 0
    for target in table:
        if "project" not in target.names:
            continue
        assert stranger.refused(target.method, target.path(home.values), target.body) == (404, "not_found"), target
        for name in target.names - {"project"} - OF_EVERYBODY:
            mixed = {**away.values, name: home.values[name]}
            assert stranger.refused(target.method, target.path(mixed), target.body) == (404, "not_found"), (target, name)
            tried += 1
    assert tried > 30


def test_a_key_for_one_project_opens_no_other(callers: Callers, table: list[Target], home: World) -> None:
    away = furnish(callers, "away")
    body = {"name": "narrow", "scopes": list(PERMISSIONS), "project": away.project}
    narrow = Caller(callers.client, callers.owner.post("/keys", body)["secret"])
    assert [project["id"] for project in narrow.get("/projects")["items"]] == [away.project]
    for target in table:
        if "project" in target.names:
            assert narrow.refused(target.method, target.path(home.values), target.body) == (404, "not_found"), target
        elif target.guard.needs not in ("public", "signed in"):
            assert narrow.refused(target.method, target.path(home.values), target.body)[0] in (403, 404), target


@pytest.mark.parametrize("scope", ["runs.read", "members.read", "audit.read"])
def test_a_key_may_no_more_than_its_scopes(callers: Callers, table: list[Target], home: World, scope: str) -> None:
    scopes = ["project.read", scope]
    narrow = Caller(callers.client, callers.owner.post("/keys", {"name": "narrow", "scopes": scopes})["secret"])
    values = nowhere(home)
    for target in table:
        if "project" in target.names and target.guard.needs not in scopes:
            assert narrow.refused(target.method, target.path(values), target.body) == (403, "forbidden"), target


def test_an_archived_project_can_be_read_only(callers: Callers, table: list[Target], home: World) -> None:
    callers.owner.post(f"/projects/{home.project}/archive", status=200)
    for target in table:
        if "project" in target.names and target.method != "GET" and target.guard.needs != "project.admin":
            if target.operation in ASKED_WITH_A_BODY:
                assert callers.owner(target.method, target.path(home.values), target.body).status_code == 200, target
                continue
            assert callers.owner.refused(target.method, target.path(home.values), target.body) == (409, "conflict"), target
    callers.owner.get(f"/projects/{home.project}/runs")
    callers.owner.post(f"/projects/{home.project}/restore", status=200)
    callers.owner.put(f"/projects/{home.project}/secrets/MORE", {"value": "x"})


def test_the_url_decides_nothing(callers: Callers) -> None:
    """A Host header that changes what a naive server takes for the path (BadHost) is refused, and no other reaches a handler."""
    for host in ("localhost/healthz?x=", "localhost/?", "a/?x=", "localhost#", "localhost\\@x"):
        assert callers.nobody.refused("GET", "/users", headers={"Host": host}) == (400, "invalid_request"), host
