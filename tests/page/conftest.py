"""A real server with the built page, and a real Chromium that looks at it."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, sync_playwright

from burnish.api.app import create_app
from burnish.api.page import STATIC
from burnish.settings import Settings
from burnish.store import users
from tests.api.callers import Caller
from tests.page.ground import Ground
from tests.page.upstream import Upstream
from tests.page.visitor import Visitor

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built() -> None:
    """The page, built from ui/ if it changed."""
    made = subprocess.run([ROOT / ".ci" / "ui", "build"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr + made.stdout
    assert (STATIC / "index.html").is_file()


@pytest.fixture(scope="module")  # no longer: while Playwright lives, an event loop counts as running, and no asynchronous test can
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skipped where there is none and none can be installed, but never in continuous integration."""
    found = subprocess.run([ROOT / ".ci" / "chromium"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        assert not os.environ.get("CI"), found.stderr
        pytest.skip(found.stderr.strip())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ground(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A running server with everything in it."""
    home = tmp_path_factory.mktemp("page")
    imports = home / "imports"
    imports.mkdir()
    quick = pytest.MonkeyPatch()
    quick.setattr(users, "_HASHER", users.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    upstream = Upstream()
    provider = {"oidc_issuer": "https://login.example.org", "oidc_client_id": "burnish", "oidc_name": "Example ID"}
    settings = Settings(home=home / "home", import_roots=(imports,), outbound_allow=("127.0.0.1",), **provider)  # type: ignore[arg-type]
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    filled = Ground(app, Caller(TestClient(app, base_url="http://localhost"), app.state.server.first_start.key), imports)
    filled.url, filled.upstream = f"http://127.0.0.1:{port}", upstream.url
    filled.fill()
    yield filled
    server.should_exit = True
    thread.join(20)
    upstream.close()
    quick.undo()


@pytest.fixture
def page(chromium: Browser, ground: Ground) -> Iterator[Page]:
    """A fresh window, not signed in."""
    context = chromium.new_context(
        base_url=ground.url, viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def visitor(page: Page, ground: Ground) -> Iterator[Visitor]:
    """The owner, signed in; whatever the browser complains of fails the test at its end."""
    visitor = Visitor(page, ground)
    visitor.sign_in()
    yield visitor
    assert visitor.complaints == []
