"""Models by hub id, from a real server that speaks a hub's API: pinned, verified, gone on with; code and pickle are not even fetched."""

import hashlib
import json
import shutil
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from burnish import tiny
from burnish.artifacts import hub as artifacts_hub
from burnish.artifacts.checkpoints import verify_checkpoint
from burnish.store.models import ModelRegistry
from tests.adapters import lora
from tests.api.callers import Caller, Callers
from tests.api.hub import COMMIT, Hub, listening
from tests.api.world import ready


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(artifacts_hub, "PAUSE_SECONDS", 0.001)
    files = {path.name: path.read_bytes() for path in tiny.folder().iterdir() if path.is_file()}
    more = {"README.md": b"# Small", "pytorch_model.bin": b"pickle", ".gitattributes": b"", "onnx/model.onnx": b"x", "demo.py": b""}
    with listening({**files, **more}) as hub:
        yield hub


@pytest.fixture
def owner(callers: Callers, hub: Hub) -> Caller:
    app = callers.another_app(hub_endpoint=hub.url, outbound_allow=("127.0.0.1",))
    return Caller(TestClient(app, base_url="http://localhost", raise_server_exceptions=False), callers.owner.key)


@pytest.fixture
def path(callers: Callers) -> str:
    return f"/projects/{callers.project()}/models"


def ask(owner: Caller, path: str, **more: Any) -> Any:
    return owner("POST", path, {"name": "small", "hub": {"id": "acme/small", **more}})


def refusal(answer: Any, status: int = 422) -> str:
    assert answer.status_code == status, answer.text
    return f"{answer.json()['error']['where']}: {answer.json()['error']['message']}"


def failure(owner: Caller, path: str) -> str:
    for _ in range(500):
        version = owner.get(f"{path}/small")["versions"][0]
        if version["status"] == "failed":
            return str(version["message"])
        assert version["status"] == "importing", version
        time.sleep(0.01)
    raise AssertionError("the import does not end")


def test_a_hub_id_becomes_a_version_pinned_to_its_commit(callers: Callers, owner: Caller, path: str, hub: Hub) -> None:
    assert ask(owner, path).status_code == 202
    (version,) = ready(owner, f"{path}/small")["versions"]
    assert version["source"]["commit"] == COMMIT and version["source"]["revision"] == "main"
    assert (version["source"]["hub"], version["licence"], version["kind"]) == ("acme/small", "apache-2.0", "base")
    assert version["architecture"]["model_type"] == "qwen3" and version["message"] == ""
    files = {file["path"]: file for file in owner.get(f"{path}/small/versions/1/files")}
    assert set(files) == {file.name for file in tiny.folder().iterdir() if file.suffix in (".json", ".jinja", ".safetensors", ".txt")}
    for name, file in files.items():
        assert file["sha256"] == hashlib.sha256(hub.files[name]).hexdigest()
    fetched = {asked[1].rpartition("/")[2] for asked in hub.asked}
    assert not fetched & {"pytorch_model.bin", "demo.py", "model.onnx", "README.md"}, "what is not taken is not asked for"
    project = path.split("/")[2]
    with callers.server.database.read() as transaction:
        place = ModelRegistry(callers.server.database, project).url(transaction, version["id"])
    verify_checkpoint(place, sha256=version["digest"])
    left = [one for one in (callers.server.settings.artifacts / project / "hub").rglob("*") if not one.name.endswith(".lock")]
    assert left == [], "nothing is there twice"


def test_a_download_that_breaks_off_goes_on_where_it_was(owner: Caller, path: str, hub: Hub) -> None:
    hub.breaks = [100_000, 100_000, 100_000]
    ask(owner, path)
    ready(owner, f"{path}/small")
    ranges = [asked[2] for asked in hub.asked if asked[1] == "/store/model.safetensors"]
    assert ranges == ["", "bytes=100000-", "bytes=200000-", "bytes=300000-"]


