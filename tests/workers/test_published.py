"""Runs of published recipes: what their code can do, and what it cannot, in the process that a real worker starts for it."""

import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from burnish.core.permissions import EVERYTHING
from burnish.core.registry import Recipe
from burnish.core.runs import RunSpec
from burnish.recipes.source import read_source
from burnish.store.access import Authority
from burnish.store.audit import SYSTEM, list_events
from burnish.store.recipes import PublishedRecipes
from burnish.workers.landlock import LEAST_ABI, landlock_abi
from tests.databases import only_sqlite
from tests.store.ground import new_project
from tests.workers.ground import Ground, small_spec, whole

pytestmark = pytest.mark.slow

confined = pytest.mark.skipif(landlock_abi() < LEAST_ABI, reason="the kernel has no Landlock of Linux 6.2 or newer")

RECIPE = '''"""Look around."""
{header}
import json, os, socket
from pathlib import Path
from pydantic import BaseModel


class Config(BaseModel):
    path: str = ""
    secret: str = ""


def attempt(work):
    try:
        return ["done", str(work())]
    except BaseException as error:
        return ["refused", f"{{type(error).__name__}}: {{error}}"]


async def train(run, config, policy, env):
    found = {{}}
{body}
    print("FOUND " + json.dumps(found))
    async for step, item in run.steps([1, 2, 3], 3):
        run.log(step, reward=1.0)
    return await policy.save("final")
'''


def publish(ground: Ground, source: str, name: str = "looks") -> Recipe:
    found = read_source(source)
    more = {"caption": found.caption, "needs": found.needs, "takes": found.takes, "dependencies": found.dependencies}
    with ground.database.write() as transaction:
        recipes = PublishedRecipes(ground.database, ground.project)
        return recipes.publish(transaction, Authority(SYSTEM, EVERYTHING), name, source, config_schema={"type": "object"}, **more)


def spec_of(recipe: Recipe, **config: Any) -> RunSpec:
    return small_spec(env="shorter").model_copy(
        update={"recipe": recipe.name, "recipe_hash": recipe.hash, "published": recipe.id, "config": config}
    )


def looked(ground: Ground, body: str, header: str = "", worker: dict[str, str] | None = None, **config: Any) -> tuple[str, dict[str, Any]]:
    """The run of a recipe that looks around, and what it found."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    recipe = publish(ground, RECIPE.format(header=header, body=lines))
    ground.more = worker or {}
    ground.worker()
    run = ground.enqueue(spec_of(recipe, **config))
    view = ground.wait_for_end(run, 60)
    assert view.status == "succeeded", f"{view.message}\n{ground.told()}"
    (line,) = [line.text for line in ground.runs.logs(run) if line.text.startswith("FOUND ")]
    return run, json.loads(line.removeprefix("FOUND "))


def test_a_published_recipe_goes_from_the_queue_to_its_end(ground: Ground) -> None:
    source = Path(sys.modules["burnish.recipes.grpo"].__file__ or "").read_text(encoding="utf-8")
    recipe = publish(ground, source, "own")
    same = small_spec(env="shorter")
    spec = same.model_copy(update={"recipe": "own", "recipe_hash": recipe.hash, "published": recipe.id})
    ground.worker()
    run = ground.enqueue(spec)
    view = ground.wait_for_end(run, 60)
    assert (view.status, view.message, view.attempt, view.step) == ("succeeded", "", 1, 6), ground.told()
    assert ground.kinds_of(run) == ["queued", "leased", "started", "checkpoint", "checkpoint", "checkpoint", "succeeded"]
    assert ground.rewards_of(run) == whole(same.model_dump_json()).rewards
    assert ground.final_digest(run) == whole(same.model_dump_json()).digest, "isolation changes no number"
    with ground.database.read() as transaction:
        told = [event for event in list_events(transaction) if event.action == "run.token"]
    assert [(event.actor, event.target, event.project) for event in told] == [(run, run, ground.project)]
    assert "runs.write" not in told[0].details["scopes"]


def test_the_environment_of_the_worker_stays_with_the_worker(ground: Ground) -> None:
    body = """
