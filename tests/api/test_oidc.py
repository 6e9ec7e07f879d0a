"""Login through a provider: it works to the letter, and every way to bend the letter is refused."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select

from burnish.api.oidc import fresh_attempt, open_attempt, seal_attempt
from burnish.errors import NotSignedInError
from burnish.store.tables import identities
from tests.api.callers import Callers
from tests.api.provider import CLIENT, SECRET, Provider, listening

START, BACK = "/api/v1/session/oidc/start", "/api/v1/session/oidc/callback"


@pytest.fixture(scope="module")
def shared() -> Iterator[Provider]:
    with listening() as provider:
        yield provider


@pytest.fixture
def provider(shared: Provider) -> Provider:
    fresh = Provider(shared.issuer)
    for name in ("claims", "changes", "signing", "document", "codes", "refused"):
        setattr(shared, name, getattr(fresh, name))
    return shared


@pytest.fixture
def app(callers: Callers, provider: Provider) -> Any:
    return app_for(callers, provider.issuer)


def app_for(callers: Callers, issuer: str, **settings: Any) -> Any:
    own = {
        "oidc_issuer": issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SecretStr(SECRET),
        "oidc_name": "Example",
        "outbound_allow": ("127.0.0.1", "localhost"),
    }
    return callers.another_app(**{**own, **settings})


def browser(app: Any) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False)


def through(client: TestClient, then: str = "/") -> str:
    """Follow the login up to the callback's answer; where that leads."""
    return str(client.get(back(client, then)).headers["location"])


def back(client: TestClient, then: str = "/") -> str:
    """The address that the provider sends the browser back to."""
    asked = client.get(START, params={"then": then}).headers["location"]
    return _sent_on(asked).removeprefix("http://localhost")