def test_a_host_that_begins_again_is_taken_from_its_beginning(owner: Caller, path: str, hub: Hub) -> None:
    hub.breaks, hub.ignores_ranges = [100_000], True
    ask(owner, path)
    ready(owner, f"{path}/small")


def test_an_import_that_failed_is_gone_on_with_by_the_next_one(owner: Caller, path: str, hub: Hub) -> None:
    hub.breaks = [100_000, *[0] * 20]
    ask(owner, path)
    assert "broke off" in failure(owner, path)
    hub.breaks.clear()
    hub.asked.clear()
    ask(owner, path)
    ready(owner, f"{path}/small")
    fetched = [asked[1:] for asked in hub.asked if "/resolve/" in asked[1] or asked[1].startswith("/store/")]
    assert fetched == [(f"/acme/small/resolve/{COMMIT}/model.safetensors", "bytes=100000-"), ("/store/model.safetensors", "bytes=100000-")]


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_content_that_differs_from_the_list_is_refused(owner: Caller, path: str, hub: Hub, name: str) -> None:
    hub.lies.add(name)
    ask(owner, path)
    message = failure(owner, path)
    assert f"{name} is not what the hub's list says" in message
    assert len([asked for asked in hub.asked if asked[1].endswith(f"/resolve/{COMMIT}/{name}")]) == 2, "asked for once more, then given up"


def test_a_gated_model_needs_a_token_which_goes_to_the_hub_alone(callers: Callers, owner: Caller, path: str, hub: Hub) -> None:
    hub.gated, hub.token = True, "hf_right"
    assert "is gated" in refusal(ask(owner, path))
    owner.put(f"{path.removesuffix('/models')}/secrets/HF_TOKEN", {"value": "hf_wrong"})
    assert "HF_TOKEN" in ask(owner, path).json()["error"]["fix"]
    assert owner.get(path)["items"] == [], "nothing was made"
    owner.put(f"{path.removesuffix('/models')}/secrets/HF_TOKEN", {"value": "hf_right"})
    ask(owner, path)
    ready(owner, f"{path}/small")
    assert hub.tokens_at_store and set(hub.tokens_at_store) == {""}, "another origin does not hear it"
    assert "hf_right" not in json.dumps(owner.get(path))


def test_what_is_not_there_says_what_is_missing(owner: Caller, path: str, hub: Hub) -> None:
    assert "no revision 'v9'" in refusal(ask(owner, path, revision="v9"))
    answer = owner("POST", path, {"name": "small", "hub": {"id": "acme/other"}})
    assert "there is no model acme/other on the hub" in refusal(answer)
    for wrong in ("small", "../small", "acme/small/x", "acme/sm all"):
        assert owner("POST", path, {"name": "small", "hub": {"id": wrong}}).status_code == 422
    both = owner("POST", path, {"name": "small", "path": "/x", "hub": {"id": "acme/small"}})
    assert "one place" in refusal(both)


def test_pickle_and_code_are_refused_by_name_before_anything_is_fetched(owner: Caller, path: str, hub: Hub) -> None:
    weights = hub.files.pop("model.safetensors")
    assert "no weights in safetensors: pytorch_model.bin can hold code" in refusal(ask(owner, path))
    hub.files |= {"model.safetensors": weights, "modeling_small.py": b"raise SystemExit"}
    assert "comes with code (modeling_small.py)" in refusal(ask(owner, path))
    assert [asked for asked in hub.asked if "/resolve/" in asked[1]] == []


def test_a_config_that_asks_for_code_is_refused_before_the_weights(owner: Caller, path: str, hub: Hub) -> None:
    config = {**json.loads(hub.files["config.json"]), "auto_map": {"AutoModel": "other/repo--modeling.Small"}}
    hub.files["config.json"] = json.dumps(config).encode()
    ask(owner, path)
    assert "auto_map" in failure(owner, path)
    assert not [asked for asked in hub.asked if asked[1].startswith("/store/")]


