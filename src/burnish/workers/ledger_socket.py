"""The ledger over a socket: the code of a run speaks to it through its parent, for its own run alone, and holds no database.

A message is four bytes of length and JSON. The lease is not among it: the parent puts in the one that it has.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from burnish import errors
from burnish.core.ids import checked_id
from burnish.core.runs import FailureReason, RunStatus
from burnish.errors import BurnishError, DataError, LeaseLostError, StoreError
from burnish.store.leases import Claim, Entry, EventRow, Lease, MetricsRow, Point, SavedCheckpoint, Standing
from burnish.workers.ledger_verbs import LeaseVerbs
from burnish.workers.run_folder import RunFolder

__all__ = ["Door", "SocketLedger", "receive", "send"]

Verb = Literal["begin", "heartbeat", "record", "finish", "fail", "settle", "give_back"]

LONGEST_MESSAGE = 256 * 1024 * 1024
_LENGTH = struct.Struct("!I")
_TOLD_BY_RUNS = frozenset({"evaluated", "notice"})
_ENDINGS: frozenset[Verb] = frozenset({"finish", "fail", "settle", "give_back"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """One verb with what it is given; of a verb's own arguments the others are left at their defaults."""

    verb: Verb
    point: int | None = None
    refused: dict[str, str] | None = None
    environment: dict[str, Any] | None = None
    entry: Entry | None = None
    final: tuple[SavedCheckpoint, ...] = ()
    failure: FailureReason = "error"
    message: str = ""
    traceback: str = ""
    died: bool = False
    delay_seconds: float = 0.0


_ASKED = TypeAdapter(_Asked)
_STANDING = TypeAdapter(Standing)


def send(connection: socket.socket, message: bytes) -> None:
    """Send a message.

    Raises:
        OSError: the other side is gone.
    """
    connection.sendall(_LENGTH.pack(len(message)) + message)


def receive(connection: socket.socket) -> bytes:
    """The next message; empty when the other side is gone, or says more than any message may have."""
    length = _exactly(connection, _LENGTH.size)
    if not length or (size := _LENGTH.unpack(length)[0]) > LONGEST_MESSAGE:
        return b""
    return _exactly(connection, size)


class SocketLedger:
    """The ledger as the code of a run has it. Safe to call from any thread.

    Args:
        connection: to the parent.
        claim: that the parent has.
    """

    def __init__(self, connection: socket.socket, claim: Claim) -> None:
        self._connection, self._points = connection, claim.points
        self._lock = threading.Lock()  # protects the connection: one question, and its answer

    def begin(
        self,
        lease: Lease,
        *,
        point: Point | None = None,
        refused: Mapping[str, str] | None = None,
        environment: Mapping[str, Any] | None = None,
    ) -> Standing:
        """See Ledger."""
        place = None if point is None else self._points.index(point)
        return self._standing(_Asked("begin", point=place, refused=dict(refused or {}), environment=dict(environment or {})))

    def heartbeat(self, lease: Lease) -> Standing:
        """See Ledger."""
        return self._standing(_Asked("heartbeat"))

    def record(self, lease: Lease, entry: Entry) -> Standing:
        """See Ledger."""
        return self._standing(_Asked("record", entry=entry))

    def finish(self, lease: Lease, *, final: tuple[SavedCheckpoint, ...] = (), message: str = "") -> None:
        """See Ledger."""
        self._ask(_Asked("finish", final=final, message=message))

    def fail(self, lease: Lease, failure: FailureReason, message: str, traceback: str = "") -> None:
        """See Ledger."""
        self._ask(_Asked("fail", failure=failure, message=message, traceback=traceback))

    def settle(self, lease: Lease) -> RunStatus:
        """See Ledger."""
        status: RunStatus = self._ask(_Asked("settle"))
        return status

    def give_back(
        self, lease: Lease, *, message: str = "", traceback: str = "", died: bool = False, delay_seconds: float = 0.0
    ) -> RunStatus:
        """See Ledger."""
        asked = _Asked("give_back", message=message, traceback=traceback, died=died, delay_seconds=delay_seconds)
        status: RunStatus = self._ask(asked)
        return status

    def _standing(self, asked: _Asked) -> Standing:
        return _STANDING.validate_python(self._ask(asked))

    def _ask(self, asked: _Asked) -> Any:
        message = _ASKED.dump_json(asked)
        try:
            with self._lock:
                send(self._connection, message)
                answer = receive(self._connection)
        except OSError:
            answer = b""
        if not answer:
            raise LeaseLostError("the process that holds the lease is gone", where=asked.verb, fix="stop working on the run")
        told = json.loads(answer)
        if "error" in told:
            raise _error(told["error"])
        return told["value"]


