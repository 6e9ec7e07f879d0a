"""Documentation runs: the commands of the tutorials and the code of the SDK's page, on a real installation with the real engine."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.up.conftest import Up

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    """The page's blocks of a language, in order, without those that say that they are not run."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.finditer(rf"(<!-- not run[^>]*-->\n\n)?^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [match[2] for match in found if not match[1]]


@pytest.fixture
def shell(tmp_path: Path, environment: dict[str, str]) -> dict[str, str]:
    """The environment of somebody who has installed Burnish."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, arguments in {"burnish": ' -c "from burnish.cli import main; main()"', "python": ""}.items():
        command = programs / name
        command.write_text(f'#!/bin/sh\nexec {sys.executable}{arguments} "$@"\n')
        command.chmod(0o755)
    return {**environment, "PATH": f"{programs}:{os.environ['PATH']}", "BURNISH_HOME": str(tmp_path / "home")}


@pytest.mark.slow
def test_the_tutorial_and_the_page_of_the_sdk_work_as_written(up: Callable[..., Up], shell: dict[str, str], tmp_path: Path) -> None:
    commands, code = blocks("tutorials/first-run.md", "bash"), blocks("sdk.md", "python")
    assert len(commands) >= 5 and len(code) >= 6
    folder = tmp_path / "work"
    folder.mkdir()
    with up() as one:
        there = {**shell, "BURNISH_URL": one.told["url"], "BURNISH_PORT": "0"}
        key = one.told["first"]["key"]
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", "\n".join(commands)],
            input=f"{key}\n",
            capture_output=True,
            text=True,
            cwd=folder,
            env=there,
            check=False,
            timeout=400,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert (folder / "desk-agent" / "model.safetensors").is_file()
        assert done.stdout.rstrip().endswith("logged out of " + one.told["url"])
        (folder / "page.py").write_text("\n".join(code), encoding="utf-8")
        (folder / "desk-agent").rename(folder / "from-the-tutorial")
        known = {**there, "BURNISH_API_KEY": key, "BURNISH_PROJECT": "desk"}
        ran = subprocess.run([sys.executable, "page.py"], capture_output=True, text=True, cwd=folder, env=known, check=False, timeout=300)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert ran.stdout.startswith("succeeded")
        assert (folder / "desk-agent" / "config.json").is_file()
        assert one.end()[0] == 0


@pytest.mark.slow
def test_the_tutorial_of_feedback_leads_from_a_call_to_a_dataset(up: Callable[..., Up], shell: dict[str, str], tmp_path: Path) -> None:
    page = "tutorials/production-feedback.md"
    (code,), commands = blocks(page, "python"), "\n".join(blocks(page, "bash"))
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "shop.py").write_text(code, encoding="utf-8")
    with up() as one:
        assert "http://127.0.0.1:7071/v1" in commands
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", commands.replace("http://127.0.0.1:7071/v1", one.told["gateway"])],
            input=f"{one.told['first']['key']}\n",
            capture_output=True,
            text=True,
            cwd=folder,
            env={**shell, "BURNISH_URL": one.told["url"]},
            check=False,
            timeout=400,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said = done.stdout.splitlines()
        assert "2 interactions, 0 known before, 2 feedback, 2 outcomes" in said
        assert "0 interactions, 2 known before, 2 feedback, 2 outcomes" in said
        assert [line for line in said if line.startswith("warehouse-2")][-1] == "warehouse-2", "it waits for its order"
        failed = {f"call-{number}" for number in range(1, 25) if number % 3 == 1 and number % 4}
        assert failed <= set(said)
        rows = [json.loads(line) for line in (folder / "returns.jsonl").read_text(encoding="utf-8").splitlines()]
        assert len(rows) == 8 and {row["ratings"]["helpful"] for row in rows} == {0.0, 1.0}
        assert one.end()[0] == 0
