"""The walk of docs/tutorials/real-dialogues.md by machine: real dialogues, a killed worker, a repeated run; writes the page's screenshots.

It does what a new user does, in a real browser and a shell, and fails where the tutorial would not hold.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.first_view import chromium
from bench.report import progress
from burnish.artifacts.files import digest

CLI = (sys.executable, "-c", "from burnish.cli import main; main()")
PROJECT = "concierge"
PAPER = "#fbfaf8"
FIELDS = {
    "config.steps": "60",
    "config.examples_per_step": "8",
    "config.learning_rate": "3e-3",
    "longest": "1024",
    "options.checkpoint_every": "10",
    "name": "sgd-first",
}
KILL_AT_STEP = 25
PATIENCE_SECONDS = 900


class Walk:
    """One user in front of the page and of a shell.

    Args:
        page: of the browser.
        shots: folder of the screenshots.
        home: where this user's login is kept.
    """

    def __init__(self, page: Any, shots: Path, home: Path) -> None:
        self.page, self.shots, self.home, self.taken = page, shots, home, 0

    def shot(self, name: str) -> None:
        """A numbered screenshot, once nothing loads any more."""
        self.page.wait_for_timeout(600)
        self.taken += 1
        of_this_machine = self.page.get_by_text(re.compile(r"^Linux-"))
        self.page.screenshot(path=self.shots / f"{self.taken}-{name}.png", mask=[of_this_machine], mask_color=PAPER)
        progress(f"screenshot {self.taken}-{name}")

    def shell(self, *command: str, told: str = "") -> str:
        """What a command prints; an error ends the walk."""
        environment = {**os.environ, "BURNISH_HOME": str(self.home), "COLUMNS": "120"}
        done = subprocess.run([*CLI, *command], input=told, env=environment, capture_output=True, text=True, check=False)
        progress(f"$ burnish {' '.join(command)}\n{done.stdout.strip()}")
        if done.returncode:
            raise SystemExit(f"burnish {' '.join(command)} ended with {done.returncode}: {done.stderr}")
        return done.stdout.strip()

    def dialog(self, button: str, fields: dict[str, str]) -> None:
        """Fill a dialog by the labels of its fields, and send it."""
        dialog = self.page.get_by_role("dialog")
        for label, value in fields.items():
            dialog.get_by_label(label, exact=True).fill(value)
        dialog.get_by_role("button", name=button).click()
        dialog.wait_for(state="detached")


def main() -> int:
    """Walk; the exit status says whether everything held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with SGD's train.jsonl.gz")
    parser.add_argument("--shots", type=Path, default=Path("docs/tutorials/real-dialogues"), help="folder of the screenshots")
    parser.add_argument("--imports", type=Path, help="where the files to import are laid; by default a folder of its own")
    options = parser.parse_args()
    options.shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="burnish-walk-") as scratch:
        imports = options.imports or Path(scratch) / "imports"
        _lay(imports, options.data)
        with _up(Path(scratch) / "home", imports) as (up, process), chromium() as browser:
            context = browser.new_context(base_url=up["url"], viewport={"width": 1440, "height": 900}, color_scheme="light")
            context.set_default_timeout(30_000)
            walk = Walk(context.new_page(), options.shots, Path(scratch) / "user")
            told = _walk(walk, up, process, imports)
    print(json.dumps({"bench": "walk", **told}, indent=2))
    return 0 if told["same_weights"] else 1


def _walk(walk: Walk, up: dict[str, Any], server: psutil.Process, imports: Path) -> dict[str, Any]:
    page = walk.page
    page.goto("/")
    page.get_by_label("E-mail").fill(up["first"]["email"])
    page.get_by_label("Password").fill(up["first"]["password"])
    walk.shot("login")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Projects", exact=True).wait_for()
    page.goto("/?new=project")
    walk.dialog("Make project", {"Name": PROJECT, "What it is for": "An agent that books restaurants, buses and hotels"})
    page.goto(f"/p/{PROJECT}/models?view=import")
    walk.dialog("Import", {"Name": "concierge-base", "Folder on the server, or id on the hub": str(imports / "tiny")})
    page.get_by_role("row").nth(1).wait_for()
    page.get_by_text("importing", exact=True).wait_for(state="detached")
    walk.shot("model")
    page.goto(f"/p/{PROJECT}/datasets?view=import")
    walk.dialog("Import", {"Name": "sgd-train", "File on the server": str(imports / "train.jsonl.gz")})
    page.get_by_role("row").nth(1).wait_for()
    walk.shot("dataset")
    run = _start(walk)
    _wait_for_step(walk, KILL_AT_STEP)
    walk.shot("running")
    killed = _kill(server)
    began = time.monotonic()
    _wait_for_attempt(walk, run)
    back = time.monotonic() - began
    _wait_for_end(walk)
    walk.shot("finished")
    page.goto(f"/p/{PROJECT}/runs/{run}/history")
    page.locator("h1").wait_for()
    walk.shot("history")
    first, again = _repeat(walk, up, run)
    page.goto(f"/p/{PROJECT}/runs/compare?runs={run},{again['id']}")
    page.locator("h1").wait_for()
    walk.shot("compare")
    page.goto(f"/p/{PROJECT}/settings/audit")
    page.get_by_role("row").nth(1).wait_for()
    walk.shot("audit")
    return {
        "killed": killed,
        "attempts": first["attempt"],
        "seconds_to_go_on": round(back, 1),
        "same_weights": first["digest"] == again["digest"],
    }


