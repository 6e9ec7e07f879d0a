"""Burnish: feedback in, better language models out, by reinforcement learning."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from burnish.core.episodes import Episode, Scenario
    from burnish.core.messages import Message, Tool, ToolCall
    from burnish.core.ports import Model, Run
    from burnish.core.tokens import Checkpoint, Datum, SamplingParams
    from burnish.envs.dialogue import DialogueEnv
    from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
    from burnish.envs.mock_tools import ToolEnv, ToolError, tool
    from burnish.errors import BurnishError
    from burnish.sdk import AsyncClient, Client

__all__ = [
    "AsyncClient",
    "BurnishError",
    "Checkpoint",
    "Client",
    "Datum",
    "DialogueEnv",
    "Env",
    "EnvSpec",
    "Episode",
    "Limits",
    "Message",
    "Model",
    "Opening",
    "Run",
    "SamplingParams",
    "Scenario",
    "StepResult",
    "Tool",
    "ToolCall",
    "ToolEnv",
    "ToolError",
    "tool",
]

__version__ = "0.1.0"

_HOMES = {
    "burnish.core.episodes": ("Episode", "Scenario"),
    "burnish.core.messages": ("Message", "Tool", "ToolCall"),
    "burnish.core.ports": ("Model", "Run"),
    "burnish.core.tokens": ("Checkpoint", "Datum", "SamplingParams"),
    "burnish.envs.dialogue": ("DialogueEnv",),
    "burnish.envs.env": ("Env", "EnvSpec", "Limits", "Opening", "StepResult"),
    "burnish.envs.mock_tools": ("ToolEnv", "ToolError", "tool"),
    "burnish.errors": ("BurnishError",),
    "burnish.sdk": ("AsyncClient", "Client"),
}


def __getattr__(name: str) -> Any:
    """Import what is public when it is first asked for: who uses the client alone does not wait for envs, nor the other way round."""
    for module, names in _HOMES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(module), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
