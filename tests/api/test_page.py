"""The page's files: sent from memory, found by name and never by path, cached as long as they are the same."""

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from burnish.api.app import bare_app
from burnish.api.page import PageFiles
from tests.api.callers import Callers


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Burnish</title>", encoding="utf-8")
    (folder / "theme.js").write_text("1", encoding="utf-8")
    (folder / "assets" / "main-abc.js").write_text("main", encoding="utf-8")
    (folder / "assets" / "main-abc.js.gz").write_bytes(gzip.compress(b"main"))
    (folder / ".made-from").write_text("digest", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    app = bare_app()
    app.router.default = PageFiles(folder)
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/index.html", "/p/shop/runs", "/p/shop/runs/run_1/logs", "/login?next=/p/shop"])
def test_every_place_gets_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "<title>Burnish</title>", "no-cache")


def test_an_asset_is_kept_for_good_and_packed_for_who_takes_it(client: TestClient) -> None:
    packed = client.get("/assets/main-abc.js", headers={"accept-encoding": "br, gzip"})
    assert (packed.text, packed.headers["content-encoding"]) == ("main", "gzip")
    assert "immutable" in packed.headers["cache-control"]
    plain = client.get("/assets/main-abc.js", headers={"accept-encoding": "identity"})
    assert (plain.text, "content-encoding" in plain.headers) == ("main", False)


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/theme.js").headers["etag"]
    assert client.get("/theme.js", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/v1/nothing", "/assets/gone.js"])
def test_what_is_no_place_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/assets/../../secret", "/.made-from", "//etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fsecret"]
)
def test_no_path_leaves_the_folder(client: TestClient, path: str) -> None:
    assert "secret" not in client.get(path).text
    assert "digest" not in client.get(path).text


def test_only_get_reaches_the_page(client: TestClient) -> None:
    assert client.post("/p/shop/runs", json={}).status_code == 404
    assert client.head("/").status_code == 200
    assert client.post("/api/v1/run-form", json={}).status_code == 405


def test_a_page_that_is_not_built_says_how(tmp_path: Path) -> None:
    app = bare_app()
    app.router.default = PageFiles(tmp_path / "nothing")
    answer = TestClient(app).get("/")
    assert answer.status_code == 503
    assert "make ui" in answer.text


def test_the_server_sends_the_page_behind_its_edge(callers: Callers) -> None:
    answer = callers.client.get("/p/anything")
    assert answer.status_code in (200, 503)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
