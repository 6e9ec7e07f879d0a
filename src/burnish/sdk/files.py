"""Target: a file that is being fetched, next to where it will be; it gets its name once its digest is right."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self
from urllib.parse import quote

from burnish.core.registry import ModelFile
from burnish.errors import CheckpointError

__all__ = ["Target"]

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A file to fetch, and where it goes."""

    file: ModelFile
    path: Path

    @classmethod
    def within(cls, folder: Path, file: ModelFile) -> Self:
        """Where a file of a version goes in a folder.

        Raises:
            CheckpointError: its name leads out of the folder.
        """
        name = PurePosixPath(file.path)
        if name.is_absolute() or not name.parts or ".." in name.parts or "\\" in file.path:
            raise CheckpointError(
                f"the server names a file {file.path[:200]!r}", where=str(folder), fix="check that it is a Burnish server"
            )
        return cls(file, folder.joinpath(*name.parts))

    @property
    def address(self) -> str:
        """The file's name in a URL."""
        return quote(self.file.path)

    @property
    def partial(self) -> Path:
        """What is fetched so far."""
        return self.path.with_name(f"{self.path.name}.part")

    def is_there(self) -> bool:
        """Whether the file is there, and right."""
        return self.path.is_file() and self.path.stat().st_size == self.file.bytes and _digest(self.path) == self.file.sha256

    def fetched(self) -> int:
        """Bytes that were fetched before; more than the file has count as none."""
        try:
            length = self.partial.stat().st_size
        except FileNotFoundError:
            self.partial.parent.mkdir(parents=True, exist_ok=True)
            return 0
        return length if length <= self.file.bytes else 0

    def finish(self) -> None:
        """Give the file its name.

        Raises:
            CheckpointError: what was fetched is not the file; it is removed.
        """
        if _digest(self.partial) != self.file.sha256:
            self.partial.unlink()
            fix = "export it again; if that does not help, the server's copy is damaged"
            raise CheckpointError("what was fetched does not have the digest that the registry has", where=str(self.path), fix=fix)
        self.partial.replace(self.path)


def _digest(path: Path) -> str:
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            sha256.update(piece)
    return sha256.hexdigest()