class Door:
    """The parent's side: lets through what a run may do with its lease, and nothing else.

    Args:
        connection: to the code of the run.
        ledger, claim: what it may speak to, in whose right.
        folder: where its checkpoints must lie.
        begun: told the place that it goes on from.
        numbers: told the numbers of its steps.

    Attributes:
        told: whether the ledger knows how this attempt ended.
        lost: whether the lease is.
    """

    def __init__(
        self,
        connection: socket.socket,
        ledger: LeaseVerbs,
        claim: Claim,
        folder: RunFolder,
        *,
        begun: Callable[[Point | None], None] = lambda point: None,
        numbers: Callable[[MetricsRow], None] = lambda row: None,
    ) -> None:
        self._connection, self._ledger, self._claim, self._folder = connection, ledger, claim, folder
        self._begun, self._numbers = begun, numbers
        self.told = self.lost = False

    def serve(self) -> None:
        """Answer until the other side is gone, or speaks another language."""
        while message := receive(self._connection):
            try:
                answer = {"value": self._answer(_ASKED.validate_json(message))}
            except LeaseLostError as error:
                self.lost, answer = True, {"error": _told(error)}
            except BurnishError as error:
                answer = {"error": _told(error)}
            except ValidationError as error:
                answer = {"error": _told(DataError(f"cannot be read: {error.errors()[0]['msg']}", where="ledger", fix="send a verb"))}
            try:
                send(self._connection, json.dumps(answer).encode())
            except OSError:
                return

    def _answer(self, asked: _Asked) -> Any:
        ledger, lease = self._ledger, self._claim.lease
        match asked.verb:
            case "begin":
                point = self._point(asked.point)
                standing = ledger.begin(lease, point=point, refused=asked.refused, environment=asked.environment)
                self._begun(point)
                return _STANDING.dump_python(standing, mode="json")
            case "heartbeat":
                return _STANDING.dump_python(ledger.heartbeat(lease), mode="json")
            case "record":
                return _STANDING.dump_python(self._record(asked.entry), mode="json")
            case "finish":
                ledger.finish(lease, final=tuple(map(self._own, asked.final)), message=asked.message)
                status: Any = None
            case "fail":
                ledger.fail(lease, asked.failure, asked.message, asked.traceback)
                status = None
            case "settle":
                status = ledger.settle(lease)
            case "give_back":
                words, delay = {"message": asked.message, "traceback": asked.traceback}, max(0.0, asked.delay_seconds)
                status = ledger.give_back(lease, **words, died=asked.died, delay_seconds=delay)
        self.told = self.told or asked.verb in _ENDINGS
        return status

    def _record(self, entry: Entry | None) -> Standing:
        if entry is None:
            raise DataError("there is no entry", where="record", fix="send one")
        for one in entry.checkpoints:
            self._own(one)
        events = tuple(one if one.kind in _TOLD_BY_RUNS else EventRow("notice", one.message, one.details) for one in entry.events)
        standing = self._ledger.record(self._claim.lease, replace(entry, events=events))
        for row in entry.metrics:
            self._numbers(row)
        return standing

    def _point(self, number: int | None) -> Point | None:
        if number is None:
            return None
        if not 0 <= number < len(self._claim.points):
            raise DataError(f"there is no place {number} to go on from", where="begin", fix="take one of the claim")
        return self._claim.points[number]

    def _own(self, saved: SavedCheckpoint) -> SavedCheckpoint:
        """A checkpoint, if its files are the run's own, and plain: others will read there in their own right."""
        checked_id(saved.id, "ckpt")
        home, place = self._folder.path / "checkpoints", Path(saved.url)
        inside = place.is_relative_to(home) and place.resolve() == home.resolve() / place.relative_to(home)
        if not inside or not place.is_dir() or any(path.is_symlink() or not (path.is_file() or path.is_dir()) for path in place.rglob("*")):
            raise DataError("is no folder of plain files among the run's own checkpoints", where=saved.url[:500], fix="save it with `save`")
        return saved


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts, missing = [], size
    while missing:
        try:
            part = connection.recv(min(missing, 1 << 20))
        except OSError:
            return b""
        if not part:
            return b""
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _told(error: BurnishError) -> dict[str, str]:
    return {"kind": type(error).__name__, "what": error.what, "where": error.where, "fix": error.fix}


def _error(told: Mapping[str, str]) -> BurnishError:
    kind = getattr(errors, told["kind"], StoreError)
    known = kind if isinstance(kind, type) and issubclass(kind, BurnishError) else StoreError
    return known(told["what"], where=told["where"], fix=told["fix"])
