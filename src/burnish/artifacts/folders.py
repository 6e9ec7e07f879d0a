"""The digest of a folder of plain files, such as a Hugging Face checkpoint without a manifest."""

import hashlib
import json
from pathlib import Path

from burnish.artifacts.files import digest
from burnish.errors import CheckpointError

__all__ = ["folder_digest"]


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names, sizes and digests of all files in a folder: the same files give the same, wherever they lie.

    Raises:
        CheckpointError: there is no such folder, or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise CheckpointError("there is no such folder", where=str(folder), fix="check the path")
    try:
        files = {
            path.relative_to(folder).as_posix(): {"sha256": digest(path), "bytes": path.stat().st_size}
            for path in folder.rglob("*")
            if path.is_file()
        }
    except OSError as error:
        raise CheckpointError(f"cannot be read: {error}", where=str(folder), fix="check the permissions and the disk") from error
    return hashlib.sha256(json.dumps(files, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
