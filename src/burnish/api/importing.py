"""Importing: brings files into the artifacts of a project, digests them, and tells the registry; large ones in the background."""

import errno
import gzip
import json
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from burnish.api.server import Server
from burnish.artifacts.checkpoints import MANIFEST, write_checkpoint
from burnish.artifacts.files import digest, sync_file, sync_folder
from burnish.artifacts.imports import copy_plain, find_model_files, licence_of, model_facts
from burnish.chat.dataset_rows import split_named
from burnish.chat.examples import read_example
from burnish.core.registry import ModelFile, ModelVersion
from burnish.errors import BurnishError, DataError, InputError, StoreError, StoreFullError
from burnish.store.models import ModelRegistry

__all__ = [
    "ModelSource",
    "bring_in_dataset",
    "bring_in_model",
    "check_model_folder",
    "failing",
    "keep_version",
    "kept_in_place",
    "not_written",
]

_log = structlog.get_logger(__name__)

_LONGEST_ROW = 16 * 1024 * 1024
_LARGEST_DATASET = 64 * 1024**3

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="import")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A folder to take in, looked at already.

    Attributes:
        files: name within the model → plain file.
        facts: `kind`, `parameters`, `architecture`, `licence`.
        skipped: names that are left behind.
    """

    files: Mapping[str, Path]
    facts: Mapping[str, Any]
    skipped: tuple[str, ...] = ()


def check_model_folder(folder: Path, roots: tuple[Path, ...]) -> ModelSource:
    """Look at a folder before anything is copied.

    Raises:
        InputError: it may not be taken in; says which file, and why.
    """
    found = find_model_files(folder, roots)
    return ModelSource(found.files, {**model_facts(found.files), "licence": licence_of(folder)}, found.skipped)


def bring_in_model(server: Server, project_id: str, version: ModelVersion, source: ModelSource, *, current: bool) -> None:
    """Copy a version's files in the background; then it is ready, or failed with the reason."""
    _threads.submit(_bring_in, server, project_id, version, source, current)


def bring_in_dataset(server: Server, project_id: str, dataset: Path) -> dict[str, Any]:
    """Copy a file of examples and read every row of the copy.

    Returns:
        url, digest, bytes and examples of the copy.

    Raises:
        DataError: a row is no example; names it.
        InputError: the file is too large, or of another kind.
        StoreError: the copy cannot be written.
    """
    suffix = next((one for one in (".jsonl.gz", ".jsonl") if dataset.name.endswith(one)), "")
    if not suffix or not dataset.is_file():
        raise InputError("is no .jsonl or .jsonl.gz file", where="path", fix="give a file with one JSON object a line")
    folder = server.settings.artifacts / project_id / "datasets"
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{secrets.token_hex(8)}.partial"
    partial.mkdir()
    try:
        copy_plain({f"examples{suffix}": dataset}, partial)
        examples = _count_examples(partial / f"examples{suffix}", dataset.name)
        facts = kept_in_place(partial, folder, f"examples{suffix}")
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return {**facts, "examples": sum(examples.values()), "kind": "chat", "splits": dict(examples)}


def kept_in_place(partial: Path, folder: Path, name: str) -> dict[str, Any]:
    """Give a folder that holds a dataset's file its name, the file's digest; returns url, digest and bytes of the file.

    Raises:
        StoreError: it cannot be written.
    """
    try:
        sync_file(partial / name)
        sync_folder(partial)
        found, size = digest(partial / name), (partial / name).stat().st_size
        _put_in_place(partial, folder / found)
    except OSError as error:
        raise not_written(folder, error) from error
    return {"url": str(folder / found / name), "digest": found, "bytes": size}


def not_written(folder: Path, error: OSError) -> StoreError:
    """The error to raise where a file of the artifacts cannot be written."""
    if error.errno == errno.ENOSPC:
        return StoreFullError("the disk of the artifacts is full", where=str(folder), fix="make room; nothing was taken in")
    return StoreError(f"cannot be written: {error.strerror}", where=str(folder), fix="check the folder and its permissions")


def _put_in_place(partial: Path, target: Path) -> None:
    """Give a folder its name; where the same content came in before, it is there already, whole."""
    try:
        partial.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    sync_folder(target.parent)


def _bring_in(server: Server, project_id: str, version: ModelVersion, source: ModelSource, current: bool) -> None:
    with failing(server, project_id, version):
        keep_version(server, project_id, version, source, lambda folder: copy_plain(source.files, folder), current=current)


def keep_version(
    server: Server, project_id: str, version: ModelVersion, source: ModelSource, write: Callable[[Path], None], *, current: bool
) -> None:
    """Make a version's files a checkpoint of the platform, and tell the registry that it is ready."""
    registry = ModelRegistry(server.database, project_id)
    root = server.settings.artifacts / project_id / "models" / version.model
    root.mkdir(parents=True, exist_ok=True)
    checkpoint = write_checkpoint(root, str(version.number), 0, write)
    files = _files(Path(checkpoint.path))
    facts = {**source.facts, "url": checkpoint.path, "digest": checkpoint.sha256, "bytes": sum(file.bytes for file in files)}
    if version.kind == "checkpoint":
        facts["kind"] = "checkpoint"
    server.database.retrying(lambda transaction: registry.ready(transaction, version, files, current=current, **facts))


@contextmanager
def failing(server: Server, project_id: str, version: ModelVersion) -> Iterator[None]:
    """What fails in the background is told with the version: somebody waits for an answer."""
    try:
        yield
    except Exception as error:
        _log.warning("import failed", version=version.id, model=version.name, exc_info=error)
        message = str(error) if isinstance(error, BurnishError) else f"{type(error).__name__}: {error}"
        registry = ModelRegistry(server.database, project_id)
        server.database.retrying(lambda transaction: registry.failed(transaction, version.id, message[:1000]))


def _files(folder: Path) -> list[ModelFile]:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return [ModelFile(path=name, bytes=file["bytes"], sha256=file["sha256"]) for name, file in sorted(manifest["files"].items())]


def _count_examples(path: Path, name: str) -> Counter[str]:
    """How many there are of each split."""
    count: Counter[str] = Counter()
    for number, line in _rows(path, name):
        where = f"{name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(f"the row is not JSON: {error}", where=where, fix="write one JSON object a line") from None
        read_example(row, where=where)
        count[split_named(row, where=where) or "train"] += 1
    if not count:
        raise DataError("there are no rows", where=name, fix="give a file with one JSON object a line")
    return count


def _rows(path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers; never more of the file in memory than one line."""
    total = 0
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        number = 0
        while True:
            try:
                line = file.readline(_LONGEST_ROW + 1)
            except (OSError, EOFError) as error:
                raise DataError(f"cannot be unpacked: {error}", where=name, fix="check the file") from None
            if not line:
                return
            number, total = number + 1, total + len(line)
            if len(line) > _LONGEST_ROW or total > _LARGEST_DATASET:
                raise DataError("the row, or the file, is too long", where=f"{name}:{number}", fix="split it")
            if line.strip():
                yield number, line
