"""How workers build an engine: on torch, or on whatever is injected in its place."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol, runtime_checkable

from burnish.core.ports import Model
from burnish.core.runs import Resources
from burnish.engine.cores import Layout, layout
from burnish.errors import ConfigError

__all__ = ["Described", "Facts", "OpenModel", "layout_of", "torch_engine", "weights_folder"]


class OpenModel(Protocol):
    """How an engine is built: a model for as long as a block lasts. `burnish.engine.model.open_model` is the one on torch."""

    def __call__(  # noqa: D102 (the class says it)
        self, path: Path, *, name: str, checkpoints: Path | None, ranks: int | None, threads: int | None, seed: int
    ) -> AbstractAsyncContextManager[Model]: ...


class Facts(Protocol):
    """What an engine settled on."""

    ranks: int
    threads: int
    device: str


@runtime_checkable
class Described(Protocol):
    """A model that can tell what it runs on."""

    async def facts(self) -> Facts:
        """Ranks, threads and device."""
        ...


def torch_engine() -> OpenModel:
    """The engine on torch, imported only now: everything that needs no model works without torch.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        from burnish.engine.model import open_model
    except ModuleNotFoundError as error:
        raise ConfigError(f"{error.name} is not installed", where="engine", fix="pip install 'burnish[engine]'") from error
    return open_model


def weights_folder(path: Path) -> Path:
    """The Hugging Face folder: the path itself, or, in a checkpoint of a run, the folder `model` in it."""
    inside = path / "model"
    return inside if (inside / "config.json").exists() else path


def layout_of(resources: Resources, model: Path) -> Layout:
    """How a run's model is laid out over what the run asks for: decided by the spec alone, as sums depend on it to the last bit.

    Args:
        resources: that the run asks for.
        model: the Hugging Face folder.
    """
    weight_bytes = sum(path.stat().st_size for path in model.glob("*.safetensors"))
    return layout(None, None, devices=resources.gpus, weight_bytes=weight_bytes, cores=resources.cores)
