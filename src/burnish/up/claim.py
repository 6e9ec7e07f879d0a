"""HomeClaim: one `burnish up` for each state folder."""

import fcntl
import json
import os
from pathlib import Path
from typing import Self

from burnish.errors import ConfigError

__all__ = ["HomeClaim"]


class HomeClaim:
    """A claim on a state folder, for as long as a block lasts; the kernel gives it up when the process dies, however it dies.

    Use as `with HomeClaim.take(home) as claim`.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, home: Path) -> Self:
        """Claim a folder, which is made if it does not exist.

        Raises:
            ConfigError: another process has it, or the folder cannot be written.
        """
        path = home / "up.lock"
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror}", where=str(home), fix="set BURNISH_HOME to another folder") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise _taken(path) from None
        return cls(descriptor)

    def tell(self, url: str) -> None:
        """Write down for others who has the folder, and where the server is."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps({"process": os.getpid(), "url": url}).encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def _taken(path: Path) -> ConfigError:
    try:
        told = json.loads(path.read_bytes())
        who = f"process {int(told['process'])} at {str(told['url'])[:200]}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    fix = "use that one, stop it first, or set BURNISH_HOME and BURNISH_PORT to start another installation"
    return ConfigError(f"`burnish up` runs on this folder already: {who}", where=str(path.parent), fix=fix)
