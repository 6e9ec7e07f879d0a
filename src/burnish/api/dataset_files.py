"""Files of datasets: read as JSON lines, Parquet or CSV, written as JSON lines, told as all three."""

import csv
import gzip
import io
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from burnish.api.importing import kept_in_place, not_written
from burnish.api.server import Server
from burnish.chat.dataset_rows import plain_row, split_named
from burnish.core.datasets import DatasetKind, Splits, digest_of_example, split_of
from burnish.errors import DataError, InputError

__all__ = ["SUFFIXES", "Candidate", "Written", "as_csv", "as_lines", "as_parquet", "read_file", "rewritten", "rows_of", "write_dataset"]

SUFFIXES = (".jsonl.gz", ".jsonl", ".parquet", ".csv")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

_LONGEST_ROW = 16 * 1024 * 1024
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may become an example.

    Attributes:
        row: not checked yet.
        where: to say where something is wrong.
        episode: what it is divided by; None: its own content.
    """

    row: Mapping[str, Any]
    where: str
    episode: str | None = None
    interaction: str | None = None
    feedback: str | None = None


@dataclass(slots=True)
class Written:
    """What was written, and what was left out."""

    facts: dict[str, Any]
    origins: list[dict[str, Any]] = field(default_factory=list)
    duplicates: int = 0


def write_dataset(server: Server, project_id: str, kind: DatasetKind, candidates: Iterable[Candidate], splits: Splits | None) -> Written:
    """Write examples into a file of the project's artifacts: each once, by what is learned from it, with its split and its origin.

    Raises:
        DataError: a row is none of the kind, or there is none; names it.
        StoreError: the file cannot be written.
    """
    folder = server.settings.artifacts / project_id / "datasets"
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{secrets.token_hex(8)}.partial"
    partial.mkdir()
    written, seen, counts = Written({}), set[str](), dict[str, int]()
    try:
        with (partial / "examples.jsonl").open("w", encoding="utf-8") as file:
            for candidate in candidates:
                row = plain_row(candidate.row, kind, where=candidate.where)
                digest = digest_of_example(row)
                if digest in seen:
                    written.duplicates += 1
                    continue
                seen.add(digest)
                named = split_named(candidate.row, where=candidate.where)
                split = named or ("train" if splits is None else split_of(candidate.episode or digest, splits))
                origin = {"interaction": candidate.interaction, "episode": candidate.episode, "feedback": candidate.feedback}
                told = {name: value for name, value in origin.items() if value is not None}
                file.write(json.dumps({**row, **told, "split": split}, ensure_ascii=False) + "\n")
                counts[split] = counts.get(split, 0) + 1
                written.origins.append({"number": len(seen), "digest": digest, "split": split, **origin})
        if not seen:
            raise DataError("there is nothing to learn from", where="examples", fix="choose another filter, or another kind")
        facts = kept_in_place(partial, folder, "examples.jsonl")
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    written.facts = {**facts, "examples": len(seen), "kind": kind, "splits": counts}
    return written


def rewritten(server: Server, project_id: str, path: Path, erased: set[int]) -> dict[str, Any]:
    """A dataset's file without some of its rows, by number: these are left as empty lines, so that the others keep theirs.

    Returns:
        url, digest, bytes, examples and splits of the new file; the old one is still there.
    """
    folder = server.settings.artifacts / project_id / "datasets"
    partial = folder / f".{secrets.token_hex(8)}.partial"
    partial.mkdir()
    counts: dict[str, int] = {}
    try:
        with (partial / "examples.jsonl").open("w", encoding="utf-8") as file, path.open(encoding="utf-8") as before:
            for number, line in enumerate(before, 1):
                kept = "" if number in erased else line.strip()
                file.write(f"{kept}\n")
                if kept:
                    split = json.loads(kept).get("split", "train")
                    counts[split] = counts.get(split, 0) + 1
        facts = kept_in_place(partial, folder, "examples.jsonl")
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return {**facts, "examples": sum(counts.values()), "splits": counts}


def read_file(path: Path) -> Iterator[Candidate]:
    """The rows of a file, whatever its kind; never more of it in memory than a thousand.

    Raises:
        DataError: it cannot be read; names the row.
        InputError: it is of another kind.
    """
    suffix = next((one for one in SUFFIXES if path.name.endswith(one)), None)
    if suffix is None or not path.is_file():
        raise InputError(f"is no {', '.join(SUFFIXES)} file", where="path", fix="give a file with an example a row")
    try:
        rows = _parquet(path) if suffix == ".parquet" else _csv(path) if suffix == ".csv" else _lines(path)
        for number, row in enumerate(rows, 1):
            episode = row.get("episode") if isinstance(row, Mapping) else None
            yield Candidate(row, f"{path.name}:{number}", episode=episode if isinstance(episode, str) and episode else None)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot be read: {error}", where=path.name, fix="give JSON lines or CSV in UTF-8, or Parquet") from None


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The examples of a dataset's own file."""
    yield from _lines(path)


def as_lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """The bytes of a file of JSON lines."""
    while piece := list(islice(rows, 100)):
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in piece).encode()


def as_parquet(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """The bytes of a Parquet file: conversations, tools and answers as JSON text, the rest as columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ("split", "episode", "interaction", "feedback", "messages", "tools", "chosen", "rejected", "ratings", "prompt", "completion")
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while piece := list(islice(rows, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist([_texts(row, names) for row in piece], schema))
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue()


def as_csv(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """The bytes of a CSV file. A cell that a spreadsheet would take for a formula begins with `'`, so that opening it runs nothing."""
    names = ("split", "episode", "interaction", "feedback", "messages", "tools", "chosen", "rejected", "ratings", "prompt", "completion")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(cell) for cell in _texts(row, names).values()])
        if text.tell() > 64 * 1024:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _texts(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, str | None]:
    return {name: _text_of(row.get(name)) for name in names}


def _text_of(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _safe(cell: str | None) -> str:
    return f"'{cell}" if cell and cell.startswith(FORMULA) else cell or ""


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST_ROW + 1):
            number += 1
            if len(line) > _LONGEST_ROW:
                raise DataError("the row is too long", where=f"{path.name}:{number}", fix="split it")
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DataError(
                    f"the row is not JSON: {error}", where=f"{path.name}:{number}", fix="write one JSON object a line"
                ) from None


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            yield {name: value for name, value in row.items() if name is not None and value not in (None, "")}


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise DataError(f"cannot be read: {error}", where=path.name, fix="give a Parquet file") from None
