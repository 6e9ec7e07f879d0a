"""`burnish prices`: what models cost elsewhere, and what interactions would have cost there."""

from typing import Annotated, Any

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.client import InProject, client
from burnish.cli.interactions import Where, filter_of
from burnish.cli.tables import Columns, for_people, plain, tell_done, tell_list, tell_one
from burnish.core.prices import PriceList
from burnish.errors import ConfigError

__all__ = ["prices_app"]

prices_app = typer.Typer(help="Prices: what models cost elsewhere, and what interactions would have cost there.", no_args_is_help=True)

_HOW = "MODEL=INPUT/OUTPUT or MODEL=INPUT/OUTPUT/CACHED, US dollars for a million tokens"
_COLUMNS: Columns[PriceList] = {
    "name": lambda row: row.name,
    "models": lambda row: ", ".join(row.models),
    "changed": lambda row: row.updated_at,
}


@prices_app.command("list")
@answering
def list_prices(project: InProject = None, json: Json = False) -> None:
    """The project's price lists."""
    with client(project) as opened:
        tell_list(opened.prices.list(), _COLUMNS, as_json=json, id_of=lambda row: row.name)


@prices_app.command("set")
@answering
def set_prices(
    name: Annotated[str, typer.Argument(help="Of the list.")],
    models: Annotated[list[str], typer.Argument(help=f"{_HOW}.")],
    project: InProject = None,
    json: Json = False,
) -> None:
    """Say what models cost, in place of what the list said."""
    with client(project) as opened:
        made = opened.prices.set(name, _prices(models))
        tell_one(made, {"name": made.name, "models": list(made.models)}, as_json=json, bare=made.name)


@prices_app.command("remove")
@answering
def remove_prices(name: Annotated[str, typer.Argument(help="Of the list.")], project: InProject = None, json: Json = False) -> None:
    """Forget a price list."""
    with client(project) as opened:
        opened.prices.remove(name)
    tell_done("removed", name, as_json=json)


@prices_app.command("costs")
@answering
def costs(
    where: Where = None,
    lists: Annotated[list[str] | None, typer.Option("--list", help="A price list; by default all of them. May be given again.")] = None,
    models: Annotated[list[str] | None, typer.Option("--model", help=f"{_HOW}; may be given again.")] = None,
    project: InProject = None,
    json: Json = False,
) -> None:
    """What interactions did cost, and what their tokens would have cost by other prices."""
    with client(project) as opened:
        names = lists or ([] if models else [one.name for one in opened.prices.list()])
        if not names and not models:
            raise ConfigError("there are no prices", where="prices", fix=f"give --model {_HOW}, or make a list: burnish prices set")
        told = opened.prices.costs(filter_of(where) if where is not None else None, models=_prices(models or []), lists=names)
    if json:
        print_json(told.model_dump(mode="json"))
        return
    if for_people():
        typer.echo(f"{told.interactions:,} interactions; {told.without_tokens:,} without counts of tokens are not priced")
        typer.echo(f"{told.cost_of_priced_usd:12.4f} $  what they did cost, known of {told.priced_with_cost:,} of {told.with_tokens:,}")
    for one in told.elsewhere:
        typer.echo(f"{one.cost_usd:12.4f} $  {plain(one.model)}{f' ({one.price_list})' if one.price_list else ''}")


def _prices(models: list[str]) -> dict[str, Any]:
    """Prices as they are typed.

    Raises:
        ConfigError: one is none.
    """
    found: dict[str, Any] = {}
    for one in models:
        name, _, told = one.rpartition("=")
        try:
            numbers = [float(part) for part in told.split("/")]
        except ValueError:
            numbers = []
        if not name or len(numbers) not in (2, 3):
            raise ConfigError(f"{one!r:.100} is no price", where="prices", fix=f"write {_HOW}")
        found[name] = dict(zip(("input_usd", "output_usd", "cached_input_usd"), numbers, strict=False))
    return found
