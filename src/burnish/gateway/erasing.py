"""Erasing in logs: entries of what was deleted from the tables are blanked out in the segments that are still kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import structlog

from burnish.artifacts.erasing import SegmentEraser
from burnish.store.database import Database
from burnish.store.log_erasures import LogErasure, entries_aside, erase_aside, log_erasures_done, log_erasures_of

__all__ = ["LogEraser"]

_log = structlog.get_logger(__name__)


class LogEraser:
    """Erases in the logs of one machine what the database asks for. Used by the filler, between its batches.

    Whole episodes are meant, as in the tables: those that were deleted, and any that an entry of the same person or key in the log belongs
    to, if it came before the deletion was asked for; and what the person said of others.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        """`folder`: with a folder for each writer."""
        self._database, self._folder = database, folder
        self._waiting: dict[str, tuple[tuple[str, ...], SegmentEraser]] = {}

    def erase(self, writer: str) -> int:
        """Erase what is asked for in one log, once its newest segment is ended; returns how many entries were blanked out.

        Raises:
            StoreError: the database is away.
            LogError: a segment cannot be written anew; what was asked for stays asked for.
        """
        with self._database.read() as transaction:
            asked = log_erasures_of(transaction, writer)
        if not asked:
            self._waiting.pop(writer, None)
            return 0
        ids = tuple(one.id for one in asked)
        waiting = self._waiting.get(writer)
        if waiting is None or waiting[0] != ids:  # more was asked for meanwhile
            waiting = self._waiting[writer] = (ids, SegmentEraser(self._folder / writer))
        eraser = waiting[1]
        if not eraser.ready():
            return 0
        meant = _Meant(asked)
        eraser.look(meant.learn)
        erased = eraser.erase(meant)
        with self._database.write() as transaction:
            erase_aside(transaction, writer, [one for one in entries_aside(transaction, writer) if meant(one.entry)])
            log_erasures_done(transaction, ids)
        del self._waiting[writer]
        _log.info("entries of what was deleted were blanked out in a log", writer=writer, entries=erased)
        return erased


class _Meant:
    """Tells which entries are meant by some erasures."""

    def __init__(self, asked: Sequence[LogErasure]) -> None:
        self._asked = asked
        self._projects = {one.project_id.encode() for one in asked}
        self._episodes = {one.id: {*one.episodes, *filter(None, (one.request.episode,))} for one in asked}
        self._interactions = {one.id: set(one.interactions) for one in asked}

    def learn(self, payload: bytes) -> None:
        """Note the episodes, and the interactions of these, of which the tables know nothing yet."""
        entry = self._read(payload)
        if entry is None or entry.get("kind") != "interaction":
            return
        for one in self._asked:
            if _came_before(one, entry) and self._is_theirs(one, entry["body"]):
                self._episodes[one.id].add(entry["body"].get("episode"))
                self._interactions[one.id].add(entry["body"].get("id"))

    def __call__(self, payload: bytes) -> bool:
        entry = self._read(payload)
        return entry is not None and any(_came_before(one, entry) and self._is_meant(one, entry) for one in self._asked)

    def _read(self, payload: bytes) -> dict[str, Any] | None:
        if not any(project in payload for project in self._projects):
            return None
        try:
            entry = orjson.loads(payload)
        except ValueError:
            return None
        return entry if isinstance(entry, dict) and isinstance(entry.get("body"), dict) else None

    def _is_theirs(self, one: LogErasure, body: Mapping[str, Any]) -> bool:
        if body.get("episode") in self._episodes[one.id] or body.get("id") in self._interactions[one.id]:
            return True
        if one.request.end_user is not None:
            return bool(body.get("end_user") == one.request.end_user)
        name, _, value = (one.request.key or "").partition(":")
        return bool(name) and (body.get("keys") or {}).get(name) == value

    def _is_meant(self, one: LogErasure, entry: Mapping[str, Any]) -> bool:
        body = entry["body"]
        if entry.get("kind") == "interaction":
            return self._is_theirs(one, body)
        if entry.get("kind") == "outcome":
            return body.get("episode") in self._episodes[one.id]
        if entry.get("kind") != "feedback":
            return False
        target, source, value = body.get("target") or {}, body.get("source") or {}, body.get("value")
        pair = value if isinstance(value, dict) else {}
        named = {target.get("interaction"), pair.get("chosen"), pair.get("rejected")}
        said = source.get("kind") in ("person", "implicit") and source.get("id") == one.request.end_user
        about_key = one.request.key is not None and target.get("key") == one.request.key
        about_theirs = bool(named & self._interactions[one.id]) or target.get("episode") in self._episodes[one.id]
        return about_theirs or about_key or (one.request.end_user is not None and said)


def _came_before(one: LogErasure, entry: Mapping[str, Any]) -> bool:
    if entry.get("project_id") != one.project_id:
        return False
    try:
        return datetime.fromisoformat(str(entry.get("received_at"))) <= one.asked_at
    except (ValueError, TypeError):  # no time of ours, so it is none that came later
        return True
