"""Envs by reference: the ones that come with Burnish by their name, others as module:function; and which of their scenarios."""

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from burnish.core.runs import ScenarioKinds
from burnish.envs.env import EnvSpec
from burnish.errors import BurnishError, ConfigError
from burnish.examples.catalog import EXAMPLE_ENVS

__all__ = ["ENVS", "FindEnv", "Scenes", "allowed_envs", "find_env"]

ENVS: Mapping[str, str] = MappingProxyType({env.name: env.reference for env in EXAMPLE_ENVS.values()})
"""Envs that come with Burnish, by their short name."""

_SHAPE = "write module:function, e.g. my_env:spec, or use one of " + ", ".join(ENVS)


@dataclass(frozen=True, slots=True)
class Scenes:
    """Which scenarios of an env.

    Attributes:
        split: of which split; None leaves it to the env.
        count: how many at most; None: as many as the env gives.
        start: how many of the split to pass over first.
        more: further ones of the split, of chosen kinds.
    """

    split: str | None = None
    count: int | None = None
    start: int = 0
    more: Sequence[ScenarioKinds] = ()


FindEnv = Callable[[str, Scenes], EnvSpec]
"""An env by its name, with these scenarios."""


def allowed_envs(references: Sequence[str]) -> FindEnv:
    """Find envs by name, with some of their scenarios: those that come with Burnish, and these, and no other module is ever imported.

    Args:
        references: `module:function`, as the operator lists them.
    """

    def find(name: str, scenes: Scenes) -> EnvSpec:
        if name not in ENVS and name not in references:
            fix = f"use one of {', '.join([*ENVS, *references])}, or let the operator add it to BURNISH_ENVS"
            raise ConfigError(f"there is no env {name!r} that runs may play in", where="env", fix=fix)
        function, takes = _function(name, "env")
        spec = _some(function, takes, "env", scenes)
        kinds = [scenario for one in scenes.more for scenario in _of_kinds(function, takes, scenes.split, one).scenarios]
        return replace(spec, scenarios=[*spec.scenarios, *kinds])

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
    function, takes = _function(reference, where)
    usual = usual_split if "split" in takes else None
    return _some(function, takes, where, Scenes(split or usual, count))


def _function(reference: str, where: str) -> tuple[Any, frozenset[str]]:
    """The function that a reference names, and the parameters that it takes."""
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
    return function, frozenset(inspect.signature(function).parameters)


def _some(function: Any, takes: frozenset[str], where: str, scenes: Scenes) -> EnvSpec:
    """Scenarios as they come: where the function passes over none by itself, its first ones are left out here."""
    if scenes.split and "split" not in takes:
        raise ConfigError("the function takes no split", where=where, fix="give it a parameter `split`, or leave --split out")
    left_out = 0 if "start" in takes else scenes.start
    count = None if scenes.count is None else scenes.count + left_out
    wanted = {"split": scenes.split, "count": count, "start": scenes.start or None}
    spec = _made(function, where, {name: value for name, value in wanted.items() if value is not None and name in takes})
    chosen = spec.scenarios[left_out:count]
    if not chosen:
        what = f"the env has {len(spec.scenarios)} scenarios, and {left_out} are passed over"
        raise ConfigError(what, where=f"{where}.start", fix="pass over fewer")
    return replace(spec, scenarios=chosen)


def _of_kinds(function: Any, takes: frozenset[str], split: str | None, kinds: ScenarioKinds) -> EnvSpec:
    for name in ("tags", "start", "count"):
        if name not in takes:
            fix = f"give its function a parameter `{name}`, or leave `more` out"
            raise ConfigError("the env draws no scenarios of chosen kinds", where="env.more", fix=fix)
    chosen = {"split": split} if split else {}
    return _made(function, "env.more", {**chosen, "count": kinds.scenarios, "start": kinds.start, "tags": kinds.tags})


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
