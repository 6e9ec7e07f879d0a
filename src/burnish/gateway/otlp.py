"""OTLP over HTTP: spans as exporters send them, protobuf or JSON, plain or gzip; and what they are answered."""

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse

from burnish.errors import BurnishError, MediaTypeError, RequestError, TooLargeError
from burnish.wire.dialects.problems import status_of
from burnish.wire.strict_json import MOST_DEPTH, read_json

__all__ = ["JSON", "PROTOBUF", "Event", "Span", "answer", "media_type", "read_spans", "refusal"]

PROTOBUF, JSON = "application/x-protobuf", "application/json"
_CODES = {400: 3, 401: 16, 403: 7, 404: 5, 409: 9, 413: 8, 415: 3, 422: 3, 429: 8, 503: 14}
"""google.rpc.Code of a status of HTTP; 2, unknown, for the rest."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened within a span."""

    name: str
    at_ns: int
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A span, whatever it came in.

    Attributes:
        trace, id, parent: in hex; no parent is "".
        start_ns, end_ns: since 1970.
        failed: its status is an error; `message` may say which.
        attributes: plain values, lists and dicts.
        resource: attributes of what sent it.
    """

    trace: str
    id: str
    parent: str
    name: str
    start_ns: int
    end_ns: int
    failed: bool
    message: str
    attributes: Mapping[str, Any]
    events: tuple[Event, ...] = ()
    resource: Mapping[str, Any] = field(default_factory=dict)


def media_type(headers: Mapping[bytes, bytes]) -> str:
    """In which form a request comes, and its answer goes.

    Raises:
        MediaTypeError: in neither.
    """
    given = headers.get(b"content-type", b"").split(b";")[0].strip().lower().decode("latin-1")
    if given not in (PROTOBUF, JSON):
        raise MediaTypeError("is neither protobuf nor JSON", where="Content-Type", fix=f"send {PROTOBUF} or {JSON}")
    return given


def read_spans(body: bytes, headers: Mapping[bytes, bytes], *, most_bytes: int) -> list[Span]:
    """The spans of a request.

    Args:
        body: as it came.
        headers: by name in lower case: of what type it is, and how it is packed.
        most_bytes: that it may have unpacked.

    Raises:
        RequestError: it is no ExportTraceServiceRequest, or packed in a way that is not known; or MediaTypeError, TooLargeError.
    """
    form = media_type(headers)
    packing = headers.get(b"content-encoding", b"identity").strip().lower()
    if packing == b"gzip":
        body = _unpacked(body, most_bytes)
    elif packing not in (b"identity", b""):
        raise MediaTypeError(f"{packing[:20]!r} is not known", where="Content-Encoding", fix="send gzip, or leave it out")
    return list(_from_json(read_json(body)) if form == JSON else _from_protobuf(body))


def answer(form: str, rejected: int, message: str) -> bytes:
    """What an exporter is told: all were taken, or how many were not, and why."""
    if form == JSON:
        partial = {"partialSuccess": {"rejectedSpans": str(rejected), "errorMessage": message}} if rejected else {}
        return orjson.dumps(partial)
    response = ExportTraceServiceResponse()
    if rejected:
        response.partial_success.rejected_spans = rejected
        response.partial_success.error_message = message
    return bytes(response.SerializeToString())


def refusal(form: str, error: BurnishError) -> bytes:
    """An error as google.rpc.Status, which is what OTLP answers with."""
    code, message = _CODES.get(status_of(error), 2), str(error)
    if form == JSON:
        return orjson.dumps({"code": code, "message": message})
    text = message.encode(errors="replace")[:2000]
    length, size = bytearray(), len(text)
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    length.append(size)
    return bytes([8, code, 18]) + bytes(length) + text  # field 1, a number; field 2, a text with its length


def _unpacked(body: bytes, most: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        whole = unpacking.decompress(body, most + 1)
    except zlib.error as error:
        raise RequestError(f"is no gzip: {error}", where="body", fix="send it as Content-Encoding says") from None
    if len(whole) > most:
        raise TooLargeError(f"is longer than {most:,} bytes, unpacked", where="body", fix="send fewer spans at once")
    if not unpacking.eof:
        raise RequestError("is cut off", where="body", fix="send the whole of it")
    return whole


# -- protobuf ------------------------------------------------------------------------------------------------------------------------


def _from_protobuf(body: bytes) -> Iterable[Span]:
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError:
        raise RequestError("is no ExportTraceServiceRequest", where="body", fix="send what OTLP says, at /v1/traces") from None
    for group in request.resource_spans:
        resource = _pairs(group.resource.attributes)
        for scoped in group.scope_spans:
            for span in scoped.spans:
                yield Span(
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    name=_text(span.name),
                    start_ns=span.start_time_unix_nano,
                    end_ns=span.end_time_unix_nano,
                    failed=span.status.code == 2,
                    message=_text(span.status.message),
                    attributes=_pairs(span.attributes),
                    events=tuple(Event(_text(one.name), one.time_unix_nano, _pairs(one.attributes)) for one in span.events),
                    resource=resource,
                )


def _pairs(pairs: Iterable[Any]) -> dict[str, Any]:
    return {_text(pair.key): _value(pair.value) for pair in pairs}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(one) for one in value.array_value.values]
    if kind == "kvlist_value":
        return _pairs(value.kvlist_value.values)
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    found = None if kind is None else getattr(value, kind)
    return _text(found) if isinstance(found, str) else found


def _text(text: str) -> str:
    """No database holds NUL, and the log is read to the letter."""
    return text.replace("\x00", "\ufffd")


# -- JSON ----------------------------------------------------------------------------------------------------------------------------


def _from_json(body: Any) -> Iterable[Span]:
    """As OTLP maps it: names in camel case, ids in hex, integers of 64 bits as text."""
    try:
        for group in body.get("resourceSpans") or ():
            resource = _json_pairs((group.get("resource") or {}).get("attributes"))
            for scoped in group.get("scopeSpans") or ():
                for span in scoped.get("spans") or ():
                    yield _json_span(span, resource)
    except (AttributeError, TypeError, KeyError, ValueError, binascii.Error) as error:
        what = f"is no ExportTraceServiceRequest: {error!r:.200}"
        raise RequestError(what, where="body", fix="send what OTLP says, at /v1/traces") from None


def _json_span(span: Mapping[str, Any], resource: Mapping[str, Any]) -> Span:
    status = span.get("status") or {}
    events = tuple(
        Event(str(one.get("name", "")), int(one.get("timeUnixNano") or 0), _json_pairs(one.get("attributes")))
        for one in span.get("events") or ()
    )
    return Span(
        trace=bytes.fromhex(span.get("traceId") or "").hex(),
        id=bytes.fromhex(span.get("spanId") or "").hex(),
        parent=bytes.fromhex(span.get("parentSpanId") or "").hex(),
        name=str(span.get("name", "")),
        start_ns=int(span.get("startTimeUnixNano") or 0),
        end_ns=int(span.get("endTimeUnixNano") or 0),
        failed=status.get("code") in (2, "STATUS_CODE_ERROR"),
        message=str(status.get("message") or ""),
        attributes=_json_pairs(span.get("attributes")),
        events=events,
        resource=resource,
    )


def _json_pairs(pairs: Any, depth: int = 0) -> dict[str, Any]:
    return {str(pair["key"]): _json_value(pair.get("value") or {}, depth) for pair in pairs or ()}


def _json_value(value: dict[str, Any], depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise ValueError("values within values")
    kind = next(iter(value), "")
    found: Any = value.get(kind)
    if kind == "intValue":
        number = int(found)
        if not -(2**63) <= number < 2**63:
            raise ValueError("an integer beyond 64 bits")
        return number
    if kind == "doubleValue":
        return float(found)
    if kind == "arrayValue":
        return [_json_value(one, depth + 1) for one in found.get("values") or ()]
    if kind == "kvlistValue":
        return _json_pairs(found.get("values"), depth + 1)
    return found if isinstance(found, str | bool) else None
