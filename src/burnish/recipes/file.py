"""A recipe in a file of its own: loaded, which runs it in this process."""

import importlib.util
import inspect
import sys
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from burnish.errors import ConfigError
from burnish.recipes.catalog import Need, Recipe

__all__ = ["recipe_from_file"]

_SHAPE = "start from a copy: burnish recipes copy grpo"


def recipe_from_file(reference: str) -> Recipe:
    """The recipe in a file: its caption is the docstring's first line, what it needs are the parameters of `train`.

    The file is run in this process: name only files that you trust, or confine the process before.

    Raises:
        ConfigError: there is no such file, it fails, or it lacks `Config` or `train`.
    """
    path = Path(reference).expanduser().resolve()
    spec = importlib.util.spec_from_file_location(f"own_recipe_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ConfigError("there is no such file", where=reference, fix=_SHAPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the user's file raises
        raise ConfigError(f"the file cannot be run: {type(error).__name__}: {error}", where=reference, fix="correct it") from error
    config, train = getattr(module, "Config", None), getattr(module, "train", None)
    if not (inspect.isclass(config) and issubclass(config, BaseModel)):
        raise ConfigError("has no pydantic model `Config`", where=reference, fix=_SHAPE)
    if not inspect.iscoroutinefunction(train):
        raise ConfigError("has no `async def train`", where=reference, fix=_SHAPE)
    return _recipe(reference, module.__doc__ or path.stem, config, train)


def _recipe(reference: str, words: str, config: type[BaseModel], train: Any) -> Recipe:
    parameters = list(inspect.signature(train).parameters.values())[3:]  # after run, config and policy
    unknown = [parameter.name for parameter in parameters if parameter.name not in get_args(Need)]
    if unknown:
        fix = f"it may take {', '.join(get_args(Need))} after run, config and policy"
        raise ConfigError(f"`train` takes {unknown[0]!r}, which no run can give", where=reference, fix=fix)
    needs = tuple(parameter.name for parameter in parameters if parameter.default is parameter.empty)
    takes = tuple(parameter.name for parameter in parameters if parameter.default is not parameter.empty)
    return Recipe(reference, words.splitlines()[0], config, train, needs=needs, takes=takes)  # type: ignore[arg-type]
