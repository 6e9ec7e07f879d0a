"""Paging: lists are given in pieces; a cursor is the last id that was seen, so that new rows move nothing."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["After", "AfterSeq", "Limit", "Page", "page_of"]

T = TypeVar("T")

After = Annotated[
    str | None,
    Query(pattern=r"^[a-z]{1,20}_[0-9a-z]{1,40}$", description="Cursor: `next` of the page before. Newest come first."),
]
AfterSeq = Annotated[int, Query(ge=0, lt=2**53, description="Cursor: rows after this `seq`. Oldest come first.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]


class Page(BaseModel, Generic[T]):
    """A piece of a list. `next` is the cursor of what follows; null at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next: str | None = Field(None, description="Give it as `after` for the next page; null where there is none.")


def page_of(rows: Sequence[T], limit: int, cursor: Callable[[T], str]) -> Page[T]:
    """A page of `limit` rows out of up to `limit + 1` that were asked for: the one more says that there is a next page."""
    items = list(rows[:limit])
    return Page(items=items, next=cursor(items[-1]) if len(rows) > limit else None)
