"""An Azure Blob server of the tests' own (Azurite, by `.ci/azurite`), as a process of its own on loopback, with a container."""

import base64
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["Azure", "AzureMissing", "azure_server"]

ROOT = Path(__file__).parents[1]
ACCOUNT, KEY = "burnishtests", base64.b64encode(b"of the tests of burnish").decode()


class AzureMissing(Exception):
    """Azurite is not here; says how to get it."""


@dataclass(frozen=True)
class Azure:
    """The server.

    Attributes:
        endpoint: its address, with the account.
        container: that is there.
    """

    endpoint: str
    container: str = "burnish-tests"

    @property
    def root(self) -> str:
        """URL of the container."""
        return f"abfs://{self.container}"

    @property
    def url(self) -> str:
        """Of a folder in the container."""
        return f"{self.root}/artifacts"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to reach it: the variable that every client of Azure knows."""
        return {"AZURE_STORAGE_CONNECTION_STRING": self.connection(KEY)}

    def connection(self, key: str) -> str:
        """How the account is reached with a key."""
        return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint={self.endpoint};"

    def known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """This process reaches it, from now on."""
        import adlfs

        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        adlfs.AzureBlobFileSystem.clear_instance_cache()  # one that was made with other variables would stay

    def objects(self) -> list[str]:
        """Names of all blobs, asked with the service's own client."""
        from azure.storage.blob import ContainerClient

        with ContainerClient.from_connection_string(self.connection(KEY), self.container) as client:
            return sorted(client.list_blob_names())


@contextmanager
def azure_server() -> Iterator[Azure]:
    """Start it, make the container, stop it at the end.

    Raises:
        AzureMissing: it is not installed.
    """
    found = subprocess.run([str(ROOT / ".ci" / "azurite"), "--find"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise AzureMissing(found.stderr.strip() or "Azurite is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--blobHost", "127.0.0.1", "--blobPort", str(port), "--inMemoryPersistence", "--silent", "--disableTelemetry"]
    # The client may speak a newer version of the service than Azurite was made for.
    options.append("--skipApiVersionCheck")
    with tempfile.TemporaryDirectory(prefix="burnish-azurite-") as folder:
        process = subprocess.Popen(
            [*found.stdout.split("\n")[:2], *options],
            cwd=folder,
            env={**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, port)
            server = Azure(f"http://127.0.0.1:{port}/{ACCOUNT}")
            _make_container(server)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            assert process.poll() is None, "Azurite does not start"
            time.sleep(0.05)
    raise AssertionError("Azurite does not answer within a minute")


def _make_container(server: Azure) -> None:
    from azure.storage.blob import ContainerClient  # a second that no other test should take

    with ContainerClient.from_connection_string(server.connection(KEY), server.container) as client:
        client.create_container()
