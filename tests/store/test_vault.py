"""The vault: what it seals opens in its place alone, with its key alone."""

import os
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, update

from burnish.core.permissions import EVERYTHING
from burnish.errors import ConfigError, NotFoundError, StoreError
from burnish.store.access import Authority
from burnish.store.audit import SYSTEM
from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.projects import create_project
from burnish.store.secrets import Secrets
from burnish.store.tables import METADATA, secrets
from burnish.store.vault import Sealed, Vault

AUTHORITY = Authority(SYSTEM, EVERYTHING)


def test_what_is_sealed_opens_again(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "new" / "secret.key")
    for text in ("hf_token", "", "…" * 1000):
        assert Vault.open(tmp_path / "new" / "secret.key").unseal(vault.seal(text, "here"), "here") == text


def test_nobody_else_may_read_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    Vault.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        Vault.open(path)


@pytest.mark.parametrize("content", ["", "changeme", "A" * 43 + "=", "c2hvcnQ=", "not base64 at all!", "é"])
def test_a_file_without_good_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(ConfigError):
        Vault.open(path)


def test_a_secret_opens_in_its_own_place_alone(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "secret.key")
    sealed = vault.seal("token", "project_1/secret_1")
    with pytest.raises(StoreError, match="was changed"):
        vault.unseal(sealed, "project_2/secret_1")
    flipped = Sealed(sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1]), sealed.encrypted_with)
    with pytest.raises(StoreError, match="was changed"):
        vault.unseal(flipped, "project_1/secret_1")


def test_two_sealings_of_one_secret_differ(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "secret.key")
    assert vault.seal("token", "here").ciphertext != vault.seal("token", "here").ciphertext


def test_a_rotated_key_still_opens_and_a_lost_one_is_named(tmp_path: Path) -> None:
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    sealed = Vault.open(old).seal("token", "here")
    Vault.open(new)
    both = tmp_path / "both.key"
    both.write_text(new.read_text() + old.read_text())
    both.chmod(0o600)
    rotated = Vault.open(both)
    assert rotated.unseal(sealed, "here") == "token"
    assert rotated.seal("token", "here").encrypted_with != sealed.encrypted_with
    with pytest.raises(StoreError, match=sealed.encrypted_with):
        Vault.open(new).unseal(sealed, "here")


def test_servers_that_start_at_once_use_one_key(tmp_path: Path) -> None:
    path, vaults = tmp_path / "secret.key", list[Vault]()
    threads = [Thread(target=lambda: vaults.append(Vault.open(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({vault.seal("x", "here").encrypted_with for vault in vaults}) == 1
    assert os.listdir(tmp_path) == ["secret.key"]


def test_no_table_holds_a_secret_in_the_clear(database: Database, tmp_path: Path) -> None:
    with database.write() as transaction:
        project = create_project(transaction, AUTHORITY, "demo", "", None)
        kept = Secrets(database, project.id, Vault.open(tmp_path / "secret.key"))
        kept.put(transaction, AUTHORITY, "HF_TOKEN", "hf_very_secret")
        assert kept.read(transaction, "HF_TOKEN") == "hf_very_secret"
        assert "hf_very_secret" not in str(kept.page(transaction))
    with database.read() as transaction:
        for table in METADATA.tables.values():
            rows = transaction.execute(select(table).execution_options(**{ACROSS_PROJECTS: True})).all()
            assert b"hf_very_secret" not in str(rows).encode() + b"".join(
                bytes(value) for row in rows for value in row if type(value) is bytes
            )


def test_a_secret_is_replaced_and_forgotten(database: Database, tmp_path: Path) -> None:
    with database.write() as transaction:
        project = create_project(transaction, AUTHORITY, "demo", "", None)
        kept = Secrets(database, project.id, Vault.open(tmp_path / "secret.key"))
        kept.put(transaction, AUTHORITY, "A", "one")
        kept.put(transaction, AUTHORITY, "A", "two")
        assert (kept.read(transaction, "A"), [one.name for one in kept.page(transaction)]) == ("two", ["A"])
        kept.remove(transaction, AUTHORITY, "A")
        for gone in (lambda: kept.read(transaction, "A"), lambda: kept.remove(transaction, AUTHORITY, "A")):
            with pytest.raises(NotFoundError):
                gone()


def test_a_secret_that_was_moved_to_another_row_does_not_open(database: Database, tmp_path: Path) -> None:
    with database.write() as transaction:
        project = create_project(transaction, AUTHORITY, "demo", "", None)
        kept = Secrets(database, project.id, Vault.open(tmp_path / "secret.key"))
        kept.put(transaction, AUTHORITY, "MINE", "mine")
        kept.put(transaction, AUTHORITY, "YOURS", "yours")
        stolen = transaction.execute(kept.select(secrets.c.ciphertext).where(secrets.c.name == "YOURS")).scalar_one()
        transaction.execute(update(secrets).where(kept.of(secrets), secrets.c.name == "MINE").values(ciphertext=stolen))
        with pytest.raises(StoreError, match="was changed"):
            kept.read(transaction, "MINE")