found["environment"] = dict(os.environ)
found["folder"] = os.getcwd()
found["limits"] = attempt(lambda: __import__("resource").getrlimit(__import__("resource").RLIMIT_CORE))
found["umask"] = os.umask(0o77)
"""
    run, found = looked(ground, body, worker={"SECRET_OF_THE_WORKER": "hush", "WANDB_API_KEY": "hush"})
    names = set(found["environment"])
    assert not {name for name in names if name.startswith("BURNISH_")} - {"BURNISH_API_KEY", "BURNISH_PROJECT", "BURNISH_URL"}
    assert "hush" not in found["environment"].values()
    assert ground.url not in json.dumps(found)
    assert found["environment"]["BURNISH_PROJECT"] == ground.project
    assert found["environment"]["BURNISH_API_KEY"].startswith("br_")
    assert found["folder"] == found["environment"]["HOME"] == str(ground.folder / run / "work" / "1")
    assert (found["limits"], found["umask"]) == (["done", "(0, 0)"], 0o77)


@confined
def test_it_reaches_neither_other_processes_nor_other_files(ground: Ground) -> None:
    other = new_project(ground.database, "second")
    theirs = ground.home / "artifacts" / other / "models" / "weights.safetensors"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    for name in ("secret.key", "burnish.db"):
        (ground.home / name).write_text("secret")
    body = """
parent = os.getppid()
home, theirs, log = json.loads(config.path)
found["parent's environment"] = attempt(lambda: Path(f"/proc/{parent}/environ").read_bytes())
found["parent's memory"] = attempt(lambda: open(f"/proc/{parent}/mem", "rb"))
found["kill the worker"] = attempt(lambda: os.kill(os.getpgid(parent), 0))
found["the key"] = attempt(lambda: Path(home, "secret.key").read_text())
found["the database"] = attempt(lambda: open(Path(home, "burnish.db"), "rb").read(10))
found["another project"] = attempt(lambda: Path(theirs).read_bytes())
found["cut off"] = attempt(lambda: os.truncate(theirs, 0))
found["its log"] = attempt(lambda: Path(log).unlink())
found["a link"] = attempt(lambda: os.symlink(theirs, "link"))
found["a hard link"] = attempt(lambda: os.link("/usr/bin/env", "hard"))
found["a pipe"] = attempt(lambda: os.mkfifo("pipe"))
found["own recipe"] = attempt(lambda: Path(__file__).write_text(""))
found["temporary"] = attempt(lambda: Path("/tmp/left-behind").write_text(""))
found["passwords"] = attempt(lambda: Path("/etc/shadow").read_text())
found["own file"] = attempt(lambda: Path("mine").write_text("mine"))
found["own temporary"] = attempt(lambda: __import__("tempfile").TemporaryFile().write(b"mine"))
"""
    logs = str(ground.folder)
    _, found = looked(ground, body, path=json.dumps([str(ground.home), str(theirs), logs]))
    assert found.pop("own file")[0] == found.pop("own temporary")[0] == "done"
    refusals = ("PermissionError", "Operation not permitted", "cross-device")
    let_in = {name: told for name, told in found.items() if told[0] != "refused" or not any(words in told[1] for words in refusals)}
    assert not let_in
    assert theirs.read_bytes() == b"theirs"


@confined
def test_its_door_to_the_ledger_is_for_its_own_run(ground: Ground) -> None:
    body = """
from burnish.store.leases import Entry, EventRow, SavedCheckpoint
from burnish.core.ids import new_id
ledger = run._ledger
stolen = SavedCheckpoint(new_id("ckpt"), "policy", "stolen", 1, config.path, "0" * 64, 1)
inside = SavedCheckpoint(new_id("ckpt"), "policy", "stolen", 1, str(run.folder.path / "checkpoints" / ".." / ".."), "0" * 64, 1)
found["files of others"] = attempt(lambda: ledger.record(None, Entry(1000, checkpoints=(stolen,))))
found["a way out"] = attempt(lambda: ledger.record(None, Entry(1000, checkpoints=(inside,))))
found["finish with them"] = attempt(lambda: ledger.finish(None, final=(stolen,)))
run.recorder.event(EventRow("succeeded", "it says so"))
"""
    run, found = looked(ground, body, path=str(ground.home / "artifacts"))
    for name in ("files of others", "a way out", "finish with them"):
        assert found[name][0] == "refused" and "no folder of plain files" in found[name][1], found
    assert ("notice", "it says so") in [(event.kind, event.message) for event in ground.runs.events(run)]
    assert ground.kinds_of(run).count("succeeded") == 1
    assert [one.name for one in ground.runs.checkpoints(run) if one.name == "stolen"] == []


def test_what_it_leaves_running_ends_with_it(ground: Ground) -> None:
    body = """
