"""Keys: who a key stands for, held in memory; a revoked one is refused within a second, and a database that is away shuts nobody out."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from burnish.core.permissions import Permission
from burnish.errors import BurnishError, ConflictError, NotFoundError, NotSignedInError, RequestError, StoreError, ThrottledError
from burnish.gateway.caller import Caller
from burnish.store.access import Principal, project_permissions, roles_by_project
from burnish.store.database import Database
from burnish.store.keys import authenticate_key, digest_of
from burnish.store.projects import find_project

__all__ = ["Door", "Keys"]

_log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 0.4
IDLE_SECONDS = 30.0
"""A key that was not used for so long is looked up when it is used again; the others are, twice a second."""

PATIENCE_SECONDS = 2.0
AWAY_SECONDS = 900.0
"""For so long keys that were known go on while the database is away; nobody can revoke one meanwhile."""

MOST_KEYS = 10_000
MOST_UNKNOWN_A_MINUTE = 600
"""Keys that are none are looked up in the database: so many of them, and then everyone with a new key waits."""


class Door(Protocol):
    """Finds out who asks."""

    async def caller(self, secret: str, project: str | None) -> Caller:
        """Who a key stands for, in the project that is named, or in the only one that it opens."""


@dataclass(slots=True)
class _Known:
    """A key that was looked up.

    Attributes:
        checked_at, used_at: by the monotonic clock.
        callers: by name of project; None is the only one that it opens.
    """

    secret: str
    principal: Principal
    checked_at: float
    used_at: float
    callers: dict[str | None, Caller] = field(default_factory=dict)


class Keys:
    """Keys of a database. Those in use are looked up again twice a second, beside the requests and not before them.

    Use as `async with Keys(database) as keys`.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._known: dict[str, _Known] = {}
        self._unknown = 0.0
        self._unknown_at = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Keys":
        self._looking = asyncio.create_task(self._look_again())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def caller(self, secret: str, project: str | None) -> Caller:
        """Who a key stands for, in the project that is named, or in the only one that it opens.

        Raises:
            NotSignedInError: the key is not valid.
            NotFoundError: there is no such project, or the key may do nothing there.
            RequestError: no project is named, and the key opens several.
        """
        digest, now = digest_of(secret), self._clock()
        known = self._known.get(digest)
        if known is None or now - known.used_at > IDLE_SECONDS:
            known = await self._look_up(digest, secret, known)
        known.used_at = now
        caller = known.callers.get(project)
        if caller is None:
            caller = await asyncio.to_thread(_find_caller, self._database, known.principal, project)
            known.callers[project] = caller
        return caller

    async def _look_up(self, digest: str, secret: str, known: _Known | None) -> _Known:
        now = self._clock()
        if known is None:
            self._count_unknown(now)
        try:
            look = asyncio.to_thread(_check, self._database, secret, known)
            found = await (look if known is None else asyncio.wait_for(look, PATIENCE_SECONDS))
        except (StoreError, TimeoutError):
            if known is not None and now - known.checked_at < AWAY_SECONDS:
                return known
            raise
        except NotSignedInError:
            self._known.pop(digest, None)
            raise
        found.checked_at = found.used_at = now
        if known is None:
            self._unknown = max(0.0, self._unknown - 1)
            if len(self._known) >= MOST_KEYS:
                del self._known[min(self._known, key=lambda one: self._known[one].used_at)]
        self._known[digest] = found
        return found

    def _count_unknown(self, now: float) -> None:
        """Whoever tries keys must not be able to keep the database busy."""
        self._unknown = max(0.0, self._unknown - (now - self._unknown_at) * MOST_UNKNOWN_A_MINUTE / 60)
        self._unknown_at = now
        self._unknown += 1
        if self._unknown > MOST_UNKNOWN_A_MINUTE:
            raise ThrottledError("too many keys that are not known here", where="Authorization", fix="try again in a moment")

    async def _look_again(self) -> None:
        away = False
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            now = self._clock()
            for digest, known in list(self._known.items()):
                if now - known.used_at > IDLE_SECONDS:
                    if now - known.used_at > AWAY_SECONDS:
                        self._known.pop(digest, None)
                    continue
                try:
                    await self._look_up(digest, known.secret, known)
                    away = False
                except NotSignedInError:
                    continue
                except BurnishError as error:
                    if not away:
                        _log.warning("keys cannot be looked up; those that are known go on", error=str(error))
                    away = True
                    break
                except Exception as error:
                    _log.error("keys cannot be looked up", exc_info=error)
                    break


def _check(database: Database, secret: str, known: _Known | None) -> _Known:
    """Look a key up, and what it may in the projects that it was used for; blocks."""
    principal = authenticate_key(database, secret)
    found = _Known(secret, principal, 0.0, 0.0)
    for project in list(known.callers) if known is not None else ():
        with contextlib.suppress(ConflictError, NotFoundError, RequestError):
            found.callers[project] = _find_caller(database, principal, project)
    return found


def _find_caller(database: Database, principal: Principal, project: str | None) -> Caller:
    with database.read() as transaction:
        if project is None:
            project = principal.project_id or _only(list(roles_by_project(transaction, principal)))
        found = find_project(transaction, project)
        permissions: frozenset[Permission] = project_permissions(transaction, principal, found.id)
    if found.archived_at is not None:
        raise ConflictError("is archived", where=found.name, fix="restore it first")
    if not permissions:
        raise NotFoundError(f"there is no project {project[:100]!r}", where="model", fix="use a project that your key opens")
    return Caller(found.id, found.name, principal.id, principal.via, permissions)


def _only(projects: list[str]) -> str:
    if len(projects) != 1:
        what = "names no project, and your key opens several" if projects else "names no project, and your key opens none"
        raise RequestError(what, where="model", fix='write "project/alias"')
    return projects[0]
