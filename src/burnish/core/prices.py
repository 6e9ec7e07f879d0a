"""Prices of models elsewhere, as people write them down, and what interactions would have cost by them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from burnish.core.filters import AllOf, Filter
from burnish.core.records import Record
from burnish.errors import InputError

__all__ = ["CostElsewhere", "CostQuery", "Costs", "ModelName", "PriceList", "PriceListName", "PriceListRequest", "TokenPrices", "dollars"]

MOST_MODELS, MOST_LISTS = 500, 20

ModelName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
PriceListName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]


class TokenPrices(Record):
    """What a million tokens cost, in US dollars."""

    input_usd: float = Field(ge=0, le=1e6, description="A million tokens of input.")
    cached_input_usd: float | None = Field(None, ge=0, le=1e6, description="A million cached tokens of input; by default as others.")
    output_usd: float = Field(ge=0, le=1e6, description="A million tokens of output.")


class PriceListRequest(Record):
    """Prices by the names of models. Nobody but you says what they are: none come with Burnish."""

    models: dict[ModelName, TokenPrices] = Field(min_length=1, max_length=MOST_MODELS)


class PriceList(PriceListRequest):
    """A price list of a project."""

    name: PriceListName
    updated_at: datetime


class CostQuery(Record):
    """What would the interactions that a filter finds have cost by other prices?"""

    filter: Filter = AllOf(all=[])
    models: dict[ModelName, TokenPrices] = Field({}, max_length=MOST_MODELS, description="Prices by the names of models.")
    lists: list[PriceListName] = Field([], max_length=MOST_LISTS, description="Names of price lists of the project.")

    @model_validator(mode="after")
    def _asks_something(self) -> "CostQuery":
        if not self.models and not self.lists:
            raise ValueError("give models with prices, or names of price lists")
        return self


class CostElsewhere(Record):
    """What the interactions would have cost with one model: their tokens, by its prices. Another model may need more tokens, or fewer."""

    model: str
    price_list: PriceListName | None = None
    cost_usd: float


class Costs(Record):
    """What interactions did cost, and would have cost elsewhere.

    Attributes:
        interactions: that the filter finds.
        cost_usd: what they did cost, as far as that is known: of `with_cost` of them.
        with_tokens: of how many the tokens of input are known: these are priced, the other `without_tokens` are not.
        cost_of_priced_usd: what those with known tokens did cost, as far as that is known: of `priced_with_cost` of them. This is what to
            compare with.
        elsewhere: the cheapest first.
    """

    interactions: int
    cost_usd: float
    with_cost: int
    with_tokens: int
    without_tokens: int
    cost_of_priced_usd: float
    priced_with_cost: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    elsewhere: list[CostElsewhere]


def dollars(prices: TokenPrices, *, input_tokens: int, cached_tokens: int, output_tokens: int) -> float:
    """What tokens cost; cached ones are among those of input."""
    if not 0 <= cached_tokens <= input_tokens:
        raise InputError(f"{cached_tokens} of {input_tokens} tokens are cached", where="tokens", fix="count cached ones among the input")
    cached_usd = prices.input_usd if prices.cached_input_usd is None else prices.cached_input_usd
    spent = (input_tokens - cached_tokens) * prices.input_usd + cached_tokens * cached_usd + output_tokens * prices.output_usd
    return round(spent / 1e6, 9)
