"""An S3 server of the tests' own, as a process of its own on loopback, with a bucket."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

__all__ = ["S3", "s3_server"]


@dataclass(frozen=True)
class S3:
    """The server.

    Attributes:
        endpoint: its address.
        bucket: that is there.
    """

    endpoint: str
    bucket: str = "burnish-tests"

    @property
    def root(self) -> str:
        """URL of the bucket."""
        return f"s3://{self.bucket}"

    @property
    def url(self) -> str:
        """Of a folder in the bucket."""
        return f"{self.root}/artifacts"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to reach it: the variables that every S3 client knows."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "burnish",
            "AWS_SECRET_ACCESS_KEY": "of-the-tests",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """This process reaches it, from now on."""
        import s3fs

        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()  # one that was made with other variables would stay

    def objects(self) -> list[str]:
        """Keys of all objects, asked with another client than Burnish uses."""
        found = self.client.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return sorted(one["Key"] for one in found)

    @property
    def client(self):  # type: ignore[no-untyped-def]  # boto3 makes its classes when it runs
        import boto3  # half a second that no other test should take

        variables = self.environment
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=variables["AWS_DEFAULT_REGION"],
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )


@contextmanager
def s3_server() -> Iterator[S3]:
    """Start it, make the bucket, stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    server = S3(f"http://127.0.0.1:{port}")
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{server.endpoint}/moto-api/", timeout=5).close()  # noqa: S310 (loopback)
                break
            except OSError:
                assert process.poll() is None, "the S3 server does not start"
                time.sleep(0.05)
        client = server.client
        client.create_bucket(Bucket=server.bucket)
        client.close()
        yield server
    finally:
        process.terminate()
        process.wait(10)
