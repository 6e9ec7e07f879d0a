"""Routing: which deployments a request goes to, in order; an episode stays where it began."""

import hashlib
import math
from collections import OrderedDict
from collections.abc import Iterator

from burnish.core.serving import Route, Routes, Upstream
from burnish.errors import NotFoundError
from burnish.gateway.caller import Caller

__all__ = ["Routing", "find_route", "split_model"]

MOST_EPISODES = 100_000


def split_model(model: str) -> tuple[str | None, str]:
    """Project, if it is named, and alias."""
    project, slash, alias = model.partition("/")
    return (project, alias) if slash else (None, project)


def find_route(routes: Routes, caller: Caller, model: str) -> Route:
    """The route of a model's name, in the caller's project.

    Raises:
        NotFoundError: there is no such alias there.
    """
    project, alias = split_model(model)
    route = routes.routes.get((caller.project_id, alias))
    if route is None or project not in (None, caller.project):
        known = sorted(name for owner, name in routes.routes if owner == caller.project_id)
        fix = f"use one of {', '.join(known[:20])}" if known else "make an alias"
        raise NotFoundError(f"there is no alias {alias[:100]!r} in project {caller.project}", where="model", fix=fix)
    return route


class Routing:
    """Splits an alias's traffic by weight.

    Requests of one episode go to the deployment that the first of them went to, for as long as it has a share: here because it is
    remembered, in other processes and after a restart because the choice follows from the episode's name, and moves as little as
    possible when weights change (rendezvous hashing: the share with the largest weight / -ln(hash) wins).
    """

    def __init__(self) -> None:
        self._episodes: OrderedDict[tuple[str, str, str], str] = OrderedDict()

    def order(self, route: Route, routes: Routes, episode: str) -> Iterator[Upstream]:
        """The upstreams to ask, the first one first: the chosen share, then the fallbacks."""
        chosen = self._chosen(route, episode)
        for upstream_id in dict.fromkeys((chosen, *route.fallbacks)):
            upstream = routes.upstreams.get(upstream_id)
            if upstream is not None:
                yield upstream

    def remember(self, route: Route, episode: str, upstream_id: str) -> None:
        """An episode began there, or went on there."""
        if any(upstream_id == share for share, _ in route.shares):
            self._episodes[route.project_id, route.alias, episode] = upstream_id
            if len(self._episodes) > MOST_EPISODES:
                self._episodes.popitem(last=False)

    def _chosen(self, route: Route, episode: str) -> str:
        if len(route.shares) == 1:
            return route.shares[0][0]
        key = (route.project_id, route.alias, episode)
        before = self._episodes.get(key)
        if before is not None and any(before == share for share, _ in route.shares):
            self._episodes.move_to_end(key)
            return before
        return max(route.shares, key=lambda share: _strength(share, route, episode))[0]


def _strength(share: tuple[str, float], route: Route, episode: str) -> float:
    upstream_id, weight = share
    told = "\0".join((route.project_id, route.alias, episode, upstream_id))
    number = int.from_bytes(hashlib.blake2b(told.encode(), digest_size=8).digest()) >> 11  # 53 bits: never 0 nor 1 as a float
    return weight / -math.log((number + 0.5) / 2**53)
