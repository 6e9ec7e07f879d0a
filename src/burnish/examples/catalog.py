"""The envs that come with Burnish, by name; their modules are imported only when one is used."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from burnish.envs.env import EnvSpec
from burnish.errors import ConfigError

__all__ = ["EXAMPLE_ENVS", "ExampleEnv", "find_example_env"]


@dataclass(frozen=True, slots=True)
class ExampleEnv:
    """An env and where its function is.

    Attributes:
        name: how people call it.
        caption: one sentence.
        reference: `module:function`; the function takes `split` and `count`, and returns an EnvSpec.
        splits: of its scenarios, the one to train on first.
    """

    name: str
    caption: str
    reference: str
    splits: tuple[str, ...]

    def spec(self, *, split: str | None = None, count: int | None = None) -> EnvSpec:
        """The env with its scenarios of a split; by default the first split, and as many as the env has.

        Raises:
            ConfigError: there is no such split.
        """
        chosen = split or self.splits[0]
        if chosen not in self.splits:
            raise ConfigError(f"{self.name} has no split {chosen!r}", where="split", fix=f"use one of {', '.join(self.splits)}")
        module, _, function = self.reference.partition(":")
        given = {"split": chosen, **({"count": count} if count is not None else {})}
        spec: EnvSpec = getattr(importlib.import_module(module), function)(**given)
        return spec


_ALL = (
    ExampleEnv(
        "supply_desk",
        "A medical-supply support desk with seven tools, and customers who change their mind.",
        "burnish.examples.supply_desk:spec",
        ("train", "dev", "final"),
    ),
)

EXAMPLE_ENVS: Mapping[str, ExampleEnv] = MappingProxyType({env.name: env for env in _ALL})
"""Every env that comes with Burnish, by name."""


def find_example_env(name: str) -> ExampleEnv:
    """The env of that name.

    Raises:
        ConfigError: there is none; lists those there are.
    """
    if name not in EXAMPLE_ENVS:
        raise ConfigError(f"there is no env {name!r}", where="env", fix=f"use one of {', '.join(EXAMPLE_ENVS)}")
    return EXAMPLE_ENVS[name]
