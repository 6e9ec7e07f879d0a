"""Price lists of a project, and what its interactions would have cost by them."""

from typing import Any

from sqlalchemy import case, func, select

from burnish.core.prices import CostElsewhere, CostQuery, Costs, PriceList, PriceListRequest, TokenPrices, dollars
from burnish.errors import NotFoundError
from burnish.store import audit
from burnish.store.access import Authority
from burnish.store.database import Transaction
from burnish.store.filtering import Filtering
from burnish.store.repository import Repository
from burnish.store.tables import price_lists

__all__ = ["PriceLists"]


class PriceLists(Repository):
    """The price lists of one project."""

    def all(self, transaction: Transaction) -> list[PriceList]:
        """All of them, by name."""
        return [_list(row) for row in transaction.execute(self.select(price_lists).order_by(price_lists.c.name))]

    def find(self, transaction: Transaction, name: str) -> PriceList:
        """One.

        Raises:
            NotFoundError: this project has none of this name.
        """
        row = transaction.execute(self.select(price_lists).where(price_lists.c.name == name)).first()
        if row is None:
            raise NotFoundError(f"there is no price list {name[:100]!r}", where="price list", fix="list the project's price lists")
        return _list(row)

    def set(self, transaction: Transaction, authority: Authority, name: str, request: PriceListRequest) -> PriceList:
        """What it says from now on; made, if it is not there."""
        transaction.execute(self.delete(price_lists).where(price_lists.c.name == name))
        transaction.execute(self.insert(price_lists, name=name, models=request.model_dump(mode="json")["models"]))
        models = sorted(request.models)
        audit.record(transaction, authority.actor, "prices.set", name, project_id=self.project_id, models=models)
        return self.find(transaction, name)

    def remove(self, transaction: Transaction, authority: Authority, name: str) -> None:
        """Forget one.

        Raises:
            NotFoundError: this project has none of this name.
        """
        self.find(transaction, name)
        transaction.execute(self.delete(price_lists).where(price_lists.c.name == name))
        audit.record(transaction, authority.actor, "prices.remove", name, project_id=self.project_id)

    def costs(self, transaction: Transaction, query: CostQuery) -> Costs:
        """What the interactions that a filter finds did cost, and would have cost by the prices that are asked for.

        Raises:
            InputError: the filter is none.
            NotFoundError: there is no such price list.
        """
        asked: list[tuple[str, str | None, TokenPrices]] = [(model, None, prices) for model, prices in query.models.items()]
        for name in dict.fromkeys(query.lists):
            asked += [(model, name, prices) for model, prices in self.find(transaction, name).models.items()]
        row = self._sums(transaction, query)
        tokens = {name: int(getattr(row, name) or 0) for name in ("input_tokens", "cached_tokens", "output_tokens")}
        elsewhere = [CostElsewhere(model=model, price_list=name, cost_usd=dollars(prices, **tokens)) for model, name, prices in asked]
        return Costs(
            interactions=row.interactions,
            cost_usd=round(float(row.cost_usd or 0.0), 9),
            with_cost=row.with_cost,
            with_tokens=row.with_tokens,
            without_tokens=row.interactions - row.with_tokens,
            cost_of_priced_usd=round(float(row.cost_of_priced_usd or 0.0), 9),
            priced_with_cost=row.priced_with_cost,
            **tokens,
            elsewhere=sorted(elsewhere, key=lambda one: (one.cost_usd, one.model, one.price_list or "")),
        )

    def _sums(self, transaction: Transaction, query: CostQuery) -> Any:
        found = Filtering(transaction, self.project_id, "interactions").newest(query.filter).query.subquery()
        asked, cached = found.c.input_tokens, func.coalesce(found.c.cached_tokens, 0)
        known = asked.is_not(None)
        among = case((cached > asked, asked), else_=cached)  # an upstream may count what it cached for itself
        return transaction.execute(
            select(
                func.count().label("interactions"),
                func.sum(found.c.cost_usd).label("cost_usd"),
                func.count(found.c.cost_usd).label("with_cost"),
                func.count(asked).label("with_tokens"),
                func.sum(case((known, found.c.cost_usd))).label("cost_of_priced_usd"),
                func.count(case((known, found.c.cost_usd))).label("priced_with_cost"),
                func.sum(asked).label("input_tokens"),
                func.sum(case((known, among))).label("cached_tokens"),
                func.sum(case((known, func.coalesce(found.c.output_tokens, 0)))).label("output_tokens"),
            ).select_from(found)
        ).one()


def _list(row: Any) -> PriceList:
    return PriceList(name=row.name, models=row.models, updated_at=row.updated_at)
