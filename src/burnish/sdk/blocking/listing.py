"""Listing: a list that the server gives in pages; `for` goes through all of it."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from pydantic import BaseModel

from burnish.sdk.pages import Page

__all__ = ["Listing"]

R = TypeVar("R", bound=BaseModel)


class Listing(Generic[R]):
    """Nothing is asked of the server before the list is used, and each use asks anew.

    `for record in listing` asks for page after page; `listing.page()` gives one, with the cursor of the next; `listing.first(20)` gives a
    plain list. A notebook shows the first page.
    """

    def __init__(self, fetch: Callable[[str | None], Page[R]]) -> None:
        self._fetch = fetch

    def page(self, after: str | None = None) -> Page[R]:
        """One page: the first, or the one after a cursor."""
        return self._fetch(after)

    def first(self, count: int) -> list[R]:
        """The first records, `count` of them if there are as many."""
        found: list[R] = []
        if count < 1:
            return found
        for record in self:
            found.append(record)
            if len(found) == count:
                break
        return found

    def __iter__(self) -> Iterator[R]:
        page = self.page()
        while True:
            yield from page.items
            if page.next is None:
                return
            page = self.page(page.next)

    def __repr__(self) -> str:
        return "<a list: go through it with `for`>"

    def _repr_html_(self) -> str:
        return self.page()._repr_html_()
