"""`burnish doctor`: what it finds on machines that are well, and on machines that are not."""

import json
import os
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from burnish.artifacts.copies import Copies
from burnish.cli import app
from burnish.core.serving import DeploymentRequest, EngineTarget
from burnish.errors import ConfigError
from burnish.sdk import Login
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.deployments import Deployments
from burnish.store.vault import Vault
from burnish.store.wanted_replicas import Weights
from burnish.up import checks, extras
from burnish.up.checks import Finding, examine
from tests.api.conftest import quick_passwords, settings
from tests.databases import database_url, only_sqlite, postgres, templates
from tests.s3 import S3
from tests.served import serving
from tests.store.ground import new_project
from tests.store.test_serving import OWNER

__all__ = ["database_url", "postgres", "quick_passwords", "settings", "templates"]


def found(settings: Settings) -> dict[str, Finding]:
    return {finding.check: finding for finding in examine(lambda: settings)}


@pytest.fixture
def quiet(settings: Settings) -> Settings:
    """Settings of a machine on which nothing runs."""
    return settings.model_copy(update={"port": 0, "gateway_port": 0})


def test_a_machine_that_is_well_has_no_failure(quiet: Settings) -> None:
    findings = found(quiet)
    assert [one for one in findings.values() if one.verdict == "fail"] == []
    assert findings["database"].words.endswith("tables of this version")
    assert findings["postgres"].verdict == "ok"
    assert "torch" in findings["engine"].words and "fastapi" in findings["server"].words
    assert not quiet.home.exists(), "looking must not make anything"


def test_a_server_that_answers_is_recognised(settings: Settings) -> None:
    with serving(settings) as server:
        port = int(server.url.rpartition(":")[2])
        Login(url=server.url, api_key=SecretStr(server.key), project="desk").write(settings.home)
        findings = found(settings.model_copy(update={"port": port}))
        assert findings["port"].words.startswith("Burnish 0.1.0 answers")
        assert (findings["login"].verdict, "owner@localhost" in findings["login"].words) == ("ok", True)
        Login(url=server.url, api_key=SecretStr("bk_old")).write(settings.home)
        assert found(settings)["login"].verdict == "fail"
    assert found(settings)["login"].verdict == "warn"


