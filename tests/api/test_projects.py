"""Projects, teams, roles, service accounts, secrets: made, shared, changed, by those who may."""

import pytest

from burnish.api.etags import etag_of
from burnish.core.access import QuotaState
from burnish.core.permissions import BUILTIN_ROLES, PERMISSIONS
from tests.api.callers import Callers


def test_a_project_is_found_by_id_and_by_name(callers: Callers) -> None:
    project = callers.owner.post("/projects", {"name": "demo", "description": "a test"})
    assert callers.owner.get("/projects/demo") == callers.owner.get(f"/projects/{project['id']}") == project
    assert callers.owner.refused("POST", "/projects", {"name": "demo"}) == (409, "conflict")


@pytest.mark.parametrize("name", ["", "Demo", "a b", "-a", "a-", "a_b", "x" * 64, "é", "project_1", "../x", "a\n"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(callers: Callers, name: str) -> None:
    assert callers.owner.refused("POST", "/projects", {"name": name}) == (422, "invalid_request")


def test_projects_come_in_pages_newest_first(callers: Callers) -> None:
    made = [callers.project(f"p{number}") for number in range(5)]
    seen, after = [], None
    while True:
        page = callers.owner.get("/projects", params={"limit": 2, **({"after": after} if after else {})})
        seen += [project["id"] for project in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == made[::-1]


def test_each_sees_their_own_projects_with_what_they_may_there(callers: Callers) -> None:
    mine, _ = callers.project("mine"), callers.project("other")
    viewer = callers.user("viewer", mine)
    (seen,) = viewer.get("/projects")["items"]
    assert (seen["name"], set(seen["permissions"])) == ("mine", BUILTIN_ROLES["viewer"])


def test_two_changes_from_one_state_collide(callers: Callers) -> None:
    callers.project("demo")
    etag = callers.owner("GET", "/projects/demo").headers["etag"]
    assert callers.owner("GET", "/projects/demo").headers["etag"] == etag
    first = callers.owner("PATCH", "/projects/demo", {"description": "one"}, headers={"If-Match": etag})
    assert first.status_code == 200
    assert callers.owner.refused("PATCH", "/projects/demo", {"description": "two"}, headers={"If-Match": etag}) == (412, "stale")
    again = callers.owner("PATCH", "/projects/demo", {"description": "two"}, headers={"If-Match": first.headers["etag"]})
    assert again.json()["description"] == "two"
    assert callers.owner.refused("PATCH", "/projects/demo", {}, headers={"If-Match": "nonsense"})[0] == 422


def test_a_member_is_added_by_address_and_removed(callers: Callers) -> None:
    project, ann = callers.project(), callers.user()
    email = callers.owner.get(f"/users/{ann.id}")["email"]
    member = callers.owner.put(f"/projects/{project}/members/{email}", {"role": "annotator"})
    assert (member["user"], member["role"]) == (ann.id, "annotator")
    callers.owner.put(f"/projects/{project}/members/{ann.id}", {"role": "viewer"})
    assert [one["role"] for one in callers.owner.get(f"/projects/{project}/members")] == ["viewer"]
    callers.owner.delete(f"/projects/{project}/members/{ann.id}")
    assert callers.owner.refused("DELETE", f"/projects/{project}/members/{ann.id}") == (404, "not_found")
    assert callers.owner.refused("PUT", f"/projects/{project}/members/{ann.id}", {"role": "king"})[0] == 422


def test_an_admin_can_neither_make_an_owner_nor_remove_one(callers: Callers) -> None:
    project = callers.project()
    admin, owner, other = callers.user("admin", project), callers.user("owner", project), callers.user("viewer", project)
    path = f"/projects/{project}/members"
    assert admin.refused("PUT", f"{path}/{other.id}", {"role": "owner"}) == (403, "forbidden")
    assert admin.refused("PUT", f"{path}/{owner.id}", {"role": "viewer"}) == (403, "forbidden")
    assert admin.refused("DELETE", f"{path}/{owner.id}") == (403, "forbidden")
    admin.put(f"{path}/{other.id}", {"role": "admin"})


def test_a_team_brings_its_roles_onto_a_project(callers: Callers) -> None:
    project, ann = callers.project(), callers.user()
    team = callers.owner.post("/teams", {"name": "desk"})["id"]
    callers.owner.put(f"/teams/{team}/members/{ann.id}", {"role": "developer"})
    browser = callers.user()
    assert ann.refused("GET", f"/projects/{project}")[0] == 404
    callers.owner.put(f"/projects/{project}/teams/desk", None)
    assert set(ann.get(f"/projects/{project}")["permissions"]) == BUILTIN_ROLES["developer"]
    callers.owner.delete(f"/projects/{project}/teams/{team}")
    assert ann.refused("GET", f"/projects/{project}")[0] == 404
    assert browser.refused("GET", f"/teams/{team}") == (404, "not_found")


def test_a_team_is_seen_by_its_members_alone(callers: Callers) -> None:
    ann, bob = callers.user(), callers.user()
    for name in ("left", "right"):
        callers.owner.post("/teams", {"name": name})
    callers.owner.put(f"/teams/left/members/{ann.id}", {"role": "viewer"})
    assert [team["name"] for team in ann.get("/teams")["items"]] == ["left"]
    assert bob.get("/teams")["items"] == []
    assert [team["name"] for team in callers.owner.get("/teams")["items"]] == ["right", "left"]
    assert ann.refused("PUT", f"/teams/left/members/{bob.id}", {"role": "viewer"}) == (403, "forbidden")


def test_who_runs_a_team_makes_its_projects_and_no_others(callers: Callers) -> None:
    ann = callers.user()
    callers.owner.post("/teams", {"name": "desk"})
    callers.owner.post("/teams", {"name": "other"})
    callers.owner.put(f"/teams/desk/members/{ann.id}", {"role": "admin"})
    project = ann.post("/projects", {"name": "ours", "team": "desk"})
    assert set(project["permissions"]) == BUILTIN_ROLES["admin"]
    assert ann.refused("POST", "/projects", {"name": "mine"}) == (403, "forbidden")
    assert ann.refused("POST", "/projects", {"name": "mine", "team": "other"}) == (404, "not_found")


def test_the_projects_of_a_team_are_those_that_one_may_see(callers: Callers) -> None:
    ours, old, _other = callers.project("ours"), callers.project("old"), callers.project("other")
    ann, reader = callers.user(), callers.user()
    callers.owner.post("/teams", {"name": "desk"})
    callers.owner.put("/roles/team-reader", {"permissions": ["teams.read"]})
    callers.owner.put(f"/teams/desk/members/{ann.id}", {"role": "developer"})
    callers.owner.put(f"/teams/desk/members/{reader.id}", {"role": "team-reader"})
    for project in (ours, old):
        callers.owner.put(f"/projects/{project}/teams/desk", None)
    callers.owner.post(f"/projects/{old}/archive", status=200)
    (seen,) = ann.get("/teams/desk/projects")["items"]
    assert (seen["name"], set(seen["permissions"])) == ("ours", BUILTIN_ROLES["developer"])
    assert [one["name"] for one in ann.get("/teams/desk/projects?archived=true")["items"]] == ["old"]
    assert reader.get("/teams/desk/projects")["items"] == []
    assert callers.user().refused("GET", "/teams/desk/projects") == (404, "not_found")


def test_a_team_says_what_one_may_there_and_its_etag_does_not(callers: Callers) -> None:
    ann = callers.user()
    callers.owner.post("/teams", {"name": "desk"})
    callers.owner.put(f"/teams/desk/members/{ann.id}", {"role": "viewer"})
    assert set(ann.get("/teams/desk")["permissions"]) == BUILTIN_ROLES["viewer"]
    assert [set(team["permissions"]) for team in ann.get("/teams")["items"]] == [BUILTIN_ROLES["viewer"]]
    assert set(callers.owner.get("/teams")["items"][0]["permissions"]) == BUILTIN_ROLES["owner"]
    etag = ann("GET", "/teams/desk").headers["etag"]
    assert callers.owner("PATCH", "/teams/desk", {"name": "night"}, headers={"If-Match": etag}).status_code == 200
    assert callers.owner.refused("PATCH", "/teams/night", {"name": "day"}, headers={"If-Match": etag}) == (412, "stale")


def test_an_admin_cannot_share_with_a_team_that_is_stronger(callers: Callers) -> None:
    project = callers.project()
    admin, owner = callers.user("admin", project), callers.user()
    callers.owner.post("/teams", {"name": "strong"})
    callers.owner.put(f"/teams/strong/members/{owner.id}", {"role": "owner"})
    callers.owner.put(f"/teams/strong/members/{admin.id}", {"role": "admin"})
    assert admin.refused("PUT", f"/projects/{project}/teams/strong") == (403, "forbidden")


def test_a_role_of_ones_own_is_made_held_and_removed(callers: Callers) -> None:
    project, ann = callers.project(), callers.user()
    callers.owner.put("/roles/operator", {"permissions": ["project.read", "runs.read", "runs.write"], "description": "runs runs"})
    callers.owner.put(f"/projects/{project}/members/{ann.id}", {"role": "operator"})
    roles = {role["name"]: role for role in callers.owner.get("/roles")}
    assert roles["operator"]["permissions"] == ["project.read", "runs.read", "runs.write"]
    assert [role["builtin"] for role in roles.values()] == [True] * 5 + [False]
    assert callers.owner.refused("DELETE", "/roles/operator") == (409, "conflict")
    callers.owner.delete(f"/projects/{project}/members/{ann.id}")
    callers.owner.delete("/roles/operator")
    for wrong in ("operator", "viewer"):
        assert callers.owner.refused("DELETE", f"/roles/{wrong}")[0] in (404, 422)
    assert callers.owner.refused("PUT", "/roles/viewer", {"permissions": ["runs.read"]}) == (422, "invalid_input")
    assert callers.owner.refused("PUT", "/roles/x", {"permissions": ["rockets.launch"]}) == (422, "invalid_input")


def test_a_role_is_overwritten_only_by_who_has_read_it(callers: Callers) -> None:
    made = callers.owner("PUT", "/roles/operator", {"permissions": ["runs.read"]}, headers={"If-None-Match": "*"})
    assert made.status_code == 200
    etag = callers.owner("GET", "/roles/operator").headers["etag"]
    assert etag == made.headers["etag"]
    fresh = {"permissions": ["runs.read", "runs.write"]}
    assert callers.owner.refused("PUT", "/roles/operator", fresh, headers={"If-None-Match": "*"}) == (412, "stale")
    assert callers.owner("PUT", "/roles/operator", fresh, headers={"If-Match": etag}).status_code == 200
    assert callers.owner.refused("PUT", "/roles/operator", {"permissions": []}, headers={"If-Match": etag}) == (412, "stale")
    assert callers.owner.get("/roles/operator")["permissions"] == ["runs.read", "runs.write"]
    callers.owner.delete("/roles/operator")
    assert callers.owner.refused("PUT", "/roles/operator", fresh, headers={"If-Match": etag}) == (412, "stale")
    assert callers.owner.refused("GET", "/roles/operator") == (404, "not_found")


@pytest.mark.parametrize("whose", ["projects/demo", "teams/desk"])
def test_a_quota_is_overwritten_only_by_who_has_read_it(callers: Callers, whose: str) -> None:
    callers.project("demo")
    callers.owner.post("/teams", {"name": "desk"})
    path = f"/{whose}/quotas/tokens/day"
    assert callers.owner.refused("GET", path) == (404, "not_found")
    made = callers.owner("PUT", path, {"most": 5}, headers={"If-None-Match": "*"})
    read = callers.owner("GET", path)
    assert (read.json()["most"], read.headers["etag"]) == (5, made.headers["etag"])
    assert callers.owner.refused("PUT", path, {"most": 6}, headers={"If-None-Match": "*"}) == (412, "stale")
    assert callers.owner("PUT", path, {"most": 6}, headers={"If-Match": read.headers["etag"]}).status_code == 200
    assert callers.owner.refused("PUT", path, {"most": 7}, headers={"If-Match": read.headers["etag"]}) == (412, "stale")
    callers.owner.delete(path)
    assert callers.owner.refused("PUT", path, {"most": 8}, headers={"If-Match": read.headers["etag"]}) == (412, "stale")


def test_the_etag_of_a_quota_is_its_limits_and_not_what_is_used() -> None:
    from datetime import UTC, datetime

    state = QuotaState(kind="tokens", period="day", most=5, used=1, starts_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert etag_of(state.model_copy(update={"used": 4.0})) == etag_of(state) != etag_of(state.model_copy(update={"most": 6.0}))


def test_permissions_are_grouped_each_once(callers: Callers) -> None:
    groups = callers.owner.get("/permissions")["groups"]
    assert sorted(one for group in groups.values() for one in group) == sorted(PERMISSIONS)


def test_a_service_account_works_with_its_key_and_stops(callers: Callers) -> None:
    project = callers.project()
    path = f"/projects/{project}/services"
    callers.owner.post(path, {"name": "nightly", "role": "developer"})
    minted = callers.owner.post(f"{path}/nightly/keys", {"name": "k", "scopes": ["project.read", "runs.read"]})
    from tests.api.callers import Caller

    robot = Caller(callers.client, minted["secret"])
    me = robot.get("/session")
    assert (me["kind"], me["name"], me["project"], me["permissions"]) == ("service", "nightly", project, [])
    assert robot.get(f"/projects/{project}/runs")["items"] == []
    assert robot.refused("POST", "/keys", {"name": "more", "scopes": ["runs.read"]}) == (403, "forbidden")
    fresh = callers.owner.post(f"/projects/{project}/keys/{minted['key']['id']}/rotate", {"grace_hours": 0})
    assert robot.refused("GET", "/session")[0] == 401
    robot.key = fresh["secret"]
    assert robot.get(f"/projects/{project}/runs")["items"] == []
    callers.owner.patch(f"{path}/nightly", {"disabled": True})
    assert robot.refused("GET", "/session")[0] == 401
    callers.owner.delete(f"{path}/nightly")
    assert callers.owner.get(path)["items"] == []


def test_a_service_account_is_no_stronger_than_who_makes_it(callers: Callers) -> None:
    project = callers.project()
    admin = callers.user("admin", project)
    path = f"/projects/{project}/services"
    assert admin.refused("POST", path, {"name": "strong", "role": "owner"}) == (403, "forbidden")
    callers.owner.post(path, {"name": "strong", "role": "owner"})
    assert admin.refused("POST", f"{path}/strong/keys", {"name": "k", "scopes": ["users.write"]}) == (403, "forbidden")
    assert admin.refused("PATCH", f"{path}/strong", {"role": "viewer"}) == (403, "forbidden")
    admin.post(path, {"name": "weak", "role": "viewer"})
    assert admin.refused("POST", f"{path}/weak/keys", {"name": "k", "scopes": ["runs.write"]}) == (403, "forbidden")


def test_a_secret_is_listed_without_its_value(callers: Callers) -> None:
    project = callers.project()
    callers.owner.put(f"/projects/{project}/secrets/HF_TOKEN", {"value": "hf_very_secret"})
    for path in (f"/projects/{project}/secrets", f"/projects/{project}/audit", "/audit"):
        assert "hf_very_secret" not in callers.owner("GET", path).text
    assert callers.owner.refused("PUT", f"/projects/{project}/secrets/HF_TOKEN", {"value": 1})[0] == 422
    assert "hf_very" not in callers.owner("PUT", f"/projects/{project}/secrets/X", {"value": "hf_very_secret", "more": 1}).text


def test_the_audit_log_is_read_by_page_and_filter_and_taken_away(callers: Callers) -> None:
    project = callers.project()
    for number in range(4):
        callers.owner.put(f"/projects/{project}/secrets/S{number}", {"value": "x"})
    path = f"/projects/{project}/audit"
    page = callers.owner.get(path, params={"limit": 3})
    assert [event["action"] for event in page["items"]] == ["secret.set"] * 3
    rest = callers.owner.get(path, params={"after": page["next"]})
    assert [event["action"] for event in rest["items"]] == ["secret.set", "project.create"]
    assert len(callers.owner.get(path, params={"action": "project.create"})["items"]) == 1
    lines = callers.owner("GET", f"{path}/export").text.splitlines()
    assert len(lines) == 6, "who takes the log away is in it"
    verdict = callers.owner.get("/audit/verify")
    assert verdict["whole"]
    anchor = {"sequence": verdict["events"], "digest": verdict["head"]}
    assert callers.owner.get("/audit/verify", params=anchor)["whole"]
    assert callers.owner.refused("GET", "/audit/verify", params={"sequence": 1}) == (422, "invalid_input")
