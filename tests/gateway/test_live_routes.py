"""Routes in memory: they follow their source, and a name that is not known is looked for at once."""

import asyncio
from dataclasses import replace

from burnish.core.serving import Routes
from burnish.errors import StoreUnavailableError
from burnish.gateway import live_routes
from burnish.gateway.live_routes import FixedRoutes, LiveRoutes

EMPTY = Routes(revision=1, routes={}, projects={}, upstreams={})


class Counted(FixedRoutes):
    """Counts how often it was asked; away while `away`."""

    looks = 0
    away = False

    def revision(self) -> int:
        self.looks += 1
        if self.away:
            raise StoreUnavailableError("the database is away", fix="wait")
        return super().revision()


async def test_a_name_that_is_not_known_is_looked_for_without_waiting_for_the_next_turn() -> None:
    source = Counted(EMPTY)
    async with LiveRoutes(source) as live:
        source.routes = replace(EMPTY, revision=2, projects={"shop": "project_1"})
        async with asyncio.timeout(live_routes.LOOK_EVERY_SECONDS / 2):
            await live.look()
        assert live.current.projects == {"shop": "project_1"}


async def test_many_who_ask_at_once_are_served_by_one_look_and_strangers_by_ten_a_second() -> None:
    source = Counted(EMPTY)
    async with LiveRoutes(source) as live:
        await asyncio.gather(*(live.look() for _ in range(100)))
        assert source.looks == 1
        began = asyncio.get_running_loop().time()
        for _ in range(3):
            await live.look()
        assert asyncio.get_running_loop().time() - began > 2 * live_routes.LEAST_BETWEEN_SECONDS


async def test_looking_while_the_source_is_away_finds_nothing_new_and_fails_nobody() -> None:
    source = Counted(EMPTY)
    async with LiveRoutes(source) as live:
        source.away = True
        await live.look()
        assert live.current.revision == 1
