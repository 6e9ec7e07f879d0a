"""The recipes by name: what the command line, the docs and the forms list."""

import hashlib
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

from burnish.core.tokens import Checkpoint
from burnish.errors import ConfigError
from burnish.recipes import evaluate, grpo, rejection_sampling, sft

__all__ = ["RECIPES", "Need", "Recipe", "find_recipe"]

Need = Literal["examples", "env", "reference"]
"""examples: a sequence of Datum · env: an EnvSpec · reference: a frozen Model. Each is passed to `train` by that name."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe and how to call it: `await train(run, config, policy, …)`, with what it needs by keyword.

    Attributes:
        name: on the command line.
        caption: one sentence.
        config: its pydantic model; the schema makes flags, forms and docs.
        train: the loop.
        needs: what `train` takes beside run, config and policy.
        takes: what it can take, but does without.
        trains: whether it changes the weights, and returns a checkpoint of them.
    """

    name: str
    caption: str
    config: type[BaseModel]
    train: Callable[..., Awaitable[Checkpoint | None]]
    needs: tuple[Need, ...]
    takes: tuple[Need, ...] = ()
    trains: bool = True

    @property
    def source(self) -> Path:
        """The file that holds the whole loop: what `burnish recipes copy` copies."""
        return Path(inspect.getfile(self.train))

    @property
    def hash(self) -> str:
        """SHA-256 of that file: a run says which loop it was made of."""
        return hashlib.sha256(self.source.read_bytes()).hexdigest()


_ALL = (
    Recipe("sft", "Fine-tune on examples of what the assistant should have said.", sft.Config, sft.train, needs=("examples",)),
    Recipe(
        "rejection_sampling",
        "Play in an env, keep the episodes that pass, and fine-tune on them.",
        rejection_sampling.Config,
        rejection_sampling.train,
        needs=("env",),
    ),
    Recipe(
        "grpo",
        "Play each scenario several times, and reinforce what went better than its group's mean.",
        grpo.Config,
        grpo.train,
        needs=("env",),
        takes=("reference",),
    ),
    Recipe(
        "evaluate",
        "Play scenarios and say how well it went, with intervals; the weights stay as they are.",
        evaluate.Config,
        evaluate.train,
        needs=("env",),
        trains=False,
    ),
)

RECIPES: Mapping[str, Recipe] = MappingProxyType({recipe.name: recipe for recipe in _ALL})
"""Every recipe, by name, in the order a newcomer would use them."""


def find_recipe(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        ConfigError: there is none; lists those there are.
    """
    if name not in RECIPES:
        raise ConfigError(f"there is no recipe {name!r}", where="recipe", fix=f"use one of {', '.join(RECIPES)}")
    return RECIPES[name]
