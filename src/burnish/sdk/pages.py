"""Page: a piece of a list, and the cursor of what follows."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from burnish.core.records import rows_as_html

__all__ = ["Page"]

R = TypeVar("R", bound=BaseModel)


class Page(BaseModel, Generic[R]):
    """A piece of a list. `next` is the cursor of what follows: give it as `after`; None at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[R]
    next: str | None = None

    def _repr_html_(self) -> str:
        return rows_as_html(self.items, note=f"more follow after {self.next}" if self.next else "")
