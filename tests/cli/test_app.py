"""The application as a whole: every command is listed as it is, nothing heavy is imported for it, mistakes have one shape."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from burnish.cli.app import ENTRIES, app
from burnish.cli.deferred import Deferred, Entry

ROOT = Path(__file__).parents[2]
HEAVY = {"alembic", "fastapi", "numpy", "scipy", "sqlalchemy", "starlette", "structlog", "tokenizers", "torch", "transformers", "uvicorn"}
SERVER = HEAVY - {"structlog"}


def imported(code: str, *, environment: dict[str, str] | None = None) -> set[str]:
    """Packages that are imported once some code has run in a fresh process."""
    whole = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", whole],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "src",
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), **(environment or {})},
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_importing_burnish_imports_nothing() -> None:
    assert not imported("import burnish") & (HEAVY | {"pydantic", "httpx", "asyncio", "typer", "rich"})


def test_the_client_needs_httpx_and_pydantic_alone() -> None:
    found = imported("from burnish import Client, AsyncClient")
    assert {"httpx", "pydantic"} <= found
    assert not found & (HEAVY | {"typer", "jinja2"})


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    found = imported(f"from burnish.cli import app; app({arguments!r})")
    assert not found & (HEAVY | {"httpx", "pydantic"})


@pytest.mark.parametrize("arguments", [["runs", "--help"], ["login", "--help"], ["up", "--help"], ["doctor", "--help"], ["keys", "list"]])
def test_commands_of_the_platform_import_no_server(arguments: list[str], tmp_path: Path) -> None:
    found = imported(f"from burnish.cli import app; app({arguments!r})", environment={"BURNISH_HOME": str(tmp_path)})
    assert not found & SERVER
    assert arguments[-1] != "--help" or "httpx" not in found


def test_every_command_is_listed_as_it_is() -> None:
    for entry in ENTRIES:
        loaded = Deferred(entry).loaded
        first = " ".join((loaded.help or "").split("\n\n")[0].split())
        assert first.startswith(entry.caption.rstrip(".")), (entry.name, first)


def test_every_command_has_help_for_all_that_it_takes() -> None:
    for entry in ENTRIES:
        loaded = Deferred(entry).loaded
        for name, command in (getattr(loaded, "commands", None) or {entry.name: loaded}).items():
            assert command.help, (entry.name, name)
            for parameter in command.params:
                assert getattr(parameter, "help", None), (entry.name, name, parameter.name)


def test_every_command_can_answer_with_json() -> None:
    never = {"serving", "worker"}  # they answer nothing
    for entry in ENTRIES:
        if entry.name in never:
            continue
        loaded = Deferred(entry).loaded
        for name, command in (getattr(loaded, "commands", None) or {entry.name: loaded}).items():
            if (entry.name, name) != ("runs", "create"):
                assert "--json" in {option for parameter in command.params for option in parameter.opts}, (entry.name, name)


def test_a_command_that_is_none_says_what_is_near() -> None:
    answer = CliRunner().invoke(app, ["runz"])
    assert answer.exit_code == 2
    assert "'runs'" in answer.stderr


def test_a_wrong_setting_is_told_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNISH_PORTS", "1")
    answer = CliRunner().invoke(app, ["whoami", "--json"])
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["error"]["fix"] == "did you mean BURNISH_PORT?"


def test_commands_are_completed_without_importing_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from burnish.cli import main; main()"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "src",
        env={
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT / "src"),
            "_BURNISH_COMPLETE": "complete_bash",
            "COMP_WORDS": "burnish ru",
            "COMP_CWORD": "1",
        },
    )
    assert done.stdout.split() == ["runs"], done.stderr


def test_a_function_can_be_a_command() -> None:
    command = Deferred(Entry("evaluate", "burnish.cli.evaluate:evaluate", "Evaluate.", "Here"))
    assert {"--model", "--env"} <= {option for parameter in command.loaded.params for option in parameter.opts}
    assert command.make_context("evaluate", []).params["model"] == "tiny"