def _sent_on(url: str, method: str = "GET", form: str | None = None) -> str:
    """Where the provider sends a browser on to."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port)
    try:
        connection.request(
            method, f"{parts.path}?{parts.query}", form, {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        )
        location = connection.getresponse().getheader("Location")
    finally:
        connection.close()
    assert location is not None
    return location


def test_a_known_address_comes_in_and_is_recognised_again(callers: Callers, app: Any, provider: Provider) -> None:
    ann = callers.owner.post("/users", {"email": "ann@example.org"})["user"]["id"]
    client = browser(app)
    assert through(client, "/runs?x=1") == "/runs?x=1"
    me = client.get("/api/v1/session").json()
    assert (me["id"], me["via"]) == (ann, "session")
    assert me["csrf"] and "HttpOnly" in str(client.get(START).headers["set-cookie"])
    provider.claims["email"] = "ann.other@example.org"
    again = browser(app)
    through(again)
    assert again.get("/api/v1/session").json()["id"] == ann, "the identity counts, and not the address"
    with callers.server.database.read() as transaction:
        assert transaction.execute(select(identities.c.issuer, identities.c.subject)).all() == [(provider.issuer, "ann")]


def test_the_provider_is_asked_with_state_nonce_and_pkce(app: Any) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(browser(app).get(START).headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid email profile")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert asked["redirect_uri"] == f"http://localhost{BACK}"
    assert "verifier" not in str(asked)


def test_the_login_page_learns_of_the_provider(app: Any) -> None:
    assert browser(app).get("/api/v1/session/ways").json() == {"password": True, "provider": "Example", "start": START}


def refused(app: Any) -> bool:
    client = browser(app)
    return through(client) == "/login?error=not_signed_in" and client.get("/api/v1/session").status_code == 401


WAYS: dict[str, dict[str, Any]] = {
    "no signature": {"signing": "none"},
    "a signature with the public key as a secret": {"signing": "HS256 with the public key"},
    "a signature of another key": {"signing": "another key"},
    "a key that the provider has not": {"signing": "an unknown kid"},
    "a critical header that nobody knows": {"signing": "an unknown crit"},
    "no token": {"signing": "garbage"},
    "another issuer": {"changes": {"iss": "https://evil.example.org"}},
    "another audience": {"changes": {"aud": "other"}},
    "several audiences, made for another": {"changes": {"aud": [CLIENT, "other"], "azp": "other"}},
    "several audiences, made for nobody": {"changes": {"aud": [CLIENT, "other"]}},
    "made for another": {"changes": {"azp": "other"}},
    "over": {"changes": {"exp": int(time.time()) - 3600}},
    "from the future": {"changes": {"nbf": int(time.time()) + 3600}},
    "issued in the future": {"changes": {"iat": int(time.time()) + 3600}},
    "another nonce": {"changes": {"nonce": "other"}},
    "no nonce": {"changes": {"nonce": ...}},
    "no end": {"changes": {"exp": ...}},
    "no subject": {"changes": {"sub": ...}},
    "no audience": {"changes": {"aud": ...}},
    "a token of 9 KB": {"changes": {"long": "x" * 9000}},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_token_that_is_not_to_the_letter_is_refused(callers: Callers, app: Any, provider: Provider, way: str) -> None:
    callers.owner.post("/users", {"email": "ann@example.org"})
    for name, value in WAYS[way].items():
        setattr(provider, name, value)
    assert refused(app)
    assert provider.refused == [], "the provider was content with us"


def test_an_answer_to_another_browsers_login_is_refused(callers: Callers, app: Any) -> None:
    callers.owner.post("/users", {"email": "ann@example.org"})
    attacker, victim = browser(app), browser(app)
    address = back(attacker)
    assert victim.get(address).headers["location"] == "/login?error=not_signed_in", "no cookie"
    victim.get(START)
    assert victim.get(address).headers["location"] == "/login?error=not_signed_in", "another state"
    assert attacker.get(address).headers["location"] == "/"


def test_a_code_works_once_and_with_its_verifier_alone(callers: Callers, app: Any, provider: Provider) -> None:
    callers.owner.post("/users", {"email": "ann@example.org"})
    client = browser(app)
    address = back(client)
    stolen = parse_qs(urlsplit(address).query)["code"][0]
    thief = browser(app)
    state = parse_qs(urlsplit(thief.get(START).headers["location"]).query)["state"][0]
    assert thief.get(BACK, params={"code": stolen, "state": state}).headers["location"] == "/login?error=not_signed_in"
    assert provider.refused == ["verifier"]


def test_what_the_provider_refuses_is_told(app: Any) -> None:
    client = browser(app)
    state = parse_qs(urlsplit(client.get(START).headers["location"]).query)["state"][0]
    answer = client.get(BACK, params={"error": "access_denied", "state": state})
    assert answer.headers["location"] == "/login?error=not_signed_in"


@pytest.mark.parametrize("then", ["https://evil.org", "//evil.org", "/\\evil.org", "evil", "javascript:alert(1)"])
def test_the_way_on_stays_on_this_server(callers: Callers, app: Any, then: str) -> None:
    callers.owner.post("/users", {"email": "ann@example.org"})
    assert through(browser(app), then) == "/"


def test_an_attempt_is_sealed_and_ends(callers: Callers) -> None:
    vault, attempt = callers.server.vault, fresh_attempt("/")
    cookie = seal_attempt(vault, attempt)
    assert open_attempt(vault, cookie) == attempt
    assert attempt.verifier not in cookie and attempt.nonce not in cookie
    from dataclasses import replace

    for wrong in ("", "x", cookie[:-4], cookie.replace(".", ".A", 1), seal_attempt(vault, replace(attempt, ends_at=time.time() - 1))):
        with pytest.raises(NotSignedInError):
            open_attempt(vault, wrong)


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": ...}, {"email": ...}])
def test_an_address_that_nobody_verified_links_nothing(callers: Callers, app: Any, provider: Provider, claims: dict[str, Any]) -> None:
    callers.owner.post("/users", {"email": "ann@example.org"})
    provider.changes = claims
    assert refused(app)


def test_a_stranger_comes_in_only_where_that_is_allowed(callers: Callers, provider: Provider) -> None:
    assert refused(app_for(callers, provider.issuer))
    assert refused(app_for(callers, provider.issuer, oidc_sign_up=True, oidc_domains=("other.org",)))
    client = browser(app_for(callers, provider.issuer, oidc_sign_up=True, oidc_domains=("example.org",)))
    assert through(client) == "/"
    me = client.get("/api/v1/session").json()
    assert (me["email"], me["role"], me["permissions"]) == ("ann@example.org", None, [])


def test_a_disabled_user_does_not_come_in(callers: Callers, app: Any) -> None:
    ann = callers.owner.post("/users", {"email": "ann@example.org"})["user"]["id"]
    callers.owner.patch(f"/users/{ann}", {"disabled": True})
    assert refused(app)


def test_groups_give_and_take_team_roles_and_leave_others_alone(callers: Callers, provider: Provider) -> None:
    app = app_for(callers, provider.issuer)
    owner = callers.owner
    ann = owner.post("/users", {"email": "ann@example.org"})["user"]["id"]
    for team in ("desk", "lab", "board"):
        owner.post("/teams", {"name": team})
    owner.put(f"/teams/board/members/{ann}", {"role": "viewer"})
    assert owner.refused("PUT", "/teams/desk/groups/agents", {"role": "viewer"}) == (409, "conflict"), "there is no provider"
    with_provider = TestClient(app, base_url="http://localhost", headers={"Authorization": f"Bearer {owner.key}"})
    for team, group, role in (
        ("desk", "agents", "annotator"),
        ("desk", "leads", "admin"),
        ("lab", "agents", "developer"),
        ("board", "agents", "owner"),
    ):
        assert with_provider.put(f"/api/v1/teams/{team}/groups/{group}", json={"role": role}).status_code == 200

    def roles() -> dict[str, str]:
        found = {team: owner.get(f"/teams/{team}/members") for team in ("desk", "lab", "board")}
        return {team: members[0]["role"] for team, members in found.items() if members}

    provider.claims["groups"] = ["agents", "unknown"]
    through(browser(app))
    assert roles() == {"desk": "annotator", "lab": "developer", "board": "viewer"}, "what a person gave stays"
    provider.claims["groups"] = ["agents", "leads"]
    through(browser(app))
    assert roles() == {"desk": "admin", "lab": "developer", "board": "viewer"}, "of two roles the stronger"
    provider.claims["groups"] = []
    through(browser(app))
    assert roles() == {"board": "viewer"}
    assert len(with_provider.get("/api/v1/teams/desk/groups").json()) == 2
    nested = "/api/v1/teams/desk/groups/%2Fsales%2Fdesk"
    assert with_provider.put(nested, json={"role": "viewer"}).json()["group"] == "/sales/desk", "as Keycloak names them"
    assert with_provider.delete(nested).status_code == 204
    assert with_provider.delete("/api/v1/teams/desk/groups/leads").status_code == 204
    assert with_provider.delete("/api/v1/teams/desk/groups/leads").status_code == 404


def test_a_group_gives_no_more_than_who_maps_it_may(callers: Callers, provider: Provider) -> None:
    app = app_for(callers, provider.issuer)
    admin = callers.user()
    callers.owner.post("/teams", {"name": "desk"})
    callers.owner.put(f"/teams/desk/members/{admin.id}", {"role": "admin"})
    client = TestClient(app, base_url="http://localhost", headers={"X-CSRF-Token": admin.csrf}, cookies=admin.client.cookies)
    assert client.put("/api/v1/teams/desk/groups/x", json={"role": "owner"}).status_code == 403
    assert client.put("/api/v1/teams/desk/groups/x", json={"role": "admin"}).status_code == 200


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example.org"},
        {"token_endpoint": "http://169.254.169.254/token"},
        {"jwks_uri": "http://10.0.0.1/jwks"},
        {"token_endpoint": ...},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_discovery_document_leads_nowhere_else(app: Any, provider: Provider, document: dict[str, Any]) -> None:
    provider.document = {name: None if value is ... else value for name, value in document.items()}
    answer = browser(app).get(START)
    assert answer.status_code in (422, 502), answer.text


def test_without_a_provider_there_is_no_way(callers: Callers) -> None:
    assert callers.nobody.refused("GET", "/session/oidc/start") == (422, "invalid_config")


def test_a_provider_on_a_private_address_needs_the_operators_word(callers: Callers, provider: Provider) -> None:
    answer = browser(app_for(callers, provider.issuer, outbound_allow=())).get(START)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "outbound_refused")


@contextmanager
def somebody_elses_provider() -> Iterator[str]:
    """A provider that others wrote (Authlib's server side), in a process of its own; its issuer."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "localhost", "--port", str(port), "--require-nonce"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        issuer = f"http://localhost:{port}"
        for _ in range(300):
            try:
                urlopen(f"{issuer}/jwks", timeout=1).close()  # noqa: S310 (loopback)
                break
            except OSError:
                time.sleep(0.05)
        yield issuer
    finally:
        process.kill()
        process.wait()


def test_a_provider_that_others_wrote_lets_its_users_in(callers: Callers) -> None:
    with somebody_elses_provider() as issuer:
        claims = b'{"email": "ann@example.org", "email_verified": true, "groups": ["agents"]}'
        put = Request(f"{issuer}/users/ann", claims, {"Content-Type": "application/json"}, method="PUT")  # noqa: S310 (loopback)
        urlopen(put, timeout=5).close()  # noqa: S310 (loopback)
        client = browser(app_for(callers, issuer, oidc_sign_up=True))
        asked = client.get(START).headers["location"]
        location = _sent_on(asked, "POST", "sub=ann")
        answer = client.get(location.removeprefix("http://localhost"))
        assert answer.headers["location"] == "/", location
        assert client.get("/api/v1/session").json()["email"] == "ann@example.org"
