"""First view of the page: a cold browser cache, a warm server, to the first paint, the projects and the runs; and what is loaded."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.report import Report, arguments, progress, spread

ROOT = Path(__file__).parents[1]
LIMIT_MS = 1000.0
LIMIT_KB = 450.0
RUNS = 50
SETTLED_MS = 1000

WATCH_JS = """
window.firstView = new Promise((resolve) => {
  const shown = () => {
    const found = document.querySelector(SELECTOR);
    // Read in the frame after the one that draws it.
    if (found?.checkVisibility()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    else requestAnimationFrame(shown);
  };
  shown();
});
"""
READ_JS = """() => {
  const paints = performance.getEntriesByName("first-contentful-paint");
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const loaded = entries.map(({ name, encodedBodySize, decodedBodySize, deliveryType }) => {
    return { path: new URL(name).pathname, bytes: encodedBodySize, plain: decodedBodySize, cached: deliveryType === "cache" };
  });
  return { paint: paints[0]?.startTime, loaded };
}"""


def main() -> int:
    """Measure both views several times; the exit status says whether medians and sizes are within their limits."""
    options = arguments(str(__doc__).splitlines()[0]).parse_args()
    repeats = 1 if options.quick else 9
    subprocess.run([ROOT / ".ci" / "ui", "build"], check=True, stdout=sys.stderr)
    notes = ["a fresh browser context a view: its HTTP cache is empty; the browser itself is running", "kB are 1000 bytes, as transferred"]
    report = Report("first_view", quick=options.quick, notes=notes)
    with _server() as up, chromium() as browser:
        _fill(up)
        views = {"projects": ("/", "main a[href^='/p/'] h2"), "runs": ("/p/desk/runs", "main tbody tr[data-row]")}
        for name, (path, selector) in views.items():
            progress(f"{name}: {path}")
            _view(browser, up, path, selector)  # warms the server: a browser's first view of a day is not a server's
            seen = [_view(browser, up, path, selector) for _ in range(repeats)]
            report.add(case=name, path=path, **_figures(seen), limit_ms=LIMIT_MS, limit_kb=LIMIT_KB, browser=browser.version)
    report.emit(options.out)
    slow = [case for case in report.cases if case["visible_ms"]["median"] > LIMIT_MS or case["page_kb"] > LIMIT_KB]
    return 0 if options.quick else len(slow)


def _figures(seen: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of the times; sizes of the first load, which are the same each time."""
    sizes = [{one["path"]: one for one in view["loaded"]} for view in seen]
    # The mark is both the icon of the tab and a picture on the page; the second may find the first.
    cached = [one for files in sizes for one in files.values() if one["cached"] and one["path"] != "/mark.svg"]
    assert not cached, f"the cache was not cold: {cached}"
    page = [one for path, one in sizes[0].items() if not path.startswith("/api/")]
    answers = [one for path, one in sizes[0].items() if path.startswith("/api/")]
    assert all(one["bytes"] > 0 for one in page), page
    return {
        "first_paint_ms": spread([view["paint"] for view in seen], digits=1),
        "visible_ms": spread([view["visible"] for view in seen], digits=1),
        "page_kb": round(sum(one["bytes"] for one in page) / 1000, 1),
        "page_plain_kb": round(sum(one["plain"] for one in page) / 1000, 1),
        "files": len(page),
        "answers_kb": round(sum(one["bytes"] for one in answers) / 1000, 1),
    }


def _view(browser: Any, up: dict[str, Any], path: str, selector: str) -> dict[str, Any]:
    """One view by somebody who is signed in, in a browser that has nothing of the page."""
    context = browser.new_context(base_url=up["url"], viewport={"width": 1440, "height": 900})
    try:
        login = {"email": up["first"]["email"], "password": up["first"]["password"]}
        assert context.request.post("/api/v1/session", data=login).ok
        page = context.new_page()
        page.add_init_script(WATCH_JS.replace("SELECTOR", json.dumps(selector)))
        page.goto(path, wait_until="commit")
        visible = page.evaluate("window.firstView")
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready.then(() => true)")  # they may come after the words that are set in them
        page.wait_for_timeout(SETTLED_MS)  # the page looks for news for as long as it is open: its network is never idle
        return {"visible": visible, **page.evaluate(READ_JS)}
    finally:
        context.close()


def _fill(up: dict[str, Any]) -> None:
    """Some projects, and in one of them a full page of runs that wait."""
    from burnish import Client

    with Client(up["url"], api_key=up["first"]["key"]) as client:
        for name in ("orders", "returns", "desk"):
            client.projects.create(name, "An agent that answers")
    with Client(up["url"], api_key=up["first"]["key"], project="desk") as client:
        for number in range(RUNS):
            client.runs.create("grpo", env="supply_desk", name=f"grpo-{number}")


@contextmanager
def _server() -> Iterator[dict[str, Any]]:
    """`burnish up` without a worker, on an empty state folder and a free port of this machine; what it says when it answers."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [sys.executable, "-c", "from burnish.cli import main; main()", "up", "--no-worker", "--json", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "BURNISH_HOME": home},
        )
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            process.stdout.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    found = subprocess.run([ROOT / ".ci" / "chromium"], stdout=subprocess.PIPE, text=True, check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
