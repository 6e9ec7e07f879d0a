"""Rollout sessions through the gateway: opened behind an alias, and kept with the replica that holds them."""

import asyncio
import hashlib
import random
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import orjson

from burnish.core.ids import new_id
from burnish.core.serving import Route, Routes, Upstream
from burnish.errors import ConflictError, ForbiddenError, NotFoundError, NotSignedInError
from burnish.gateway.caller import Caller
from burnish.gateway.live_routes import LiveRoutes
from burnish.gateway.routing import Routing, find_route
from burnish.gateway.upstreams import Upstreams

__all__ = ["Opened", "Place", "RolloutSessions"]

_KEY = re.compile(r"(session_[0-9a-f]{32})_([0-9a-f]{16})")
MOST_KNOWN = 20_000
IDLE_SECONDS = 7_200.0
"""After that a session's key opens nothing here; engine servers end sessions sooner."""

_READ_AT_ONCE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is.

    Attributes:
        turn: which of the upstream's addresses.
        key: what the engine server calls it.
        episode: of its calls, where they name none.
    """

    upstream: Upstream
    turn: int
    key: str
    episode: str


@dataclass(slots=True)
class Opened:
    """A session that was opened here: its key stands for the one that opened it, for calls of that alias alone.

    Attributes:
        secret: of who opened it; looked up at every call, so that it is revoked with it.
    """

    secret: str
    project: str
    alias: str
    used_at: float


class RolloutSessions:
    """Opens, reads and ends sessions of engine servers that aliases lead to.

    A session's key says which replica holds it, so that every gateway finds it. As an API key, instead of beside one, it is known to the
    gateway that opened it, until that ends.
    """

    def __init__(self, routes: LiveRoutes, upstreams: Upstreams, routing: Routing) -> None:
        """All of them are the gateway's."""
        self._routes, self._upstreams, self._routing = routes, upstreams, routing
        self._opened: OrderedDict[str, Opened] = OrderedDict()  # the least recently used first

    async def open(self, caller: Caller, secret: str, model: str) -> dict[str, Any]:
        """A new session behind an alias.

        Args:
            caller: who opens it.
            secret: by which they came in.
            model: `project/alias`, or `alias`.

        Raises:
            ForbiddenError: the caller may call nothing.
            NotFoundError: there is no such alias.
            ConflictError: it leads to no engine of ours that is up.
            UpstreamError: the engine server opens none.
        """
        caller.needs("deployments.call")
        try:
            route = find_route(self._routes.current, caller, model)
        except NotFoundError:
            await self._routes.look()  # it may have been made a moment ago
            route = find_route(self._routes.current, caller, model)
        order = self._routing.order(route, self._routes.current, new_id("episode"))
        upstream = next((one for one in order if one.kind == "engine" and one.addresses), None)
        if upstream is None:
            fix = "use an alias of a deployment of your own models, once it is up"
            raise ConflictError("leads to nothing that keeps sessions", where=f"alias {route.alias}", fix=fix)
        turn = random.randrange(len(upstream.addresses))
        told = orjson.loads(await self._upstreams.session(upstream, turn, "POST", ""))
        key = f"{told['id']}_{_mark(upstream, turn)}"
        self._sweep()
        self._opened[key] = Opened(secret, caller.project, route.alias, time.monotonic())
        return {**told, "id": key, "model": f"{caller.project}/{route.alias}"}

    async def played(self, caller: Caller, key: str, *, end: bool) -> bytes:
        """What was played with a session so far, as JSON; with `end` this last time.

        Raises:
            ForbiddenError: the caller may call nothing.
            NotFoundError: there is no such session behind an alias of the project, or it has ended.
        """
        caller.needs("deployments.call")
        routes = [route for (project, _), route in self._routes.current.routes.items() if project == caller.project_id]
        place = _find(self._routes.current, routes, key)
        raw = await self._upstreams.session(place.upstream, place.turn, "DELETE" if end else "GET", f"/{place.key}")
        if end:
            self._opened.pop(key, None)
        return await asyncio.to_thread(_renamed, raw, key) if len(raw) > _READ_AT_ONCE else _renamed(raw, key)

    def place(self, route: Route, key: str) -> Place:
        """Where the calls of a session go, of those that a route leads to.

        Raises:
            NotFoundError: it leads to none that holds it.
        """
        return _find(self._routes.current, [route], key)

    def opened(self, key: str) -> Opened:
        """Whom a session's key stands for.

        Raises:
            NotSignedInError: it is not known here.
        """
        found = self._opened.get(key)
        if found is None or time.monotonic() - found.used_at > IDLE_SECONDS:
            fix = "open another; or send your own key, and the session as the header Burnish-Session"
            raise NotSignedInError("this session has ended, or was opened at another gateway", where="Authorization", fix=fix)
        found.used_at = time.monotonic()
        self._opened.move_to_end(key)
        return found

    @staticmethod
    def check_alias(opened: Opened, alias: str) -> None:
        """A session's key opens calls of its own alias alone.

        Raises:
            ForbiddenError: this is another one.
        """
        if alias != opened.alias:
            what = f"this session's key is for {opened.project}/{opened.alias}"
            raise ForbiddenError(what, where="model", fix="send your own key, and the session as the header Burnish-Session")

    def _sweep(self) -> None:
        oldest = time.monotonic() - IDLE_SECONDS
        while self._opened and (len(self._opened) >= MOST_KNOWN or next(iter(self._opened.values())).used_at < oldest):
            self._opened.popitem(last=False)


def _find(routes: Routes, among: list[Route], key: str) -> Place:
    found = _KEY.fullmatch(key)
    if found is not None:
        ids = {one for route in among for one in (*(share for share, _ in route.shares), *route.fallbacks)}
        for upstream in (routes.upstreams[one] for one in sorted(ids) if one in routes.upstreams):
            for turn in range(len(upstream.addresses) if upstream.kind == "engine" else 0):
                if _mark(upstream, turn) == found[2]:
                    episode = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()  # not the key: it opens something
                    return Place(upstream, turn, found[1], f"episode_{episode}")
    fix = "open one with POST /v1/sessions; one whose replica was replaced has ended"
    raise NotFoundError("there is no such session", where="Burnish-Session", fix=fix)


def _mark(upstream: Upstream, turn: int) -> str:
    """Of one replica, without telling where it is."""
    return hashlib.blake2b(f"{upstream.id} {upstream.addresses[turn]}".encode(), digest_size=8).hexdigest()


def _renamed(raw: bytes, key: str) -> bytes:
    return orjson.dumps({**orjson.loads(raw), "id": key})
