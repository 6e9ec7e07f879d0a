"""The confined process that runs a published recipe: `python -m burnish.workers.recipe_process FD`; its parent is `published_run`.

What to do comes as the first message over the socket FD; the ledger is at its other end. stdin stays open as long as the worker lives.
"""

import io
import socket
import sys
from collections.abc import Callable, Sequence

from burnish.artifacts.files import digest
from burnish.errors import ConfigError
from burnish.recipes.catalog import Recipe
from burnish.recipes.file import recipe_from_file
from burnish.workers.attempt import attempt, carry_out_claim, exit_soon, prepare_process
from burnish.workers.engine import OpenModel, torch_engine
from burnish.workers.envs import allowed_envs
from burnish.workers.inputs import GivenPlaces, training_of
from burnish.workers.ledger_socket import SocketLedger, receive
from burnish.workers.recipe_order import Order
from burnish.workers.training import Training

__all__ = ["main"]


def main(engine: Callable[[], OpenModel] = torch_engine, arguments: Sequence[str] | None = None) -> int:
    """Carry out the order; returns the exit status.

    Args:
        engine: makes the engine.
        arguments: number of the socket; by default those of the command line.
    """
    prepare_process()
    connection = socket.socket(fileno=int((sys.argv[1:] if arguments is None else arguments)[0]))
    connection.set_inheritable(False)
    lifeline = io.FileIO(sys.stdin.fileno(), closefd=False)
    order = Order.model_validate_json(receive(connection))
    claim = order.claim

    def training() -> Training:
        places = GivenPlaces(order.model, order.dataset)
        return training_of(claim.spec, places, allowed_envs(order.envs), _recipe(order))

    ledger = SocketLedger(connection, claim)
    return attempt(lambda told: carry_out_claim(claim, ledger, order.runs, training, engine, lifeline, told=told, lost=exit_soon))


def _recipe(order: Order) -> Recipe:
    spec = order.claim.spec
    if (found := digest(order.recipe)) != spec.recipe_hash:
        what = f"has the hash {found}, the run was made with {spec.recipe_hash}"
        raise ConfigError(what, where=spec.recipe, fix="publish the recipe again, and make a new run")
    return recipe_from_file(str(order.recipe))


if __name__ == "__main__":
    sys.exit(main())
