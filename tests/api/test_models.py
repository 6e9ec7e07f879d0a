"""Models and datasets: taken in with their digests or refused with the file that is wrong; named, rolled back, handed out whole."""

import gzip
import hashlib
import json
import os
import pickle
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from burnish import tiny
from burnish.artifacts.checkpoints import verify_checkpoint, write_checkpoint
from burnish.core.ids import new_id
from burnish.core.runs import RunView
from burnish.store.leases import Offer, SavedCheckpoint
from burnish.store.ledger import Ledger
from burnish.store.models import ModelRegistry
from tests.api.callers import Callers
from tests.api.world import ready


@pytest.fixture
def project(callers: Callers) -> str:
    return callers.project()


@pytest.fixture
def root(callers: Callers) -> Path:
    return Path(callers.server.settings.import_roots[0])


@pytest.fixture
def folder(root: Path) -> Path:
    """A model's folder that may be taken in."""
    shutil.copytree(tiny.folder(), root / "model")
    return root / "model"


def take_in(callers: Callers, project: str, folder: Path, name: str = "small", **more: Any) -> Any:
    callers.owner.post(f"/projects/{project}/models", {"name": name, "path": str(folder), **more}, 202)
    return ready(callers.owner, f"/projects/{project}/models/{name}")


def refusal(callers: Callers, project: str, folder: Path | str) -> str:
    """Where it is wrong, and how."""
    answer = callers.owner("POST", f"/projects/{project}/models", {"name": "small", "path": str(folder)})
    assert answer.status_code == 422, answer.text
    assert callers.owner.get(f"/projects/{project}/models")["items"] == [], "nothing was made"
    error = answer.json()["error"]
    return f"{error['where']}: {error['message']}"


