"""What a word on the command line refers to: a model's folder, an env."""

import importlib
import inspect
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from burnish import tiny
from burnish.envs.env import EnvSpec
from burnish.errors import BurnishError, CheckpointError, ConfigError

__all__ = ["ENVS", "find_env", "find_model"]

ENVS = {"supply_desk": "burnish.examples.supply_desk:spec"}
"""Envs that come with Burnish, by their short name."""

_SHAPE = "write module:function, e.g. my_env:spec, or use one of " + ", ".join(ENVS)


def find_model(reference: str) -> Path:
    """The folder of a model: `tiny` is the embedded one; else a Hugging Face folder, or a checkpoint of a run.

    Raises:
        CheckpointError: there is no model.
    """
    if reference == "tiny":
        return tiny.folder()
    folder = Path(reference).expanduser()
    if any((place / "config.json").is_file() for place in (folder, folder / "model")):
        return folder
    fix = "give a folder with config.json, weights, tokenizer and chat template, or `tiny` for the embedded model"
    what = "there is no model in this folder (no config.json)" if folder.is_dir() else "there is no such folder"
    raise CheckpointError(what, where=f"--model {reference}", fix=fix)


def find_env(reference: str, *, split: str | None = None, usual_split: str | None = None, count: int | None = None) -> EnvSpec:
    """The env that `module:function` makes: a function that returns an EnvSpec, and may take `split` and `count` (of scenarios).

    The module is imported in this process, with the current folder on its path: name only modules that you trust.

    Args:
        reference: `module:function`, or a short name of `ENVS`.
        split: which scenarios; the function must know splits.
        usual_split: the same, where the function knows splits.
        count: how many scenarios at most.

    Raises:
        ConfigError: the module or the function is not there, raises, takes no split though one is asked for, or returns no EnvSpec.
    """
    where = f"--env {reference}"
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
