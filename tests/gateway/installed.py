"""A whole gateway on a real database: keys, a project, a deployment and an alias, and `burnish gateway` as a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.api.server import open_server
from burnish.artifacts.segments import SegmentReader
from burnish.core.access import ApiKey, KeyRequest
from burnish.core.permissions import EVERYTHING
from burnish.core.serving import AliasRequest, AliasSettings, DeploymentRequest, OpenAITarget, Prices, Share
from burnish.settings import Settings
from burnish.store.access import Authority
from burnish.store.aliases import Aliases
from burnish.store.audit import SYSTEM
from burnish.store.database import Database, Transaction
from burnish.store.deployments import Deployments
from burnish.store.keys import mint_key, revoke_key
from burnish.store.projects import create_project
from burnish.store.tables import users
from burnish.store.vault import Vault

__all__ = ["Installed", "install", "upstream_process"]

PRICES = Prices(input_usd=10, output_usd=10)
OWNER = Authority(SYSTEM, EVERYTHING)


@dataclass
class Installed:
    """What is in the database.

    Attributes:
        key: of the owner, for everything.
        model: the alias, as clients call it.
    """

    home: Path
    database_url: str
    key: str
    key_record: ApiKey
    project_id: str
    upstream_port: int
    model: str = "shop/desk"

    @property
    def settings(self) -> Settings:
        return Settings.from_environment({"BURNISH_HOME": str(self.home), "BURNISH_DATABASE_URL": self.database_url})

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("BURNISH_")}
        return plain | {
            "BURNISH_HOME": str(self.home),
            "BURNISH_DATABASE_URL": self.database_url,
            "BURNISH_OUTBOUND_ALLOW": "127.0.0.1",
            "BURNISH_GATEWAY_PORT": "0",
            "PYTHONPATH": "src",
        }

    def revoke(self) -> None:
        database = Database.open(self.database_url)
        with database.write() as transaction:
            revoke_key(transaction, OWNER, self.key_record)
        database.close()

    def alias(self, name: str, *, model: str = "mock", **settings: Any) -> None:
        """Another alias; of another deployment, if its upstream is asked for another model."""
        database = Database.open(self.database_url)
        with database.write() as transaction:
            if model != "mock":
                _deploy(database, transaction, self.project_id, Vault.open(self.settings.key_file), model, self.upstream_port)
            request = AliasRequest(name=name, shares=[Share(deployment=model)], settings=AliasSettings.model_validate(settings))
            Aliases(database, self.project_id).create(transaction, OWNER, request)
        database.close()

    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(one) for one in SegmentReader(self.home / "records" / "gateway").read(limit=10**7, max_bytes=10**12).payloads]

    @contextmanager
    def gateway(self, name: str = "gateway", **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """`burnish gateway` as a process, and its URL; killed at the end, if it is still there."""
        command = [sys.executable, "-c", "from burnish.cli import main; main()", "gateway", "--json"]
        environment = self.environment | {"BURNISH_GATEWAY_NAME": name} | environment
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"the gateway ended with {process.wait()}"
            yield process, json.loads(line)["url"]
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def install(home: Path, database_url: str, upstream_port: int) -> Installed:
    """Make it all."""
    settings = Settings.from_environment({"BURNISH_HOME": str(home), "BURNISH_DATABASE_URL": database_url})
    server = open_server(settings)
    try:
        vault = Vault.open(settings.key_file)
        with server.database.write() as transaction:
            project = create_project(transaction, OWNER, "shop", "", None)
            owner = transaction.execute(users.select()).first()
            assert owner is not None
            request = KeyRequest(name="app", scopes=tuple(EVERYTHING))
            minted = mint_key(transaction, OWNER, request, user_id=owner.id)
            _deploy(server.database, transaction, project.id, vault, "mock", upstream_port)
            alias = AliasRequest(name="desk", shares=[Share(deployment="mock")])
            Aliases(server.database, project.id).create(transaction, OWNER, alias)
    finally:
        server.close()
    return Installed(home, database_url, minted.secret, minted.key, project.id, upstream_port)


def _deploy(database: Database, transaction: Transaction, project_id: str, vault: Vault, model: str, upstream_port: int) -> None:
    target = OpenAITarget(url=f"http://127.0.0.1:{upstream_port}/v1", model=model)
    request = DeploymentRequest(name=model, target=target, prices=PRICES)
    Deployments(database, project_id, vault, ("127.0.0.1",)).create(transaction, OWNER, request, None)


@contextmanager
def upstream_process() -> Iterator[int]:
    """The mock upstream as a process; gives its port."""
    process = subprocess.Popen([sys.executable, "-m", "tests.gateway.upstream", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
