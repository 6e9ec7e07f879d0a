"""Listing: a list that the server gives in pages; `async for` goes through all of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

from pydantic import BaseModel

from burnish.sdk.pages import Page

__all__ = ["Listing"]

R = TypeVar("R", bound=BaseModel)


class Listing(Generic[R]):
    """Nothing is asked of the server before the list is used, and each use asks anew.

    `async for record in listing` asks for page after page; `await listing.page()` gives one, with the cursor of the next;
    `await listing.first(20)` gives a plain list.
    """

    def __init__(self, fetch: Callable[[str | None], Awaitable[Page[R]]]) -> None:
        self._fetch = fetch

    async def page(self, after: str | None = None) -> Page[R]:
        """One page: the first, or the one after a cursor."""
        return await self._fetch(after)

    async def first(self, count: int) -> list[R]:
        """The first records, `count` of them if there are as many."""
        found: list[R] = []
        if count < 1:
            return found
        async for record in self:
            found.append(record)
            if len(found) == count:
                break
        return found

    async def __aiter__(self) -> AsyncIterator[R]:
        page = await self.page()
        while True:
            for record in page.items:
                yield record
            if page.next is None:
                return
            page = await self.page(page.next)

    def __repr__(self) -> str:
        return "<a list: go through it with `async for`>"
