"""Prices: what models cost elsewhere, and what interactions would have cost there."""

from collections.abc import Mapping, Sequence
from typing import Any

from burnish.core.filters import AllOf
from burnish.core.prices import Costs, PriceList, TokenPrices
from burnish.sdk.aio.interactions import Where
from burnish.sdk.aio.resource import Resource

__all__ = ["Prices"]

ByModel = Mapping[str, TokenPrices | Mapping[str, float]]


class Prices(Resource):
    """The price lists of the client's project."""

    async def list(self) -> tuple[PriceList, ...]:
        """All of them, by name."""
        return await self._get(tuple[PriceList, ...], self._in_project("price-lists"))

    async def set(self, name: str, models: ByModel) -> PriceList:
        """Say what models cost, in place of what the list said.

        Args:
            name: of the list.
            models: by name, US dollars for a million tokens: `{"large": {"input_usd": 2.5, "cached_input_usd": 1.25, "output_usd": 10}}`.
        """
        return await self._put(PriceList, self._in_project("price-lists", name), {"models": _json(models)})

    async def remove(self, name: str) -> None:
        """Forget a list."""
        await self._delete(self._in_project("price-lists", name))

    async def costs(self, where: Where = None, *, models: ByModel | None = None, lists: Sequence[str] = ()) -> Costs:
        """What interactions did cost, and what their tokens would have cost by other prices.

        Args:
            where: only what this filter finds.
            models: prices by the names of models, as `set` takes them.
            lists: names of price lists.
        """
        tree = AllOf(all=[]) if where is None else where
        told = dict(tree) if isinstance(tree, Mapping) else tree.model_dump(mode="json")
        body = {"filter": told, "models": _json(models or {}), "lists": list(lists)}
        return await self._post(Costs, self._in_project("interactions", "costs"), body)


def _json(models: ByModel) -> dict[str, Any]:
    return {name: prices.model_dump(mode="json") if isinstance(prices, TokenPrices) else dict(prices) for name, prices in models.items()}
