"""Exporting: what was filled goes on to a collector of OpenTelemetry, beside the filling and never in its way."""

import asyncio
import gzip
import json
import os
import random
import threading
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

import aiohttp
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from pydantic import BaseModel, ConfigDict, ValidationError

import burnish
from burnish.artifacts.segments import START, Position, SegmentReader
from burnish.core.interactions import Interaction
from burnish.errors import BurnishError, ConfigError, OutboundError, OutboundRefusedError, StoreError
from burnish.gateway.otlp import PROTOBUF
from burnish.gateway.spans_out import request_of
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.filling import place_of
from burnish.wire.client import Outbound

__all__ = ["Exporter", "headers_of", "traces_url"]

_log = structlog.get_logger(__name__)

MOST_ENTRIES, MOST_BYTES = 200, 2 * 1024 * 1024
"""In one request, before it is packed."""

PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 60.0
TIMEOUT_SECONDS = 30.0
_NEVER = frozenset({400, 413, 415, 422})
"""What a collector says of a request that it will not take at any time; anything else is tried again."""

_FILE = "exported.json"


class _Entry(BaseModel):
    """What is looked at of an entry of the log."""

    model_config = ConfigDict(frozen=True)

    kind: str
    body: dict[str, object]


class Exporter:
    """Sends spans of the interactions that are in the tables, in the order of the logs, each at least once.

    How far it is lies in a file beside each log. While the collector is away nothing is lost that is still in the logs, which is a day or
    half of their bound; segments that went before it came back are skipped, and said to be. The filler waits for nothing of this. Logs that
    are there when it runs for the first time are told of from that moment on.

    Interactions that came as spans are not sent back.

    Args:
        database: tells how far logs are filled.
        settings: where to send, and whether with content.

    Raises:
        ConfigError: the endpoint may not be reached, or headers are none.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        if settings.otlp_endpoint is None:
            raise ConfigError("is not set", where="BURNISH_OTLP_ENDPOINT", fix="set it to send spans")
        self._database, self._folder, self._content = database, settings.records, settings.otlp_content
        self._allow = settings.outbound_allow
        self._url = traces_url(settings.otlp_endpoint)
        given = settings.otlp_headers.get_secret_value() if settings.otlp_headers is not None else ""
        self._headers = {"content-type": PROTOBUF, "content-encoding": "gzip", **headers_of(given)}
        try:
            Outbound(self._allow).check(self._url)
        except OutboundRefusedError as error:
            raise ConfigError(error.what, where="BURNISH_OTLP_ENDPOINT", fix=error.fix) from None
        self._away = False

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop."""
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        pause = PAUSE_SECONDS
        async with Outbound(self._allow, connections=1) as outbound:
            for writer in self._writers():
                if not (self._folder / writer / _FILE).exists():
                    self._begin_now(writer)
            while not stop.is_set():
                sent, failed = 0, False
                for writer in self._writers():
                    try:
                        sent += await self._send(outbound, writer)
                    except BurnishError as error:
                        failed = True
                        if not self._away:
                            _log.warning("spans cannot be sent; they wait in the logs", reason=str(error))
                        self._away = True
                        break
                    except Exception as error:  # nothing of it may end the thread
                        failed = True
                        _log.error("spans cannot be sent", writer=writer, exc_info=error)
                        break
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS) if failed else PAUSE_SECONDS
                if sent and not failed and self._away:
                    _log.info("spans are sent again")
                    self._away = False
                if failed or not sent:
                    await asyncio.to_thread(stop.wait, pause * random.uniform(0.7, 1.0))

    def _writers(self) -> list[str]:
        return sorted(path.name for path in self._folder.glob("*") if path.is_dir())

    # -- one writer --------------------------------------------------------------------------------------------------------------

    async def _send(self, outbound: Outbound, writer: str) -> int:
        """One request's worth of a log; returns how many entries that were: 0 where nothing new is in the tables.

        Raises:
            OutboundError: the collector did not take them: later.
            StoreError: the database is away.
            LogError: a segment is damaged; the filler sets it aside.
        """
        after = self._place(writer)
        filled = await asyncio.to_thread(self._filled, writer)
        if filled <= after:
            return 0
        read = SegmentReader(self._folder / writer).read(after, limit=MOST_ENTRIES, max_bytes=MOST_BYTES)
        if not read.payloads or read.next > filled:
            if not read.payloads and read.next > after:
                self._move(writer, read.next)
            return 0  # the filler is on its way there
        self._tell_skipped(writer, after, read.next)
        interactions = _interactions(read.payloads)
        if interactions:
            await self._post(outbound, interactions)
        self._move(writer, read.next)
        return len(read.payloads)

    async def _post(self, outbound: Outbound, interactions: Sequence[Interaction]) -> None:
        request = request_of(interactions, content=self._content, version=burnish.__version__)
        body = await asyncio.to_thread(gzip.compress, request.SerializeToString(), 1)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                response = await outbound.post(outbound.check(self._url), body, self._headers)
                try:
                    status, told = response.status, await response.content.read(64 * 1024)
                finally:
                    response.close()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            what = f"the collector cannot be reached: {error or type(error).__name__}"
            raise OutboundError(what, where=self._url, fix="see whether it runs") from error
        if status in _NEVER:
            _log.error("the collector refused spans; they are not sent again", status=status, spans=len(interactions))
        elif not 200 <= status < 300:
            raise OutboundError(f"the collector answered {status}", where=self._url, fix="see its log, and BURNISH_OTLP_HEADERS")
        elif told and (rejected := _rejected(told)):
            _log.error("the collector rejected some spans; they are not sent again", spans=rejected)

    def _filled(self, writer: str) -> Position:
        with self._database.read() as transaction:
            place = place_of(transaction, writer)
        return Position(place.segment, place.byte)

    def _begin_now(self, writer: str) -> None:
        try:
            self._move(writer, self._filled(writer))
        except StoreError as error:
            _log.warning("it is not known how far a log is filled; all of it is sent", writer=writer, reason=str(error))

    def _place(self, writer: str) -> Position:
        path = self._folder / writer / _FILE
        try:
            told = json.loads(path.read_bytes())
            return Position(int(told["segment"]), int(told["byte"]))
        except FileNotFoundError:
            return START
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError("cannot be read", where=str(path), fix="remove it: spans are then sent from the log's beginning") from error

    def _move(self, writer: str, place: Position) -> None:
        path = self._folder / writer / _FILE
        new = path.with_suffix(".new")
        with new.open("w") as file:
            json.dump({"segment": place.segment, "byte": place.offset}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    def _tell_skipped(self, writer: str, after: Position, to: Position) -> None:
        there = {int(path.stem) for path in (self._folder / writer).glob("*.log") if path.stem.isdecimal()}
        if after != START and after.segment not in there and after.segment < to.segment and min(there, default=0) > after.segment + 1:
            _log.error("segments went before their spans could be sent", writer=writer, first=after.segment, until=min(there) - 1)


def traces_url(endpoint: str) -> str:
    """Where spans go: `/v1/traces` below an endpoint, unless it says so itself."""
    plain = endpoint.rstrip("/")
    return plain if plain.endswith("/v1/traces") else f"{plain}/v1/traces"


def headers_of(text: str) -> Mapping[str, str]:
    """Headers as OpenTelemetry writes them: `name=value,name=value`, percent-encoded.

    Raises:
        ConfigError: they are written otherwise.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = pair.partition("=")
        plain = unquote(value.strip())
        if not equals or not name.strip().replace("-", "").replace("_", "").isalnum() or not plain.isprintable():
            raise ConfigError("is none of `name=value,name=value`", where="BURNISH_OTLP_HEADERS", fix="percent-encode values")
        found[name.strip().lower()] = plain
    return found


def _interactions(payloads: Sequence[bytes]) -> list[Interaction]:
    """Those that are told of. What cannot be read is set aside by the filler, with its reason."""
    found: list[Interaction] = []
    for payload in payloads:
        try:
            entry = _Entry.model_validate_json(payload)
            if entry.kind == "interaction" and entry.body.get("source") != "otlp":
                found.append(Interaction.model_validate_json(json.dumps(entry.body)))
        except ValidationError:
            continue
    return found


def _rejected(told: bytes) -> int:
    try:
        return int(ExportTraceServiceResponse.FromString(told).partial_success.rejected_spans)
    except Exception:  # what a collector says beside "yes" need not be protobuf
        return 0
