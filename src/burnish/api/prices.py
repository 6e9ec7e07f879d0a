"""Price lists, and what interactions would have cost by them."""

from typing import Annotated

from fastapi import Path

from burnish.api.access import Access, Caller
from burnish.api.routes import ProjectRef, Routes
from burnish.core.prices import CostQuery, Costs, PriceList, PriceListRequest
from burnish.store.price_lists import PriceLists

__all__ = ["routes"]

routes = Routes("prices")

PricesRef = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$", description="Name of a price list.")]


@routes.get("/projects/{project}/price-lists", needs="interactions.read")
def list_price_lists(project: ProjectRef, access: Caller) -> list[PriceList]:
    """The project's price lists, by name: what models cost elsewhere, as people here wrote it down."""
    with access.server.database.read() as transaction:
        return _lists(access).all(transaction)


@routes.put("/projects/{project}/price-lists/{prices}", needs="deployments.write")
def set_price_list(project: ProjectRef, prices: PricesRef, body: PriceListRequest, access: Caller) -> PriceList:
    """Say what models cost, in US dollars for a million tokens, in place of what the list said."""
    with access.server.database.write() as transaction:
        return _lists(access).set(transaction, access.authority, prices, body)


@routes.delete("/projects/{project}/price-lists/{prices}", needs="deployments.write")
def remove_price_list(project: ProjectRef, prices: PricesRef, access: Caller) -> None:
    """Forget a price list."""
    with access.server.database.write() as transaction:
        _lists(access).remove(transaction, access.authority, prices)


@routes.post("/projects/{project}/interactions/costs", needs="interactions.read")
def costs_of_interactions(project: ProjectRef, body: CostQuery, access: Caller) -> Costs:
    """What the interactions that a filter finds did cost, and what their tokens would have cost by other prices."""
    with access.server.database.read() as transaction:
        return _lists(access).costs(transaction, body)


def _lists(access: Access) -> PriceLists:
    return PriceLists(access.server.database, access.project_id)
