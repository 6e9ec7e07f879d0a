"""Recorder: writes down what happened, and returns when it is on the disk."""

from typing import Any

import orjson

from burnish.artifacts.segments import SegmentWriter
from burnish.errors import LogFullError
from burnish.gateway.exchange import Exchange, entry_of
from burnish.gateway.redaction import Redactors

__all__ = ["Recorder"]


class Recorder:
    """The log of one process, through which everything goes that must not be lost."""

    def __init__(self, log: SegmentWriter, redactors: Redactors) -> None:
        """`log`: of this process alone; `redactors`: of all projects."""
        self._log, self._redactors = log, redactors

    def check_room(self) -> None:
        """Refuse early what could not be written down in the end: an upstream's answer would be paid for, and thrown away.

        Raises:
            LogFullError: the log is full.
        """
        if not self._log.has_room():
            raise LogFullError("is full: nothing is answered that could not be kept", where="log", fix="see that the filler runs")

    async def interaction(self, exchange: Exchange) -> None:
        """Write an exchange down.

        Raises:
            LogError: it could not be written.
        """
        await self._log.append(entry_of(exchange, self._redactors.of(exchange.caller.project_id)))

    async def entries(self, entries: list[dict[str, Any]]) -> None:
        """Write entries down that came as they are: feedback, outcomes, interactions of elsewhere; all of them, or an error.

        Raises:
            LogError: not all of them could be written; sending them again is safe, as each has an id.
        """
        await self._log.append(*(orjson.dumps(self._redacted(entry)) for entry in entries))

    def _redacted(self, entry: dict[str, Any]) -> dict[str, Any]:
        redactor = self._redactors.of(entry["project_id"])
        return entry if redactor is None else {**entry, "body": redactor.body(entry["kind"], entry["body"])}