@only_sqlite
def test_another_program_on_the_port_is_a_failure(quiet: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        finding = found(quiet.model_copy(update={"port": taken.getsockname()[1]}))["port"]
    assert (finding.verdict, "BURNISH_PORT" in finding.fix) == ("fail", True)


@only_sqlite
def test_another_program_on_the_gateways_port_is_a_failure(quiet: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        finding = found(quiet.model_copy(update={"gateway_port": taken.getsockname()[1]}))["gateway"]
    assert (finding.verdict, "BURNISH_GATEWAY_PORT" in finding.fix) == ("fail", True)


def test_a_deployment_that_nobody_serves_is_told(quiet: Settings) -> None:
    assert found(quiet)["serving"].verdict == "ok"
    database = Database.open(quiet.database)
    project = new_project(database, "shop")
    weights = Weights("tiny", "tiny", "0" * 64, "0" * 64)
    request = DeploymentRequest(name="desk", target=EngineTarget(model="tiny"))
    with database.write() as transaction:
        Deployments(database, project, Vault.open(quiet.key_file)).create(transaction, OWNER, request, weights)
    database.close()
    finding = found(quiet)["serving"]
    assert (finding.verdict, "burnish up" in finding.fix) == ("warn", True)


@only_sqlite
@pytest.mark.parametrize(
    ("free_gb", "verdict"),
    [(100, "ok"), (5, "warn"), (0.5, "fail")],
)
def test_a_disk_that_fills_up_is_told_early(quiet: Settings, free_gb: float, verdict: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, int(free_gb * 1e9)))  # type: ignore[attr-defined]
    assert found(quiet)["disk"].verdict == verdict


@only_sqlite
def test_a_package_that_is_missing_is_named(quiet: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name in ("uvicorn", "torch"):
            raise extras.PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(extras, "version", version)
    findings = found(quiet)
    assert (findings["server"].verdict, findings["server"].words) == ("warn", "uvicorn is not installed")
    assert findings["engine"].fix == "pip install 'burnish[engine]'"


def test_a_database_without_tables_or_with_newer_ones_is_told(quiet: Settings) -> None:
    database = Database.open(quiet.database)
    with database.migrating() as transaction:
        transaction.exec_driver_sql("UPDATE alembic_version SET version_num = 'from-the-future'")
    finding = found(quiet)["database"]
    assert finding.verdict == "fail" and "does not know" in finding.words
    with database.migrating() as transaction:
        transaction.exec_driver_sql("DELETE FROM alembic_version")
    finding = found(quiet)["database"]
    assert (finding.verdict, "burnish up" in finding.fix) == ("warn", True)
    database.close()


@only_sqlite
def test_a_database_that_does_not_answer_is_a_failure(quiet: Settings) -> None:
    away = quiet.model_copy(update={"database_url": SecretStr("postgresql://nobody:secret@127.0.0.1:9/none")})
    findings = found(away)
    assert (findings["database"].verdict, findings["clock"].verdict) == ("fail", "fail")
    assert "secret" not in str(findings)


@only_sqlite
def test_the_place_of_artifacts_is_written_to_and_read(quiet: Settings, s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(quiet)["artifacts"] == Finding("artifacts", "ok", f"in {quiet.artifacts}")
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    before = s3.objects()
    assert found(quiet.model_copy(update={"artifacts_url": s3.url}))["artifacts"].verdict == "ok"
    assert s3.objects() == before
    missing = found(quiet.model_copy(update={"artifacts_url": "s3://no-such-bucket"}))["artifacts"]
    assert missing.verdict == "fail" and "there is no such bucket" in missing.words and missing.fix


@only_sqlite
def test_copies_are_counted_and_too_many_are_said(quiet: Settings) -> None:
    assert found(quiet)["cache"] == Finding("cache", "ok", "no copies of what lies elsewhere")
    for name in ("first", "second"):
        with Copies(quiet.cache).alone(f"s3://bucket/{name}") as target:
            (target / "weights").write_bytes(b"w" * 50_000_000)
    os.utime(target.with_suffix(".use"), (0, 0))
    well = found(quiet)["cache"]
    assert (well.verdict, well.words) == ("ok", "2 copies of what lies elsewhere, 1 in use: 0.1 GB of at most 68.7 GB")
    assert found(quiet.model_copy(update={"cache_bytes": 1}))["cache"].verdict == "warn"


@only_sqlite
def test_an_sqlite_file_that_is_not_there_is_not_made(quiet: Settings, tmp_path: Path) -> None:
    missing = quiet.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path}/none.db")})
    assert found(missing)["database"].verdict == "ok"
    assert not (tmp_path / "none.db").exists()


def test_a_clock_that_differs_from_the_databases_is_told(quiet: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - timedelta(seconds=60)

    monkeypatch.setattr(checks, "datetime", Late)
    on_sqlite = quiet.database.startswith("sqlite")
    assert found(quiet)["clock"].verdict == ("ok" if on_sqlite else "warn")


def test_a_wrong_setting_fails_and_the_rest_is_still_looked_at() -> None:
    def read() -> Settings:
        raise ConfigError("no such setting", where="BURNISH_PORTS", fix="did you mean BURNISH_PORT?")

    findings = {finding.check: finding for finding in examine(read)}
    assert findings["settings"].verdict == "fail"
    assert len(findings) > 10


@only_sqlite
def test_the_shell_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BURNISH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BURNISH_PORT", "0")
    monkeypatch.delenv("BURNISH_URL", raising=False)
    well = CliRunner().invoke(app, ["doctor", "--json"])
    assert well.exit_code == 0
    assert {"check", "verdict", "words", "fix"} == set(json.loads(well.stdout)[0])
    monkeypatch.setenv("BURNISH_PORTS", "1")
    ill = CliRunner().invoke(app, ["doctor"])
    assert ill.exit_code == 2
    assert "fail\tsettings\tBURNISH_PORTS no such setting\tdid you mean BURNISH_PORT?" in ill.stdout
