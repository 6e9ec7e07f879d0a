"""Files: write one whole or not at all, make names durable, digest contents."""

import hashlib
import os
import secrets
from pathlib import Path

__all__ = ["digest", "sync_file", "sync_folder", "tree_digest", "write_file"]


def write_file(path: str | Path, content: bytes) -> None:
    """Put content at a path so that a reader, or a crash at any moment, finds the old file or the new one, never a part."""
    target = Path(path)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree_digest(folder: Path) -> str:
    """SHA-256 over names and digests of all files in a folder, in hex."""
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in sorted(folder.rglob("*")) if path.is_file()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
