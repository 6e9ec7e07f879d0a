"""What interactions did cost and would have cost elsewhere is what one adds up by hand; price lists belong to their project."""

import pytest

from burnish.core.filters import Condition
from burnish.core.interactions import Interaction, Usage
from burnish.core.permissions import EVERYTHING
from burnish.core.prices import CostQuery, PriceListRequest, TokenPrices
from burnish.errors import NotFoundError
from burnish.store.access import Authority
from burnish.store.audit import SYSTEM
from burnish.store.database import Database
from burnish.store.interactions import take
from burnish.store.price_lists import PriceLists
from tests.store.ground import new_project
from tests.store.records import interaction

OWNER = Authority(SYSTEM, EVERYTHING)
LARGE, SMALL = TokenPrices(input_usd=2.5, cached_input_usd=1.25, output_usd=10), TokenPrices(input_usd=0.15, output_usd=0.6)


def by_hand(found: list[Interaction], prices: TokenPrices) -> float:
    spent = 0.0
    for one in (one for one in found if one.usage.input_tokens is not None):
        asked = one.usage.input_tokens or 0
        cached = min(one.usage.cached_tokens or 0, asked)
        cached_usd = prices.input_usd if prices.cached_input_usd is None else prices.cached_input_usd
        spent += (asked - cached) * prices.input_usd + cached * cached_usd + (one.usage.output_tokens or 0) * prices.output_usd
    return spent / 1e6


def test_costs_are_those_that_one_adds_up_by_hand(database: Database) -> None:
    project = new_project(database, "first")
    made = [interaction(number) for number in range(60)]
    made[3] = made[3].model_copy(update={"usage": Usage(), "cost_usd": 0.5})
    made[4] = made[4].model_copy(update={"usage": Usage(input_tokens=10, cached_tokens=40, output_tokens=3)})
    made[5] = made[5].model_copy(update={"usage": Usage(input_tokens=100, cached_tokens=40), "alias": "support"})
    lists = PriceLists(database, project)
    with database.write() as transaction:
        take(transaction, project, made)
        lists.set(transaction, OWNER, "elsewhere", PriceListRequest(models={"large": LARGE, "small": SMALL}))
    for query, found in (
        (CostQuery(models={"other": LARGE}, lists=["elsewhere"]), made),
        (
            CostQuery(filter=Condition(field="alias", value="support"), lists=["elsewhere"], models={"other": LARGE}),
            [one for one in made if one.alias == "support"],
        ),
        (
            CostQuery(filter=Condition(field="tag:plan", value="free"), lists=["elsewhere"], models={"other": LARGE}),
            [one for one in made if one.tags.get("plan") == "free"],
        ),
    ):
        with database.read() as transaction:
            costs = lists.costs(transaction, query)
        priced = [one for one in found if one.usage.input_tokens is not None]
        assert (costs.interactions, costs.with_tokens, costs.without_tokens) == (len(found), len(priced), len(found) - len(priced))
        assert costs.cost_usd == pytest.approx(sum(one.cost_usd or 0 for one in found))
        assert costs.with_cost == sum(one.cost_usd is not None for one in found)
        assert costs.cost_of_priced_usd == pytest.approx(sum(one.cost_usd or 0 for one in priced))
        assert costs.priced_with_cost == sum(one.cost_usd is not None for one in priced)
        told = [(one.model, one.price_list) for one in costs.elsewhere]
        assert told == [("small", "elsewhere"), ("large", "elsewhere"), ("other", None)]
        assert [one.cost_usd for one in costs.elsewhere] == pytest.approx([by_hand(found, one) for one in (SMALL, LARGE, LARGE)])


def test_nothing_found_costs_nothing(database: Database) -> None:
    project = new_project(database, "first")
    with database.read() as transaction:
        costs = PriceLists(database, project).costs(
            transaction, CostQuery(filter=Condition(field="alias", value="none"), models={"large": LARGE})
        )
    assert (costs.interactions, costs.cost_usd, costs.input_tokens, costs.elsewhere[0].cost_usd) == (0, 0, 0, 0)


def test_price_lists_are_replaced_removed_and_of_their_project(database: Database) -> None:
    first, second = (PriceLists(database, new_project(database, name)) for name in ("first", "second"))
    with database.write() as transaction:
        first.set(transaction, OWNER, "elsewhere", PriceListRequest(models={"large": LARGE}))
        changed = first.set(transaction, OWNER, "elsewhere", PriceListRequest(models={"small": SMALL}))
        assert changed.models == {"small": SMALL} and first.all(transaction) == [changed] and second.all(transaction) == []
        with pytest.raises(NotFoundError):
            second.costs(transaction, CostQuery(lists=["elsewhere"]))
        first.remove(transaction, OWNER, "elsewhere")
        with pytest.raises(NotFoundError):
            first.remove(transaction, OWNER, "elsewhere")
        assert first.all(transaction) == []