import subprocess, sys
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
found["left"] = left.pid
"""
    _, found = looked(ground, body)
    ground.wait(lambda: not Path(f"/proc/{found['left']}").exists() or "zombie" in Path(f"/proc/{found['left']}/status").read_text())


def test_a_paused_and_a_killed_run_go_on_where_they_were(ground: Ground) -> None:
    source = Path(sys.modules["burnish.recipes.grpo"].__file__ or "").read_text(encoding="utf-8")
    recipe = publish(ground, source, "own")
    same = small_spec(steps=60, every=3)
    run = ground.enqueue(same.model_copy(update={"recipe": "own", "recipe_hash": recipe.hash, "published": recipe.id}))
    ground.worker()
    ground.wait_for_step(run, 4)
    ground.runs.pause(run, by="user")
    ground.wait(lambda: ground.runs.get(run).status == "paused")
    ground.runs.resume(run, by="user")
    ground.wait_for_step(run, ground.runs.get(run).step + 4)
    os.kill(ground.process_of(run), 9)
    view = ground.wait_for_end(run, 90)
    assert (view.status, view.attempt) == ("succeeded", 3), ground.told()
    assert ground.final_digest(run) == whole(same.model_dump_json()).digest
    assert ground.steps_of(run) == list(range(60))


@only_sqlite
def test_where_the_operator_wants_none_it_fails_and_says_so(ground: Ground) -> None:
    recipe = publish(ground, RECIPE.format(header="", body=""))
    ground.more = {"BURNISH_PUBLISHED_RECIPES": "off"}
    ground.worker()
    view = ground.wait_for_end(ground.enqueue(spec_of(recipe)))
    assert (view.status, view.failure, view.attempt) == ("failed", "invalid", 1)
    assert "BURNISH_PUBLISHED_RECIPES" in view.message


# -- packages ----------------------------------------------------------------------------------------------------------------------


def wheel(folder: Path, name: str = "shiny", version: str = "1.2", requires: str = "") -> None:
    """A package with one module, whose VALUE is its version."""
    folder.mkdir(exist_ok=True)
    facts = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + (f"Requires-Dist: {requires}\n" if requires else "")
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{name}.py", f"VALUE = {version!r}\n")
        file.writestr(f"{facts}/METADATA", metadata)
        file.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{facts}/RECORD", "")


HEADER = '# /// script\n# dependencies = ["shiny>=1"]\n# ///'


def index(folder: Path) -> dict[str, str]:
    return {"BURNISH_RECIPE_PACKAGES": "true", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": os.devnull}


def test_a_recipe_gets_the_packages_that_it_asks_for_once(ground: Ground, tmp_path: Path) -> None:
    wheel(tmp_path / "wheels")
    body = 'import shiny\nfound["value"] = shiny.VALUE\nfound["pip"] = [n for n in os.environ if n.startswith("PIP_")]\n'
    run, found = looked(ground, body, HEADER, worker=index(tmp_path / "wheels"))
    assert found == {"value": "1.2", "pip": []}
    notices = [event.message for event in ground.runs.events(run) if event.kind == "notice"]
    assert sorted(notices) == ["installed shiny>=1", "installing shiny>=1"]
    again = ground.runs.clone(run, by="user").id
    assert ground.wait_for_end(again, 60).status == "succeeded"
    assert "notice" not in ground.kinds_of(again), "it was there"


@only_sqlite
@pytest.mark.parametrize(("requires", "words"), [("", "No matching distribution"), ("numpy<1", "numpy")])
def test_a_package_that_cannot_be_had_fails_the_run_at_once(ground: Ground, tmp_path: Path, requires: str, words: str) -> None:
    wheel(tmp_path / "wheels", requires=requires) if requires else (tmp_path / "wheels").mkdir()
    recipe = publish(ground, RECIPE.format(header=HEADER, body=""))
    ground.more = index(tmp_path / "wheels")
    ground.worker()
    view = ground.wait_for_end(ground.enqueue(spec_of(recipe)), 60)
    assert (view.status, view.failure, view.attempt) == ("failed", "invalid", 1), ground.told()
    assert view.message.startswith("shiny>=1: cannot be installed") and words in view.message


@only_sqlite
def test_packages_need_the_operator(ground: Ground) -> None:
    recipe = publish(ground, RECIPE.format(header=HEADER, body=""))
    ground.worker()
    view = ground.wait_for_end(ground.enqueue(spec_of(recipe)))
    assert (view.status, view.failure) == ("failed", "invalid")
    assert "BURNISH_RECIPE_PACKAGES" in view.message
