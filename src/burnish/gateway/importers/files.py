"""Reading an export: a file of JSON lines or of one JSON value, plain or gzip, as batches that one request can carry."""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from burnish.errors import DataError
from burnish.gateway.importers.chat import read_chat
from burnish.gateway.importers.langfuse import read_langfuse
from burnish.gateway.importers.mlflow import read_mlflow
from burnish.gateway.importers.pieces import Found
from burnish.gateway.importers.tensorzero import read_tensorzero

__all__ = ["FORMATS", "batches", "read_export"]

FORMATS: dict[str, Callable[..., Iterator[Found]]] = {
    "chat": read_chat,
    "langfuse": read_langfuse,
    "mlflow": read_mlflow,
    "tensorzero": read_tensorzero,
}

MOST_ROWS = 500
MOST_BYTES = 2_000_000
MINUTE = timedelta(minutes=1)


def read_export(path: Path, form: str, *, at: datetime, limit: int | None = None) -> Iterator[Found]:
    """What is in a file, a line at a time.

    Args:
        path: `.jsonl`, `.json`, either with `.gz`.
        form: one of `FORMATS`.
        at: time of conversations that tell none: the last one; those before it are a minute apart each.
        limit: read so many lines.

    Raises:
        DataError: the file cannot be read, or a line is not of this form; names the line.
    """
    rows = list(_rows(path)) if limit is None else list(_rows(path))[:limit]
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise DataError("is no object", where=f"{path.name}: line {number}", fix="give one JSON object a line")
        try:
            yield from FORMATS[form](row, origin=path.name.partition(".")[0], number=number, at=at - (len(rows) - number) * MINUTE)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise DataError(
                f"{place}: {first['msg']}", where=f"{path.name}: line {number}", fix="correct the line, or leave it out"
            ) from None
        except DataError as error:
            raise DataError(error.what, where=f"{path.name}: {error.where}", fix=error.fix) from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            what = f"is not of the form that {form} exports: {error!r:.200}"
            raise DataError(what, where=f"{path.name}: line {number}", fix="give the export as it was written") from error


def batches(found: Iterator[Found]) -> Iterator[Found]:
    """The same in pieces that one request can carry."""
    batch, size = Found(), 0
    for one in found:
        for interaction in one.interactions:
            weight = len(interaction.model_dump_json(exclude_defaults=True))
            if batch.interactions and (size + weight > MOST_BYTES or len(batch.interactions) >= MOST_ROWS):
                yield batch
                batch, size = Found(), 0
            batch.interactions.append(interaction)
            size += weight
        batch.feedback += one.feedback
        batch.outcomes += one.outcomes
        if max(len(batch.feedback), len(batch.outcomes)) >= MOST_ROWS:
            yield batch
            batch, size = Found(), 0
    if len(batch):
        yield batch


def _rows(path: Path) -> Iterator[Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            if path.name.removesuffix(".gz").endswith(".json"):
                whole = json.load(file)
                yield from whole if isinstance(whole, list) else [whole]
                return
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _parsed(line, f"{path.name}: line {number}")
    except (OSError, EOFError) as error:
        raise DataError(f"cannot be read: {getattr(error, 'strerror', None) or error}", where=str(path), fix="name another file") from None
    except UnicodeDecodeError:
        raise DataError("is not UTF-8", where=str(path), fix="give an export in UTF-8") from None
    except json.JSONDecodeError as error:
        raise DataError(f"is no JSON: {error.msg}", where=f"{path.name}: line {error.lineno}", fix="correct it") from None


def _parsed(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise DataError(f"is no JSON: {error}", where=where, fix="give one JSON object a line") from None