def test_a_folder_becomes_a_version_with_the_digest_of_every_file(callers: Callers, project: str, folder: Path) -> None:
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Small\n", encoding="utf-8")
    model = take_in(callers, project, folder)
    (version,) = model["versions"]
    assert (model["current"], version["kind"], version["licence"], version["number"]) == (1, "base", "apache-2.0", 1)
    config = json.loads((folder / "config.json").read_text())
    assert version["architecture"]["model_type"] == "qwen3"
    assert version["architecture"]["layers"] == config["num_hidden_layers"]
    assert version["parameters"] > 500_000
    assert version["source"] == {"path": str(folder), "skipped": ["README.md"]}
    files = {file["path"]: file for file in callers.owner.get(f"/projects/{project}/models/small/versions/1/files")}
    for name, file in files.items():
        assert file["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert version["bytes"] == sum(file["bytes"] for file in files.values())
    registry = ModelRegistry(callers.server.database, project)
    with callers.server.database.read() as transaction:
        verify_checkpoint(registry.url(transaction, version["id"]), sha256=version["digest"])


def test_what_is_taken_in_does_not_change_with_its_source(callers: Callers, project: str, folder: Path) -> None:
    model = take_in(callers, project, folder)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    registry = ModelRegistry(callers.server.database, project)
    with callers.server.database.read() as transaction:
        verify_checkpoint(registry.url(transaction, model["versions"][0]["id"]))


def test_a_model_is_handed_out_as_it_came(callers: Callers, project: str, folder: Path, tmp_path: Path) -> None:
    take_in(callers, project, folder)
    url = f"/projects/{project}/models/small/versions/1/files"
    for file in callers.owner.get(url):
        answer = callers.owner("GET", f"{url}/{file['path']}")
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
    viewer = callers.user("viewer", project)
    assert viewer.refused("GET", f"{url}/config.json") == (403, "forbidden")
    assert callers.owner.get("/audit", params={"action": "model.export"})["items"][0]["details"]["file"] == "tokenizer_config.json"


@pytest.mark.parametrize(
    "name", ["../secret.key", "..%2f..%2fsecret.key", "/etc/passwd", "%2fetc%2fpasswd", "manifest.json", "nothing", "a\\b"]
)
def test_no_other_file_is_handed_out(callers: Callers, project: str, folder: Path, name: str) -> None:
    take_in(callers, project, folder)
    assert callers.owner("GET", f"/projects/{project}/models/small/versions/1/files/{name}").status_code in (404, 405)


def _file(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    def put(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return put


def _config(name: str = "config.json", **fields: Any) -> Callable[[Path], None]:
    def put(folder: Path) -> None:
        config = json.loads((folder / name).read_text()) if (folder / name).exists() else {}
        (folder / name).write_text(json.dumps({**config, **fields}))

    return put


def _header(header: dict[str, Any], body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def _cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])


WRONG: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pickle": (_file("pytorch_model.bin", pickle.dumps({})), "pytorch_model.bin: can hold code"),
    "a pickle deeper": (_file("original/consolidated.pth"), "original/consolidated.pth: can hold code"),
    "numpy": (_file("x.npz"), "x.npz: can hold code"),
    "code": (_file("modeling_evil.py", b"import os"), "modeling_evil.py: is code"),
    "a library": (_file("x.so"), "x.so: is code"),
    "another kind": (_file("x.gguf"), "x.gguf: is of a kind"),
    "auto_map": (_config(auto_map={"AutoModel": "modeling.Evil"}), "config.json: names code"),
    "auto_map within": (_config(text_config={"auto_map": {}}), "config.json: names code"),
    "auto_map of the tokenizer": (_config("tokenizer_config.json", auto_map={}), "tokenizer_config.json: names code"),
    "no config": (lambda folder: (folder / "config.json").unlink(), "path: has no config.json"),
    "a config that is none": (_file("config.json", b"[1]"), "config.json: holds a list"),
    "a config that is a bomb": (_file("config.json", b"[" * 100_000), "config.json: is no JSON"),
    "no weights": (lambda folder: (folder / "model.safetensors").unlink(), "path: has no weights"),
    "cut weights": (_cut, "model.safetensors: is no whole"),
    "empty weights": (_file("model.safetensors", b""), "model.safetensors: is no whole"),
    "weights that are a pickle": (_file("model.safetensors", pickle.dumps({})), "model.safetensors: is no whole"),
    "a header too long": (_file("model.safetensors", struct.pack("<Q", 2**63) + b"{}"), "model.safetensors: is no whole"),
    "a header that lies": (
        _file("model.safetensors", _header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 800]}}, b"1234")),
        "model.safetensors: is no whole",
    ),
    "a header of nonsense": (_file("model.safetensors", _header({"a": 1})), "model.safetensors: is no whole"),
    "a missing shard": (
        _file("model.safetensors.index.json", b'{"weight_map": {"a": "model-00002.safetensors"}}'),
        "model-00002.safetensors: is missing",
    ),
    "a link out": (lambda folder: (folder / "vocab.txt").symlink_to("/etc/passwd"), "vocab.txt: leads out"),
    "a pipe": (lambda folder: os.mkfifo(folder / "vocab.txt"), "vocab.txt: leads out"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_folder_that_could_do_harm_is_refused_with_the_file(callers: Callers, project: str, folder: Path, what: str) -> None:
    spoil, told = WRONG[what]
    spoil(folder)
    assert refusal(callers, project, folder).startswith(told)


def test_only_what_lies_under_an_allowed_root_is_taken_in(callers: Callers, project: str, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "elsewhere")
    (folder.parent / "link").symlink_to(tmp_path / "elsewhere")
    outside = [tmp_path / "elsewhere", folder.parent / "link", f"{folder}/../../elsewhere", "/etc", "/nowhere", "model", "~/model", "\\x"]
    told = {refusal(callers, project, path) for path in outside}
    assert told == {"path: is not there, or not under a folder that may be imported from"}, "nobody learns what else is on the server"


def test_links_within_a_root_are_followed_as_in_a_hubs_cache(callers: Callers, project: str, root: Path, folder: Path) -> None:
    (root / "blobs").mkdir()
    (folder / "model.safetensors").rename(root / "blobs" / "abc")
    (folder / "model.safetensors").symlink_to("../blobs/abc")
    take_in(callers, project, folder)


def test_a_name_means_the_newest_version_and_is_rolled_back_in_one_step(callers: Callers, project: str, folder: Path) -> None:
    url = f"/projects/{project}/models/small"
    take_in(callers, project, folder)
    _config(note="other")(folder)
    assert take_in(callers, project, folder)["current"] == 2
    assert callers.owner.post(f"{url}/rollback", status=200)["current"] == 1
    assert callers.owner.post(f"{url}/rollback", status=200)["current"] == 2
    assert take_in(callers, project, folder, current=False)["current"] == 2
    assert callers.owner.patch(url, {"current": 3})["current"] == 3
    assert callers.owner.refused("PATCH", url, {"current": 9}) == (404, "not_found")
    numbers = [version["number"] for version in callers.owner.get(url)["versions"]]
    assert numbers == [3, 2, 1]


def test_a_model_with_one_version_has_nothing_to_go_back_to(callers: Callers, project: str, folder: Path) -> None:
    take_in(callers, project, folder)
    assert callers.owner.refused("POST", f"/projects/{project}/models/small/rollback") == (409, "conflict")


def test_an_archived_model_is_put_away_and_stays_usable_by_id(callers: Callers, project: str, folder: Path) -> None:
    take_in(callers, project, folder)
    url = f"/projects/{project}/models"
    callers.owner.post(f"{url}/small/archive", status=200)
    assert callers.owner.get(url)["items"] == []
    assert [model["name"] for model in callers.owner.get(url, params={"archived": True})["items"]] == ["small"]
    assert callers.owner.refused("POST", url, {"name": "small", "path": str(folder)}) == (409, "conflict")
    callers.owner.post(f"{url}/small/restore", status=200)
    assert len(callers.owner.get(url)["items"]) == 1


def trained(callers: Callers, project: str, folder: Path, tmp_path: Path) -> RunView:
    """A run from `small` that ended with a checkpoint."""
    run_id = callers.owner.post(f"/projects/{project}/runs", {"recipe": "grpo", "env": {"name": "supply_desk"}, "model": "small"})["id"]
    saved = write_checkpoint(tmp_path / "checkpoints", "final", 3, lambda inner: shutil.copytree(folder, inner / "model") and None)
    ledger = Ledger(callers.server.database)
    claim = ledger.claim(Offer("worker", cores=8, memory_bytes=2**40))
    assert claim is not None
    ledger.begin(claim.lease)
    kept = SavedCheckpoint(new_id("ckpt"), "policy", "final", loop=0, step=3, url=saved.path, digest=saved.sha256, bytes=1)
    ledger.finish(claim.lease, final=(kept,))
    return RunView.model_validate(callers.owner.get(f"/projects/{project}/runs/{run_id}"))


def test_a_checkpoint_becomes_a_version_with_its_lineage(callers: Callers, project: str, folder: Path, tmp_path: Path) -> None:
    base = take_in(callers, project, folder)["versions"][0]
    run = trained(callers, project, folder, tmp_path)
    url = f"/projects/{project}/models"
    callers.owner.post(url, {"name": "better", "checkpoint": {"run": run.id}}, 202)
    version = ready(callers.owner, f"{url}/better")["versions"][0]
    assert (version["kind"], version["run"], version["parents"]) == ("checkpoint", run.id, [base["id"]])
    for name in ("better", "small"):
        lineage = callers.owner.get(f"{url}/{name}/versions/1/lineage")
        assert {node["label"] for node in lineage["nodes"]} == {"small@1", "grpo", "better@1"}
        edges = {(edge["source"], edge["target"], edge["relation"]) for edge in lineage["edges"]}
        assert edges == {(base["id"], run.id, "started"), (run.id, version["id"], "made")}
    callers.owner.post(f"/projects/{project}/runs", {"recipe": "grpo", "env": {"name": "supply_desk"}, "model": "better"})


def test_a_run_that_has_not_ended_has_no_final_checkpoint(callers: Callers, project: str, folder: Path) -> None:
    run = callers.owner.post(f"/projects/{project}/runs", {"recipe": "grpo", "env": {"name": "supply_desk"}})["id"]
    url = f"/projects/{project}/models"
    assert callers.owner.refused("POST", url, {"name": "x", "checkpoint": {"run": run}}) == (409, "conflict")
    assert callers.owner.refused("POST", url, {"name": "x"}) == (422, "invalid_input")
    assert callers.owner.refused("POST", url, {"name": "x", "path": str(folder), "checkpoint": {"run": run}}) == (422, "invalid_input")


def test_an_adapter_belongs_to_its_base_and_starts_no_run_alone(callers: Callers, project: str, folder: Path) -> None:
    base = take_in(callers, project, folder)["versions"][0]
    _config("adapter_config.json", r=8)(folder)
    version = take_in(callers, project, folder, name="adapter", base="small@1")["versions"][0]
    assert (version["kind"], version["parents"]) == ("adapter", [base["id"]])
    body = {"recipe": "grpo", "env": {"name": "supply_desk"}, "model": "adapter"}
    assert callers.owner.refused("POST", f"/projects/{project}/runs", body) == (422, "invalid_config")


def test_a_copy_that_fails_says_why(callers: Callers, project: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from burnish.api import importing

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "copy_plain", full)
    callers.owner.post(f"/projects/{project}/models", {"name": "small", "path": str(folder)}, 202)
    for _ in range(200):
        model = callers.owner.get(f"/projects/{project}/models/small")
        if model["versions"][0]["status"] == "failed":
            break
        time.sleep(0.01)
    assert "No space left" in model["versions"][0]["message"]
    assert model["current"] is None
    body = {"recipe": "grpo", "env": {"name": "supply_desk"}, "model": "small@1"}
    assert callers.owner.refused("POST", f"/projects/{project}/runs", body) == (409, "conflict")


# -- datasets ----------------------------------------------------------------------------------------------------------------------

ROW = {"messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "hi"}]}


def dataset(root: Path, content: bytes, name: str = "rows.jsonl") -> dict[str, str]:
    (root / name).write_bytes(content)
    return {"name": "rows", "path": str(root / name)}


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_becomes_a_dataset_with_its_digest(callers: Callers, project: str, root: Path, packed: bool) -> None:
    rows = (json.dumps(ROW) + "\n\n").encode() * 3
    content = gzip.compress(rows) if packed else rows
    made = callers.owner.post(f"/projects/{project}/datasets", dataset(root, content, "rows.jsonl.gz" if packed else "rows.jsonl"))
    assert (made["examples"], made["bytes"], made["digest"]) == (3, len(content), hashlib.sha256(content).hexdigest())
    assert callers.owner.get(f"/projects/{project}/datasets/rows") == made
    again = callers.owner.post(f"/projects/{project}/datasets", {"name": "rows", "path": made["source"]["path"]})
    assert (made["version"], again["version"], again["digest"]) == (1, 2, made["digest"])


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "rows.jsonl"),
        (b"\n\n", "rows.jsonl"),
        (b"{", "rows.jsonl:1"),
        (json.dumps(ROW).encode() + b"\n[]\n", "rows.jsonl:2"),
        (b'{"messages": [{"role": "king", "content": ""}]}', "rows.jsonl:1.messages[0]"),
        (b'{"messages": []}', "rows.jsonl:1"),
        (b"[" * 100_000, "rows.jsonl:1"),
        (b"\xff\xfe", "rows.jsonl:1"),
    ],
)
def test_a_wrong_row_is_named_by_its_number(callers: Callers, project: str, root: Path, content: bytes, where: str) -> None:
    answer = callers.owner("POST", f"/projects/{project}/datasets", dataset(root, content))
    assert (answer.status_code, answer.json()["error"]["where"].startswith(where)) == (422, True), answer.text
    assert callers.owner.get(f"/projects/{project}/datasets")["items"] == []


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl.gz"])
def test_a_file_of_another_kind_is_refused(callers: Callers, project: str, root: Path, name: str) -> None:
    assert callers.owner.refused("POST", f"/projects/{project}/datasets", dataset(root, b"a,b", name))[0] == 422


