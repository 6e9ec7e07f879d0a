"""Sessions: cookies that pages cannot read, changes that only our own page can make, and a brake on guessing."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from burnish.store.columns import now
from burnish.store.tables import logins, throttles, users
from tests.api.callers import Callers

API = "/api/v1"
EMAIL, PASSWORD = "ann@example.org", "four quite long words"


@pytest.fixture
def ann(callers: Callers) -> str:
    """Id of a user with a password."""
    made = callers.owner.post("/users", {"email": EMAIL, "name": "Ann", "password": PASSWORD})
    user: str = made["user"]["id"]
    return user


def attempt(callers: Callers, password: str, email: str = EMAIL) -> tuple[int, str]:
    answer = callers.client.post(f"{API}/session", json={"email": email, "password": password})
    return answer.status_code, answer.headers.get("retry-after", "")


def test_the_first_start_makes_one_owner_once(callers: Callers) -> None:
    first = callers.server.first_start
    assert len(first.password) >= 20 and first.key.startswith("bk_")
    assert callers.another_app().state.server.first_start is None
    assert [user["email"] for user in callers.owner.get("/users")["items"]] == [first.email]
    assert callers.browser(first.email, first.password)


def test_the_cookie_is_for_the_browser_alone(callers: Callers, ann: str) -> None:
    answer = callers.client.post(f"{API}/session", json={"email": EMAIL, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert callers.client.cookies["burnish_session"] not in answer.text
    with callers.server.database.read() as transaction:
        row = transaction.execute(select(logins)).one()
    assert callers.client.cookies["burnish_session"] not in str(row)


def test_a_cookie_behind_https_never_travels_in_the_clear(callers: Callers, ann: str) -> None:
    app = callers.another_app(public_url="https://burnish.example.org")
    client = TestClient(app, base_url="https://burnish.example.org")
    answer = client.post(f"{API}/session", json={"email": EMAIL, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "Secure" in cookie and cookie.startswith("__Host-burnish_session=")
    assert client.get(f"{API}/session").json()["email"] == EMAIL


@pytest.mark.parametrize("token", [None, "", "wrong", "0" * 64])
def test_a_change_without_the_csrf_token_is_refused(callers: Callers, ann: str, token: str | None) -> None:
    browser, csrf = callers.browser(EMAIL, PASSWORD)
    headers = {} if token is None else {"X-CSRF-Token": token}
    for method, path in (("POST", "/keys"), ("DELETE", "/session"), ("PUT", "/roles/x"), ("PATCH", "/users/x")):
        answer = browser.request(method, API + path, headers=headers, **({} if method == "DELETE" else {"json": {}}))
        assert (answer.status_code, answer.json()["error"]["where"]) == (403, "X-CSRF-Token")
    assert browser.get(f"{API}/session").json()["csrf"] == csrf


def test_a_csrf_token_of_another_session_is_refused(callers: Callers, ann: str) -> None:
    browser, _ = callers.browser(EMAIL, PASSWORD)
    _, other = callers.browser(EMAIL, PASSWORD)
    assert browser.post(f"{API}/keys", json={}, headers={"X-CSRF-Token": other}).status_code == 403


def test_a_key_needs_no_csrf_token_and_counts_before_a_cookie(callers: Callers, ann: str) -> None:
    browser, _ = callers.browser(EMAIL, PASSWORD)
    answer = browser.get(f"{API}/session", headers={"Authorization": f"Bearer {callers.server.first_start.key}"})
    assert (answer.json()["email"], answer.json()["csrf"]) == ("owner@localhost", "")
    answer = browser.get(f"{API}/session", headers={"Authorization": "Bearer bk_wrong"})
    assert answer.status_code == 401


def test_who_logs_out_is_out(callers: Callers, ann: str) -> None:
    browser, csrf = callers.browser(EMAIL, PASSWORD)
    cookie = browser.cookies["burnish_session"]
    assert browser.delete(f"{API}/session", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert "burnish_session" not in browser.cookies
    browser.cookies.set("burnish_session", cookie)
    assert browser.get(f"{API}/session").status_code == 401


@pytest.mark.parametrize("ended", [{"expires_at": -1}, {"seen_at": -13 * 3600}, {"revoked_at": -1}])
def test_a_session_that_is_over_is_refused(callers: Callers, ann: str, ended: dict[str, float]) -> None:
    browser, _ = callers.browser(EMAIL, PASSWORD)
    assert browser.get(f"{API}/session").status_code == 200
    with callers.server.database.write() as transaction:
        transaction.execute(update(logins).values({name: now(seconds) for name, seconds in ended.items()}))
    assert browser.get(f"{API}/session").status_code == 401


def test_a_disabled_user_is_out_at_once(callers: Callers, ann: str) -> None:
    browser, _ = callers.browser(EMAIL, PASSWORD)
    callers.owner.patch(f"/users/{ann}", {"disabled": True})
    assert browser.get(f"{API}/session").status_code == 401
    assert attempt(callers, PASSWORD)[0] == 401
    callers.owner.patch(f"/users/{ann}", {"disabled": False})
    assert attempt(callers, PASSWORD)[0] == 200
    assert browser.get(f"{API}/session").status_code == 401, "the old session does not come back"


def test_wrong_password_and_unknown_user_look_alike(callers: Callers, ann: str) -> None:
    wrong = [{"email": email, "password": "wrong wrong wrong"} for email in (EMAIL, "who@example.org")]
    answers = [callers.client.post(f"{API}/session", json=body) for body in wrong]
    assert answers[0].status_code == 401
    assert answers[0].json() == answers[1].json()


def test_guessing_is_braked_and_the_brake_is_let_go(callers: Callers, ann: str) -> None:
    assert [attempt(callers, "wrong")[0] for _ in range(5)] == [401] * 5
    status, wait = attempt(callers, PASSWORD)
    assert (status, int(wait) >= 1) == (429, True)
    with callers.server.database.write() as transaction:
        transaction.execute(update(throttles).values(blocked_until=now(-1)))
    assert attempt(callers, "wrong")[0] == 401
    status, longer = attempt(callers, PASSWORD)
    assert (status, int(longer) >= int(wait)) == (429, True)
    with callers.server.database.write() as transaction:
        transaction.execute(update(throttles).values(blocked_until=now(-1)))
    assert attempt(callers, PASSWORD)[0] == 200


def test_another_user_at_the_same_address_is_not_braked_at_once(callers: Callers, ann: str) -> None:
    callers.owner.post("/users", {"email": "bob@example.org", "password": PASSWORD})
    for _ in range(6):
        attempt(callers, "wrong")
    assert attempt(callers, PASSWORD, "bob@example.org")[0] == 200


def test_many_unknown_users_from_one_address_are_braked(callers: Callers) -> None:
    statuses = [attempt(callers, "wrong", f"user{number}@example.org")[0] for number in range(31)]
    assert statuses == [401] * 30 + [429]


def test_no_typed_password_is_kept_by_the_brake(callers: Callers) -> None:
    attempt(callers, "wrong", "my secret password")
    with callers.server.database.read() as transaction:
        assert "my secret password" not in str(transaction.execute(select(throttles)).all())


def test_a_password_is_changed_and_other_sessions_end(callers: Callers, ann: str) -> None:
    browser, csrf = callers.browser(EMAIL, PASSWORD)
    other, _ = callers.browser(EMAIL, PASSWORD)
    body = {"current": PASSWORD, "new": "other quite long words"}
    assert browser.post(f"{API}/session/password", json=body, headers={"X-CSRF-Token": csrf}).status_code == 204
    assert (browser.get(f"{API}/session").status_code, other.get(f"{API}/session").status_code) == (200, 401)
    assert attempt(callers, PASSWORD)[0] == 401
    assert attempt(callers, "other quite long words")[0] == 200


def test_who_does_not_know_the_password_does_not_change_it(callers: Callers, ann: str) -> None:
    browser, csrf = callers.browser(EMAIL, PASSWORD)
    body = {"current": "wrong", "new": "other quite long words"}
    assert browser.post(f"{API}/session/password", json=body, headers={"X-CSRF-Token": csrf}).status_code == 401
    assert callers.owner.refused("POST", "/session/password", body) == (403, "forbidden"), "a key changes no password"


@pytest.mark.parametrize("password", ["", "short", "changeme123!", "aaaaaaaaaaaaaaaa", "x" * 1025, "password1234567", "ann234567890123"])
def test_a_password_that_is_tried_first_is_refused(callers: Callers, password: str) -> None:
    assert callers.owner.refused("POST", "/users", {"email": EMAIL, "password": password})[0] == 422


def test_a_forgotten_password_is_replaced(callers: Callers, ann: str) -> None:
    browser, _ = callers.browser(EMAIL, PASSWORD)
    fresh = callers.owner.post(f"/users/{ann}/password", status=200)["password"]
    assert browser.get(f"{API}/session").status_code == 401
    assert attempt(callers, fresh)[0] == 200


def test_the_last_owner_stays(callers: Callers) -> None:
    owner = callers.owner.get("/session")["id"]
    for change in ({"disabled": True}, {"role": None}, {"role": "viewer"}):
        assert callers.owner.refused("PATCH", f"/users/{owner}", change) == (409, "conflict")


def test_a_hash_with_weaker_parameters_is_made_anew(callers: Callers, ann: str) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    with callers.server.database.write() as transaction:
        transaction.execute(update(users).where(users.c.id == ann).values(password_hash=weak))
    attempt(callers, PASSWORD)
    with callers.server.database.read() as transaction:
        assert transaction.execute(select(users.c.password_hash).where(users.c.id == ann)).scalar_one() != weak


def test_passwords_can_be_off(callers: Callers, ann: str) -> None:
    client = TestClient(callers.another_app(passwords=False), base_url="http://localhost")
    assert client.post(f"{API}/session", json={"email": EMAIL, "password": PASSWORD}).status_code == 403
    assert client.get(f"{API}/session/ways").json() == {"password": False, "provider": "", "start": ""}


def test_logins_are_in_the_audit_log(callers: Callers, ann: str) -> None:
    attempt(callers, "wrong")
    attempt(callers, PASSWORD)
    actions = [(event["action"], event["address"]) for event in callers.owner.get("/audit")["items"]]
    assert actions[:2] == [("session.open", "testclient"), ("session.refused", "testclient")]
    assert PASSWORD not in callers.owner("GET", "/audit/export").text
