"""Checkpoints: folders that appear whole or not at all, with a manifest that holds a digest of every file."""

import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

import structlog

from burnish.artifacts.files import digest, sync_file, sync_folder
from burnish.core.tokens import Checkpoint
from burnish.errors import CheckpointError

__all__ = ["MANIFEST", "Manifest", "newest_verified", "prune", "verify_checkpoint", "write_checkpoint"]

MANIFEST = "manifest.json"
"""`{"format": 1, "name", "step", "files": {path: {"sha256", "bytes"}}}`: the same files give the same manifest, byte for byte."""

_FORMAT = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ABANDONED_SECONDS = 24 * 3600
_COPY_AGAIN = "copy the checkpoint again from its source, or use an older one"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _File:
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a checkpoint is made of.

    Attributes:
        name, step: of the checkpoint.
        files: by their path in the folder: SHA-256 and length of each.
    """

    name: str
    step: int
    files: dict[str, _File]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The one in a folder.

        Raises:
            CheckpointError: there is none, or it is none.
        """
        where = str(folder / MANIFEST)
        if not folder.is_dir():
            raise CheckpointError("there is no such checkpoint", where=str(folder), fix="check the path")
        try:
            content = (folder / MANIFEST).read_bytes()
        except FileNotFoundError as error:
            raise CheckpointError("there is no manifest, so this is no whole checkpoint", where=where, fix=_COPY_AGAIN) from error
        except OSError as error:
            raise CheckpointError(f"cannot be read: {error}", where=where, fix="check the permissions and the disk") from error
        return cls.parsed(content, where)

    @classmethod
    def parsed(cls, content: bytes, where: str) -> Self:
        """The one that bytes hold.

        Raises:
            CheckpointError: they are no manifest, are of another version, or name a file outside its folder.
        """
        try:
            raw = json.loads(content)
            if raw["format"] != _FORMAT:
                what = f"has format {raw['format']!r}, this version reads {_FORMAT}"
                raise CheckpointError(what, where=where, fix="use the version that wrote it")
            files = {str(name): _File(str(file["sha256"]), int(file["bytes"])) for name, file in raw["files"].items()}
            name, step = str(raw["name"]), int(raw["step"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise CheckpointError(f"is no manifest: {type(error).__name__}: {error}", where=where, fix=_COPY_AGAIN) from error
        for path, file in files.items():
            inside = path == PurePosixPath(path).as_posix() and not path.startswith("/") and ".." not in path.split("/")
            if not inside or not _SHA256.fullmatch(file.sha256):
                raise CheckpointError(f"names {path[:200]!r}, which is no file of a folder", where=where, fix=_COPY_AGAIN)
        return cls(name, step, files)

    def encoded(self) -> bytes:
        """Its bytes."""
        files = {path: {"sha256": file.sha256, "bytes": file.bytes} for path, file in sorted(self.files.items())}
        return (json.dumps({"format": _FORMAT, "name": self.name, "step": self.step, "files": files}, indent=1) + "\n").encode()


def write_checkpoint(root: str | Path, name: str, step: int, write: Callable[[Path], None]) -> Checkpoint:
    """Make `root/name` out of what `write` puts into the empty folder it is given.

    The files are written beside their place, flushed to the disk, digested, and then renamed all at once: the name is there only when
    the checkpoint is whole, whatever is killed at whatever moment. Writing the same content again is no error (a resumed run does);
    a broken folder of that name is moved aside. `burnish.artifacts.storage` sends it on, where it is not to stay in its folder.

    Raises:
        CheckpointError: the name is no plain name, is taken by other content, or the files cannot be written. Whatever `write` raises
            otherwise passes through; nothing is left behind.
    """
    if not _NAME.fullmatch(name):
        raise CheckpointError(f"{name!r} is no name for a checkpoint", where=str(root), fix="use letters, digits, '.', '_' and '-'")
    folder = Path(root)
    partial = folder / f".{name}.{secrets.token_hex(4)}.partial"
    try:
        partial.mkdir(parents=True)
        write(partial)
        manifest = Manifest(name, step, _digests(partial))
        content = manifest.encoded()
        (partial / MANIFEST).write_bytes(content)
        _flush(partial)
        checkpoint = Checkpoint(name, str(folder / name), hashlib.sha256(content).hexdigest(), step)
        _put_in_place(partial, folder / name, checkpoint)
        return checkpoint
    except OSError as error:
        fix = "free space or choose another folder; earlier checkpoints are untouched"
        raise CheckpointError(f"cannot be written: {error}", where=str(folder / name), fix=fix) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def verify_checkpoint(path: str | Path, *, sha256: str = "") -> Checkpoint:
    """Read every file of a checkpoint against its manifest.

    Args:
        path: the folder.
        sha256: what the digest of the manifest must be, where that is known.

    Raises:
        CheckpointError: no folder, no manifest, a file that is missing, truncated, changed, or unknown to the manifest; names the file.
    """
    folder = Path(path)
    manifest = Manifest.read(folder)
    found = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    if sha256 and found != sha256:
        what = f"is another checkpoint than was meant: SHA-256 {found}, not {sha256}"
        raise CheckpointError(what, where=str(folder / MANIFEST), fix=_COPY_AGAIN)
    _check_sizes(folder, manifest)
    for name, file in manifest.files.items():
        if (actual := _digest(folder / name)) != file.sha256:
            raise CheckpointError(f"is corrupt: its SHA-256 is {actual}, not {file.sha256}", where=str(folder / name), fix=_COPY_AGAIN)
    return Checkpoint(manifest.name, str(folder), found, manifest.step)


def newest_verified(root: str | Path) -> Checkpoint | None:
    """The checkpoint of the highest step that verifies; corrupt ones are skipped with a warning. None if there is none."""
    for folder in _newest_first(Path(root), warn=True):
        try:
            return verify_checkpoint(folder)
        except CheckpointError as error:
            _log.warning("checkpoint skipped", checkpoint=folder.name, reason=str(error))
    return None


def prune(root: str | Path, keep: int, *, spare: Collection[str] = ()) -> list[str]:
    """Remove all but the `keep` newest checkpoints that look whole (every file there, of its size), and leftovers of a day ago.

    Args:
        root: the folder of checkpoints.
        keep: how many to keep, at least 1. Broken ones do not count and are left for a person to look at.
        spare: names that stay and do not count, such as `final`.

    Returns:
        The names that were removed.
    """
    if keep < 1:
        raise CheckpointError(f"keep is {keep}", where="prune", fix="keep at least 1 checkpoint")
    whole = []
    for folder in _newest_first(Path(root), warn=False):
        try:
            _check_sizes(folder, Manifest.read(folder))
        except CheckpointError:
            continue
        if folder.name not in spare:
            whole.append(folder)
    for folder in whole[keep:]:
        hidden = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.partial")
        folder.rename(hidden)
        shutil.rmtree(hidden)
    _remove_abandoned(Path(root))
    return [folder.name for folder in whole[keep:]]


def _digests(folder: Path) -> dict[str, _File]:
    files = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            files[path.relative_to(folder).as_posix()] = _File(digest(path), path.stat().st_size)
        elif not stat.S_ISDIR(mode):
            raise CheckpointError("is neither a file nor a folder", where=str(path), fix="write plain files into a checkpoint, no links")
    if not files:
        raise CheckpointError("nothing was written into the checkpoint", where=str(folder), fix="write at least one file")
    return files


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(folder)


def _put_in_place(partial: Path, target: Path, checkpoint: Checkpoint) -> None:
    if target.exists():
        try:
            there = verify_checkpoint(target)
        except CheckpointError as error:
            aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.corrupt")
            _log.warning("corrupt checkpoint moved aside", checkpoint=target.name, to=aside.name, reason=str(error))
            target.rename(aside)
        else:
            if there.sha256 == checkpoint.sha256:
                return
            fix = "checkpoints are immutable: use another name"
            raise CheckpointError("there is another checkpoint of this name", where=str(target), fix=fix)
    partial.rename(target)
    sync_folder(target.parent)


def _check_sizes(folder: Path, manifest: Manifest) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()} - {MANIFEST}
    for name in sorted(there ^ manifest.files.keys()):
        if name in there:
            raise CheckpointError("is not in the manifest", where=str(folder / name), fix="remove it: a checkpoint is what its run wrote")
        raise CheckpointError("is missing", where=str(folder / name), fix=_COPY_AGAIN)
    for name, file in manifest.files.items():
        size = os.lstat(folder / name).st_size
        if size != file.bytes:
            raise CheckpointError(f"has {size:,} bytes, not {file.bytes:,}", where=str(folder / name), fix=_COPY_AGAIN)


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise CheckpointError(f"cannot be read: {error}", where=str(path), fix="check the permissions and the disk") from error


def _newest_first(root: Path, *, warn: bool) -> list[Path]:
    ages: dict[Path, tuple[int, int]] = {}
    for folder in root.iterdir() if root.is_dir() else ():
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        try:
            ages[folder] = (Manifest.read(folder).step, (folder / MANIFEST).stat().st_mtime_ns)
        except CheckpointError as error:
            if warn:
                _log.warning("checkpoint skipped", checkpoint=folder.name, reason=str(error))
    return sorted(ages, key=lambda folder: ages[folder], reverse=True)


def _remove_abandoned(root: Path) -> None:
    for folder in root.glob(".*.partial"):
        if time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
