"""The habits of CONTRIBUTING.md that a machine can check: captions, sizes, words, and docs that tell the truth."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

import burnish
from burnish import errors
from burnish.cli import app
from burnish.core.options import RunOptions
from burnish.core.permissions import PERMISSIONS
from burnish.recipes.catalog import RECIPES
from burnish.settings import Settings

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MODULES = [path for path in SOURCES if "__pycache__" not in path.parts]
PYTHON = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "bench").glob("*.md"))]

GENERATED = [path for path in MODULES if path.parent.name == "versions"]  # migrations: written by Alembic, read as differences

MOST_LINES, MOST_FUNCTION_LINES, MOST_PUBLIC_NAMES = 400, 60, 24
NOT_OUR_WORDS = {"trace", "job", "jobs", "info", "manager", "helper", "helpers", "util", "utils", "workspace"}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|NotImplemented" + r"Error|place" + r"holder)\b")

EXTRAS = ("engine", "server", "demo", "postgres", "s3", "azure", "reasoning-gym", "trackers")
NEVER_IMPORTED = {"adlfs", "psycopg", "s3fs"}  # named by a URL
IMPORTED_AS = {
    "argon2_cffi": "argon2",
    "google_re2": "re2",
    "mlflow_skinny": "mlflow",
    "opentelemetry_exporter_otlp_proto_http": "opentelemetry",
    "opentelemetry_proto": "opentelemetry",
    "opentelemetry_sdk": "opentelemetry",
    "protobuf": "google",
    "pyjwt": "jwt",
}

PUBLIC = [
    "AsyncClient",
    "BurnishError",
    "Checkpoint",
    "Client",
    "Datum",
    "DialogueEnv",
    "Env",
    "EnvSpec",
    "Episode",
    "Limits",
    "Message",
    "Model",
    "Opening",
    "Run",
    "SamplingParams",
    "Scenario",
    "StepResult",
    "Tool",
    "ToolCall",
    "ToolEnv",
    "ToolError",
    "tool",
]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_first_line_of_a_file_is_its_caption() -> None:
    captions = {named(path): path.read_text(encoding="utf-8").partition("\n")[0] for path in PYTHON}
    assert {name: line for name, line in captions.items() if not re.match(r'"""\S.{6,}[.:?]("""( +# .*)?)?$', line)} == {}


def test_a_file_can_be_read_at_once() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES if path not in GENERATED}
    assert {name: lines for name, lines in lengths.items() if lines >= MOST_LINES} == {}


def test_a_function_can_be_read_at_once() -> None:
    lengths = {
        f"{named(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        if path not in GENERATED
        for node in functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines >= MOST_FUNCTION_LINES} == {}


def test_the_page_keeps_the_same_habits() -> None:
    made = {"schema.d.ts"}
    sources = [path for kind in ("*.ts", "*.tsx", "*.css") for path in (ROOT / "ui" / "src").rglob(kind) if path.name not in made]
    texts = {named(path): path.read_text(encoding="utf-8").splitlines() for path in sources}
    assert {name: lines[:1] for name, lines in texts.items() if not re.match(r"(//|/\*) \S.{10,}", lines[0])} == {}
    assert {name: len(lines) for name, lines in texts.items() if len(lines) >= MOST_LINES} == {}


def test_the_page_asks_for_permissions_that_there_are() -> None:
    asked = {
        (named(path), name)
        for path in (ROOT / "ui" / "src").rglob("*.tsx")
        for name in re.findall(r'\bmay\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 10
    assert {(path, name) for path, name in asked if name not in PERMISSIONS} == set()


def test_a_module_says_what_is_public() -> None:
    wrong = {}
    for path in MODULES:
        if path.name == "__init__.py" and len(parsed(path).body) == 1:
            continue  # nothing but a caption
        defined = set(_defined(path))
        listed = _listed(path)
        wrong[named(path)] = ["__all__"] if listed is None else [name for name in listed if name not in defined]
    assert {name: missing for name, missing in wrong.items() if missing} == {}


def _listed(path: Path) -> list[str] | None:
    """The literal `__all__` of a module."""
    for node in parsed(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets) and node.value:  # type: ignore[attr-defined]
            return list(ast.literal_eval(node.value))  # type: ignore[attr-defined]
    return None


def _defined(path: Path) -> Iterator[str]:
    for node in parsed(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from (alias.asname or alias.name for inner in node.body if isinstance(inner, ast.ImportFrom) for alias in inner.names)
        else:
            yield from (inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store))


def test_names_are_words_of_the_house() -> None:
    wrong = {}
    for path in PYTHON:
        classes = [node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
        names = [path.stem, *classes, *(node.name for node in functions(path))]
        wrong[named(path)] = {word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]+", name)} & NOT_OUR_WORDS
    assert {name: words for name, words in wrong.items() if words} == {}


def test_nothing_is_left_unfinished() -> None:
    found = {named(path): UNFINISHED.findall(path.read_text(encoding="utf-8")) for path in [*PYTHON, *PAGES]}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_the_public_names_are_these() -> None:
    assert sorted(burnish.__all__) == sorted(PUBLIC)
    assert len(burnish.__all__) <= MOST_PUBLIC_NAMES
    assert [name for name in PUBLIC if not hasattr(burnish, name)] == []


@pytest.mark.parametrize(
    ("module", "heavy"),
    [("burnish", "numpy"), ("burnish", "torch"), ("burnish.cli", "torch"), ("burnish.cli", "scipy"), ("burnish.cli", "sqlalchemy")],
)
def test_importing_is_light(module: str, heavy: str) -> None:
    code = f"import sys, {module}; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT / "src", check=False).returncode == 0


def test_the_version_is_said_once() -> None:
    version = project()["project"]["version"]
    assert burnish.__version__ == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_is_imported_is_declared() -> None:
    declared = _declared(*EXTRAS)
    imported = {name.partition(".")[0] for path in MODULES for name in _imports(path)}
    foreign = {name for name in imported if name not in sys.stdlib_module_names and name != "burnish"}
    assert foreign - declared - {"pydantic_core"} == set()  # that one comes with pydantic, in the one version that fits
    assert declared - foreign - NEVER_IMPORTED == set()


def test_what_tests_import_is_declared() -> None:
    declared = _declared(*EXTRAS, "dev") | {"burnish", "bench", "tests"}
    imported = {name.partition(".")[0]: named(path) for path in PYTHON if path.is_relative_to(ROOT / "tests") for name in _imports(path)}
    own = {part for path in (ROOT / "tests").rglob("*.py") for part in (path.stem, path.parent.name)}
    assert {name: place for name, place in imported.items() if name not in declared | own | sys.stdlib_module_names} == {}


def _declared(*extras: str) -> set[str]:
    groups = [project()["project"]["dependencies"], *(project()["project"]["optional-dependencies"][extra] for extra in extras)]
    return {_plain(name) for group in groups for name in group}


def _plain(requirement: str) -> str:
    name = re.split(r"[<>=\[]", requirement)[0].replace("-", "_")
    return IMPORTED_AS.get(name, name)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def commands() -> list[str]:
    top = typer.main.get_command(app)
    found = []
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(getattr(command, "loaded", command), "commands", None)
        found += [f"burnish {name} {one}" for one in inner if not one.endswith(".py")] if inner else [f"burnish {name}"]
    return found


def missing(rows: Iterable[str]) -> list[str]:
    """Rows that the page of reference lacks."""
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    return [row for row in rows if row not in page]


def test_the_reference_has_every_command() -> None:
    assert missing(f"| `{command}` |" for command in commands()) == []


def test_the_reference_has_every_setting() -> None:
    assert missing(f"| `{Settings.variable(name)}` | {field.description} |" for name, field in Settings.model_fields.items()) == []


def test_the_reference_has_every_option_of_a_run() -> None:
    assert missing(f"| `--{name.replace('_', '-')}` | {field.description} |" for name, field in RunOptions.model_fields.items()) == []


def test_the_reference_has_every_error() -> None:
    assert missing(f"| `{getattr(errors, name).code}` | `{name}` |" for name in errors.__all__) == []


def test_the_reference_has_every_recipe() -> None:
    assert missing(f"| `{recipe.name}` | {recipe.caption} | {', '.join(recipe.needs)} |" for recipe in RECIPES.values()) == []


def test_error_codes_are_different() -> None:
    codes = [getattr(errors, name).code for name in errors.__all__]
    assert len(set(codes)) == len(codes)


def test_what_a_page_points_at_exists() -> None:
    lost = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        links = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "mailto"))]
        lost += [f"{named(page)}: {target}" for target in links if not (page.parent / target).exists()]
        quoted = re.findall(r"`((?:src|docs|bench|tests|\.ci)/[\w./-]*\w)`", text)
        lost += [f"{named(page)}: {target}" for target in quoted if not (ROOT / target).exists()]
    assert lost == []


def test_a_module_that_a_page_names_exists() -> None:
    names = {name for page in PAGES for name in re.findall(r"`(burnish(?:\.[a-z_]+)+)`", page.read_text(encoding="utf-8"))}
    assert {name for name in names if not _exists(name)} == set()


def _exists(name: str) -> bool:
    file, (parent, _, last) = ROOT / "src" / Path(*name.split(".")), name.rpartition(".")
    return file.is_dir() or file.with_suffix(".py").exists() or hasattr(importlib.import_module(parent), last)


def test_a_command_that_a_page_shows_exists() -> None:
    lines = [
        line for page in PAGES for line in re.findall(r"^(?:\$ )?(burnish [a-z_].*)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ]
    known = tuple(f"{command} " for command in commands())
    assert [line for line in lines if not f"{line} ".startswith(known) and ".py" not in line] == []


def test_every_make_target_that_a_page_shows_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    shown = {name for path in PAGES for name in re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8"))}
    assert shown <= targets