def _start(walk: Walk) -> str:
    page = walk.page
    page.goto(f"/p/{PROJECT}/runs/new?recipe=sft")
    page.locator('[data-field="model"] select').select_option(label="concierge-base")
    page.locator('[data-field="dataset"] select').select_option(label="sgd-train")
    for fold in ("What every run has", "Name, priority, tags"):
        page.get_by_text(fold).click()
    for field, value in FIELDS.items():
        page.locator(f'[data-field="{field}"] input').fill(value)
    page.mouse.wheel(0, -10_000)
    walk.shot("form")
    page.get_by_role("button", name="Start run").click()
    page.wait_for_url(re.compile(r"/runs/run_[0-9a-f]{32}"))
    return str(re.search(r"run_[0-9a-f]{32}", page.url)[0])  # type: ignore[index]


def _kill(server: psutil.Process) -> list[str]:
    """`kill -9` for the worker and for the process of the run, as if the machine's memory had run out."""
    victims = [one for one in server.children(recursive=True) if re.search(r"processes worker|run_process", " ".join(one.cmdline()))]
    names = ["run" if "run_process" in " ".join(one.cmdline()) else "worker" for one in victims]
    for one in victims:
        one.send_signal(signal.SIGKILL)
    return sorted(names)


def _wait_for_step(walk: Walk, step: int) -> None:
    _poll(walk, lambda run: run["step"] >= step, f"step {step}")


def _wait_for_attempt(walk: Walk, run: str) -> None:
    _poll(walk, lambda run: run["attempt"] >= 2 and run["status"] == "running", "a second attempt")


def _wait_for_end(walk: Walk) -> None:
    _poll(walk, lambda run: run["status"] in ("succeeded", "failed", "lost", "cancelled"), "the end")


def _poll(walk: Walk, holds: Any, what: str) -> dict[str, Any]:
    """The run of the page, as soon as something holds of it."""
    path = str(re.search(r"/p/\w+/runs/run_[0-9a-f]{32}", walk.page.url)[0])  # type: ignore[index]
    project, run = path.split("/")[2], path.split("/")[4]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        told = walk.page.context.request.get(f"/api/v1/projects/{project}/runs/{run}").json()
        if holds(told):
            return dict(told)
        walk.page.wait_for_timeout(300)
    raise SystemExit(f"waited {PATIENCE_SECONDS} s for {what} of {run}")


def _repeat(walk: Walk, up: dict[str, Any], run: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Repeat a run from the shell; both with the digest of their last weights."""
    walk.shell("login", up["url"], "--project", PROJECT, told=f"{up['first']['key']}\n")
    again = walk.shell("runs", "clone", run)
    walk.shell("runs", "watch", again)
    runs = [json.loads(walk.shell("runs", "show", one, "--json")) for one in (run, again)]
    for one in runs:
        saved = walk.page.context.request.get(f"/api/v1/projects/{PROJECT}/runs/{one['id']}/checkpoints").json()
        one["digest"] = digest(Path(max(saved, key=lambda row: row["step"])["url"]) / "model" / "model.safetensors")
    walk.shell("audit", "list")
    walk.shell("audit", "verify")
    return runs[0], runs[1]


def _lay(imports: Path, data: Path) -> None:
    """A model's folder and the dialogues, where the server may import from."""
    from burnish import tiny

    imports.mkdir(parents=True, exist_ok=True)
    shutil.copytree(tiny.folder(), imports / "tiny", dirs_exist_ok=True)
    shutil.copy(data / "train.jsonl.gz", imports)


@contextmanager
def _up(home: Path, imports: Path) -> Iterator[tuple[dict[str, Any], psutil.Process]]:
    command: Sequence[str] = (*CLI, "up", "--json", "--port", "0")
    environment = {**os.environ, "BURNISH_HOME": str(home), "BURNISH_IMPORT_ROOTS": str(imports)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline()), psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
