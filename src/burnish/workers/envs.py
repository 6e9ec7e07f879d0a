"""Envs by reference: the ones that come with Burnish by their name, others as module:function."""

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from burnish.envs.env import EnvSpec
from burnish.errors import BurnishError, ConfigError
from burnish.examples.catalog import EXAMPLE_ENVS

__all__ = ["ENVS", "allowed_envs", "find_env"]

ENVS: Mapping[str, str] = MappingProxyType({env.name: env.reference for env in EXAMPLE_ENVS.values()})
"""Envs that come with Burnish, by their short name."""

_SHAPE = "write module:function, e.g. my_env:spec, or use one of " + ", ".join(ENVS)


def allowed_envs(references: Sequence[str]) -> Callable[[str, str | None, int | None], EnvSpec]:
    """Find envs by name, split and number of scenarios: those that come with Burnish, and these, and no other module is ever imported.

    Args:
        references: `module:function`, as the operator lists them.
    """

    def find(name: str, split: str | None, count: int | None) -> EnvSpec:
        if name not in ENVS and name not in references:
            fix = f"use one of {', '.join([*ENVS, *references])}, or let the operator add it to BURNISH_ENVS"
            raise ConfigError(f"there is no env {name!r} that runs may play in", where="env", fix=fix)
        return find_env(name, where="env", split=split, count=count)

    return find


def find_env(
    reference: str, *, where: str = "", split: str | None = None, usual_split: str | None = None, count: int | None = None
) -> EnvSpec:
    """The env that `module:function` makes: a function that returns an EnvSpec, and may take `split` and `count` (of scenarios).

    The module is imported in this process, with the current folder on its path: name only modules that you trust.

    Args:
        reference: `module:function`, or a short name of `ENVS`.
        where: what errors call the place; by default the flag of the command line.
        split: which scenarios; the function must know splits.
        usual_split: the same, where the function knows splits.
        count: how many scenarios at most.

    Raises:
        ConfigError: the module or the function is not there, raises, takes no split though one is asked for, or returns no EnvSpec.
    """
    where = where or f"--env {reference}"
    module_name, _, name = ENVS.get(reference, reference).partition(":")
    if not module_name or not name:
        raise ConfigError("is no env", where=where, fix=_SHAPE)
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        module = importlib.import_module(module_name)
    except Exception as error:  # whatever the user's module raises while it is imported
        raise ConfigError(f"the module cannot be imported: {type(error).__name__}: {error}", where=where, fix=_SHAPE) from error
    function = getattr(module, name, None)
    if not callable(function):
        there = ", ".join(sorted(key for key, value in vars(module).items() if callable(value) and not key.startswith("_")))
        raise ConfigError(f"the module has no function {name!r}", where=where, fix=f"it has: {there or 'none'}")
    takes = inspect.signature(function).parameters
    if split and "split" not in takes:
        raise ConfigError("the function takes no split", where=where, fix="give it a parameter `split`, or leave --split out")
    wanted = {"split": split or usual_split, "count": count}
    spec = _made(function, where, {name: value for name, value in wanted.items() if value is not None and name in takes})
    return replace(spec, scenarios=spec.scenarios[:count])


def _made(function: Any, where: str, asked: dict[str, Any]) -> EnvSpec:
    try:
        spec = function(**asked)
    except BurnishError:
        raise
    except Exception as error:  # whatever the user's function raises
        raise ConfigError(
            f"the function failed: {type(error).__name__}: {error}", where=where, fix="correct it, or its arguments"
        ) from error
    if not isinstance(spec, EnvSpec):
        raise ConfigError(f"the function returned a {type(spec).__name__}", where=where, fix="return a burnish.EnvSpec")
    if not spec.scenarios:
        raise ConfigError("the env has no scenarios", where=where, fix="put at least one into EnvSpec.scenarios")
    return spec