def test_the_same_file_under_two_names_lies_there_once(callers: Callers, project: str, root: Path) -> None:
    body = dataset(root, json.dumps(ROW).encode())
    one = callers.owner.post(f"/projects/{project}/datasets", body)
    other = callers.owner.post(f"/projects/{project}/datasets", {**body, "name": "again"})
    assert one["digest"] == other["digest"]
    kept = callers.server.settings.artifacts / project / "datasets"
    assert [path.name for path in kept.iterdir()] == [one["digest"]], "and nothing half-written is left"


def test_a_full_disk_takes_nothing_in(callers: Callers, project: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from burnish.api import importing

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "sync_file", full)
    assert callers.owner.refused("POST", f"/projects/{project}/datasets", dataset(root, json.dumps(ROW).encode())) == (507, "store_full")
    assert callers.owner.get(f"/projects/{project}/datasets")["items"] == []
    assert list((callers.server.settings.artifacts / project / "datasets").iterdir()) == []


def test_a_dataset_is_put_away_and_trains_nothing_new(callers: Callers, project: str, root: Path) -> None:
    callers.owner.post(f"/projects/{project}/datasets", dataset(root, json.dumps(ROW).encode()))
    callers.owner.post(f"/projects/{project}/datasets/rows/archive", status=200)
    assert callers.owner.get(f"/projects/{project}/datasets")["items"] == []
    body = {"recipe": "sft", "dataset": "rows"}
    assert callers.owner.refused("POST", f"/projects/{project}/runs", body) == (409, "conflict")
    callers.owner.post(f"/projects/{project}/datasets/rows/restore", status=200)
    callers.owner.post(f"/projects/{project}/runs", body)
