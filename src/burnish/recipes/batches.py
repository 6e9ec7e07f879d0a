"""Batches: which items each step of a run gets, known from the step's number alone."""

import random
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

from burnish.errors import ConfigError, DataError
from burnish.recipes.seeds import derived_seed

__all__ = ["Batches"]

T = TypeVar("T")


class Batches(Sequence[list[T]], Generic[T]):
    """Batches of items, reshuffled each epoch: `batches[step]` is the same in every process and after every resume.

    Epochs follow each other without a seam: every item comes once an epoch, every batch is full, and one that reaches over the end of
    an epoch takes the rest from the next. `len` is the number of batches that an epoch fills, at least in part, and iteration ends
    there; indexing goes on for ever.

    Args:
        items: what is dealt out.
        size: items in a batch.
        seed: decides the order.

    Raises:
        DataError: there are no items.
        ConfigError: `size` is below 1.
    """

    def __init__(self, items: Sequence[T], size: int, seed: int) -> None:
        if not items:
            raise DataError("there is nothing to make batches of", where="Batches.items", fix="give at least one example or scenario")
        if size < 1:
            raise ConfigError(f"size is {size}", where="Batches.size", fix="use 1 or more")
        self._items, self._size, self._seed = items, size, seed
        self._orders: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return -(-len(self._items) // self._size)

    @overload
    def __getitem__(self, step: int) -> list[T]: ...
    @overload
    def __getitem__(self, step: slice) -> list[list[T]]: ...
    def __getitem__(self, step: int | slice) -> list[T] | list[list[T]]:
        if isinstance(step, slice):
            return [self[one] for one in range(*step.indices(len(self)))]
        if step < 0:
            raise IndexError(f"step is {step}; batches are counted from 0")
        return [self._item(place) for place in range(step * self._size, (step + 1) * self._size)]

    def __iter__(self) -> Iterator[list[T]]:
        return (self[step] for step in range(len(self)))

    def _item(self, place: int) -> T:
        epoch, index = divmod(place, len(self._items))
        return self._items[self._order(epoch)[index]]

    def _order(self, epoch: int) -> list[int]:
        if epoch not in self._orders:
            order = list(range(len(self._items)))
            random.Random(derived_seed(self._seed, "order", epoch)).shuffle(order)
            self._orders = {key: value for key, value in self._orders.items() if key == epoch - 1} | {epoch: order}
        return self._orders[epoch]
