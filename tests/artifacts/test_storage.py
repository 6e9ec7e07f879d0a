"""Storage: what is sent to a URL comes back to the last byte, or is refused; in memory, a folder, on servers of S3 and Azure."""

import base64
import hashlib
import os
import uuid
from pathlib import Path

import pytest

from burnish.artifacts import remote, storage
from burnish.artifacts.checkpoints import MANIFEST, verify_checkpoint, write_checkpoint
from burnish.artifacts.files import digest
from burnish.artifacts.remote import place_of
from burnish.artifacts.storage import Storage, is_here
from burnish.errors import CheckpointError, ConfigError, StoreError, StoreFullError, StoreUnavailableError
from burnish.settings import Settings
from tests.azure import Azure
from tests.s3 import S3


@pytest.fixture(params=["memory", "file", "s3", pytest.param("azure", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of an empty place."""
    if request.param == "memory":
        return f"memory://{uuid.uuid4().hex}"
    if request.param == "file":
        return f"file://{tmp_path}/share"
    server: S3 | Azure = request.getfixturevalue(request.param)
    server.known(monkeypatch)
    return f"{server.url}/{uuid.uuid4().hex}"


@pytest.fixture
def kept(url: str, tmp_path: Path) -> Storage:
    return Storage(url, tmp_path / "cache")


def another_machine(kept: Storage, tmp_path: Path) -> Storage:
    """The same place, seen by somebody who has no copy of anything."""
    return Storage(kept.url, tmp_path / f"cache-{uuid.uuid4().hex}")


def made(folder: Path, name: str = "step-2", weights: bytes = b"weights" * 1000, step: int = 2) -> Path:
    """A checkpoint in a folder."""

    def write(partial: Path) -> None:
        (partial / "model").mkdir()
        (partial / "model" / "config.json").write_text("{}")
        (partial / "model" / "model.safetensors").write_bytes(weights)
        (partial / "state.json").write_text(f'{{"step": {step}}}')

    return Path(write_checkpoint(folder, name, step, write).path)


def objects(kept: Storage, under: str) -> set[str]:
    """Names of the files that lie there."""
    return {place.name for place in place_of(f"{kept.url}/{under}/files/none").beside()}


def blob(kept: Storage, under: str, path: Path) -> remote.Place:
    """Where a file's content lies."""
    return place_of(f"{kept.url}/{under}/files/{digest(path)}")


def test_a_checkpoint_comes_back_on_another_machine_to_the_last_byte(kept: Storage, tmp_path: Path) -> None:
    folder = made(tmp_path / "made")
    sha256 = verify_checkpoint(folder).sha256
    address = kept.keep(folder, "project/models")
    assert address == f"{kept.url}/project/models/trees/{sha256}.json"
    there = another_machine(kept, tmp_path).folder(address, sha256)
    assert verify_checkpoint(there) == verify_checkpoint(there, sha256=sha256)
    names = {path.relative_to(folder) for path in folder.rglob("*")}
    assert {path.relative_to(there) for path in there.rglob("*")} == names
    assert all((there / name).read_bytes() == (folder / name).read_bytes() for name in names if (folder / name).is_file())


def test_files_are_addressed_by_their_content_and_sent_once(kept: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = made(tmp_path / "made"), made(tmp_path / "made", "step-4", step=4)
    kept.keep(first, "run/1")
    assert objects(kept, "run/1") == {digest(path) for path in first.rglob("*") if path.is_file() and path.name != MANIFEST}
    before = objects(kept, "run/1")
    kept.keep(second, "run/1")
    assert objects(kept, "run/1") - before == {digest(second / "state.json")}, "only what is new was sent"


def test_what_was_sent_is_a_copy_already(kept: Storage, tmp_path: Path) -> None:
    folder = made(tmp_path / "made")
    address, sha256 = kept.keep(folder, "project"), verify_checkpoint(folder).sha256
    blob(kept, "project", folder / "model" / "model.safetensors").remove()
    there = kept.folder(address, sha256)
    assert (there / "model" / "model.safetensors").stat().st_ino == (folder / "model" / "model.safetensors").stat().st_ino
    with pytest.raises(CheckpointError, match="is not there any more"):
        another_machine(kept, tmp_path).folder(address, sha256)


def test_a_flipped_bit_in_a_copy_is_found_and_the_copy_fetched_again(kept: Storage, tmp_path: Path) -> None:
    folder = made(tmp_path / "made")
    address, sha256 = kept.keep(folder, "project"), verify_checkpoint(folder).sha256
    elsewhere = another_machine(kept, tmp_path)
    weights = elsewhere.folder(address, sha256) / "model" / "model.safetensors"
    weights.write_bytes(b"W" + weights.read_bytes()[1:])
    assert verify_checkpoint(elsewhere.folder(address, sha256), sha256=sha256)
    assert weights.read_bytes() == (folder / "model" / "model.safetensors").read_bytes()


@pytest.mark.parametrize("what", ["a file", "a file's length", "the manifest"])
def test_what_was_changed_at_the_url_is_refused_by_name(kept: Storage, tmp_path: Path, what: str) -> None:
    folder = made(tmp_path / "made")
    address, sha256 = kept.keep(folder, "project"), verify_checkpoint(folder).sha256
    place = place_of(address) if what == "the manifest" else blob(kept, "project", folder / "model" / "model.safetensors")
    content = place.read()
    place.write(content[:-5] if what == "a file's length" else b"?" + content[1:])
    elsewhere = another_machine(kept, tmp_path)
    with pytest.raises(CheckpointError, match="is corrupt: its SHA-256 is") as refused:
        elsewhere.folder(address, sha256)
    assert refused.value.where == place.url
    place.write(content)
    assert verify_checkpoint(elsewhere.folder(address, sha256)), "and it goes on when the file is back"


def test_a_checkpoint_that_is_not_whole_is_not_sent(kept: Storage, tmp_path: Path) -> None:
    folder = made(tmp_path / "made")
    (folder / "state.json").write_text('{"step": 3}')
    with pytest.raises(CheckpointError, match="is corrupt"):
        kept.keep(folder, "project")
    assert objects(kept, "project") == set()


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "a/../../outside", "a//b", "./a"])  # noqa: S108 (a name in a manifest)
def test_no_manifest_leads_out_of_its_folder(kept: Storage, tmp_path: Path, name: str) -> None:
    folder = made(tmp_path / "made")
    manifest = (folder / MANIFEST).read_text().replace("state.json", name)
    (folder / MANIFEST).write_text(manifest)
    with pytest.raises(CheckpointError, match="which is no file of a folder"):
        kept.keep(folder, "project")
    address = f"{kept.url}/project/trees/x.json"
    place_of(address).write(manifest.encode())
    with pytest.raises(CheckpointError, match="which is no file of a folder"):
        kept.folder(address, hashlib.sha256(manifest.encode()).hexdigest())


def test_one_file_of_a_checkpoint_is_fetched_alone(kept: Storage, tmp_path: Path) -> None:
    folder = made(tmp_path / "made")
    address, elsewhere = kept.keep(folder, "project"), another_machine(kept, tmp_path)
    path = elsewhere.part(address, "model/config.json", digest(folder / "model" / "config.json"))
    assert path.read_text() == "{}"
    assert not (path.parent / "model.safetensors").exists()
    whole = elsewhere.folder(address, verify_checkpoint(folder).sha256)
    assert path.is_relative_to(whole), "and stays where it is when the others come"


def test_a_file_by_itself_keeps_the_end_of_its_name(kept: Storage, tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl.gz"
    path.write_bytes(b"rows")
    address = kept.keep_file(path, digest(path), "project/datasets")
    assert address.endswith(f"/{digest(path)}.jsonl.gz")
    for one in (kept, another_machine(kept, tmp_path)):
        found = one.file(address, digest(path))
        assert (found.name.endswith(".jsonl.gz"), found.read_bytes()) == (True, b"rows")


def test_removing_a_checkpoint_leaves_what_others_have(kept: Storage, tmp_path: Path) -> None:
    first, second = made(tmp_path / "made"), made(tmp_path / "made", "step-4", step=4)
    one, two = kept.keep(first, "run/1"), kept.keep(second, "run/1")
    kept.remove(one)
    elsewhere = another_machine(kept, tmp_path)
    assert elsewhere.folder(two, verify_checkpoint(second).sha256)
    assert digest(first / "state.json") not in objects(kept, "run/1")
    for storage_ in (kept, elsewhere):
        with pytest.raises(CheckpointError, match="is not there any more"):
            storage_.folder(one, verify_checkpoint(first).sha256)
    kept.remove(one), kept.remove(two)
    assert objects(kept, "run/1") == set()


def test_a_broken_manifest_can_be_removed_and_nothing_goes_that_it_may_need(kept: Storage, tmp_path: Path) -> None:
    first, second = made(tmp_path / "made"), made(tmp_path / "made", "step-4", step=4)
    one, two = kept.keep(first, "run/1"), kept.keep(second, "run/1")
    content, before = place_of(one).read(), objects(kept, "run/1")
    place_of(one).write(content.replace(b'"step"', b'"Step"'))
    kept.remove(two)
    assert objects(kept, "run/1") == before
    kept.remove(one)
    assert place_of(one).beside() == []


def test_clearing_a_part_keeps_what_is_named(kept: Storage, tmp_path: Path) -> None:
    addresses = [kept.keep(made(tmp_path / "made", f"step-{step}", step=step), "run/1") for step in (2, 4, 6)]
    beside = kept.keep(made(tmp_path / "made", "step-8", step=8), "run/2")
    kept.clear("run/1", {addresses[1]})
    assert [place.url for place in place_of(addresses[0]).beside()] == [addresses[1]]
    assert [place.url for place in place_of(beside).beside()] == [beside]


def test_the_place_can_be_tried(kept: Storage) -> None:
    kept.check()


def test_a_full_disk_is_said_before_anything_is_fetched(kept: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path / "made")
    address, elsewhere = kept.keep(folder, "project"), another_machine(kept, tmp_path)
    monkeypatch.setattr(storage, "SPARE_BYTES", 2**62)
    with pytest.raises(StoreFullError, match="does not fit"):
        elsewhere.folder(address, verify_checkpoint(folder).sha256)


def test_without_a_url_a_folder_is_its_own_address(tmp_path: Path) -> None:
    folder, kept = made(tmp_path / "made"), Storage.of(Settings(home=tmp_path / "home"))
    address = kept.keep(folder, "project")
    assert (address, is_here(address), kept.folder(address, verify_checkpoint(folder).sha256)) == (str(folder), True, folder)
    assert not (tmp_path / "home").exists(), "nothing is copied"
    kept.remove(address), kept.clear("project", ())
    assert folder.exists(), "whose folder it is, removes it"


def test_a_folder_stays_readable_when_a_url_is_set_later(kept: Storage, tmp_path: Path) -> None:
    folder = made(tmp_path / "made")
    assert kept.folder(str(folder), verify_checkpoint(folder).sha256) == folder
    with pytest.raises(CheckpointError, match="another checkpoint"):
        kept.folder(str(folder), "0" * 64)


# -- what can be wrong with a URL ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nothing://bucket/folder", "nothing:// cannot be used"),
        ("abfs://key:secret@account/folder", "holds a password"),
    ],
)
def test_a_url_that_cannot_be_used_is_said_at_once(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        Storage.of(Settings(home=tmp_path, artifacts_url=url))
    assert refused.value.where == "BURNISH_ARTIFACTS_URL"


def test_a_missing_package_is_named_by_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec.core

    def without(url: str, **_: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", without)
    with pytest.raises(ConfigError, match="is not installed") as refused:
        Storage.of(Settings(home=tmp_path, artifacts_url="s3://bucket/folder"))
    assert refused.value.fix == "pip install 'burnish[s3]'"


@pytest.fixture
def at_s3(s3: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    s3.known(monkeypatch)
    return s3


def test_a_server_that_is_not_there_may_come_back(at_s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(StoreUnavailableError, match="cannot be reached"):
        Storage(at_s3.url, tmp_path).check()


def test_a_bucket_that_is_not_there_is_said(at_s3: S3, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such bucket or container"):
        Storage("s3://no-such-bucket/folder", tmp_path).check()


def test_missing_credentials_are_said(at_s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StoreError, match="access is refused") as refused:
        Storage(at_s3.url, tmp_path).check()
    assert not isinstance(refused.value, StoreUnavailableError)


def test_refused_credentials_are_said(at_s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The S3 server of the tests lets everybody in, so the service's answer is taken from its client."""
    import s3fs

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("The AWS Access Key Id you provided does not exist in our records.")

    monkeypatch.setattr(s3fs.S3FileSystem, "pipe_file", refuse)
    with pytest.raises(StoreError, match="access is refused") as refused:
        Storage(at_s3.url, tmp_path).check()
    assert "credentials" in refused.value.fix


@pytest.fixture
def no_azure(monkeypatch: pytest.MonkeyPatch) -> None:
    """No account is known."""
    import adlfs

    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    adlfs.AzureBlobFileSystem.clear_instance_cache()


@pytest.mark.usefixtures("no_azure")
def test_azure_is_there_and_wants_an_account(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="abfs:// cannot be used: .*account_name") as refused:
        Storage.of(Settings(home=tmp_path, artifacts_url="abfs://container/folder"))
    assert "with the account in the service's own variables" in refused.value.fix


@pytest.mark.soak  # its client tries for more than a minute
@pytest.mark.usefixtures("no_azure")
def test_an_azure_server_that_is_not_there_may_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/a;"
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", account)
    with pytest.raises(StoreUnavailableError, match="cannot be reached"):
        Storage("abfs://container/folder", tmp_path).check()


@pytest.mark.slow
@pytest.mark.usefixtures("no_azure")
class TestWhatAzureRefuses:
    """Said by a real server, unlike S3's."""

    def test_a_container_that_is_not_there_is_said(self, azure: Azure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", azure.environment["AZURE_STORAGE_CONNECTION_STRING"])
        with pytest.raises(StoreError, match="there is no such bucket or container"):
            Storage("abfs://no-such-container/folder", tmp_path).check()
        with pytest.raises(StoreError, match="there is no such bucket or container"):
            Storage("abfs://no-such-container/folder", tmp_path).keep(made(tmp_path / "made"), "project")

    def test_another_key_is_refused(self, azure: Azure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        other = base64.b64encode(b"another key").decode()
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", azure.connection(other))
        with pytest.raises(StoreError, match="access is refused") as refused:
            Storage(azure.url, tmp_path).check()
        assert "credentials" in refused.value.fix and not isinstance(refused.value, StoreUnavailableError)
        with pytest.raises(StoreError, match="access is refused"):
            Storage(azure.url, tmp_path).keep(made(tmp_path / "made"), "project")

    def test_nobody_is_refused(self, azure: Azure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        nobody = f"DefaultEndpointsProtocol=http;BlobEndpoint={azure.endpoint};"
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", nobody)
        with pytest.raises(StoreError, match="access is refused") as refused:
            Storage(azure.url, tmp_path).check()
        assert not isinstance(refused.value, StoreUnavailableError)
