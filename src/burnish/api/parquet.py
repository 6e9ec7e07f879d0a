"""Parquet: interactions as a file of columns, written a group of rows at a time."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from burnish.core.interactions import Interaction

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["as_parquet"]

ROWS = 1_000
TEXTS = ("id", "source", "dialect", "episode", "alias", "deployment", "upstream_model", "weights", "status", "finish_reason", "caller")
NUMBERS = ("first_token_ms", "latency_ms", "cost_usd")
COUNTS = ("input_tokens", "cached_tokens", "output_tokens")
NESTED = ("request", "answer", "arguments", "parameters", "error", "attempts", "tokens")
"""Kept as JSON: their shapes differ from row to row."""


class _Sink:
    """What the writer has written and nobody has taken."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.closed = True

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def as_parquet(interactions: Iterator[Interaction]) -> Iterator[bytes]:
    """The bytes of the file, as they are ready: columns of facts, tags and keys as maps, requests and answers as JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink, schema = _Sink(), _schema()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while rows := [_row(interaction) for interaction in islice(interactions, ROWS)]:
            writer.write_table(pa.Table.from_pylist(rows, schema))
            yield sink.taken()
    yield sink.taken()


def _schema() -> "pa.Schema":
    import pyarrow as pa

    words = pa.map_(pa.string(), pa.string())
    columns = [pa.field("started_at", pa.timestamp("us", "UTC")), *(pa.field(name, pa.string()) for name in TEXTS)]
    columns += [pa.field(name, pa.int64()) for name in ("alias_version", *COUNTS)] + [pa.field(name, pa.float64()) for name in NUMBERS]
    columns += [pa.field("stream", pa.bool_()), pa.field("end_user", pa.string()), pa.field("tools_called", pa.list_(pa.string()))]
    columns += [pa.field("tags", words), pa.field("keys", words), *(pa.field(name, pa.string()) for name in NESTED)]
    return pa.schema(columns)


def _row(interaction: Interaction) -> dict[str, Any]:
    row = interaction.model_dump(mode="python")
    row |= row.pop("usage")
    row["tags"], row["keys"] = list(row["tags"].items()), list(row["keys"].items())
    row |= {name: None if row[name] in (None, [], {}) else json.dumps(row[name], ensure_ascii=False) for name in NESTED}
    return {name: value for name, value in row.items() if name not in {"project", "key"}}
