"""What the model and its ranks say to each other: msgpack values, no pickles. Long columns travel as raw arrays."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from burnish.core.losses import Adam, CrossEntropy, KLPenalty, Loss, Muon, Optim, PolicyGradient, ValueMSE
from burnish.core.tokens import Completion, Datum, SamplingParams
from burnish.engine.shaping import Shaping
from burnish.engine.streamed import Streamed
from burnish.errors import (
    BurnishError,
    CheckpointError,
    ConfigError,
    DataError,
    EngineError,
    NonFiniteError,
    RankError,
    RequestError,
    SyncError,
    TemplateError,
)

__all__ = [
    "decode_completion",
    "decode_datum",
    "decode_error",
    "decode_loss",
    "decode_optim",
    "decode_params",
    "decode_shaping",
    "decode_streamed",
    "encode_completion",
    "encode_datum",
    "encode_error",
    "encode_params",
    "encode_shaping",
    "encode_streamed",
    "encode_value",
    "pack_ids",
    "unpack_ids",
]

_VALUES: Mapping[str, type[Any]] = {kind.__name__: kind for kind in (CrossEntropy, PolicyGradient, ValueMSE, Adam, Muon)}
_ERRORS: Mapping[str, type[BurnishError]] = {
    kind.code: kind
    for kind in (
        *(EngineError, NonFiniteError, SyncError, RankError),
        *(CheckpointError, ConfigError, DataError, RequestError, TemplateError),
    )
}


def pack_ids(ids: Sequence[int]) -> bytes:
    """Token ids as raw 32-bit integers."""
    return array("i", ids).tobytes()


def unpack_ids(raw: bytes) -> list[int]:
    """The inverse of `pack_ids`."""
    ids = array("i")
    ids.frombytes(raw)
    return ids.tolist()


def _pack_numbers(numbers: Sequence[float] | None) -> bytes | None:
    return None if numbers is None else array("d", numbers).tobytes()


def _unpack_numbers(raw: bytes | None) -> list[float] | None:
    if raw is None:
        return None
    numbers = array("d")
    numbers.frombytes(raw)
    return numbers.tolist()


def encode_datum(datum: Datum) -> list[Any]:
    """A datum as a list; columns keep full precision."""
    columns = [_pack_numbers(getattr(datum, name)) for name in Datum.COLUMNS]
    return [pack_ids(datum.tokens), bytes(datum.mask), datum.temperature, datum.source, *columns]


def decode_datum(raw: Sequence[Any]) -> Datum:
    """The inverse of `encode_datum`."""
    tokens, mask, temperature, source, *columns = raw
    given = {name: _unpack_numbers(column) for name, column in zip(Datum.COLUMNS, columns, strict=True)}
    return Datum(unpack_ids(tokens), [byte == 1 for byte in mask], temperature=temperature, source=source, **given)


def encode_value(value: Loss | Optim) -> dict[str, Any]:
    """A loss or an optimiser, with the name of its class."""
    return {"kind": type(value).__name__} | asdict(value)


def _decode_value(raw: Mapping[str, Any]) -> Any:
    fields = dict(raw)
    kind = _VALUES[fields.pop("kind")]
    if fields.get("kl") is not None:
        fields["kl"] = KLPenalty(**fields["kl"])
    if "adam" in fields:
        fields["adam"] = Adam(**fields["adam"])
    return kind(**fields)


def decode_loss(raw: Mapping[str, Any]) -> Loss:
    """The loss that `encode_value` wrote."""
    loss: Loss = _decode_value(raw)
    return loss


def decode_optim(raw: Mapping[str, Any]) -> Optim:
    """The optimiser that `encode_value` wrote."""
    optim: Optim = _decode_value(raw)
    return optim


def encode_params(params: SamplingParams) -> dict[str, Any]:
    """Sampling parameters; seed, n and session are the caller's business and stay behind."""
    return {name: value for name, value in asdict(params).items() if name not in ("seed", "n", "session")}


def decode_params(raw: Mapping[str, Any], seed: int) -> SamplingParams:
    """The inverse of `encode_params`, for one completion with its own seed."""
    return SamplingParams(**{**raw, "stop": tuple(raw["stop"]), "stop_ids": tuple(raw["stop_ids"]), "seed": seed})


def encode_shaping(shaping: Shaping) -> dict[str, Any]:
    """What serving asks of a completion."""
    return asdict(shaping)


def decode_shaping(raw: Mapping[str, Any]) -> Shaping:
    """The inverse of `encode_shaping`."""
    return Shaping(**{**raw, "logit_bias": tuple((token, bias) for token, bias in raw["logit_bias"])})


def encode_streamed(news: Streamed) -> list[Any]:
    """News of a streamed request. Most are one token long, so numbers go as they are."""
    return [news.id, news.ids, news.logprobs, news.top, news.stop, news.cached, news.error]


def decode_streamed(raw: Sequence[Any]) -> Streamed:
    """The inverse of `encode_streamed`."""
    number, ids, logprobs, top, stop, cached, error = raw
    return Streamed(number, ids, logprobs, [tuple(map(tuple, row)) for row in top], stop, cached, error)


def encode_completion(completion: Completion) -> list[Any]:
    """A completion as a list."""
    return [pack_ids(completion.ids), _pack_numbers(completion.logprobs), completion.stop, completion.version]


def decode_completion(raw: Sequence[Any]) -> Completion:
    """The inverse of `encode_completion`."""
    ids, logprobs, stop, version = raw
    return Completion(tuple(unpack_ids(ids)), tuple(_unpack_numbers(logprobs) or ()), stop, version)


def encode_error(error: Exception) -> dict[str, str]:
    """An error; one that is not of our tree becomes a RankError that keeps its type and message."""
    if isinstance(error, BurnishError):
        return {"code": error.code, "what": error.what, "where": error.where, "fix": error.fix}
    return {"code": RankError.code, "what": f"{type(error).__name__}: {error}", "where": "engine", "fix": ""}


def decode_error(raw: Mapping[str, str]) -> BurnishError:
    """The inverse of `encode_error`."""
    return _ERRORS.get(raw["code"], EngineError)(raw["what"], where=raw["where"], fix=raw["fix"])