def test_an_adapter_comes_with_its_base_and_must_fit_it(callers: Callers, owner: Caller, path: str, hub: Hub, tmp_path: Path) -> None:
    ask(owner, path)
    (base,) = ready(owner, f"{path}/small")["versions"]
    adapter = lora(tmp_path / "adapter", tiny.folder(), revision=COMMIT)
    hub.files.clear()
    hub.files |= {file.name: file.read_bytes() for file in adapter.iterdir()}

    def take(name: str, **more: Any) -> Any:
        return owner("POST", path, {"name": name, "hub": {"id": "acme/small"}, **more})

    assert refusal(take("tuned")) == "base: this is an adapter, and its base is missing"
    assert take("tuned", base="small").status_code == 202
    (version,) = ready(owner, f"{path}/tuned")["versions"]
    assert (version["kind"], version["parents"], version["source"]["base_digest"]) == ("adapter", [base["id"]], base["digest"])
    lora(adapter, tiny.folder(), revision="a" * 40)
    hub.files["adapter_config.json"] = (adapter / "adapter_config.json").read_bytes()
    take("other", base="small")
    with pytest.raises(AssertionError, match=f"was made for acme/small at commit {'a' * 40}, and small@1 is its commit {COMMIT}"):
        ready(owner, f"{path}/other")


def test_names_that_lead_elsewhere_are_left_there(owner: Caller, path: str, hub: Hub) -> None:
    hub.files |= {"../evil.json": b"{}", "/etc/evil.json": b"{}", "a/b/evil.json": b"{}", "..": b""}
    ask(owner, path)
    (version,) = ready(owner, f"{path}/small")["versions"]
    assert {"../evil.json", "/etc/evil.json"} <= set(version["source"]["skipped"])


def test_it_is_sent_on_to_known_hosts_alone(callers: Callers, owner: Caller, path: str, hub: Hub) -> None:
    hub.elsewhere = hub.store.replace("127.0.0.1", "localhost")
    ask(owner, path)
    assert "localhost is no public host" in failure(owner, path)
    allowed = callers.another_app(hub_endpoint=hub.url, outbound_allow=("127.0.0.1", "localhost"))
    caller = Caller(TestClient(allowed, base_url="http://localhost"), callers.owner.key)
    ask(caller, path)
    assert "sends on to localhost" in failure(caller, path)
    known = callers.another_app(hub_endpoint=hub.url, outbound_allow=("127.0.0.1", "localhost"), hub_hosts=("localhost",))
    caller = Caller(TestClient(known, base_url="http://localhost"), callers.owner.key)
    ask(caller, path)
    ready(caller, f"{path}/small")


def test_a_hub_that_the_operator_does_not_allow_is_not_asked(callers: Callers, path: str, hub: Hub) -> None:
    app = callers.another_app(hub_endpoint=hub.url)
    caller = Caller(TestClient(app, base_url="http://localhost"), callers.owner.key)
    assert refusal(ask(caller, path)).startswith("http://127.0.0.1")
    assert hub.asked == []


def test_a_full_disk_is_told_before_anything_is_fetched(owner: Caller, path: str, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10, 5, 1_000_000_001))
    assert "and 1.0 GB are free" in refusal(ask(owner, path), 507)
    assert [asked for asked in hub.asked if "/resolve/" in asked[1]] == []
    assert owner.get(path)["items"] == []


def test_an_answer_that_is_no_hubs_is_told_so(owner: Caller, path: str, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    nameless = [{"rfilename": name} for name in ("model.safetensors", "config.json")]
    for wrong in ({}, [], {"sha": "main", "siblings": []}, {"sha": COMMIT, "siblings": nameless}):
        monkeypatch.setattr(hub, "listed", lambda wrong=wrong: wrong)
        assert "in another way than a hub does" in refusal(ask(owner, path), 502)
